import type { DeskNotePlan } from "../desk/desk-note-plan.ts";
import type { FormFault } from "../feedback/rubric.ts";
import type { DaysFault } from "../engagement/days.ts";
import type { WhenFault } from "../engagement/when.ts";
import type { RoleId, TaskId } from "../program/program.ts";
import type { PersonId } from "./fact.ts";
import type { FormSubject } from "./forms.ts";

/**
 * Something the bot will do once, decided from the facts of one transaction and kept as data until it is done.
 * Labels and the text of the status note are not here: they are desired state, compared with GitLab at each review.
 */
export type Action =
  | { readonly kind: "note"; readonly note: NotePlan }
  /** A note only the desk of a program has. */
  | { readonly kind: "desk-note"; readonly note: DeskNotePlan }
  | { readonly kind: "react"; readonly noteId: number; readonly emoji: Emoji }
  | { readonly kind: "close" }
  /** Sign the badge and keep it in the register; there is at most one for an enrollment and program version. */
  | { readonly kind: "issue-badge" };

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
  | {
      readonly kind: "declined";
      readonly task: TaskId;
      readonly by: PersonId;
      readonly reason: string | null;
      /** The form that says so in the place of a reason; absent where there is none. */
      readonly form?: FormSubject;
    }
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
  /** The badge had to wait when the certification was told: it is there now. */
  | { readonly kind: "badge-ready" }
  | { readonly kind: "badge-renewed"; readonly by: PersonId }
  | { readonly kind: "badge-revoked"; readonly by: PersonId; readonly reason: string | null }
  /** A date was set, moved or called off: always one new note to those who take part. */
  | {
      readonly kind: "engagement";
      readonly number: number;
      readonly news: "scheduled" | "moved" | "cancelled" | "missed";
      /** Start before it was moved, ISO 8601. */
      readonly movedFrom: string | null;
      /** Who led or observed before, where that changed. */
      readonly helperBefore: PersonId | null;
      readonly by: PersonId;
      readonly reason: string | null;
    }
  /** Asks one person to fill in a form about an engagement, or for what is missing in it. */
  | {
      readonly kind: "ask-form";
      readonly form: string;
      readonly task: TaskId;
      readonly engagement: number | null;
      readonly person: PersonId;
      readonly missing: readonly FormFault[] | null;
      /** They asked for it themselves, and wait for it now. */
      readonly onRequest?: true;
    }
  /** Asks whether the candidate may start: the sponsor, or the coordinator when nobody answered. */
  | { readonly kind: "ask-start"; readonly role: "sponsor" | "coordinator" }
  /** Tells the candidate that they may start; `by` is `null` where silence was taken for a yes. */
  | { readonly kind: "started"; readonly by: PersonId | null }
  | { readonly kind: "start-declined"; readonly by: PersonId; readonly reason: string | null }
  /** Somebody else looks after this enrollment now: tells them what is open. */
  | { readonly kind: "handed-over"; readonly to: PersonId; readonly from: PersonId | null }
  /** Everything one person is reminded of on this issue; what it is lies with the reminders of this action's key. */
  | { readonly kind: "reminder"; readonly person: PersonId }
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
  | { readonly kind: "already-over"; readonly status: "withdrawn" | "certified" | "moved" | "held" }
  | EngagementAnswer
  | PersonAnswer
  | FormAnswer
  | BadgeAnswer;

/**
 * Answers to `schedule`, `reschedule`, `cancel`, `request`. In `bad-date` and `bad-days` the `command` is what stands before
 * the date and `rest` what stands behind it, so that the whole line can be written again.
 */
export type EngagementAnswer =
  | { readonly kind: "bad-date"; readonly command: string; readonly fault: WhenFault; readonly rest: string }
  | { readonly kind: "bad-days"; readonly command: string; readonly fault: DaysFault; readonly rest: string }
  | { readonly kind: "bad-length"; readonly words: string }
  | {
      readonly kind: "unknown-engagement";
      readonly word: string;
      readonly suggestion: string | null;
      readonly command: string;
    }
  | { readonly kind: "unknown-method"; readonly word: string; readonly engagement: string }
  | { readonly kind: "unknown-words"; readonly words: string; readonly command: string }
  | { readonly kind: "denied-name"; readonly command: string }
  | { readonly kind: "already-scheduled"; readonly number: number }
  | { readonly kind: "nothing-scheduled"; readonly engagement: string }
  /** The task it is for is done. */
  | { readonly kind: "engagement-done"; readonly task: TaskId }
  | { readonly kind: "engagement-too-early"; readonly task: TaskId; readonly after: readonly TaskId[] }
  | { readonly kind: "engagement-over"; readonly number: number }
  /** Somebody takes part in something else then; what it is stays untold. */
  | {
      readonly kind: "busy";
      readonly person: PersonId;
      readonly start: string;
      readonly end: string;
      readonly isHere: boolean;
    }
  | { readonly kind: "same-date"; readonly number: number }
  /** What is offered and accepted on the desk is of no use here. */
  | { readonly kind: "only-on-desk"; readonly command: string };

/** Answers to what people tell of themselves, and of the pace of an enrollment. */
export type PersonAnswer =
  | { readonly kind: "unknown-zone"; readonly word: string; readonly suggestion: string | null }
  /** `isZoneKept`: what was said of the zone counts all the same. */
  | { readonly kind: "unknown-country"; readonly word: string; readonly isZoneKept: boolean }
  | { readonly kind: "my-settings" }
  | { readonly kind: "not-paused" }
  | { readonly kind: "no-score-here"; readonly tasks: readonly TaskId[] }
  | { readonly kind: "bad-score"; readonly word: string }
  | { readonly kind: "score-too-early"; readonly task: TaskId; readonly from: string }
  | { readonly kind: "no-tries-left"; readonly task: TaskId; readonly attempts: number }
  | { readonly kind: "score-needed"; readonly task: TaskId }
  | { readonly kind: "no-start-needed" };

/** Answers to what people tell of themselves, wherever they are met. */
export type OwnAnswer = Extract<
  Answer,
  { kind: "malformed" | "bad-days" | "unknown-zone" | "unknown-country" | "my-settings" }
>;

/** Answers to what people want of a badge. */
export type BadgeAnswer =
  /** The program gives none. */
  | { readonly kind: "no-badge-here" }
  /** Where it is; told where the holder asked for it. */
  | { readonly kind: "badge-address" }
  | { readonly kind: "unknown-badge-word"; readonly word: string; readonly suggestion: string | null }
  /** The page is the holder's alone to open and close. */
  | { readonly kind: "not-your-badge" }
  | { readonly kind: "badge-revoked-before"; readonly at: string }
  | { readonly kind: "not-renewable"; readonly from: string | null }
  /** Only what was certified can be revoked or renewed. */
  | { readonly kind: "not-certified" };

/** Answers to forms. */
export type FormAnswer =
  | { readonly kind: "no-form-here"; readonly tasks: readonly TaskId[] }
  | { readonly kind: "form-needed"; readonly task: TaskId }
  /** Only the candidate fills in their log. */
  | { readonly kind: "not-your-form"; readonly task: TaskId }
  /** No answer was found in it. */
  | { readonly kind: "form-empty"; readonly task: TaskId; readonly form: string }
  | {
      readonly kind: "form-disagrees";
      readonly task: TaskId;
      readonly average: number | null;
      readonly why: "observer" | "average" | "least";
    };

export type Missing =
  | "task"
  | "reason"
  | "role"
  | "username"
  | "program"
  | "placeholder"
  | "engagement"
  | "date"
  | "zone"
  | "score"
  | "offer"
  | "candidate";

/** One difference between two versions of a program, as `upgrade` shows it. */
export interface UpgradeChange {
  readonly kind: "added" | "removed" | "reworded" | "rules-changed";
  /** Text of the task, in the newer version where it is there. */
  readonly text: string;
}
