import type { ExpressionBuilder, Kysely } from "kysely";

import type { IssueRef } from "../domain/issue.ts";
import type { IssueGuardPort } from "../workflow/ports/store-port.ts";
import type { Database } from "./database.ts";
import type { Schema } from "./schema.ts";
import { slices } from "./slices.ts";

export function createIssueGuard(database: Database): IssueGuardPort {
  const { kysely } = database;
  return {
    begin: (issue, now) => begin(database, issue, now),
    async waitsUntil(issue) {
      const row = await kysely
        .selectFrom("guarded_issues")
        .select("not_before")
        .where((expression) => isIssue(expression, issue))
        .where("parked_at", "is", null)
        .executeTakeFirst();
      return row === undefined || row.not_before === null ? null : new Date(row.not_before);
    },
    succeeded: (issue) => succeeded(kysely, issue),
    async progressed(issue) {
      await kysely
        .updateTable("guarded_issues")
        .set({ attempts: 1 })
        .where((row) => isIssue(row, issue))
        .where("is_begun", "=", 1)
        .where("attempts", ">", 1)
        .execute();
    },
    failed: (issue, until, reason, counts) => failed(kysely, issue, until, reason, counts),
    remember: (issues, now) => remember(kysely, issues, now),
    async park(issue, reason, now) {
      const parking = { parked_at: now.getTime(), reason, is_begun: 0, is_wanted_again: 0, not_before: null } as const;
      await kysely
        .insertInto("guarded_issues")
        .values({ ...columnsOf(issue), attempts: 0, ...parking })
        .onConflict((conflict) =>
          conflict
            .columns(["project_id", "issue_iid"])
            .doUpdateSet(parking)
            .where("guarded_issues.parked_at", "is", null),
        )
        .execute();
    },
    async parked() {
      const rows = await kysely
        .selectFrom("guarded_issues")
        .selectAll()
        .where("parked_at", "is not", null)
        .orderBy("parked_at")
        .execute();
      return rows.map((row) => ({ issue: toIssue(row), reason: row.reason ?? "", at: new Date(row.parked_at ?? 0) }));
    },
    async revive(issue) {
      let query = kysely
        .updateTable("guarded_issues")
        // Due at once, with all tries before it.
        .set({ parked_at: null, reason: null, attempts: 0, not_before: 0 })
        .where("parked_at", "is not", null);
      if (issue) query = query.where((row) => isIssue(row, issue));
      const { numUpdatedRows } = await query.executeTakeFirstOrThrow();
      return Number(numUpdatedRows);
    },
    async due(now, limit) {
      const rows = await kysely
        .selectFrom("guarded_issues")
        .select(["project_id", "issue_iid"])
        .where("parked_at", "is", null)
        .where("not_before", "<=", now.getTime())
        .orderBy("not_before")
        .limit(limit)
        .execute();
      return rows.map(toIssue);
    },
    async interrupted(limit) {
      const rows = await kysely
        .selectFrom("guarded_issues")
        .select(["project_id", "issue_iid"])
        .where("parked_at", "is", null)
        .where("is_begun", "=", 1)
        .limit(limit)
        .execute();
      return rows.map(toIssue);
    },
  };
}

/** A row that is due stays so until the try succeeded: whoever crashes in it is woken again. */
async function begin(database: Database, issue: IssueRef, now: Date): Promise<number | null> {
  const row = await database.kysely
    .insertInto("guarded_issues")
    .values({ ...columnsOf(issue), attempts: 1, is_begun: 1, is_wanted_again: 0 })
    .onConflict((conflict) =>
      conflict
        .columns(["project_id", "issue_iid"])
        .doUpdateSet((old) => ({
          attempts: old("guarded_issues.attempts", "+", 1),
          is_begun: 1,
          is_wanted_again: 0,
        }))
        .where("guarded_issues.parked_at", "is", null)
        .where((old) =>
          old.or([old("guarded_issues.not_before", "is", null), old("guarded_issues.not_before", "<=", now.getTime())]),
        ),
    )
    .returning("attempts")
    .executeTakeFirst();
  return row?.attempts ?? null;
}

/**
 * Only what was begun can succeed, so that a repeat does not take away what was asked for since. What is asked for
 * between the two statements is due by its row, whatever the second one resets.
 */
async function succeeded(kysely: Kysely<Schema>, issue: IssueRef): Promise<void> {
  const { numDeletedRows } = await kysely
    .deleteFrom("guarded_issues")
    .where((row) => isIssue(row, issue))
    .where("is_begun", "=", 1)
    .where("is_wanted_again", "=", 0)
    .executeTakeFirstOrThrow();
  if (numDeletedRows > 0n) return;
  await kysely
    .updateTable("guarded_issues")
    .set({ attempts: 0, is_begun: 0, is_wanted_again: 0, reason: null })
    .where((row) => isIssue(row, issue))
    .where("is_begun", "=", 1)
    .execute();
}

/** Takes back what `begin` counted, once. */
async function failed(
  kysely: Kysely<Schema>,
  issue: IssueRef,
  until: Date,
  reason: string,
  counts: boolean,
): Promise<void> {
  await kysely
    .insertInto("guarded_issues")
    .values({ ...columnsOf(issue), attempts: 0, is_begun: 0, is_wanted_again: 0, not_before: until.getTime(), reason })
    .onConflict((conflict) =>
      conflict
        .columns(["project_id", "issue_iid"])
        .doUpdateSet((old) => ({
          attempts: counts
            ? old.ref("guarded_issues.attempts")
            : old("guarded_issues.attempts", "-", old.ref("guarded_issues.is_begun")),
          is_begun: 0,
          is_wanted_again: 0,
          not_before: until.getTime(),
          reason,
        }))
        .where("guarded_issues.parked_at", "is", null),
    )
    .execute();
}

/** One that waits after a failure, or is parked, goes on waiting. */
async function remember(kysely: Kysely<Schema>, issues: readonly IssueRef[], now: Date): Promise<void> {
  const once = new Map(issues.map((issue) => [`${issue.projectId}/${issue.issueIid}`, issue]));
  for (const slice of slices([...once.values()])) {
    await kysely
      .insertInto("guarded_issues")
      .values(
        slice.map((issue) => ({
          ...columnsOf(issue),
          attempts: 0,
          is_begun: 0 as const,
          is_wanted_again: 0 as const,
          not_before: now.getTime(),
        })),
      )
      .onConflict((conflict) =>
        conflict
          .columns(["project_id", "issue_iid"])
          .doUpdateSet((old) => ({
            is_wanted_again: old.ref("guarded_issues.is_begun"),
            not_before: old.fn.coalesce("guarded_issues.not_before", "excluded.not_before"),
          }))
          .where("guarded_issues.parked_at", "is", null),
      )
      .execute();
  }
}

function columnsOf(issue: IssueRef) {
  return { project_id: issue.projectId, issue_iid: issue.issueIid };
}

function isIssue(row: ExpressionBuilder<Schema, "guarded_issues">, issue: IssueRef) {
  return row.and(columnsOf(issue));
}

function toIssue(row: { readonly project_id: number; readonly issue_iid: number }): IssueRef {
  return { projectId: row.project_id, issueIid: row.issue_iid };
}
