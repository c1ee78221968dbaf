import { expect, test } from "vitest";

import type { PlannedNote } from "../../../src/workflow/perform/performance.ts";
import { reminderView } from "../../../src/workflow/perform/reminder-view.ts";
import { sendReminders } from "../../../src/workflow/reminders/send-reminders.ts";
import {
  DATE_WAITS,
  issueOf,
  keysOf,
  LIFE,
  MARIA,
  notesOn,
  noteTo,
  openReminding,
  type Ports,
  PRIYA,
  review,
  TOM,
  waits,
} from "../support/reminding.ts";

/** When Priya is reminded of the date that is looked for. */
const TUESDAY = "2026-12-08T10:00:00Z";

async function plannedOn({ actions }: Ports, carrier: string): Promise<PlannedNote> {
  const [stored] = await actions.unfinished(carrier);
  if (stored === undefined || stored.action.kind !== "note") throw new TypeError("No note is planned there");
  return { ...stored, action: stored.action };
}

async function sendTo(now = TUESDAY) {
  const reminding = await openReminding(now);
  const recorded = await review(reminding.ports, 1, LIFE);
  expect(await keysOf(reminding.ports)).toEqual([`${DATE_WAITS}:0:${PRIYA}`]);
  expect(await sendReminders(reminding.ports)).toBe(1);
  return { ...reminding, recorded };
}

test("a killed process leaves one note, which the next review posts", async () => {
  const { database, dataDir, recorded } = await sendTo();
  await database.close();
  const { ports } = await openReminding("2026-12-08T10:05:00Z", dataDir);

  expect(await sendReminders(ports)).toBe(0);
  expect(await ports.journal.due(ports.now(), 10)).toEqual([issueOf(1)]);

  expect(await reminderView({ ports, recorded }, await plannedOn(ports, "e-1"))).toEqual({
    kind: "reminder",
    person: PRIYA,
    items: [{ trigger: "date-waits", step: 0, task: "shadow", engagement: null }],
    isFirst: true,
    zone: "Etc/UTC",
  });
});

test("a review plans the next step, counted from the moment it was sent, and leaves the note alone", async () => {
  const { ports } = await sendTo();

  await review(ports, 1, []);

  expect(await notesOn(ports, "e-1")).toEqual([noteTo(PRIYA, `${DATE_WAITS}:0:${PRIYA}`)]);
  expect(await ports.reminders.pendingOf(TOM)).toMatchObject([
    { key: `${DATE_WAITS}:1:${TOM}`, notBefore: new Date("2026-12-11T10:00:00Z") },
  ]);
});

test("somebody acts: nothing is posted", async () => {
  const { ports } = await sendTo();

  const recorded = await review(ports, 1, [["2026-12-08T10:01:00Z", { kind: "paused", by: MARIA, until: null }]]);

  expect(await reminderView({ ports, recorded }, await plannedOn(ports, "e-1"))).toBe("somebody acted in the meantime");
});

test("the person is forgotten: nothing is posted", async () => {
  const { ports, people, recorded } = await sendTo();

  await people.forgetPerson(PRIYA);

  expect(await reminderView({ ports, recorded }, await plannedOn(ports, "e-1"))).toBe("the person was forgotten");
});

test.for<[when: string, late: string, again: string]>([
  ["the evening comes", "2026-12-08T17:00:00Z", "2026-12-09T09:00:00Z"],
  ["another day comes", "2026-12-09T10:00:00Z", "2026-12-09T10:00:00Z"],
])("%s: it is put off, and said once in their hours of a day of its own", async ([, late, again]) => {
  const { ports, knobs, recorded } = await sendTo();
  const first = await plannedOn(ports, "e-1");

  knobs.now = new Date(late);
  expect(await reminderView({ ports, recorded }, first)).toBe("put off to another day");
  await sendReminders(ports);
  knobs.now = new Date(again);
  await sendReminders(ports);

  expect(await notesOn(ports, "e-1")).toEqual([noteTo(PRIYA, `${DATE_WAITS}:0:${PRIYA}`)]);
  expect(await reminderView({ ports, recorded }, await plannedOn(ports, "e-1"))).toMatchObject({ isFirst: true });
  expect(await sendReminders(ports)).toBe(0);
});

test("an attempt to post that may have reached GitLab is not taken back", async () => {
  const { ports, knobs, recorded } = await sendTo();
  await ports.actions.attempt((await plannedOn(ports, "e-1")).key, knobs.now);

  knobs.now = new Date("2026-12-08T17:00:00Z");

  expect(await reminderView({ ports, recorded }, await plannedOn(ports, "e-1"))).toMatchObject({ kind: "reminder" });
  expect(await keysOf(ports)).toEqual([]);
});

test("what was taken back can be sent on the same day still", async () => {
  const { ports, knobs, recorded, people } = await sendTo();
  await people.saveSettings({ person: PRIYA, at: knobs.now, zone: { zone: "Asia/Tokyo", from: "gitlab" } });
  await reminderView({ ports, recorded }, await plannedOn(ports, "e-1"));
  await people.saveSettings({
    person: PRIYA,
    at: new Date(knobs.now.getTime() + 1),
    zone: { zone: "Etc/UTC", from: "gitlab" },
  });

  knobs.now = new Date("2026-12-08T11:00:00Z");
  expect(await sendReminders(ports)).toBe(1);

  expect(await notesOn(ports, "e-1")).toEqual([noteTo(PRIYA, `${DATE_WAITS}:0:${PRIYA}`)]);
});

test("only the first note says whose hours these are", async () => {
  const { ports, knobs } = await openReminding("2026-12-07T10:00:00Z");
  await waits(ports, 9, { a: {} });
  await sendReminders(ports);
  knobs.now = new Date(TUESDAY);
  const recorded = await review(ports, 1, LIFE);
  await sendReminders(ports);

  expect(await reminderView({ ports, recorded }, await plannedOn(ports, "e-1"))).toMatchObject({ isFirst: false });
});
