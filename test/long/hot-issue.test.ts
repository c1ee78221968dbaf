import { expect, test } from "vitest";

import { standings, TASKS } from "../support/journey.ts";
import { outcome } from "../support/life.ts";
import { openScene } from "../support/scene.ts";

const EDITS = 1000;
const MOST_CALLS = 80;

test.for([
  ["boxes ticked and un-ticked", true],
  ["words rewritten", false],
] as const)(`${EDITS} rapid edits cost at most ${MOST_CALLS} calls: %s`, async ([, ticks]) => {
  const scene = await openScene({ issueGapMs: 1000 });
  const issue = await scene.openIssue();
  await scene.settle();
  scene.gitlab.forgetCalls();

  for (let edit = 1; edit <= EDITS; edit += 1) {
    if (ticks) scene.gitlab.state.tick(issue, scene.maria, TASKS.resources, edit % 2 === 1);
    else scene.gitlab.state.saveDescription(issue, scene.maria, `${scene.template}\n\nEdit ${edit}`);
    // As fast as deliveries are taken, ten at a time.
    if (edit % 10 === 0) await scene.gitlab.settled();
  }
  scene.gitlab.state.tick(issue, scene.maria, TASKS.resources);
  await scene.settle();

  expect(standings(scene, issue)[0]).toBe("✅ Done by Maria Silva, DATE");
  expect(outcome(scene, issue)).toMatchObject({ doubles: [], trespasses: [] });
  expect(scene.gitlab.calls.length).toBeLessThanOrEqual(MOST_CALLS);
});
