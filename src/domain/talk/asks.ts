import { progressOf } from "../enrollment/enrollment.ts";
import type { PersonId } from "../enrollment/fact.ts";
import { type RoleId, type Task, type TaskId, findTask } from "../program/program.ts";
import { foldedPart, frameNote, stack } from "./note-frame.ts";
import { assignableRole, sayAssigners, tasksOf } from "./people-words.ts";
import { type Inert, inert } from "./safe-markdown.ts";
import { type Scene, type Voice, voiceOf } from "./voice.ts";
import { cellsOf, type TaskCell } from "./whose-turn.ts";

/** Asks one person to confirm; several tasks waiting for them are one note. */
interface AskConfirm {
  readonly kind: "ask-confirm";
  readonly tasks: readonly TaskId[];
  /** Who may confirm; `null` when nobody is known. */
  readonly to: PersonId | null;
  /** Whom to tell when nobody can be asked: the author or the candidate. */
  readonly insteadTo: PersonId;
  /** A role for which `to` may name somebody else; `null` when they may not. */
  readonly handOver: RoleId | null;
}

/** Asks an entitled person, whose tick could not count by itself, for the command. */
interface AskAgain {
  readonly kind: "ask-again";
  readonly task: TaskId;
  readonly to: PersonId;
}

/** Asks the coordinator to find a date. */
interface AskSchedule {
  readonly kind: "ask-schedule";
  readonly task: TaskId;
  readonly to: PersonId | null;
  readonly insteadTo: PersonId;
}

export type Ask = AskConfirm | AskAgain | AskSchedule;

/** Words of a new ask, without its marker. */
export function sayAsk(scene: Scene, voice: Voice, ask: Ask): readonly (Inert | null)[] {
  switch (ask.kind) {
    case "ask-confirm":
      return ask.to === null ? sayNobodyToConfirm(scene, voice, ask) : sayAskConfirm(scene, voice, ask, ask.to);
    case "ask-again":
      return [
        voice.say("ask.again", { ping: voice.ping(ask.to), task: voice.taskNames([ask.task]) }),
        voice.commandBlock(`confirm ${ask.task}`),
        voice.say("ask.again-why"),
      ];
    case "ask-schedule":
      return saySchedule(scene, voice, ask);
  }
}

/**
 * What an answered ask is edited into, so that whoever comes late to it does not answer again. It mentions nobody.
 *
 * @param key - The marker the note has.
 */
export function renderSettled(scene: Scene, key: string, ask: Ask): string {
  const voice = voiceOf(scene);
  const { say } = voice;
  const cells = cellsOf(scene);
  const ids = ask.kind === "ask-confirm" ? ask.tasks : [ask.task];
  const tasks = tasksOf(scene, ids);
  const [only] = tasks;
  const asked = ask.kind === "ask-schedule" ? "settled.asked-schedule" : "settled.asked-confirm";
  const settled = (task: Task, words: typeof HEADLINE): Inert => {
    const cell = cells.get(task.id);
    return saySettled(voice, task, cell, words[howSettled(scene, ask, cell)]);
  };
  return frameNote(key, [
    ...(tasks.length === 1 && only !== undefined
      ? [settled(only, HEADLINE)]
      : [say("settled.many", { tasks: voice.taskNames(ids) }), stack(tasks.map((task) => settled(task, LINE)))]),
    foldedPart(say("settled.asked"), [
      stack(tasks.map((task) => say(asked, { candidate: voice.candidate, task: voice.task(task.id) }))),
    ]),
  ]);
}

function sayAskConfirm(scene: Scene, voice: Voice, ask: AskConfirm, to: PersonId): readonly (Inert | null)[] {
  const { say, candidate } = voice;
  const tasks = tasksOf(scene, ask.tasks);
  const ids = tasks.map((task) => task.id);
  const isMany = tasks.length > 1;
  return [
    sayAskHeadline(scene, voice, ids, to),
    stack(tasks.map((task) => sayTick(scene, voice, task))),
    sayYes(voice, tasks),
    voice.commandBlock(`confirm ${ids.join(" ")}`),
    say(isMany ? "ask.no-many" : "ask.no", { candidate }),
    voice.commandBlock(`decline ${isMany ? "TASK" : (ids[0] ?? "TASK")} WHAT IS MISSING`),
    ask.handOver === null
      ? say("ask.not-yours")
      : say("ask.hand-over", { command: voice.command(`assign ${ask.handOver} @username`) }),
  ];
}

function sayAskHeadline(scene: Scene, voice: Voice, ids: readonly TaskId[], to: PersonId): Inert {
  const values = { ping: voice.ping(to), candidate: voice.candidate, tasks: voice.taskNames(ids) };
  // "Maria says" is true only where it was Maria who ticked.
  const isSaidByCandidate = ids.every((id) => {
    const by = progressOf(scene.enrollment, id).claim?.by;
    return by !== undefined && by !== null && by === scene.enrollment.candidate?.person;
  });
  if (ids.length > 1) {
    return voice.say(isSaidByCandidate ? "ask.many" : "ask.ticked-many", { ...values, count: ids.length });
  }
  return voice.say(isSaidByCandidate ? "ask.one" : "ask.ticked-one", values);
}

function sayTick(scene: Scene, voice: Voice, task: Task): Inert | null {
  const { claim } = progressOf(scene.enrollment, task.id);
  if (claim === null) return null;
  const values = { moment: voice.moment(claim.at), task: voice.task(task.id) };
  if (claim.by === null) return voice.say("ask.tick-unknown", values);
  return voice.say("ask.tick", { ...values, person: voice.person(claim.by) });
}

function sayYes(voice: Voice, tasks: readonly Task[]): Inert {
  const [first, ...others] = tasks.filter((task) => task.confirmBox !== null);
  if (first === undefined) return voice.say("ask.yes");
  const box = inert(first.confirmBox ?? "");
  if (others.length > 0) {
    const boxes = [first, ...others].map((task) => voice.say("ask.box", { box: inert(task.confirmBox ?? "") }));
    return voice.say("ask.yes-boxes", { boxes: voice.listed(boxes) });
  }
  if (first.confirmSection === undefined) return voice.say("ask.yes-box", { box });
  return voice.say("ask.yes-box-under", { box, section: inert(first.confirmSection) });
}

function sayNobodyToConfirm(scene: Scene, voice: Voice, ask: AskConfirm): readonly (Inert | null)[] {
  const tasks = tasksOf(scene, ask.tasks);
  const first = voice.say("ask.nobody", {
    ping: voice.ping(ask.insteadTo),
    candidate: voice.candidate,
    tasks: voice.taskNames(ask.tasks),
  });
  const role = assignableRole(scene, tasks);
  if (role === null) return [first];
  const how = voice.say("ask.nobody-how", {
    roles: voice.roles([...new Set(tasks.flatMap((task) => task.confirmedBy))]),
    people: inert(scene.program.peopleHeading),
    assigners: sayAssigners(scene, voice, role),
  });
  return [first, how, voice.commandBlock(`assign ${role} @username`)];
}

function saySchedule(scene: Scene, voice: Voice, ask: AskSchedule): readonly (Inert | null)[] {
  const { say, candidate } = voice;
  const values = { candidate, task: voice.taskNames([ask.task]) };
  if (ask.to === null) {
    return [
      say("schedule.nobody", { ...values, ping: voice.ping(ask.insteadTo) }),
      sayNeeds(scene, voice, ask.task),
      say("schedule.nobody-how", {
        roles: voice.role("coordinator"),
        people: inert(scene.program.peopleHeading),
        assigners: sayAssigners(scene, voice, "coordinator"),
      }),
      voice.commandBlock("assign coordinator @username"),
    ];
  }
  return [
    say("schedule.first", { ...values, ping: voice.ping(ask.to) }),
    sayNeeds(scene, voice, ask.task),
    ...sayAgree(scene, voice, ask.task),
  ];
}

/** Whoever leads or observes has to be admitted, or could not confirm afterwards; who is so already is named. */
function sayAgree(scene: Scene, voice: Voice, id: TaskId): readonly Inert[] {
  const { program, enrollment } = scene;
  const { candidate } = voice;
  const helper = findTask(program, id)?.confirmedBy.find(
    (role) => role !== "candidate" && role !== "coordinator" && program.roles[role].assignedBy.length > 0,
  );
  if (helper === undefined) return [voice.say("schedule.agree", { candidate })];
  const known = (enrollment.assigned.get(helper) ?? [])
    .map(({ person }) => person)
    .filter((person) => scene.nameOf(person) !== null)
    .map((person) => voice.person(person));
  const values = { candidate, role: voice.role(helper) };
  return [
    known.length === 0
      ? voice.say("schedule.agree-and-name", values)
      : voice.say("schedule.agree-and-change", { ...values, people: voice.listed(known) }),
    voice.commandBlock(`assign ${helper} @username`),
  ];
}

function sayNeeds(scene: Scene, voice: Voice, id: TaskId): Inert | null {
  const task = findTask(scene.program, id);
  const cells = cellsOf(scene);
  const done = (task?.requires ?? []).flatMap((one) => {
    const cell = cells.get(one);
    return cell?.kind === "confirmed" || cell?.kind === "waived" ? [{ task: one, at: cell.at }] : [];
  });
  const open = (task?.requires ?? []).filter((one) => !done.some((other) => other.task === one));
  const last = done.reduce<Date | null>((latest, one) => (latest !== null && latest > one.at ? latest : one.at), null);
  return stack([
    voice.say("schedule.task", { task: voice.task(id) }),
    task === undefined || task.need === "" ? null : voice.say("schedule.needed", { need: inert(task.need) }),
    last === null
      ? null
      : voice.say(done.length === 1 ? "schedule.done-one" : "schedule.done", {
          tasks: voice.taskNames(done.map((one) => one.task)),
          date: voice.date(last),
        }),
    open.length === 0 ? null : voice.say("schedule.open", { tasks: voice.taskNames(open) }),
  ]);
}

type Settled = "confirmed" | "declined" | "waived" | "closed" | "ticked" | "unticked" | "gone";

const HEADLINE: Readonly<Record<Settled, string>> = {
  confirmed: "settled.confirmed",
  declined: "settled.declined",
  waived: "settled.waived",
  closed: "settled.closed",
  ticked: "settled.ticked",
  unticked: "settled.unticked",
  gone: "settled.gone",
};

const LINE: Readonly<Record<Settled, string>> = {
  confirmed: "settled.line-confirmed",
  declined: "settled.line-declined",
  waived: "settled.line-waived",
  closed: "settled.line-closed",
  ticked: "settled.line-ticked",
  unticked: "settled.line-unticked",
  gone: "settled.line-gone",
};

/** Somebody's word comes first; without one, what happened instead. */
function howSettled({ enrollment }: Scene, ask: Ask, cell: TaskCell | undefined): Settled {
  switch (cell?.kind) {
    case "confirmed":
    case "confirmed-early":
      return "confirmed";
    case "declined":
    case "waived":
      return cell.kind;
    case "waiting":
    case "ticked-early":
      if (enrollment.status === "withdrawn") return "closed";
      return ask.kind === "ask-schedule" ? "ticked" : "gone";
    case "open":
    case "candidates-turn":
    case "locked":
    case "ready-to-schedule":
      if (enrollment.status === "withdrawn") return "closed";
      return ask.kind === "ask-schedule" ? "gone" : "unticked";
    case undefined:
    case "not-applicable":
      return "gone";
  }
}

function saySettled(voice: Voice, task: Task, cell: TaskCell | undefined, id: string): Inert {
  const person = cell !== undefined && "by" in cell ? voice.person(cell.by) : inert("");
  const date = cell !== undefined && "at" in cell ? voice.date(cell.at) : inert("");
  return voice.say(id, { task: voice.taskNames([task.id]), person, date });
}
