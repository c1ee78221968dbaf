import { describe, expect, test } from "vitest";

import { runCommand } from "../../../src/domain/commands/run-command.ts";
import type { Answer } from "../../../src/domain/enrollment/action.ts";
import type { PersonChange, PersonSettings } from "../../../src/domain/people/person-settings.ts";
import { at, command, openBench, PRIYA } from "../enrollment/support.ts";
import { answersOf } from "./answers.ts";

/** Half past midnight on the 2nd in Kiritimati. */
const NOW = at("10:30");
const KIRITIMATI = { zone: "Pacific/Kiritimati", zoneFrom: "own-word" } as const;
const KOLKATA = { zone: "Asia/Kolkata", zoneFrom: "own-word" } as const;

function say(
  lines: readonly string[],
  settings: Partial<PersonSettings> = {},
): { readonly told: readonly PersonChange[]; readonly answers: readonly Answer[] } {
  const { ledger, context } = openBench({ settings: { [PRIYA]: settings } });
  for (const line of lines) expect(runCommand(context, command(line, { by: PRIYA, at: NOW }))).toBe("judged");
  return { told: ledger.people(), answers: answersOf(ledger) };
}

function away(from: Date | string, until: string): PersonChange {
  return { person: PRIYA, at: NOW, away: { from: new Date(from), until: new Date(until), source: "own-word" } };
}

describe("away", () => {
  test.each<[line: string, settings: Partial<PersonSettings>, told: PersonChange]>([
    ["away until 2027-01-04", {}, away(NOW, "2027-01-04T00:00:00Z")],
    ["away until 2027-01-04", KOLKATA, away(NOW, "2027-01-03T18:30:00Z")],
    ["away 2027-01-04", KOLKATA, away(NOW, "2027-01-03T18:30:00Z")],
    ["away till 4 Jan 2027 (holidays)", KOLKATA, away(NOW, "2027-01-03T18:30:00Z")],
    ["away from 2026-12-21 until 2027-01-04", KOLKATA, away("2026-12-20T18:30:00Z", "2027-01-03T18:30:00Z")],
    ["away until 2026-12-03", KIRITIMATI, away(NOW, "2026-12-02T10:00:00Z")],
  ])("%s, of somebody at %o, is the first day back where they are", (line, settings, told) => {
    expect(say([line], settings)).toEqual({ told: [told], answers: [] });
  });

  test("the zone somebody told in the line before counts", () => {
    expect(say(["my zone Asia/Kolkata", "away until 2027-01-04"]).told.at(-1)).toEqual(
      away(NOW, "2027-01-03T18:30:00Z"),
    );
  });

  const onLeave: Partial<PersonSettings> = {
    away: { from: null, until: new Date("2026-12-24T00:00:00Z"), source: "gitlab" },
  };
  const isBack: PersonChange = { person: PRIYA, at: NOW, away: null };

  test.each([["back"], ["away back"], ["away"]])("%s ends an absence, whoever told of it", (line) => {
    expect(say([line], onLeave)).toEqual({ told: [isBack], answers: [] });
  });

  test("alone it asks until when, where there is no absence to end", () => {
    expect(say(["away"])).toEqual({
      told: [],
      answers: [{ kind: "malformed", command: "away", missing: "date" }],
    });
  });

  test.each([
    ["away until 2026-11-30", "past"],
    ["away until 2026-12-01", "past"],
    ["away until 2026-02-30", "no-such-day"],
    ["away until tomorrow", "ambiguous"],
    ["away from 2027-01-04 until 2026-12-21", "backwards"],
  ])("%s is answered as %s and changes nothing", (line, fault) => {
    const { told, answers } = say([line]);

    expect(told).toEqual([]);
    expect(answers).toEqual([
      { kind: "bad-days", command: "away until", rest: "", fault: expect.objectContaining({ kind: fault }) },
    ]);
  });

  test.each([
    ["away until YYYY-MM-DD", "placeholder"],
    ["away for a while", "date"],
  ])("%s is answered: %s", (line, missing) => {
    expect(say([line])).toEqual({ told: [], answers: [{ kind: "malformed", command: "away", missing }] });
  });
});
