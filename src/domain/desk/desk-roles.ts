import type { PersonId } from "../enrollment/fact.ts";
import { ineligible, isMember, type KnownStanding, type Standing } from "../enrollment/standing.ts";
import type { RoleId } from "../program/program.ts";
import type { Desk } from "./desk.ts";

/** Who opens desks. */
const OPENING: readonly RoleId[] = ["coordinator", "owner"];

/**
 * Whose candidates a desk may show that somebody opens: those of the whole program when the program names them or their
 * group, those of the desk's own project when they hold the role by their rights there; `null` when they may open none.
 */
export function reachOf(standing: Standing): "program" | "project" | null {
  if (ineligible(standing) !== null) return null;
  const ways = standing.grants.filter(({ role }) => OPENING.includes(role)).map(({ via }) => via);
  if (ways.length === 0) return null;
  return ways.every((via) => via === "access") ? "project" : "program";
}

/**
 * Which roles somebody holds on a desk: those the program admits them to by itself, and that of an engineer where they
 * were named here and are still a member. A bot the program does not list, or a blocked account, holds none.
 */
export function rolesOnDesk(
  desk: Pick<Desk, "engineers">,
  person: PersonId,
  standing: KnownStanding,
): ReadonlySet<RoleId> | "unknown" {
  if (standing === "unknown") return "unknown";
  if (ineligible(standing) !== null) return new Set();
  const named: readonly RoleId[] = desk.engineers.has(person) && isMember(standing) ? ["engineer"] : [];
  return new Set([...standing.grants.map((grant) => grant.role), ...named]);
}
