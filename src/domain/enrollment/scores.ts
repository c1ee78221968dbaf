import type { Task } from "../program/program.ts";
import type { Enrollment } from "./enrollment.ts";
import type { Score } from "./enrollment-parts.ts";

const DAY_MS = 86_400_000;

/** Does the program insist on a passing score for this task, and there is none? */
export function lacksScore(enrollment: Enrollment, task: Task): boolean {
  return task.score?.required === true && !scoresOf(enrollment, task).some(({ passed }) => passed);
}

/** How often a result may still be recorded before a coordinator has to allow another try. */
export function triesLeft(enrollment: Enrollment, task: Task): number {
  const allowed = (task.score?.attempts ?? 0) + (enrollment.moreTries.get(task.id) ?? 0);
  return Math.max(0, allowed - scoresOf(enrollment, task).length);
}

/** When the next try may be, after one that failed; `null` when nothing has to be waited for. */
export function nextTryFrom(enrollment: Enrollment, task: Task): Date | null {
  const last = scoresOf(enrollment, task).at(-1);
  if (last === undefined || last.passed || task.score === null || task.score.coolDownDays === 0) return null;
  return new Date(last.at.getTime() + task.score.coolDownDays * DAY_MS);
}

/** Oldest first. */
export function scoresOf(enrollment: Enrollment, task: Task): readonly Score[] {
  return enrollment.scores.get(task.id) ?? [];
}
