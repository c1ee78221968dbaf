import * as fc from "fast-check";
import { expect, test } from "vitest";

import type { Desk, DeskFactBody } from "../../../src/domain/desk/desk.ts";
import { type SeatVerdict, type Seeker, takeSeat } from "../../../src/domain/desk/take-seat.ts";
import { after, AKIO, ALEX, deskWith, MARIA, NOW, offerMade, seatTaken, TOM } from "./support.ts";

const FOR_MARIA: Seeker = { enrollmentId: "e-maria", candidate: MARIA, not: [] };
const FOR_AKIO: Seeker = { enrollmentId: "e-akio", candidate: AKIO, not: [] };

const WITHDRAWN: DeskFactBody = { kind: "offer-withdrawn", offer: 1, by: TOM, reason: null };
const FREED: DeskFactBody = { kind: "seat-freed", offer: 1, enrollmentId: "e-maria", why: "cancelled" };
const HELD_YESTERDAY = offerMade(2, { start: "2026-11-30T13:00:00.000Z" });

test.for<[verdict: SeatVerdict, why: string, on: readonly DeskFactBody[], seeker?: Seeker]>([
  ["taken", "a seat is free", [offerMade(1)]],
  ["taken", "one of two is free", [offerMade(1, { seats: 2 }), seatTaken(1, "e-akio", AKIO)]],
  ["taken", "the seat was freed", [offerMade(1), seatTaken(1, "e-maria"), FREED]],
  [
    "taken",
    "the seat elsewhere is of another kind",
    [offerMade(1), offerMade(2, { engagement: "lead" }), seatTaken(2, "e-maria")],
  ],
  ["taken", "the seat elsewhere is over", [offerMade(1), HELD_YESTERDAY, seatTaken(2, "e-maria")]],
  ["taken", "it begins in a moment", [offerMade(1, { start: "2026-12-01T09:00:00.001Z" })]],
  ["unknown", "nobody made the offer", [offerMade(2)]],
  ["already", "the same was accepted before", [offerMade(1), seatTaken(1, "e-maria")]],
  ["already", "it was accepted and then withdrawn", [offerMade(1), seatTaken(1, "e-maria"), WITHDRAWN]],
  ["elsewhere", "another offer of the kind was accepted", [offerMade(1), offerMade(2), seatTaken(2, "e-maria")]],
  ["same-person", "the candidate offers it", [offerMade(1, { by: MARIA })]],
  ["same-person", "the engineer was the candidate", [offerMade(1)], { ...FOR_MARIA, not: [ALEX, TOM] }],
  ["withdrawn", "the engineer took it back", [offerMade(1), WITHDRAWN]],
  ["past", "it begins now", [offerMade(1, { start: NOW.toISOString() })]],
  ["full", "somebody has the only seat", [offerMade(1), seatTaken(1, "e-akio", AKIO)]],
])("takeSeat() says %s when %s", ([verdict, , on, seeker = FOR_MARIA]) => {
  expect(takeSeat(deskWith(on), 1, seeker, NOW)).toBe(verdict);
});

test("takeSeat() gives the last seat to the first of two coordinators, and the second is told", () => {
  const desk = deskWith([offerMade(1)]);

  const first = takeSeat(desk, 1, FOR_AKIO, NOW);
  const second = takeSeat(after(desk, seatTaken(1, "e-akio", AKIO)), 1, FOR_MARIA, NOW);

  expect([first, second]).toEqual(["taken", "full"]);
});

const number = fc.integer({ min: 1, max: 3 });
const person = fc.integer({ min: 1, max: 5 });
type Step =
  | { readonly kind: "accept"; readonly number: number; readonly candidate: number }
  | { readonly kind: "free"; readonly number: number; readonly candidate: number }
  | { readonly kind: "withdraw"; readonly number: number };
const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    { weight: 5, arbitrary: fc.record({ kind: fc.constant("accept" as const), number, candidate: person }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant("free" as const), number, candidate: person }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant("withdraw" as const), number }) },
  ),
  { maxLength: 30 },
);

function take(desk: Desk, step: Step): Desk {
  switch (step.kind) {
    case "accept": {
      const enrollmentId = `e-${step.candidate}`;
      const seeker = { enrollmentId, candidate: step.candidate, not: [] };
      if (takeSeat(desk, step.number, seeker, NOW) !== "taken") return desk;
      return after(desk, seatTaken(step.number, enrollmentId, step.candidate));
    }
    case "free":
      return after(desk, {
        kind: "seat-freed",
        offer: step.number,
        enrollmentId: `e-${step.candidate}`,
        why: "cancelled",
      });
    case "withdraw":
      return after(desk, { kind: "offer-withdrawn", offer: step.number, by: TOM, reason: null });
  }
}

test("takeSeat() never fills more seats than there are, nor two for one candidate, whatever people accept", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 3, maxLength: 3 }), steps, (seats, all) => {
      let desk = deskWith(seats.map((count, index) => offerMade(index + 1, { by: 100, seats: count })));
      for (const step of all) {
        desk = take(desk, step);
        const offers = [...desk.offers.values()];
        const everyTaker = offers.flatMap(({ takers }) => [...takers.keys()]);

        expect(offers.filter((one) => one.takers.size > one.seats)).toEqual([]);
        expect(everyTaker).toHaveLength(new Set(everyTaker).size);
      }
    }),
  );
});
