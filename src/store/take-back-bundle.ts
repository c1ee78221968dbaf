import type { Database } from "./database.ts";

/** See {@link import("../workflow/ports/reminders-port.ts").RemindersPort.takeBack}. */
export async function takeBackBundle(database: Database, actionKey: string, now: number): Promise<void> {
  await database.transaction(async (transaction) => {
    const { numUpdatedRows } = await transaction
      .updateTable("actions")
      .set({ state: "dropped", done_at: now, drop_reason: "put off to another day" })
      .where("key", "=", actionKey)
      .where("state", "=", "planned")
      .executeTakeFirstOrThrow();
    if (numUpdatedRows === 0n) return;
    await transaction
      .updateTable("reminders")
      .set({ sent_at: null, action_key: null })
      .where("action_key", "=", actionKey)
      .execute();
    await transaction.deleteFrom("reminded_days").where("action_key", "=", actionKey).execute();
  });
}
