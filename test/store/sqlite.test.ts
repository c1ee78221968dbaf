import { spawnSync } from "node:child_process";
import { statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setImmediate as nextTurn } from "node:timers/promises";

import { sql } from "kysely";
import { expect, test } from "vitest";

import { BotError } from "../../src/domain/error.ts";
import { openDatabase, type Database, type Delivery } from "../../src/store/database.ts";
import { openStore, temporaryDirectory } from "../support/open-store.ts";

const NOT_STORED = expect.objectContaining({ name: "BotError", code: "STORE_UNAVAILABLE" });

function delivery(id: string, change: Partial<Delivery> = {}): Delivery {
  return { id, receivedAt: 1, event: "Issue Hook", headers: "{}", body: Buffer.from("{}"), ...change };
}

async function storedIds(database: Database): Promise<string[]> {
  const rows = await database.kysely.selectFrom("inbox").select("id").orderBy("seq").execute();
  return rows.map((row) => row.id);
}

/** Another program that has the file open and writes. */
function holdLock(dataDir: string): { release(): void } {
  const other = new DatabaseSync(path.join(dataDir, "bot.sqlite"), { timeout: 0 });
  other.exec("begin immediate");
  return { release: () => other.close() };
}

test("openDatabase() makes its directory for its owner only", async () => {
  const dataDir = path.join(temporaryDirectory(), "a/b");

  await openStore({ dataDir });

  expect(statSync(dataDir).mode & 0o777).toBe(0o700);
});

test("openDatabase() refuses a file that is no database, and names it", async () => {
  const dataDir = temporaryDirectory();
  const file = path.join(dataDir, "bot.sqlite");
  writeFileSync(file, "this is not a database, it only is called one ".repeat(50));

  await expect(openDatabase({ dataDir })).rejects.toEqual(
    expect.objectContaining({ code: "STORE_UNAVAILABLE", message: `Cannot open ${file}: see the cause` }),
  );
});

test("insertDeliveries() tells for each row whether it is new", async () => {
  const database = await openStore();
  await database.insertDeliveries([delivery("a")]);

  const isNew = await database.insertDeliveries([delivery("b"), delivery("a"), delivery("b")]);

  expect(isNew).toEqual([true, false, false]);
  expect(await storedIds(database)).toEqual(["a", "b"]);
});

test("insertDeliveries() keeps nothing of a batch with a row that throws, and the next batch is clean", async () => {
  const database = await openStore();
  const wrong = delivery("b", { body: { no: "bytes" } as unknown as Uint8Array });

  await expect(database.insertDeliveries([delivery("a"), wrong, delivery("c")])).rejects.toEqual(NOT_STORED);
  await database.insertDeliveries([delivery("d")]);

  expect(await storedIds(database)).toEqual(["d"]);
});

test("insertDeliveries() fails on a full disk and goes on when there is room again", async () => {
  const database = await openStore();
  await database.insertDeliveries([delivery("before")]);
  const { rows } = await sql<{ page_count: number }>`pragma page_count`.execute(database.kysely);
  await sql.raw(`pragma max_page_count = ${(rows[0]?.page_count ?? 0) + 2}`).execute(database.kysely);

  const full = database.insertDeliveries([delivery("a"), delivery("b", { body: Buffer.alloc(100_000) })]);
  await expect(full).rejects.toEqual(NOT_STORED);
  await expect(full).rejects.toHaveProperty("cause.message", "database or disk is full");
  await sql.raw("pragma max_page_count = 1000000").execute(database.kysely);
  await database.insertDeliveries([delivery("after")]);

  expect(await storedIds(database)).toEqual(["before", "after"]);
});

test("insertDeliveries() fails while another program keeps the lock, and works once it is gone", async () => {
  const dataDir = temporaryDirectory();
  const database = await openStore({ dataDir, lockWaitMs: 40 });
  const lock = holdLock(dataDir);

  await expect(database.insertDeliveries([delivery("a")])).rejects.toEqual(NOT_STORED);
  lock.release();
  await database.insertDeliveries([delivery("b")]);

  expect(await storedIds(database)).toEqual(["b"]);
});

test("insertDeliveries() waits for a lock without stopping the event loop", async () => {
  const dataDir = temporaryDirectory();
  const database = await openStore({ dataDir });
  const lock = holdLock(dataDir);

  const insert = database.insertDeliveries([delivery("a")]);
  for (let turn = 0; turn < 10; turn += 1) await nextTurn();
  lock.release();

  expect(await insert).toEqual([true]);
});

test("transaction() commits when it resolves and rolls back when it throws", async () => {
  const database = await openStore();

  await database.transaction((transaction) => transaction.insertInto("storable").values({ id: 7, at: 1 }).execute());
  const failing = database.transaction(async (transaction) => {
    await transaction.updateTable("storable").set({ at: 2 }).execute();
    throw new Error("on second thought");
  });

  await expect(failing).rejects.toThrow("on second thought");
  expect(await database.kysely.selectFrom("storable").selectAll().execute()).toEqual([{ id: 7, at: 1 }]);
});

test("a slow transaction only delays what comes meanwhile", async () => {
  const database = await openStore();
  const gate = Promise.withResolvers<void>();
  const order: string[] = [];

  const slow = database.transaction(async (transaction) => {
    await transaction.insertInto("storable").values({ id: 1, at: 1 }).execute();
    await gate.promise;
    await transaction.insertInto("storable").values({ id: 2, at: 1 }).execute();
    order.push("slow");
  });
  const others = [
    database.insertDeliveries([delivery("a")]).then(() => order.push("flush")),
    database.kysely
      .insertInto("storable")
      .values({ id: 3, at: 1 })
      .execute()
      .then(() => order.push("statement")),
    database
      .transaction((t) => t.insertInto("storable").values({ id: 4, at: 1 }).execute())
      .then(() => order.push("transaction")),
  ];
  for (let turn = 0; turn < 10; turn += 1) await nextTurn();
  gate.resolve();
  await Promise.all([slow, ...others]);

  expect(order[0]).toBe("slow");
  expect(new Set(order)).toEqual(new Set(["slow", "flush", "statement", "transaction"]));
  expect(
    (await database.kysely.selectFrom("storable").select("id").orderBy("id").execute()).map(({ id }) => id),
  ).toEqual([1, 2, 3, 4]);
});

test("a query beside the running transaction is refused instead of waiting for itself", async () => {
  const database = await openStore();

  const confused = database.transaction(async () => {
    await database.kysely.selectFrom("inbox").selectAll().execute();
  });

  await expect(confused).rejects.toThrow("Cannot query outside the running transaction");
  expect(await storedIds(database)).toEqual([]);
});

test("many transactions at once each see their own work whole", async () => {
  const database = await openStore();
  await database.kysely.insertInto("storable").values({ id: 1, at: 0 }).execute();

  await Promise.all(
    Array.from({ length: 50 }, () =>
      database.transaction(async (transaction) => {
        const { at } = await transaction.selectFrom("storable").select("at").executeTakeFirstOrThrow();
        await transaction
          .updateTable("storable")
          .set({ at: at + 1 })
          .execute();
      }),
    ),
  );

  expect(await database.kysely.selectFrom("storable").select("at").execute()).toEqual([{ at: 50 }]);
});

test("booleans, moments and bytes can be stored", async () => {
  const database = await openStore();

  const { rows } =
    await sql`select ${true} as yes, ${new Date(5)} as moment, ${Buffer.from([0, 255])} as bytes`.execute(
      database.kysely,
    );

  expect(rows).toEqual([{ yes: 1, moment: 5, bytes: Uint8Array.of(0, 255) }]);
});

test("a stream gives row after row", async () => {
  const database = await openStore();
  await database.insertDeliveries([delivery("a"), delivery("b")]);

  const ids: string[] = [];
  for await (const row of database.kysely.selectFrom("inbox").select("id").stream()) ids.push(row.id);

  expect(ids).toEqual(["a", "b"]);
});

test("checkWritable() can be asked again and again, and throws when nothing can be written", async () => {
  const dataDir = temporaryDirectory();
  const database = await openStore({ dataDir, lockWaitMs: 0 });
  await database.checkWritable();
  await database.checkWritable();
  const lock = holdLock(dataDir);

  await expect(database.checkWritable()).rejects.toThrow("database is locked");
  lock.release();
});

test("close() lets what runs finish and refuses what comes later", async () => {
  const database = await openStore();
  const insert = database.insertDeliveries([delivery("a")]);

  await Promise.all([database.close(), database.close()]);

  expect(await insert).toEqual([true]);
  await expect(database.insertDeliveries([delivery("b")])).rejects.toBeInstanceOf(BotError);
  await expect(database.kysely.selectFrom("inbox").selectAll().execute()).rejects.toThrow(
    "driver has already been destroyed",
  );
});

const canLimitFiles = spawnSync("prlimit", ["--version"]).status === 0;

/** Lowers its own limit on the size of files, so that the write of a commit fails, and raises it again. */
const LIMITED = `
  import { execFileSync } from "node:child_process";
  import { openDatabase } from "./src/store/database.ts";
  process.on("SIGXFSZ", () => {});
  const limit = (bytes) => execFileSync("prlimit", ["--pid", String(process.pid), "--fsize=" + bytes + ":"]);
  const row = (id) => ({ id, receivedAt: 1, event: "", headers: "", body: Buffer.alloc(200_000) });
  const database = await openDatabase({ dataDir: process.argv[1] });
  const codes = [];
  const insert = (id) => database.insertDeliveries([row(id)]).then(() => codes.push("stored"), (error) => codes.push(error.cause.errcode & 255));
  await insert("a");
  limit(300_000);
  await insert("b");
  await insert("c");
  limit("unlimited");
  await insert("d");
  const rows = await database.kysely.selectFrom("inbox").select("id").orderBy("seq").execute();
  console.log(JSON.stringify({ codes, ids: rows.map((row) => row.id) }));
`;

test.skipIf(!canLimitFiles)("an I/O error on commit loses that batch alone: the file is opened again", () => {
  const child = spawnSync(process.execPath, ["--input-type=module", "-e", LIMITED, temporaryDirectory()], {
    cwd: path.join(import.meta.dirname, "../.."),
    encoding: "utf8",
  });

  // https://www.sqlite.org/rescode.html#ioerr
  expect(`${child.stdout}${child.stderr}`).toBe('{"codes":["stored",10,10,"stored"],"ids":["a","d"]}\n');
});
