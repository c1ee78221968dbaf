import type { Kysely } from "kysely";

import type { NewFact } from "../domain/enrollment/fact.ts";
import { BotError } from "../domain/error.ts";
import type { ReviewRecord } from "../workflow/store-port.ts";
import { insertActions } from "./actions.ts";
import { CHAIN_START, hashFact, type ChainEnd } from "./chain.ts";
import type { Database } from "./database.ts";
import { createInbox } from "./inbox.ts";
import { encodeFact } from "./journal-codec.ts";
import { knownKeys } from "./known-keys.ts";
import type { Schema } from "./schema.ts";
import { slices } from "./slices.ts";
import type { FactsTable, TextsTable } from "./tables.ts";
import { encodeWatch } from "./watch-codec.ts";

/**
 * Write one review in one transaction: all of it or nothing. Facts whose key the journal has already are left out.
 *
 * @throws {BotError} `STORE_UNAVAILABLE` when the journal grew since it was read, or the issue became another
 *   enrollment's; reading again and reviewing again heals it.
 */
export async function commitReview(database: Database, review: ReviewRecord, now: () => number): Promise<void> {
  const inbox = createInbox(database, now);
  await database.transaction(async (transaction) => {
    const end = await readEnd(transaction, review);
    const { rows, texts, newEnd } = append(await unknownFacts(transaction, review), end, review.enrollmentId, now());
    // First of all writes: it is what two transactions at once wait for each other at.
    await writeEnrollment(transaction, review, end !== null, newEnd);
    for (const slice of slices(rows)) await transaction.insertInto("facts").values(slice).execute();
    for (const slice of slices(texts)) await transaction.insertInto("texts").values(slice).execute();
    await insertActions(transaction, review.enrollmentId, review.actions);
    await inbox.within(transaction).mark(review.deliveries, "done");
  });
}

/** @returns `null` for a new enrollment. */
async function readEnd(transaction: Kysely<Schema>, review: ReviewRecord): Promise<ChainEnd | null> {
  const row = await transaction
    .selectFrom("enrollments")
    .select(["last_seq", "last_hash"])
    .where("id", "=", review.enrollmentId)
    .executeTakeFirst();
  const other = await transaction
    .selectFrom("enrollments")
    .select("id")
    .where("project_id", "=", review.issue.projectId)
    .where("issue_iid", "=", review.issue.issueIid)
    .where("id", "<>", review.enrollmentId)
    .executeTakeFirst();
  if ((row?.last_seq ?? 0) !== review.afterSeq || other) throw grown(review);
  return row ? { lastSeq: row.last_seq, lastHash: row.last_hash } : null;
}

async function unknownFacts(transaction: Kysely<Schema>, review: ReviewRecord): Promise<readonly NewFact[]> {
  const once = new Map<string, NewFact>();
  for (const fact of review.facts) if (!once.has(fact.key)) once.set(fact.key, fact);
  const known = await knownKeys(transaction, review.enrollmentId, [...once.keys()]);
  return [...once.values()].filter(({ key }) => !known.has(key));
}

function append(
  facts: readonly NewFact[],
  end: ChainEnd | null,
  enrollmentId: string,
  recordedAt: number,
): { readonly rows: readonly FactsTable[]; readonly texts: readonly TextsTable[]; readonly newEnd: ChainEnd } {
  const rows: FactsTable[] = [];
  const texts: TextsTable[] = [];
  let { lastSeq, lastHash } = end ?? { lastSeq: 0, lastHash: CHAIN_START };
  for (const fact of facts) {
    const { kind, body, text } = encodeFact(fact);
    const line = {
      enrollment_id: enrollmentId,
      seq: lastSeq + 1,
      key: fact.key,
      at: fact.at.getTime(),
      kind,
      body,
      previous_hash: lastHash,
    };
    const hash = hashFact(line);
    rows.push({ ...line, hash, recorded_at: recordedAt });
    if (text) texts.push({ ...text, enrollment_id: enrollmentId, text: JSON.stringify(text.text) });
    lastSeq = line.seq;
    lastHash = hash;
  }
  return { rows, texts, newEnd: { lastSeq, lastHash } };
}

/** Writes nothing where somebody else was quicker, whatever the database's isolation. */
async function writeEnrollment(
  transaction: Kysely<Schema>,
  review: ReviewRecord,
  isKnown: boolean,
  end: ChainEnd,
): Promise<void> {
  const columns = {
    project_id: review.issue.projectId,
    issue_iid: review.issue.issueIid,
    program_id: review.programId,
    candidate: review.candidate,
    is_open: review.isOpen ? (1 as const) : (0 as const),
    moved_to_issue_id: review.movedToIssueId,
    wake_at: review.wakeAt?.getTime() ?? null,
    last_seq: end.lastSeq,
    last_hash: end.lastHash,
    ...encodeWatch(review.watch),
  };
  if (isKnown) {
    const { numUpdatedRows } = await transaction
      .updateTable("enrollments")
      .set(columns)
      .where("id", "=", review.enrollmentId)
      .where("last_seq", "=", review.afterSeq)
      .executeTakeFirstOrThrow();
    if (numUpdatedRows !== 1n) throw grown(review);
    return;
  }
  const { numInsertedOrUpdatedRows } = await transaction
    .insertInto("enrollments")
    .values({ id: review.enrollmentId, ...columns })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirstOrThrow();
  if (numInsertedOrUpdatedRows !== 1n) throw grown(review);
}

function grown(review: ReviewRecord): BotError {
  const message = "Cannot write the review: the journal grew since it was read";
  return new BotError("STORE_UNAVAILABLE", "remote", message, {
    details: { enrollmentId: review.enrollmentId, afterSeq: review.afterSeq },
  });
}
