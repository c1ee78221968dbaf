import { expect, test } from "vitest";

import { openScene } from "../support/scene.ts";

test("a moved issue keeps its progress and its one status note", async () => {
  const scene = await openScene({ projects: "partners/acme/*", startsBot: false });
  const { maria, priya, gitlab, project } = scene;
  const other = gitlab.state.createProject("partners/acme/archive", { premium: true });
  for (const [userId, { accessLevel }] of project.members) {
    const user = gitlab.state.users.get(userId);
    if (user) gitlab.state.addMember(other, user, accessLevel);
  }
  await scene.startBot();
  for (const hook of project.hooks.values())
    gitlab.state.addHook(other, { url: hook.url, token: "a-secret-of-the-tests" });
  const issue = await scene.openIssue();
  await scene.tick(issue, maria, "Review migration services resources, including documentation and delivery kits");
  await scene.tick(issue, maria, "Pass a graded migration assessment");

  const moved = gitlab.state.moveIssue(issue, other, priya);
  await scene.calm();
  await scene.say(moved, priya, "@onboarding-bot confirm assessment");
  await expect.poll(() => scene.status(moved), { timeout: 10_000 }).toContain("**2 of 5 tasks done**");

  expect(scene.headlines(moved)[0]).toContain("Settled: Priya Nair confirmed assessment");
  expect(scene.notes(moved).filter((note) => note.body.includes("onboarding-bot:status"))).toHaveLength(1);
  expect(scene.headlines(moved).some((line) => line.includes("already has an open issue"))).toBe(false);
});
