import type { GeneratedAlways } from "kysely";

import type { BadgeVisibility } from "../domain/badge/badge.ts";
import type { MirrorRecord } from "../domain/badge/mirroring.ts";
import type { PublicKey } from "../workflow/ports/badge-port.ts";

/* The register of badges and its issuer. Moments and truth are written as in `tables.ts`. */

/** A row stays for ever, for its place in a status list is never given to another badge. */
export interface BadgesTable {
  /** Order of reserving. */
  number: GeneratedAlways<number>;
  id: string;
  enrollment_id: string;
  program_id: string;
  program_version: number;
  /** `null` once the holder was forgotten, with `subject_id`, `body`, `json` and `jwt`. */
  person: number | null;
  subject_id: string | null;
  /** JSON array; empty once the holder was forgotten. */
  recipients: string;
  awarded_at: number;
  /** From 1. */
  status_list: number;
  /** From 0. */
  status_index: number;
  forgotten_at: number | null;
  /** `null` as long as it is reserved only, with all that follow. */
  signed_at: number | null;
  valid_from: number | null;
  valid_until: number | null;
  /** JSON array. */
  key_ids: string | null;
  /** JSON. */
  body: string | null;
  /** As it was signed, to the letter. */
  json: string | null;
  jwt: string | null;
}

/**
 * What people said about the badges of an enrollment, as its last review left it; no row where nobody said anything.
 * Beside the badges, for it may be said before there is one, even while one is being reserved.
 */
export interface BadgeStandingsTable {
  enrollment_id: string;
  shows_name: 0 | 1;
  visibility: BadgeVisibility;
  revoked_at: number | null;
  renewed_at: number | null;
}

/** Badges that were tried at a mirror; none of people who were forgotten. */
export interface BadgeMirrorsTable {
  badge_id: string;
  state: MirrorRecord["state"];
  mirror_id: string | null;
  error: string | null;
  attempts: number;
  next_try_at: number | null;
}

/** Public keys this installation ever signed with. */
export interface BadgeKeysTable {
  /** Order in which they were met. */
  number: GeneratedAlways<number>;
  id: string;
  kind: PublicKey["kind"];
  /** JSON. */
  jwk: string;
  created_at: number;
  state: PublicKey["state"];
}

/** One row, from the first badge on. */
export interface BadgeIssuerTable {
  id: 1;
  url: string;
}
