import { mkdir } from "node:fs/promises";

import type { Kysely, Transaction } from "kysely";

import { BotError } from "../domain/error.ts";
import { ALL_MIGRATIONS } from "./migrations/all.ts";
import { migrate, type Migration } from "./migrations/migrate.ts";
import type { Schema } from "./schema.ts";
import { openSqlite } from "./sqlite.ts";

/** What one webhook request leaves behind. */
export interface Delivery {
  /** What GitLab calls it (`webhook-id` or `Idempotency-Key`); equal for every repeat. */
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly receivedAt: number;
  /** Header `X-Gitlab-Event`. */
  readonly event: string;
  /** The few other headers worth keeping, as JSON. */
  readonly headers: string;
  /** The raw bytes: nothing has looked into them. */
  readonly body: Uint8Array;
}

/** The store of this process, whichever database is behind it. */
export interface Database {
  /**
   * For reads and single statements. Inside {@link transaction} use the transaction's own instead: asking this one
   * there would wait for itself, so it is refused.
   */
  readonly kysely: Kysely<Schema>;
  /**
   * Write a batch in one transaction; on disk (fsync) once it resolves. All or nothing.
   *
   * @returns For each delivery whether it is new; `false` means its id was there before.
   * @throws {BotError} `STORE_UNAVAILABLE`: nothing of the batch was kept.
   */
  insertDeliveries(deliveries: readonly Delivery[]): Promise<readonly boolean[]>;
  /**
   * Commit when `work` resolves, roll back when it throws. Await nothing but SQL in it: every other write, the
   * intake's too, waits for its end.
   */
  transaction<Result>(work: (transaction: Transaction<Schema>) => Promise<Result>): Promise<Result>;
  /** Write one small row to see whether a delivery could be stored now. Throws when not. */
  checkWritable(): Promise<void>;
  /** Waits for what is running; later calls are refused. Closing twice is fine. */
  close(): Promise<void>;
}

export interface DatabaseOptions {
  /** Made when it is missing, readable for its owner only. */
  readonly dataDir: string;
  /** A test may give its own. */
  readonly migrations?: readonly Migration[];
  /** How long a write waits for a lock that another program holds on the file; milliseconds. */
  readonly lockWaitMs?: number;
}

/**
 * Open the store and bring its tables up to date.
 *
 * @throws {BotError} `STORE_UNAVAILABLE` when the directory or file cannot be used, or is of a newer version.
 */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  await makeDataDir(options.dataDir);
  const { database, types } = openSqlite(options);
  try {
    await migrate(database, options.migrations ?? ALL_MIGRATIONS, types);
  } catch (error) {
    await database.close();
    throw error;
  }
  return database;
}

/** Deliveries hold names and texts of people, so nobody else on the machine may look in. */
export async function makeDataDir(dataDir: string): Promise<void> {
  try {
    await mkdir(dataDir, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new BotError("STORE_UNAVAILABLE", "operator", "Cannot make DATA_DIR: see the cause", { cause: error });
  }
}
