import type { Enrollment } from "../enrollment/enrollment.ts";
import type { PersonId } from "../enrollment/fact.ts";
import type { PersonSettings } from "../people/person-settings.ts";
import { findTask, type Program, type RoleId, type Task, type TaskId } from "../program/program.ts";
import type { BadgeScene } from "./badge-notes.ts";
import { sayDate, sayMoment, sayTime } from "./dates.ts";
import { codeBlock, type Inert, inert, inertCode, join, mention } from "./safe-markdown.ts";
import type { Values, Wording } from "./wording.ts";

export interface PersonName {
  /** Display name. */
  readonly name: string;
  readonly username: string;
}

/** What every note is told from. */
export interface Scene {
  readonly wording: Wording;
  readonly program: Program;
  readonly enrollment: Enrollment;
  /** The bot's own username, without `@`. */
  readonly botHandle: string;
  /** `null` for somebody who was forgotten. */
  readonly nameOf: (person: PersonId) => PersonName | null;
  /** Who was, or would be, asked to confirm a task; `null` or absent when there is nobody. */
  readonly confirmers: ReadonlyMap<TaskId, PersonId | null>;
  /** Who was, or would be, asked to find dates. */
  readonly scheduler: PersonId | null;
  /** When it is told: a date may have passed. */
  readonly now: Date;
  /** Where somebody is: their own word, what GitLab tells; `null` when neither is known. */
  readonly zoneOf: (person: PersonId) => string | null;
  /** Everything known of where somebody is and when they are away. */
  readonly settingsOf: (person: PersonId) => PersonSettings;
  /** The calendar file of an engagement, by its number; `null` where this bot has no public address. */
  readonly calendarOf: (engagement: number) => string | null;
  /** `null` where the program gives no badge. */
  readonly badge: BadgeScene | null;
}

/** The words of one scene: names, dates, tasks and commands, ready to stand in a sentence. */
export interface Voice {
  readonly say: (id: string, values?: Values) => Inert;
  /** Display name, never a mention. */
  readonly person: (person: PersonId | null) => Inert;
  /** A mention that reaches somebody; their name where there is none. */
  readonly ping: (person: PersonId) => Inert;
  readonly candidate: Inert;
  readonly date: (at: Date) => Inert;
  readonly moment: (at: Date) => Inert;
  /** The second moment of an interval: without its date when that is the first one's. */
  readonly until: (from: Date, to: Date) => Inert;
  /** The line people tick. */
  readonly task: (id: TaskId) => Inert;
  /** Short names of tasks: "assessment and workshop". */
  readonly taskNames: (ids: readonly TaskId[]) => Inert;
  /** "task 2", "tasks 2 and 3", "tasks 1 to 3" */
  readonly taskNumbers: (ids: readonly TaskId[]) => Inert;
  /** "2", "2 and 3", "1 to 3" */
  readonly numbers: (ids: readonly TaskId[]) => Inert;
  readonly role: (role: RoleId) => Inert;
  /** "project coordinator or PSE Migration Engineer" */
  readonly roles: (roles: readonly RoleId[]) => Inert;
  /** "Tom Becker and Priya Nair" */
  readonly listed: (items: readonly Inert[]) => Inert;
  /** A command in a sentence: `@onboarding-bot next`. */
  readonly command: (text: string) => Inert;
  /** Commands in a block of their own, which GitLab lets people copy. */
  readonly commandBlock: (...texts: string[]) => Inert;
}

export function voiceOf(scene: Scene): Voice {
  const { program, enrollment, botHandle } = scene;
  const { say } = scene.wording;
  const role = (id: RoleId): Inert => inert(inSentence(program.roles[id].label, program.language));
  const list = (items: readonly Inert[], id: "list.and" | "list.or"): Inert => sayList(say, items, id);

  function person(id: PersonId | null): Inert {
    const known = id === null ? null : scene.nameOf(id);
    if (known === null) return say("somebody");
    const name = inert(known.name, 80);
    return name === "" ? inert(known.username, 80) : name;
  }

  return {
    say,
    person,
    role,
    ping: (id) => {
      const known = scene.nameOf(id);
      return known === null ? say("somebody") : mention(known.username);
    },
    candidate: enrollment.candidate === null ? say("the-candidate") : person(enrollment.candidate.person),
    date: (at) => sayDate(at, program),
    moment: (at) => sayMoment(at, program),
    until: (from, to) =>
      sayDate(from, program) === sayDate(to, program) ? sayTime(to, program) : sayMoment(to, program),
    task: (id) => inert(findTask(program, id)?.text ?? id),
    taskNames: (ids) =>
      list(
        ids.map((id) => inert(findTask(program, id)?.name ?? id)),
        "list.and",
      ),
    taskNumbers: (ids) => {
      const [first, ...others] = numbersOf(program, ids);
      if (others.length === 0) return say("task-number", { number: first ?? 0 });
      return say("task-numbers", { numbers: sayNumbers(say, numbersOf(program, ids)) });
    },
    numbers: (ids) => sayNumbers(say, numbersOf(program, ids)),
    roles: (ids) => list(ids.filter((id) => program.roles[id].label !== "").map(role), "list.or"),
    listed: (items) => list(items, "list.and"),
    command: (text) => inertCode(`@${botHandle} ${text}`),
    commandBlock: (...texts) => codeBlock(texts.map((text) => `@${botHandle} ${text}`)),
  };
}

/** Position of a task in its program, from 1. */
export function numberOf(program: Program, task: Task): number {
  return program.tasks.indexOf(task) + 1;
}

function numbersOf(program: Program, ids: readonly TaskId[]): readonly number[] {
  return program.tasks.flatMap((task, index) => (ids.includes(task.id) ? [index + 1] : []));
}

function sayNumbers(say: Voice["say"], numbers: readonly number[]): Inert {
  const [first = 0] = numbers;
  const last = numbers.at(-1) ?? 0;
  const isRange = numbers.length > 2 && last - first === numbers.length - 1;
  if (isRange) return say("list.range", { first, last });
  const items = numbers.map((number) => inert(String(number)));
  return sayList(say, items, "list.and");
}

/** "a", "a and b", "a, b and c" */
function sayList(say: Voice["say"], items: readonly Inert[], id: "list.and" | "list.or"): Inert {
  const last = items.at(-1) ?? inert("");
  if (items.length < 2) return last;
  return say(id, { items: join(items.slice(0, -1), ", "), last });
}

/** English writes "project coordinator" inside a sentence; "PSE" and "GitLab" keep their letters. */
function inSentence(label: string, language: string): string {
  const isPlain = /^[A-Z][a-z]+(?: |$)/u.test(label);
  return isPlain && language.startsWith("en") ? label.charAt(0).toLowerCase() + label.slice(1) : label;
}
