import type { Booking, CommandContext } from "../../domain/commands/context.ts";
import { kindOf } from "../../domain/commands/commands.ts";
import type { Enrollment } from "../../domain/enrollment/enrollment.ts";
import type { Event } from "../../domain/enrollment/event.ts";
import type { PersonId } from "../../domain/enrollment/fact.ts";
import type { TimeContext } from "../../domain/enrollment/judge-time.ts";
import type { Ledger } from "../../domain/enrollment/ledger.ts";
import type { Program } from "../../domain/program/program.ts";
import { NOTHING_KNOWN } from "../../domain/people/person-settings.ts";
import type { ReviewPorts } from "../ports/ports.ts";

/** Nobody makes dates further ahead than this. */
const FARTHEST_MS = 6 * 366 * 86_400_000;

type Looked = Pick<CommandContext, "now" | "settings" | "bookings" | "isDeniedName" | "isHoliday" | "knowsCountry">;

/**
 * What commands need to know of people beyond their rights: where they are, when they are busy. Asks GitLab nothing.
 *
 * @param named - Everybody the commands name.
 */
export async function lookUpForCommands(
  ports: Pick<ReviewPorts, "people" | "engagements" | "holidays" | "isDeniedName" | "now">,
  ledger: Ledger,
  events: readonly Event[],
  named: Iterable<PersonId>,
): Promise<Looked> {
  const now = ports.now();
  const commands = events.flatMap((event) => (event.kind === "command" ? [event] : []));
  const { candidate, engagements } = ledger.enrollment();
  const helpers = engagements.flatMap((one) => (one.state === "scheduled" && one.helper !== null ? [one.helper] : []));
  const people = new Set([
    ...commands.map((event) => event.by),
    ...named,
    ...helpers,
    ...(candidate === null ? [] : [candidate.person]),
  ]);
  const countries = commands.flatMap(({ command }) => kindOf(command).countries?.(command) ?? []);
  const knowsCountry = await lookUpCountries(ports, countries);
  const settings = await ports.people.settings(commands.length === 0 ? [] : people);
  const byTime = await lookUpForTime(ports, ledger.program(), ledger.enrollment());
  return {
    now,
    settings: (person) => settings.get(person) ?? byTime.settings(person),
    isHoliday: byTime.isHoliday,
    bookings: commands.length === 0 ? [] : await lookUpBookings(ports, [...people]),
    isDeniedName: ports.isDeniedName,
    knowsCountry,
  };
}

/** When these people are busy from now on. */
export async function lookUpBookings(
  { engagements, now }: Pick<ReviewPorts, "engagements" | "now">,
  people: readonly PersonId[],
): Promise<readonly Booking[]> {
  const from = now();
  return await engagements.overlapping(people, from, new Date(from.getTime() + FARTHEST_MS));
}

/** Which of these countries, or parts of one, there are. */
export async function lookUpCountries(
  { holidays }: Pick<ReviewPorts, "holidays">,
  countries: Iterable<string>,
): Promise<(country: string) => boolean> {
  const known = new Set<string>();
  for (const country of new Set(countries)) if (await holidays.knows(country)) known.add(country.toUpperCase());
  return (country) => known.has(country.toUpperCase());
}

/** What is needed to tell when a pause or a silence ends. */
export async function lookUpForTime(
  { people, holidays }: Pick<ReviewPorts, "people" | "holidays">,
  program: Program,
  { pause, candidate }: Enrollment,
): Promise<TimeContext> {
  const settings = await people.settings(pause === null || candidate === null ? [] : [candidate.person]);
  if (program.sponsorStep !== null && program.workingHours.country !== null) {
    await holidays.prepare([program.workingHours.country]);
  }
  return {
    settings: (person) => settings.get(person) ?? NOTHING_KNOWN,
    isHoliday: (country, day) => holidays.isHoliday(country, day),
  };
}
