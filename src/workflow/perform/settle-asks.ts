import { handedItOver, waitsForCoordinator } from "../../domain/enrollment/hand-over.ts";
import { mayStart, readyToSchedule, taskState, waitsForConfirmation } from "../../domain/enrollment/progress.ts";
import { whoLooksAfter } from "../../domain/enrollment/waiting.ts";
import { stageOf } from "../../domain/enrollment/engagement-stage.ts";
import { isStillWanted } from "../../domain/enrollment/forms.ts";
import { findTask } from "../../domain/program/program.ts";
import type { Ask } from "../../domain/talk/asks.ts";
import type { FormAskView } from "../../domain/talk/form-notes.ts";
import type { SettledPeopleNote } from "../../domain/talk/people-notes.ts";
import { GitLabFailure } from "../ports/gitlab-port.ts";
import { isAsk, type Performance } from "./performance.ts";
import type { Scenery } from "./scenery.ts";
import type { StoredAction } from "../ports/store-port.ts";

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
  // What only shares its note with an ask is no ask itself.
  if (action.kind !== "note" || !isAsk(stored)) return false;
  const { note } = action;
  if (wasHandedOver(performance, stored)) return false;
  if (note.kind === "ask-start" || note.kind === "handed-over") {
    const isWanted =
      note.kind === "handed-over"
        ? waitsForCoordinator(program, enrollment, stored.doneAt ?? performance.ports.now())
        : !mayStart(enrollment) && enrollment.start?.declined === null;
    return enrollment.status === "active"
      ? isWanted
      : enrollment.status === "withdrawn" && isFresh(performance, stored);
  }
  if (note.kind === "ask-form") {
    if (enrollment.status === "withdrawn") return isFresh(performance, stored);
    return enrollment.status === "active" && isStillWanted(enrollment, note);
  }
  const task = "task" in note ? findTask(program, note.task) : undefined;
  if (task === undefined) return false;
  const isReady = note.kind === "ask-schedule" ? readyToSchedule : waitsForConfirmation;
  const isAsked = isReady(program, enrollment, task);
  if (enrollment.status === "active" && isAsked) return true;
  // With a date there is an answer; a tick that was taken back is none.
  const isUnanswered = taskState(program, enrollment, task) === "open" && stageOf(enrollment, task) !== "scheduled";
  const isPaused = enrollment.status === "active" ? isUnanswered : isAsked;
  const goesOn = enrollment.status === "active" || enrollment.status === "withdrawn";
  return goesOn && isPaused && isFresh(performance, stored);
}

/** Asked of somebody as coordinator who no longer looks after it. */
function wasHandedOver({ recorded }: Performance, { action, askedPerson }: StoredAction): boolean {
  if (action.kind !== "note" || askedPerson === null || !handedItOver(recorded.enrollment, askedPerson)) return false;
  const { note } = action;
  if (note.kind === "ask-confirm") {
    return findTask(recorded.program, note.task)?.confirmedBy.includes("coordinator") ?? false;
  }
  if (note.kind === "ask-start") return note.role === "coordinator";
  return note.kind === "ask-schedule" || note.kind === "handed-over";
}

async function settleNote(performance: Performance, noteId: number, group: readonly StoredAction[]): Promise<void> {
  const { ports, scenery, issue } = performance;
  const [first] = group;
  const to = whoLooksAfter(performance.recorded.enrollment);
  const isHandedOver = to !== null && group.some((stored) => wasHandedOver(performance, stored));
  const body =
    isHandedOver && first !== undefined
      ? scenery.settled(first.key, { kind: "passed-on", to })
      : await settledBody(scenery, group);
  if (first === undefined || body === null) return;
  try {
    await ports.gitlab.editNote(issue, noteId, body);
  } catch (error) {
    // Somebody deleted it, or it belongs to an earlier account: there is nothing to settle any more.
    if (!(error instanceof GitLabFailure) || (error.status !== 404 && error.status !== 403)) throw error;
  }
  for (const stored of group) await ports.actions.settle(stored.key);
}

/** A "not yet" that asked for a new date as well stays what it is; only its question is settled. */
async function settledBody(scenery: Scenery, group: readonly StoredAction[]): Promise<string | null> {
  const [first] = group;
  const decline = group.find(({ action }) => action.kind === "note" && action.note.kind === "declined");
  if (decline?.action.kind === "note" && decline.action.note.kind === "declined") {
    const { note } = decline.action;
    const to = decline.askedPerson ?? note.by;
    await scenery.meet([note.by, to]);
    return scenery.note(decline.key, { ...note, newDate: { to, isSettled: true } });
  }
  const ask = askOf(group);
  return first === undefined || ask === null ? null : scenery.settled(first.key, ask);
}

function askOf(group: readonly StoredAction[]): Ask | FormAskView | SettledPeopleNote | null {
  const notes = group.flatMap(({ action }) => (action.kind === "note" ? [action.note] : []));
  const [first] = notes;
  const asked = group[0]?.askedPerson ?? 0;
  if (first === undefined) return null;
  if (first.kind === "ask-form" || first.kind === "handed-over") return first;
  if (first.kind === "ask-start") return { kind: "ask-start", role: first.role, to: asked, insteadTo: asked };
  if (first.kind === "ask-again") return { kind: "ask-again", task: first.task, to: first.person };
  if (first.kind === "ask-schedule") return { kind: "ask-schedule", task: first.task, to: asked, insteadTo: asked };
  const tasks = notes.flatMap((note) => (note.kind === "ask-confirm" ? [note.task] : []));
  return { kind: "ask-confirm", tasks, to: asked, insteadTo: asked, handOver: null };
}
