import { describe, expect, test } from "vitest";

import { runCommand } from "../../../src/domain/commands/run-command.ts";
import type { FactBody, PersonId } from "../../../src/domain/enrollment/fact.ts";
import type { Program } from "../../../src/domain/program/program.ts";
import {
  ALEX,
  bodiesOf,
  command,
  enrollmentWith,
  foldBodies,
  MARIA,
  openBench,
  planned,
  PRIYA,
  review,
  SHIPPED,
  TOM,
  turn,
} from "../enrollment/support.ts";
import { answersOf } from "./answers.ts";

const LEAD: FactBody = {
  kind: "engagement-scheduled",
  number: 1,
  engagement: "lead",
  task: "lead",
  start: "2026-12-01T09:00:00.000Z",
  lengthMs: 60_000,
  zone: "Europe/Berlin",
  method: null,
  helper: TOM,
  by: PRIYA,
  offer: null,
  details: null,
};
const SHADOW: FactBody = { ...LEAD, engagement: "shadow", task: "shadow" };

const IDS = ["import-export", "troubleshooting", "statement-of-work", "discovery", "automation", "asking"] as const;

/** A whole form: one score for all, other scores by question. */
function form(score: number, verdict: string, others: Readonly<Record<string, number>> = {}): string {
  const lines = IDS.map((id) => `${id}: ${others[id] ?? score}`);
  return ["feedback lead", ...lines, `verdict: ${verdict}`].join("\n");
}

function run(
  texts: readonly string[],
  {
    by = TOM,
    facts = [LEAD],
    program = SHIPPED,
  }: { by?: PersonId; facts?: readonly FactBody[]; program?: Program } = {},
) {
  const { ledger, context } = openBench({ enrollment: enrollmentWith(facts, { program }), program });
  const verdicts = texts.map((text) => runCommand(context, command(text, { by })));
  const written = bodiesOf(ledger.facts()).filter(({ kind }) => kind !== "command-heard");
  return {
    verdicts,
    kinds: written.map(({ kind }) => kind),
    facts: written,
    answers: answersOf(ledger),
    notes: planned(ledger.actions()),
    ledger,
  };
}

describe("feedback of an observer", () => {
  test("that says pass is kept, confirms the task and holds the engagement, without another word", () => {
    const { facts, answers, notes } = run([`${form(4, "pass")}\ncomment: Calm under pressure.`]);

    expect(facts).toEqual([
      {
        kind: "form-filled",
        form: "migration-lead",
        task: "lead",
        engagement: 1,
        by: TOM,
        scores: Object.fromEntries(IDS.map((id) => [id, 4])),
        verdict: "pass",
        isComplete: true,
        answers: { texts: {}, comment: "Calm under pressure." },
      },
      { kind: "task-confirmed", task: "lead", by: TOM, via: "command" },
      { kind: "engagement-held", number: 1 },
    ]);
    expect({ answers, notes }).toEqual({ answers: [], notes: ["react white_check_mark at 10:00"] });
  });

  test("that says not yet gives the task back, with the form in the place of a reason", () => {
    const { kinds, ledger, answers } = run([form(4, "not yet", { automation: 2 })]);

    expect({ kinds, answers }).toEqual({ kinds: ["form-filled", "task-declined", "engagement-held"], answers: [] });
    expect(ledger.actions().map(({ action }) => action)).toContainEqual({
      kind: "note",
      note: {
        kind: "declined",
        task: "lead",
        by: TOM,
        reason: null,
        form: { form: "migration-lead", task: "lead", engagement: 1 },
      },
    });
  });

  test.for<[string, string, "average" | "least", number]>([
    ["the average is too low", form(4, "pass", { asking: 3 }), "average", 3.8],
    ["one score is too low", form(5, "pass", { asking: 2 }), "least", 4.5],
  ])("that says pass although %s is a not yet, and the observer is told", ([, text, why, average]) => {
    const { kinds, answers } = run([text]);

    expect(kinds).toEqual(["form-filled", "task-declined", "engagement-held"]);
    expect(answers).toEqual([{ kind: "form-disagrees", task: "lead", why, average }]);
  });

  test("is judged again when one line was meant otherwise", () => {
    const { kinds, ledger } = run([form(4, "pass", { asking: 2 }), "feedback lead asking: 4"]);

    expect(kinds).toEqual(["form-filled", "task-declined", "engagement-held", "form-filled", "task-confirmed"]);
    expect(ledger.enrollment().tasks.get("lead")?.confirmation?.by).toBe(TOM);
  });

  test("in parts adds up; what is missing is asked for once", () => {
    const { kinds, notes, ledger } = run([
      "feedback lead\nimport-export: 5\ntroubleshooting: 4 quick to the cause\nverdict: pass",
      "feedback lead statement-of-work: 5",
      "feedback lead\ndiscovery: 4\nautomation: 4\nasking: 5",
    ]);

    expect(kinds).toEqual([
      "form-filled",
      "form-asked-again",
      "form-filled",
      "form-filled",
      "task-confirmed",
      "engagement-held",
    ]);
    expect(notes).toEqual([
      "ask-form lead at 10:00",
      "react eyes at 10:00",
      "react eyes at 10:00",
      "react white_check_mark at 10:00",
    ]);
    const ask = ledger.actions().flatMap(({ action }) => (action.kind === "note" ? [action.note] : []))[0];
    expect(ask).toMatchObject({
      missing: ["statement-of-work", "discovery", "automation", "asking"].map((question) => ({
        kind: "no-score",
        question,
      })),
    });
  });

  test("two people do not complete each other's form", () => {
    const { ledger, context } = openBench({
      enrollment: enrollmentWith([
        LEAD,
        { kind: "role-assigned", role: "engineer", person: ALEX, by: PRIYA, member: true },
      ]),
    });
    runCommand(context, command(form(4, ""), { by: TOM }));
    runCommand(context, command("feedback lead verdict: pass", { by: ALEX }));

    expect(ledger.enrollment().tasks.get("lead")?.confirmation ?? null).toBeNull();
  });

  test("is taken without any engagement, too", () => {
    const { facts, kinds } = run([form(5, "pass")], { facts: [] });

    expect(kinds).toEqual(["form-filled", "task-confirmed"]);
    expect(facts[0]).toMatchObject({ engagement: null });
  });

  test("is about the last engagement that began", () => {
    const held: FactBody = { kind: "engagement-held", number: 1 };
    const second: FactBody = { ...LEAD, number: 2, start: "2026-12-01T09:20:00.000Z" };
    const future: FactBody = { ...LEAD, number: 3, start: "2026-12-20T09:00:00.000Z" };

    expect(run([form(5, "pass")], { facts: [LEAD, held, second, future] }).facts[0]).toMatchObject({ engagement: 2 });
  });

  test("after a confirmation is kept and takes nothing back", () => {
    const confirmed: FactBody = { kind: "task-confirmed", task: "lead", by: TOM, via: "tick" };
    const { kinds, answers } = run([form(3, "not yet")], { facts: [LEAD, confirmed] });

    expect(kinds).toEqual(["form-filled"]);
    expect(answers).toEqual([{ kind: "form-disagrees", task: "lead", average: 3, why: "observer" }]);
  });
});

test("feedback alone asks for the form, in a note that can be replied to, once; then its lines are shown", () => {
  const { facts, kinds, answers, notes } = run(["feedback lead", "feedback lead, please"]);

  expect(facts[0]).toEqual({
    kind: "form-asked-again",
    form: "migration-lead",
    task: "lead",
    engagement: 1,
    person: TOM,
  });
  expect(kinds).toEqual(["form-asked-again"]);
  expect(notes[0]).toBe("ask-form lead at 10:00");
  expect(answers).toEqual([{ kind: "form-empty", form: "migration-lead", task: "lead" }]);
});

describe("feedback is refused, and changes nothing,", () => {
  test.for<[string, PersonId, string, string]>([
    ["from the candidate", MARIA, form(5, "pass"), "own-issue"],
    ["from a coordinator who does not confirm this task", PRIYA, form(5, "pass"), "not-entitled"],
    ["from somebody without a role", ALEX, form(5, "pass"), "not-entitled"],
    ["without a task", TOM, "feedback", "malformed"],
    ["for a task nobody knows", TOM, "feedback leed", "unknown-task"],
    ["for a task without a form", TOM, "feedback workshop great", "no-form-here"],
    ["for the candidate's own log", TOM, "feedback shadow saw: a lot", "not-your-form"],
    ["without any answer that can be understood", TOM, "feedback lead she did fine, I think", "form-empty"],
  ])("%s", ([, by, text, kind]) => {
    const { kinds, answers } = run([text], { by });

    expect({ kinds, answers: answers.map((answer) => answer.kind) }).toEqual({ kinds: [], answers: [kind] });
  });

  test("with a name in it that must not be written down", () => {
    const { ledger, context } = openBench({ enrollment: enrollmentWith([LEAD]) });
    runCommand(
      { ...context, isDeniedName: (text) => text.includes("Acme") },
      command(`${form(5, "pass")}\ncomment: Acme is glad`, { by: TOM }),
    );

    expect(bodiesOf(ledger.facts()).map(({ kind }) => kind)).toEqual(["command-heard"]);
    expect(ledger.actions()).toMatchObject([
      { action: { note: { answer: { kind: "denied-name", command: "feedback" } } } },
    ]);
  });
});

test("the log of a shadow is the candidate's, kept without points, and confirms nothing", () => {
  const text = "feedback shadow\nsaw: A cut-over at night.\nlearned: Check twice.\nopen: How to roll back.";
  const { facts, notes } = run([text], { by: MARIA, facts: [SHADOW] });

  expect(facts).toEqual([
    {
      kind: "form-filled",
      form: "shadow-log",
      task: "shadow",
      engagement: 1,
      by: MARIA,
      scores: {},
      verdict: null,
      isComplete: true,
      answers: {
        texts: { saw: "A cut-over at night.", learned: "Check twice.", open: "How to roll back." },
        comment: "",
      },
    },
  ]);
  expect(notes).toEqual(["react white_check_mark at 10:00"]);
});

describe("where the program insists on feedback", () => {
  const strict: Program = {
    ...SHIPPED,
    tasks: SHIPPED.tasks.map((task) =>
      task.id === "lead" ? { ...task, feedback: { form: "migration-lead", required: true } } : task,
    ),
  };

  test("a confirmation without it is answered with the form", () => {
    const { kinds, answers } = run(["confirm lead"], { program: strict });
    expect({ kinds, answers }).toEqual({ kinds: [], answers: [{ kind: "form-needed", task: "lead" }] });
  });

  test("a not yet does not do", () => {
    const { answers } = run([form(3, "not yet"), "confirm lead"], { program: strict });
    expect(answers).toEqual([{ kind: "form-needed", task: "lead" }]);
  });

  test("a tick without it stays a claim, and whoever ticked gets the form", () => {
    const { facts, ledger } = review(
      { events: [turn("lead/confirm", { by: TOM })] },
      { enrollment: enrollmentWith([LEAD], { program: strict }), program: strict },
    );
    const notes = ledger.actions().flatMap(({ action }) => (action.kind === "note" ? [action.note] : []));

    expect(facts.map(({ kind }) => kind)).not.toContain("task-confirmed");
    expect(notes).toContainEqual({ kind: "answer", to: TOM, answer: { kind: "form-needed", task: "lead" } });
    expect(notes.map(({ kind }) => kind)).not.toContain("ask-again");
  });

  test("a pass confirms by itself, and again after it was taken back", () => {
    const { kinds } = run([form(5, "pass"), "withdraw lead wrong issue", "confirm lead"], { program: strict });
    expect(kinds).toEqual([
      "form-filled",
      "task-confirmed",
      "engagement-held",
      "confirmation-withdrawn",
      "task-confirmed",
    ]);
  });
});

test("a form that was forgotten is a form without words", () => {
  const filled: FactBody = {
    kind: "form-filled",
    form: "migration-lead",
    task: "lead",
    engagement: 1,
    by: TOM,
    scores: Object.fromEntries(IDS.map((id) => [id, 5])),
    verdict: null,
    isComplete: false,
    answers: null,
  };
  const { kinds } = run(["feedback lead verdict: pass"], { facts: [LEAD, filled] });

  expect(kinds).toEqual(["form-filled", "task-confirmed", "engagement-held"]);
  expect(foldBodies([filled], enrollmentWith([LEAD])).forms[0]?.answers).toBeNull();
});
