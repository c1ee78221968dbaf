import { sql } from "kysely";

import type { Migration } from "./migrate.ts";

/** `body` stands last: SQLite reads a row from its front, so looking at a state does not walk through the bytes. */
export const inbox: Migration = {
  name: "001-inbox",
  async up(kysely, types) {
    await sql`
      create table inbox (
        seq ${types.sequence},
        id text not null unique,
        received_at ${types.integer} not null,
        event text not null,
        headers text not null,
        state text not null default 'new'
          check (state in ('new', 'routed', 'done', 'ignored', 'foreign', 'unreadable', 'parked')),
        reason text,
        kind text,
        project_id ${types.integer},
        issue_iid ${types.integer},
        attempts ${types.integer} not null default 0,
        not_before ${types.integer},
        done_at ${types.integer},
        body ${types.bytes},
        check (state <> 'routed' or (project_id is not null and issue_iid is not null))
      )`.execute(kysely);
    // Partial: a finished delivery, which nearly all are, costs nothing in them.
    await sql`create index inbox_new on inbox (seq) where state = 'new'`.execute(kysely);
    await sql`create index inbox_routed on inbox (project_id, issue_iid, seq) where state = 'routed'`.execute(kysely);
    await sql`create index inbox_parked on inbox (seq) where state = 'parked'`.execute(kysely);
    await sql`create index inbox_age on inbox (received_at)`.execute(kysely);
    await sql`create index inbox_body_age on inbox (received_at) where body is not null`.execute(kysely);
    await sql`create table storable (id ${types.integer} primary key, at ${types.integer} not null)`.execute(kysely);
  },
};
