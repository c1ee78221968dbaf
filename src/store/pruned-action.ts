import type { Action, Answer } from "../domain/enrollment/action.ts";

/** The same action without anything people wrote in their own words. */
export function withoutWords(action: Action): Action {
  if (action.kind !== "note") return action;
  const { note } = action;
  if ("reason" in note) return { kind: "note", note: { ...note, reason: null } };
  if (note.kind === "answer") return { kind: "note", note: { ...note, answer: answerWithoutWords(note.answer) } };
  return action;
}

function answerWithoutWords(answer: Answer): Answer {
  if ("suggestion" in answer) return { ...answer, word: "", suggestion: null };
  if ("word" in answer) return { ...answer, word: "" };
  if ("username" in answer) return { ...answer, username: "" };
  return answer;
}
