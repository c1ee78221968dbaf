/** The things inside the stand-in. Mutable on purpose: this is a small GitLab, and a GitLab changes. */

/** GitLab's access levels; a user's level in a project is the highest of all memberships that reach it. */
export const ACCESS = {
  minimal: 5,
  guest: 10,
  planner: 15,
  reporter: 20,
  developer: 30,
  maintainer: 40,
  owner: 50,
} as const;

export interface User {
  readonly id: number;
  username: string;
  name: string;
  /** Project, group and service accounts. */
  readonly bot: boolean;
  state: "active" | "blocked" | "deactivated";
  readonly admin: boolean;
  readonly createdAt: Date;
  /** The token made with the user, good for the whole API. */
  readonly token: string;
  /** The address they made public; `null` for most people, who make none. */
  publicEmail: string | null;
  /** IANA name from the profile; `null` for most people, who never choose one. */
  zone: string | null;
  /** What was set last, be it over or not; `null` when nothing is set. */
  status: UserStatus | null;
}

export interface UserStatus {
  readonly message: string;
  readonly availability: "not_set" | "busy";
  readonly clearStatusAt: Date | null;
}

export interface AccessToken {
  readonly id: number;
  readonly token: string;
  readonly user: User;
  readonly name: string;
  readonly scopes: readonly string[];
  readonly createdAt: Date;
  /** Last day it works, `YYYY-MM-DD`; `null` is for ever. */
  expiresAt: string | null;
  revoked: boolean;
}

export interface Membership {
  accessLevel: number;
  readonly createdAt: Date;
  readonly createdBy: User | null;
}

export interface Group {
  readonly id: number;
  /** Full path, `group/subgroup`. */
  readonly path: string;
  readonly name: string;
  readonly members: Map<number, Membership>;
  /** Labels of all projects below, by exact name. */
  readonly labels: Map<string, Label>;
  /** They hear all projects below. */
  readonly hooks: Map<number, Hook>;
}

export type Visibility = "private" | "internal" | "public";

export interface Project {
  readonly id: number;
  /** `group/subgroup/project`. */
  readonly path: string;
  readonly name: string;
  visibility: Visibility;
  /** Scoped labels exclude each other, issues take several assignees. */
  readonly premium: boolean;
  readonly createdAt: Date;
  readonly members: Map<number, Membership>;
  /** By exact name. */
  readonly labels: Map<string, Label>;
  /** By iid. */
  readonly issues: Map<number, Issue>;
  nextIid: number;
  readonly hooks: Map<number, Hook>;
  /** Files of the default branch, by path. */
  readonly files: Map<string, RepositoryFile>;
  /** Files of all other branches, by name of the branch. */
  readonly branches: Map<string, Map<string, RepositoryFile>>;
  /** Level that may commit to the default branch; a protected one wants more. */
  pushLevel: number;
  readonly mergeRequests: MergeRequest[];
  /** Ids of users whose closing GitLab ignores without a word, as its close service does for lack of rights. */
  readonly closeRefusedTo: Set<number>;
}

export interface Label {
  readonly id: number;
  /** Of a group's label one of its projects. */
  readonly project: Project;
  name: string;
  color: string;
  description: string | null;
  readonly createdAt: Date;
  updatedAt: Date;
}

export interface RepositoryFile {
  content: string;
  lastCommitId: string;
}

export interface MergeRequest {
  readonly id: number;
  readonly iid: number;
  readonly author: User;
  readonly title: string;
  readonly description: string;
  readonly sourceBranch: string;
  readonly targetBranch: string;
  state: "opened" | "merged" | "closed";
}

export interface Issue {
  /** Global id; `moved_to_id` and `noteable_id` speak of this one. */
  readonly id: number;
  readonly iid: number;
  readonly project: Project;
  readonly type: "Issue" | "Task" | "Incident";
  readonly author: User;
  readonly createdAt: Date;
  title: string;
  description: string | null;
  assignees: User[];
  labels: Label[];
  confidential: boolean;
  discussionLocked: boolean | null;
  state: "opened" | "closed";
  dueDate: string | null;
  updatedAt: Date;
  updatedBy: User | null;
  closedAt: Date | null;
  closedBy: User | null;
  lastEditedAt: Date | null;
  lastEditedBy: User | null;
  movedToId: number | null;
  readonly notes: Note[];
  readonly awards: Award[];
  readonly stateEvents: StateEvent[];
  readonly labelEvents: LabelEvent[];
}

export interface Note {
  readonly id: number;
  readonly issue: Issue;
  readonly author: User;
  body: string;
  readonly system: boolean;
  readonly internal: boolean;
  readonly createdAt: Date;
  /** Moves with an edit, and with every emoji somebody puts on the note. */
  updatedAt: Date;
  updatedBy: User | null;
  /** 40 hex digits; notes of one thread share it. */
  readonly discussionId: string;
  /** A thread, as opposed to a plain comment. */
  threaded: boolean;
  readonly awards: Award[];
}

export interface Award {
  readonly id: number;
  readonly name: string;
  readonly user: User;
  readonly createdAt: Date;
}

export interface StateEvent {
  readonly id: number;
  readonly user: User;
  readonly createdAt: Date;
  readonly state: "closed" | "reopened";
}

export interface LabelEvent {
  readonly id: number;
  readonly user: User;
  readonly createdAt: Date;
  readonly label: Label;
  readonly action: "add" | "remove";
}

export interface HookSettings {
  url: string;
  name: string | null;
  description: string | null;
  issuesEvents: boolean;
  confidentialIssuesEvents: boolean;
  noteEvents: boolean;
  confidentialNoteEvents: boolean;
  emojiEvents: boolean;
  pushEvents: boolean;
  sslVerification: boolean;
  token: string | null;
  /** `whsec_` and 32 bytes in base64. */
  signingToken: string | null;
  customWebhookTemplate: string | null;
  customHeaders: readonly { readonly key: string; readonly value: string }[];
}

export interface Hook extends HookSettings {
  readonly id: number;
  /** Of a group's hook one of its projects. */
  readonly project: Project;
  /** `null` for a project's own hook. */
  readonly group: Group | null;
  readonly createdAt: Date;
  /** Failures in a row; any success sets it back. */
  recentFailures: number;
  disabledUntil: Date | null;
  disabledForGood: boolean;
  readonly log: HookLogEntry[];
}

/** One row of the hook's event log. */
export interface HookLogEntry {
  readonly id: number;
  readonly createdAt: Date;
  readonly url: string;
  /** `issue_hooks`, `confidential_note_hooks`, … */
  readonly trigger: string;
  readonly requestHeaders: Readonly<Record<string, string>>;
  readonly payload: object;
  readonly idempotencyKey: string;
  /** HTTP status as text, or `internal error` when no answer came. */
  readonly responseStatus: string;
  readonly responseBody: string;
  /** Seconds. */
  readonly executionDuration: number;
}

/** What an issue was before a change, for the `changes` of a webhook. */
export type IssueSnapshot = Readonly<Omit<Issue, "notes" | "awards" | "stateEvents" | "labelEvents">>;

/** What a save asks for; a field that is left out stays as it is. Names of labels that do not exist create them. */
export interface IssueChange {
  readonly title?: string;
  readonly description?: string | null;
  readonly assignees?: readonly User[];
  readonly labels?: readonly string[];
  readonly addLabels?: readonly string[];
  readonly removeLabels?: readonly string[];
  readonly confidential?: boolean;
  readonly discussionLocked?: boolean;
  readonly dueDate?: string | null;
  readonly stateEvent?: "close" | "reopen";
}

/** Something webhooks tell about. */
export type WorldEvent =
  | {
      readonly kind: "issue";
      readonly action: "open" | "update" | "close" | "reopen";
      readonly issue: Issue;
      readonly user: User;
      /** `null` on `open`. */
      readonly before: IssueSnapshot | null;
    }
  | { readonly kind: "note"; readonly action: "create" | "update"; readonly note: Note }
  | {
      readonly kind: "emoji";
      readonly action: "award" | "revoke";
      readonly issue: Issue;
      readonly note: Note | null;
      readonly award: Award;
    };
