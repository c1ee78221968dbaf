import { expect, test } from "vitest";

import type { Engagement } from "../../../src/domain/engagement/engagement.ts";
import { type CalendarPorts, findCalendar } from "../../../src/workflow/operation/find-calendar.ts";
import type { CalendarEntries } from "../../../src/workflow/ports/engagements-port.ts";
import { MARIA, PRIYA, SHIPPED, TOM } from "../../domain/enrollment/support.ts";

const SHADOW: Engagement = {
  number: 1,
  kind: "shadow",
  task: "shadow",
  state: "scheduled",
  start: new Date("2026-12-12T08:00:00Z"),
  end: new Date("2026-12-12T16:00:00Z"),
  zone: "Europe/Berlin",
  method: "congregate",
  details: { codename: "blue-heron", source: "Bitbucket" },
  helper: TOM,
  by: PRIYA,
  offer: null,
  changes: 2,
  changedAt: new Date("2026-12-05T09:00:00Z"),
  scheduledAt: new Date("2026-12-01T09:00:00Z"),
};

const NAMES = new Map([
  [MARIA, { userId: 1001, username: "msilva", name: "Maria Silva" }],
  [TOM, { userId: 1004, username: "tbecker", name: "Tom Becker" }],
]);

function portsWith(
  engagements: readonly Engagement[],
  change: Partial<CalendarPorts> & { readonly kind?: CalendarEntries["kind"] } = {},
): CalendarPorts {
  const { kind = "engagement", ...others } = change;
  const entries = engagements.map((engagement) => ({
    enrollmentId: "e7-12",
    programId: SHIPPED.id,
    version: SHIPPED.version,
    issue: { projectId: 7, issueIid: 12 },
    candidate: MARIA,
    engagement,
  }));
  return {
    engagements: { findCalendar: async (id) => (id === "known" ? { kind, person: null, entries } : null) },
    people: { find: async () => NAMES },
    programs: [SHIPPED],
    publicUrl: "https://bot.example.com/onboarding",
    ...others,
  };
}

test("findCalendar() tells who takes part and when, and nothing of the customer", async () => {
  expect(await findCalendar(portsWith([SHADOW]), "known")).toEqual({
    kind: "engagement",
    name: "Migration Services Engineer certification",
    events: [
      {
        uid: "engagement-e7-12-1@bot.example.com",
        sequence: 2,
        isCancelled: false,
        start: SHADOW.start,
        end: SHADOW.end,
        changedAt: SHADOW.changedAt,
        title: "Shadow: Tom Becker, Maria Silva",
        description: "GitLab Certified Migration Services Engineer",
        url: null,
      },
    ],
  });
});

test.for<[state: Engagement["state"], isCancelled: boolean]>([
  ["scheduled", false],
  ["held", false],
  ["cancelled", true],
  ["missed", true],
])("findCalendar() of one that is %s: cancelled %s", async ([state, isCancelled]) => {
  const found = await findCalendar(portsWith([{ ...SHADOW, state }]), "known");

  expect(found?.events.map((event) => event.isCancelled)).toEqual([isCancelled]);
});

test("findCalendar() puts whoever leads first, and leaves out whom nobody knows any more", async () => {
  const lead = { ...SHADOW, number: 2, kind: "lead", task: "lead" };
  const found = await findCalendar(portsWith([lead, { ...lead, number: 3, helper: null }], { kind: "feed" }), "known");

  expect(found?.events.map(({ title }) => title)).toEqual(["Lead: Maria Silva, Tom Becker", "Lead: Maria Silva"]);
});

test("findCalendar() finds nothing under another id, and an empty feed of somebody without dates", async () => {
  expect(await findCalendar(portsWith([SHADOW]), "another")).toBeNull();
  expect(await findCalendar(portsWith([], { kind: "feed" }), "known")).toEqual({
    kind: "feed",
    name: "Onboarding",
    events: [],
  });
});
