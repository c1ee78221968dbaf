import { describe, expect, onTestFinished, test } from "vitest";

import { openBadging } from "../../../src/badging.ts";
import { fold } from "../../../src/domain/enrollment/enrollment.ts";
import type { NewFact } from "../../../src/domain/enrollment/fact.ts";
import { BotError } from "../../../src/domain/error.ts";
import { createProofs } from "../../../src/signing/proofs.ts";
import { openStores, type Stores } from "../../../src/store/stores.ts";
import { issueBadge, type IssuePorts } from "../../../src/workflow/badge/issue-badge.ts";
import type { Issuing } from "../../../src/workflow/badge/issuing.ts";
import { GitLabFailure } from "../../../src/workflow/ports/gitlab-port.ts";
import type { StoredBadge } from "../../../src/workflow/ports/badge-port.ts";
import { SHIPPED } from "../../domain/enrollment/support.ts";
import { ISSUER, ISSUER_URL, putKeys } from "../../support/issuer.ts";
import { createMortal } from "../../support/killable.ts";
import { temporaryDirectory } from "../../support/open-store.ts";
import { ISSUE, reviewRecord } from "../../support/review-record.ts";

const CERTIFIED_AT = new Date("2026-11-22T09:00:00.250Z");
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const ENROLLMENT = "e-1";
const KEY = "e-1-issue-badge";

const EMAIL_AWAY = new GitLabFailure("GITLAB_UNAVAILABLE", "Cannot GET /users/:id: it answers 500", {
  status: 500,
  ambiguous: false,
  retryAfterMs: null,
});
const EMAIL_REFUSED = new GitLabFailure("GITLAB_REFUSED", "Cannot GET /users/:id: it answers 403", {
  status: 403,
  ambiguous: false,
  retryAfterMs: null,
});

/** Somebody was just certified, and the badge is planned. */
async function setup() {
  const dataDir = temporaryDirectory();
  await putKeys(dataDir);
  const stores = await openStores(dataDir);
  onTestFinished(() => stores.close());
  const clock = { now: CERTIFIED_AT.getTime() + 1000 };
  const now = (): Date => new Date(clock.now);
  const badge = {
    issuerName: ISSUER.BADGE_ISSUER_NAME,
    issuerUrl: null,
    url: ISSUER_URL,
    isDemo: false,
    keysFile: null,
  };
  const issuing = await openBadging({ config: { badge, dataDir }, stores, now });
  if (issuing === null) throw new Error("Cannot issue badges: there is no issuer");
  const person =
    (await stores.people.remember([{ userId: 501, username: "msilva", name: "Maria Silva" }])).get(501) ?? 0;
  const logged: string[] = [];
  const counted: string[] = [];
  const ports: IssuePorts = {
    badges: stores.badges,
    issuing,
    mirroring: null,
    actions: stores.actions,
    people: stores.people,
    gitlab: { emailOf: async () => "maria@example.com" },
    now,
    log: { debug() {}, info() {}, warn() {}, error: (message) => void logged.push(message) },
    count: (what) => void counted.push(what),
  };
  const facts: NewFact[] = [];
  let plans = 0;

  /** Write down what happened, and that a badge follows from it. */
  async function record(...happened: readonly NewFact[]): Promise<void> {
    plans += 1;
    await stores.journal.commit(
      reviewRecord({
        afterSeq: facts.length,
        facts: happened,
        candidate: person,
        actions: [{ key: plans === 1 ? KEY : `${KEY}-${plans}`, notBefore: now(), action: { kind: "issue-badge" } }],
      }),
    );
    facts.push(...happened);
  }

  await record(
    {
      kind: "enrolled",
      key: "enrolled",
      at: CERTIFIED_AT,
      programId: SHIPPED.id,
      version: SHIPPED.version,
      issue: ISSUE,
      issueId: 1012,
      author: person,
      audience: null,
      adopted: false,
    },
    { kind: "candidate-set", key: "candidate", at: CERTIFIED_AT, person, source: "assignee" },
    { kind: "certified", key: "certified", at: CERTIFIED_AT },
  );

  return {
    stores,
    ports,
    issuing,
    clock,
    logged,
    counted,
    person,
    record,
    issue: (changed: Partial<IssuePorts> = {}) => issueAgain(stores, { ...ports, ...changed }),
    badges: () => stores.badges.list(0, 10),
  };
}

/** As a review does it. */
async function issueAgain(stores: Stores, ports: IssuePorts): Promise<void> {
  const stored = await stores.journal.find(ISSUE);
  const enrollment = fold(stored?.facts ?? []);
  if (enrollment === null) throw new Error("Cannot issue a badge: nobody is enrolled");
  await issueBadge(
    ports,
    { id: ENROLLMENT, enrollment, program: SHIPPED },
    await stores.actions.unfinished(ENROLLMENT),
  );
}

/** When the badge is tried again; `null` when nothing is left to do. */
async function dueAt(stores: Stores): Promise<Date | null> {
  return (await stores.actions.unfinished(ENROLLMENT))[0]?.notBefore ?? null;
}

/** Keys that cannot sign, until they are mended. */
function broken(issuing: Issuing, times = Number.POSITIVE_INFINITY): Issuing {
  let left = times;
  return {
    ...issuing,
    signing: {
      ...issuing.signing,
      async signBadge(body) {
        left -= 1;
        if (left >= 0) throw new TypeError("Cannot sign: the disk with the keys is gone");
        return await issuing.signing.signBadge(body);
      },
    },
  };
}

const placeOf = ({ id, statusList, statusIndex, subjectId }: StoredBadge): object => ({
  id,
  statusList,
  statusIndex,
  subjectId,
});

describe("a process that dies", () => {
  test("at any call leaves one badge behind, at the address that was reserved, signed once", async () => {
    let died = 0;
    for (let call = 1; ; call += 1) {
      const { stores, ports, issuing, clock, badges } = await setup();
      const { mortal, isOver } = dyingAt(call);
      await Promise.race([
        issueAgain(stores, {
          ...ports,
          badges: mortal.wrap(ports.badges),
          actions: mortal.wrap(ports.actions),
          people: mortal.wrap(ports.people),
          gitlab: mortal.wrap(ports.gitlab),
          issuing: { ...mortal.wrap(issuing), signing: mortal.wrap(issuing.signing) },
        }),
        mortal.death,
      ]);
      const [atDeath] = await badges();
      clock.now += HOUR;

      await issueAgain(stores, ports);

      const [left, ...others] = await badges();
      expect(others).toEqual([]);
      expect(left?.signed).not.toBeNull();
      expect(left).toEqual({ ...left, ...(atDeath?.signed === null ? placeOf(atDeath) : atDeath) });
      expect(await dueAt(stores)).toBeNull();
      if (isOver()) break;
      died += 1;
    }
    // Before and after: register, freeze, person, address of GitLab, reserve, hash of the journal, signing, two writes.
    expect(died).toBeGreaterThan(20);
  });

  test("and a clock that went on sign nothing anew that may have been seen", async () => {
    const { stores, ports, clock, badges } = await setup();
    const mortal = { ...ports.actions, done: async () => Promise.reject(new Error("killed")) };
    await issueAgain(stores, { ...ports, actions: mortal });
    const [seen] = await badges();
    clock.now += 2 * HOUR;

    await issueAgain(stores, ports);

    expect(seen?.signed).not.toBeNull();
    expect(await badges()).toEqual([seen]);
  });
});

describe("two reviews of one enrollment at once, as when its issue moves", () => {
  test("make one badge, and the first signature counts", async () => {
    const { issue, issuing, badges, clock } = await setup();
    const slow: Issuing = {
      ...issuing,
      signing: {
        ...issuing.signing,
        async signBadge(body) {
          const early = await issuing.signing.signBadge(body);
          clock.now += 5000;
          await issue();
          return early;
        },
      },
    };

    await issue({ issuing: slow });

    const all = await badges();
    expect(all).toHaveLength(1);
    expect(all[0]?.signed?.at).toEqual(new Date(CERTIFIED_AT.getTime() + 6000));
    expect(all[0]?.signed?.json).toContain('"created":"2026-11-22T09:00:06');
  });
});

describe("keys that cannot sign", () => {
  test("throw nothing at the review, tell the operator, and the badge follows at the reserved address", async () => {
    const { issue, issuing, stores, clock, logged, counted, badges } = await setup();

    await issue({ issuing: broken(issuing) });
    const [reserved] = await badges();
    const again = await dueAt(stores);
    clock.now = again?.getTime() ?? 0;
    await issue();

    expect(logged).toEqual(["Cannot issue a badge now: it is tried again later"]);
    expect(counted).toEqual(["badge-postponed"]);
    expect(again).toEqual(new Date(CERTIFIED_AT.getTime() + 1000 + 5 * MINUTE));
    expect(reserved?.signed).toBeNull();
    const [issued, ...others] = await badges();
    expect(others).toEqual([]);
    expect(issued && placeOf(issued)).toEqual(reserved && placeOf(reserved));
    expect(createProofs(() => new Date(clock.now)).unpack(Buffer.from(issued?.signed?.json ?? "")).kind).toBe("json");
    expect(await dueAt(stores)).toBeNull();
  });

  test("are asked less and less often, at least once an hour, and never before it is time", async () => {
    const { issue, issuing, stores, clock, logged } = await setup();
    const waits: number[] = [];
    for (let round = 0; round < 6; round += 1) {
      await issue({ issuing: broken(issuing) });
      await issue({ issuing: broken(issuing) });
      const next = (await dueAt(stores))?.getTime() ?? 0;
      waits.push(Math.round((next - clock.now) / MINUTE));
      clock.now = next;
    }

    expect(waits).toEqual([5, 5, 10, 20, 40, 60]);
    expect(logged).toHaveLength(6);
  });

  test("keep a renewal waiting, and what holds until then stays", async () => {
    const { issue, issuing, record, person, clock, badges, stores } = await setup();
    await issue();
    const [first] = await badges();
    clock.now += 24 * HOUR;
    const renewedAt = new Date(clock.now);
    await record({ kind: "badge-renewed", key: "renewed", at: renewedAt, by: person });

    await issue({ issuing: broken(issuing) });
    const [meanwhile] = await badges();
    clock.now = (await dueAt(stores))?.getTime() ?? 0;
    await issue();

    const [renewed, ...others] = await badges();
    expect(meanwhile?.signed).toEqual(first?.signed);
    expect(others).toEqual([]);
    expect(renewed && placeOf(renewed)).toEqual(first && placeOf(first));
    expect([renewed?.signed?.validFrom, renewed?.awardedAt]).toEqual([renewedAt, CERTIFIED_AT]);
  });
});

describe("GitLab does not tell the address of the holder", () => {
  test.for([
    ["stumbles", EMAIL_AWAY, 9, "throws"],
    ["is away for long", EMAIL_AWAY, 10, "goes on"],
    ["refuses", EMAIL_REFUSED, 0, "goes on"],
  ] as const)("it %s: the review waits for it or not", async ([, failure, minutes, outcome]) => {
    const { issue, clock, badges, stores, logged } = await setup();
    clock.now = Math.max(clock.now, CERTIFIED_AT.getTime() + minutes * MINUTE);
    const gitlab = { emailOf: async () => Promise.reject(failure) };

    const review = issue({ gitlab }).then(
      () => "goes on",
      (error: unknown) => (error === failure ? "throws" : error),
    );

    expect(await review).toBe(outcome);
    // No badge without the address: nobody could add it later.
    expect(await badges()).toEqual([]);
    expect(logged).toHaveLength(outcome === "throws" ? 0 : 1);
    clock.now = Math.max(clock.now, (await dueAt(stores))?.getTime() ?? 0);
    await issue();
    expect((await badges())[0]?.recipients.map(({ type }) => type)).toEqual(["emailAddress", "userName"]);
  });

  test("two writers at once are for the next review, however late it is", async () => {
    const { issue, clock, ports } = await setup();
    clock.now += 24 * HOUR;
    const conflict = new BotError("STORE_UNAVAILABLE", "remote", "Cannot write: somebody else does");
    const badges = { ...ports.badges, reserve: async () => Promise.reject(conflict) };

    await expect(issue({ badges })).rejects.toBe(conflict);
  });
});

test("a revoked certification, or a holder who was forgotten, gets no badge, and nothing is left to do", async () => {
  const revoked = await setup();
  await revoked.record({ kind: "badge-revoked", key: "revoked", at: CERTIFIED_AT, by: revoked.person, reason: null });
  await revoked.issue();
  const forgotten = await setup();
  await forgotten.stores.people.forgetPerson(forgotten.person);
  await forgotten.issue();

  expect([await revoked.badges(), await dueAt(revoked.stores)]).toEqual([[], null]);
  expect([await forgotten.badges(), await dueAt(forgotten.stores)]).toEqual([[], null]);
});

/** Dies at this call, counted from 1; each call is two moments, before it and after it. */
function dyingAt(moment: number) {
  let passed = 0;
  const mortal = createMortal(() => {
    passed += 1;
    return passed === moment ? 0 : 1;
  }, 0.5);
  return { mortal, isOver: () => passed < moment };
}
