import { describe, expect, test } from "vitest";

import { createIssueGuard } from "../../src/store/issue-guard.ts";
import { STORES } from "../support/store.ts";

const issue = { projectId: 7, issueIid: 12 };
const other = { projectId: 7, issueIid: 13 };
const third = { projectId: 8, issueIid: 12 };
const now = new Date(10_000);
const soon = new Date(11_000);
const later = new Date(20_000);

describe.each(STORES)("on $name", ({ openTestDatabase }) => {
  async function setup() {
    return createIssueGuard(await openTestDatabase());
  }

  test("begin() counts the tries of each issue since its last success", async () => {
    const guard = await setup();

    const tries = [await guard.begin(issue, now), await guard.begin(issue, now), await guard.begin(other, now)];
    await guard.succeeded(issue);
    await guard.succeeded(issue);

    expect(tries).toEqual([1, 2, 1]);
    expect([await guard.begin(issue, now), await guard.begin(other, now)]).toEqual([1, 2]);
  });

  test("interrupted() tells what was begun and never ended, but for what is parked", async () => {
    const guard = await setup();
    for (const begun of [issue, other, third]) await guard.begin(begun, now);
    await guard.succeeded(other);
    await guard.park(third, "failed five times", now);

    expect(await guard.interrupted(10)).toEqual([issue]);
  });

  test("progressed() forgives the tries before this one", async () => {
    const guard = await setup();
    for (let crash = 0; crash < 4; crash += 1) await guard.begin(issue, now);
    await guard.progressed(issue);
    await guard.progressed(other);

    expect(await guard.begin(issue, now)).toBe(2);
    expect(await guard.begin(other, now)).toBe(1);
  });

  test("failed() makes an issue wait, and keeps the count", async () => {
    const guard = await setup();
    await guard.begin(issue, now);
    await guard.failed(issue, later, "a bug", true);
    await guard.failed(issue, later, "a bug", true);

    expect(await guard.begin(issue, soon)).toBeNull();
    expect(await guard.due(soon, 10)).toEqual([]);
    expect(await guard.due(later, 10)).toEqual([issue]);
    expect(await guard.begin(issue, later)).toBe(2);
  });

  test("failed() that does not count takes the try back, once", async () => {
    const guard = await setup();
    await guard.begin(issue, now);
    await guard.failed(issue, now, "a bug", true);
    await guard.begin(issue, now);

    await guard.failed(issue, later, "GitLab answered 502", false);
    await guard.failed(issue, later, "GitLab answered 502", false);

    expect(await guard.begin(issue, later)).toBe(2);
  });

  test("due() goes on naming an issue whose try crashed", async () => {
    const guard = await setup();
    await guard.failed(issue, now, "a bug", true);
    await guard.begin(issue, now);

    expect(await guard.due(later, 10)).toEqual([issue]);
    await guard.succeeded(issue);
    expect(await guard.due(later, 10)).toEqual([]);
  });

  test("due() gives the longest waiting first, up to the limit", async () => {
    const guard = await setup();
    await guard.failed(issue, later, "", true);
    await guard.failed(other, now, "", true);
    await guard.failed(third, soon, "", true);

    expect(await guard.due(later, 2)).toEqual([other, third]);
  });

  test("remember() keeps issues until a review of them succeeded", async () => {
    const guard = await setup();
    await guard.remember([issue, other, issue], now);
    await guard.remember([issue], soon);

    const before = await guard.due(now, 10);
    await guard.begin(issue, now);
    await guard.succeeded(issue);

    expect(before).toEqual([issue, other]);
    expect(await guard.due(later, 10)).toEqual([other]);
    expect(await guard.begin(issue, later)).toBe(1);
  });

  test("remember() while a review runs asks for one more", async () => {
    const guard = await setup();
    await guard.begin(issue, now);
    await guard.remember([issue], soon);

    await guard.succeeded(issue);
    await guard.succeeded(issue);

    expect(await guard.due(soon, 10)).toEqual([issue]);
    expect(await guard.begin(issue, soon)).toBe(1);
    await guard.succeeded(issue);
    expect(await guard.due(later, 10)).toEqual([]);
  });

  test("remember() neither hurries an issue that waits nor wakes one that is parked", async () => {
    const guard = await setup();
    await guard.failed(issue, later, "GitLab answered 502", false);
    await guard.park(other, "five tries", now);

    await guard.remember([issue, other], now);

    expect(await guard.due(soon, 10)).toEqual([]);
    expect(await guard.due(later, 10)).toEqual([issue]);
  });

  test("remember() takes more issues than one statement", async () => {
    const guard = await setup();
    const many = Array.from({ length: 1200 }, (_, index) => ({ projectId: 7, issueIid: index + 1 }));

    await guard.remember(many, now);

    expect((await guard.due(now, 5000)).toSorted((a, b) => a.issueIid - b.issueIid)).toEqual(many);
  });

  test("park() takes an issue out of the way until it is revived", async () => {
    const guard = await setup();
    await guard.begin(issue, now);
    await guard.park(issue, "five tries", now);
    await guard.park(issue, "again", later);
    await guard.failed(issue, now, "too late", true);
    await guard.park(other, "never begun", soon);

    const parked = await guard.parked();
    const refused = await guard.begin(issue, later);
    const revived = [await guard.revive(issue), await guard.revive(issue), await guard.revive(third)];

    expect(parked).toEqual([
      { issue, reason: "five tries", at: now },
      { issue: other, reason: "never begun", at: soon },
    ]);
    expect(refused).toBeNull();
    expect(revived).toEqual([1, 0, 0]);
    expect(await guard.due(now, 10)).toEqual([issue]);
    expect(await guard.begin(issue, now)).toBe(1);
    expect(await guard.revive()).toBe(1);
    expect(await guard.parked()).toEqual([]);
  });
});
