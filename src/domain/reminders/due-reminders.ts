import type { Enrollment } from "../enrollment/enrollment.ts";
import type { PersonId } from "../enrollment/fact.ts";
import { addWorkingDays, lastWorkingDayBefore, type WorkingTime } from "../people/working-time.ts";
import type { Addressee, Program, ReminderStep, ReminderTrigger, TaskId } from "../program/program.ts";
import { type Cause, causeKey, causesOf } from "./causes.ts";

/** One person is to be reminded of one thing, from some moment on. */
export interface DueReminder {
  /** Unique within the enrollment: the cause, the step of its rule and the person. */
  readonly key: string;
  readonly person: PersonId;
  /** A working moment of the person; may lie ahead. */
  readonly notBefore: Date;
  /** Later it is of no use; `null`: for as long as the cause lasts. */
  readonly notAfter: Date | null;
  readonly trigger: ReminderTrigger;
  readonly step: number;
  readonly task: TaskId | null;
  readonly engagement: number | null;
}

export interface ReminderInput {
  readonly program: Program;
  readonly enrollment: Enrollment;
  /** When reminders of this enrollment went out, by key. */
  readonly sent: ReadonlyMap<string, Date>;
  /** Who that is for this cause; empty when there is nobody. */
  readonly whom: (addressee: Addressee, cause: Cause) => readonly PersonId[];
  readonly time: (person: PersonId) => WorkingTime;
}

/** A date told so lately, with its calendar file, is not told again the day before. */
const FRESH_MS = 5 * 86_400_000;

/**
 * The next step of every chain of reminders, each with its moment in the person's own working time. A step counts from
 * the one before it, not from the cause, so that nothing piles up while nobody could be reminded.
 */
export function dueReminders(input: ReminderInput): readonly DueReminder[] {
  const { program, enrollment } = input;
  return causesOf(program, enrollment).flatMap((cause) => {
    const rule = program.reminders.find((one) => one.when === cause.trigger);
    return rule === undefined ? [] : nextStep(input, cause, rule.steps);
  });
}

/**
 * The first step after the last one that went out for which there is somebody. One that is left out, because there is
 * nobody or they heard of it before, brings the next one no earlier.
 */
function nextStep(input: ReminderInput, cause: Cause, steps: readonly ReminderStep[]): readonly DueReminder[] {
  const wentOut = steps.map((_step, index) => sentOf(input.sent, cause, index));
  // Who heard an earlier step is not the one to turn to because nothing came of it.
  const reminded = new Set(wentOut.flatMap((sent) => sent?.people ?? []));
  const last = wentOut.findLastIndex((sent) => sent !== null);
  let since = cause.since;
  let leftOut = 0;
  for (const [index, { to, afterWorkingDays }] of steps.entries()) {
    const sent = wentOut[index] ?? null;
    if (index > last || (index === last && to.length > 1)) {
      const people = new Set(to.flatMap((addressee) => input.whom(addressee, cause)));
      const due = [...people]
        .filter((person) => !reminded.has(person))
        .flatMap((person) => remind(input, cause, { index, person, since, after: leftOut + afterWorkingDays }));
      if (due.length > 0) return due;
    }
    leftOut = sent === null ? leftOut + afterWorkingDays : 0;
    since = sent?.at ?? since;
  }
  return [];
}

interface Step {
  readonly index: number;
  readonly person: PersonId;
  readonly since: Date;
  /** Working days. */
  readonly after: number;
}

/** Nothing for somebody who does not work in the foreseeable future. */
function remind(input: ReminderInput, cause: Cause, { index, person, since, after }: Step): readonly DueReminder[] {
  const time = input.time(person);
  const notBefore =
    cause.before === null ? addWorkingDays(since, after, time) : lastWorkingDayBefore(cause.before, time);
  if (notBefore === null || (cause.before !== null && notBefore.getTime() - cause.since.getTime() < FRESH_MS))
    return [];
  const { trigger, task, engagement } = cause;
  const key = `${stepKey(cause, index)}${person}`;
  return [{ key, person, notBefore, notAfter: cause.before, trigger, step: index, task, engagement }];
}

/** When a step went out last, and to whom; `null` when it did not. */
function sentOf(
  sent: ReadonlyMap<string, Date>,
  cause: Cause,
  index: number,
): { readonly at: Date; readonly people: readonly PersonId[] } | null {
  const prefix = stepKey(cause, index);
  const mine = [...sent].filter(([key]) => key.startsWith(prefix));
  if (mine.length === 0) return null;
  return {
    at: new Date(Math.max(...mine.map(([, at]) => at.getTime()))),
    people: mine.map(([key]) => Number(key.slice(prefix.length))),
  };
}

function stepKey(cause: Cause, index: number): string {
  return `${causeKey(cause)}:${index}:`;
}
