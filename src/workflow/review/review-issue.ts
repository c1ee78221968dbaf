import { fold } from "../../domain/enrollment/enrollment.ts";
import { BotError } from "../../domain/error.ts";
import type { IssueRef } from "../../domain/issue.ts";
import type { Program } from "../../domain/program/program.ts";
import { findVersion } from "../../domain/program/program-set.ts";
import type { DeliveryHint } from "../ports/delivery-hint.ts";
import { findOrigin, movedAt } from "./find-origin.ts";
import { GitLabFailure } from "../ports/gitlab-port.ts";
import type { StoredDelivery } from "../ports/inbox-port.ts";
import { performActions } from "../perform/perform-actions.ts";
import type { ReviewPorts } from "../ports/ports.ts";
import { readNotes } from "./read-notes.ts";
import { type Followed, idsOf, recordReview, type Sight } from "./record-review.ts";
import { reviewDesk } from "../desk/review-desk.ts";
import { resumeDesk, startDesk } from "../desk/start-desk.ts";
import { startEnrollment } from "./start-enrollment.ts";
import type { StoredDesk, StoredEnrollment } from "../ports/store-port.ts";

/** Tries of one issue before it is parked; counted before the work, so that crashes count. */
const MOST_TRIES = 5;
/** After GitLab failed; the client below has waited and tried several times by then. */
const REMOTE_RETRY_MS = 3000;
const CONFLICT_RETRY_MS = 100;
/** A token that GitLab does not take is renewed by a person; asking often only gets the address blocked. */
const TOKEN_RETRY_MS = 60_000;
const FIRST_RETRY_MS = 2000;
/** Deliveries taken in by one review; more of them are the next one's. */
const DELIVERIES_AT_ONCE = 500;
const BYTES_AT_ONCE = 8 * 1024 * 1024;

/**
 * Review one issue: read it fresh, find out what people did, judge it, write it down, do what follows.
 *
 * The same for a webhook, the sweep, a timer and a command; what woke it does not matter. Running it twice, or again
 * after a crash at any point, ends in the same notes, labels and state. Never throws for GitLab's or an issue's sake.
 */
export async function reviewIssue(ports: ReviewPorts, issue: IssueRef): Promise<void> {
  const now = ports.now();
  const tries = await ports.guard.begin(issue, now);
  if (tries === null) {
    const until = await ports.guard.waitsUntil(issue);
    if (until !== null) ports.wake(issue, until);
    else await giveUpErrands(ports, issue);
    return;
  }
  if (tries > MOST_TRIES) {
    ports.log.error("Park an issue: its review ended five times with the process", { ...issue });
    await park(ports, issue, "failed five times");
    return;
  }
  try {
    ports.count("review");
    const progressed = (): Promise<void> => (tries > 1 ? ports.guard.progressed(issue) : Promise.resolve());
    await review({ ...ports, progressed }, issue);
    await ports.guard.succeeded(issue);
  } catch (error) {
    await retryLater(ports, issue, tries, error);
  }
}

async function review(ports: ReviewPorts, ref: IssueRef): Promise<void> {
  const stored = await ports.journal.find(ref);
  const storedDesk = stored === null ? await ports.journal.findDesk(ref) : null;
  const rows = await ports.inbox.rowsOf(ref, DELIVERIES_AT_ONCE);
  const hints = rows.map((row) => readHint(ports, row));
  const issue = await readIssue(ports, ref);
  if (issue === null) {
    await leaveUnreachable(ports, stored ?? storedDesk, rows);
    await giveUpErrands(ports, ref);
    return;
  }
  const notes = await readNotes(ports.gitlab, ref, {
    since: (stored ?? storedDesk)?.watch.notesReadTo ?? null,
    firstSaveAt: firstSaveOf(hints),
  });
  const errands = await ports.errands.pendingOf(ref);
  const sight: Sight = { issue, notes, hints, rows, errands };
  if (stored === null && (await reviewedAsDesk(ports, sight, storedDesk))) return;
  const known = stored ?? (await ports.journal.findMovedTo(issue.issueId)) ?? (await findOrigin(ports, sight));

  const followed = known === null ? await startEnrollment(ports, sight) : resume(known, sight, stored === null);
  if (followed === null) {
    await ports.inbox.mark(idsOf(rows), "done", "nothing to follow on this issue");
    if (errands.length > 0) await giveUpErrands(ports, ref);
    return;
  }
  const recorded = await recordReview(ports, sight, followed, programOf(ports, followed));
  if (rows.length > 0 || followed.firstFact !== null) await ports.progressed();
  await performActions(ports, recorded);
  if (isCut(rows)) ports.wake(ref);
}

/** @returns Whether it was one, and is reviewed. */
async function reviewedAsDesk(ports: ReviewPorts, sight: Sight, stored: StoredDesk | null): Promise<boolean> {
  const desk = stored === null ? await startDesk(ports, sight) : resumeDesk(ports, stored);
  if (desk === null) return false;
  await reviewDesk(ports, sight, desk);
  if (isCut(sight.rows)) ports.wake({ projectId: sight.issue.projectId, issueIid: sight.issue.issueIid });
  return true;
}

function resume(known: StoredEnrollment, sight: Sight, movedHere: boolean): Followed {
  const enrollment = fold(known.facts);
  if (enrollment === null) {
    throw new BotError("JOURNAL_BROKEN", "operator", "Cannot review an enrollment: its journal is empty", {
      details: { enrollmentId: known.id },
    });
  }
  // A move copies the notes: what is older than the move was heard, or refused, at the old place.
  const commentsFrom = movedHere ? (movedAt(sight) ?? sight.issue.updatedAt) : known.watch.notesCountFrom;
  return { id: known.id, enrollment, watch: known.watch, firstFact: null, commentsFrom, movedHere };
}

function programOf(ports: ReviewPorts, { enrollment }: Followed): Program {
  const program = findVersion(ports.programs(), enrollment.programId, enrollment.version);
  if (program !== null) return program;
  throw new BotError("PROGRAM_NOT_FOUND", "operator", "Cannot review an issue: its program version is not known", {
    details: { programId: enrollment.programId, version: enrollment.version },
  });
}

/** May more be waiting? The store answers with fewer than it was asked for when they are big. */
function isCut(rows: readonly StoredDelivery[]): boolean {
  const bytes = rows.reduce((sum, { body }) => sum + (body?.byteLength ?? 0), 0);
  return rows.length === DELIVERIES_AT_ONCE || bytes >= BYTES_AT_ONCE;
}

function firstSaveOf(hints: readonly DeliveryHint[]): Date | null {
  const times = hints.flatMap((hint) => (hint.kind === "issue" && hint.at !== null ? [hint.at.getTime()] : []));
  return times.length === 0 ? null : new Date(Math.min(...times));
}

function readHint(ports: ReviewPorts, row: StoredDelivery): DeliveryHint {
  if (row.body === null) return { kind: "other", reason: "its body was deleted for its age" };
  return ports.readDelivery(row.event, row.body);
}

/** @returns `null` when GitLab shows us no such issue: deleted, or out of our sight. */
async function readIssue(ports: ReviewPorts, ref: IssueRef): Promise<Sight["issue"] | null> {
  try {
    return await ports.gitlab.getIssue(ref);
  } catch (error) {
    if (error instanceof GitLabFailure && (error.status === 404 || error.status === 403)) return null;
    throw error;
  }
}

/** Nothing is withdrawn: the issue may be back tomorrow, with the right given again. */
async function leaveUnreachable(
  ports: ReviewPorts,
  stored: Pick<StoredEnrollment, "id" | "watch"> | null,
  rows: readonly StoredDelivery[],
): Promise<void> {
  await ports.inbox.mark(idsOf(rows), "done", "GitLab shows no such issue");
  if (stored !== null && stored.watch.unreachableSince === null) {
    await ports.journal.saveWatch(stored.id, { ...stored.watch, unreachableSince: ports.now() }, null);
    ports.log.warn("Cannot read an enrolled issue: GitLab answers 404 or 403", { enrollmentId: stored.id });
  }
}

async function retryLater(ports: ReviewPorts, issue: IssueRef, tries: number, error: unknown): Promise<void> {
  const remote = error instanceof BotError && error.retryable;
  ports.count("review-failed");
  if (!remote && tries >= MOST_TRIES) {
    ports.log.error("Park an issue: its review failed five times", { ...issue, error });
    await park(ports, issue, reasonOf(error));
    return;
  }
  const asked = error instanceof GitLabFailure ? error.retryAfterMs : null;
  const wait = asked ?? (remote ? pauseAfter(error) : FIRST_RETRY_MS * 4 ** (tries - 1));
  const until = new Date(ports.now().getTime() + wait);
  await ports.guard.failed(issue, until, reasonOf(error), !remote);
  if (remote) ports.log.warn("Review an issue again later: GitLab did not do its part", { ...issue, until, error });
  else ports.log.error("Review an issue again later: its review failed", { ...issue, until, error });
  ports.wake(issue, until);
}

/** Two reviews met on one enrollment, as when its issue moves: the second one reads again at once. */
function pauseAfter(error: BotError): number {
  if (error.code === "STORE_UNAVAILABLE") return CONFLICT_RETRY_MS;
  return error instanceof GitLabFailure && error.status === 401 ? TOKEN_RETRY_MS : REMOTE_RETRY_MS;
}

async function park(ports: ReviewPorts, issue: IssueRef, reason: string): Promise<void> {
  ports.count("parked");
  await ports.guard.park(issue, reason, ports.now());
  await giveUpErrands(ports, issue);
}

/** Else they would wake this issue for ever, and the desk would wait as long for its word. */
async function giveUpErrands(ports: ReviewPorts, issue: IssueRef): Promise<void> {
  for (const other of await ports.errands.giveUp(issue, ports.now())) ports.wake(other);
}

function reasonOf(error: unknown): string {
  return error instanceof BotError ? error.code : "unexpected failure, see the log";
}
