import ICAL from "ical.js";

/** The one event of a calendar file, as a calendar shows it. */
export interface CalendarEntry {
  readonly uid: string;
  readonly sequence: number;
  readonly status: string;
  /** ISO moment in UTC. */
  readonly start: string;
  readonly hours: number;
}

/** @param file - What the bot sends for one engagement. */
export function readEntry(file: string): CalendarEntry {
  const calendar = new ICAL.Component(ICAL.parse(file) as unknown[]);
  const [event, ...others] = calendar.getAllSubcomponents("vevent").map((one) => new ICAL.Event(one));
  if (event === undefined || others.length > 0) throw new TypeError("Cannot read one event");
  return {
    uid: event.uid,
    sequence: event.sequence,
    status: String(event.component.getFirstPropertyValue("status")),
    start: event.startDate.toJSDate().toISOString(),
    hours: event.duration.toSeconds() / 3600,
  };
}
