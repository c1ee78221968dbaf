import * as fc from "fast-check";
import ICAL from "ical.js";
import { DateTime } from "luxon";
import { expect, test } from "vitest";

import { renderCalendar } from "../../src/web/calendar-file.ts";
import type { Calendar, CalendarEvent } from "../../src/workflow/ports/calendar.ts";

// The parser knows RFC 5545; NAME came with RFC 7986, and would be left as it is written.
Object.assign(ICAL.design.icalendar.property, { name: { defaultType: "text" } });

const SHADOW: CalendarEvent = {
  uid: "engagement-7@bot.example",
  sequence: 0,
  isCancelled: false,
  start: new Date("2026-12-12T08:00:00Z"),
  end: new Date("2026-12-12T10:30:00Z"),
  changedAt: new Date("2026-11-30T16:20:05.678Z"),
  title: "Shadow: Maria Silva with Tom Becker",
  description: "Maria watches.\nTom leads.",
  url: "https://gitlab.example/partners/onboarding/-/issues/7",
};

const LEAD: CalendarEvent = {
  ...SHADOW,
  uid: "engagement-8@bot.example",
  title: "Lead: Maria Silva",
  start: new Date("2027-01-20T13:00:00Z"),
  end: new Date("2027-01-20T17:00:00Z"),
  url: null,
};

function feed(...events: readonly CalendarEvent[]): Calendar {
  return { kind: "feed", name: "Engagements of Maria Silva", events };
}

function parse(calendar: Calendar): ICAL.Component {
  return new ICAL.Component(ICAL.parse(renderCalendar(calendar)));
}

function readEvents(calendar: Calendar): readonly ICAL.Event[] {
  return parse(calendar)
    .getAllSubcomponents("vevent")
    .map((component) => new ICAL.Event(component));
}

function readOnly(event: CalendarEvent): ICAL.Event {
  const [only, ...others] = readEvents(feed(event));
  if (only === undefined || others.length > 0) throw new Error("not exactly one event");
  return only;
}

/** What a subscribed calendar holds: of each UID the one with the highest SEQUENCE it ever saw (RFC 5546, section 2.1.5). */
class CalendarClient {
  readonly #held = new Map<string, ICAL.Event>();

  take(calendar: Calendar): void {
    for (const event of readEvents(calendar)) {
      if (event.sequence >= (this.#held.get(event.uid)?.sequence ?? 0)) this.#held.set(event.uid, event);
    }
  }

  shows(): readonly string[] {
    return [...this.#held.values()]
      .filter(({ component }) => component.getFirstPropertyValue("status") !== "CANCELLED")
      .map((event) => `${event.startDate.toJSDate().toISOString()} ${event.summary}`);
  }
}

test("renderCalendar() writes a file whose every line is known", () => {
  expect(renderCalendar({ kind: "engagement", name: "Shadow", events: [SHADOW] }).split("\r\n")).toEqual([
    "BEGIN:VCALENDAR",
    "VERSION:2.0",
    "PRODID:-//onboarding-bot//engagements//EN",
    "METHOD:PUBLISH",
    "NAME:Shadow",
    "X-WR-CALNAME:Shadow",
    "BEGIN:VEVENT",
    "UID:engagement-7@bot.example",
    "SEQUENCE:0",
    "DTSTAMP:20261130T162005Z",
    "DTSTART:20261212T080000Z",
    "DTEND:20261212T103000Z",
    "SUMMARY:Shadow: Maria Silva with Tom Becker",
    "DESCRIPTION:Maria watches.\\nTom leads.",
    "URL;VALUE=URI:https://gitlab.example/partners/onboarding/-/issues/7",
    "STATUS:CONFIRMED",
    "LAST-MODIFIED:20261130T162005Z",
    "END:VEVENT",
    "END:VCALENDAR",
    "",
  ]);
});

test("renderCalendar() asks who subscribed to a feed to come again every hour", () => {
  const calendar = parse(feed(SHADOW, LEAD));

  const texts = ["method", "name", "x-wr-calname", "refresh-interval", "x-published-ttl"].map((name) =>
    String(calendar.getFirstPropertyValue(name)),
  );
  expect(texts).toEqual(["PUBLISH", "Engagements of Maria Silva", "Engagements of Maria Silva", "PT1H", "PT1H"]);
});

test("renderCalendar() writes a feed before its first engagement", () => {
  expect(readEvents(feed())).toEqual([]);
});

test.for<[what: string, zone: string, local: string, hours: number, written: string]>([
  ["an hour before clocks go forward in Berlin", "Europe/Berlin", "2027-03-28T01:30", 1, "20270328T003000Z"],
  ["over the hour that Berlin leaves out", "Europe/Berlin", "2027-03-28T01:30", 4, "20270328T003000Z"],
  ["over the hour that New York has twice", "America/New_York", "2026-11-01T00:30", 4, "20261101T043000Z"],
  ["the day after clocks went back in New York", "America/New_York", "2026-11-02T09:00", 2, "20261102T140000Z"],
  ["half an hour off in Kolkata", "Asia/Kolkata", "2026-12-12T13:30", 3, "20261212T080000Z"],
  ["over New Year in Auckland", "Pacific/Auckland", "2027-01-01T02:00", 2, "20261231T130000Z"],
])("renderCalendar() keeps the instants of an engagement %s", ([, zone, local, hours, written]) => {
  const start = DateTime.fromISO(local, { zone });
  const end = start.plus({ hours });

  const read = readOnly({ ...SHADOW, start: start.toJSDate(), end: end.toJSDate() });

  expect([read.startDate.toJSDate(), read.endDate.toJSDate()]).toEqual([start.toJSDate(), end.toJSDate()]);
  expect([read.startDate.zone?.tzid, read.startDate.toICALString()]).toEqual(["UTC", written]);
});

test("an engagement that was moved replaces the earlier one", () => {
  const moved = { ...SHADOW, sequence: 1, start: LEAD.start, end: LEAD.end };
  const client = new CalendarClient();

  client.take(feed(SHADOW));
  const before = client.shows();
  client.take(feed(moved, LEAD));
  client.take(feed(SHADOW, LEAD));

  expect(before).toEqual(["2026-12-12T08:00:00.000Z Shadow: Maria Silva with Tom Becker"]);
  expect(client.shows()).toEqual([
    "2027-01-20T13:00:00.000Z Shadow: Maria Silva with Tom Becker",
    "2027-01-20T13:00:00.000Z Lead: Maria Silva",
  ]);
  expect([readOnly(moved).uid, readOnly(moved).sequence]).toEqual(["engagement-7@bot.example", 1]);
});

test("an engagement that was cancelled stays in the file, and goes from the calendar", () => {
  const cancelled = { ...SHADOW, sequence: 1, isCancelled: true };
  const client = new CalendarClient();

  client.take(feed(SHADOW, LEAD));
  client.take(feed(cancelled, LEAD));

  expect(readEvents(feed(cancelled, LEAD)).map(({ uid }) => uid)).toEqual([SHADOW.uid, LEAD.uid]);
  expect(client.shows()).toEqual(["2027-01-20T13:00:00.000Z Lead: Maria Silva"]);
});

test("renderCalendar() names no e-mail address", () => {
  expect(renderCalendar(feed(SHADOW, LEAD))).not.toMatch(/mailto:|attendee|organizer/i);
});

test.for<[what: string, words: string, read?: string]>([
  ["commas, semicolons and backslashes", String.raw`Silva, Maria; "C:\new\" and \n, \, and \;`],
  ["line breaks", "one\r\ntwo\rthree\nfour", "one\ntwo\nthree\nfour"],
  ["line breaks of two kinds together", "one\r\u2028two\n\rthree\u0085\nfour", "one\n\ntwo\n\nthree\n\nfour"],
  ["rare line breaks", "one\u2028two\u2029three\u0085four\vfive\fsix", "one\ntwo\nthree\nfour\nfive\nsix"],
  [
    "what looks like more lines",
    "x\r\nATTENDEE:mailto:a@b.example\r\nEND:VEVENT",
    "x\nATTENDEE:mailto:a@b.example\nEND:VEVENT",
  ],
  ["what looks like a folded line", "x\r\n ATTENDEE:mailto:a@b.example", "x\n ATTENDEE:mailto:a@b.example"],
  ["emoji of several parts", "👩🏽‍💻🎉🇧🇷".repeat(20)],
  ["other scripts", "मारिया सिल्वा · 마리아 · ماريا ".repeat(10)],
  ["controls", "a\u0000b\u0007c\u001bd\u007fe\tf", "abcde\tf"],
  ["half an emoji", "a\ud83d".repeat(50), "a\ufffd".repeat(50)],
  ["nothing", ""],
])("renderCalendar() carries %s and no more properties", ([, words, read = words]) => {
  const calendar = { ...feed({ ...SHADOW, title: words, description: words }), name: `Of ${words}` };
  const event = readEvents(calendar)[0];

  expect([event?.summary, event?.description]).toEqual([read, read]);
  expect(parse(calendar).getFirstPropertyValue("name")).toBe(`Of ${read}`);
  expect(propertiesOf(calendar)).toEqual(propertiesOf(feed(SHADOW)));
});

test("renderCalendar() carries any words, in lines of at most 75 octets", () => {
  const words = fc.string({
    unit: fc.oneof(
      fc.constantFrom(...'\\ , ; : \r \n \t " n N ^ \u2028'.split(" "), " "),
      fc.string({ unit: "binary" }),
    ),
  });

  fc.assert(
    fc.property(words, fc.nat(200), (some, length) => {
      const title = `${"x".repeat(length)}${some}`;
      const calendar = { ...feed({ ...SHADOW, title, description: some }), name: `Of ${title}` };

      const lines = renderCalendar(calendar).split("\r\n");
      expect(Math.max(...lines.map((line) => Buffer.byteLength(line)))).toBeLessThanOrEqual(75);
      expect(lines.filter((line) => /[\r\n]/.test(line))).toEqual([]);
      const read = readEvents(calendar)[0];
      expect([read?.summary, read?.description]).toEqual([plain(title), plain(some)]);
      expect(propertiesOf(calendar)).toEqual(propertiesOf(feed(SHADOW)));
    }),
  );
});

function propertiesOf(calendar: Calendar): readonly string[] {
  const parsed = parse(calendar);
  return [parsed, ...parsed.getAllSubcomponents()].flatMap((part) =>
    part.getAllProperties().map(({ name }) => `${part.name}.${name}`),
  );
}

/** What is left of any words: rare line breaks become usual ones, controls go. */
function plain(text: string): string {
  return text.replaceAll(/\r\n|[\r\v\f\u0085\u2028\u2029]/g, "\n").replaceAll(/(?![\t\n])\p{Cc}/gu, "");
}
