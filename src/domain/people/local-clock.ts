import { FixedOffsetZone, IANAZone, type Zone } from "luxon";

export const MINUTE_MS = 60_000;
export const DAY_MS = 24 * 60 * MINUTE_MS;

/** Beyond the offset any zone ever had. */
const LARGEST_OFFSET_MS = 16 * 60 * MINUTE_MS;

/** A stretch of time from `start` up to, not including, `end`; milliseconds of the epoch. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/**
 * What the clocks of a zone show at a moment, as the moment at which UTC shows the same. So its multiples of
 * {@link DAY_MS} are local midnights, and `new Date(clock).toISOString()` begins with the local date.
 *
 * @throws {RangeError} when there is no such zone; names are checked where they come in.
 */
export function showClock(at: Date, zone: string): number {
  return at.getTime() + offsetAt(at.getTime(), zone);
}

/** The local day a moment belongs to, as the midnight that UTC would have on that date. */
export function dayOf(at: Date, zone: string): number {
  return Math.floor(showClock(at, zone) / DAY_MS) * DAY_MS;
}

/**
 * All the time during which the clocks of a zone show something from `from` up to, not including, `to` (both as in
 * {@link showClock}), in order. Usually that is one span. Of what the clocks jump over nothing is left, be it a whole
 * day; what they show twice counts both times.
 *
 * The calendar library can only turn a time into one moment, guessing where it does not exist or exists twice; hence
 * the spans on both sides of a change. No zone changes its clocks twice within three days.
 */
export function spansOfClock(from: number, to: number, zone: string): readonly Span[] {
  const { before, after, at } = findChange(from, to, zone);
  if (before === after) return [{ start: from - before, end: to - before }];
  return [
    { start: from - before, end: Math.min(to - before, at) },
    { start: Math.max(from - after, at), end: to - after },
  ].filter(({ start, end }) => start < end);
}

/** The clocks of a zone are put on or back: how far they are ahead of UTC before and after, all in milliseconds. */
export interface ClockChange {
  readonly before: number;
  readonly after: number;
  /** The first moment after the change; without one, any. */
  readonly at: number;
}

/** The change that can matter to what the clocks of a zone show from `from` to `to`, both as in {@link showClock}. */
export function findChange(from: number, to: number, zone: string): ClockChange {
  let [same, changed] = [from - LARGEST_OFFSET_MS, to + LARGEST_OFFSET_MS];
  const [before, after] = [offsetAt(same, zone), offsetAt(changed, zone)];
  if (before === after) return { before, after, at: changed };
  // Halving finds the jump between the two.
  while (changed - same > 1) {
    const middle = Math.floor((same + changed) / 2);
    if (offsetAt(middle, zone) === before) same = middle;
    else changed = middle;
  }
  return { before, after, at: changed };
}

/** Milliseconds that the clocks of a zone are ahead of UTC. */
export function offsetAt(at: number, zone: string): number {
  return zoneNamed(zone).offset(at) * MINUTE_MS;
}

function zoneNamed(name: string): Zone {
  const zone = FixedOffsetZone.parseSpecifier(name) ?? IANAZone.create(name);
  if (!zone.isValid) throw new RangeError(`Cannot tell the local time: there is no time zone "${name}"`);
  return zone;
}
