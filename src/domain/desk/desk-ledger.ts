import type { Action, Emoji, NewAction } from "../enrollment/action.ts";
import { howToAnswer } from "../enrollment/answer-limits.ts";
import type { CommandEvent } from "../enrollment/event.ts";
import type { CommandOutcome, PersonId } from "../enrollment/fact.ts";
import type { IssueRef } from "../issue.ts";
import type { PersonChange } from "../people/person-settings.ts";
import { applyDesk, type Desk, type DeskFactBody, type NewDeskFact } from "./desk.ts";
import type { DeskAnswer, DeskOutcomePlan } from "./desk-note-plan.ts";

/** What one review of a desk writes; local to the review, as the ledger of an enrollment is. */
export interface DeskLedger {
  readonly id: string;
  desk(): Desk;
  add(fact: DeskFactBody, key: string, at: Date): void;
  plan(key: string, action: Action, notBefore: Date): void;
  /** Mark a command as done: an emoji, no mail. */
  accept(event: CommandEvent): void;
  /** Answer a comment with one note; the same refusal twice a day, or too many answers, end in an emoji. */
  answer(event: CommandEvent, answer: DeskAnswer, outcome?: CommandOutcome): void;
  /** Tell what became of a command when all candidates' issues have answered. */
  tellLater(event: CommandEvent, plan: DeskOutcomePlan): void;
  /** Keep what somebody told of themselves, for all their enrollments. */
  tell(change: PersonChange): void;
  /** Ask something of an enrollment. */
  send(errand: DeskErrand): void;
  facts(): readonly NewDeskFact[];
  actions(): readonly NewAction[];
  people(): readonly PersonChange[];
  errands(): readonly DeskErrand[];
}

/** An enrollment and where it is. */
export interface EnrollmentAt {
  readonly id: string;
  readonly issue: IssueRef;
  readonly candidate: PersonId | null;
}

export interface DeskErrand {
  /** Unique in the installation. */
  readonly key: string;
  readonly issue: IssueRef;
  readonly errand:
    | { readonly kind: "command"; readonly event: CommandEvent }
    | { readonly kind: "proposed"; readonly engagement: string; readonly to: PersonId; readonly at: Date };
}

/** @param now - Time of this review. */
export function openDeskLedger(id: string, start: Desk, now: Date): DeskLedger {
  let desk = start;
  const facts: NewDeskFact[] = [];
  const actions: NewAction[] = [];
  const people: PersonChange[] = [];
  const errands: DeskErrand[] = [];

  function plan(key: string, action: Action, notBefore: Date): void {
    actions.push({ key: `${id}-${key}`, notBefore, action });
  }

  function add(body: DeskFactBody, key: string, at: Date): void {
    if (facts.some((one) => one.key === key)) return;
    const fact: NewDeskFact = { ...body, key, at };
    desk = applyDesk(desk, fact);
    facts.push(fact);
  }

  function hear(event: CommandEvent, outcome: CommandOutcome): void {
    const { noteId, by, text } = event;
    add({ kind: "command-heard", noteId, by, command: text, outcome }, event.key, event.at);
  }

  function react({ noteId }: CommandEvent, emoji: Emoji): void {
    plan(`react-${noteId}-${emoji}`, { kind: "react", noteId, emoji }, now);
  }

  return {
    id,
    desk: () => desk,
    add,
    plan,
    accept(event) {
      hear(event, "done");
      react(event, "white_check_mark");
    },
    answer(event, answer, outcome = "answered") {
      const how = howToAnswer(desk.heard.get(event.by) ?? [], event, outcome, now);
      hear(event, outcome);
      if (how === "note") {
        plan(`${desk.lastSeq}-answer`, { kind: "desk-note", note: { kind: "answer", to: event.by, answer } }, now);
      } else react(event, how);
    },
    tellLater(event, note) {
      hear(event, "done");
      plan(`${desk.lastSeq}-outcome`, { kind: "desk-note", note }, now);
    },
    tell: (change) => void people.push(change),
    send: (errand) => void errands.push(errand),
    facts: () => facts,
    actions: () => actions,
    people: () => people,
    errands: () => errands,
  };
}
