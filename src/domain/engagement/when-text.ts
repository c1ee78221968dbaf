/** The words in which a date is looked for, and what is left for whoever reads on. */
export interface FrontText {
  /** As it was written, without what nobody sees. */
  readonly written: string;
  /** The same, letter by letter, with one sign for each kind: "-" for hyphens, "→" for dots and dashes between two ends, spaces for what only separates. */
  readonly text: string;
  /** From the word on that ends the date. */
  readonly tail: readonly string[];
}

/** Words by which another detail of an engagement begins. */
const DETAILS = new Set(["for", "with", "method", "codename", "seats", "source", "observer", "language"]);
/** Twenty ranges of days, each of five words. */
const MOST_WORDS = 100;
const LONGEST_WORD = 60;

/** Notes of the bot have such signs in "UTC-03:00", and people copy from notes. */
const INVISIBLE = /[\u200b\u2060\ufeff]/g;
const TAKEN_UNCHANGED = /\bYYYY\b|\bHH:MM\b|\bArea\/City\b/i;

/** Take the words up to a keyword, an "@username", or one so long that no part of a date is. */
export function frontText(words: readonly string[]): FrontText {
  const found = words.findIndex(
    (word, index) =>
      index >= MOST_WORDS ||
      word.length > LONGEST_WORD ||
      (word.startsWith("@") && word !== "@") ||
      DETAILS.has(word.toLowerCase().replace(/[:,]$/, "")),
  );
  const count = found === -1 ? words.length : found;
  const written = words.slice(0, count).join(" ").replaceAll(INVISIBLE, "");
  return { written, text: plain(written), tail: words.slice(count) };
}

/** What stands at a place, as it was written. */
export function wordsBetween(front: FrontText, place: { readonly start: number; readonly end: number }): string {
  return front.written.slice(place.start, place.end).trim();
}

/** What follows a position, word by word. */
export function wordsFrom(front: FrontText, at: number): readonly string[] {
  return [...front.written.slice(at).split(/\s+/).filter(Boolean), ...front.tail];
}

/** Were the words in capitals sent as the template has them? */
export function isPlaceholder(front: FrontText): boolean {
  return TAKEN_UNCHANGED.test(front.written);
}

/** Every replacement has the length of what it replaces, so that a place in the one text is the place in the other. */
function plain(written: string): string {
  return written
    .replaceAll(/[\s\u0085]/g, " ")
    .replaceAll(/[\u2010\u2011\u2212]/g, "-")
    .replaceAll(/\.{2,}|[…\u2012-\u2015]/g, (dots) => "→".padEnd(dots.length))
    .replaceAll(/(?<=\d)-(?=\d{4}-\d)/g, "→")
    .replaceAll(/[()[\],;`"“”„«»<>|·]/g, " ")
    .replaceAll(/[.?!]+(?=\s|→|$)/g, (end) => " ".repeat(end.length));
}
