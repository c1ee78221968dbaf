import type { Command } from "../commands/commands.ts";
import type { BoxRef, OfferRef, PersonId, Proof } from "./fact.ts";

/**
 * Something people did on an issue, as far as it could be reconstructed; not yet judged.
 * Plain JSON apart from `at`, so that an event can wait in the store until GitLab answers who somebody is.
 */
export type Event = TurnEvent | AttributionEvent | CommandEvent;

interface EventHead {
  /** Natural key: the same event seen again has the same one. */
  readonly key: string;
  readonly at: Date;
}

/** A box changed. */
export interface TurnEvent extends EventHead {
  readonly kind: "turn";
  readonly box: BoxRef;
  readonly to: "open" | "done" | "inapplicable";
  readonly by: PersonId | null;
  readonly proof: Proof;
  /** That save changed this one box and nothing else, as its delivery tells or the record shows. */
  readonly alone: boolean;
  /** What GitLab answers itself, without any delivery, shows that the save changed this one box and nothing else. */
  readonly aloneOnRecord?: boolean;
  /** That save mixed ticks and un-ticks, or un-ticked while it changed other text: the mark of a stale page. */
  readonly stale: boolean;
  /** It was part of what the last review saw already: evidence of who touched the box, not news of its state. */
  readonly late: boolean;
  /** It happened before the issue was first seen. */
  readonly firstSight: boolean;
}

/** Who made a turn that was recorded before without a proof. */
export interface AttributionEvent extends EventHead {
  readonly kind: "attribution";
  readonly turn: Unexplained;
  readonly by: PersonId;
  readonly proof: Proof;
}

/** A recorded turn that GitLab's record does not explain yet. Kept, for a later delivery or system note may. */
export interface Unexplained {
  readonly key: string;
  readonly at: Date;
  readonly box: BoxRef;
  readonly to: "open" | "done" | "inapplicable";
  readonly alone: boolean;
  readonly stale: boolean;
  readonly firstSight: boolean;
  /** Whom a delivery named, if one did. */
  readonly hint: PersonId | null;
}

export interface CommandEvent extends EventHead {
  readonly kind: "command";
  readonly noteId: number;
  readonly by: PersonId;
  /**
   * Does the comment have its author's authority? Maintainers can edit anyone's comment and GitLab does not say who
   * did: an edited one is `doubtful` unless a delivery names the author as editor, or tells that it was written so.
   */
  readonly authority: "own" | "edited-by-author" | "doubtful";
  readonly command: Command;
  /** The command line as it was read. */
  readonly text: string;
  /**
   * Key of the errand it came with: it was written on the desk, which answers there. Nothing is said about it here.
   */
  readonly errand?: string;
  /** The open engagement of the desk that is taken with it. */
  readonly offer?: TakenOffer;
}

interface TakenOffer extends OfferRef {
  /** Who named its engineer on the desk; nobody, for whoever may offer by themselves. */
  readonly namedBy: readonly PersonId[];
}
