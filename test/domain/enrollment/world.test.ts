import * as fc from "fast-check";
import { expect, test } from "vitest";

import { progressOf } from "../../../src/domain/enrollment/enrollment.ts";
import type { Save } from "../../../src/domain/enrollment/saves.ts";
import { ALEX, enrollmentWith, MARIA, pageText, PRIYA, SHIPPED, textOf, TOM } from "./support.ts";
import { type TrueSave, versionOf, World } from "./world.ts";

/*
 * Several people at once on one issue, with stale pages and open editors; notes that are seen late; deliveries that are
 * lost, doubled, shuffled, late or made up. Whatever of it the bot sees, it may not count more than people did.
 */

const PEOPLE = [MARIA, PRIYA, TOM, ALEX] as const;
const ENTITLED: ReadonlySet<number> = new Set([PRIYA, TOM]);
const IDS = ["assessment/task", "assessment/confirm", "workshop/confirm", "review-resources/task"] as const;

type Step =
  | { readonly kind: "click"; readonly by: number; readonly id: string; readonly isStale: boolean }
  | {
      readonly kind: "edit";
      readonly by: number;
      readonly words: string;
      readonly id: string | null;
      readonly isStale: boolean;
    }
  | { readonly kind: "load"; readonly by: number }
  | { readonly kind: "forge"; readonly by: number; readonly id: string; readonly ms: number }
  | { readonly kind: "hide" }
  | { readonly kind: "pass"; readonly ms: number }
  | {
      readonly kind: "review";
      readonly fate: readonly ("lose" | "tell" | "tell twice" | "keep back")[];
      readonly turned: boolean;
    };

const by = fc.constantFrom(...PEOPLE);
const id = fc.constantFrom(...IDS);
const fate = fc.array(
  fc.constantFrom("lose" as const, "tell" as const, "tell" as const, "tell twice" as const, "keep back" as const),
  { maxLength: 6 },
);
const honestStep: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant("click" as const), by, id, isStale: fc.boolean() }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("edit" as const),
      by,
      words: fc.constantFrom("Hello!", "- [ ] bring cake", "- [x] bring cake"),
      id: fc.option(id),
      isStale: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("load" as const), by }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("hide" as const) }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant("pass" as const), ms: fc.constantFrom(100, 600, 5000, 15_000, 90_000) }),
  },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("review" as const), fate, turned: fc.boolean() }) },
);
const forgery: fc.Arbitrary<Step> = fc.record({
  kind: fc.constant("forge" as const),
  by,
  id,
  ms: fc.integer({ min: -20_000, max: 20_000 }),
});
const anyStep = fc.oneof({ weight: 9, arbitrary: honestStep }, { weight: 2, arbitrary: forgery });

function play(steps: readonly Step[]): World {
  const world = new World(pageText(), enrollmentWith([]));
  world.review([]);
  world.pass(60_000);
  for (const step of steps) take(world, step);
  return world;
}

function take(world: World, step: Step): void {
  switch (step.kind) {
    case "click":
      if (!step.isStale) world.load(step.by);
      world.pass(700);
      world.click(step.by, step.id);
      return;
    case "edit":
      if (!step.isStale) world.load(step.by);
      world.pass(700);
      world.edit(step.by, step.words, step.id);
      return;
    case "load":
      world.load(step.by);
      return;
    case "forge":
      world.deliveries.push(forged(world, step));
      return;
    case "hide": {
      const note = world.notes.at(-1);
      if (note) note.hiddenFor = 1;
      return;
    }
    case "pass":
      world.pass(step.ms);
      return;
    case "review":
      reviewSome(world, step.fate, step.turned);
  }
}

function forged(world: World, { by: name, id: boxId, ms }: Step & { kind: "forge" }): Save {
  const line = textOf(boxId);
  const before = world.text.replace(`- [x] ${line}`, `- [ ] ${line}`);
  const after = before.replace(`- [ ] ${line}`, `- [x] ${line}`);
  return {
    at: new Date(world.updatedAt.getTime() + ms),
    by: name,
    previous: versionOf(before),
    current: versionOf(after),
  };
}

function reviewSome(world: World, fates: readonly string[], isTurned: boolean): void {
  const told: Save[] = [];
  const kept: Save[] = [];
  for (const [index, save] of world.deliveries.entries()) {
    const end = fates[index] ?? "tell";
    if (end === "keep back") kept.push(save);
    if (end === "tell" || end === "tell twice") told.push(save);
    if (end === "tell twice") told.push(save);
  }
  world.deliveries = kept;
  world.review(isTurned ? told.toReversed() : told);
}

/**
 * Saves by which one entitled person meant to turn a box of this task, and those by which their page, stale by then,
 * brought back a tick that somebody entitled had made, and nothing else: to GitLab such a save is a click like any other.
 */
function ownClicks(saves: readonly TrueSave[], person: number | null, task: string): readonly TrueSave[] {
  const entitled = saves.filter(({ by: who }) => ENTITLED.has(who ?? 0));
  const isMeant = (save: TrueSave): boolean => save.meant?.split("/")[0] === task;
  const first = entitled.findIndex(isMeant);
  return entitled.filter(
    (save, index) => save.by === person && (isMeant(save) || (first !== -1 && first < index && ticksAlone(save, task))),
  );
}

function ticksAlone(save: Save, task: string): boolean {
  const ticked = [`${task}/task`, `${task}/confirm`].map((boxId) => `- [x] ${textOf(boxId)}`);
  const isNew = (line: string): boolean => save.current.text.includes(line) && !save.previous.text.includes(line);
  return turnedIn(save) === 1 && ticked.some(isNew);
}

function turnedIn({ previous, current }: Save): number {
  const lines = (text: string): readonly string[] => text.split("\n");
  const before = lines(previous.text);
  const after = lines(current.text);
  return before.length === after.length
    ? after.filter((line, index) => line !== before[index]).length
    : Number.POSITIVE_INFINITY;
}

function expectTrueClicks(world: World, mayHoldMore: boolean): number {
  let confirmations = 0;
  for (const task of ["assessment", "workshop"]) {
    const { confirmation } = progressOf(world.enrollment, task);
    if (confirmation === null) continue;
    confirmations += 1;
    const clicks = ownClicks(world.saves, confirmation.by, task);
    const counting = clicks.filter((save) => mayHoldMore || turnedIn(save) === 1);
    expect([task, confirmation.by, counting.length > 0]).toEqual([task, confirmation.by, true]);
  }
  return confirmations;
}

const tellAll: Step = { kind: "review", fate: [], turned: false };

// Of words that were put back again, in saves whose deliveries are lost, nothing tells any more.
test.for<[what: string, steps: fc.Arbitrary<Step>, isLossy: boolean]>([
  ["lost, doubled and turned round", honestStep, true],
  [
    "made up, beside those that are true",
    fc.oneof({ weight: 9, arbitrary: honestStep.map(tellsAll) }, { weight: 3, arbitrary: forgery }),
    false,
  ],
])("a confirmation by a tick was one entitled person's own, with deliveries %s", ([, steps, isLossy]) => {
  let confirmations = 0;
  fc.assert(
    fc.property(fc.array(steps, { maxLength: 14 }), (story) => {
      confirmations += expectTrueClicks(play([...story, tellAll]), isLossy);
    }),
    { numRuns: 500 },
  );

  expect(confirmations).toBeGreaterThan(30);
});

function tellsAll(step: Step): Step {
  return step.kind === "review" ? { ...step, fate: [] } : step;
}

test("no tick is ever lost: a task whose box is ticked is claimed or confirmed after the next review", () => {
  fc.assert(
    fc.property(fc.array(anyStep, { maxLength: 14 }), (steps) => {
      const world = play([...steps, tellAll]);

      for (const task of ["assessment", "review-resources"]) {
        const isTicked = world.text.includes(`- [x] ${textOf(`${task}/task`)}`);
        const { claim, confirmation } = progressOf(world.enrollment, task);
        expect([task, isTicked && claim === null && confirmation === null]).toEqual([task, false]);
      }
    }),
    { numRuns: 300 },
  );
});

test("clicks one after the other, each reviewed, end the same whatever becomes of their deliveries", () => {
  const clicks = fc.array(fc.record({ by, id, fate }), { maxLength: 8 });
  fc.assert(
    fc.property(clicks, fc.boolean(), (moves, isTurned) => {
      const ends = [true, false].map((isLossless) => {
        const world = new World(pageText(), enrollmentWith([]));
        world.review([]);
        for (const move of moves) {
          world.pass(60_000);
          world.load(move.by);
          world.click(move.by, move.id);
          reviewSome(world, isLossless ? [] : move.fate, isTurned);
        }
        return SHIPPED.tasks.map(({ id: task }) => {
          const { claim, confirmation } = progressOf(world.enrollment, task);
          return [task, claim, confirmation];
        });
      });

      expect(ends[1]).toEqual(ends[0]);
    }),
    { numRuns: 300 },
  );
});

test.for([
  ["reviewed one by one", true],
  ["reviewed together", false],
] as const)("an honest life comes out right without a single delivery, %s", ([, isEach]) => {
  const world = new World(pageText(), enrollmentWith([]));
  world.review([]);
  for (const [person, boxId] of [
    [MARIA, "review-resources/task"],
    [MARIA, "assessment/task"],
    [PRIYA, "assessment/confirm"],
    [MARIA, "workshop/task"],
    [PRIYA, "workshop/confirm"],
    [MARIA, "shadow/task"],
    [TOM, "shadow/confirm"],
    [TOM, "lead/confirm"],
  ] as const) {
    world.pass(60_000);
    world.load(person);
    world.click(person, boxId);
    if (isEach) world.review([]);
  }
  world.review([]);

  expect(world.enrollment.status).toBe("certified");
  expect(SHIPPED.tasks.map(({ id: task }) => progressOf(world.enrollment, task).confirmation?.by)).toEqual([
    MARIA,
    PRIYA,
    PRIYA,
    TOM,
    TOM,
  ]);
});
