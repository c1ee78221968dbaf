import type { NotePlan } from "../../domain/enrollment/action.ts";
import type { IssueRef } from "../../domain/issue.ts";
import { GitLabFailure } from "../ports/gitlab-port.ts";
import type { ownNotes } from "./own-notes.ts";
import type { ReviewPorts } from "../ports/ports.ts";
import type { Recorded } from "../review/record-review.ts";
import type { Scenery } from "./scenery.ts";
import type { StoredAction, Watch } from "../ports/store-port.ts";

/** An enrollment or desk while notes are written on its issue; the watch follows what was done. */
export interface Posting {
  readonly ports: ReviewPorts;
  /** Of the enrollment or desk. */
  readonly id: string;
  readonly issue: IssueRef;
  /** Every note of the bot the review saw, by key, oldest first. */
  readonly own: ReturnType<typeof ownNotes>;
  /** What the living note says today. */
  readonly livingNote: (isFirstEdition: boolean) => string;
  watch: Watch;
}

/** One enrollment while its actions are performed. */
export interface Performance extends Posting {
  readonly recorded: Recorded;
  readonly scenery: Scenery;
  readonly canCandidateTick: boolean;
}

export type PlannedNote = StoredAction & { readonly action: { readonly kind: "note"; readonly note: NotePlan } };

/** What the note of an action is found again by. */
export function noteKey({ key, action }: StoredAction): string {
  return action.kind === "note" && action.note.kind === "status" ? "status" : key;
}

const ASKING: ReadonlySet<NotePlan["kind"]> = new Set([
  "ask-confirm",
  "ask-again",
  "ask-schedule",
  "ask-form",
  "ask-start",
  "handed-over",
]);

export function isAsk({ action }: StoredAction): boolean {
  return action.kind === "note" && ASKING.has(action.note.kind);
}

/** GitLab's final no to one call: somebody has to change a right or a setting, and nothing else has to wait for it. */
export function isFinalRefusal(error: unknown): error is GitLabFailure {
  return error instanceof GitLabFailure && error.code !== "GITLAB_UNAVAILABLE" && !error.ambiguous;
}
