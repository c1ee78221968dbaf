import type { NotePlan } from "../domain/enrollment/action.ts";
import type { IssueRef } from "../domain/issue.ts";
import { GitLabFailure } from "./gitlab-port.ts";
import type { ownNotes } from "./own-notes.ts";
import type { ReviewPorts } from "./ports.ts";
import type { Recorded } from "./record-review.ts";
import type { Scenery } from "./scenery.ts";
import type { StoredAction, Watch } from "./store-port.ts";

/** One enrollment while its actions are performed; the watch follows what was done. */
export interface Performance {
  readonly ports: ReviewPorts;
  readonly recorded: Recorded;
  readonly scenery: Scenery;
  readonly canCandidateTick: boolean;
  readonly issue: IssueRef;
  /** Every note of the bot the review saw, by key, oldest first. */
  readonly own: ReturnType<typeof ownNotes>;
  watch: Watch;
}

export type PlannedNote = StoredAction & { readonly action: { readonly kind: "note"; readonly note: NotePlan } };

/** What the note of an action is found again by. */
export function noteKey({ key, action }: StoredAction): string {
  return action.kind === "note" && action.note.kind === "status" ? "status" : key;
}

export function isAsk({ action }: StoredAction): boolean {
  return action.kind === "note" && ["ask-confirm", "ask-again", "ask-schedule"].includes(action.note.kind);
}

/** GitLab's final no to one call: somebody has to change a right or a setting, and nothing else has to wait for it. */
export function isFinalRefusal(error: unknown): error is GitLabFailure {
  return error instanceof GitLabFailure && error.code !== "GITLAB_UNAVAILABLE" && !error.ambiguous;
}
