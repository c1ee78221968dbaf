import type { PersonId } from "../enrollment/fact.ts";
import { ineligible, isOrWasCandidate, type Standing } from "../enrollment/standing.ts";
import type { RoleId } from "../program/program.ts";
import type { CommandContext } from "./context.ts";

/** An account that is to hold a role, or the answer that it cannot. */
type AccountReading<Why> =
  | { readonly kind: "account"; readonly person: PersonId; readonly standing: Standing }
  | { readonly kind: "answer"; readonly answer: AccountFault<Why> }
  | { readonly kind: "deferred" };

type AccountFault<Why> =
  | { readonly kind: "unknown-user"; readonly username: string }
  | { readonly kind: "not-for-role"; readonly role: RoleId; readonly username: string; readonly why: Why };

/**
 * Whom a username means that is named for a role.
 *
 * @param whyNot - What speaks against them; `null` when nothing does.
 */
export function readAccount<Why>(
  context: Pick<CommandContext, "account" | "standing">,
  role: RoleId,
  username: string,
  whyNot: (person: PersonId, standing: Standing) => Why | null,
): AccountReading<Why> {
  const person = context.account(username);
  if (person === "unknown") return { kind: "deferred" };
  if (person === null) return { kind: "answer", answer: { kind: "unknown-user", username } };
  const standing = context.standing(person);
  if (standing === "unknown") return { kind: "deferred" };
  const why = whyNot(person, standing);
  if (why !== null) return { kind: "answer", answer: { kind: "not-for-role", role, username, why } };
  return { kind: "account", person, standing };
}

/** The same on a candidate's issue: whoever is or was the candidate holds no other role there. */
export function readAccountHere(
  context: CommandContext,
  role: RoleId,
  username: string,
): AccountReading<"candidate" | "bot" | "inactive"> {
  const enrollment = context.ledger.enrollment();
  return readAccount(context, role, username, (person, standing) =>
    isOrWasCandidate(enrollment, person) ? "candidate" : ineligible(standing),
  );
}
