import { sql } from "kysely";

import type { Migration } from "./migrate.ts";

/** How far badges are at a mirror. */
export const mirrors: Migration = {
  name: "006-mirrors",
  async up(kysely, types) {
    await sql`
      create table badge_mirrors (
        badge_id text primary key references badges (id),
        state text not null check (state in ('pending', 'unaddressed', 'refused', 'issued', 'revoked')),
        mirror_id text,
        error text,
        attempts ${types.integer} not null check (attempts >= 0),
        next_try_at ${types.integer},
        check (state <> 'issued' or mirror_id is not null)
      )`.execute(kysely);
  },
};
