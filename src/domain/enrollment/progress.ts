import { isSelfConfirmed, type Program, type Task } from "../program/program.ts";
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

export function prerequisitesDone(program: Program, enrollment: Enrollment, task: Task): boolean {
  return allDone(program, enrollment, task.requires);
}

/** Does a claim of this task wait for an entitled person right now? */
export function waitsForConfirmation(program: Program, enrollment: Enrollment, task: Task): boolean {
  return taskState(program, enrollment, task) === "claimed" && prerequisitesDone(program, enrollment, task);
}

/** Is it time to find a date for this task's engagement? */
export function readyToSchedule(program: Program, enrollment: Enrollment, task: Task): boolean {
  if (task.engagement === null || task.askToScheduleAfter.length === 0) return false;
  const state = taskState(program, enrollment, task);
  if (state !== "open" && state !== "declined") return false;
  return allDone(program, enrollment, task.askToScheduleAfter);
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
      return "certified";
    case "withdrawn":
      return "withdrawn";
    case "active": {
      const waiting = program.tasks.find((task) => readyToSchedule(program, enrollment, task));
      return waiting?.scheduleLabel ?? "in-progress";
    }
  }
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
    const task = program.tasks.find((one) => one.id === id);
    return task === undefined || isDone(program, enrollment, task);
  });
}
