import type { Offer } from "./desk.ts";
import { type LocalHours, localHours } from "./local-hours.ts";

/** What somebody would like. Only the engagement is a must. */
export interface Wish {
  /** Id of its kind: `shadow`. */
  readonly engagement: string;
  /** Where they are: IANA name or fixed offset. */
  readonly zone: string;
  /** BCP 47 tag; `null`: any. */
  readonly language: string | null;
  /** `null`: any. */
  readonly method: string | null;
}

/** An offer as somebody in some zone sees it. */
export interface RankedOffer {
  readonly offer: Offer;
  readonly local: LocalHours;
}

/**
 * Make what tells the offers of an engagement in the order of a wish, best first: the method wanted, the language
 * wanted, the greatest part in daytime where they are, the earliest start, the lowest number. What an offer leaves
 * unsaid comes after what is wanted and before anything else.
 *
 * Many people share a zone or a whole wish: each is worked out once.
 */
export function openRanking(offers: readonly Offer[]): (wish: Wish) => readonly RankedOffer[] {
  const byEngagement = Map.groupBy(offers, (offer) => offer.engagement);
  const inZone = remember(
    ({ engagement, zone }: Wish) => JSON.stringify([engagement, zone]),
    ({ engagement, zone }) =>
      (byEngagement.get(engagement) ?? []).map((offer) => ({
        offer,
        local: localHours(offer.start, offer.lengthMs, zone),
      })),
  );
  return remember(
    ({ engagement, zone, method, language }) => JSON.stringify([engagement, zone, method, language]),
    (wish) => inZone(wish).toSorted((a, b) => compare(wish, a, b)),
  );
}

function remember<R>(keyOf: (wish: Wish) => string, work: (wish: Wish) => R): (wish: Wish) => R {
  const known = new Map<string, R>();
  return (wish) => {
    const key = keyOf(wish);
    const result = known.get(key) ?? work(wish);
    known.set(key, result);
    return result;
  };
}

function compare(wish: Wish, a: RankedOffer, b: RankedOffer): number {
  return (
    distance(wish.method, a.offer.method) - distance(wish.method, b.offer.method) ||
    distance(baseOf(wish.language), baseOf(a.offer.language)) -
      distance(baseOf(wish.language), baseOf(b.offer.language)) ||
    b.local.daytime - a.local.daytime ||
    a.offer.start.getTime() - b.offer.start.getTime() ||
    a.offer.number - b.offer.number
  );
}

function distance(wanted: string | null, offered: string | null): 0 | 1 | 2 {
  if (wanted === null || wanted === offered) return 0;
  return offered === null ? 1 : 2;
}

/** Who speaks `pt-BR` follows `pt` and `pt-PT` too. */
function baseOf(language: string | null): string | null {
  return language?.toLowerCase().split("-")[0] ?? null;
}
