import { closestWord } from "../program/closest-word.ts";
import { findGaps } from "./judge-form.ts";
import { readOwnLines } from "./own-lines.ts";
import { isBlank, readScore, readVerdict, withoutBlank } from "./read-answer.ts";
import { type Labelled, readLabels, type Slot } from "./read-label.ts";
import type { Answer, FilledForm, FormFault, Rubric } from "./rubric.ts";

/** Of each answer's text and of the comment, in UTF-16 units. */
const MAX_TEXT_LENGTH = 2000;
const MAX_WORD_LENGTH = 60;
/** Nobody reads more of them, and the form is asked for again anyway. */
const MAX_UNKNOWN_LINES = 20;

/** A line with something like a label: up to a separator, or to a number. */
const LIKE_LABELLED = /^[^\p{L}\p{N}]*([\p{L}\p{N}][^:=|]{0,59}?)[*_`~\s]*(?:[:=|]|\s[–—-]\s|\s(?=\d))(.*)$/u;

interface Said {
  readonly scores: Set<number>;
  readonly verdicts: Set<"pass" | "not-yet">;
  readonly wrongScores: string[];
  readonly texts: string[];
}

/** Everything said so far, by slot, in the words of {@link keyOf}. */
type Draft = Map<string, Said>;

const VERDICT = "verdict";
const COMMENT = "comment";

/**
 * Read a form as people send it back: in a list, a table, a code block or a mail, in any order, answers going on in the
 * lines below. What stands above the first answer is a greeting. Any text will do: nothing throws, time is linear, at
 * most 50 KB and 1,000 lines are read and 2,000 characters of each answer kept.
 *
 * @returns What was understood, and everything missing or wrong at once. An answer contradicted in the same text
 *   counts as not given.
 */
export function readForm(
  rubric: Rubric,
  text: string,
): { readonly form: FilledForm; readonly faults: readonly FormFault[] } {
  const lines = readOwnLines(text);
  const labels = readLabels(rubric, lines);
  const labelled = new Set(labels.map((label) => (label === null ? null : keyOf(label.slot))));
  const draft: Draft = new Map();
  const unknown: FormFault[] = [];
  let open: Slot | null = null;

  for (const [index, line] of lines.entries()) {
    const label: Labelled | null = labels[index] ?? null;
    const fault: FormFault | null = label === null ? readUnknown(rubric, line, labelled, open !== null) : null;
    if (fault !== null) {
      unknown.push(fault);
      open = null;
    } else {
      open = label?.slot ?? open;
      if (open !== null) hear(rubric, draft, open, label?.rest ?? line, label !== null);
    }
  }
  const form = formOf(rubric, draft);
  return { form, faults: [...faultsOf(rubric, form, draft), ...unknown.slice(0, MAX_UNKNOWN_LINES)] };
}

/** Ids of questions and the two lines of our own never meet: one is prefixed. */
function keyOf(slot: Slot): string {
  return slot.kind === "question" ? `?${slot.question}` : slot.kind;
}

function hear(rubric: Rubric, draft: Draft, slot: Slot, words: string, isLabelled: boolean): void {
  const key = keyOf(slot);
  const said = draft.get(key) ?? { scores: new Set(), verdicts: new Set(), wrongScores: [], texts: [] };
  draft.set(key, said);
  // The answer may stand below its label, as under a heading.
  const isFirst = isLabelled || isUntold(said);
  const rest = isFirst ? hearAnswer(rubric, slot, said, words) : words;
  if (!isBlank(rest)) said.texts.push(isFirst ? withoutBlank(rest) : rest);
}

function isUntold(said: Said): boolean {
  return said.scores.size + said.verdicts.size + said.wrongScores.length + said.texts.length === 0;
}

/** Take the score or verdict the words begin with. @returns The words behind it. */
function hearAnswer(rubric: Rubric, slot: Slot, said: Said, words: string): string {
  switch (slot.kind) {
    case "question": {
      const read = rubric.kind === "scored" ? readScore(words, rubric.scale) : null;
      if (read === null) return words;
      if (read.kind === "score") said.scores.add(read.score);
      else said.wrongScores.push(read.word);
      return read.rest;
    }
    case "verdict": {
      const read = readVerdict(words);
      if (read === null) return isVerdictChoice(words) ? "" : words;
      said.verdicts.add(read.verdict);
      return read.rest;
    }
    case "comment":
      return words;
  }
}

/** The choice as it is printed, whatever marks it lost or gained on the way. */
function isVerdictChoice(words: string): boolean {
  return /^pass\s*(?:or|\/|\|)\s*not[\s_-]*yet$/iu.test(words.replaceAll(/[*_`]/gu, "").trim());
}

function formOf(rubric: Rubric, draft: Draft): FilledForm {
  const answers = new Map<string, Answer>();
  for (const { id } of rubric.questions) {
    const said = draft.get(`?${id}`);
    const answer = { score: only(said?.scores), text: textOf(said) };
    if (answer.score !== null || answer.text !== "") answers.set(id, answer);
  }
  const verdict = draft.get(VERDICT);
  const comment = joinTexts([textOf(verdict), textOf(draft.get(COMMENT))]);
  return { answers, verdict: only(verdict?.verdicts), comment };
}

/** What was said, if it was always the same. */
function only<Value>(said: ReadonlySet<Value> | undefined): Value | null {
  const [value, ...others] = said ?? [];
  return value === undefined || others.length > 0 ? null : value;
}

function textOf(said: Said | undefined): string {
  return joinTexts(said?.texts ?? []);
}

function joinTexts(texts: readonly string[]): string {
  const text = texts.filter((one) => one !== "").join("\n");
  return text.slice(0, MAX_TEXT_LENGTH).toWellFormed().trim();
}

/** What is missing, with what was said instead where there is such a thing. */
function faultsOf(rubric: Rubric, form: FilledForm, draft: Draft): readonly FormFault[] {
  return findGaps(rubric, form).map((gap): FormFault => {
    if (gap.kind === "no-verdict") {
      return (draft.get(VERDICT)?.verdicts.size ?? 0) > 1 ? { kind: "two-verdicts" } : gap;
    }
    if (gap.kind !== "no-score") return gap;
    const said = draft.get(`?${gap.question}`);
    if ((said?.scores.size ?? 0) > 1) return { kind: "twice", question: gap.question };
    const word = said?.wrongScores.at(-1);
    return word === undefined ? gap : { kind: "score-out-of-range", question: gap.question, word };
  });
}

/**
 * Tell a mistyped label from a sentence with a colon in it: the one answers a question nobody else answers here.
 *
 * @param labelled - Keys of what is answered in this text.
 */
function readUnknown(
  rubric: Rubric,
  line: string,
  labelled: ReadonlySet<string | null>,
  isOpen: boolean,
): FormFault | null {
  const [, label = "", words = ""] = LIKE_LABELLED.exec(line) ?? [];
  if (label === "") return null;
  const word = label.slice(0, MAX_WORD_LENGTH).toWellFormed();
  const suggestion = closestWord(label.replaceAll(/[^\p{L}\p{N}]+/gu, "-"), missingIds(rubric, labelled));
  if (suggestion !== null) {
    return looksAnswered(rubric, suggestion, words) ? { kind: "unknown-line", word, suggestion } : null;
  }
  const isScore = rubric.kind === "scored" && readScore(words, rubric.scale)?.kind === "score";
  return isScore && !isOpen ? { kind: "unknown-line", word, suggestion } : null;
}

function missingIds(rubric: Rubric, labelled: ReadonlySet<string | null>): readonly string[] {
  const ids = rubric.questions.map((question) => question.id).filter((id) => !labelled.has(`?${id}`));
  return rubric.kind === "scored" && !labelled.has(VERDICT) ? [...ids, VERDICT] : ids;
}

function looksAnswered(rubric: Rubric, suggestion: string, words: string): boolean {
  if (rubric.kind === "log") return !isBlank(words);
  return suggestion === VERDICT ? readVerdict(words) !== null : readScore(words, rubric.scale) !== null;
}
