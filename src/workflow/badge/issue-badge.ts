import { buildCredential, validUntil } from "../../domain/badge/credential.ts";
import type { BadgeDesign } from "../../domain/badge/design.ts";
import { type Enrollment, progressOf } from "../../domain/enrollment/enrollment.ts";
import type { PersonId } from "../../domain/enrollment/fact.ts";
import { findTask, type Program } from "../../domain/program/program.ts";
import type { HashedRecipient, StoredBadge } from "../ports/badge-port.ts";
import type { GitLabPort } from "../ports/gitlab-port.ts";
import type { Log } from "../ports/ports.ts";
import type { ActionsPort, PeoplePort, StoredAction } from "../ports/store-port.ts";
import type { BadgePorts, Issuing } from "./issuing.ts";

export interface IssuePorts extends BadgePorts {
  readonly actions: Pick<ActionsPort, "done" | "drop" | "postpone">;
  readonly people: Pick<PeoplePort, "find">;
  readonly gitlab: Pick<GitLabPort, "emailOf">;
  readonly now: () => Date;
  readonly log: Log;
}

export interface Certified {
  /** Of the enrollment. */
  readonly id: string;
  readonly enrollment: Enrollment;
  readonly program: Program;
}

/** Nothing changes before the operator starts the bot anew, and then what waits is woken. */
export const WITHOUT_ISSUER_MS = 24 * 60 * 60_000;

/**
 * Issue the badge an enrollment earned, or sign it again after a renewal.
 *
 * There is one badge for an enrollment and program version, whatever crashes: its address and its place in the status
 * list are reserved first, and reserving again gives the same. Signing twice replaces what nobody has seen yet.
 *
 * @throws {GitLabFailure} when GitLab cannot say now which address the holder has.
 */
export async function issueBadge(
  ports: IssuePorts,
  certified: Certified,
  unfinished: readonly StoredAction[],
): Promise<void> {
  const planned = unfinished.filter(({ action }) => action.kind === "issue-badge");
  const [first] = planned;
  if (first === undefined) return;
  const { enrollment, program } = certified;
  const { issuing, actions, now, log } = ports;
  const why = whyNot(enrollment, program);
  if (why !== null) {
    for (const { key } of planned) await actions.drop(key, why);
    return;
  }
  if (issuing === null) {
    for (const { key } of planned) await actions.postpone(key, new Date(now().getTime() + WITHOUT_ISSUER_MS));
    log.error("Cannot issue a badge: BADGE_ISSUER_NAME must say who issues it; it follows once that is set", {
      enrollmentId: certified.id,
    });
    return;
  }
  const badge = await reserve(ports, issuing, certified);
  if (badge === null) {
    for (const { key } of planned) await actions.drop(key, "its holder was forgotten");
    return;
  }
  await signBadge(ports, issuing, certified, badge);
  for (const { key } of planned) {
    await actions.done(key, { at: now(), noteId: null, askedPerson: null, settles: false });
  }
  log.info("Issue a badge", { enrollmentId: certified.id, number: badge.number });
}

function whyNot(enrollment: Enrollment, program: Program): string | null {
  if (program.badge === null) return "the program gives no badge";
  if (enrollment.badge.revoked !== null) return "the certification was revoked";
  return enrollment.candidate === null || enrollment.certifiedAt === null ? "nobody is certified" : null;
}

/** The time a badge holds begins with the certification, and again with each renewal. */
export function beginOf({ certifiedAt, badge }: Enrollment): Date {
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
  await badges.sign(badge.id, { body, ...signed, validFrom, validUntil: until }, now());
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
