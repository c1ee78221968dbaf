import { describe, expect, test } from "vitest";

import type { MirrorRecord } from "../../src/domain/badge/mirroring.ts";
import { createBadges } from "../../src/store/badges.ts";
import { createJournal } from "../../src/store/journal.ts";
import { createMirrors } from "../../src/store/mirrors.ts";
import { createPeople } from "../../src/store/people.ts";
import { reviewRecord } from "../support/review-record.ts";
import { STORES } from "../support/store.ts";

const failed: MirrorRecord = {
  state: "pending",
  mirrorId: null,
  error: "Credly answered 500",
  attempts: 2,
  nextTryAt: new Date("2026-11-22T09:10:00.123Z"),
};
const issued: MirrorRecord = { state: "issued", mirrorId: "credly-1", error: null, attempts: 0, nextTryAt: null };

describe.each(STORES)("on $name", ({ openTestDatabase }) => {
  /** One person with a badge for each of two program versions. */
  async function setup() {
    const database = await openTestDatabase();
    const people = createPeople(database);
    const badges = createBadges(database);
    await people.remember([{ userId: 501, username: "msilva", name: "Maria" }]);
    await createJournal(database).commit(reviewRecord());
    const ids: string[] = [];
    for (const programVersion of [1, 2]) {
      const badge = await badges.reserve({
        enrollmentId: "e-1",
        programId: "migration-onboarding",
        programVersion,
        person: 1,
        subjectId: "urn:uuid:7d1a",
        recipients: [],
        awardedAt: new Date(0),
      });
      ids.push(badge?.id ?? "");
    }
    const [first = "", second = ""] = ids;
    return { mirrors: createMirrors(database), people, first, second };
  }

  test("of() gives what was saved last, and nothing of badges that were not tried", async () => {
    const { mirrors, first, second } = await setup();
    expect(await mirrors.of([first, second])).toEqual(new Map());

    await mirrors.save(first, failed);
    expect(await mirrors.of([first, second])).toEqual(new Map([[first, failed]]));

    await mirrors.save(first, issued);
    expect(await mirrors.of([first, second, "no-such-badge"])).toEqual(new Map([[first, issued]]));
    expect(await mirrors.of([])).toEqual(new Map());
  });

  test("counts() tells how many there are in each state", async () => {
    const { mirrors, first, second } = await setup();
    const none = { pending: 0, unaddressed: 0, refused: 0, issued: 0, revoked: 0 };
    expect(await mirrors.counts()).toEqual(none);

    await mirrors.save(first, failed);
    await mirrors.save(second, issued);

    expect(await mirrors.counts()).toEqual({ ...none, pending: 1, issued: 1 });
  });

  test("forgetPerson() drops what leads to a person at the mirror, and it does not come back", async () => {
    const { mirrors, people, first, second } = await setup();
    await mirrors.save(first, issued);

    await people.forgetPerson(1);
    // The mirror was still being asked.
    await mirrors.save(first, issued);
    await mirrors.save(second, failed);

    expect(await mirrors.of([first, second])).toEqual(new Map());
  });

  test("save() remembers nothing of badges there are not", async () => {
    const { mirrors } = await setup();

    await mirrors.save("no-such-badge", issued);

    expect(await mirrors.of(["no-such-badge"])).toEqual(new Map());
  });
});
