import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import { type BadgeStanding, UNTOUCHED } from "../../src/domain/badge/badge.ts";
import type { UnsignedCredential } from "../../src/domain/badge/credential.ts";
import { createBadges } from "../../src/store/badges.ts";
import type { Database } from "../../src/store/database.ts";
import { createJournal } from "../../src/store/journal.ts";
import { createPeople } from "../../src/store/people.ts";
import type { BadgesPort, NewBadge, SignedBadge, StoredBadge } from "../../src/workflow/ports/badge-port.ts";
import { openStore } from "../support/open-store.ts";
import { reviewRecord } from "../support/review-record.ts";
import { STORES } from "../support/store.ts";

const at = new Date("2026-11-22T09:00:00.123Z");
const later = new Date("2026-11-23T09:00:00Z");
const revoked: BadgeStanding = { ...UNTOUCHED, revoked: { at: later, by: 9, reason: "it was somebody else" } };

describe.each(STORES)("on $name", ({ openTestDatabase }) => {
  /** Enrollments `e-1`, `e-2` and so on. */
  async function setup(enrollments = 1) {
    const database = await openTestDatabase();
    await enroll(database, enrollments);
    return { database, badges: createBadges(database) };
  }

  test("reserve() gives an address nobody can guess and a place, and keeps what is known", async () => {
    const { badges } = await setup();

    const badge = await reserve(badges);

    expect(badge).toEqual({
      ...newBadge(),
      number: 1,
      id: expect.stringMatching(/^[\w-]{32}$/),
      statusList: 1,
      statusIndex: expect.any(Number),
      signed: null,
      showsName: false,
      visibility: "unlisted",
      revokedAt: null,
      renewedAt: null,
    });
    expect(await badges.find(badge.id)).toEqual(badge);
    expect(await badges.ofEnrollment("e-1")).toEqual(badge);
  });

  test("reserve() gives the same badge to everybody who asks for it, at once or later", async () => {
    const { badges } = await setup();

    const asked = await Promise.all(Array.from({ length: 20 }, () => reserve(badges)));
    const again = await reserve(badges, { subjectId: "urn:uuid:other", recipients: [], awardedAt: later });

    expect(new Set(asked.map(({ id }) => id)).size).toBe(1);
    expect(again).toEqual(asked[0]);
    expect(await badges.list(0, 10)).toEqual([again]);
  });

  test("reserve() gives a badge for each program version, and the newest is the enrollment's", async () => {
    const { badges } = await setup();

    const [second, first] = [
      await reserve(badges, { programVersion: 2 }),
      await reserve(badges, { programVersion: 1 }),
    ];

    expect(second.id).not.toBe(first.id);
    expect(await badges.ofEnrollment("e-1")).toEqual(first);
    expect(await badges.ofEnrollment("e-2")).toBeNull();
  });

  test("reserve() gives 500 at once 500 addresses and 500 places", async () => {
    const { badges } = await setup(500);

    const all = await Promise.all(enrollmentIds(500).map((enrollmentId) => reserve(badges, { enrollmentId })));

    expect(new Set(all.map(({ id }) => id)).size).toBe(500);
    expect(new Set(all.map(({ statusIndex }) => statusIndex)).size).toBe(500);
    expect(all.map(({ number }) => number).toSorted((a, b) => a - b)).toEqual(numbersTo(500));
    expect(await badges.counts()).toEqual({ issued: 0, waiting: 500, revoked: 0 });
  });

  test("reserve() draws places all over the list, in no order", async () => {
    const { badges } = await setup();

    const drawn = await reserveMany(badges, 64);

    const indexes = drawn.map(({ statusIndex }) => statusIndex);
    const steps = indexes.slice(1).map((index, before) => index - (indexes[before] ?? 0));
    expect(indexes.every((index) => Number.isInteger(index) && index >= 0 && index < 131_072)).toBe(true);
    // By chance alone, each of these fails once in more than 2^50 runs.
    expect(new Set(steps).size).toBeGreaterThan(32);
    for (let quarter = 0; quarter < 4; quarter += 1) {
      expect(indexes.filter((index) => Math.floor(index / 32_768) === quarter).length).toBeLessThan(56);
    }
    expect(indexes.some((index) => index > 65_535)).toBe(true);
  });

  test("reserve() never gives a place twice, and begins a list when the newest is half full", async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 24 }), async (size, count) => {
        const database = await openTestDatabase();
        await enroll(database, 1);
        const badges = createBadges(database, size);

        const drawn = await reserveMany(badges, count);

        const half = Math.ceil(size / 2);
        expect(drawn.map(({ statusList }) => statusList)).toEqual(
          numbersTo(count).map((number) => Math.ceil(number / half)),
        );
        expect(drawn.every(({ statusIndex }) => statusIndex >= 0 && statusIndex < size)).toBe(true);
        expect(new Set(drawn.map(({ statusList, statusIndex }) => `${statusList}/${statusIndex}`)).size).toBe(count);
        expect(await badges.lists()).toEqual(numbersTo(Math.ceil(count / half)));
        await database.close();
      }),
      { numRuns: 10 },
    );
  });

  test("sign() keeps to the letter what was signed, in the place of what was signed before", async () => {
    const { badges } = await setup();
    const { id } = await reserve(badges);
    const renewed = { ...signed("renewed"), validUntil: null, keyIds: ["ed-2", "rs-2"] };

    await badges.sign(id, signed("first"), at);
    const first = await badges.find(id);
    await badges.sign(id, renewed, later);

    expect(first?.signed).toEqual({ ...signed("first"), at });
    expect((await badges.find(id))?.signed).toEqual({ ...renewed, at: later });
    expect(await badges.counts()).toEqual({ issued: 1, waiting: 0, revoked: 0 });
  });

  test("sign() keeps the first of several who sign in the place of the same", async () => {
    const { badges } = await setup();
    const { id } = await reserve(badges);

    await badges.sign(id, signed("first"), at, null);
    await badges.sign(id, signed("as quick"), later, null);
    const first = await badges.find(id);
    await badges.sign(id, signed("renewed"), later, at);
    await badges.sign(id, signed("re-issued"), later, at);

    expect(first?.signed).toEqual({ ...signed("first"), at });
    expect((await badges.find(id))?.signed).toEqual({ ...signed("renewed"), at: later });
  });

  test("commit() lets badges follow what people said of them, before there is one too", async () => {
    const { database, badges } = await setup(2);
    await say(database, "e-1", { ...UNTOUCHED, showsName: true });

    const one = await reserve(badges);
    const other = await reserve(badges, { enrollmentId: "e-2" });
    await say(database, "e-2", { ...revoked, visibility: "hidden", renewedAt: at });

    const asSaid = { visibility: "hidden", revokedAt: later, renewedAt: at } as const;
    expect(standingOf(one)).toEqual({ ...NOTHING_SAID, showsName: true });
    expect(standingOf(await badges.find(other.id))).toEqual({ ...NOTHING_SAID, ...asSaid });
    await say(database, "e-1", UNTOUCHED);
    expect(standingOf(await badges.find(one.id))).toEqual(NOTHING_SAID);
  });

  test("commit() of a review that fails says nothing of a badge", async () => {
    const { database, badges } = await setup();
    const { id } = await reserve(badges);

    const stale = reviewRecord({ afterSeq: 7, badge: { ...UNTOUCHED, showsName: true } });
    await expect(createJournal(database).commit(stale)).rejects.toThrow("the journal grew");

    expect(standingOf(await badges.find(id))).toEqual(NOTHING_SAID);
  });

  test("list() goes through all of them in order, a few at a time", async () => {
    const { badges } = await setup();
    const all = await reserveMany(badges, 5);

    const pages = [await badges.list(0, 2), await badges.list(2, 2), await badges.list(4, 2), await badges.list(5, 2)];

    expect(pages).toEqual([all.slice(0, 2), all.slice(2, 4), all.slice(4), []]);
  });

  test("published() tells signed badges of one program whose holders published them, newest first", async () => {
    const { database, badges } = await setup(7);
    const published: BadgeStanding = { ...UNTOUCHED, visibility: "public" };
    const standings: Readonly<Record<string, BadgeStanding>> = {
      "e-1": published,
      "e-2": UNTOUCHED,
      "e-3": { ...UNTOUCHED, visibility: "hidden" },
      "e-4": { ...revoked, visibility: "public" },
      "e-5": published,
      "e-6": published,
      "e-7": published,
    };
    for (const [enrollmentId, standing] of Object.entries(standings)) {
      const programId = enrollmentId === "e-6" ? "another" : "migration-onboarding";
      const { id } = await reserve(badges, { enrollmentId, programId });
      if (enrollmentId !== "e-7") await badges.sign(id, signed("x"), at);
      await say(database, enrollmentId, standing);
    }

    const shown = await badges.published("migration-onboarding", 10);

    expect(shown.map(({ enrollmentId }) => enrollmentId)).toEqual(["e-5", "e-1"]);
    expect(shown[0]?.visibility).toBe("public");
    expect(await badges.published("migration-onboarding", 1)).toEqual(shown.slice(0, 1));
    expect((await badges.published("another", 10)).map(({ enrollmentId }) => enrollmentId)).toEqual(["e-6"]);
  });

  test("revokedIn() tells the revoked places of each list, and of no list that is not there", async () => {
    const { database } = await setup(4);
    const badges = createBadges(database, 4);
    const before = await badges.revokedIn(1);
    const places: StoredBadge[] = [];
    for (const enrollmentId of enrollmentIds(4)) places.push(await reserve(badges, { enrollmentId }));

    for (const enrollmentId of ["e-1", "e-2", "e-3"]) await say(database, enrollmentId, revoked);
    const three = await Promise.all([1, 2].map((list) => badges.revokedIn(list)));
    await say(database, "e-1", UNTOUCHED);

    const [one, two, third] = places.map(({ statusIndex }) => statusIndex);
    expect(before).toBeNull();
    expect(three).toEqual([[one ?? 0, two ?? 0].toSorted((a, b) => a - b), [third]]);
    expect(await badges.revokedIn(1)).toEqual([two]);
    expect(await Promise.all([0, 3, 1.5, Number.NaN].map((list) => badges.revokedIn(list)))).toEqual(
      Array.from({ length: 4 }, () => null),
    );
    expect(await badges.counts()).toEqual({ issued: 0, waiting: 4, revoked: 2 });
  });

  test("journalHash() is the hash of the certification, whatever follows it", async () => {
    const { database, badges } = await setup(2);
    const journal = createJournal(database);
    await journal.commit(reviewRecord({ facts: [{ kind: "reopened", key: "k-1", at }] }));
    const uncertified = await badges.journalHash("e-1");
    await journal.commit(reviewRecord({ afterSeq: 1, facts: [{ kind: "certified", key: "k-2", at }] }));
    const certified = await badges.journalHash("e-1");
    await journal.commit(reviewRecord({ afterSeq: 2, facts: [{ kind: "reopened", key: "k-3", at: later }] }));

    const facts = await database.kysely.selectFrom("facts").select("hash").where("key", "=", "k-2").execute();

    expect(uncertified).toBeNull();
    expect(certified).toMatch(/^[\da-f]{64}$/);
    expect(facts).toEqual([{ hash: certified }]);
    expect(await badges.journalHash("e-1")).toBe(certified);
    expect(await badges.journalHash("e-2")).toBeNull();
  });

  describe("once a holder is forgotten", () => {
    async function setupAda() {
      const known = await setup(2);
      const people = createPeople(known.database);
      const numbers = await people.remember([
        { userId: 501, username: "ada.l", name: "Ada Lovelace" },
        { userId: 502, username: "bob", name: "Bob" },
      ]);
      const [ada, bob] = [numbers.get(501) ?? 0, numbers.get(502) ?? 0];
      const badge = await reserve(known.badges, { person: ada });
      await known.badges.sign(badge.id, signed("Ada's"), at);
      return { ...known, people, ada, bob, badge };
    }

    test("nobody finds the badge, and nothing in its row says whose it was", async () => {
      const { database, badges, people, ada, bob, badge } = await setupAda();
      await say(database, "e-1", { ...UNTOUCHED, visibility: "public", showsName: true });
      const other = await reserve(badges, { enrollmentId: "e-2", person: bob });

      await people.forgetPerson(ada);
      await people.forgetPerson(ada);

      expect(await badges.find(badge.id)).toBeNull();
      expect(await badges.ofEnrollment("e-1")).toBeNull();
      expect(await badges.list(0, 10)).toEqual([other]);
      expect(await badges.published("migration-onboarding", 10)).toEqual([]);
      const row = await database.kysely.selectFrom("badges").selectAll().where("number", "=", 1).executeTakeFirst();
      expect(row).toMatchObject({
        person: null,
        subject_id: null,
        recipients: "[]",
        body: null,
        json: null,
        jwt: null,
      });
      expect(JSON.stringify(row)).not.toMatch(/Ada|sha256|salt|urn:uuid/);
    });

    test("it is not revoked by that, and stays revoked when it was", async () => {
      const { database, badges, people, ada, bob, badge } = await setupAda();
      const other = await reserve(badges, { enrollmentId: "e-2", person: bob });
      await say(database, "e-2", revoked);

      await people.forgetPerson(ada);
      await people.forgetPerson(bob);

      expect(await badges.revokedIn(1)).toEqual([other.statusIndex]);
      expect(await badges.counts()).toEqual({ issued: 1, waiting: 0, revoked: 1 });
      await say(database, "e-1", revoked);
      expect(await badges.revokedIn(1)).toEqual([badge.statusIndex, other.statusIndex].toSorted((a, b) => a - b));
    });

    test("its place stays taken, and there is no other badge in its stead", async () => {
      const { database, people, ada, badge } = await setupAda();
      const small = createBadges(database, 1);
      await people.forgetPerson(ada);

      const again = await small.reserve(newBadge({ person: ada }));
      const newer = await small.reserve(newBadge({ person: ada, programVersion: 3 }));
      await small.sign(badge.id, signed("late"), later);
      const next = await reserve(small, { enrollmentId: "e-2" });

      expect([again, newer]).toEqual([null, null]);
      expect(await small.find(badge.id)).toBeNull();
      expect([next.number, next.statusList]).toEqual([2, 2]);
      expect(JSON.stringify(await database.kysely.selectFrom("badges").selectAll().execute())).not.toContain("late");
    });

    test("a badge that was being made for them is not made", async () => {
      const { badges, people, bob } = await setupAda();
      await people.forgetPerson(bob);

      expect(await badges.reserve(newBadge({ enrollmentId: "e-2", person: bob }))).toBeNull();
      expect(await badges.counts()).toEqual({ issued: 1, waiting: 0, revoked: 0 });
    });
  });
});

test("the register refuses a second badge and a second holder of a place, whoever writes it", async () => {
  const database = await openStore();
  await enroll(database, 2);
  const { kysely } = database;
  await reserve(createBadges(database, 1));
  const row = await kysely.selectFrom("badges").selectAll().executeTakeFirstOrThrow();
  const { number: _number, ...copy } = row;

  const second = kysely.insertInto("badges").values({ ...copy, id: "2", status_index: 5 });
  const inItsPlace = kysely.insertInto("badges").values({ ...copy, id: "3", enrollment_id: "e-2" });

  await expect(second.execute()).rejects.toThrow("badges.enrollment_id, badges.program_version");
  await expect(inItsPlace.execute()).rejects.toThrow("badges.status_list, badges.status_index");
});

/** Of a badge nobody spoke of. */
const NOTHING_SAID = { showsName: false, visibility: "unlisted", revokedAt: null, renewedAt: null } as const;

function standingOf(badge: StoredBadge | null) {
  if (badge === null) return null;
  const { showsName, visibility, revokedAt, renewedAt } = badge;
  return { showsName, visibility, revokedAt, renewedAt };
}

function newBadge(change: Partial<NewBadge> = {}): NewBadge {
  return {
    enrollmentId: "e-1",
    programId: "migration-onboarding",
    programVersion: 2,
    person: 3,
    subjectId: "urn:uuid:7d1a",
    recipients: [{ type: "emailAddress", hash: "sha256$ab", salt: "grain" }],
    awardedAt: at,
    ...change,
  };
}

/** For somebody who was not forgotten. */
async function reserve(badges: BadgesPort, change: Partial<NewBadge> = {}): Promise<StoredBadge> {
  const badge = await badges.reserve(newBadge(change));
  if (badge === null) throw new Error("no badge was reserved");
  return badge;
}

/** One after the other, for as many versions of a program. */
async function reserveMany(badges: BadgesPort, count: number): Promise<readonly StoredBadge[]> {
  const all: StoredBadge[] = [];
  for (const programVersion of numbersTo(count)) all.push(await reserve(badges, { programVersion }));
  return all;
}

function signed(name: string): SignedBadge {
  const body: UnsignedCredential = {
    "@context": ["https://www.w3.org/ns/credentials/v2"],
    id: "https://certify.example.com/badges/x",
    issuer: { id: "did:web:certify.example.com" },
    validFrom: "2026-11-22T09:00:00Z",
    name,
    credentialSubject: { id: "urn:uuid:7d1a" },
  };
  return {
    body,
    json: `{"name":  "${name}", "escaped":"\\u00e4\\u0000"}`,
    jwt: `jwt.of.${name}`,
    keyIds: ["ed-1", "rs-1"],
    validFrom: at,
    validUntil: later,
  };
}

async function enroll(database: Database, count: number): Promise<void> {
  const journal = createJournal(database);
  const enrollments = enrollmentIds(count).map((enrollmentId, index) =>
    reviewRecord({ enrollmentId, issue: issueOf(index + 1) }),
  );
  await Promise.all(enrollments.map((review) => journal.commit(review)));
}

/** A review of an enrollment in which nothing else happened. */
async function say(database: Database, enrollmentId: string, badge: BadgeStanding): Promise<void> {
  const issue = issueOf(Number(enrollmentId.slice("e-".length)));
  await createJournal(database).commit(reviewRecord({ enrollmentId, issue, badge }));
}

function issueOf(number: number) {
  return { projectId: 7, issueIid: 11 + number };
}

function enrollmentIds(count: number): readonly string[] {
  return numbersTo(count).map((number) => `e-${number}`);
}

function numbersTo(count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => index + 1);
}
