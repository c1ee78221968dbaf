import { expect, test } from "vitest";

import { addSystemNote } from "../../src/demo/gitlab/system-notes.ts";
import type { Issue } from "../../src/demo/gitlab/model.ts";
import {
  allTicked,
  BOXES,
  descriptionOf,
  forge,
  LABEL,
  mentioned,
  openOwnIssue,
  posted,
  rewrite,
  savedBy,
  standings,
  TASKS,
  turnLine,
  writeProgram,
} from "../support/journey.ts";
import { openScene, type Scene } from "../support/scene.ts";

/*
 * Maria is a candidate with the rights of a Maintainer: she may edit everybody's comments, the webhook, the labels and
 * the members of the project. None of it makes her certified, and nobody is bothered by her trying.
 */

const EVERYTHING = "confirm review-resources assessment workshop shadow lead";

const UNCERTIFIED = { state: "opened", labels: [LABEL.inProgress], isConfirmedBySomebody: false };

function outcome(scene: Scene, issue: Issue): object {
  const isConfirmedBySomebody = /(?:✅|☑️) Confirmed/u.test(scene.status(issue));
  return { state: issue.state, labels: scene.labels(issue), isConfirmedBySomebody };
}

test("ticking everything at once is a claim", async () => {
  const scene = await openScene();
  const issue = await openOwnIssue(scene);

  await rewrite(scene, issue, scene.maria, allTicked);

  expect(outcome(scene, issue)).toEqual(UNCERTIFIED);
  expect(standings(scene, issue)).toEqual([
    "✅ Done by Maria Silva, DATE",
    "🕓 Ticked on DATE, waiting for Priya Nair",
    "🕓 Ticked on DATE, waiting for Priya Nair",
    "🕓 Ticked early. Noted; I ask for it when tasks 2 and 3 are done",
    "🕓 Ticked early. Noted; I ask for it when task 4 is done",
  ]);
  expect(mentioned(scene, issue)).toEqual(["msilva", "pnair"]);
});

test("ticking one box after the other is a claim, whoever the box belongs to", async () => {
  const scene = await openScene({ settle: "PT2M" });
  const issue = await openOwnIssue(scene);

  for (const text of [...Object.values(BOXES), ...Object.values(TASKS)]) await scene.tick(issue, scene.maria, text);
  await scene.passMinutes(3);

  expect(outcome(scene, issue)).toEqual(UNCERTIFIED);
  expect(mentioned(scene, issue)).toEqual(["msilva", "pnair"]);
  expect(posted(scene, issue)).toHaveLength(2);
});

test("ticking and un-ticking the same box again and again reaches the coordinator once", async () => {
  const scene = await openScene();
  const issue = await openOwnIssue(scene);

  for (let time = 0; time < 4; time += 1) {
    await scene.tick(issue, scene.maria, TASKS.assessment);
    await scene.tick(issue, scene.maria, TASKS.assessment, false);
  }
  await scene.tick(issue, scene.maria, TASKS.assessment);

  expect(mentioned(scene, issue)).toEqual(["msilva", "pnair"]);
});

test("naming herself in every role gives her none", async () => {
  const scene = await openScene();
  const issue = await openOwnIssue(scene, { coordinator: "@msilva", engineer: "@msilva" });

  await rewrite(scene, issue, scene.maria, allTicked);
  await scene.say(issue, scene.maria, `@onboarding-bot ${EVERYTHING}`);

  expect(outcome(scene, issue)).toEqual(UNCERTIFIED);
  expect(mentioned(scene, issue)).toEqual(["msilva", "msilva"]);
  expect(scene.headlines(issue)).toEqual([
    "@msilva **Nobody is named who can confirm this for Maria Silva: assessment and workshop.**",
    expect.stringContaining("on your own issue tasks 2 to 5 need somebody else's yes"),
  ]);
});

test("naming a friend without the right in every role shows the friend and gives them nothing", async () => {
  const scene = await openScene();
  const alex = scene.gitlab.state.createUser({ username: "alex", name: "Alex Friend" });
  scene.gitlab.state.addMember(scene.project, alex, 30);
  const issue = await openOwnIssue(scene, { coordinator: "@alex", engineer: "@alex" });

  await rewrite(scene, issue, scene.maria, allTicked);
  await rewrite(scene, issue, alex, (text) => text.replaceAll("- [x] ", "- [ ] "));
  for (const text of [...Object.values(TASKS), ...Object.values(BOXES)]) await scene.tick(issue, alex, text);
  await scene.say(issue, alex, `@onboarding-bot ${EVERYTHING}`);

  expect(scene.labels(issue)).toEqual([LABEL.inProgress]);
  expect(standings(scene, issue)).toEqual([
    // Anybody's tick confirms a task the program leaves to the candidate.
    "✅ Confirmed by Alex Friend, DATE",
    "🕓 Ticked on DATE, nobody is named who could confirm",
    "🕓 Ticked on DATE, nobody is named who could confirm",
    "🕓 Ticked early. Noted; I ask for it when tasks 2 and 3 are done",
    "🕓 Ticked early. Noted; I ask for it when task 4 is done",
  ]);
  expect(scene.status(issue)).toContain("Alex Friend (project coordinator)");
  expect(mentioned(scene, issue)).toEqual(["msilva", "msilva"]);
  expect(scene.headlines(issue).at(-1)).toContain("Thanks, Alex Friend. I have changed nothing");
});

test("a second account she made a Maintainer confirms nothing", async () => {
  const scene = await openScene();
  const { state } = scene.gitlab;
  const issue = await openOwnIssue(scene);
  const second = state.createUser({ username: "msilva2", name: "Maria's other account" });
  state.addMember(scene.project, second, 40, scene.maria);

  await rewrite(scene, issue, scene.maria, allTicked);
  await rewrite(scene, issue, second, (text) => text.replaceAll("- [x] ", "- [ ] "));
  for (const text of Object.values(BOXES)) await scene.tick(issue, second, text);
  await scene.say(issue, second, `@onboarding-bot ${EVERYTHING}`);
  await scene.say(issue, second, "@onboarding-bot assign engineer @msilva2");

  expect(outcome(scene, issue)).toEqual(UNCERTIFIED);
  expect(mentioned(scene, issue)).not.toContain("msilva2");
});

test("an account added by an account she added confirms nothing either", async () => {
  const scene = await openScene();
  const { state } = scene.gitlab;
  const issue = await openOwnIssue(scene);
  const second = state.createUser({ username: "msilva2" });
  const third = state.createUser({ username: "msilva3" });
  state.addMember(scene.project, second, 40, scene.maria);
  state.addMember(scene.project, third, 40, second);

  await rewrite(scene, issue, scene.maria, allTicked);
  await scene.say(issue, third, `@onboarding-bot ${EVERYTHING}`);

  expect(outcome(scene, issue)).toEqual(UNCERTIFIED);
});

test("what she assigned before she became the candidate is worth nothing afterwards", async () => {
  const scene = await openScene();
  const { state } = scene.gitlab;
  const second = state.createUser({ username: "msilva2" });
  const friend = state.createUser({ username: "alex" });
  state.addMember(scene.project, friend, 10);
  const issue = await openOwnIssue(scene, { candidate: "" });
  state.assign(issue, scene.maria, [friend]);
  await scene.calm();
  await scene.say(issue, scene.maria, "@onboarding-bot assign engineer @msilva2");
  state.assign(issue, scene.maria, [scene.maria]);
  await scene.calm();

  state.addMember(scene.project, second, 10);
  await scene.say(issue, second, `@onboarding-bot ${EVERYTHING}`);

  expect(scene.status(issue)).toContain("Maria Silva (candidate)");
  expect(outcome(scene, issue)).toEqual(UNCERTIFIED);
});

test.for([
  ["as GitLab tells it", false],
  ["with a delivery made up to name the coordinator as the editor", true],
] as const)("editing the coordinator's comment into a confirmation, %s", async ([, isForged]) => {
  const scene = await openScene();
  const { maria, priya, gitlab } = scene;
  const issue = await openOwnIssue(scene);
  await rewrite(scene, issue, maria, allTicked);
  const comment = await scene.say(issue, priya, "Nice progress!");

  if (isForged) gitlab.webhookTap = () => "drop";
  gitlab.state.editComment(comment, maria, `@onboarding-bot ${EVERYTHING}`);
  if (isForged) {
    const edited = {
      object_kind: "note",
      user: { id: priya.id, name: priya.name, username: priya.username },
      project_id: scene.project.id,
      object_attributes: {
        id: comment.id,
        noteable_type: "Issue",
        author_id: priya.id,
        updated_by_id: priya.id,
        created_at: comment.createdAt.toISOString(),
        updated_at: comment.updatedAt.toISOString(),
        action: "update",
      },
      issue: { iid: issue.iid, type: "Issue" },
    };
    await forge(scene, edited, "Note Hook");
    gitlab.webhookTap = null;
  }
  await scene.passMinutes(2);

  expect(outcome(scene, issue)).toEqual(UNCERTIFIED);
  expect(scene.headlines(issue).slice(1)).toEqual([
    "I cannot tell who wrote `confirm` in a comment that was edited. Please write it in a new comment; I have changed nothing.",
  ]);
  expect(mentioned(scene, issue)).toEqual(["msilva", "pnair"]);
});

test("a webhook whose template names the coordinator proves nothing: GitLab's record names who ticked", async () => {
  const scene = await openScene();
  const { maria, priya, project } = scene;
  const issue = await openOwnIssue(scene);
  for (const hook of project.hooks.values()) {
    hook.customWebhookTemplate = `{
      "object_kind": "issue",
      "user": { "id": ${priya.id}, "name": "Priya Nair", "username": "pnair" },
      "project": { "id": {{project.id}} },
      "object_attributes": { "iid": {{object_attributes.iid}}, "type": "Issue", "updated_at": "{{object_attributes.updated_at}}" },
      "changes": { "description": { "previous": "{{changes.description.previous}}", "current": "{{changes.description.current}}" } }
    }`;
  }

  for (const text of [...Object.values(BOXES), ...Object.values(TASKS)]) await scene.tick(issue, maria, text);

  expect(outcome(scene, issue)).toEqual(UNCERTIFIED);
  expect(standings(scene, issue)[0]).toBe("✅ Done by Maria Silva, DATE");
});

test("deliveries made up around her own ticks, or around none, confirm nothing", async () => {
  const scene = await openScene();
  const { maria, priya, gitlab } = scene;
  const issue = await openOwnIssue(scene);
  const before = descriptionOf(issue);
  const box = `- [ ] ${BOXES.assessment}`;
  const ticked = before.replace(box, box.replace("[ ]", "[x]"));

  // Nobody ticked anything.
  await forge(scene, savedBy(issue, priya, before, ticked, new Date(issue.updatedAt.getTime() + 1)));
  // She ticks, and tells that it was Priya; GitLab's own delivery is kept away.
  gitlab.webhookTap = () => "drop";
  gitlab.state.tick(issue, maria, BOXES.assessment);
  await forge(scene, savedBy(issue, priya, before, ticked));
  gitlab.state.saveDescription(issue, maria, `${ticked}\n`);
  await forge(scene, savedBy(issue, priya, ticked, allTicked(ticked)));
  gitlab.webhookTap = null;
  await scene.passMinutes(2);

  expect(outcome(scene, issue)).toEqual(UNCERTIFIED);
  expect(mentioned(scene, issue).filter((name) => name === "pnair").length).toBeLessThanOrEqual(1);
});

test.for([
  ["deliveries arriving", "send"],
  ["deliveries lost", "drop"],
] as const)("the coordinator's stale page that saves her tick again does not confirm, %s", async ([, fate]) => {
  const scene = await openScene();
  const { maria, priya, gitlab } = scene;
  const issue = await openOwnIssue(scene);
  gitlab.webhookTap = () => fate;
  for (const box of Object.values(BOXES)) {
    gitlab.state.tick(issue, maria, box);
    const stale = descriptionOf(issue);
    await scene.calm();
    gitlab.state.tick(issue, maria, box, false);
    await scene.calm();
    gitlab.state.saveDescription(issue, priya, stale);
    await scene.calm();
  }
  gitlab.webhookTap = null;
  await scene.bot.sweep();
  await scene.passMinutes(2);

  expect(outcome(scene, issue)).toEqual(UNCERTIFIED);
});

test("the bot user of a token she made confirms nothing", async () => {
  const scene = await openScene();
  const { maria, project, gitlab } = scene;
  const issue = await openOwnIssue(scene);
  const { user: robot } = gitlab.state.createAccessToken(project, { by: maria, accessLevel: 40 });

  await rewrite(scene, issue, maria, allTicked);
  await scene.say(issue, robot, `@onboarding-bot ${EVERYTHING}`);
  await rewrite(scene, issue, robot, (text) => text.replaceAll("- [x] ", "- [ ] "));
  for (const text of Object.values(BOXES)) await scene.tick(issue, robot, text);
  await scene.say(issue, scene.priya, `@onboarding-bot assign engineer @${robot.username}`);

  expect(outcome(scene, issue)).toEqual(UNCERTIFIED);
  expect(scene.headlines(issue).slice(1)).toEqual([
    "I have changed nothing: a bot's account confirms nothing here, unless the program lists it.",
    expect.stringContaining("is a bot's account, and cannot be PSE Migration Engineer here"),
  ]);
});

test("an issue that comes with every box ticked holds claims and no confirmation", async () => {
  const scene = await openScene();
  const issue = await openOwnIssue(scene, {}, allTicked);
  await scene.passMinutes(2);

  expect(outcome(scene, issue)).toEqual(UNCERTIFIED);
  expect(standings(scene, issue)).toEqual([
    "🕓 Ticked on DATE, waiting for Maria Silva",
    "🕓 Ticked on DATE, waiting for Priya Nair",
    "🕓 Ticked on DATE, waiting for Priya Nair",
    "🕓 Ticked early. Noted; I ask for it when tasks 1 to 3 are done",
    "🕓 Ticked early. Noted; I ask for it when task 4 is done",
  ]);
  expect(turnLine(scene, issue)).toContain("task 1 (resources) was ticked without a word of Maria Silva");
  expect(mentioned(scene, issue)).toEqual(["msilva", "pnair"]);
});

test("every command that steers is refused to her, with few words", async () => {
  const scene = await openScene();
  const issue = await openOwnIssue(scene);

  await scene.say(
    issue,
    scene.maria,
    [
      "@onboarding-bot assign engineer @msilva",
      "@onboarding-bot assign coordinator @msilva",
      "@onboarding-bot waive assessment I know it all",
      "@onboarding-bot upgrade",
      "@onboarding-bot enroll migration-onboarding",
      "@onboarding-bot withdraw assessment because",
      "@onboarding-bot decline lead because",
      `@onboarding-bot ${EVERYTHING}`,
    ].join("\n"),
  );

  expect(outcome(scene, issue)).toEqual(UNCERTIFIED);
  expect(posted(scene, issue)).toHaveLength(2);
  expect(posted(scene, issue)[1]).toMatchInlineSnapshot(`
    "Thanks, Maria Silva. This one I cannot take from you: on your own issue \`assign\` needs somebody else, whatever your role in the project.

    Thanks, Maria Silva. This one I cannot take from you: on your own issue \`waive\` needs somebody else, whatever your role in the project.

    Thanks, Maria Silva. This one I cannot take from you: on your own issue \`upgrade\` needs somebody else, whatever your role in the project.

    Thanks, Maria Silva. This one I cannot take from you: on your own issue \`enroll\` needs somebody else, whatever your role in the project.

    Thanks, Maria Silva. This one I cannot take from you: on your own issue task 2 needs somebody else's yes, whatever your role in the project.

    <!-- onboarding-bot:e101-1-6-answer -->"
  `);
});

test("closing the issue by hand and labelling it certified are both put right", async () => {
  const scene = await openScene();
  const { maria, gitlab } = scene;
  const issue = await openOwnIssue(scene);
  await rewrite(scene, issue, maria, allTicked);

  gitlab.state.addLabels(issue, maria, LABEL.certified);
  await scene.calm();
  expect(scene.labels(issue)).toEqual([LABEL.inProgress]);
  gitlab.state.close(issue, maria);
  await scene.calm();
  expect(scene.labels(issue)).toEqual([LABEL.withdrawn]);
  await scene.say(issue, maria, `@onboarding-bot ${EVERYTHING}`);
  gitlab.state.reopen(issue, maria);
  await scene.calm();

  expect(outcome(scene, issue)).toEqual(UNCERTIFIED);
  expect(mentioned(scene, issue)).toEqual(["msilva", "pnair"]);
});

test("a second issue of hers waits for somebody's word", async () => {
  const scene = await openScene();
  const first = await openOwnIssue(scene);
  const second = await openOwnIssue(scene, {}, allTicked);
  await scene.settle();

  expect(posted(scene, second)).toHaveLength(1);
  expect(scene.headlines(second)).toEqual([
    "@msilva **You already have an open issue of this program, so I leave this one alone.**",
  ]);
  expect(scene.labels(second)).toEqual([]);
  await scene.say(second, scene.maria, "@onboarding-bot enroll migration-onboarding");
  expect(scene.labels(second)).toEqual([]);
  expect(scene.labels(first)).toEqual([LABEL.inProgress]);
});

test("a username the coordinator gave up is worth nothing to whoever takes it", async () => {
  const scene = await openScene();
  const { maria, priya, jonas, gitlab, project } = scene;
  const issue = await scene.openIssue();
  const thief = gitlab.state.recycleUsername(priya, "priya.nair", { name: "Priya Nair" });
  gitlab.state.addMember(project, thief, 20);

  await rewrite(scene, issue, maria, allTicked);
  await scene.say(issue, thief, `@onboarding-bot ${EVERYTHING}`);
  await rewrite(scene, issue, jonas, (text) => `${text}\n`);
  for (const text of Object.values(BOXES)) await scene.tick(issue, thief, text, false);
  for (const text of Object.values(BOXES)) await scene.tick(issue, thief, text);

  expect(outcome(scene, issue)).toEqual(UNCERTIFIED);
  expect(standings(scene, issue)[1]).toBe("🕓 Ticked on DATE, waiting for Priya Nair");
});

test("the candidate stays who they were when somebody else is written into the list after the first progress", async () => {
  const scene = await openScene();
  const { maria, gitlab } = scene;
  const friend = gitlab.state.createUser({ username: "alex", name: "Alex Friend" });
  gitlab.state.addMember(scene.project, friend, 10);
  const issue = await openOwnIssue(scene);
  await scene.tick(issue, maria, TASKS.resources);

  await rewrite(scene, issue, maria, (text) => text.replace("Candidate: @msilva", "Candidate: @alex"));
  gitlab.state.assign(issue, maria, [friend]);
  await scene.calm();
  await scene.say(issue, maria, `@onboarding-bot ${EVERYTHING}`);

  expect(outcome(scene, issue)).toEqual(UNCERTIFIED);
  expect(scene.status(issue)).toContain("Maria Silva (candidate)");
});

test("renaming herself does not make her somebody else", async () => {
  const scene = await openScene();
  const issue = await openOwnIssue(scene);
  await scene.tick(issue, scene.maria, TASKS.assessment);
  scene.gitlab.state.rename(scene.maria, "somebody.else");

  await scene.say(issue, scene.maria, "@onboarding-bot confirm assessment");

  expect(outcome(scene, issue)).toEqual(UNCERTIFIED);
  expect(scene.headlines(issue).at(-1)).toContain("on your own issue task 2 needs somebody else's yes");
});

test("an older, easier version in the marker does not make the program easier", async () => {
  const scene = await openScene({ startsBot: false });
  await writeProgram(scene, 2, {
    program(program) {
      program.delete("reminders");
      for (const task of [1, 2, 3, 4]) {
        program.setIn(["tasks", task, "confirmed_by"], ["candidate"]);
        for (const key of ["confirm_box", "score", "feedback"]) program.deleteIn(["tasks", task, key]);
      }
    },
    template: (text) => text.replaceAll(/^- \[ \] (?:Assessment|Workshop|Shadow|Lead): .*\n/gm, ""),
  });
  await scene.startBot();
  await scene.stopBot();
  await writeProgram(scene, 3);
  await scene.startBot();

  const issue = await openOwnIssue(scene, {}, allTicked);
  await rewrite(scene, issue, scene.maria, (text) => text.replaceAll("- [x] ", "- [ ] "));
  await rewrite(scene, issue, scene.maria, allTicked);

  expect(descriptionOf(issue)).toContain("<!-- onboarding-bot: migration-onboarding v2 -->");
  expect(outcome(scene, issue)).toEqual(UNCERTIFIED);
  expect(standings(scene, issue)[1]).toBe("🕓 Ticked on DATE, waiting for Priya Nair");
});

test("a copy of somebody else's issue brings none of its confirmations along", async () => {
  const scene = await openScene();
  const { maria, priya, tom, gitlab, project } = scene;
  const { state } = gitlab;
  // The model: somebody certified long ago, whose comments say what Maria would like to hear.
  const copied = [`@onboarding-bot ${EVERYTHING}`, "@onboarding-bot waive lead done elsewhere"];
  const issue = await openOwnIssue(scene, {}, (text) => `${allTicked(text)}\n`);
  const fromTime = (minutes: number): Date => new Date(issue.createdAt.getTime() - minutes * 60_000);
  for (const [minutes, body] of copied.entries()) {
    const note = state.comment(issue, priya, "placeholder");
    Object.assign(note, { body, createdAt: fromTime(minutes + 1), updatedAt: fromTime(minutes + 1) });
  }
  for (const box of Object.values(BOXES))
    addSystemNote(state, issue, tom, `marked the checklist item **${box}** as completed`);
  await scene.bot.sweep();
  await scene.settle();

  expect(outcome(scene, issue)).toEqual(UNCERTIFIED);
  expect(project.issues.get(issue.iid)?.author).toBe(maria);
});

test("an issue moved here from a project the bot does not follow brings no confirmation along", async () => {
  const scene = await openScene();
  const { maria, priya, gitlab, project } = scene;
  const elsewhere = gitlab.state.createProject("partners/elsewhere/certification");
  for (const place of [elsewhere, project]) gitlab.state.addMember(place, maria, 40);
  gitlab.state.addMember(elsewhere, priya, 40);
  const old = gitlab.state.createIssue(elsewhere, maria, { title: "Mine", description: scene.template });
  gitlab.state.comment(old, priya, `@onboarding-bot ${EVERYTHING}`);
  gitlab.state.tick(old, priya, BOXES.assessment);
  await scene.passMinutes(5);

  const issue = gitlab.state.moveIssue(old, project, maria);
  await scene.passMinutes(1);
  await scene.bot.sweep();
  await scene.settle();

  expect(outcome(scene, issue)).toEqual(UNCERTIFIED);
  expect(standings(scene, issue)[1]).toBe("🕓 Ticked on DATE, waiting for Priya Nair");
  expect(scene.headlines(issue)).toEqual([
    "@pnair **Your tick of assessment could not count by itself.** One line does it:",
  ]);
});

test("a username the program lists is worth nothing to whoever takes it later", async () => {
  const scene = await openScene({ startsBot: false });
  const { tom, gitlab, project } = scene;
  await writeProgram(scene, 2, { program: (program) => program.setIn(["roles", "engineer", "users"], ["tbecker"]) });
  await scene.startBot();
  const issue = await scene.openIssue();
  await scene.say(issue, tom, "@onboarding-bot confirm assessment");

  const thief = gitlab.state.recycleUsername(tom, "tom.becker");
  gitlab.state.addMember(project, thief, 20);
  await scene.say(issue, thief, "@onboarding-bot confirm workshop");

  expect(standings(scene, issue).slice(1, 3)).toEqual(["✅ Confirmed by Tom Becker, DATE", "⚪ Open"]);
});
