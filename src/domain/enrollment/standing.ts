import { isSelfConfirmed, type Program, type RoleId, type Task } from "../program/program.ts";
import type { Assignment, Enrollment } from "./enrollment.ts";
import type { PersonId } from "./fact.ts";

/** What GitLab and the program say of somebody right now, before anything that happened in one enrollment. */
export interface Standing {
  readonly active: boolean;
  readonly bot: boolean;
  /** Level in the project, direct or inherited; 0 for somebody who is no member. */
  readonly accessLevel: number;
  readonly grants: readonly Grant[];
}

/** A role the program admits somebody to by itself. */
export interface Grant {
  readonly role: RoleId;
  readonly via: "users" | "group" | "access";
  /** Who put them where the program looks, if GitLab tells. */
  readonly addedBy: PersonId | null;
}

/** Unknown is not no: GitLab could not be asked. */
export type KnownStanding = Standing | "unknown";

/**
 * Which roles somebody holds in one enrollment.
 *
 * Whoever is or ever was its candidate holds no other role here, whatever rights they have; neither does an account
 * they added to the project themselves, a bot the program does not list, or a blocked account.
 */
export function heldRoles(
  enrollment: Enrollment,
  person: PersonId,
  standing: KnownStanding,
): ReadonlySet<RoleId> | "unknown" {
  if (isOrWasCandidate(enrollment, person)) {
    return new Set<RoleId>(enrollment.candidate?.person === person ? ["candidate"] : []);
  }
  if (standing === "unknown") return "unknown";
  if (ineligible(standing) !== null) return new Set();
  const granted = standing.grants
    .filter((grant) => grant.addedBy === null || !isOrWasCandidate(enrollment, grant.addedBy))
    .map((grant) => grant.role);
  const assigned = [...enrollment.assigned.keys()].filter((role) =>
    assignmentsThatCount(enrollment, role).some((one) => one.person === person && (isMember(standing) || !one.member)),
  );
  return new Set([...granted, ...assigned]);
}

/**
 * Who was assigned to a role, latest first, without those a candidate brought in, through however many others:
 * somebody may hold a role, assign a friend and then become the candidate.
 */
export function assignmentsThatCount(enrollment: Enrollment, role: RoleId): readonly Assignment[] {
  const suspects = broughtInByCandidates(enrollment);
  return (enrollment.assigned.get(role) ?? []).filter(
    ({ by }) => !suspects.has(by) && !isOrWasCandidate(enrollment, by),
  );
}

function broughtInByCandidates(enrollment: Enrollment): ReadonlySet<PersonId> {
  const all = [...enrollment.assigned.values()].flat();
  const suspects = new Set<PersonId>();
  for (let size = -1; size !== suspects.size;) {
    size = suspects.size;
    for (const { person, by } of all) if (suspects.has(by) || isOrWasCandidate(enrollment, by)) suspects.add(person);
  }
  return suspects;
}

/** Why an account confirms nothing, whatever its rights; `null` when it may. */
export function ineligible(standing: Standing): "bot" | "inactive" | null {
  if (!standing.active) return "inactive";
  const listed = standing.grants.some((grant) => grant.via === "users");
  return standing.bot && !listed ? "bot" : null;
}

export function isMember(standing: Standing): boolean {
  return standing.accessLevel > 0;
}

/** Maintainers can edit anybody's comment, and GitLab does not tell who did. */
export function mayEditOthersComments(standing: KnownStanding): boolean {
  return standing === "unknown" || standing.accessLevel >= 40;
}

/** A Maintainer may give the webhook a body of their own: an authentic delivery can then say anything. */
export function mayEditWebhook(standing: Standing): boolean {
  return standing.accessLevel >= 40;
}

export function isOrWasCandidate(enrollment: Enrollment, person: PersonId): boolean {
  return enrollment.candidate?.person === person || enrollment.everCandidates.has(person);
}

/** May somebody confirm this task? The candidate only where the program leaves it to them. */
export function mayConfirm(
  enrollment: Enrollment,
  task: Task,
  person: PersonId,
  standing: KnownStanding,
): "yes" | "no" | "unknown" {
  const roles = heldRoles(enrollment, person, standing);
  if (roles === "unknown") return "unknown";
  return rolesThatConfirm(task).some((role) => roles.has(role)) ? "yes" : "no";
}

/** Coordinators and owners may also speak for a self-confirmed task: they confirm adopted issues in bulk. */
export function rolesThatConfirm(task: Task): readonly RoleId[] {
  return isSelfConfirmed(task) ? [...task.confirmedBy, "coordinator", "owner"] : task.confirmedBy;
}

/**
 * People who could be asked for a role, best first: named by an admitted person, chosen from several, named by *People*,
 * then by the program.
 */
export function peopleForRole(
  program: Program,
  enrollment: Enrollment,
  role: RoleId,
  listed: ReadonlyMap<RoleId, readonly PersonId[]>,
): readonly PersonId[] {
  const people = [
    ...assignmentsThatCount(enrollment, role).map((one) => one.person),
    ...(role === "coordinator" && enrollment.coordinator !== null ? [enrollment.coordinator] : []),
    ...(enrollment.proposed.get(role) ?? []),
    ...(program.roles[role].users.length > 0 ? (listed.get(role) ?? []) : []),
  ];
  return [...new Set(people)].filter((person) => !isOrWasCandidate(enrollment, person));
}
