import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import { type DaysFault, readDay, readDays } from "../../../src/domain/engagement/days.ts";
import type { WhenFault } from "../../../src/domain/engagement/when.ts";

/** A Wednesday. */
const TODAY = "2026-11-25";

describe("readDay()", () => {
  test.for<[words: string, day: string, rest: string[]]>([
    ["2026-12-03", "2026-12-03", []],
    ["2026-12-03.", "2026-12-03", []],
    ["2026/12/3", "2026-12-03", []],
    ["3 Dec 2026", "2026-12-03", []],
    ["3rd of December 2026", "2026-12-03", []],
    ["December 3rd, 2026", "2026-12-03", []],
    ["on Thursday, 3 Dec 2026", "2026-12-03", []],
    ["3-Dec-2026", "2026-12-03", []],
    ["2026 Dec 3", "2026-12-03", []],
    ["2026-11-25", "2026-11-25", []],
    ["2028-02-29", "2028-02-29", []],
    ["2026-12-03 in the mountains", "2026-12-03", ["mountains"]],
    ["2026-12-03 with @tbecker", "2026-12-03", ["with", "@tbecker"]],
  ])("reads %s", ([words, day, rest]) => {
    expect(readDay(words.split(" "), TODAY)).toEqual({ kind: "day", day, rest });
  });

  test.for<[words: string, fault: WhenFault]>([
    ["", { kind: "missing" }],
    ["soon", { kind: "missing" }],
    ["December 2026", { kind: "missing" }],
    ["YYYY-MM-DD", { kind: "placeholder" }],
    ["2026-02-30", { kind: "no-such-day", words: "2026-02-30" }],
    ["31 Apr", { kind: "no-such-day", words: "31 Apr" }],
    ["29 Feb 2027", { kind: "no-such-day", words: "29 Feb 2027" }],
    ["31/31/2026", { kind: "no-such-day", words: "31/31/2026" }],
    ["2032-01-01", { kind: "too-far", words: "2032-01-01", lastYear: 2031 }],
    ["1969-12-31", { kind: "too-far", words: "1969-12-31", lastYear: 2031 }],
    ["2026-11-24", { kind: "past", moment: { at: new Date("2026-11-24T00:00:00Z"), zone: "UTC" } }],
    ["03/02/2026", { kind: "past", moment: { at: new Date("2026-02-03T00:00:00Z"), zone: "UTC" } }],
    ["3 Dec", asked("3 Dec", "year", ["2026-12-03"])],
    ["24 Nov", asked("24 Nov", "year", ["2027-11-24"])],
    ["29 Feb", asked("29 Feb", "year", ["2028-02-29"])],
    ["3 Dec 26", asked("3 Dec 26", "year", ["2026-12-03"])],
    ["03/12/2027", asked("03/12/2027", "order", ["2027-12-03", "2027-03-12"])],
    ["03/12/2026", asked("03/12/2026", "order", ["2026-12-03"])],
    ["3.12.2027", asked("3.12.2027", "order", ["2027-12-03", "2027-03-12"])],
    ["26-12-27", asked("26-12-27", "order", ["2027-12-26", "2026-12-27"])],
    ["27/12/28", asked("27/12/28", "order", ["2028-12-27", "2027-12-28"])],
    ["3/12", asked("3/12", "order", ["2026-12-03", "2027-03-12"])],
    ["today", asked("today", "relative", ["2026-11-25"])],
    ["tomorrow", asked("tomorrow", "relative", ["2026-11-26"])],
    ["the day after tomorrow", asked("day after tomorrow", "relative", ["2026-11-27"])],
    ["Wednesday", asked("Wednesday", "relative", ["2026-11-25", "2026-12-02"])],
    ["next Friday", asked("Friday", "relative", ["2026-11-27", "2026-12-04"])],
    [
      "Fri 3 Dec 2026",
      {
        kind: "ambiguous",
        words: "Fri 3 Dec 2026",
        doubts: [{ kind: "weekday", words: "Fri" }],
        suggestions: ["2026-12-03"],
      },
    ],
  ])("does not take %s", ([words, fault]) => {
    expect(readDay(words.split(" "), TODAY)).toEqual({ kind: "fault", fault });
  });

  function asked(words: string, kind: "year" | "order" | "relative", suggestions: string[]): WhenFault {
    return { kind: "ambiguous", words, doubts: [{ kind, words }], suggestions };
  }
});

describe("readDays()", () => {
  test.for<[words: string, ranges: string, weekends: boolean, rest: string]>([
    ["2026-12-03", "2026-12-03..2026-12-03", false, ""],
    ["2026-12-07..2026-12-18, 2026-12-22 weekends", "2026-12-07..2026-12-18 2026-12-22..2026-12-22", true, ""],
    ["weekends", "", true, ""],
    ["all weekends and 2026-12-22", "2026-12-22..2026-12-22", true, ""],
    ["2026-12-07 .. 2026-12-18", "2026-12-07..2026-12-18", false, ""],
    ["2026-12-07…2026-12-18", "2026-12-07..2026-12-18", false, ""],
    ["2026-12-07–2026-12-18", "2026-12-07..2026-12-18", false, ""],
    ["2026-12-07-2026-12-18", "2026-12-07..2026-12-18", false, ""],
    ["2026-12-07 - 2026-12-18", "2026-12-07..2026-12-18", false, ""],
    ["2026-12-07 to 2026-12-18 method other", "2026-12-07..2026-12-18", false, "method other"],
    ["7 Dec 2026 until Fri 18 Dec 2026; 22 Dec 2026", "2026-12-07..2026-12-18 2026-12-22..2026-12-22", false, ""],
    ["2026-12-22, 2026-12-07", "2026-12-07..2026-12-07 2026-12-22..2026-12-22", false, ""],
    ["2026-12-07..2026-12-10 2026-12-11..2026-12-12", "2026-12-07..2026-12-12", false, ""],
    ["2026-12-07..2026-12-10 2026-12-08", "2026-12-07..2026-12-10", false, ""],
    ["2026-11-01..2026-12-01", "2026-11-25..2026-12-01", false, ""],
    ["2026-12-03 maybe more", "2026-12-03..2026-12-03", false, "maybe more"],
  ])("reads %s", ([words, ranges, weekends, rest]) => {
    expect(readDays(words.split(" "), TODAY)).toEqual({
      kind: "days",
      ranges:
        ranges === "" ? [] : ranges.split(" ").map((range) => ({ from: range.slice(0, 10), to: range.slice(12) })),
      weekends,
      rest: rest === "" ? [] : rest.split(" "),
    });
  });

  test.for<[words: string, fault: DaysFault]>([
    ["", { kind: "missing" }],
    ["any day", { kind: "missing" }],
    ["2026-12-07..", { kind: "missing" }],
    ["YYYY-MM-DD..YYYY-MM-DD", { kind: "placeholder" }],
    ["2026-12-18..2026-12-07", { kind: "backwards", words: "2026-12-18..2026-12-07" }],
    ["2026-12-07..2026-12-32", { kind: "no-such-day", words: "2026-12-32" }],
    ["2026-11-01..2026-11-24", { kind: "past", moment: { at: new Date("2026-11-24T00:00:00Z"), zone: "UTC" } }],
    [
      "7 Dec..18 Dec 2026",
      {
        kind: "ambiguous",
        words: "7 Dec",
        doubts: [{ kind: "year", words: "7 Dec" }],
        suggestions: ["2026-12-07"],
      },
    ],
  ])("does not take %s", ([words, fault]) => {
    expect(readDays(words.split(" "), TODAY)).toEqual({ kind: "fault", fault });
  });

  test("takes 20 ranges and no more", () => {
    const days = Array.from({ length: 21 }, (_, index) => `2026-12-${String(index + 1).padStart(2, "0")}`);

    expect(readDays(days.slice(0, 20), TODAY)).toMatchObject({ ranges: [{ from: "2026-12-01", to: "2026-12-20" }] });
    expect(readDays(days, TODAY)).toEqual({ kind: "fault", fault: { kind: "too-many", most: 20 } });
  });
});

test("no words make reading days throw, and no day that is read is past", () => {
  const piece = fc.constantFrom(
    "2026-12-07",
    "2026-11-01",
    "..",
    "–",
    "to",
    "3 Dec",
    "Friday",
    "weekends",
    "3/4/27",
    ",",
  );
  const word = fc.oneof(piece, fc.string({ unit: "binary" }));
  fc.assert(
    fc.property(fc.array(word, { maxLength: 12 }), (words) => {
      const day = readDay(words, TODAY);
      const days = readDays(words, TODAY);
      expect(day.kind === "fault" || day.day >= TODAY).toBe(true);
      expect(days.kind === "fault" || days.ranges.every(({ from, to }) => from >= TODAY && from <= to)).toBe(true);
    }),
    { numRuns: 500 },
  );
});
