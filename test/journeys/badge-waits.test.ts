import { expect, test } from "vitest";

import { ISSUER, ISSUER_URL } from "../support/issuer.ts";
import { liveFullLife, TO_THE_BADGE } from "../support/life.ts";
import { openScene } from "../support/scene.ts";
import { Stranger } from "../support/stranger.ts";

const FOLLOWS = "🎉 **Congratulations, @msilva, you are certified!** Your badge follows; I tell you here.";
const READY = "🏅 **@msilva, your badge is ready.**";

test("a GitLab that does not tell who somebody is keeps them from the badge, not from being told that they are certified", async () => {
  const scene = await openScene({ env: ISSUER });
  const profile = `/users/${scene.maria.id}`;
  const issue = await liveFullLife(scene, TO_THE_BADGE, {
    passTime: (ms) => scene.passTime(ms),
    async beforeStep(step) {
      if (step < TO_THE_BADGE.length) return;
      scene.gitlab.disturb = ({ path }) => (path === profile ? { kind: "answer", status: 500 } : null);
    },
    afterStep: () => scene.calm(),
  });
  const atFirst = scene.headlines(issue);
  for (let minute = 0; minute < 60; minute += 5) {
    scene.passTime(5 * 60_000);
    await scene.bot.tidyUp();
    await scene.calm();
  }
  const afterAnHour = scene.headlines(issue);
  const status = scene.status(issue);
  const isClosed = issue.state;

  scene.gitlab.disturb = null;
  scene.passTime(60 * 60_000);
  await scene.bot.tidyUp();
  await scene.calm();
  await scene.settle();

  expect(atFirst).not.toContain(FOLLOWS);
  expect(afterAnHour).toContain(FOLLOWS);
  expect([isClosed, scene.labels(issue)]).toEqual(["closed", ["onboarding::certified"]]);
  expect(status).toContain("**Badge:** on its way");
  expect(scene.logLines.filter((line) => line.includes("Cannot issue a badge now"))).not.toEqual([]);
  expect(scene.headlines(issue).filter((line) => line === READY)).toEqual([READY]);
  expect(scene.headlines(issue).at(-1)).toBe(READY);
  const address = /https:\/\/certify\.example\.com\/badges\/[\w-]{32}/.exec(scene.status(issue))?.[0] ?? "";
  const stranger = new Stranger(ISSUER_URL, scene.bot.url);
  const json = await (await stranger.get(`${address}.json`)).text();
  expect(await stranger.accepts(json, scene.gitlab.state.now())).toBe(true);
});
