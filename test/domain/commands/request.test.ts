import { describe, expect, test } from "vitest";

import type { FactBody } from "../../../src/domain/enrollment/fact.ts";
import { type BenchOptions, JONAS, MARIA, PRIYA, TOM } from "../enrollment/support.ts";
import { READY, refusedWith, runOn, SHADOW } from "./engagements.ts";

const WISH = {
  kind: "engagement-requested",
  engagement: "shadow",
  by: MARIA,
  days: [],
  method: null,
  language: null,
} as const satisfies FactBody;

test.for<[why: string, line: string, wish: Partial<FactBody & { kind: "engagement-requested" }>]>([
  [
    "days, method and language",
    "request shadow 2026-12-07..2026-12-18, 2026-12-22 method direct-transfer language Portuguese",
    {
      days: [
        { from: "2026-12-07", to: "2026-12-18" },
        { from: "2026-12-22", to: "2026-12-22" },
      ],
      method: "direct-transfer",
      language: "Portuguese",
    },
  ],
  ["only how", "request shadow method Congregate", { method: "congregate" }],
  ["any day at all", "request shadow", {}],
])("the candidate tells %s", ([, line, wish]) => {
  const { facts, marks, answers, news } = runOn(READY, line, { by: MARIA });

  expect({ facts, marks, answers, news }).toEqual({
    facts: [{ ...WISH, ...wish }],
    marks: ["white_check_mark"],
    answers: [],
    news: [],
  });
});

test("weekends are those of the next quarter of a year", () => {
  const [fact] = runOn(READY, "request shadow weekends", { by: MARIA }).facts;
  const days = fact?.kind === "engagement-requested" ? fact.days : [];

  expect(days).toHaveLength(13);
  expect(days[0]).toEqual({ from: "2026-12-05", to: "2026-12-06" });
  expect(days.at(-1)).toEqual({ from: "2027-02-27", to: "2027-02-28" });
});

test("a coordinator tells it for them, early or beside a date", () => {
  expect(runOn([], "request lead 2026-12-22", { by: PRIYA }).facts).toHaveLength(1);
  expect(runOn([...READY, SHADOW], "request shadow 2026-12-22", { by: PRIYA }).facts).toHaveLength(1);
});

describe("request is refused with one answer and changes nothing", () => {
  test.for<[why: string, line: string, answer: object, facts?: readonly FactBody[], options?: BenchOptions]>([
    ["no engagement", "request", { kind: "malformed", missing: "engagement" }],
    ["words in capitals", "request shadow YYYY-MM-DD", { kind: "malformed", missing: "placeholder" }],
    ["a day that is none", "request shadow 2027-02-29", { kind: "bad-days", fault: like({ kind: "no-such-day" }) }],
    ["the past", "request shadow 2026-11-01..2026-11-05", { kind: "bad-days", fault: like({ kind: "past" }) }],
    ["the end before the beginning", "request shadow 2026-12-09..2026-12-07", { fault: like({ kind: "backwards" }) }],
    ["words that say nothing", "request shadow in spring", { kind: "unknown-words", words: "in spring" }],
    ["another method", "request shadow method by-hand", { kind: "unknown-method", word: "by-hand" }],
    ["a denied name", "request shadow language Acme", { kind: "denied-name" }, READY, { denied: ["acme"] }],
    [
      "what is done",
      "request shadow",
      { kind: "engagement-done" },
      [...READY, { kind: "task-confirmed", task: "shadow", by: TOM, via: "command" }],
    ],
  ])("%s", ([, line, answer, facts = READY, options = {}]) => {
    expect(runOn(facts, line, { by: MARIA }, options)).toMatchObject(refusedWith(answer));
  });

  test.for([
    ["an engineer", TOM],
    ["somebody without a role", JONAS],
  ] as const)("by %s", ([, by]) => {
    expect(runOn(READY, "request shadow", { by })).toMatchObject(refusedWith({ kind: "not-entitled" }));
  });
});

/** A fault of this kind, whatever else it tells. */
function like(fault: object): unknown {
  return expect.objectContaining(fault);
}
