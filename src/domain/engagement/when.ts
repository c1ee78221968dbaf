import { type DayDoubt, lastYear, type MeantDays, meantDays } from "./days-meant.ts";
import { gapAt, instantsOf, type LocalTime, localTimeOf, printLocalTime } from "./when-clock.ts";
import { likeliestMoment, type Meanings, type Moment, suggestDates } from "./when-moment.ts";
import { findParts, MOMENT_PARTS, type Parts, partOf } from "./when-parts.ts";
import { type FrontText, frontText, isPlaceholder, wordsBetween, wordsFrom } from "./when-text.ts";
import { meantZones } from "./zones-meant.ts";
import { closestZone, readZone } from "./zones.ts";

export { type Moment, printWhen } from "./when-moment.ts";

/** One reason why the bot asks instead of guessing. */
export interface WhenDoubt {
  /**
   * - `year`: none was written, or only two digits of it
   * - `order`: 03/12, where day and month can be either
   * - `relative`: tomorrow, Friday
   * - `weekday`: it is not the one of that day
   * - `time`: midnight, 24:00, or a time with another behind it
   * - `zone`: letters or a city that may stand for several zones
   * - `offset`: it is not the zone's at that time
   */
  readonly kind: DayDoubt | "time" | "zone" | "offset";
  /** What is doubtful. */
  readonly words: string;
}

/** A time the clocks of a zone jump over. */
export interface SkippedTime {
  /** ISO date. */
  readonly day: string;
  /** "02:30", the time that is not there. */
  readonly time: string;
  readonly zone: string;
  /** "02:00", when the clocks jump … */
  readonly from: string;
  /** "03:00", … to what they then show. */
  readonly to: string;
}

/**
 * Why words are no moment. `words` are as they were written; suggestions are whole dates that can be written instead,
 * at most three and never past.
 */
export type WhenFault =
  /** Nothing that looks like a date. */
  | { readonly kind: "missing" }
  /** YYYY-MM-DD, HH:MM or Area/City, sent unchanged. */
  | { readonly kind: "placeholder" }
  | { readonly kind: "no-such-day"; readonly words: string }
  /** Before 1970, or after the last year a date may be in. */
  | { readonly kind: "too-far"; readonly words: string; readonly lastYear: number }
  | { readonly kind: "no-time"; readonly words: string; readonly suggestion: string | null }
  | { readonly kind: "no-such-time"; readonly words: string }
  | { readonly kind: "no-zone"; readonly words: string; readonly suggestion: string | null }
  /** The suggestion is a zone alone. */
  | { readonly kind: "unknown-zone"; readonly word: string; readonly suggestion: string | null }
  | {
      readonly kind: "ambiguous";
      readonly words: string;
      /** At least one. */
      readonly doubts: readonly WhenDoubt[];
      /** At least one. */
      readonly suggestions: readonly string[];
    }
  | {
      readonly kind: "gap";
      readonly words: string;
      readonly moment: SkippedTime;
      readonly suggestions: readonly string[];
    }
  | { readonly kind: "overlap"; readonly words: string; readonly suggestions: readonly string[] }
  | { readonly kind: "past"; readonly moment: Moment };

export type WhenReading =
  | {
      readonly kind: "moment";
      readonly moment: Moment;
      /** The words behind the date. */
      readonly rest: readonly string[];
    }
  | { readonly kind: "fault"; readonly fault: WhenFault };

/** What was found, and for whom it is judged. */
interface Written {
  readonly front: FrontText;
  readonly parts: Parts;
  /** The whole date. */
  readonly words: string;
  readonly now: Date;
  /** Where the author is likely to be. */
  readonly hint: string | null;
}

/** Suggested where no time was written. */
const MORNING = 9 * 60;

/**
 * Read date, time and zone, in any order, from the front of the words. What can mean two things is asked about and
 * never guessed. Any strings are words: nothing throws.
 *
 * @param now - What lies before it is past. It also gives the year that is suggested where none was written.
 * @param hints - `zone`: where the author is likely to be, for suggestions only.
 */
export function readWhen(words: readonly string[], now: Date, hints: { readonly zone: string | null }): WhenReading {
  const front = frontText(words);
  if (isPlaceholder(front)) return fault({ kind: "placeholder" });
  const parts = findParts(front.text, 0, MOMENT_PARTS);
  const hint = hints.zone === null ? null : readZone(hints.zone);
  const written: Written = { front, parts, words: wordsBetween(front, parts), now, hint };

  const day = partOf(parts, "day");
  const weekday = partOf(parts, "weekday");
  const dayPart = day ?? weekday;
  if (dayPart === null) return fault({ kind: "missing" });
  const today = todayFor(written);
  const meant = meantDays(day?.day ?? null, weekday?.weekday ?? null, today);
  const dayWords = wordsBetween(front, dayPart);
  if (meant === "too-far") return fault({ kind: "too-far", words: dayWords, lastYear: lastYear(today) });
  if (meant.days.length === 0) return fault({ kind: "no-such-day", words: dayWords });
  return judgeTime(written, meant);
}

function judgeTime(written: Written, meant: MeantDays): WhenReading {
  const { front, parts, words, now, hint } = written;
  const part = partOf(parts, "time");
  const minutes = part?.time.minutes ?? [MORNING];
  const [day = "", minute] = [meant.days[0], minutes[0]];
  if (part !== null && minute === undefined) {
    return fault({ kind: "no-such-time", words: wordsBetween(front, part) });
  }
  const zoned = meantZones(front.text, parts, { day, minute: minute ?? MORNING }, hint);
  const meanings: Meanings = { days: meant.days, minutes, zones: zoned.zones };
  if (part === null || part.time.kind === "hour") {
    const suggestion = suggestDates(withHint(meanings, hint), now)[0] ?? null;
    return fault({ kind: "no-time", words, suggestion });
  }
  if (zoned.zones.length === 0) return judgeWithoutZone(written, meanings);

  const doubts: readonly WhenDoubt[] = [
    ...dayDoubts(written, meant),
    ...(part.time.kind === "doubtful" ? [{ kind: "time" as const, words: wordsBetween(front, part) }] : []),
    ...zoned.doubts.map(({ kind, ...place }) => ({ kind, words: wordsBetween(front, place) })),
  ];
  return doubts.length > 0 ? ask(written, meanings, doubts) : judgeClock(written, meanings);
}

function judgeWithoutZone({ front, parts, words, now, hint }: Written, meanings: Meanings): WhenReading {
  const [word] = wordsFrom({ ...front, tail: [] }, parts.next);
  if (word !== undefined) return fault({ kind: "unknown-zone", word, suggestion: closestZone(word) });
  const hinted = withHint(meanings, hint);
  if (hinted.zones.length === 0) return fault({ kind: "no-zone", words, suggestion: null });
  const [suggestion] = suggestDates(hinted, now);
  return suggestion === undefined ? past(hinted) : fault({ kind: "no-zone", words, suggestion });
}

function ask({ words, now }: Written, meanings: Meanings, doubts: readonly WhenDoubt[]): WhenReading {
  const suggestions = suggestDates(meanings, now);
  return suggestions.length === 0 ? past(meanings) : fault({ kind: "ambiguous", words, doubts, suggestions });
}

/** Nothing is doubtful any more but, in two nights of the year, the clocks. */
function judgeClock({ front, parts, words, now }: Written, meanings: Meanings): WhenReading {
  const [zone = "UTC"] = meanings.zones;
  const local: LocalTime = { day: meanings.days[0] ?? "", minute: meanings.minutes[0] ?? 0 };
  const instants = instantsOf(local, zone);
  const suggestions = suggestDates(meanings, now);

  if (instants.length === 0) {
    if (suggestions.length === 0) return past(meanings);
    const { from, to } = gapAt(local, zone);
    const moment = { day: local.day, time: printLocalTime(local).slice(-5), zone, from, to };
    return fault({ kind: "gap", words, moment, suggestions });
  }
  const offset = partOf(parts, "offset");
  const named = offset === null ? instants : instantsOf(local, offset.zone);
  const [at, other] = instants.filter((instant) => named.some((one) => one.getTime() === instant.getTime()));
  if (at === undefined || other !== undefined) {
    return suggestions.length === 0 ? past(meanings) : fault({ kind: "overlap", words, suggestions });
  }
  if (at < now) return fault({ kind: "past", moment: { at, zone } });
  return { kind: "moment", moment: { at, zone }, rest: wordsFrom(front, parts.next) };
}

function dayDoubts({ front, parts }: Written, { doubts }: MeantDays): readonly WhenDoubt[] {
  const day = partOf(parts, "day");
  const weekday = partOf(parts, "weekday");
  return doubts.flatMap((kind) => {
    const part = kind === "weekday" ? weekday : (day ?? weekday);
    return part === null ? [] : [{ kind, words: wordsBetween(front, part) }];
  });
}

/** The date where the author is, which decides what "tomorrow" is. */
function todayFor({ parts, hint, now }: Written): string {
  const zone = partOf(parts, "zone") ?? partOf(parts, "offset");
  return localTimeOf(now, zone?.zone ?? hint ?? partOf(parts, "guess")?.zones[0] ?? "UTC").day;
}

function withHint(meanings: Meanings, hint: string | null): Meanings {
  return meanings.zones.length > 0 || hint === null ? meanings : { ...meanings, zones: [hint] };
}

function past(meanings: Meanings): WhenReading {
  return fault({ kind: "past", moment: likeliestMoment(meanings) });
}

function fault(one: WhenFault): WhenReading {
  return { kind: "fault", fault: one };
}
