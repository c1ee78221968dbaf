import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import { averageOf, type Judgement, judgeForm } from "../../../src/domain/feedback/judge-form.ts";
import type { FilledForm, Rubric } from "../../../src/domain/feedback/rubric.ts";
import { form, LEAD, LOG, scored } from "./support/rubrics.ts";

describe("averageOf() is", () => {
  test.for<[scores: readonly number[], average: number | null]>([
    [[], null],
    [[4], 4],
    [[4, 5], 4.5],
    [[3, 4, 4], 3.7],
    [[3, 3, 4], 3.3],
    [[5, 5, 5, 4], 4.8],
    [[4, 4, 4, 5], 4.3],
    [[4, 4, 4, 4, 4, 3], 3.8],
    [[...Array.from({ length: 19 }, () => 4), 3], 4],
  ])("%j: %j", ([scores, average]) => {
    const answers = scores.map((score, index) => [`question-${index}`, { score }] as const);

    expect(averageOf(form({ ...Object.fromEntries(answers), unscored: { text: "later" } }))).toBe(average);
  });

  test("between the least and the highest score", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 10 }), { minLength: 1, maxLength: 20 }), (scores) => {
        const average =
          averageOf(form(Object.fromEntries(scores.map((score, index) => [`q${index}`, { score }])))) ?? 0;

        expect(average).toBeGreaterThanOrEqual(Math.min(...scores));
        expect(average).toBeLessThanOrEqual(Math.max(...scores));
      }),
    );
  });
});

describe("judgeForm() comes to", () => {
  const NO_BAR: Rubric = { ...LEAD, average: 0, least: 0 };

  test.for<[why: string, rubric: Rubric, filled: FilledForm, judgement: Judgement]>([
    ["the best", LEAD, scored([5, 5, 5, 5, 5, 5]), { kind: "pass", average: 5 }],
    ["exactly the average", LEAD, scored([4, 4, 4, 4, 4, 4]), { kind: "pass", average: 4 }],
    ["exactly the least", LEAD, scored([3, 5, 4, 4, 4, 4]), { kind: "pass", average: 4 }],
    ["below the average", LEAD, scored([4, 4, 4, 4, 4, 3]), { kind: "not-yet", average: 3.8, why: "average" }],
    ["below the least", LEAD, scored([2, 5, 5, 5, 5, 5]), { kind: "not-yet", average: 4.5, why: "least" }],
    ["below both", LEAD, scored([1, 1, 1, 1, 1, 1]), { kind: "not-yet", average: 1, why: "average" }],
    [
      "the observer's word",
      LEAD,
      scored([5, 5, 5, 5, 5, 5], "not-yet"),
      { kind: "not-yet", average: 5, why: "observer" },
    ],
    [
      "the observer first",
      LEAD,
      scored([1, 1, 1, 1, 1, 1], "not-yet"),
      { kind: "not-yet", average: 1, why: "observer" },
    ],
    ["no bar", NO_BAR, scored([1, 1, 1, 1, 1, 1]), { kind: "pass", average: 1 }],
    [
      "no bar, and not yet",
      NO_BAR,
      scored([5, 5, 5, 5, 5, 5], "not-yet"),
      { kind: "not-yet", average: 5, why: "observer" },
    ],
    [
      "a bar met as it is shown",
      { ...LEAD, average: 3.83 },
      scored([4, 4, 4, 4, 4, 3]),
      { kind: "pass", average: 3.8 },
    ],
    ["no verdict", LEAD, scored([5, 5, 5, 5, 5, 5], null), { kind: "incomplete", faults: [{ kind: "no-verdict" }] }],
    [
      "missing scores, even with a not yet",
      LEAD,
      form({ ...Object.fromEntries(scored([5, 5, 5, 5]).answers), help: { text: "asked" } }, "not-yet"),
      {
        kind: "incomplete",
        faults: [
          { kind: "no-score", question: "congregate" },
          { kind: "no-score", question: "help" },
        ],
      },
    ],
    [
      "scores of another scale",
      LEAD,
      scored([5, 7, 0, 2.5, 5, 5]),
      {
        kind: "incomplete",
        faults: [
          { kind: "score-out-of-range", question: "troubleshoot", word: "7" },
          { kind: "score-out-of-range", question: "scope", word: "0" },
          { kind: "score-out-of-range", question: "scope-meeting", word: "2.5" },
        ],
      },
    ],
    [
      "scores of questions the program dropped do not count",
      LEAD,
      form({ ...Object.fromEntries(scored([4, 4, 4, 4, 4, 4]).answers), gone: { score: 1 } }, "pass"),
      { kind: "pass", average: 4 },
    ],
    ["a log", LOG, form({ seen: { text: "a" }, learned: { text: "b" }, next: { text: "c" } }), { kind: "kept" }],
    [
      "an incomplete log",
      LOG,
      form({ seen: { text: "a" }, next: { score: 4 } }),
      {
        kind: "incomplete",
        faults: [
          { kind: "no-text", question: "learned" },
          { kind: "no-text", question: "next" },
        ],
      },
    ],
  ])("%s", ([, rubric, filled, judgement]) => {
    expect(judgeForm(rubric, filled)).toEqual(judgement);
  });

  test("a pass only by the observer's word", () => {
    const scores = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 6, maxLength: 6 });
    const verdict = fc.constantFrom<FilledForm["verdict"]>("pass", "not-yet", null);
    fc.assert(
      fc.property(scores, verdict, (all, said) => {
        const isGood = all.every((score) => score >= 3) && all.reduce((sum, score) => sum + score, 0) >= 24;

        expect(judgeForm(LEAD, scored(all, said)).kind === "pass").toBe(said === "pass" && isGood);
      }),
    );
  });
});
