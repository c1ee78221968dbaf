import type { Action, Answer, Emoji, NewAction } from "./action.ts";
import { apply, type Enrollment, type HeardCommand } from "./enrollment.ts";
import type { CommandEvent } from "./event.ts";
import type { CommandOutcome, FactBody, NewFact } from "./fact.ts";
import { planNotes } from "./plan-notes.ts";
import type { Program } from "../program/program.ts";

/** Answers one person gets in an hour on one issue; more are only marked as seen. */
const ANSWERS_PER_HOUR = 6;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/**
 * What one review writes: facts as they are judged, each folded in before the next is, and the actions that follow
 * from exactly these facts. Local to one review and thrown away after its transaction.
 */
export interface Ledger {
  enrollment(): Enrollment;
  program(): Program;
  add(fact: FactBody, key: string, at: Date): void;
  plan(key: string, action: Action, notBefore: Date): void;
  /** Mark a command as done: an emoji, no mail. */
  accept(event: CommandEvent): void;
  /** Answer a comment with one note; the same refusal twice a day, or too many answers, end in an emoji. */
  answer(event: CommandEvent, answer: Answer, outcome?: CommandOutcome): void;
  adoptProgram(program: Program): void;
  facts(): readonly NewFact[];
  actions(): readonly NewAction[];
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
      return true;
    case "enrolled":
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
    case "command-heard":
      return false;
  }
}

export function openLedger({ id, now, quiet, ...start }: LedgerStart): Ledger {
  let { enrollment, program } = start;
  const facts: NewFact[] = [];
  const actions: NewAction[] = [];

  function plan(key: string, action: Action, notBefore: Date): void {
    actions.push({ key: `${id}-${key}`, notBefore, action });
  }

  function add(body: FactBody, key: string, at: Date): void {
    if (facts.some((one) => one.key === key)) return;
    const fact: NewFact = { ...body, key, at };
    const before = enrollment;
    enrollment = apply(enrollment, fact);
    facts.push(fact);
    if (quiet && !isNews(fact)) return;
    for (const { action, suffix, notBefore } of planNotes(program, before, enrollment, fact, now)) {
      const name = action.kind === "note" ? action.note.kind : action.kind;
      plan(`${enrollment.lastSeq}-${name}${suffix}`, action, notBefore);
    }
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
    enrollment: () => enrollment,
    program: () => program,
    add,
    plan,
    accept(event) {
      hear(event, "done");
      react(event, "white_check_mark");
    },
    answer(event, answer, outcome = "answered") {
      const heard = enrollment.heard.get(event.by) ?? [];
      // Comments that were found late were written, and would be answered, all at once.
      const within = (ms: number) => (one: HeardCommand) =>
        Math.min(now.getTime(), event.at.getTime()) - one.at.getTime() < ms;
      const lastHour = heard.filter(within(HOUR_MS));
      const repeated = heard
        .filter(within(DAY_MS))
        .some((one) => one.outcome === "refused" && outcome === "refused" && one.command === event.text);
      hear(event, outcome);
      if (repeated || lastHour.length >= ANSWERS_PER_HOUR) {
        react(event, outcome === "refused" ? "no_entry_sign" : "eyes");
        return;
      }
      plan(`${enrollment.lastSeq}-answer`, { kind: "note", note: { kind: "answer", to: event.by, answer } }, now);
    },
    adoptProgram(next) {
      program = next;
    },
    facts: () => facts,
    actions: () => actions,
  };
}
