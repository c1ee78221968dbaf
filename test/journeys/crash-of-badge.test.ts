import { expect, test } from "vitest";

import { cleanRun } from "../support/disorders.ts";
import { liveWithKills } from "../support/kills.ts";
import { TO_THE_BADGE } from "../support/life.ts";

/** The long suite kills at every call of the certification. */
test("kill -9 when the badge is about to be told leaves it as it was", { timeout: 40_000 }, async () => {
  const { left, killed, badges } = await liveWithKills(TO_THE_BADGE, [
    {
      step: TO_THE_BADGE.length,
      when: "before",
      at: ({ method, path }) => method === "POST" && path.endsWith("/notes"),
    },
  ]);

  expect(killed).toBe(1);
  expect(badges.atKill).toHaveLength(1);
  expect(badges.left).toEqual(badges.atKill);
  expect(left).toEqual(await cleanRun(TO_THE_BADGE));
  expect(left).toMatchObject({ state: "closed", badges: 1 });
});
