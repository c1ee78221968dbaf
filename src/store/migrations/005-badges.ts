import { sql, type Kysely } from "kysely";

import type { Schema } from "../schema.ts";
import type { ColumnTypes, Migration } from "./migrate.ts";

/** The register of badges, what people said about them, and who issues them. */
export const badges: Migration = {
  name: "005-badges",
  async up(kysely, types) {
    await addBadges(kysely, types);
    await addStandings(kysely, types);
    await addIssuer(kysely, types);
  },
};

async function addBadges(kysely: Kysely<Schema>, types: ColumnTypes): Promise<void> {
  await sql`
    create table badges (
      number ${types.sequence},
      id text not null unique,
      enrollment_id text not null references enrollments (id),
      program_id text not null,
      program_version ${types.integer} not null,
      person ${types.integer},
      subject_id text,
      recipients text not null,
      awarded_at ${types.integer} not null,
      status_list ${types.integer} not null check (status_list > 0),
      status_index ${types.integer} not null check (status_index >= 0),
      forgotten_at ${types.integer},
      signed_at ${types.integer},
      valid_from ${types.integer},
      valid_until ${types.integer},
      key_ids text,
      body text,
      json text,
      jwt text,
      unique (enrollment_id, program_version),
      unique (status_list, status_index),
      check ((person is null) = (forgotten_at is not null)),
      check ((subject_id is null) = (forgotten_at is not null)),
      check ((json is null) = (signed_at is null or forgotten_at is not null)),
      check ((json is null) = (body is null) and (json is null) = (jwt is null)),
      check ((key_ids is null) = (signed_at is null) and (valid_from is null) = (signed_at is null))
    )`.execute(kysely);
  await sql`create index badges_of_person on badges (person) where person is not null`.execute(kysely);
  await sql`create index badges_signed on badges (signed_at)`.execute(kysely);
}

async function addStandings(kysely: Kysely<Schema>, types: ColumnTypes): Promise<void> {
  await sql`
    create table badge_standings (
      enrollment_id text primary key references enrollments (id),
      shows_name ${types.integer} not null check (shows_name in (0, 1)),
      visibility text not null check (visibility in ('unlisted', 'hidden', 'public')),
      revoked_at ${types.integer},
      renewed_at ${types.integer}
    )`.execute(kysely);
  await sql`
    create index badge_standings_public on badge_standings (enrollment_id)
    where visibility = 'public'`.execute(kysely);
  await sql`
    create index badge_standings_revoked on badge_standings (enrollment_id)
    where revoked_at is not null`.execute(kysely);
}

async function addIssuer(kysely: Kysely<Schema>, types: ColumnTypes): Promise<void> {
  await sql`
    create table badge_keys (
      number ${types.sequence},
      id text not null unique,
      kind text not null check (kind in ('Ed25519', 'RS256')),
      jwk text not null,
      created_at ${types.integer} not null,
      state text not null check (state in ('current', 'retired', 'removed'))
    )`.execute(kysely);
  await sql`create table badge_issuer (id ${types.integer} primary key check (id = 1), url text not null)`.execute(
    kysely,
  );
}
