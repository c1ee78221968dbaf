import { hash } from "node:crypto";

import type { FactsTable, TextsTable } from "./tables.ts";
import { hashText, textHashOf } from "./journal-codec.ts";

/** What stands before the first fact. */
export const CHAIN_START = "0".repeat(64);

export type ChainCheck =
  | { readonly ok: true }
  /** `seq` of the first fact that is not what was written, or that is missing. */
  | { readonly ok: false; readonly seq: number; readonly why: string };

/** The end of a chain, as it was written in the same transaction as its last fact. */
export interface ChainEnd {
  readonly lastSeq: number;
  readonly lastHash: string;
}

/**
 * SHA-256 over everything a fact says and the hash before it, so that no fact can be changed, moved, added or taken
 * out unseen. It guards against accidents and silent edits, not against somebody who computes the chain anew.
 */
export function hashFact(fact: Omit<FactsTable, "hash" | "recorded_at">): string {
  const { enrollment_id, seq, key, at, kind, body, previous_hash } = fact;
  return hash("sha256", JSON.stringify([enrollment_id, seq, key, at, kind, body, previous_hash]));
}

/**
 * @param facts - Of one enrollment, by `seq`.
 * @param texts - What is left of the texts beside them; a deleted one is no fault.
 */
export function checkChain(
  facts: readonly FactsTable[],
  texts: readonly Pick<TextsTable, "hash" | "salt" | "text">[],
  end: ChainEnd,
): ChainCheck {
  const rows = new Map(texts.map((row) => [row.hash, row]));
  let previous = CHAIN_START;
  for (const [index, fact] of facts.entries()) {
    const seq = index + 1;
    if (fact.seq !== seq) return { ok: false, seq, why: "a fact is missing" };
    if (fact.previous_hash !== previous) return { ok: false, seq, why: "it does not follow the fact before it" };
    if (fact.hash !== hashFact(fact)) return { ok: false, seq, why: "it was changed after it was written" };
    const row = rows.get(textHashOf(fact.kind, fact.body) ?? "");
    if (row && !isGenuine(row)) return { ok: false, seq, why: "its text was changed after it was written" };
    previous = fact.hash;
  }
  if (facts.length < end.lastSeq) return { ok: false, seq: facts.length + 1, why: "a fact is missing" };
  if (facts.length > end.lastSeq) return { ok: false, seq: end.lastSeq + 1, why: "a fact was added by somebody else" };
  if (previous !== end.lastHash)
    return { ok: false, seq: facts.length, why: "it is not the fact that was written last" };
  return { ok: true };
}

function isGenuine(row: Pick<TextsTable, "hash" | "salt" | "text">): boolean {
  try {
    const text: unknown = JSON.parse(row.text);
    return typeof text === "string" && hashText(row.salt, text) === row.hash;
  } catch {
    return false;
  }
}
