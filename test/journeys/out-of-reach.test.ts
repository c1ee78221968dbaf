import { expect, test } from "vitest";

import type { Issue } from "../../src/demo/gitlab/model.ts";
import type { Disturbance } from "../../src/demo/gitlab/rest/api.ts";
import { awards, BOT, posted, standings } from "../support/journey.ts";
import { deskRows, newcomer, openDeskFor, openWaiting, WHEN } from "../support/desk-scene.ts";
import { openScene, type Scene } from "../support/scene.ts";

function hide(scene: Scene, issue: Issue, status: number): void {
  const address = `/projects/${issue.project.id}/issues/${issue.iid}`;
  scene.gitlab.disturb = ({ path }): Disturbance | null =>
    path === address || path.startsWith(`${address}/`) ? { kind: "answer", status } : null;
}

/** Calls the bot makes while the janitor comes by a few times. */
async function callsOfQuietMinutes(scene: Scene): Promise<number> {
  await scene.calm();
  const before = scene.gitlab.calls.length;
  for (let round = 0; round < 4; round += 1) {
    scene.passTime(15_000);
    await scene.bot.tidyUp();
    await scene.calm();
  }
  return scene.gitlab.calls.length - before;
}

test.for([404, 403])(
  "what the desk asked of an issue that GitLab does not show (%i) is refused once, and told",
  async (status) => {
    const scene = await openScene();
    const { priya } = scene;
    const ada = newcomer(scene, "ada", "Ada Ito");
    const desk = await openDeskFor(scene);
    const lost = await openWaiting(scene);
    const found = await openWaiting(scene, ada);
    await scene.say(desk, scene.tom, `${BOT} offer shadow ${WHEN} seats 2`);

    hide(scene, lost, status);
    await scene.say(desk, priya, `${BOT} accept 1 for @msilva`);
    const said = await scene.say(desk, priya, `${BOT} confirm shadow @msilva @ada`);

    expect(awards(said)).toEqual([]);
    const [refused = "", partly = ""] = posted(scene, desk).slice(-2);
    expect(refused).toContain("- Maria Silva: I cannot work on their issue at the moment");
    expect(refused).toContain("The seat is free again.");
    expect(partly).toContain("- Maria Silva: I cannot work on their issue at the moment");
    expect(partly).toContain("It worked for the others: 1.");
    expect(deskRows(scene, desk)[0]).toContain("2 of 2");
    expect(await callsOfQuietMinutes(scene)).toBe(0);

    scene.gitlab.disturb = null;
    const before = posted(scene, lost).length;
    await scene.say(lost, priya, `${BOT} recheck`);
    expect(posted(scene, lost)).toHaveLength(before);
    expect(standings(scene, lost)[3]).toContain("Ready to schedule");
    expect(standings(scene, found)[3]).toContain("Confirmed by Priya Nair");
  },
);

test("a desk that was out of sight has the seats again that were given back meanwhile", async () => {
  const scene = await openScene();
  const { priya } = scene;
  const desk = await openDeskFor(scene);
  const issue = await openWaiting(scene);
  await scene.say(desk, scene.tom, `${BOT} offer shadow ${WHEN}`);
  await scene.say(desk, priya, `${BOT} accept 1 for @msilva`);
  expect(deskRows(scene, desk)[0]).toContain("0 of 1 | Maria Silva");

  hide(scene, desk, 404);
  await scene.say(issue, priya, `${BOT} cancel shadow Maria is ill`);
  expect(await callsOfQuietMinutes(scene)).toBe(0);
  scene.gitlab.disturb = null;
  await scene.say(desk, priya, `${BOT} recheck`);

  expect(deskRows(scene, desk)[0]).toContain("1 of 1 |");
});

test("an issue that is parked keeps no other candidate's answer from the desk", async () => {
  const scene = await openScene();
  const { priya, gitlab } = scene;
  const ada = newcomer(scene, "ada", "Ada Ito");
  const desk = await openDeskFor(scene);
  const poisoned = await openWaiting(scene);
  await openWaiting(scene, ada);
  const address = `/projects/${poisoned.project.id}/issues/${poisoned.iid}`;
  gitlab.disturb = ({ method, path }) =>
    method === "GET" && path === address ? { kind: "answer", status: 200, body: { iid: "not a number" } } : null;

  await scene.say(desk, priya, `${BOT} confirm shadow @msilva @ada`);
  for (let round = 0; round < 8; round += 1) {
    scene.passTime(10 * 60_000);
    await scene.bot.tidyUp();
    await scene.calm();
  }

  expect(posted(scene, desk).at(-1)).toContain("- Maria Silva: I cannot work on their issue at the moment");
  expect(await callsOfQuietMinutes(scene)).toBe(0);
  await scene.say(desk, priya, `${BOT} confirm lead @msilva`);
  expect(posted(scene, desk).at(-1)).toContain("- Maria Silva: I cannot work on their issue at the moment");
});
