import { expect, test } from "vitest";

import type { Issue, User } from "../../src/demo/gitlab/model.ts";
import { fillPeople } from "../../src/demo/sample.ts";
import {
  BOXES,
  descriptionOf,
  LABEL,
  makeMaintainer,
  mentioned,
  posted,
  rewrite,
  standings,
  TASKS,
  turnLine,
} from "../support/journey.ts";
import { openScene, type Scene } from "../support/scene.ts";

async function openBy(
  scene: Scene,
  author: User,
  names: readonly string[],
  assignees: readonly User[] = [],
): Promise<Issue> {
  const description = fillPeople(scene.template, names);
  const issue = scene.gitlab.state.createIssue(scene.project, author, {
    title: "Certification",
    description,
    assignees,
  });
  await scene.calm();
  return issue;
}

function candidateLine(scene: Scene, issue: Issue): string {
  return /### .*/.exec(scene.status(issue))?.[0] ?? "";
}

test("a candidate who was only guessed is replaced by whoever is named, and greeted", async () => {
  const scene = await openScene();
  const { jonas, maria } = scene;
  const issue = await openBy(scene, jonas, ["", "", "@pnair", ""]);
  expect(candidateLine(scene, issue)).toContain("Jonas Weber");
  expect(scene.status(issue)).toContain("**Is Jonas Weber the candidate?**");

  await rewrite(scene, issue, jonas, (text) => text.replace("- Candidate:", "- Candidate: @msilva"));
  expect(candidateLine(scene, issue)).toContain("Maria Silva");
  expect(scene.headlines(issue).at(-1)).toContain("👋 Welcome, @msilva!");
  expect(scene.status(issue)).not.toContain("the candidate?**");

  await scene.tick(issue, jonas, TASKS.resources);
  expect(mentioned(scene, issue)).toEqual(["jweber", "msilva", "jweber"]);
  expect(maria.id).toBeGreaterThan(0);
});

test("assigning somebody replaces a guessed candidate too, but nobody is replaced after the first progress", async () => {
  const scene = await openScene();
  const { jonas, maria, tom, gitlab } = scene;
  const issue = await openBy(scene, jonas, ["", "", "@pnair", ""]);

  gitlab.state.assign(issue, jonas, [maria]);
  await scene.calm();
  expect(candidateLine(scene, issue)).toContain("Maria Silva");
  await scene.tick(issue, maria, TASKS.resources);
  gitlab.state.assign(issue, jonas, [tom]);
  await scene.calm();

  expect(candidateLine(scene, issue)).toContain("Maria Silva");
  expect(mentioned(scene, issue)).toEqual(["jweber", "msilva"]);
});

test("a candidate who cannot tick is told how it goes all the same, and `done` counts as a tick", async () => {
  const scene = await openScene();
  const { jonas, maria } = scene;
  const issue = await openBy(scene, jonas, ["@msilva", "@jweber", "@pnair", "@tbecker"]);

  expect(posted(scene, issue)[0]?.split("\n\n").slice(0, 3).join("\n\n")).toMatchInlineSnapshot(`
    "👋 Welcome, @msilva! @jweber, one click from you first: please assign this issue to Maria Silva.

    GitLab lets people tick boxes only in issues they opened or are assigned to. Until that is done, Maria Silva, a comment counts just the same:

    \`\`\`text
    @onboarding-bot done review-resources
    \`\`\`"
  `);
  expect(() => scene.gitlab.state.tick(issue, maria, TASKS.resources)).toThrow("403");

  await scene.say(issue, maria, "@onboarding-bot done review-resources");
  await scene.say(issue, maria, "@onboarding-bot done assessment");
  expect(standings(scene, issue).slice(0, 2)).toEqual([
    "✅ Done by Maria Silva, DATE",
    "🕓 Ticked on DATE, waiting for Priya Nair",
  ]);
  expect(scene.status(issue)).toContain("cannot tick boxes here yet");
  scene.gitlab.state.assign(issue, jonas, [maria]);
  await scene.calm();
  expect(scene.status(issue)).not.toContain("cannot tick boxes here yet");
});

test("a representative opens the issue for a partner, and only the candidate is greeted", async () => {
  const scene = await openScene();
  const issue = await scene.openIssue();

  expect(mentioned(scene, issue)).toEqual(["msilva"]);
  expect(scene.status(issue)).toContain("Jonas Weber (GitLab representative)");
  expect(scene.labels(issue)).toEqual([LABEL.inProgress]);
});

test("with no coordinator the author hears it once, and the ask goes out as soon as there is one", async () => {
  const scene = await openScene();
  const { jonas, maria, priya, gitlab } = scene;
  const issue = await openBy(scene, jonas, ["@msilva", "@jweber", "", ""], [maria]);
  const owner = gitlab.state.createUser({ username: "ora", name: "Ora Owner" });
  gitlab.state.addMember(scene.project, owner, 50);

  await scene.tick(issue, maria, TASKS.assessment);
  await scene.tick(issue, maria, TASKS.workshop);
  expect(scene.headlines(issue)).toEqual([
    "@jweber **Nobody is named who can confirm this for Maria Silva: assessment.**",
  ]);
  expect(standings(scene, issue)[1]).toBe("🕓 Ticked on DATE, nobody is named who could confirm");

  await scene.say(issue, owner, "@onboarding-bot assign coordinator @pnair");
  expect(scene.headlines(issue).at(-1)).toBe(
    "@pnair **Maria Silva says 2 tasks are done: assessment and workshop.** Can you confirm?",
  );
  await scene.say(issue, priya, "@onboarding-bot confirm assessment workshop");
  expect(standings(scene, issue).slice(1, 3)).toEqual([
    "✅ Confirmed by Priya Nair, DATE",
    "✅ Confirmed by Priya Nair, DATE",
  ]);
});

test("an engineer named by a coordinator under People may confirm; one named by the candidate may not", async () => {
  const scene = await openScene();
  const { maria, priya, tom } = scene;
  const issue = await openBy(scene, maria, ["@msilva", "", "@pnair", "@tbecker"]);

  await scene.say(issue, tom, "@onboarding-bot confirm workshop");
  expect(standings(scene, issue)[2]).toBe("⚪ Open");
  expect(scene.headlines(issue)).toEqual([expect.stringContaining("Thanks, Tom Becker. I have changed nothing")]);

  await rewrite(scene, issue, priya, (text) => text.replace("Engineer: @tbecker", "Engineer: tbecker"));
  await scene.say(issue, tom, "@onboarding-bot confirm workshop again, please");
  expect(standings(scene, issue)[2]).toBe("⚪ Open");
  await rewrite(scene, issue, priya, (text) => text.replace("Engineer: tbecker", "Engineer:"));
  await rewrite(scene, issue, priya, (text) => text.replace("Engineer:", "Engineer: @tbecker"));
  await scene.say(issue, tom, "@onboarding-bot confirm workshop");
  expect(standings(scene, issue)[2]).toBe("✅ Confirmed by Tom Becker, DATE");
});

test("whoever is asked hands it over, and the next one is asked", async () => {
  const scene = await openScene();
  const { maria, jonas, priya } = scene;
  const issue = await scene.openIssue();
  await scene.tick(issue, maria, TASKS.assessment);

  await scene.say(issue, priya, "@onboarding-bot assign coordinator @jweber");
  await scene.say(issue, jonas, "@onboarding-bot confirm assessment");

  expect(mentioned(scene, issue)).toEqual(["msilva", "pnair", "jweber", "jweber"]);
  expect(standings(scene, issue)[1]).toBe("✅ Confirmed by Jonas Weber, DATE");
  expect(turnLine(scene, issue)).toContain("Jonas Weber looks for a date");
});

test("losing access takes the role away, and what was said before stands", async () => {
  const scene = await openScene();
  const { maria, priya, gitlab, project } = scene;
  const issue = await openBy(scene, maria, ["@msilva", "", "@pnair", ""]);
  await scene.tick(issue, maria, TASKS.assessment);
  await scene.say(issue, priya, "@onboarding-bot confirm assessment");

  gitlab.state.addMember(project, priya, 20);
  await scene.say(issue, priya, "@onboarding-bot confirm workshop");

  expect(standings(scene, issue).slice(1, 3)).toEqual(["✅ Confirmed by Priya Nair, DATE", "⚪ Open"]);
  expect(scene.headlines(issue).at(-1)).toContain("Thanks, Priya Nair. I have changed nothing");
});

test("somebody assigned loses the role with the membership", async () => {
  const scene = await openScene();
  const { maria, priya, tom, gitlab, project } = scene;
  const issue = await openBy(scene, maria, ["@msilva", "", "@pnair", ""]);
  await scene.say(issue, priya, "@onboarding-bot assign engineer @tbecker");
  project.visibility = "public";

  gitlab.state.removeMember(project, tom);
  await scene.say(issue, tom, "@onboarding-bot confirm workshop");

  expect(standings(scene, issue)[2]).toBe("⚪ Open");
});

test.for([
  ["500", 500],
  ["403", 403],
] as const)(
  "while GitLab answers %s about members a command is kept, told of after 15 minutes, and runs when it can",
  async ([, status]) => {
    const scene = await openScene();
    const { maria, priya, gitlab } = scene;
    const issue = await scene.openIssue();
    await scene.tick(issue, maria, TASKS.assessment);
    const count = posted(scene, issue).length;

    gitlab.disturb = (call) =>
      /\/members\/|\/users\//.test(call.path) ? { kind: "answer", status, body: { message: "no" } } : null;
    const comment = await scene.say(issue, priya, "@onboarding-bot confirm assessment");
    await scene.passMinutes(5);
    expect(posted(scene, issue)).toHaveLength(count);
    expect(comment.awards).toEqual([]);

    await scene.passMinutes(16);
    await scene.passMinutes(30);
    expect(posted(scene, issue).slice(count)).toEqual([
      expect.stringMatching(/^Thanks, Priya Nair\. GitLab does not answer me at the moment/),
    ]);

    gitlab.disturb = null;
    await scene.passMinutes(2);
    expect(standings(scene, issue)[1]).toBe("✅ Confirmed by Priya Nair, DATE");
    expect(comment.awards.map((award) => award.name)).toEqual(["white_check_mark"]);
  },
);

test("a tick in the coordinator's box waits for GitLab's word too", async () => {
  const scene = await openScene();
  const { priya, gitlab } = scene;
  const issue = await scene.openIssue();

  gitlab.disturb = (call) => (call.path.includes("/members/") ? { kind: "answer", status: 500 } : null);
  await scene.tick(issue, priya, BOXES.assessment);
  await scene.passMinutes(5);
  expect(standings(scene, issue)[1]).toBe("⚪ Open");
  gitlab.disturb = null;
  await scene.passMinutes(2);

  expect(standings(scene, issue)[1]).toBe("✅ Confirmed by Priya Nair, DATE");
  expect(descriptionOf(issue)).toContain(`- [x] ${BOXES.assessment}`);
});

test("a coordinator who becomes a candidate elsewhere goes on as coordinator here", async () => {
  const scene = await openScene();
  const { priya, maria } = scene;
  const mine = await openBy(scene, priya, ["@pnair", "", "@jweber", ""]);
  const theirs = await scene.openIssue();
  makeMaintainer(scene, scene.jonas);

  await scene.tick(theirs, maria, TASKS.assessment);
  await scene.tick(theirs, priya, BOXES.assessment);
  await scene.tick(mine, priya, BOXES.assessment);

  expect(standings(scene, theirs)[1]).toBe("✅ Confirmed by Priya Nair, DATE");
  expect(standings(scene, mine)[1]).toBe("⚪ Open");
});
