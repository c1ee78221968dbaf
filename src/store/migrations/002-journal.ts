import { sql, type Kysely } from "kysely";

import type { Schema } from "../schema.ts";
import type { ColumnTypes, Migration } from "./migrate.ts";

/** What is searched by stands first, long texts last: a row is read from its front. */
export const journal: Migration = {
  name: "002-journal",
  async up(kysely, types) {
    await addPeople(kysely, types);
    await addEnrollments(kysely, types);
    await addFacts(kysely, types);
    await addActions(kysely, types);
  },
};

async function addPeople(kysely: Kysely<Schema>, types: ColumnTypes): Promise<void> {
  await sql`
    create table people (
      person_id ${types.sequence},
      gitlab_user_id ${types.integer} unique,
      username text,
      name text,
      updated_at ${types.integer} not null
    )`.execute(kysely);
  await sql`
    create table listed_users (
      program_key text not null,
      username text not null,
      user_id ${types.integer},
      primary key (program_key, username)
    )`.execute(kysely);
  await sql`create index listed_users_by_id on listed_users (user_id)`.execute(kysely);
}

async function addEnrollments(kysely: Kysely<Schema>, types: ColumnTypes): Promise<void> {
  await sql`
    create table enrollments (
      number ${types.sequence},
      id text not null unique,
      project_id ${types.integer} not null,
      issue_iid ${types.integer} not null,
      program_id text not null,
      candidate ${types.integer},
      is_open ${types.integer} not null check (is_open in (0, 1)),
      moved_to_issue_id ${types.integer},
      wake_at ${types.integer},
      last_seq ${types.integer} not null,
      last_hash text not null,
      issue_updated_at ${types.integer} not null,
      state text not null check (state in ('opened', 'closed')),
      labels text not null,
      user_notes_count ${types.integer} not null,
      watch text not null,
      deferred text not null,
      description text not null,
      unique (project_id, issue_iid)
    )`.execute(kysely);
  await sql`create index enrollments_by_candidate on enrollments (candidate, program_id)`.execute(kysely);
  await sql`create index enrollments_to_wake on enrollments (wake_at) where wake_at is not null`.execute(kysely);
  await sql`create index enrollments_over on enrollments (id) where is_open = 0`.execute(kysely);
  await sql`
    create index enrollments_moved on enrollments (moved_to_issue_id)
    where moved_to_issue_id is not null`.execute(kysely);
}

async function addFacts(kysely: Kysely<Schema>, types: ColumnTypes): Promise<void> {
  await sql`
    create table facts (
      enrollment_id text not null references enrollments (id),
      seq ${types.integer} not null check (seq > 0),
      key text not null,
      at ${types.integer} not null,
      kind text not null,
      previous_hash text not null,
      hash text not null,
      recorded_at ${types.integer} not null,
      body text not null,
      primary key (enrollment_id, seq),
      unique (enrollment_id, key)
    )`.execute(kysely);
  await sql`
    create table texts (
      hash text primary key,
      enrollment_id text not null references enrollments (id),
      author ${types.integer} not null,
      salt text not null,
      text text not null
    )`.execute(kysely);
  await sql`create index texts_by_enrollment on texts (enrollment_id)`.execute(kysely);
  await sql`create index texts_by_author on texts (author)`.execute(kysely);
}

async function addActions(kysely: Kysely<Schema>, types: ColumnTypes): Promise<void> {
  await sql`
    create table actions (
      seq ${types.sequence},
      key text not null unique,
      enrollment_id text not null references enrollments (id),
      not_before ${types.integer} not null,
      state text not null default 'planned' check (state in ('planned', 'attempted', 'done', 'dropped')),
      attempted_at ${types.integer},
      done_at ${types.integer},
      note_id ${types.integer},
      asked_person ${types.integer},
      settles ${types.integer} not null default 0 check (settles in (0, 1)),
      settled_at ${types.integer},
      drop_reason text,
      action text not null
    )`.execute(kysely);
  await sql`create index actions_by_enrollment on actions (enrollment_id, state, seq)`.execute(kysely);
  await sql`create index actions_ended on actions (done_at) where done_at is not null`.execute(kysely);
}
