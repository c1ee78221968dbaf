import { describe, expect, test } from "vitest";

import type { PersonId } from "../../../src/domain/enrollment/fact.ts";
import { GitLabFailure, type Presence } from "../../../src/workflow/ports/gitlab-port.ts";
import { sendReminders } from "../../../src/workflow/reminders/send-reminders.ts";
import type { ReviewRecord } from "../../../src/workflow/ports/store-port.ts";
import { deskRecord } from "../../support/review-record.ts";
import { issueOf, keysOf, notesOn, noteTo, openReminding, PRIYA, timesOf, TOM, waits } from "../support/reminding.ts";

/** A Tuesday. */
const TUESDAY = "2026-12-08T10:00:00Z";
const DESK = 100;

function gitlabFails(code: "GITLAB_UNAVAILABLE" | "GITLAB_REFUSED"): GitLabFailure {
  return new GitLabFailure(code, "no", { status: 500, ambiguous: false, retryAfterMs: null });
}

test("everything of one enrollment is one note on its own issue, and what comes next is planned anew", async () => {
  const { ports, knobs } = await openReminding(TUESDAY);
  await waits(ports, 1, { a: {}, b: {}, later: { notBefore: new Date("2026-12-09T09:00:00Z") } });

  expect(await sendReminders(ports)).toBe(1);

  expect(await notesOn(ports, "e-1")).toEqual([noteTo(PRIYA, "e-1:a", "e-1:b")]);
  expect(await keysOf(ports)).toEqual(["e-1:later"]);
  expect(new Set(knobs.woken)).toEqual(new Set([1]));
});

describe("sendReminders() waits for somebody's next working moment", () => {
  const busy = (clearsAt: string | null): Presence => ({
    localTime: null,
    busy: true,
    clearsAt: clearsAt === null ? null : new Date(clearsAt),
  });
  const INDIA = { zone: { zone: "Asia/Kolkata", from: "gitlab" } } as const;
  const AWAY = { away: { from: null, until: new Date("2026-12-10T12:00:00Z"), source: "gitlab" } } as const;

  test.for<[why: string, now: string, known: object, presence: Presence | null, until: string]>([
    ["in the evening", "2026-12-08T17:00:00Z", {}, null, "2026-12-09T09:00:00.000Z"],
    ["before dawn", "2026-12-08T03:00:00Z", {}, null, "2026-12-08T09:00:00.000Z"],
    ["on a Saturday", "2026-12-12T10:00:00Z", {}, null, "2026-12-14T09:00:00.000Z"],
    ["on a holiday where they are", "2026-12-25T10:00:00Z", { country: "DE" }, null, "2026-12-28T09:00:00.000Z"],
    ["in the evening of India", "2026-12-08T12:00:00Z", INDIA, null, "2026-12-09T03:30:00.000Z"],
    ["while they are away", "2026-12-08T10:00:00Z", AWAY, null, "2026-12-10T12:00:00.000Z"],
    ["while GitLab says they are busy", TUESDAY, {}, busy("2026-12-09T11:00:00Z"), "2026-12-09T11:00:00.000Z"],
    ["for a day while GitLab says so without an end", TUESDAY, {}, busy(null), "2026-12-09T09:00:00.000Z"],
  ])("%s", async ([, now, known, presence, until]) => {
    const { ports, people, knobs } = await openReminding(now);
    await waits(ports, 1, { a: {} });
    // An hour ago GitLab was heard, so it is asked again only where the test says something new.
    const heardAt = new Date(knobs.now.getTime() - (presence === null ? 1 : 30) * 3_600_000);
    await people.saveSettings({ person: PRIYA, at: heardAt, ...known });
    if (presence !== null) knobs.presence.set(PRIYA, presence);

    expect(await sendReminders(ports)).toBe(0);
    expect([await notesOn(ports, "e-1"), await timesOf(ports)]).toEqual([[], [until]]);

    knobs.presence.clear();
    knobs.now = new Date(until);
    expect(await sendReminders(ports)).toBe(1);
    expect(await notesOn(ports, "e-1")).toEqual([noteTo(PRIYA, "e-1:a")]);
  });
});

test("nobody is reminded twice on a day of theirs; the rest comes on their next working day", async () => {
  const { ports, knobs } = await openReminding("2026-12-11T10:00:00Z");
  await waits(ports, 1, { a: {} });
  await sendReminders(ports);
  await waits(ports, 2, { b: {} });

  expect(await sendReminders(ports)).toBe(0);
  expect([await notesOn(ports, "e-2"), await timesOf(ports)]).toEqual([[], ["2026-12-14T09:00:00.000Z"]]);

  knobs.now = new Date("2026-12-14T09:00:00Z");
  expect(await sendReminders(ports)).toBe(1);
  expect(await notesOn(ports, "e-2")).toEqual([noteTo(PRIYA, "e-2:b")]);
});

test("what a review dropped in the meantime is left out, and the person's day is still free", async () => {
  const { ports } = await openReminding(TUESDAY);
  await waits(ports, 1, { a: {}, b: {} });
  const reminders = {
    ...ports.reminders,
    pendingOf: async (person: PersonId) => {
      const before = await ports.reminders.pendingOf(person);
      await waits(ports, 1, { b: {} });
      return before;
    },
  };

  expect(await sendReminders({ ...ports, reminders })).toBe(0);
  expect(await sendReminders(ports)).toBe(1);

  expect(await notesOn(ports, "e-1")).toEqual([noteTo(PRIYA, "e-1:b")]);
});

describe("what belongs to several enrollments", () => {
  async function setup(access: number | Error, change: Partial<ReviewRecord> = {}) {
    const reminding = await openReminding(TUESDAY);
    const { ports, knobs } = reminding;
    await ports.journal.commitDesk(deskRecord({ issue: issueOf(DESK) }));
    await waits(ports, 1, { a: { notBefore: new Date("2026-12-01T09:00:00Z") } }, change);
    await waits(ports, 2, { b: { notBefore: new Date("2026-12-04T09:00:00Z") } }, change);
    await waits(ports, 3, { soon: { notAfter: new Date("2026-12-09T08:00:00Z") } }, change);
    knobs.access.set(PRIYA, access);
    return reminding;
  }

  test("is one note on the desk for whoever may read it there", async () => {
    const { ports, knobs } = await setup(15);

    expect(await sendReminders(ports)).toBe(1);

    expect(await notesOn(ports, "desk-1")).toEqual([noteTo(PRIYA, "e-1:a", "e-2:b", "e-3:soon")]);
    expect(await keysOf(ports)).toEqual([]);
    expect(new Set(knobs.woken)).toEqual(new Set([DESK, 1, 2, 3]));
  });

  test.for<[why: string, access: number | Error, change: Partial<ReviewRecord>]>([
    ["is no member there", 0, {}],
    ["is a guest there", 10, {}],
    ["is somebody of whom GitLab says nothing to us", gitlabFails("GITLAB_REFUSED"), {}],
    ["is the candidate of them, whatever their rights", 50, { candidate: PRIYA }],
  ])("comes one enrollment a day to whoever %s: first what begins soon", async ([, access, change]) => {
    const { ports, knobs } = await setup(access, change);

    for (const day of ["2026-12-08", "2026-12-09", "2026-12-10"]) {
      knobs.now = new Date(`${day}T10:00:00Z`);
      expect(await sendReminders(ports)).toBe(1);
      expect(await sendReminders(ports)).toBe(0);
    }

    const sent = await Promise.all(["e-3", "e-1", "e-2"].map((id) => ports.reminders.sent(id)));
    const told = sent.flatMap((one) => [...one].map(([key, { at }]) => `${key} ${at.toISOString().slice(0, 10)}`));
    expect(told).toEqual(["e-3:soon 2026-12-08", "e-1:a 2026-12-09", "e-2:b 2026-12-10"]);
    expect(await notesOn(ports, "desk-1")).toEqual([]);
  });

  test("comes to the issue that waits longest first where the program has no desk", async () => {
    const { ports } = await openReminding(TUESDAY);
    await waits(ports, 1, { a: {} });
    await waits(ports, 2, { b: { notBefore: new Date("2026-12-04T09:00:00Z") } });

    expect(await sendReminders(ports)).toBe(1);

    expect(await notesOn(ports, "e-2")).toEqual([noteTo(PRIYA, "e-2:b")]);
    expect(await keysOf(ports)).toEqual(["e-1:a"]);
  });

  test("waits a quarter of an hour while GitLab does not say what they may read, and keeps nobody else waiting", async () => {
    const { ports, knobs } = await setup(gitlabFails("GITLAB_UNAVAILABLE"));
    await waits(ports, 4, { c: { person: TOM } });

    expect(await sendReminders(ports)).toBe(1);
    expect(await notesOn(ports, "e-4")).toEqual([noteTo(TOM, "e-4:c")]);
    expect(new Set(await timesOf(ports))).toEqual(new Set(["2026-12-08T10:15:00.000Z"]));

    knobs.access.set(PRIYA, 20);
    knobs.now = new Date("2026-12-08T10:15:00Z");
    expect(await sendReminders(ports)).toBe(1);
    expect(await notesOn(ports, "desk-1")).toHaveLength(1);
  });
});

test.for<[why: string, change: Partial<ReviewRecord>]>([
  ["of a program that is gone", { programId: "gone" }],
  ["of a project that is not followed any more", { issue: { projectId: 8, issueIid: 1 } }],
])("what waits on an issue %s keeps nothing else from being said", async ([, change]) => {
  const { ports, knobs } = await openReminding(TUESDAY);
  await waits(ports, 1, { a: { notBefore: new Date("2026-12-01T09:00:00Z") } }, change);
  await waits(ports, 2, { b: {} });

  expect(await sendReminders(ports)).toBe(1);
  knobs.now = new Date("2026-12-09T10:00:00Z");
  expect(await sendReminders(ports)).toBe(0);

  expect(await notesOn(ports, "e-1")).toEqual([]);
  expect(await notesOn(ports, "e-2")).toEqual([noteTo(PRIYA, "e-2:b")]);
  expect(await timesOf(ports)).toEqual(["2026-12-10T10:00:00.000Z"]);
});
