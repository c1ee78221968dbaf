import type { Kysely } from "kysely";

import type { NewDeskFact } from "../domain/desk/desk.ts";
import type { NewFact } from "../domain/enrollment/fact.ts";
import { BotError } from "../domain/error.ts";
import type { IssueRef } from "../domain/issue.ts";
import type { ReviewRecord } from "../workflow/ports/store-port.ts";
import { CHAIN_START, hashFact, type ChainEnd } from "./chain.ts";
import { encodeFact } from "./journal-codec.ts";
import { knownKeys } from "./known-keys.ts";
import type { Schema } from "./schema.ts";
import { slices } from "./slices.ts";
import type { EntryKind, FactsTable, TextsTable } from "./tables.ts";
import { encodeWatch } from "./watch-codec.ts";

/** What a review leaves of the enrollment or desk itself. */
export interface Entry extends Pick<
  ReviewRecord,
  "issue" | "programId" | "candidate" | "coordinator" | "isOpen" | "movedToIssueId" | "afterSeq" | "watch" | "wakeAt"
> {
  readonly kind: EntryKind;
  readonly id: string;
  readonly facts: readonly (NewFact | NewDeskFact)[];
}

interface Known extends ChainEnd {
  readonly issue: IssueRef;
}

/**
 * Append facts to a journal, and keep what is looked up by. Facts whose key the journal has already are left out.
 *
 * @returns Where it was before; `null` when it is new.
 * @throws {BotError} `STORE_UNAVAILABLE` when the journal grew since it was read, or the issue became another one's.
 */
export async function appendJournal(transaction: Kysely<Schema>, entry: Entry, now: number): Promise<IssueRef | null> {
  const known = await readKnown(transaction, entry);
  const { rows, texts, newEnd } = append(await unknownFacts(transaction, entry), known, entry.id, now);
  // First of all writes: it is what two transactions at once wait for each other at.
  await writeEntry(transaction, entry, known !== null, newEnd);
  for (const slice of slices(rows)) await transaction.insertInto("facts").values(slice).execute();
  for (const slice of slices(texts)) await transaction.insertInto("texts").values(slice).execute();
  return known?.issue ?? null;
}

/** @returns `null` for a new one. */
async function readKnown(transaction: Kysely<Schema>, entry: Entry): Promise<Known | null> {
  const row = await transaction
    .selectFrom("enrollments")
    .select(["project_id", "issue_iid", "last_seq", "last_hash"])
    .where("id", "=", entry.id)
    .executeTakeFirst();
  const other = await transaction
    .selectFrom("enrollments")
    .select("id")
    .where("project_id", "=", entry.issue.projectId)
    .where("issue_iid", "=", entry.issue.issueIid)
    .where("id", "<>", entry.id)
    .executeTakeFirst();
  if ((row?.last_seq ?? 0) !== entry.afterSeq || other) throw grown(entry);
  if (!row) return null;
  const issue = { projectId: row.project_id, issueIid: row.issue_iid };
  return { lastSeq: row.last_seq, lastHash: row.last_hash, issue };
}

async function unknownFacts(transaction: Kysely<Schema>, entry: Entry): Promise<Entry["facts"]> {
  const once = new Map<string, NewFact | NewDeskFact>();
  for (const fact of entry.facts) if (!once.has(fact.key)) once.set(fact.key, fact);
  const known = await knownKeys(transaction, entry.id, [...once.keys()]);
  return [...once.values()].filter(({ key }) => !known.has(key));
}

function append(
  facts: Entry["facts"],
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
async function writeEntry(transaction: Kysely<Schema>, entry: Entry, isKnown: boolean, end: ChainEnd): Promise<void> {
  const columns = {
    project_id: entry.issue.projectId,
    issue_iid: entry.issue.issueIid,
    program_id: entry.programId,
    candidate: entry.candidate,
    coordinator: entry.coordinator,
    is_open: entry.isOpen ? (1 as const) : (0 as const),
    moved_to_issue_id: entry.movedToIssueId,
    wake_at: entry.wakeAt?.getTime() ?? null,
    last_seq: end.lastSeq,
    last_hash: end.lastHash,
    ...encodeWatch(entry.watch),
  };
  if (isKnown) {
    const { numUpdatedRows } = await transaction
      .updateTable("enrollments")
      .set(columns)
      .where("id", "=", entry.id)
      .where("last_seq", "=", entry.afterSeq)
      .executeTakeFirstOrThrow();
    if (numUpdatedRows !== 1n) throw grown(entry);
    return;
  }
  const { numInsertedOrUpdatedRows } = await transaction
    .insertInto("enrollments")
    .values({ id: entry.id, kind: entry.kind, ...columns })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirstOrThrow();
  if (numInsertedOrUpdatedRows !== 1n) throw grown(entry);
}

function grown({ id, afterSeq }: Entry): BotError {
  const message = "Cannot write the review: the journal grew since it was read";
  return new BotError("STORE_UNAVAILABLE", "remote", message, { details: { enrollmentId: id, afterSeq } });
}
