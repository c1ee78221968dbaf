import { describe, expect, test } from "vitest";

import type { NewFact } from "../../src/domain/enrollment/fact.ts";
import type { Engagement } from "../../src/domain/engagement/engagement.ts";
import { createEngagements } from "../../src/store/engagements.ts";
import { createJournal } from "../../src/store/journal.ts";
import type { ReviewRecord } from "../../src/workflow/ports/store-port.ts";
import { engagement, ISSUE, reviewRecord } from "../support/review-record.ts";
import { STORES } from "../support/store.ts";

const at = new Date("2026-03-02T09:00:00Z");
const enrolled: NewFact = {
  kind: "enrolled",
  key: "k-1",
  at,
  programId: "migration-onboarding",
  version: 2,
  issue: ISSUE,
  issueId: 900,
  author: 3,
  audience: null,
  adopted: false,
};

function hours(from: number, to: number) {
  return { start: new Date(Date.UTC(2026, 11, 3, from)), end: new Date(Date.UTC(2026, 11, 3, to)) };
}

describe.each(STORES)("on $name", ({ openTestDatabase }) => {
  async function setup(...reviews: readonly Partial<ReviewRecord>[]) {
    const database = await openTestDatabase();
    const journal = createJournal(database);
    for (const review of reviews) await journal.commit(reviewRecord({ candidate: 3, ...review }));
    return { database, journal, engagements: createEngagements(database) };
  }

  const second = { enrollmentId: "e-2", issue: { projectId: 7, issueIid: 13 }, candidate: 8 };

  test.for<[when: string, from: number, to: number, found: readonly number[]]>([
    ["before, up to its start", 9, 13, []],
    ["over its start", 12, 14, [1]],
    ["within", 14, 15, [1]],
    ["over its end", 16, 18, [1]],
    ["after, from its end", 17, 18, []],
    ["around", 9, 20, [1]],
  ])("overlapping() looks %s", async ([, from, to, found]) => {
    const { engagements } = await setup({ engagements: [engagement(hours(13, 17))] });
    const span = hours(from, to);

    const bookings = await engagements.overlapping([3], span.start, span.end);

    expect(bookings.map(({ number }) => number)).toEqual(found);
  });

  test("overlapping() finds people as candidate and as helper, in scheduled engagements only, earliest first", async () => {
    const { engagements } = await setup(
      {
        engagements: [
          engagement({ number: 1, state: "cancelled", ...hours(1, 2) }),
          engagement({ number: 2, helper: 5, ...hours(13, 17) }),
        ],
      },
      { ...second, engagements: [engagement({ helper: 3, ...hours(9, 11) })] },
    );
    const day = hours(0, 24);
    const mine = { enrollmentId: "e-1", number: 2, ...hours(13, 17) };
    const other = { enrollmentId: "e-2", number: 1, ...hours(9, 11) };

    expect(await engagements.overlapping([3, 5, 3], day.start, day.end)).toEqual([
      { ...other, person: 3 },
      { ...mine, person: 3 },
      { ...mine, person: 5 },
    ]);
    expect(await engagements.overlapping([], day.start, day.end)).toEqual([]);
  });

  test("overlapping() leaves out what was set on an issue that is over", async () => {
    const { engagements } = await setup({ engagements: [engagement(hours(9, 10))], isOpen: false });

    expect(await engagements.overlapping([3], hours(0, 24).start, hours(0, 24).end)).toEqual([]);
  });

  test.for<[why: string, theirs: Partial<Engagement>, isRefused: boolean]>([
    ["the same time", hours(12, 15), true],
    ["time that begins when theirs ends", hours(11, 13), false],
    ["a seat of the same offer", { ...hours(13, 17), offer: { desk: "desk-1", offer: 4 } }, false],
    ["a seat of another offer", { ...hours(13, 17), offer: { desk: "desk-1", offer: 5 } }, true],
    ["the same time with another helper", { ...hours(13, 17), helper: 7 }, false],
    ["a time that was called off", { ...hours(13, 17), state: "cancelled" }, false],
  ])(
    "commit() is refused a helper's time that another review was quicker to take: %s",
    async ([, theirs, isRefused]) => {
      const { journal } = await setup({
        engagements: [engagement({ helper: 6, ...hours(13, 17), offer: { desk: "desk-1", offer: 4 } })],
      });

      const outcome = await journal
        .commit(reviewRecord({ ...second, engagements: [engagement({ helper: 6, ...theirs })] }))
        .then(
          () => null,
          (error: unknown) => (error instanceof Error ? error.message : "no error"),
        );

      expect(outcome?.includes("was booked for the same time") ?? false).toBe(isRefused);
    },
  );

  test("commit() follows an engagement that was moved, and one that was held", async () => {
    const { engagements, journal } = await setup({ engagements: [engagement(hours(9, 10))] });
    const day = hours(0, 24);

    await journal.commit(reviewRecord({ candidate: 8, engagements: [engagement({ helper: 6, ...hours(13, 14) })] }));
    const moved = await engagements.overlapping([3, 5, 6, 8], day.start, day.end);
    await journal.commit(reviewRecord({ candidate: 8, engagements: [engagement({ state: "held" })] }));

    expect(moved).toEqual([8, 6].map((person) => ({ enrollmentId: "e-1", number: 1, person, ...hours(13, 14) })));
    expect(await engagements.overlapping([3, 5, 6, 8], day.start, day.end)).toEqual([]);
  });

  test("calendarOf() makes an address nobody can guess, once, for two at once too", async () => {
    const { engagements, journal } = await setup({ engagements: [engagement(), engagement({ number: 2 })] });

    const ids = await Promise.all([1, 1, 2, 1].map((number) => engagements.calendarOf("e-1", number)));
    await journal.commit(reviewRecord({ candidate: 3, engagements: [engagement({ changes: 1 })] }));

    expect(ids[0]).toMatch(/^[\w-]{22,}$/);
    expect([ids[1], ids[3], await engagements.calendarOf("e-1", 1)]).toEqual([ids[0], ids[0], ids[0]]);
    expect(ids[2]).not.toBe(ids[0]);
    await expect(engagements.calendarOf("e-1", 3)).rejects.toThrow("no result");
  });

  test("feedOf() makes one address for each person", async () => {
    const { engagements } = await setup();

    const [one, again, other] = await Promise.all([3, 3, 4].map((person) => engagements.feedOf(person)));

    expect(one).toMatch(/^[\w-]{22,}$/);
    expect(again).toBe(one);
    expect(other).not.toBe(one);
    expect(await engagements.findCalendar(one ?? "")).toEqual({ kind: "feed", person: 3, entries: [] });
    expect(await engagements.findCalendar("none")).toBeNull();
  });

  test("findCalendar() gives the engagement as it stands, without what people wrote about it", async () => {
    const details = { codename: "Basalt", source: "Bitbucket" };
    const offer = { desk: "desk-1", offer: 4 };
    const shadow = engagement({ details, offer, changes: 2, changedAt: at });
    const { database, engagements } = await setup({ facts: [enrolled], engagements: [shadow] });

    const calendar = await engagements.findCalendar(await engagements.calendarOf("e-1", 1));

    expect(calendar).toEqual({
      kind: "engagement",
      person: null,
      entries: [
        {
          enrollmentId: "e-1",
          programId: "migration-onboarding",
          version: 2,
          issue: ISSUE,
          candidate: 3,
          engagement: { ...shadow, details: null },
        },
      ],
    });
    const rows = JSON.stringify(await database.kysely.selectFrom("engagements").selectAll().execute());
    expect(rows).not.toMatch(/Basalt|Bitbucket/);
  });

  test("findCalendar() gives a person's feed with everything they take part in, by time", async () => {
    const upgraded: NewFact = { kind: "program-upgraded", key: "k-2", at, version: 3, by: 4 };
    const { engagements } = await setup(
      {
        facts: [enrolled, upgraded],
        engagements: [engagement(hours(9, 10)), engagement({ number: 2, state: "cancelled", ...hours(5, 6) })],
      },
      {
        ...second,
        facts: [enrolled],
        engagements: [engagement({ helper: 3, ...hours(7, 8) }), engagement({ number: 2 })],
      },
    );

    const feed = await engagements.findCalendar(await engagements.feedOf(3));

    expect(feed?.person).toBe(3);
    expect(feed?.entries.map((entry) => [entry.enrollmentId, entry.engagement.number, entry.version])).toEqual([
      ["e-1", 2, 3],
      ["e-2", 1, 2],
      ["e-1", 1, 3],
    ]);
  });
});
