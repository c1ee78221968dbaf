import { randomBytes, randomInt } from "node:crypto";

import type { Kysely } from "kysely";

import { type BadgeStanding, UNTOUCHED } from "../domain/badge/badge.ts";
import type { UnsignedCredential } from "../domain/badge/credential.ts";
import type { PersonId } from "../domain/enrollment/fact.ts";
import type { BadgesPort, HashedRecipient, NewBadge, SignedBadge, StoredBadge } from "../workflow/ports/badge-port.ts";
import type { Database } from "./database.ts";
import type { Schema } from "./schema.ts";

/** 192 bits: nobody finds a badge by trying. */
const ID_BYTES = 24;
/** The least a status list may have, so that a badge hides among many (Bitstring Status List 1.0, section 6.1). */
const LIST_SIZE = 131_072;

/** @param listSize - Places of a status list; a test may have fewer. */
export function createBadges(database: Database, listSize: number = LIST_SIZE): BadgesPort {
  const { kysely } = database;
  return {
    reserve: (badge) => reserve(database, badge, listSize),
    sign: (id, signed, at, instead) => sign(kysely, id, { signed, at, instead }),
    find: (id) => find(kysely, id),
    async ofEnrollment(enrollmentId) {
      const newestFirst = known(kysely).where("b.enrollment_id", "=", enrollmentId).orderBy("b.number", "desc");
      const row = await newestFirst.limit(1).executeTakeFirst();
      return row ? toBadge(row) : null;
    },
    async list(afterNumber, limit) {
      const rows = await known(kysely).where("b.number", ">", afterNumber).orderBy("b.number").limit(limit).execute();
      return rows.map(toBadge);
    },
    async published(programId, limit) {
      const rows = await known(kysely)
        .where("b.program_id", "=", programId)
        .where("b.signed_at", "is not", null)
        .where("s.visibility", "=", "public")
        .where("s.revoked_at", "is", null)
        .orderBy("b.number", "desc")
        .limit(limit)
        .execute();
      return rows.map(toBadge);
    },
    revokedIn: (list) => revokedIn(kysely, list),
    lists: () => lists(kysely),
    journalHash: (enrollmentId) => journalHash(kysely, enrollmentId),
    counts: () => counts(kysely),
  };
}

/** Part of the transaction that writes the facts it follows from. It holds for every badge of the enrollment. */
export async function saveBadgeStanding(
  transaction: Kysely<Schema>,
  enrollmentId: string,
  { showsName, visibility, revoked, renewedAt }: BadgeStanding,
): Promise<void> {
  const values = {
    shows_name: showsName ? 1 : 0,
    visibility,
    revoked_at: revoked?.at.getTime() ?? null,
    renewed_at: renewedAt?.getTime() ?? null,
  } as const;
  if (!showsName && visibility === UNTOUCHED.visibility && revoked === null && renewedAt === null) {
    await transaction.deleteFrom("badge_standings").where("enrollment_id", "=", enrollmentId).execute();
    return;
  }
  await transaction
    .insertInto("badge_standings")
    .values({ enrollment_id: enrollmentId, ...values })
    .onConflict((conflict) => conflict.column("enrollment_id").doUpdateSet(values))
    .execute();
}

/**
 * Nobody finds their badges any more, and nothing in them says whose they were. Their places stay taken, and those that
 * were revoked stay so: copies in other hands are still judged by them. Forgetting itself revokes nothing.
 */
export async function forgetBadges(transaction: Kysely<Schema>, person: PersonId, now: number): Promise<void> {
  await transaction
    .updateTable("badges")
    .set({ person: null, subject_id: null, recipients: "[]", body: null, json: null, jwt: null, forgotten_at: now })
    .where("person", "=", person)
    .execute();
}

async function reserve(database: Database, badge: NewBadge, listSize: number): Promise<StoredBadge | null> {
  const reserved = (await reservedFor(database.kysely, badge)) ?? (await insert(database, badge, listSize));
  return reserved === null ? null : await find(database.kysely, reserved);
}

/** Id of the badge that was reserved for this enrollment and program version. */
async function reservedFor(kysely: Kysely<Schema>, badge: NewBadge): Promise<string | undefined> {
  const row = await kysely
    .selectFrom("badges")
    .select("id")
    .where("enrollment_id", "=", badge.enrollmentId)
    .where("program_version", "=", badge.programVersion)
    .executeTakeFirst();
  return row?.id;
}

async function insert(database: Database, badge: NewBadge, listSize: number): Promise<string | null> {
  return await database.transaction(async (transaction) => {
    if (await isForgotten(transaction, badge.person)) return null;
    while (true) {
      await tryPlace(transaction, badge, listSize);
      // Nothing was written when the place was taken, or when somebody else was quicker with this very badge.
      const id = await reservedFor(transaction, badge);
      if (id !== undefined) return id;
    }
  });
}

/** Who was forgotten while the badge was being made gets none. */
async function isForgotten(transaction: Kysely<Schema>, person: PersonId): Promise<boolean> {
  const row = await transaction
    .selectFrom("people")
    .select("gitlab_user_id")
    .where("person_id", "=", person)
    .executeTakeFirst();
  return row?.gitlab_user_id === null;
}

async function tryPlace(transaction: Kysely<Schema>, badge: NewBadge, listSize: number): Promise<void> {
  await transaction
    .insertInto("badges")
    .values({
      id: randomBytes(ID_BYTES).toString("base64url"),
      enrollment_id: badge.enrollmentId,
      program_id: badge.programId,
      program_version: badge.programVersion,
      person: badge.person,
      subject_id: badge.subjectId,
      recipients: JSON.stringify(badge.recipients),
      awarded_at: badge.awardedAt.getTime(),
      status_list: await openList(transaction, listSize),
      // Any order would tell who was certified before whom.
      status_index: randomInt(listSize),
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** The newest list that is less than half full, so that a free place is soon drawn. */
async function openList(transaction: Kysely<Schema>, listSize: number): Promise<number> {
  const newest = await newestList(transaction);
  if (newest === 0) return 1;
  const { taken } = await transaction
    .selectFrom("badges")
    .select((row) => row.fn.countAll().as("taken"))
    .where("status_list", "=", newest)
    .executeTakeFirstOrThrow();
  return Number(taken) * 2 < listSize ? newest : newest + 1;
}

/** One was begun after the other. */
async function lists(kysely: Kysely<Schema>): Promise<readonly number[]> {
  return Array.from({ length: await newestList(kysely) }, (_, index) => index + 1);
}

/** 0 before the first badge. */
async function newestList(kysely: Kysely<Schema>): Promise<number> {
  const { newest } = await kysely
    .selectFrom("badges")
    .select((row) => row.fn.max<number | null>("status_list").as("newest"))
    .executeTakeFirstOrThrow();
  return newest ?? 0;
}

async function find(kysely: Kysely<Schema>, id: string): Promise<StoredBadge | null> {
  const row = await known(kysely).where("b.id", "=", id).executeTakeFirst();
  return row ? toBadge(row) : null;
}

interface Signature {
  readonly signed: SignedBadge;
  readonly at: Date;
  readonly instead: Date | null | undefined;
}

async function sign(kysely: Kysely<Schema>, id: string, { signed, at, instead }: Signature): Promise<void> {
  await kysely
    .updateTable("badges")
    .set({
      signed_at: at.getTime(),
      body: JSON.stringify(signed.body),
      json: signed.json,
      jwt: signed.jwt,
      key_ids: JSON.stringify(signed.keyIds),
      valid_from: signed.validFrom.getTime(),
      valid_until: signed.validUntil?.getTime() ?? null,
    })
    .where("id", "=", id)
    .where("forgotten_at", "is", null)
    .$if(instead !== undefined, (update) => update.where("signed_at", "is", instead?.getTime() ?? null))
    .execute();
}

async function revokedIn(kysely: Kysely<Schema>, list: number): Promise<readonly number[] | null> {
  if (!(await lists(kysely)).includes(list)) return null;
  const rows = await kysely
    .selectFrom("badge_standings as s")
    .innerJoin("badges as b", "b.enrollment_id", "s.enrollment_id")
    .select("b.status_index")
    .where("s.revoked_at", "is not", null)
    .where("b.status_list", "=", list)
    .orderBy("b.status_index")
    .execute();
  return rows.map((row) => row.status_index);
}

async function journalHash(kysely: Kysely<Schema>, enrollmentId: string): Promise<string | null> {
  const row = await kysely
    .selectFrom("facts")
    .select("hash")
    .where("enrollment_id", "=", enrollmentId)
    .where("kind", "=", "certified")
    .orderBy("seq", "desc")
    .limit(1)
    .executeTakeFirst();
  return row?.hash ?? null;
}

async function counts(kysely: Kysely<Schema>): ReturnType<BadgesPort["counts"]> {
  const all = kysely.selectFrom("badges as b").select((row) => row.fn.countAll().as("count"));
  const issued = await all.where("b.signed_at", "is not", null).executeTakeFirstOrThrow();
  const waiting = await all
    .where("b.signed_at", "is", null)
    .where("b.forgotten_at", "is", null)
    .executeTakeFirstOrThrow();
  const revoked = await all
    .innerJoin("badge_standings as s", "s.enrollment_id", "b.enrollment_id")
    .where("s.revoked_at", "is not", null)
    .executeTakeFirstOrThrow();
  return { issued: Number(issued.count), waiting: Number(waiting.count), revoked: Number(revoked.count) };
}

/** Badges whose holder was not forgotten, with what was said about them. */
function known(kysely: Kysely<Schema>) {
  return kysely
    .selectFrom("badges as b")
    .leftJoin("badge_standings as s", "s.enrollment_id", "b.enrollment_id")
    .selectAll("b")
    .select(["s.shows_name", "s.visibility", "s.revoked_at", "s.renewed_at"])
    .where("b.forgotten_at", "is", null)
    .$narrowType<{ person: number; subject_id: string }>();
}

type KnownRow = Awaited<ReturnType<ReturnType<typeof known>["executeTakeFirstOrThrow"]>>;

function toBadge(row: KnownRow): StoredBadge {
  return {
    number: row.number,
    id: row.id,
    enrollmentId: row.enrollment_id,
    programId: row.program_id,
    programVersion: row.program_version,
    person: row.person,
    subjectId: row.subject_id,
    recipients: JSON.parse(row.recipients) as readonly HashedRecipient[],
    awardedAt: new Date(row.awarded_at),
    statusList: row.status_list,
    statusIndex: row.status_index,
    signed: toSigned(row),
    showsName: row.shows_name === null ? UNTOUCHED.showsName : row.shows_name === 1,
    visibility: row.visibility ?? UNTOUCHED.visibility,
    revokedAt: toDate(row.revoked_at),
    renewedAt: toDate(row.renewed_at),
  };
}

function toSigned(row: KnownRow): StoredBadge["signed"] {
  const { signed_at: at, body, json, jwt, key_ids: keyIds, valid_from: validFrom, valid_until: validUntil } = row;
  if (at === null || body === null || json === null || jwt === null || keyIds === null || validFrom === null) {
    return null;
  }
  return {
    at: new Date(at),
    body: JSON.parse(body) as UnsignedCredential,
    json,
    jwt,
    keyIds: JSON.parse(keyIds) as readonly string[],
    validFrom: new Date(validFrom),
    validUntil: toDate(validUntil),
  };
}

function toDate(time: number | null): Date | null {
  return time === null ? null : new Date(time);
}
