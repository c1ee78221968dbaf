import { DateTime } from "luxon";

import type { WrittenDay } from "./days-written.ts";

/** The years engagements are scheduled in. Before the first there is no reckoning of zones to rely on. */
const FIRST_YEAR = 1970;
const YEARS_AHEAD = 5;

/** Why a day has to be asked about. */
export type DayDoubt = "year" | "order" | "relative" | "weekday";

/** ISO dates that are there, the likeliest first. */
export interface MeantDays {
  /** Empty: there is no such day. */
  readonly days: readonly string[];
  readonly doubts: readonly DayDoubt[];
}

/** The last year a day may be in. @param today - ISO date. */
export function lastYear(today: string): number {
  return dateOf(today).year + YEARS_AHEAD;
}

/**
 * What somebody meant by the day they wrote.
 *
 * @param day - `null` when only a weekday was written.
 * @param weekday - 1 is Monday; `null` when none was written.
 * @param today - ISO date, by which a year left out is guessed.
 * @returns "too-far" for years outside those between 1970 and {@link lastYear}.
 */
export function meantDays(day: WrittenDay | null, weekday: number | null, today: string): MeantDays | "too-far" {
  if (day === null) return { days: weekday === null ? [] : nextOnes(weekday, today), doubts: ["relative"] };
  if (day.kind === "full" && (day.year < FIRST_YEAR || day.year > lastYear(today))) return "too-far";

  const { days, doubts } = withoutWeekday(day, today);
  const matching = weekday === null ? days : days.filter((one) => dateOf(one).weekday === weekday);
  if (matching.length > 0 || days.length === 0) return { days: matching, doubts };
  return { days, doubts: [...doubts, "weekday"] };
}

function withoutWeekday(day: WrittenDay, today: string): MeantDays {
  switch (day.kind) {
    case "full":
      return { days: existing(day.year, day.month, day.day), doubts: [] };
    case "short-year":
      return { days: existing(day.year, day.month, day.day), doubts: ["year"] };
    case "yearless":
      return { days: nextTimes(day.month, day.day, today), doubts: ["year"] };
    case "numbers":
      return { days: orders(day.numbers, today), doubts: ["order"] };
    case "relative":
      return { days: [isoDate(dateOf(today).plus({ days: day.ahead }))], doubts: ["relative"] };
  }
}

function nextOnes(weekday: number, today: string): readonly string[] {
  const ahead = (weekday - dateOf(today).weekday + 7) % 7;
  return [ahead, ahead + 7].map((days) => isoDate(dateOf(today).plus({ days })));
}

/** The next time there is such a day, which for 29 February can take years. */
function nextTimes(month: number, day: number, today: string): readonly string[] {
  const years = Array.from({ length: YEARS_AHEAD + 1 }, (_, index) => dateOf(today).year + index);
  return years
    .flatMap((year) => existing(year, month, day))
    .filter((one) => one >= today)
    .slice(0, 1);
}

/** Day first as in most of the world, month first as in the United States, year first as in ISO dates. */
function orders([first = 0, second = 0, third]: readonly number[], today: string): readonly string[] {
  if (third === undefined) return [...nextTimes(second, first, today), ...nextTimes(first, second, today)];
  const year = third < 100 ? 2000 + third : third;
  const yearFirst = third < 100 ? existing(2000 + first, second, third) : [];
  const days = [...existing(year, second, first), ...existing(year, first, second), ...yearFirst];
  return [...new Set(days)].filter((day) => Number(day.slice(0, 4)) <= lastYear(today));
}

function existing(year: number, month: number, day: number): readonly string[] {
  const date = DateTime.fromObject({ year, month, day }, { zone: "UTC" });
  return date.isValid ? [isoDate(date)] : [];
}

function dateOf(day: string): DateTime {
  return DateTime.fromISO(day, { zone: "UTC" });
}

function isoDate(date: DateTime): string {
  return date.toFormat("yyyy-MM-dd");
}
