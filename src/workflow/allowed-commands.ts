import type { PersonId } from "../domain/enrollment/fact.ts";
import { heldRoles, rolesThatConfirm } from "../domain/enrollment/standing.ts";
import { COMMANDS, type CommandName } from "../domain/talk/command-table.ts";
import type { ReviewPorts } from "./ports.ts";
import type { Recorded } from "./record-review.ts";
import { candidatesOf, lookUpStanding } from "./standings.ts";

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
  const roles = held === "unknown" ? new Set() : held;
  const confirms = program.tasks.some((task) =>
    rolesThatConfirm(task).some((role) => role !== "candidate" && roles.has(role)),
  );
  return COMMANDS.filter(({ audience }) => {
    switch (audience) {
      case "everyone":
        return true;
      case "candidate":
        return roles.has("candidate") || confirms;
      case "confirmers":
        return confirms;
      case "coordinators":
        return roles.has("coordinator") || roles.has("owner");
    }
  }).map(({ name }) => name);
}
