import type { Answer } from "../enrollment/action.ts";
import type { Enrollment } from "../enrollment/enrollment.ts";
import type { CommandEvent } from "../enrollment/event.ts";
import type { PersonId } from "../enrollment/fact.ts";
import { assignmentsThatCount, heldRoles, isMember } from "../enrollment/standing.ts";
import type { EngagementKind } from "../program/program.ts";
import type { CommandContext } from "./context.ts";
import { readAccountHere } from "./read-account.ts";
import { STEERING } from "./rights.ts";

export type HelperReading =
  | { readonly kind: "helper"; readonly person: PersonId | null; readonly admit: { readonly member: boolean } | null }
  | { readonly kind: "answer"; readonly answer: Answer }
  | { readonly kind: "deferred" };

/**
 * Whom `with @user` means. By somebody who may name people for the role it also gives them the role; by others it only
 * finds who holds it already.
 */
export function readHelper(
  context: CommandContext,
  event: CommandEvent,
  kind: EngagementKind,
  username: string,
): HelperReading {
  const { ledger } = context;
  const role = kind.helper;
  const account = readAccountHere(context, role, username);
  if (account.kind !== "account") return account;
  const { person, standing } = account;
  const held = heldRoles(ledger.enrollment(), person, standing);
  if (held !== "unknown" && held.has(role)) return { kind: "helper", person, admit: null };
  const own = heldRoles(ledger.enrollment(), event.by, context.standing(event.by));
  if (own === "unknown") return { kind: "deferred" };
  if (ledger.program().roles[role].assignedBy.some((one) => own.has(one))) {
    const isVouchedFor = event.offer === undefined || doesAnySteer(context, [person, ...event.offer.namedBy]);
    if (isVouchedFor === "unknown") return { kind: "deferred" };
    // As far as anybody knows here it is another account of the candidate, under whatever name the desk shows.
    if (!isVouchedFor) return { kind: "answer", answer: { kind: "not-for-role", role, username, why: "candidate" } };
    return { kind: "helper", person, admit: { member: isMember(standing) } };
  }
  const command = `${event.command.kind} … with`;
  return { kind: "answer", answer: { kind: "not-entitled", command, tasks: [], role } };
}

/** Is one of these people a coordinator or owner on this issue? */
function doesAnySteer({ ledger, standing }: CommandContext, people: readonly PersonId[]): boolean | "unknown" {
  const held = people.map((one) => heldRoles(ledger.enrollment(), one, standing(one)));
  if (held.some((roles) => roles !== "unknown" && STEERING.some((role) => roles.has(role)))) return true;
  return held.includes("unknown") ? "unknown" : false;
}

/** Who leads or observes when nobody is named: whoever was named for that, if it is one person. */
export function usualHelper(enrollment: Enrollment, kind: EngagementKind): PersonId | null {
  const [only, ...others] = assignmentsThatCount(enrollment, kind.helper);
  return only === undefined || others.length > 0 ? null : only.person;
}

/** The helper is named for the role with the date. */
export function admit(
  { ledger }: CommandContext,
  event: CommandEvent,
  kind: EngagementKind,
  { person, admit: admission }: Extract<HelperReading, { kind: "helper" }>,
): void {
  if (person === null || admission === null) return;
  const body = { kind: "role-assigned", role: kind.helper, person, by: event.by, member: admission.member } as const;
  ledger.add(body, `assign:${event.key}`, event.at);
}
