import * as fc from "fast-check";
import { IANAZone, Info } from "luxon";
import { expect, test } from "vitest";

import { closestZone, readZone } from "../../../src/domain/engagement/zones.ts";

test.for<[word: string, zone: string]>([
  ["Europe/Berlin", "Europe/Berlin"],
  ["europe/berlin", "Europe/Berlin"],
  ["EUROPE/BERLIN", "Europe/Berlin"],
  ["  Europe/Berlin ", "Europe/Berlin"],
  ["Berlin", "Europe/Berlin"],
  ["New_York", "America/New_York"],
  ["new york", "America/New_York"],
  ["São Paulo", "America/Sao_Paulo"],
  ["America/Sao Paulo", "America/Sao_Paulo"],
  ["St. John's", "America/St_Johns"],
  ["Port-au-Prince", "America/Port-au-Prince"],
  ["Salem", ""],
  ["New Salem", "America/North_Dakota/New_Salem"],
  ["asia/calcutta", "Asia/Kolkata"],
  ["Asia/Kolkata", "Asia/Kolkata"],
  ["Calcutta", "Asia/Kolkata"],
  ["Kathmandu", "Asia/Kathmandu"],
  ["Europe/Kiev", "Europe/Kyiv"],
  ["America/Buenos_Aires", "America/Argentina/Buenos_Aires"],
  ["US/Pacific", "America/Los_Angeles"],
  ["Asia/Macao", "Asia/Macau"],
  ["Singapore", "Asia/Singapore"],
  ["Japan", "Asia/Tokyo"],
  ["UTC", "UTC"],
  ["gmt", "UTC"],
  ["Z", "UTC"],
  ["Etc/UTC", "UTC"],
  ["Etc/GMT", "UTC"],
  ["+00:00", "UTC"],
  ["+05:30", "UTC+05:30"],
  ["+0530", "UTC+05:30"],
  ["+5", "UTC+05:00"],
  ["UTC+2", "UTC+02:00"],
  ["GMT -3", "UTC-03:00"],
  ["UTC+05:30", "UTC+05:30"],
  ["UTC-12", "UTC-12:00"],
  ["UTC+14", "UTC+14:00"],
  ["UTC+12:45", "UTC+12:45"],
  // POSIX counts the other way around.
  ["Etc/GMT+5", "UTC-05:00"],
])("readZone() reads %s as %s", ([word, zone]) => {
  expect(readZone(word)).toBe(zone === "" ? null : zone);
});

test.for<[word: string]>([
  [""],
  ["CET"],
  ["CEST"],
  ["EST"],
  ["EST5EDT"],
  ["IST"],
  ["PST"],
  ["Munich"],
  ["Europe/Berln"],
  ["Area/City"],
  ["Berlin Paris"],
  ["Factory"],
  ["SystemV/EST5"],
  ["__proto__"],
  ["constructor"],
  ["UTC+15"],
  ["UTC-13"],
  ["+05:07"],
  ["+5:99"],
])("readZone() does not believe in %s", ([word]) => {
  expect(readZone(word)).toBeNull();
});

test("readZone() knows every zone of the runtime, by a name luxon takes and it reads again", () => {
  const names = Intl.supportedValuesOf("timeZone");
  const read = names.map((name) => readZone(name) ?? `not ${name}`);

  expect(names.length).toBeGreaterThan(400);
  expect(read.filter((zone) => !IANAZone.isValidZone(zone) || readZone(zone) !== zone)).toEqual([]);
  expect(read.filter((zone, index) => !hasSameClock(zone, names[index] ?? ""))).toEqual([]);
});

/** Do both show the same time in every month of a year? */
function hasSameClock(one: string, other: string): boolean {
  const months = Array.from({ length: 12 }, (_, month) => Date.UTC(2026, month, 15));
  return months.every((at) => Info.normalizeZone(one).offset(at) === Info.normalizeZone(other).offset(at));
}

test.for<[word: string, zone: string | null]>([
  ["Europe/Berln", "Europe/Berlin"],
  ["Europe/berlin", "Europe/Berlin"],
  ["Belrin", "Europe/Berlin"],
  ["Asia/Kolkatta", "Asia/Kolkata"],
  ["CET", "Europe/Berlin"],
  ["IST", "Asia/Kolkata"],
  ["Mumbai", "Asia/Kolkata"],
  ["San Francisco", "America/Los_Angeles"],
  ["wibble", null],
  ["", null],
])("closestZone() takes %s for %s", ([word, zone]) => {
  expect(closestZone(word)).toBe(zone);
});

test("every suggested zone is one that can be written", () => {
  const letters = fc.stringMatching(/^[a-z]{2,4}$/);
  fc.assert(
    fc.property(letters, (word) => {
      const zone = closestZone(word);
      expect(zone === null || readZone(zone) === zone).toBe(true);
    }),
    { numRuns: 300 },
  );
});

test("no string makes reading a zone throw", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 200 }), (word) => {
      const zone = readZone(word);
      expect(zone === null || readZone(zone) === zone).toBe(true);
      closestZone(word);
    }),
  );
});
