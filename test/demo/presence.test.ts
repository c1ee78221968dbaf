import { expect, test } from "vitest";

import { openScene } from "./support/open-stand-in.ts";

const NOTHING_SET = { emoji: null, message: null, availability: null, message_html: null, clear_status_at: null };

test.for<[zone: string | null, now: string, localTime: string | null]>([
  [null, "2026-11-23T10:08:00Z", null],
  ["Asia/Kolkata", "2026-11-23T10:08:00Z", "3:38 PM"],
  ["Europe/Berlin", "2026-11-23T11:05:00Z", "12:05 PM"],
  ["Europe/Berlin", "2026-07-23T11:05:00Z", "1:05 PM"],
  ["America/Los_Angeles", "2026-11-23T08:09:59Z", "12:09 AM"],
])("a profile in zone %s tells its clock at %s", async ([zone, now, localTime]) => {
  const { gitlab, maria, call } = await openScene({ now: () => new Date(now) });
  gitlab.state.setZone(maria, zone);

  const answer = await call("GET", `/users/${maria.id}`);

  expect(answer.body.local_time).toBe(localTime);
});

test("setZone() takes no zone that is none", async () => {
  const { gitlab, maria } = await openScene();

  expect(() => gitlab.state.setZone(maria, "Asia/Nowhere")).toThrow(
    'Cannot set the zone of @maria: no zone "Asia/Nowhere"',
  );
  expect(maria.zone).toBeNull();
});

test("a status is told until it is cleared", async () => {
  let now = new Date("2026-11-20T16:00:00Z");
  const { gitlab, maria, call } = await openScene({ now: () => now });
  const status = async (): Promise<unknown> => (await call("GET", `/users/${maria.id}/status`)).body;

  const before = await status();
  gitlab.state.setStatus(maria, { busy: true, message: "away", clearsAt: new Date("2026-11-23T08:00:00Z") });
  const away = await status();
  now = new Date("2026-11-23T08:00:00Z");
  const back = await status();
  gitlab.state.setStatus(maria, { message: "at lunch" });
  const lunch = await status();
  gitlab.state.setStatus(maria, null);

  expect(before).toEqual(NOTHING_SET);
  expect(away).toEqual({
    emoji: "speech_balloon",
    message: "away",
    availability: "busy",
    message_html: "away",
    clear_status_at: "2026-11-23T08:00:00.000Z",
  });
  expect(back).toEqual(NOTHING_SET);
  expect(lunch).toMatchObject({ availability: "not_set", message: "at lunch", clear_status_at: null });
  expect(await status()).toEqual(NOTHING_SET);
});

test("a status is found by name too, and nobody has none", async () => {
  const { gitlab, maria, call } = await openScene();
  gitlab.state.setStatus(maria, { busy: true });

  const byName = await call("GET", "/users/maria/status");
  const nobodys = await call("GET", "/users/99/status");

  expect(byName.body.availability).toBe("busy");
  expect([nobodys.status, nobodys.body]).toEqual([404, { message: "404 User Not Found" }]);
});
