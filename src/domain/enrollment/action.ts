import type { RoleId, TaskId } from "../program/program.ts";
import type { PersonId } from "./fact.ts";

/**
 * Something the bot will do once, decided from the facts of one transaction and kept as data until it is done.
 * Labels and the text of the status note are not here: they are desired state, compared with GitLab at each review.
 */
export type Action =
  | { readonly kind: "note"; readonly note: NotePlan }
  | { readonly kind: "react"; readonly noteId: number; readonly emoji: Emoji }
  | { readonly kind: "close" };

/** An action about to be stored. */
export interface NewAction {
  /** Unique in the installation; a note carries it as its hidden marker. */
  readonly key: string;
  /** Not to be done earlier. */
  readonly notBefore: Date;
  readonly action: Action;
}

export type Emoji = "white_check_mark" | "eyes" | "no_entry_sign";

/** What a new note will say; to whom and in which words is decided when it is sent. */
export type NotePlan =
  /** First edition of the living status note; it is the welcome. */
  | { readonly kind: "status" }
  /** The candidate was replaced after the first edition: greet the right one. */
  | { readonly kind: "welcome" }
  | { readonly kind: "ask-confirm"; readonly task: TaskId }
  /** An entitled person's tick could not count by itself: ask for the command. */
  | { readonly kind: "ask-again"; readonly task: TaskId; readonly person: PersonId }
  | { readonly kind: "ask-schedule"; readonly task: TaskId }
  | { readonly kind: "declined"; readonly task: TaskId; readonly by: PersonId; readonly reason: string | null }
  | {
      readonly kind: "confirmation-withdrawn";
      readonly task: TaskId;
      readonly by: PersonId;
      readonly reason: string | null;
    }
  | { readonly kind: "list-broken"; readonly by: PersonId | null }
  /** An issue older than the bot was adopted: one summary of what waits for a confirmation. */
  | { readonly kind: "adopted" }
  | { readonly kind: "held-back"; readonly person: PersonId }
  | { readonly kind: "certified" }
  | { readonly kind: "answer"; readonly to: PersonId; readonly answer: Answer };

/** The answer to one comment. Free text in it came from people and is made inert when rendered. */
export type Answer =
  | { readonly kind: "help" }
  | { readonly kind: "status" }
  | { readonly kind: "next" }
  | { readonly kind: "unknown-command"; readonly word: string; readonly suggestion: string | null }
  | { readonly kind: "malformed"; readonly command: string; readonly missing: Missing }
  | {
      readonly kind: "unknown-task";
      readonly word: string;
      readonly suggestion: string | null;
      readonly command: string;
    }
  | { readonly kind: "unknown-role"; readonly word: string }
  | { readonly kind: "unknown-user"; readonly username: string }
  | { readonly kind: "unknown-program"; readonly word: string; readonly known: readonly string[] }
  /** The candidate tried something only others may do on this issue. */
  | { readonly kind: "own-issue"; readonly command: string; readonly tasks: readonly TaskId[] }
  | {
      readonly kind: "not-entitled";
      readonly command: string;
      readonly tasks: readonly TaskId[];
      readonly role: RoleId | null;
    }
  /** Bots and blocked accounts confirm nothing. */
  | { readonly kind: "not-eligible"; readonly why: "bot" | "inactive" }
  | {
      readonly kind: "not-for-role";
      readonly role: RoleId;
      readonly username: string;
      readonly why: "candidate" | "bot" | "inactive";
    }
  | { readonly kind: "nothing-to-withdraw"; readonly task: TaskId }
  | { readonly kind: "already-confirmed"; readonly task: TaskId }
  | { readonly kind: "edited-comment"; readonly command: string }
  /** GitLab could not say who somebody is for 15 minutes; the command is kept. */
  | { readonly kind: "cannot-check"; readonly reference: string }
  | {
      readonly kind: "upgraded";
      readonly from: number;
      readonly to: number;
      readonly changes: readonly UpgradeChange[];
    }
  | { readonly kind: "already-newest"; readonly version: number }
  | { readonly kind: "already-over"; readonly status: "withdrawn" | "certified" | "moved" | "held" };

export type Missing = "task" | "reason" | "role" | "username" | "program" | "placeholder";

/** One difference between two versions of a program, as `upgrade` shows it. */
export interface UpgradeChange {
  readonly kind: "added" | "removed" | "reworded" | "rules-changed";
  /** Text of the task, in the newer version where it is there. */
  readonly text: string;
}
