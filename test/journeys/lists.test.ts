import { expect, test } from "vitest";

import {
  BOXES,
  descriptionOf,
  LABEL,
  mentioned,
  posted,
  rewrite,
  standings,
  TASKS,
  undated,
} from "../support/journey.ts";
import { openScene, type Scene } from "../support/scene.ts";
import type { Issue } from "../../src/demo/gitlab/model.ts";

/*
 * The task list is people's own text, and people break it. Nothing is certified from a broken list, nothing that was
 * confirmed is lost, and the one who can repair it is told how: at once in the status note, by mail only if it stays broken.
 */

/** Everything is done but the last confirmation, which would certify. */
async function almostDone(scene: Scene): Promise<Issue> {
  const { maria, priya, tom } = scene;
  const issue = await scene.openIssue();
  await scene.tick(issue, maria, TASKS.resources);
  await scene.say(issue, priya, "@onboarding-bot confirm assessment workshop shadow");
  await scene.tick(issue, maria, TASKS.workshop);
  await scene.say(issue, tom, "On Friday!");
  return issue;
}

function notices(scene: Scene, issue: Issue): string {
  const note = scene.status(issue);
  return note.slice(note.indexOf("🩹"), note.indexOf("**Now:**")).trim();
}

const BREAKAGES: readonly (readonly [what: string, change: (text: string) => string, says: string])[] = [
  [
    "the template is emptied",
    () => "<!-- onboarding-bot: migration-onboarding v2 -->",
    "🩹 **The task list is gone from the description. Nothing is lost**; paste back its lines.",
  ],
  [
    "a required task is deleted",
    (text) => text.replace(/^- \[.\] Complete a congregate.*\n/m, ""),
    "🩹 **Missing from the description: task 3. Nothing is lost**; paste back what is missing.",
  ],
  [
    "a task is there twice",
    (text) => text.replace(/^(- \[.\] Pass a graded.*\n)/m, "$1$1"),
    "🩹 **Twice in the description: task 2.** I count the first one; please delete the other.",
  ],
  [
    "a task is reworded",
    (text) => text.replace("Pass a graded migration assessment", "Read about the graded migration assessment"),
    "🩹 **Reworded, so I no longer know it: task 2. Nothing is lost.**",
  ],
  [
    "a task that needs somebody's word is marked as not applicable",
    (text) => text.replace("- [ ] Lead a migration", "- [~] Lead a migration"),
    "🩹 **Marked as not applicable: task 5. That needs somebody else's word.**",
  ],
];

test.for(BREAKAGES)("%s: not certified, said at once, told once, and repaired it goes on", async ([, change, says]) => {
  const scene = await openScene({ repairAfter: "PT10M" });
  const { maria, tom } = scene;
  const issue = await almostDone(scene);
  const whole = descriptionOf(issue);

  await rewrite(scene, issue, maria, change);
  expect(notices(scene, issue).split("\n")[0]).toBe(says);
  const count = posted(scene, issue).length;
  await scene.say(issue, tom, "@onboarding-bot confirm lead");
  await scene.settle();
  expect([issue.state, scene.labels(issue).includes(LABEL.certified)]).toEqual(["opened", false]);
  expect(posted(scene, issue)).toHaveLength(count);

  await scene.passMinutes(11);
  await scene.passMinutes(60);
  expect(
    posted(scene, issue)
      .slice(count)
      .map((body) => body.split("\n")[0]),
  ).toEqual([`@msilva ${says}`]);

  await rewrite(scene, issue, maria, () => whole);
  await scene.settle();
  expect([issue.state, scene.labels(issue)]).toEqual(["closed", [LABEL.certified]]);
});

test("the line to paste back carries the tick it had", async () => {
  const scene = await openScene();
  const issue = await almostDone(scene);

  await rewrite(scene, issue, scene.maria, (text) =>
    text.replace(/^- \[.\] Complete a congregate.*\n/m, "").replace(/^- \[.\] Lead a migration.*\n/m, ""),
  );

  expect(undated(notices(scene, issue))).toMatchInlineSnapshot(`
    "🩹 **Missing from the description: tasks 3 and 5. Nothing is lost**; paste back what is missing.

    Noticed on DATE.

    Select **Edit** on the description, paste this under *Candidate Tasks*, save:

    \`\`\`markdown
    - [x] Complete a congregate-onboarding workshop
    - [ ] Lead a migration with a PSE Migration Engineer observing and providing feedback
    \`\`\`

    Everything that was confirmed stays confirmed; I cannot finish the certification until the list is whole. Left out on purpose? Then the project coordinator or program owner writes \`@onboarding-bot waive workshop WHY\`."
  `);
});

test("a slip that is repaired within ten minutes costs nobody a mail", async () => {
  const scene = await openScene({ repairAfter: "PT10M" });
  const issue = await almostDone(scene);
  const count = posted(scene, issue).length;
  const whole = descriptionOf(issue);

  await rewrite(scene, issue, scene.maria, (text) => text.slice(0, 900));
  expect(notices(scene, issue)).not.toBe("");
  await scene.passMinutes(8);
  await rewrite(scene, issue, scene.maria, () => whole);
  await scene.passMinutes(30);

  expect(notices(scene, issue)).toBe("");
  expect(posted(scene, issue)).toHaveLength(count);
  expect(standings(scene, issue)[1]).toBe("✅ Confirmed by Priya Nair, DATE");
});

test("a description too large to be read keeps everything and is said to be so", async () => {
  const scene = await openScene({ repairAfter: "PT10M" });
  const { maria, tom, gitlab } = scene;
  const issue = await almostDone(scene);
  const whole = descriptionOf(issue);

  // Larger than GitLab lets anybody write today.
  Object.assign(issue, { description: `${whole}\n${"x".repeat(1_048_576)}` });
  gitlab.state.editTitle(issue, maria, "A very long issue");
  await scene.calm();
  expect(notices(scene, issue).split("\n")[0]).toBe(
    "🩹 **I cannot read the task list in the description. Nothing is lost.**",
  );
  await scene.say(issue, tom, "@onboarding-bot confirm lead");
  expect(issue.state).toBe("opened");

  await rewrite(scene, issue, maria, () => whole);
  await scene.settle();
  expect(issue.state).toBe("closed");
});

test("an issue that never had a task of the program is told so and is not certified", async () => {
  const scene = await openScene();
  const issue = scene.gitlab.state.createIssue(scene.project, scene.maria, {
    title: "Empty",
    description: "- [x] Something else\n\n<!-- onboarding-bot: migration-onboarding v2 -->",
  });
  await scene.calm();
  await scene.passMinutes(11);

  expect(issue.state).toBe("opened");
  expect(notices(scene, issue).split("\n")[0]).toContain("The task list is gone from the description");
  expect(mentioned(scene, issue)).toEqual(["msilva", "msilva"]);
});

test("a coordinator may waive what was left out on purpose", async () => {
  const scene = await openScene();
  const { maria, priya, tom } = scene;
  const issue = await almostDone(scene);
  await rewrite(scene, issue, maria, (text) => text.replace(/^- \[.\] Complete a congregate.*\n/m, ""));

  await scene.say(issue, priya, "@onboarding-bot withdraw workshop it was another one");
  await scene.say(issue, priya, "@onboarding-bot waive workshop taught the workshop himself");
  expect(notices(scene, issue)).toBe("");
  await scene.say(issue, tom, "@onboarding-bot confirm lead");

  expect([issue.state, scene.labels(issue)]).toEqual(["closed", [LABEL.certified]]);
});

test("a list rebuilt in another order, in a table and in another section is the same list", async () => {
  const scene = await openScene();
  const { maria, tom } = scene;
  const issue = await almostDone(scene);

  await rewrite(scene, issue, maria, (text) => {
    const tasks = Object.values(TASKS);
    const without = tasks.reduce((rest, task) => rest.replace(new RegExp(`^- \\[.\\] ${task}\\n`, "m"), ""), text);
    const rows = tasks.toReversed().map((task) => `| [ ] | ${task} |`);
    return `${without}\n\n## All of it\n\n| done | task |\n| --- | --- |\n${rows.join("\n")}\n`;
  });
  expect(notices(scene, issue)).toBe("");
  await scene.tick(issue, tom, BOXES.lead);

  expect(standings(scene, issue)[0]).toBe("✅ Done by Maria Silva, DATE");
});

test("two people tick at the same time, one of them on an old page: no word is lost, and each is named", async () => {
  const scene = await openScene();
  const { maria, priya, gitlab } = scene;
  const issue = await scene.openIssue();
  const opened = descriptionOf(issue);

  gitlab.state.tick(issue, maria, TASKS.resources);
  gitlab.state.tick(issue, maria, TASKS.workshop);
  // Priya's page is older than both ticks of Maria: her click saves them away.
  const box = `- [ ] ${BOXES.assessment}`;
  gitlab.state.saveDescription(issue, priya, opened.replace(box, box.replace("[ ]", "[x]")));
  await scene.calm();
  await scene.settle();

  const last = descriptionOf(issue);
  expect(last).toContain(`- [ ] ${TASKS.workshop}`);
  expect(standings(scene, issue).slice(0, 3)).toEqual([
    "✅ Done by Maria Silva, DATE",
    "🕓 Ticked on DATE, waiting for Priya Nair",
    "🕓 Ticked on DATE, waiting for Priya Nair",
  ]);
  expect(scene.headlines(issue)).toEqual([
    "@pnair **2 tasks are ticked for Maria Silva: assessment and workshop.** Can you confirm?",
  ]);
  expect(gitlab.calls.filter((call) => call.method === "PUT" && "description" in call.body)).toEqual([]);
});
