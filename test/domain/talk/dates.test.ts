import { expect, test } from "vitest";

import { type DateStyle, sayDate, sayMoment, sayTime } from "../../../src/domain/talk/dates.ts";

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
