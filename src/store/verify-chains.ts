import type { Kysely } from "kysely";

import { checkChain, type ChainCheck } from "./chain.ts";
import type { Schema } from "./schema.ts";

export interface BrokenChain {
  /** Or the desk. */
  readonly enrollmentId: string;
  readonly seq: number;
  readonly why: string;
}

const VERIFY_AT_ONCE = 200;

/** Compare one journal with its hashes. */
export async function verifyChain(kysely: Kysely<Schema>, enrollmentId: string): Promise<ChainCheck> {
  const end = await kysely
    .selectFrom("enrollments")
    .select(["last_seq", "last_hash"])
    .where("id", "=", enrollmentId)
    .executeTakeFirst();
  if (!end) return { ok: false, seq: 0, why: "there is no such enrollment" };
  const facts = await kysely
    .selectFrom("facts")
    .selectAll()
    .where("enrollment_id", "=", enrollmentId)
    .orderBy("seq")
    .execute();
  const texts = await kysely
    .selectFrom("texts")
    .select(["hash", "salt", "text"])
    .where("enrollment_id", "=", enrollmentId)
    .execute();
  return checkChain(facts, texts, { lastSeq: end.last_seq, lastHash: end.last_hash });
}

/** @returns The enrollments and desks whose journal is not what was written, oldest first. */
export async function verifyAll(kysely: Kysely<Schema>): Promise<readonly BrokenChain[]> {
  const broken: BrokenChain[] = [];
  let last = 0;
  while (true) {
    const page = await kysely
      .selectFrom("enrollments")
      .select(["number", "id"])
      .where("number", ">", last)
      .orderBy("number")
      .limit(VERIFY_AT_ONCE)
      .execute();
    for (const { number, id } of page) {
      const check = await verifyChain(kysely, id);
      if (!check.ok) broken.push({ enrollmentId: id, seq: check.seq, why: check.why });
      last = number;
    }
    if (page.length < VERIFY_AT_ONCE) return broken;
  }
}
