import { expect, test } from "vitest";

import type { Delivery } from "../../src/store/database.ts";
import { createInbox } from "../../src/store/inbox.ts";
import { openStore } from "../support/open-store.ts";

const DAY_MS = 24 * 60 * 60 * 1000;
const issue = { projectId: 7, issueIid: 12 };
const other = { projectId: 7, issueIid: 13 };

function delivery(id: string, change: Partial<Delivery> = {}): Delivery {
  return { id, receivedAt: 1000, event: "Issue Hook", headers: "{}", body: Buffer.from(`{"id":"${id}"}`), ...change };
}

/** An inbox with these deliveries in it, at noon of the epoch. */
async function setup(...deliveries: Delivery[]) {
  const database = await openStore();
  const inbox = createInbox(database, () => 5000);
  await Promise.all(deliveries.map((one) => inbox.accept(one)));
  return { database, inbox };
}

test("accept() tells a new delivery from a repeated one, in one batch and in two", async () => {
  const { inbox } = await setup();

  const together = await Promise.all([inbox.accept(delivery("a")), inbox.accept(delivery("a"))]);
  const later = await inbox.accept(delivery("a", { body: Buffer.from("other bytes") }));

  expect([...together, later]).toEqual(["new", "repeated", "repeated"]);
  expect(await inbox.takeNew(10)).toEqual([
    {
      id: "a",
      receivedAt: 1000,
      event: "Issue Hook",
      headers: "{}",
      body: new Uint8Array(Buffer.from('{"id":"a"}')),
      kind: null,
      attempts: 0,
    },
  ]);
});

test("accept() keeps every byte", async () => {
  const body = Uint8Array.from({ length: 256 }, (_, index) => index);
  const { inbox } = await setup(delivery("a", { body }));

  const [kept] = await inbox.takeNew(1);

  expect(kept?.body).toEqual(body);
});

test("takeNew() gives the oldest first and stops before the answer gets too big", async () => {
  const big = Buffer.alloc(9 * 1024 * 1024);
  const { inbox } = await setup(delivery("a", { body: big }), delivery("b", { body: big }), delivery("c"));

  const first = await inbox.takeNew(10);
  await inbox.mark(["a"], "ignored");
  const second = await inbox.takeNew(10);

  expect(first.map(({ id }) => id)).toEqual(["a"]);
  expect(second.map(({ id }) => id)).toEqual(["b", "c"]);
});

test("route() moves a new delivery to its issue, once", async () => {
  const { inbox } = await setup(delivery("a"), delivery("b"));

  await inbox.route("b", { ...issue, kind: "note" });
  await inbox.route("a", { ...issue, kind: "issue" });
  await inbox.route("a", { ...other, kind: "note" });

  expect((await inbox.rowsOf(issue)).map(({ id, kind }) => [id, kind])).toEqual([
    ["a", "issue"],
    ["b", "note"],
  ]);
  expect(await inbox.rowsOf(other)).toEqual([]);
  expect(await inbox.takeNew(10)).toEqual([]);
});

test("mark() ends a delivery for good", async () => {
  const { inbox, database } = await setup(delivery("a"));

  await inbox.mark(["a"], "unreadable", "no JSON");
  await inbox.mark(["a"], "done");
  await inbox.route("a", { ...issue, kind: "issue" });
  await inbox.park(["a"], "five tries");
  await inbox.postpone(["a"], 9000);

  const rows = await database.kysely.selectFrom("inbox").select(["state", "reason", "not_before", "done_at"]).execute();
  expect(rows).toEqual([{ state: "unreadable", reason: "no JSON", not_before: null, done_at: 5000 }]);
});

test("within() marks as part of a transaction: rolled back, nothing happened", async () => {
  const { inbox, database } = await setup(delivery("a"));

  const attempt = database.transaction(async (transaction) => {
    await inbox.within(transaction).mark(["a"], "done");
    throw new Error("the facts did not fit");
  });

  await expect(attempt).rejects.toThrow("the facts did not fit");
  expect((await inbox.takeNew(1)).map(({ id }) => id)).toEqual(["a"]);
});

test("issuesWaiting() lists each issue once, the longest waiting first, postponed ones when their time has come", async () => {
  const { inbox } = await setup(delivery("a"), delivery("b"), delivery("c"));
  await inbox.route("a", { ...other, kind: "issue" });
  await inbox.route("b", { ...issue, kind: "issue" });
  await inbox.route("c", { ...issue, kind: "note" });

  const before = await inbox.issuesWaiting(2000, 10);
  await inbox.postpone(["a"], 3000);
  const early = await inbox.issuesWaiting(2999, 10);
  const due = await inbox.issuesWaiting(3000, 1);

  expect(before).toEqual([other, issue]);
  expect(early).toEqual([issue]);
  expect(due).toEqual([other]);
});

test("park() takes deliveries out of the way and reviveParked() brings them back with fresh tries", async () => {
  const { inbox } = await setup(delivery("a"), delivery("b"), delivery("c"));
  await inbox.route("a", { ...issue, kind: "issue" });
  await inbox.route("b", { ...other, kind: "issue" });
  await inbox.countAttempt(["a", "b", "c"]);
  await inbox.park(["a", "b", "c"], "five tries");

  const parked = await inbox.stats();
  const one = await inbox.reviveParked({ issue });
  const again = await inbox.reviveParked({ issue });
  const rest = await inbox.reviveParked();

  expect(parked).toEqual({ new: 0, routed: 0, parked: 3, oldestWaitingAt: null });
  expect([one, again, rest]).toEqual([1, 0, 2]);
  expect((await inbox.rowsOf(issue)).map(({ id, attempts }) => [id, attempts])).toEqual([["a", 0]]);
  // Nobody knew its issue yet, so it has to be read again.
  expect((await inbox.takeNew(10)).map(({ id }) => id)).toEqual(["c"]);
});

test("countAttempt() counts more ids than one statement may name", async () => {
  const ids = Array.from({ length: 1200 }, (_, index) => `d-${index}`);
  const { inbox } = await setup(...ids.map((id) => delivery(id)));

  await inbox.countAttempt(ids);

  const rows = await inbox.takeNew(2000);
  expect(rows.map(({ attempts }) => attempts)).toEqual(ids.map(() => 1));
});

test("stats() tells what waits and since when", async () => {
  const { inbox } = await setup(delivery("a", { receivedAt: 3 }), delivery("b", { receivedAt: 2 }), delivery("c"));
  await inbox.route("b", { ...issue, kind: "issue" });
  await inbox.mark(["c"], "done");

  expect(await inbox.stats()).toEqual({ new: 1, routed: 1, parked: 0, oldestWaitingAt: 2 });
});

test("prune() deletes bodies after 14 days and rows after 30, but nothing that waits", async () => {
  const { inbox, database } = await setup(
    delivery("young", { receivedAt: 17 * DAY_MS }),
    delivery("middle", { receivedAt: 15 * DAY_MS }),
    delivery("old", { receivedAt: 0 }),
    delivery("old and parked", { receivedAt: 0 }),
    delivery("old and waiting", { receivedAt: 0 }),
  );
  await inbox.mark(["young", "middle", "old"], "done");
  await inbox.park(["old and parked"], "five tries");

  const isMore = await inbox.prune(30 * DAY_MS + 1);

  expect(isMore).toBe(false);
  const rows = await database.kysely.selectFrom("inbox").select(["id", "body"]).orderBy("seq").execute();
  expect(rows.map(({ id, body }) => [id, body === null])).toEqual([
    ["young", false],
    ["middle", true],
    ["old and parked", true],
    ["old and waiting", false],
  ]);
});

test("prune() goes on a part at a time and says when it is through", async () => {
  const ids = Array.from({ length: 700 }, (_, index) => `d-${index}`);
  const { inbox } = await setup(...ids.map((id) => delivery(id, { receivedAt: 0 })));
  await inbox.mark(ids, "done");

  expect([await inbox.prune(31 * DAY_MS), await inbox.prune(31 * DAY_MS)]).toEqual([true, false]);
});
