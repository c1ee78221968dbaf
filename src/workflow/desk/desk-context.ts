import type { DeskContext } from "../../domain/desk/commands/desk-context.ts";
import { readDeskCall } from "../../domain/desk/commands/desk-commands.ts";
import type { DeskLedger, EnrollmentAt } from "../../domain/desk/desk-ledger.ts";
import type { Waiting } from "../../domain/desk/match.ts";
import type { CommandEvent } from "../../domain/enrollment/event.ts";
import type { PersonId } from "../../domain/enrollment/fact.ts";
import type { KnownStanding } from "../../domain/enrollment/standing.ts";
import { NOTHING_KNOWN } from "../../domain/people/person-settings.ts";
import type { Program } from "../../domain/program/program.ts";
import { lookUpCountries } from "../review/command-context.ts";
import { lookUpAccount } from "../review/look-up-account.ts";
import type { ReviewPorts } from "../ports/ports.ts";
import { lookUpStanding } from "../people/standings.ts";

/** Look up all that commands on a desk need: who wrote them, whom and where they name, who waits. */
export async function lookUpForDesk(
  ports: ReviewPorts,
  { ledger, program, projectId, serves, waiting }: Known,
  events: readonly CommandEvent[],
): Promise<DeskContext> {
  const accounts = new Map<string, PersonId | null | "unknown">();
  const admitted = new Set<PersonId>();
  const authors = new Set<PersonId>();
  const countries: string[] = [];
  for (const event of events) {
    const { kind, words } = readDeskCall(event);
    if (kind === null) continue;
    countries.push(...(kind.countries?.(words) ?? []));
    if (kind.roles === null) continue;
    authors.add(event.by);
    for (const username of kind.usernames(words)) {
      const name = username.toLowerCase();
      const person = accounts.get(name) ?? (await lookUpAccount(ports, username));
      accounts.set(name, person);
      if (kind.admits === true && typeof person === "number") admitted.add(person);
    }
  }
  const named = [...accounts.values()].filter((one) => typeof one === "number");
  const openOf = await collect(named, (person) => ports.journal.openOf(program.id, person));
  const lookedAfterBy = await collect(authors, (person) => ports.journal.lookedAfterBy(program.id, person));
  const standings = await lookUpStandings(ports, program, projectId, new Set([...authors, ...admitted]));
  const engineers = [...ledger.desk().offers.values()].map(({ engineer }) => engineer);
  const users = await ports.people.find(events.length === 0 ? [] : new Set(engineers));
  const settings = await ports.people.settings(new Set(events.map(({ by }) => by)));
  return {
    ledger,
    program,
    standing: (person) => standings.get(person) ?? "unknown",
    account: (username) => accounts.get(username.toLowerCase()) ?? null,
    openOf: (candidate) => (openOf.get(candidate) ?? []).filter(({ issue }) => serves(issue.projectId)),
    lookedAfterBy: (coordinator) =>
      (lookedAfterBy.get(coordinator) ?? []).filter(({ issue }) => serves(issue.projectId)),
    waiting,
    usernameOf: (person) => users.get(person)?.username ?? null,
    settings: (person) => settings.get(person) ?? NOTHING_KNOWN,
    knowsCountry: await lookUpCountries(ports, countries),
    isDeniedName: ports.isDeniedName,
    now: ports.now(),
  };
}

interface Known {
  readonly ledger: DeskLedger;
  readonly program: Program;
  readonly projectId: number;
  /** Does this desk serve the candidates of this project? */
  readonly serves: (projectId: number) => boolean;
  readonly waiting: readonly Waiting[];
}

async function collect(
  people: Iterable<PersonId>,
  find: (person: PersonId) => Promise<readonly EnrollmentAt[]>,
): Promise<ReadonlyMap<PersonId, readonly EnrollmentAt[]>> {
  const found = new Map<PersonId, readonly EnrollmentAt[]>();
  for (const person of new Set(people)) found.set(person, await find(person));
  return found;
}

async function lookUpStandings(
  ports: ReviewPorts,
  program: Program,
  projectId: number,
  people: ReadonlySet<PersonId>,
): Promise<ReadonlyMap<PersonId, KnownStanding>> {
  const standings = new Map<PersonId, KnownStanding>();
  for (const [person, user] of await ports.people.find(people)) {
    standings.set(person, await lookUpStanding(ports, program, projectId, user));
  }
  return standings;
}
