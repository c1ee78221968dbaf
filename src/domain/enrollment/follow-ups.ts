import { scheduledFor } from "../engagement/engagement.ts";
import type { Enrollment } from "./enrollment.ts";
import type { FactBody, NewFact } from "./fact.ts";
import type { LedgerErrand } from "./ledger.ts";

/** A fact that another one brings along. */
export interface FollowUp {
  readonly body: FactBody;
  readonly key: string;
}

/**
 * What becomes of a date when somebody says how its task went.
 *
 * Confirmed is held, whatever the calendar says: people know best. "Not yet" after the beginning is held as well, a lead
 * that did not go well; before it the date stands. What is waived needs no date any more.
 */
export function followUps(before: Enrollment, fact: NewFact): readonly FollowUp[] {
  if (fact.kind !== "task-confirmed" && fact.kind !== "task-declined" && fact.kind !== "task-waived") return [];
  const engagement = scheduledFor(before.engagements, fact.task);
  if (engagement === null || (fact.kind === "task-declined" && fact.at < engagement.start)) return [];
  const { number } = engagement;
  if (fact.kind !== "task-waived") {
    return [{ body: { kind: "engagement-held", number }, key: `held:${number}:${fact.key}` }];
  }
  const body = { kind: "engagement-cancelled", number, by: fact.by, missed: false, reason: fact.reason } as const;
  return [{ body, key: `cancelled:${number}:${fact.key}` }];
}

/** Seats of the desk nobody comes to any more: the engagement they were taken for was moved or called off. */
export function seatsFreed(before: Enrollment, fact: NewFact): readonly LedgerErrand[] {
  if (fact.kind !== "engagement-moved" && fact.kind !== "engagement-cancelled") return [];
  const engagement = before.engagements.find(({ number }) => number === fact.number);
  // What was moved once has left its seat already.
  if (engagement?.offer === undefined || engagement.offer === null || engagement.changes > 0) return [];
  const why = fact.kind === "engagement-moved" ? "moved" : "cancelled";
  return [{ key: `seat:${fact.number}:${fact.key}`, ...engagement.offer, why }];
}
