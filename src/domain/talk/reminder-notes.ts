import { STEERING } from "../commands/rights.ts";
import { progressOf } from "../enrollment/enrollment.ts";
import type { PersonId } from "../enrollment/fact.ts";
import { findTask, type Program, type ReminderTrigger, type TaskId } from "../program/program.ts";
import { causesOf } from "../reminders/causes.ts";
import { sayMomentIn } from "./dates.ts";
import { stack } from "./note-frame.ts";
import { type Inert, inert, inertCode } from "./safe-markdown.ts";
import type { Scene, Voice } from "./voice.ts";
import { isTheirWord, yesTo } from "./word-of.ts";

/** Everything one person is reminded of on one issue. */
export interface ReminderNote {
  readonly kind: "reminder";
  readonly person: PersonId;
  readonly items: readonly ReminderItem[];
  /** Nobody reminded them before: say where the hours come from. */
  readonly isFirst: boolean;
  /** The zone their hours are counted in. */
  readonly zone: string;
}

export interface ReminderItem {
  readonly trigger: ReminderTrigger;
  /** Which step of the rule, from 0. */
  readonly step: number;
  readonly task: TaskId | null;
  readonly engagement: number | null;
}

/** Words of a reminder, without its marker. One thing is the first line; several are a list. */
export function sayReminders(scene: Scene, voice: Voice, view: ReminderNote): readonly (Inert | null)[] {
  const { say } = voice;
  const ping = voice.ping(view.person);
  const lines = view.items.map((item) => sayReminded(scene, voice, item, view.person));
  const [only] = lines;
  const commands = [...new Set(view.items.flatMap((item) => commandsFor(scene, item, view.person)))];
  return [
    ...(lines.length === 1 && only !== undefined
      ? [say("reminder.one", { ping, what: only })]
      : [
          say("reminder.many", { ping, count: lines.length }),
          stack(lines.map((what) => say("reminder.item", { what }))),
        ]),
    commands.length === 0 ? null : voice.commandBlock(...commands),
    view.isFirst ? sayHours(voice, view.zone) : null,
  ];
}

/** When somebody is written to, and how to correct it: once, for whoever is reminded the first time. */
export function sayHours({ say, command }: Voice, zone: string): Inert {
  return say("reminder.hours", { zone: inertCode(zone), command: command("my zone Area/City") });
}

/** One thing that waits, as a sentence. */
export function sayReminded(scene: Scene, voice: Voice, item: ReminderItem, person: PersonId): Inert {
  const { say, candidate } = voice;
  const isCandidate = person === scene.enrollment.candidate?.person;
  const task = item.task === null ? inert("") : voice.taskNames([item.task]);
  const values = { candidate, task };
  switch (item.trigger) {
    case "engagement-tomorrow":
      return say(isCandidate ? "reminder.engagement-own" : "reminder.engagement", {
        ...values,
        moment: sayStart(scene, item.engagement, person),
      });
    case "engagement-passed":
      return say(isTheirWord(scene, item, person) ? "reminder.passed" : "reminder.passed-unsaid", {
        ...values,
        moment: sayStart(scene, item.engagement, person),
      });
    case "form-waits":
      return sayForm(scene, voice, item, person);
    case "confirmation-waits": {
      const claim = item.task === null ? null : progressOf(scene.enrollment, item.task).claim;
      if (claim === null) return say("reminder.confirmation-undated", values);
      return say("reminder.confirmation", { ...values, date: voice.date(claim.at) });
    }
    case "date-waits":
      return say("reminder.date", values);
    case "candidate-quiet":
      return say(isCandidate ? "reminder.quiet-own" : "reminder.quiet", values);
    case "cool-down-over":
      return say(isCandidate ? "reminder.cool-down-own" : "reminder.cool-down", values);
    case "start-waits":
      return say("reminder.start", values);
  }
}

/** Whoever was asked is told that it is missing; others, whom to ask for it. */
function sayForm(scene: Scene, voice: Voice, { task, engagement }: ReminderItem, person: PersonId): Inert {
  const { candidate, say } = voice;
  const values = { candidate, task: task === null ? inert("") : voice.taskNames([task]) };
  const asked = causesOf(scene.program, scene.enrollment).find(
    (one) => one.trigger === "form-waits" && one.task === task && one.engagement === engagement,
  )?.person;
  if (asked != null && asked !== person) return say("reminder.form-of", { ...values, person: voice.person(asked) });
  return say(person === scene.enrollment.candidate?.person ? "reminder.form-own" : "reminder.form", values);
}

function sayStart({ enrollment, program, zoneOf }: Scene, number: number | null, person: PersonId): Inert {
  const engagement = enrollment.engagements.find((one) => one.number === number);
  if (engagement === undefined) return inert("");
  return sayMomentIn(engagement.start, [engagement.zone, zoneOf(person) ?? engagement.zone], program.language);
}

/** What answers it, ready to be copied. */
function commandsFor(scene: Scene, item: ReminderItem, person: PersonId): readonly string[] {
  const { enrollment, program } = scene;
  const isCandidate = person === enrollment.candidate?.person;
  switch (item.trigger) {
    case "engagement-passed":
    case "confirmation-waits":
      return wordFor(scene, item, person);
    case "candidate-quiet":
      return isCandidate ? ["next", "pause until YYYY-MM-DD"] : ["status"];
    case "start-waits":
      return ["confirm start"];
    case "date-waits":
      return scheduleFor(program, item);
    case "engagement-tomorrow":
    case "form-waits":
    case "cool-down-over":
      return [];
  }
}

/** Yes or not yet; whoever may not say it can still name somebody who may. */
function wordFor(scene: Scene, item: ReminderItem, person: PersonId): readonly string[] {
  const task = findTask(scene.program, item.task ?? "");
  if (task === undefined) return [];
  if (isTheirWord(scene, item, person)) return [yesTo(scene, task.id), `decline ${task.id} WHAT IS MISSING`];
  const { roles } = scene.program;
  const role = task.confirmedBy.find((one) => STEERING.every((who) => roles[one].assignedBy.includes(who)));
  return role === undefined ? [] : [`assign ${role} @username`];
}

function scheduleFor(program: Program, { task }: ReminderItem): readonly string[] {
  const engagement = findTask(program, task ?? "")?.engagement ?? null;
  return engagement === null ? [] : [`schedule ${engagement} YYYY-MM-DD HH:MM Area/City with @username`];
}
