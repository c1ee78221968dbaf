import { describe, expect, test } from "vitest";

import {
  addWorkingDays,
  isWorkingMoment,
  lastWorkingDayBefore,
  localDay,
  nextWorkingMoment,
  type WorkingTime,
} from "../../../src/domain/people/working-time.ts";
import { away, EVERY_DAY, hours, workingWeek } from "./support/working-week.ts";

/** Thanksgiving, a Thursday. */
const THANKSGIVING = { isDayOff: (day: string) => day === "2026-11-26" };

describe("isWorkingMoment()", () => {
  test.for<[why: string, at: string, changes: Partial<WorkingTime>, expected: boolean]>([
    ["as work begins", "2026-11-23T09:00Z", {}, true],
    ["a millisecond before", "2026-11-23T08:59:59.999Z", {}, false],
    ["a millisecond before it ends", "2026-11-23T16:59:59.999Z", {}, true],
    ["as it ends", "2026-11-23T17:00Z", {}, false],
    ["on a Saturday", "2026-11-28T12:00Z", {}, false],
    ["on a Sunday", "2026-11-29T12:00Z", {}, false],
    ["on a Sunday of those who work then", "2026-11-29T12:00Z", { days: [7, 1, 2, 3, 4] }, true],
    ["on a Friday of those who do not", "2026-11-27T12:00Z", { days: [7, 1, 2, 3, 4] }, false],
    ["on a holiday", "2026-11-26T12:00Z", THANKSGIVING, false],
    ["on a holiday that is only over here", "2026-11-26T12:00Z", { ...THANKSGIVING, zone: "Pacific/Auckland" }, false],
    ["in the evening of a day of 24 hours", "2026-11-23T23:59Z", hours("00:00-24:00"), true],
    ["when nine o'clock is half past three elsewhere", "2026-11-23T03:30Z", { zone: "Asia/Kolkata" }, true],
    ["the same by a fixed offset", "2026-11-23T03:30Z", { zone: "UTC+05:30" }, true],
    ["a minute earlier", "2026-11-23T03:29Z", { zone: "UTC+05:30" }, false],
    ["as an absence begins", "2026-11-23T12:00Z", { away: away("2026-11-23T12:00Z/2026-11-24T12:00Z") }, false],
    ["as it ends", "2026-11-24T12:00Z", { away: away("2026-11-23T12:00Z/2026-11-24T12:00Z") }, true],
    ["away since ever", "2026-11-23T12:00Z", { away: away("/2026-11-24T12:00Z") }, false],
    [
      "an absence that ended before it began",
      "2026-11-23T12:00Z",
      { away: away("2026-11-24T09:00Z/2026-11-20") },
      true,
    ],
    [
      "in the hour that comes once more",
      "2026-10-25T01:30Z",
      { ...sundays("Europe/Berlin"), ...hours("02:00-03:00") },
      true,
    ],
    ["in the first of the two", "2026-10-25T00:30Z", { ...sundays("Europe/Berlin"), ...hours("02:00-03:00") }, true],
  ])("%s", ([, at, changes, expected]) => {
    expect(isWorkingMoment(new Date(at), workingWeek(changes))).toBe(expected);
  });

  test("a zone that does not exist is an error, not the zone of the machine", () => {
    expect(() => isWorkingMoment(new Date("2026-11-23T12:00Z"), workingWeek({ zone: "Mars/Olympus" }))).toThrow(
      RangeError,
    );
    expect(() => isWorkingMoment(new Date("2026-11-23T12:00Z"), workingWeek({ zone: "local" }))).toThrow(RangeError);
  });
});

describe("nextWorkingMoment()", () => {
  test.for<[why: string, at: string, changes: Partial<WorkingTime>, expected: string]>([
    ["now, when now is one", "2026-11-23T12:34:56.789Z", {}, "2026-11-23T12:34:56.789Z"],
    ["this morning", "2026-11-23T04:00Z", {}, "2026-11-23T09:00Z"],
    ["tomorrow morning", "2026-11-23T17:00Z", {}, "2026-11-24T09:00Z"],
    ["on Monday", "2026-11-27T18:00Z", {}, "2026-11-30T09:00Z"],
    ["after the holiday", "2026-11-25T20:00Z", THANKSGIVING, "2026-11-27T09:00Z"],
    ["after an absence over many days", "2026-11-23T10:00Z", { away: away("/2026-12-02T11:00Z") }, "2026-12-02T11:00Z"],
    [
      "after one that ends on a Saturday",
      "2026-11-23T10:00Z",
      { away: away("/2026-11-28T11:00Z") },
      "2026-11-30T09:00Z",
    ],
    [
      "after two that follow each other, told in any order",
      "2026-11-23T10:00Z",
      { away: away("2026-11-24T12:00Z/2026-11-25T15:00Z", "2026-11-23T09:00Z/2026-11-24T12:00Z") },
      "2026-11-25T15:00Z",
    ],
    [
      "between two",
      "2026-11-23T10:00Z",
      { away: away("/2026-11-23T11:00Z", "2026-11-23T12:00Z/2026-12-01") },
      "2026-11-23T11:00Z",
    ],
    [
      "on the last day that is looked at",
      "2026-11-23T09:00Z",
      { away: away("/2027-12-28T10:00Z") },
      "2027-12-28T10:00Z",
    ],
  ])("%s", ([, at, changes, expected]) => {
    expect(nextWorkingMoment(new Date(at), workingWeek(changes))).toEqual(new Date(expected));
  });

  // Berlin 2026: 29 March has no 02:00 to 03:00, 25 October has it twice.
  test.for<[why: string, at: string, changes: Partial<WorkingTime>, expected: string]>([
    ["work begins while clocks jump", "2026-03-28T23:00Z", berlin("02:30-05:00"), "2026-03-29T01:00Z"],
    ["work ends while clocks jump", "2026-03-29T01:00Z", berlin("00:00-02:30"), "2026-03-29T22:00Z"],
    ["clocks jump over all of it", "2026-03-28T23:00Z", berlin("02:00-03:00"), "2026-03-30T00:00Z"],
    ["clocks jump within", "2026-03-29T01:00Z", berlin("01:00-05:00"), "2026-03-29T01:00Z"],
    ["nine o'clock before the change", "2026-03-28T00:00Z", berlin("09:00-17:00"), "2026-03-28T08:00Z"],
    ["nine o'clock after the change", "2026-03-29T00:00Z", berlin("09:00-17:00"), "2026-03-29T07:00Z"],
    ["all of it comes twice: the first", "2026-10-25T00:00Z", berlin("02:30-02:45"), "2026-10-25T00:30Z"],
    ["all of it comes twice: the second", "2026-10-25T00:45Z", berlin("02:30-02:45"), "2026-10-25T01:30Z"],
    ["its end comes twice", "2026-10-25T00:20Z", berlin("01:00-02:15"), "2026-10-25T01:00Z"],
    ["its beginning comes twice", "2026-10-25T01:10Z", berlin("02:15-05:00"), "2026-10-25T01:15Z"],
    [
      "a change by half an hour",
      "2026-10-03T15:00Z",
      { ...everyDay("Australia/Lord_Howe"), ...hours("02:10-03:00") },
      "2026-10-03T15:30Z",
    ],
    ["a day that was left out", "2011-12-30T05:00Z", everyDay("Pacific/Apia"), "2011-12-30T19:00Z"],
    ["a Friday that was left out", "2011-12-30T05:00Z", { zone: "Pacific/Apia", days: [5] }, "2012-01-05T19:00Z"],
    [
      "a day without midnight",
      "2018-11-03T12:00Z",
      { ...sundays("America/Sao_Paulo"), ...hours("00:00-02:00") },
      "2018-11-04T03:00Z",
    ],
    [
      "a day that goes on after midnight",
      "2024-10-27T01:00Z",
      { zone: "America/Nuuk", days: [6], ...hours("20:00-24:00") },
      "2024-10-27T01:00Z",
    ],
    [
      "now, although yesterday goes on in a moment",
      "2010-11-07T02:30:30Z",
      { ...everyDay("America/St_Johns"), ...hours("00:00-24:00") },
      "2010-11-07T02:30:30Z",
    ],
    [
      "a day that goes on after the next began",
      "2010-11-07T02:30:30Z",
      { zone: "America/St_Johns", days: [6], ...hours("20:00-24:00") },
      "2010-11-07T02:31Z",
    ],
  ])("%s", ([, at, changes, expected]) => {
    expect(nextWorkingMoment(new Date(at), workingWeek(changes))).toEqual(new Date(expected));
  });

  test.for<[why: string, changes: Partial<WorkingTime>]>([
    ["everything is a day off", { isDayOff: () => true }],
    ["the absence is longer than 400 days", { away: away("/2027-12-28T17:00Z") }],
  ])("null when %s", ([, changes]) => {
    expect(nextWorkingMoment(new Date("2026-11-23T09:00Z"), workingWeek(changes))).toBeNull();
  });
});

describe("lastWorkingDayBefore()", () => {
  test.for<[why: string, at: string, changes: Partial<WorkingTime>, expected: string]>([
    ["the day before", "2026-11-25T14:00Z", {}, "2026-11-24T09:00Z"],
    ["Friday, for a Saturday night", "2026-11-28T23:00Z", {}, "2026-11-27T09:00Z"],
    ["Friday, for a Monday", "2026-11-30T00:00Z", {}, "2026-11-27T09:00Z"],
    ["before the holiday", "2026-11-27T10:00Z", THANKSGIVING, "2026-11-25T09:00Z"],
    ["by the local day, not that of UTC", "2026-11-24T20:00Z", { zone: "Pacific/Auckland" }, "2026-11-23T20:00Z"],
    [
      "the day on which only the morning is off",
      "2026-11-25T14:00Z",
      { away: away("/2026-11-24T13:00Z") },
      "2026-11-24T13:00Z",
    ],
    [
      "before an absence",
      "2026-11-25T14:00Z",
      { away: away("2026-11-20T17:00Z/2026-11-24T17:00Z") },
      "2026-11-20T09:00Z",
    ],
    ["before a day that was left out", "2011-12-30T20:00Z", everyDay("Pacific/Apia"), "2011-12-29T19:00Z"],
    [
      "the thirtieth day before",
      "2026-11-25T14:00Z",
      { away: away("2026-10-26T12:00Z/2026-12-24") },
      "2026-10-26T09:00Z",
    ],
  ])("%s", ([, at, changes, expected]) => {
    expect(lastWorkingDayBefore(new Date(at), workingWeek(changes))).toEqual(new Date(expected));
  });

  test("null when it is more than 30 days ago", () => {
    const absent = workingWeek({ away: away("2026-10-26T09:00Z/2026-12-24") });

    expect(lastWorkingDayBefore(new Date("2026-11-25T14:00Z"), absent)).toBeNull();
  });
});

describe("addWorkingDays()", () => {
  test.for<[why: string, at: string, count: number, changes: Partial<WorkingTime>, expected: string]>([
    ["the same time tomorrow", "2026-11-23T14:05:06Z", 1, {}, "2026-11-24T14:05:06Z"],
    ["over a weekend", "2026-11-26T14:00Z", 2, {}, "2026-11-30T14:00Z"],
    ["from a weekend", "2026-11-28T14:00Z", 1, {}, "2026-11-30T14:00Z"],
    ["over a holiday", "2026-11-25T14:00Z", 2, THANKSGIVING, "2026-11-30T14:00Z"],
    ["five are a week", "2026-11-23T14:00Z", 5, {}, "2026-11-30T14:00Z"],
    ["too early becomes the beginning", "2026-11-23T04:00Z", 1, {}, "2026-11-24T09:00Z"],
    ["too late becomes the last minute", "2026-11-23T23:00Z", 1, {}, "2026-11-24T16:59Z"],
    [
      "over an absence",
      "2026-11-23T14:00Z",
      2,
      { away: away("2026-11-24T00:00Z/2026-11-26T00:00Z") },
      "2026-11-27T14:00Z",
    ],
    ["back only at noon", "2026-11-23T10:00Z", 1, { away: away("/2026-11-24T12:00Z") }, "2026-11-24T12:00Z"],
    ["gone from noon on", "2026-11-23T14:00Z", 1, { away: away("2026-11-24T12:00Z/2026-12-01") }, "2026-11-24T11:59Z"],
    [
      "there for less than a minute",
      "2026-11-23T14:00Z",
      1,
      { away: away("2026-11-24T09:00:10Z/2026-12-01") },
      "2026-11-24T09:00Z",
    ],
    [
      "the same time on the clock after a change",
      "2026-03-27T13:00Z",
      1,
      { zone: "Europe/Berlin" },
      "2026-03-30T12:00Z",
    ],
    ["a time that clocks jump over", "2026-03-28T01:30Z", 1, berlin("01:00-05:00"), "2026-03-29T01:00Z"],
    ["none is the next moment", "2026-11-28T14:00Z", 0, {}, "2026-11-30T09:00Z"],
    ["beyond 400 days, one by one", "2026-11-23T14:00Z", 400, {}, "2028-06-05T14:00Z"],
  ])("%s", ([, at, count, changes, expected]) => {
    expect(addWorkingDays(new Date(at), count, workingWeek(changes))).toEqual(new Date(expected));
  });

  test("null when everything is a day off", () => {
    expect(addWorkingDays(new Date("2026-11-23T14:00Z"), 1, workingWeek({ isDayOff: () => true }))).toBeNull();
  });
});

test.for<[at: string, zone: string, day: string]>([
  ["2026-11-23T23:30Z", "UTC", "2026-11-23"],
  ["2026-11-23T23:30Z", "Europe/Berlin", "2026-11-24"],
  ["2026-11-23T18:29:59.999Z", "UTC+05:30", "2026-11-23"],
  ["2026-11-23T18:30Z", "UTC+05:30", "2026-11-24"],
  ["2028-02-29T04:00Z", "America/New_York", "2028-02-28"],
  ["2011-12-30T09:59Z", "Pacific/Apia", "2011-12-29"],
  ["2011-12-30T10:00Z", "Pacific/Apia", "2011-12-31"],
  ["2024-10-27T01:30Z", "America/Nuuk", "2024-10-26"],
])("localDay() of %s in %s is %s", ([at, zone, day]) => {
  expect(localDay(new Date(at), zone)).toBe(day);
});

function everyDay(zone: string): Partial<WorkingTime> {
  return { zone, days: EVERY_DAY };
}

function sundays(zone: string): Partial<WorkingTime> {
  return { zone, days: [7] };
}

function berlin(range: string): Partial<WorkingTime> {
  return { ...everyDay("Europe/Berlin"), ...hours(range) };
}
