import { expect, test } from "vitest";

import { hideSecretAddresses, hideSecretPath } from "../../src/web/secret-addresses.ts";

const ID = "Ab-_9fGh1JkLmN0pQrStUv";

test.for<[path: string, shown: string]>([
  [`/calendar/${ID}.ics`, "/calendar/[hidden]"],
  [`/badges/${ID}`, "/badges/[hidden]"],
  [`/badges/${ID}.json`, "/badges/[hidden]"],
  [`/badges/${ID}/and/more`, "/badges/[hidden]"],
  [`/badges/${ID}/preview.png`, "/badges/[hidden]"],
  [`/badges/${ID}/qr.svg`, "/badges/[hidden]"],
  [`/badges/${ID}/check`, "/badges/[hidden]"],
  [`/badges/${ID}%2Fcheck`, "/badges/[hidden]"],
  [`/certify/badges/${ID}.jwt`, "/certify/badges/[hidden]"],
  ["/badges/short", "/badges/[hidden]"],
  [`/Calendar/${ID}`, "/Calendar/[hidden]"],
  [`//calendar//${ID}`, "//calendar/[hidden]"],
  [`/calendar\\${ID}`, "/calendar/[hidden]"],
  [`/calendar%2F${ID}`, "/calendar/[hidden]"],
  [`/%63alendar/${ID}%zz`, "/calendar/[hidden]"],
  [`/calendar/\n${ID}`, "/calendar/[hidden]"],
  [`/calendar.${ID}`, "/calendar/[hidden]"],
  [`http://bot.example/bot/calendar/${ID}.ics`, "http://bot.example/bot/calendar/[hidden]"],
  ["/calendar", "/calendar"],
  ["/calendars/of/nobody", "/calendars/of/nobody"],
  ["/webhooks/gitlab", "/webhooks/gitlab"],
  ["/achievements/migration-onboarding", "/achievements/migration-onboarding"],
  ["/status/1", "/status/1"],
  ["/50%25/%zz", "/50%25/%zz"],
  ["", ""],
])("hideSecretPath() shows %j as %j", ([path, shown]) => {
  expect(hideSecretPath(path)).toBe(shown);
});

test.for<[text: string, shown: string]>([
  [`See https://bot.example/calendar/${ID}.ics.`, "See https://bot.example/calendar/[hidden].ics."],
  [`[a](https://b.example/badges/${ID}) /badges/${ID}`, "[a](https://b.example/badges/[hidden]) /badges/[hidden]"],
  [`https://bot.example/badges/${ID}/check`, "https://bot.example/badges/[hidden]/check"],
  [`{"url":"/badges/${ID}"}`, '{"url":"/badges/[hidden]"}'],
  [`/login?to=%2Fcalendar%2f${ID}.ics`, "/login?to=%2Fcalendar%2f[hidden].ics"],
  ["at src/domain/calendar/working-days.ts:12:3", "at src/domain/calendar/working-days.ts:12:3"],
  [
    "https://gitlab.example/group/a-project-with-a-long-name",
    "https://gitlab.example/group/a-project-with-a-long-name",
  ],
])("hideSecretAddresses() shows %j as %j", ([text, shown]) => {
  expect(hideSecretAddresses(text)).toBe(shown);
});
