import { expect, test } from "vitest";

import { cleanRun } from "../support/disorders.ts";
import { type Kill, liveWithKills } from "../support/kills.ts";
import { BY_DESK } from "../support/life.ts";

const post =
  (path: RegExp): Kill["at"] =>
  (call) =>
    call.method === "POST" && path.test(call.path);

const KILLS: readonly Kill[] = [
  // The date, with the seat taken already; what became of a command to two people.
  { step: 5, when: "before", at: post(/\/issues\/1\/notes$/) },
  { step: 6, when: "after", at: post(/\/issues\/2\/notes$/) },
];

test(
  "kill -9 between a desk and a candidate's issue loses nothing and does nothing twice",
  { timeout: 60_000 },
  async () => {
    const { left, killed } = await liveWithKills(BY_DESK, KILLS);

    expect(killed).toBe(KILLS.length);
    expect(left).toEqual(await cleanRun(BY_DESK));
  },
);
