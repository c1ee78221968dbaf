import { describe, expect, test } from "vitest";

import type { Program } from "../../../src/domain/program/program.ts";
import {
  cellsOf,
  countDone,
  type TaskCell,
  taskAfter,
  type Turn,
  turnsOf,
} from "../../../src/domain/talk/whose-turn.ts";
import { at, BEGINNING, CERTIFIED, claimed, confirmed, type Happening, MARIA, PRIYA, program, READY_FOR_SHADOW, sceneOf, TOM } from "./support/scene.ts"; // prettier-ignore

const OWN = confirmed("11-25 10:00", "review-resources", MARIA);
const lockedShadow: TaskCell = { kind: "locked", after: ["review-resources", "assessment", "workshop"] };
const lockedLead: TaskCell = { kind: "locked", after: ["shadow"] };

test.for<[why: string, story: readonly Happening[], expected: Record<string, TaskCell>]>([
  [
    "at the start",
    BEGINNING,
    {
      "review-resources": { kind: "candidates-turn" },
      assessment: { kind: "open" },
      workshop: { kind: "open" },
      shadow: lockedShadow,
      lead: lockedLead,
    },
  ],
  ["after the first", [...BEGINNING, OWN], {
    "review-resources": { kind: "confirmed", at: at("11-25 10:00"), by: MARIA, isOwn: true },
    assessment: { kind: "candidates-turn" },
    shadow: { kind: "locked", after: ["assessment", "workshop"] },
  }],
  ["with a tick that waits", [...BEGINNING, claimed("12-01 09:12", "assessment")], {
    "review-resources": { kind: "candidates-turn" },
    assessment: { kind: "waiting", since: at("12-01 09:12"), person: PRIYA },
  }],
  ["with a tick that is early", [...BEGINNING, claimed("12-01 09:12", "lead")], {
    lead: { kind: "ticked-early", after: ["shadow"] },
  }],
  ["with a confirmation that is early", [...BEGINNING, confirmed("11-27 09:12", "lead", TOM)], {
    lead: { kind: "confirmed-early", at: at("11-27 09:12"), by: TOM, after: ["shadow"] },
  }],
  ["after a decline", [...BEGINNING, ["12-02 08:00", { kind: "task-declined", task: "assessment", by: PRIYA, reason: "Retake" }]], {
    assessment: { kind: "declined", at: at("12-02 08:00"), by: PRIYA, reason: "Retake" },
  }],
  ["after a withdrawal", [...BEGINNING, confirmed("12-01 08:00", "assessment", PRIYA), ["12-02 08:00", { kind: "confirmation-withdrawn", task: "assessment", by: PRIYA, reason: null }]], {
    assessment: { kind: "declined", at: at("12-02 08:00"), by: PRIYA, reason: null },
  }],
  ["after a waiver", [...BEGINNING, ["12-02 08:00", { kind: "task-waived", task: "workshop", by: PRIYA, reason: "Taught it" }]], {
    workshop: { kind: "waived", at: at("12-02 08:00"), by: PRIYA, reason: "Taught it" },
    shadow: { kind: "locked", after: ["review-resources", "assessment"] },
  }],
  ["with a box marked as not applicable", [...BEGINNING, ["12-02 08:00", { kind: "box-turned", box: { task: "review-resources", which: "task" }, to: "inapplicable", by: MARIA, proof: "hint", entitled: true }]], {
    "review-resources": { kind: "not-applicable", isNeeded: true },
    assessment: { kind: "open" },
  }],
  ["when a date is to be found before all is done", [...BEGINNING, OWN, confirmed("12-01 08:00", "assessment", PRIYA)], {
    workshop: { kind: "candidates-turn" },
    shadow: { kind: "ready-to-schedule", person: PRIYA },
  }],
  ["when all is done", CERTIFIED, {
    shadow: { kind: "confirmed", at: at("12-14 09:00"), by: TOM, isOwn: false },
    lead: { kind: "confirmed", at: at("12-18 09:40"), by: TOM, isOwn: false },
  }],
])("cellsOf() %s", ([, story, expected]) => {
  expect(Object.fromEntries(cellsOf(sceneOf(story)))).toMatchObject(expected);
}); // prettier-ignore

test("cellsOf() and turnsOf() tell when nobody is there to be asked", () => {
  const scene = sceneOf([...READY_FOR_SHADOW, claimed("12-06 08:00", "lead"), claimed("12-06 08:00", "shadow")], {
    confirmers: new Map(),
    scheduler: null,
  });

  expect(cellsOf(scene).get("shadow")).toEqual({ kind: "waiting", since: at("12-06 08:00"), person: null });
  expect(turnsOf(scene)).toEqual([{ kind: "confirm", person: null, tasks: ["shadow"] }]);
  expect(turnsOf(sceneOf(READY_FOR_SHADOW, { scheduler: null }))).toEqual([
    { kind: "schedule", task: "shadow", person: null },
  ]);
});

describe("turnsOf()", () => {
  test.for<[why: string, story: readonly Happening[], turns: Turn[]]>([
    ["the candidate begins", BEGINNING, [{ kind: "work", task: "review-resources", isAgain: false }]],
    [
      "the candidate goes on while somebody confirms two tasks at once",
      [...BEGINNING, claimed("12-01 09:12", "assessment"), claimed("12-01 09:13", "workshop")],
      [
        { kind: "work", task: "review-resources", isAgain: false },
        { kind: "confirm", person: PRIYA, tasks: ["assessment", "workshop"] },
      ],
    ],
    [
      "a declined task comes before the next one",
      [...BEGINNING, OWN, ["12-02 08:00", { kind: "task-declined", task: "assessment", by: PRIYA, reason: null }]],
      [
        { kind: "work", task: "assessment", isAgain: true },
        { kind: "work", task: "workshop", isAgain: false },
      ],
    ],
    ["the coordinator finds a date", READY_FOR_SHADOW, [{ kind: "schedule", task: "shadow", person: PRIYA }]],
    [
      "the coordinator finds another date after a decline",
      [...READY_FOR_SHADOW, ["12-15 08:00", { kind: "task-declined", task: "shadow", by: TOM, reason: "Was ill" }]],
      [{ kind: "schedule", task: "shadow", person: PRIYA }],
    ],
    ["nobody when it is over", CERTIFIED, []],
    ["nobody while the issue is closed", [...BEGINNING, ["12-07 10:00", { kind: "closed-by-hand" }]], []],
    ["nobody before the candidate is known", BEGINNING.slice(0, 1), []],
  ])("%s", ([, story, turns]) => {
    expect(turnsOf(sceneOf(story))).toEqual(turns);
  });
});

test.for<[why: string, story: readonly Happening[], next: string | null]>([
  ["at the start", BEGINNING, "assessment"],
  ["while a date is to be found", READY_FOR_SHADOW, "lead"],
  ["when all is done", CERTIFIED, null],
])("taskAfter() %s", ([, story, next]) => {
  expect(taskAfter(sceneOf(story))?.id ?? null).toBe(next);
});

test("countDone() counts required tasks only", () => {
  const optional: Program = {
    ...program,
    tasks: program.tasks.map((one) => ({ ...one, required: one.id !== "workshop" })),
  };

  expect(countDone(sceneOf(READY_FOR_SHADOW, { program: optional }))).toEqual({ done: 2, total: 4 });
  expect(countDone(sceneOf(CERTIFIED))).toEqual({ done: 5, total: 5 });
});
