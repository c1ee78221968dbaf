import { expect, test } from "vitest";

import { cleanRun, harmless, live, noticeable } from "../support/disorders.ts";
import { BY_COMMANDS, BY_TICKS, ending, extraNotes } from "../support/life.ts";

test.for(harmless([1, 2]))("a full life leaves the same words behind with %s", async ([, disorder]) => {
  const left = await live(BY_COMMANDS, disorder);

  expect(left).toEqual(await cleanRun(BY_COMMANDS));
});

test.for(noticeable([1, 2]))("a full life comes to the same end with %s", async ([, disorder]) => {
  const left = await live(BY_TICKS, disorder);

  const undisturbed = await cleanRun(BY_TICKS);
  expect(ending(left)).toEqual(ending(undisturbed));
  expect(extraNotes(left, undisturbed)).toEqual([]);
});
