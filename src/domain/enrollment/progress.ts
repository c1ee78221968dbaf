import { findEngagementKind, findTask, isSelfConfirmed, type Program, type Task } from "../program/program.ts";
import { stageOf } from "./engagement-stage.ts";
import { type Enrollment, progressOf } from "./enrollment.ts";

/**
 * Where a task stands.
 *
 * - `claimed`: ticked, waits for somebody's word
 * - `confirmed-early`: confirmed before its prerequisites; counts once they are done
 */
export type TaskState = "open" | "claimed" | "confirmed" | "confirmed-early" | "waived" | "declined" | "not-applicable";

export function taskState(program: Program, enrollment: Enrollment, task: Task): TaskState {
  const progress = progressOf(enrollment, task.id);
  if (progress.waiver) return "waived";
  if (progress.confirmation) return prerequisitesDone(program, enrollment, task) ? "confirmed" : "confirmed-early";
  if (progress.claim) return "claimed";
  if (progress.decline) return "declined";
  return progress.notApplicable ? "not-applicable" : "open";
}

/** Confirmed with everything before it, or waived. */
export function isDone(program: Program, enrollment: Enrollment, task: Task): boolean {
  const state = taskState(program, enrollment, task);
  return state === "confirmed" || state === "waived";
}

/** Everything before it is done, and whoever has to say that the candidate may start has said so. */
export function prerequisitesDone(program: Program, enrollment: Enrollment, task: Task): boolean {
  return mayStart(enrollment) && allDone(program, enrollment, task.requires);
}

/** Does nobody's word stand between the candidate and the program? */
export function mayStart({ start }: Enrollment): boolean {
  return start === null || start.confirmed !== null;
}

/** Does a claim of this task wait for an entitled person right now? */
export function waitsForConfirmation(program: Program, enrollment: Enrollment, task: Task): boolean {
  return taskState(program, enrollment, task) === "claimed" && prerequisitesDone(program, enrollment, task);
}

/** The same for a gated task: a claim of a self-confirmed one waits for its candidate alone. */
export function waitsForOthers(program: Program, enrollment: Enrollment, task: Task): boolean {
  return isGated(task) && waitsForConfirmation(program, enrollment, task);
}

/** Is it time to find a date for this task's engagement? Not while there is one. */
export function readyToSchedule(program: Program, enrollment: Enrollment, task: Task): boolean {
  if (task.engagement === null || task.askToScheduleAfter.length === 0) return false;
  const state = taskState(program, enrollment, task);
  if (state !== "open" && state !== "declined") return false;
  if (stageOf(enrollment, task) === "scheduled") return false;
  return mayStart(enrollment) && allDone(program, enrollment, task.askToScheduleAfter);
}

/** Every required task is done and the description still says what was asked: only then is somebody certified. */
export function isComplete(program: Program, enrollment: Enrollment): boolean {
  if (enrollment.status !== "active" || enrollment.candidate === null || enrollment.listFault !== null) return false;
  const required = program.tasks.filter((task) => task.required);
  return required.length > 0 && required.every((task) => isDone(program, enrollment, task));
}

/** The label state an issue should carry, without the prefix. `null` while nothing should be touched. */
export function labelState(program: Program, enrollment: Enrollment): string | null {
  switch (enrollment.status) {
    case "held":
    case "moved":
      return null;
    case "certified":
      return enrollment.badge.revoked === null ? "certified" : "withdrawn";
    case "withdrawn":
      return "withdrawn";
    case "active":
      return enrollment.pause === null ? activeState(program, enrollment) : stateOr(program, "paused", "in-progress");
  }
}

/** By the first task that has a date, else by the first that waits for one. */
function activeState(program: Program, enrollment: Enrollment): string {
  const dated = program.tasks.find((task) => stageOf(enrollment, task) === "scheduled");
  const label = findEngagementKind(program, dated?.engagement ?? "")?.scheduledLabel ?? null;
  if (label !== null) return label;
  const waiting = program.tasks.find((task) => readyToSchedule(program, enrollment, task));
  return waiting?.scheduleLabel ?? "in-progress";
}

function stateOr(program: Program, state: string, otherwise: string): string {
  return program.labels.states.includes(state) ? state : otherwise;
}

/** Tasks whose box in the description no longer matters. */
export function settledTasks(enrollment: Enrollment): ReadonlySet<string> {
  return new Set([...enrollment.tasks].filter(([, progress]) => progress.waiver !== null).map(([task]) => task));
}

/** A confirmation needs somebody other than whoever ticks. */
export function isGated(task: Task): boolean {
  return !isSelfConfirmed(task);
}

function allDone(program: Program, enrollment: Enrollment, ids: readonly string[]): boolean {
  return ids.every((id) => {
    const task = findTask(program, id);
    return task === undefined || isDone(program, enrollment, task);
  });
}
