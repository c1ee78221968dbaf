import { findTask, type Task } from "../program/program.ts";
import type { NotePlan } from "./action.ts";
import { type Enrollment, progressOf } from "./enrollment.ts";
import type { AttributionEvent, TurnEvent } from "./event.ts";
import type { BoxRef, PersonId, Proof } from "./fact.ts";
import { lacksPass } from "./forms.ts";
import type { Ledger } from "./ledger.ts";
import { isGated } from "./progress.ts";
import { lacksScore } from "./scores.ts";
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
  // The right of whoever only a delivery names is not established: their tick is one by nobody known.
  const entitled = may === "yes" && event.proof === "record";
  if (event.late) {
    if (event.to === "done" && may === "no") addTurn(ledger, event, false);
    return "judged";
  }
  const gatedTick = isGated(task) && event.to === "done";
  if (gatedTick && may === "unknown" && event.proof === "record") return "deferred";

  const counts =
    gatedTick &&
    !lacksScore(ledger.enrollment(), task) &&
    !needsForm(ledger, task) &&
    confirms(ledger.enrollment(), event, may === "yes");
  addTurn(ledger, event, entitled);
  if (!follows(ledger.enrollment())) return "judged";
  if (event.to === "done") ticked(ledger, task, event, may, counts);
  else if (event.box.which === "task" && !event.stale) unticked(ledger, task, event);
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
  if (isGated(task) && may === "unknown" && event.proof === "record") return "deferred";
  const entitled = may === "yes" && event.proof === "record";
  ledger.add(
    { kind: "turn-attributed", box: turn.box, turn: turn.key, by: event.by, proof: event.proof, entitled },
    event.key,
    event.at,
  );
  if (turn.to === "done" && follows(ledger.enrollment())) explained(ledger, task, event, entitled);
  return "judged";
}

function explained(ledger: Ledger, task: Task, event: AttributionEvent, entitled: boolean): void {
  const { turn } = event;
  const { claim, confirmation, waiver, decline } = progressOf(ledger.enrollment(), task.id);
  if (confirmation || waiver || (decline && decline.at > turn.at)) return;
  if (!isGated(task)) {
    // It was no box that came ticked, but a tick before the first look.
    if (claim && turn.firstSight && !ledger.enrollment().adopted) confirm(ledger, task, event);
    return;
  }
  // Taken back since; only the second box makes no claim while the wrong name stands behind its tick.
  if (!entitled || (claim === null && turn.box.which === "task")) return;
  const lacks = lacksScore(ledger.enrollment(), task);
  if (
    !lacks &&
    !needsForm(ledger, task) &&
    confirms(ledger.enrollment(), { ...turn, proof: event.proof }, entitled) &&
    claim
  ) {
    confirm(ledger, task, event);
    return;
  }
  if (claim === null) claimTask(ledger, task, event);
  if (lacks) return;
  askAgain(ledger, task, event.by, event.at, turn.firstSight);
}

/** Ticks on an issue that waits or was closed by hand are kept for the day it goes on. */
function follows({ status }: Enrollment): boolean {
  return status === "active" || status === "withdrawn" || status === "held";
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

function ticked(ledger: Ledger, task: Task, event: TurnEvent, may: "yes" | "no" | "unknown", counts: boolean): void {
  const { confirmation, waiver, claim } = progressOf(ledger.enrollment(), task.id);
  if (confirmation || waiver) return;
  if (counts || (!isGated(task) && event.box.which === "task" && !cameTicked(ledger.enrollment(), event))) {
    confirm(ledger, task, event);
    return;
  }
  // The second box is not the candidate's: a tick there by somebody without the right says nothing at all.
  if (event.box.which === "confirm" && may === "no" && event.by !== null) return;
  if (claim === null) claimTask(ledger, task, event);
  const isWord = isGated(task) && may === "yes" && event.by !== null && event.proof === "record";
  // Where a passing score is needed, the command for it is asked for with the claim.
  if (isWord && event.by !== null && !lacksScore(ledger.enrollment(), task)) {
    askAgain(ledger, task, event.by, event.at, event.firstSight);
  }
}

/** Of an issue older than the bot every tick was there already, whoever made it. */
function cameTicked(enrollment: Enrollment, event: TurnEvent): boolean {
  return event.firstSight && (event.proof === "none" || enrollment.adopted);
}

function unticked(ledger: Ledger, task: Task, event: TurnEvent): void {
  const { confirmation, claim } = progressOf(ledger.enrollment(), task.id);
  if (!isGated(task) && confirmation) {
    ledger.add({ kind: "task-reopened", task: task.id, by: event.by }, `reopen:${event.key}`, event.at);
  } else if (claim) {
    ledger.add({ kind: "claim-withdrawn", task: task.id, by: event.by }, `unclaim:${event.key}`, event.at);
  }
}

type Evidence = Pick<TurnEvent, "key" | "at" | "by">;

function addTurn(ledger: Ledger, { box, to, by, proof, key, at }: TurnEvent, entitled: boolean): void {
  ledger.add({ kind: "box-turned", box, to, by, proof, entitled }, key, at);
}

function confirm(ledger: Ledger, task: Task, { by, key, at }: Evidence): void {
  ledger.add({ kind: "task-confirmed", task: task.id, by, via: "tick" }, `confirm:${key}`, at);
}

function claimTask(ledger: Ledger, task: Task, { by, key, at }: Evidence): void {
  ledger.add({ kind: "task-claimed", task: task.id, by }, `claim:${key}`, at);
}

/** Where the program insists on feedback, no tick takes its place: whoever ticked gets the form. */
function needsForm(ledger: Ledger, task: Task): boolean {
  return lacksPass(ledger.program(), ledger.enrollment(), task);
}

function askAgain(ledger: Ledger, task: Task, person: PersonId, at: Date, firstSight: boolean): void {
  // An older issue is adopted without asking anybody for what was there.
  if (firstSight && ledger.enrollment().adopted) return;
  const note: NotePlan = needsForm(ledger, task)
    ? { kind: "answer", to: person, answer: { kind: "form-needed", task: task.id } }
    : { kind: "ask-again", task: task.id, person };
  ledger.plan(
    `${ledger.enrollment().lastSeq}-ask-again-${task.id}`,
    { kind: "note", note },
    new Date(at.getTime() + ledger.program().asks.settleMs),
  );
}
