import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import { printCommand } from "../../../src/domain/commands/commands.ts";
import { my } from "../../../src/domain/commands/my.ts";
import { runCommand } from "../../../src/domain/commands/run-command.ts";
import type { Answer } from "../../../src/domain/enrollment/action.ts";
import type { PersonChange } from "../../../src/domain/people/person-settings.ts";
import { ALEX, at, command, enrollmentWith, MARIA, openBench, PRIYA } from "../enrollment/support.ts";
import { answersOf } from "./answers.ts";
import { READY } from "./engagements.ts";

interface Outcome {
  readonly told: readonly PersonChange[];
  readonly answers: readonly Answer[];
}

function say(line: string, by = MARIA): Outcome {
  const { ledger, context } = openBench();
  expect(runCommand(context, command(line, { by }))).toBe("judged");
  return { told: ledger.people(), answers: answersOf(ledger) };
}

const KOLKATA = { zone: "Asia/Kolkata", from: "own-word" };

describe("my", () => {
  test.each([
    ["my zone Asia/Kolkata", { zone: KOLKATA }],
    ["my zone asia/kolkata country IN", { zone: KOLKATA, country: "IN" }],
    ["my country in zone Asia/Kolkata", { zone: KOLKATA, country: "IN" }],
    ["my Asia/Kolkata IN", { zone: KOLKATA, country: "IN" }],
    ["my IN Asia/Kolkata", { zone: KOLKATA, country: "IN" }],
    ["my time zone is Asia/Kolkata, and my country: IN", { zone: KOLKATA, country: "IN" }],
    ["my timezone: `Asia/Kolkata`", { zone: KOLKATA }],
    ["my zone São Paulo country br", { zone: { zone: "America/Sao_Paulo", from: "own-word" }, country: "BR" }],
    ["my zone UTC+05:30", { zone: { zone: "UTC+05:30", from: "own-word" } }],
    ["my country DE", { country: "DE" }],
    ["my DE", { country: "DE" }],
  ])("%s", (line, change) => {
    expect(say(line)).toEqual({ told: [{ person: MARIA, at: at("09:30"), ...change }], answers: [] });
  });

  test.each<[line: string, answer: Answer]>([
    ["my zone Kolkatta", { kind: "unknown-zone", word: "Kolkatta", suggestion: "Asia/Kolkata" }],
    ["my zone Nowhere/Atall country IN", { kind: "unknown-zone", word: "Nowhere/Atall", suggestion: null }],
    ["my zone CET", { kind: "unknown-zone", word: "CET", suggestion: "Europe/Berlin" }],
    ["my country Germany", { kind: "unknown-country", word: "GERMANY", isZoneKept: false }],
    ["my zone Area/City country COUNTRY", { kind: "malformed", command: "my", missing: "placeholder" }],
    ["my", { kind: "my-settings" }],
    ["my zone", { kind: "my-settings" }],
  ])("%s is answered once and changes nothing", (line, answer) => {
    expect(say(line)).toEqual({ told: [], answers: [answer] });
  });

  test("a zone counts though nobody knows the holidays of the country", () => {
    expect(say("my zone Asia/Kathmandu country NP")).toEqual({
      told: [{ person: MARIA, at: at("09:30"), zone: { zone: "Asia/Kathmandu", from: "own-word" } }],
      answers: [{ kind: "unknown-country", word: "NP", isZoneKept: true }],
    });
  });

  test("anybody may, and on an issue that is over", () => {
    const enrollment = enrollmentWith([{ kind: "certified" }]);
    const { ledger, context } = openBench({ enrollment });

    runCommand(context, command("my zone Europe/Berlin", { by: ALEX }));

    expect(ledger.people()).toEqual([
      { person: ALEX, at: at("09:30"), zone: { zone: "Europe/Berlin", from: "own-word" } },
    ]);
  });

  test.each<[line: string, answer: object]>([
    [
      "schedule shadow 2026-12-12 09:00",
      { kind: "bad-date", fault: { kind: "no-zone", suggestion: "2026-12-12 09:00 Pacific/Kiritimati" } },
    ],
    // Half past midnight on the 2nd in Kiritimati.
    ["request shadow 2026-12-01", { kind: "bad-days", fault: { kind: "past" } }],
  ])("the zone somebody told in the line before counts for %s", (line, answer) => {
    const { ledger, context } = openBench({ enrollment: enrollmentWith(READY) });

    for (const one of ["my zone Pacific/Kiritimati", line]) {
      runCommand(context, command(one, { by: PRIYA, at: at("10:30") }));
    }

    expect(answersOf(ledger)).toMatchObject([answer]);
  });

  test("what is printed reads as the same, whatever was written", () => {
    const word = fc.oneof(
      fc.constantFrom("zone", "country", "time", "Asia/Kolkata", "IN", "in", "is", "São", "Paulo", "COUNTRY", "UTC+1"),
      fc.string({ maxLength: 12 }).map((text) => text.replaceAll(/\s/gu, "")),
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 12 }), (words) => {
        const read = my.read(words, []);
        const [, ...again] = printCommand(read).split(" ");

        expect({ ...my.read(again, []), placeholder: false }).toEqual({ ...read, placeholder: false });
      }),
    );
  });
});
