import type Holidays from "date-holidays";

import type { HolidaysPort } from "../workflow/ports/ports.ts";

type Library = typeof Holidays;
type Holiday = ReturnType<Holidays["getHolidays"]>[number];

const COUNTRY = /^[A-Z]{2}(?:-[A-Z0-9]{1,8}){0,2}$/;
/** Of the centuries that matter: for very early years the library computes some calendars without end. */
const DATE = /^(?:19|20|21)\d{2}-\d{2}-\d{2}$/;
const HOUR_MS = 3_600_000;

/** Years of countries whose days are kept, about twenty dates each. */
const REMEMBERED_YEARS = 500;

/**
 * Holidays out of the library. It takes some 40 MB, so it is loaded by the first question about a country, and never
 * where nobody has one.
 */
export function createPublicHolidays(): HolidaysPort {
  const prepared = new Set<string>();
  const remembered = new Map<string, ReadonlySet<string>>();
  let library: Library | null = null;

  async function knows(country: string): Promise<boolean> {
    const code = country.toUpperCase();
    if (!COUNTRY.test(code)) return false;
    library ??= (await import("date-holidays")).default;
    return isListed(library, code);
  }

  function daysFrom(loaded: Library, code: string, year: number): ReadonlySet<string> {
    const key = `${code} ${year}`;
    const days = remembered.get(key) ?? listDays(loaded, code, year);
    remembered.delete(key);
    remembered.set(key, days);
    const [oldest] = remembered.keys();
    if (remembered.size > REMEMBERED_YEARS && oldest !== undefined) remembered.delete(oldest);
    return days;
  }

  return {
    knows,
    prepare: async (countries) => {
      for (const country of countries) {
        if (await knows(country)) prepared.add(country.toUpperCase());
      }
    },
    isHoliday: (country, day) => {
      const code = country.toUpperCase();
      if (library === null || !prepared.has(code) || !DATE.test(day)) return false;
      const year = Number(day.slice(0, 4));
      if (daysFrom(library, code, year).has(day)) return true;
      // Some begin in the old year and last into the new.
      return day.slice(5, 7) === "01" && daysFrom(library, code, year - 1).has(day);
    },
  };
}

/** The library itself takes an unknown region for none, and no upper case for the few it lists in lower case. */
function isListed(library: Library, code: string): boolean {
  const [country = "", state, region] = code.split("-");
  const all = new library();
  if (!Object.hasOwn(all.getCountries(), country)) return false;
  if (state === undefined) return true;
  if (!Object.hasOwn(namesOrNone(all.getStates(country)), state)) return false;
  return region === undefined || Object.hasOwn(namesOrNone(all.getRegions(country, state)), region);
}

/** The library answers `undefined` where nothing is listed, which its types do not say. */
function namesOrNone(names: Record<string, string> | undefined): Record<string, string> {
  return names ?? {};
}

/** Days of the holidays that begin in a year. */
function listDays(library: Library, code: string, year: number): ReadonlySet<string> {
  const holidays = new library(code, { types: ["public"] }).getHolidays(year);
  return new Set(holidays.flatMap(wholeDays));
}

/**
 * The local dates a holiday covers whole. The library tells the date on which it begins and, in hours, how long it
 * lasts; an hour may be missing there where clocks are put forward.
 */
function wholeDays({ date, start, end }: Holiday): string[] {
  const hours = (end.getTime() - start.getTime()) / HOUR_MS;
  const first = new Date(date.slice(0, 10));
  return Array.from({ length: Math.floor((hours + 1) / 24) }, (_, index) => {
    const day = new Date(first);
    day.setUTCDate(first.getUTCDate() + index);
    return day.toISOString().slice(0, 10);
  });
}
