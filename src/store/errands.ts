import { sql, type Kysely, type Selectable } from "kysely";

import type { IssueRef } from "../domain/issue.ts";
import type { Errand, ErrandsPort, NewErrand, StoredErrand } from "../workflow/ports/errands-port.ts";
import type { ReviewRecord } from "../workflow/ports/store-port.ts";
import type { Database } from "./database.ts";
import type { ErrandsTable } from "./people-tables.ts";
import { KEEP_MS, PRUNE_AT_ONCE } from "./pruning.ts";
import type { Schema } from "./schema.ts";
import { slices } from "./slices.ts";

export interface Errands extends ErrandsPort {
  /**
   * Delete errands that ended 90 days ago, where the enrollment they came from or went to is over; a part at a time.
   *
   * @returns Whether something is left to delete, so call again.
   */
  prune(moment: Date): Promise<boolean>;
}

export function createErrands(database: Database): Errands {
  const { kysely } = database;
  return {
    pendingOf: (issue) => readPending(kysely, issue),
    async sentBy(from, keyPrefix) {
      const rows = await kysely
        .selectFrom("errands")
        .selectAll()
        .where("from_id", "=", from)
        .where(sql<string>`substr(key, 1, length(${keyPrefix}))`, "=", keyPrefix)
        .orderBy("seq")
        .execute();
      return rows.map(toErrand);
    },
    async due(limit) {
      const rows = await kysely
        .selectFrom("errands")
        .select(["project_id", "issue_iid"])
        .where("done_at", "is", null)
        .groupBy(["project_id", "issue_iid"])
        .orderBy(sql`min(seq)`)
        .limit(limit)
        .execute();
      return rows.map((row) => ({ projectId: row.project_id, issueIid: row.issue_iid }));
    },
    giveUp: (issue, now) => database.transaction((transaction) => giveUp(transaction, issue, now)),
    prune: (moment) => prune(kysely, moment),
  };
}

/** Part of the transaction that writes the facts they follow from. One known by its key stays as it is. */
export async function insertErrands(transaction: Kysely<Schema>, errands: readonly NewErrand[]): Promise<void> {
  const rows = errands.map(({ key, issue, from, errand }) => ({
    key,
    project_id: issue.projectId,
    issue_iid: issue.issueIid,
    from_id: from,
    errand: JSON.stringify(errand),
  }));
  for (const slice of slices(rows)) {
    await transaction
      .insertInto("errands")
      .values(slice)
      .onConflict((conflict) => conflict.column("key").doNothing())
      .execute();
  }
}

/** The first end counts. */
export async function endErrands(
  transaction: Kysely<Schema>,
  done: ReviewRecord["errandsDone"],
  now: number,
): Promise<void> {
  for (const { key, outcome } of done) {
    await transaction
      .updateTable("errands")
      .set({ done_at: now, outcome: JSON.stringify(outcome) })
      .where("key", "=", key)
      .where("done_at", "is", null)
      .execute();
  }
}

/** What was asked of an issue is asked of the one GitLab moved it to. */
export async function redirectErrands(transaction: Kysely<Schema>, from: IssueRef, to: IssueRef): Promise<void> {
  if (from.projectId === to.projectId && from.issueIid === to.issueIid) return;
  await transaction
    .updateTable("errands")
    .set({ project_id: to.projectId, issue_iid: to.issueIid })
    .where("project_id", "=", from.projectId)
    .where("issue_iid", "=", from.issueIid)
    .where("done_at", "is", null)
    .execute();
}

async function readPending(kysely: Kysely<Schema>, issue: IssueRef): Promise<readonly StoredErrand[]> {
  const rows = await kysely
    .selectFrom("errands")
    .selectAll()
    .where("project_id", "=", issue.projectId)
    .where("issue_iid", "=", issue.issueIid)
    .where("done_at", "is", null)
    .orderBy("seq")
    .execute();
  return rows.map(toErrand);
}

/** Only commands have somebody who waits for what became of them. */
async function giveUp(transaction: Kysely<Schema>, issue: IssueRef, now: Date): Promise<readonly IssueRef[]> {
  const pending = await readPending(transaction, issue);
  const outcome = { kind: "refused", why: "out-of-reach" } as const;
  await endErrands(
    transaction,
    pending.map(({ key }) => ({ key, outcome })),
    now.getTime(),
  );
  const commands = pending.filter(({ errand }) => errand.kind === "command");
  const looks: NewErrand[] = [];
  for (const [from, [first]] of Map.groupBy(commands, (one) => one.from)) {
    const sender = await transaction
      .selectFrom("enrollments")
      .select(["project_id", "issue_iid"])
      .where("id", "=", from)
      .executeTakeFirst();
    if (sender === undefined || first === undefined) continue;
    const there = { projectId: sender.project_id, issueIid: sender.issue_iid };
    looks.push({ key: `given-up:${first.key}`, issue: there, from, errand: { kind: "look" } });
  }
  await insertErrands(transaction, looks);
  return looks.map((look) => look.issue);
}

/** Plain JSON that this file wrote from an `Errand`; only its moments have to be made anew. */
export function parseErrand(text: string): Errand {
  const errand = JSON.parse(text) as Errand;
  switch (errand.kind) {
    case "command":
      return { ...errand, event: { ...errand.event, at: new Date(errand.event.at) } };
    case "proposed":
      return { ...errand, at: new Date(errand.at) };
    case "seat-freed":
    case "look":
      return errand;
  }
}

async function prune(kysely: Kysely<Schema>, moment: Date): Promise<boolean> {
  const { numDeletedRows } = await kysely
    .deleteFrom("errands")
    .where("seq", "in", (old) =>
      old
        .selectFrom("errands as a")
        .select("a.seq")
        .where("a.done_at", "<", moment.getTime() - KEEP_MS)
        .where((row) =>
          row.or([
            row.exists(
              row
                .selectFrom("enrollments as e")
                .select("e.id")
                .whereRef("e.id", "=", "a.from_id")
                .where("e.is_open", "=", 0),
            ),
            row.exists(
              row
                .selectFrom("enrollments as e")
                .select("e.id")
                .whereRef("e.project_id", "=", "a.project_id")
                .whereRef("e.issue_iid", "=", "a.issue_iid")
                .where("e.is_open", "=", 0),
            ),
          ]),
        )
        .limit(PRUNE_AT_ONCE),
    )
    .executeTakeFirstOrThrow();
  return Number(numDeletedRows) >= PRUNE_AT_ONCE;
}

function toErrand(row: Selectable<ErrandsTable>): StoredErrand {
  return {
    key: row.key,
    issue: { projectId: row.project_id, issueIid: row.issue_iid },
    from: row.from_id,
    errand: parseErrand(row.errand),
    outcome: row.outcome === null ? null : (JSON.parse(row.outcome) as StoredErrand["outcome"]),
  };
}
