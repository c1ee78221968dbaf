import { expect, test } from "vitest";

import type { Issue } from "../../src/demo/gitlab/model.ts";
import { ISSUER, ISSUER_URL } from "../support/issuer.ts";
import { liveFullLife, TO_THE_BADGE } from "../support/life.ts";
import { openScene, type Scene, SECRET } from "../support/scene.ts";
import { Stranger } from "../support/stranger.ts";

/** Somebody is certified, in one of two projects the bot follows. */
async function certify(env: Readonly<Record<string, string>>) {
  const scene = await openScene({ projects: "partners/acme/*", startsBot: false, env });
  const { gitlab, project } = scene;
  const other = gitlab.state.createProject("partners/acme/archive", { premium: true });
  for (const [userId, { accessLevel }] of project.members) {
    const user = gitlab.state.users.get(userId);
    if (user) gitlab.state.addMember(other, user, accessLevel);
  }
  await scene.startBot();
  for (const { url } of project.hooks.values()) gitlab.state.addHook(other, { url, token: SECRET });
  const issue = await liveFullLife(scene, TO_THE_BADGE, {
    passTime: (ms) => scene.passTime(ms),
    afterStep: () => scene.settle(),
  });
  return {
    scene,
    issue,
    move: async (): Promise<Issue> => {
      const moved = gitlab.state.moveIssue(issue, other, scene.priya);
      await scene.calm();
      return moved;
    },
  };
}

function addressesIn(scene: Scene, ...issues: readonly Issue[]): ReadonlySet<string> {
  const bodies = issues.flatMap((issue) => scene.notes(issue)).map(({ body }) => body);
  return new Set(bodies.flatMap((body) => body.match(/https:\/\/certify\.example\.com\/badges\/[\w-]{32}/g) ?? []));
}

async function read(scene: Scene, address: string): Promise<string> {
  return (await new Stranger(ISSUER_URL, scene.bot.url).get(`${address}.json`)).text();
}

test("a certified issue that moves keeps its one badge as it is", async () => {
  const { scene, issue, move } = await certify(ISSUER);
  const [address = ""] = addressesIn(scene, issue);
  const before = await read(scene, address);

  const moved = await move();
  await scene.say(moved, scene.maria, "@onboarding-bot badge");
  await scene.passMinutes(60);

  expect([...addressesIn(scene, issue, moved)]).toEqual([address]);
  expect(scene.headlines(moved).filter((line) => line.includes("you are certified"))).toHaveLength(1);
  expect(scene.headlines(moved).at(-1)).toBe(`Your badge: ${address}`);
  expect(await read(scene, address)).toBe(before);
});

test("a badge that waits while its issue moves is told of once, at the new place", async () => {
  const { scene, issue, move } = await certify({});
  const moved = await move();

  await scene.stopBot();
  await scene.startBot(ISSUER);
  await scene.settle();
  await scene.passMinutes(60 * 24 * 2);

  expect(scene.headlines(moved).filter((line) => line.includes("badge is ready"))).toHaveLength(1);
  expect(scene.headlines(issue).filter((line) => line.includes("badge is ready"))).toEqual([]);
  expect(addressesIn(scene, issue, moved).size).toBe(1);
});
