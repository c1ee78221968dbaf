import { DateTime } from "luxon";

import { findChange, MINUTE_MS, spansOfClock } from "../people/local-clock.ts";

/** What clocks of a place show: no instant yet. */
export interface LocalTime {
  /** ISO date. */
  readonly day: string;
  /** Minutes after midnight; 1440 is the midnight after. */
  readonly minute: number;
}

/** A change of clocks that leaves a time out. */
export interface ClockGap {
  /** "02:00", when clocks jump … */
  readonly from: string;
  /** "03:00", … to what they then show. */
  readonly to: string;
  /** As far behind the jump as the time that is left out would have been: 03:30 for 02:30. */
  readonly instead: Date;
}

/**
 * When do the clocks of a zone show this time?
 *
 * @param zone - As `readZone` returns it.
 * @returns One instant; two, in their order, in the night the clocks go back; none in the night they go forward.
 */
export function instantsOf(local: LocalTime, zone: string): readonly Date[] {
  const utc = asUtc(local);
  return spansOfClock(utc, utc + MINUTE_MS, zone).map(({ start }) => new Date(start));
}

/** The change of clocks that leaves out a time of which {@link instantsOf} knows no instant. */
export function gapAt(local: LocalTime, zone: string): ClockGap {
  const utc = asUtc(local);
  const { before, after, at } = findChange(utc, utc, zone);
  return { from: wallClock(at + before), to: wallClock(at + after), instead: new Date(utc - before) };
}

/** What the clocks of a zone show, to the minute. */
export function localTimeOf(instant: Date, zone: string): LocalTime {
  const local = DateTime.fromJSDate(instant, { zone });
  return { day: local.toFormat("yyyy-MM-dd"), minute: local.hour * 60 + local.minute };
}

/** "2026-12-03 14:00" */
export function printLocalTime({ day, minute }: LocalTime): string {
  return DateTime.fromISO(day, { zone: "UTC" }).plus({ minutes: minute }).toFormat("yyyy-MM-dd HH:mm");
}

function asUtc({ day, minute }: LocalTime): number {
  return Date.parse(`${day}T00:00:00Z`) + minute * MINUTE_MS;
}

function wallClock(utc: number): string {
  return DateTime.fromMillis(utc, { zone: "UTC" }).toFormat("HH:mm");
}
