import { expect, test } from "vitest";

import { openProcessStage } from "../support/bot-process.ts";
import { cleanRun } from "../support/disorders.ts";
import { TASKS } from "../support/journey.ts";
import { type Kill, liveWithKills } from "../support/kills.ts";
import { BY_COMMANDS, BY_PEOPLE, type Life, liveFullLife, outcome } from "../support/life.ts";

/** Only the opening makes more calls. */
const MOST_CALLS_OF_A_STEP = 14;
const MOST_CALLS_OF_A_STEP_ON_TWO = 27;
const MOST_CALLS_OF_THE_OPENING = 20;
const OPENING: Life = BY_COMMANDS.slice(0, 1);

const from1To = (last: number): readonly number[] => Array.from({ length: last }, (_, index) => index + 1);

/** The process dies at this call of every step, by turns before GitLab heard of it and after GitLab did it. */
function killsAt(number: number, life: Life = BY_COMMANDS): readonly Kill[] {
  return from1To(life.length + 1).map((step): Kill => ({
    step: step - 1,
    when: (step + number) % 2 === 0 ? "before" : "after",
    at: (_call, count) => count === number,
  }));
}

/** Every one of them with `EVERY_CALL=1`: a quarter of an hour; by default those that differ most. */
const CALLS_OF_A_STEP = process.env["EVERY_CALL"] ? from1To(MOST_CALLS_OF_A_STEP) : [1, 3, 5, 14];

test.for(CALLS_OF_A_STEP)("kill -9 at call %i of every step", async (number) => {
  const { left } = await liveWithKills(BY_COMMANDS, killsAt(number));

  expect(left).toEqual(await cleanRun(BY_COMMANDS));
});

/** Two issues are reviewed in most of these steps, one of them twice. */
const CALLS_OF_A_STEP_ON_TWO = process.env["EVERY_CALL"] ? from1To(MOST_CALLS_OF_A_STEP_ON_TWO) : [4, 13];

test.for(CALLS_OF_A_STEP_ON_TWO)("kill -9 at call %i of every step with dates, forms and the desk", async (number) => {
  const { left } = await liveWithKills(BY_PEOPLE, killsAt(number, BY_PEOPLE));

  expect(left).toEqual(await cleanRun(BY_PEOPLE));
});

const CALLS_OF_THE_OPENING = process.env["EVERY_CALL"]
  ? from1To(MOST_CALLS_OF_THE_OPENING)
  : [1, 2, 3, 4, 5, 6, 8, 11, 14, 17, 20];

test.for(CALLS_OF_THE_OPENING)("kill -9 at call %i of the opening", async (number) => {
  const { left } = await liveWithKills(OPENING, killsAt(number));

  expect(left).toEqual(await cleanRun(OPENING));
});

test.for(["before", "after"] as const)("kill -9 %s each new note", async (when) => {
  const { left, killed } = await liveWithKills(BY_COMMANDS, [
    { step: null, when, at: ({ method, path }) => method === "POST" && path.endsWith("/notes") },
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

test("an issue whose review kills the process five times is parked, and others go on", async () => {
  const stage = await openProcessStage();
  const calm = (): Promise<void> => stage.calm();
  const deadly = await liveFullLife(stage, OPENING, { passTime: () => undefined, beforeStep: calm, afterStep: calm });
  const starts = stage.starts();
  stage.gitlab.disturb = ({ method, path }) => {
    if (method !== "GET" || !path.endsWith(`/issues/${deadly.iid}`)) return null;
    stage.kill();
    return { kind: "reset", after: false };
  };

  stage.gitlab.state.tick(deadly, stage.maria, TASKS.assessment);
  await stage.calm();
  const other = stage.gitlab.state.createIssue(stage.project, stage.jonas, {
    title: "Somebody else's",
    description: stage.template,
    assignees: [stage.tom],
  });
  await stage.calm();
  const { degraded, details } = await stage.readiness();

  expect(stage.starts() - starts).toBe(5);
  expect(degraded).toContain("parked");
  expect(details.parked).toMatchObject([{ issue: { issueIid: deadly.iid } }]);
  expect(outcome(stage, other).labels).toEqual(["onboarding::in-progress"]);
});
