import * as fc from "fast-check";
import { expect, test } from "vitest";

import { askedWaitMs, backoffMs } from "../../src/gitlab/waiting.ts";

const wallMs = Date.parse("2026-11-22T12:00:00Z");
const reset = (iso: string): string => String(Date.parse(iso) / 1000);

test.for<[why: string, status: number, headers: Record<string, string>, waitMs: number | null]>([
  ["seconds", 429, { "retry-after": "7" }, 7000],
  ["no time at all", 429, { "retry-after": "0" }, 0],
  ["a date, by our clock", 503, { "retry-after": "Sun, 22 Nov 2026 12:00:09 GMT" }, 9000],
  [
    "a date, by GitLab's own clock",
    503,
    { "retry-after": "Sun, 22 Nov 2026 12:05:09 GMT", date: "Sun, 22 Nov 2026 12:05:00 GMT" },
    9000,
  ],
  ["a date that is over", 503, { "retry-after": "Sun, 22 Nov 2026 11:00:00 GMT" }, 0],
  ["more than an hour", 429, { "retry-after": "999999" }, 3_600_000],
  ["nonsense", 429, { "retry-after": "soon" }, null],
  ["a negative number", 429, { "retry-after": "1e99" }, null],
  ["nothing", 429, {}, null],
  ["the reset", 429, { "ratelimit-reset": reset("2026-11-22T12:00:30Z") }, 30_000],
  [
    "the reset when nothing remains",
    200,
    { "ratelimit-remaining": "0", "ratelimit-reset": reset("2026-11-22T12:01:00Z") },
    60_000,
  ],
  ["both", 429, { "retry-after": "3", "ratelimit-reset": reset("2026-11-22T12:01:00Z") }, 3000],
  [
    "a reset while calls remain",
    200,
    { "ratelimit-remaining": "1", "ratelimit-reset": reset("2026-11-22T12:01:00Z") },
    null,
  ],
  ["a reset that is nonsense", 429, { "ratelimit-reset": "tomorrow" }, null],
])("askedWaitMs() reads %s", ([, status, headers, waitMs]) => {
  expect(askedWaitMs({ status, headers }, wallMs)).toBe(waitMs);
});

test("backoffMs() is at least half of a pause that doubles from half a second to ten seconds", () => {
  const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
  const property = fc.property(fc.integer({ min: 1, max: 40 }), random, (failures, chance) => {
    const whole = Math.min(500 * 2 ** (failures - 1), 10_000);

    const pause = backoffMs(failures, chance);

    expect(pause).toBeGreaterThanOrEqual(whole / 2);
    expect(pause).toBeLessThanOrEqual(whole);
  });

  fc.assert(property);
});
