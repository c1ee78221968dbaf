import { isDeepStrictEqual } from "node:util";

import type { Kysely, Selectable } from "kysely";

import type { JsonObject } from "../domain/badge/json.ts";
import { BotError } from "../domain/error.ts";
import type { BadgeIssuerPort, PublicKey } from "../workflow/ports/badge-port.ts";
import type { BadgeKeysTable } from "./badge-tables.ts";
import type { Database } from "./database.ts";
import type { Schema } from "./schema.ts";

export function createBadgeIssuer(database: Database): BadgeIssuerPort {
  const { kysely } = database;
  return {
    frozenUrl: () => frozenUrl(kysely),
    freezeUrl: (url, instead) => freezeUrl(kysely, url, instead),
    async keys() {
      const rows = await kysely.selectFrom("badge_keys").selectAll().orderBy("created_at").orderBy("number").execute();
      return rows.map(toKey);
    },
    saveKeys: (keys) =>
      database.transaction(async (transaction) => {
        for (const key of keys) await saveKey(transaction, key);
      }),
  };
}

async function frozenUrl(kysely: Kysely<Schema>): Promise<string | null> {
  const row = await kysely.selectFrom("badge_issuer").select("url").executeTakeFirst();
  return row?.url ?? null;
}

/** Of two who freeze different ones at the same moment, one is first and the other is told. */
async function freezeUrl(kysely: Kysely<Schema>, url: string, instead: string | undefined): Promise<void> {
  if (instead === undefined) {
    await kysely
      .insertInto("badge_issuer")
      .values({ id: 1, url })
      .onConflict((conflict) => conflict.column("id").doNothing())
      .execute();
  } else {
    await kysely.updateTable("badge_issuer").set({ url }).where("url", "=", instead).execute();
  }
  const frozen = await frozenUrl(kysely);
  if (frozen === url) return;
  const message = `Cannot issue badges under ${url}: those of this installation are under ${frozen ?? "no address yet"}`;
  throw new BotError("BADGE_URL_DIFFERS", "operator", message);
}

async function saveKey(transaction: Kysely<Schema>, key: PublicKey): Promise<void> {
  const { id, kind, jwk, createdAt, state } = key;
  await transaction
    .insertInto("badge_keys")
    .values({ id, kind, jwk: JSON.stringify(jwk), created_at: createdAt.getTime(), state })
    .onConflict((conflict) => conflict.column("id").doUpdateSet({ state }))
    .execute();
  const kept = await transaction.selectFrom("badge_keys").selectAll().where("id", "=", id).executeTakeFirstOrThrow();
  if (kept.kind === kind && isDeepStrictEqual(JSON.parse(kept.jwk), jwk)) return;
  const message = `Cannot use the badge key ${id}: this installation knows another key of that name, bring the first one back`;
  throw new BotError("BADGE_KEYS_DIFFER", "operator", message);
}

function toKey({ id, kind, jwk, created_at, state }: Selectable<BadgeKeysTable>): PublicKey {
  return { id, kind, jwk: JSON.parse(jwk) as JsonObject, createdAt: new Date(created_at), state };
}
