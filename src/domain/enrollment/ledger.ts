import type { Action, Answer, Emoji, NewAction } from "./action.ts";
import { howToAnswer } from "./answer-limits.ts";
import { apply, type Enrollment } from "./enrollment.ts";
import type { CommandEvent } from "./event.ts";
import { followUps, seatsFreed } from "./follow-ups.ts";
import type { CommandOutcome, FactBody, NewFact } from "./fact.ts";
import { planNotes } from "./plan-notes.ts";
import type { PersonChange } from "../people/person-settings.ts";
import type { Program } from "../program/program.ts";

/**
 * What one review writes: facts as they are judged, each folded in before the next is, and the actions that follow
 * from exactly these facts. Local to one review and thrown away after its transaction.
 */
export interface Ledger {
  /** Id of the enrollment. */
  readonly id: string;
  enrollment(): Enrollment;
  program(): Program;
  /** Time of this review. */
  now(): Date;
  add(fact: FactBody, key: string, at: Date): void;
  plan(key: string, action: Action, notBefore: Date): void;
  /** Mark a command as done, or as taken in with something still missing: an emoji, no mail. */
  accept(event: CommandEvent, mark?: "white_check_mark" | "eyes"): void;
  /** Answer a comment with one note; the same refusal twice a day, or too many answers, end in an emoji. */
  answer(event: CommandEvent, answer: Answer, outcome?: CommandOutcome): void;
  adoptProgram(program: Program): void;
  /** Keep what somebody told of themselves, for all their enrollments. */
  tell(change: PersonChange): void;
  facts(): readonly NewFact[];
  actions(): readonly NewAction[];
  people(): readonly PersonChange[];
  /** What became of commands that were written on the desk, by key of their errand. */
  outcomes(): ReadonlyMap<string, ErrandOutcome>;
  /** What is asked of other issues. */
  errands(): readonly LedgerErrand[];
}

/** `why` is the kind of answer the author would have got here; `out-of-reach`: nobody could work on the issue. */
export type ErrandOutcome =
  | { readonly kind: "done" }
  | { readonly kind: "refused"; readonly why: Answer["kind"] | "out-of-reach" };

/** An errand for the desk an engagement was taken from. */
export interface LedgerErrand {
  readonly key: string;
  readonly desk: string;
  readonly offer: number;
  readonly why: "cancelled" | "moved";
}

export interface LedgerStart {
  /** Id of the enrollment; makes the keys of its actions unique in the installation. */
  readonly id: string;
  readonly enrollment: Enrollment;
  readonly program: Program;
  /** Time of this review. */
  readonly now: Date;
  /** Follow an older issue without asking anybody for what was there before. */
  readonly quiet: boolean;
}

/** What people wrote now and what it led to, as opposed to what an older issue came with. */
function isNews(fact: NewFact): boolean {
  switch (fact.kind) {
    case "task-confirmed":
      return fact.via === "command";
    case "task-declined":
    case "task-waived":
    case "confirmation-withdrawn":
    case "hold-lifted":
    case "program-upgraded":
    case "certified":
    case "start-confirmed":
    case "start-declined":
    case "engagement-scheduled":
    case "engagement-moved":
    case "engagement-cancelled":
    case "score-recorded":
    case "form-filled":
    case "badge-renewed":
    case "badge-revoked":
      return true;
    case "enrolled":
    case "coordinator-chosen":
    case "start-awaited":
    case "paused":
    case "resumed":
    case "engagement-requested":
    case "engagement-proposed":
    case "engagement-held":
    case "try-allowed":
    case "form-asked":
    case "form-asked-again":
    case "held-back":
    case "candidate-set":
    case "role-proposed":
    case "role-assigned":
    case "box-turned":
    case "turn-attributed":
    case "task-claimed":
    case "claim-withdrawn":
    case "task-reopened":
    case "list-broken":
    case "list-repaired":
    case "closed-by-hand":
    case "reopened":
    case "moved-away":
    case "moved-here":
    case "badge-page-set":
    case "command-heard":
      return false;
  }
}

export function openLedger({ id, now, quiet, ...start }: LedgerStart): Ledger {
  let { enrollment, program } = start;
  const facts: NewFact[] = [];
  const actions: NewAction[] = [];
  const people: PersonChange[] = [];
  const errands: LedgerErrand[] = [];
  const outcomes = new Map<string, ErrandOutcome>();

  function plan(key: string, action: Action, notBefore: Date): void {
    actions.push({ key: `${id}-${key}`, notBefore, action });
  }

  function add(body: FactBody, key: string, at: Date): void {
    if (facts.some((one) => one.key === key)) return;
    const fact: NewFact = { ...body, key, at };
    const before = enrollment;
    enrollment = apply(enrollment, fact);
    facts.push(fact);
    errands.push(...seatsFreed(before, fact));
    if (!quiet || isNews(fact)) {
      for (const { action, suffix, notBefore } of planNotes(program, before, enrollment, fact, now)) {
        const name = action.kind === "note" ? action.note.kind : action.kind;
        plan(`${enrollment.lastSeq}-${name}${suffix}`, action, notBefore);
      }
    }
    for (const next of followUps(before, fact)) add(next.body, next.key, at);
  }

  function hear(event: CommandEvent, outcome: CommandOutcome): void {
    add(
      { kind: "command-heard", noteId: event.noteId, by: event.by, command: event.text, outcome },
      event.key,
      event.at,
    );
  }

  function react(event: CommandEvent, emoji: Emoji): void {
    plan(`react-${event.noteId}-${emoji}`, { kind: "react", noteId: event.noteId, emoji }, now);
  }

  return {
    id,
    enrollment: () => enrollment,
    program: () => program,
    now: () => now,
    add,
    plan,
    accept(event, mark = "white_check_mark") {
      hear(event, "done");
      if (event.errand !== undefined) outcomes.set(event.errand, { kind: "done" });
      else react(event, mark);
    },
    answer(event, answer, outcome = "answered") {
      if (event.errand !== undefined) {
        hear(event, outcome);
        outcomes.set(event.errand, outcome === "done" ? { kind: "done" } : { kind: "refused", why: answer.kind });
        return;
      }
      const how = howToAnswer(enrollment.heard.get(event.by) ?? [], event, outcome, now);
      hear(event, outcome);
      if (how !== "note") {
        react(event, how);
        return;
      }
      plan(`${enrollment.lastSeq}-answer`, { kind: "note", note: { kind: "answer", to: event.by, answer } }, now);
    },
    adoptProgram(next) {
      program = next;
    },
    tell: (change) => void people.push(change),
    facts: () => facts,
    actions: () => actions,
    people: () => people,
    outcomes: () => outcomes,
    errands: () => errands,
  };
}
