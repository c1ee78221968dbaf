import { expect } from "vitest";

import { ownWorkingTime } from "../../src/domain/people/own-working-time.ts";
import {
  isWorkingMoment,
  localDay,
  nextWorkingMoment,
  type WorkingTime,
} from "../../src/domain/people/working-time.ts";
import { createPublicHolidays } from "../../src/holidays/public-holidays.ts";
import type { HolidaysPort } from "../../src/workflow/ports/ports.ts";
import type { Cohort } from "./cohort.ts";
import { judgeClaims } from "./cohort-claims.ts";
import type { CohortCast, Colleague } from "./cohort-life.ts";

const HOUR_MS = 3_600_000;
const KEY = /<!-- onboarding-bot:(reminder-\d+-[\d-]+) -->\s*$/;

/** A reminder as it arrived in somebody's mail. */
interface Heard {
  readonly key: string;
  readonly at: Date;
  readonly by: Colleague;
}

/** Nobody is spoken to at night, on a holiday or twice a day, and nothing that is due is forgotten or told twice. */
export async function checkReminders(
  cohort: Cohort,
  cast: CohortCast,
): Promise<{ readonly reminders: number; readonly longClaims: number }> {
  const holidays = createPublicHolidays();
  await holidays.prepare(["IN", "DE", "BR", "US", "NZ", "AU", "NP"]);
  const people = [...cast.coordinators, cast.owner, ...cast.engineers, ...cast.learners];
  const heard = cohort.gitlab.posted.flatMap((note): Heard[] => {
    const key = KEY.exec(note.firstBody)?.[1];
    if (key === undefined) return [];
    const mentioned = /^@(\S+)/.exec(note.firstBody)?.[1];
    const by = people.find(({ account }) => account.username === mentioned);
    if (by === undefined) throw new Error(`Cannot tell whom this reminds: ${note.firstBody}`);
    return [{ key, at: note.at, by }];
  });

  const untimely = heard.filter(({ at, by }) => !isWorkingMoment(at, timeOf(cohort, by, holidays)));
  expect(untimely).toEqual([]);
  const days = heard.map(({ at, by }) => `${by.account.username} ${localDay(at, by.zone)}`);
  expect(days).toEqual([...new Set(days)]);
  const keys = heard.map(({ key }) => key);
  expect(keys).toEqual([...new Set(keys)]);
  expect(await miscounted(cohort, keys)).toEqual([]);
  expect(await overdue(cohort, people, holidays)).toEqual([]);
  const colleagues = [...cast.coordinators, cast.owner, ...cast.engineers];
  const claims = await judgeClaims(
    cohort,
    cast.learners,
    colleagues.map((one) => timeOf(cohort, one, holidays)),
  );
  expect(claims.faults).toEqual([]);
  return { reminders: heard.length, longClaims: claims.long };
}

/** A bundle that counts as said was posted once; one that somebody's act overtook never was. */
async function miscounted(cohort: Cohort, posted: readonly string[]): Promise<readonly string[]> {
  const bundles = await cohort.stores.database.kysely
    .selectFrom("actions")
    .select(["key", "state"])
    .where("key", "like", "reminder-%")
    .execute();
  const isRight = (key: string, state: string): boolean =>
    (state === "done" ? 1 : 0) === posted.filter((one) => one === key).length;
  const unknown = posted.filter((key) => !bundles.some((bundle) => bundle.key === key));
  return [
    ...bundles.filter(({ key, state }) => !isRight(key, state)).map(({ key, state }) => `${state}: ${key}`),
    ...unknown,
  ];
}

/** What should have been said by now: due since before the person's last working hour of yesterday's or an earlier day. */
async function overdue(
  cohort: Cohort,
  people: readonly Colleague[],
  holidays: HolidaysPort,
): Promise<readonly string[]> {
  const { reminders, people: directory } = cohort.stores;
  const late: string[] = [];
  for (const colleague of people) {
    const person = await directory.known(colleague.account.userId);
    if (person === null) continue;
    const time = timeOf(cohort, colleague, holidays);
    for (const row of await reminders.pendingOf(person)) {
      // Somebody who heard something on that day hears the rest on the next.
      const sameDay = nextWorkingMoment(row.notBefore, time);
      const nextDay = sameDay && nextWorkingMoment(new Date(sameDay.getTime() + 16 * HOUR_MS), time);
      if (nextDay !== null && nextDay.getTime() + 2 * HOUR_MS < cohort.now().getTime()) {
        late.push(`${colleague.account.username}: ${row.key}, due ${row.notBefore.toISOString()}`);
      }
    }
  }
  return late;
}

function timeOf(cohort: Cohort, { zone, country }: Colleague, holidays: HolidaysPort): WorkingTime {
  const settings = { zone, zoneFrom: "own-word", country, away: null } as const;
  return ownWorkingTime(cohort.program, settings, (code, day) => holidays.isHoliday(code, day));
}
