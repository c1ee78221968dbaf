import { DAY_MS, spansOfClock } from "./local-clock.ts";

/**
 * The first moment of a calendar day where somebody is. Of a day their clocks left out it is the first moment after it.
 *
 * @param day - ISO date.
 * @throws {RangeError} when there is no such zone.
 */
export function startOfDay(day: string, zone: string): Date {
  const midnight = Date.parse(`${day}T00:00:00Z`);
  const [first] = spansOfClock(midnight, midnight + 2 * DAY_MS, zone);
  return new Date(first?.start ?? midnight);
}
