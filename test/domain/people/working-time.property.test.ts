import * as fc from "fast-check";
import { beforeAll, expect, test } from "vitest";

import {
  addWorkingDays,
  isWorkingMoment,
  lastWorkingDayBefore,
  nextWorkingMoment,
  type WorkingTime,
} from "../../../src/domain/people/working-time.ts";
import { createPublicHolidays } from "../../../src/holidays/public-holidays.ts";
import { clockIn, findClockChanges, worksByTheWallClock } from "./support/wall-clock.ts";

const MINUTE = 60_000;
const QUARTER = 15 * MINUTE;
const DAY = 24 * 60 * MINUTE;
const BEGIN = new Date("2024-01-01T00:00Z");
const END = new Date("2032-12-31T00:00Z");
/** Longer spans are not walked through to their end. */
const SHORT = 6 * DAY;

const COUNTRIES = ["DE", "DE-BY", "IN", "US", "BR", "GB", "JP", "IL", "SA", "CN", "TR", "AU-NSW", "ZA", "KR"];
const holidays = createPublicHolidays();

beforeAll(() => holidays.prepare(COUNTRIES));

interface Case {
  readonly at: Date;
  readonly time: WorkingTime;
}

const zones = fc.constantFrom(...Intl.supportedValuesOf("timeZone"));

/** Any moment, and as often one near a change of the clocks, where mistakes are. */
function momentsIn(zone: string): fc.Arbitrary<Date> {
  const anyMoment = fc.date({ min: BEGIN, max: END, noInvalidDate: true });
  const changes = findClockChanges(zone, BEGIN, END);
  if (changes.length === 0) return anyMoment;
  const nearby = fc
    .tuple(fc.constantFrom(...changes), fc.integer({ min: -2 * DAY, max: 2 * DAY }))
    .map(([change, distance]) => new Date(change.getTime() + distance));
  return fc.oneof(anyMoment, nearby);
}

/** @param grain - Everything falls on multiples of so many minutes. */
function cases(grain: number): fc.Arbitrary<Case> {
  const hours = fc
    .uniqueArray(fc.integer({ min: 0, max: 1440 / grain }), { minLength: 2, maxLength: 2 })
    .map((ends) => ends.map((end) => end * grain).toSorted((one, other) => one - other));
  const absences = fc.array(
    fc.tuple(fc.option(fc.integer({ min: -5 * 96, max: 10 * 96 })), fc.integer({ min: 1, max: 5 * 96 })),
    { maxLength: 2 },
  );
  return zones.chain((zone) =>
    fc
      .record({
        at: momentsIn(zone),
        days: fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 7 }),
        hours,
        country: fc.constantFrom(...COUNTRIES),
        absences,
      })
      .map(({ at, days, hours: [from = 0, to = 0], country, absences: quarters }) => {
        const mark = Math.floor(at.getTime() / QUARTER) * QUARTER;
        const away = quarters.map(([begin, length]) => ({
          from: begin === null ? null : new Date(mark + begin * QUARTER),
          until: new Date(mark + ((begin ?? 0) + length) * QUARTER),
        }));
        const isDayOff = (day: string): boolean => holidays.isHoliday(country, day);
        return { at, time: { zone, days, from, to, isDayOff, away } };
      }),
  );
}

test("isWorkingMoment() says what the clock on the wall says", () => {
  fc.assert(
    fc.property(cases(1), ({ at, time }) => {
      expect(isWorkingMoment(at, time)).toBe(worksByTheWallClock(at, time));
    }),
    { numRuns: 400 },
  );
});

test("nextWorkingMoment() is in working hours, never before, its own next, and nothing is left out before it", () => {
  fc.assert(
    fc.property(cases(1), ({ at, time }) => {
      const next = nextWorkingMoment(at, time) ?? new Date(0);
      const shortly = new Date(Math.min(next.getTime(), at.getTime() + SHORT));
      const skipped = [...marksBetween(at, shortly), new Date(next.getTime() - 1)].filter((mark) => mark >= at);

      expect(worksByTheWallClock(next, time)).toBe(true);
      expect(next.getTime()).toBeGreaterThanOrEqual(at.getTime());
      expect(nextWorkingMoment(next, time)).toEqual(next);
      expect(skipped.filter((mark) => worksByTheWallClock(mark, time))).toEqual([]);
    }),
    { numRuns: 400 },
  );
});

test("lastWorkingDayBefore() is the first moment of the nearest earlier local day with work", () => {
  fc.assert(
    fc.property(cases(15), ({ at, time }) => {
      const last = lastWorkingDayBefore(at, time);
      const lastDay = last === null ? "" : clockIn(time.zone, last).day;
      const today = clockIn(time.zone, at).day;
      const earliest = last === null ? at.getTime() - 28 * DAY : last.getTime() - DAY;
      const skipped = marksBetween(new Date(earliest), at).filter((mark) => {
        const { day } = clockIn(time.zone, mark);
        return day < today && (day > lastDay || (day === lastDay && last !== null && mark < last));
      });

      expect(last === null || worksByTheWallClock(last, time)).toBe(true);
      expect(lastDay < today).toBe(true);
      expect(skipped.filter((mark) => worksByTheWallClock(mark, time))).toEqual([]);
    }),
    { numRuns: 200 },
  );
});

test("addWorkingDays() ends so many working days later, at the same clock time where that is worked", () => {
  fc.assert(
    fc.property(cases(15), fc.integer({ min: 1, max: 4 }), ({ at, time }, count) => {
      const later = addWorkingDays(at, count, time) ?? new Date(0);
      fc.pre(later.getTime() - at.getTime() < 3 * SHORT);
      const [today, day] = [clockIn(time.zone, at).day, clockIn(time.zone, later).day];
      const worked = marksBetween(at, new Date(later.getTime() + DAY))
        .filter((mark) => worksByTheWallClock(mark, time))
        .map((mark) => clockIn(time.zone, mark))
        .filter((clock) => clock.day > today && clock.day <= day);
      const minutes = clockIn(time.zone, at).minutes;
      const isSameTimeWorked = worked.some(
        (clock) => clock.day === day && clock.minutes === Math.floor(minutes / 15) * 15,
      );
      const found = clockIn(time.zone, later).minutes;

      expect(worksByTheWallClock(later, time)).toBe(true);
      expect(new Set(worked.map((clock) => clock.day)).size).toBe(count);
      expect(isSameTimeWorked ? found : minutes).toBe(minutes);
    }),
    { numRuns: 200 },
  );
});

/** Quarters of an hour after `from` and before `until`. */
function marksBetween(from: Date, until: Date): Date[] {
  const first = Math.floor(from.getTime() / QUARTER) + 1;
  const count = Math.max(0, Math.ceil(until.getTime() / QUARTER) - first);
  return Array.from({ length: count }, (_, index) => new Date((first + index) * QUARTER));
}
