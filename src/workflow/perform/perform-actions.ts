import { badgeScene } from "../badge/badge-scene.ts";
import { issueBadge } from "../badge/issue-badge.ts";
import { canCandidateTick } from "./can-candidate-tick.ts";
import { keepDueDate } from "./keep-due-date.ts";
import { closeIfPlanned, keepLabels } from "./keep-issue.ts";
import { keepStatusNote } from "./keep-status-note.ts";
import { ownNotes } from "./own-notes.ts";
import { noteKey, type Performance, type Posting } from "./performance.ts";
import type { ReviewPorts } from "../ports/ports.ts";
import { react } from "./react.ts";
import type { Recorded } from "../review/record-review.ts";
import { resolveAttempts, SHOWN_WITHIN_MS } from "./resolve-attempts.ts";
import { createScenery } from "./scenery.ts";
import { sendNotes } from "./send-notes.ts";
import { settleAsks } from "./settle-asks.ts";
import { nextLook } from "../review/watch-after.ts";
import type { StoredAction } from "../ports/store-port.ts";

const LEFT_OVER_MS = 60_000;

/**
 * Do on GitLab what the journal led to: notes and marks that were decided once, then what is kept right by comparing:
 * settled asks, labels, the due date, the status note, the closed issue.
 *
 * A crash anywhere is mended by the next review: notes are found again by their hidden key, all else is compared with
 * GitLab before it is written.
 *
 * @throws {GitLabFailure} when GitLab cannot be reached; what was not done stays written down.
 */
export async function performActions(ports: ReviewPorts, recorded: Recorded): Promise<void> {
  const { issue: sight } = recorded.sight;
  const issue = { projectId: sight.projectId, issueIid: sight.issueIid };
  const own = ownNotes(recorded.sight.notes, ports.bot().ownIds);
  const canTick = await canCandidateTick(ports, recorded);
  // Before anything is told: the notes that follow say where the badge is.
  const badging = { ...ports, ...ports.badging };
  await issueBadge(badging, recorded, await ports.actions.unfinished(recorded.id));
  const badge = await badgeScene(badging, recorded, sight);
  const scenery = await createScenery(ports, { ...recorded, badge }, canTick);
  const performance: Performance = {
    ports,
    id: recorded.id,
    recorded,
    scenery,
    canCandidateTick: canTick,
    issue,
    own,
    livingNote: (isFirstEdition) => scenery.statusNote(isFirstEdition),
    watch: recorded.watch,
  };
  let unfinished: readonly StoredAction[];
  try {
    unfinished = await ports.actions.unfinished(recorded.id);
    if (recorded.movedHere) await relocate(performance);
    const inTheAir = await resolveAttempts(performance, unfinished);
    const left = await stillUnfinished(performance, unfinished);
    await sendNotes(
      performance,
      left.filter(({ key }) => !inTheAir.has(key)),
    );
    await react(performance, unfinished);
    await settleAsks(performance);
    await keepLabels(performance);
    await keepDueDate(performance);
    await keepStatusNote(performance);
    await closeIfPlanned(performance, unfinished);
  } catch (error) {
    // Whoever caught this says when to try again; the store alone remembers it in case of a crash before that.
    await ports.journal.saveWatch(recorded.id, performance.watch, ports.now());
    throw error;
  }
  await rememberWatch(performance, unfinished);
}

/** Actions are planned only with the facts they follow from: where nothing was left, nothing is. */
export async function stillUnfinished(
  { ports, id }: Posting,
  before: readonly StoredAction[],
): Promise<readonly StoredAction[]> {
  return before.length === 0 ? [] : await ports.actions.unfinished(id);
}

/** GitLab copied our notes to the issue's new place: from now on the copies are edited. */
async function relocate({ ports, own, recorded }: Performance): Promise<void> {
  const asks = await ports.actions.unsettled(recorded.id);
  for (const group of Map.groupBy(asks, (stored) => stored.noteId).values()) {
    const copy = group.flatMap((stored) => own.get(noteKey(stored)) ?? [])[0];
    if (copy === undefined) continue;
    for (const { key } of group) await ports.actions.relocate(key, copy.noteId);
  }
}

async function rememberWatch(performance: Performance, unfinished: readonly StoredAction[]): Promise<void> {
  const { ports, recorded, watch } = performance;
  const now = ports.now();
  const left = await stillUnfinished(performance, unfinished);
  const { lookAgainAt: byItself } = recorded;
  const times = [...left.map((stored) => lookAgainAt(stored, now)), ...(byItself === null ? [] : [byItself])];
  const wakeAt = nextLook(watch, times, now);
  await ports.journal.saveWatch(recorded.id, watch, wakeAt);
  if (wakeAt !== null) ports.wake(recorded.enrollment.issue, wakeAt);
}

/** What was due and is left all the same waits for something else, which has its own time: no hurry about it. */
export function lookAgainAt({ state, attemptedAt, notBefore }: StoredAction, now: Date): Date {
  if (state === "attempted" && attemptedAt !== null) return new Date(attemptedAt.getTime() + SHOWN_WITHIN_MS);
  return notBefore > now ? notBefore : new Date(now.getTime() + LEFT_OVER_MS);
}
