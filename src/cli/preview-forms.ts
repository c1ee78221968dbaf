import { type Engagement, scheduledFor } from "../domain/engagement/engagement.ts";
import type { FactBody, PersonId } from "../domain/enrollment/fact.ts";
import { dutiesOf, type FormDuty } from "../domain/enrollment/forms.ts";
import type { FormFault, Rubric } from "../domain/feedback/rubric.ts";
import { findEngagementKind, findForm, type Task } from "../domain/program/program.ts";
import { renderSettledForm } from "../domain/talk/form-notes.ts";
import { saturdayAfter, scheduled } from "./preview-dates.ts";
import { DAY_MS, type PreviewedNote, PRIYA, type Teller } from "./preview-teller.ts";

const ADVICE = "Say aloud what you check before each step, so that the customer can follow";

/** An engagement is over: forms are asked for, filled in, and one says "not yet". Nothing where there are none. */
export function tellForms(teller: Teller, task: Task): readonly PreviewedNote[] {
  const { enrollment, program, wait } = teller;
  const engagement = scheduledFor(enrollment().engagements, task.id);
  if (engagement === null) return [];
  wait(new Date(engagement.end.getTime() + DAY_MS));
  return dutiesOf(program, enrollment(), engagement).flatMap((duty) => {
    const rubric = findForm(program, duty.form);
    if (rubric === undefined) return [];
    return rubric.kind === "log"
      ? tellAsked(teller, duty, rubric)
      : [...tellAsked(teller, duty, rubric), ...tellNotYet(teller, task, duty, engagement)];
  });
}

function tellAsked({ happen, note, scene }: Teller, duty: FormDuty, rubric: Rubric): readonly PreviewedNote[] {
  const { form, task, engagement, person } = duty;
  const what = rubric.kind === "log" ? "The candidate's log" : "Feedback";
  const ask = { kind: "ask-form", form, task, engagement, person, missing: null } as const;
  happen({ kind: "form-asked", form, task, engagement, person });
  const whole = note(`${what} is asked for`, ask);
  const rest = note(`${what}: a line is still missing`, { ...ask, missing: [lastLine(rubric)] });
  happen(filled(rubric, duty));
  return [whole, rest, { title: `${what}, once it is filled in`, body: renderSettledForm(scene(), "preview", ask) }];
}

/** The form says so; what follows a "not yet" is another date. */
function tellNotYet(
  { program, enrollment, happen, note, status, now, wait }: Teller,
  task: Task,
  { form, person: by }: FormDuty,
  { number }: Engagement,
): readonly PreviewedNote[] {
  happen({ kind: "engagement-held", number });
  happen({ kind: "task-declined", task: task.id, by, reason: null });
  const subject = { form, task: task.id, engagement: number };
  const asks = task.askToScheduleAfter.length > 0;
  const newDate = asks ? { newDate: { to: PRIYA, isSettled: false } } : {};
  const notes = [
    note("Not yet, with the feedback", {
      kind: "declined",
      task: task.id,
      by,
      reason: null,
      form: subject,
      ...newDate,
    }),
    status("Status note, after a “not yet”"),
  ];
  const kind = findEngagementKind(program, task.engagement ?? "");
  if (kind === undefined) return notes;
  const start = saturdayAfter(now(), 7);
  happen(scheduled(task, kind, enrollment().engagements.length + 1, start));
  wait(new Date(start.getTime() + kind.lengthMs));
  return notes;
}

function lastLine(rubric: Rubric): FormFault {
  const question = rubric.questions.at(-1)?.id ?? "";
  return rubric.kind === "log" ? { kind: "no-text", question } : { kind: "no-score", question };
}

/** A whole form: good words in a log, and the least points for the first question of a scored one. */
function filled(rubric: Rubric, duty: { task: string; engagement: number | null; person: PersonId }): FactBody {
  const { task, engagement, person: by } = duty;
  const isLog = rubric.kind === "log";
  const ids = rubric.questions.map(({ id }) => id);
  const [first = ""] = ids;
  const scores = Object.fromEntries(ids.map((id) => [id, id === first ? 1 : rubric.scale]));
  return {
    kind: "form-filled",
    form: rubric.id,
    task,
    engagement,
    by,
    scores: isLog ? {} : scores,
    verdict: isLog ? null : "not-yet",
    isComplete: true,
    answers: { texts: { [first]: ADVICE }, comment: isLog ? "" : "A calm day, well prepared" },
  };
}
