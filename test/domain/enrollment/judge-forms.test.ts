import { describe, expect, test } from "vitest";

import { judgeForms, nextFormLook } from "../../../src/domain/enrollment/judge-forms.ts";
import type { FactBody } from "../../../src/domain/enrollment/fact.ts";
import { bodiesOf, enrollmentWith, MARIA, openBench, PRIYA, SHIPPED, TOM } from "./support.ts";

const START = "2026-12-03T13:00:00.000Z";
const END = new Date("2026-12-03T17:00:00.000Z");
const BEFORE_END = new Date("2026-12-03T16:59:59.000Z");

/** A lead Tom observes, four hours long. */
const LEAD: FactBody = {
  kind: "engagement-scheduled",
  number: 1,
  engagement: "lead",
  task: "lead",
  start: START,
  lengthMs: 4 * 3_600_000,
  zone: "Europe/Berlin",
  method: null,
  helper: TOM,
  by: PRIYA,
  offer: null,
  details: null,
};
const SHADOW: FactBody = { ...LEAD, engagement: "shadow", task: "shadow" };
const FEEDBACK: FactBody = {
  kind: "form-filled",
  form: "migration-lead",
  task: "lead",
  engagement: 1,
  by: TOM,
  scores: { "import-export": 4 },
  verdict: null,
  isComplete: false,
  answers: { texts: {}, comment: "" },
};

function asked(facts: readonly FactBody[], now: Date): readonly FactBody[] {
  const { ledger } = openBench({ enrollment: enrollmentWith(facts), now });
  judgeForms(ledger, now);
  return bodiesOf(ledger.facts());
}

describe("judgeForms() asks when an engagement is over", () => {
  test("the observer of a lead for feedback", () => {
    expect(asked([LEAD], END)).toEqual([
      { kind: "form-asked", form: "migration-lead", task: "lead", engagement: 1, person: TOM },
    ]);
  });

  test("the candidate of a shadow for a log", () => {
    expect(asked([SHADOW], END)).toEqual([
      { kind: "form-asked", form: "shadow-log", task: "shadow", engagement: 1, person: MARIA },
    ]);
  });

  test("also where somebody said already that it was held", () => {
    expect(asked([LEAD, { kind: "engagement-held", number: 1 }], END)).toHaveLength(1);
  });

  test("once, however often it looks", () => {
    const { ledger } = openBench({ enrollment: enrollmentWith([LEAD]), now: END });
    judgeForms(ledger, END);
    judgeForms(ledger, new Date(END.getTime() + 60_000));

    expect(ledger.facts()).toHaveLength(1);
  });

  test("with one note to that person", () => {
    const { ledger } = openBench({ enrollment: enrollmentWith([LEAD]), now: END });
    judgeForms(ledger, END);

    expect(ledger.actions().map(({ action }) => action)).toEqual([
      {
        kind: "note",
        note: { kind: "ask-form", form: "migration-lead", task: "lead", engagement: 1, person: TOM, missing: null },
      },
    ]);
  });
});

describe("judgeForms() asks nobody", () => {
  const cancelled: FactBody = { kind: "engagement-cancelled", number: 1, by: PRIYA, missed: false, reason: null };

  test.for<[string, readonly FactBody[], Date?]>([
    ["before its end", [LEAD], BEFORE_END],
    ["when it was called off", [LEAD, cancelled]],
    ["when nobody came", [LEAD, { ...cancelled, missed: true }]],
    ["when nobody is known who observed", [{ ...LEAD, helper: null }]],
    ["for what was filled in unasked", [LEAD, FEEDBACK]],
    [
      "when it was moved into the future",
      [
        LEAD,
        {
          kind: "engagement-moved",
          number: 1,
          start: "2026-12-09T13:00:00.000Z",
          lengthMs: 1,
          zone: "Etc/UTC",
          helper: TOM,
          by: PRIYA,
        },
      ],
    ],
    ["when the issue was closed before", [LEAD, { kind: "closed-by-hand" }]],
    ["after the certification", [LEAD, { kind: "certified" }]],
  ])("%s", ([, facts, now = END]) => {
    expect(asked(facts, now)).toEqual([]);
  });

  test("for a retake what the first try was asked for counts for nothing", () => {
    const retake: FactBody = { ...LEAD, number: 2, start: "2026-12-03T08:00:00.000Z" };
    const again = asked([LEAD, FEEDBACK, { kind: "engagement-held", number: 1 }, retake], END);

    expect(again).toEqual([{ kind: "form-asked", form: "migration-lead", task: "lead", engagement: 2, person: TOM }]);
  });
});

describe("nextFormLook() is", () => {
  test.for<[string, readonly FactBody[], Date, Date | null]>([
    ["the end of the next engagement", [LEAD], BEFORE_END, END],
    ["also of one that was held before its end", [LEAD, { kind: "engagement-held", number: 1 }], BEFORE_END, END],
    ["nothing once that is over", [LEAD], END, null],
    ["nothing where the form is there", [LEAD, FEEDBACK], BEFORE_END, null],
    ["nothing without engagements", [], BEFORE_END, null],
  ])("%s", ([, facts, now, expected]) => {
    expect(nextFormLook(SHIPPED, enrollmentWith(facts), now)).toEqual(expected);
  });
});
