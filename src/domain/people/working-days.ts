import { withoutAbsences } from "./absence.ts";
import { DAY_MS, MINUTE_MS, type Span, spansOfClock } from "./local-clock.ts";
import type { WorkingTime } from "./working-time.ts";

/** A day on which a person works at least for a moment, with the spans of it. */
export interface WorkingDay {
  /** As in `dayOf`. */
  readonly day: number;
  /** In order, never empty. */
  readonly spans: readonly [Span, ...Span[]];
}

/** A day of the week on which the person works, and no day off. Absences do not count here. */
export function isDayOfWork(day: number, time: WorkingTime): boolean {
  const date = new Date(day);
  // Sunday is 0 here and 7 by ISO.
  return time.days.includes(date.getUTCDay() || 7) && !time.isDayOff(date.toISOString().slice(0, 10));
}

/**
 * When a person works on a local day, in order; absences are cut out.
 *
 * @param notBefore - Leave out what comes before this clock time, in milliseconds after local midnight.
 */
export function workingSpans(day: number, time: WorkingTime, notBefore = 0): readonly Span[] {
  const from = Math.max(time.from * MINUTE_MS, notBefore);
  const to = time.to * MINUTE_MS;
  if (from >= to || !isDayOfWork(day, time)) return [];
  return withoutAbsences(spansOfClock(day + from, day + to, time.zone), time.away);
}

/**
 * The nearest working day after `day`, or before it.
 *
 * @param within - How many days away it may be.
 */
export function nearestWorkingDay(
  day: number,
  direction: "after" | "before",
  within: number,
  time: WorkingTime,
): WorkingDay | null {
  const step = direction === "after" ? DAY_MS : -DAY_MS;
  for (let distance = 1; distance <= within; distance += 1) {
    const candidate = day + distance * step;
    const [first, ...others] = workingSpans(candidate, time);
    if (first) return { day: candidate, spans: [first, ...others] };
  }
  return null;
}
