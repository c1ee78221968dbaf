import { DateTime, Duration } from "luxon";

import { readZone } from "../engagement/zones.ts";
import { type Inert, inert, join } from "./safe-markdown.ts";

/** How dates are written: in which language, and in which zone where a time is told. */
export interface DateStyle {
  /** BCP 47 tag. */
  readonly language: string;
  /** IANA name. */
  readonly timeZone: string;
}

/** "Tue 1 Dec 2026". Never relative: a note is read at any time. */
export function sayDate(date: Date, style: DateStyle): Inert {
  return inert(local(date, style).toFormat("ccc d LLL yyyy"));
}

/** "Mon 23 Nov 2026, 13:04 UTC", with the zone's city elsewhere: "14:04 Berlin". */
export function sayMoment(date: Date, style: DateStyle): Inert {
  return inert(`${local(date, style).toFormat("ccc d LLL yyyy, HH:mm")} ${zoneName(style.timeZone)}`);
}

/** "13:04 UTC" */
export function sayTime(date: Date, style: DateStyle): Inert {
  return inert(`${local(date, style).toFormat("HH:mm")} ${zoneName(style.timeZone)}`);
}

/**
 * The same moment for people in several zones: "Sat 12 Dec 2026, 09:00 Berlin (05:00 Sao Paulo, Sun 13 Dec 01:30 Kolkata)".
 *
 * @param zones - The first is told in full; others where they add something, with the day where it is another one.
 *   Without any it is UTC.
 * @param language - BCP 47 tag.
 */
export function sayMomentIn(at: Date, zones: readonly string[], language: string): Inert {
  const [first = "UTC", ...others] = zones;
  const full = sayMoment(at, { language, timeZone: first });
  const here = local(at, { language, timeZone: first });
  const told = `${here.toFormat("HH:mm")} ${zoneName(first)}`;
  const elsewhere = new Set(others.map((timeZone) => sayElsewhere(local(at, { language, timeZone }), here, timeZone)));
  elsewhere.delete(told);
  if (elsewhere.size === 0) return full;
  const list = join(
    [...elsewhere].map((text) => inert(text)),
    ", ",
  );
  return join([full, join([inert("("), list, inert(")")], "")], " ");
}

/** "8 hours", "90 minutes", "2 days, 4 hours". @param ms - Whole minutes. @param language - BCP 47 tag. */
export function sayLength(ms: number, language: string): Inert {
  const length = Duration.fromMillis(ms).reconfigure({ locale: language });
  const hours = length.as("hours");
  const units = hours < 2 && hours !== 1 ? length.shiftTo("minutes") : length.shiftTo("days", "hours", "minutes");
  return inert(units.toHuman({ showZeros: false }));
}

function sayElsewhere(there: DateTime, here: DateTime, timeZone: string): string {
  const time = `${there.toFormat("HH:mm")} ${zoneName(timeZone)}`;
  if (there.toISODate() === here.toISODate()) return time;
  return `${there.toFormat(there.year === here.year ? "ccc d LLL" : "ccc d LLL yyyy")} ${time}`;
}

function local(date: Date, { language, timeZone }: DateStyle): DateTime {
  return DateTime.fromJSDate(date, { zone: timeZone }).setLocale(language);
}

function zoneName(timeZone: string): string {
  const zone = readZone(timeZone) ?? timeZone;
  return (zone.split("/").at(-1) ?? zone).replaceAll("_", " ");
}
