import type { Kysely, Selectable } from "kysely";

import type { NewReminder, Reminder, RemindersPort, StoredReminder } from "../workflow/ports/reminders-port.ts";
import type { Database } from "./database.ts";
import type { RemindersTable } from "./people-tables.ts";
import { KEEP_MS, PRUNE_AT_ONCE } from "./pruning.ts";
import type { Schema } from "./schema.ts";
import { sendBundle } from "./send-bundle.ts";
import { takeBackBundle } from "./take-back-bundle.ts";
import { slices } from "./slices.ts";

export interface Reminders extends RemindersPort {
  /**
   * Delete what went out 90 days ago, where the enrollment is over, a part at a time; and days as long past, but for
   * the last of each person.
   *
   * @returns Whether something is left to delete, so call again.
   */
  prune(moment: Date): Promise<boolean>;
}

/** No day is longer, on which clocks are set back either. */
const LONGEST_DAY_MS = 26 * 60 * 60 * 1000;

/** @param now - Milliseconds since 1970; tests bring their own clock. */
export function createReminders(database: Database, now: () => number = Date.now): Reminders {
  const { kysely } = database;
  return {
    async sent(enrollmentId) {
      const rows = await kysely
        .selectFrom("reminders")
        .select(["key", "person", "sent_at"])
        .where("enrollment_id", "=", enrollmentId)
        .execute();
      return new Map(
        rows.flatMap(({ key, person, sent_at }) =>
          sent_at === null ? [] : [[key, { at: new Date(sent_at), person }]],
        ),
      );
    },
    peopleDue: (moment, limit) => peopleDue(kysely, moment.getTime(), limit),
    async pendingOf(person) {
      const rows = await stored(kysely).where("r.person", "=", person).where("r.sent_at", "is", null).execute();
      return rows.map(toReminder);
    },
    async postpone(person, until) {
      await kysely
        .updateTable("reminders")
        .set({ not_before: until.getTime() })
        .where("person", "=", person)
        .where("sent_at", "is", null)
        .where("not_before", "<", until.getTime())
        .execute();
    },
    async heardBefore(person, day) {
      const row = await kysely
        .selectFrom("reminded_days")
        .select("day")
        .where("person", "=", person)
        .where("day", "<", day)
        .limit(1)
        .executeTakeFirst();
      return row !== undefined;
    },
    async ofBundle(actionKey) {
      const rows = await stored(kysely).where("r.action_key", "=", actionKey).execute();
      return rows.map(toReminder);
    },
    send: (bundle) => sendBundle(database, bundle),
    takeBack: (actionKey) => takeBackBundle(database, actionKey, now()),
    prune: (moment) => prune(kysely, moment.getTime()),
  };
}

/**
 * Part of the transaction that writes the facts they follow from. What waited before and is not among these is deleted;
 * what went out stays as it is.
 */
export async function saveReminders(
  transaction: Kysely<Schema>,
  enrollmentId: string,
  reminders: readonly NewReminder[],
): Promise<void> {
  const wanted = new Set(reminders.map(({ key }) => key));
  const waiting = await transaction
    .selectFrom("reminders")
    .select("key")
    .where("enrollment_id", "=", enrollmentId)
    .where("sent_at", "is", null)
    .execute();
  const dropped = waiting.map(({ key }) => key).filter((key) => !wanted.has(key));
  for (const slice of slices(dropped)) {
    await transaction.deleteFrom("reminders").where("key", "in", slice).where("sent_at", "is", null).execute();
  }
  const rows = reminders.map(({ key, person, notBefore, notAfter, reminder }) => ({
    key,
    enrollment_id: enrollmentId,
    person,
    not_before: notBefore.getTime(),
    not_after: notAfter?.getTime() ?? null,
    reminder: JSON.stringify(reminder),
  }));
  for (const slice of slices(rows)) {
    await transaction
      .insertInto("reminders")
      .values(slice)
      .onConflict((conflict) =>
        conflict
          .column("key")
          .doUpdateSet((row) => ({
            person: row.ref("excluded.person"),
            not_before: row.ref("excluded.not_before"),
            not_after: row.ref("excluded.not_after"),
            reminder: row.ref("excluded.reminder"),
          }))
          .where("reminders.sent_at", "is", null),
      )
      .execute();
  }
}

/** Oldest first. */
function stored(kysely: Kysely<Schema>) {
  return kysely
    .selectFrom("reminders as r")
    .innerJoin("enrollments as e", "e.id", "r.enrollment_id")
    .selectAll("r")
    .select(["e.project_id", "e.issue_iid", "e.program_id"])
    .orderBy("r.not_before")
    .orderBy("r.key");
}

/**
 * Whether somebody heard something on their day no statement can tell, for it depends on where they are. So whoever
 * heard something within the length of a day comes after the others, and cannot keep them from their turn.
 */
async function peopleDue(kysely: Kysely<Schema>, now: number, limit: number): Promise<readonly number[]> {
  await kysely.deleteFrom("reminders").where("sent_at", "is", null).where("not_after", "<", now).execute();
  const due = await kysely
    .selectFrom("reminders as r")
    .innerJoin("people as p", "p.person_id", "r.person")
    .select("r.person")
    .where("r.sent_at", "is", null)
    .where("r.not_before", "<=", now)
    .where("p.gitlab_user_id", "is not", null)
    .orderBy("r.not_before")
    .orderBy("r.person")
    .execute();
  const heard = await kysely
    .selectFrom("reminded_days")
    .select("person")
    .where("at", ">", now - LONGEST_DAY_MS)
    .execute();
  const lately = new Set(heard.map(({ person }) => person));
  const people = [...new Set(due.map(({ person }) => person))];
  return people.toSorted((one, other) => Number(lately.has(one)) - Number(lately.has(other))).slice(0, limit);
}

async function prune(kysely: Kysely<Schema>, moment: number): Promise<boolean> {
  const sent = await kysely
    .deleteFrom("reminders")
    .where("key", "in", (old) =>
      old
        .selectFrom("reminders as r")
        .innerJoin("enrollments as e", "e.id", "r.enrollment_id")
        .select("r.key")
        .where("r.sent_at", "<", moment - KEEP_MS)
        .where("e.is_open", "=", 0)
        .limit(PRUNE_AT_ONCE),
    )
    .executeTakeFirstOrThrow();
  await kysely
    .deleteFrom("reminded_days")
    .where("at", "<", moment - KEEP_MS)
    .where((row) =>
      row.exists(
        row
          .selectFrom("reminded_days as later")
          .select("later.day")
          .whereRef("later.person", "=", "reminded_days.person")
          .whereRef("later.day", ">", "reminded_days.day"),
      ),
    )
    .execute();
  return Number(sent.numDeletedRows) >= PRUNE_AT_ONCE;
}

function toReminder(
  row: Selectable<RemindersTable> & {
    readonly project_id: number;
    readonly issue_iid: number;
    readonly program_id: string;
  },
): StoredReminder {
  return {
    key: row.key,
    person: row.person,
    notBefore: new Date(row.not_before),
    notAfter: row.not_after === null ? null : new Date(row.not_after),
    // Plain JSON that this file wrote.
    reminder: JSON.parse(row.reminder) as Reminder,
    enrollmentId: row.enrollment_id,
    issue: { projectId: row.project_id, issueIid: row.issue_iid },
    programId: row.program_id,
  };
}
