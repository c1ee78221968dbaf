import { expect, test } from "vitest";

import { type DateStyle, sayDate, sayLength, sayMoment, sayMomentIn, sayTime } from "../../../src/domain/talk/dates.ts";

const UTC: DateStyle = { language: "en", timeZone: "Etc/UTC" };
const moment = new Date("2026-11-23T23:04:00Z");

test.for<[style: DateStyle, date: string, full: string, time: string]>([
  [UTC, "Mon 23 Nov 2026", "Mon 23 Nov 2026, 23:04 UTC", "23:04 UTC"],
  [{ ...UTC, timeZone: "Europe/Berlin" }, "Tue 24 Nov 2026", "Tue 24 Nov 2026, 00:04 Berlin", "00:04 Berlin"],
  [{ ...UTC, timeZone: "America/Sao_Paulo" }, "Mon 23 Nov 2026", "Mon 23 Nov 2026, 20:04 Sao Paulo", "20:04 Sao Paulo"],
  [{ ...UTC, language: "de" }, "Mo 23 Nov 2026", "Mo 23 Nov 2026, 23:04 UTC", "23:04 UTC"],
  [{ ...UTC, language: "pt-BR" }, "seg. 23 nov. 2026", "seg. 23 nov. 2026, 23:04 UTC", "23:04 UTC"],
])("dates and times in the style %j", ([style, date, full, time]) => {
  expect([sayDate(moment, style), sayMoment(moment, style), sayTime(moment, style)]).toEqual([date, full, time]);
});

test.for<[zones: string[], text: string]>([
  [["Europe/Berlin"], "Sat 12 Dec 2026, 21:00 Berlin"],
  [["Europe/Berlin", "America/Sao_Paulo"], "Sat 12 Dec 2026, 21:00 Berlin (17:00 Sao Paulo)"],
  [
    ["Europe/Berlin", "America/Sao_Paulo", "Asia/Kolkata"],
    "Sat 12 Dec 2026, 21:00 Berlin (17:00 Sao Paulo, Sun 13 Dec 01:30 Kolkata)",
  ],
  [["Asia/Kolkata", "Europe/Berlin"], "Sun 13 Dec 2026, 01:30 Kolkata (Sat 12 Dec 21:00 Berlin)"],
  [["Europe/Berlin", "Europe/Berlin"], "Sat 12 Dec 2026, 21:00 Berlin"],
  [["Europe/Berlin", "Asia/Kolkata", "Asia/Calcutta"], "Sat 12 Dec 2026, 21:00 Berlin (Sun 13 Dec 01:30 Kolkata)"],
  [["Etc/UTC", "UTC", "Europe/London"], "Sat 12 Dec 2026, 20:00 UTC (20:00 London)"],
  [["UTC+05:30", "UTC-03:00"], "Sun 13 Dec 2026, 01:30 UTC+05:30 (Sat 12 Dec 17:00 UTC-\u206003:00)"],
  [["America/North_Dakota/New_Salem"], "Sat 12 Dec 2026, 14:00 New Salem"],
  [[], "Sat 12 Dec 2026, 20:00 UTC"],
])("sayMomentIn() the zones %j says %s", ([zones, text]) => {
  expect(sayMomentIn(new Date("2026-12-12T20:00:00Z"), zones, "en")).toBe(text);
});

test("sayMomentIn() names the other year too, and speaks other languages", () => {
  const newYear = new Date("2026-12-31T20:00:00Z");

  expect(sayMomentIn(newYear, ["UTC", "Asia/Kolkata"], "en")).toBe(
    "Thu 31 Dec 2026, 20:00 UTC (Fri 1 Jan 2027 01:30 Kolkata)",
  );
  expect(sayMomentIn(newYear, ["UTC", "Asia/Kolkata"], "de")).toBe(
    "Do 31 Dez 2026, 20:00 UTC (Fr 1 Jan 2027 01:30 Kolkata)",
  );
});

test.for<[minutes: number, text: string, german: string]>([
  [15, "15 minutes", "15 Minuten"],
  [60, "1 hour", "1 Stunde"],
  [90, "90 minutes", "90 Minuten"],
  [150, "2 hours, 30 minutes", "2 Stunden und 30 Minuten"],
  [480, "8 hours", "8 Stunden"],
  [1440, "1 day", "1 Tag"],
  [3120, "2 days, 4 hours", "2 Tage und 4 Stunden"],
])("sayLength() says %i minutes as %s", ([minutes, text, german]) => {
  expect([sayLength(minutes * 60_000, "en"), sayLength(minutes * 60_000, "de")]).toEqual([text, german]);
});
