import type { Engagement } from "../engagement/engagement.ts";
import { type Enrollment, progressOf } from "../enrollment/enrollment.ts";
import type { PersonId } from "../enrollment/fact.ts";
import { dutiesOf, isAbout } from "../enrollment/forms.ts";
import { mayStart, readyToSchedule, taskState, waitsForConfirmation, waitsForOthers } from "../enrollment/progress.ts";
import { nextTryFrom, scoresOf, triesLeft } from "../enrollment/scores.ts";
import { readySince } from "../enrollment/waiting.ts";
import { findTask, type Program, type ReminderTrigger, type Task, type TaskId } from "../program/program.ts";
import { turnsOf } from "../talk/whose-turn.ts";

/** Something that waits for somebody, and of which people are reminded until somebody acts. */
export interface Cause {
  readonly trigger: ReminderTrigger;
  /** Tells one cause from the next of its kind: once somebody acted it is another one, and counting begins anew. */
  readonly subject: string;
  /** Since when it waits; may lie ahead, when an engagement ends. */
  readonly since: Date;
  /** What is announced begins then, and a reminder is of no use any more; `null` for all that only waits. */
  readonly before: Date | null;
  readonly task: TaskId | null;
  /** Number of the engagement. */
  readonly engagement: number | null;
  /** Who was asked for a form; `null` for all that waits for whoever holds a role. */
  readonly person: PersonId | null;
}

/** Everything an enrollment waits for. Nothing while it is paused, and nothing once it is over. */
export function causesOf(program: Program, enrollment: Enrollment): readonly Cause[] {
  if (enrollment.status !== "active" || enrollment.candidate === null || enrollment.pause !== null) return [];
  const forms = formCauses(program, enrollment);
  const causes = [
    ...startCauses(enrollment),
    ...enrollment.engagements.flatMap((engagement) => engagementCauses(program, enrollment, engagement, forms)),
    ...forms,
    ...program.tasks.flatMap((task) => taskCauses(program, enrollment, task)),
    ...quietCauses(program, enrollment),
  ];
  return causes.map((one) => sinceActive(one, enrollment));
}

/** After a pause everybody has the time of the beginning again; what is announced keeps its day. */
function sinceActive(one: Cause, { activeSince, enrolledAt }: Enrollment): Cause {
  if (one.before !== null || one.since >= activeSince || activeSince <= enrolledAt) return one;
  return { ...one, since: activeSince, subject: `${one.subject}.${activeSince.getTime()}` };
}

/** Two causes are the same when nobody acted in between. */
export function causeKey({ trigger, subject }: Cause): string {
  return `${trigger}:${subject}`;
}

/** A "not yet" is a word, too: who said so is left in peace for as long as at first. */
function startCauses(enrollment: Enrollment): readonly Cause[] {
  if (enrollment.start === null || mayStart(enrollment)) return [];
  const since = enrollment.start.declined?.at ?? enrollment.start.since;
  return [cause("start-waits", `${since.getTime()}`, since)];
}

function engagementCauses(
  program: Program,
  enrollment: Enrollment,
  engagement: Engagement,
  forms: readonly Cause[],
): readonly Cause[] {
  if (engagement.state !== "scheduled") return [];
  const { number, changes, task: id, start, end, changedAt, helper } = engagement;
  const subject = `${number}.${changes}`;
  const about = { task: id, engagement: number };
  const ahead = { ...cause("engagement-tomorrow", subject, changedAt), before: start, ...about };
  const task = findTask(program, id);
  // Who is asked for their form, or to confirm what the candidate ticked, says so there; one thing is not two reminders.
  const isAskedForForm = forms.some((one) => one.engagement === number && one.person === helper);
  const isClaimed = task !== undefined && waitsForConfirmation(program, enrollment, task);
  if (isAskedForForm || isClaimed) return [ahead];
  const filled = enrollment.forms.filter((one) => one.engagement === number && one.by === helper);
  const since = latest(end, ...filled.map(({ at }) => at));
  return [ahead, { ...cause("engagement-passed", subject, since), ...about }];
}

/** Forms somebody was asked for: not of what was called off, nor of whoever no longer takes part in it. */
function formCauses(program: Program, enrollment: Enrollment): readonly Cause[] {
  const duties = enrollment.engagements.flatMap((engagement) =>
    dutiesOf(program, enrollment, engagement).map((duty) => ({ ...duty, end: engagement.end })),
  );
  return duties.flatMap((duty) => {
    const { form, task, engagement, person, end } = duty;
    const ask = enrollment.formAsks.find((one) => isAbout(one, duty) && one.person === person && !one.isAgain);
    const filled = enrollment.forms.filter((one) => isAbout(one, duty));
    if (ask === undefined || filled.some((one) => one.isComplete)) return [];
    // An engagement that is moved once its form was asked for is not over yet.
    const since = latest(ask.at, end, ...filled.map(({ at }) => at));
    const subject = `${form}.${engagement}.${person}.${since.getTime()}`;
    return [{ ...cause("form-waits", subject, since), task, engagement, person }];
  });
}

function taskCauses(program: Program, enrollment: Enrollment, task: Task): readonly Cause[] {
  const { claim } = progressOf(enrollment, task.id);
  if (claim !== null && waitsForOthers(program, enrollment, task)) {
    // A tick that came too early waits for nobody until what comes before it is done.
    const since = latest(claim.at, ...startedAt(enrollment), ...doneAt(program, enrollment, task.requires));
    return [causeOf("confirmation-waits", task, since)];
  }
  if (readyToSchedule(program, enrollment, task)) {
    return [causeOf("date-waits", task, readySince(enrollment, task))];
  }
  return coolDownCauses(program, enrollment, task);
}

/** A try that failed, and the next one is open from some day on. */
function coolDownCauses(program: Program, enrollment: Enrollment, task: Task): readonly Cause[] {
  const since = nextTryFrom(enrollment, task);
  const state = taskState(program, enrollment, task);
  if (since === null || triesLeft(enrollment, task) === 0 || (state !== "open" && state !== "declined")) return [];
  const subject = `${task.id}.${scoresOf(enrollment, task).length}`;
  return [{ ...cause("cool-down-over", subject, since), task: task.id }];
}

/** It is the candidate's turn alone, and no date lies ahead. */
function quietCauses(program: Program, enrollment: Enrollment): readonly Cause[] {
  if (enrollment.engagements.some((one) => one.state === "scheduled") || !mayStart(enrollment)) return [];
  const turns = turnsOf({ program, enrollment, confirmers: new Map(), scheduler: null });
  const own = turns.flatMap((turn) => {
    const task = turn.kind === "work" || turn.kind === "own-word" ? findTask(program, turn.task) : undefined;
    // Without a try left it is the coordinator's turn.
    return task === undefined || (task.score !== null && triesLeft(enrollment, task) === 0) ? [] : [task];
  });
  const [first] = own;
  if (first === undefined || own.length < turns.length) return [];
  const nextTries = own.map((task) => nextTryFrom(enrollment, task)).filter((at) => at !== null);
  const since = latest(enrollment.candidateActedAt, enrollment.lastChangeAt, ...nextTries);
  return [{ ...cause("candidate-quiet", `${since.getTime()}`, since), task: first.id }];
}

function startedAt({ start }: Enrollment): readonly Date[] {
  return start === null || start.confirmed === null ? [] : [start.confirmed.at];
}

/** When these tasks were done, with all that had to be done before them. */
function doneAt(program: Program, enrollment: Enrollment, ids: readonly TaskId[]): readonly Date[] {
  return ids.flatMap((id) => {
    const { confirmation, waiver } = progressOf(enrollment, id);
    if (waiver !== null) return [waiver.at];
    if (confirmation === null) return [];
    return [confirmation.at, ...doneAt(program, enrollment, findTask(program, id)?.requires ?? [])];
  });
}

function latest(...times: readonly Date[]): Date {
  return new Date(Math.max(...times.map((at) => at.getTime())));
}

/** What a task waits for since a moment; from another moment on it is another cause. */
function causeOf(trigger: ReminderTrigger, task: Task, since: Date): Cause {
  return { ...cause(trigger, `${task.id}.${since.getTime()}`, since), task: task.id };
}

function cause(trigger: ReminderTrigger, subject: string, since: Date): Cause {
  return { trigger, subject, since, before: null, task: null, engagement: null, person: null };
}
