import type { Engagement } from "../engagement/engagement.ts";
import { findTask, type TaskId } from "../program/program.ts";
import { helperLeads, sayDay, sayStart } from "./engagement-words.ts";
import { sponsorWord } from "./people-words.ts";
import { type Inert, inert, join, linkTarget } from "./safe-markdown.ts";
import { type Scene, type Voice, numberOf } from "./voice.ts";
import { countDone, type TaskCell, type Turn, turnsOf } from "./whose-turn.ts";
import { yesTo } from "./word-of.ts";

/** Segments of the progress bar at most; a longer program is drawn to scale. */
const LONGEST_BAR = 20;

/** Where a task stands, in one table cell. */
export function sayCell(scene: Scene, voice: Voice, cell: TaskCell): Inert {
  const { say, person, date } = voice;
  switch (cell.kind) {
    case "open":
      return say("cell.open");
    case "candidates-turn":
      return say("cell.candidates-turn", { candidate: voice.candidate });
    case "locked":
      return say("cell.locked", { numbers: voice.taskNumbers(cell.after) });
    case "ready-to-schedule":
      return cell.person === null
        ? say("cell.ready-to-schedule-nobody")
        : say("cell.ready-to-schedule", { person: person(cell.person) });
    case "scheduled":
      return sayDated(scene, voice, cell.engagement);
    case "waiting":
      return cell.person === null
        ? say("cell.waiting-nobody", { date: date(cell.since) })
        : say("cell.waiting", { date: date(cell.since), person: person(cell.person) });
    case "ticked-early": {
      const id = cell.after.length > 1 ? "cell.ticked-early-many" : "cell.ticked-early";
      return say(id, { numbers: voice.taskNumbers(cell.after) });
    }
    case "confirmed": {
      const id = cell.isOwn || cell.by === null ? "cell.done-by-candidate" : "cell.confirmed";
      return say(id, { person: cell.isOwn ? voice.candidate : person(cell.by), date: date(cell.at) });
    }
    case "confirmed-early": {
      const id = cell.after.length > 1 ? "cell.confirmed-early-many" : "cell.confirmed-early";
      return say(id, { person: person(cell.by), date: date(cell.at), numbers: voice.taskNumbers(cell.after) });
    }
    case "declined":
    case "waived": {
      const values = { person: person(cell.by), date: date(cell.at) };
      const reason = cell.reason === null ? null : inert(cell.reason, 200);
      if (cell.kind === "declined") {
        return reason === null ? say("cell.declined-bare", values) : say("cell.declined", { ...values, reason });
      }
      return reason === null ? say("cell.waived-bare", values) : say("cell.waived", { ...values, reason });
    }
    case "not-applicable":
      return say(cell.isNeeded ? "cell.not-applicable-needed" : "cell.not-applicable");
  }
}

/** "Maria Silva works on task 1, …": who does what now, or why nobody does anything. */
export function sayTurns(scene: Scene, voice: Voice): Inert {
  const { enrollment } = scene;
  const { say } = voice;
  if (enrollment.badge.revoked !== null) return say("now.revoked");
  if (enrollment.status === "certified") return say("now.certified", { candidate: voice.candidate });
  if (enrollment.status === "withdrawn") return say("now.withdrawn");
  if (enrollment.status === "moved") return say("now.moved");
  if (enrollment.status === "held") {
    const values = { candidate: voice.candidate, roles: voice.roles(["coordinator", "owner"]) };
    return say("now.held", { ...values, command: voice.command("enroll") });
  }
  if (enrollment.candidate === null) {
    return say("now.name-candidate", { people: inert(scene.program.peopleHeading) });
  }
  const turns = turnsOf(scene);
  if (turns.length === 0) return say(enrollment.listFault === null ? "now.finishing" : "now.repair");
  const isCandidateFree = !turns.some(({ kind }) => kind === "work" || kind === "own-word" || kind === "engagement");
  const sentences = turns.map((turn) => sayTurn(scene, voice, turn));
  const free = isCandidateFree ? [say("now.candidate-free", { candidate: voice.candidate })] : [];
  return join([...sentences, ...free], " ");
}

/** "**0 of 5 tasks done** ▱▱▱▱▱" as its three values. */
export function progressValues(scene: Scene): { readonly done: number; readonly total: number; readonly bar: Inert } {
  const { done, total } = countDone(scene);
  const length = Math.min(total, LONGEST_BAR);
  const filled = total === 0 ? 0 : Math.floor((done * length) / total);
  return { done, total, bar: inert("▰".repeat(filled) + "▱".repeat(length - filled)) };
}

function sayTurn(scene: Scene, voice: Voice, turn: Turn): Inert {
  const { say, candidate } = voice;
  switch (turn.kind) {
    case "start": {
      if (turn.person === null) return say("now.start-nobody", { role: sponsorWord(scene, voice), candidate });
      return say("now.start", { person: voice.person(turn.person), role: sponsorWord(scene, voice), candidate });
    }
    case "work": {
      const number = numbered(scene, voice, turn.task);
      if (turn.isAgain) return say("now.again", { candidate, number, command: voice.command(`done ${turn.task}`) });
      return say("now.work", { candidate, number, task: voice.task(turn.task) });
    }
    case "own-word": {
      const values = { number: numbered(scene, voice, turn.task), task: voice.taskNames([turn.task]) };
      return say("now.own-word", { ...values, candidate, command: voice.command(`done ${turn.task}`) });
    }
    case "confirm": {
      const values = { numbers: voice.taskNumbers(turn.tasks), tasks: voice.taskNames(turn.tasks) };
      if (turn.person === null) return say("now.confirm-nobody", values);
      return say("now.confirm", { ...values, person: voice.person(turn.person) });
    }
    case "schedule": {
      const values = { number: numbered(scene, voice, turn.task), task: voice.taskNames([turn.task]) };
      if (turn.person === null) return say("now.schedule-nobody", values);
      return say("now.schedule", { ...values, person: voice.person(turn.person) });
    }
    case "engagement":
      return sayEngagementTurn(scene, voice, turn);
  }
}

/** "📅 Sat 12 Dec 2026, 09:00 Berlin (05:00 Sao Paulo), led by Tom Becker · calendar file" */
function sayDated(scene: Scene, voice: Voice, engagement: Engagement): Inert {
  const { helper, number } = engagement;
  const values = { moment: sayStart(scene, engagement) };
  const id = helperLeads(scene, engagement) ? "cell.scheduled-helper-leads" : "cell.scheduled-candidate-leads";
  const cell =
    helper === null ? voice.say("cell.scheduled", values) : voice.say(id, { ...values, person: voice.person(helper) });
  const address = scene.calendarOf(number);
  return address === null ? cell : voice.say("cell.scheduled-calendar", { cell, address: linkTarget(address) });
}

function sayEngagementTurn(scene: Scene, voice: Voice, turn: Extract<Turn, { kind: "engagement" }>): Inert {
  const { say, candidate } = voice;
  const { engagement, task, person } = turn;
  const number = numbered(scene, voice, task);
  const names = { number, task: voice.taskNames([task]) };
  if (engagement.end <= scene.now) {
    const date = sayDay(scene, engagement);
    if (person === null) return say("now.passed-nobody", { ...names, date });
    const commands = { confirm: voice.command(yesTo(scene, task)), decline: voice.command(`decline ${task} WHY`) };
    return say("now.passed", { ...names, ...commands, date, person: voice.person(person) });
  }
  const moment = sayStart(scene, engagement);
  if (engagement.helper === null) return say("now.scheduled", { ...names, moment });
  const id = helperLeads(scene, engagement) ? "now.helper-leads" : "now.candidate-leads";
  return say(id, { candidate, moment, person: voice.person(engagement.helper) });
}

function numbered(scene: Scene, voice: Voice, id: TaskId): Inert {
  const task = findTask(scene.program, id);
  return task === undefined ? inert(id) : voice.say("task-number", { number: numberOf(scene.program, task) });
}
