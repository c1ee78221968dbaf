import { expect, test } from "vitest";

import { liveDays } from "../support/cohort-days.ts";

const CANDIDATES = 200;
const DAYS = 90;

test(
  `${CANDIDATES} candidates over ${DAYS} days: nobody is reminded at night, on a holiday or twice a day, whenever the process dies, and after three days without it`,
  { timeout: 15 * 60_000 },
  async () => {
    const { reminders, longClaims, deaths } = await liveDays({
      candidates: CANDIDATES,
      days: DAYS,
      seed: 1,
      deaths: 1 / 20_000,
      outage: 40,
    });

    expect(reminders).toBeGreaterThan(CANDIDATES);
    expect(longClaims).toBeGreaterThan(CANDIDATES / 4);
    expect(deaths).toBeGreaterThan(20);
  },
);
