import { readyToSchedule, taskState, waitsForConfirmation } from "../domain/enrollment/progress.ts";
import { findTask } from "../domain/program/program.ts";
import type { Ask } from "../domain/talk/asks.ts";
import { GitLabFailure } from "./gitlab-port.ts";
import type { Performance } from "./performance.ts";
import type { StoredAction } from "./store-port.ts";

/**
 * A tick taken back or an issue closed may be a slip of the hand. For so long its asks stand as they are and are not
 * made again, so that ticking back and forth reaches nobody twice.
 */
const ASK_STANDS_MS = 24 * 60 * 60_000;

/**
 * Edit asks that were answered into their settled form, whoever answered and however: a colleague's open to-do then
 * leads to "settled" and not to a second answer. Editing twice changes nothing.
 */
export async function settleAsks(performance: Performance): Promise<void> {
  const { ports, recorded } = performance;
  // What GitLab copied to the issue's new place is settled there.
  if (recorded.enrollment.status === "moved") return;
  const asks = await ports.actions.unsettled(recorded.id);
  const byNote = Map.groupBy(asks, (stored) => stored.noteId);
  for (const [noteId, group] of byNote) {
    if (noteId === null || group.some((stored) => isStillOpen(performance, stored))) continue;
    await settleNote(performance, noteId, group);
  }
}

/** Is this ask so young that nobody is to be asked the same again, unless they answered? */
export function isFresh({ ports }: Performance, { doneAt }: StoredAction): boolean {
  return doneAt !== null && ports.now().getTime() - doneAt.getTime() < ASK_STANDS_MS;
}

function isStillOpen(performance: Performance, stored: StoredAction): boolean {
  const { program, enrollment } = performance.recorded;
  const { action } = stored;
  if (action.kind !== "note") return false;
  const { note } = action;
  const task = "task" in note ? findTask(program, note.task) : undefined;
  if (task === undefined) return false;
  const isReady = note.kind === "ask-schedule" ? readyToSchedule : waitsForConfirmation;
  const isAsked = isReady(program, enrollment, task);
  if (enrollment.status === "active" && isAsked) return true;
  const isPaused = enrollment.status === "active" ? taskState(program, enrollment, task) === "open" : isAsked;
  const goesOn = enrollment.status === "active" || enrollment.status === "withdrawn";
  return goesOn && isPaused && isFresh(performance, stored);
}

async function settleNote(performance: Performance, noteId: number, group: readonly StoredAction[]): Promise<void> {
  const { ports, scenery, issue } = performance;
  const [first] = group;
  const ask = askOf(group);
  if (first === undefined || ask === null) return;
  try {
    await ports.gitlab.editNote(issue, noteId, scenery.settled(first.key, ask));
  } catch (error) {
    // Somebody deleted it, or it belongs to an earlier account: there is nothing to settle any more.
    if (!(error instanceof GitLabFailure) || (error.status !== 404 && error.status !== 403)) throw error;
  }
  for (const stored of group) await ports.actions.settle(stored.key);
}

function askOf(group: readonly StoredAction[]): Ask | null {
  const notes = group.flatMap(({ action }) => (action.kind === "note" ? [action.note] : []));
  const [first] = notes;
  const asked = group[0]?.askedPerson ?? 0;
  if (first === undefined) return null;
  if (first.kind === "ask-again") return { kind: "ask-again", task: first.task, to: first.person };
  if (first.kind === "ask-schedule") return { kind: "ask-schedule", task: first.task, to: asked, insteadTo: asked };
  const tasks = notes.flatMap((note) => (note.kind === "ask-confirm" ? [note.task] : []));
  return { kind: "ask-confirm", tasks, to: asked, insteadTo: asked, handOver: null };
}
