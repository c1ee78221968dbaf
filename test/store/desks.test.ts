import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import type { NewDeskFact } from "../../src/domain/desk/desk.ts";
import { createActions } from "../../src/store/actions.ts";
import { createInbox } from "../../src/store/inbox.ts";
import { decodeDeskFact, encodeFact } from "../../src/store/journal-codec.ts";
import { createJournal } from "../../src/store/journal.ts";
import type { ReviewRecord } from "../../src/workflow/ports/store-port.ts";
import { arbitraryDeskBodies, arbitraryDeskFacts, arbitraryWatch } from "../support/arbitrary-fact.ts";
import { deskRecord, ISSUE, reviewRecord, WATCH } from "../support/review-record.ts";
import { STORES } from "../support/store.ts";

const at = new Date("2026-03-02T09:00:00.123Z");
const desk = deskRecord();
const opened: NewDeskFact = {
  kind: "desk-opened",
  key: "k-1",
  at,
  programId: "migration-onboarding",
  by: 4,
  isLocal: false,
};
const withdrawn: NewDeskFact = { kind: "offer-withdrawn", key: "k-2", at, offer: 1, by: 4, reason: "\0 ill \uD800" };

test("decodeDeskFact() gives back what encodeFact() was given, of every kind", () => {
  const bodies = Object.entries(arbitraryDeskBodies).map(([kind, fields]) => fields.map((rest) => ({ kind, ...rest })));
  fc.assert(
    fc.property(fc.oneof(...bodies), (body) => {
      const encoded = encodeFact({ ...body, key: "k", at } as NewDeskFact);

      expect(decodeDeskFact(encoded.kind, encoded.body, () => encoded.text?.text ?? null)).toEqual(body);
    }),
    { numRuns: 300 },
  );
});

test("decodeDeskFact() refuses what only an enrollment keeps", () => {
  expect(() => decodeDeskFact("certified", "{}", () => null)).toThrow(
    expect.objectContaining({ code: "JOURNAL_BROKEN" }),
  );
});

describe.each(STORES)("on $name", ({ openTestDatabase }) => {
  async function setup() {
    const database = await openTestDatabase();
    return { database, journal: createJournal(database, () => 5000) };
  }

  function enrollment(issueIid: number, change: Partial<ReviewRecord> = {}): ReviewRecord {
    return reviewRecord({ enrollmentId: `e-${issueIid}`, issue: { projectId: 7, issueIid }, ...change });
  }

  test("findDesk() gives facts in order and the watch as they were written", async () => {
    const { journal } = await setup();

    await journal.commitDesk(deskRecord({ facts: [opened] }));
    await journal.commitDesk(deskRecord({ afterSeq: 1, facts: [opened, withdrawn], watch: { ...WATCH, labels: [] } }));

    expect(await journal.findDesk(desk.issue)).toEqual({
      id: "desk-1",
      facts: [
        { ...opened, seq: 1 },
        { ...withdrawn, seq: 2 },
      ],
      watch: { ...WATCH, labels: [] },
    });
  });

  test("a desk is no enrollment, and an enrollment no desk", async () => {
    const { journal } = await setup();
    await journal.commitDesk(deskRecord({ facts: [opened] }));
    await journal.commit(reviewRecord({ candidate: 3, coordinator: 4 }));

    expect(await journal.find(desk.issue)).toBeNull();
    expect(await journal.get("desk-1")).toBeNull();
    expect(await journal.findDesk(ISSUE)).toBeNull();
    expect((await journal.get("e-1"))?.id).toBe("e-1");
    expect(await journal.get("e-2")).toBeNull();
  });

  test("commitDesk() plans actions and ends the deliveries it took in", async () => {
    const { database, journal } = await setup();
    const inbox = createInbox(database, () => 5000);
    await inbox.accept({ id: "d-1", receivedAt: 1, event: "Note Hook", headers: "{}", body: Buffer.from("{}") });
    const action = { key: "a-1", notBefore: at, action: { kind: "react", noteId: 9, emoji: "eyes" } } as const;

    await journal.commitDesk(deskRecord({ actions: [action], deliveries: ["d-1"] }));

    expect((await createActions(database).unfinished("desk-1")).map(({ key }) => key)).toEqual(["a-1"]);
    expect(await database.kysely.selectFrom("inbox").select("state").execute()).toEqual([{ state: "done" }]);
  });

  test("commitDesk() writes nothing on an issue that is somebody's enrollment, or on an older state", async () => {
    const { journal } = await setup();
    await journal.commit(reviewRecord());
    await journal.commitDesk(deskRecord({ facts: [opened] }));

    for (const change of [{ deskId: "desk-2", issue: ISSUE }, { facts: [withdrawn] }]) {
      await expect(journal.commitDesk(deskRecord(change))).rejects.toMatchObject({ code: "STORE_UNAVAILABLE" });
    }

    expect((await journal.findDesk(desk.issue))?.facts).toHaveLength(1);
    expect(await journal.findDesk(ISSUE)).toBeNull();
  });

  test("a desk is watched, woken and verified like an enrollment", async () => {
    const { database, journal } = await setup();
    await journal.commitDesk(deskRecord({ facts: [opened] }));

    await journal.saveWatch("desk-1", { ...WATCH, userNotesCount: 8 }, new Date(20));

    expect(await journal.due(new Date(20), 10)).toEqual([desk.issue]);
    expect((await journal.snapshots(7, [100])).get(100)?.userNotesCount).toBe(8);
    expect(await journal.verifyAll()).toEqual([]);
    await database.kysely.updateTable("facts").set({ at: 1 }).execute();
    expect(await journal.verifyAll()).toMatchObject([{ enrollmentId: "desk-1", seq: 1 }]);
  });

  test("deskOf() gives the first that was opened and is not closed", async () => {
    const { journal } = await setup();
    const second = { deskId: "desk-2", issue: { projectId: 7, issueIid: 90 } };
    expect(await journal.deskOf("migration-onboarding")).toBeNull();
    await journal.commitDesk(desk);
    await journal.commitDesk(deskRecord(second));
    await journal.commitDesk(deskRecord({ deskId: "d-3", issue: { projectId: 7, issueIid: 80 }, programId: "other" }));

    expect(await journal.deskOf("migration-onboarding")).toEqual({ id: "desk-1", issue: desk.issue });
    await journal.commitDesk(deskRecord({ isOpen: false }));
    expect(await journal.deskOf("migration-onboarding")).toEqual({ id: "desk-2", issue: second.issue });
  });

  test("openLoad() counts what each looks after in one program, and nothing that is over", async () => {
    const { journal } = await setup();
    await journal.commit(enrollment(1, { coordinator: 4 }));
    await journal.commit(enrollment(2, { coordinator: 4 }));
    await journal.commit(enrollment(3, { coordinator: 4, isOpen: false }));
    await journal.commit(enrollment(4, { coordinator: 4, programId: "other" }));
    await journal.commit(enrollment(5, { coordinator: 5 }));
    await journal.commit(enrollment(6));
    await journal.commitDesk(desk);

    expect(await journal.openLoad("migration-onboarding", [4, 5, 6, 4])).toEqual(
      new Map([
        [4, 2],
        [5, 1],
        [6, 0],
      ]),
    );
    expect(await journal.openLoad("migration-onboarding", [])).toEqual(new Map());
  });

  test("lookedAfterBy() and openOf() list open enrollments, oldest first", async () => {
    const { journal } = await setup();
    await journal.commit(enrollment(9, { coordinator: 4, candidate: 3 }));
    await journal.commit(enrollment(2, { coordinator: 4 }));
    await journal.commit(enrollment(3, { coordinator: 4, candidate: 3, isOpen: false }));
    await journal.commit(enrollment(4, { coordinator: 5, candidate: 3 }));

    const ref = (issueIid: number, candidate: number | null) => ({
      id: `e-${issueIid}`,
      issue: { projectId: 7, issueIid },
      candidate,
    });
    expect(await journal.lookedAfterBy("migration-onboarding", 4)).toEqual([ref(9, 3), ref(2, null)]);
    expect(await journal.openOf("migration-onboarding", 3)).toEqual([ref(9, 3), ref(4, 3)]);
    expect(await journal.openOf("other", 3)).toEqual([]);
  });

  test("waiting() gives what the last review of each enrollment left, longest first", async () => {
    const { journal } = await setup();
    const lead = { engagement: "lead", since: new Date(30), days: [], method: null, language: null };
    const wish = { days: [{ from: "2026-12-01", to: "2026-12-04" }], method: "congregate", language: "pt-BR" };
    const shadow = { engagement: "shadow", since: new Date(20), ...wish };
    await journal.commit(enrollment(1, { waiting: [lead, shadow] }));
    await journal.commit(enrollment(2, { waiting: [{ ...lead, since: new Date(10) }], candidate: 3, coordinator: 4 }));
    await journal.commit(enrollment(3, { waiting: [lead], programId: "other" }));
    await journal.commit(enrollment(1, { waiting: [{ ...shadow, since: new Date(5) }] }));

    const ref = (issueIid: number, candidate: number | null) => ({
      id: `e-${issueIid}`,
      issue: { projectId: 7, issueIid },
      candidate,
    });
    expect(await journal.waiting("migration-onboarding")).toEqual([
      { ...shadow, since: new Date(5), enrollment: ref(1, null), coordinator: null },
      { ...lead, since: new Date(10), enrollment: ref(2, 3), coordinator: 4 },
    ]);
  });

  test("commitDesk() and findDesk() keep any facts", async () => {
    const { journal } = await setup();
    let issueIid = 0;
    await fc.assert(
      fc.asyncProperty(arbitraryDeskFacts, arbitraryWatch, async (facts, watch) => {
        const issue = { projectId: 7, issueIid: (issueIid += 1) };
        const deskId = `desk-${issueIid}`;

        await journal.commitDesk(deskRecord({ deskId, issue, facts, watch }));

        const numbered = facts.map((fact, index) => ({ ...fact, seq: index + 1 }));
        expect(await journal.findDesk(issue)).toEqual({ id: deskId, facts: numbered, watch });
        expect(await journal.verifyChain(deskId)).toEqual({ ok: true });
      }),
      { numRuns: 40 },
    );
  });
});
