import { existsSync } from "node:fs";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";

import type { JsonObject } from "../domain/badge/json.ts";
import type { PublicKey } from "../workflow/ports/badge-port.ts";

/** What the store says about badges, read beside a bot that may be running. */
export interface BadgePeek {
  /** Under which address badges were issued; `null` before the first. */
  readonly frozenUrl: string | null;
  readonly keys: readonly PublicKey[];
}

/**
 * Look into the store without becoming its owner and without changing anything, migrations neither.
 *
 * @returns `null` when there is no store yet, or one from before badges.
 * @throws What SQLite throws when the file cannot be read.
 */
export function peekAtBadges(dataDir: string): BadgePeek | null {
  const file = path.join(dataDir, "bot.sqlite");
  if (!existsSync(file)) return null;
  const db = new DatabaseSync(file, { readOnly: true, timeout: 1000 });
  try {
    const tables = db.prepare("select name from sqlite_schema where name in ('badge_issuer', 'badge_keys')").all();
    if (tables.length < 2) return null;
    const url = db.prepare("select url from badge_issuer").get()?.["url"];
    const keys = db.prepare("select * from badge_keys order by created_at, number").all();
    return { frozenUrl: typeof url === "string" ? url : null, keys: keys.map(toKey) };
  } finally {
    db.close();
  }
}

/** Written by `badge-issuer.ts`, which is where the columns come from. */
function toKey(row: Readonly<Record<string, unknown>>): PublicKey {
  return {
    id: String(row["id"]),
    kind: row["kind"] as PublicKey["kind"],
    jwk: JSON.parse(String(row["jwk"])) as JsonObject,
    createdAt: new Date(Number(row["created_at"])),
    state: row["state"] as PublicKey["state"],
  };
}
