import { methodFault } from "../../commands/engagement-rules.ts";
import { type OptionName, optionWords, readOptions } from "../../commands/engagement-words.ts";
import { bare } from "../../commands/words.ts";
import type { EngagementKind } from "../../program/program.ts";
import type { Offer } from "../desk.ts";
import type { DeskAnswer } from "../desk-note-plan.ts";

export type OfferOptions = Pick<Offer, "lengthMs" | "method" | "language" | "codename" | "seats">;

/** More people in one migration only watch a screen. */
const MOST_SEATS = 50;

/** @see https://www.rfc-editor.org/rfc/rfc5646 - a language and, at most, where and how it is written. */
const LANGUAGE = /^[a-z]{2,3}(?:-[a-z0-9]{2,8}){0,2}$/iu;

const TAKES: readonly OptionName[] = ["lengthMs", "method", "codename", "language"];

/**
 * Read what may follow the date of an offer, in any order: `for 8h`, `method direct-transfer`, `seats 2`,
 * `language de`, `codename blue-heron`.
 *
 * @returns An answer that tells what is wrong, where something is.
 */
export function readOfferOptions(words: readonly string[], kind: EngagementKind): OfferOptions | DeskAnswer {
  const { seats, others } = takeSeats(words);
  if (typeof seats === "string") return { kind: "bad-seats", word: seats };
  const reading = readOptions(others, TAKES);
  if (reading.kind === "bad-length") return reading;
  if (reading.kind === "unknown-words") return { ...reading, command: "offer" };
  const { lengthMs, method, codename, language } = reading.options;
  const fault = methodFault(kind, method);
  if (fault !== null) return fault;
  if (language !== null && !LANGUAGE.test(language)) {
    return { kind: "unknown-words", words: `language ${language}`, command: "offer" };
  }
  return { lengthMs: lengthMs ?? kind.lengthMs, method, codename, language: language?.toLowerCase() ?? null, seats };
}

/** Words from the first option on: what has to be written again behind another date. */
export function offerOptionWords(words: readonly string[]): readonly string[] {
  const options = words.length - optionWords(words).length;
  const seats = words.findIndex(isSeats);
  return words.slice(seats === -1 ? options : Math.min(seats, options));
}

function isSeats(word: string): boolean {
  return /^seats?:?$/iu.test(word);
}

/** A word that is no number of seats is given back as it is. */
function takeSeats(words: readonly string[]): {
  readonly seats: number | string;
  readonly others: readonly string[];
} {
  const index = words.findIndex(isSeats);
  if (index === -1) return { seats: 1, others: words };
  const word = bare(words[index + 1] ?? "");
  const count = /^\d{1,3}$/u.test(word) ? Number(word) : 0;
  return { seats: count > 0 && count <= MOST_SEATS ? count : word, others: words.toSpliced(index, 2) };
}
