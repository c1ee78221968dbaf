import { sql, type Kysely, type RawBuilder, type Selectable } from "kysely";

import { BotError } from "../domain/error.ts";
import type { IssueRef } from "../domain/issue.ts";
import type { JournalPort, Snapshot, StoredDesk, StoredEnrollment } from "../workflow/ports/store-port.ts";
import type { ChainCheck } from "./chain.ts";
import { commitDesk, commitReview } from "./commit-review.ts";
import type { Database } from "./database.ts";
import { decodeDeskFact, decodeFact, type TextOf } from "./journal-codec.ts";
import { knownKeys } from "./known-keys.ts";
import { countLookedAfter, findOpen } from "./open-enrollments.ts";
import type { Schema } from "./schema.ts";
import { slices } from "./slices.ts";
import type { EnrollmentsTable, EntryKind } from "./tables.ts";
import { type BrokenChain, verifyAll, verifyChain } from "./verify-chains.ts";
import { readWaiting } from "./waiting.ts";
import { decodeSnapshot, decodeWatch, encodeWatch } from "./watch-codec.ts";

export interface Journal extends JournalPort {
  /** Compare one journal with its hashes. Forgetting a person breaks none. */
  verifyChain(enrollmentId: string): Promise<ChainCheck>;
  /** @returns The enrollments and desks whose journal is not what was written, oldest first. */
  verifyAll(): Promise<readonly BrokenChain[]>;
}

type EntryRow = Selectable<EnrollmentsTable>;

/** @param now - Milliseconds since 1970; tests bring their own clock. */
export function createJournal(database: Database, now: () => number = Date.now): Journal {
  const { kysely } = database;
  return {
    find: async (issue) => await toEnrollment(kysely, await entryOn(kysely, issue, "enrollment")),
    async get(enrollmentId) {
      const row = await entries(kysely, "enrollment").selectAll().where("id", "=", enrollmentId).executeTakeFirst();
      return await toEnrollment(kysely, row);
    },
    findDesk: async (issue) => await toDesk(kysely, await entryOn(kysely, issue, "desk")),
    deskOf: (programId) => deskOf(kysely, programId),
    openLoad: (programId, coordinators) => countLookedAfter(kysely, programId, [...new Set(coordinators)]),
    lookedAfterBy: (programId, coordinator) => findOpen(kysely, programId, "coordinator", coordinator),
    openOf: (programId, candidate) => findOpen(kysely, programId, "candidate", candidate),
    waiting: (programId) => readWaiting(kysely, programId),
    findMovedTo: (issueId) => findMovedTo(kysely, issueId),
    knownKeys: (enrollmentId, keys) => knownKeys(kysely, enrollmentId, keys),
    commit: (review) => commitReview(database, review, now),
    commitDesk: (review) => commitDesk(database, review, now),
    async saveWatch(enrollmentId, watch, wakeAt) {
      await kysely
        .updateTable("enrollments")
        .set({ ...encodeWatch(watch), wake_at: earliest(enrollmentId, wakeAt) })
        .where("id", "=", enrollmentId)
        .execute();
    },
    async due(moment, limit) {
      const rows = await kysely
        .selectFrom("enrollments")
        .select(["project_id", "issue_iid"])
        .where("wake_at", "<=", moment.getTime())
        .orderBy("wake_at")
        .limit(limit)
        .execute();
      return rows.map(toIssue);
    },
    snapshots: (projectId, issueIids) => snapshots(kysely, projectId, issueIids),
    verifyChain: (enrollmentId) => verifyChain(kysely, enrollmentId),
    verifyAll: () => verifyAll(kysely),
  };
}

/** A reminder may have been planned for this issue while its review ran, which knows nothing of it. */
function earliest(enrollmentId: string, wakeAt: Date | null): RawBuilder<number | null> {
  return sql<number | null>`(
    select min(at) from (
      select cast(${wakeAt?.getTime() ?? null} as bigint) as at
      union all
      select not_before from actions
      where enrollment_id = ${enrollmentId} and state = 'planned' and key like 'reminder-%'
    ) as moments
  )`;
}

/** The table holds enrollments and desks; here only those of one kind. */
function entries(kysely: Kysely<Schema>, kind: EntryKind) {
  // Spelled into the statement: only so can a partial index answer for certain.
  return kysely.selectFrom("enrollments").where("kind", "=", sql.lit(kind));
}

async function entryOn(kysely: Kysely<Schema>, issue: IssueRef, kind: EntryKind): Promise<EntryRow | undefined> {
  return await entries(kysely, kind)
    .selectAll()
    .where("project_id", "=", issue.projectId)
    .where("issue_iid", "=", issue.issueIid)
    .executeTakeFirst();
}

async function findMovedTo(kysely: Kysely<Schema>, issueId: number): Promise<StoredEnrollment | null> {
  const row = await entries(kysely, "enrollment")
    .selectAll()
    .where("moved_to_issue_id", "=", issueId)
    .orderBy("number")
    .limit(1)
    .executeTakeFirst();
  return await toEnrollment(kysely, row);
}

async function deskOf(
  kysely: Kysely<Schema>,
  programId: string,
): Promise<{ readonly id: string; readonly issue: IssueRef } | null> {
  const row = await entries(kysely, "desk")
    .select(["id", "project_id", "issue_iid"])
    .where("program_id", "=", programId)
    .where("is_open", "=", 1)
    .orderBy("number")
    .limit(1)
    .executeTakeFirst();
  return row ? { id: row.id, issue: toIssue(row) } : null;
}

async function toEnrollment(kysely: Kysely<Schema>, row: EntryRow | undefined): Promise<StoredEnrollment | null> {
  if (!row) return null;
  return { id: row.id, facts: await readFacts(kysely, row, decodeFact), watch: decodeWatch(row) };
}

async function toDesk(kysely: Kysely<Schema>, row: EntryRow | undefined): Promise<StoredDesk | null> {
  if (!row) return null;
  return { id: row.id, facts: await readFacts(kysely, row, decodeDeskFact), watch: decodeWatch(row) };
}

/** No fact beyond `last_seq`: a later one is news to the watch that was read before it, and `commit` has to notice. */
async function readFacts<Body>(
  kysely: Kysely<Schema>,
  { id, last_seq }: Pick<EntryRow, "id" | "last_seq">,
  decode: (kind: string, body: string, textOf: TextOf) => Body,
): Promise<readonly (Body & { readonly seq: number; readonly key: string; readonly at: Date })[]> {
  const rows = await kysely
    .selectFrom("facts")
    .select(["seq", "key", "at", "kind", "body"])
    .where("enrollment_id", "=", id)
    .where("seq", "<=", last_seq)
    .orderBy("seq")
    .execute();
  if (rows.length !== last_seq) {
    throw new BotError("JOURNAL_BROKEN", "operator", "Cannot read the journal: facts are missing, restore a backup", {
      details: { enrollmentId: id, facts: rows.length, lastSeq: last_seq },
    });
  }
  const kept = await kysely.selectFrom("texts").select(["hash", "text"]).where("enrollment_id", "=", id).execute();
  const texts = new Map(kept.map(({ hash, text }) => [hash, JSON.parse(text) as string]));
  return rows.map(({ seq, key, at, kind, body }) => ({
    ...decode(kind, body, (hash) => texts.get(hash) ?? null),
    seq,
    key,
    at: new Date(at),
  }));
}

async function snapshots(
  kysely: Kysely<Schema>,
  projectId: number,
  issueIids: readonly number[],
): Promise<ReadonlyMap<number, Snapshot>> {
  const found = new Map<number, Snapshot>();
  for (const slice of slices(issueIids)) {
    const rows = await kysely
      .selectFrom("enrollments")
      .select(["issue_iid", "issue_updated_at", "state", "labels", "user_notes_count", "description"])
      .where("project_id", "=", projectId)
      .where("issue_iid", "in", slice)
      .execute();
    for (const row of rows) found.set(row.issue_iid, decodeSnapshot(row));
  }
  return found;
}

function toIssue(row: { readonly project_id: number; readonly issue_iid: number }): IssueRef {
  return { projectId: row.project_id, issueIid: row.issue_iid };
}
