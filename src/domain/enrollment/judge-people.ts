import type { RoleId } from "../program/program.ts";
import type { PersonId } from "./fact.ts";
import type { Observation } from "./judge.ts";
import type { CommandContext } from "../commands/context.ts";
import { tellOfHandOver } from "./hand-over.ts";
import { assignmentsThatCount, heldRoles, ineligible, isMember, isOrWasCandidate } from "./standing.ts";

/**
 * Take note of whom *People* names. What the candidate writes there is a proposal: it says whom to show and gives no
 * right. Written by somebody who may assign the role, and proven by GitLab's record, it counts like `assign`.
 */
export function judgePeople(context: CommandContext, observation: Observation): void {
  for (const [role, people] of observation.proposed) judgeRole(context, observation, role, people);
}

function judgeRole(context: CommandContext, observation: Observation, role: RoleId, people: readonly PersonId[]): void {
  const { ledger } = context;
  const { issue, proposedBy } = observation;
  const known = ledger.enrollment().proposed.get(role) ?? [];
  const at = issue.updatedAt;
  const stamp = `${role}:${people.join("+")}:${at.toISOString()}`;
  if (JSON.stringify(known) !== JSON.stringify(people)) {
    ledger.add({ kind: "role-proposed", role, people }, `proposed:${stamp}`, at);
  }
  if (role === "candidate" || proposedBy === null || !mayAssign(context, proposedBy, role)) return;
  const before = ledger.enrollment();
  for (const person of people) {
    const standing = context.standing(person);
    const assigned = assignmentsThatCount(ledger.enrollment(), role).some((one) => one.person === person);
    const excluded = isOrWasCandidate(ledger.enrollment(), person);
    if (standing === "unknown" || assigned || excluded || ineligible(standing) !== null) continue;
    ledger.add(
      { kind: "role-assigned", role, person, by: proposedBy, member: isMember(standing) },
      `assigned:${person}:${stamp}`,
      at,
    );
  }
  tellOfHandOver(ledger, before);
}

function mayAssign(context: CommandContext, person: PersonId, role: RoleId): boolean {
  const { ledger } = context;
  const roles = heldRoles(ledger.enrollment(), person, context.standing(person));
  return roles !== "unknown" && ledger.program().roles[role].assignedBy.some((one) => roles.has(one));
}
