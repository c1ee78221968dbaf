import type { Engagement, EngagementState } from "../engagement/engagement.ts";
import type { FactOf } from "./fact.ts";

/** What each fact about a date makes of the engagements; a fact about one that is not there changes nothing. */
export function scheduled(before: readonly Engagement[], fact: FactOf<"engagement-scheduled">): readonly Engagement[] {
  const start = new Date(fact.start);
  const engagement: Engagement = {
    number: fact.number,
    kind: fact.engagement,
    task: fact.task,
    state: "scheduled",
    start,
    end: new Date(start.getTime() + fact.lengthMs),
    zone: fact.zone,
    method: fact.method,
    details: fact.details,
    helper: fact.helper,
    by: fact.by,
    offer: fact.offer,
    changes: 0,
    changedAt: fact.at,
    scheduledAt: fact.at,
  };
  return [...before, engagement];
}

export function moved(before: readonly Engagement[], fact: FactOf<"engagement-moved">): readonly Engagement[] {
  const start = new Date(fact.start);
  const end = new Date(start.getTime() + fact.lengthMs);
  return change(before, fact, { start, end, zone: fact.zone, helper: fact.helper });
}

export function cancelled(before: readonly Engagement[], fact: FactOf<"engagement-cancelled">): readonly Engagement[] {
  const state: EngagementState = fact.missed ? "missed" : "cancelled";
  return change(before, fact, { state });
}

export function held(before: readonly Engagement[], fact: FactOf<"engagement-held">): readonly Engagement[] {
  return change(before, fact, { state: "held" });
}

function change(
  before: readonly Engagement[],
  { number, at }: { readonly number: number; readonly at: Date },
  changed: Partial<Engagement>,
): readonly Engagement[] {
  return before.map((one) =>
    one.number === number ? { ...one, ...changed, changes: one.changes + 1, changedAt: at } : one,
  );
}
