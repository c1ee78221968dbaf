import { closeIfPlanned, keepLabels } from "./keep-issue.ts";
import { keepStatusNote } from "./keep-status-note.ts";
import { deleteRepeats, ownNotes } from "./own-notes.ts";
import { isAsk, isFinalRefusal, noteKey, type Performance } from "./performance.ts";
import type { ReviewPorts } from "./ports.ts";
import { nextLook, type Recorded } from "./record-review.ts";
import { createScenery } from "./scenery.ts";
import { sendNotes } from "./send-notes.ts";
import { settleAsks } from "./settle-asks.ts";
import type { StoredAction } from "./store-port.ts";

/**
 * Do on GitLab what the journal led to: notes and marks that were decided once, then what is kept right by comparing:
 * settled asks, labels, the status note, the closed issue.
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
  const scenery = await createScenery(ports, recorded);
  const performance: Performance = { ports, recorded, scenery, issue, own, watch: recorded.watch };
  try {
    const unfinished = await ports.actions.unfinished(recorded.id);
    if (recorded.movedHere) await relocate(performance);
    await adopt(performance, unfinished);
    await sendNotes(performance, await ports.actions.unfinished(recorded.id));
    await react(performance, unfinished);
    await settleAsks(performance);
    await keepLabels(performance);
    await keepStatusNote(performance);
    await closeIfPlanned(performance, unfinished);
  } finally {
    await rememberWatch(performance);
  }
}

/** An answer may have been lost: what GitLab already has by our key is done. */
async function adopt({ ports, own, issue, recorded }: Performance, unfinished: readonly StoredAction[]): Promise<void> {
  if (own.size === 0) return;
  for (const stored of unfinished) {
    const [note] = stored.state === "attempted" ? (own.get(noteKey(stored)) ?? []) : [];
    if (note === undefined) continue;
    await ports.actions.done(stored.key, {
      at: ports.now(),
      noteId: note.noteId,
      askedPerson: stored.askedPerson,
      settles: isAsk(stored),
    });
  }
  if ([...own.values()].every((notes) => notes.length < 2)) return;
  const ids = [...own.values()].flat().map((note) => note.noteId);
  const known = await ports.actions.findByNote(recorded.id, ids);
  const kept = new Set(known.flatMap((stored) => (stored.noteId === null ? [] : [stored.noteId])));
  await deleteRepeats(ports, issue, own, kept);
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

/** Putting an emoji twice is putting it once, so these need no adoption. */
async function react({ ports, issue }: Performance, unfinished: readonly StoredAction[]): Promise<void> {
  for (const { key, action } of unfinished) {
    if (action.kind !== "react") continue;
    try {
      await ports.gitlab.awardEmoji(issue, action.noteId, action.emoji);
      await ports.actions.done(key, { at: ports.now(), noteId: null, askedPerson: null, settles: false });
    } catch (error) {
      if (!isFinalRefusal(error)) throw error;
      // The comment is gone, or emoji are not for this account: the command ran all the same.
      await ports.actions.drop(key, "GitLab refuses the emoji");
      ports.log.warn("Cannot mark a comment with an emoji", { ...issue, noteId: action.noteId, error });
    }
  }
}

async function rememberWatch({ ports, recorded, watch }: Performance): Promise<void> {
  const left = await ports.actions.unfinished(recorded.id);
  const wakeAt = nextLook(watch, left, ports.now());
  await ports.journal.saveWatch(recorded.id, watch, wakeAt);
  if (wakeAt !== null) ports.wake(recorded.enrollment.issue, wakeAt);
}
