import type { CommandEvent } from "../enrollment/event.ts";
import type { Verdict } from "../enrollment/judge-turn.ts";
import { heldRoles, ineligible, isOrWasCandidate, mayConfirm, rolesThatConfirm } from "../enrollment/standing.ts";
import type { RoleId, Task } from "../program/program.ts";
import type { Offer } from "./command-kind.ts";
import type { CommandContext } from "./context.ts";

/** Who may do what besides confirming tasks; the candidate of an enrollment holds none of these roles in it. */
export const STEERING: readonly RoleId[] = ["coordinator", "owner"];

/** Shown to everybody. */
export function toEverybody(): boolean {
  return true;
}

/** Shown to those who confirm a task. */
export function toConfirmers(offer: Offer): boolean {
  return offer.program.tasks.some((task) => confirmsFor(offer, task));
}

/** Does one of their roles confirm this task? Not that of the candidate, who speaks for themselves. */
export function confirmsFor({ roles }: Offer, task: Task): boolean {
  return rolesThatConfirm(task).some((role) => role !== "candidate" && roles.has(role));
}

/** Shown to coordinators and owners. */
export function toSteering({ roles }: Offer): boolean {
  return STEERING.some((role) => roles.has(role));
}

/** Go on when a coordinator or an owner writes; others are refused. */
export function steering(context: CommandContext, event: CommandEvent, effect: () => void): Verdict {
  return allowed(context, event, STEERING, null, () => {
    effect();
    return "judged";
  });
}

/**
 * Go on when somebody writes who holds one of these roles; others are refused.
 *
 * @param role - The role it is about, if it is about one: the answer tells who may give it.
 */
export function allowed(
  context: CommandContext,
  event: CommandEvent,
  needed: readonly RoleId[],
  role: RoleId | null,
  effect: () => Verdict,
): Verdict {
  const roles = heldRoles(context.ledger.enrollment(), event.by, context.standing(event.by));
  if (roles === "unknown") return "deferred";
  if (needed.some((one) => roles.has(one))) return effect();
  refuse(context, event, [], role);
  return "judged";
}

/** Go on when somebody writes who may confirm this task; others are refused. */
export function ifEntitled(context: CommandContext, event: CommandEvent, task: Task, effect: () => void): Verdict {
  const may = mayConfirm(context.ledger.enrollment(), task, event.by, context.standing(event.by));
  if (may === "unknown") return "deferred";
  if (may === "yes") effect();
  else refuse(context, event, [task], null);
  return "judged";
}

/** Answer why this person may not. */
export function refuse(
  context: CommandContext,
  event: CommandEvent,
  tasks: readonly Task[],
  role: RoleId | null,
): void {
  const { ledger } = context;
  const ids = tasks.map((task) => task.id);
  const command = event.command.kind;
  if (isOrWasCandidate(ledger.enrollment(), event.by)) {
    ledger.answer(event, { kind: "own-issue", command, tasks: ids }, "refused");
    return;
  }
  const standing = context.standing(event.by);
  const why = standing === "unknown" ? null : ineligible(standing);
  if (why !== null) ledger.answer(event, { kind: "not-eligible", why }, "refused");
  else ledger.answer(event, { kind: "not-entitled", command, tasks: ids, role }, "refused");
}
