import type { NotePlan } from "../enrollment/action.ts";
import type { FormEntry } from "../enrollment/enrollment-parts.ts";
import type { PersonId } from "../enrollment/fact.ts";
import { filledBy, type FormSubject } from "../enrollment/forms.ts";
import { judgeForm } from "../feedback/judge-form.ts";
import { printForm } from "../feedback/print-form.ts";
import type { FilledForm, FormFault, Rubric } from "../feedback/rubric.ts";
import { findEngagementKind, findForm } from "../program/program.ts";
import { sayStart } from "./engagement-words.ts";
import { foldedPart, frameNote, stack } from "./note-frame.ts";
import { codeBlock, type Inert, inert, inertCode, join } from "./safe-markdown.ts";
import { type Scene, type Voice, voiceOf } from "./voice.ts";

/** Asks one person to fill in a form. */
export type FormAskView = Extract<NotePlan, { kind: "ask-form" }>;

/** Of what people wrote to one question; the whole of it stands in their own comment. */
const MAX_TEXT = 300;
const MAX_COMMENT = 1000;

/** Words that ask for a form, or for what is missing in it. */
export function sayFormAsk(scene: Scene, voice: Voice, view: FormAskView): readonly (Inert | null)[] {
  const rubric = findForm(scene.program, view.form);
  if (rubric === undefined) throw new TypeError(`Cannot ask for a form: the program has no "${view.form}"`);
  return view.missing === null
    ? sayWholeForm(scene, voice, view, rubric)
    : sayRest(scene, voice, view, rubric, view.missing);
}

/**
 * What an ask for a form is edited into once it is filled in, or nobody waits for it any more. It mentions nobody.
 *
 * @param key - The marker the note has.
 */
export function renderSettledForm(scene: Scene, key: string, view: FormAskView): string {
  const voice = voiceOf(scene);
  const { say } = voice;
  const entry = scene.enrollment.forms.findLast((one) => one.isComplete && isSame(one, view));
  const task = voice.taskNames([view.task]);
  const headline =
    entry === undefined
      ? say("form.settled-gone", { task })
      : say("form.settled-filled", { task, person: voice.person(entry.by), date: voice.date(entry.at) });
  const isLog = findForm(scene.program, view.form)?.kind === "log";
  const asked = say(isLog ? "form.asked-log" : "form.asked-feedback", {
    candidate: voice.candidate,
    task: voice.task(view.task),
  });
  return frameNote(key, [headline, foldedPart(say("settled.asked"), [asked])]);
}

/** What somebody said in a form, for the candidate: each question with its score and words, the average, and why. */
export function sayFeedback(scene: Scene, voice: Voice, subject: FormSubject, by: PersonId): readonly (Inert | null)[] {
  const rubric = findForm(scene.program, subject.form);
  const form = filledBy(scene.enrollment, subject, by);
  if (rubric === undefined || form === null) return [];
  const comment = form.comment === "" ? null : inert(form.comment, MAX_COMMENT);
  return [
    stack(rubric.questions.map((question) => sayAnswerTo(voice, rubric, question, form))),
    comment === null ? null : voice.say("form.comment", { text: comment }),
    sayWhy(voice, rubric, form, by),
  ];
}

/** All feedback of an enrollment in one line each, folded; `null` when nobody gave any. */
export function sayFeedbackPart(scene: Scene, voice: Voice): Inert | null {
  const { program, enrollment } = scene;
  const given = enrollment.forms.filter((one) => one.isComplete && findForm(program, one.form)?.kind === "scored");
  const latest = given.filter((one, index) => !given.slice(index + 1).some((other) => isSame(other, one)));
  const lines = latest.map((entry) => sayInOneLine(scene, voice, entry));
  return foldedPart(voice.say("form.part"), [stack(lines)]);
}

/** The lines to copy, as they are sent back: with the command above, so that they may also be a new comment. */
export function formBlock(
  scene: Scene,
  { form, task }: Pick<FormSubject, "form" | "task">,
  only?: ReadonlySet<string>,
): Inert | null {
  const rubric = findForm(scene.program, form);
  if (rubric === undefined) return null;
  const lines = printForm(rubric)
    .split("\n")
    .filter((line) => only === undefined || only.has(line.slice(0, line.indexOf(":"))));
  return codeBlock([`@${scene.botHandle} feedback ${task}`, ...lines]);
}

function sayWholeForm(scene: Scene, voice: Voice, view: FormAskView, rubric: Rubric): readonly (Inert | null)[] {
  const { say, candidate } = voice;
  const task = voice.taskNames([view.task]);
  const isLog = rubric.kind === "log";
  // A verdict is needed as well; the general comment is not.
  const count = rubric.questions.length + (isLog ? 0 : 1);
  const ping = voice.ping(view.person);
  return [
    isLog
      ? say("form.first-log", { ping, count, kind: kindWord(scene, view, task) })
      : say("form.first", { ping, count, candidate }),
    stack([
      sayAbout(scene, voice, view),
      ...rubric.questions.map(({ id, text }) => say("form.question", { id: inertCode(id), text: inert(text) })),
    ]),
    isLog ? null : sayScale(voice, rubric),
    say("form.how"),
    formBlock(scene, view),
    say(isLog ? "form.after-log" : "form.after", { candidate, task }),
  ];
}

/** What is left of it: only the lines that are missing, and what they ask. */
function sayRest(
  scene: Scene,
  voice: Voice,
  view: FormAskView,
  rubric: Rubric,
  missing: readonly FormFault[],
): readonly (Inert | null)[] {
  const { say } = voice;
  const ids = new Set(missing.map(lineOf));
  const questions = rubric.questions.filter(({ id }) => ids.has(id));
  const values = { ping: voice.ping(view.person), count: ids.size };
  return [
    say(ids.size === 1 ? "form.rest-one" : "form.rest", values),
    stack(questions.map(({ id, text }) => say("form.question", { id: inertCode(id), text: inert(text) }))),
    say("form.rest-how"),
    formBlock(scene, view, ids),
  ];
}

/** The label of the line that answers what is missing. */
function lineOf(fault: FormFault): string {
  if ("question" in fault) return fault.question;
  return fault.kind === "unknown-line" ? (fault.suggestion ?? fault.word) : "verdict";
}

function sayAbout(scene: Scene, voice: Voice, view: FormAskView): Inert {
  const engagement = scene.enrollment.engagements.find((one) => one.number === view.engagement);
  const task = voice.task(view.task);
  if (engagement === undefined) return voice.say("form.about-task", { task });
  return voice.say("form.about", { task, moment: sayStart(scene, engagement) });
}

function kindWord(scene: Scene, view: FormAskView, otherwise: Inert): Inert {
  const engagement = scene.enrollment.engagements.find((one) => one.number === view.engagement);
  const kind = findEngagementKind(scene.program, engagement?.kind ?? "");
  return kind === undefined ? otherwise : inert(kind.name);
}

function sayScale({ say, candidate }: Voice, { scale, average, least }: Rubric): Inert {
  const range = say("form.scale", { scale, candidate });
  if (average === 0 && least <= 1) return range;
  if (average === 0) return join([range, say("form.pass-least", { least })], " ");
  if (least <= 1) return join([range, say("form.pass-average", { average })], " ");
  return join([range, say("form.pass-both", { average, least })], " ");
}

function sayAnswerTo(
  { say }: Voice,
  { scale }: Rubric,
  { id, text }: Rubric["questions"][number],
  form: FilledForm,
): Inert {
  const answer = form.answers.get(id);
  const values = { score: answer?.score ?? 0, scale, question: inert(text) };
  const words = inert(answer?.text ?? "", MAX_TEXT);
  return words === "" ? say("form.answer", values) : say("form.answer-text", { ...values, text: words });
}

function sayWhy(voice: Voice, rubric: Rubric, form: FilledForm, by: PersonId): Inert | null {
  const judgement = judgeForm(rubric, form);
  if (judgement.kind !== "not-yet") return null;
  const { scale, average: needed, least } = rubric;
  const values = { average: judgement.average, scale };
  switch (judgement.why) {
    case "observer":
      return voice.say("form.why-observer", { ...values, person: voice.person(by) });
    case "average":
      return voice.say("form.why-average", { ...values, needed });
    case "least":
      return voice.say("form.why-least", { ...values, least });
  }
}

function sayInOneLine(scene: Scene, voice: Voice, entry: FormEntry): Inert | null {
  const rubric = findForm(scene.program, entry.form);
  const form = filledBy(scene.enrollment, entry, entry.by);
  if (rubric === undefined || form === null) return null;
  const judgement = judgeForm(rubric, form);
  if (judgement.kind === "incomplete" || judgement.kind === "kept") return null;
  return voice.say(judgement.kind === "pass" ? "form.line-pass" : "form.line-not-yet", {
    task: voice.taskNames([entry.task]),
    person: voice.person(entry.by),
    date: voice.date(entry.at),
    average: judgement.average,
    scale: rubric.scale,
  });
}

function isSame(one: FormSubject, other: FormSubject): boolean {
  return one.form === other.form && one.task === other.task && one.engagement === other.engagement;
}
