import { DateTime } from "luxon";

import { type Inert, inert } from "./safe-markdown.ts";

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

function local(date: Date, { language, timeZone }: DateStyle): DateTime {
  return DateTime.fromJSDate(date, { zone: timeZone }).setLocale(language);
}

function zoneName(timeZone: string): string {
  return (timeZone.split("/").at(-1) ?? timeZone).replaceAll("_", " ");
}
