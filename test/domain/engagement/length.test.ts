import * as fc from "fast-check";
import { expect, test } from "vitest";

import { printLength, readLength } from "../../../src/domain/engagement/length.ts";

const MINUTE = 60_000;

test.for<[words: string, minutes: number, rest: string]>([
  ["8h", 480, ""],
  ["8H", 480, ""],
  ["8h, with @tbecker", 480, "with @tbecker"],
  ["90m", 90, ""],
  ["90min", 90, ""],
  ["90 minutes method other", 90, "method other"],
  ["1h30m", 90, ""],
  ["1h30", 90, ""],
  ["1h 30m", 90, ""],
  ["1h 30 method other", 60, "30 method other"],
  ["1.5h", 90, ""],
  ["1,5 hours", 90, ""],
  ["1.1h", 66, ""],
  ["2 hours", 120, ""],
  ["2 hrs", 120, ""],
  ["2 hours and 30 minutes with @x", 150, "with @x"],
  ["2 hours, 30 minutes", 150, ""],
  ["an hour", 60, ""],
  ["a day", 1440, ""],
  ["2 days", 2880, ""],
  ["2d4h", 3120, ""],
  ["2 weeks", 20_160, ""],
  ["PT8H", 480, ""],
  ["pt1h30m", 90, ""],
  ["P2D", 2880, ""],
  ["P1DT12H", 2160, ""],
  ["15m", 15, ""],
  ["14 days", 20_160, ""],
])("readLength() reads %s", ([words, minutes, rest]) => {
  expect(readLength(words.split(" "))).toEqual({
    ms: minutes * MINUTE,
    rest: rest === "" ? [] : rest.split(" "),
  });
});

test.for<[words: string, why: string]>([
  ["", "nothing"],
  ["8", "no unit"],
  ["with @x", "no number"],
  ["eight hours", "no digits"],
  ["h", "no number"],
  ["P", "an empty duration"],
  ["PT", "an empty duration"],
  ["P2M", "months have no length"],
  ["2 months", "months have no length"],
  ["-2h", "less than nothing"],
  ["14m", "under a quarter of an hour"],
  ["0h", "no time at all"],
  ["15 days", "over 14 days"],
  ["14d1m", "over 14 days"],
  ["99999w", "over 14 days"],
  ["0.33h", "not whole minutes"],
  [`${"9".repeat(70)}h`, "endless"],
])("readLength() takes %s for none: %s", ([words]) => {
  expect(readLength(words.split(" "))).toBeNull();
});

test.for<[minutes: number, text: string]>([
  [15, "15m"],
  [90, "1h30m"],
  [480, "8h"],
  [2880, "2d"],
  [3135, "2d4h15m"],
  [20_160, "14d"],
])("printLength() writes %i minutes as %s", ([minutes, text]) => {
  expect(printLength(minutes * MINUTE)).toBe(text);
});

test("every printed length reads back, whatever follows", () => {
  const rest = fc.constantFrom([], ["with", "@tbecker"], ["method", "other"], ["and", "more"]);
  fc.assert(
    fc.property(fc.integer({ min: 15, max: 14 * 1440 }), rest, (minutes, words) => {
      const read = readLength([printLength(minutes * MINUTE), ...words]);
      expect(read?.ms).toBe(minutes * MINUTE);
    }),
  );
});

test("no words make readLength() throw", () => {
  const word = fc.oneof(fc.string({ unit: "binary" }), fc.stringMatching(/^[0-9.,hmdwPTan ]{0,12}$/));
  fc.assert(
    fc.property(fc.array(word, { maxLength: 10 }), (words) => {
      const read = readLength(words);
      expect(read === null || (Number.isInteger(read.ms / MINUTE) && words.length > read.rest.length)).toBe(true);
    }),
  );
});
