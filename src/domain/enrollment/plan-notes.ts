import { type BadgeFact, isBadgeFact } from "../badge/badge.ts";
import { findTask, type Program, type RoleId, type Task } from "../program/program.ts";
import type { Action, NotePlan } from "./action.ts";
import { type Enrollment, progressOf } from "./enrollment.ts";
import type { FactOf, NewFact, PersonId } from "./fact.ts";
import { filledBy, findMissing, type FormSubject } from "./forms.ts";
import { isGated, mayStart, prerequisitesDone, readyToSchedule, waitsForOthers } from "./progress.ts";
import { whoLooksAfter } from "./waiting.ts";

type EngagementNews = Extract<NotePlan, { kind: "engagement" }>;

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
  if (isBadgeFact(fact)) return badgeNotes(before, fact, now);
  switch (fact.kind) {
    case "held-back":
      return [note({ kind: "held-back", person: fact.person }, now)];
    case "hold-lifted":
      return [note({ kind: "status" }, now), ...everythingWaiting(program, after, now)];
    case "candidate-set":
      return isAnother(before, fact.person) ? [note({ kind: "welcome" }, now)] : [];
    case "task-claimed":
      return askForClaim(program, after, fact.task, claimSettledAt(program, fact.at, fact.by === null));
    case "task-confirmed":
    case "task-waived":
      return unlocked(program, before, after, now);
    case "task-declined":
      return [
        note({ kind: "declined", task: fact.task, by: fact.by, reason: fact.reason, ...formBehind(after, fact) }, now),
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
    case "resumed":
    case "program-upgraded":
      return everythingWaiting(program, after, now);
    case "role-assigned":
      // Whoever takes over hears of everything in one note.
      if (fact.role === "coordinator" && whoLooksAfter(before) !== null) return [];
      return asksForRole(program, after, fact.role, now);
    case "role-proposed":
      return asksForRole(program, after, fact.role, now);
    case "list-broken":
      if (before.listFault !== null) return [];
      return [note({ kind: "list-broken", by: fact.by }, later(fact.at, program.repairAfterMs))];
    case "certified":
      return certifiedNotes(program, now);
    case "engagement-scheduled":
    case "engagement-moved":
    case "engagement-cancelled":
      return [note(newsOf(before, fact), now), ...engagementsUnlocked(program, before, after, now)];
    case "start-awaited":
      return [note({ kind: "ask-start", role: before.start === null ? "sponsor" : "coordinator" }, now)];
    case "start-confirmed":
      return [note({ kind: "started", by: fact.by }, now), ...unlocked(program, before, after, now)];
    case "start-declined":
      return [note({ kind: "start-declined", by: fact.by, reason: fact.reason }, now)];
    case "form-asked":
    case "form-asked-again":
      return [askForForm(program, after, fact, now)];
    case "engagement-held":
      return engagementsUnlocked(program, before, after, now);
    case "enrolled":
    case "coordinator-chosen":
    case "paused":
    case "engagement-requested":
    case "engagement-proposed":
    case "score-recorded":
    case "try-allowed":
    case "form-filled":
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

function isAnother({ candidate }: Enrollment, person: PersonId): boolean {
  return candidate !== null && candidate.person !== person;
}

/** The badge comes first: the note tells where it is. Should it have to wait, there is a second note for it. */
function certifiedNotes(program: Program, now: Date): readonly PlannedNote[] {
  const close: PlannedNote = { suffix: "", action: { kind: "close" }, notBefore: now };
  const hasBadge = program.badge !== null;
  return [
    ...(hasBadge ? [issueBadge(now)] : []),
    note({ kind: "certified" }, now),
    ...(hasBadge ? [note({ kind: "badge-ready" }, now)] : []),
    ...(program.completion.close ? [close] : []),
  ];
}

function badgeNotes(before: Enrollment, fact: BadgeFact, now: Date): readonly PlannedNote[] {
  switch (fact.kind) {
    case "badge-renewed":
      return [issueBadge(now), note({ kind: "badge-renewed", by: fact.by }, now)];
    case "badge-revoked":
      if (before.badge.revoked !== null) return [];
      return [note({ kind: "badge-revoked", by: fact.by, reason: fact.reason }, now)];
    case "badge-page-set":
      return [];
  }
}

function issueBadge(now: Date): PlannedNote {
  return { suffix: "", action: { kind: "issue-badge" }, notBefore: now };
}

/** What can be asked now that something before it is done. */
function unlocked(program: Program, before: Enrollment, after: Enrollment, now: Date): readonly PlannedNote[] {
  return [...asksUnlocked(program, before, after, now), ...engagementsUnlocked(program, before, after, now)];
}

function askForClaim(program: Program, after: Enrollment, id: string, notBefore: Date): readonly PlannedNote[] {
  const task = findTask(program, id);
  if (task === undefined || !isGated(task) || !prerequisitesDone(program, after, task)) return [];
  return [askConfirm(task, notBefore)];
}

/** Claims that were too early until now. */
function asksUnlocked(program: Program, before: Enrollment, after: Enrollment, now: Date): readonly PlannedNote[] {
  return program.tasks
    .filter((task) => waitsForOthers(program, after, task) && !prerequisitesDone(program, before, task))
    .map((task) => askConfirm(task, settled(program, after, task, now)));
}

function engagementsUnlocked(
  program: Program,
  before: Enrollment,
  after: Enrollment,
  now: Date,
): readonly PlannedNote[] {
  return program.tasks
    .filter((task) => readyToSchedule(program, after, task) && !readyToSchedule(program, before, task))
    .map((task) => askSchedule(task, now));
}

/** What waits for somebody, asked for anew: whoever has an open note for it is not asked twice. */
function everythingWaiting(program: Program, after: Enrollment, now: Date): readonly PlannedNote[] {
  return program.tasks.flatMap((task) => [
    ...(waitsForOthers(program, after, task) ? [askConfirm(task, settled(program, after, task, now))] : []),
    ...(readyToSchedule(program, after, task) ? [askSchedule(task, now)] : []),
  ]);
}

/** Somebody new may be the one to ask. Asking the same person twice is stopped when the note is about to be sent. */
function asksForRole(program: Program, after: Enrollment, role: RoleId, now: Date): readonly PlannedNote[] {
  if (after.status !== "active") return [];
  const asksForStart = role === "sponsor" && after.start?.declined === null && !mayStart(after);
  const start = asksForStart ? [note({ kind: "ask-start", role: "sponsor" }, now)] : [];
  const tasks = program.tasks.flatMap((task) => [
    ...(task.confirmedBy.includes(role) && waitsForOthers(program, after, task)
      ? [askConfirm(task, settled(program, after, task, now))]
      : []),
    ...(role === "coordinator" && readyToSchedule(program, after, task) ? [askSchedule(task, now)] : []),
  ]);
  return [...start, ...tasks];
}

/** Once for what a form asks, once for what is missing in it; the sender waits for the person's working hours. */
function askForForm(
  program: Program,
  after: Enrollment,
  fact: FactOf<"form-asked" | "form-asked-again">,
  now: Date,
): PlannedNote {
  const { form, task, engagement, person } = fact;
  const isWhole = fact.kind === "form-asked" || filledBy(after, fact, person) === null;
  const missing = isWhole ? null : findMissing(program, after, fact, person);
  const request = isWhole && fact.kind === "form-asked-again" ? { onRequest: true as const } : {};
  const plan = { kind: "ask-form", form, task, engagement, person, missing, ...request } as const;
  return note(plan, now, `-${form}-${engagement ?? 0}`);
}

/** The form by which somebody said "not yet", in the same comment; who says so in a sentence gives a reason. */
function formBehind(
  after: Enrollment,
  { task, by, reason, at }: FactOf<"task-declined">,
): { readonly form?: FormSubject } {
  const entry = after.forms.findLast((one) => one.task === task && one.by === by);
  if (entry === undefined || reason !== null || entry.at.getTime() !== at.getTime()) return {};
  return { form: { form: entry.form, task, engagement: entry.engagement } };
}

function askConfirm(task: Task, notBefore: Date): PlannedNote {
  return note({ kind: "ask-confirm", task: task.id }, notBefore, `-${task.id}`);
}

function askSchedule(task: Task, notBefore: Date): PlannedNote {
  return note({ kind: "ask-schedule", task: task.id }, notBefore, `-${task.id}`);
}

function settled(program: Program, after: Enrollment, task: Task, now: Date): Date {
  const claim = progressOf(after, task.id).claim;
  const ready = claim === null ? now : claimSettledAt(program, claim.at, claim.by === null);
  return ready > now ? ready : now;
}

function claimSettledAt(program: Program, claimedAt: Date, unattributed: boolean): Date {
  return later(claimedAt, Math.max(program.asks.settleMs, unattributed ? EXPLANATION_MS : 0));
}

function note(plan: NotePlan, notBefore: Date, suffix = ""): PlannedNote {
  return { suffix, action: { kind: "note", note: plan }, notBefore };
}

type DateFact = FactOf<"engagement-scheduled" | "engagement-moved" | "engagement-cancelled">;

/** A date was set, moved or called off: always told to those who take part. */
function newsOf(before: Enrollment, fact: DateFact): EngagementNews {
  const { number, by } = fact;
  const news = { kind: "engagement", number, by, movedFrom: null, helperBefore: null, reason: null } as const;
  switch (fact.kind) {
    case "engagement-scheduled":
      return { ...news, news: "scheduled" };
    case "engagement-moved": {
      const old = before.engagements.find((one) => one.number === number);
      const helperBefore = old === undefined || old.helper === fact.helper ? null : old.helper;
      return { ...news, news: "moved", movedFrom: old?.start.toISOString() ?? null, helperBefore };
    }
    case "engagement-cancelled":
      return { ...news, news: fact.missed ? "missed" : "cancelled", reason: fact.reason };
  }
}

function later(at: Date, ms: number): Date {
  return new Date(at.getTime() + ms);
}
