import type { CommandEvent } from "../../domain/enrollment/event.ts";
import type { PersonId } from "../../domain/enrollment/fact.ts";
import type { ErrandOutcome } from "../../domain/enrollment/ledger.ts";
import type { IssueRef } from "../../domain/issue.ts";

/**
 * Something one issue asks of another: the desk of an enrollment, or the other way round. Written in the transaction of
 * the one, done in a transaction of the other, exactly once by its key.
 */
export interface NewErrand {
  /** Unique in the installation. */
  readonly key: string;
  /** Where it is to be done. */
  readonly issue: IssueRef;
  /** Who sent it: id of an enrollment or desk. */
  readonly from: string;
  readonly errand: Errand;
}

export type Errand =
  /** Run this command here as if its author had written it on this issue. */
  | { readonly kind: "command"; readonly event: CommandEvent }
  /** The desk proposed open engagements for this enrollment. */
  | { readonly kind: "proposed"; readonly engagement: string; readonly to: PersonId; readonly at: Date }
  /** A seat of the desk is free again. */
  | {
      readonly kind: "seat-freed";
      readonly offer: number;
      readonly enrollmentId: string;
      readonly why: "cancelled" | "moved";
    }
  /** Somebody waits, or waits differently: look whether something fits. */
  | { readonly kind: "look" };

export interface StoredErrand extends NewErrand {
  readonly outcome: ErrandOutcome | null;
}

export interface ErrandsPort {
  /** Not done yet, oldest first. */
  pendingOf(issue: IssueRef): Promise<readonly StoredErrand[]>;
  /** What became of everything this enrollment or desk sent whose key begins so. */
  sentBy(from: string, keyPrefix: string): Promise<readonly StoredErrand[]>;
  /** Issues with something pending. */
  due(limit: number): Promise<readonly IssueRef[]>;
  /**
   * End all that was asked of an issue nobody can work on, as refused. Whoever sent a command there is asked to look
   * what became of it.
   *
   * @returns Where somebody has to look.
   */
  giveUp(issue: IssueRef, now: Date): Promise<readonly IssueRef[]>;
}
