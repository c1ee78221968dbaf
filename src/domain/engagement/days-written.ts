/** A day as the letters say it, before anybody asks whether there is such a day. */
export type WrittenDay =
  | { readonly kind: "full"; readonly year: number; readonly month: number; readonly day: number }
  /** 3 Dec 26: `year` is the one of this century. */
  | { readonly kind: "short-year"; readonly year: number; readonly month: number; readonly day: number }
  | { readonly kind: "yearless"; readonly month: number; readonly day: number }
  /** 03/12/2026, 3/12: which is the month? Two numbers, or three. */
  | { readonly kind: "numbers"; readonly numbers: readonly number[] }
  /** So many days from today. */
  | { readonly kind: "relative"; readonly ahead: number };

const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

const MONTH =
  "(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)";
const DAY = "(\\d{1,2})(?:st|nd|rd|th)?";
/** No year is what goes on as a time: the 14 of "3 Dec 14:00". */
const YEAR = "(?:((?:19|20|21)\\d\\d)|['’]?(\\d\\d))(?!\\d|[:.]\\d|\\s*(?:h|hrs?|[ap]\\.?m)(?![a-z]))";
const END = "(?=[\\s→]|$)";
/** 2026-12-03T14:00 */
const DAY_END = "(?=t\\d|[\\s→]|$)";

const YEAR_FIRST = new RegExp(`(\\d{4})[-/.](\\d{1,2})[-/.](\\d{1,2})${DAY_END}`, "iy");
const YEAR_FIRST_BY_NAME = new RegExp(`(\\d{4})[\\s./-]*${MONTH}[\\s./-]*${DAY}${END}`, "iy");
const DAY_FIRST = new RegExp(`${DAY}[\\s./-]*(?:of\\s+)?${MONTH}(?:[\\s./-]*${YEAR})?${END}`, "iy");
const MONTH_FIRST = new RegExp(
  `${MONTH}[\\s./-]*${DAY}(?!\\d|[:.]\\d|\\s*(?:h|hrs?|[ap]\\.?m)(?![a-z]))(?:[\\s./-]+${YEAR})?${END}`,
  "iy",
);
const NUMBERS = new RegExp(`(\\d{1,2})(?:([./-])(\\d{1,2})\\2(\\d{4}|\\d{2})|\\/(\\d{1,2}))${END}`, "iy");
const RELATIVE = new RegExp(`(today|tonight|tomorrow|day\\s+after\\s+tomorrow)${END}`, "iy");
const WEEKDAY = new RegExp(
  `(mon(?:days?)?|tue(?:s|sdays?)?|wed(?:nesdays?)?|thu(?:rs?|rsdays?)?|fri(?:days?)?|sat(?:urdays?)?|sun(?:days?)?)${END}`,
  "iy",
);

/** The day written at a position of the text; `null` when nothing there looks like one. Weekdays are {@link findWeekday}'s. */
export function findDay(text: string, at: number): { readonly day: WrittenDay; readonly end: number } | null {
  for (const [pattern, read] of FORMS) {
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    if (found !== null) return { day: read(found.slice(1)), end: pattern.lastIndex };
  }
  return null;
}

/** The weekday written at a position: 1 is Monday. */
export function findWeekday(text: string, at: number): { readonly weekday: number; readonly end: number } | null {
  WEEKDAY.lastIndex = at;
  const [, name] = WEEKDAY.exec(text) ?? [];
  return name === undefined
    ? null
    : { weekday: WEEKDAYS.indexOf(name.slice(0, 3).toLowerCase()) + 1, end: WEEKDAY.lastIndex };
}

type Groups = readonly (string | undefined)[];

const FORMS: readonly (readonly [pattern: RegExp, read: (groups: Groups) => WrittenDay])[] = [
  [YEAR_FIRST, ([year, month, day]) => full(Number(year), Number(month), Number(day))],
  [YEAR_FIRST_BY_NAME, ([year, month, day]) => full(Number(year), monthNumber(month), Number(day))],
  [DAY_FIRST, ([day, month, year, short]) => named(Number(day), monthNumber(month), year, short)],
  [MONTH_FIRST, ([month, day, year, short]) => named(Number(day), monthNumber(month), year, short)],
  [
    NUMBERS,
    ([first, , second, third, only]) => ({
      kind: "numbers",
      numbers: third === undefined ? [Number(first), Number(only)] : [Number(first), Number(second), Number(third)],
    }),
  ],
  [RELATIVE, ([word = ""]) => ({ kind: "relative", ahead: daysAhead(word.toLowerCase()) })],
];

function full(year: number, month: number, day: number): WrittenDay {
  return { kind: "full", year, month, day };
}

function named(day: number, month: number, year: string | undefined, short: string | undefined): WrittenDay {
  if (year !== undefined) return full(Number(year), month, day);
  if (short !== undefined) return { kind: "short-year", year: 2000 + Number(short), month, day };
  return { kind: "yearless", month, day };
}

function monthNumber(name: string | undefined): number {
  return MONTHS.indexOf((name ?? "").slice(0, 3).toLowerCase()) + 1;
}

function daysAhead(word: string): number {
  if (word.startsWith("day")) return 2;
  return word === "tomorrow" ? 1 : 0;
}
