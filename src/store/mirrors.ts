import type { Kysely } from "kysely";

import type { MirrorRecord } from "../domain/badge/mirroring.ts";
import type { PersonId } from "../domain/enrollment/fact.ts";
import type { MirrorsPort } from "../workflow/ports/mirror-port.ts";
import type { BadgeMirrorsTable } from "./badge-tables.ts";
import type { Database } from "./database.ts";
import type { Schema } from "./schema.ts";
import { slices } from "./slices.ts";

export function createMirrors(database: Database): MirrorsPort {
  const { kysely } = database;
  return {
    async of(badgeIds) {
      const records = new Map<string, MirrorRecord>();
      for (const slice of slices(badgeIds)) {
        const rows = await kysely.selectFrom("badge_mirrors").selectAll().where("badge_id", "in", slice).execute();
        for (const row of rows) records.set(row.badge_id, toRecord(row));
      }
      return records;
    },
    save: (badgeId, record) => database.transaction((transaction) => save(transaction, badgeId, record)),
    async counts() {
      const rows = await kysely
        .selectFrom("badge_mirrors")
        .select(["state", (row) => row.fn.countAll().as("count")])
        .groupBy("state")
        .execute();
      const counts = { pending: 0, unaddressed: 0, refused: 0, issued: 0, revoked: 0 };
      for (const { state, count } of rows) counts[state] = Number(count);
      return counts;
    },
  };
}

/** What the mirror calls their badges would lead back to them. Before the badges themselves are forgotten. */
export async function forgetMirrors(transaction: Kysely<Schema>, person: PersonId): Promise<void> {
  await transaction
    .deleteFrom("badge_mirrors")
    .where("badge_id", "in", (row) => row.selectFrom("badges").select("id").where("person", "=", person))
    .execute();
}

async function save(transaction: Kysely<Schema>, badgeId: string, record: MirrorRecord): Promise<void> {
  const known = await transaction
    .selectFrom("badges")
    .select("number")
    .where("id", "=", badgeId)
    .where("forgotten_at", "is", null)
    .executeTakeFirst();
  // Its holder was forgotten while the mirror was being asked.
  if (known === undefined) return;
  const values = {
    state: record.state,
    mirror_id: record.mirrorId,
    error: record.error,
    attempts: record.attempts,
    next_try_at: record.nextTryAt?.getTime() ?? null,
  };
  await transaction
    .insertInto("badge_mirrors")
    .values({ badge_id: badgeId, ...values })
    .onConflict((conflict) => conflict.column("badge_id").doUpdateSet(values))
    .execute();
}

function toRecord(row: BadgeMirrorsTable): MirrorRecord {
  return {
    state: row.state,
    mirrorId: row.mirror_id,
    error: row.error,
    attempts: row.attempts,
    nextTryAt: row.next_try_at === null ? null : new Date(row.next_try_at),
  };
}
