import type { PersonId } from "../../domain/enrollment/fact.ts";
import { findEngagementKind, type Program } from "../../domain/program/program.ts";
import { findVersion } from "../../domain/program/program-set.ts";
import type { Calendar, CalendarEvent } from "../ports/calendar.ts";
import type { CalendarEntries, EngagementsPort } from "../ports/engagements-port.ts";
import type { PeoplePort } from "../ports/store-port.ts";

export interface CalendarPorts {
  readonly engagements: Pick<EngagementsPort, "findCalendar">;
  readonly people: Pick<PeoplePort, "find">;
  readonly programs: readonly Program[];
  /** Where this bot is reached; makes the entries' ids those of this installation. */
  readonly publicUrl: string | null;
}

type Entry = CalendarEntries["entries"][number];

/**
 * What a calendar id stands for: the people who take part and nobody else, no customer, no codename, no address of an
 * issue. The same entry keeps its id for its whole life, and its sequence grows with every change.
 *
 * @returns `null` when there is no such calendar.
 */
export async function findCalendar(ports: CalendarPorts, id: string): Promise<Calendar | null> {
  const found = await ports.engagements.findCalendar(id);
  if (found === null) return null;
  const takingPart = found.entries.flatMap(({ candidate, engagement }) => [candidate, engagement.helper]);
  const people = await ports.people.find(takingPart.filter((person) => person !== null));
  const nameOf = (person: PersonId | null): string | null =>
    person === null ? null : (people.get(person)?.name ?? null);
  const events = found.entries.flatMap((entry) => describe(ports, entry, nameOf));
  const [program] = found.entries.flatMap(({ programId, version }) =>
    [findVersion(ports.programs, programId, version)].filter((one) => one !== null),
  );
  return { kind: found.kind, name: program?.shortTitle ?? "Onboarding", events };
}

function describe(
  ports: CalendarPorts,
  { enrollmentId, programId, version, candidate, engagement }: Entry,
  nameOf: (person: PersonId | null) => string | null,
): readonly CalendarEvent[] {
  const program = findVersion(ports.programs, programId, version);
  if (program === null) return [];
  const host = ports.publicUrl === null ? "onboarding-bot.invalid" : new URL(ports.publicUrl).host;
  const { number, changes: sequence, start, end, changedAt } = engagement;
  return [
    {
      uid: `engagement-${enrollmentId}-${number}@${host}`,
      sequence,
      isCancelled: engagement.state === "cancelled" || engagement.state === "missed",
      start,
      end,
      changedAt,
      title: titleOf(program, engagement.kind, nameOf(candidate), nameOf(engagement.helper)),
      description: program.title,
      url: null,
    },
  ];
}

/** "Shadow: Tom Becker, Maria Silva": whoever leads first. */
function titleOf(program: Program, kindId: string, candidate: string | null, helper: string | null): string {
  const kind = findEngagementKind(program, kindId);
  const name = kind?.name ?? kindId;
  const title = `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
  const people = (kind?.helperLeads === true ? [helper, candidate] : [candidate, helper]).filter(
    (person) => person !== null,
  );
  return people.length === 0 ? title : `${title}: ${people.join(", ")}`;
}
