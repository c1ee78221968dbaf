import { bare } from "../../commands/words.ts";
import type { CommandEvent } from "../../enrollment/event.ts";
import type { Offer } from "../desk.ts";
import type { DeskCommandName } from "../desk-note-plan.ts";
import type { DeskContext } from "./desk-context.ts";

/** The words after `offer`, which may be left out. */
export function afterOffer(words: readonly string[]): readonly string[] {
  return /^(?:offer|engagement)$/iu.test(words[0] ?? "") ? words.slice(1) : words;
}

/** @returns `null` when the word is no number of an offer; that was answered. */
export function findOffer(
  { ledger }: DeskContext,
  event: CommandEvent,
  command: DeskCommandName,
  word: string | undefined,
): Offer | null {
  const number = bare(word ?? "").replace(/^#/u, "");
  if (number === "" || number === "NUMBER") {
    const missing = number === "" ? "offer" : "placeholder";
    ledger.answer(event, { kind: "malformed", command, missing }, "refused");
    return null;
  }
  const offer = /^\d{1,9}$/u.test(number) ? ledger.desk().offers.get(Number(number)) : undefined;
  if (offer === undefined) ledger.answer(event, { kind: "unknown-offer", word: number }, "refused");
  return offer ?? null;
}
