import type { BadgeVisibility } from "../../domain/badge/badge.ts";
import type { BadgeArt, Skill } from "../../domain/badge/design.ts";
import type { Check, Verdict } from "../../domain/badge/verdict.ts";
import type { HashedRecipient } from "../ports/badge-port.ts";

/** One badge as its page shows it to whoever has the address. Texts come from the program, the holder's name from GitLab. */
export interface BadgePage {
  readonly id: string;
  /** Absolute, without a suffix: `https://certify.example.com/badges/…`. */
  readonly address: string;
  /** BCP 47 tag of the texts and dates. */
  readonly language: string;
  readonly name: string;
  readonly description: string;
  readonly criteria: string;
  readonly skills: readonly Skill[];
  readonly art: BadgeArt;
  readonly issuerName: string;
  readonly issuerWebsite: string | null;
  /** What a reader has to look at: `certify.example.com`. */
  readonly issuerDomain: string;
  /** `null` until the holder consents. */
  readonly holder: string | null;
  readonly awardedAt: Date;
  readonly validUntil: Date | null;
  readonly renewedAt: Date | null;
  readonly revokedAt: Date | null;
  readonly visibility: Exclude<BadgeVisibility, "hidden">;
  /** It says so everywhere. */
  readonly isDemo: boolean;
  readonly verdict: Verdict;
  readonly checks: readonly Check[];
  readonly recipients: readonly HashedRecipient[];
  readonly linkedInId: string | null;
  /** The credential with its proof, as JSON. */
  readonly json: string;
  /** The same as VC-JWT. */
  readonly jwt: string;
}

/** One line of a program's public register. */
export interface RegisterEntry {
  readonly address: string;
  readonly holder: string | null;
  readonly awardedAt: Date;
}

/** What a program certifies, for everybody. */
export interface AchievementPage {
  readonly programId: string;
  readonly language: string;
  readonly name: string;
  readonly description: string;
  readonly criteria: string;
  readonly skills: readonly Skill[];
  readonly art: BadgeArt;
  readonly issuerName: string;
  readonly issuerDomain: string;
  readonly isDemo: boolean;
  /** As JSON-LD. */
  readonly json: string;
  /** Only badges whose holders asked to be there, newest first. */
  readonly register: readonly RegisterEntry[];
}
