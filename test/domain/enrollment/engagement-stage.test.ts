import { expect, test } from "vitest";

import { type EngagementStage, stageOf } from "../../../src/domain/enrollment/engagement-stage.ts";
import type { FactBody } from "../../../src/domain/enrollment/fact.ts";
import { findTask } from "../../../src/domain/program/program.ts";
import { enrollmentWith, MARIA, PRIYA, SHIPPED, TOM } from "./support.ts";

const REQUESTED = {
  kind: "engagement-requested",
  engagement: "shadow",
  by: MARIA,
  days: [],
  method: null,
  language: null,
} as const;
const PROPOSED = { kind: "engagement-proposed", engagement: "shadow", to: PRIYA } as const;
const MOVED = {
  kind: "engagement-moved",
  number: 1,
  start: "2027-02-01T10:00:00.000Z",
  lengthMs: 3_600_000,
  zone: "UTC",
  helper: TOM,
  by: PRIYA,
} as const;
const CANCELLED = { kind: "engagement-cancelled", number: 1, by: PRIYA, missed: false, reason: "illness" } as const;
const MISSED = { ...CANCELLED, missed: true } as const;
const HELD = { kind: "engagement-held", number: 1 } as const;

function scheduled(number: number, engagement: "shadow" | "lead"): FactBody {
  return {
    kind: "engagement-scheduled",
    number,
    engagement,
    task: engagement,
    start: "2027-01-18T09:00:00.000Z",
    lengthMs: 3_600_000,
    zone: "UTC",
    method: null,
    helper: TOM,
    by: PRIYA,
    offer: null,
    details: null,
  };
}

const SHADOW = scheduled(1, "shadow");

test.for<[story: string, facts: readonly FactBody[], stage: EngagementStage | null]>([
  ["nobody did anything about it", [], null],
  ["the candidate told their wishes", [REQUESTED], "requested"],
  ["the desk proposed something", [REQUESTED, PROPOSED], "proposed"],
  ["the desk proposed something unasked", [PROPOSED], "proposed"],
  ["the wishes changed after the proposal", [REQUESTED, PROPOSED, REQUESTED], "requested"],
  ["there is a date", [REQUESTED, PROPOSED, SHADOW], "scheduled"],
  ["there is a date nobody asked for", [SHADOW], "scheduled"],
  ["the date was moved", [SHADOW, MOVED], "scheduled"],
  ["wishes were told beside a date", [SHADOW, REQUESTED], "scheduled"],
  ["somebody said how it went", [REQUESTED, SHADOW, HELD], "held"],
  ["the date was called off", [REQUESTED, SHADOW, CANCELLED], "cancelled"],
  ["nobody came", [REQUESTED, SHADOW, MISSED], "missed"],
  ["wishes were told after the date was called off", [SHADOW, CANCELLED, REQUESTED], "requested"],
  ["the desk proposed something after nobody came", [SHADOW, MISSED, PROPOSED], "proposed"],
  ["there is a second date", [SHADOW, CANCELLED, scheduled(2, "shadow")], "scheduled"],
  ["all that happened is another task's", [scheduled(1, "lead")], null],
])("stageOf() when %s", ([, facts, stage]) => {
  const task = findTask(SHIPPED, "shadow");

  expect(task && stageOf(enrollmentWith(facts), task)).toBe(stage);
});
