import * as fc from "fast-check";
import { expect, test } from "vitest";

import { type Offer, seatsLeft, waitingKey } from "../../../src/domain/desk/desk.ts";
import { match, type Waiting } from "../../../src/domain/desk/match.ts";
import { HOUR, NOW, offer, waiting } from "./support.ts";

/*
 * Any queue before any desk. What fits is worked out here once more and in another way: the calendar of the platform is
 * asked for every half hour.
 */

const HALF_HOUR = HOUR / 2;
const DAYS = ["2026-12-01", "2026-12-02", "2026-12-03", "2026-12-04", "2026-12-05"];

const engagement = fc.constantFrom("shadow", "shadow", "shadow", "lead");
const method = fc.constantFrom("congregate", "direct-transfer", null);
const language = fc.constantFrom("en", "de", "pt-BR", null);
const zone = fc.constantFrom("UTC", "Europe/Berlin", "Asia/Kolkata", "America/Los_Angeles", "Pacific/Auckland");
const engineer = fc.integer({ min: 101, max: 104 });
/** Often the same one. */
const moment = fc
  .oneof(fc.constant(52), fc.integer({ min: -8, max: 200 }))
  .map((halfHours) => new Date(NOW.getTime() + halfHours * HALF_HOUR));
const length = fc.oneof(fc.constant(8), fc.integer({ min: 1, max: 20 })).map((halfHours) => halfHours * HALF_HOUR);
const dayRange = fc
  .tuple(fc.constantFrom(...DAYS), fc.constantFrom(...DAYS))
  .map(([one, other]) => (one < other ? { from: one, to: other } : { from: other, to: one }));
const period = fc
  .tuple(moment, length)
  .map(([start, lengthMs]) => ({ start, end: new Date(start.getTime() + lengthMs) }));

const anyOffer: fc.Arbitrary<Partial<Offer>> = fc.record({
  engineer,
  engagement,
  start: moment,
  lengthMs: length,
  method,
  language,
  seats: fc.integer({ min: 1, max: 3 }),
  takers: fc.constantFrom(new Map(), new Map([["e-taken", 900]]), new Map([["e-1", 1]])),
  isWithdrawn: fc.constantFrom(false, false, false, true),
});
const anyWaiting: fc.Arbitrary<Partial<Waiting>> = fc.record({
  engagement,
  since: fc.integer({ min: 0, max: 5 }).map((days) => new Date(NOW.getTime() - days * 24 * HOUR)),
  zone,
  language,
  method,
  freeDays: fc.oneof(fc.constant([]), fc.array(dayRange, { maxLength: 2 })),
  busy: fc.array(period, { maxLength: 2 }),
  not: fc.array(engineer, { maxLength: 2 }),
});
const anyDesk = fc
  .array(anyOffer, { maxLength: 10 })
  .map((all) => all.map((changes, index) => offer(index + 1, changes)));
const anyQueue = fc
  .array(anyWaiting, { maxLength: 10 })
  .map((all) => all.map((changes, index) => waiting(`e-${index}`, { candidate: index, ...changes })));

/** Anybody can use any of these. */
const openDesk = fc
  .array(fc.record({ seats: fc.integer({ min: 1, max: 3 }), method, language, lengthMs: length }), { maxLength: 8 })
  .map((all) => all.map((changes, index) => offer(index + 1, { engineer: 101, ...changes })));
const easyQueue = fc
  .array(fc.record({ method, language, zone }), { maxLength: 16 })
  .map((all) =>
    all.map((changes, index) =>
      waiting(`e-${index}`, { candidate: index, since: new Date(NOW.getTime() - index * HOUR), ...changes }),
    ),
  );

function keyOf(one: Waiting): ReturnType<typeof waitingKey> {
  return waitingKey(one.enrollmentId, one.engagement);
}

function proposed(queue: readonly Waiting[], offers: readonly Offer[]): (one: Waiting) => readonly number[] {
  const proposals = match(queue, offers, NOW);
  return (one) => proposals.get(keyOf(one)) ?? [];
}

function waitsLonger(one: Waiting, other: Waiting): boolean {
  if (one.since.getTime() !== other.since.getTime()) return one.since < other.since;
  return keyOf(one) < keyOf(other);
}

function fits(one: Waiting, offered: Offer): boolean {
  const moments = Array.from(
    { length: offered.lengthMs / HALF_HOUR },
    (_, index) => new Date(offered.start.getTime() + index * HALF_HOUR),
  );
  const calendar = new Intl.DateTimeFormat("sv-SE", { timeZone: one.zone, dateStyle: "short" });
  const days = new Set(moments.map((at) => calendar.format(at)));
  return (
    offered.engagement === one.engagement &&
    offered.start > NOW &&
    seatsLeft(offered) > 0 &&
    !offered.takers.has(one.enrollmentId) &&
    offered.engineer !== one.candidate &&
    one.not.every((person) => person !== offered.engineer) &&
    moments.every((at) => one.busy.every(({ start, end }) => at < start || at >= end)) &&
    (one.freeDays.length === 0 ||
      [...days].every((day) => one.freeDays.some(({ from, to }) => from <= day && day <= to)))
  );
}

/** Would this one, asked alone, take the offer with that number rather than what is their first choice now? */
function ratherHas(one: Waiting, number: number, now: readonly number[], offers: readonly Offer[]): boolean {
  const [first] = now;
  const both = offers.filter((offered) => offered.number === number || offered.number === first);
  return number !== first && proposed([one], both)(one)[0] === number;
}

test("match() is the same in whatever order people and offers come", () => {
  const shuffled = fc
    .tuple(anyQueue, anyDesk)
    .chain(([queue, offers]) =>
      fc.tuple(
        fc.constant({ queue, offers }),
        fc.shuffledSubarray(queue, { minLength: queue.length }),
        fc.shuffledSubarray(offers, { minLength: offers.length }),
      ),
    );

  fc.assert(
    fc.property(shuffled, ([{ queue, offers }, otherQueue, otherOffers]) => {
      expect([...match(otherQueue, otherOffers, NOW)]).toEqual([...match(queue, offers, NOW)]);
    }),
  );
});

test("match() answers for everybody, longest waiting first, with at most three different offers that fit", () => {
  fc.assert(
    fc.property(anyQueue, anyDesk, (queue, offers) => {
      const proposals = match(queue, offers, NOW);

      expect([...proposals.keys()]).toEqual(queue.toSorted((a, b) => (waitsLonger(a, b) ? -1 : 1)).map(keyOf));
      for (const one of queue) {
        const best = proposals.get(keyOf(one)) ?? [];
        expect(best.length).toBeLessThanOrEqual(3);
        expect(new Set(best).size).toBe(best.length);
        expect(offers.filter(({ number }) => best.includes(number)).filter((offered) => !fits(one, offered))).toEqual(
          [],
        );
      }
    }),
  );
});

test("match() makes no offer the first choice of more people than it has seats left", () => {
  fc.assert(
    fc.property(anyQueue, anyDesk, (queue, offers) => {
      const bestOf = proposed(queue, offers);

      const oversubscribed = offers.filter(
        (offered) => queue.filter((one) => bestOf(one)[0] === offered.number).length > seatsLeft(offered),
      );

      expect(oversubscribed).toEqual([]);
    }),
  );
});

test("match() leaves out what fits only for a full list, or because people who wait longer have every seat", () => {
  fc.assert(
    fc.property(anyQueue, anyDesk, (queue, offers) => {
      const bestOf = proposed(queue, offers);

      for (const one of queue.filter((each) => bestOf(each).length < 3)) {
        const missed = offers.filter((offered) => fits(one, offered) && !bestOf(one).includes(offered.number));
        const keptBefore = ({ number }: Offer): number =>
          queue.filter((other) => waitsLonger(other, one) && bestOf(other)[0] === number).length;

        expect(missed.map(keptBefore)).toEqual(missed.map(seatsLeft));
      }
    }),
  );
});

test("match() gives nobody a first choice that somebody who waits longer would rather have", () => {
  fc.assert(
    fc.property(anyQueue, anyDesk, (queue, offers) => {
      const bestOf = proposed(queue, offers);

      for (const one of queue) {
        const later = queue.filter((other) => waitsLonger(one, other)).flatMap((other) => bestOf(other).slice(0, 1));
        expect(later.filter((number) => ratherHas(one, number, bestOf(one), offers))).toEqual([]);
      }
    }),
  );
});

test("match() gives as many as there are seats a first choice, the longest waiting, when everybody can use every offer", () => {
  fc.assert(
    fc.property(easyQueue, openDesk, (queue, offers) => {
      const bestOf = proposed(queue, offers);
      const seats = offers.reduce((sum, offered) => sum + offered.seats, 0);
      const longestFirst = queue.toSorted((a, b) => (waitsLonger(a, b) ? -1 : 1));

      expect(longestFirst.filter((one) => bestOf(one).length > 0)).toEqual(longestFirst.slice(0, seats));
    }),
  );
});

test("match() with one more offer is no worse for anybody", () => {
  fc.assert(
    fc.property(anyQueue, anyDesk, anyOffer, (queue, offers, changes) => {
      const all = [...offers, offer(offers.length + 1, changes)];
      const before = proposed(queue, offers);
      const afterwards = proposed(queue, all);

      const regretful = queue.filter((one) =>
        before(one)
          .slice(0, 1)
          .some((first) => ratherHas(one, first, afterwards(one), all)),
      );

      expect(regretful).toEqual([]);
      expect(queue.filter((one) => before(one).length > afterwards(one).length)).toEqual([]);
    }),
  );
});

test("match() with one more offer leaves the longest waiting what they had, or puts the new one in its place", () => {
  fc.assert(
    fc.property(anyWaiting, anyDesk, anyOffer, (longest, offers, changes) => {
      const one = waiting("e-1", longest);
      const added = offer(offers.length + 1, changes);

      const others = proposed([one], [...offers, added])(one).filter((number) => number !== added.number);

      expect(others).toEqual(proposed([one], offers)(one).slice(0, others.length));
    }),
  );
});
