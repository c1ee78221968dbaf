/** The number at the beginning of an answer, and the words behind it. */
export type ReadScore =
  | { readonly kind: "score"; readonly score: number; readonly rest: string }
  /** A number, but none of the scale: too high, a fraction, a range, out of ten. */
  | { readonly kind: "out-of-range"; readonly word: string; readonly rest: string };

const MAX_WORD_LENGTH = 40;

const OPENING_MARKS = /^(?:[\s*_`~|(["'\\]|[–—-]\s)+/u;
const NUMBER = /^[-−+]?\d+(?:[.,]\d+)*/u;
const OUT_OF = /^\s*(\/|out of\s|of\s)\s*(\d+)/iu;
/** "4-5", "4 - 5" and nothing more, "4 or 5". */
const RANGE = /^(?:[–—-]\d+|\s*[–—-]\s*\d+$|\s+(?:or|to)\s+\d+)/iu;
/** "4+", "4½", "80%", "4/5/2027". */
const ODD_END = /^[+%/½¼¾⅓⅔]\S*/u;
const CLOSING_MARKS = /^[*_`~)\]"'\\]+/u;
const SEPARATORS = /^(?:\s|[|:=;,.!]|[–—-]+(?=\s|$))+/u;

const BLANK_START = /^(?:[\s|]|\\?_+(?=[\s|]|$))+/u;
const STRUCK_OUT = /~~[^~]*~~/gu;

/** "No" and "yes" only by themselves: "no concerns" is no verdict. */
const NOT_YET =
  /^(?:not[\s_-]*(?:yet|ready|passed|pass)(?:[\s_-]+(?:ready|passed|pass))?|fail(?:ed|s)?|no(?=\s*(?:$|[.,;:!(–—-])))(?![\p{L}\p{N}])/iu;
const PASS = /^(?:pass(?:ed)?|ready|yes(?=\s*(?:$|[.,;:!(–—-])))(?![\p{L}\p{N}?])/iu;
const SAYS_NOT_YET = /\bnot[\s_-]*(?:yet|ready|pass)|\bfail(?:ed|s)?\b|\bno[\s_-]+pass/iu;
const OR_PASS = /^[\s*_`]*(?:or\b|\/|\|)[\s*_`]*(?:pass|ready|yes)/iu;
const SAYS_PASS = /\b(?:pass|passed|yes)\b/iu;

/** An answer without what was printed there to be overwritten; empty when nothing else is there. */
export function withoutBlank(words: string): string {
  const text = words.replace(BLANK_START, "").trim();
  return text.endsWith(" _") ? text.slice(0, -2).trim() : text;
}

/** Nothing, or a placeholder nobody touched. */
export function isBlank(words: string): boolean {
  return withoutBlank(words) === "";
}

/**
 * Read the score an answer begins with: `4`, `4/5 – good`, `**4** good`, `4 of 5`.
 *
 * @returns `null` when it begins with no number; "3rd try" does not.
 */
export function readScore(words: string, scale: number): ReadScore | null {
  const answer = words.replace(OPENING_MARKS, "");
  const number = NUMBER.exec(answer)?.[0];
  if (number === undefined) return null;
  const outOf = readOutOf(answer.slice(number.length), scale);
  const behind = answer.slice(number.length + outOf.length);
  if (ODD_END.test(behind) || RANGE.test(behind)) return outOfRange(answer, behind);
  if (/^[\p{L}\p{M}\p{N}]/u.test(behind)) return null;
  const isWhole = /^\d+$/u.test(number) && Number(number) >= 1 && Number(number) <= scale;
  if (!isWhole || !outOf.isRight) return outOfRange(answer, behind);
  return { kind: "score", score: Number(number), rest: textBehind(behind) };
}

/** "/5" and "out of 5" name the scale and have to name the right one; "of 6 projects" is text. */
function readOutOf(behind: string, scale: number): { readonly length: number; readonly isRight: boolean } {
  const match = OUT_OF.exec(behind);
  if (match === null) return { length: 0, isRight: true };
  const isRight = Number(match[2]) === scale;
  const isText = !isRight && match[1]?.trim().toLowerCase() === "of";
  return isText ? { length: 0, isRight: true } : { length: match[0].length, isRight };
}

function outOfRange(answer: string, behind: string): ReadScore {
  const end = (ODD_END.exec(behind) ?? RANGE.exec(behind))?.[0].length ?? 0;
  const word = answer.slice(0, answer.length - behind.length + end);
  return {
    kind: "out-of-range",
    word: word.slice(0, MAX_WORD_LENGTH).toWellFormed(),
    rest: textBehind(behind.slice(end)),
  };
}

function textBehind(behind: string): string {
  return withoutBlank(behind.replace(CLOSING_MARKS, "").replace(SEPARATORS, ""));
}

/**
 * Read the verdict an answer begins with. A pass certifies somebody, so words that also say "not yet" are none.
 *
 * @returns The verdict and the words behind it; `null` when it is not clear.
 */
export function readVerdict(words: string): { readonly verdict: "pass" | "not-yet"; readonly rest: string } | null {
  const answer = words.replaceAll(STRUCK_OUT, "").replace(/^[^\p{L}\p{N}]+/u, "");
  const notYet = NOT_YET.exec(answer)?.[0];
  if (notYet !== undefined) {
    const behind = answer.slice(notYet.length);
    const isUnclear = OR_PASS.test(behind) || (notYet.toLowerCase() === "no" && SAYS_PASS.test(behind));
    return isUnclear ? null : { verdict: "not-yet", rest: textBehind(behind) };
  }
  const pass = PASS.exec(answer)?.[0];
  if (pass === undefined) return null;
  const behind = answer.slice(pass.length);
  if (SAYS_NOT_YET.test(behind)) return null;
  // What is left of "pass or not yet" when the other one was struck out.
  return { verdict: "pass", rest: textBehind(behind.replace(/^\s*or\s*$/iu, "")) };
}
