import { describe, expect, test } from "vitest";

import type { FactBody } from "../../../src/domain/enrollment/fact.ts";
import { ALEX, type BenchOptions, MARIA, PRIYA, TOM } from "../enrollment/support.ts";
import { READY, refusedWith, runOn, SHADOW } from "./engagements.ts";

const DATED = [...READY, SHADOW];
const LINE = "cancel shadow the customer puts it off";

const OFF = {
  kind: "engagement-cancelled",
  number: 1,
  by: PRIYA,
  missed: false,
  reason: "the customer puts it off",
} as const satisfies FactBody;

test("cancel calls a date off, tells everybody why, and asks for another date once", () => {
  const { facts, news, marks } = runOn(DATED, LINE);

  expect(facts).toEqual([OFF]);
  expect(news).toEqual([
    {
      kind: "engagement",
      number: 1,
      news: "cancelled",
      by: PRIYA,
      movedFrom: null,
      helperBefore: null,
      reason: OFF.reason,
    },
    { kind: "ask-schedule", task: "shadow" },
  ]);
  expect(marks).toEqual(["white_check_mark"]);
});

test("what had begun counts as missed", () => {
  const at = new Date("2026-12-12T10:00:00Z");
  const { facts, news } = runOn(DATED, "cancel shadow nobody came", { at });

  expect(facts).toEqual([{ ...OFF, missed: true, reason: "nobody came" }]);
  expect(news.map((note) => ("news" in note ? note.news : note.kind))).toEqual(["missed", "ask-schedule"]);
});

test("whoever leads may call their own date off", () => {
  expect(runOn(DATED, LINE, { by: TOM }).facts).toEqual([{ ...OFF, by: TOM }]);
});

test("a seat of the desk is free again", () => {
  const offer = { desk: "d1", offer: 4 };
  const { ledger } = runOn([...READY, { ...SHADOW, offer }], LINE);

  expect(ledger.errands()).toEqual([{ key: expect.any(String), ...offer, why: "cancelled" }]);
});

test("a date can be set again, under a new number", () => {
  const { facts } = runOn([...DATED, OFF], "schedule shadow 2026-12-19 09:00 Europe/Berlin");

  expect(facts).toEqual([{ ...SHADOW, number: 2, start: "2026-12-19T08:00:00.000Z" }]);
});

describe("cancel is refused with one answer and changes nothing", () => {
  test.for<[why: string, line: string, answer: object, facts?: readonly FactBody[], options?: BenchOptions]>([
    ["no engagement", "cancel", { kind: "malformed", missing: "engagement" }],
    ["words in capitals", "cancel ENGAGEMENT WHY", { kind: "malformed", missing: "placeholder" }],
    ["another engagement", "cancel shado it is off", { kind: "unknown-engagement", suggestion: "shadow" }],
    ["no reason", "cancel shadow", { kind: "malformed", missing: "reason" }],
    ["a reason in capitals", "cancel shadow WHY", { kind: "malformed", missing: "placeholder" }],
    ["nothing scheduled", LINE, { kind: "nothing-scheduled" }, READY],
    ["cancelled already", LINE, { kind: "nothing-scheduled" }, [...DATED, OFF]],
    ["held already", LINE, { kind: "engagement-over", number: 1 }, [...DATED, { kind: "engagement-held", number: 1 }]],
    ["a denied name", "cancel shadow Acme moved", { kind: "denied-name" }, DATED, { denied: ["acme"] }],
  ])("%s", ([, line, answer, facts = DATED, options = {}]) => {
    expect(runOn(facts, line, {}, options)).toMatchObject(refusedWith(answer));
  });

  test.for([
    ["the candidate", MARIA, "own-issue"],
    ["somebody who does not take part", ALEX, "not-entitled"],
  ] as const)("by %s", ([, by, kind]) => {
    expect(runOn(DATED, LINE, { by })).toMatchObject(refusedWith({ kind }));
  });
});

describe("a word about how it went ends the date", () => {
  const after = new Date("2026-12-12T13:00:00Z");
  const claimed: FactBody = { kind: "task-claimed", task: "shadow", by: MARIA };

  test.for<[why: string, line: string, at: Date, facts: readonly object[]]>([
    ["confirmed afterwards", "confirm shadow", after, [{ kind: "engagement-held", number: 1 }]],
    [
      "confirmed before: people know best",
      "confirm shadow",
      new Date("2026-12-01T09:30:00Z"),
      [{ kind: "engagement-held", number: 1 }],
    ],
    ["not yet, afterwards", "decline shadow watch to the end", after, [{ kind: "engagement-held", number: 1 }]],
    ["not yet, before: the date stands", "decline shadow too early", new Date("2026-12-01T09:30:00Z"), []],
  ])("%s", ([, line, at, follows]) => {
    const { facts } = runOn([...DATED, claimed], line, { at, by: TOM });

    expect(facts.slice(1)).toEqual(follows);
  });

  test("waived: nobody needs the date any more", () => {
    const { facts, news } = runOn(DATED, "waive shadow done elsewhere");

    expect(facts.slice(1)).toEqual([{ ...OFF, reason: "done elsewhere" }]);
    expect(news.some((note) => note.kind === "engagement" && note.news === "cancelled")).toBe(true);
  });

  test("not yet after a failed one: another date is looked for", () => {
    const { news } = runOn([...DATED, claimed], "decline shadow watch to the end", { at: after, by: TOM });

    expect(news.map(({ kind }) => kind)).toContain("ask-schedule");
  });
});
