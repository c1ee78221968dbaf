import type { Program, Task } from "../program/program.ts";
import { type Enrollment, progressOf } from "./enrollment.ts";
import type { DayRange, PersonId } from "./fact.ts";
import { readyToSchedule } from "./progress.ts";

/** An engagement an enrollment waits for, with what its candidate wishes. */
export interface WaitingEngagement {
  readonly engagement: string;
  readonly since: Date;
  readonly days: readonly DayRange[];
  readonly method: string | null;
  readonly language: string | null;
}

/** Every engagement a date is looked for, in the program's order. */
export function waitingEngagements(program: Program, enrollment: Enrollment): readonly WaitingEngagement[] {
  if (enrollment.status !== "active" || enrollment.pause !== null) return [];
  return program.tasks.flatMap((task) => {
    if (task.engagement === null || !readyToSchedule(program, enrollment, task)) return [];
    const request = enrollment.requests.get(task.engagement);
    const wishes = { days: request?.days ?? [], method: request?.method ?? null, language: request?.language ?? null };
    return [{ engagement: task.engagement, since: readySince(enrollment, task), ...wishes }];
  });
}

/** Since when a date is looked for: the last thing that had to happen before. */
export function readySince(enrollment: Enrollment, task: Task): Date {
  const before = task.askToScheduleAfter.map((id) => {
    const { confirmation, waiver } = progressOf(enrollment, id);
    return (confirmation ?? waiver)?.at;
  });
  const ended = enrollment.engagements.filter((one) => one.task === task.id && one.state !== "scheduled");
  const times = [
    enrollment.enrolledAt,
    ...before.filter((at) => at !== undefined),
    ...ended.map((one) => one.changedAt),
    ...[progressOf(enrollment, task.id).decline?.at, enrollment.start?.confirmed?.at].filter((at) => at !== undefined),
  ];
  return new Date(Math.max(...times.map((at) => at.getTime())));
}

/** Who looks after an enrollment: named by somebody admitted, else chosen from several. `null` when neither. */
export function whoLooksAfter(enrollment: Enrollment): PersonId | null {
  return enrollment.assigned.get("coordinator")?.[0]?.person ?? enrollment.coordinator;
}
