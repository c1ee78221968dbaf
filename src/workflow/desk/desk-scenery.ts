import { DESK_COMMANDS } from "../../domain/desk/commands/desk-commands.ts";
import type { DeskCommandName, DeskNotePlan } from "../../domain/desk/desk-note-plan.ts";
import { rolesOnDesk } from "../../domain/desk/desk-roles.ts";
import type { PersonId } from "../../domain/enrollment/fact.ts";
import { NOTHING_KNOWN } from "../../domain/people/person-settings.ts";
import type { DeskScene } from "../../domain/talk/desk-scene.ts";
import type { ReviewPorts } from "../ports/ports.ts";
import type { RecordedDesk } from "./review-desk.ts";
import { lookUpStanding } from "../people/standings.ts";

/** Everything the notes of a desk are told from, with the names people have now. */
export async function deskScene(
  ports: ReviewPorts,
  { desk, program, waiting }: RecordedDesk,
  plans: readonly DeskNotePlan[],
): Promise<DeskScene> {
  const offers = [...desk.offers.values()];
  const people = new Set([
    desk.openedBy,
    ...offers.flatMap(({ engineer, takers }) => [engineer, ...takers.values()]),
    ...waiting.flatMap(({ candidate, coordinator }) => [candidate, ...(coordinator === null ? [] : [coordinator])]),
    ...plans.flatMap(peopleIn),
  ]);
  const names = await ports.people.find(people);
  const settings = await ports.people.settings(people);
  return {
    wording: ports.wording(program),
    program,
    desk,
    waiting,
    now: ports.now(),
    botHandle: ports.bot().handle,
    nameOf: (person) => names.get(person) ?? null,
    zoneOf: (person) => settings.get(person)?.zone ?? null,
    settingsOf: (person) => settings.get(person) ?? NOTHING_KNOWN,
  };
}

function peopleIn(plan: DeskNotePlan): readonly PersonId[] {
  switch (plan.kind) {
    case "proposal":
      return [plan.to, ...plan.lines.map(({ candidate }) => candidate)];
    case "outcome":
      return [
        plan.to,
        ...plan.parts.flatMap(({ candidate }) => candidate ?? []),
        ...(plan.handedTo === null ? [] : [plan.handedTo]),
      ];
    case "answer": {
      const { to, answer } = plan;
      if (answer.kind === "nobody-found") return [to, ...answer.parts.flatMap(({ candidate }) => candidate ?? [])];
      return "candidate" in answer ? [to, answer.candidate] : [to];
    }
    case "not-confidential":
    case "second-desk":
      return [plan.to];
  }
}

/** What one person may write on the desk, for `help`. What GitLab cannot say right now is left out. */
export async function allowedOnDesk(
  ports: ReviewPorts,
  { desk, program, sight }: RecordedDesk,
  person: PersonId,
): Promise<readonly DeskCommandName[]> {
  const user = (await ports.people.find([person])).get(person);
  if (user === undefined) return [];
  const standing = await lookUpStanding(ports, program, sight.issue.projectId, user);
  const roles = rolesOnDesk(desk, person, standing);
  return DESK_COMMANDS.filter(
    (kind) => kind.roles === null || (roles !== "unknown" && kind.roles.some((role) => roles.has(role))),
  ).map(({ name }) => name);
}
