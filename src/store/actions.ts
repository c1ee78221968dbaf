import { sql, type Kysely, type Selectable } from "kysely";

import type { NewAction } from "../domain/enrollment/action.ts";
import type { IssueRef } from "../domain/issue.ts";
import type { ActionOutcome, ActionsPort, StoredAction } from "../workflow/ports/store-port.ts";
import type { Database } from "./database.ts";
import { parseAction } from "./parse-action.ts";
import { withoutWords } from "./pruned-action.ts";
import { KEEP_MS, PRUNE_AT_ONCE } from "./pruning.ts";
import type { Schema } from "./schema.ts";
import { slices } from "./slices.ts";
import type { ActionsTable, ActionState } from "./tables.ts";

/** What people wrote leaves a stored action as soon as no note will be made of it any more. */
export interface Actions extends ActionsPort {
  /**
   * Delete actions that ended 90 days ago, where the enrollment is over too; a part at a time.
   *
   * @returns Whether something is left to delete, so call again.
   */
  prune(moment: Date): Promise<boolean>;
}

const UNFINISHED: readonly ActionState[] = ["planned", "attempted"];

/** @param now - Milliseconds since 1970; tests bring their own clock. */
export function createActions(database: Database, now: () => number = Date.now): Actions {
  const { kysely } = database;
  return {
    async unfinished(enrollmentId) {
      const rows = await actionsOf(kysely, enrollmentId).where("state", "in", UNFINISHED).execute();
      return rows.map(toAction);
    },
    async unsettled(enrollmentId) {
      const rows = await actionsOf(kysely, enrollmentId)
        .where("state", "=", "done")
        .where("settles", "=", 1)
        .where("settled_at", "is", null)
        .execute();
      return rows.map(toAction);
    },
    async attempt(key, at, askedPerson = null) {
      await kysely
        .updateTable("actions")
        .set({ state: "attempted", attempted_at: at.getTime(), asked_person: askedPerson })
        .where("key", "=", key)
        .where("state", "in", UNFINISHED)
        .execute();
    },
    done: (key, outcome) => done(database, key, outcome),
    async drop(key, reason) {
      await end(database, key, { state: "dropped", done_at: now(), drop_reason: reason });
    },
    async postpone(key, notBefore) {
      await kysely
        .updateTable("actions")
        .set({ state: "planned", not_before: notBefore.getTime() })
        .where("key", "=", key)
        .where("state", "in", UNFINISHED)
        .execute();
    },
    settle: (key) => settle(database, key, now()),
    async relocate(key, noteId) {
      await kysely
        .updateTable("actions")
        .set({ note_id: noteId })
        .where("key", "=", key)
        .where("state", "=", "done")
        .execute();
    },
    async badgesWaiting() {
      const { count } = await kysely
        .selectFrom("actions")
        .select((row) => row.fn.countAll<number | string>().as("count"))
        .where("state", "=", "planned")
        .where("action", "like", ISSUING)
        .executeTakeFirstOrThrow();
      return Number(count);
    },
    wakeBadges: (moment) => wakeBadges(database, moment.getTime()),
    async findByNote(enrollmentId, noteIds) {
      const found: StoredAction[] = [];
      for (const slice of slices(noteIds)) {
        const rows = await actionsOf(kysely, enrollmentId).where("note_id", "in", slice).execute();
        found.push(...rows.map(toAction));
      }
      return found;
    },
    prune: (moment) => prune(kysely, moment),
  };
}

/** Part of the transaction that writes the facts they follow from. An action known by its key stays as it is. */
export async function insertActions(
  transaction: Kysely<Schema>,
  enrollmentId: string,
  actions: readonly NewAction[],
): Promise<void> {
  const rows = actions.map(({ key, notBefore, action }) => ({
    key,
    enrollment_id: enrollmentId,
    not_before: notBefore.getTime(),
    state: "planned" as const,
    settles: 0 as const,
    action: JSON.stringify(action),
  }));
  for (const slice of slices(rows)) {
    await transaction
      .insertInto("actions")
      .values(slice)
      .onConflict((conflict) => conflict.column("key").doNothing())
      .execute();
  }
}

/** As `JSON.stringify` begins these actions. */
const ISSUING = '{"kind":"issue-badge"%';
const OF_A_BADGE = [
  ISSUING,
  '{"kind":"note","note":{"kind":"badge-ready"%',
  '{"kind":"note","note":{"kind":"badge-renewed"%',
];

async function wakeBadges(database: Database, at: number): Promise<readonly IssueRef[]> {
  return await database.transaction(async (transaction) => {
    const waiting = await transaction
      .selectFrom("actions as a")
      .innerJoin("enrollments as e", "e.id", "a.enrollment_id")
      .select(["a.key", "e.project_id", "e.issue_iid"])
      .where("a.state", "=", "planned")
      .where("a.not_before", ">", at)
      .where((row) => row.or(OF_A_BADGE.map((beginning) => row("a.action", "like", beginning))))
      .execute();
    for (const slice of slices(waiting.map(({ key }) => key))) {
      await transaction.updateTable("actions").set({ not_before: at }).where("key", "in", slice).execute();
    }
    const issues = waiting.map((row) => ({ projectId: row.project_id, issueIid: row.issue_iid }));
    return [...new Map(issues.map((issue) => [`${issue.projectId}/${issue.issueIid}`, issue])).values()];
  });
}

/** Oldest first. */
function actionsOf(kysely: Kysely<Schema>, enrollmentId: string) {
  return kysely.selectFrom("actions").selectAll().where("enrollment_id", "=", enrollmentId).orderBy("seq");
}

async function done(database: Database, key: string, outcome: ActionOutcome): Promise<void> {
  await end(database, key, {
    state: "done",
    done_at: outcome.at.getTime(),
    note_id: outcome.noteId,
    asked_person: outcome.askedPerson,
    settles: outcome.settles ? 1 : 0,
  });
}

type Ending = Partial<Omit<ActionsTable, "seq" | "key">> & { readonly state: "done" | "dropped" };

/** The first end counts. A note that will be settled keeps its words until then. */
async function end(database: Database, key: string, ending: Ending): Promise<void> {
  await database.transaction(async (transaction) => {
    const row = await transaction
      .selectFrom("actions")
      .select("action")
      .where("key", "=", key)
      .where("state", "in", UNFINISHED)
      .executeTakeFirst();
    if (!row) return;
    const action = ending.settles === 1 ? row.action : pruned(row.action);
    await transaction
      .updateTable("actions")
      .set({ ...ending, action })
      .where("key", "=", key)
      .execute();
  });
}

async function settle(database: Database, key: string, now: number): Promise<void> {
  await database.transaction(async (transaction) => {
    const row = await transaction
      .selectFrom("actions")
      .select("action")
      .where("key", "=", key)
      .where("state", "=", "done")
      .where("settles", "=", 1)
      .where("settled_at", "is", null)
      .executeTakeFirst();
    if (!row) return;
    await transaction
      .updateTable("actions")
      .set({ settled_at: now, action: pruned(row.action) })
      .where("key", "=", key)
      .execute();
  });
}

async function prune(kysely: Kysely<Schema>, moment: Date): Promise<boolean> {
  const { numDeletedRows } = await kysely
    .deleteFrom("actions")
    .where("seq", "in", (old) =>
      old
        .selectFrom("actions as a")
        .innerJoin("enrollments as e", "e.id", "a.enrollment_id")
        .select("a.seq")
        .where("a.state", "in", ["done", "dropped"])
        .where("a.done_at", "<", moment.getTime() - KEEP_MS)
        .where((row) => row.or([row("a.settles", "=", 0), row("a.settled_at", "is not", null)]))
        // Spelled into the statement: only so can a partial index answer for certain.
        .where("e.is_open", "=", sql.lit<0>(0))
        .limit(PRUNE_AT_ONCE),
    )
    .executeTakeFirstOrThrow();
  return Number(numDeletedRows) >= PRUNE_AT_ONCE;
}

function pruned(action: string): string {
  return JSON.stringify(withoutWords(parseAction(action)));
}

function toAction(row: Selectable<ActionsTable>): StoredAction {
  return {
    key: row.key,
    action: parseAction(row.action),
    notBefore: new Date(row.not_before),
    state: row.state,
    attemptedAt: toDate(row.attempted_at),
    noteId: row.note_id,
    askedPerson: row.asked_person,
    doneAt: toDate(row.done_at),
  };
}

function toDate(moment: number | null): Date | null {
  return moment === null ? null : new Date(moment);
}
