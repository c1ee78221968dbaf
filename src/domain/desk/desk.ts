import { type HeardCommands, heardAfter } from "../enrollment/answer-limits.ts";
import type { CommandOutcome, PersonId } from "../enrollment/fact.ts";

/**
 * One line of a desk's journal, without its place in it. Like an enrollment's facts, these are never changed or removed.
 *
 * People are internal numbers. What people wrote is `reason`, `command` and `codename`.
 */
export type DeskFactBody =
  | {
      readonly kind: "desk-opened";
      readonly programId: string;
      readonly by: PersonId;
      /** Whoever opened it had a right in this project alone. */
      readonly isLocal: boolean;
    }
  /** Somebody entitled named an engineer for this desk. */
  | { readonly kind: "engineer-admitted"; readonly person: PersonId; readonly by: PersonId }
  | {
      readonly kind: "offer-made";
      /** From 1, counted within the desk. */
      readonly offer: number;
      readonly by: PersonId;
      /** Id of its kind: `shadow`. */
      readonly engagement: string;
      /** ISO 8601 in UTC. */
      readonly start: string;
      /** The zone it was written in. */
      readonly zone: string;
      /** Above zero. */
      readonly lengthMs: number;
      readonly method: string | null;
      /** BCP 47 tag. */
      readonly language: string | null;
      readonly codename: string | null;
      readonly seats: number;
    }
  | { readonly kind: "offer-withdrawn"; readonly offer: number; readonly by: PersonId; readonly reason: string | null }
  | {
      readonly kind: "seat-taken";
      readonly offer: number;
      readonly enrollmentId: string;
      readonly candidate: PersonId;
      readonly by: PersonId;
    }
  | {
      readonly kind: "seat-freed";
      readonly offer: number;
      readonly enrollmentId: string;
      /** `refused`: the enrollment could not take the date after all. */
      readonly why: "refused" | "cancelled" | "moved";
    }
  | {
      readonly kind: "proposed";
      /** The coordinator. */
      readonly to: PersonId;
      readonly enrollmentId: string;
      readonly engagement: string;
      /** Best first. */
      readonly offers: readonly number[];
    }
  /** A command ran or was answered. Its key keeps it from running twice. */
  | {
      readonly kind: "command-heard";
      readonly noteId: number;
      readonly by: PersonId;
      readonly command: string;
      readonly outcome: CommandOutcome;
    };

/** A fact with its place in the journal of its desk. */
export type DeskFact = DeskFactBody & {
  /** From 1, without gaps. */
  readonly seq: number;
  /** Natural key, unique in the journal of one desk. */
  readonly key: string;
  /** When it happened, by GitLab's clock where GitLab tells. */
  readonly at: Date;
};

/** A fact about to be written. */
export type NewDeskFact = DeskFactBody & { readonly key: string; readonly at: Date };

/** Where engineers of one program offer engagements, as its journal tells. */
export interface Desk {
  readonly programId: string;
  readonly openedBy: PersonId;
  /** It shows and serves the candidates of its own project alone. */
  readonly isLocal: boolean;
  /** Who was named here as an engineer, and by whom. */
  readonly engineers: ReadonlyMap<PersonId, ReadonlySet<PersonId>>;
  readonly offers: ReadonlyMap<number, Offer>;
  /** What each who waits was last proposed, until they have a seat. */
  readonly proposed: ReadonlyMap<WaitingKey, Proposal>;
  /** When each coordinator was last told what fits. */
  readonly toldAt: ReadonlyMap<PersonId, Date>;
  /** When something became free to be taken; `null` before the first offer. */
  readonly newsAt: Date | null;
  /** The highest number an offer ever had. */
  readonly lastOffer: number;
  readonly lastSeq: number;
  readonly heard: HeardCommands;
}

/** An open engagement: an engineer has a date and looks for candidates. */
export interface Offer {
  readonly number: number;
  readonly engineer: PersonId;
  readonly engagement: string;
  readonly start: Date;
  readonly lengthMs: number;
  /** The zone it was written in. */
  readonly zone: string;
  readonly method: string | null;
  readonly language: string | null;
  readonly codename: string | null;
  readonly seats: number;
  /** Candidates by enrollment. They keep their date when the offer is withdrawn, until somebody cancels it. */
  readonly takers: ReadonlyMap<string, PersonId>;
  readonly isWithdrawn: boolean;
}

export interface Proposal {
  /** Best first. */
  readonly offers: readonly number[];
  readonly at: Date;
  /** The coordinator. */
  readonly to: PersonId;
}

/** One enrollment waiting for one kind of engagement: it may wait for several. */
export type WaitingKey = `${string}/${string}`;

type SeatFreed = (DeskFact | NewDeskFact) & { readonly kind: "seat-freed" };

export function waitingKey(enrollmentId: string, engagement: string): WaitingKey {
  return `${enrollmentId}/${engagement}`;
}

/** How many more candidates may come; 0 once it is withdrawn. */
export function seatsLeft(offer: Offer): number {
  return offer.isWithdrawn ? 0 : Math.max(0, offer.seats - offer.takers.size);
}

/** @returns `null` for an empty journal. */
export function foldDesk(facts: readonly DeskFact[]): Desk | null {
  return facts.reduce<Desk | null>((desk, fact) => applyDesk(desk, fact), null);
}

/**
 * Take one more fact into account. Facts about an offer nobody made change nothing, nor does opening it once more.
 *
 * @throws {TypeError} when the first fact is not `desk-opened`: such a journal was never written by this bot.
 */
export function applyDesk(before: Desk | null, fact: DeskFact | NewDeskFact): Desk {
  const after = before === null ? opened(fact) : takeIn(before, fact);
  return { ...after, lastSeq: "seq" in fact ? fact.seq : after.lastSeq + 1 };
}

function opened(fact: DeskFact | NewDeskFact): Desk {
  if (fact.kind !== "desk-opened") throw new TypeError(`Cannot fold a desk that begins with "${fact.kind}"`);
  return {
    programId: fact.programId,
    openedBy: fact.by,
    isLocal: fact.isLocal,
    engineers: new Map(),
    offers: new Map(),
    proposed: new Map(),
    toldAt: new Map(),
    newsAt: null,
    lastOffer: 0,
    lastSeq: 0,
    heard: new Map(),
  };
}

function takeIn(desk: Desk, fact: DeskFact | NewDeskFact): Desk {
  switch (fact.kind) {
    case "desk-opened":
      return desk;
    case "engineer-admitted":
      return { ...desk, engineers: new Map(desk.engineers).set(fact.person, namedBy(desk, fact.person).add(fact.by)) };
    case "offer-made":
      return {
        ...desk,
        offers: new Map(desk.offers).set(fact.offer, newOffer(fact)),
        lastOffer: Math.max(desk.lastOffer, fact.offer),
        newsAt: fact.at,
      };
    case "offer-withdrawn":
      return changeOffer(desk, fact.offer, () => ({ isWithdrawn: true }));
    case "seat-taken":
      return seatTaken(desk, fact);
    case "seat-freed":
      return seatFreed(desk, fact);
    case "proposed": {
      const proposal = { offers: fact.offers, at: fact.at, to: fact.to };
      return {
        ...desk,
        proposed: new Map(desk.proposed).set(waitingKey(fact.enrollmentId, fact.engagement), proposal),
        toldAt: new Map(desk.toldAt).set(fact.to, fact.at),
      };
    }
    case "command-heard":
      return { ...desk, heard: heardAfter(desk.heard, fact) };
  }
}

function namedBy({ engineers }: Desk, person: PersonId): Set<PersonId> {
  return new Set(engineers.get(person));
}

function newOffer(made: DeskFactBody & { kind: "offer-made" }): Offer {
  return {
    number: made.offer,
    engineer: made.by,
    engagement: made.engagement,
    start: new Date(made.start),
    lengthMs: made.lengthMs,
    zone: made.zone,
    method: made.method,
    language: made.language,
    codename: made.codename,
    seats: made.seats,
    takers: new Map(),
    isWithdrawn: false,
  };
}

/**
 * What was proposed is settled with the seat, and with the last seat it is so for everybody: should one be freed, the
 * same offer is worth proposing again.
 */
function seatTaken(desk: Desk, fact: DeskFactBody & { kind: "seat-taken" }): Desk {
  const offer = desk.offers.get(fact.offer);
  if (!offer) return desk;
  const taken = { ...offer, takers: new Map(offer.takers).set(fact.enrollmentId, fact.candidate) };
  const own = waitingKey(fact.enrollmentId, offer.engagement);
  const others = [...desk.proposed].filter(([key]) => key !== own);
  return {
    ...desk,
    offers: new Map(desk.offers).set(fact.offer, taken),
    proposed: new Map(seatsLeft(taken) > 0 ? others : others.map(([key, one]) => [key, without(one, fact.offer)])),
  };
}

function seatFreed(desk: Desk, { offer: number, enrollmentId, at }: SeatFreed): Desk {
  if (!desk.offers.has(number)) return desk;
  return changeOffer({ ...desk, newsAt: at }, number, ({ takers }) => ({
    takers: new Map([...takers].filter(([id]) => id !== enrollmentId)),
  }));
}

function without(proposal: Proposal, offer: number): Proposal {
  return { ...proposal, offers: proposal.offers.filter((number) => number !== offer) };
}

function changeOffer(desk: Desk, number: number, change: (offer: Offer) => Partial<Offer>): Desk {
  const offer = desk.offers.get(number);
  if (!offer) return desk;
  return { ...desk, offers: new Map(desk.offers).set(number, { ...offer, ...change(offer) }) };
}
