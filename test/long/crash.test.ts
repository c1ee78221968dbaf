import { expect, test } from "vitest";

import { cleanRun } from "../support/disorders.ts";
import { type Kill, liveWithKills } from "../support/kills.ts";
import { BY_COMMANDS, type Life } from "../support/life.ts";

/** Only the opening makes more calls. */
const MOST_CALLS_OF_A_STEP = 12;
const MOST_CALLS_OF_THE_OPENING = 20;
const OPENING: Life = BY_COMMANDS.slice(0, 1);

const from1To = (last: number): readonly number[] => Array.from({ length: last }, (_, index) => index + 1);

/** The process dies at this call of every step, by turns before GitLab heard of it and after GitLab did it. */
function killsAt(number: number): readonly Kill[] {
  return from1To(BY_COMMANDS.length + 1).map((step): Kill => ({
    step: step - 1,
    when: (step + number) % 2 === 0 ? "before" : "after",
    at: (_call, count) => count === number,
  }));
}

test.for(from1To(MOST_CALLS_OF_A_STEP))("kill -9 at call %i of every step", async (number) => {
  const { left } = await liveWithKills(BY_COMMANDS, killsAt(number));

  expect(left).toEqual(await cleanRun(BY_COMMANDS));
});

test.for(from1To(MOST_CALLS_OF_THE_OPENING))("kill -9 at call %i of the opening", async (number) => {
  const { left } = await liveWithKills(OPENING, killsAt(number));

  expect(left).toEqual(await cleanRun(OPENING));
});

test("kill -9 after each new note", async () => {
  const { left, killed } = await liveWithKills(BY_COMMANDS, [
    { step: null, when: "after", at: ({ method, path }) => method === "POST" && path.endsWith("/notes") },
  ]);

  expect(killed).toBeGreaterThan(5);
  expect(left).toEqual(await cleanRun(BY_COMMANDS));
});

test("no step makes more calls than that", async () => {
  const { killed } = await liveWithKills(
    BY_COMMANDS,
    from1To(BY_COMMANDS.length + 1).map((step): Kill => ({
      step: step - 1,
      when: "before",
      at: (_call, count) => count > (step === 1 ? MOST_CALLS_OF_THE_OPENING : MOST_CALLS_OF_A_STEP),
    })),
  );

  expect(killed).toBe(0);
});
