import { DateTime } from "luxon";

import type { DayRange } from "../enrollment/fact.ts";
import { lastYear, meantDays } from "./days-meant.ts";
import { DAY_PARTS, findParts, type Parts, partOf, skipNoise } from "./when-parts.ts";
import { type FrontText, frontText, isPlaceholder, wordsBetween, wordsFrom } from "./when-text.ts";
import type { WhenFault } from "./when.ts";

export type DayReading =
  /** `day` is an ISO date, today or later. */
  | { readonly kind: "day"; readonly day: string; readonly rest: readonly string[] }
  | { readonly kind: "fault"; readonly fault: WhenFault };

/** Why words are no list of days. */
export type DaysFault =
  | WhenFault
  /** A range that ends before it begins. */
  | { readonly kind: "backwards"; readonly words: string }
  | { readonly kind: "too-many"; readonly most: number };

export type DaysReading =
  | {
      readonly kind: "days";
      /** In their order, without overlaps, from today on. Empty only when weekends are all that was written. */
      readonly ranges: readonly DayRange[];
      /** The word "weekends" was among them. */
      readonly weekends: boolean;
      readonly rest: readonly string[];
    }
  | { readonly kind: "fault"; readonly fault: DaysFault };

const MOST_RANGES = 20;

const WEEKENDS = /(?:(?:and|all|every|also|on)\s+)*week-?ends?(?=[\s→]|$)/iy;
const RANGE = /\s*(?:→|(?:-|to|until|till|through)(?=\s))\s*/iy;

/**
 * Read one calendar day from the front of the words, as forgiving as `readWhen` and asking where that asks; suggestions
 * are ISO dates. Nothing throws.
 *
 * @param today - ISO date; an earlier day is past, told as its midnight in UTC.
 */
export function readDay(words: readonly string[], today: string): DayReading {
  const front = frontText(words);
  if (isPlaceholder(front)) return { kind: "fault", fault: { kind: "placeholder" } };
  const parts = findParts(front.text, 0, DAY_PARTS);
  const day = judgeDay(front, parts, today);
  if (typeof day !== "string") return { kind: "fault", fault: day };
  if (day < today) return { kind: "fault", fault: past(day) };
  return { kind: "day", day, rest: wordsFrom(front, parts.next) };
}

/**
 * Read days and ranges from the front of the words: "2026-12-07..2026-12-18, 2026-12-22 weekends". At most 20.
 * Ranges that touch become one; one that has begun is read from today on. Nothing throws.
 *
 * @param today - ISO date.
 */
export function readDays(words: readonly string[], today: string): DaysReading {
  const front = frontText(words);
  if (isPlaceholder(front)) return { kind: "fault", fault: { kind: "placeholder" } };
  const ranges: DayRange[] = [];
  let weekends = false;
  let next = 0;
  for (;;) {
    const at = skipNoise(front.text, next);
    const weekendsEnd = endOf(WEEKENDS, front.text, at);
    if (weekendsEnd !== null) {
      weekends = true;
      next = weekendsEnd;
      continue;
    }
    const range = readRange(front, at, today);
    if (range === null) break;
    if (range.kind === "fault") return range;
    if (ranges.length === MOST_RANGES) return { kind: "fault", fault: { kind: "too-many", most: MOST_RANGES } };
    ranges.push(range.range);
    next = range.next;
  }
  if (ranges.length === 0 && !weekends) return { kind: "fault", fault: { kind: "missing" } };
  return {
    kind: "days",
    ranges: merge(ranges),
    weekends,
    rest: wordsFrom(front, skipNoise(front.text, next)),
  };
}

type RangeReading =
  | { readonly kind: "range"; readonly range: DayRange; readonly next: number }
  | { readonly kind: "fault"; readonly fault: DaysFault };

/** @returns `null` when no day stands there. */
function readRange(front: FrontText, at: number, today: string): RangeReading | null {
  const first = findParts(front.text, at, DAY_PARTS);
  if (first.list.length === 0) return null;
  const from = judgeDay(front, first, today);
  if (typeof from !== "string") return { kind: "fault", fault: from };

  const lastAt = endOf(RANGE, front.text, first.end);
  const last = lastAt === null ? first : findParts(front.text, lastAt, DAY_PARTS);
  const to = lastAt === null ? from : judgeDay(front, last, today);
  if (typeof to !== "string") return { kind: "fault", fault: to };
  if (to < from) {
    return { kind: "fault", fault: { kind: "backwards", words: wordsBetween(front, { ...first, end: last.end }) } };
  }
  if (to < today) return { kind: "fault", fault: past(to) };
  return { kind: "range", range: { from: from < today ? today : from, to }, next: last.next };
}

/** @returns The one day that is meant, an ISO date that may be past, or why there is none. */
function judgeDay(front: FrontText, parts: Parts, today: string): string | WhenFault {
  const day = partOf(parts, "day");
  const weekday = partOf(parts, "weekday");
  const part = day ?? weekday;
  if (part === null) return { kind: "missing" };
  const words = wordsBetween(front, part);
  const meant = meantDays(day?.day ?? null, weekday?.weekday ?? null, today);
  if (meant === "too-far") return { kind: "too-far", words, lastYear: lastYear(today) };
  const [first] = meant.days;
  if (first === undefined) return { kind: "no-such-day", words };

  if (meant.doubts.length === 0) return first;
  const suggestions = meant.days.filter((one) => one >= today).slice(0, 3);
  if (suggestions.length === 0) return past(first);
  const doubts = meant.doubts.map((kind) => ({
    kind,
    words: kind === "weekday" && weekday !== null ? wordsBetween(front, weekday) : words,
  }));
  return { kind: "ambiguous", words: wordsBetween(front, parts), doubts, suggestions };
}

function merge(ranges: readonly DayRange[]): readonly DayRange[] {
  const merged: DayRange[] = [];
  for (const range of ranges.toSorted((one, other) => one.from.localeCompare(other.from))) {
    const last = merged.at(-1);
    if (last === undefined || range.from > dayAfter(last.to)) merged.push(range);
    else if (range.to > last.to) merged[merged.length - 1] = { from: last.from, to: range.to };
  }
  return merged;
}

function dayAfter(day: string): string {
  return DateTime.fromISO(day, { zone: "UTC" }).plus({ days: 1 }).toFormat("yyyy-MM-dd");
}

function past(day: string): WhenFault {
  return { kind: "past", moment: { at: new Date(`${day}T00:00:00Z`), zone: "UTC" } };
}

/** Where a match that starts at a position ends. */
function endOf(pattern: RegExp, text: string, at: number): number | null {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : null;
}
