import { buildCredential, validUntil } from "../../domain/badge/credential.ts";
import type { BadgeDesign } from "../../domain/badge/design.ts";
import { type Enrollment, progressOf } from "../../domain/enrollment/enrollment.ts";
import type { PersonId } from "../../domain/enrollment/fact.ts";
import { BotError } from "../../domain/error.ts";
import { findTask, type Program } from "../../domain/program/program.ts";
import type { HashedRecipient, StoredBadge } from "../ports/badge-port.ts";
import { GitLabFailure, type GitLabPort } from "../ports/gitlab-port.ts";
import type { Count, Log } from "../ports/ports.ts";
import type { ActionsPort, PeoplePort, StoredAction } from "../ports/store-port.ts";
import type { BadgePorts, Issuing } from "./issuing.ts";

export interface IssuePorts extends BadgePorts {
  readonly actions: Pick<ActionsPort, "done" | "drop" | "postpone">;
  readonly people: Pick<PeoplePort, "find">;
  readonly gitlab: Pick<GitLabPort, "emailOf">;
  readonly now: () => Date;
  readonly log: Log;
  readonly count: Count;
}

export interface Certified {
  /** Of the enrollment. */
  readonly id: string;
  readonly enrollment: Enrollment;
  readonly program: Program;
}

/** Nothing changes before the operator starts the bot anew, and then what waits is woken. */
const WITHOUT_ISSUER_MS = 24 * 60 * 60_000;
/** A GitLab that stumbles is waited for: one note with the badge is better than two. Nobody waits longer for theirs. */
const PATIENCE_MS = 10 * 60_000;
const SOONEST_RETRY_MS = 5 * 60_000;
const LATEST_RETRY_MS = 60 * 60_000;

/**
 * Issue the badge an enrollment earned, or sign it again after a renewal.
 *
 * There is one badge for an enrollment and program version, whatever crashes: its address and its place in the status
 * list are reserved first, and reserving again gives the same. What was signed for this time stays as it is, for it may
 * have been seen. A badge that cannot be made now keeps nobody from being told the rest: it is tried again later, and
 * `badge-ready` tells of it then.
 *
 * @throws {GitLabFailure} when GitLab cannot say now which address the holder has, in the first ten minutes.
 * @throws {BotError} `STORE_UNAVAILABLE` when somebody else was writing.
 */
export async function issueBadge(
  ports: IssuePorts,
  certified: Certified,
  unfinished: readonly StoredAction[],
): Promise<void> {
  const { enrollment, program } = certified;
  const { actions, now, log } = ports;
  const planned = unfinished.filter(({ action }) => action.kind === "issue-badge");
  const why = whyNot(enrollment, program);
  if (why !== null) {
    for (const { key } of planned) await actions.drop(key, why);
    return;
  }
  if (!planned.some(({ notBefore }) => notBefore <= now())) return;
  const keys = planned.map(({ key }) => key);
  if (ports.issuing === null) {
    await postpone(ports, keys, WITHOUT_ISSUER_MS);
    log.error("Cannot issue a badge: BADGE_ISSUER_NAME must say who issues it; it follows once that is set", {
      enrollmentId: certified.id,
    });
    return;
  }
  try {
    await issue(ports, ports.issuing, certified, keys);
  } catch (error) {
    const waitedMs = now().getTime() - beginOf(enrollment).getTime();
    if (isPassing(error, waitedMs)) throw error;
    await postpone(ports, keys, Math.min(Math.max(waitedMs, SOONEST_RETRY_MS), LATEST_RETRY_MS));
    ports.count("badge-postponed");
    log.error("Cannot issue a badge now: it is tried again later", { enrollmentId: certified.id, error });
  }
}

async function issue(ports: IssuePorts, issuing: Issuing, certified: Certified, keys: readonly string[]) {
  const { actions, now, log } = ports;
  const badge = await reserve(ports, issuing, certified);
  if (badge === null) {
    for (const key of keys) await actions.drop(key, "its holder was forgotten");
    return;
  }
  if (badge.signed?.validFrom.getTime() !== beginOf(certified.enrollment).getTime()) {
    await signBadge(ports, issuing, certified, badge);
  }
  for (const key of keys) await actions.done(key, { at: now(), noteId: null, askedPerson: null, settles: false });
  log.info("Issue a badge", { enrollmentId: certified.id, number: badge.number });
}

async function postpone({ actions, now }: IssuePorts, keys: readonly string[], ms: number): Promise<void> {
  for (const key of keys) await actions.postpone(key, new Date(now().getTime() + ms));
}

/** Is the whole review better done once more in a moment? */
function isPassing(error: unknown, waitedMs: number): boolean {
  if (!(error instanceof BotError && error.retryable)) return false;
  return !(error instanceof GitLabFailure) || waitedMs < PATIENCE_MS;
}

function whyNot(enrollment: Enrollment, program: Program): string | null {
  if (program.badge === null) return "the program gives no badge";
  if (enrollment.badge.revoked !== null) return "the certification was revoked";
  return enrollment.candidate === null || enrollment.certifiedAt === null ? "nobody is certified" : null;
}

/** The time a badge holds begins with the certification, and again with each renewal. */
function beginOf({ certifiedAt, badge }: Enrollment): Date {
  return badge.renewedAt ?? certifiedAt ?? new Date(Number.NaN);
}

async function reserve(
  ports: IssuePorts,
  issuing: Issuing,
  { id, enrollment }: Certified,
): Promise<StoredBadge | null> {
  const { candidate, certifiedAt } = enrollment;
  if (candidate === null || certifiedAt === null) throw new TypeError("Cannot reserve a badge: nobody is certified");
  const known = await ports.badges.ofEnrollment(id);
  if (known !== null) return known;
  await issuing.freeze();
  return await ports.badges.reserve({
    enrollmentId: id,
    programId: enrollment.programId,
    programVersion: enrollment.version,
    person: candidate.person,
    subjectId: issuing.signing.newSubjectId(),
    recipients: await recipientsOf(ports, issuing, candidate.person),
    awardedAt: certifiedAt,
  });
}

/** What the holder is recognised by: their username, and the address GitLab shows of them, if any. */
async function recipientsOf(
  { people, gitlab }: IssuePorts,
  { signing }: Issuing,
  person: PersonId,
): Promise<readonly HashedRecipient[]> {
  const user = (await people.find([person])).get(person);
  if (user === undefined) return [];
  const email = await gitlab.emailOf(user.userId);
  return [
    ...(email === null ? [] : [signing.hashRecipient("emailAddress", email)]),
    signing.hashRecipient("userName", user.username),
  ];
}

async function signBadge(
  { badges, now }: IssuePorts,
  { issuer, signing }: Issuing,
  { id, enrollment, program }: Certified,
  badge: StoredBadge,
): Promise<void> {
  const { badge: design } = program;
  if (design === null) return;
  const validFrom = beginOf(enrollment);
  const until = validUntil(design, validFrom);
  const body = buildCredential(issuer, design, {
    ...badge,
    language: program.language,
    validFrom,
    validUntil: until,
    evidence: {
      tasks: program.tasks.filter((task) => progressOf(enrollment, task.id).confirmation !== null).length,
      engagements: enrollment.engagements.filter(({ state }) => state === "held").length,
      journalHash: (await badges.journalHash(id)) ?? "",
    },
    result: resultOf(design, enrollment, program),
  });
  const signed = await signing.signBadge(body);
  await badges.sign(badge.id, { body, ...signed, validFrom, validUntil: until }, now(), badge.signed?.at ?? null);
}

function resultOf(
  { resultOf: id }: BadgeDesign,
  { scores }: Enrollment,
  program: Program,
): { readonly name: string; readonly points: number } | null {
  const task = id === null ? undefined : findTask(program, id);
  const passed = task === undefined ? undefined : scores.get(task.id)?.findLast((score) => score.passed);
  return task === undefined || passed === undefined ? null : { name: task.text, points: passed.score };
}
