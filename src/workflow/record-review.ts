import type { Enrollment } from "../domain/enrollment/enrollment.ts";
import type { NewFact } from "../domain/enrollment/fact.ts";
import { hasClaims, type Observation } from "../domain/enrollment/judge.ts";
import { type Ledger, openLedger } from "../domain/enrollment/ledger.ts";
import { readSystemNote } from "../domain/enrollment/system-note.ts";
import type { Issue, Note } from "../domain/issue.ts";
import type { Program } from "../domain/program/program.ts";
import type { DeliveryHint } from "./delivery-hint.ts";
import { mayStillBeMoving, notYet } from "./find-origin.ts";
import type { StoredDelivery } from "./inbox-port.ts";
import { judgeObservation } from "./judge-observation.ts";
import { observe, type Observed } from "./observe.ts";
import { type PeopleSection, readPeopleSection } from "./people-section.ts";
import type { ReviewPorts } from "./ports.ts";
import type { DeferredEvent, Watch } from "./store-port.ts";
import { watchAfter } from "./watch-after.ts";

/** What one review fetched. */
export interface Sight {
  readonly issue: Issue;
  readonly notes: readonly Note[];
  readonly hints: readonly DeliveryHint[];
  readonly rows: readonly StoredDelivery[];
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
}

/** What follows from a review is performed by then, or nobody is performing it. */
export const PERFORM_WITHIN_MS = 5000;
const TELL_AFTER_MS = 15 * 60_000;

/** Judge what one review saw and write it down: facts, watch, actions and taken-in deliveries in one transaction. */
export async function recordReview(
  ports: ReviewPorts,
  sight: Sight,
  followed: Followed,
  program: Program,
): Promise<Recorded> {
  const now = ports.now();
  const { issue } = sight;
  const boxes = await ports.read.parse(issue.description);
  if (boxes !== "unreadable") compareCounts(ports, sight, boxes.length);
  const bot = ports.bot();
  const observed = await observe(ports, {
    enrollmentId: followed.id,
    program,
    issue,
    boxes,
    notes: sight.notes,
    hints: sight.hints,
    watch: followed.watch,
    commentsFrom: followed.commentsFrom,
    ownIds: bot.ownIds,
    handle: bot.handle,
    now,
  });
  const before = followed.watch === null ? null : { ...followed.watch, enrollment: followed.enrollment };
  const section = await readPeopleSection(ports, program, before, { ...sight, saves: observed.saves }, observed.person);
  const observation = observationOf(sight, boxes, observed, section);

  const quiet = followed.firstFact !== null && followed.enrollment.adopted;
  const ledger = openLedger({ id: followed.id, enrollment: followed.enrollment, program, now, quiet });
  await begin(ports, ledger, followed, sight, observation);
  const deferred = await judgeObservation(ports, ledger, observation, section);
  if (quiet && hasClaims(ledger)) ledger.plan("adopted", { kind: "note", note: { kind: "adopted" } }, now);

  const watch = watchAfter(followed, sight, ledger, observed, deferred, now);
  tellOfLongWaits(ports, ledger, watch.deferred, now);
  const facts = followed.firstFact === null ? ledger.facts() : [followed.firstFact, ...ledger.facts()];
  const enrollment = ledger.enrollment();
  const actions = ledger.actions();
  await ports.journal.commit({
    enrollmentId: followed.id,
    issue: { projectId: issue.projectId, issueIid: issue.issueIid },
    programId: enrollment.programId,
    candidate: enrollment.candidate?.person ?? null,
    isOpen: issue.state === "opened" && enrollment.status !== "certified",
    movedToIssueId: enrollment.movedToIssueId,
    afterSeq: followed.firstFact === null ? followed.enrollment.lastSeq : 0,
    facts,
    watch,
    actions,
    deliveries: idsOf(sight.rows),
    // Until what follows is performed: after a crash in between, this brings the issue back.
    wakeAt: new Date(now.getTime() + PERFORM_WITHIN_MS),
  });
  for (const fact of facts)
    ports.log.debug("Write a fact", { enrollmentId: followed.id, kind: fact.kind, key: fact.key });
  return { id: followed.id, enrollment, program: ledger.program(), watch, sight, movedHere: followed.movedHere };
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
  const others = named === null ? [] : await ports.journal.openIssuesOf(ledger.program().id, named);
  if (named !== null && others.some((other) => other.projectId !== ref.projectId || other.issueIid !== ref.issueIid)) {
    // It may be the other one, on its way here: GitLab's note of the move comes a moment later.
    if (mayStillBeMoving(ports, sight)) throw notYet();
    ledger.add({ kind: "held-back", person: named }, "held-back", issue.updatedAt);
    return;
  }
  ledger.plan("status", { kind: "note", note: { kind: "status" } }, ports.now());
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

/** Unknown is not no: a command whose author GitLab cannot place is kept and tried again, and its author is told once. */
function tellOfLongWaits(ports: ReviewPorts, ledger: Ledger, deferred: readonly DeferredEvent[], now: Date): void {
  for (const { event, since } of deferred) {
    if (event.kind !== "command" || now.getTime() - since.getTime() < TELL_AFTER_MS) continue;
    const reference = `${event.noteId}`;
    const answer = { kind: "cannot-check", reference } as const;
    ledger.plan(`cannot-check-${event.noteId}`, { kind: "note", note: { kind: "answer", to: event.by, answer } }, now);
    ports.log.warn("Cannot tell whether a person may do what they ask: GitLab does not say", { reference });
  }
}
