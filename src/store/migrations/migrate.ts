import { sql, type Kysely, type RawBuilder } from "kysely";

import { BotError } from "../../domain/error.ts";
import type { Database } from "../database.ts";
import type { Schema } from "../schema.ts";

/** One step, never changed once released. Runs in a transaction of its own. */
export interface Migration {
  /** `NNN-what`, like its file; applied in this order. */
  readonly name: string;
  up(kysely: Kysely<Schema>, types: ColumnTypes): Promise<void>;
}

/** The few words in which one database spells a column differently from another. */
export interface ColumnTypes {
  /** Numbers itself in order of insertion and is the primary key. */
  readonly sequence: RawBuilder<unknown>;
  /** Whole number up to 2^53, moments in milliseconds too. */
  readonly integer: RawBuilder<unknown>;
  readonly bytes: RawBuilder<unknown>;
}

/**
 * Apply what is missing, in order, and remember it. Doing it again changes nothing.
 *
 * @throws {BotError} `STORE_UNAVAILABLE` when the store was written by a newer version, whose tables this one
 *   could damage.
 */
export async function migrate(database: Database, migrations: readonly Migration[], types: ColumnTypes): Promise<void> {
  await sql`create table if not exists migration (name text primary key)`.execute(database.kysely);
  const { rows } = await sql<{ name: string }>`select name from migration order by name`.execute(database.kysely);
  const applied = new Set(rows.map((row) => row.name));

  const known = new Set(migrations.map((migration) => migration.name));
  const unknown = [...applied].filter((name) => !known.has(name));
  if (unknown.length > 0) {
    throw new BotError(
      "STORE_UNAVAILABLE",
      "operator",
      `Cannot open the store: a newer version of this bot wrote it (${unknown.join(", ")}), start that version`,
    );
  }

  for (const migration of migrations.filter(({ name }) => !applied.has(name))) {
    await database.transaction(async (transaction) => {
      await migration.up(transaction, types);
      await sql`insert into migration (name) values (${migration.name})`.execute(transaction);
    });
  }
}
