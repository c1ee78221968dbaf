import { Kysely, sql, SqliteIntrospector, SqliteQueryCompiler, SqliteAdapter } from "kysely";
import { expect, test } from "vitest";

import { createMutex } from "../../src/store/mutex.ts";
import type { SqliteConnection } from "../../src/store/sqlite-connection.ts";
import { createSqliteDriver } from "../../src/store/sqlite-driver.ts";

class ManyConnections extends SqliteAdapter {
  override get supportsMultipleConnections(): boolean {
    return true;
  }
}

/** A connection that writes down what is asked of it; the disk answers when the test says so. */
function setup() {
  const said: string[] = [];
  const syncs: PromiseWithResolvers<void>[] = [];
  let isOpen = false;
  const connection: SqliteConnection = {
    mutex: createMutex(),
    async execute(text) {
      said.push(text);
      return { changes: 1, lastInsertRowid: 1 };
    },
    run: () => ({ changes: 1, lastInsertRowid: 1 }),
    iterate: () => [],
    async begin() {
      said.push("begin");
      isOpen = true;
    },
    isInTransaction: () => isOpen,
    commit() {
      said.push("commit");
      isOpen = false;
    },
    sync() {
      const sync = Promise.withResolvers<void>();
      syncs.push(sync);
      return sync.promise;
    },
    rollback() {
      said.push("rollback");
      isOpen = false;
    },
    close() {},
  };
  const kysely = new Kysely<unknown>({
    dialect: {
      createAdapter: () => new ManyConnections(),
      createDriver: () => createSqliteDriver(connection, () => false),
      createIntrospector: (db) => new SqliteIntrospector(db),
      createQueryCompiler: () => new SqliteQueryCompiler(),
    },
  });
  const write = (text: string) => sql.raw(text).execute(kysely);
  return { said, syncs, kysely, write };
}

async function until(isSo: () => boolean): Promise<void> {
  for (let turn = 0; turn < 1000 && !isSo(); turn += 1) await Promise.resolve();
  expect(isSo()).toBe(true);
}

test("createSqliteDriver() lets the next write begin while the last one waits for the disk", async () => {
  const { said, syncs, write } = setup();

  const writes = [write("one"), write("two"), write("three")];
  await until(() => syncs.length === 3);

  expect(said).toEqual(["one", "two", "three"]);
  for (const sync of syncs) sync.resolve();
  await Promise.all(writes);
});

test("createSqliteDriver() answers a write only once it is on disk", async () => {
  const { syncs, write } = setup();
  let isAnswered = false;

  const answered = write("one").then(() => (isAnswered = true));
  await until(() => syncs.length === 1);

  expect(isAnswered).toBe(false);
  syncs[0]?.resolve();
  expect(await answered).toBe(true);
});

test("createSqliteDriver() leaves another's transaction alone when the disk refuses an earlier commit", async () => {
  const { said, syncs, kysely } = setup();
  const { promise: mayEnd, resolve: end } = Promise.withResolvers<void>();

  const first = kysely.transaction().execute((transaction) => sql.raw("first").execute(transaction));
  await until(() => syncs.length === 1);
  const second = kysely.transaction().execute(async (transaction) => {
    await sql.raw("second").execute(transaction);
    await mayEnd;
  });
  await until(() => said.includes("second"));
  syncs[0]?.reject(new Error("the disk is gone"));
  await expect(first).rejects.toThrow("the disk is gone");
  end();
  await until(() => syncs.length === 2);
  syncs[1]?.resolve();
  await second;

  expect(said).toEqual(["begin", "first", "commit", "begin", "second", "commit"]);
});

test("createSqliteDriver() rolls back what throws before its commit", async () => {
  const { said, kysely } = setup();

  const failed = kysely.transaction().execute(async (transaction) => {
    await sql.raw("first").execute(transaction);
    throw new Error("no");
  });

  await expect(failed).rejects.toThrow("no");
  expect(said).toEqual(["begin", "first", "rollback"]);
});
