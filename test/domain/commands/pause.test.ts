import { describe, expect, test } from "vitest";

import { runCommand } from "../../../src/domain/commands/run-command.ts";
import type { FactBody, PersonId } from "../../../src/domain/enrollment/fact.ts";
import {
  ALEX,
  at,
  bodiesOf,
  command,
  enrollmentWith,
  MARIA,
  OLGA,
  openBench,
  planned,
  PRIYA,
  TOM,
} from "../enrollment/support.ts";
import { answersOf } from "./answers.ts";

/** Half past midnight on the 2nd where Maria is. */
const NOW = at("10:30");
const PAUSED: FactBody = { kind: "paused", by: MARIA, until: "2027-01-11" };
const READY: readonly FactBody[] = [
  { kind: "task-confirmed", task: "assessment", by: PRIYA, via: "command" },
  { kind: "task-claimed", task: "workshop", by: MARIA },
];

function say(line: string, by: PersonId = MARIA, before: readonly FactBody[] = []) {
  const enrollment = enrollmentWith(before);
  const settings = { [MARIA]: { zone: "Pacific/Kiritimati" } };
  const { ledger, context } = openBench({ enrollment, settings, now: NOW });
  expect(runCommand(context, command(line, { by, at: NOW }))).toBe("judged");
  const facts = bodiesOf(ledger.facts()).filter(({ kind }) => kind !== "command-heard");
  return { facts, answers: answersOf(ledger), planned: planned(ledger.actions()), enrollment: ledger.enrollment() };
}

describe("pause", () => {
  test.each([
    ["pause", null],
    ["pause until 2027-01-11", "2027-01-11"],
    ["pause 11 Jan 2027", "2027-01-11"],
    ["pause till 2027-01-11 for a project", "2027-01-11"],
  ])("%s", (line, until) => {
    const { facts, answers } = say(line);

    expect({ facts, answers }).toEqual({ facts: [{ kind: "paused", by: MARIA, until }], answers: [] });
  });

  test.each([
    ["the candidate", MARIA, true],
    ["a coordinator", PRIYA, true],
    ["an owner", OLGA, true],
    ["an engineer", TOM, false],
    ["anybody else", ALEX, false],
  ])("%s may: %s %s", (_who, by, may) => {
    expect(say("pause", by).facts).toEqual(may ? [{ kind: "paused", by, until: null }] : []);
  });

  test("a later word moves the day", () => {
    const { enrollment } = say("pause until 2027-02-01", PRIYA, [PAUSED]);

    expect(enrollment.pause).toEqual({ since: NOW, until: "2027-02-01", by: PRIYA });
  });

  test.each([
    ["pause until 2026-11-30", "past"],
    ["pause until 2026-12-02", "past"],
    ["pause until tomorrow", "ambiguous"],
  ])("%s is answered as %s", (line, fault) => {
    const { facts, answers } = say(line);

    expect(facts).toEqual([]);
    expect(answers).toEqual([
      { kind: "bad-days", command: "pause until", rest: "", fault: expect.objectContaining({ kind: fault }) },
    ]);
  });
});

describe("resume", () => {
  test("goes on, and asks for what waits", () => {
    const outcome = say("resume", PRIYA, [...READY, PAUSED]);

    expect(outcome.facts).toEqual([{ kind: "resumed", by: PRIYA }]);
    expect(outcome.enrollment.pause).toBeNull();
    expect(outcome.planned).toEqual([
      "ask-confirm workshop at 10:30",
      "ask-schedule shadow at 10:30",
      "react white_check_mark at 10:30",
    ]);
  });

  test("is answered where nothing is paused", () => {
    const { facts, answers } = say("resume");

    expect({ facts, answers }).toEqual({ facts: [], answers: [{ kind: "not-paused" }] });
  });
});
