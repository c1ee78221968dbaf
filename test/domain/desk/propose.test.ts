import { describe, expect, test } from "vitest";

import type { DeskFactBody } from "../../../src/domain/desk/desk.ts";
import { type ProposalRules, proposalsDue } from "../../../src/domain/desk/propose.ts";
import { AKIO, applied, deskWith, HOUR, NOW, offerMade, PRIYA, seatTaken, TOM, waiting } from "./support.ts";

const JONAS = 9;

const RULES: ProposalRules = {
  now: NOW,
  settleMs: 0,
  dayBeginsMs: 9 * HOUR,
  otherwise: JONAS,
  zoneOf: () => "Europe/Berlin",
};

const MARIAS = waiting("e-maria");
const AKIOS = waiting("e-akio", { candidate: AKIO, since: new Date("2026-11-02T00:00:00Z") });

/** What is told, as "whom: who 1 2, …". */
function told(
  facts: readonly DeskFactBody[],
  people: readonly Parameters<typeof proposalsDue>[1][number][],
  rules: Partial<ProposalRules> = {},
): readonly string[] {
  return proposalsDue(deskWith(facts), people, { ...RULES, ...rules }).due.map(
    ({ to, lines }) =>
      `${to}: ${lines.map(({ waiting: { enrollmentId }, offers }) => [enrollmentId, ...offers].join(" ")).join(", ")}`,
  );
}

function proposed(enrollmentId: string, offers: readonly number[], to = PRIYA): DeskFactBody {
  return { kind: "proposed", to, enrollmentId, engagement: "shadow", offers };
}

describe("proposalsDue()", () => {
  test("tells a coordinator of everybody who waits for them in one note, longest waiting first", () => {
    expect(told([offerMade(1, { seats: 2 })], [AKIOS, MARIAS])).toEqual(["3: e-maria 1, e-akio 1"]);
  });

  test("tells every coordinator of their own", () => {
    const others = { ...AKIOS, coordinator: TOM };
    expect(told([offerMade(1, { by: 5, seats: 2 })], [MARIAS, others])).toEqual(["3: e-maria 1", "4: e-akio 1"]);
  });

  test("tells whoever opened the desk of those nobody looks after", () => {
    expect(told([offerMade(1)], [{ ...MARIAS, coordinator: null }])).toEqual(["9: e-maria 1"]);
  });

  test("tells nobody where nothing fits", () => {
    expect(told([], [MARIAS])).toEqual([]);
    expect(told([offerMade(1, { engagement: "lead" })], [MARIAS])).toEqual([]);
  });

  test("leaves out who has a seat that is still to come", () => {
    const facts = [offerMade(1), seatTaken(1, "e-maria"), offerMade(2)];
    expect(told(facts, [MARIAS, AKIOS])).toEqual(["3: e-akio 2"]);
  });
});

/** A day after everything was told. */
const LATER = { now: new Date("2026-12-02T09:00:00Z") };

describe("proposalsDue() again", () => {
  test.for<[what: string, after: readonly DeskFactBody[], told: readonly string[]]>([
    ["nothing new", [], []],
    ["another offer", [offerMade(2)], ["3: e-maria 1 2"]],
    ["fewer offers", [{ kind: "offer-withdrawn", offer: 1, by: TOM, reason: null }], []],
    ["a seat somebody else gave back", [seatTaken(1, "e-akio"), freed("e-akio")], ["3: e-maria 1"]],
    ["an own seat that was lost", [seatTaken(1, "e-maria"), freed("e-maria")], ["3: e-maria 1"]],
  ])("of %s", ([, after, expected]) => {
    expect(told([offerMade(1), proposed("e-maria", [1]), ...after], [MARIAS], LATER)).toEqual(expected);
  });

  test("of the same to another coordinator", () => {
    const facts = [offerMade(1), proposed("e-maria", [1])];
    expect(told(facts, [{ ...MARIAS, coordinator: JONAS }])).toEqual(["9: e-maria 1"]);
  });
});

function freed(enrollmentId: string): DeskFactBody {
  return { kind: "seat-freed", offer: 1, enrollmentId, why: "cancelled" };
}

describe("proposalsDue() in time", () => {
  const facts = [offerMade(1), proposed("e-maria", [1]), offerMade(2)];

  test.for<[now: string, isDue: boolean]>([
    ["2026-12-01T09:00:01Z", false],
    // Midnight in Berlin, and still not before working hours there.
    ["2026-12-01T23:00:00Z", false],
    ["2026-12-02T07:59:59Z", false],
    ["2026-12-02T08:00:00Z", true],
  ])("at %s a coordinator who was told on 1 December hears more: %s", ([now, isDue]) => {
    const { due, lookAgainAt } = proposalsDue(deskWith(facts), [MARIAS], { ...RULES, now: new Date(now) });

    expect(due.length > 0).toBe(isDue);
    expect(lookAgainAt === null).toBe(isDue);
    expect((lookAgainAt ?? new Date(now)).getTime() - new Date(now).getTime()).toBeLessThanOrEqual(HOUR);
  });

  test("lets several offers in a row settle", () => {
    const desk = applied(deskWith([]), offerMade(1), NOW);
    const rules = { ...RULES, settleMs: 120_000 };
    const ready = new Date(NOW.getTime() + 120_000);

    expect(proposalsDue(desk, [MARIAS], rules)).toEqual({ due: [], lookAgainAt: ready });
    expect(proposalsDue(desk, [MARIAS], { ...rules, now: ready }).due).toHaveLength(1);
  });

  test("keeps a note readable, and tells of the rest another day", () => {
    const many = Array.from({ length: 40 }, (_, index) =>
      waiting(`e-${index}`, { candidate: 100 + index, since: new Date(NOW.getTime() - (100 - index) * HOUR) }),
    );

    const [first] = proposalsDue(deskWith([offerMade(1, { seats: 50 })]), many, RULES).due;

    expect(first?.lines.map(({ waiting: { candidate } }) => candidate)).toEqual(
      Array.from({ length: 25 }, (_, index) => 100 + index),
    );
  });
});
