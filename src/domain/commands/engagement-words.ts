import { readLength } from "../engagement/length.ts";
import { argument, bare } from "./words.ts";

/** What `schedule`, `reschedule` and `request` are given. */
export interface EngagementWords {
  readonly engagement: string | null;
  /** Dates, zone and options, as they were written. */
  readonly words: readonly string[];
  /** A word in capitals was sent unchanged. */
  readonly placeholder: boolean;
}

export function readEngagementWords([first, ...words]: readonly string[]): EngagementWords {
  const { value, placeholder } = argument(first);
  return {
    engagement: value,
    words,
    placeholder: placeholder || words.some((word) => argument(word).placeholder),
  };
}

export function printEngagementWords({ engagement, words }: EngagementWords): readonly (string | null)[] {
  return [engagement, ...words];
}

/** What may stand behind the date of an engagement, in any order; `null`: not told. */
export interface EngagementOptions {
  readonly lengthMs: number | null;
  /** Username of whoever leads or observes, without the `@`. */
  readonly helper: string | null;
  /** In small letters, words joined by "-". */
  readonly method: string | null;
  readonly source: string | null;
  readonly codename: string | null;
  readonly language: string | null;
}

export type OptionName = keyof EngagementOptions;

export type OptionsReading =
  | { readonly kind: "options"; readonly options: EngagementOptions }
  | { readonly kind: "bad-length"; readonly words: string }
  /** The first words that say nothing here: no option, one twice, or one without its value. */
  | { readonly kind: "unknown-words"; readonly words: string };

/** By which words an option begins. */
const OPTIONS: ReadonlyMap<string, OptionName> = new Map([
  ["for", "lengthMs"],
  ["with", "helper"],
  ["observer", "helper"],
  ["method", "method"],
  ["source", "source"],
  ["codename", "codename"],
  ["language", "language"],
]);

const NONE: EngagementOptions = {
  lengthMs: null,
  helper: null,
  method: null,
  source: null,
  codename: null,
  language: null,
};
const LONGEST_VALUE = 60;
const FILLERS: ReadonlySet<string> = new Set(["", "and", "please"]);

/** Read the options behind a date. @param known - Those this command takes. */
export function readOptions(words: readonly string[], known: readonly OptionName[]): OptionsReading {
  let options = NONE;
  let rest: readonly string[] = words.filter((word) => !FILLERS.has(bare(word).toLowerCase()));
  while (rest.length > 0) {
    const name = optionAt(rest);
    const { value, after } = valueOf(rest);
    const unknown = { kind: "unknown-words", words: rest.slice(0, rest.length - after.length).join(" ") } as const;
    if (name === null || !known.includes(name) || options[name] !== null) return unknown;
    if (name === "lengthMs") {
      const length = readLength(rest.slice(1));
      if (length === null) return { kind: "bad-length", words: value };
      options = { ...options, lengthMs: length.ms };
      rest = length.rest;
      continue;
    }
    if (value === "" || value.length > LONGEST_VALUE) return unknown;
    options = { ...options, [name]: name === "method" ? methodOf(value) : value };
    rest = after;
  }
  return { kind: "options", options };
}

/** Words from the first option on: what has to be written again behind another date. */
export function optionWords(words: readonly string[]): readonly string[] {
  const first = words.findIndex((_, index) => optionAt(words.slice(index)) !== null);
  return first === -1 ? [] : words.slice(first);
}

/** Usernames after `with`, in words that may hold more. */
export function helpersIn(words: readonly string[]): readonly string[] {
  const reading = words.flatMap((_, index) => {
    const rest = words.slice(index);
    return optionAt(rest) === "helper" ? [valueOf(rest).value] : [];
  });
  return [...new Set(reading)].filter((name) => name !== "");
}

/** "Direct Transfer" is `direct-transfer`. */
function methodOf(text: string): string {
  return text.toLowerCase().replaceAll(/[\s_]+/gu, "-");
}

/** An `@username` alone names the helper, too. */
function optionAt([word = ""]: readonly string[]): OptionName | null {
  return word.startsWith("@") ? "helper" : (OPTIONS.get(bare(word).toLowerCase()) ?? null);
}

/** The words up to the next option; of a person only one. */
function valueOf(words: readonly string[]): { readonly value: string; readonly after: readonly string[] } {
  const [first = "", second] = words;
  if (first.startsWith("@")) return { value: usernameOf(first), after: words.slice(1) };
  const isPerson = optionAt(words) === "helper";
  const next = words.findIndex((_, index) => index > 0 && optionAt(words.slice(index)) !== null);
  const end = isPerson ? 2 : next === -1 ? words.length : next;
  const value = isPerson ? usernameOf(second ?? "") : words.slice(1, end).map(bare).join(" ");
  return { value, after: words.slice(end) };
}

function usernameOf(word: string): string {
  return bare(word).replace(/^@+/u, "");
}
