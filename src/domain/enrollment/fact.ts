import type { BadgePageChange } from "../badge/badge.ts";
import type { IssueRef } from "../issue.ts";
import type { RoleId, TaskId } from "../program/program.ts";
import type { ListFault } from "./task-list.ts";

/** Internal number of somebody. The store alone knows whose it is, so that a person can be forgotten. */
export type PersonId = number;

/** A box the program names: the task's own, or the second one by which an entitled person confirms. */
export interface BoxRef {
  readonly task: TaskId;
  readonly which: "task" | "confirm";
}

/**
 * What stands behind the name of who turned a box.
 *
 * - `record`: GitLab's own system note says so; nobody can write or edit those.
 * - `hint`: only a delivery says so; whoever may edit the webhook can make one up.
 * - `none`: nothing explains the change.
 */
export type Proof = "record" | "hint" | "none";

/**
 * One line of an enrollment's journal, without its place in it. Facts are never changed or removed; everything the bot
 * knows about an enrollment is folded from them (`enrollment.ts`).
 *
 * People are internal numbers. What people wrote (`reason`, `command`, `details`, `answers`) the store keeps beside the
 * journal.
 */
export type FactBody =
  | {
      readonly kind: "enrolled";
      readonly programId: string;
      readonly version: number;
      readonly issue: IssueRef;
      readonly issueId: number;
      readonly author: PersonId;
      readonly audience: string | null;
      /** The issue is older than the bot in this project: it is followed without asking anybody for what was there. */
      readonly adopted: boolean;
    }
  /** The same person already has an open issue of this program: wait for `enroll`. */
  | { readonly kind: "held-back"; readonly person: PersonId }
  | { readonly kind: "hold-lifted"; readonly by: PersonId }
  | { readonly kind: "candidate-set"; readonly person: PersonId; readonly source: CandidateSource }
  /** Whom *People* names for a role: says whom to show, gives no right. An empty list takes the names back. */
  | { readonly kind: "role-proposed"; readonly role: RoleId; readonly people: readonly PersonId[] }
  | {
      readonly kind: "role-assigned";
      readonly role: RoleId;
      readonly person: PersonId;
      readonly by: PersonId;
      /** Were they a member of the project then? Leaving it later takes the role away. */
      readonly member: boolean;
    }
  | {
      readonly kind: "box-turned";
      readonly box: BoxRef;
      readonly to: "open" | "done" | "inapplicable";
      readonly by: PersonId | null;
      readonly proof: Proof;
      /** Could whoever turned it confirm the task by a command? `false` when that is not known. */
      readonly entitled: boolean;
    }
  /** A later delivery or system note tells who made a change that nothing explained before. */
  | {
      readonly kind: "turn-attributed";
      readonly box: BoxRef;
      /** Key of the `box-turned` fact it explains. */
      readonly turn: string;
      readonly by: PersonId;
      readonly proof: Proof;
      readonly entitled: boolean;
    }
  | { readonly kind: "task-claimed"; readonly task: TaskId; readonly by: PersonId | null }
  | { readonly kind: "claim-withdrawn"; readonly task: TaskId; readonly by: PersonId | null }
  | {
      readonly kind: "task-confirmed";
      readonly task: TaskId;
      readonly by: PersonId | null;
      readonly via: "tick" | "command";
    }
  /** A self-confirmed task was un-ticked. */
  | { readonly kind: "task-reopened"; readonly task: TaskId; readonly by: PersonId | null }
  | { readonly kind: "task-declined"; readonly task: TaskId; readonly by: PersonId; readonly reason: string | null }
  | {
      readonly kind: "confirmation-withdrawn";
      readonly task: TaskId;
      readonly by: PersonId;
      readonly reason: string | null;
    }
  | { readonly kind: "task-waived"; readonly task: TaskId; readonly by: PersonId; readonly reason: string | null }
  | { readonly kind: "list-broken"; readonly faults: readonly ListFault[]; readonly by: PersonId | null }
  | { readonly kind: "list-repaired" }
  | { readonly kind: "closed-by-hand" }
  | { readonly kind: "reopened" }
  /** GitLab closed the issue because it goes on elsewhere. */
  | { readonly kind: "moved-away"; readonly toIssueId: number }
  | { readonly kind: "moved-here"; readonly issue: IssueRef; readonly issueId: number }
  | { readonly kind: "program-upgraded"; readonly version: number; readonly by: PersonId }
  | { readonly kind: "certified" }
  /** Who looks after this enrollment, chosen from several coordinators. */
  | {
      readonly kind: "coordinator-chosen";
      readonly person: PersonId;
      readonly why: "least-load" | "handed-over" | "others-away";
    }
  /** The program wants somebody's word before the candidate starts. Once more: the coordinator is asked instead. */
  | { readonly kind: "start-awaited" }
  /** `by` is `null` where silence is taken for a yes. */
  | { readonly kind: "start-confirmed"; readonly by: PersonId | null }
  /** "Not yet": the candidate goes on waiting, and silence is no answer any more. */
  | { readonly kind: "start-declined"; readonly by: PersonId; readonly reason: string | null }
  /** `until` is an ISO date, the first day on which it goes on; `null` until somebody says `resume`. */
  | { readonly kind: "paused"; readonly by: PersonId; readonly until: string | null }
  /** `by` is `null` where its time was over. */
  | { readonly kind: "resumed"; readonly by: PersonId | null }
  /** When, how and in which language the candidate would like an engagement. */
  | {
      readonly kind: "engagement-requested";
      readonly engagement: string;
      readonly by: PersonId;
      /** ISO dates, inclusive; empty: any day. */
      readonly days: readonly DayRange[];
      readonly method: string | null;
      readonly language: string | null;
    }
  /** The desk proposed open engagements to the coordinator. */
  | { readonly kind: "engagement-proposed"; readonly engagement: string; readonly to: PersonId }
  | {
      readonly kind: "engagement-scheduled";
      /** From 1, counted within the enrollment. */
      readonly number: number;
      readonly engagement: string;
      readonly task: TaskId;
      /** ISO 8601 in UTC. */
      readonly start: string;
      readonly lengthMs: number;
      /** The zone it was written in. */
      readonly zone: string;
      readonly method: string | null;
      /** Who leads or observes. */
      readonly helper: PersonId | null;
      readonly by: PersonId;
      /** The open engagement of the desk it was taken from. */
      readonly offer: OfferRef | null;
      /** `null` when there is nothing to tell, or it was forgotten. */
      readonly details: EngagementDetails | null;
    }
  | {
      readonly kind: "engagement-moved";
      readonly number: number;
      readonly start: string;
      readonly lengthMs: number;
      readonly zone: string;
      readonly helper: PersonId | null;
      readonly by: PersonId;
    }
  | {
      readonly kind: "engagement-cancelled";
      readonly number: number;
      readonly by: PersonId;
      /** It had begun already: nobody came. */
      readonly missed: boolean;
      readonly reason: string | null;
    }
  /** Somebody said how it went. */
  | { readonly kind: "engagement-held"; readonly number: number }
  | {
      readonly kind: "score-recorded";
      readonly task: TaskId;
      readonly by: PersonId;
      readonly score: number;
      readonly passed: boolean;
    }
  /** Another try is allowed although the tries were used up. */
  | { readonly kind: "try-allowed"; readonly task: TaskId; readonly by: PersonId }
  /** Somebody was asked to fill in a form, once; `engagement` is what it is about. */
  | {
      readonly kind: "form-asked";
      readonly form: string;
      readonly task: TaskId;
      readonly engagement: number;
      readonly person: PersonId;
    }
  /** What was missing in a form was asked for, once. */
  | {
      readonly kind: "form-asked-again";
      readonly form: string;
      readonly task: TaskId;
      readonly engagement: number | null;
      readonly person: PersonId;
    }
  /** A form somebody filled in, whole or in part. */
  | ({ readonly kind: "form-filled" } & FormReply)
  /** What the holder wants of their badge's page; may come before there is a badge. */
  | { readonly kind: "badge-page-set"; readonly by: PersonId; readonly change: BadgePageChange }
  | { readonly kind: "badge-renewed"; readonly by: PersonId }
  | { readonly kind: "badge-revoked"; readonly by: PersonId; readonly reason: string | null }
  /** A command ran or was answered. Its key keeps it from running twice; it changes nothing by itself. */
  | {
      readonly kind: "command-heard";
      readonly noteId: number;
      readonly by: PersonId;
      readonly command: string;
      readonly outcome: CommandOutcome;
    };

export interface DayRange {
  /** ISO dates, inclusive. */
  readonly from: string;
  readonly to: string;
}

/** What people call the customer among themselves, and what they migrate from. Never a customer's name. */
export interface EngagementDetails {
  readonly codename: string | null;
  readonly source: string | null;
}

export interface OfferRef {
  /** Id of the desk. */
  readonly desk: string;
  readonly offer: number;
}

/** What one person said in a form at once. */
export interface FormReply {
  readonly form: string;
  readonly task: TaskId;
  /** Number of the engagement it is about; `null` when there was none. */
  readonly engagement: number | null;
  readonly by: PersonId;
  readonly scores: Readonly<Record<string, number>>;
  readonly verdict: "pass" | "not-yet" | null;
  readonly isComplete: boolean;
  /** What people wrote; `null` once forgotten. */
  readonly answers: FormAnswers | null;
}

export interface FormAnswers {
  /** By question. */
  readonly texts: Readonly<Record<string, string>>;
  readonly comment: string;
}

export type CandidateSource = "people" | "assignee" | "author";
export type CommandOutcome = "done" | "answered" | "refused";

/** A fact with its place in the journal. */
export type Fact = FactBody & {
  /** From 1, without gaps. */
  readonly seq: number;
  /**
   * Natural key, unique in the journal of one enrollment: the same event told twice (two hooks, a replay, the sweep)
   * is one fact.
   */
  readonly key: string;
  /** When it happened, by GitLab's clock where GitLab tells. */
  readonly at: Date;
};

/** A fact about to be written. */
export type NewFact = FactBody & { readonly key: string; readonly at: Date };

/** A fact of one kind, written already or about to be. */
export type FactOf<Kind extends FactBody["kind"]> = (Fact | NewFact) & { readonly kind: Kind };
