import { expect, test } from "vitest";

import { openScene } from "../support/scene.ts";

const TASKS = {
  resources: "Review migration services resources, including documentation and delivery kits",
  assessment: "Pass a graded migration assessment",
  workshop: "Complete a congregate-onboarding workshop",
  shadow: "Shadow a migration that is led by a PSE Migration Engineer",
  lead: "Lead a migration with a PSE Migration Engineer observing and providing feedback",
};
const BOXES = {
  assessment: "Assessment: result seen, passed",
  workshop: "Workshop: completed",
  shadow: "Shadow: the candidate shadowed my migration",
  lead: "Lead: observed, feedback given, ready to certify",
};

test("a candidate goes from an open issue to certified, and everybody hears only what is theirs", async () => {
  const scene = await openScene();
  const { maria, priya, tom } = scene;

  const issue = await scene.openIssue();
  expect(scene.labels(issue)).toEqual(["onboarding::in-progress"]);

  await scene.tick(issue, maria, TASKS.resources);
  await scene.tick(issue, maria, TASKS.assessment);
  await scene.tick(issue, priya, BOXES.assessment);
  await scene.tick(issue, maria, TASKS.workshop);
  await scene.tick(issue, priya, BOXES.workshop);
  await scene.tick(issue, maria, TASKS.shadow);
  await scene.tick(issue, tom, BOXES.shadow);
  await scene.tick(issue, maria, TASKS.lead);
  await scene.tick(issue, tom, BOXES.lead);

  expect(issue.state).toBe("closed");
  expect(scene.labels(issue)).toEqual(["onboarding::certified"]);
  expect(scene.notes(issue).length).toBeLessThanOrEqual(8);
});
