import {
  askForAddressAgain,
  type MirrorRecord,
  mirrorPauseMs,
  type MirrorStep,
  nextMirrorStep,
} from "../../domain/badge/mirroring.ts";
import type { PersonId } from "../../domain/enrollment/fact.ts";
import type { BadgesPort, StoredBadge } from "../ports/badge-port.ts";
import type { MirrorFault, MirrorPort, MirrorRecipient, MirrorsPort } from "../ports/mirror-port.ts";
import type { Log } from "../ports/ports.ts";

export interface MirroringPorts {
  readonly badges: Pick<BadgesPort, "list" | "find">;
  readonly mirrors: MirrorsPort;
  /** `null` where nobody asked for a mirror: then nothing is read or done. */
  readonly mirror: MirrorPort | null;
  /** Asked of GitLab each time and never kept; `null` when nobody can tell an address, or the person was forgotten. */
  readonly recipientOf: (person: PersonId) => Promise<MirrorRecipient | null>;
  /** Template of the program's design at the mirror; `null` for a program that is not mirrored. */
  readonly templateOf: (programId: string, version: number) => string | null;
  readonly log: Log;
}

/** What became of the badges that were tried, and how many there were. */
export type MirrorTally = Readonly<Record<Exclude<Outcome, "nothing">, number>>;

export interface Mirroring {
  /**
   * Bring the mirror to what the register says. What is right already is not asked about. Running it again is cheap;
   * a crash anywhere is made good by the next run.
   */
  reconcile(now: Date): Promise<MirrorTally>;
  /** Try one badge now, whatever became of it before. `nothing`: it is there already, and Credly notifies once only. */
  resend(badgeId: string, now: Date): Promise<Outcome | "off" | "unknown">;
}

/** `unaddressed`: nobody could tell its holder's address. `later`: failed, and is tried again by itself. */
type Outcome = "nothing" | "issued" | "revoked" | "unaddressed" | "refused" | "later";

const AT_ONCE = 100;
/** So many in a row and it is the mirror, not the badges: the others wait for the next run. */
const ENOUGH_FAILURES = 3;

const NEW: MirrorRecord = { state: "pending", mirrorId: null, error: null, attempts: 0, nextTryAt: null };

/** One at a time, so that no badge is tried twice at once. */
export function createMirroring(ports: MirroringPorts): Mirroring {
  let last: Promise<unknown> = Promise.resolve();

  function inTurn<Result>(job: () => Promise<Result>): Promise<Result> {
    const run = last.then(job);
    // Whoever asked hears of a failure; the next in turn is not concerned.
    last = run.then(
      () => null,
      () => null,
    );
    return run;
  }

  return {
    reconcile: (now) => inTurn(() => reconcile(ports, now)),
    resend: (badgeId, now) => inTurn(() => resend(ports, badgeId, now)),
  };
}

async function reconcile(ports: MirroringPorts, now: Date): Promise<MirrorTally> {
  const tally = { issued: 0, revoked: 0, unaddressed: 0, refused: 0, later: 0 };
  const { mirror } = ports;
  if (mirror === null) return tally;
  let failures = 0;
  for await (const { badge, record } of everyBadge(ports)) {
    if (stepOf(ports, badge, record, now) === "nothing") continue;
    // The list was read a while ago: its holder may have been forgotten since.
    const fresh = await ports.badges.find(badge.id);
    const outcome = fresh === null ? "nothing" : await bring({ ports, mirror, now, badge: fresh, record });
    if (outcome === "nothing") continue;
    tally[outcome] += 1;
    failures = outcome === "later" ? failures + 1 : 0;
    if (failures >= ENOUGH_FAILURES) break;
  }
  return tally;
}

async function resend(ports: MirroringPorts, badgeId: string, now: Date): Promise<Outcome | "off" | "unknown"> {
  const { mirror } = ports;
  if (mirror === null) return "off";
  const badge = await ports.badges.find(badgeId);
  if (badge === null) return "unknown";
  const record = (await ports.mirrors.of([badgeId])).get(badgeId) ?? null;
  const isWaiting = record !== null && record.state !== "issued" && record.state !== "revoked";
  const again: MirrorRecord | null = isWaiting
    ? { ...record, state: record.state === "refused" ? "pending" : record.state, attempts: 0, nextTryAt: null }
    : record;
  return await bring({ ports, mirror, now, badge, record: again });
}

async function* everyBadge({ badges, mirrors }: MirroringPorts) {
  for (let after = 0; ;) {
    const page = await badges.list(after, AT_ONCE);
    const records = await mirrors.of(page.map(({ id }) => id));
    for (const badge of page) yield { badge, record: records.get(badge.id) ?? null };
    const end = page.at(-1);
    if (end === undefined) return;
    after = end.number;
  }
}

function stepOf(ports: MirroringPorts, badge: StoredBadge, record: MirrorRecord | null, now: Date): MirrorStep {
  const { signed, revokedAt } = badge;
  const standing = { isSigned: signed !== null, validUntil: signed?.validUntil ?? null, revokedAt };
  const step = nextMirrorStep(standing, record, now);
  const isMirrored = ports.templateOf(badge.programId, badge.programVersion) !== null;
  return step === "issue" && !isMirrored ? "nothing" : step;
}

/** One badge that is being brought to the mirror. */
interface Errand {
  readonly ports: MirroringPorts;
  readonly mirror: MirrorPort;
  readonly now: Date;
  readonly badge: StoredBadge;
  readonly record: MirrorRecord | null;
}

async function bring(errand: Errand): Promise<Outcome> {
  switch (stepOf(errand.ports, errand.badge, errand.record, errand.now)) {
    case "issue":
      return await issue(errand);
    case "revoke":
      return await revoke(errand);
    case "nothing":
      return "nothing";
  }
}

async function issue(errand: Errand): Promise<Outcome> {
  const { ports, mirror, badge, record, now } = errand;
  // Asked even for a badge that was never tried: the store may be an older copy of itself.
  const known = await mirror.find(badge.id);
  if (known.kind === "found") return await settle(errand, known.mirrorId, known.isRevoked);
  if (known.kind !== "none") return await postpone(errand, known);

  const template = ports.templateOf(badge.programId, badge.programVersion);
  const recipient = await askForRecipient(errand);
  if (recipient.kind === "later") return await postpone(errand, recipient);
  if (recipient.who === null || template === null) {
    await ports.mirrors.save(badge.id, { ...NEW, state: "unaddressed", nextTryAt: askForAddressAgain(now) });
    return "unaddressed";
  }

  // Before the call, so that a crash right after it is not taken for a badge nobody tried.
  await ports.mirrors.save(badge.id, { ...NEW, ...tried(record, now, null), error: "the call was not finished" });
  const answer = await mirror.issue({
    badgeId: badge.id,
    template,
    recipient: recipient.who,
    issuedAt: badge.awardedAt,
    validUntil: badge.signed?.validUntil ?? null,
  });
  if (answer.kind === "issued") return await settle(errand, answer.mirrorId, false);
  // It may be there: an answer can get lost, and a refusal may be one of a duplicate of this very badge.
  const after = await mirror.find(badge.id);
  if (after.kind === "found") return await settle(errand, after.mirrorId, after.isRevoked);
  return answer.kind === "later" ? await postpone(errand, answer) : await giveUp(errand, answer.reason, null);
}

async function revoke(errand: Errand): Promise<Outcome> {
  const { ports, mirror, badge, record } = errand;
  let mirrorId = record?.mirrorId ?? null;
  if (mirrorId === null) {
    const found = await mirror.find(badge.id);
    if (found.kind !== "found" && found.kind !== "none") return await postpone(errand, found);
    if (found.kind === "none" || found.isRevoked) {
      await ports.mirrors.save(badge.id, { ...NEW, state: "revoked", mirrorId: null });
      return "revoked";
    }
    ({ mirrorId } = found);
  }
  const answer = await mirror.revoke(mirrorId);
  if (answer.kind === "later") return await postpone(errand, answer, mirrorId);
  if (answer.kind === "refused") {
    // Credly refuses to revoke what is revoked.
    const after = await mirror.find(badge.id);
    if (after.kind === "later" || after.kind === "refused") return await postpone(errand, after, mirrorId);
    if (after.kind === "found" && !after.isRevoked) return await giveUp(errand, answer.reason, mirrorId);
  }
  await ports.mirrors.save(badge.id, { ...NEW, state: "revoked", mirrorId });
  return "revoked";
}

/** It is at the mirror, and holds here. */
async function settle(errand: Errand, mirrorId: string, isRevoked: boolean): Promise<Outcome> {
  if (isRevoked)
    return await giveUp(errand, "Cannot mirror a badge: it is revoked at the mirror and holds here", mirrorId);
  await errand.ports.mirrors.save(errand.badge.id, { ...NEW, state: "issued", mirrorId });
  return "issued";
}

async function askForRecipient({
  ports,
  badge,
}: Errand): Promise<
  { readonly kind: "asked"; readonly who: MirrorRecipient | null } | Extract<MirrorFault, { kind: "later" }>
> {
  try {
    return { kind: "asked", who: await ports.recipientOf(badge.person) };
  } catch (error) {
    // One person nobody can ask about must not keep the badges of the others.
    ports.log.warn("Cannot ask for the address a badge goes to: it is tried again", { error });
    return { kind: "later", reason: "Cannot ask GitLab for the address", retryAfterMs: null };
  }
}

/** A fault of looking something up is none of the badge, so it is never final. */
async function postpone(errand: Errand, fault: MirrorFault, mirrorId: string | null = null): Promise<Outcome> {
  const { ports, badge, record, now } = errand;
  const asked = fault.kind === "later" ? fault.retryAfterMs : null;
  await ports.mirrors.save(badge.id, { ...NEW, ...tried(record, now, asked), mirrorId, error: fault.reason });
  return "later";
}

async function giveUp({ ports, badge }: Errand, reason: string, mirrorId: string | null): Promise<Outcome> {
  await ports.mirrors.save(badge.id, { ...NEW, state: "refused", mirrorId, error: reason });
  ports.log.warn(`${reason}; it stays so until somebody asks to send it again`, { enrollmentId: badge.enrollmentId });
  return "refused";
}

function tried(
  record: MirrorRecord | null,
  now: Date,
  askedForMs: number | null,
): Pick<MirrorRecord, "attempts" | "nextTryAt"> {
  const attempts = (record?.attempts ?? 0) + 1;
  return { attempts, nextTryAt: new Date(now.getTime() + mirrorPauseMs(attempts, askedForMs)) };
}
