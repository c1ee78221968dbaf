import type { EngagementDetails, OfferRef, PersonId } from "../enrollment/fact.ts";
import type { TaskId } from "../program/program.ts";

/**
 * Where an engagement with a date stands. What comes before, `requested` and `proposed`, is told by `stageOf`
 * (`enrollment/engagement-stage.ts`).
 *
 * - `held`: somebody said how it went, well or not yet
 * - `missed`: it was called off after it had begun: nobody came
 */
export type EngagementState = "scheduled" | "held" | "cancelled" | "missed";

/** A shadow or lead with a date. */
export interface Engagement {
  /** From 1, counted within the enrollment. */
  readonly number: number;
  /** Id of its kind: `shadow`. */
  readonly kind: string;
  readonly task: TaskId;
  readonly state: EngagementState;
  readonly start: Date;
  readonly end: Date;
  /** The zone it was written in. */
  readonly zone: string;
  readonly method: string | null;
  readonly details: EngagementDetails | null;
  /** Who leads or observes. */
  readonly helper: PersonId | null;
  /** Who set the date. */
  readonly by: PersonId;
  readonly offer: OfferRef | null;
  /** How often it was changed: the SEQUENCE of its calendar entry. */
  readonly changes: number;
  readonly changedAt: Date;
  /** When it was first scheduled. */
  readonly scheduledAt: Date;
}

/** Is there a date in the future, or one that passed and of which nobody said how it went? */
export function isScheduled(engagement: Engagement): boolean {
  return engagement.state === "scheduled";
}

/** The latest engagement for a task. */
export function latestFor(engagements: readonly Engagement[], task: TaskId): Engagement | null {
  return engagements.findLast((one) => one.task === task) ?? null;
}

/** The one with a date for a task; there is at most one. */
export function scheduledFor(engagements: readonly Engagement[], task: TaskId): Engagement | null {
  return engagements.findLast((one) => one.task === task && isScheduled(one)) ?? null;
}
