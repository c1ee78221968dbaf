const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const SHORTEST = 15 * MINUTE;
const LONGEST = 14 * DAY;

/** "2 hours and 30 minutes" */
const MOST_WORDS = 6;
const LONGEST_WORD = 60;

const NUMBER = String.raw`(\d{1,5}(?:[.,]\d{1,2})?|an?(?=\s))\s*`;
const GAP = String.raw`(?:\s*(?:,|and)?\s*)`;
const SPOKEN = new RegExp(
  `^(?:${NUMBER}(?:w|weeks?))?${GAP}(?:${NUMBER}(?:d|days?))?${GAP}(?:${NUMBER}(?:h|hrs?|hours?))?${GAP}(?:${NUMBER}(?:m|mins?|minutes?))?$`,
  "i",
);
/** 1h30 */
const HOURS_AND_MINUTES = /^(\d{1,3})h([0-5]\d)$/i;
/** @see ISO 8601 durations; months and years have no length. */
const ISO = /^P(?:(\d{1,5})W)?(?:(\d{1,5})D)?(?:T(?:(\d{1,5}(?:[.,]\d{1,2})?)H)?(?:(\d{1,5})M)?)?$/i;

/**
 * Read how long something takes from the words behind "for": "8h", "1h30m", "90 minutes", "1.5 hours", "2 days", "PT8H".
 * A day is 24 hours. Nothing throws.
 *
 * @returns Milliseconds, whole minutes from a quarter of an hour to 14 days, and the words behind them; `null` when the
 *   words begin with no such length.
 */
export function readLength(words: readonly string[]): { readonly ms: number; readonly rest: readonly string[] } | null {
  for (let count = Math.min(words.length, MOST_WORDS); count > 0; count -= 1) {
    const taken = words.slice(0, count);
    if (taken.some((word) => word.length > LONGEST_WORD)) continue;
    const ms = lengthOf(taken.join(" ").replace(/[,.;]$/, ""));
    if (ms !== null) return isUsable(ms) ? { ms, rest: words.slice(count) } : null;
  }
  return null;
}

/** "8h", "1h30m", "2d4h": reads back to the same length. @param ms - Whole minutes. */
export function printLength(ms: number): string {
  const parts = [
    { unit: "d", count: Math.floor(ms / DAY) },
    { unit: "h", count: Math.floor((ms % DAY) / HOUR) },
    { unit: "m", count: Math.floor((ms % HOUR) / MINUTE) },
  ];
  return parts.map(({ unit, count }) => (count === 0 ? "" : `${count}${unit}`)).join("");
}

function lengthOf(text: string): number | null {
  const short = HOURS_AND_MINUTES.exec(text);
  if (short !== null) return Number(short[1]) * HOUR + Number(short[2]) * MINUTE;
  const found = SPOKEN.exec(text) ?? ISO.exec(text);
  const counts = found?.slice(1) ?? [];
  if (counts.every((count) => count === undefined)) return null;
  const [weeks, days, hours, minutes] = counts.map(countOf);
  const ms = (weeks ?? 0) * 7 * DAY + (days ?? 0) * DAY + (hours ?? 0) * HOUR + (minutes ?? 0) * MINUTE;
  // 1.1 hours are not quite 66 minutes to a computer.
  return Math.round(ms);
}

function countOf(count: string | undefined): number {
  if (count === undefined) return 0;
  return /^an?$/i.test(count) ? 1 : Number(count.replace(",", "."));
}

function isUsable(ms: number): boolean {
  return ms % MINUTE === 0 && ms >= SHORTEST && ms <= LONGEST;
}
