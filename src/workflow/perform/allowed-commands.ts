import { type CommandName, offeredTo } from "../../domain/commands/commands.ts";
import type { PersonId } from "../../domain/enrollment/fact.ts";
import { heldRoles } from "../../domain/enrollment/standing.ts";
import type { RoleId } from "../../domain/program/program.ts";
import type { ReviewPorts } from "../ports/ports.ts";
import type { Recorded } from "../review/record-review.ts";
import { candidatesOf, lookUpStanding } from "../people/standings.ts";

/**
 * The commands one person may use on one issue, for `help`. What GitLab cannot say right now is left out: a command
 * shown here works.
 */
export async function allowedCommands(
  ports: ReviewPorts,
  { program, enrollment }: Pick<Recorded, "program" | "enrollment">,
  { to, answer }: { readonly to: PersonId; readonly answer: { readonly kind: string } },
): Promise<readonly CommandName[]> {
  if (answer.kind !== "help") return [];
  const user = (await ports.people.find([to])).get(to);
  if (user === undefined) return [];
  const standing = await lookUpStanding(ports, program, enrollment.issue.projectId, user, candidatesOf(enrollment));
  const held = heldRoles(enrollment, to, standing);
  const roles = held === "unknown" ? new Set<RoleId>() : held;
  return offeredTo({ program, enrollment, person: to, roles });
}
