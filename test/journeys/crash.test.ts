import { expect, test } from "vitest";

import { cleanRun } from "../support/disorders.ts";
import { type Kill, liveWithKills } from "../support/kills.ts";
import { BY_TICKS, type Life } from "../support/life.ts";

/** Up to the first confirmation; the long suite lives whole lives. */
const SHORT: Life = BY_TICKS.slice(0, 4);

const at =
  (method: string, path: RegExp): Kill["at"] =>
  (call) =>
    call.method === method && path.test(call.path);

const KILLS: readonly Kill[] = [
  { step: 0, when: "after", at: at("POST", /\/notes$/) },
  { step: 1, when: "before", at: at("PUT", /\/notes\/\d+$/) },
  { step: 3, when: "after", at: at("PUT", /\/issues\/\d+$/) },
];

test("kill -9 in the middle of a call changes nothing but the time it takes", { timeout: 60_000 }, async () => {
  const { left, killed } = await liveWithKills(SHORT, KILLS);

  expect(killed).toBe(KILLS.length);
  expect(left).toEqual(await cleanRun(SHORT));
});
