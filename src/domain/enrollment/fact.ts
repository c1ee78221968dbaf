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
 * People are internal numbers. The only free text is `reason`, which the store keeps beside the journal.
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
  /** A command ran or was answered. Its key keeps it from running twice; it changes nothing by itself. */
  | {
      readonly kind: "command-heard";
      readonly noteId: number;
      readonly by: PersonId;
      readonly command: string;
      readonly outcome: CommandOutcome;
    };

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
