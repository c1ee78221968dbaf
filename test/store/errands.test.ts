import { describe, expect, test } from "vitest";

import type { CommandEvent } from "../../src/domain/enrollment/event.ts";
import { createErrands } from "../../src/store/errands.ts";
import { createJournal } from "../../src/store/journal.ts";
import type { Errand, NewErrand } from "../../src/workflow/ports/errands-port.ts";
import { deskRecord, ISSUE, reviewRecord } from "../support/review-record.ts";
import { STORES } from "../support/store.ts";

const DAY_MS = 24 * 60 * 60 * 1000;
const at = new Date("2026-03-02T09:00:00.123Z");
const desk = deskRecord();
const look: Errand = { kind: "look" };
const heard: CommandEvent = {
  kind: "command",
  key: "command:9:0",
  at,
  noteId: 9,
  by: 4,
  authority: "own",
  command: { kind: "waive", task: "lead", reason: "\0 knows \uD800", placeholder: false },
  text: "waive lead knows",
  offer: { desk: "desk-1", offer: 2, namedBy: [5] },
};

/** From the desk to the enrollment, unless said otherwise. */
function newErrand(key: string, change: Partial<NewErrand> = {}): NewErrand {
  return { key, issue: ISSUE, from: "desk-1", errand: look, ...change };
}

describe.each(STORES)("on $name", ({ openTestDatabase }) => {
  async function setup(...errands: readonly NewErrand[]) {
    const database = await openTestDatabase();
    let now = 5000;
    const journal = createJournal(database, () => now);
    await journal.commit(reviewRecord());
    await journal.commitDesk(deskRecord({ errands }));
    return { database, journal, errands: createErrands(database), setNow: (moment: number) => void (now = moment) };
  }

  test.for<Errand>([
    { kind: "command", event: heard },
    { kind: "proposed", engagement: "shadow", to: 4, at },
    { kind: "seat-freed", offer: 3, enrollmentId: "e-1", why: "moved" },
    look,
  ])("pendingOf() gives back the errand %j", async (errand) => {
    const { errands } = await setup(newErrand("x", { errand }));

    expect(await errands.pendingOf(ISSUE)).toEqual([{ ...newErrand("x", { errand }), outcome: null }]);
  });

  test("pendingOf() gives what is not done on one issue, oldest first", async () => {
    const elsewhere = newErrand("elsewhere", { issue: { projectId: 8, issueIid: 12 } });
    const { errands, journal } = await setup(newErrand("b"), newErrand("a"), elsewhere, newErrand("c"));

    await journal.commit(reviewRecord({ errandsDone: [{ key: "b", outcome: { kind: "done" } }] }));

    expect((await errands.pendingOf(ISSUE)).map(({ key }) => key)).toEqual(["a", "c"]);
  });

  test("an errand known by its key stays as it is, and its first end counts", async () => {
    const { errands, journal } = await setup(newErrand("x"));
    const refused = { kind: "refused", why: "not-entitled" } as const;

    await journal.commit(reviewRecord({ errandsDone: [{ key: "x", outcome: refused }] }));
    await journal.commit(reviewRecord({ errandsDone: [{ key: "x", outcome: { kind: "done" } }] }));
    await journal.commitDesk(deskRecord({ errands: [newErrand("x", { errand: { kind: "command", event: heard } })] }));

    expect(await errands.sentBy("desk-1", "x")).toEqual([{ ...newErrand("x"), outcome: refused }]);
    expect(await errands.pendingOf(ISSUE)).toEqual([]);
  });

  test("an errand goes the other way too: asked by an enrollment, done by the desk", async () => {
    const { errands, journal } = await setup();
    const errand = newErrand("seat", { issue: desk.issue, from: "e-1" });

    await journal.commit(reviewRecord({ errands: [errand] }));
    const pending = await errands.pendingOf(desk.issue);
    await journal.commitDesk(deskRecord({ errandsDone: [{ key: "seat", outcome: { kind: "done" } }] }));

    expect(pending).toEqual([{ ...errand, outcome: null }]);
    expect(await errands.sentBy("e-1", "seat")).toEqual([{ ...errand, outcome: { kind: "done" } }]);
  });

  test("sentBy() takes the beginning of a key as it is written", async () => {
    const { errands } = await setup(newErrand("no:1"), newErrand("no_1"), newErrand("NO:1"), newErrand("no:2"));

    const keys = async (from: string, prefix: string) => (await errands.sentBy(from, prefix)).map(({ key }) => key);
    expect(await keys("desk-1", "no:")).toEqual(["no:1", "no:2"]);
    expect(await keys("desk-1", "no_")).toEqual(["no_1"]);
    expect(await keys("desk-1", "")).toEqual(["no:1", "no_1", "NO:1", "no:2"]);
    expect(await keys("e-1", "no:")).toEqual([]);
  });

  test("due() gives issues with something pending, the one waiting longest first, up to the limit", async () => {
    const other = { projectId: 7, issueIid: 13 };
    const { errands, journal } = await setup(
      newErrand("a", { issue: other }),
      newErrand("b"),
      newErrand("c", { issue: other }),
    );

    expect(await errands.due(10)).toEqual([other, ISSUE]);
    expect(await errands.due(1)).toEqual([other]);
    await journal.commit(reviewRecord({ errandsDone: ["a", "c"].map((key) => ({ key, outcome: { kind: "done" } })) }));
    expect(await errands.due(10)).toEqual([ISSUE]);
  });

  test("what is asked of an issue follows it when GitLab moves it", async () => {
    const { errands, journal } = await setup(newErrand("done"), newErrand("x"));
    const moved = { projectId: 8, issueIid: 1 };
    await journal.commit(reviewRecord({ errandsDone: [{ key: "done", outcome: { kind: "done" } }] }));

    await journal.commit(reviewRecord({ issue: moved }));

    expect(await errands.pendingOf(ISSUE)).toEqual([]);
    expect((await errands.pendingOf(moved)).map(({ key }) => key)).toEqual(["x"]);
  });

  test("giveUp() ends all that was asked of an issue, and asks whoever sent a command to look", async () => {
    const command: Errand = { kind: "command", event: heard };
    const back = newErrand("back", { issue: desk.issue, from: "e-1" });
    const { errands } = await setup(newErrand("a", { errand: command }), newErrand("b", { errand: command }), back);

    expect(await errands.giveUp(ISSUE, at)).toEqual([desk.issue]);
    expect(await errands.giveUp(ISSUE, at)).toEqual([]);

    const refused = { kind: "refused", why: "out-of-reach" };
    expect((await errands.sentBy("desk-1", "")).map(({ key, outcome }) => [key, outcome])).toEqual([
      ["a", refused],
      ["b", refused],
      ["given-up:a", null],
    ]);
    expect((await errands.pendingOf(desk.issue)).map(({ key, errand }) => [key, errand])).toEqual([
      ["back", look],
      ["given-up:a", look],
    ]);
    // A look has nobody who waits for what became of it, so two issues out of reach do not keep one another busy.
    expect(await errands.giveUp(desk.issue, at)).toEqual([]);
  });

  test("prune() deletes what ended 90 days ago where the enrollment is over, whichever way it went", async () => {
    const issue = { projectId: 7, issueIid: 13 };
    const ofOpen = newErrand("open enrollment", { issue });
    const back = newErrand("back", { issue: desk.issue, from: "e-1" });
    const { database, journal, errands, setNow } = await setup(ofOpen, newErrand("there"), newErrand("pending"), back);
    await journal.commit(reviewRecord({ enrollmentId: "e-2", issue }));
    const end = (...keys: string[]) => keys.map((key) => ({ key, outcome: { kind: "done" } as const }));
    setNow(0);
    await journal.commit(reviewRecord({ isOpen: false, errandsDone: end("open enrollment", "there", "back") }));
    setNow(2);
    await journal.commitDesk(deskRecord({ errands: [newErrand("young")], errandsDone: end("young") }));

    expect(await errands.prune(new Date(90 * DAY_MS + 1))).toBe(false);

    const left = await database.kysely.selectFrom("errands").select("key").orderBy("seq").execute();
    expect(left.map(({ key }) => key)).toEqual(["open enrollment", "pending", "young"]);
  });
});
