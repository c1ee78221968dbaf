import { applyDesk, type Desk, type DeskFactBody, type Offer } from "../../../src/domain/desk/desk.ts";
import type { Waiting } from "../../../src/domain/desk/match.ts";

/** Candidates. */
export const MARIA = 1;
export const AKIO = 2;
/** Coordinator. */
export const PRIYA = 3;
/** Engineers. */
export const TOM = 4;
export const ALEX = 5;

export const HOUR = 3_600_000;

/** A moment of 1 December 2026, UTC. */
export const NOW = new Date("2026-12-01T09:00:00Z");

/** A shadow on Thu 3 Dec 2026 from 13:00 to 17:00 UTC by Tom, with one seat. */
export function offer(number: number, changes: Partial<Offer> = {}): Offer {
  return {
    number,
    engineer: TOM,
    engagement: "shadow",
    start: new Date("2026-12-03T13:00:00Z"),
    lengthMs: 4 * HOUR,
    zone: "Europe/Berlin",
    method: null,
    language: null,
    codename: null,
    seats: 1,
    takers: new Map(),
    isWithdrawn: false,
    ...changes,
  };
}

/** Waits for a shadow, in UTC and without wishes. */
export function waiting(enrollmentId: string, changes: Partial<Waiting> = {}): Waiting {
  return {
    enrollmentId,
    engagement: "shadow",
    candidate: MARIA,
    coordinator: PRIYA,
    since: new Date("2026-11-01T00:00:00Z"),
    zone: "UTC",
    language: null,
    method: null,
    freeDays: [],
    busy: [],
    not: [],
    ...changes,
  };
}

type OfferMade = Extract<DeskFactBody, { kind: "offer-made" }>;

/** The fact behind {@link offer}. */
export function offerMade(number: number, changes: Partial<OfferMade> = {}): OfferMade {
  return {
    kind: "offer-made",
    offer: number,
    by: TOM,
    engagement: "shadow",
    start: "2026-12-03T13:00:00.000Z",
    zone: "Europe/Berlin",
    lengthMs: 4 * HOUR,
    method: null,
    language: null,
    codename: null,
    seats: 1,
    ...changes,
  };
}

export function seatTaken(
  number: number,
  enrollmentId: string,
  candidate: number = MARIA,
): Extract<DeskFactBody, { kind: "seat-taken" }> {
  return { kind: "seat-taken", offer: number, enrollmentId, candidate, by: PRIYA };
}

/** A desk on which this happened, all of it now. */
export function deskWith(bodies: readonly DeskFactBody[]): Desk {
  const opened = applyDesk(null, {
    kind: "desk-opened",
    programId: "migration-onboarding",
    by: PRIYA,
    isLocal: false,
    key: "desk-opened",
    at: NOW,
  });
  return bodies.reduce<Desk>((desk, body) => after(desk, body), opened);
}

export function after(desk: Desk, body: DeskFactBody): Desk {
  return applied(desk, body, NOW);
}

/** The same at another moment. */
export function applied(desk: Desk, body: DeskFactBody, at: Date): Desk {
  return applyDesk(desk, { ...body, key: `fact:${desk.lastSeq + 1}`, at });
}
