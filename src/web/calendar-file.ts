import { escape, ICalCalendar, ICalCalendarMethod, type ICalEventData, ICalEventStatus } from "ical-generator";

import type { Calendar, CalendarEvent } from "../workflow/ports/calendar.ts";

/** How often a subscribed calendar should ask again. */
const REFRESH_SECONDS = 3600;

const PRODUCT = { company: "onboarding-bot", product: "engagements", language: "EN" };

/** Among them some that not every calendar knows as such, or takes for the end of a line of the file. */
const LINE_BREAK = /\r\n|[\r\v\f\u0085\u2028\u2029]/g;
/** What RFC 5545 allows nowhere in a text (section 3.1, CONTROL). */
const CONTROL = /(?![\t\n])\p{Cc}/gu;

/**
 * A calendar as a file of RFC 5545 (iCalendar): lines end with CRLF and are folded at 75 octets.
 *
 * All times are written in UTC (`20261212T080000Z`). An engagement is two instants, already settled with everybody's
 * zone, and each calendar shows them in the zone of its reader; with named zones the file would have to bring their
 * rules along (VTIMEZONE), which clients read differently and which go out of date with the next change of a law.
 *
 * Nobody is organizer or attendee: both are e-mail addresses, and clients would send invitations to them.
 *
 * @returns The same bytes for the same calendar, whenever it is asked for.
 */
export function renderCalendar(calendar: Calendar): string {
  const file = new ICalCalendar({
    prodId: PRODUCT,
    method: ICalCalendarMethod.PUBLISH,
    // The library escapes the texts of events, but not this one.
    name: escape(cleaned(calendar.name), false),
    ttl: calendar.kind === "feed" ? REFRESH_SECONDS : null,
    events: calendar.events.map(describeEvent),
  });
  // The library leaves the last line open.
  return `${file.toString()}\r\n`;
}

function describeEvent(event: CalendarEvent): ICalEventData {
  return {
    id: event.uid,
    sequence: event.sequence,
    status: event.isCancelled ? ICalEventStatus.CANCELLED : ICalEventStatus.CONFIRMED,
    start: event.start,
    end: event.end,
    stamp: event.changedAt,
    lastModified: event.changedAt,
    summary: cleaned(event.title),
    description: cleaned(event.description),
    url: event.url,
  };
}

function cleaned(text: string): string {
  return text.toWellFormed().replaceAll(LINE_BREAK, "\n").replaceAll(CONTROL, "");
}
