import { chanceOf } from "./chance.ts";
import { openCohort } from "./cohort.ts";
import { checkReminders } from "./cohort-check.ts";
import { arrive, COORDINATORS, liveOneHour, OWNER } from "./cohort-life.ts";

const HOUR_MS = 3_600_000;
const OUTAGE_DAYS = 3;

export interface CohortDays {
  readonly candidates: number;
  readonly days: number;
  readonly seed: number;
  /** Chance that the process dies at one call. */
  readonly deaths: number;
  /** On this day the bot is switched off, for three days. */
  readonly outage: number;
}

/** Let a cohort live hour by hour, and check everything anybody was reminded of. */
export async function liveDays({ candidates, days, seed, deaths, outage }: CohortDays): Promise<{
  readonly reminders: number;
  /** Claims that waited so long that somebody had to be reminded of them. */
  readonly longClaims: number;
  readonly deaths: number;
}> {
  const chance = chanceOf(seed);
  // Clocks change, a year ends, and half of the world has a holiday.
  const from = new Date("2026-10-19T00:00:00Z");
  const cohort = await openCohort({ from, coordinators: COORDINATORS, owners: [OWNER], chance, deaths });
  const cast = arrive(cohort, chance, candidates);
  await cohort.passTo(from);
  for (let hour = 1; hour <= days * 24; hour += 1) {
    if (hour >= outage * 24 && hour < (outage + OUTAGE_DAYS) * 24) continue;
    liveOneHour(cohort, cast, chance);
    await cohort.passTo(new Date(from.getTime() + hour * HOUR_MS));
  }
  const { reminders, longClaims } = await checkReminders(cohort, cast);
  return { reminders, longClaims, deaths: cohort.deaths() };
}
