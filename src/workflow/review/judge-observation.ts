import { kindOf } from "../../domain/commands/commands.ts";
import type { AttributionEvent, Event, TurnEvent } from "../../domain/enrollment/event.ts";
import type { PersonId } from "../../domain/enrollment/fact.ts";
import { judge, type Observation } from "../../domain/enrollment/judge.ts";
import type { Ledger } from "../../domain/enrollment/ledger.ts";
import {
  heldRoles,
  isOrWasCandidate,
  type KnownStanding,
  mayEditOthersComments,
  mayEditWebhook,
} from "../../domain/enrollment/standing.ts";
import { findTask, isSelfConfirmed } from "../../domain/program/program.ts";
import { newestVersion } from "../../domain/program/program-set.ts";
import { lookUpForCommands } from "./command-context.ts";
import { cannotTell } from "../ports/gitlab-port.ts";
import { lookUpAccount } from "./look-up-account.ts";
import type { PeopleSection } from "./people-section.ts";
import type { ReviewPorts } from "../ports/ports.ts";
import { candidatesOf, lookUpStanding } from "../people/standings.ts";

/**
 * Judge an observation with what GitLab says of the people in it right now.
 *
 * @returns Events that have to wait, because GitLab could not say who somebody is.
 * @throws {GitLabFailure} when it could not say who wrote *People*: the whole review is tried again.
 */
export async function judgeObservation(
  ports: ReviewPorts,
  ledger: Ledger,
  observation: Observation,
  section: PeopleSection,
): Promise<readonly Event[]> {
  const accounts = await lookUpAccounts(ports, observation.events);
  const wanted = peopleThatMatter(ledger, observation, section, accounts);
  const standings = await lookUpStandings(ports, ledger, observation, wanted);
  const proposalUnknown =
    section.writtenBy !== null &&
    [section.writtenBy, ...section.unless, ...[...section.proposed.values()].flat()].some(
      (one) => standings.get(one) === "unknown",
    );
  if (proposalUnknown) throw cannotTell("Cannot tell who wrote People: GitLab does not say who they are");
  const doubted = doubtDeliveries(ledger, observation, standings);
  const programs = ports.programs();
  const isDisputed = section.unless.some((one) => mayHaveWritten(ledger, one, standings.get(one) ?? "unknown"));
  const named = [...accounts.values()].filter((one) => typeof one === "number");
  return judge(
    {
      ...(await lookUpForCommands(ports, ledger, observation.events, named)),
      ledger,
      standing: (person) => standings.get(person) ?? "unknown",
      account: (username) => accounts.get(username.toLowerCase()) ?? null,
      newestProgram: newestVersion(programs, ledger.program().id) ?? ledger.program(),
      programIds: [...new Set(programs.map((program) => program.id))],
    },
    isDisputed ? { ...doubted, proposedBy: null } : doubted,
  );
}

/**
 * Which boxes one save turned together is told by its delivery, and whoever may edit the webhook can make one up. Where
 * a candidate could have, only what GitLab answers itself counts.
 */
function doubtDeliveries(
  ledger: Ledger,
  observation: Observation,
  standings: ReadonlyMap<PersonId, KnownStanding>,
): Observation {
  if (!observation.events.some((event) => restsOnDelivery(ledger, event))) return observation;
  const candidates = candidatesIn(ledger, observation).map((person) => standings.get(person) ?? "unknown");
  if (!candidates.some((one) => one !== "unknown" && mayEditWebhook(one))) {
    if (!candidates.includes("unknown")) return observation;
    throw cannotTell("Cannot judge a tick: GitLab does not say who the candidate is");
  }
  const events = observation.events.map((event): Event => {
    if (!restsOnDelivery(ledger, event)) return event;
    return event.kind === "attribution"
      ? { ...event, turn: { ...event.turn, alone: false } }
      : { ...event, alone: false };
  });
  return { ...observation, events };
}

/** Would this tick confirm only because a delivery says that it stood alone? */
function restsOnDelivery(ledger: Ledger, event: Event): event is TurnEvent | AttributionEvent {
  if (event.kind === "command" || event.proof !== "record" || event.by === null) return false;
  if (isOrWasCandidate(ledger.enrollment(), event.by)) return false;
  const { box, to, alone } = event.kind === "turn" ? event : event.turn;
  const task = findTask(ledger.program(), box.task);
  const onRecord = event.kind === "turn" && event.aloneOnRecord === true;
  return task !== undefined && !isSelfConfirmed(task) && to === "done" && alone && !onRecord;
}

function candidatesIn(ledger: Ledger, { candidate }: Observation): readonly PersonId[] {
  const { candidate: current, everCandidates } = ledger.enrollment();
  const believed = current?.person ?? candidate.people ?? candidate.assignee ?? candidate.author;
  return [...new Set([believed, ...everCandidates])];
}

/** Could this person have changed *People* and made up a delivery that says otherwise, without a right to name anybody? */
function mayHaveWritten(ledger: Ledger, person: PersonId, standing: KnownStanding): boolean {
  const roles = heldRoles(ledger.enrollment(), person, standing);
  const isTrusted = roles !== "unknown" && (roles.has("coordinator") || roles.has("owner"));
  return !isTrusted && mayEditOthersComments(standing);
}

/** Only people whose right decides something are asked about: two calls each, and one for each account in line behind them. */
function peopleThatMatter(
  ledger: Ledger,
  observation: Observation,
  section: PeopleSection,
  accounts: ReadonlyMap<string, PersonId | "unknown" | null>,
): ReadonlySet<PersonId> {
  const program = ledger.program();
  const wanted = new Set<PersonId>();
  for (const event of observation.events) {
    if (restsOnDelivery(ledger, event)) for (const one of candidatesIn(ledger, observation)) wanted.add(one);
    if (event.kind === "command") {
      const { changes, usernames } = kindOf(event.command);
      if (changes) wanted.add(event.by);
      for (const one of event.offer?.namedBy ?? []) wanted.add(one);
      if (changes && event.authority === "edited-by-author") {
        for (const one of candidatesIn(ledger, observation)) wanted.add(one);
      }
      for (const username of usernames(event.command)) {
        const person = accounts.get(username.toLowerCase());
        if (typeof person === "number") wanted.add(person);
      }
      continue;
    }
    const { box, to } = event.kind === "turn" ? event : event.turn;
    const task = findTask(program, box.task);
    if (event.by !== null && to === "done" && task !== undefined && !isSelfConfirmed(task)) wanted.add(event.by);
  }
  if (section.writtenBy !== null && !isOrWasCandidate(ledger.enrollment(), section.writtenBy)) {
    const proposed = [...section.proposed].filter(([role]) => role !== "candidate").flatMap(([, people]) => people);
    const all = [section.writtenBy, ...section.unless, ...proposed];
    if (proposed.length > 0) for (const person of all) wanted.add(person);
  }
  return wanted;
}

async function lookUpStandings(
  ports: ReviewPorts,
  ledger: Ledger,
  { issue, candidate }: Observation,
  people: ReadonlySet<PersonId>,
): Promise<ReadonlyMap<PersonId, KnownStanding>> {
  const users = await ports.people.find(people);
  // Whoever is about to become the candidate counts as one.
  const { people: named, assignee, author } = candidate;
  const candidates = new Set([
    ...candidatesOf(ledger.enrollment()),
    ...(ledger.enrollment().candidate === null ? [named ?? assignee ?? author] : []),
  ]);
  const standings = new Map<PersonId, KnownStanding>();
  for (const [person, user] of users) {
    standings.set(person, await lookUpStanding(ports, ledger.program(), issue.projectId, user, candidates));
  }
  return standings;
}

async function lookUpAccounts(
  ports: ReviewPorts,
  events: readonly Event[],
): Promise<ReadonlyMap<string, PersonId | "unknown" | null>> {
  const accounts = new Map<string, PersonId | "unknown" | null>();
  for (const event of events) {
    if (event.kind !== "command") continue;
    for (const username of kindOf(event.command).usernames(event.command)) {
      accounts.set(username.toLowerCase(), await lookUpAccount(ports, username));
    }
  }
  return accounts;
}
