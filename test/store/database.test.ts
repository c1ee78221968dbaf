import { sql } from "kysely";
import { expect, test } from "vitest";

import { openDatabase } from "../../src/store/database.ts";
import { ALL_MIGRATIONS } from "../../src/store/migrations/all.ts";
import type { Migration } from "../../src/store/migrations/migrate.ts";
import { openStore, temporaryDirectory } from "../support/open-store.ts";

const row = { id: "a", receivedAt: 1, event: "Issue Hook", headers: "{}", body: Buffer.from("{}") };

const addColumn: Migration = {
  name: "900-add-a-column",
  async up(kysely) {
    await sql`alter table inbox add column colour text not null default 'blue'`.execute(kysely);
  },
};

const failing: Migration = {
  name: "901-fail-half-way",
  async up(kysely) {
    await sql`create table half (id text)`.execute(kysely);
    await sql`insert into no_such_table values (1)`.execute(kysely);
  },
};

async function tablesOf(dataDir: string, migrations: readonly Migration[]): Promise<string[]> {
  const database = await openStore({ dataDir, migrations });
  const { rows } = await sql<{ name: string }>`select name from sqlite_schema where type = 'table'`.execute(
    database.kysely,
  );
  await database.close();
  return rows.map(({ name }) => name);
}

test("openDatabase() applies each migration once, to what is there already", async () => {
  const dataDir = temporaryDirectory();
  const first = await openStore({ dataDir });
  await first.insertDeliveries([row]);
  await first.close();

  for (let time = 0; time < 2; time += 1) {
    const later = await openStore({ dataDir, migrations: [...ALL_MIGRATIONS, addColumn] });
    const { rows } = await sql`select id, colour from inbox`.execute(later.kysely);
    await later.close();
    expect(rows).toEqual([{ id: "a", colour: "blue" }]);
  }
});

test("openDatabase() leaves nothing of a migration that fails, and can try again", async () => {
  const dataDir = temporaryDirectory();

  await expect(openDatabase({ dataDir, migrations: [...ALL_MIGRATIONS, failing] })).rejects.toThrow("no_such_table");

  expect(await tablesOf(dataDir, ALL_MIGRATIONS)).not.toContain("half");
});

test("openDatabase() refuses a store that a newer version wrote", async () => {
  const dataDir = temporaryDirectory();
  await tablesOf(dataDir, [...ALL_MIGRATIONS, addColumn]);

  await expect(openDatabase({ dataDir })).rejects.toEqual(
    expect.objectContaining({
      code: "STORE_UNAVAILABLE",
      message: "Cannot open the store: a newer version of this bot wrote it (900-add-a-column), start that version",
    }),
  );
});

test("ALL_MIGRATIONS are numbered in their order", () => {
  const names = ALL_MIGRATIONS.map(({ name }) => name);

  expect(names.map((name) => name.slice(0, 4))).toEqual(
    names.map((_, index) => `${String(index + 1).padStart(3, "0")}-`),
  );
});
