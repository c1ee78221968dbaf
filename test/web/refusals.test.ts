import { expect, test } from "vitest";

import { createRefusals } from "../../src/web/refusals.ts";

test("createRefusals() tells each reason once a minute and counts the rest", () => {
  const lines: unknown[] = [];
  let now = 0;
  const note = (message: string, fields: object) => void lines.push([message, fields]);
  const refusals = createRefusals({ warn: note, error: note }, () => now);

  for (; now < 90_000; now += 1000) refusals.note("token");
  refusals.note("stale", { skewMs: -400_000 });

  expect(lines).toEqual([
    ["Refuse delivery: its token is not the configured one", { reason: "token", count: 1, total: 1 }],
    ["Refuse delivery: its token is not the configured one", { reason: "token", count: 60, total: 61 }],
    [
      "Refuse delivery: it was signed outside the five-minute window, compare the clocks",
      { reason: "stale", count: 1, total: 1, skewMs: -400_000 },
    ],
  ]);
  expect(refusals.counts()).toEqual({ token: 90, signature: 0, stale: 1, "too-large": 0, busy: 0, cut: 0, store: 0 });
  expect(refusals.last("stale")).toEqual({ at: 90_000, skewMs: -400_000 });
  expect(refusals.last("busy")).toBeNull();
});
