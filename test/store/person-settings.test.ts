import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import {
  type Absence,
  NOTHING_KNOWN,
  type PersonChange,
  type PersonSettings,
} from "../../src/domain/people/person-settings.ts";
import { createJournal } from "../../src/store/journal.ts";
import { createPeople } from "../../src/store/people.ts";
import { deskRecord, reviewRecord } from "../support/review-record.ts";
import { STORES } from "../support/store.ts";

type Told = Omit<PersonChange, "person" | "at"> & { readonly at: number };

const vacation: Absence = { from: new Date(10), until: new Date(50), source: "own-word" };
const busy: Absence = { from: null, until: new Date(60), source: "gitlab" };
const kolkata = { zone: { zone: "Asia/Kolkata", from: "own-word" } } as const;
const berlin = { zone: { zone: "Europe/Berlin", from: "gitlab" } } as const;

describe.each(STORES)("on $name", ({ openTestDatabase }) => {
  async function setup() {
    const database = await openTestDatabase();
    const people = createPeople(database);
    const journal = createJournal(database);
    const change = ({ at, ...told }: Told): PersonChange => ({ person: 3, at: new Date(at), ...told });
    return {
      people,
      /** They wrote it. */
      write: (...told: readonly Told[]) => journal.commit(reviewRecord({ people: told.map(change) })),
      writeOnDesk: (...told: readonly Told[]) => journal.commitDesk(deskRecord({ people: told.map(change) })),
      /** GitLab shows it. */
      show: (told: Told) => people.saveSettings(change(told)),
      settings: async () => (await people.settings([3])).get(3),
    };
  }

  function known(change: Partial<PersonSettings>): PersonSettings {
    return { ...NOTHING_KNOWN, ...change };
  }

  test("settings() answers for everybody, known or not", async () => {
    const { people, write, writeOnDesk } = await setup();
    await write({ at: 1, ...kolkata, country: "IN", away: vacation });
    await writeOnDesk({ at: 2, country: "DE-BY" });

    expect(await people.settings([3, 4, 3])).toEqual(
      new Map([
        [3, { zone: "Asia/Kolkata", zoneFrom: "own-word", country: "DE-BY", away: vacation }],
        [4, NOTHING_KNOWN],
      ]),
    );
    expect(await people.settings([])).toEqual(new Map());
  });

  test("what is absent stays as it was, and null takes it back", async () => {
    const { write, settings } = await setup();
    await write({ at: 1, ...kolkata, country: "IN", away: vacation });

    await write({ at: 2, country: null, away: null });

    expect(await settings()).toEqual(known({ zone: "Asia/Kolkata", zoneFrom: "own-word" }));
  });

  test("an own word stays, whether GitLab speaks before or after", async () => {
    const { write, show, settings } = await setup();
    await show({ at: 1, ...berlin, away: busy });
    const first = await settings();

    await write({ at: 2, ...kolkata, away: vacation });
    await show({ at: 9, ...berlin, away: busy });
    await show({ at: 10, away: null });

    expect(first).toEqual(known({ zone: "Europe/Berlin", zoneFrom: "gitlab", away: busy }));
    expect(await settings()).toEqual(known({ zone: "Asia/Kolkata", zoneFrom: "own-word", away: vacation }));
  });

  test("GitLab is heard again once an own absence is over", async () => {
    const { write, show, settings } = await setup();
    await write({ at: 1, away: vacation });

    await show({ at: 49, away: busy });
    const before = await settings();
    await show({ at: 50, away: busy });

    expect(before?.away).toEqual(vacation);
    expect((await settings())?.away).toEqual(busy);
  });

  test('"I am back" outweighs what GitLab shows until GitLab shows it too', async () => {
    const { write, show, settings } = await setup();
    await show({ at: 1, away: busy });

    await write({ at: 2, away: null });
    await show({ at: 3, away: busy });
    const corrected = await settings();
    await show({ at: 4, away: null });
    await show({ at: 5, away: busy });

    expect(corrected?.away).toBeNull();
    expect((await settings())?.away).toEqual(busy);
  });

  test("the latest own word counts, in whatever order they come", async () => {
    const zones = fc.uniqueArray(fc.nat(20), { minLength: 1, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(zones, async (moments) => {
        const { write, settings } = await setup();

        for (const at of moments) await write({ at, zone: { zone: `Etc/GMT-${at}`, from: "own-word" } });

        expect((await settings())?.zone).toBe(`Etc/GMT-${Math.max(...moments)}`);
      }),
      { numRuns: 15 },
    );
  });
});
