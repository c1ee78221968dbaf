import type { GeneratedAlways } from "kysely";

/*
 * What the workflow keeps. Moments are milliseconds since 1970, UTC; truth is 1 and 0; text that came from people is
 * written as JSON, for a database need not take every character that JavaScript does.
 */

/**
 * One candidate on one program: what is looked up by, and what was last seen of the issue. Or the desk of a program,
 * which has a journal, a watch and actions too, and nobody in `candidate` and `coordinator`.
 */
export interface EnrollmentsTable {
  /** Order of enrollment. */
  number: GeneratedAlways<number>;
  id: string;
  project_id: number;
  issue_iid: number;
  program_id: string;
  candidate: number | null;
  is_open: 0 | 1;
  moved_to_issue_id: number | null;
  wake_at: number | null;
  /** Of the last fact; 0 and zeros before the first. */
  last_seq: number;
  last_hash: string;
  issue_updated_at: number;
  state: "opened" | "closed";
  /** JSON array. */
  labels: string;
  user_notes_count: number;
  /** The rest of the watch as JSON. */
  watch: string;
  /** Events that wait for an answer of GitLab, as a JSON array. They quote people. */
  deferred: string;
  /** JSON string of up to 1 MiB. */
  description: string;
  kind: EntryKind;
  /** Who looks after it. */
  coordinator: number | null;
}

export type EntryKind = "enrollment" | "desk";

/** Append-only: rows are never changed or removed. */
export interface FactsTable {
  enrollment_id: string;
  /** From 1, without gaps, within an enrollment. */
  seq: number;
  key: string;
  at: number;
  kind: string;
  /** The fields of the fact as JSON; free text in it is the hash of a row in `texts`. */
  body: string;
  previous_hash: string;
  hash: string;
  /** By our clock. */
  recorded_at: number;
}

/** What people wrote. Kept out of `facts`, so that it can be deleted without breaking a chain. */
export interface TextsTable {
  /** SHA-256 of salt and text. */
  hash: string;
  enrollment_id: string;
  author: number;
  salt: string;
  /** JSON string. */
  text: string;
}

/** The only place that says whose an internal number is. */
export interface PeopleTable {
  person_id: GeneratedAlways<number>;
  /** These three are `null` once the person was forgotten. */
  gitlab_user_id: number | null;
  username: string | null;
  name: string | null;
  updated_at: number;
}

/** Whom a username meant when it was first looked up. */
export interface ListedUsersTable {
  program_key: string;
  /** In small letters; a digest of it once its holder was forgotten. */
  username: string;
  /** `null` once its holder was forgotten. */
  user_id: number | null;
}

export interface ActionsTable {
  /** Order of planning. */
  seq: GeneratedAlways<number>;
  key: string;
  enrollment_id: string;
  /** JSON. */
  action: string;
  not_before: number;
  state: ActionState;
  attempted_at: number | null;
  done_at: number | null;
  note_id: number | null;
  asked_person: number | null;
  /** The note waits for somebody and will be settled. */
  settles: 0 | 1;
  settled_at: number | null;
  drop_reason: string | null;
}

export type ActionState = "planned" | "attempted" | "done" | "dropped";

export interface ProjectsTable {
  project_id: number;
  /** `group/project` when the bot first started in it. */
  path: string | null;
  first_start: number | null;
  watermark: number | null;
}

export interface ProgramVersionsTable {
  id: string;
  version: number;
  /** SHA-256 of both texts. */
  hash: string;
  /** JSON string. */
  yaml: string;
  /** JSON string. */
  template: string;
}

export interface OwnAccountsTable {
  user_id: number;
  username: string;
  name: string;
}

/** Issues with something to remember; one that was reviewed without trouble has no row. */
export interface GuardedIssuesTable {
  project_id: number;
  issue_iid: number;
  /** Tries since the last success, the running one included. */
  attempts: number;
  /** A try was begun and its end not yet told. */
  is_begun: 0 | 1;
  /** It was asked for while that try ran, which may have read the issue before. */
  is_wanted_again: 0 | 1;
  not_before: number | null;
  parked_at: number | null;
  reason: string | null;
}
