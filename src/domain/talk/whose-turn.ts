import { type Engagement, scheduledFor } from "../engagement/engagement.ts";
import { stageOf } from "../enrollment/engagement-stage.ts";
import { type Enrollment, progressOf } from "../enrollment/enrollment.ts";
import type { PersonId } from "../enrollment/fact.ts";
import { isDone, mayStart, readyToSchedule, taskState, waitsForConfirmation } from "../enrollment/progress.ts";
import { peopleForRole } from "../enrollment/standing.ts";
import { isSelfConfirmed, type Program, type Task, type TaskId } from "../program/program.ts";

/** Who would be asked; see `Scene`, which has these and more. */
export interface TurnInput {
  readonly program: Program;
  readonly enrollment: Enrollment;
  readonly confirmers: ReadonlyMap<TaskId, PersonId | null>;
  readonly scheduler: PersonId | null;
}

/** Where one task stands, as the table of the status note tells it. */
export type TaskCell =
  | { readonly kind: "open" }
  /** The one open task the candidate should work on. */
  | { readonly kind: "candidates-turn" }
  | { readonly kind: "locked"; readonly after: readonly TaskId[] }
  | { readonly kind: "ready-to-schedule"; readonly person: PersonId | null }
  /** It has a date, to come or passed. */
  | { readonly kind: "scheduled"; readonly engagement: Engagement }
  | { readonly kind: "waiting"; readonly since: Date; readonly person: PersonId | null }
  | { readonly kind: "ticked-early"; readonly after: readonly TaskId[] }
  | { readonly kind: "confirmed"; readonly at: Date; readonly by: PersonId | null; readonly isOwn: boolean }
  | {
      readonly kind: "confirmed-early";
      readonly at: Date;
      readonly by: PersonId | null;
      readonly after: readonly TaskId[];
    }
  | { readonly kind: "declined"; readonly at: Date; readonly by: PersonId; readonly reason: string | null }
  | { readonly kind: "waived"; readonly at: Date; readonly by: PersonId; readonly reason: string | null }
  | { readonly kind: "not-applicable"; readonly isNeeded: boolean };

/** Something one person does now. `person` is `null` where nobody is known who could. */
export type Turn =
  /** Somebody says that the candidate may start; until then nothing else is anybody's turn. */
  | { readonly kind: "start"; readonly person: PersonId | null }
  /** The candidate works on a task and ticks it; `isAgain` after a decline. */
  | { readonly kind: "work"; readonly task: TaskId; readonly isAgain: boolean }
  /** A task of the candidate's own stands ticked without their word: it was so at first sight. */
  | { readonly kind: "own-word"; readonly task: TaskId }
  | { readonly kind: "confirm"; readonly tasks: readonly TaskId[]; readonly person: PersonId | null }
  | { readonly kind: "schedule"; readonly task: TaskId; readonly person: PersonId | null }
  /** Nobody's turn before the date; once it is over, that of `person`, who says how it went. */
  | {
      readonly kind: "engagement";
      readonly task: TaskId;
      readonly engagement: Engagement;
      readonly person: PersonId | null;
    };

/** One cell for every task of the program, in its order. */
export function cellsOf(input: TurnInput): ReadonlyMap<TaskId, TaskCell> {
  const current = currentTask(input);
  return new Map(input.program.tasks.map((task) => [task.id, cellOf(input, task, current)]));
}

/**
 * What is to be done now, the candidate's part first. Several confirmations waiting for one person are one turn. Empty
 * when the enrollment is not active, has no candidate, or all is done.
 */
export function turnsOf(input: TurnInput): readonly Turn[] {
  const { program, enrollment } = input;
  if (enrollment.status !== "active" || enrollment.candidate === null) return [];
  if (!mayStart(enrollment)) {
    const [sponsor = null] = peopleForRole(program, enrollment, "sponsor", new Map());
    return [{ kind: "start", person: sponsor }];
  }
  const current = currentTask(input);
  const declined = program.tasks.filter(
    (task) =>
      taskState(program, enrollment, task) === "declined" &&
      !readyToSchedule(program, enrollment, task) &&
      dateOf(input, task) === null,
  );
  const ticked = program.tasks.filter((task) => waitsForConfirmation(program, enrollment, task));
  const waiting = ticked.filter((task) => !isSelfConfirmed(task));
  const people = [...new Set(waiting.map((task) => input.confirmers.get(task.id) ?? null))];
  return [
    ...declined.map((task): Turn => ({ kind: "work", task: task.id, isAgain: true })),
    ...(current === null ? [] : [{ kind: "work", task: current.id, isAgain: false } as const]),
    ...ticked.filter(isSelfConfirmed).map((task): Turn => ({ kind: "own-word", task: task.id })),
    ...people.map((person): Turn => {
      const tasks = waiting.filter((task) => (input.confirmers.get(task.id) ?? null) === person);
      return { kind: "confirm", person, tasks: tasks.map((task) => task.id) };
    }),
    ...program.tasks
      .filter((task) => readyToSchedule(program, enrollment, task))
      .map((task): Turn => ({ kind: "schedule", task: task.id, person: input.scheduler })),
    ...program.tasks.flatMap((task): readonly Turn[] => {
      const engagement = dateOf(input, task);
      const person = engagement?.helper ?? input.confirmers.get(task.id) ?? null;
      return engagement === null ? [] : [{ kind: "engagement", task: task.id, engagement, person }];
    }),
  ];
}

/** The first task nobody has said anything about yet: what comes after the present turns. `null` when there is none. */
export function taskAfter(input: TurnInput): Task | null {
  const busy = new Set(turnsOf(input).flatMap(tasksOfTurn));
  const { program, enrollment } = input;
  if (enrollment.status !== "active") return null;
  return (
    program.tasks.find(
      (task) => task.required && !busy.has(task.id) && taskState(program, enrollment, task) === "open",
    ) ?? null
  );
}

function tasksOfTurn(turn: Turn): readonly TaskId[] {
  if (turn.kind === "start") return [];
  return turn.kind === "confirm" ? turn.tasks : [turn.task];
}

/** How many required tasks are done, of how many. */
export function countDone({ program, enrollment }: TurnInput): { readonly done: number; readonly total: number } {
  const required = program.tasks.filter((task) => task.required);
  return { done: required.filter((task) => isDone(program, enrollment, task)).length, total: required.length };
}

function currentTask({ program, enrollment }: TurnInput): Task | null {
  if (enrollment.status !== "active" || enrollment.candidate === null || !mayStart(enrollment)) return null;
  return (
    program.tasks.find((task) => {
      const state = taskState(program, enrollment, task);
      const isUntouched = state === "open" || state === "not-applicable";
      const isFree = missing(program, enrollment, task).length === 0 && !readyToSchedule(program, enrollment, task);
      return task.required && isUntouched && isFree && stageOf(enrollment, task) !== "scheduled";
    }) ?? null
  );
}

function cellOf(input: TurnInput, task: Task, current: Task | null): TaskCell {
  const { program, enrollment } = input;
  const { claim, confirmation, decline, waiver, notApplicable } = progressOf(enrollment, task.id);
  const after = missing(program, enrollment, task);
  if (waiver) return { kind: "waived", ...waiver };
  if (confirmation) {
    if (after.length > 0) return { kind: "confirmed-early", ...confirmation, after };
    const isOwn = isSelfConfirmed(task) && confirmation.by === enrollment.candidate?.person;
    return { kind: "confirmed", ...confirmation, isOwn };
  }
  if (claim) {
    if (after.length > 0) return { kind: "ticked-early", after };
    return { kind: "waiting", since: claim.at, person: input.confirmers.get(task.id) ?? null };
  }
  const engagement = dateOf(input, task);
  if (engagement !== null) return { kind: "scheduled", engagement };
  if (decline) return { kind: "declined", ...decline };
  if (notApplicable) return { kind: "not-applicable", isNeeded: task.required };
  if (readyToSchedule(program, enrollment, task)) return { kind: "ready-to-schedule", person: input.scheduler };
  if (after.length > 0) return { kind: "locked", after };
  return { kind: task === current ? "candidates-turn" : "open" };
}

/** The date of a task that nobody ticked or confirmed yet. */
function dateOf({ enrollment }: TurnInput, task: Task): Engagement | null {
  const { claim, confirmation, waiver } = progressOf(enrollment, task.id);
  return claim || confirmation || waiver ? null : scheduledFor(enrollment.engagements, task.id);
}

function missing(program: Program, enrollment: Enrollment, task: Task): readonly TaskId[] {
  const required = program.tasks.filter((one) => task.requires.includes(one.id));
  return required.filter((one) => !isDone(program, enrollment, one)).map((one) => one.id);
}
