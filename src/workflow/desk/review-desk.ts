import { runDeskCommand } from "../../domain/desk/commands/desk-commands.ts";
import type { Desk } from "../../domain/desk/desk.ts";
import { type DeskLedger, openDeskLedger } from "../../domain/desk/desk-ledger.ts";
import type { Waiting } from "../../domain/desk/match.ts";
import { hasSeat } from "../../domain/desk/take-seat.ts";
import type { CommandEvent } from "../../domain/enrollment/event.ts";
import type { IssueRef } from "../../domain/issue.ts";
import type { Program } from "../../domain/program/program.ts";
import { lookUpForDesk } from "./desk-context.ts";
import { freeForgottenSeats, freeRefusedSeats, takeInErrands, toNewErrand } from "./desk-errands.ts";
import { planProposals } from "./desk-proposals.ts";
import { readWaiting } from "./desk-waiting.ts";
import { afterAll, heardFrom } from "./heard-from.ts";
import { observe, type Observed } from "../review/observe.ts";
import { performDesk } from "./perform-desk.ts";
import type { ReviewPorts } from "../ports/ports.ts";
import { idsOf, PERFORM_WITHIN_MS, type Sight } from "../review/record-review.ts";
import { tellOfLongWaits } from "../review/long-waits.ts";
import { watchOf } from "../review/watch-after.ts";
import type { DeskUnderReview } from "./start-desk.ts";
import type { ReviewRecord, Watch } from "../ports/store-port.ts";

/**
 * What a desk may do now. Only an open one works; what happened to its seats is written down all the same.
 *
 * - `public`: everybody in the project could read along
 * - `second`: the program has another desk
 */
export type DeskService = "open" | "closed" | "public" | "second";

/** A desk as it stands in the journal now. */
export interface RecordedDesk {
  readonly id: string;
  readonly desk: Desk;
  readonly program: Program;
  readonly watch: Watch;
  readonly sight: Sight;
  readonly service: DeskService;
  /** Who waits and has no seat, longest first. */
  readonly waiting: readonly Waiting[];
  /** When time alone changes something. */
  readonly lookAgainAt: Date | null;
}

/** That an issue became confidential may be told by no delivery, and no list of issues shows it as news. */
const LOOK_FOR_SERVICE_MS = 60 * 60_000;

/** Review a desk as `reviewIssue` does an enrollment: write down what people did there, then do what follows. */
export async function reviewDesk(ports: ReviewPorts, sight: Sight, under: DeskUnderReview): Promise<void> {
  const recorded = await recordDesk(ports, sight, under);
  if (sight.rows.length > 0 || under.firstFact !== null) await ports.progressed();
  await performDesk(ports, recorded);
}

/** What one review made of a desk, before it is written down. */
interface Judged {
  readonly ledger: DeskLedger;
  readonly service: DeskService;
  readonly isSecond: boolean;
  readonly watch: Watch;
  readonly waiting: readonly Waiting[];
  readonly proposedNext: Date | null;
  readonly errandsDone: ReviewRecord["errandsDone"];
}

async function recordDesk(ports: ReviewPorts, sight: Sight, under: DeskUnderReview): Promise<RecordedDesk> {
  const now = ports.now();
  const { id, program, firstFact } = under;
  const { issue } = sight;
  const { ledger, service, isSecond, watch, waiting, proposedNext, errandsDone } = await judgeDesk(ports, sight, under);
  const errands = ledger.errands().map((errand) => toNewErrand(id, errand));
  await ports.journal.commitDesk({
    deskId: id,
    issue: { projectId: issue.projectId, issueIid: issue.issueIid },
    programId: program.id,
    // What was never in service stands in nobody's way.
    isOpen: issue.state === "opened" && !isSecond && (issue.confidential || under.desk.lastSeq > 1),
    afterSeq: firstFact === null ? under.desk.lastSeq : 0,
    facts: firstFact === null ? ledger.facts() : [firstFact, ...ledger.facts()],
    watch,
    actions: ledger.actions(),
    deliveries: idsOf(sight.rows),
    // Until what follows is performed: after a crash in between, this brings the issue back.
    wakeAt: new Date(now.getTime() + PERFORM_WITHIN_MS),
    people: ledger.people(),
    errands,
    errandsDone,
  });
  for (const { issue: other } of errands) ports.wake(other);
  for (const { kind, key } of ledger.facts()) ports.log.debug("Write a fact", { deskId: id, kind, key });
  const desk = ledger.desk();
  return {
    id,
    desk,
    program,
    watch,
    sight,
    service,
    waiting,
    lookAgainAt: nextMoment(desk, service, proposedNext, now),
  };
}

async function judgeDesk(ports: ReviewPorts, sight: Sight, under: DeskUnderReview): Promise<Judged> {
  const now = ports.now();
  const { id, program } = under;
  const first = await ports.journal.deskOf(program.id);
  const isSecond = first !== null && first.id !== id;
  const service = serviceOf(sight, isSecond);
  const ledger = openDeskLedger(id, under.desk, now);
  const errandsDone = takeInErrands(ledger, sight.errands, now);
  await freeRefusedSeats(ports, ledger);
  if (sight.issue.state === "opened" && wasAway(under)) await freeForgottenSeats(ports, ledger);

  const serves = (projectId: number): boolean => !under.desk.isLocal || projectId === sight.issue.projectId;
  const everybody = await readWaiting(ports, program, serves);
  const commentsFrom = heardFrom(sight, under.commentsFrom);
  const observed = await observeDesk(ports, sight, { ...under, commentsFrom });
  const known = { ledger, program, projectId: sight.issue.projectId, serves, waiting: everybody.all };
  const deferred = service === "open" ? await judgeComments(ports, known, observed) : [];
  planStandingNotes(ledger, under, sight, { service, first: first?.issue ?? null, now });
  const proposedNext = service === "open" ? await planProposals(ports, known, everybody) : null;

  const watch =
    service === "open"
      ? watchOf({ ...under, commentsFrom }, sight, [...deferred, ...observed.undecided], now)
      : watchOf({ ...under, commentsFrom: afterAll(sight, commentsFrom) }, sight, [], now);
  tellOfLongWaits(ports, ledger, "desk-note", watch, now);
  const waiting = everybody.all.filter((one) => !hasSeat(ledger.desk(), one, now));
  return { ledger, service, isSecond, watch, waiting, proposedNext, errandsDone };
}

/** Nobody could tell it of seats that were given back. */
function wasAway({ watch }: DeskUnderReview): boolean {
  return watch !== null && (watch.state === "closed" || watch.unreachableSince !== null);
}

function serviceOf({ issue }: Sight, isSecond: boolean): DeskService {
  if (issue.state === "closed") return "closed";
  if (!issue.confidential) return "public";
  return isSecond ? "second" : "open";
}

/** Comments alone matter on a desk: its description is for people. */
async function observeDesk(ports: ReviewPorts, sight: Sight, under: DeskUnderReview): Promise<Observed> {
  const { ownIds, handle } = ports.bot();
  return await observe(ports, {
    enrollmentId: under.id,
    program: under.program,
    issue: sight.issue,
    boxes: "unreadable",
    notes: sight.notes,
    hints: sight.hints.filter((hint) => hint.kind === "note"),
    watch: under.watch,
    commentsFrom: under.commentsFrom,
    ownIds,
    handle,
    now: ports.now(),
  });
}

/** @returns Commands that have to wait, because GitLab could not say who somebody is. */
async function judgeComments(
  ports: ReviewPorts,
  known: Parameters<typeof lookUpForDesk>[1],
  { events }: Observed,
): Promise<readonly CommandEvent[]> {
  const commands = events.filter((event) => event.kind === "command");
  const context = await lookUpForDesk(ports, known, commands);
  return commands.filter((event) => runDeskCommand(context, event) === "deferred");
}

/** The living note of a desk at work, and the one word to whoever opened one that cannot work. */
function planStandingNotes(
  ledger: DeskLedger,
  { desk, watch }: DeskUnderReview,
  { issue }: Sight,
  { service, first, now }: { service: DeskService; first: IssueRef | null; now: Date },
): void {
  const to = desk.openedBy;
  if (service === "open" && (watch?.statusNote ?? null) === null) {
    ledger.plan("status", { kind: "note", note: { kind: "status" } }, now);
  }
  // One that lost its confidentiality says nothing at all: people may be reading along already.
  if (service === "public" && desk.lastSeq === 1 && (watch?.statusNote ?? null) === null) {
    ledger.plan("not-confidential", { kind: "desk-note", note: { kind: "not-confidential", to } }, now);
  }
  if (service === "second" && first !== null) {
    const key = `second-${first.projectId}-${first.issueIid}-${issue.issueIid}`;
    ledger.plan(key, { kind: "desk-note", note: { kind: "second-desk", to, first } }, now);
  }
}

/** An engagement that begins is none to take any more. */
function nextMoment(desk: Desk, service: DeskService, proposedNext: Date | null, now: Date): Date | null {
  if (service === "public") return new Date(now.getTime() + LOOK_FOR_SERVICE_MS);
  if (service !== "open") return null;
  const starts = [...desk.offers.values()].map(({ start }) => start.getTime()).filter((start) => start > now.getTime());
  const times = [...starts, ...(proposedNext === null ? [] : [proposedNext.getTime()])];
  return times.length === 0 ? null : new Date(Math.min(...times));
}
