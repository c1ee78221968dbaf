import { expect, test } from "vitest";

import { type Offer, waitingKey } from "../../../src/domain/desk/desk.ts";
import { match, type Waiting } from "../../../src/domain/desk/match.ts";
import { AKIO, ALEX, HOUR, MARIA, NOW, offer, TOM, waiting } from "./support.ts";

/** What Maria is proposed when nobody else waits. */
function alone(offers: readonly Offer[], changes: Partial<Waiting> = {}): readonly number[] | undefined {
  return match([waiting("e-maria", changes)], offers, NOW).get(waitingKey("e-maria", "shadow"));
}

function on(start: string, changes: Partial<Offer> = {}): Partial<Offer> {
  return { start: new Date(start), ...changes };
}

test.for<[fits: boolean, why: string, offered: Partial<Offer>, changes: Partial<Waiting>]>([
  [true, "nothing speaks against it", {}, {}],
  [true, "it is at night", on("2026-12-04T01:00Z"), {}],
  [true, "it is on a weekend", on("2026-12-05T22:00Z"), {}],
  [true, "another method is wanted", { method: "congregate" }, { method: "direct-transfer" }],
  [true, "another language is wanted", { language: "de" }, { language: "en" }],
  [false, "it is another engagement", { engagement: "lead" }, {}],
  [true, "it begins in a moment", on("2026-12-01T09:00:00.001Z"), {}],
  [false, "it begins now", on("2026-12-01T09:00:00Z"), {}],
  [false, "it is withdrawn", { isWithdrawn: true }, {}],
  [true, "a seat is left", { seats: 2, takers: new Map([["e-akio", AKIO]]) }, {}],
  [false, "no seat is left", { takers: new Map([["e-akio", AKIO]]) }, {}],
  [false, "they have a seat already", { seats: 2, takers: new Map([["e-maria", MARIA]]) }, {}],
  [false, "the candidate offers it", { engineer: MARIA }, {}],
  [false, "they may not meet", {}, { not: [ALEX, TOM] }],
  [true, "others may not meet", {}, { not: [ALEX] }],
  [true, "the day is free", {}, { freeDays: [{ from: "2026-12-03", to: "2026-12-03" }] }],
  [
    true,
    "the day is in the second range",
    {},
    {
      freeDays: [
        { from: "2026-11-30", to: "2026-12-01" },
        { from: "2026-12-02", to: "2026-12-04" },
      ],
    },
  ],
  [false, "the day before is free", {}, { freeDays: [{ from: "2026-12-01", to: "2026-12-02" }] }],
  [
    false,
    "it goes on into a day that is not free",
    on("2026-12-03T22:00Z"),
    {
      freeDays: [{ from: "2026-12-03", to: "2026-12-03" }],
    },
  ],
  [
    true,
    "each of its days is free",
    on("2026-12-03T22:00Z"),
    {
      freeDays: [
        { from: "2026-12-03", to: "2026-12-03" },
        { from: "2026-12-04", to: "2026-12-04" },
      ],
    },
  ],
  [
    true,
    "the day is free where the candidate is",
    on("2026-12-03T20:00Z"),
    {
      zone: "Asia/Tokyo",
      freeDays: [{ from: "2026-12-04", to: "2026-12-04" }],
    },
  ],
  [
    false,
    "the day is free only where the engineer is",
    on("2026-12-03T20:00Z"),
    {
      zone: "Asia/Tokyo",
      freeDays: [{ from: "2026-12-03", to: "2026-12-03" }],
    },
  ],
  [
    false,
    "the last minute is taken",
    {},
    {
      busy: [{ start: new Date("2026-12-03T16:59Z"), end: new Date("2026-12-03T20:00Z") }],
    },
  ],
  [
    false,
    "something short is in the middle",
    {},
    {
      busy: [{ start: new Date("2026-12-03T14:00Z"), end: new Date("2026-12-03T15:00Z") }],
    },
  ],
  [
    true,
    "they come from one and go to the next",
    {},
    {
      busy: [
        { start: new Date("2026-12-03T09:00Z"), end: new Date("2026-12-03T13:00Z") },
        { start: new Date("2026-12-03T17:00Z"), end: new Date("2026-12-03T20:00Z") },
      ],
    },
  ],
])("match() proposes it: %s, when %s", ([fits, , offered, changes]) => {
  expect(alone([offer(12, offered)], changes)).toEqual(fits ? [12] : []);
});

const BY_DAY = on("2026-12-10T10:00Z");
const BY_NIGHT = on("2026-12-03T00:00Z");

test.for<[why: string, wish: Partial<Waiting>, offered: readonly Partial<Offer>[], order: readonly number[]]>([
  [
    "the method wanted, then one unsaid, then another",
    { method: "congregate" },
    [{ method: "file-export" }, { method: null }, { ...BY_NIGHT, method: "congregate" }],
    [3, 2, 1],
  ],
  ["any method when none is wanted", {}, [{ method: "file-export" }, {}, { method: "congregate" }], [1, 2, 3]],
  [
    "the language wanted, then one unsaid, then another",
    { language: "pt-BR" },
    [{ language: "de" }, { language: null }, { ...BY_NIGHT, language: "PT" }],
    [3, 2, 1],
  ],
  [
    "the method before the language",
    { method: "congregate", language: "de" },
    [
      { method: "file-export", language: "de" },
      { method: "congregate", language: "en" },
    ],
    [2, 1],
  ],
  ["the language before the hour", { language: "de" }, [BY_DAY, { ...BY_NIGHT, language: "de" }], [2, 1]],
  ["more of it by day, however late", {}, [BY_NIGHT, on("2026-12-05T18:00Z"), BY_DAY], [3, 2, 1]],
  ["by day where the candidate is", { zone: "Asia/Tokyo" }, [BY_DAY, BY_NIGHT], [2, 1]],
  [
    "a short one by day before a long one that has more hours of it",
    {},
    [on("2026-12-03T15:00Z", { lengthMs: 8 * HOUR }), BY_DAY],
    [2, 1],
  ],
  ["the earliest", {}, [BY_DAY, on("2026-12-09T10:00Z"), on("2026-12-08T15:00Z")], [3, 2, 1]],
  ["no more than three", {}, [BY_DAY, BY_DAY, BY_NIGHT, on("2026-12-07T10:00Z")], [4, 1, 2]],
])("match() prefers %s", ([, wish, offered, order]) => {
  expect(
    alone(
      offered.map((changes, index) => offer(index + 1, changes)),
      wish,
    ),
  ).toEqual(order);
});

test("match() prefers the first offered of equal ones, in whatever order they are read", () => {
  expect(alone([offer(4), offer(2), offer(3), offer(1)])).toEqual([1, 2, 3]);
});

const SHADOW_OF_MARIA = waitingKey("e-maria", "shadow");
const SHADOW_OF_AKIO = waitingKey("e-akio", "shadow");

const MARIA_FIRST = waiting("e-maria", { since: new Date("2026-11-01T00:00:00Z") });
const AKIO_SECOND = waiting("e-akio", { candidate: AKIO, since: new Date("2026-11-02T00:00:00Z") });

test.for<[why: string, queue: readonly Waiting[], offers: readonly Offer[], expected: readonly (readonly number[])[]]>([
  ["the only seat goes to who waits longest", [MARIA_FIRST, AKIO_SECOND], [offer(1)], [[1], []]],
  ["two seats are for two", [MARIA_FIRST, AKIO_SECOND], [offer(1, { seats: 2 })], [[1], [1]]],
  [
    "a seat that is taken counts",
    [MARIA_FIRST, AKIO_SECOND],
    [offer(1, { seats: 2, takers: new Map([["e-other", ALEX]]) })],
    [[1], []],
  ],
  [
    "a first choice is kept, a second is not",
    [MARIA_FIRST, AKIO_SECOND],
    [offer(1), offer(2), offer(3), offer(4)],
    [
      [1, 2, 3],
      [2, 3, 4],
    ],
  ],
  [
    "what the first cannot use is there for the second",
    [{ ...MARIA_FIRST, not: [ALEX] }, AKIO_SECOND],
    [offer(1, { engineer: ALEX })],
    [[], [1]],
  ],
  [
    "the id decides between two of the same moment",
    [MARIA_FIRST, { ...AKIO_SECOND, since: MARIA_FIRST.since }],
    [offer(1)],
    [[], [1]],
  ],
])("match(): %s", ([, queue, offers, expected]) => {
  const proposals = match(queue, offers, NOW);

  expect([proposals.get(SHADOW_OF_MARIA), proposals.get(SHADOW_OF_AKIO)]).toEqual(expected);
});

test("match() keeps one enrollment that waits for two engagements apart", () => {
  const lead = { ...MARIA_FIRST, engagement: "lead", since: new Date("2026-10-01T00:00:00Z") };

  expect([...match([MARIA_FIRST, lead], [offer(1), offer(2, { engagement: "lead" })], NOW)]).toEqual([
    [waitingKey("e-maria", "lead"), [2]],
    [SHADOW_OF_MARIA, [1]],
  ]);
});

test("match() of 2,000 who wait and 200 offers takes well under a second", () => {
  const zones = Intl.supportedValuesOf("timeZone").filter((_, index) => index % 10 === 0);
  const queue = Array.from({ length: 2000 }, (_, index) =>
    waiting(`e-${index}`, {
      candidate: index,
      since: new Date(NOW.getTime() - index * 60_000),
      zone: zones[index % zones.length] ?? "UTC",
      method: index % 3 === 0 ? "congregate" : null,
      language: index % 2 === 0 ? "de" : null,
      freeDays: index % 5 === 0 ? [{ from: "2026-12-05", to: "2026-12-20" }] : [],
    }),
  );
  const offers = Array.from({ length: 200 }, (_, index) =>
    offer(index + 1, { engineer: 5000, seats: 2, start: new Date(NOW.getTime() + (index + 1) * 7 * HOUR) }),
  );

  // The time this thread worked: what else the machine has to do is no matter of the queue's.
  const before = process.threadCpuUsage();
  const proposals = match(queue, offers, NOW);
  const { user, system } = process.threadCpuUsage(before);

  expect([...proposals.values()].filter((best) => best.length > 0)).toHaveLength(400);
  expect((user + system) / 1000).toBeLessThan(1000);
});
