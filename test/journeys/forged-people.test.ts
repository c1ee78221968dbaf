import { expect, test } from "vitest";

import { forge, openOwnIssue, savedBy } from "../support/journey.ts";
import { openScene } from "../support/scene.ts";

test("a made-up delivery that gives the candidate's own People to the coordinator admits nobody", async () => {
  const scene = await openScene();
  const { maria, priya, gitlab, project } = scene;
  const issue = await openOwnIssue(scene, { engineer: "" });
  const friend = gitlab.state.createUser({ username: "friend", name: "A Friend" });
  gitlab.state.addMember(project, friend, 20);

  // Priya mends a typing error; Maria names her friend, and tells that Priya did.
  gitlab.webhookTap = () => "drop";
  const first = String(issue.description);
  gitlab.state.saveDescription(issue, priya, `${first}\n\nMind the time zones.`);
  const mended = String(issue.description);
  const priyasAt = issue.updatedAt;
  const named = mended.replace("- PSE Migration Engineer:", "- PSE Migration Engineer: @friend");
  gitlab.state.saveDescription(issue, maria, named);
  await forge(scene, savedBy(issue, priya, mended, named, priyasAt));
  gitlab.webhookTap = null;
  await scene.say(issue, friend, "@onboarding-bot confirm assessment");

  expect(named).not.toBe(mended);
  expect(scene.status(issue)).toContain("0 of 5");
  expect(scene.status(issue)).not.toContain("Confirmed by A Friend");
  expect(scene.headlines(issue).join("\n")).toContain("changed nothing");
});
