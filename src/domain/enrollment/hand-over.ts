import { isScheduled, type Engagement } from "../engagement/engagement.ts";
import type { Program, Task } from "../program/program.ts";
import { type Enrollment, progressOf } from "./enrollment.ts";
import type { FormAsk } from "./enrollment-parts.ts";
import type { PersonId } from "./fact.ts";
import { wasCompleted } from "./forms.ts";
import type { Ledger } from "./ledger.ts";
import { mayStart, readyToSchedule, waitsForOthers } from "./progress.ts";
import { readySince, whoLooksAfter } from "./waiting.ts";

/** What is open in an enrollment for whoever looks after it. */
export interface OpenThings {
  /** Claims they may confirm. */
  readonly claims: readonly Task[];
  /** Tasks a date is looked for. */
  readonly dates: readonly Task[];
  /** Nobody has said yet that the candidate may start. */
  readonly start: boolean;
  /** What needs nothing of them right now. */
  readonly engagements: readonly Engagement[];
  readonly forms: readonly FormAsk[];
}

export function openThings(program: Program, enrollment: Enrollment): OpenThings {
  const isPaused = enrollment.pause !== null;
  return {
    claims: program.tasks.filter(
      (task) => task.confirmedBy.includes("coordinator") && waitsForOthers(program, enrollment, task),
    ),
    dates: isPaused ? [] : program.tasks.filter((task) => readyToSchedule(program, enrollment, task)),
    start: !mayStart(enrollment),
    engagements: enrollment.engagements.filter((one) => isScheduled(one)),
    forms: enrollment.formAsks.filter((ask) => !ask.isAgain && !wasCompleted(enrollment, ask)),
  };
}

/** Does anything wait for whoever looks after it that did so at that moment already? */
export function waitsForCoordinator(program: Program, enrollment: Enrollment, at: Date): boolean {
  const { claims, dates, start } = openThings(program, enrollment);
  const isClaimed = claims.some(({ id }) => (progressOf(enrollment, id).claim?.at ?? at) <= at);
  return start || isClaimed || dates.some((task) => readySince(enrollment, task) <= at);
}

/** Somebody looked after it before, and somebody else does from now on. */
function isHandedOver(before: Enrollment, after: Enrollment): boolean {
  const from = whoLooksAfter(before);
  return from !== null && from !== whoLooksAfter(after);
}

/** Did this person look after it before somebody else took over? What they were asked is no longer theirs. */
export function handedItOver(enrollment: Enrollment, person: PersonId): boolean {
  const [current, ...former] = enrollment.assigned.get("coordinator") ?? [];
  if (current === undefined || current.person === person) return false;
  return enrollment.coordinator === person || former.some((one) => one.person === person);
}

/** Tell whoever looks after it from now on what is open, in one note in the place of all that was asked before. */
export function tellOfHandOver(ledger: Ledger, before: Enrollment): void {
  const enrollment = ledger.enrollment();
  const to = whoLooksAfter(enrollment);
  if (to === null || enrollment.status !== "active" || !isHandedOver(before, enrollment)) return;
  const note = { kind: "handed-over", to, from: whoLooksAfter(before) } as const;
  ledger.plan(`${enrollment.lastSeq}-handed-over`, { kind: "note", note }, ledger.now());
}
