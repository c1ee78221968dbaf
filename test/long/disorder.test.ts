import { describe, expect, test } from "vitest";

import { cleanRun, harmless, live, noticeable } from "../support/disorders.ts";
import { BY_COMMANDS, BY_PEOPLE, BY_TICKS, ending, extraNotes } from "../support/life.ts";

const LIVES = [
  ["by ticks", BY_TICKS],
  ["by commands", BY_COMMANDS],
] as const;
const SEEDS = Array.from({ length: Number(process.env["SEEDS"] ?? 6) }, (_, index) => index + 1);

describe.for(LIVES)("a full life %s", ([, life]) => {
  test.for(harmless(SEEDS))("leaves the same words behind with %s", async ([, disorder]) => {
    const left = await live(life, disorder);

    expect(left).toEqual(await cleanRun(life));
  });

  test.for(noticeable(SEEDS))("comes to the same end with %s", async ([, disorder]) => {
    const left = await live(life, disorder);

    const undisturbed = await cleanRun(life);
    expect(ending(left)).toEqual(ending(undisturbed));
    expect(extraNotes(left, undisturbed)).toEqual([]);
  });
});

/** People answer notes of the bot here, so they wait for each. */
test.for(harmless(SEEDS))("dates, forms and the desk end in the same words with %s", async ([, disorder]) => {
  const left = await live(BY_PEOPLE, disorder);

  expect(left).toEqual(await cleanRun(BY_PEOPLE));
});
