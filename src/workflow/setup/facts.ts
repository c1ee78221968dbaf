import type { Program } from "../../domain/program/program.ts";
import type { Credentials } from "./plan-setup.ts";
import type { AccountFacts, EntryFacts, PlaceFacts } from "./read-gitlab.ts";
import type { Wanted } from "./wanted.ts";

/** Everything `doctor` looked at. Whatever could not be asked says so, and is not judged. */
export interface Facts {
  readonly at: Date;
  /** `24.21.0` */
  readonly nodeVersion: string;
  /** `GITLAB_URL must be set`, one each. */
  readonly configProblems: readonly string[];
  readonly programs: readonly Program[];
  /** `file:line:column message`, one each. */
  readonly programFaults: readonly string[];
  readonly gitlab: GitLabFacts;
  readonly web: WebFacts;
  readonly dataDir: DataDirFacts;
  readonly envFile: FileFacts | null;
  readonly badges: BadgeFacts;
}

export type GitLabFacts =
  /** For lack of an address or a token. */
  | { readonly kind: "not-asked" }
  | {
      readonly kind: "failed";
      readonly url: string;
      /** HTTP status; `null` when no answer came. */
      readonly status: number | null;
      readonly reason: string;
    }
  | {
      readonly kind: "answered";
      readonly account: AccountFacts;
      /** Those of `GITLAB_PROJECTS`. */
      readonly entries: readonly EntryFacts[];
      /** Projects, and the groups named with a star. */
      readonly places: readonly PlaceFacts[];
      readonly wanted: Wanted;
      /** `null` when the settings about them are wrong themselves. */
      readonly credentials: Credentials | null;
      /** GitLab's clock minus ours. */
      readonly clockSkewMs: number | null;
    };

/** What answers at an address: this bot, something else, or nothing. */
export type Health =
  | { readonly kind: "bot" }
  | { readonly kind: "other"; readonly status: number }
  | { readonly kind: "nothing"; readonly reason: string };

export interface WebFacts {
  /** `null` when nobody set it. */
  readonly publicUrl: string | null;
  /** `null` without an address. */
  readonly publicAnswer: Health | null;
  readonly port: number;
  /** On this machine; `null` when any port will do. */
  readonly portAnswer: Health | null;
}

export interface FileFacts {
  readonly path: string;
  /** The last nine bits. */
  readonly mode: number;
}

export interface DataDirFacts extends FileFacts {
  /** It is made at the first start. */
  readonly isThere: boolean;
  readonly isWritable: boolean;
  readonly freeBytes: number;
  /** `NFS`; `null` for a local one. */
  readonly networkFileSystem: string | null;
  /** Who owns it just now, in words; `null` when nobody does. */
  readonly owner: string | null;
  /** Why the store cannot be read; `null` when it can, or is not there yet. */
  readonly storeFault: string | null;
}

export interface BadgeFacts {
  /** `null`: nobody issues. */
  readonly issuerName: string | null;
  /** `BADGE_URL`, or `PUBLIC_URL`. */
  readonly url: string | null;
  /** Under which badges were issued; `null` before the first. */
  readonly frozenUrl: string | null;
  /** What is wrong with the keys; `null` when nothing is. */
  readonly keysFault: { readonly code: string; readonly message: string } | null;
}
