import type { Enrollment } from "../../domain/enrollment/enrollment.ts";
import type { PersonId } from "../../domain/enrollment/fact.ts";
import type { Grant, KnownStanding } from "../../domain/enrollment/standing.ts";
import type { Membership, UserRef } from "../../domain/issue.ts";
import { type Program, ROLES } from "../../domain/program/program.ts";
import { GitLabFailure, type GitLabPort } from "../ports/gitlab-port.ts";
import type { PeoplePort } from "../ports/store-port.ts";

export interface StandingsPorts {
  readonly gitlab: Pick<GitLabPort, "getAccount" | "projectMembership" | "groupMembership" | "findAccount">;
  readonly people: PeoplePort;
}

/** Accounts that added one another are followed up to here. */
const LONGEST_LINE = 5;

/**
 * Ask GitLab who somebody is, fresh each time it matters: losing access takes a role away at once.
 *
 * @param candidates - Of the enrollment in question: who got their place by way of one of them is told as added by them.
 * @returns `unknown` when GitLab could not say; that is not a no.
 */
export async function lookUpStanding(
  ports: StandingsPorts,
  program: Program,
  projectId: number,
  user: UserRef,
  candidates: ReadonlySet<PersonId> = new Set(),
): Promise<KnownStanding> {
  const { gitlab } = ports;
  const inProject = (userId: number): Promise<Membership | null> => gitlab.projectMembership(projectId, userId);
  try {
    const [account, membership] = await Promise.all([gitlab.getAccount(user.userId), inProject(user.userId)]);
    if (account === null) return { active: false, bot: false, accessLevel: 0, grants: [] };
    const accessLevel = membership?.accessLevel ?? 0;
    const grants: Grant[] = [];
    for (const role of ROLES) {
      const { users, group, minAccess } = program.roles[role];
      if (await isListed(ports, program, users, user.userId)) grants.push({ role, via: "users", addedBy: null });
      if (minAccess !== null && accessLevel >= minAccess) {
        grants.push({ role, via: "access", addedBy: await addedBy(ports, membership, inProject, candidates) });
      }
      if (group === null) continue;
      const inGroup = (userId: number): Promise<Membership | null> => gitlab.groupMembership(group, userId);
      const place = await inGroup(user.userId);
      if (place) grants.push({ role, via: "group", addedBy: await addedBy(ports, place, inGroup, candidates) });
    }
    return { active: account.state === "active", bot: account.bot, accessLevel, grants };
  } catch (error) {
    if (error instanceof GitLabFailure) return "unknown";
    throw error;
  }
}

/** Everybody who is or was the candidate. */
export function candidatesOf({ candidate, everCandidates }: Enrollment): ReadonlySet<PersonId> {
  return new Set([...everCandidates, ...(candidate === null ? [] : [candidate.person])]);
}

/** Who gave somebody their place; a candidate anywhere up that line, for what their accounts do they do. */
async function addedBy(
  ports: StandingsPorts,
  place: Membership | null,
  membershipOf: (userId: number) => Promise<Membership | null>,
  candidates: ReadonlySet<PersonId>,
): Promise<PersonId | null> {
  const direct = await personOf(ports, place?.addedBy ?? null);
  let by = place?.addedBy ?? null;
  for (let length = 0; by !== null && length < LONGEST_LINE; length += 1) {
    const person = await personOf(ports, by);
    if (person !== null && candidates.has(person)) return person;
    if (candidates.size === 0) break;
    const next: number | null = (await membershipOf(by))?.addedBy ?? null;
    by = next === by ? null : next;
  }
  return direct;
}

/** Usernames of a program are bound to numeric ids when they are first looked up: a recycled name gains nothing. */
async function isListed(
  ports: StandingsPorts,
  program: Program,
  usernames: readonly string[],
  userId: number,
): Promise<boolean> {
  for (const username of usernames) {
    if ((await listedUserId(ports, program, username)) === userId) return true;
  }
  return false;
}

export async function listedUserId(ports: StandingsPorts, program: Program, username: string): Promise<number | null> {
  const known = await ports.people.listedUser(program.id, username);
  // `null`: whoever had this name first was forgotten; somebody new under it gains nothing.
  if (known !== undefined) return known;
  const account = await ports.gitlab.findAccount(username);
  if (account === null) return null;
  await ports.people.rememberListedUser(program.id, username, account.userId);
  return account.userId;
}

/** Only somebody this bot has met can be the candidate, so a stranger needs no number. */
async function personOf(ports: StandingsPorts, userId: number | null): Promise<PersonId | null> {
  if (userId === null) return null;
  return await ports.people.known(userId);
}
