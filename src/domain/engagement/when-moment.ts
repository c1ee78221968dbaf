import { MINUTE_MS, offsetAt } from "../people/local-clock.ts";
import { instantsOf, gapAt, type LocalTime, localTimeOf, printLocalTime } from "./when-clock.ts";
import { printOffset, readZone } from "./zones.ts";

/** A moment somebody wrote, in the zone they wrote it in. */
export interface Moment {
  readonly at: Date;
  /** An IANA name, "UTC" or "UTC+05:30". */
  readonly zone: string;
}

/** Everything the words can mean, the likeliest first in each list; none is empty. */
export interface Meanings {
  /** ISO dates. */
  readonly days: readonly string[];
  /** After midnight. */
  readonly minutes: readonly number[];
  readonly zones: readonly string[];
}

const MOST_SUGGESTIONS = 3;

/**
 * The one text that reads back to the same moment: "2026-12-03 14:00 Europe/Berlin". In the night the clocks go back it
 * names the offset too: "2026-10-25 02:30+01:00 Europe/Berlin". Seconds are left out.
 */
export function printWhen(moment: Moment): string {
  const zone = readZone(moment.zone) ?? "UTC";
  const local = localTimeOf(moment.at, zone);
  const isTwice = instantsOf(local, zone).length > 1;
  const offset = isTwice ? printOffset(offsetAt(moment.at.getTime(), zone) / MINUTE_MS) : "";
  return `${printLocalTime(local)}${offset} ${zone}`;
}

/**
 * Whole dates somebody can write instead, without what is past: at most three, the likeliest first.
 * A time the clocks jump over is suggested as late after the jump as it would have been after its beginning.
 */
export function suggestDates(meanings: Meanings, now: Date): readonly string[] {
  const texts = combinations(meanings)
    .flatMap(([local, zone]) => momentsNear(local, zone))
    .filter(({ at }) => at >= now)
    .map(printWhen);
  return [...new Set(texts)].slice(0, MOST_SUGGESTIONS);
}

/** The last moment the likeliest meaning can be. */
export function likeliestMoment({ days, minutes, zones }: Meanings): Moment {
  const [day = "", minute = 0, zone = "UTC"] = [days[0], minutes[0], zones[0]];
  return momentsNear({ day, minute }, zone).at(-1) ?? { at: new Date(Number.NaN), zone };
}

function momentsNear(local: LocalTime, zone: string): readonly Moment[] {
  const instants = instantsOf(local, zone);
  return (instants.length > 0 ? instants : [gapAt(local, zone).instead]).map((at) => ({ at, zone }));
}

/** Each likeliest once before the second best of two lists meet. */
function combinations({ days, minutes, zones }: Meanings): readonly (readonly [local: LocalTime, zone: string])[] {
  const all = days.flatMap((day, one) =>
    minutes.flatMap((minute, two) =>
      zones.map((zone, three) => ({ rank: one + two + three, local: { day, minute }, zone })),
    ),
  );
  return all.toSorted((one, other) => one.rank - other.rank).map(({ local, zone }) => [local, zone]);
}
