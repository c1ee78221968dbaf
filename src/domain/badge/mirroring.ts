/** How far a badge is at the mirror, as this bot knows. Nothing in it says whose badge it is. */
export interface MirrorRecord {
  /**
   * - `pending`: tried, and the last try failed or its end is not known
   * - `unaddressed`: nobody can tell an e-mail address of its holder
   * - `refused`: waits for a person, who asks for another try
   * - `issued`, `revoked`: it is so at the mirror
   */
  readonly state: "pending" | "unaddressed" | "refused" | "issued" | "revoked";
  /** What the mirror calls it; `null` as long as nobody knows. */
  readonly mirrorId: string | null;
  /** Why the last try failed; neither a secret nor personal. */
  readonly error: string | null;
  /** Tries since the last success. */
  readonly attempts: number;
  /** Nothing is tried before; `null` when it need not wait. */
  readonly nextTryAt: Date | null;
}

/** What counts of a badge here for its twin at the mirror. */
export interface MirroredStanding {
  readonly isSigned: boolean;
  readonly validUntil: Date | null;
  readonly revokedAt: Date | null;
}

export type MirrorStep = "issue" | "revoke" | "nothing";

const FIRST_PAUSE_MS = 5 * 60 * 1000;
const LONGEST_PAUSE_MS = 24 * 60 * 60 * 1000;

/**
 * What has to happen at the mirror for it to say the same of a badge as the register. What was revoked or ran out
 * before it came there never goes there.
 */
export function nextMirrorStep(badge: MirroredStanding, record: MirrorRecord | null, now: Date): MirrorStep {
  if (record?.state === "refused" || record?.state === "revoked") return "nothing";
  if (record !== null && record.nextTryAt !== null && record.nextTryAt > now) return "nothing";
  // One whose call broke off may be there.
  if (badge.revokedAt !== null) return record === null || record.state === "unaddressed" ? "nothing" : "revoke";
  if (!badge.isSigned || record?.state === "issued") return "nothing";
  return badge.validUntil !== null && badge.validUntil <= now ? "nothing" : "issue";
}

/** How long to leave a badge alone after so many tries: five minutes, twice as long each time, a day at most. */
export function mirrorPauseMs(attempts: number, askedForMs: number | null): number {
  const doubled = FIRST_PAUSE_MS * 2 ** Math.min(Math.max(attempts - 1, 0), 20);
  return Math.min(Math.max(doubled, askedForMs ?? 0), LONGEST_PAUSE_MS);
}

/** When to ask again for an address nobody could tell. */
export function askForAddressAgain(now: Date): Date {
  return new Date(now.getTime() + LONGEST_PAUSE_MS);
}
