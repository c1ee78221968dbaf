import type { Engagement } from "../engagement/engagement.ts";
import { findGaps, judgeForm } from "../feedback/judge-form.ts";
import { mergeForms } from "../feedback/merge-forms.ts";
import type { Answer, FilledForm, FormFault } from "../feedback/rubric.ts";
import { findEngagementKind, findForm, findTask, type Program, type Task, type TaskId } from "../program/program.ts";
import type { Enrollment } from "./enrollment.ts";
import type { FormEntry } from "./enrollment-parts.ts";
import type { PersonId } from "./fact.ts";

/** What a form is about. */
export interface FormSubject {
  readonly form: string;
  readonly task: TaskId;
  /** Number of the engagement; `null` when there was none. */
  readonly engagement: number | null;
}

/** A form somebody is to fill in once an engagement is over. */
export interface FormDuty extends FormSubject {
  readonly engagement: number;
  readonly person: PersonId;
}

const NOTHING_SAID: FilledForm = { answers: new Map(), verdict: null, comment: "" };

/**
 * The forms an engagement leads to: the feedback of whoever leads or observes, where its task has one, and the
 * candidate's own log. None for an engagement that was called off, or to which nobody came.
 */
export function dutiesOf(program: Program, enrollment: Enrollment, engagement: Engagement): readonly FormDuty[] {
  if (engagement.state !== "scheduled" && engagement.state !== "held") return [];
  const { task, number, helper } = engagement;
  const feedback = findTask(program, task)?.feedback?.form ?? null;
  const log = findEngagementKind(program, engagement.kind)?.log ?? null;
  const wanted = [
    { form: feedback, person: helper },
    { form: log, person: enrollment.candidate?.person ?? null },
  ];
  return wanted.flatMap(({ form, person }) =>
    form === null || person === null || findForm(program, form) === undefined
      ? []
      : [{ form, task, engagement: number, person }],
  );
}

/** The same form of the same task, about the same engagement? */
export function isAbout(one: FormSubject, { form, task, engagement }: FormSubject): boolean {
  return one.form === form && one.task === task && one.engagement === engagement;
}

/** Did anybody fill in anything of it? */
export function wasBegun(enrollment: Enrollment, subject: FormSubject): boolean {
  return enrollment.forms.some((entry) => isAbout(entry, subject));
}

/** Did anybody fill it in to its end? */
export function wasCompleted(enrollment: Enrollment, subject: FormSubject): boolean {
  return enrollment.forms.some((entry) => entry.isComplete && isAbout(entry, subject));
}

/** Does anybody still wait for it? Not once it is filled in, nor when what it is about was called off. */
export function isStillWanted(enrollment: Enrollment, subject: FormSubject): boolean {
  const engagement = enrollment.engagements.find((one) => one.number === subject.engagement);
  if (engagement?.state === "cancelled" || engagement?.state === "missed") return false;
  return !wasCompleted(enrollment, subject);
}

/** Everything one person said about it so far; `null` when nothing. What they said later wins. */
export function filledBy(enrollment: Enrollment, subject: FormSubject, by: PersonId): FilledForm | null {
  return enrollment.forms
    .filter((entry) => entry.by === by && isAbout(entry, subject))
    .map(formOf)
    .reduce<FilledForm | null>((form, later) => (form === null ? later : mergeForms(form, later)), null);
}

/** What one person's form still lacks; everything when they said nothing of it. */
export function findMissing(
  program: Program,
  enrollment: Enrollment,
  subject: FormSubject,
  by: PersonId,
): readonly FormFault[] {
  const rubric = findForm(program, subject.form);
  return rubric === undefined ? [] : findGaps(rubric, filledBy(enrollment, subject, by) ?? NOTHING_SAID);
}

/** Which engagement of a task feedback means that names none: the last one that began, else the one to come. */
export function engagementMeant({ engagements }: Enrollment, task: TaskId, at: Date): Engagement | null {
  const possible = engagements
    .filter((one) => one.task === task && (one.state === "scheduled" || one.state === "held"))
    .toSorted((a, b) => a.start.getTime() - b.start.getTime());
  return possible.findLast(({ start }) => start <= at) ?? possible[0] ?? null;
}

/** Does the program insist on feedback that says "pass", and there is none? What was said last counts. */
export function lacksPass(program: Program, enrollment: Enrollment, task: Task): boolean {
  if (task.feedback?.required !== true) return false;
  const rubric = findForm(program, task.feedback.form);
  const last = enrollment.forms.findLast((entry) => entry.task === task.id && entry.form === rubric?.id);
  const form = last === undefined ? null : filledBy(enrollment, last, last.by);
  return rubric === undefined || form === null || judgeForm(rubric, form).kind !== "pass";
}

function formOf({ scores, verdict, answers }: FormEntry): FilledForm {
  const texts = answers?.texts ?? {};
  const questions = new Set([...Object.keys(scores), ...Object.keys(texts)]);
  return {
    answers: new Map(
      [...questions].map((id): [string, Answer] => [id, { score: scores[id] ?? null, text: texts[id] ?? "" }]),
    ),
    verdict,
    comment: answers?.comment ?? "",
  };
}
