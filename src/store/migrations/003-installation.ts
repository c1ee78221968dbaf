import { sql } from "kysely";

import type { Migration } from "./migrate.ts";

/** What is known of the installation as a whole, and of issues that give trouble. */
export const installation: Migration = {
  name: "003-installation",
  async up(kysely, types) {
    await sql`
      create table projects (
        project_id ${types.integer} primary key,
        path text,
        first_start ${types.integer},
        watermark ${types.integer}
      )`.execute(kysely);
    await sql`
      create table program_versions (
        id text not null,
        version ${types.integer} not null,
        hash text not null,
        yaml text not null,
        template text not null,
        primary key (id, version)
      )`.execute(kysely);
    await sql`
      create table own_accounts (
        user_id ${types.integer} primary key,
        username text not null,
        name text not null
      )`.execute(kysely);
    await sql`
      create table guarded_issues (
        project_id ${types.integer} not null,
        issue_iid ${types.integer} not null,
        attempts ${types.integer} not null default 0,
        is_begun ${types.integer} not null default 0 check (is_begun in (0, 1)),
        is_wanted_again ${types.integer} not null default 0 check (is_wanted_again in (0, 1)),
        not_before ${types.integer},
        parked_at ${types.integer},
        reason text,
        primary key (project_id, issue_iid)
      )`.execute(kysely);
    await sql`
      create index guarded_issues_due on guarded_issues (not_before)
      where not_before is not null and parked_at is null`.execute(kysely);
    await sql`
      create index guarded_issues_parked on guarded_issues (parked_at)
      where parked_at is not null`.execute(kysely);
  },
};
