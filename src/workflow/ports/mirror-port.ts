import type { MirrorRecord } from "../../domain/badge/mirroring.ts";

/** Another register that shows our badges too. Nothing here is thrown: a fault is an answer. */
export interface MirrorPort {
  /** Is a badge of ours there? The mirror is asked by our id alone, so that it is found whatever else changed. */
  find(badgeId: string): Promise<FoundAtMirror | { readonly kind: "none" } | MirrorFault>;
  /** After any fault it may be there all the same: {@link MirrorPort.find} tells. */
  issue(badge: BadgeToMirror): Promise<{ readonly kind: "issued"; readonly mirrorId: string } | MirrorFault>;
  /** Revoking twice is fine; so is revoking what was deleted there. */
  revoke(mirrorId: string): Promise<{ readonly kind: "revoked" } | MirrorFault>;
}

export interface FoundAtMirror {
  readonly kind: "found";
  readonly mirrorId: string;
  readonly isRevoked: boolean;
}

/** Reasons are short and hold neither the token nor anything of the recipient. */
export type MirrorFault =
  /** May work later. */
  | { readonly kind: "later"; readonly reason: string; readonly retryAfterMs: number | null }
  /** Will not work until somebody changes something. */
  | { readonly kind: "refused"; readonly reason: string };

export interface BadgeToMirror {
  /** Our id: the mirror keeps it and does not show it. */
  readonly badgeId: string;
  readonly template: string;
  readonly recipient: MirrorRecipient;
  readonly issuedAt: Date;
  readonly validUntil: Date | null;
}

/** Passed on to the mirror and kept nowhere here. */
export interface MirrorRecipient {
  readonly email: string;
  /** First and last name in one, as GitLab has it. */
  readonly name: string;
}

/** What is remembered of each badge at the mirror. */
export interface MirrorsPort {
  /** By badge id; those nothing was tried for are missing. */
  of(badgeIds: readonly string[]): Promise<ReadonlyMap<string, MirrorRecord>>;
  save(badgeId: string, record: MirrorRecord): Promise<void>;
  /** How many there are in each state. */
  counts(): Promise<Readonly<Record<MirrorRecord["state"], number>>>;
}
