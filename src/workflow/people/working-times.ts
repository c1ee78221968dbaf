import type { PersonId } from "../../domain/enrollment/fact.ts";
import { ownWorkingTime } from "../../domain/people/own-working-time.ts";
import { NOTHING_KNOWN } from "../../domain/people/person-settings.ts";
import type { WorkingTime } from "../../domain/people/working-time.ts";
import type { Program } from "../../domain/program/program.ts";
import type { ReviewPorts } from "../ports/ports.ts";

type WorkingTimePorts = Pick<ReviewPorts, "people" | "holidays">;

/** When these people may be spoken to, from what the store knows of them. Asks GitLab nothing. */
export async function workingTimesOf(
  { people, holidays }: WorkingTimePorts,
  program: Program,
  persons: Iterable<PersonId>,
): Promise<(person: PersonId) => WorkingTime> {
  const settings = await people.settings(persons);
  const countries = [...settings.values()].flatMap(({ country }) => country ?? []);
  await holidays.prepare([
    ...countries,
    ...(program.workingHours.country === null ? [] : [program.workingHours.country]),
  ]);
  const isHoliday = holidays.isHoliday.bind(holidays);
  return (person) => ownWorkingTime(program, settings.get(person) ?? NOTHING_KNOWN, isHoliday);
}

export async function workingTimeOf(ports: WorkingTimePorts, program: Program, person: PersonId): Promise<WorkingTime> {
  return (await workingTimesOf(ports, program, [person]))(person);
}
