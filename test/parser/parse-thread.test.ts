import { expect, onTestFinished, test } from "vitest";

import { ParseThread } from "../../src/parser/parse-thread.ts";

test("ask() survives a thread that breaks, says why, and goes on with the next question", async () => {
  const given: unknown[] = [];
  const thread = new ParseThread({ deadlineMs: 10_000, onGiveUp: (reason, cause) => given.push([reason, cause]) });
  onTestFinished(() => thread.close());

  // What cannot be read at all stands for any fault in the thread.
  const answers = await Promise.all([
    thread.ask("marker", "<!-- onboarding-bot: p v1 -->"),
    thread.ask("marker", null as unknown as string),
    thread.ask("marker", "<!-- onboarding-bot: p v2 -->"),
  ]);

  expect(answers).toEqual([
    { kind: "program", programId: "p", version: 1 },
    "unreadable",
    { kind: "program", programId: "p", version: 2 },
  ]);
  expect(given).toEqual([["crash", expect.any(TypeError)]]);
});
