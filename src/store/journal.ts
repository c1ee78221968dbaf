import type { Kysely } from "kysely";

import type { Fact } from "../domain/enrollment/fact.ts";
import { BotError } from "../domain/error.ts";
import type { IssueRef } from "../domain/issue.ts";
import type { JournalPort, Snapshot, StoredEnrollment } from "../workflow/store-port.ts";
import { checkChain, type ChainCheck } from "./chain.ts";
import { commitReview } from "./commit-review.ts";
import type { Database } from "./database.ts";
import { decodeFact } from "./journal-codec.ts";
import { knownKeys } from "./known-keys.ts";
import type { Schema } from "./schema.ts";
import { slices } from "./slices.ts";
import { decodeSnapshot, decodeWatch, encodeWatch } from "./watch-codec.ts";

export interface Journal extends JournalPort {
  /** Compare one journal with its hashes. Forgetting a person breaks none. */
  verifyChain(enrollmentId: string): Promise<ChainCheck>;
  /** @returns The enrollments whose journal is not what was written, oldest first. */
  verifyAll(): Promise<readonly BrokenChain[]>;
}

interface BrokenChain {
  readonly enrollmentId: string;
  readonly seq: number;
  readonly why: string;
}

const VERIFY_AT_ONCE = 200;

/** @param now - Milliseconds since 1970; tests bring their own clock. */
export function createJournal(database: Database, now: () => number = Date.now): Journal {
  const { kysely } = database;
  return {
    find: (issue) => find(kysely, issue),
    findMovedTo: (issueId) => findMovedTo(kysely, issueId),
    async openIssuesOf(programId, candidate) {
      const rows = await kysely
        .selectFrom("enrollments")
        .select(["project_id", "issue_iid"])
        .where("candidate", "=", candidate)
        .where("program_id", "=", programId)
        .where("is_open", "=", 1)
        .orderBy("number")
        .execute();
      return rows.map(toIssue);
    },
    knownKeys: (enrollmentId, keys) => knownKeys(kysely, enrollmentId, keys),
    commit: (review) => commitReview(database, review, now),
    async saveWatch(enrollmentId, watch, wakeAt) {
      await kysely
        .updateTable("enrollments")
        .set({ ...encodeWatch(watch), wake_at: wakeAt?.getTime() ?? null })
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

async function find(kysely: Kysely<Schema>, issue: IssueRef): Promise<StoredEnrollment | null> {
  const row = await kysely
    .selectFrom("enrollments")
    .selectAll()
    .where("project_id", "=", issue.projectId)
    .where("issue_iid", "=", issue.issueIid)
    .executeTakeFirst();
  if (!row) return null;
  return { id: row.id, facts: await readFacts(kysely, row.id, row.last_seq), watch: decodeWatch(row) };
}

async function findMovedTo(kysely: Kysely<Schema>, issueId: number): Promise<StoredEnrollment | null> {
  const row = await kysely
    .selectFrom("enrollments")
    .select(["project_id", "issue_iid"])
    .where("moved_to_issue_id", "=", issueId)
    .orderBy("number")
    .limit(1)
    .executeTakeFirst();
  return row ? await find(kysely, toIssue(row)) : null;
}

/** No fact beyond `lastSeq`: a later one is news to the watch that was read before it, and `commit` has to notice. */
async function readFacts(kysely: Kysely<Schema>, enrollmentId: string, lastSeq: number): Promise<readonly Fact[]> {
  const rows = await kysely
    .selectFrom("facts")
    .select(["seq", "key", "at", "kind", "body"])
    .where("enrollment_id", "=", enrollmentId)
    .where("seq", "<=", lastSeq)
    .orderBy("seq")
    .execute();
  if (rows.length !== lastSeq) {
    throw new BotError("JOURNAL_BROKEN", "operator", "Cannot read the journal: facts are missing, restore a backup", {
      details: { enrollmentId, facts: rows.length, lastSeq },
    });
  }
  const kept = await kysely
    .selectFrom("texts")
    .select(["hash", "text"])
    .where("enrollment_id", "=", enrollmentId)
    .execute();
  const texts = new Map(kept.map(({ hash, text }) => [hash, JSON.parse(text) as string]));
  return rows.map(({ seq, key, at, kind, body }) => ({
    ...decodeFact(kind, body, (hash) => texts.get(hash) ?? null),
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

async function verifyChain(kysely: Kysely<Schema>, enrollmentId: string): Promise<ChainCheck> {
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

async function verifyAll(kysely: Kysely<Schema>): Promise<readonly BrokenChain[]> {
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

function toIssue(row: { readonly project_id: number; readonly issue_iid: number }): IssueRef {
  return { projectId: row.project_id, issueIid: row.issue_iid };
}
