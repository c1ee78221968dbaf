import { type TimeAway, isAway } from "./absence.ts";
import { DAY_MS, dayOf, MINUTE_MS, showClock } from "./local-clock.ts";
import { isDayOfWork, nearestWorkingDay, workingSpans } from "./working-days.ts";

/** When a person may be spoken to. It governs messages only; an engagement may be at any hour. */
export interface WorkingTime {
  /** IANA name, or a fixed offset such as "UTC+05:30". */
  readonly zone: string;
  /** ISO weekdays, 1 Monday to 7 Sunday; never empty. */
  readonly days: readonly number[];
  /** Minutes after local midnight at which work begins, by the clock. */
  readonly from: number;
  /** And ends: later than `from`, at most 1440. At this minute nobody works any more. */
  readonly to: number;
  /** Is this ISO date one on which the person does not work: a public holiday, a day off of the program? */
  readonly isDayOff: (day: string) => boolean;
  readonly away: readonly TimeAway[];
}

/** Days within which a next working moment is looked for. */
const FARTHEST_NEXT = 400;
/** Days within which a last working day is looked for. */
const FARTHEST_LAST = 30;

/**
 * Does this person work right now? By the clock on the wall: of what it jumps over nobody works, and an hour that it
 * shows twice is worked twice.
 *
 * @throws {RangeError} when there is no such zone, as everything here.
 */
export function isWorkingMoment(at: Date, time: WorkingTime): boolean {
  const day = dayOf(at, time.zone);
  const clock = showClock(at, time.zone) - day;
  const isInHours = clock >= time.from * MINUTE_MS && clock < time.to * MINUTE_MS;
  return isInHours && isDayOfWork(day, time) && !isAway(at, time.away);
}

/**
 * The first working moment at or after `at`, so `at` itself when it is one.
 *
 * @returns `null` when there is none within 400 days.
 */
export function nextWorkingMoment(at: Date, time: WorkingTime): Date | null {
  if (isWorkingMoment(at, time)) return at;
  const today = dayOf(at, time.zone);
  // From yesterday: clocks that are put back over midnight let a day go on after the next has begun.
  for (let day = today - DAY_MS; day <= today + FARTHEST_NEXT * DAY_MS; day += DAY_MS) {
    const next = workingSpans(day, time).find(({ end }) => end > at.getTime());
    if (next) return new Date(Math.max(next.start, at.getTime()));
  }
  return null;
}

/**
 * The first working moment of the last working day before the local day of `at`: when to announce what happens then,
 * also on a weekend.
 *
 * @returns `null` when there is none within 30 days.
 */
export function lastWorkingDayBefore(at: Date, time: WorkingTime): Date | null {
  const last = nearestWorkingDay(dayOf(at, time.zone), "before", FARTHEST_LAST, time);
  return last && new Date(last.spans[0].start);
}

/**
 * The same clock time `count` working days after the local day of `at`, moved into working hours: what is too early
 * becomes the next moment of work on that day, what is too late its last minute. A day counts when the person works on
 * it at all.
 *
 * @param count - A whole number; 0 is the same as {@link nextWorkingMoment}.
 * @returns `null` when one of the working days is more than 400 days after the one before.
 */
export function addWorkingDays(at: Date, count: number, time: WorkingTime): Date | null {
  if (count <= 0) return nextWorkingMoment(at, time);
  const today = dayOf(at, time.zone);
  let target = nearestWorkingDay(today, "after", FARTHEST_NEXT, time);
  for (let counted = 1; target && counted < count; counted += 1) {
    target = nearestWorkingDay(target.day, "after", FARTHEST_NEXT, time);
  }
  if (!target) return null;
  const [later] = workingSpans(target.day, time, showClock(at, time.zone) - today);
  if (later) return new Date(later.start);
  const { start, end } = target.spans.at(-1) ?? target.spans[0];
  return new Date(Math.max(start, end - MINUTE_MS));
}

/** The ISO date of a moment in a zone: the day of which a person gets at most one reminder. */
export function localDay(at: Date, zone: string): string {
  return new Date(showClock(at, zone)).toISOString().slice(0, 10);
}
