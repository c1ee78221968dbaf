import { DateTime } from "luxon";

/** A day of the calendar, written as the API wants it: `2026-12-12`. */
export function isDay(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && DateTime.fromISO(text).isValid;
}
