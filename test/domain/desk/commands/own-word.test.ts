import { describe, expect, test } from "vitest";

import type { DeskAnswer } from "../../../../src/domain/desk/desk-note-plan.ts";
import type { PersonChange, PersonSettings } from "../../../../src/domain/people/person-settings.ts";
import { NOTHING_KNOWN } from "../../../../src/domain/people/person-settings.ts";
import { ALEX, NOW, TOM } from "../support.ts";
import { openDeskBench } from "./bench.ts";

const KOLKATA = { zone: "Asia/Kolkata", from: "own-word" } as const;

interface Outcome {
  readonly told: readonly PersonChange[];
  readonly answers: readonly DeskAnswer[];
  readonly marks: readonly string[];
}

/** Said by Alex, who has no role here. */
function say(lines: readonly string[], settings: Partial<PersonSettings> = {}): Outcome {
  const bench = openDeskBench([], {
    standing: () => "unknown",
    settings: () => ({ ...NOTHING_KNOWN, ...settings }),
  });
  for (const line of lines) expect(bench.say(ALEX, line)).toBe("judged");
  expect(bench.facts()).toEqual([]);
  return { told: bench.ledger.people(), answers: bench.answers(), marks: bench.marks() };
}

function change(more: Partial<PersonChange>): PersonChange {
  return { person: ALEX, at: NOW, ...more };
}

function away(from: Date, until: string): Partial<PersonChange> {
  return { away: { from, until: new Date(until), source: "own-word" } };
}

describe("my, away and back, of anybody, and while GitLab does not say who that is", () => {
  test.for<[line: string, settings: Partial<PersonSettings>, told: Partial<PersonChange>]>([
    ["my zone Asia/Kolkata", {}, { zone: KOLKATA }],
    ["my Asia/Kolkata IN", {}, { zone: KOLKATA, country: "IN" }],
    ["`my` zone asia/kolkata country in", {}, { zone: KOLKATA, country: "IN" }],
    ["away until 2027-01-04", {}, away(NOW, "2027-01-04T00:00:00Z")],
    ["away until 2027-01-04", { zone: "Asia/Kolkata" }, away(NOW, "2027-01-03T18:30:00Z")],
    ["away from 2026-12-21 until 2027-01-04", {}, away(new Date("2026-12-21T00:00:00Z"), "2027-01-04T00:00:00Z")],
    ["back", {}, { away: null }],
    ["away", { away: { from: null, until: new Date("2026-12-24T00:00:00Z"), source: "gitlab" } }, { away: null }],
  ])("%s", ([line, settings, told]) => {
    expect(say([line], settings)).toEqual({ told: [change(told)], answers: [], marks: ["white_check_mark"] });
  });

  test.for<[line: string, answer: object]>([
    ["my", { kind: "my-settings" }],
    ["my zone Kolkatta", { kind: "unknown-zone", word: "Kolkatta", suggestion: "Asia/Kolkata" }],
    ["my country XX", { kind: "unknown-country", word: "XX", isZoneKept: false }],
    ["my zone Area/City country COUNTRY", { kind: "malformed", command: "my", missing: "placeholder" }],
    ["away", { kind: "malformed", command: "away", missing: "date" }],
    ["away until YYYY-MM-DD", { kind: "malformed", command: "away", missing: "placeholder" }],
    ["away until 2026-11-30", { kind: "bad-days", command: "away until", rest: "" }],
  ])("%s is answered and changes nothing", ([line, answer]) => {
    expect(say([line])).toMatchObject({ told: [], answers: [answer], marks: [] });
  });
});

test("the zone somebody told in the line before counts for the day they are back", () => {
  expect(say(["my zone Asia/Kolkata", "away until 2027-01-04"]).told.at(-1)).toEqual(
    change(away(NOW, "2027-01-03T18:30:00Z")),
  );
});

test("the zone somebody told in the line before is the one proposed for a date without one", () => {
  const bench = openDeskBench();

  bench.say(TOM, "my zone Asia/Kolkata");
  bench.say(TOM, "offer shadow 2026-12-03 14:00");

  expect(bench.answers()).toMatchObject([
    { kind: "bad-date", fault: { kind: "no-zone", suggestion: "2026-12-03 14:00 Asia/Kolkata" } },
  ]);
});

test.for(["my zone Asia/Kolkata", "away until 2027-01-04", "back"])("an edited %s changes nothing", (line) => {
  const bench = openDeskBench();

  bench.say(ALEX, line, { authority: "doubtful" });

  expect(bench.ledger.people()).toEqual([]);
  expect(bench.answers()).toEqual([{ kind: "edited-comment", command: line.split(" ")[0] }]);
});
