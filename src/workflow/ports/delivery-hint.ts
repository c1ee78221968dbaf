import type { UserRef } from "../../domain/issue.ts";

/**
 * What one webhook delivery says, as far as this bot listens.
 *
 * Only a hint that something changed: state is read fresh from GitLab, and who did it is checked against GitLab's own
 * record. Whoever may edit the webhook can template its body, so nothing here proves anything.
 */
export type DeliveryHint = IssueHint | NoteHint | EmojiHint | OtherHint | UnreadableHint;

export interface IssueHint {
  readonly kind: "issue";
  readonly projectId: number;
  readonly issueIid: number;
  /** Global id; `null` where the payload leaves it out. */
  readonly issueId: number | null;
  /** The moment of the save (`object_attributes.updated_at`): what deliveries are ordered by. */
  readonly at: Date | null;
  /** Who saved; `null` in payloads without ids of people (before 2020). */
  readonly user: UserRef | null;
  /** Text before and after this save, as stored; `null` when the save left the description alone. */
  readonly description: { readonly previous: string | null; readonly current: string | null } | null;
  /** `open`, `update`, `close`, `reopen`. A close can arrive as `update`, and a test delivery as `open`: never rely on it. */
  readonly action: string | null;
  /** GitLab rewrites links of images in it: good for finding the marker, never for comparing or counting boxes. */
  readonly currentDescription: string | null;
  /** Global id of the issue this one was moved to. */
  readonly movedToId: number | null;
}

export interface NoteHint {
  readonly kind: "note";
  readonly projectId: number;
  readonly issueIid: number;
  readonly noteId: number;
  readonly authorId: number | null;
  /** The note's author as GitLab sends it, even when somebody else edited the note. */
  readonly user: UserRef | null;
  /** Who edited last, where GitLab tells. */
  readonly updatedById: number | null;
  readonly createdAt: Date | null;
  readonly updatedAt: Date | null;
  /** `create` or `update`; `null` before GitLab 16.11. */
  readonly action: string | null;
  /** What it said then; `null` where the payload leaves it out. */
  readonly body: string | null;
}

/** An emoji put on an issue, or on a note of one, or taken away again. */
export interface EmojiHint {
  readonly kind: "emoji";
  readonly projectId: number;
  /** `null` where the payload does not carry the issue. */
  readonly issueIid: number | null;
  /** The note it is on; `null` when it is on the issue itself. */
  readonly noteId: number | null;
  /** Without colons: `thumbsup`. */
  readonly name: string;
  readonly revoked: boolean;
  readonly user: UserRef | null;
  readonly at: Date | null;
}

/** Authentic, but nothing this bot follows: other work items, notes on merge requests, pushes, token events, … */
export interface OtherHint {
  readonly kind: "other";
  /** One short sentence for the log; foreign words in it are bounded and on one line. */
  readonly reason: string;
}

/** Not the shape GitLab promises; stored and marked, never retried. */
export interface UnreadableHint {
  readonly kind: "unreadable";
  /** One short sentence for the log, never the content. */
  readonly reason: string;
}
