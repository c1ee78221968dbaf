import { expect, test } from "vitest";

import { BOXES, forge, openOwnIssue, savedBy } from "../support/journey.ts";
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

test.for([
  ["her delivery is lost", ["send", "drop"]],
  ["both deliveries are lost", ["drop", "drop"]],
  ["the coordinator's delivery is lost", ["drop", "send"]],
] as const)("a candidate who writes over the coordinator's People admits nobody, %s", async ([, fates]) => {
  const scene = await openScene({ issueGapMs: 300 });
  const { maria, priya, gitlab, project } = scene;
  const issue = await scene.openIssue({ engineer: "" });
  const friend = gitlab.state.createUser({ username: "friend", name: "A Friend" });
  gitlab.state.addMember(project, friend, 20);
  const empty = String(issue.description);
  const line = "- PSE Migration Engineer:";

  let next = 0;
  gitlab.webhookTap = () => fates[next++ % 2] ?? "send";
  gitlab.state.saveDescription(issue, priya, empty.replace(line, `${line} @tbecker`));
  gitlab.state.saveDescription(issue, maria, empty.replace(line, `${line} @friend`));
  await scene.calm();
  gitlab.webhookTap = null;
  await scene.bot.sweep();
  await scene.say(issue, friend, "@onboarding-bot confirm assessment workshop shadow lead");

  expect(empty).toContain(line);
  expect(scene.status(issue)).not.toContain("by A Friend");
  expect(scene.headlines(issue).join("\n")).toContain("changed nothing");
});

test("a stale page of the coordinator confirms nothing, however its delivery is made up", async () => {
  const scene = await openScene();
  const { maria, priya, gitlab } = scene;
  const issue = await openOwnIssue(scene);
  const clean = String(issue.description);
  const tick = (text: string, box: string): string => text.replace(`- [ ] ${box}`, `- [x] ${box}`);
  const extra = (text: string): string => text.replace("## Coordinator Tasks", "- [ ] Extra\n\n## Coordinator Tasks");

  // A tick beside an inserted line leaves no system note; nobody is told, and it is taken back the same way.
  gitlab.webhookTap = () => "drop";
  gitlab.state.saveDescription(issue, maria, extra(tick(clean, BOXES.assessment)));
  const stale = tick(clean, BOXES.assessment);
  gitlab.state.saveDescription(issue, maria, stale);
  gitlab.state.saveDescription(issue, maria, extra(clean));
  gitlab.state.saveDescription(issue, maria, clean);
  gitlab.state.saveDescription(issue, priya, tick(stale, BOXES.workshop));
  const at = issue.updatedAt;
  await forge(scene, savedBy(issue, priya, clean, stale, new Date(at.getTime() - 1)));
  await forge(scene, savedBy(issue, priya, stale, tick(stale, BOXES.workshop), at));
  gitlab.webhookTap = null;
  await scene.bot.sweep();
  await scene.calm();

  expect(scene.status(issue)).toContain("0 of 5");
  expect(scene.status(issue)).not.toMatch(/Confirmed (?:early )?by Priya/u);
});
