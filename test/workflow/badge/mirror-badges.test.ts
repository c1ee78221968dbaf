import * as fc from "fast-check";
import { expect, test } from "vitest";

import { UNTOUCHED } from "../../../src/domain/badge/badge.ts";
import type { MirrorRecord } from "../../../src/domain/badge/mirroring.ts";
import { createCredly } from "../../../src/credly/credly.ts";
import { createBadges } from "../../../src/store/badges.ts";
import { createJournal } from "../../../src/store/journal.ts";
import { createMirrors } from "../../../src/store/mirrors.ts";
import { createPeople } from "../../../src/store/people.ts";
import { createMirroring, type MirroringPorts, type MirrorTally } from "../../../src/workflow/badge/mirror-badges.ts";
import type { NewBadge, SignedBadge, StoredBadge } from "../../../src/workflow/ports/badge-port.ts";
import type { MirrorsPort } from "../../../src/workflow/ports/mirror-port.ts";
import { CREDLY_TOKEN, ORGANIZATION, startCredly, type Trouble } from "../../support/credly-stand-in.ts";
import { openStore } from "../../support/open-store.ts";
import { reviewRecord } from "../../support/review-record.ts";

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const at = new Date("2026-11-22T09:00:00Z");
const NOTHING_DONE = { issued: 0, revoked: 0, unaddressed: 0, refused: 0, later: 0 };

const SIGNED: SignedBadge = {
  body: {
    "@context": ["https://www.w3.org/ns/credentials/v2"],
    id: "https://certify.example.com/badges/x",
    issuer: { id: "did:web:certify.example.com" },
    validFrom: "2026-11-22T09:00:00Z",
    name: "GitLab Certified Migration Services Engineer",
    credentialSubject: { id: "urn:uuid:7d1a" },
  },
  json: "{}",
  jwt: "a.b.c",
  keyIds: ["ed-1"],
  validFrom: at,
  validUntil: null,
};

const PORTS: Pick<MirroringPorts, "recipientOf" | "templateOf" | "log"> = {
  recipientOf: (person) => Promise.resolve({ email: `person${person}@example.com`, name: `Person ${person}` }),
  templateOf: (programId) => (programId === "migration-onboarding" ? "template-1" : null),
  log: { debug() {}, info() {}, warn() {}, error() {} },
};

/** A register, a mirror and the clock both go by. People are `person 1` and so on, one badge each. */
async function setup(change: Partial<MirroringPorts> = {}) {
  const stand = await startCredly();
  const database = await openStore();
  const badges = createBadges(database);
  const mirrors = createMirrors(database);
  const journal = createJournal(database);
  const people = createPeople(database);
  const clock = { now: at.getTime() };
  const logged: string[] = [];
  const log = (message: string, fields?: unknown): void => void logged.push(`${message} ${JSON.stringify(fields)}`);
  const ports: MirroringPorts = {
    ...PORTS,
    badges,
    mirrors,
    mirror: createCredly({
      url: stand.url,
      organizationId: ORGANIZATION,
      token: CREDLY_TOKEN,
      timeoutMs: 2000,
      now: () => clock.now,
    }),
    log: { debug: log, info: log, warn: log, error: log },
    ...change,
  };

  async function award(number: number, programId = "migration-onboarding"): Promise<string> {
    await people.remember([{ userId: 500 + number, username: `u${number}`, name: "" }]);
    await journal.commit(reviewRecord({ enrollmentId: `e-${number}`, issue: { projectId: 7, issueIid: number } }));
    const badge = await badges.reserve(newBadge(number, programId));
    if (badge === null) throw new Error("no badge was reserved");
    await badges.sign(badge.id, SIGNED, at);
    return badge.id;
  }

  return {
    stand,
    ports,
    mirrors,
    people,
    clock,
    logged,
    award,
    revoke: (number: number) =>
      journal.commit(
        reviewRecord({
          enrollmentId: `e-${number}`,
          issue: { projectId: 7, issueIid: number },
          badge: { ...UNTOUCHED, revoked: { at, by: 1, reason: "somebody else's work" } },
        }),
      ),
    recordOf: async (id: string) => (await mirrors.of([id])).get(id),
    /** Everything in memory is new, as after a start. */
    reconcile: (changed: Partial<MirroringPorts> = {}) =>
      createMirroring({ ...ports, ...changed }).reconcile(new Date(clock.now)),
    resend: (id: string) => createMirroring(ports).resend(id, new Date(clock.now)),
  };
}

/** Signed badges with these ids, by the same contract as the store. */
function inMemory(ids: readonly string[]) {
  const revoked = new Set<string>();
  const records = new Map<string, MirrorRecord>();
  const all = (): readonly StoredBadge[] =>
    ids.map((id, index) => ({ ...badgeOf(index + 1), id, revokedAt: revoked.has(id) ? at : null }));
  const badges: MirroringPorts["badges"] = {
    list: (after, limit) => Promise.resolve(all().slice(after, after + limit)),
    find: (id) => Promise.resolve(all().find((badge) => badge.id === id) ?? null),
  };
  const mirrors: MirrorsPort = {
    of: (wanted) => Promise.resolve(new Map([...records].filter(([id]) => wanted.includes(id)))),
    save: (id, record) => Promise.resolve(void records.set(id, record)),
    counts: () => Promise.reject(new Error("nobody asks")),
  };
  return { badges, mirrors, revoked };
}

function badgeOf(number: number): StoredBadge {
  return {
    ...newBadge(number),
    number,
    id: "",
    statusList: 1,
    statusIndex: number,
    signed: { ...SIGNED, at },
    showsName: false,
    visibility: "unlisted",
    revokedAt: null,
    renewedAt: null,
  };
}

function newBadge(number: number, programId = "migration-onboarding"): NewBadge {
  return {
    enrollmentId: `e-${number}`,
    programId,
    programVersion: 1,
    person: number,
    subjectId: `urn:uuid:${number}`,
    recipients: [],
    awardedAt: at,
  };
}

/** A store that goes down at its nth write, counted from 1. */
function dyingAt(mirrors: MirrorsPort, nth: number): MirrorsPort {
  let writes = 0;
  return {
    ...mirrors,
    async save(id, record) {
      writes += 1;
      if (writes === nth) throw new Error("killed");
      await mirrors.save(id, record);
    },
  };
}

test("every badge of a mirrored program is issued there once, by our id, and stays one", async () => {
  const { stand, award, reconcile, recordOf } = await setup();
  const first = await award(1);
  const second = await award(2);
  await award(3, "another-program");

  expect(await reconcile()).toEqual({ ...NOTHING_DONE, issued: 2 });
  expect(stand.badges.map(({ issuer_earner_id, recipient_email }) => [issuer_earner_id, recipient_email])).toEqual([
    [first, "person1@example.com"],
    [second, "person2@example.com"],
  ]);
  expect(await recordOf(first)).toEqual({
    state: "issued",
    mirrorId: "credly-1",
    error: null,
    attempts: 0,
    nextTryAt: null,
  });

  stand.requests.length = 0;
  expect(await reconcile()).toEqual(NOTHING_DONE);
  expect(stand.requests).toEqual([]);
});

test("nothing is read, asked or written where nobody asked for a mirror", async () => {
  const unused = (): never => {
    throw new Error("must not be used");
  };
  const { award, ports, clock } = await setup();
  const id = await award(1);
  const off = createMirroring({
    ...ports,
    mirror: null,
    badges: { list: unused, find: unused },
    mirrors: { of: unused, save: unused, counts: unused },
    recipientOf: unused,
  });

  expect(await off.reconcile(new Date(clock.now))).toEqual(NOTHING_DONE);
  expect(await off.resend(id, new Date(clock.now))).toBe("off");
});

test("a badge whose answer was lost is found at once, and not issued again", async () => {
  const { stand, award, reconcile } = await setup();
  stand.state.mayRepeat = true;
  await award(1);
  stand.trouble(null, "lost");

  expect(await reconcile()).toEqual({ ...NOTHING_DONE, issued: 1 });
  expect(stand.badges).toHaveLength(1);
});

test("a badge whose answer was lost while Credly went down is found later", async () => {
  const { stand, award, reconcile, recordOf, clock } = await setup();
  stand.state.mayRepeat = true;
  const id = await award(1);
  stand.trouble(null, "lost", "down");

  expect(await reconcile()).toEqual({ ...NOTHING_DONE, later: 1 });
  expect(await recordOf(id)).toMatchObject({
    state: "pending",
    attempts: 1,
    nextTryAt: new Date(at.getTime() + 5 * MINUTE),
  });
  expect(await reconcile()).toEqual(NOTHING_DONE);

  clock.now += 5 * MINUTE;
  expect(await reconcile()).toEqual({ ...NOTHING_DONE, issued: 1 });
  expect(stand.badges).toHaveLength(1);
});

test("a register restored from an older backup makes no second badge", async () => {
  const { stand, award, reconcile, mirrors } = await setup();
  stand.state.mayRepeat = true;
  const id = await award(1);
  await reconcile();

  await mirrors.save(id, { state: "pending", mirrorId: null, error: null, attempts: 0, nextTryAt: null });
  expect(await reconcile()).toEqual({ ...NOTHING_DONE, issued: 1 });
  expect(stand.badges).toHaveLength(1);
});

test("what is revoked here is revoked there, once; what was revoked before never goes there", async () => {
  const { stand, award, revoke, reconcile } = await setup();
  await award(1);
  await award(2);
  await reconcile();
  await award(3);

  await revoke(2);
  await revoke(3);

  expect(await reconcile()).toEqual({ ...NOTHING_DONE, revoked: 1 });
  expect(stand.badges.map(({ state }) => state)).toEqual(["pending", "revoked"]);
  stand.requests.length = 0;
  expect(await reconcile()).toEqual(NOTHING_DONE);
  expect(stand.requests).toEqual([]);
});

test("a revocation whose answer was lost is made good, though Credly refuses to revoke twice", async () => {
  const { stand, award, revoke, reconcile, clock, recordOf } = await setup();
  const id = await award(1);
  await reconcile();
  await revoke(1);
  stand.trouble("lost");

  expect(await reconcile()).toEqual({ ...NOTHING_DONE, later: 1 });
  clock.now += 5 * MINUTE;
  expect(await reconcile()).toEqual({ ...NOTHING_DONE, revoked: 1 });
  expect(await recordOf(id)).toMatchObject({ state: "revoked", mirrorId: "credly-1", error: null });
});

test("a revocation that Credly refuses is none, and waits for a person once it is clear that it is none", async () => {
  const { stand, award, revoke, reconcile, resend, clock, recordOf } = await setup();
  const id = await award(1);
  await reconcile();
  await revoke(1);
  stand.trouble("refused", "down");

  expect(await reconcile()).toEqual({ ...NOTHING_DONE, later: 1 });
  clock.now += 5 * MINUTE;
  stand.trouble("refused");
  expect(await reconcile()).toEqual({ ...NOTHING_DONE, refused: 1 });
  expect(await recordOf(id)).toMatchObject({
    state: "refused",
    mirrorId: "credly-1",
    error: "Cannot revoke a badge: Credly answered 422, Badge was replaced",
  });
  expect(await resend(id)).toBe("revoked");
  expect(stand.badges.map(({ state }) => state)).toEqual(["revoked"]);
});

test("people without a known address are counted, asked about again in a day, and left out otherwise", async () => {
  const addresses = new Map<number, string>();
  const { stand, award, reconcile, mirrors, clock } = await setup({
    recipientOf: (person) => {
      const email = addresses.get(person);
      return Promise.resolve(email === undefined ? null : { email, name: "Maria da Silva" });
    },
  });
  await award(1);

  expect(await reconcile()).toEqual({ ...NOTHING_DONE, unaddressed: 1 });
  expect(await reconcile()).toEqual(NOTHING_DONE);
  expect(await mirrors.counts()).toEqual({ pending: 0, unaddressed: 1, refused: 0, issued: 0, revoked: 0 });

  addresses.set(1, "maria@example.com");
  clock.now += DAY;
  expect(await reconcile()).toEqual({ ...NOTHING_DONE, issued: 1 });
  expect(stand.badges[0]?.recipient_email).toBe("maria@example.com");
});

test("one person GitLab cannot tell about does not keep the badges of the others", async () => {
  const { award, reconcile } = await setup({
    recipientOf: (person) =>
      person === 1 ? Promise.reject(new Error("gone")) : Promise.resolve({ email: "b@example.com", name: "B C" }),
  });
  await award(1);
  await award(2);

  expect(await reconcile()).toEqual({ ...NOTHING_DONE, issued: 1, later: 1 });
});

test("the badge of a forgotten person is left alone, also when that happens meanwhile", async () => {
  const { stand, award, reconcile, people, recordOf } = await setup();
  const ids = [await award(1), await award(2)];
  await reconcile();
  ids.push(await award(3), await award(4));
  await people.forgetPerson(1);

  const tally = await reconcile({
    // While the third is asked about, the third and the fourth are forgotten.
    recipientOf: async (person) => {
      await people.forgetPerson(4);
      await people.forgetPerson(person);
      return null;
    },
  });

  expect(tally).toEqual({ ...NOTHING_DONE, unaddressed: 1 });
  const records = await Promise.all(ids.map(recordOf));
  expect(records.map((record) => record?.state ?? null)).toEqual([null, "issued", null, null]);
  expect(stand.badges.map(({ state }) => state)).toEqual(["pending", "pending"]);
});

test("what Credly refuses waits until somebody asks to send it again", async () => {
  const { stand, award, reconcile, resend, recordOf, clock, logged } = await setup();
  const id = await award(1);
  stand.archived.add("template-1");
  const reason = "Cannot issue a badge: Credly answered 422, Validation failed; Badge template is archived";

  expect(await reconcile()).toEqual({ ...NOTHING_DONE, refused: 1 });
  expect(await recordOf(id)).toMatchObject({ state: "refused", error: reason });
  expect(logged.join()).toContain(reason);
  expect(logged.join()).not.toContain(id);
  clock.now += 30 * DAY;
  expect(await reconcile()).toEqual(NOTHING_DONE);

  stand.archived.clear();
  expect(await resend(id)).toBe("issued");
  expect(await resend(id)).toBe("nothing");
  expect(await resend("no-such-badge")).toBe("unknown");
  expect(stand.badges).toHaveLength(1);
});

test("resend() does not wait for the time of the next try", async () => {
  const { stand, award, reconcile, resend } = await setup();
  const id = await award(1);
  stand.trouble("down");
  await reconcile();

  expect(await resend(id)).toBe("issued");
});

test("a badge somebody revoked at the mirror is not issued anew: a person has to look", async () => {
  const { stand, award, reconcile, mirrors, recordOf } = await setup();
  const id = await award(1);
  await reconcile();
  const [badge] = stand.badges;
  if (badge) badge.state = "revoked";
  await mirrors.save(id, { state: "pending", mirrorId: null, error: null, attempts: 1, nextTryAt: null });

  expect(await reconcile()).toEqual({ ...NOTHING_DONE, refused: 1 });
  expect(await recordOf(id)).toMatchObject({ state: "refused", mirrorId: "credly-1" });
  expect(stand.badges).toHaveLength(1);
});

test("a mirror that is down is asked three times and then left alone until the next run", async () => {
  const { stand, award, reconcile, clock } = await setup();
  for (const number of [1, 2, 3, 4, 5]) await award(number);
  stand.trouble("down", "down", "down");

  expect(await reconcile()).toEqual({ ...NOTHING_DONE, later: 3 });
  expect(stand.requests).toHaveLength(3);
  expect(await reconcile()).toEqual({ ...NOTHING_DONE, issued: 2 });
  clock.now += 5 * MINUTE;
  expect(await reconcile()).toEqual({ ...NOTHING_DONE, issued: 3 });
});

test("two runs and a wish at once issue each badge once", async () => {
  const { stand, award, ports, clock } = await setup();
  stand.state.mayRepeat = true;
  const id = await award(1);
  const mirroring = createMirroring(ports);
  const now = new Date(clock.now);

  await Promise.all([mirroring.reconcile(now), mirroring.resend(id, now), mirroring.reconcile(now)]);

  expect(stand.badges).toHaveLength(1);
});

test("neither the token nor an address is in anything that is kept or logged", async () => {
  const { stand, award, ports, reconcile, recordOf, logged } = await setup();
  const wrong = "another-token-9876543210";
  const mirror = createCredly({ url: stand.url, organizationId: ORGANIZATION, token: wrong });
  const first = await award(1);
  await reconcile({ mirror });
  const second = await award(2);
  // Credly already gave this badge to her, by hand: its refusal quotes her.
  await ports.mirror?.issue({
    badgeId: "by-hand",
    template: "template-1",
    recipient: { email: "person2@example.com", name: "Person 2" },
    issuedAt: at,
    validUntil: null,
  });
  await reconcile();

  const kept = JSON.stringify([await recordOf(first), await recordOf(second), logged]);
  expect(kept).toContain("look at CREDLY_TOKEN");
  expect(kept).toContain("already has this badge");
  expect(kept).not.toMatch(/another-token|YW5vdGhlci10b2tlb|credly-token|example\.com|Person/);
});

test("whatever is lost and whenever it crashes, in the end each badge is there once and says the same", async () => {
  const ids = ["one", "two", "three"];
  const trouble = fc.constantFrom<Trouble | null>(null, null, "lost", "down", "busy", "odd", "blind");
  const run = fc.record({
    troubles: fc.array(trouble, { maxLength: 8 }),
    diesAt: fc.option(fc.integer({ min: 1, max: 6 })),
    revokes: fc.option(fc.constantFrom(...ids)),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(run, { minLength: 1, maxLength: 4 }), async (runs) => {
      const stand = await startCredly();
      // Nothing at Credly helps.
      stand.state.mayRepeat = true;
      const clock = { now: at.getTime() };
      const credly = { url: stand.url, organizationId: ORGANIZATION, token: CREDLY_TOKEN, now: () => clock.now };
      const { badges, mirrors, revoked } = inMemory(ids);
      const reconcile = (store: MirrorsPort): Promise<MirrorTally> => {
        const ports = { ...PORTS, badges, mirrors: store, mirror: createCredly(credly) };
        return createMirroring(ports).reconcile(new Date(clock.now));
      };

      for (const { troubles, diesAt, revokes } of runs) {
        stand.trouble(...troubles);
        await reconcile(dyingAt(mirrors, diesAt ?? 0)).catch(() => null);
        if (revokes !== null) revoked.add(revokes);
        clock.now += 2 * DAY;
      }
      stand.calm();
      await reconcile(mirrors);

      for (const id of ids) {
        const states = stand.badges.filter((badge) => badge.issuer_earner_id === id).map(({ state }) => state);
        expect(states.length).toBeLessThanOrEqual(1);
        // One that was revoked before it went there never does.
        expect(states.includes("pending")).toBe(!revoked.has(id));
      }
      expect(await reconcile(mirrors)).toEqual(NOTHING_DONE);
      await stand.stop();
    }),
  );
});
