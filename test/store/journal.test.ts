import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import type { NewFact } from "../../src/domain/enrollment/fact.ts";
import type { Database } from "../../src/store/database.ts";
import { createActions } from "../../src/store/actions.ts";
import { createInbox } from "../../src/store/inbox.ts";
import { decodeFact, encodeFact } from "../../src/store/journal-codec.ts";
import { createJournal } from "../../src/store/journal.ts";
import { decodeWatch, encodeWatch } from "../../src/store/watch-codec.ts";
import type { ReviewRecord } from "../../src/workflow/ports/store-port.ts";
import { arbitraryBodies, arbitraryFacts, arbitraryWatch } from "../support/arbitrary-fact.ts";
import { ISSUE, reviewRecord, WATCH } from "../support/review-record.ts";
import { STORES } from "../support/store.ts";

const at = new Date("2026-03-02T09:00:00.123Z");
const claimed: NewFact = { kind: "task-claimed", key: "k-1", at, task: "shadow", by: 3 };
const declined: NewFact = { kind: "task-declined", key: "k-2", at, task: "shadow", by: 4, reason: "not \0 yet \uD800" };
const certified: NewFact = { kind: "certified", key: "k-3", at };

test("decodeFact() gives back what encodeFact() was given, of every kind", () => {
  const bodies = Object.entries(arbitraryBodies).map(([kind, fields]) => fields.map((rest) => ({ kind, ...rest })));
  fc.assert(
    fc.property(fc.oneof(...bodies), (body) => {
      const encoded = encodeFact({ ...body, key: "k", at } as NewFact);

      expect(decodeFact(encoded.kind, encoded.body, () => encoded.text?.text ?? null)).toEqual(body);
    }),
    { numRuns: 500 },
  );
});

test("decodeWatch() gives back what encodeWatch() was given", () => {
  fc.assert(
    fc.property(arbitraryWatch, (watch) => {
      expect(decodeWatch(encodeWatch(watch))).toEqual(watch);
    }),
    { numRuns: 300 },
  );
});

test("encodeFact() keeps free text and what does not belong to the kind out of the body", () => {
  const heard = {
    kind: "command-heard",
    key: "k",
    at,
    noteId: 5,
    by: 4,
    command: "decline shadow @ada was late",
    outcome: "done",
    username: "ada",
  } satisfies NewFact & { username: string };

  const { body, text } = encodeFact(heard);

  expect(JSON.parse(body)).toEqual({ noteId: 5, by: 4, command: { hash: text?.hash }, outcome: "done" });
  expect(text).toMatchObject({ author: 4, text: "decline shadow @ada was late" });
});

test.for<[why: string, kind: string, body: string]>([
  ["kind", "task-forgotten", "{}"],
  ["inherited word", "constructor", "{}"],
  ["body", "task-claimed", '{"task":7,"by":null}'],
  ["text that is no hash", "task-declined", '{"task":"shadow","by":4,"reason":"not yet"}'],
  ["JSON", "certified", "{"],
])("decodeFact() refuses an unknown %s", ([, kind, body]) => {
  expect(() => decodeFact(kind, body, () => null)).toThrow(expect.objectContaining({ code: "JOURNAL_BROKEN" }));
});

test("encodeFact() refuses a fact that could not be read back", () => {
  const broken = { ...claimed, by: Number.NaN } as NewFact;

  expect(() => encodeFact(broken)).toThrow(expect.objectContaining({ code: "JOURNAL_BROKEN" }));
});

describe.each(STORES)("on $name", ({ openTestDatabase }) => {
  async function setup(...reviews: ReviewRecord[]) {
    const database = await openTestDatabase();
    const journal = createJournal(database, () => 5000);
    for (const review of reviews) await journal.commit(review);
    return { database, journal };
  }

  test("find() gives facts in order and the watch as they were written", async () => {
    const { journal } = await setup(
      reviewRecord({ facts: [claimed, declined] }),
      reviewRecord({ afterSeq: 2, facts: [certified], watch: { ...WATCH, description: "\0 \uDFFF" } }),
    );

    expect(await journal.find(ISSUE)).toEqual({
      id: "e-1",
      facts: [
        { ...claimed, seq: 1 },
        { ...declined, seq: 2 },
        { ...certified, seq: 3 },
      ],
      watch: { ...WATCH, description: "\0 \uDFFF" },
    });
    expect(await journal.find({ ...ISSUE, issueIid: 13 })).toBeNull();
  });

  test("find() refuses a journal with a hole", async () => {
    const { database, journal } = await setup(reviewRecord({ facts: [claimed, declined, certified] }));
    await database.kysely.deleteFrom("facts").where("seq", "=", 2).execute();

    await expect(journal.find(ISSUE)).rejects.toMatchObject({ code: "JOURNAL_BROKEN" });
  });

  test("commit() leaves out facts the journal has already, without a gap", async () => {
    const { journal } = await setup(reviewRecord({ facts: [claimed] }));

    await journal.commit(reviewRecord({ afterSeq: 1, facts: [{ ...claimed, task: "lead" }, certified, certified] }));

    const stored = await journal.find(ISSUE);
    expect(stored?.facts).toEqual([
      { ...claimed, seq: 1 },
      { ...certified, seq: 2 },
    ]);
    expect(await journal.verifyChain("e-1")).toEqual({ ok: true });
  });

  test("commit() plans actions once and ends the deliveries it took in", async () => {
    const { database, journal } = await setup();
    const inbox = createInbox(database, () => 5000);
    const head = { receivedAt: 1, event: "Issue Hook", headers: "{}", body: Buffer.from("{}") };
    await inbox.accept({ id: "d-1", ...head });
    await inbox.accept({ id: "d-2", ...head });
    await inbox.route("d-1", { ...ISSUE, kind: "issue" });
    const action = { key: "a-1", notBefore: at, action: { kind: "close" } } as const;

    await journal.commit(reviewRecord({ actions: [action], deliveries: ["d-1"] }));
    await journal.commit(reviewRecord({ actions: [{ ...action, notBefore: new Date(0) }], deliveries: ["d-1"] }));

    const planned = await createActions(database).unfinished("e-1");
    expect(planned).toEqual([
      {
        ...action,
        state: "planned",
        attemptedAt: null,
        noteId: null,
        askedPerson: null,
        doneAt: null,
      },
    ]);
    const rows = await database.kysely.selectFrom("inbox").select(["id", "state", "done_at"]).orderBy("seq").execute();
    expect(rows).toEqual([
      { id: "d-1", state: "done", done_at: 5000 },
      { id: "d-2", state: "new", done_at: null },
    ]);
  });

  test.for<[why: string, review: Partial<ReviewRecord>]>([
    ["starts from an older fact", { afterSeq: 0 }],
    ["starts from a fact nobody wrote", { afterSeq: 2 }],
    ["is of another enrollment on the same issue", { enrollmentId: "e-2" }],
  ])("commit() writes nothing when the review %s", async ([, change]) => {
    const { database, journal } = await setup(reviewRecord({ facts: [claimed] }));
    const before = await contents(database);
    const action = { key: "a-1", notBefore: at, action: { kind: "close" } } as const;

    const attempt = journal.commit(
      reviewRecord({ facts: [certified], actions: [action], watch: { ...WATCH, state: "closed" }, ...change }),
    );

    await expect(attempt).rejects.toMatchObject({ code: "STORE_UNAVAILABLE", retryable: true });
    expect(await contents(database)).toEqual(before);
  });

  test.for<[who: string, first: Partial<ReviewRecord>, second: Partial<ReviewRecord>]>([
    ["one new enrollment", {}, {}],
    ["two new enrollments on one issue", {}, { enrollmentId: "e-2" }],
  ])("commit() lets one of two at once win: %s", async ([, first, second]) => {
    const { journal } = await setup();

    const outcomes = await Promise.allSettled([
      journal.commit(reviewRecord({ facts: [claimed], wakeAt: new Date(1), ...first })),
      journal.commit(reviewRecord({ facts: [certified, declined], wakeAt: new Date(2), ...second })),
    ]);

    expect(outcomes.map(({ status }) => status)).toEqual(["fulfilled", "rejected"]);
    expect(await journal.find(ISSUE)).toEqual({ id: "e-1", facts: [{ ...claimed, seq: 1 }], watch: WATCH });
    expect(await journal.due(new Date(5), 10)).toEqual([ISSUE]);
    expect(await journal.verifyAll()).toEqual([]);
  });

  test("commit() leaves nothing behind when something fails in its middle", async () => {
    const { database, journal } = await setup(reviewRecord({ facts: [claimed] }));
    const before = await contents(database);
    const unwritable = { key: "a-1", notBefore: new Date(Number.NaN), action: { kind: "close" } } as const;

    await expect(
      journal.commit(reviewRecord({ afterSeq: 1, facts: [declined], actions: [unwritable] })),
    ).rejects.toThrow("NOT NULL");

    expect(await contents(database)).toEqual(before);
    await journal.commit(reviewRecord({ afterSeq: 1, facts: [declined] }));
    expect(await journal.verifyChain("e-1")).toEqual({ ok: true });
  });

  test("commit() follows an issue that moved", async () => {
    const { journal } = await setup(reviewRecord({ facts: [claimed], movedToIssueId: 900, isOpen: true }));
    const moved = { projectId: 8, issueIid: 1 };

    expect((await journal.findMovedTo(900))?.id).toBe("e-1");
    expect(await journal.findMovedTo(901)).toBeNull();
    await journal.commit(reviewRecord({ afterSeq: 1, facts: [certified], issue: moved }));

    expect(await journal.find(ISSUE)).toBeNull();
    expect((await journal.find(moved))?.facts).toHaveLength(2);
    expect(await journal.findMovedTo(900)).toBeNull();
  });

  test("openOf() lists a person's open enrollments of one program, oldest first", async () => {
    const other = (issueIid: number, change: Partial<ReviewRecord>) =>
      reviewRecord({ enrollmentId: `e-${issueIid}`, issue: { projectId: 7, issueIid }, candidate: 3, ...change });
    const { journal } = await setup(
      other(30, {}),
      other(20, {}),
      other(21, { isOpen: false }),
      other(22, { candidate: 4 }),
      other(23, { programId: "other" }),
    );

    expect(await journal.openOf("migration-onboarding", 3)).toEqual([
      { id: "e-30", issue: { projectId: 7, issueIid: 30 }, candidate: 3 },
      { id: "e-20", issue: { projectId: 7, issueIid: 20 }, candidate: 3 },
    ]);
  });

  test("knownKeys() answers for more keys than one statement takes, of one enrollment only", async () => {
    const facts = Array.from({ length: 1200 }, (_, index): NewFact => ({ kind: "reopened", key: `k-${index}`, at }));
    const { journal } = await setup(
      reviewRecord({ facts }),
      reviewRecord({
        enrollmentId: "e-2",
        issue: { projectId: 7, issueIid: 13 },
        facts: [{ ...certified, key: "mine" }],
      }),
    );

    const known = await journal.knownKeys("e-1", [...facts.map(({ key }) => key), "mine", "k-1200"]);

    expect(known).toEqual(new Set(facts.map(({ key }) => key)));
    expect(await journal.knownKeys("e-1", [])).toEqual(new Set());
  });

  test("saveWatch() changes what was seen and when to wake, and no fact", async () => {
    const { journal } = await setup(reviewRecord({ facts: [claimed], wakeAt: new Date(10) }));
    const watch = { ...WATCH, description: "x".repeat(1024 * 1024), unreachableSince: at };

    await journal.saveWatch("e-1", watch, null);

    expect(await journal.find(ISSUE)).toEqual({ id: "e-1", facts: [{ ...claimed, seq: 1 }], watch });
    expect(await journal.due(new Date(10), 10)).toEqual([]);
  });

  test("due() gives the longest waiting first, up to the limit", async () => {
    const waiting = (issueIid: number, wakeAt: number | null) =>
      reviewRecord({
        enrollmentId: `e-${issueIid}`,
        issue: { projectId: 7, issueIid },
        wakeAt: wakeAt === null ? null : new Date(wakeAt),
      });
    const { journal } = await setup(waiting(1, 30), waiting(2, 10), waiting(3, null), waiting(4, 20));

    const iids = async (now: number, limit: number) =>
      (await journal.due(new Date(now), limit)).map(({ issueIid }) => issueIid);
    expect(await iids(9, 10)).toEqual([]);
    expect(await iids(20, 10)).toEqual([2, 4]);
    expect(await iids(30, 2)).toEqual([2, 4]);
  });

  test("snapshots() gives what the sweep compares, by number of the issue", async () => {
    const { journal } = await setup(
      reviewRecord(),
      reviewRecord({ enrollmentId: "e-2", issue: { projectId: 8, issueIid: 13 } }),
    );

    const { issueUpdatedAt, description, labels, state, userNotesCount } = WATCH;
    expect(await journal.snapshots(7, [11, 12, 13])).toEqual(
      new Map([[12, { issueUpdatedAt, description, labels, state, userNotesCount }]]),
    );
    expect(await journal.snapshots(7, [])).toEqual(new Map());
  });

  test("commit() and find() keep any facts, written at once or in parts", async () => {
    const { journal } = await setup();
    let issueIid = 0;
    await fc.assert(
      fc.asyncProperty(arbitraryFacts, arbitraryWatch, fc.nat(5), async (facts, watch, cut) => {
        const issue = { projectId: 7, issueIid: (issueIid += 1) };
        const whose = { enrollmentId: `e-${issueIid}`, issue };
        const parts = [facts.slice(0, cut), facts.slice(cut)] as const;

        await journal.commit(reviewRecord({ ...whose, facts: parts[0] }));
        await journal.commit(reviewRecord({ ...whose, afterSeq: parts[0].length, facts: parts[1], watch }));

        const numbered = facts.map((fact, index) => ({ ...fact, seq: index + 1 }));
        expect(await journal.find(issue)).toEqual({ id: whose.enrollmentId, facts: numbered, watch });
        expect(await journal.verifyChain(whose.enrollmentId)).toEqual({ ok: true });
      }),
      { numRuns: 60 },
    );
  });
});

async function contents({ kysely }: Database) {
  return {
    enrollments: await kysely.selectFrom("enrollments").selectAll().execute(),
    facts: await kysely.selectFrom("facts").selectAll().execute(),
    texts: await kysely.selectFrom("texts").selectAll().execute(),
    actions: await kysely.selectFrom("actions").selectAll().execute(),
  };
}
