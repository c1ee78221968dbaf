import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import { createActions } from "../../src/store/actions.ts";
import { createJournal } from "../../src/store/journal.ts";
import { createPeople } from "../../src/store/people.ts";
import { createReminders } from "../../src/store/reminders.ts";
import type { NewReminder, ReminderBundle } from "../../src/workflow/ports/reminders-port.ts";
import { deskRecord, ISSUE, newReminder, reviewRecord } from "../support/review-record.ts";
import { STORES } from "../support/store.ts";

const DAY_MS = 24 * 60 * 60 * 1000;
const at = new Date(2000);
const where = { enrollmentId: "e-1", issue: ISSUE, programId: "migration-onboarding" };
const second = { enrollmentId: "e-2", issue: { projectId: 7, issueIid: 13 } };

function bundle(keys: readonly string[], change: Partial<ReminderBundle> = {}): ReminderBundle {
  const action = {
    key: `bundle:${keys.join()}`,
    notBefore: at,
    action: { kind: "note", note: { kind: "reminder", person: 1 } },
  } as const;
  return { person: 1, day: "2026-03-02", at, keys, carrier: "desk-1", action, ...change };
}

/** Of the first person that was met. */
function reminderOf(key: string, change: Partial<NewReminder> = {}): NewReminder {
  return newReminder(key, { person: 1, ...change });
}

describe.each(STORES)("on $name", ({ openTestDatabase }) => {
  async function setup(...reminders: readonly NewReminder[]) {
    const database = await openTestDatabase();
    const journal = createJournal(database);
    const people = createPeople(database);
    const users = Array.from({ length: 5 }, (_, index) => ({ userId: 500 + index, username: `u${index}`, name: "" }));
    await people.remember(users);
    await journal.commit(reviewRecord({ reminders }));
    await journal.commitDesk(deskRecord());
    return {
      database,
      journal,
      people,
      reminders: createReminders(database, () => 5000),
      actions: createActions(database),
    };
  }

  test("commit() replaces what waits: what is missing is dropped, what is there changes", async () => {
    const { journal, reminders } = await setup(reminderOf("a"), reminderOf("b"));
    const changed = reminderOf("b", { person: 2, notBefore: new Date(3000), notAfter: new Date(4000) });

    await journal.commit(reviewRecord({ ...second, reminders: [reminderOf("other")] }));
    await journal.commit(reviewRecord({ reminders: [changed, reminderOf("c")] }));

    expect((await reminders.pendingOf(1)).map(({ key }) => key)).toEqual(["c", "other"]);
    expect(await reminders.pendingOf(2)).toEqual([{ ...changed, ...where }]);
  });

  test("commit() leaves alone what went out", async () => {
    const { journal, reminders } = await setup(reminderOf("a"));
    await reminders.send(bundle(["a"]));

    await journal.commit(reviewRecord({ reminders: [reminderOf("a", { person: 2 })] }));
    await journal.commit(reviewRecord({ reminders: [] }));

    expect(await reminders.pendingOf(2)).toEqual([]);
    expect(await reminders.sent("e-1")).toEqual(new Map([["a", { at, person: 1 }]]));
  });

  test("pendingOf() gives everything that waits for a person, oldest first", async () => {
    const { journal, reminders } = await setup(reminderOf("b", { notBefore: new Date(9) }), reminderOf("a"));
    const early = reminderOf("c", { notBefore: new Date(1) });
    await journal.commit(reviewRecord({ ...second, programId: "other", reminders: [early] }));

    const pending = await reminders.pendingOf(1);

    expect(pending.map(({ key }) => key)).toEqual(["c", "b", "a"]);
    expect(pending[0]).toEqual({ ...early, ...second, programId: "other" });
  });

  test.for<[why: string, change: Partial<NewReminder>, due: readonly number[]]>([
    ["its time has come", { notBefore: at }, [1]],
    ["its time has not come", { notBefore: new Date(2001) }, []],
    ["it is of use until now", { notAfter: at }, [1]],
    ["it is of no use any more", { notAfter: new Date(1999) }, []],
    ["nobody knows who that is", { person: 99 }, []],
  ])("peopleDue() looks at each reminder: %s", async ([, change, due]) => {
    const { reminders } = await setup(reminderOf("a", change));

    expect(await reminders.peopleDue(at, 10)).toEqual(due);
  });

  test("peopleDue() drops what is of no use any more", async () => {
    const { reminders } = await setup(reminderOf("a", { notAfter: new Date(1999) }), reminderOf("b"));

    await reminders.peopleDue(at, 10);

    expect((await reminders.pendingOf(1)).map(({ key }) => key)).toEqual(["b"]);
  });

  test("peopleDue() gives whoever waits longest first, and those who heard something lately last", async () => {
    const { reminders } = await setup(
      reminderOf("a", { notBefore: new Date(1) }),
      reminderOf("b", { notBefore: new Date(2) }),
      reminderOf("c", { notBefore: new Date(3), person: 2 }),
      reminderOf("d", { notBefore: new Date(2), person: 3 }),
      reminderOf("e", { notBefore: new Date(4), person: 3 }),
    );
    expect(await reminders.peopleDue(at, 10)).toEqual([1, 3, 2]);

    await reminders.send(bundle(["a"]));

    expect(await reminders.peopleDue(at, 10)).toEqual([3, 2, 1]);
    expect(await reminders.peopleDue(at, 2)).toEqual([3, 2]);
    expect(await reminders.peopleDue(new Date(at.getTime() + 2 * DAY_MS), 10)).toEqual([1, 3, 2]);
  });

  test("postpone() lets nothing be said to one person before then", async () => {
    const { reminders } = await setup(
      reminderOf("a"),
      reminderOf("b", { notBefore: new Date(9000) }),
      reminderOf("c", { person: 2 }),
    );

    await reminders.postpone(1, new Date(5000));

    const times = (await reminders.pendingOf(1)).map(({ notBefore }) => notBefore);
    expect(times).toEqual([new Date(5000), new Date(9000)]);
    expect(await reminders.peopleDue(at, 10)).toEqual([2]);
  });

  test("send() takes the day, marks the reminders, plans the note and wakes all it is about", async () => {
    const { journal, reminders, actions } = await setup(reminderOf("a"), reminderOf("b"), reminderOf("c"));

    const outcome = await reminders.send(bundle(["a", "b"]));

    expect(outcome).toBe("sent");
    expect((await reminders.pendingOf(1)).map(({ key }) => key)).toEqual(["c"]);
    expect((await reminders.ofBundle("bundle:a,b")).map(({ key, enrollmentId }) => [key, enrollmentId])).toEqual([
      ["a", "e-1"],
      ["b", "e-1"],
    ]);
    expect((await actions.unfinished("desk-1")).map(({ key }) => key)).toEqual(["bundle:a,b"]);
    expect(await journal.due(at, 10)).toEqual([ISSUE, deskRecord().issue]);
  });

  test.for<[why: string, again: ReminderBundle, outcome: string]>([
    ["the person heard something on that day", bundle(["b"]), "heard-already"],
    ["it is the same again", bundle(["a"]), "heard-already"],
    ["one of them went out", bundle(["a", "b"], { day: "2026-03-03" }), "outdated"],
    ["one of them was dropped", bundle(["b", "gone"], { day: "2026-03-03" }), "outdated"],
    ["one of them is for somebody else now", bundle(["b", "hers"], { day: "2026-03-03" }), "outdated"],
    ["one of them is of no use any more", bundle(["b", "late"], { day: "2026-03-03" }), "outdated"],
    ["there is nothing in it", bundle([], { day: "2026-03-03" }), "outdated"],
  ])("send() writes nothing when %s", async ([, again, outcome]) => {
    const late = reminderOf("late", { notAfter: new Date(1999) });
    const known = await setup(reminderOf("a"), reminderOf("b"), reminderOf("hers", { person: 2 }), late);
    const { database, reminders } = known;
    await reminders.send(bundle(["a"]));
    const contents = async () => ({
      reminders: await database.kysely.selectFrom("reminders").selectAll().orderBy("key").execute(),
      days: await database.kysely.selectFrom("reminded_days").selectAll().execute(),
      actions: await database.kysely.selectFrom("actions").selectAll().execute(),
    });
    const before = await contents();

    expect(await reminders.send(again)).toBe(outcome);

    expect(await contents()).toEqual(before);
  });

  test("takeBack() lets reminders wait again, and gives the day back, unless posting was tried", async () => {
    const { reminders, actions } = await setup(reminderOf("a"), reminderOf("b"));
    await reminders.send(bundle(["a"]));

    await reminders.takeBack("bundle:a");

    expect((await reminders.pendingOf(1)).map(({ key }) => key)).toEqual(["a", "b"]);
    expect(await actions.unfinished("desk-1")).toEqual([]);
    const again = bundle(["a", "b"]);
    expect(await reminders.send(again)).toBe("sent");

    await actions.attempt(again.action.key, at);
    await reminders.takeBack(again.action.key);

    expect(await reminders.pendingOf(1)).toEqual([]);
    expect((await actions.unfinished("desk-1")).map(({ state }) => state)).toEqual(["attempted"]);
  });

  test("prune() of the actions deletes the note of what was taken back", async () => {
    const { database, journal, reminders, actions } = await setup(reminderOf("a"));
    await reminders.send(bundle(["a"], { carrier: "e-1" }));
    await reminders.takeBack("bundle:a");
    await journal.commit(reviewRecord({ isOpen: false }));

    await actions.prune(new Date(5001 + 90 * DAY_MS));

    expect(await database.kysely.selectFrom("actions").selectAll().execute()).toEqual([]);
  });

  test("send() lets one of many at once win: nobody hears twice on a day, nothing is said twice", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.record({
            person: fc.constantFrom(1, 2),
            day: fc.constantFrom("2026-03-02", "2026-03-03"),
            keys: fc.uniqueArray(fc.constantFrom("a", "b", "c", "d"), { minLength: 1, maxLength: 3 }),
          }),
          { minLength: 2, maxLength: 8 },
        ),
        async (tries) => {
          const { reminders, actions } = await setup(
            ...["a", "b"].map((key) => reminderOf(key)),
            ...["c", "d"].map((key) => reminderOf(key, { person: 2 })),
          );
          const bundles = tries.map((one, index) => {
            const action = { key: `bundle-${index}`, notBefore: at, action: { kind: "close" } } as const;
            return bundle(one.keys, { ...one, action });
          });

          const outcomes = await Promise.all(bundles.map((one) => reminders.send(one)));

          const sent = bundles.filter((_, index) => outcomes[index] === "sent");
          const keys = sent.flatMap((one) => one.keys);
          const days = sent.map((one) => `${one.person} ${one.day}`);
          expect([keys.length, days.length]).toEqual([new Set(keys).size, new Set(days).size]);
          expect(new Set((await reminders.sent("e-1")).keys())).toEqual(new Set(keys));
          const planned = (await actions.unfinished("desk-1")).map(({ key }) => key);
          expect(new Set(planned)).toEqual(new Set(sent.map((one) => one.action.key)));
        },
      ),
      { numRuns: 25 },
    );
  });

  test("heardBefore() tells whether there was a day before", async () => {
    const { reminders } = await setup(reminderOf("a"));
    await reminders.send(bundle(["a"]));

    expect(await reminders.heardBefore(1, "2026-03-02")).toBe(false);
    expect(await reminders.heardBefore(1, "2026-03-03")).toBe(true);
    expect(await reminders.heardBefore(2, "2026-03-03")).toBe(false);
  });

  test("prune() deletes what went out 90 days ago where the enrollment is over, and all days but the last", async () => {
    const { database, journal, reminders } = await setup(reminderOf("a"), reminderOf("b"));
    await journal.commit(reviewRecord({ ...second, reminders: [reminderOf("open"), reminderOf("waiting")] }));
    await reminders.send(bundle(["a", "open"], { at: new Date(0) }));
    await reminders.send(bundle(["b"], { at: new Date(1), day: "2026-03-03" }));
    await journal.commit(reviewRecord({ isOpen: false }));

    expect(await reminders.prune(new Date(90 * DAY_MS + 1))).toBe(false);
    const left = await database.kysely.selectFrom("reminders").select("key").orderBy("key").execute();
    await reminders.prune(new Date(91 * DAY_MS));

    expect(left.map(({ key }) => key)).toEqual(["b", "open", "waiting"]);
    expect(await reminders.sent("e-1")).toEqual(new Map());
    expect(await database.kysely.selectFrom("reminded_days").select("day").execute()).toEqual([{ day: "2026-03-03" }]);
  });
});
