import { type Engagement, isScheduled, scheduledFor } from "../engagement/engagement.ts";
import { type Moment, readWhen, type WhenReading } from "../engagement/when.ts";
import type { Answer } from "../enrollment/action.ts";
import { type Enrollment, progressOf } from "../enrollment/enrollment.ts";
import type { CommandEvent } from "../enrollment/event.ts";
import type { Verdict } from "../enrollment/judge-turn.ts";
import { isDone, mayStart } from "../enrollment/progress.ts";
import { heldRoles } from "../enrollment/standing.ts";
import { closestWord } from "../program/closest-word.ts";
import { type EngagementKind, findEngagementKind, type Program, type Task } from "../program/program.ts";
import type { Offer } from "./command-kind.ts";
import type { CommandContext } from "./context.ts";
import { type OptionsReading, optionWords } from "./engagement-words.ts";
import { settingsOf } from "./own-settings.ts";
import { refuse, STEERING } from "./rights.ts";

/** A kind of engagement and the task it is for. */
export interface Subject {
  readonly kind: EngagementKind;
  readonly task: Task;
}

/** Go on with the engagement a word means, or answer that there is none. */
export function withSubject(
  { ledger }: CommandContext,
  event: CommandEvent,
  { engagement: word, placeholder }: { readonly engagement: string | null; readonly placeholder: boolean },
  effect: (subject: Subject) => Verdict,
): Verdict {
  const command = event.command.kind;
  const program = ledger.program();
  if (word === null || placeholder) {
    const missing = placeholder ? "placeholder" : "engagement";
    ledger.answer(event, { kind: "malformed", command, missing }, "refused");
    return "judged";
  }
  const subject = findSubject(program, ledger.enrollment(), word);
  if (subject !== null) return effect(subject);
  const ids = program.engagements.map(({ id }) => id);
  const suggestion = closestWord(word, ids);
  ledger.answer(event, { kind: "unknown-engagement", word, suggestion, command }, "refused");
  return "judged";
}

/** By the id or name of the kind, or by the task it is for; of several tasks the first that is not done. */
function findSubject(program: Program, enrollment: Enrollment, word: string): Subject | null {
  const wanted = word.toLowerCase();
  const tasks = program.tasks.filter(({ id, engagement }) => {
    const kind = findEngagementKind(program, engagement ?? "");
    return kind !== undefined && [kind.id, kind.name, id].some((one) => one.toLowerCase() === wanted);
  });
  const task = tasks.find((one) => !isDone(program, enrollment, one)) ?? tasks.at(-1);
  const kind = findEngagementKind(program, task?.engagement ?? "");
  return task === undefined || kind === undefined ? null : { kind, task };
}

/** Refuse with one answer. */
export function answerOnly({ ledger }: CommandContext, event: CommandEvent, answer: Answer): Verdict {
  ledger.answer(event, answer, "refused");
  return "judged";
}

/** Why there cannot be a date for this task now; `null` when there can. */
export function notNow(program: Program, enrollment: Enrollment, task: Task): Answer | null {
  const { confirmation, waiver } = progressOf(enrollment, task.id);
  if (confirmation || waiver) return { kind: "engagement-done", task: task.id };
  const scheduled = scheduledFor(enrollment.engagements, task.id);
  if (scheduled !== null) return { kind: "already-scheduled", number: scheduled.number };
  const before = task.askToScheduleAfter.length > 0 ? task.askToScheduleAfter : task.requires;
  const after = program.tasks.filter((one) => before.includes(one.id) && !isDone(program, enrollment, one));
  if (after.length === 0 && mayStart(enrollment)) return null;
  return { kind: "engagement-too-early", task: task.id, after: after.map(({ id }) => id) };
}

/**
 * Go on when somebody writes who may change this date: a coordinator, an owner, or whoever leads or observes.
 *
 * @param engagement - `null` when there is no date: then whoever could have one hears so.
 */
export function whoMayChange(
  context: CommandContext,
  event: CommandEvent,
  { kind, engagement }: { readonly kind: EngagementKind; readonly engagement: Engagement | null },
  effect: () => Verdict,
): Verdict {
  const roles = heldRoles(context.ledger.enrollment(), event.by, context.standing(event.by));
  if (roles === "unknown") return "deferred";
  const isHelper = roles.has(kind.helper) && (engagement === null || engagement.helper === event.by);
  if (isHelper || STEERING.some((role) => roles.has(role))) return effect();
  refuse(context, event, [], null);
  return "judged";
}

/** Shown to whoever may change a date, where there is one. */
export function isDated({ program, enrollment, person, roles }: Offer): boolean {
  return enrollment.engagements.some((one) => {
    const helper = findEngagementKind(program, one.kind)?.helper;
    const isHelper = one.helper === person && helper !== undefined && roles.has(helper);
    return isScheduled(one) && (isHelper || STEERING.some((role) => roles.has(role)));
  });
}

export type DateReading =
  | { readonly kind: "moment"; readonly moment: Moment; readonly rest: readonly string[] }
  | { readonly kind: "answer"; readonly answer: Answer };

/**
 * Read the date people wrote, as they meant it when they wrote it; what is past by now is past as well.
 *
 * @param before - The words of the command in front of the date.
 * @param stays - The date that is moved, whose zone, or which as a whole, stays when it is not told again.
 */
export function readDate(
  context: CommandContext,
  event: CommandEvent,
  before: string,
  words: readonly string[],
  stays: Pick<Engagement, "start" | "zone"> | null = null,
): DateReading {
  const command = event.command.kind;
  const { zone } = settingsOf(context, event.by);
  const reading = readAgain(readWhen(words, event.at, { zone }), event, words, stays);
  if (reading.kind === "moment" && reading.moment.at >= context.now) return reading;
  const fault = reading.kind === "fault" ? reading.fault : ({ kind: "past", moment: reading.moment } as const);
  if (fault.kind === "missing" || fault.kind === "placeholder") {
    const missing = fault.kind === "missing" ? "date" : "placeholder";
    return { kind: "answer", answer: { kind: "malformed", command, missing } };
  }
  const rest = optionWords(words).join(" ");
  return { kind: "answer", answer: { kind: "bad-date", command: before, fault, rest } };
}

/** What is not told again stays: the zone of a new time, or the whole date where only something else changes. */
function readAgain(
  reading: WhenReading,
  event: CommandEvent,
  words: readonly string[],
  stays: Pick<Engagement, "start" | "zone"> | null,
): WhenReading {
  if (stays === null || reading.kind !== "fault") return reading;
  const { fault } = reading;
  if (fault.kind === "missing" && (words[0] === "for" || words[0] === "with")) {
    return { kind: "moment", moment: { at: stays.start, zone: stays.zone }, rest: words };
  }
  if (fault.kind !== "no-zone") return reading;
  const { length } = fault.words.split(" ");
  if (words.slice(0, length).join(" ") !== fault.words) return reading;
  return readWhen([...words.slice(0, length), stays.zone, ...words.slice(length)], event.at, { zone: null });
}

/** The answer to a method this kind of engagement is never done by; `null` where it may be, or none was told. */
export function methodFault(
  { id, methods }: EngagementKind,
  method: string | null,
): Extract<Answer, { kind: "unknown-method" }> | null {
  if (method === null || methods.length === 0 || methods.includes(method)) return null;
  return { kind: "unknown-method", word: method, engagement: id };
}

/** The answer to options that cannot be read. */
export function unreadable(reading: Exclude<OptionsReading, { kind: "options" }>, command: string): Answer {
  return reading.kind === "bad-length"
    ? { kind: "bad-length", words: reading.words }
    : { kind: "unknown-words", words: reading.words, command };
}
