import type { DeskLedger } from "../../domain/desk/desk-ledger.ts";
import { type ProposalFor, type Proposals, proposalsDue } from "../../domain/desk/propose.ts";
import type { PersonId } from "../../domain/enrollment/fact.ts";
import type { Program } from "../../domain/program/program.ts";
import type { EverybodyWaiting } from "./desk-waiting.ts";
import { mayReadDesk } from "../people/may-read-desk.ts";
import { GitLabFailure } from "../ports/gitlab-port.ts";
import type { ReviewPorts } from "../ports/ports.ts";

/** Where proposals are made. */
interface Place {
  readonly ledger: DeskLedger;
  readonly program: Program;
  readonly projectId: number;
}

/**
 * Tell every coordinator what fits those who wait for them, and their issues that it was told.
 *
 * @returns When more can be proposed by time alone.
 */
export async function planProposals(ports: ReviewPorts, place: Place, waiting: EverybodyWaiting): Promise<Date | null> {
  const { due, lookAgainAt } = await whatIsDue(ports, place, waiting);
  for (const proposal of due) planProposal(place.ledger, proposal, waiting, ports.now());
  return lookAgainAt;
}

/** A mention does not reach whoever cannot read the desk: then whoever opened it hears of it. */
async function whatIsDue(
  ports: ReviewPorts,
  { ledger, program, projectId }: Place,
  { all }: EverybodyWaiting,
): Promise<Proposals> {
  const desk = ledger.desk();
  const coordinators = [desk.openedBy, ...all.flatMap(({ coordinator }) => coordinator ?? [])];
  const settings = await ports.people.settings(new Set(coordinators));
  const rules = {
    now: ports.now(),
    settleMs: program.asks.settleMs,
    dayBeginsMs: program.workingHours.from * 60_000,
    otherwise: desk.openedBy,
    zoneOf: (person: PersonId) => settings.get(person)?.zone ?? program.timeZone,
  };
  const proposals = proposalsDue(desk, all, rules);
  const asked = proposals.due.map(({ to }) => to).filter((person) => person !== desk.openedBy);
  const outside = await whoCannotRead(ports, projectId, asked);
  if (outside.size === 0) return proposals;
  const told = all.map((one) =>
    one.coordinator !== null && outside.has(one.coordinator) ? { ...one, coordinator: null } : one,
  );
  return proposalsDue(desk, told, rules);
}

async function whoCannotRead(
  ports: ReviewPorts,
  projectId: number,
  people: readonly PersonId[],
): Promise<ReadonlySet<PersonId>> {
  const outside = new Set<PersonId>();
  for (const [person, { userId }] of await ports.people.find(people)) {
    try {
      if (!(await mayReadDesk(ports, projectId, userId))) outside.add(person);
    } catch (error) {
      // Unknown is not no.
      if (!(error instanceof GitLabFailure)) throw error;
    }
  }
  return outside;
}

function planProposal(ledger: DeskLedger, { to, lines }: ProposalFor, { issueOf }: EverybodyWaiting, now: Date): void {
  for (const { waiting, offers, isNew } of lines) {
    const { enrollmentId, engagement } = waiting;
    const key = `proposed:${ledger.id}:${ledger.desk().lastSeq}:${enrollmentId}:${engagement}`;
    ledger.add({ kind: "proposed", to, enrollmentId, engagement, offers }, key, now);
    const issue = issueOf.get(enrollmentId);
    if (isNew && issue !== undefined) {
      ledger.send({ key, issue, errand: { kind: "proposed", engagement, to, at: now } });
    }
  }
  const shown = lines.map(({ waiting: { enrollmentId, candidate, engagement, since }, offers }) => {
    return { enrollmentId, candidate, engagement, since: since.toISOString(), offers };
  });
  const note = { kind: "proposal", to, lines: shown } as const;
  ledger.plan(`proposal-${ledger.desk().lastSeq}`, { kind: "desk-note", note }, now);
}
