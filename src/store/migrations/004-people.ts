import { sql, type Kysely } from "kysely";

import type { Schema } from "../schema.ts";
import type { ColumnTypes, Migration } from "./migrate.ts";

/**
 * Engagements, desks, what issues ask of each other, reminders, and where people are. A desk is a row among the
 * enrollments, so that its journal, watch and actions are kept in the same way.
 */
export const people: Migration = {
  name: "004-people",
  async up(kysely, types) {
    await addDesks(kysely, types);
    await addEngagements(kysely, types);
    await addErrands(kysely, types);
    await addReminders(kysely, types);
    await addSettings(kysely, types);
  },
};

async function addDesks(kysely: Kysely<Schema>, types: ColumnTypes): Promise<void> {
  await sql`
    alter table enrollments
    add column kind text not null default 'enrollment' check (kind in ('enrollment', 'desk'))`.execute(kysely);
  await sql`alter table enrollments add column coordinator ${types.integer}`.execute(kysely);
  await sql`create index enrollments_desks on enrollments (program_id, number) where kind = 'desk'`.execute(kysely);
  await sql`
    create index enrollments_looked_after on enrollments (coordinator, program_id, number)
    where coordinator is not null and is_open = 1`.execute(kysely);
}

async function addEngagements(kysely: Kysely<Schema>, types: ColumnTypes): Promise<void> {
  await sql`
    create table engagements (
      enrollment_id text not null references enrollments (id),
      number ${types.integer} not null check (number > 0),
      kind text not null,
      task text not null,
      state text not null check (state in ('scheduled', 'held', 'cancelled', 'missed')),
      start_at ${types.integer} not null,
      end_at ${types.integer} not null,
      zone text not null,
      method text,
      candidate ${types.integer},
      helper ${types.integer},
      set_by ${types.integer} not null,
      offer_desk text,
      offer_number ${types.integer},
      changes ${types.integer} not null,
      changed_at ${types.integer} not null,
      scheduled_at ${types.integer} not null,
      calendar_id text unique,
      primary key (enrollment_id, number),
      check ((offer_desk is null) = (offer_number is null))
    )`.execute(kysely);
  await sql`create index engagements_by_candidate on engagements (candidate, end_at)`.execute(kysely);
  await sql`create index engagements_by_helper on engagements (helper, end_at)`.execute(kysely);
  await sql`create table feeds (person ${types.integer} primary key, id text not null unique)`.execute(kysely);
  await sql`
    create table waiting (
      enrollment_id text not null references enrollments (id),
      engagement text not null,
      program_id text not null,
      since ${types.integer} not null,
      days text not null,
      method text,
      language text,
      primary key (enrollment_id, engagement)
    )`.execute(kysely);
  await sql`create index waiting_longest on waiting (program_id, since)`.execute(kysely);
}

async function addErrands(kysely: Kysely<Schema>, types: ColumnTypes): Promise<void> {
  await sql`
    create table errands (
      seq ${types.sequence},
      key text not null unique,
      project_id ${types.integer} not null,
      issue_iid ${types.integer} not null,
      from_id text not null references enrollments (id),
      done_at ${types.integer},
      outcome text,
      errand text not null,
      check ((done_at is null) = (outcome is null))
    )`.execute(kysely);
  // Partial, as with deliveries: what is done, which nearly all are, costs nothing in it.
  await sql`
    create index errands_pending on errands (project_id, issue_iid, seq)
    where done_at is null`.execute(kysely);
  await sql`create index errands_sent on errands (from_id, key)`.execute(kysely);
  await sql`create index errands_ended on errands (done_at) where done_at is not null`.execute(kysely);
}

async function addReminders(kysely: Kysely<Schema>, types: ColumnTypes): Promise<void> {
  await sql`
    create table reminders (
      key text primary key,
      enrollment_id text not null references enrollments (id),
      person ${types.integer} not null,
      not_before ${types.integer} not null,
      not_after ${types.integer},
      sent_at ${types.integer},
      action_key text,
      reminder text not null,
      check ((sent_at is null) = (action_key is null))
    )`.execute(kysely);
  await sql`create index reminders_by_enrollment on reminders (enrollment_id)`.execute(kysely);
  await sql`create index reminders_due on reminders (not_before, person) where sent_at is null`.execute(kysely);
  await sql`create index reminders_of_person on reminders (person, not_before) where sent_at is null`.execute(kysely);
  await sql`
    create index reminders_expiring on reminders (not_after)
    where sent_at is null and not_after is not null`.execute(kysely);
  await sql`
    create index reminders_of_bundle on reminders (action_key)
    where action_key is not null`.execute(kysely);
  await sql`create index reminders_sent on reminders (sent_at) where sent_at is not null`.execute(kysely);
  await sql`
    create table reminded_days (
      person ${types.integer} not null,
      day text not null,
      action_key text not null,
      at ${types.integer} not null,
      primary key (person, day)
    )`.execute(kysely);
  await sql`create index reminded_days_age on reminded_days (at)`.execute(kysely);
}

async function addSettings(kysely: Kysely<Schema>, types: ColumnTypes): Promise<void> {
  await sql`
    create table person_settings (
      person ${types.integer} not null,
      setting text not null check (setting in ('zone', 'country', 'away')),
      value text not null,
      source text not null check (source in ('own-word', 'gitlab')),
      at ${types.integer} not null,
      until ${types.integer},
      primary key (person, setting)
    )`.execute(kysely);
}
