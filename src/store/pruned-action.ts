import type { DeskAnswer, DeskNotePlan, OutcomePart } from "../domain/desk/desk-note-plan.ts";
import type { Action, Answer, NotePlan } from "../domain/enrollment/action.ts";

/** The same action without anything people wrote in their own words. */
export function withoutWords(action: Action): Action {
  switch (action.kind) {
    case "note":
      return { ...action, note: noteWithoutWords(action.note) };
    case "desk-note":
      return { ...action, note: deskNoteWithoutWords(action.note) };
    case "react":
    case "close":
    case "issue-badge":
      return action;
  }
}

function noteWithoutWords(note: NotePlan): NotePlan {
  if ("reason" in note) return { ...note, reason: null };
  if (note.kind === "ask-form" && note.missing !== null) {
    return {
      ...note,
      missing: note.missing.map((fault) => ("word" in fault ? { ...fault, ...blanks(fault) } : fault)),
    };
  }
  return note.kind === "answer" ? { ...note, answer: answerWithoutWords(note.answer) } : note;
}

function deskNoteWithoutWords(note: DeskNotePlan): DeskNotePlan {
  if (note.kind === "outcome") return { ...note, parts: note.parts.map(nameless) };
  if (note.kind !== "answer") return note;
  const { answer } = note;
  if (answer.kind === "nobody-found") return { ...note, answer: { ...answer, parts: answer.parts.map(nameless) } };
  return { ...note, answer: answerWithoutWords(answer) };
}

function nameless(part: OutcomePart): OutcomePart {
  return { ...part, username: "" };
}

function answerWithoutWords<One extends Answer | DeskAnswer>(answer: One): One {
  return { ...answer, ...blanks(answer) };
}

/** What stands in the place of people's words, wherever they are. */
function blanks(said: object): object {
  return {
    ...("word" in said && { word: "" }),
    ...("words" in said && { words: "" }),
    ...("suggestion" in said && { suggestion: null }),
    ...("username" in said && { username: "" }),
    ...("fault" in said && { fault: { kind: "missing" } }),
    ...("rest" in said && { rest: "" }),
  };
}
