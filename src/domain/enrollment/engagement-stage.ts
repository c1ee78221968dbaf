import { type EngagementState, latestFor, scheduledFor } from "../engagement/engagement.ts";
import type { Task } from "../program/program.ts";
import type { Enrollment } from "./enrollment.ts";

/**
 * How far the engagement of a task has come.
 *
 * - `requested`: somebody told what the candidate wishes for this kind of engagement
 * - `proposed`: the desk proposed open engagements of this kind to the coordinator
 */
export type EngagementStage = "requested" | "proposed" | EngagementState;

/** A date that stands decides; without one, what happened last. `null` as long as nothing did. */
export function stageOf({ requests, proposals, engagements }: Enrollment, task: Task): EngagementStage | null {
  if (scheduledFor(engagements, task.id) !== null) return "scheduled";
  const kind = task.engagement ?? "";
  const over = latestFor(engagements, task.id);
  const steps: readonly { readonly stage: EngagementStage; readonly at: Date | undefined }[] = [
    { stage: "requested", at: requests.get(kind)?.at },
    { stage: "proposed", at: proposals.get(kind)?.at },
    ...(over === null ? [] : [{ stage: over.state, at: over.changedAt }]),
  ];
  const taken = steps.flatMap(({ stage, at }) => (at === undefined ? [] : [{ stage, at }]));
  return taken.toSorted((one, other) => one.at.getTime() - other.at.getTime()).at(-1)?.stage ?? null;
}
