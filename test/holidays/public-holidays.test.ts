import { describe, expect, test, vi } from "vitest";

import { createPublicHolidays } from "../../src/holidays/public-holidays.ts";

const library = vi.hoisted(() => ({ loads: 0 }));

vi.mock("date-holidays", async (importOriginal) => {
  library.loads += 1;
  return importOriginal();
});

/** First in this file: once loaded, the library stays. */
test("the library is loaded by the first question about a country, and never before", async () => {
  const holidays = createPublicHolidays();

  await holidays.prepare([]);
  expect(holidays.isHoliday("DE", "2026-10-03")).toBe(false);
  expect(await holidays.knows("somewhere nice")).toBe(false);
  await holidays.prepare(["", "Germany", "../DE"]);
  expect(library.loads).toBe(0);

  await Promise.all([holidays.prepare(["DE"]), holidays.knows("IN")]);
  expect(library.loads).toBe(1);
  expect(holidays.isHoliday("DE", "2026-10-03")).toBe(true);
});

describe("isHoliday()", () => {
  test.for<[why: string, country: string, day: string, expected: boolean]>([
    ["German Unity", "DE", "2026-10-03", true],
    ["German Unity in Bavaria", "DE-BY", "2026-10-03", true],
    ["Epiphany in Bavaria", "DE-BY", "2026-01-06", true],
    ["Epiphany elsewhere in Germany", "DE", "2026-01-06", false],
    ["the peace feast of Augsburg", "DE-BY-A", "2026-08-08", true],
    ["the peace feast elsewhere in Bavaria", "DE-BY", "2026-08-08", false],
    ["Independence Day of India", "IN", "2026-08-15", true],
    ["Independence Day of Brazil", "BR", "2026-09-07", true],
    ["Thanksgiving", "US", "2026-11-26", true],
    ["the Thursday before", "US", "2026-11-19", false],
    ["Thanksgiving a year later", "US", "2027-11-25", true],
    ["the Friday for a 4 July on a Saturday", "US", "2026-07-03", true],
    ["the New Year's Eve for a New Year on a Saturday", "US", "2027-12-31", true],
    ["New Year's Eve of another year", "US", "2026-12-31", false],
    ["the Monday for a Boxing Day on a Saturday", "GB", "2026-12-28", true],
    ["the Monday for a Christmas on a Saturday", "GB", "2027-12-27", true],
    ["the Tuesday for a Boxing Day on a Sunday", "GB", "2027-12-28", true],
    ["the Wednesday after", "GB", "2027-12-29", false],
    ["Saint Andrew in Scotland", "GB-SCT", "2026-11-30", true],
    ["Saint Andrew in England", "GB-ENG", "2026-11-30", false],
    ["Constitution Day for Sunday, of Japan", "JP", "2026-05-06", true],
    ["the first of three days", "KR", "2026-02-17", true],
    ["the last of three days", "KR", "2026-02-19", true],
    ["the day after", "KR", "2026-02-20", false],
    ["the eve, by the moon", "TR", "2026-03-19", false],
    ["the first day of the feast, by the moon", "TR", "2026-03-20", true],
    ["its third", "TR", "2026-03-22", true],
    ["the day after it", "TR", "2026-03-23", false],
    ["a day that begins the evening before", "IL", "2026-09-21", true],
    ["the evening before", "IL", "2026-09-20", false],
    ["a feast of the old year that lasts into the new", "SZ", "2027-01-02", true],
    ["and its end", "SZ", "2027-01-03", false],
    ["a day of 25 hours", "AT", "2025-10-26", true],
    ["the day after one of 25 hours", "AT", "2025-10-27", false],
    ["a day of 23 hours", "EG", "2025-04-25", true],
    ["a day off only from noon on", "CN", "2026-03-08", false],
    ["an evening off", "AU-QLD", "2026-12-24", false],
    ["a day of observance", "US", "2026-02-14", false],
    ["a bank holiday that is none for others", "DE", "2026-12-24", false],
    ["small letters", "de-by", "2026-01-06", true],
    ["no such country", "XX", "2026-01-01", false],
    ["no such region", "DE-XX", "2026-01-01", false],
    ["no date", "DE", "yesterday", false],
    ["no such date", "DE", "2026-13-41", false],
    ["a year beyond all calendars", "IN", "9999-01-26", false],
    ["a year before them", "IN", "0000-01-26", false],
  ])("%s: %s on %s is %s", async ([, country, day, expected]) => {
    const holidays = createPublicHolidays();
    await holidays.prepare([country]);

    expect(holidays.isHoliday(country, day)).toBe(expected);
  });

  test("a country that was not prepared has none", async () => {
    const holidays = createPublicHolidays();
    await holidays.prepare(["DE"]);

    expect(holidays.isHoliday("DE-BY", "2026-10-03")).toBe(false);
    expect(holidays.isHoliday("FR", "2026-07-14")).toBe(false);
  });

  test("it still knows what it had to forget in between", async () => {
    const holidays = createPublicHolidays();
    await holidays.prepare(["FR"]);
    const hundredsOfYears = Array.from({ length: 280 }, (_, index) => `${1910 + index}-07-14`);

    expect(hundredsOfYears.filter((day) => !holidays.isHoliday("FR", day))).toEqual([]);
    expect(holidays.isHoliday("FR", "1910-07-14")).toBe(true);
  });
});

test.for<[country: string, expected: boolean]>([
  ["DE", true],
  ["de-by", true],
  ["DE-BY-A", true],
  ["GB-SCT", true],
  ["CH", true],
  ["DE-XX", false],
  ["DE-BY-XX", false],
  ["DE-BY-A-A", false],
  ["FR-DE", false],
  ["XX", false],
  ["XX-BY", false],
  ["UK", false],
  ["Germany", false],
  ["DE BY", false],
  ["__proto__", false],
  ["", false],
])("knows(%j) is %s", async ([country, expected]) => {
  expect(await createPublicHolidays().knows(country)).toBe(expected);
});
