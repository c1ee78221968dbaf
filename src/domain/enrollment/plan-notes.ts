import type { Program, RoleId, Task } from "../program/program.ts";
import type { Action } from "./action.ts";
import { type Enrollment, progressOf } from "./enrollment.ts";
import type { NewFact } from "./fact.ts";
import { isGated, prerequisitesDone, readyToSchedule, waitsForConfirmation } from "./progress.ts";

export interface PlannedNote {
  /** Tells apart several notes that follow from one fact. */
  readonly suffix: string;
  readonly action: Action;
  readonly notBefore: Date;
}

/** A tick nobody is known to have made may still be explained by a late system note. */
const EXPLANATION_MS = 60_000;

/**
 * The notes that follow from one fact, decided in the moment it is written and never again: a newer bot must not greet
 * old candidates because it knows a new kind of note.
 *
 * Whether a note is still wanted when its time has come is a second question, asked when it is sent.
 */
export function planNotes(
  program: Program,
  before: Enrollment,
  after: Enrollment,
  fact: NewFact,
  now: Date,
): readonly PlannedNote[] {
  switch (fact.kind) {
    case "held-back":
      return [note({ kind: "held-back", person: fact.person }, now)];
    case "hold-lifted":
      return [note({ kind: "status" }, now), ...everythingWaiting(program, after, now)];
    case "candidate-set":
      return before.candidate === null || before.candidate.person === fact.person
        ? []
        : [note({ kind: "welcome" }, now)];
    case "task-claimed":
      return askForClaim(program, after, fact.task, claimSettledAt(program, fact.at, fact.by === null));
    case "task-confirmed":
    case "task-waived":
      return [...asksUnlocked(program, before, after, now), ...engagementsUnlocked(program, before, after, now)];
    case "task-declined":
      return [
        note({ kind: "declined", task: fact.task, by: fact.by, reason: fact.reason }, now),
        ...engagementsUnlocked(program, before, after, now),
      ];
    case "confirmation-withdrawn":
      return [
        note({ kind: "confirmation-withdrawn", task: fact.task, by: fact.by, reason: fact.reason }, now),
        ...engagementsUnlocked(program, before, after, now),
      ];
    case "claim-withdrawn":
      return engagementsUnlocked(program, before, after, later(fact.at, program.asks.settleMs));
    case "reopened":
      return everythingWaiting(program, after, now);
    case "role-assigned":
      return asksForRole(program, after, fact.role, now);
    case "role-proposed":
      return asksForRole(program, after, fact.role, now);
    case "list-broken":
      return before.listFault === null
        ? [note({ kind: "list-broken", by: fact.by }, later(fact.at, program.repairAfterMs))]
        : [];
    case "program-upgraded":
      return everythingWaiting(program, after, now);
    case "certified":
      return [
        note({ kind: "certified" }, now),
        ...(program.completion.close ? [{ suffix: "", action: { kind: "close" } as const, notBefore: now }] : []),
      ];
    case "enrolled":
    case "box-turned":
    case "turn-attributed":
    case "task-reopened":
    case "list-repaired":
    case "closed-by-hand":
    case "moved-away":
    case "moved-here":
    case "command-heard":
      return [];
  }
}

function askForClaim(program: Program, after: Enrollment, id: string, notBefore: Date): readonly PlannedNote[] {
  const task = program.tasks.find((one) => one.id === id);
  if (task === undefined || !isGated(task) || !prerequisitesDone(program, after, task)) return [];
  return [note({ kind: "ask-confirm", task: id }, notBefore, `-${id}`)];
}

/** Claims that were too early until now. */
function asksUnlocked(program: Program, before: Enrollment, after: Enrollment, now: Date): readonly PlannedNote[] {
  return program.tasks
    .filter((task) => isGated(task))
    .filter((task) => waitsForConfirmation(program, after, task) && !prerequisitesDone(program, before, task))
    .map((task) => note({ kind: "ask-confirm", task: task.id }, settled(program, after, task, now), `-${task.id}`));
}

function engagementsUnlocked(
  program: Program,
  before: Enrollment,
  after: Enrollment,
  now: Date,
): readonly PlannedNote[] {
  return program.tasks
    .filter((task) => readyToSchedule(program, after, task) && !readyToSchedule(program, before, task))
    .map((task) => note({ kind: "ask-schedule", task: task.id }, now, `-${task.id}`));
}

/** What waits for somebody, asked for anew: whoever has an open note for it is not asked twice. */
function everythingWaiting(program: Program, after: Enrollment, now: Date): readonly PlannedNote[] {
  return program.tasks.flatMap((task) => [
    ...(isGated(task) && waitsForConfirmation(program, after, task)
      ? [note({ kind: "ask-confirm", task: task.id }, settled(program, after, task, now), `-${task.id}`)]
      : []),
    ...(readyToSchedule(program, after, task)
      ? [note({ kind: "ask-schedule", task: task.id }, now, `-${task.id}`)]
      : []),
  ]);
}

/** Somebody new may be the one to ask. Asking the same person twice is stopped when the note is about to be sent. */
function asksForRole(program: Program, after: Enrollment, role: RoleId, now: Date): readonly PlannedNote[] {
  if (after.status !== "active") return [];
  return program.tasks.flatMap((task) => [
    ...(isGated(task) && task.confirmedBy.includes(role) && waitsForConfirmation(program, after, task)
      ? [note({ kind: "ask-confirm", task: task.id }, settled(program, after, task, now), `-${task.id}`)]
      : []),
    ...(role === "coordinator" && readyToSchedule(program, after, task)
      ? [note({ kind: "ask-schedule", task: task.id }, now, `-${task.id}`)]
      : []),
  ]);
}

function settled(program: Program, after: Enrollment, task: Task, now: Date): Date {
  const claim = progressOf(after, task.id).claim;
  const ready = claim === null ? now : claimSettledAt(program, claim.at, claim.by === null);
  return ready > now ? ready : now;
}

function claimSettledAt(program: Program, claimedAt: Date, unattributed: boolean): Date {
  return later(claimedAt, Math.max(program.asks.settleMs, unattributed ? EXPLANATION_MS : 0));
}

function note(plan: Extract<Action, { kind: "note" }>["note"], notBefore: Date, suffix = ""): PlannedNote {
  return { suffix, action: { kind: "note", note: plan }, notBefore };
}

function later(at: Date, ms: number): Date {
  return new Date(at.getTime() + ms);
}
