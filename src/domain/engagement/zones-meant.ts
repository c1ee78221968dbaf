import { instantsOf, type LocalTime } from "./when-clock.ts";
import { type Part, type Parts, partOf } from "./when-parts.ts";

/** Zones the words can mean, the likeliest first, and the pieces that make it doubtful which. */
export interface MeantZones {
  /** Empty when none was written. */
  readonly zones: readonly string[];
  readonly doubts: readonly {
    readonly kind: "time" | "zone" | "offset";
    readonly start: number;
    readonly end: number;
  }[];
}

/**
 * What somebody meant by the zone, the offset and the abbreviation they wrote, of which one alone is enough.
 *
 * Two of them that agree at that time are no doubt: "14:00+01:00 Europe/Berlin", "14:00 CET Berlin".
 *
 * @param hint - Where the author is likely to be.
 */
export function meantZones(text: string, parts: Parts, local: LocalTime, hint: string | null): MeantZones {
  const zone = partOf(parts, "zone");
  const offset = partOf(parts, "offset");
  const guess = partOf(parts, "guess");
  const sure = zone ?? offset;
  const guessed = guess === null ? [] : likelyFor(hint, guess.zones, local);

  if (guess !== null && (sure === null || !guess.zones.some((one) => isSameTime(local, one, sure.zone)))) {
    const zones = sure === null ? guessed : [sure.zone, ...guessed];
    return { zones, doubts: [{ kind: "zone", start: guess.start, end: guess.end }] };
  }
  if (sure === null) return { zones: [], doubts: [] };
  if (offset === null || (zone !== null && isPossible(local, zone.zone, offset.zone))) {
    return { zones: [sure.zone], doubts: [] };
  }
  return judgeOffset(text, parts, offset, hint);
}

/** An offset that stands alone, or that is not the zone's. */
function judgeOffset(
  text: string,
  parts: Parts,
  offset: Extract<Part, { kind: "offset" }>,
  hint: string | null,
): MeantZones {
  const zone = partOf(parts, "zone");
  const time = partOf(parts, "time");
  if (time !== null && looksLikeRange(text, time, offset)) {
    const zones = zone === null ? [...(hint === null ? [] : [hint]), offset.zone] : [zone.zone];
    return { zones, doubts: [{ kind: "time", start: time.start, end: offset.end }] };
  }
  if (zone === null) return { zones: [offset.zone], doubts: [] };
  return { zones: [zone.zone, offset.zone], doubts: [{ kind: "offset", start: offset.start, end: offset.end }] };
}

/** "09:00-11:00" is more often two hours of a morning than a time on Samoa; behind the T of an ISO date it is an offset. */
function looksLikeRange(text: string, time: Part, offset: Part): boolean {
  return offset.start === time.end && text[offset.start] === "-" && !/t/i.test(text[time.start] ?? "");
}

/** The author's own zone goes first where it is one of several by that name; a city has but one. */
function likelyFor(hint: string | null, zones: readonly string[], local: LocalTime): readonly string[] {
  const isLikely = hint !== null && zones.length > 1 && zones.some((zone) => isSameTime(local, zone, hint));
  return isLikely ? [...new Set([hint, ...zones])] : zones;
}

/** In the gap of a zone no offset is its own, and none is wrong. */
function isPossible(local: LocalTime, zone: string, offset: string): boolean {
  return instantsOf(local, zone).length === 0 || isSameTime(local, zone, offset);
}

function isSameTime(local: LocalTime, one: string, other: string): boolean {
  const instants = instantsOf(local, one).map((at) => at.getTime());
  return instantsOf(local, other).some((at) => instants.includes(at.getTime()));
}
