import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import type { Database } from "../../src/store/database.ts";
import { createJournal } from "../../src/store/journal.ts";
import type { FactsTable } from "../../src/store/tables.ts";
import { arbitraryFacts } from "../support/arbitrary-fact.ts";
import { reviewRecord } from "../support/review-record.ts";
import { STORES } from "../support/store.ts";

/** What somebody with a database client might do to the facts of one enrollment, at a place of their choice. */
const TAMPERINGS: readonly {
  readonly what: string;
  readonly change: (facts: readonly FactsTable[], place: number) => readonly FactsTable[];
  /** Where the check has to stop: `seq` of the first line that is wrong. */
  readonly foundAt: (place: number, length: number) => number;
}[] = [
  {
    what: "the body",
    change: (facts, place) => facts.with(place, { ...line(facts, place), body: `${line(facts, place).body} ` }),
    foundAt: (place) => place + 1,
  },
  {
    what: "the time",
    change: (facts, place) => facts.with(place, { ...line(facts, place), at: line(facts, place).at + 1 }),
    foundAt: (place) => place + 1,
  },
  {
    what: "the kind",
    change: (facts, place) => facts.with(place, { ...line(facts, place), kind: "else" }),
    foundAt: (place) => place + 1,
  },
  {
    what: "the key",
    change: (facts, place) => facts.with(place, { ...line(facts, place), key: "else" }),
    foundAt: (place) => place + 1,
  },
  {
    what: "the hash",
    change: (facts, place) => facts.with(place, { ...line(facts, place), hash: "f".repeat(64) }),
    foundAt: (place) => place + 1,
  },
  {
    what: "the order",
    change: (facts, place) =>
      numbered(facts.toSpliced(place, 1).toSpliced((place + 1) % facts.length, 0, line(facts, place))),
    foundAt: (place, length) => (place === length - 1 ? 1 : place + 1),
  },
  { what: "the number of facts", change: (facts, place) => facts.toSpliced(place, 1), foundAt: (place) => place + 1 },
  {
    what: "the number of facts, and closed the gap",
    change: (facts, place) => numbered(facts.toSpliced(place, 1)),
    foundAt: (place) => place + 1,
  },
  {
    what: "the number of facts by one more",
    change: (facts, place) => numbered(facts.toSpliced(place, 0, { ...line(facts, place), key: "one more" })),
    foundAt: (place) => place + 1,
  },
  {
    what: "the number of facts by one more at the end",
    change: (facts) => numbered([...facts, { ...line(facts, facts.length - 1), key: "one more" }]),
    foundAt: (_, length) => length + 1,
  },
];

describe.each(STORES)("on $name", ({ openTestDatabase }) => {
  test.for(TAMPERINGS)("verifyChain() finds it when somebody changed $what", async ({ change, foundAt }) => {
    const database = await openTestDatabase();
    const journal = createJournal(database);
    let issueIid = 0;
    await fc.assert(
      fc.asyncProperty(
        arbitraryFacts.filter((facts) => facts.length > 1),
        fc.nat(),
        async (facts, anywhere) => {
          issueIid += 1;
          const enrollmentId = `e-${issueIid}`;
          const place = anywhere % facts.length;
          await journal.commit(reviewRecord({ enrollmentId, issue: { projectId: 7, issueIid }, facts }));
          const before = await journal.verifyChain(enrollmentId);

          await rewrite(database, enrollmentId, (stored) => change(stored, place));

          expect(before).toEqual({ ok: true });
          expect(await journal.verifyChain(enrollmentId)).toMatchObject({
            ok: false,
            seq: foundAt(place, facts.length),
          });
        },
      ),
      { numRuns: 15 },
    );
  });

  test("verifyChain() finds a text that was changed, and misses none that was deleted", async () => {
    const database = await openTestDatabase();
    const journal = createJournal(database);
    const declined = { kind: "task-declined", at: new Date(1), task: "shadow", by: 4, reason: "not yet" } as const;
    await journal.commit(
      reviewRecord({
        facts: [
          { ...declined, key: "k-1" },
          { ...declined, key: "k-2" },
        ],
      }),
    );
    const bodies = await database.kysely.selectFrom("facts").select("body").orderBy("seq").execute();
    const [first = "", second = ""] = bodies.map(({ body }) => JSON.parse(body).reason.hash as string);

    await database.kysely.deleteFrom("texts").where("hash", "=", first).execute();
    const deleted = await journal.verifyChain("e-1");
    await database.kysely.updateTable("texts").set({ text: '"well done"' }).where("hash", "=", second).execute();

    expect(deleted).toEqual({ ok: true });
    expect(await journal.verifyAll()).toEqual([
      { enrollmentId: "e-1", seq: 2, why: "its text was changed after it was written" },
    ]);
  });

  test("verifyAll() names every broken journal and no other", async () => {
    const database = await openTestDatabase();
    const journal = createJournal(database);
    for (let issueIid = 1; issueIid <= 450; issueIid += 1) {
      await journal.commit(
        reviewRecord({
          enrollmentId: `e-${issueIid}`,
          issue: { projectId: 7, issueIid },
          facts: [{ kind: "certified", key: "k", at: new Date(1) }],
        }),
      );
    }
    await database.kysely.updateTable("facts").set({ at: 2 }).where("enrollment_id", "in", ["e-3", "e-444"]).execute();

    const broken = await journal.verifyAll();

    expect(broken.map(({ enrollmentId, seq }) => [enrollmentId, seq])).toEqual([
      ["e-3", 1],
      ["e-444", 1],
    ]);
    expect(await journal.verifyChain("e-451")).toMatchObject({ ok: false, seq: 0 });
  });
});

function line(facts: readonly FactsTable[], place: number): FactsTable {
  const fact = facts[place];
  if (!fact) throw new Error(`There is no fact at place ${place}`);
  return fact;
}

function numbered(facts: readonly FactsTable[]): readonly FactsTable[] {
  return facts.map((fact, index) => ({ ...fact, seq: index + 1 }));
}

async function rewrite(
  database: Database,
  enrollmentId: string,
  change: (facts: readonly FactsTable[]) => readonly FactsTable[],
): Promise<void> {
  await database.transaction(async (transaction) => {
    const facts = await transaction
      .selectFrom("facts")
      .selectAll()
      .where("enrollment_id", "=", enrollmentId)
      .orderBy("seq")
      .execute();
    await transaction.deleteFrom("facts").where("enrollment_id", "=", enrollmentId).execute();
    const rows = change(facts);
    await transaction.insertInto("facts").values(rows).execute();
  });
}
