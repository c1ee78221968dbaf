import type { Enrollment } from "../../domain/enrollment/enrollment.ts";
import type { Event } from "../../domain/enrollment/event.ts";
import type { NewFact } from "../../domain/enrollment/fact.ts";
import { hasClaims, type Observation } from "../../domain/enrollment/judge.ts";
import { nextFormLook } from "../../domain/enrollment/judge-forms.ts";
import { awaitStart, nextTimeLook } from "../../domain/enrollment/judge-time.ts";
import { type Ledger, openLedger } from "../../domain/enrollment/ledger.ts";
import { readSystemNote } from "../../domain/enrollment/system-note.ts";
import { waitingEngagements, whoLooksAfter } from "../../domain/enrollment/waiting.ts";
import type { Issue, Note } from "../../domain/issue.ts";
import type { Program } from "../../domain/program/program.ts";
import type { DeliveryHint } from "../ports/delivery-hint.ts";
import { mayStillBeMoving, notYet } from "./find-origin.ts";
import type { StoredDelivery } from "../ports/inbox-port.ts";
import { lookUpForTime } from "./command-context.ts";
import { findCoordinator } from "../people/coordinator-pool.ts";
import { judgeObservation } from "./judge-observation.ts";
import { tellOfLongWaits } from "./long-waits.ts";
import { observe, type Observed } from "./observe.ts";
import { type PeopleSection, readPeopleSection } from "./people-section.ts";
import type { ReviewPorts } from "../ports/ports.ts";
import type { StoredErrand } from "../ports/errands-port.ts";
import type { ReviewRecord, Watch } from "../ports/store-port.ts";
import { errandEvents, errandsDone, errandsFor, takeInProposals } from "./errands.ts";
import { planReminders } from "../reminders/plan-reminders.ts";
import { watchAfter } from "./watch-after.ts";

/** What one review fetched. */
export interface Sight {
  readonly issue: Issue;
  readonly notes: readonly Note[];
  readonly hints: readonly DeliveryHint[];
  readonly rows: readonly StoredDelivery[];
  /** What other issues ask of this one: the desk of an enrollment, or the other way round. */
  readonly errands: readonly StoredErrand[];
}

/** An enrollment under review; one that begins has its first fact and no watch yet. */
export interface Followed {
  readonly id: string;
  readonly enrollment: Enrollment;
  readonly watch: Watch | null;
  readonly firstFact: NewFact | null;
  readonly commentsFrom: Date;
  /** GitLab moved the issue here since the last review. */
  readonly movedHere: boolean;
}

/** An enrollment as it stands in the journal now. */
export interface Recorded {
  readonly id: string;
  readonly enrollment: Enrollment;
  readonly program: Program;
  readonly watch: Watch;
  readonly sight: Sight;
  /** GitLab moved the issue here since the last review, with copies of its notes. */
  readonly movedHere: boolean;
  /** The candidate has gone quiet and was reminded of it. */
  readonly isStalled: boolean;
  /** When time alone changes something: an engagement is over, somebody is to be reminded. */
  readonly lookAgainAt: Date | null;
}

/** What follows from a review is performed by then, or nobody is performing it. */
export const PERFORM_WITHIN_MS = 5000;

/** Judge what one review saw and write it down: facts, watch, actions and taken-in deliveries in one transaction. */
export async function recordReview(
  ports: ReviewPorts,
  sight: Sight,
  followed: Followed,
  program: Program,
): Promise<Recorded> {
  const now = ports.now();
  const { observed, section, observation } = await look(ports, sight, followed, program);
  const quiet = followed.firstFact !== null && followed.enrollment.adopted;
  const ledger = openLedger({ id: followed.id, enrollment: followed.enrollment, program, now, quiet });
  await begin(ports, ledger, followed, sight, observation);
  takeInProposals(ledger, sight.errands);
  const deferred = await judgeObservation(ports, ledger, observation, section);
  await findCoordinator(ports, ledger);
  if (quiet && hasClaims(ledger)) ledger.plan("adopted", { kind: "note", note: { kind: "adopted" } }, now);

  const watch = watchAfter(followed, sight, ledger, observed, deferred.filter(isOfThisIssue), now);
  tellOfLongWaits(ports, ledger, "note", watch, now);
  const enrollment = ledger.enrollment();
  const reminders = await planReminders(ports, { id: followed.id, enrollment, program: ledger.program() });
  const record = await recordOf(ports, sight, followed, { ledger, watch, reminders: reminders.planned });
  await ports.journal.commit(record);
  for (const { issue } of record.errands) ports.wake(issue);
  for (const { kind, key } of record.facts) ports.log.debug("Write a fact", { enrollmentId: followed.id, kind, key });
  return {
    id: followed.id,
    enrollment,
    program: ledger.program(),
    watch,
    sight,
    movedHere: followed.movedHere,
    isStalled: reminders.isStalled,
    lookAgainAt: await nextMoment(ports, ledger.program(), enrollment, now),
  };
}

interface Look {
  readonly observed: Observed;
  readonly section: PeopleSection;
  readonly observation: Observation;
}

/** What people did since the last review, with whom *People* names and what the desk asks. */
async function look(ports: ReviewPorts, sight: Sight, followed: Followed, program: Program): Promise<Look> {
  const { issue, notes, hints, errands } = sight;
  const boxes = await ports.read.parse(issue.description);
  if (boxes !== "unreadable") compareCounts(ports, sight, boxes.length);
  const { ownIds, handle } = ports.bot();
  const observed = await observe(ports, {
    enrollmentId: followed.id,
    program,
    issue,
    boxes,
    notes,
    hints,
    watch: followed.watch,
    commentsFrom: followed.commentsFrom,
    ownIds,
    handle,
    now: ports.now(),
  });
  const before = followed.watch === null ? null : { ...followed.watch, enrollment: followed.enrollment };
  const section = await readPeopleSection(ports, program, before, { ...sight, saves: observed.saves }, observed.person);
  const events = [...observed.events, ...errandEvents(errands)].toSorted((a, b) => +a.at - +b.at);
  return { observed, section, observation: { ...observationOf(sight, boxes, observed, section), events } };
}

interface Judged {
  readonly ledger: Ledger;
  readonly watch: Watch;
  readonly reminders: ReviewRecord["reminders"];
}

/** Everything this review writes, and what others look up of the enrollment from now on. */
async function recordOf(
  ports: ReviewPorts,
  { issue, rows, errands }: Sight,
  followed: Followed,
  { ledger, watch, reminders }: Judged,
): Promise<ReviewRecord> {
  const enrollment = ledger.enrollment();
  const isNew = followed.firstFact !== null;
  return {
    enrollmentId: followed.id,
    issue: { projectId: issue.projectId, issueIid: issue.issueIid },
    programId: enrollment.programId,
    candidate: enrollment.candidate?.person ?? null,
    isOpen: issue.state === "opened" && enrollment.status !== "certified",
    movedToIssueId: enrollment.movedToIssueId,
    afterSeq: isNew ? 0 : followed.enrollment.lastSeq,
    facts: followed.firstFact === null ? ledger.facts() : [followed.firstFact, ...ledger.facts()],
    watch,
    actions: ledger.actions(),
    deliveries: idsOf(rows),
    // Until what follows is performed: after a crash in between, this brings the issue back.
    wakeAt: new Date(ports.now().getTime() + PERFORM_WITHIN_MS),
    coordinator: whoLooksAfter(enrollment),
    engagements: enrollment.engagements,
    waiting: waitingEngagements(ledger.program(), enrollment),
    people: ledger.people(),
    errands: await errandsFor(ports, ledger, followed),
    errandsDone: errandsDone(ledger, errands),
    reminders,
    badge: enrollment.badge,
  };
}

/** When time alone changes something next: an engagement begins or ends, a pause. `null` when nothing is waited for. */
async function nextMoment(
  ports: ReviewPorts,
  program: Program,
  enrollment: Enrollment,
  now: Date,
): Promise<Date | null> {
  const byTime = nextTimeLook(program, enrollment, await lookUpForTime(ports, program, enrollment));
  const times = enrollment.engagements
    .filter((one) => one.state === "scheduled")
    .flatMap(({ start, end }) => [start.getTime(), end.getTime()])
    .concat(nextFormLook(program, enrollment, now)?.getTime() ?? [], byTime?.getTime() ?? [])
    .filter((time) => time > now.getTime());
  return times.length === 0 ? null : new Date(Math.min(...times));
}

/** What was written on the desk waits as an errand and not here. */
function isOfThisIssue(event: Event): boolean {
  return event.kind !== "command" || event.errand === undefined;
}

export function idsOf(rows: readonly StoredDelivery[]): readonly string[] {
  return rows.map((row) => row.id);
}

/** What comes before people's doings: the welcome of a new enrollment, or the news that it goes on elsewhere. */
async function begin(
  ports: ReviewPorts,
  ledger: Ledger,
  followed: Followed,
  sight: Sight,
  observation: Observation,
): Promise<void> {
  const { issue } = sight;
  const ref = { projectId: issue.projectId, issueIid: issue.issueIid };
  if (followed.movedHere) {
    const body = { kind: "moved-here", issue: ref, issueId: issue.issueId } as const;
    ledger.add(body, `moved-here:${issue.issueId}`, issue.updatedAt);
    ledger.plan(`status-at-${issue.issueId}`, { kind: "note", note: { kind: "status" } }, ports.now());
  }
  if (followed.firstFact === null) return;
  const named = observation.candidate.people ?? observation.candidate.assignee;
  const others = named === null ? [] : await ports.journal.openOf(ledger.program().id, named);
  if (
    named !== null &&
    others.some(({ issue: other }) => other.projectId !== ref.projectId || other.issueIid !== ref.issueIid)
  ) {
    // It may be the other one, on its way here: GitLab's note of the move comes a moment later.
    if (mayStillBeMoving(ports, sight)) throw notYet();
    ledger.add({ kind: "held-back", person: named }, "held-back", issue.updatedAt);
    return;
  }
  ledger.plan("status", { kind: "note", note: { kind: "status" } }, ports.now());
  awaitStart(ledger, issue.updatedAt);
}

function observationOf(
  { issue, notes }: Sight,
  boxes: Observation["boxes"],
  observed: Observed,
  section: PeopleSection,
): Observation {
  const { person, saves } = observed;
  const [assignee] = issue.assignees;
  const rewritten = notes.findLast((note) => note.system && readSystemNote(note.body) !== null);
  return {
    issue,
    boxes,
    events: observed.events,
    candidate: {
      people: section.proposed.get("candidate")?.[0] ?? null,
      assignee: assignee === undefined ? null : person(assignee),
      author: person(issue.author),
    },
    proposed: section.proposed,
    proposedBy: section.writtenBy,
    lastEditor: saves.at(-1)?.by ?? (rewritten === undefined ? null : person(rewritten.author)),
  };
}

/** GitLab's own count is an oracle: a difference means that one of us reads the description wrongly. */
function compareCounts(ports: ReviewPorts, { issue }: Sight, count: number): void {
  if (issue.taskCompletion === null || issue.taskCompletion.count === count) return;
  ports.count("count-mismatch");
  const counts = { ours: count, gitlabs: issue.taskCompletion.count };
  ports.log.info("GitLab counts other boxes", { projectId: issue.projectId, issueIid: issue.issueIid, ...counts });
}
