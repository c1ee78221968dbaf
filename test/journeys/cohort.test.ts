import { expect, test } from "vitest";

import { liveDays } from "../support/cohort-days.ts";

test("a small cohort over three weeks is reminded in working hours only, once a day, though the process dies, and is away for three days", async () => {
  const { reminders, longClaims, deaths } = await liveDays({
    candidates: 12,
    days: 21,
    seed: 7,
    deaths: 1 / 2000,
    outage: 9,
  });

  expect(reminders).toBeGreaterThan(5);
  expect(longClaims).toBeGreaterThan(0);
  expect(deaths).toBeGreaterThan(3);
});
