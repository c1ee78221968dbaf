import ICAL from "ical.js";
import { expect, onTestFinished, test } from "vitest";

import { createLog } from "../../src/log.ts";
import { createApp } from "../../src/web/app.ts";
import { registerCalendar } from "../../src/web/calendar.ts";
import type { Calendar } from "../../src/workflow/ports/calendar.ts";

const ID = "Ab-_9fGh1JkLmN0pQrStUv";
const BROKEN_ID = "broken_0123456789-abcd";
const UNKNOWN_ID = "unknown0123456789-abcd";
const ADDRESS = `/calendar/${ID}.ics`;

const CALENDAR: Calendar = {
  kind: "engagement",
  name: "Shadow",
  events: [
    {
      uid: "engagement-7@bot.example",
      sequence: 0,
      isCancelled: false,
      start: new Date("2026-12-12T08:00:00Z"),
      end: new Date("2026-12-12T10:00:00Z"),
      changedAt: new Date("2026-11-30T16:20:00Z"),
      title: "Shadow: María 🎉",
      description: "",
      url: null,
    },
  ],
};

function setup() {
  const lines: string[] = [];
  const asked: string[] = [];
  const calendars = new Map([[ID, CALENDAR]]);
  const log = createLog({
    level: "debug",
    secrets: [],
    destination: { write: (line: string) => void lines.push(line) },
  });
  const app = createApp({ trustProxy: false, log });
  onTestFinished(() => app.close());
  registerCalendar(app, {
    async find(id) {
      asked.push(id);
      if (id === BROKEN_ID) throw new Error("Cannot read calendar: disk I/O error");
      return calendars.get(id) ?? null;
    },
  });
  return { app, lines, asked, calendars };
}

test("GET /calendar/:id.ics gives the calendar as a file, to the holder of the address alone", async () => {
  const { app } = setup();

  const { statusCode, headers, body } = await app.inject(ADDRESS);

  expect([statusCode, headers]).toEqual([
    200,
    {
      "content-type": "text/calendar; charset=utf-8",
      "content-disposition": 'inline; filename="engagement.ics"',
      "content-length": String(Buffer.byteLength(body)),
      "cache-control": "private, max-age=300",
      etag: expect.stringMatching(/^"[\w-]{43}"$/),
      "referrer-policy": "no-referrer",
      "x-robots-tag": "noindex",
      date: expect.any(String),
      connection: "keep-alive",
    },
  ]);
  const event = new ICAL.Event(new ICAL.Component(ICAL.parse(body)).getFirstSubcomponent("vevent") ?? undefined);
  expect([event.summary, event.startDate.toJSDate()]).toEqual(["Shadow: María 🎉", new Date("2026-12-12T08:00:00Z")]);
});

test("HEAD /calendar/:id.ics tells the same without the file", async () => {
  const { app } = setup();

  const [head, get] = [await app.inject({ method: "HEAD", url: ADDRESS }), await app.inject(ADDRESS)];

  expect([head.statusCode, head.body, { ...head.headers, date: "" }]).toEqual([200, "", { ...get.headers, date: "" }]);
});

test.for<[how: string, status: number, headerOf: (tag: string) => string]>([
  ["its tag", 304, (tag) => tag],
  ["its tag, weakened by a proxy", 304, (tag) => `W/${tag}`],
  ["its tag among others", 304, (tag) => `"a", W/"b", ${tag}`],
  ["any tag", 304, () => "*"],
  ["another tag", 200, () => '"another"'],
  ["its tag without quotes", 200, (tag) => tag.slice(1, -1)],
])("GET /calendar/:id.ics to a client that knows %s → %i", async ([, status, headerOf]) => {
  const { app } = setup();
  const { headers } = await app.inject(ADDRESS);

  const again = await app.inject({ url: ADDRESS, headers: { "if-none-match": headerOf(String(headers.etag)) } });

  expect([again.statusCode, again.body === "", again.headers.etag]).toEqual([status, status === 304, headers.etag]);
  expect(again.headers["cache-control"]).toBe("private, max-age=300");
});

test("GET /calendar/:id.ics has a new tag once the calendar changed", async () => {
  const { app, calendars } = setup();
  const { headers } = await app.inject(ADDRESS);

  calendars.set(ID, { ...CALENDAR, events: CALENDAR.events.map((event) => ({ ...event, sequence: 1 })) });
  const again = await app.inject({ url: ADDRESS, headers: { "if-none-match": String(headers.etag) } });

  expect([again.statusCode, again.body.includes("SEQUENCE:1\r\n")]).toEqual([200, true]);
});

test.for<[what: string, path: string, asked: readonly string[]]>([
  ["an unknown id", `/calendar/${UNKNOWN_ID}.ics`, [UNKNOWN_ID]],
  ["an id that is too short", "/calendar/Ab-_9fGh1JkLmN0pQrStU.ics", []],
  ["no id", "/calendar/.ics", []],
  ["an id with other characters", "/calendar/Ab+/9fGh1JkLmN0pQrStUv.ics", []],
  ["an id with an encoded slash", "/calendar/Ab%2F_9fGh1JkLmN0pQrStUv.ics", []],
  ["an id with letters of other scripts", "/calendar/%C3%84b-_9fGh1JkLmN0pQrStUv.ics", []],
  ["an id and a line break", `/calendar/${ID}.ics%0A`, []],
  ["an id of endless length", `/calendar/${"a".repeat(2000)}.ics`, []],
  ["an id without the ending", `/calendar/${ID}`, []],
  ["an id with another ending", `/calendar/${ID}.icsx`, []],
  ["an id and something below", `${ADDRESS}/x`, []],
  ["an id that is wrongly encoded", `/calendar/${ID}%zz.ics`, []],
])("GET /calendar/:id.ics of %s is the 404 of any unknown address", async ([, path, expectedlyAsked]) => {
  const { app, asked } = setup();

  const response = await app.inject(path);

  expect([response.statusCode, response.body]).toEqual([404, '{"code":"NOT_FOUND"}']);
  expect(asked).toEqual(expectedlyAsked);
});

test("GET /calendar/:id.ics says nothing of what went wrong inside", async () => {
  const { app } = setup();

  const response = await app.inject(`/calendar/${BROKEN_ID}.ics`);

  expect([response.statusCode, response.body]).toEqual([500, '{"code":"INTERNAL"}']);
});

test.for<[what: string, method: "GET" | "HEAD" | "POST", path: string, shown: string]>([
  ["a calendar", "GET", ADDRESS, "/calendar/[hidden]"],
  ["only its headers", "HEAD", ADDRESS, "/calendar/[hidden]"],
  ["a calendar with a query", "GET", `${ADDRESS}?v=${ID}`, "/calendar/[hidden]"],
  ["a calendar nobody has", "GET", `/calendar/${UNKNOWN_ID}.ics`, "/calendar/[hidden]"],
  ["a calendar that cannot be read", "GET", `/calendar/${BROKEN_ID}.ics`, "/calendar/[hidden]"],
  ["a calendar by its id cut short", "GET", `/calendar/${ID.slice(0, 12)}`, "/calendar/[hidden]"],
  ["something below", "GET", `${ADDRESS}/x`, "/calendar/[hidden]"],
  ["a calendar by another method", "POST", ADDRESS, "/calendar/[hidden]"],
])("no line of the log names the address of %s", async ([, method, url, shown]) => {
  const { app, lines } = setup();

  await app.inject({ method, url });

  const text = lines.join("");
  expect(lines.length).toBeGreaterThan(0);
  expect(lines.map((line): unknown => JSON.parse(line))).toEqual(
    lines.map(() => expect.objectContaining({ path: shown })),
  );
  expect(text).not.toMatch(/Ab-_9fGh|unknown0123|broken_0123/);
});
