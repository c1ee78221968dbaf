import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import { printCommand } from "../../../src/domain/commands/commands.ts";
import { runCommand } from "../../../src/domain/commands/run-command.ts";
import { score } from "../../../src/domain/commands/score.ts";
import type { Answer } from "../../../src/domain/enrollment/action.ts";
import type { FactBody, PersonId } from "../../../src/domain/enrollment/fact.ts";
import type { Program } from "../../../src/domain/program/program.ts";
import {
  ALEX,
  at,
  bodiesOf,
  command,
  enrollmentWith,
  kindsOf,
  MARIA,
  OLGA,
  openBench,
  PRIYA,
  review,
  SHIPPED,
  TOM,
  turn,
} from "../enrollment/support.ts";
import { answersOf } from "./answers.ts";

/** 80 of 100 to pass, three tries, seven days between them. */
const FAILED = { kind: "score-recorded", task: "assessment", by: PRIYA, score: 60, passed: false } as const;
const DAY_MS = 86_400_000;

function withScores(...others: readonly string[]): Program {
  const [, assessment] = SHIPPED.tasks;
  const rule = assessment?.score ?? null;
  return {
    ...SHIPPED,
    tasks: SHIPPED.tasks.map((task) => (others.includes(task.id) ? { ...task, score: rule } : task)),
  };
}

const INSISTING: Program = {
  ...SHIPPED,
  tasks: SHIPPED.tasks.map((task) =>
    task.score === null ? task : { ...task, score: { ...task.score, required: true } },
  ),
};

interface Given {
  readonly by?: PersonId;
  readonly before?: readonly FactBody[];
  readonly program?: Program;
  readonly daysLater?: number;
}

function say(line: string, { by = PRIYA, before = [], program = SHIPPED, daysLater = 0 }: Given = {}) {
  const now = new Date(at("09:30").getTime() + daysLater * DAY_MS);
  const { ledger, context } = openBench({ enrollment: enrollmentWith(before, { program }), program, now });
  expect(runCommand(context, command(line, { by, at: now }))).toBe("judged");
  const facts = bodiesOf(ledger.facts()).filter(({ kind }) => kind !== "command-heard");
  return { facts, answers: answersOf(ledger) };
}

describe("score", () => {
  const passed = [
    { kind: "score-recorded", task: "assessment", by: PRIYA, score: 85, passed: true },
    { kind: "task-confirmed", task: "assessment", by: PRIYA, via: "command" },
  ];

  test.each([
    ["score 85"],
    ["score 85%"],
    ["score 85 %"],
    ["score 85/100"],
    ["score 85 of 100 points"],
    ["score assessment 85"],
    ["score 85 assessment"],
    ["score assessment: 85"],
    ["score 2 85"],
  ])("%s confirms from the pass mark on", (line) => {
    expect(say(line)).toEqual({ facts: passed, answers: [] });
  });

  test.each([
    [80, true],
    [79, false],
    [100, true],
    [0, false],
  ])("%i points: passed %s", (points, isPassed) => {
    expect(kindsOf(say(`score ${points}`).facts)).toEqual([
      "score-recorded",
      isPassed ? "task-confirmed" : "task-declined",
    ]);
  });

  test("below it is a not yet without a reason, for the note tells the points", () => {
    expect(say("score 60", { by: TOM }).facts).toEqual([
      { ...FAILED, by: TOM },
      { kind: "task-declined", task: "assessment", by: TOM, reason: null },
    ]);
  });

  test.each<[line: string, answer: Answer]>([
    ["score 101", { kind: "bad-score", word: "101" }],
    ["score -5", { kind: "bad-score", word: "-5" }],
    ["score 17/20", { kind: "bad-score", word: "17/20" }],
    ["score 85.5", { kind: "bad-score", word: "85.5" }],
    ["score assessment great", { kind: "bad-score", word: "great" }],
    ["score assessment", { kind: "malformed", command: "score", missing: "score" }],
    ["score", { kind: "malformed", command: "score", missing: "score" }],
    ["score TASK POINTS", { kind: "malformed", command: "score", missing: "placeholder" }],
    ["score workshop 85", { kind: "no-score-here", tasks: ["assessment"] }],
    ["score asessment 85", { kind: "unknown-task", word: "asessment", suggestion: "assessment", command: "score" }],
  ])("%s is answered and changes nothing", (line, answer) => {
    expect(say(line)).toEqual({ facts: [], answers: [answer] });
  });

  test("which of several tasks is asked", () => {
    expect(say("score 85", { program: withScores("workshop") }).answers).toEqual([
      { kind: "malformed", command: "score", missing: "task" },
    ]);
  });

  test.each([
    ["the candidate", MARIA, "own-issue"],
    ["somebody without a role", ALEX, "not-entitled"],
  ])("%s may not", (_who, by, kind) => {
    const { facts, answers } = say("score 85", { by });

    expect(facts).toEqual([]);
    expect(answers.map((answer) => answer.kind)).toEqual([kind]);
  });

  test("a task that is confirmed stays so", () => {
    const before: readonly FactBody[] = [{ kind: "task-confirmed", task: "assessment", by: TOM, via: "command" }];

    expect(say("score 60", { before })).toEqual({
      facts: [],
      answers: [{ kind: "already-confirmed", task: "assessment" }],
    });
  });

  test.each([
    [6, false],
    [7, true],
  ])("the next try is recorded once the seven days are over: after %i days %s", (daysLater, isRecorded) => {
    const { facts, answers } = say("score 90", { before: [FAILED], daysLater });
    // `enrollmentWith` puts its fourth fact at 08:03.
    const from = new Date(at("08:03").getTime() + 7 * DAY_MS).toISOString();

    expect(kindsOf(facts)).toEqual(isRecorded ? ["score-recorded", "task-confirmed"] : []);
    expect(answers).toEqual(isRecorded ? [] : [{ kind: "score-too-early", task: "assessment", from }]);
  });

  test("three tries are used up, until a coordinator or an owner allows another", () => {
    const before = [FAILED, FAILED, FAILED];

    expect(say("score 90", { before, daysLater: 9 })).toEqual({
      facts: [],
      answers: [{ kind: "no-tries-left", task: "assessment", attempts: 3 }],
    });
    expect(say("score assessment again", { by: TOM, before }).answers.map(({ kind }) => kind)).toEqual([
      "not-entitled",
    ]);
    const allowed = { kind: "try-allowed", task: "assessment", by: OLGA } as const;
    expect(say("score again", { by: OLGA, before }).facts).toEqual([allowed]);
    expect(kindsOf(say("score 90", { before: [...before, allowed], daysLater: 9 }).facts)).toEqual([
      "score-recorded",
      "task-confirmed",
    ]);
  });

  test("what is printed reads as the same, whatever was written", () => {
    const word = fc.oneof(
      fc.constantFrom("85", "85%", "/", "100", "of", "points", "again", "assessment", "POINTS", "%", "-1"),
      fc.string({ maxLength: 8 }).map((text) => text.replaceAll(/\s/gu, "")),
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 6 }), (words) => {
        const read = score.read(words, []);
        const [, ...again] = printCommand(read).split(" ");

        expect({ ...score.read(again, []), placeholder: false }).toEqual({ ...read, placeholder: false });
      }),
    );
  });
});

describe("where the program insists on a score", () => {
  const given = { program: INSISTING };

  test("confirm is answered, and does the rest", () => {
    expect(say("confirm assessment", given)).toEqual({
      facts: [],
      answers: [{ kind: "score-needed", task: "assessment" }],
    });
    expect(kindsOf(say("confirm assessment workshop", given).facts)).toEqual(["task-confirmed"]);
  });

  test("confirm counts with a passing score, as after a withdrawal", () => {
    const before: readonly FactBody[] = [{ ...FAILED, score: 90, passed: true }];

    expect(kindsOf(say("confirm assessment", { ...given, before }).facts)).toEqual(["task-confirmed"]);
  });

  test("a tick or `done` of whoever may confirm is a claim", () => {
    const { facts } = review({ events: [turn("assessment/confirm", { by: PRIYA, alone: true })] }, given);

    expect(kindsOf(facts)).toContain("task-claimed");
    expect(kindsOf(facts)).not.toContain("task-confirmed");
    expect(kindsOf(say("done assessment", given).facts)).toEqual(["task-claimed"]);
  });

  test("and so is a tick that is explained later", () => {
    const { ledger } = review({ events: [turn("assessment/confirm", { by: PRIYA })] }, given);

    expect(ledger.actions().map(({ action }) => (action.kind === "note" ? action.note.kind : ""))).toEqual([
      "ask-confirm",
    ]);
  });
});
