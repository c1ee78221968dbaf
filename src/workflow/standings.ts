import type { PersonId } from "../domain/enrollment/fact.ts";
import type { Grant, KnownStanding } from "../domain/enrollment/standing.ts";
import type { UserRef } from "../domain/issue.ts";
import { type Program, ROLES } from "../domain/program/program.ts";
import { GitLabFailure, type GitLabPort } from "./gitlab-port.ts";
import type { PeoplePort } from "./store-port.ts";

export interface StandingsPorts {
  readonly gitlab: Pick<GitLabPort, "getAccount" | "projectMembership" | "groupMembership" | "findAccount">;
  readonly people: PeoplePort;
}

/**
 * Ask GitLab who somebody is, fresh each time it matters: losing access takes a role away at once.
 *
 * @returns `unknown` when GitLab could not say; that is not a no.
 */
export async function lookUpStanding(
  ports: StandingsPorts,
  program: Program,
  projectId: number,
  user: UserRef,
): Promise<KnownStanding> {
  try {
    const [account, membership] = await Promise.all([
      ports.gitlab.getAccount(user.userId),
      ports.gitlab.projectMembership(projectId, user.userId),
    ]);
    if (account === null) return { active: false, bot: false, accessLevel: 0, grants: [] };
    const accessLevel = membership?.accessLevel ?? 0;
    const grants: Grant[] = [];
    for (const role of ROLES) {
      const { users, group, minAccess } = program.roles[role];
      if (await isListed(ports, program, users, user.userId)) grants.push({ role, via: "users", addedBy: null });
      if (minAccess !== null && accessLevel >= minAccess) {
        grants.push({ role, via: "access", addedBy: await personOf(ports, membership?.addedBy ?? null) });
      }
      const inGroup = group === null ? null : await ports.gitlab.groupMembership(group, user.userId);
      if (inGroup) grants.push({ role, via: "group", addedBy: await personOf(ports, inGroup.addedBy) });
    }
    return { active: account.state === "active", bot: account.bot, accessLevel, grants };
  } catch (error) {
    if (error instanceof GitLabFailure) return "unknown";
    throw error;
  }
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
