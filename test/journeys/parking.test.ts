import { expect, test, vi } from "vitest";

import { replay } from "../../src/cli/replay.ts";
import type { Issue } from "../../src/demo/gitlab/model.ts";
import { standings, TASKS } from "../support/journey.ts";
import { openScene, type Scene, SECRET } from "../support/scene.ts";

/** GitLab answers for this issue with something nobody can read. */
function poison(scene: Scene, issue: Issue): void {
  const path = `/projects/${issue.project.id}/issues/${issue.iid}`;
  scene.gitlab.disturb = (call) =>
    call.path === path ? { kind: "answer", status: 200, body: { iid: "not a number" } } : null;
}

/** Longer than any pause between two tries. */
async function tryAgain(scene: Scene): Promise<void> {
  scene.passTime(10 * 60_000);
  await scene.bot.tidyUp();
  await scene.calm();
}

async function readiness(scene: Scene): Promise<{ status: number; degraded: readonly string[]; parked: unknown }> {
  const response = await fetch(`${scene.bot.url}/readyz`);
  const { degraded, details } = (await response.json()) as { degraded: string[]; details: { parked: unknown } };
  return { status: response.status, degraded, parked: details.parked };
}

function reads(scene: Scene, issue: Issue): number {
  const path = `/projects/${issue.project.id}/issues/${issue.iid}`;
  return scene.gitlab.calls.filter((call) => call.method === "GET" && call.path === path).length;
}

test("an issue that fails five times is parked, others go on, and replay revives it", async () => {
  const scene = await openScene();
  const [poisoned, other] = [await scene.openIssue(), await scene.openIssue({ candidate: "@tbecker" })];
  poison(scene, poisoned);
  scene.gitlab.forgetCalls();

  await scene.tick(poisoned, scene.maria, TASKS.resources);
  await scene.tick(other, scene.tom, TASKS.resources);
  const otherMeanwhile = standings(scene, other)[0];
  for (let look = 0; look < 8; look += 1) await tryAgain(scene);
  const triesBeforeParking = reads(scene, poisoned);
  const parked = await readiness(scene);

  // Cured, but nobody told the bot: it stays parked, over a restart too.
  scene.gitlab.disturb = null;
  await scene.tick(poisoned, scene.maria, TASKS.assessment);
  await scene.stopBot();
  await scene.startBot();
  await tryAgain(scene);
  const whileParked = reads(scene, poisoned);

  await scene.stopBot();
  const write = vi.spyOn(process.stdout, "write").mockReturnValue(true);
  await replay([], {
    GITLAB_URL: scene.gitlab.url,
    GITLAB_TOKEN: scene.botToken,
    GITLAB_PROJECTS: scene.project.path,
    GITLAB_WEBHOOK_SECRET: SECRET,
    DATA_DIR: scene.dataDir,
  });
  const said = write.mock.calls.map(([line]) => line);
  write.mockRestore();
  await scene.startBot();
  await scene.settle();

  expect(otherMeanwhile).toBe("✅ Done by Tom Becker, DATE");
  expect(triesBeforeParking).toBe(5);
  expect(whileParked).toBe(5);
  expect(parked).toMatchObject({
    status: 200,
    degraded: expect.arrayContaining(["parked"]),
    parked: [{ issue: { projectId: scene.project.id, issueIid: poisoned.iid } }],
  });
  expect(said).toEqual(["Revived 0 deliveries and 1 issues; start the bot to have them taken up.\n"]);
  expect(standings(scene, poisoned).slice(0, 2)).toEqual([
    "✅ Done by Maria Silva, DATE",
    "🕓 Ticked on DATE, waiting for Priya Nair",
  ]);
  expect(await readiness(scene)).toMatchObject({ degraded: [], parked: [] });
});

test("what GitLab cannot do right now parks nothing, however often it is tried", async () => {
  const scene = await openScene();
  const issue = await scene.openIssue();
  scene.gitlab.disturb = ({ path }) => (path.includes("/issues/") ? { kind: "answer", status: 503 } : null);

  await scene.tick(issue, scene.maria, TASKS.resources);
  for (let look = 0; look < 20; look += 1) await tryAgain(scene);
  const { parked } = await readiness(scene);
  scene.gitlab.disturb = null;
  await tryAgain(scene);
  await scene.settle();

  expect(parked).toEqual([]);
  expect(standings(scene, issue)[0]).toBe("✅ Done by Maria Silva, DATE");
});

test("one call that GitLab refuses for good keeps nothing else of a review from being done", async () => {
  const scene = await openScene();
  const issue = await scene.openIssue();
  scene.gitlab.disturb = ({ method, path }) =>
    path.endsWith("/award_emoji") || (method === "PUT" && /\/issues\/\d+$/.test(path))
      ? { kind: "answer", status: 403, body: { message: "403 Forbidden" } }
      : null;

  await scene.say(issue, scene.maria, "@onboarding-bot done review-resources");
  await scene.tick(issue, scene.maria, TASKS.assessment);
  await scene.say(issue, scene.priya, "@onboarding-bot confirm assessment");
  await scene.settle();
  const { parked } = await readiness(scene);

  expect(parked).toEqual([]);
  expect(standings(scene, issue).slice(0, 2)).toEqual([
    "✅ Done by Maria Silva, DATE",
    "✅ Confirmed by Priya Nair, DATE",
  ]);
});
