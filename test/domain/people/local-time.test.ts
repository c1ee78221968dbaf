import * as fc from "fast-check";
import { expect, test } from "vitest";

import { zoneFromLocalTime } from "../../../src/domain/people/local-time.ts";
import { localDay } from "../../../src/domain/people/working-time.ts";

/** 10:08:30 in UTC, 11:08 in Berlin. */
const now = new Date("2026-11-23T10:08:30Z");

test.for<[localTime: string | null, likely: string, expected: string | null]>([
  ["3:38 PM", "Europe/Berlin", "UTC+05:30"],
  ["3:53 PM", "Europe/Berlin", "UTC+05:45"],
  ["6:38 AM", "Europe/Berlin", "UTC-03:30"],
  ["10:08 AM", "Europe/Berlin", "UTC+00:00"],
  ["12:08 AM", "Europe/Berlin", "UTC-10:00"],
  ["12:08 PM", "Europe/Berlin", "UTC+02:00"],
  ["12:23 AM", "Europe/Berlin", "UTC-09:45"],
  ["11:08 AM", "Europe/Berlin", "Europe/Berlin"],
  ["5:08 AM", "America/New_York", "America/New_York"],
  ["10:08 AM", "Etc/UTC", "Etc/UTC"],
  ["3:38 PM", "UTC+05:30", "UTC+05:30"],
  ["3:38 pm", "Europe/Berlin", "UTC+05:30"],
  [" 03:38 PM ", "Europe/Berlin", "UTC+05:30"],
  // Asked some minutes ago.
  ["3:33 PM", "Europe/Berlin", "UTC+05:30"],
  ["3:44 PM", "Europe/Berlin", "UTC+05:30"],
  // The same clock a day apart: Hawaii or Kiribati, Samoa or New Zealand.
  ["12:08 AM", "America/New_York", "UTC-10:00"],
  ["12:08 AM", "Pacific/Honolulu", "Pacific/Honolulu"],
  ["12:08 AM", "Pacific/Kiritimati", "Pacific/Kiritimati"],
  ["11:08 PM", "America/New_York", "UTC-11:00"],
  ["11:08 PM", "Asia/Kolkata", "UTC+13:00"],
  ["11:08 PM", "Etc/UTC", "UTC+13:00"],
  ["11:08 PM", "Pacific/Auckland", "Pacific/Auckland"],
  ["10:08 PM", "America/New_York", "UTC-12:00"],
  ["10:08 PM", "Asia/Kolkata", "UTC+12:00"],
  // Only one of the two is on the map.
  ["9:53 PM", "America/New_York", "UTC+11:45"],
  ["9:08 PM", "America/New_York", "UTC+11:00"],
  [null, "Europe/Berlin", null],
  ["", "Europe/Berlin", null],
  ["15:38", "Europe/Berlin", null],
  ["0:38 AM", "Europe/Berlin", null],
  ["13:38 PM", "Europe/Berlin", null],
  ["3:60 PM", "Europe/Berlin", null],
  ["3:38", "Europe/Berlin", null],
  ["at 3:38 PM", "Europe/Berlin", null],
])("zoneFromLocalTime() of %j, near %s, is %j", ([localTime, likely, expected]) => {
  expect(zoneFromLocalTime(localTime, now, likely)).toBe(expected);
});

test("a zone is kept only while its clocks show the same", () => {
  expect(zoneFromLocalTime("11:08 AM", new Date("2026-07-23T10:08:30Z"), "Europe/Berlin")).toBe("UTC+01:00");
  expect(zoneFromLocalTime("12:08 PM", new Date("2026-07-23T10:08:30Z"), "Europe/Berlin")).toBe("Europe/Berlin");
});

test("in the zone it names, clocks show what GitLab told", () => {
  const minute = fc.integer({ min: 0, max: 1439 });
  const moment = fc.date({ min: new Date("2024-01-01"), max: new Date("2032-12-31"), noInvalidDate: true });
  const zone = fc.constantFrom(...Intl.supportedValuesOf("timeZone"));

  fc.assert(
    fc.property(minute, moment, zone, (shown, at, likely) => {
      const text = `${Math.floor(shown / 60) % 12 || 12}:${String(shown % 60).padStart(2, "0")} ${shown < 720 ? "AM" : "PM"}`;
      const found = zoneFromLocalTime(text, at, likely) ?? "";
      const clock = new Intl.DateTimeFormat("en", {
        timeZone: found.replace("UTC+", "+").replace("UTC-", "-"),
        hour: "numeric",
        minute: "numeric",
        hourCycle: "h23",
      });
      const parts = clock.formatToParts(at).map(({ value }) => Number(value));
      const apart = Math.abs((parts[0] ?? 0) * 60 + (parts[2] ?? 0) - shown);

      expect(Math.min(apart, 1440 - apart)).toBeLessThanOrEqual(8);
      expect(localDay(at, found)).toMatch(/^20\d\d-\d\d-\d\d$/);
    }),
    { numRuns: 500 },
  );
});
