import { BotError, type BotErrorOptions, type ErrorCode } from "../../domain/error.ts";
import type { Account, Issue, IssueRef, Membership, Note } from "../../domain/issue.ts";

/**
 * The calls this bot makes to GitLab, and no more.
 *
 * Every method throws {@link GitLabFailure} and nothing else. Reads and relative writes may be repeated freely;
 * only `createNote` may double when repeated, so it is never retried below this interface once a request may have
 * reached GitLab.
 */
export interface GitLabPort {
  /** `GET /user`: the account the token belongs to. */
  currentUser(): Promise<Account>;
  getIssue(ref: IssueRef): Promise<Issue>;
  /** One page of 100 notes, newest change first (`order_by=updated_at&sort=desc`); `nextPage` is `null` on the last. */
  listNotes(
    ref: IssueRef,
    page: number,
  ): Promise<{ readonly notes: readonly Note[]; readonly nextPage: number | null }>;
  /** @returns The new note, or `null` when GitLab took every line for a quick action (202) and stored nothing. */
  createNote(ref: IssueRef, body: string): Promise<Note | null>;
  editNote(ref: IssueRef, noteId: number, body: string): Promise<Note>;
  /** Deleting a note that is gone already is fine. */
  deleteNote(ref: IssueRef, noteId: number): Promise<void>;
  /** Put an emoji on a note; having put it there already is fine. */
  awardEmoji(ref: IssueRef, noteId: number, name: string): Promise<void>;
  /**
   * One `PUT` of labels (relative), state and due date. The answer tells what GitLab really did: a close may be refused
   * silently.
   */
  updateIssue(ref: IssueRef, change: IssueChange): Promise<Issue>;
  /** @returns `null` when there is no such user. */
  getAccount(userId: number): Promise<Account | null>;
  /** @returns `null` when nobody has this username now. */
  findAccount(username: string): Promise<Account | null>;
  /** What somebody's profile and status say of where and whether they are there; `null` when there is no such user. */
  presence(userId: number): Promise<Presence | null>;
  /**
   * An e-mail address of somebody that GitLab shows to this account: the one they made public, else, to administrators,
   * their own. `null` when it shows none.
   */
  emailOf(userId: number): Promise<string | null>;
  /** The threads of an issue: which notes answer which. All pages. */
  listThreads(ref: IssueRef): Promise<readonly Thread[]>;
  /** @returns `null` when GitLab says the user is no member, directly or by inheritance. */
  projectMembership(projectId: number, userId: number): Promise<Membership | null>;
  /** @param group - Full path or id. */
  groupMembership(group: string, userId: number): Promise<Membership | null>;
  /**
   * Issues of a project, oldest change first, `updated_at` strictly after or equal to the given moment: one page of 100,
   * and more only where a full page holds nothing later than that moment (a bulk edit). So a full answer whose last row
   * is not later than `since` is the end.
   */
  listIssuesUpdatedSince(projectId: number, since: Date | null): Promise<readonly Issue[]>;
  /** @param pathOrId - `group/project`, dots and deeper paths included, or a numeric id. */
  getProject(pathOrId: string): Promise<Project>;
  /** Projects of a group; with `deep` those of its subgroups too. All pages. */
  listGroupProjects(group: string, deep: boolean): Promise<readonly Project[]>;
  /** GitLab's clock minus ours, from the `Date` header of the last answer; `null` before the first. */
  clockSkewMs(): number | null;
}

export interface Presence {
  /** A clock time such as "3:38 PM", as the profile shows it; `null` where nobody set a zone. */
  readonly localTime: string | null;
  /** They set their status to busy. */
  readonly busy: boolean;
  /** When GitLab clears that status; `null` when it stays. */
  readonly clearsAt: Date | null;
}

export interface Thread {
  /** Ids of its notes, the first one first. */
  readonly noteIds: readonly number[];
}

export interface IssueChange {
  readonly addLabels?: readonly string[];
  readonly removeLabels?: readonly string[];
  readonly close?: boolean;
  /** ISO date; `null` takes it away. */
  readonly dueDate?: string | null;
}

export interface Project {
  readonly projectId: number;
  /** `group/subgroup/project`. */
  readonly path: string;
  /** Can everybody read it, without an account? */
  readonly isPublic: boolean;
}

/**
 * GitLab did not do what was asked.
 *
 * - `GITLAB_NOT_FOUND` (404) and `GITLAB_REFUSED` (other 4xx): the answer is final.
 * - `GITLAB_UNAVAILABLE`: 429, 5xx, reset, time-out; the same call may work later.
 */
export class GitLabFailure extends BotError {
  override readonly name = "GitLabFailure";
  /** HTTP status, or `null` when no answer came. */
  readonly status: number | null;
  /** `true` when a write may have been carried out although it failed here (reset, time-out, 5xx after sending). */
  readonly ambiguous: boolean;
  /** How long GitLab asked to wait, in milliseconds; else `null`. */
  readonly retryAfterMs: number | null;

  constructor(
    code: Extract<ErrorCode, `GITLAB_${string}`>,
    message: string,
    facts: { status: number | null; ambiguous: boolean; retryAfterMs: number | null },
    options: BotErrorOptions = {},
  ) {
    super(code, code === "GITLAB_UNAVAILABLE" ? "remote" : "operator", message, options);
    this.status = facts.status;
    this.ambiguous = facts.ambiguous;
    this.retryAfterMs = facts.retryAfterMs;
  }
}

/** What GitLab did not say, or not yet, is neither yes nor no: what was read stays, and the review is tried again. */
export function cannotTell(message: string): GitLabFailure {
  return new GitLabFailure("GITLAB_UNAVAILABLE", message, { status: null, ambiguous: false, retryAfterMs: null });
}
