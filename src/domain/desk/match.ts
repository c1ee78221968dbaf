import type { PersonId } from "../enrollment/fact.ts";
import { type Offer, seatsLeft, type WaitingKey, waitingKey } from "./desk.ts";
import { localHours } from "./local-hours.ts";
import { openRanking, type RankedOffer, type Wish } from "./rank-offers.ts";
import { hasBegun, mayMeet, type Seeker } from "./take-seat.ts";

/** Somebody who waits for an engagement. */
export interface Waiting extends Seeker, Wish {
  readonly coordinator: PersonId | null;
  readonly since: Date;
  /** Local calendar days the candidate is free, ISO dates, inclusive; empty: any day. */
  readonly freeDays: readonly { readonly from: string; readonly to: string }[];
  /** Times of this candidate's other engagements. */
  readonly busy: readonly { readonly start: Date; readonly end: Date }[];
}

const MOST_OFFERS = 3;

/**
 * The best offers for everybody who waits, at most three each, best first.
 *
 * The queue is fair: in order of waiting time everybody sees the best offers that fit them and still have a seat. The
 * first of these is their first choice, and one of its seats is kept for them: those who wait less long see the offer
 * only while it has more. So no offer is the first choice of more people than it has seats, nobody goes empty-handed
 * for somebody who waits less long, and one more offer makes nobody worse off. What is kept is kept only here; on the
 * desk the first to accept has the seat.
 *
 * Fits means: the engagement waited for, not begun, a seat left, an engineer they may meet, every local day it touches
 * free, nothing else at that time. The hour of the day is no reason to leave one out. How those that fit are ordered
 * stands in `rank-offers.ts`.
 *
 * The order of the arguments changes nothing.
 *
 * @returns One entry for each who waits, longest waiting first; empty for those whom nothing is left for.
 */
export function match(
  waiting: readonly Waiting[],
  offers: readonly Offer[],
  now: Date,
): ReadonlyMap<WaitingKey, readonly number[]> {
  const open = offers.filter((offer) => seatsLeft(offer) > 0 && !hasBegun(offer, now));
  const rankFor = openRanking(open);
  const unkept = new Map(open.map((offer) => [offer.number, seatsLeft(offer)]));
  const proposals = new Map<WaitingKey, readonly number[]>();
  for (const one of waiting.toSorted(byWaitingTime)) {
    const best = bestFor(one, rankFor(one), unkept);
    const [first] = best;
    if (first !== undefined) unkept.set(first, (unkept.get(first) ?? 0) - 1);
    proposals.set(waitingKey(one.enrollmentId, one.engagement), best);
  }
  return proposals;
}

function bestFor(
  waiting: Waiting,
  ranked: readonly RankedOffer[],
  unkept: ReadonlyMap<number, number>,
): readonly number[] {
  const best: number[] = [];
  for (const one of ranked) {
    if (best.length === MOST_OFFERS) break;
    const { number } = one.offer;
    if ((unkept.get(number) ?? 0) > 0 && fits(waiting, one)) best.push(number);
  }
  return best;
}

/** Why the time of an offer is none for somebody who waits; `null` when it is fine. */
export function whyNot(waiting: Waiting, offer: Offer): "busy" | "not-free" | null {
  return whyNotThen(waiting, { offer, local: localHours(offer.start, offer.lengthMs, waiting.zone) });
}

function fits(waiting: Waiting, one: RankedOffer): boolean {
  const { offer } = one;
  return mayMeet(waiting, offer) && !offer.takers.has(waiting.enrollmentId) && whyNotThen(waiting, one) === null;
}

function whyNotThen(waiting: Waiting, { offer, local }: RankedOffer): "busy" | "not-free" | null {
  if (isBusy(waiting, offer)) return "busy";
  return local.days.every((day) => isFree(waiting, day)) ? null : "not-free";
}

function isBusy({ busy }: Waiting, { start, lengthMs }: Offer): boolean {
  const end = start.getTime() + lengthMs;
  return busy.some((other) => other.start.getTime() < end && start < other.end);
}

function isFree({ freeDays }: Waiting, day: string): boolean {
  return freeDays.length === 0 || freeDays.some(({ from, to }) => from <= day && day <= to);
}

function byWaitingTime(a: Waiting, b: Waiting): number {
  const inTime = a.since.getTime() - b.since.getTime();
  if (inTime !== 0) return inTime;
  return waitingKey(a.enrollmentId, a.engagement) < waitingKey(b.enrollmentId, b.engagement) ? -1 : 1;
}
