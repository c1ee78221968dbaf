import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import { printWhen, readWhen, type WhenFault } from "../../../src/domain/engagement/when.ts";
import { readZone } from "../../../src/domain/engagement/zones.ts";

const NOW = new Date("2026-11-25T10:00:00Z");
const VIENNA = { zone: "Europe/Vienna" };

function read(text: string, now = NOW, hints: { readonly zone: string | null } = VIENNA) {
  return readWhen(text.split(" ").filter(Boolean), now, hints);
}

describe("readWhen() reads a moment", () => {
  test.for<[text: string, at: string, zone: string]>([
    ["2026-12-03 14:00 Europe/Berlin", "2026-12-03T13:00Z", "Europe/Berlin"],
    ["2026-12-03T14:00 europe/berlin", "2026-12-03T13:00Z", "Europe/Berlin"],
    ["2026-12-03T1400 Europe/Berlin", "2026-12-03T13:00Z", "Europe/Berlin"],
    ["2026-12-03 14:00:00 Europe/Berlin", "2026-12-03T13:00Z", "Europe/Berlin"],
    ["2026-12-03T14:00:00.000Z", "2026-12-03T14:00Z", "UTC"],
    ["2026-12-03T14:00+01:00", "2026-12-03T13:00Z", "UTC+01:00"],
    ["2026-12-03T09:00-11:00", "2026-12-03T20:00Z", "UTC-11:00"],
    ["2026-12-03T14:00+01:00[Europe/Berlin]", "2026-12-03T13:00Z", "Europe/Berlin"],
    ["2026-12-03 14:00+01:00 Europe/Berlin", "2026-12-03T13:00Z", "Europe/Berlin"],
    ["2026-12-03 08:00-05:00 America/New_York", "2026-12-03T13:00Z", "America/New_York"],
    ["2026/12/03 14.00 Berlin", "2026-12-03T13:00Z", "Europe/Berlin"],
    ["2026.12.3 9:05 Berlin", "2026-12-03T08:05Z", "Europe/Berlin"],
    ["3 Dec 2026 2pm Berlin", "2026-12-03T13:00Z", "Europe/Berlin"],
    ["3 December 2026 2:30 pm Berlin", "2026-12-03T13:30Z", "Europe/Berlin"],
    ["3-Dec-2026 2.30pm Berlin", "2026-12-03T13:30Z", "Europe/Berlin"],
    ["3. Dec. 2026 14:30 Berlin", "2026-12-03T13:30Z", "Europe/Berlin"],
    ["Dec 3, 2026, 14h Berlin", "2026-12-03T13:00Z", "Europe/Berlin"],
    ["December 3rd 2026 at 14h30 in Berlin", "2026-12-03T13:30Z", "Europe/Berlin"],
    ["the 3rd of December 2026, 12 p.m., Berlin time", "2026-12-03T11:00Z", "Europe/Berlin"],
    ["3 Dec 2026 12am Berlin", "2026-12-02T23:00Z", "Europe/Berlin"],
    ["3 Dec 2026 noon Berlin", "2026-12-03T11:00Z", "Europe/Berlin"],
    ["3 Dec 2026 1400 Berlin", "2026-12-03T13:00Z", "Europe/Berlin"],
    ["3 Dec 2026 14:00 h Berlin", "2026-12-03T13:00Z", "Europe/Berlin"],
    ["Thu 3 Dec 2026 14:00 Berlin", "2026-12-03T13:00Z", "Europe/Berlin"],
    ["2026-12-03 (Thursday) 14:00 (Berlin)", "2026-12-03T13:00Z", "Europe/Berlin"],
    ["on Thursday, Dec 3rd, 2026 @ 2 PM - Berlin", "2026-12-03T13:00Z", "Europe/Berlin"],
    ["14:00 Berlin, 3 Dec 2026", "2026-12-03T13:00Z", "Europe/Berlin"],
    ["2pm on 3 Dec 2026 Berlin", "2026-12-03T13:00Z", "Europe/Berlin"],
    ["`2026-12-03 14:00 Europe/Berlin`.", "2026-12-03T13:00Z", "Europe/Berlin"],
    ["2026-12-03 14:00 CET Berlin", "2026-12-03T13:00Z", "Europe/Berlin"],
    ["2026-12-03 14:00 IST (UTC+5:30)", "2026-12-03T08:30Z", "UTC+05:30"],
    ["2026-12-03 14:00 São Paulo", "2026-12-03T17:00Z", "America/Sao_Paulo"],
    ["2026-12-03 14:00 Sao_Paulo", "2026-12-03T17:00Z", "America/Sao_Paulo"],
    ["2026-12-03 14:00 Port of Spain", "2026-12-03T18:00Z", "America/Port_of_Spain"],
    ["2026-12-03 14:00 New York City", "2026-12-03T19:00Z", "America/New_York"],
    ["2026-12-03 14:00 UTC", "2026-12-03T14:00Z", "UTC"],
    ["2026-12-03 14:00 GMT", "2026-12-03T14:00Z", "UTC"],
    ["2026-12-03 14:00 Z", "2026-12-03T14:00Z", "UTC"],
    ["2026-12-03 14:00 UTC+2", "2026-12-03T12:00Z", "UTC+02:00"],
    ["2026-12-03 14:00 GMT +2", "2026-12-03T12:00Z", "UTC+02:00"],
    ["2026-12-03 14:00 +05:30", "2026-12-03T08:30Z", "UTC+05:30"],
    ["2026-12-03 14:00 UTC-\u206003:00", "2026-12-03T17:00Z", "UTC-03:00"],
    ["2026-12-03 14:00 −03:00", "2026-12-03T17:00Z", "UTC-03:00"],
    ["2026-12-03 14:00 Asia/Kolkata", "2026-12-03T08:30Z", "Asia/Kolkata"],
    ["2026-12-03 14:00 Asia/Calcutta", "2026-12-03T08:30Z", "Asia/Kolkata"],
    ["2026-12-03 14:00 Asia/Kathmandu", "2026-12-03T08:15Z", "Asia/Kathmandu"],
    ["2026-12-03 14:00 Australia/Lord_Howe", "2026-12-03T03:00Z", "Australia/Lord_Howe"],
    ["2028-02-29 10:00 UTC", "2028-02-29T10:00Z", "UTC"],
    ["2031-12-31 23:59 UTC", "2031-12-31T23:59Z", "UTC"],
    ["2026-11-25 10:00 UTC", "2026-11-25T10:00Z", "UTC"],
  ])("%s", ([text, at, zone]) => {
    expect(read(text)).toEqual({ kind: "moment", moment: { at: new Date(at), zone }, rest: [] });
  });

  test.for<[text: string, rest: string]>([
    ["2026-12-03 14:00 Europe/Berlin for 8h with @tbecker", "for 8h with @tbecker"],
    ["2026-12-03 14:00 Europe/Berlin, with @tbecker, for 8h", "with @tbecker, for 8h"],
    ["2026-12-03 14:00 Europe/Berlin @tbecker", "@tbecker"],
    ["2026-12-03 14:00 Europe/Berlin Method: other", "Method: other"],
    ["2026-12-03 14:00 Europe/Berlin codename Dec 3, 2026", "codename Dec 3, 2026"],
    ["2026-12-03 14:00 Europe/Berlin seats 2 language en", "seats 2 language en"],
    ["2026-12-03 14:00 Europe/Berlin 8h, please", "8h, please"],
    ["2026-12-03 14:00 Europe/Berlin 15:00 UTC", "15:00 UTC"],
  ])("and leaves what follows: %s", ([text, rest]) => {
    expect(read(text)).toEqual({
      kind: "moment",
      moment: { at: new Date("2026-12-03T13:00Z"), zone: "Europe/Berlin" },
      rest: rest.split(" "),
    });
  });
});

describe("readWhen() says what is missing or wrong in", () => {
  const atFourteen = "2026-12-03 14:00 Europe/Vienna";

  test.for<[text: string, fault: WhenFault]>([
    ["", { kind: "missing" }],
    ["soon", { kind: "missing" }],
    ["with @tbecker", { kind: "missing" }],
    ["for 8h 2026-12-03 14:00 Berlin", { kind: "missing" }],
    ["14:00 Europe/Berlin", { kind: "missing" }],
    [`2026-12-03${"0".repeat(60)}`, { kind: "missing" }],
    ["YYYY-MM-DD HH:MM Area/City for 8h", { kind: "placeholder" }],
    ["2026-12-03 HH:MM Europe/Berlin", { kind: "placeholder" }],
    ["2026-12-03 14:00 Area/City", { kind: "placeholder" }],
    ["2026-02-30 14:00 Berlin", { kind: "no-such-day", words: "2026-02-30" }],
    ["2026-13-01 14:00 Berlin", { kind: "no-such-day", words: "2026-13-01" }],
    ["31 Apr 14:00 Berlin", { kind: "no-such-day", words: "31 Apr" }],
    ["Mon 29 Feb 2027 14:00 Berlin", { kind: "no-such-day", words: "29 Feb 2027" }],
    ["2032-01-01 10:00 UTC", { kind: "too-far", words: "2032-01-01", lastYear: 2031 }],
    ["1969-12-31 10:00 UTC", { kind: "too-far", words: "1969-12-31", lastYear: 2031 }],
    ["0026-12-03 10:00 UTC", { kind: "too-far", words: "0026-12-03", lastYear: 2031 }],
    ["2026-12-03 for 8h", { kind: "no-time", words: "2026-12-03", suggestion: "2026-12-03 09:00 Europe/Vienna" }],
    [
      "2026-12-03 Berlin",
      { kind: "no-time", words: "2026-12-03 Berlin", suggestion: "2026-12-03 09:00 Europe/Berlin" },
    ],
    [
      "2026-12-03 at 14 Berlin",
      { kind: "no-time", words: "2026-12-03 at 14 Berlin", suggestion: "2026-12-03 14:00 Europe/Berlin" },
    ],
    ["3 Dec 2025 Berlin", { kind: "no-time", words: "3 Dec 2025 Berlin", suggestion: null }],
    ["2026-12-03 25:00 Berlin", { kind: "no-such-time", words: "25:00" }],
    ["2026-12-03 14:60 Berlin", { kind: "no-such-time", words: "14:60" }],
    ["2026-12-03 24:01 Berlin", { kind: "no-such-time", words: "24:01" }],
    ["2026-12-03 14:00:30 Berlin", { kind: "no-such-time", words: "14:00:30" }],
    ["2026-12-03 13pm Berlin", { kind: "no-such-time", words: "13pm" }],
    ["2026-12-03 0am Berlin", { kind: "no-such-time", words: "0am" }],
    ["2026-12-03 14:00", { kind: "no-zone", words: "2026-12-03 14:00", suggestion: atFourteen }],
    ["2026-12-03 14:00, with @tbecker", { kind: "no-zone", words: "2026-12-03 14:00", suggestion: atFourteen }],
    ["2026-12-03 14:00 Europe/Berln", { kind: "unknown-zone", word: "Europe/Berln", suggestion: "Europe/Berlin" }],
    ["2026-12-03 14:00 wibble", { kind: "unknown-zone", word: "wibble", suggestion: null }],
    ["2026-12-03 14:00 UTC+15", { kind: "unknown-zone", word: "UTC+15", suggestion: null }],
    ["2026-11-25 09:59 UTC", { kind: "past", moment: { at: new Date("2026-11-25T09:59Z"), zone: "UTC" } }],
    ["1970-01-01 00:00 UTC", { kind: "past", moment: { at: new Date(0), zone: "UTC" } }],
    // Nothing can be suggested, so the day is what is wrong first.
    ["2025-12-03 14:00", { kind: "past", moment: { at: new Date("2025-12-03T13:00Z"), zone: "Europe/Vienna" } }],
    ["3/12/2025 14:00 UTC", { kind: "past", moment: { at: new Date("2025-12-03T14:00Z"), zone: "UTC" } }],
  ])("%s", ([text, fault]) => {
    expect(read(text)).toEqual({ kind: "fault", fault });
  });

  test("a date without a zone, by somebody of whom none is known", () => {
    expect(read("2026-12-03 14:00", NOW, { zone: null })).toEqual({
      kind: "fault",
      fault: { kind: "no-zone", words: "2026-12-03 14:00", suggestion: null },
    });
    expect(read("2026-12-03", NOW, { zone: "Nowhere" })).toEqual({
      kind: "fault",
      fault: { kind: "no-time", words: "2026-12-03", suggestion: null },
    });
  });
});

describe("readWhen() asks about", () => {
  test.for<[text: string, doubts: string, suggestions: string[]]>([
    ["3 Dec 14:00 Berlin", "year: 3 Dec", ["2026-12-03 14:00 Europe/Berlin"]],
    ["24 Nov 14:00 Berlin", "year: 24 Nov", ["2027-11-24 14:00 Europe/Berlin"]],
    ["29 Feb 14:00 Berlin", "year: 29 Feb", ["2028-02-29 14:00 Europe/Berlin"]],
    ["3 Dec '26 14:00 Berlin", "year: 3 Dec '26", ["2026-12-03 14:00 Europe/Berlin"]],
    ["03/12/2026 14:00 Berlin", "order: 03/12/2026", ["2026-12-03 14:00 Europe/Berlin"]],
    [
      "03/12/2027 14:00 Berlin",
      "order: 03/12/2027",
      ["2027-12-03 14:00 Europe/Berlin", "2027-03-12 14:00 Europe/Berlin"],
    ],
    ["3/12 14:00 Berlin", "order: 3/12", ["2026-12-03 14:00 Europe/Berlin", "2027-03-12 14:00 Europe/Berlin"]],
    ["25/12/26 14:00 Berlin", "order: 25/12/26", ["2026-12-25 14:00 Europe/Berlin"]],
    ["tomorrow 14:00 Berlin", "relative: tomorrow", ["2026-11-26 14:00 Europe/Berlin"]],
    // There it is the 26th already.
    ["tomorrow 14:00 Kiritimati", "relative: tomorrow", ["2026-11-27 14:00 Pacific/Kiritimati"]],
    [
      "next Friday 14:00 Berlin",
      "relative: Friday",
      ["2026-11-27 14:00 Europe/Berlin", "2026-12-04 14:00 Europe/Berlin"],
    ],
    ["Fri 3 Dec 2026 14:00 Berlin", "weekday: Fri", ["2026-12-03 14:00 Europe/Berlin"]],
    ["3 Dec 2026 24:00 Berlin", "time: 24:00", ["2026-12-04 00:00 Europe/Berlin"]],
    [
      "3 Dec 2026 midnight Berlin",
      "time: midnight",
      ["2026-12-03 00:00 Europe/Berlin", "2026-12-04 00:00 Europe/Berlin"],
    ],
    ["3 Dec 2026 14:00 to 16:00 Berlin", "time: 14:00 to 16:00", ["2026-12-03 14:00 Europe/Berlin"]],
    ["3 Dec 2026 14:00–16:00 Berlin", "time: 14:00–16:00", ["2026-12-03 14:00 Europe/Berlin"]],
    ["3 Dec 2026 14:00-16:00 Berlin", "time: 14:00-16:00", ["2026-12-03 14:00 Europe/Berlin"]],
    ["3 Dec 2026 09:00-11:00 Berlin", "time: 09:00-11:00", ["2026-12-03 09:00 Europe/Berlin"]],
    ["3 Dec 2026 09:00-11:00", "time: 09:00-11:00", ["2026-12-03 09:00 Europe/Vienna", "2026-12-03 09:00 UTC-11:00"]],
    [
      "2026-12-03 14:00 CET",
      "zone: CET",
      ["2026-12-03 14:00 Europe/Vienna", "2026-12-03 14:00 Europe/Berlin", "2026-12-03 14:00 Europe/Paris"],
    ],
    [
      "2026-12-03 14:00 est",
      "zone: est",
      ["2026-12-03 14:00 America/New_York", "2026-12-03 14:00 America/Toronto", "2026-12-03 14:00 America/Panama"],
    ],
    [
      "2026-12-03 14:00 IST",
      "zone: IST",
      ["2026-12-03 14:00 Asia/Kolkata", "2026-12-03 14:00 Europe/Dublin", "2026-12-03 14:00 Asia/Jerusalem"],
    ],
    [
      "2026-12-03 14:00 PST",
      "zone: PST",
      ["2026-12-03 14:00 America/Los_Angeles", "2026-12-03 14:00 America/Vancouver", "2026-12-03 14:00 Asia/Manila"],
    ],
    ["2026-12-03 14:00 BST", "zone: BST", ["2026-12-03 14:00 Europe/London", "2026-12-03 14:00 Asia/Dhaka"]],
    ["2026-12-03 14:00 Munich", "zone: Munich", ["2026-12-03 14:00 Europe/Berlin"]],
    ["2026-12-03 14:00 San Francisco", "zone: San Francisco", ["2026-12-03 14:00 America/Los_Angeles"]],
    [
      "2026-12-03 14:00 EST Berlin",
      "zone: EST",
      ["2026-12-03 14:00 Europe/Berlin", "2026-12-03 14:00 America/New_York", "2026-12-03 14:00 America/Toronto"],
    ],
    [
      "2026-12-03 14:00+02:00 Europe/Berlin",
      "offset: +02:00",
      ["2026-12-03 14:00 Europe/Berlin", "2026-12-03 14:00 UTC+02:00"],
    ],
    [
      "3 Dec 2pm CET",
      "year: 3 Dec, zone: CET",
      ["2026-12-03 14:00 Europe/Vienna", "2026-12-03 14:00 Europe/Berlin", "2026-12-03 14:00 Europe/Paris"],
    ],
    // The likeliest first, then the next best of either.
    [
      "03/12/2027 14:00 BST",
      "order: 03/12/2027, zone: BST",
      ["2027-12-03 14:00 Europe/London", "2027-12-03 14:00 Asia/Dhaka", "2027-03-12 14:00 Europe/London"],
    ],
    // What the clocks jump over is not suggested.
    ["28/3/2027 02:30 Berlin", "order: 28/3/2027", ["2027-03-28 03:30 Europe/Berlin"]],
  ])("%s", ([text, doubts, suggestions]) => {
    const reading = read(text);
    if (reading.kind !== "fault" || reading.fault.kind !== "ambiguous") throw new Error(JSON.stringify(reading));

    expect({
      words: reading.fault.words,
      doubts: reading.fault.doubts.map(({ kind, words }) => `${kind}: ${words}`).join(", "),
      suggestions: reading.fault.suggestions,
    }).toEqual({ words: text.replace(/^next /, ""), doubts, suggestions });
  });

  test("an abbreviation, beginning with the author's own zone where it is one of those", () => {
    const first = (zone: string) => {
      const reading = read("2026-12-03 14:00 EST", NOW, { zone });
      return reading.kind === "fault" && "suggestions" in reading.fault ? reading.fault.suggestions[0] : null;
    };

    expect(first("America/Detroit")).toBe("2026-12-03 14:00 America/Detroit");
    expect(first("Europe/Vienna")).toBe("2026-12-03 14:00 America/New_York");
  });
});

describe("readWhen() in the night the clocks go forward", () => {
  test.for<[text: string, time: string, zone: string, jump: [from: string, to: string], instead: string]>([
    ["2027-03-28 02:30 Berlin", "02:30", "Europe/Berlin", ["02:00", "03:00"], "03:30"],
    ["2027-03-28 02:00 Berlin", "02:00", "Europe/Berlin", ["02:00", "03:00"], "03:00"],
    ["2027-03-28 02:59+01:00 Berlin", "02:59", "Europe/Berlin", ["02:00", "03:00"], "03:59"],
    ["2027-03-14 02:30 New York", "02:30", "America/New_York", ["02:00", "03:00"], "03:30"],
    ["2027-10-03 02:15 Lord Howe", "02:15", "Australia/Lord_Howe", ["02:00", "02:30"], "02:45"],
    ["2027-09-26 02:45 Chatham", "02:45", "Pacific/Chatham", ["02:45", "03:45"], "03:45"],
  ])("%s is not there", ([text, time, zone, [from, to], instead]) => {
    const day = text.slice(0, 10);
    expect(read(text)).toEqual({
      kind: "fault",
      fault: {
        kind: "gap",
        words: text,
        moment: { day, time, zone, from, to },
        suggestions: [`${day} ${instead} ${zone}`],
      },
    });
  });

  test.for<[text: string, at: string]>([
    ["2027-03-28 01:59 Europe/Berlin", "2027-03-28T00:59Z"],
    ["2027-03-28 03:00 Europe/Berlin", "2027-03-28T01:00Z"],
    ["2027-10-03 01:59 Australia/Lord_Howe", "2027-10-02T15:29Z"],
    ["2027-10-03 02:30 Australia/Lord_Howe", "2027-10-02T15:30Z"],
  ])("%s is", ([text, at]) => {
    expect(read(text)).toMatchObject({ kind: "moment", moment: { at: new Date(at) } });
  });

  test("a day is left out where the date line moved", () => {
    expect(read("2011-12-30 12:00 Pacific/Apia", new Date("2011-12-01T00:00Z"))).toEqual({
      kind: "fault",
      fault: {
        kind: "gap",
        words: "2011-12-30 12:00 Pacific/Apia",
        moment: { day: "2011-12-30", time: "12:00", zone: "Pacific/Apia", from: "00:00", to: "00:00" },
        suggestions: ["2011-12-31 12:00 Pacific/Apia"],
      },
    });
  });

  test("what would have been long ago is only past", () => {
    expect(read("2026-03-29 02:30 Berlin")).toEqual({
      kind: "fault",
      fault: { kind: "past", moment: { at: new Date("2026-03-29T01:30Z"), zone: "Europe/Berlin" } },
    });
  });
});

describe("readWhen() in the night the clocks go back", () => {
  test.for<[text: string, zone: string, offsets: [string, string], instants: [string, string]]>([
    ["2027-10-31 02:30", "Europe/Berlin", ["+02:00", "+01:00"], ["2027-10-31T00:30Z", "2027-10-31T01:30Z"]],
    ["2027-11-07 01:30", "America/New_York", ["-04:00", "-05:00"], ["2027-11-07T05:30Z", "2027-11-07T06:30Z"]],
    ["2027-04-04 01:45", "Australia/Lord_Howe", ["+11:00", "+10:30"], ["2027-04-03T14:45Z", "2027-04-03T15:15Z"]],
  ])("%s %s is twice", ([text, zone, [first, second], [earlier, later]]) => {
    const suggestions = [`${text}${first} ${zone}`, `${text}${second} ${zone}`] as const;

    expect(read(`${text} ${zone}`)).toEqual({
      kind: "fault",
      fault: { kind: "overlap", words: `${text} ${zone}`, suggestions },
    });
    expect(suggestions.map((suggestion) => read(suggestion))).toEqual([
      { kind: "moment", moment: { at: new Date(earlier), zone }, rest: [] },
      { kind: "moment", moment: { at: new Date(later), zone }, rest: [] },
    ]);
  });

  test.for<[text: string]>([
    ["2027-10-31 01:59 Europe/Berlin"],
    ["2027-10-31 03:00 Europe/Berlin"],
    ["2027-04-04 01:29 Australia/Lord_Howe"],
    ["2027-04-04 02:00 Australia/Lord_Howe"],
  ])("%s is once", ([text]) => {
    expect(read(text).kind).toBe("moment");
  });

  test("and forward again after Ramadan, in Morocco", () => {
    const newYear = new Date("2025-01-01T00:00Z");
    const zone = "Africa/Casablanca";

    expect(read(`2025-02-23 02:30 ${zone}`, newYear)).toMatchObject({
      fault: { kind: "overlap", suggestions: [`2025-02-23 02:30+01:00 ${zone}`, `2025-02-23 02:30+00:00 ${zone}`] },
    });
    expect(read(`2025-02-23 02:30+00:00 ${zone}`, newYear)).toMatchObject({
      moment: { at: new Date("2025-02-23T02:30Z"), zone },
    });
    expect(read(`2025-04-06 02:30 ${zone}`, newYear)).toMatchObject({
      fault: { kind: "gap", moment: { from: "02:00", to: "03:00" }, suggestions: [`2025-04-06 03:30 ${zone}`] },
    });
  });

  test("with an offset of neither, all three are suggested", () => {
    expect(read("2027-10-31 02:30+03:00 Europe/Berlin")).toMatchObject({
      fault: {
        kind: "ambiguous",
        suggestions: [
          "2027-10-31 02:30+02:00 Europe/Berlin",
          "2027-10-31 02:30+01:00 Europe/Berlin",
          "2027-10-31 02:30 UTC+03:00",
        ],
      },
    });
  });

  test("between the two, only the second is suggested; after them it is past", () => {
    const between = read("2027-10-31 02:30 Europe/Berlin", new Date("2027-10-31T01:00Z"));
    const after = read("2027-10-31 02:30 Europe/Berlin", new Date("2027-10-31T02:00Z"));

    expect(between).toMatchObject({ fault: { suggestions: ["2027-10-31 02:30+01:00 Europe/Berlin"] } });
    expect(after).toMatchObject({ fault: { kind: "past", moment: { at: new Date("2027-10-31T01:30Z") } } });
  });
});

test.for<[at: string, zone: string, text: string]>([
  ["2026-12-03T13:00Z", "Europe/Berlin", "2026-12-03 14:00 Europe/Berlin"],
  ["2026-12-03T08:30:59Z", "Asia/Calcutta", "2026-12-03 14:00 Asia/Kolkata"],
  ["2026-10-25T00:30Z", "Europe/Berlin", "2026-10-25 02:30+02:00 Europe/Berlin"],
  ["2026-10-25T01:30Z", "Europe/Berlin", "2026-10-25 02:30+01:00 Europe/Berlin"],
  ["2026-12-03T08:30Z", "UTC+05:30", "2026-12-03 14:00 UTC+05:30"],
  ["2026-12-03T14:00Z", "Etc/UTC", "2026-12-03 14:00 UTC"],
])("printWhen() writes %s in %s as %s", ([at, zone, text]) => {
  expect(printWhen({ at: new Date(at), zone })).toBe(text);
});

const MINUTE = 60_000;
const zones = fc.constantFrom(...Intl.supportedValuesOf("timeZone"), "UTC", "UTC+05:30", "UTC-03:00");
/** Before 1972 Liberia was 44 minutes and 30 seconds off. */
const minutes = fc.integer({ min: Date.UTC(1972, 1, 1) / MINUTE, max: Date.UTC(2100, 0, 1) / MINUTE });
/** The hours around one o'clock UTC on Sundays of spring and autumn, when most clocks change. */
const restlessMinutes = fc
  .record({ year: fc.integer({ min: 1980, max: 2060 }), month: fc.constantFrom(2, 3, 9, 10), minute: fc.nat(45_000) })
  .map(({ year, month, minute }) => Date.UTC(year, month, 1) / MINUTE + minute);

test("every moment in every zone is printed as a text that reads back to it", () => {
  fc.assert(
    fc.property(fc.oneof(minutes, restlessMinutes), zones, (minute, zone) => {
      const moment = { at: new Date(minute * MINUTE), zone: readZone(zone) ?? "UTC" };
      const words = printWhen(moment).split(" ");
      expect(readWhen([...words, "for", "8h"], moment.at, { zone: null })).toEqual({
        kind: "moment",
        moment,
        rest: ["for", "8h"],
      });
    }),
    { numRuns: 2000 },
  );
});

/** Words that make up dates, right and wrong, and words that make up nothing. */
const pieces = fc.oneof(
  fc.constantFrom(
    "2026-12-03",
    "3",
    "Dec",
    "2027",
    "03/12/27",
    "31.02.2027",
    "29 Feb",
    "Friday",
    "tomorrow",
    "1970-01-01",
  ),
  fc.constantFrom("2pm", "14:00", "02:30", "24:00", "midnight", "at", "-", "to", "16:00", "14:00-16:00", "2027-03-28"),
  fc.constantFrom("CET", "IST", "Berlin", "Europe/Berlin", "+02:00", "UTC", "UTC+5:30", "Munich", "Apia", "2027-10-31"),
  fc.string({ unit: "binary", maxLength: 80 }),
);

test("no words make readWhen() throw, and what it reads or suggests can be sent as it is", () => {
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 8 }), fc.option(zones), (words, zone) => {
      const reading = readWhen(words, NOW, { zone });
      const suggestions = reading.kind === "fault" ? suggestionsOf(reading.fault) : [printWhen(reading.moment)];
      for (const suggestion of suggestions) {
        expect(readWhen(suggestion.split(" "), NOW, { zone: null })).toMatchObject({ kind: "moment", rest: [] });
      }
    }),
    { numRuns: 2000 },
  );
});

function suggestionsOf(fault: WhenFault): readonly string[] {
  if ("suggestions" in fault) return fault.suggestions;
  if (fault.kind !== "no-time" && fault.kind !== "no-zone") return [];
  return fault.suggestion === null ? [] : [fault.suggestion];
}
