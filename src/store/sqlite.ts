import { AsyncLocalStorage } from "node:async_hooks";
import path from "node:path";

import { Kysely, sql, SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler } from "kysely";

import { BotError } from "../domain/error.ts";
import type { Database, DatabaseOptions, Delivery } from "./database.ts";
import type { ColumnTypes } from "./migrations/migrate.ts";
import type { Schema } from "./schema.ts";
import { openSqliteConnection, type SqliteConnection } from "./sqlite-connection.ts";
import { createSqliteDriver } from "./sqlite-driver.ts";

const COLUMN_TYPES: ColumnTypes = {
  sequence: sql`integer primary key`,
  integer: sql`integer`,
  bytes: sql`blob`,
};

const LOCK_WAIT_MS = 2000;

const INSERT_DELIVERY = `
  insert into inbox (id, received_at, event, headers, body) values (?, ?, ?, ?, ?)
  on conflict (id) do nothing`;

/**
 * The store in one file, `bot.sqlite` in the data directory. SQLite has one writer, so the whole process shares one
 * connection and one queue for it: a second connection would wait for the first inside a synchronous call and stop
 * the event loop, and a `begin` inside somebody else's transaction fails.
 */
export function openSqlite(options: Omit<DatabaseOptions, "migrations">): {
  readonly database: Database;
  readonly types: ColumnTypes;
} {
  const connection = openSqliteConnection(path.join(options.dataDir, "bot.sqlite"), options.lockWaitMs ?? LOCK_WAIT_MS);
  const inTransaction = new AsyncLocalStorage<{ open: boolean }>();
  const kysely = new Kysely<Schema>({
    dialect: {
      createAdapter: () => new QueueingAdapter(),
      createDriver: () => createSqliteDriver(connection, () => inTransaction.getStore()?.open === true),
      createIntrospector: (db) => new SqliteIntrospector(db),
      createQueryCompiler: () => new SqliteQueryCompiler(),
    },
  });
  let closing: Promise<void> | null = null;

  const database: Database = {
    kysely,
    insertDeliveries: (deliveries) => insertDeliveries(connection, deliveries),
    async transaction(work) {
      const mark = { open: true };
      return await kysely.transaction().execute(async (transaction) => {
        try {
          return await inTransaction.run(mark, () => work(transaction));
        } finally {
          mark.open = false;
        }
      });
    },
    async checkWritable() {
      await kysely
        .insertInto("storable")
        .values({ id: 1, at: Date.now() })
        .onConflict((conflict) => conflict.column("id").doUpdateSet({ at: Date.now() }))
        .execute();
    },
    async close() {
      closing ??= kysely.destroy().then(() => connection.close());
      await closing;
    },
  };
  return { database, types: COLUMN_TYPES };
}

/**
 * Kysely would put a queue of its own before ours, which knows neither of the intake nor of whoever waits for itself
 * there, so it is told that connections abound.
 */
class QueueingAdapter extends SqliteAdapter {
  override get supportsMultipleConnections(): boolean {
    return true;
  }
}

async function insertDeliveries(
  connection: SqliteConnection,
  deliveries: readonly Delivery[],
): Promise<readonly boolean[]> {
  try {
    const isNew = await writeDeliveries(connection, deliveries);
    // The next batch may be written meanwhile; syncing it covers this one, never the other way round.
    await connection.sync();
    return isNew;
  } catch (error) {
    throw new BotError("STORE_UNAVAILABLE", "operator", "Cannot store deliveries: see the cause", { cause: error });
  }
}

async function writeDeliveries(connection: SqliteConnection, deliveries: readonly Delivery[]): Promise<boolean[]> {
  await connection.mutex.take();
  try {
    await connection.begin();
    const isNew = deliveries.map(
      ({ id, receivedAt, event, headers, body }) =>
        connection.run(INSERT_DELIVERY, [id, receivedAt, event, headers, body]).changes === 1,
    );
    connection.commit();
    return isNew;
  } catch (error) {
    connection.rollback();
    throw error;
  } finally {
    connection.mutex.free();
  }
}
