import type { Account } from "../../domain/issue.ts";

/**
 * The calls that prepare GitLab for the bot and look whether all is well there. The running bot makes none of them: what
 * it may do stands in `gitlab-port.ts`.
 *
 * Every method throws `GitLabFailure` and nothing else. Reading answers `null` for what is not there or not for this
 * account.
 */
export interface SetupPort {
  /** `GET /user`. */
  ownAccount(): Promise<Account>;
  /** `GET /personal_access_tokens/self`, which project, group and service account tokens answer too. */
  ownToken(): Promise<TokenFacts | null>;
  /** `19.1.0-ee` */
  version(): Promise<string | null>;
  project(pathOrId: string): Promise<SetupProject | null>;
  group(pathOrId: string): Promise<Place | null>;
  /** Without archived ones, with those of subgroups where `deep`. */
  projectsOf(group: string, deep: boolean): Promise<readonly SetupProject[] | null>;
  /** The highest level that reaches the user there, 0 for none. */
  accessLevel(place: Place, userId: number): Promise<number>;
  /** Names, those of the groups above too; none where this account may not look. */
  labels(place: Place): Promise<readonly string[]>;
  createLabel(place: Place, label: Label): Promise<void>;
  hooks(place: Place): Promise<readonly Hook[] | null>;
  createHook(place: Place, settings: HookSettings): Promise<Hook>;
  /** What `settings` leaves out stays. A new address sets the secret token back, so give it again. */
  changeHook(place: Place, hookId: number, settings: Partial<HookSettings>): Promise<Hook>;
  /** Have GitLab send a delivery now, and wait for what came of it; five a minute. */
  testHook(place: Place, hookId: number, trigger: HookTrigger): Promise<TestResult>;
  /** How the newest delivery of the hook to its present address was answered. Needs GitLab 17.3. */
  lastDelivery(place: Place, hook: Hook): Promise<DeliveryResult | null>;
  /** Text of a file. */
  readFile(projectId: number, path: string, branch: string): Promise<string | null>;
  writeFile(projectId: number, file: FileChange): Promise<void>;
  branch(projectId: number, name: string): Promise<Branch | null>;
  /** The open merge request from this branch. */
  mergeRequest(projectId: number, sourceBranch: string): Promise<MergeRequest | null>;
  createMergeRequest(projectId: number, request: NewMergeRequest): Promise<MergeRequest>;
  /** GitLab's clock minus ours; `null` before the first answer. */
  clockSkewMs(): number | null;
}

export interface TokenFacts {
  readonly scopes: readonly string[];
  /** Last day it works, ISO date; `null` for ever. */
  readonly expiresOn: string | null;
}

/** Where labels and hooks can be. */
export interface Place {
  readonly kind: "project" | "group";
  readonly id: number;
  readonly path: string;
}

export interface SetupProject extends Place {
  readonly kind: "project";
  /** `null` in an empty repository. */
  readonly defaultBranch: string | null;
  /** Address of its page. */
  readonly url: string;
}

export interface Label {
  readonly name: string;
  /** `#1f75cb` */
  readonly color: string;
  readonly description: string;
}

export interface HookSettings {
  readonly url: string;
  readonly name: string;
  readonly issues: boolean;
  readonly confidentialIssues: boolean;
  readonly notes: boolean;
  readonly confidentialNotes: boolean;
  readonly pushes: boolean;
  readonly sslVerification: boolean;
  /** Empty for none: GitLab then sends its own payload. */
  readonly bodyTemplate: string;
  /** `whsec_…`; GitLab below 19.0 passes over it in silence. */
  readonly signingToken: string;
  readonly secret: string;
}

/** Secrets are never shown, only whether there are any; `null` where this GitLab does not tell. */
export interface Hook extends Omit<HookSettings, "signingToken" | "secret"> {
  readonly hookId: number;
  readonly hasSigningToken: boolean | null;
  readonly hasSecret: boolean | null;
  readonly status: "executable" | "temporarily_disabled" | "disabled";
  readonly disabledUntil: Date | null;
}

export type HookTrigger = "issues_events" | "push_events";

export type TestResult =
  | { readonly kind: "arrived" }
  /** GitLab makes a test of the newest issue or commit. */
  | { readonly kind: "nothing-to-send" }
  | { readonly kind: "failed"; readonly reason: string };

export interface DeliveryResult {
  /** HTTP status; `null` when no answer came. */
  readonly status: number | null;
}

export interface FileChange {
  readonly path: string;
  readonly branch: string;
  /** Make `branch` from this one first; `null` when it is there. */
  readonly startBranch: string | null;
  readonly content: string;
  readonly message: string;
  readonly isNew: boolean;
}

export interface Branch {
  /** May this account commit to it? */
  readonly canPush: boolean;
}

export interface MergeRequest {
  readonly url: string;
}

export interface NewMergeRequest {
  readonly sourceBranch: string;
  readonly targetBranch: string;
  readonly title: string;
  readonly description: string;
}
