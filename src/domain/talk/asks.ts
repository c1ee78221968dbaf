import { progressOf } from "../enrollment/enrollment.ts";
import type { PersonId } from "../enrollment/fact.ts";
import { lacksPass } from "../enrollment/forms.ts";
import { lacksScore } from "../enrollment/scores.ts";
import type { RoleId, Task, TaskId } from "../program/program.ts";
import { type FormAskView, formBlock, renderSettledForm } from "./form-notes.ts";
import { foldedPart, frameNote, stack } from "./note-frame.ts";
import { assignableRole, sayAssigners, sayInsteadOf, tasksOf } from "./people-words.ts";
import { type Inert, inert } from "./safe-markdown.ts";
import { type AskSchedule, saySchedule } from "./schedule-asks.ts";
import { type Scene, type Voice, voiceOf } from "./voice.ts";
import { cellsOf, type TaskCell } from "./whose-turn.ts";
import { yesTo } from "./word-of.ts";

/** Asks one person to confirm; several tasks waiting for them are one note. */
interface AskConfirm {
  readonly kind: "ask-confirm";
  readonly tasks: readonly TaskId[];
  /** Who may confirm; `null` when nobody is known. */
  readonly to: PersonId | null;
  /** Whom to tell when nobody can be asked: the author or the candidate. */
  readonly insteadTo: PersonId;
  /** Who would have been asked, were they there. */
  readonly insteadOf?: PersonId | null;
  /** A role for which `to` may name somebody else; `null` when they may not. */
  readonly handOver: RoleId | null;
}

/** Asks an entitled person, whose tick could not count by itself, for the command. */
interface AskAgain {
  readonly kind: "ask-again";
  readonly task: TaskId;
  readonly to: PersonId;
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
export function renderSettled(scene: Scene, key: string, ask: Ask | FormAskView): string {
  if (ask.kind === "ask-form") return renderSettledForm(scene, key, ask);
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
    sayInsteadOf(voice, ask.insteadOf),
    stack(tasks.map((task) => sayTick(scene, voice, task))),
    ...sayHowToConfirm(scene, voice, tasks),
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

/** Where a passing score is needed, the points are the answer; where feedback is, its form. */
function sayHowToConfirm(scene: Scene, voice: Voice, tasks: readonly Task[]): readonly (Inert | null)[] {
  const { program, enrollment } = scene;
  const scored = tasks.filter((task) => lacksScore(enrollment, task));
  const judged = tasks.filter((task) => !scored.includes(task) && lacksPass(program, enrollment, task));
  const others = tasks.filter((task) => !scored.includes(task) && !judged.includes(task));
  const commands = scored.map((task) => yesTo(scene, task.id));
  if (others.length > 0) commands.unshift(`confirm ${others.map(({ id }) => id).join(" ")}`);
  const first = others.length > 0 ? sayYes(voice, others) : voice.say("ask.yes-score");
  return [
    ...(commands.length > 0 ? [first, voice.commandBlock(...commands)] : []),
    ...judged.flatMap(({ id, feedback }) => [
      voice.say("ask.yes-form", { task: voice.taskNames([id]) }),
      formBlock(scene, { task: id, form: feedback?.form ?? "" }),
    ]),
  ];
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

type Settled = "scheduled" | "confirmed" | "declined" | "waived" | "closed" | "ticked" | "unticked" | "gone";

const HEADLINE: Readonly<Record<Settled, string>> = {
  scheduled: "settled.scheduled",
  confirmed: "settled.confirmed",
  declined: "settled.declined",
  waived: "settled.waived",
  closed: "settled.closed",
  ticked: "settled.ticked",
  unticked: "settled.unticked",
  gone: "settled.gone",
};

const LINE: Readonly<Record<Settled, string>> = {
  scheduled: "settled.line-scheduled",
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
    case "scheduled":
      if (enrollment.status === "withdrawn") return "closed";
      return ask.kind === "ask-schedule" ? "scheduled" : "unticked";
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
