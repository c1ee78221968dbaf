import type { Kysely } from "kysely";

import type { ReminderBundle, RemindersPort } from "../workflow/ports/reminders-port.ts";
import { insertActions } from "./actions.ts";
import type { Database } from "./database.ts";
import type { Schema } from "./schema.ts";
import { slices } from "./slices.ts";

type Outcome = Awaited<ReturnType<RemindersPort["send"]>>;

/** Thrown to undo what was written; never leaves this file. */
class Refused extends Error {
  readonly outcome: Outcome;

  constructor(outcome: Outcome) {
    super();
    this.outcome = outcome;
  }
}

/** See {@link import("../workflow/ports/reminders-port.ts").RemindersPort.send}. */
export async function sendBundle(database: Database, bundle: ReminderBundle): Promise<Outcome> {
  if (bundle.keys.length === 0) return "outdated";
  try {
    await database.transaction(async (transaction) => {
      // First of all: it is what two who want the same day wait for each other at.
      await takeDay(transaction, bundle);
      await markSent(transaction, bundle);
      await insertActions(transaction, bundle.carrier, [bundle.action]);
      await wakeAll(transaction, bundle);
    });
    return "sent";
  } catch (error) {
    if (error instanceof Refused) return error.outcome;
    throw error;
  }
}

async function takeDay(transaction: Kysely<Schema>, { person, day, action, at }: ReminderBundle): Promise<void> {
  const { numInsertedOrUpdatedRows } = await transaction
    .insertInto("reminded_days")
    .values({ person, day, action_key: action.key, at: at.getTime() })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirstOrThrow();
  if (numInsertedOrUpdatedRows !== 1n) throw new Refused("heard-already");
}

async function markSent(transaction: Kysely<Schema>, { person, action, at, keys }: ReminderBundle): Promise<void> {
  const wanted = [...new Set(keys)];
  let marked = 0n;
  for (const slice of slices(wanted)) {
    const { numUpdatedRows } = await transaction
      .updateTable("reminders")
      .set({ sent_at: at.getTime(), action_key: action.key })
      .where("key", "in", slice)
      .where("person", "=", person)
      .where("sent_at", "is", null)
      .where((row) => row.or([row("not_after", "is", null), row("not_after", ">=", at.getTime())]))
      .executeTakeFirstOrThrow();
    marked += numUpdatedRows;
  }
  if (marked !== BigInt(wanted.length)) throw new Refused("outdated");
}

/** So that the note is posted, and what comes next is planned, though the process ends here. */
async function wakeAll(transaction: Kysely<Schema>, { carrier, action }: ReminderBundle): Promise<void> {
  const wakeAt = action.notBefore.getTime();
  await transaction
    .updateTable("enrollments")
    .set({ wake_at: wakeAt })
    .where((row) =>
      row.or([
        row("id", "=", carrier),
        row("id", "in", row.selectFrom("reminders").select("enrollment_id").where("action_key", "=", action.key)),
      ]),
    )
    .where((row) => row.or([row("wake_at", "is", null), row("wake_at", ">", wakeAt)]))
    .execute();
}
