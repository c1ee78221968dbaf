import { DateTime, Duration } from "luxon";
import { z } from "zod";

/** Kinds of values that occur in several places of a program. */

/** A word for commands, keys and labels: `migration-lead`. */
export function name(most: number): z.ZodString {
  return z
    .string()
    .max(most)
    .regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, "must be small letters, digits and single dashes, a letter first");
}

export function line(most: number): z.ZodString {
  return z
    .string()
    .max(most)
    .regex(/^\S(?:[^\n\r]*\S)?$/, "must be one line of text without blanks around it");
}

export function duration(least: string, most: string, example = "PT10M"): z.ZodString {
  return z
    .string()
    .refine(
      (text) => millisecondsOf(text) >= millisecondsOf(least) && millisecondsOf(text) <= millisecondsOf(most),
      `must be an ISO 8601 duration from ${least} to ${most}, such as ${example}`,
    );
}

/** `NaN` for what is no duration at all, and that is neither more nor less than anything. */
export function millisecondsOf(text: string): number {
  return Duration.fromISO(text).toMillis();
}

/** `09:30`; the day ends at `24:00`. */
export function timeOfDay(): z.ZodString {
  return z.string().regex(/^(?:(?:[01]\d|2[0-3]):[0-5]\d|24:00)$/, 'must be a time in quotes, such as "09:00"');
}

/** `2026-12-24..2027-01-01`, or one day alone. */
export function dayRange(): z.ZodString {
  return z
    .string()
    .refine(isDayRange, "is not a day such as 2026-05-15 or days such as 2026-12-24..2027-01-01")
    .refine((text) => !isDayRange(text) || isInOrder(text), "must not end before it begins");
}

function isDayRange(text: string): boolean {
  const days = text.split("..");
  return days.length <= 2 && days.every((day) => /^\d{4}-\d\d-\d\d$/.test(day) && DateTime.fromISO(day).isValid);
}

function isInOrder(text: string): boolean {
  const [from = "", to = from] = text.split("..");
  return from <= to;
}
