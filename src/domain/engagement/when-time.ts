/** A time of day as somebody wrote it. */
export interface WrittenTime {
  /** Minutes after the midnight the day begins with, each way it can be meant; 1440 is the next midnight. Empty: no clock shows it. */
  readonly minutes: readonly number[];
  /**
   * - `exact`: hours and minutes, or am and pm
   * - `hour`: a number alone, which may be anything
   * - `doubtful`: midnight, 24:00, or the beginning of "14:00 to 16:00"
   */
  readonly kind: "exact" | "hour" | "doubtful";
}

const DAY_MINUTES = 24 * 60;

/** A zone may follow without a space: 14:00Z, 14:00+01:00. */
const END = "(?=[\\s→]|$|(?:z|utc|gmt)(?![a-z])|[+-]\\d)";

const TWELVE_HOURS = new RegExp(`t?(\\d{1,2})(?:[:.](\\d{2})(?::(\\d{2}))?)?\\s*([ap])\\.?\\s?m\\.?${END}`, "iy");
const TWENTY_FOUR_HOURS = new RegExp(
  `t?(\\d{1,2})[:.](\\d{2})(?::(\\d{2})(?:[.,]0+)?)?(?:\\s*(?:h|hrs?|uhr)(?![a-z]))?${END}`,
  "iy",
);
const HOURS = new RegExp(`(\\d{1,2})\\s?h(?:rs?|ours?)?(\\d{2})?${END}`, "iy");
const MILITARY = new RegExp(`t?([0-2]\\d)([0-5]\\d)(?:\\s?h(?:rs?)?(?![a-z]))?${END}`, "iy");
const HOUR_ALONE = /t?(\d{1,2})(?=[\s→]|$)/iy;
const WORD = /(noon|midday|midnight)(?=[\s→]|$)/iy;
/** Attached, it is told from an offset by being too large for one. */
const UNTIL =
  /(?:\s+(?:-|to|until|till)\s+|\s*→\s*|-(?=1[3-9]|2\d))\d{1,2}(?:[:.]\d{2}|\s*h|(?:[:.]\d{2})?\s*[ap]\.?m)(?=[\s→]|$)/iy;

/** The time written at a position of the text; `null` when nothing there looks like one. */
export function findTime(text: string, at: number): { readonly time: WrittenTime; readonly end: number } | null {
  const found = findOne(text, at);
  if (found === null || found.time.minutes.length === 0) return found;
  UNTIL.lastIndex = found.end;
  if (!UNTIL.test(text)) return found;
  return { time: { ...found.time, kind: "doubtful" }, end: UNTIL.lastIndex };
}

function findOne(text: string, at: number): { readonly time: WrittenTime; readonly end: number } | null {
  for (const [pattern, read] of FORMS) {
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    if (found !== null) return { time: read(found.slice(1)), end: pattern.lastIndex };
  }
  return null;
}

type Groups = readonly (string | undefined)[];

const FORMS: readonly (readonly [pattern: RegExp, read: (groups: Groups) => WrittenTime])[] = [
  [TWELVE_HOURS, ([hour, minute, second, half]) => afterNoon(clock(hour, minute, second), half)],
  [TWENTY_FOUR_HOURS, ([hour, minute, second]) => clock(hour, minute, second)],
  [HOURS, ([hour, minute]) => clock(hour, minute)],
  [MILITARY, ([hour, minute]) => clock(hour, minute)],
  [HOUR_ALONE, ([hour]) => ({ ...clock(hour), kind: "hour" })],
  [WORD, ([word = ""]) => named(word.toLowerCase())],
];

/** Engagements begin with a minute, so seconds other than none are no time here. */
function clock(hour: string | undefined, minute = "0", second = "0"): WrittenTime {
  const minutes = Number(hour) * 60 + Number(minute);
  const isReal = Number(minute) < 60 && Number(second) === 0 && minutes <= DAY_MINUTES;
  return { minutes: isReal ? [minutes] : [], kind: minutes === DAY_MINUTES ? "doubtful" : "exact" };
}

function afterNoon(time: WrittenTime, half: string | undefined): WrittenTime {
  const minutes = time.minutes
    .filter((minute) => minute >= 60 && minute < 13 * 60)
    .map((minute) => (minute % (DAY_MINUTES / 2)) + (half?.toLowerCase() === "p" ? DAY_MINUTES / 2 : 0));
  return { minutes, kind: "exact" };
}

function named(word: string): WrittenTime {
  return word === "midnight"
    ? { minutes: [0, DAY_MINUTES], kind: "doubtful" }
    : { minutes: [DAY_MINUTES / 2], kind: "exact" };
}
