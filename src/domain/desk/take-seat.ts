import type { PersonId } from "../enrollment/fact.ts";
import { type Desk, type Offer, seatsLeft } from "./desk.ts";

/** For whom a seat is wanted. */
export interface Seeker {
  readonly enrollmentId: string;
  readonly candidate: PersonId;
  /** People who may not take part with them, such as other accounts that were the candidate. */
  readonly not: readonly PersonId[];
}

/**
 * What became of a seat somebody asked for; only `taken` changes anything.
 *
 * - `already`: the enrollment has a seat of this very offer
 * - `elsewhere`: it has a seat of another offer of the same kind that is still to come
 * - `same-person`: the engineer is the candidate, or may not take part with them
 * - `past`: it has begun
 */
export type SeatVerdict = "taken" | "already" | "elsewhere" | "unknown" | "same-person" | "withdrawn" | "past" | "full";

/**
 * Judge one wish for a seat. Wishes are judged one after the other, each with the desk as the one before left it: of
 * two for the last seat the first gets it, the second is told `full`. The same wish again is `already`.
 */
export function takeSeat(desk: Desk, number: number, seeker: Seeker, now: Date): SeatVerdict {
  const offer = desk.offers.get(number);
  if (!offer) return "unknown";
  if (offer.takers.has(seeker.enrollmentId)) return "already";
  if (!mayMeet(seeker, offer)) return "same-person";
  if (offer.isWithdrawn) return "withdrawn";
  if (hasBegun(offer, now)) return "past";
  if (hasSeat(desk, { ...seeker, engagement: offer.engagement }, now)) return "elsewhere";
  return seatsLeft(offer) > 0 ? "taken" : "full";
}

/** Nobody observes themselves. */
export function mayMeet(seeker: Seeker, offer: Offer): boolean {
  return offer.engineer !== seeker.candidate && !seeker.not.includes(offer.engineer);
}

export function hasBegun(offer: Offer, now: Date): boolean {
  return offer.start <= now;
}

/** Has an enrollment a seat of this kind that is still to come? It may not have taken in its date yet. */
export function hasSeat(
  desk: Desk,
  { enrollmentId, engagement }: Pick<Seeker, "enrollmentId"> & { readonly engagement: string },
  now: Date,
): boolean {
  return [...desk.offers.values()].some(
    (offer) => offer.engagement === engagement && offer.takers.has(enrollmentId) && !hasBegun(offer, now),
  );
}
