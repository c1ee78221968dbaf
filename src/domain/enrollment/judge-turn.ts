import { findTask, type Task } from "../program/program.ts";
import { type Enrollment, progressOf } from "./enrollment.ts";
import type { AttributionEvent, TurnEvent } from "./event.ts";
import type { BoxRef, PersonId, Proof } from "./fact.ts";
import type { Ledger } from "./ledger.ts";
import { isGated } from "./progress.ts";
import { type KnownStanding, mayConfirm } from "./standing.ts";

/** `deferred`: GitLab could not say who somebody is; the event waits. */
export type Verdict = "judged" | "deferred";

/**
 * Take a turned box for what it is worth.
 *
 * A tick of a self-confirmed task confirms, whoever made it. A tick of a gated task is a claim, unless an entitled
 * person made it in a save that turned this one box alone, GitLab's record says so, and nobody else ever ticked that
 * box: then it confirms. An un-tick takes back a claim, never a confirmation. What a stale page un-ticks stays.
 */
export function judgeTurn(ledger: Ledger, event: TurnEvent, standing: (person: PersonId) => KnownStanding): Verdict {
  const task = findTask(ledger.program(), event.box.task);
  if (task === undefined) return "judged";
  const may = entitlement(ledger.enrollment(), task, event.by, standing);
  const matters = isGated(task) && event.to === "done";
  if (matters && may === "unknown") return "deferred";

  const counts = matters && confirms(ledger.enrollment(), event, may === "yes");
  // The right of whoever only a delivery names is not established: their tick is one by nobody known.
  const entitled = may === "yes" && event.proof === "record";
  if (event.late && (entitled || event.to !== "done")) return "judged";
  ledger.add(
    { kind: "box-turned", box: event.box, to: event.to, by: event.by, proof: event.proof, entitled },
    event.key,
    event.at,
  );
  if (event.late || !follows(ledger.enrollment())) return "judged";
  if (event.to === "done") ticked(ledger, task, event, may === "yes", counts);
  else if (event.to === "open" && event.box.which === "task" && !event.stale) unticked(ledger, task, event);
  return "judged";
}

/** Late evidence of who made a turn may turn a claim into a confirmation. */
export function judgeAttribution(
  ledger: Ledger,
  event: AttributionEvent,
  standing: (person: PersonId) => KnownStanding,
): Verdict {
  const { turn } = event;
  const task = findTask(ledger.program(), turn.box.task);
  if (task === undefined) return "judged";
  const may = entitlement(ledger.enrollment(), task, event.by, standing);
  if (isGated(task) && may === "unknown") return "deferred";
  const entitled = may === "yes" && event.proof === "record";
  ledger.add(
    { kind: "turn-attributed", box: turn.box, turn: turn.key, by: event.by, proof: event.proof, entitled },
    event.key,
    event.at,
  );
  if (turn.to !== "done" || !follows(ledger.enrollment()) || !isGated(task)) return "judged";
  const progress = progressOf(ledger.enrollment(), task.id);
  if (progress.claim === null) return "judged";
  if (confirms(ledger.enrollment(), { ...turn, proof: event.proof }, may === "yes")) {
    ledger.add({ kind: "task-confirmed", task: task.id, by: event.by, via: "tick" }, `confirm:${event.key}`, event.at);
  } else if (may === "yes") {
    askAgain(ledger, task, event.by, event.at);
  }
  return "judged";
}

/** Ticks on an issue that was closed by hand are kept for the day it is reopened. */
function follows(enrollment: Enrollment): boolean {
  return enrollment.status === "active" || enrollment.status === "withdrawn";
}

function entitlement(
  enrollment: Enrollment,
  task: Task,
  person: PersonId | null,
  standing: (person: PersonId) => KnownStanding,
): "yes" | "no" | "unknown" {
  return person === null ? "no" : mayConfirm(enrollment, task, person, standing(person));
}

function confirms(
  enrollment: Enrollment,
  turn: { box: BoxRef; proof: Proof; alone: boolean; stale: boolean; firstSight: boolean },
  entitled: boolean,
): boolean {
  const spoiled = [...progressOf(enrollment, turn.box.task).spoilers.values()].includes(turn.box.which);
  return entitled && turn.proof === "record" && turn.alone && !turn.stale && !turn.firstSight && !spoiled;
}

function ticked(ledger: Ledger, task: Task, event: TurnEvent, entitled: boolean, counts: boolean): void {
  const { confirmation, waiver, claim } = progressOf(ledger.enrollment(), task.id);
  if (confirmation || waiver) return;
  if (counts) {
    ledger.add({ kind: "task-confirmed", task: task.id, by: event.by, via: "tick" }, `confirm:${event.key}`, event.at);
    return;
  }
  // A box that was ticked already when the bot first looked says nothing of who did it.
  const blind = event.firstSight && event.proof === "none";
  if (!isGated(task) && event.box.which === "task" && !blind) {
    ledger.add({ kind: "task-confirmed", task: task.id, by: event.by, via: "tick" }, `confirm:${event.key}`, event.at);
    return;
  }
  // The second box is not the candidate's: a tick there by somebody without the right says nothing at all.
  const mute = event.box.which === "confirm" && !entitled && event.by !== null;
  if (mute) return;
  if (claim === null) {
    ledger.add({ kind: "task-claimed", task: task.id, by: event.by }, `claim:${event.key}`, event.at);
  }
  if (entitled && event.by !== null && event.proof === "record") askAgain(ledger, task, event.by, event.at);
}

function unticked(ledger: Ledger, task: Task, event: TurnEvent): void {
  const { confirmation, claim } = progressOf(ledger.enrollment(), task.id);
  if (!isGated(task) && confirmation) {
    ledger.add({ kind: "task-reopened", task: task.id, by: event.by }, `reopen:${event.key}`, event.at);
  } else if (claim) {
    ledger.add({ kind: "claim-withdrawn", task: task.id, by: event.by }, `unclaim:${event.key}`, event.at);
  }
}

function askAgain(ledger: Ledger, task: Task, person: PersonId, at: Date): void {
  ledger.plan(
    `${ledger.enrollment().lastSeq}-ask-again-${task.id}`,
    { kind: "note", note: { kind: "ask-again", task: task.id, person } },
    new Date(at.getTime() + ledger.program().asks.settleMs),
  );
}
