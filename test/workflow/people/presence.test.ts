import { describe, expect, test } from "vitest";

import type { PersonId } from "../../../src/domain/enrollment/fact.ts";
import { NOTHING_KNOWN, type PersonSettings } from "../../../src/domain/people/person-settings.ts";
import { createPeople } from "../../../src/store/people.ts";
import { savePersonChange } from "../../../src/store/person-settings.ts";
import { GitLabFailure, type Presence } from "../../../src/workflow/ports/gitlab-port.ts";
import { isAwayNow, type PresencePorts, refreshPresence } from "../../../src/workflow/people/presence.ts";
import { openStore } from "../../support/open-store.ts";

/** A Monday: 20:30 in Kolkata, 16:00 in Berlin. */
const NOW = new Date("2026-12-07T15:00:00Z");
const LATER = new Date("2026-12-07T18:00:00Z");
const PROGRAM_ZONE = "Europe/Berlin";
const NOTHING: Presence = { localTime: null, busy: false, clearsAt: null };

/** Priya in a real store, beside a GitLab that tells this of her. */
async function meetPriya() {
  const database = await openStore();
  const people = createPeople(database);
  const priya: PersonId = (await people.remember([{ userId: 3, username: "pnair", name: "Priya Nair" }])).get(3) ?? 0;
  const world: { now: Date; tells: Presence | null | GitLabFailure; asked: number } = {
    now: NOW,
    tells: NOTHING,
    asked: 0,
  };
  const presence = (): Promise<Presence | null> => {
    world.asked += 1;
    return world.tells instanceof GitLabFailure ? Promise.reject(world.tells) : Promise.resolve(world.tells);
  };
  const log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
  // Of GitLab nothing else is asked.
  const ports = { people, gitlab: { presence }, now: () => world.now, log } as unknown as PresencePorts;
  return {
    world,
    look: (tells: Presence | null | GitLabFailure = world.tells): Promise<PersonSettings> => {
      world.tells = tells;
      return refreshPresence(ports, priya, PROGRAM_ZONE);
    },
    isAway: () => isAwayNow(ports, priya, PROGRAM_ZONE),
    tell: (settings: Partial<PersonSettings>, at = new Date(NOW.getTime() - 1000)): Promise<void> =>
      savePersonChange(
        database.kysely,
        {
          person: priya,
          at,
          ...(settings.zone == null ? {} : { zone: { zone: settings.zone, from: "own-word" } }),
          ...(settings.away === undefined ? {} : { away: settings.away }),
        },
        "own-word",
      ),
  };
}

function busyUntil(until: string, from: Date = NOW): Partial<PersonSettings> {
  return { away: { from, until: new Date(until), source: "gitlab" } };
}

describe("refreshPresence()", () => {
  test.each<[what: string, tells: Presence, known: Partial<PersonSettings>]>([
    ["nothing", NOTHING, {}],
    ["the program's clock", { ...NOTHING, localTime: "4:00 PM" }, { zone: "Europe/Berlin", zoneFrom: "gitlab" }],
    ["another clock", { ...NOTHING, localTime: "8:30 PM" }, { zone: "UTC+05:30", zoneFrom: "gitlab" }],
    [
      "busy with an end",
      { ...NOTHING, busy: true, clearsAt: new Date("2026-12-09T08:00:00Z") },
      busyUntil("2026-12-09T08:00:00Z"),
    ],
    // The next day begins where she is, not where the program is.
    [
      "busy without an end",
      { localTime: "8:30 PM", busy: true, clearsAt: null },
      { zone: "UTC+05:30", zoneFrom: "gitlab", ...busyUntil("2026-12-07T18:30:00Z") },
    ],
    ["busy without an end or a clock", { ...NOTHING, busy: true }, busyUntil("2026-12-07T23:00:00Z")],
    ["a status that is over", { ...NOTHING, busy: true, clearsAt: NOW }, {}],
  ])("takes in %s", async (_what, tells, known) => {
    const { look } = await meetPriya();

    expect(await look(tells)).toEqual({ ...NOTHING_KNOWN, ...known });
  });

  test("asks once a day, also when there was nothing to tell", async () => {
    const { look, world } = await meetPriya();

    await look(NOTHING);
    world.now = LATER;
    await look({ ...NOTHING, localTime: "11:30 PM" });
    expect(world.asked).toBe(1);

    world.now = new Date(NOW.getTime() + 86_400_000);
    expect((await look({ ...NOTHING, localTime: "8:30 PM" })).zone).toBe("UTC+05:30");
    expect(world.asked).toBe(2);
  });

  test("never speaks over an own word", async () => {
    const { look, tell } = await meetPriya();
    const own = { zone: "Asia/Kolkata", away: null };
    await tell(own);

    expect(await look({ localTime: "4:00 PM", busy: true, clearsAt: new Date("2026-12-09T08:00:00Z") })).toEqual({
      ...NOTHING_KNOWN,
      ...own,
      zoneFrom: "own-word",
    });
  });

  const silent = new GitLabFailure("GITLAB_UNAVAILABLE", "GitLab does not answer", {
    status: 503,
    ambiguous: false,
    retryAfterMs: null,
  });

  test.each([
    ["GitLab fails", silent],
    ["there is no such user any more", null],
  ])("keeps what is known when %s, and asks again", async (_why, tells) => {
    const { look, tell, world } = await meetPriya();
    await tell({ zone: "Asia/Kolkata" });

    expect((await look(tells)).zone).toBe("Asia/Kolkata");
    await look(tells);
    expect(world.asked).toBe(2);
  });
});

test("isAwayNow() ends with the absence", async () => {
  const { isAway, look, world } = await meetPriya();
  await look({ ...NOTHING, busy: true, clearsAt: LATER });

  expect(await isAway()).toBe(true);
  world.now = LATER;
  expect(await isAway()).toBe(false);
});
