import type { FormAnswer } from "../enrollment/action.ts";
import { progressOf } from "../enrollment/enrollment.ts";
import { findForm, findTask } from "../program/program.ts";
import { formBlock } from "./form-notes.ts";
import { type Inert, inertCodes } from "./safe-markdown.ts";
import type { Scene, Voice } from "./voice.ts";

type Disagreement = Extract<FormAnswer, { kind: "form-disagrees" }>;

/** Words of the answer to a form that could not be taken as it is. */
export function sayFormAnswer(scene: Scene, voice: Voice, answer: FormAnswer): readonly (Inert | null)[] {
  const { say, candidate } = voice;
  switch (answer.kind) {
    case "no-form-here":
      return answer.tasks.length === 0
        ? [say("answer.no-form")]
        : [say("answer.no-form-here", { tasks: inertCodes(answer.tasks) })];
    case "not-your-form":
      return [say("answer.not-your-form", { candidate, task: voice.taskNames([answer.task]) })];
    case "form-empty":
      return [say("answer.form-empty"), formBlock(scene, answer), sayPoints(scene, voice, answer.form)];
    case "form-needed":
      return [
        say("answer.form-needed", { task: voice.task(answer.task), candidate }),
        formBlock(scene, { task: answer.task, form: findTask(scene.program, answer.task)?.feedback?.form ?? "" }),
      ];
    case "form-disagrees":
      return sayDisagreement(scene, voice, answer);
  }
}

function sayPoints(scene: Scene, { say, candidate }: Voice, form: string): Inert | null {
  const rubric = findForm(scene.program, form);
  return rubric?.kind === "scored" ? say("form.scale", { scale: rubric.scale, candidate }) : null;
}

function sayDisagreement(scene: Scene, voice: Voice, answer: Disagreement): readonly (Inert | null)[] {
  const { confirmation, waiver } = progressOf(scene.enrollment, answer.task);
  const task = voice.taskNames([answer.task]);
  if (confirmation !== null || waiver !== null) {
    return [voice.say("answer.form-too-late", { task }), voice.commandBlock(`withdraw ${answer.task} WHY`)];
  }
  const rubric = findForm(scene.program, findTask(scene.program, answer.task)?.feedback?.form ?? "");
  const values = { task, average: answer.average ?? 0, candidate: voice.candidate };
  switch (answer.why) {
    case "average":
      return [voice.say("answer.form-average", { ...values, needed: rubric?.average ?? 0 })];
    case "least":
      return [voice.say("answer.form-least", { ...values, least: rubric?.least ?? 0 })];
    // The observer's own "not yet" contradicts nothing but a confirmation, and that one is gone by now.
    case "observer":
      return [voice.say("answer.form-kept", { task })];
  }
}
