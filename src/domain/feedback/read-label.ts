import { isBlank, readScore } from "./read-answer.ts";
import type { Rubric } from "./rubric.ts";

/** What a line of a filled form answers. */
export type Slot =
  | { readonly kind: "question"; readonly question: string }
  | { readonly kind: "verdict" }
  | { readonly kind: "comment" };

/** A line that begins an answer, and what stands behind its label, raw. */
export interface Labelled {
  readonly slot: Slot;
  readonly rest: string;
}

interface Name {
  readonly slot: Slot;
  /** As {@link fold} makes it. */
  readonly folded: string;
}

/** Enough for any question with its text; labels stand at the beginning. */
const LONGEST_LABEL = 1000;

const LINE_START = /^(?:[^\p{L}\p{N}]*\[[ xX]\])?[^\p{L}\p{N}]*/u;
const NUMBER_IN_FRONT = /^\d{1,2}\s*[.):|\]–—-]?[^\p{L}\p{N}]*/u;
const BY_NUMBER = /^(?:q(?:uestion)?\s*)?(\d{1,2})(?!\d)[*_`]*([.)\]]?)[*_`]*\s*((?:[:=|]|[–—-]+(?=\s))?)/iu;

const COMPARED = /[\p{L}\p{N}\p{M}:=|]/u;
const CLOSING_MARKS = /^[\s*_`~"'”’)\]\\.!]*/u;
const SEPARATOR = /^(?:[:=|?]|[–—-]+(?!\p{L}))/u;
const CLOSING_EMPHASIS = /^[*_`~]+(?=\s|$)/u;

/**
 * Tell which lines begin an answer, and to what: by id, by text or by both, with or without a number in front; where
 * no line does so by name, by number alone. Case, dashes, spaces and marks make no difference.
 *
 * @returns One entry for each line; `null` where the line goes on with what was begun, or says nothing to the form.
 */
export function readLabels(rubric: Rubric, lines: readonly string[]): readonly (Labelled | null)[] {
  const names = namesOf(rubric);
  const isScored = rubric.kind === "scored";
  const byName = lines.map((line) => {
    const start = withoutFrame(line);
    const scale = isScored ? rubric.scale : null;
    return readName(start, names, scale) ?? readName(start.replace(NUMBER_IN_FRONT, ""), names, scale);
  });
  // A numbered list inside an answer is far more common than a form filled in half by name, half by number.
  if (byName.some((label) => label?.slot.kind === "question")) return byName;
  return lines.map((line, index) => byName[index] ?? readNumber(rubric, withoutFrame(line)));
}

function namesOf(rubric: Rubric): readonly Name[] {
  const questions = rubric.questions.flatMap(({ id, text }) =>
    [id, text, `${id} ${text}`, `${id}: ${text}`, `${id} | ${text}`].map((name) => ({
      slot: { kind: "question", question: id } as const,
      folded: fold(name.normalize("NFC")).text,
    })),
  );
  const verdict: readonly Name[] = [{ slot: { kind: "verdict" }, folded: "verdict" }];
  const comments = ["comment", "comments"].map((folded): Name => ({ slot: { kind: "comment" }, folded }));
  return [...questions, ...(rubric.kind === "scored" ? verdict : []), ...comments].filter((name) => name.folded !== "");
}

/** A line without list marks, boxes and the outer bars of a table row. */
function withoutFrame(line: string): string {
  const row = line.startsWith("|") && line.endsWith("|") ? line.slice(1, -1) : line;
  return row.replace(LINE_START, "");
}

/** The longest name wins, so that `scope` does not take the line of `scope-change`. */
function readName(line: string, names: readonly Name[], scale: number | null): Labelled | null {
  const head = fold(line.slice(0, LONGEST_LABEL));
  let best: Labelled | null = null;
  let longest = 0;
  for (const { slot, folded } of names) {
    if (folded.length <= longest || !head.text.startsWith(folded)) continue;
    const rest = restAfterName(line.slice(head.ends[folded.length - 1]), slot.kind === "question" ? scale : null);
    if (rest === null) continue;
    best = { slot, rest };
    longest = folded.length;
  }
  return best;
}

/** @returns `null` when the name is only the first word of a sentence, or the first letters of a word. */
function restAfterName(behind: string, scale: number | null): string | null {
  if (/^[\p{L}\p{N}\p{M}]/u.test(behind)) return null;
  const open = behind.replace(CLOSING_MARKS, "");
  if (open === "") return "";
  const separator = SEPARATOR.exec(open)?.[0];
  if (separator !== undefined) return open.slice(separator.length).replace(CLOSING_EMPHASIS, "").trim();
  return scale !== null && readScore(open, scale) !== null ? open : null;
}

function readNumber(rubric: Rubric, line: string): Labelled | null {
  const match = BY_NUMBER.exec(line);
  if (match === null) return null;
  const [label, number, mark, separator] = match;
  const question = rubric.questions[Number(number) - 1];
  if (question === undefined) return null;
  const rest = line.slice(label.length).replace(CLOSING_EMPHASIS, "").trim();
  const isMarked = rubric.kind === "log" ? `${mark}${separator}` !== "" : separator !== "" || isBlank(rest);
  if (!isMarked && (rubric.kind === "log" || readScore(rest, rubric.scale) === null)) return null;
  return { slot: { kind: "question", question: question.id }, rest };
}

/** The letters and digits in which names are compared, and where in the text each of them ends. */
function fold(text: string): { readonly text: string; readonly ends: readonly number[] } {
  const ends: number[] = [];
  let folded = "";
  let at = 0;
  for (const character of text) {
    at += character.length;
    if (!COMPARED.test(character)) continue;
    folded += character.toLowerCase();
    while (ends.length < folded.length) ends.push(at);
  }
  return { text: folded, ends };
}
