import type { DeskAnswer } from "../domain/desk/desk-note-plan.ts";
import type { Action, Answer } from "../domain/enrollment/action.ts";

/** Plain JSON that the store wrote from an `Action`; only its moments have to be made anew. */
export function parseAction(text: string): Action {
  const action = JSON.parse(text) as Action;
  if (action.kind === "note" && action.note.kind === "answer") {
    return { ...action, note: { ...action.note, answer: withMoments(action.note.answer) } };
  }
  if (action.kind === "desk-note" && action.note.kind === "answer") {
    return { ...action, note: { ...action.note, answer: withMoments(action.note.answer) } };
  }
  return action;
}

function withMoments<One extends Answer | DeskAnswer>(answer: One): One {
  if ((answer.kind !== "bad-date" && answer.kind !== "bad-days") || answer.fault.kind !== "past") return answer;
  const { moment } = answer.fault;
  return { ...answer, fault: { ...answer.fault, moment: { ...moment, at: new Date(moment.at) } } };
}
