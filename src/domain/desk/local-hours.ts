import { Info, type Zone } from "luxon";

/** An engagement as the clock and calendar of a zone tell it. */
export interface LocalHours {
  /** ISO dates of the days it touches, in order. */
  readonly days: readonly string[];
  /** How much of it lies in daytime, from 0 to 1. */
  readonly daytime: number;
}

/** A time without a clock change, in milliseconds of the local clock. */
interface Stretch {
  readonly from: number;
  readonly to: number;
}

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** When most people are up; on every day alike, for migrations are done on weekends too. */
const DAYTIME = { from: 8 * HOUR, to: 20 * HOUR } as const;

/**
 * @param lengthMs - Above zero. An end at midnight does not touch the day that begins then.
 * @param zone - IANA name or fixed offset.
 */
export function localHours(start: Date, lengthMs: number, zone: string): LocalHours {
  const stretches = splitByClockChange(start.getTime(), start.getTime() + lengthMs, Info.normalizeZone(zone));
  const days = new Set<string>();
  let daytimeMs = 0;
  for (const { from, to } of stretches) {
    for (let day = from - (from % DAY); day < to; day += DAY) {
      days.add(new Date(day).toISOString().slice(0, "yyyy-mm-dd".length));
      daytimeMs += Math.max(0, Math.min(to, day + DAYTIME.to) - Math.max(from, day + DAYTIME.from));
    }
  }
  return { days: [...days], daytime: daytimeMs / lengthMs };
}

/** Asks for few offsets, which is what costs time with many people and offers; clocks change at most once within one. */
function splitByClockChange(from: number, to: number, zone: Zone): readonly Stretch[] {
  const offset = zone.offset(from);
  const change = zone.offset(to - 1) - offset;
  if (!change) return [{ from: from + offset * 60_000, to: to + offset * 60_000 }];
  const middle = Math.floor((from + to) / 2);
  return [...splitByClockChange(from, middle, zone), ...splitByClockChange(middle, to, zone)];
}
