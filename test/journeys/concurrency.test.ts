import { describe, expect, test } from "vitest";

import type { Issue } from "../../src/demo/gitlab/model.ts";
import { BOXES, standings, TASKS } from "../support/journey.ts";
import { openScene, type Scene } from "../support/scene.ts";

/** Do something at the very moment the bot asks GitLab for this, once: before GitLab looks at the question. */
function atCall(scene: Scene, method: string, path: RegExp, act: () => void): void {
  scene.gitlab.disturb = (call) => {
    if (call.method !== method || !path.test(call.path)) return null;
    scene.gitlab.disturb = null;
    // Two changes within half a second could be one save.
    scene.passTime(2000);
    act();
    return null;
  };
}

const ISSUE = /\/issues\/\d+$/;
const NOTES = /\/notes$/;

async function openClaimed(scene: Scene): Promise<Issue> {
  const issue = await scene.openIssue();
  scene.passTime(60_000);
  await scene.tick(issue, scene.maria, TASKS.assessment);
  scene.passTime(60_000);
  return issue;
}

describe("somebody acts while the bot looks", () => {
  test.for([
    ["before it reads the issue", "GET", ISSUE],
    ["between the issue and its notes", "GET", NOTES],
    ["before it writes", "PUT", /\/notes\/\d+$/],
  ] as const)("a coordinator's tick counts %s", async ([, method, path]) => {
    const scene = await openScene();
    const issue = await openClaimed(scene);

    atCall(scene, method, path, () => scene.gitlab.state.tick(issue, scene.priya, BOXES.assessment));
    await scene.tick(issue, scene.maria, TASKS.resources);
    await scene.settle();

    expect(standings(scene, issue).slice(0, 2)).toEqual([
      "✅ Done by Maria Silva, DATE",
      "✅ Confirmed by Priya Nair, DATE",
    ]);
    expect(scene.headlines(issue)).toEqual([
      expect.stringContaining("Settled: Priya Nair confirmed assessment"),
      expect.stringContaining("Can you find a date?"),
    ]);
  });
});
