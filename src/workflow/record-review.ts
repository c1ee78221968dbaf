import type { Enrollment } from "../domain/enrollment/enrollment.ts";
import type { Event, Unexplained } from "../domain/enrollment/event.ts";
import type { NewFact, PersonId } from "../domain/enrollment/fact.ts";
import { hasClaims, judge, type Observation } from "../domain/enrollment/judge.ts";
import { type Ledger, openLedger } from "../domain/enrollment/ledger.ts";
import { isOrWasCandidate, type KnownStanding } from "../domain/enrollment/standing.ts";
import { readSystemNote } from "../domain/enrollment/system-note.ts";
import { findTask, isSelfConfirmed, type Program } from "../domain/program/program.ts";
import { newestVersion } from "../domain/program/program-set.ts";
import type { Issue, Note, UserRef } from "../domain/issue.ts";
import type { DeliveryHint } from "./delivery-hint.ts";
import { mayStillBeMoving, notYet } from "./find-origin.ts";
import { GitLabFailure } from "./gitlab-port.ts";
import type { StoredDelivery } from "./inbox-port.ts";
import { observe, type Observed } from "./observe.ts";
import { type PeopleSection, readPeopleSection } from "./people-section.ts";
import type { ReviewPorts } from "./ports.ts";
import { lookUpStanding } from "./standings.ts";
import type { DeferredEvent, Watch } from "./store-port.ts";

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

const PERFORM_WITHIN_MS = 5000;
const DEFERRED_RETRY_MS = 30_000;
const TELL_AFTER_MS = 15 * 60_000;
/** A system note that is late comes within this time; then the turn stays unattributed until a delivery tells more. */
const LOOK_FOR_RECORD_MS = 10_000;
const RECORD_EXPECTED_MS = 60_000;
const UNEXPLAINED_KEPT = 50;
const UNEXPLAINED_KEPT_MS = 14 * 86_400_000;

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
  const deferred = await judgeWith(ports, ledger, observation, section);
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

async function judgeWith(
  ports: ReviewPorts,
  ledger: Ledger,
  observation: Observation,
  section: PeopleSection,
): Promise<readonly Event[]> {
  const accounts = await lookUpAccounts(ports, observation.events);
  const wanted = peopleThatMatter(ledger, observation, section, accounts);
  const standings = await lookUpStandings(ports, ledger.program(), observation.issue.projectId, wanted);
  const proposalUnknown =
    section.writtenBy !== null &&
    [section.writtenBy, ...[...section.proposed.values()].flat()].some((one) => standings.get(one) === "unknown");
  if (proposalUnknown) {
    const facts = { status: null, ambiguous: false, retryAfterMs: null };
    throw new GitLabFailure(
      "GITLAB_UNAVAILABLE",
      "Cannot tell who wrote People: GitLab does not say who they are",
      facts,
    );
  }
  const programs = ports.programs();
  return judge(
    {
      ledger,
      standing: (person) => standings.get(person) ?? "unknown",
      account: (username) => accounts.get(username.toLowerCase()) ?? null,
      newestProgram: newestVersion(programs, ledger.program().id) ?? ledger.program(),
      programIds: [...new Set(programs.map((program) => program.id))],
    },
    observation,
  );
}

/** Only people whose right decides something are asked about: two calls each. */
function peopleThatMatter(
  ledger: Ledger,
  observation: Observation,
  section: PeopleSection,
  accounts: ReadonlyMap<string, PersonId | "unknown" | null>,
): ReadonlySet<PersonId> {
  const program = ledger.program();
  const wanted = new Set<PersonId>();
  const { candidate } = observation;
  for (const event of observation.events) {
    if (event.kind === "command") {
      if (["help", "status", "next", "recheck", "unknown"].includes(event.command.kind)) continue;
      wanted.add(event.by);
      const believed =
        ledger.enrollment().candidate?.person ?? candidate.people ?? candidate.assignee ?? candidate.author;
      if (event.authority === "edited-by-author") wanted.add(believed);
      if (event.command.kind === "assign" && event.command.username !== null) {
        const person = accounts.get(event.command.username.toLowerCase());
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
    if (proposed.length > 0) for (const person of [section.writtenBy, ...proposed]) wanted.add(person);
  }
  return wanted;
}

async function lookUpStandings(
  ports: ReviewPorts,
  program: Program,
  projectId: number,
  people: ReadonlySet<PersonId>,
): Promise<ReadonlyMap<PersonId, KnownStanding>> {
  const users = await ports.people.find(people);
  const standings = new Map<PersonId, KnownStanding>();
  for (const [person, user] of users) {
    standings.set(person, await lookUpStanding(ports, program, projectId, user));
  }
  return standings;
}

async function lookUpAccounts(
  ports: ReviewPorts,
  events: readonly Event[],
): Promise<ReadonlyMap<string, PersonId | "unknown" | null>> {
  const accounts = new Map<string, PersonId | "unknown" | null>();
  for (const event of events) {
    if (event.kind !== "command" || event.command.kind !== "assign" || event.command.username === null) continue;
    const { username } = event.command;
    accounts.set(username.toLowerCase(), await lookUpAccount(ports, username));
  }
  return accounts;
}

async function lookUpAccount(ports: ReviewPorts, username: string): Promise<PersonId | "unknown" | null> {
  try {
    const account: UserRef | null = await ports.gitlab.findAccount(username);
    if (account === null) return null;
    return (await ports.people.remember([account])).get(account.userId) ?? null;
  } catch (error) {
    if (error instanceof GitLabFailure) return "unknown";
    throw error;
  }
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

function watchAfter(
  followed: Followed,
  { issue, notes }: Sight,
  ledger: Ledger,
  observed: Observed,
  deferred: readonly Event[],
  now: Date,
): Watch {
  const since = new Map((followed.watch?.deferred ?? []).map((one) => [one.event.key, one.since]));
  const waiting = [...deferred, ...observed.undecided].map((event): DeferredEvent => ({
    event,
    since: since.get(event.key) ?? now,
  }));
  const readTo = notes.at(-1)?.updatedAt ?? followed.watch?.notesReadTo ?? followed.commentsFrom;
  return {
    description: issue.description,
    state: issue.state,
    labels: issue.labels,
    issueUpdatedAt: issue.updatedAt,
    userNotesCount: issue.userNotesCount,
    notesReadTo: followed.watch !== null && followed.watch.notesReadTo > readTo ? followed.watch.notesReadTo : readTo,
    notesCountFrom: followed.commentsFrom,
    unexplained: unexplainedAfter(followed, ledger, observed, now),
    deferred: waiting,
    statusNote: followed.movedHere ? null : (followed.watch?.statusNote ?? null),
    unreachableSince: null,
  };
}

function unexplainedAfter(followed: Followed, ledger: Ledger, observed: Observed, now: Date): readonly Unexplained[] {
  const explained = new Set(
    observed.events.flatMap((event) =>
      event.kind === "attribution" && event.proof === "record" ? [event.turn.key] : [],
    ),
  );
  const written = new Set(ledger.facts().map((fact) => fact.key));
  const fresh = observed.events.flatMap((event): Unexplained[] => {
    if (event.kind !== "turn" || event.proof === "record" || event.late || !written.has(event.key)) return [];
    const { key, at, box, to, alone, stale, firstSight, by } = event;
    return [{ key, at, box, to, alone, stale, firstSight, hint: by }];
  });
  return [...(followed.watch?.unexplained ?? []), ...fresh]
    .filter((one) => !explained.has(one.key) && now.getTime() - one.at.getTime() < UNEXPLAINED_KEPT_MS)
    .slice(-UNEXPLAINED_KEPT);
}

/** When to look again although nobody says so. */
export function nextLook(watch: Watch, actions: readonly { readonly notBefore: Date }[], now: Date): Date | null {
  const times = actions.map((action) => action.notBefore.getTime());
  if (watch.deferred.length > 0) times.push(now.getTime() + DEFERRED_RETRY_MS);
  const young = watch.unexplained.some((one) => now.getTime() - one.at.getTime() < RECORD_EXPECTED_MS);
  if (young) times.push(now.getTime() + LOOK_FOR_RECORD_MS);
  return times.length === 0 ? null : new Date(Math.min(...times));
}
