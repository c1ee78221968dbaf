import { sql, type Kysely } from "kysely";

import type { IssueRef } from "../domain/issue.ts";
import type { Database, Delivery } from "./database.ts";
import { createGroupCommit } from "./group-commit.ts";
import { PRUNE_AT_ONCE } from "./pruning.ts";
import type { InboxRow, InboxState, Schema } from "./schema.ts";
import { slices } from "./slices.ts";

/** A stored delivery with its bytes. */
export interface InboxDelivery {
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly receivedAt: number;
  readonly event: string;
  readonly headers: string;
  /** `null` once deleted for its age. */
  readonly body: Uint8Array | null;
  readonly kind: string | null;
  readonly attempts: number;
}

/** What a delivery turned out to be about. */
export interface Route extends IssueRef {
  /** `issue`, `note`, …, as the reader of payloads calls it. */
  readonly kind: string;
}

/** How a delivery ends without being parked. */
export type FinalState = "done" | "ignored" | "foreign" | "unreadable";

/** What is not finished. Finished deliveries are not counted: there may be a million, and `/readyz` asks often. */
export interface InboxStats {
  readonly new: number;
  readonly routed: number;
  readonly parked: number;
  /** When the oldest delivery arrived that still waits to be taken in (`new` or `routed`); `null` when none waits. */
  readonly oldestWaitingAt: number | null;
}

/** What can be done with stored deliveries. Everything may be repeated: the second time changes nothing. */
export interface InboxRows {
  /** Deliveries nobody looked at yet, oldest first; fewer than `limit` when they are big. */
  takeNew(limit: number): Promise<readonly InboxDelivery[]>;
  /** Its issue is known now. Only a `new` one can be routed. */
  route(id: string, route: Route): Promise<void>;
  /** End these. Parked ones too: their work was done after all. */
  mark(ids: readonly string[], state: FinalState, reason?: string): Promise<void>;
  /** Routed deliveries of one issue, oldest first; fewer than `limit` when they are big, so ask again after marking. */
  rowsOf(issue: IssueRef, limit?: number): Promise<readonly InboxDelivery[]>;
  /** Issues with routed deliveries whose time has come, the one waiting longest first. */
  issuesWaiting(now: number, limit: number): Promise<readonly IssueRef[]>;
  /** To be called before the work, so that a crash counts as a try. */
  countAttempt(ids: readonly string[]): Promise<void>;
  /** Leave these alone until then. */
  postpone(ids: readonly string[], until: number): Promise<void>;
  /** Leave these alone until a person revives them. */
  park(ids: readonly string[], reason: string): Promise<void>;
  /** Give parked ones another five tries. @returns How many were revived. */
  reviveParked(filter?: { readonly ids?: readonly string[]; readonly issue?: IssueRef }): Promise<number>;
  stats(): Promise<InboxStats>;
  /**
   * Delete bodies 14 days after their arrival and rows after 30, a few at a time. What still waits keeps its body, and
   * what is parked keeps its row. @returns Whether something is left to delete, so call again.
   */
  prune(now: number): Promise<boolean>;
}

export interface Inbox extends InboxRows {
  /**
   * Keep a delivery. On disk once it resolves.
   *
   * @throws {BotError} `STORE_UNAVAILABLE`: it was not kept.
   */
  accept(delivery: Delivery): Promise<"new" | "repeated">;
  /** Route some and end others, all or none: one write to disk for many deliveries. */
  sortOut(findings: {
    readonly routed: readonly { readonly id: string; readonly route: Route }[];
    readonly ended: readonly { readonly ids: readonly string[]; readonly state: FinalState; readonly reason: string }[];
  }): Promise<void>;
  /** The same, as part of a transaction. */
  within(transaction: Kysely<Schema>): InboxRows;
}

/** Upper bound of what one answer brings into memory; one delivery may be bigger alone. */
const MOST_BYTES_AT_ONCE = 16 * 1024 * 1024;

const DAY_MS = 24 * 60 * 60 * 1000;
const KEEP_BODY_MS = 14 * DAY_MS;
const KEEP_ROW_MS = 30 * DAY_MS;

/** Spelled into the statement, not passed as parameters: only so can a partial index answer for certain. */
const WAITING = {
  new: sql.lit<InboxState>("new"),
  routed: sql.lit<InboxState>("routed"),
  parked: sql.lit<InboxState>("parked"),
};
const FINISHED: readonly FinalState[] = ["done", "ignored", "foreign", "unreadable"];

/** @param now - Milliseconds since 1970; tests bring their own clock. */
export function createInbox(database: Database, now: () => number = Date.now): Inbox {
  const commit = createGroupCommit<Delivery>({
    write: (deliveries) => database.insertDeliveries(deliveries),
    bytesOf: (delivery) => delivery.body.byteLength,
  });
  return {
    ...inboxRows(database.kysely, now),
    async accept(delivery) {
      return (await commit(delivery)) ? "new" : "repeated";
    },
    within: (transaction) => inboxRows(transaction, now),
    async sortOut({ routed, ended }) {
      await database.transaction(async (transaction) => {
        const rows = inboxRows(transaction, now);
        for (const { id, route } of routed) await rows.route(id, route);
        for (const { ids, state, reason } of ended) await rows.mark(ids, state, reason);
      });
    },
  };
}

function inboxRows(kysely: Kysely<Schema>, now: () => number): InboxRows {
  return {
    takeNew: (limit) => takeNew(kysely, limit),
    route: (id, route) => routeOne(kysely, id, route),
    async mark(ids, state, reason) {
      for (const slice of slices(ids)) {
        await kysely
          .updateTable("inbox")
          .set({ state, reason: reason ?? null, not_before: null, done_at: now() })
          .where("id", "in", slice)
          .where("state", "in", ["new", "routed", "parked"])
          .execute();
      }
    },
    rowsOf: (issue, limit = 500) => rowsOf(kysely, issue, limit),
    issuesWaiting: (moment, limit) => issuesWaiting(kysely, moment, limit),
    async countAttempt(ids) {
      for (const slice of slices(ids)) {
        await kysely
          .updateTable("inbox")
          .set((row) => ({ attempts: row("attempts", "+", 1) }))
          .where("id", "in", slice)
          .execute();
      }
    },
    async postpone(ids, until) {
      for (const slice of slices(ids)) {
        await kysely
          .updateTable("inbox")
          .set({ not_before: until })
          .where("id", "in", slice)
          .where("state", "in", ["new", "routed"])
          .execute();
      }
    },
    async park(ids, reason) {
      for (const slice of slices(ids)) {
        await kysely
          .updateTable("inbox")
          .set({ state: "parked", reason })
          .where("id", "in", slice)
          .where("state", "in", ["new", "routed"])
          .execute();
      }
    },
    reviveParked: (filter) => reviveParked(kysely, filter ?? {}),
    stats: () => stats(kysely),
    prune: (moment) => prune(kysely, moment),
  };
}

async function takeNew(kysely: Kysely<Schema>, limit: number): Promise<readonly InboxDelivery[]> {
  const sizes = await kysely
    .selectFrom("inbox")
    .select(["seq", bodyBytes])
    .where("state", "=", WAITING.new)
    .orderBy("seq")
    .limit(limit)
    .execute();
  return await load(kysely, sizes);
}

async function rowsOf(kysely: Kysely<Schema>, issue: IssueRef, limit: number): Promise<readonly InboxDelivery[]> {
  const sizes = await kysely
    .selectFrom("inbox")
    .select(["seq", bodyBytes])
    .where("state", "=", WAITING.routed)
    .where("project_id", "=", issue.projectId)
    .where("issue_iid", "=", issue.issueIid)
    .orderBy("seq")
    .limit(limit)
    .execute();
  return await load(kysely, sizes);
}

const bodyBytes = sql<number>`coalesce(length(body), 0)`.as("bytes");

/** Sizes first: a hundred deliveries may be a hundred kilobytes, or two gigabytes. */
async function load(
  kysely: Kysely<Schema>,
  sizes: readonly { readonly seq: number; readonly bytes: number }[],
): Promise<readonly InboxDelivery[]> {
  let bytes = 0;
  const fitting = sizes.filter((row, index) => (bytes += row.bytes) <= MOST_BYTES_AT_ONCE || index === 0);
  if (fitting.length === 0) return [];

  const rows = await kysely
    .selectFrom("inbox")
    .selectAll()
    .where(
      "seq",
      "in",
      fitting.map((row) => row.seq),
    )
    .orderBy("seq")
    .execute();
  return rows.map(toDelivery);
}

function toDelivery(row: InboxRow): InboxDelivery {
  const { id, event, headers, body, kind, attempts } = row;
  return { id, receivedAt: row.received_at, event, headers, body, kind, attempts };
}

async function routeOne(kysely: Kysely<Schema>, id: string, route: Route): Promise<void> {
  await kysely
    .updateTable("inbox")
    .set({ state: "routed", kind: route.kind, project_id: route.projectId, issue_iid: route.issueIid })
    .where("id", "=", id)
    .where("state", "=", "new")
    .execute();
}

async function issuesWaiting(kysely: Kysely<Schema>, now: number, limit: number): Promise<readonly IssueRef[]> {
  const rows = await kysely
    .selectFrom("inbox")
    .select(["project_id", "issue_iid"])
    .where("state", "=", WAITING.routed)
    .where(sql<number>`coalesce(not_before, 0)`, "<=", now)
    .groupBy(["project_id", "issue_iid"])
    .orderBy(sql`min(seq)`)
    .limit(limit)
    .execute();
  // The table's own check keeps a routed row from having no issue.
  return rows.map((row) => ({ projectId: Number(row.project_id), issueIid: Number(row.issue_iid) }));
}

async function reviveParked(
  kysely: Kysely<Schema>,
  filter: { readonly ids?: readonly string[]; readonly issue?: IssueRef },
): Promise<number> {
  let query = kysely
    .updateTable("inbox")
    .set({
      // What was parked before its issue was known has to be read once more.
      state: sql<InboxState>`case when project_id is null then 'new' else 'routed' end`,
      reason: null,
      attempts: 0,
      not_before: null,
    })
    .where("state", "=", "parked");
  if (filter.ids) query = query.where("id", "in", filter.ids);
  if (filter.issue) {
    query = query.where("project_id", "=", filter.issue.projectId).where("issue_iid", "=", filter.issue.issueIid);
  }
  const result = await query.executeTakeFirst();
  return Number(result.numUpdatedRows);
}

async function stats(kysely: Kysely<Schema>): Promise<InboxStats> {
  const [fresh, routed, parked] = await Promise.all(
    (["new", "routed", "parked"] as const).map((state) =>
      kysely
        .selectFrom("inbox")
        .select([sql<number>`count(*)`.as("count"), sql<number | null>`min(received_at)`.as("oldest")])
        .where("state", "=", WAITING[state])
        .executeTakeFirst(),
    ),
  );
  const oldest = [fresh?.oldest, routed?.oldest].filter((at) => typeof at === "number");
  return {
    new: fresh?.count ?? 0,
    routed: routed?.count ?? 0,
    parked: parked?.count ?? 0,
    oldestWaitingAt: oldest.length === 0 ? null : Math.min(...oldest),
  };
}

async function prune(kysely: Kysely<Schema>, now: number): Promise<boolean> {
  const bodies = await kysely
    .updateTable("inbox")
    .set({ body: null })
    .where("seq", "in", (old) =>
      old
        .selectFrom("inbox")
        .select("seq")
        .where("received_at", "<", now - KEEP_BODY_MS)
        .where("body", "is not", null)
        .where("state", "in", [...FINISHED, "parked"])
        .limit(PRUNE_AT_ONCE),
    )
    .executeTakeFirst();
  const rows = await kysely
    .deleteFrom("inbox")
    .where("seq", "in", (old) =>
      old
        .selectFrom("inbox")
        .select("seq")
        .where("received_at", "<", now - KEEP_ROW_MS)
        .where("state", "in", FINISHED)
        .limit(PRUNE_AT_ONCE),
    )
    .executeTakeFirst();
  return Number(bodies.numUpdatedRows) >= PRUNE_AT_ONCE || Number(rows.numDeletedRows) >= PRUNE_AT_ONCE;
}
