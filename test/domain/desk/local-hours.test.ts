import * as fc from "fast-check";
import { expect, test } from "vitest";

import { type LocalHours, localHours } from "../../../src/domain/desk/local-hours.ts";
import { HOUR } from "./support.ts";

test.for<[why: string, start: string, hours: number, zone: string, expected: LocalHours]>([
  ["by day", "2026-12-03T13:00Z", 4, "UTC", { days: ["2026-12-03"], daytime: 1 }],
  ["late in the day", "2026-12-03T18:00Z", 4, "UTC", { days: ["2026-12-03"], daytime: 0.5 }],
  ["at night", "2026-12-03T22:00Z", 8, "UTC", { days: ["2026-12-03", "2026-12-04"], daytime: 0 }],
  ["until midnight", "2026-12-03T22:00Z", 2, "UTC", { days: ["2026-12-03"], daytime: 0 }],
  ["from midnight", "2026-12-03T00:00Z", 10, "UTC", { days: ["2026-12-03"], daytime: 0.2 }],
  ["on another day there", "2026-12-03T20:00Z", 4, "Asia/Tokyo", { days: ["2026-12-04"], daytime: 0.25 }],
  ["on the day before there", "2026-12-03T03:00Z", 2, "America/New_York", { days: ["2026-12-02"], daytime: 0 }],
  ["half an hour off", "2026-12-03T13:30Z", 2, "Asia/Kolkata", { days: ["2026-12-03"], daytime: 0.5 }],
  ["with a fixed offset", "2026-12-03T20:00Z", 4, "UTC+12", { days: ["2026-12-04"], daytime: 1 }],
  [
    "over two nights",
    "2026-12-04T20:00Z",
    36,
    "UTC",
    { days: ["2026-12-04", "2026-12-05", "2026-12-06"], daytime: 12 / 36 },
  ],
  // Clocks in Berlin jump from 02:00 to 03:00 on Sun 28 Mar 2027: eight hours from 00:00 end at 09:00.
  ["over a jump of the clock", "2027-03-27T23:00Z", 8, "Europe/Berlin", { days: ["2027-03-28"], daytime: 1 / 8 }],
  // And on Sun 25 Oct 2026 03:00 becomes 02:00 again: ten hours from 00:00 end at 09:00.
  ["over an hour that comes twice", "2026-10-24T22:00Z", 10, "Europe/Berlin", { days: ["2026-10-25"], daytime: 0.1 }],
  // Cairo has no 00:00 on Fri 30 Apr 2027: Thursday ends where 01:00 begins.
  ["until a midnight that is left out", "2027-04-29T20:00Z", 2, "Africa/Cairo", { days: ["2027-04-29"], daytime: 0 }],
  [
    "past a midnight that is left out",
    "2027-04-29T20:00Z",
    3,
    "Africa/Cairo",
    { days: ["2027-04-29", "2027-04-30"], daytime: 0 },
  ],
])("localHours() %s", ([, start, hours, zone, expected]) => {
  expect(localHours(new Date(start), hours * HOUR, zone)).toEqual(expected);
});

const MINUTE = 60_000;
const zone = fc.constantFrom(
  "Europe/Berlin",
  "Asia/Kolkata",
  "America/Havana",
  "Pacific/Chatham",
  "Australia/Lord_Howe",
);

/** The same, looked up minute by minute in the calendar of the platform. */
function countMinutes(start: Date, minutes: number, timeZone: string): LocalHours {
  const format = new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short", timeStyle: "short" });
  const told = Array.from({ length: minutes }, (_, index) =>
    format.format(start.getTime() + index * MINUTE).split(" "),
  );
  const byDay = told.filter(([, time = ""]) => "08:00" <= time && time < "20:00");
  return { days: [...new Set(told.map(([day = ""]) => day))], daytime: byDay.length / minutes };
}

test("localHours() agrees with a calendar asked for every minute", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 400 * 24 * 60 }),
      fc.integer({ min: 1, max: 40 * 60 }),
      zone,
      (sinceMinutes, minutes, place) => {
        const start = new Date(Date.UTC(2026, 9, 1) + sinceMinutes * MINUTE);

        const { days, daytime } = localHours(start, minutes * MINUTE, place);
        const counted = countMinutes(start, minutes, place);

        expect(days).toEqual(counted.days);
        expect(daytime).toBeCloseTo(counted.daytime, 9);
      },
    ),
    { numRuns: 60 },
  );
});
