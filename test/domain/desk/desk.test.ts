import { expect, test } from "vitest";

import {
  applyDesk,
  type Desk,
  type DeskFact,
  type DeskFactBody,
  foldDesk,
  seatsLeft,
  waitingKey,
} from "../../../src/domain/desk/desk.ts";
import { after, AKIO, ALEX, deskWith, HOUR, MARIA, NOW, offer, offerMade, PRIYA, seatTaken, TOM } from "./support.ts";

const START = deskWith([]);

/** What one more fact changed, apart from its place. */
function changesOf(before: Desk, body: DeskFactBody): Partial<Desk> {
  const changed = Object.entries(after(before, body)).filter(
    ([key, value]) => key !== "lastSeq" && value !== before[key as keyof Desk],
  );
  return Object.fromEntries(changed);
}

test("foldDesk() of an empty journal is no desk", () => {
  expect(foldDesk([])).toBeNull();
});

test("foldDesk() begins with the program and no offers", () => {
  expect(START).toEqual({
    programId: "migration-onboarding",
    openedBy: PRIYA,
    isLocal: false,
    engineers: new Map(),
    offers: new Map(),
    proposed: new Map(),
    toldAt: new Map(),
    newsAt: null,
    lastOffer: 0,
    lastSeq: 1,
    heard: new Map(),
  });
});

test("foldDesk() reads a journal with its places", () => {
  const facts: DeskFact[] = [
    {
      kind: "desk-opened",
      programId: "migration-onboarding",
      by: PRIYA,
      isLocal: false,
      seq: 1,
      key: "desk-opened",
      at: NOW,
    },
    { ...offerMade(1), seq: 2, key: "offer:1", at: NOW },
  ];

  expect(foldDesk(facts)).toEqual({
    ...START,
    offers: new Map([[1, offer(1)]]),
    lastOffer: 1,
    newsAt: NOW,
    lastSeq: 2,
  });
});

test("foldDesk() refuses a journal that does not begin with the desk", () => {
  expect(() => applyDesk(null, { ...offerMade(1), key: "offer:1", at: NOW })).toThrow(
    new TypeError('Cannot fold a desk that begins with "offer-made"'),
  );
});

test("applyDesk() knows all that was said of an offer", () => {
  const made = offerMade(7, {
    by: ALEX,
    engagement: "lead",
    start: "2026-12-05T20:00:00.000Z",
    zone: "Asia/Tokyo",
    lengthMs: 9 * HOUR,
    method: "direct-transfer",
    language: "ja",
    codename: "osprey",
    seats: 2,
  });

  expect(changesOf(START, made)).toEqual({
    offers: new Map([
      [
        7,
        {
          number: 7,
          engineer: ALEX,
          engagement: "lead",
          start: new Date("2026-12-05T20:00:00Z"),
          zone: "Asia/Tokyo",
          lengthMs: 9 * HOUR,
          method: "direct-transfer",
          language: "ja",
          codename: "osprey",
          seats: 2,
          takers: new Map(),
          isWithdrawn: false,
        },
      ],
    ]),
    lastOffer: 7,
    newsAt: NOW,
  });
});

const PROPOSED: DeskFactBody = {
  kind: "proposed",
  to: PRIYA,
  enrollmentId: "e-maria",
  engagement: "shadow",
  offers: [2, 1],
};

const PROPOSAL = [waitingKey("e-maria", "shadow"), { offers: [2, 1], at: NOW, to: PRIYA }] as const;

test.for<[after: readonly DeskFactBody[], body: DeskFactBody, changes: Partial<Desk>]>([
  [[], { kind: "desk-opened", programId: "another", by: PRIYA, isLocal: true }, {}],
  [
    [{ kind: "engineer-admitted", person: TOM, by: PRIYA }],
    { kind: "engineer-admitted", person: ALEX, by: PRIYA },
    { engineers: new Map([TOM, ALEX].map((person) => [person, new Set([PRIYA])])) },
  ],
  [
    [{ kind: "engineer-admitted", person: TOM, by: ALEX }],
    { kind: "engineer-admitted", person: TOM, by: PRIYA },
    { engineers: new Map([[TOM, new Set([ALEX, PRIYA])]]) },
  ],
  [[offerMade(3)], offerMade(2), { offers: new Map([2, 3].map((number) => [number, offer(number)])) }],
  [
    [offerMade(1), seatTaken(1, "e-maria")],
    { kind: "offer-withdrawn", offer: 1, by: TOM, reason: null },
    { offers: new Map([[1, offer(1, { isWithdrawn: true, takers: new Map([["e-maria", MARIA]]) })]]) },
  ],
  [
    [offerMade(1, { seats: 2 }), seatTaken(1, "e-maria"), seatTaken(1, "e-akio", AKIO)],
    { kind: "seat-freed", offer: 1, enrollmentId: "e-maria", why: "cancelled" },
    { offers: new Map([[1, offer(1, { seats: 2, takers: new Map([["e-akio", AKIO]]) })]]) },
  ],
  [
    [],
    PROPOSED,
    {
      proposed: new Map([PROPOSAL]),
      toldAt: new Map([[PRIYA, NOW]]),
    },
  ],
  [
    [offerMade(1), PROPOSED, { ...PROPOSED, engagement: "lead", offers: [9] }],
    seatTaken(1, "e-maria"),
    {
      offers: new Map([[1, offer(1, { takers: new Map([["e-maria", MARIA]]) })]]),
      proposed: new Map([[waitingKey("e-maria", "lead"), { offers: [9], at: NOW, to: PRIYA }]]),
    },
  ],
  [
    [offerMade(1, { seats: 2 }), PROPOSED],
    seatTaken(1, "e-akio", AKIO),
    {
      offers: new Map([[1, offer(1, { seats: 2, takers: new Map([["e-akio", AKIO]]) })]]),
      proposed: new Map([PROPOSAL]),
    },
  ],
  [
    [offerMade(1), PROPOSED],
    seatTaken(1, "e-akio", AKIO),
    {
      offers: new Map([[1, offer(1, { takers: new Map([["e-akio", AKIO]]) })]]),
      proposed: new Map([[PROPOSAL[0], { ...PROPOSAL[1], offers: [2] }]]),
    },
  ],
  [[], seatTaken(1, "e-maria"), {}],
  [[], { kind: "seat-freed", offer: 1, enrollmentId: "e-maria", why: "moved" }, {}],
  [[], { kind: "offer-withdrawn", offer: 1, by: TOM, reason: "ill" }, {}],
  [
    [],
    { kind: "command-heard", noteId: 5, by: ALEX, command: "help", outcome: "answered" },
    { heard: new Map([[ALEX, [{ at: NOW, command: "help", outcome: "answered" }]]]) },
  ],
  [[], { kind: "command-heard", noteId: 5, by: ALEX, command: "offer shadow", outcome: "done" }, {}],
])("applyDesk() after %o of %o", ([before, body, changes]) => {
  expect(changesOf(deskWith(before), body)).toEqual(changes);
});

test("applyDesk() keeps the latest ten answers to somebody", () => {
  const heard = Array.from({ length: 12 }, (_, index): DeskFactBody => ({
    kind: "command-heard",
    noteId: index,
    by: ALEX,
    command: `word ${index}`,
    outcome: "refused",
  }));

  const kept = deskWith(heard).heard.get(ALEX) ?? [];

  expect(kept.map(({ command }) => command)).toEqual([11, 10, 9, 8, 7, 6, 5, 4, 3, 2].map((index) => `word ${index}`));
});

test.for<[left: number, Parameters<typeof offer>[1]]>([
  [2, { seats: 2 }],
  [1, { seats: 2, takers: new Map([["e-maria", MARIA]]) }],
  [0, { seats: 1, takers: new Map([["e-maria", MARIA]]) }],
  [0, { seats: 2, isWithdrawn: true }],
  [0, { seats: 1, takers: new Map([1, 2].map((person) => [`e-${person}`, person])) }],
])("seatsLeft() is %i with %o", ([left, changes]) => {
  expect(seatsLeft(offer(1, changes))).toBe(left);
});
