import { expect, test } from "vitest";

import type { Issue, Note } from "../../src/demo/gitlab/model.ts";
import { addSystemNote } from "../../src/demo/gitlab/system-notes.ts";
import { fillPeople } from "../../src/demo/sample.ts";
import {
  allTicked,
  BOXES,
  descriptionOf,
  forge,
  LABEL,
  mentioned,
  openOwnIssue,
  posted,
  savedBy,
  standings,
  TASKS,
  turnLine,
} from "../support/journey.ts";
import { openScene, type Scene } from "../support/scene.ts";

async function certify(scene: Scene, issue: Issue): Promise<void> {
  const { maria, priya, tom } = scene;
  await scene.tick(issue, maria, TASKS.resources);
  await scene.say(issue, priya, "@onboarding-bot confirm assessment workshop shadow");
  await scene.say(issue, tom, "@onboarding-bot confirm lead");
}

function statusNotes(scene: Scene, issue: Issue): readonly Note[] {
  return scene.notes(issue).filter((note) => note.body.includes("<!-- onboarding-bot:status -->"));
}

/** Warnings and errors in the log, each sentence once. */
function complaints(scene: Scene): readonly string[] {
  const lines = scene.logLines.map((line) => JSON.parse(line) as { level: string; message: string });
  return [...new Set(lines.filter(({ level }) => level === "warn" || level === "error").map(({ message }) => message))];
}

test("closed by hand and reopened it goes on where it was, and asks again what is still open", async () => {
  const scene = await openScene();
  const { maria, jonas, priya, gitlab } = scene;
  const issue = await scene.openIssue();
  await scene.tick(issue, maria, TASKS.resources);
  await scene.tick(issue, maria, TASKS.assessment);

  gitlab.state.close(issue, jonas);
  await scene.calm();
  expect(scene.labels(issue)).toEqual([LABEL.withdrawn]);
  expect(scene.status(issue)).toContain("before the end.** Nothing is lost: reopen the issue to carry on.");
  await scene.passMinutes(3 * 24 * 60);
  gitlab.state.reopen(issue, jonas);
  await scene.calm();

  expect(scene.labels(issue)).toEqual([LABEL.inProgress]);
  expect(standings(scene, issue).slice(0, 2)).toEqual([
    "✅ Done by Maria Silva, DATE",
    "🕓 Ticked on DATE, waiting for Priya Nair",
  ]);
  await scene.tick(issue, priya, BOXES.assessment);
  expect(standings(scene, issue)[1]).toBe("✅ Confirmed by Priya Nair, DATE");
});

test("who looks for a date is asked again when the issue is reopened after a while", async () => {
  const scene = await openScene();
  const { jonas, priya, gitlab } = scene;
  const issue = await scene.openIssue();
  await scene.say(issue, priya, "@onboarding-bot confirm assessment");
  expect(scene.labels(issue)).toEqual([LABEL.scheduleShadow]);

  await scene.passMinutes(3 * 24 * 60);
  gitlab.state.close(issue, jonas);
  await scene.calm();
  gitlab.state.reopen(issue, jonas);
  await scene.calm();

  expect(scene.labels(issue)).toEqual([LABEL.scheduleShadow]);
  expect(mentioned(scene, issue)).toEqual(["msilva", "pnair", "pnair"]);
});

test("a task of the candidate's own that came ticked makes no note when the issue is reopened", async () => {
  const scene = await openScene();
  const { jonas, maria, gitlab, project } = scene;
  const description = scene.template.replace(`- [ ] ${TASKS.resources}`, `- [x] ${TASKS.resources}`);
  const issue = gitlab.state.createIssue(project, maria, { title: "Ticked before", description });
  await scene.calm();
  await scene.passMinutes(3);

  gitlab.state.close(issue, jonas);
  await scene.calm();
  gitlab.state.reopen(issue, jonas);
  await scene.settle();

  expect(posted(scene, issue)).toHaveLength(1);
});

test("reopened after the certificate it stays certified", async () => {
  const scene = await openScene();
  const { maria, jonas, gitlab } = scene;
  const issue = await scene.openIssue();
  await certify(scene, issue);
  const notes = posted(scene, issue);

  gitlab.state.reopen(issue, jonas);
  await scene.calm();
  await scene.tick(issue, maria, TASKS.resources, false);
  await scene.say(issue, maria, "Thank you all!");

  expect(issue.state).toBe("opened");
  expect(scene.labels(issue)).toEqual([LABEL.certified]);
  expect(posted(scene, issue)).toEqual(notes);
  expect(turnLine(scene, issue)).toContain("nothing left to do here");
});

test("a deleted issue is left alone and parks nobody", async () => {
  const scene = await openScene();
  const { gitlab, maria } = scene;
  const issue = await scene.openIssue();
  const other = await scene.openIssue({ candidate: "@tbecker" });
  const saved = savedBy(issue, maria, descriptionOf(issue), `${descriptionOf(issue)} `);
  const owner = gitlab.state.createUser({ username: "root", admin: true });
  gitlab.state.deleteIssue(issue, owner);

  expect(await forge(scene, saved)).toBe(200);
  await scene.tick(other, scene.jonas, TASKS.resources);

  expect(complaints(scene)).toEqual(["Cannot read an enrolled issue: GitLab answers 404 or 403"]);
  expect(scene.labels(other)).toEqual([LABEL.inProgress]);
});

test("an issue out of sight for a while goes on when it can be seen again", async () => {
  const scene = await openScene();
  const { gitlab, maria } = scene;
  const issue = await scene.openIssue();

  gitlab.disturb = (call) => (call.path.endsWith("/issues/1") ? { kind: "answer", status: 403 } : null);
  await scene.tick(issue, maria, TASKS.resources);
  gitlab.disturb = null;
  await scene.bot.sweep();
  await scene.calm();

  expect(standings(scene, issue)[0]).toBe("✅ Done by Maria Silva, DATE");
  expect(scene.labels(issue)).toEqual([LABEL.inProgress]);
});

test("a confidential issue is followed like any other", async () => {
  const scene = await openScene();
  const { jonas, maria, gitlab } = scene;
  const issue = await scene.openIssue();
  gitlab.state.setConfidential(issue, jonas, true);
  await scene.calm();

  await scene.tick(issue, maria, TASKS.assessment);

  expect(standings(scene, issue)[1]).toBe("🕓 Ticked on DATE, waiting for Priya Nair");
  await certify(scene, issue);
  expect(scene.labels(issue)).toEqual([LABEL.certified]);
});

test.for(["Task", "Incident"] as const)("a work item of type %s is no enrollment", async (type) => {
  const scene = await openScene();
  const issue = scene.gitlab.state.createIssue(scene.project, scene.maria, {
    title: "A work item",
    description: scene.template,
    type,
  });
  await scene.calm();
  await scene.bot.sweep();
  await scene.calm();

  expect([scene.notes(issue), scene.labels(issue)]).toEqual([[], []]);
});

test("the test button of the webhook, which says that the newest issue was opened, changes nothing", async () => {
  const scene = await openScene();
  const { gitlab, project, priya } = scene;
  const issue = await scene.openIssue();
  const notes = posted(scene, issue);
  const [hook] = [...project.hooks.values()];

  for (const trigger of ["issues_events", "note_events"]) {
    const answer = await fetch(`${gitlab.url}/api/v4/projects/${project.id}/hooks/${hook?.id}/test/${trigger}`, {
      method: "POST",
      headers: { "private-token": priya.token },
    });
    expect(answer.status).toBe(201);
  }
  await scene.settle();

  expect(posted(scene, issue)).toEqual(notes);
  expect(scene.labels(issue)).toEqual([LABEL.inProgress]);
});

test("deliveries of a project that is not configured are kept and left alone", async () => {
  const scene = await openScene();
  const { gitlab, maria } = scene;
  const elsewhere = gitlab.state.createProject("partners/other.dotted-name/certification.v2");
  gitlab.state.addMember(elsewhere, maria, 40);
  const issue = gitlab.state.createIssue(elsewhere, maria, { title: "Elsewhere", description: scene.template });

  expect(await forge(scene, savedBy(issue, maria, "", scene.template))).toBe(200);

  expect(gitlab.calls.map(({ path }) => path).filter((path) => path.includes(`/projects/${elsewhere.id}`))).toEqual([]);
  expect(issue.notes).toEqual([]);
});

test("a status note somebody deleted is written again, once, and mentions nobody", async () => {
  const scene = await openScene();
  const { maria, priya, gitlab } = scene;
  const issue = await scene.openIssue();
  for (const note of statusNotes(scene, issue)) gitlab.state.deleteComment(note, priya);

  await scene.tick(issue, maria, TASKS.resources);
  await scene.say(issue, maria, "On we go");
  await scene.settle();

  expect(statusNotes(scene, issue)).toHaveLength(1);
  expect(mentioned(scene, issue)).toEqual(["msilva"]);
  expect(standings(scene, issue)[0]).toBe("✅ Done by Maria Silva, DATE");
});

test("a status note somebody rewrote is put right at the next change", async () => {
  const scene = await openScene();
  const { maria, priya, gitlab } = scene;
  const issue = await scene.openIssue();
  for (const note of statusNotes(scene, issue)) {
    gitlab.state.editComment(note, priya, "All done!\n\n<!-- onboarding-bot:status -->");
  }
  await scene.calm();

  await scene.tick(issue, maria, TASKS.resources);

  expect(standings(scene, issue)[0]).toBe("✅ Done by Maria Silva, DATE");
  expect(statusNotes(scene, issue)).toHaveLength(1);
});

test("a new account goes on where the old one was, with a status note of its own", async () => {
  const scene = await openScene();
  const { maria, priya, gitlab, project } = scene;
  const issue = await scene.openIssue();
  await scene.tick(issue, maria, TASKS.assessment);
  const old = gitlab.state.findUser("onboarding-bot");
  const { user, token } = gitlab.state.createAccessToken(project, { accessLevel: 20 });

  await scene.stopBot();
  await scene.startBot({ GITLAB_TOKEN: token });
  await scene.tick(issue, priya, BOXES.assessment);
  await scene.settle();

  const ours = issue.notes.filter((note) => note.author === user);
  expect(ours.map((note) => note.body.split("\n")[0])).toEqual([
    "@pnair **Maria Silva is ready for the next step: shadow.** Can you find a date?",
    "### Migration Services Engineer certification: Maria Silva",
  ]);
  await scene.say(issue, old ?? priya, `@${user.username} waive lead`);
  expect(issue.notes.filter((note) => note.author === user)).toHaveLength(2);
});

test("labels somebody took off or put on are put right, and other people's stay", async () => {
  const scene = await openScene();
  const { priya, gitlab } = scene;
  const issue = await scene.openIssue();

  gitlab.state.removeLabels(issue, priya, LABEL.inProgress);
  await scene.calm();
  gitlab.state.addLabels(issue, priya, "partner", LABEL.withdrawn);
  await scene.calm();

  expect(scene.labels(issue)).toEqual([LABEL.inProgress, "partner"]);
});

test("where `::` excludes nothing the bot takes off the old label itself", async () => {
  const scene = await openScene();
  const { maria, gitlab } = scene;
  const free = gitlab.state.createProject("partners/acme/free", { premium: false });
  for (const [user, level] of [
    [scene.jonas, 40],
    [scene.priya, 40],
    [maria, 10],
    [scene.tom, 20],
  ] as const) {
    gitlab.state.addMember(free, user, level);
  }
  const botUser = gitlab.state.findUser("onboarding-bot");
  gitlab.state.addMember(free, botUser ?? maria, 20);
  await scene.stopBot();
  await scene.startBot({ GITLAB_PROJECTS: free.path });
  const issue = gitlab.state.createIssue(free, maria, { title: "Free", description: scene.template });
  await scene.bot.sweep();
  await scene.calm();
  expect(scene.labels(issue)).toEqual([LABEL.inProgress]);

  gitlab.state.comment(issue, scene.priya, "@onboarding-bot confirm assessment");
  await scene.bot.sweep();
  await scene.calm();
  expect(scene.labels(issue)).toEqual([LABEL.scheduleShadow]);
});

test("a close that GitLab refuses without a word is reported and tried again later, not in a loop", async () => {
  const scene = await openScene();
  const { gitlab, project } = scene;
  const bot = gitlab.state.findUser("onboarding-bot");
  const issue = await scene.openIssue();
  project.closeRefusedTo.add(bot?.id ?? 0);

  await certify(scene, issue);
  await scene.passMinutes(5);
  const closes = gitlab.calls.filter((call) => call.method === "PUT" && call.body["state_event"] === "close");
  expect([issue.state, scene.labels(issue), closes.length]).toEqual(["opened", [LABEL.certified], 1]);
  expect(complaints(scene)).toContain(
    "Cannot close an issue: GitLab left it open, the account needs the right to close it",
  );

  project.closeRefusedTo.clear();
  await scene.passMinutes(11);
  expect(issue.state).toBe("closed");
});

test.for([
  ["a locked discussion", 403, "403 Forbidden"],
  ["5,000 comments", 400, 'Note {:base=>["Maximum number of comments exceeded"]}'],
] as const)("%s loses nothing: labels go on, and the notes follow when they can", async ([, status, message]) => {
  const scene = await openScene();
  const { maria, gitlab } = scene;
  gitlab.disturb = (call) =>
    call.method === "POST" && call.path.endsWith("/notes") ? { kind: "answer", status, body: { message } } : null;
  const issue = await scene.openIssue();
  await scene.tick(issue, maria, TASKS.assessment);
  const tries = gitlab.calls.filter((call) => call.method === "POST").length;
  expect(scene.labels(issue)).toEqual([LABEL.inProgress]);
  expect(tries).toBeLessThanOrEqual(4);

  gitlab.disturb = null;
  await scene.passMinutes(31);
  expect(posted(scene, issue)).toHaveLength(2);
  expect(mentioned(scene, issue)).toEqual(["msilva", "pnair"]);
});

test("a note that GitLab takes for commands alone is not posted over and over", async () => {
  const scene = await openScene();
  const { gitlab } = scene;
  gitlab.disturb = (call) =>
    call.method === "POST" && call.path.endsWith("/notes")
      ? { kind: "answer", status: 202, body: { commands_changes: {}, summary: [] } }
      : null;
  const issue = await scene.openIssue();
  await scene.passMinutes(2);

  const tries = gitlab.calls.filter((call) => call.method === "POST" && call.path.endsWith("/notes"));
  expect(tries).toHaveLength(1);
  expect(scene.labels(issue)).toEqual([LABEL.inProgress]);
  expect(complaints(scene)).toContain("Lose a note: GitLab took it for quick actions");
});

test("an issue with five thousand comments is followed, and a command among them is heard", async () => {
  const scene = await openScene();
  const { maria, priya, gitlab } = scene;
  const issue = await scene.openIssue();
  gitlab.webhookTap = () => "drop";
  for (let count = 0; count < 2400; count += 1) gitlab.state.comment(issue, maria, `Comment ${count}`);
  gitlab.state.comment(issue, priya, "@onboarding-bot confirm assessment");
  for (let count = 0; count < 2400; count += 1) addSystemNote(gitlab.state, issue, maria, "changed the description");
  gitlab.webhookTap = null;
  await scene.bot.sweep();
  await scene.settle();

  expect(standings(scene, issue)[1]).toBe("✅ Confirmed by Priya Nair, DATE");
});

test.for([
  ["told late", "hold"],
  ["never told", "drop"],
] as const)("boxes that came ticked, unticked and ticked again in one go, %s, are heard", async ([, fate]) => {
  const scene = await openScene();
  const { maria, gitlab } = scene;
  const issue = await openOwnIssue(scene, {}, allTicked);

  gitlab.webhookTap = () => fate;
  for (const text of [TASKS.resources, TASKS.assessment]) {
    gitlab.state.tick(issue, maria, text, false);
    gitlab.state.tick(issue, maria, text);
  }
  gitlab.webhookTap = null;
  await gitlab.releaseHeld("reversed");
  await scene.say(issue, maria, "There you are.");

  expect(standings(scene, issue).slice(0, 2)).toEqual([
    "✅ Done by Maria Silva, DATE",
    "🕓 Ticked on DATE, waiting for Priya Nair",
  ]);
});

test("an issue older than the bot is adopted with a status note and one summary, and nobody is asked one by one", async () => {
  const scene = await openScene({ startsBot: false });
  const { maria, jonas, priya, gitlab, project } = scene;
  const people = fillPeople(scene.template, ["@msilva", "@jweber", "@pnair", "@tbecker"]);
  const issue = gitlab.state.createIssue(project, jonas, {
    title: "From before",
    description: allTicked(people).replace(`- [x] ${TASKS.lead}`, `- [ ] ${TASKS.lead}`),
    assignees: [maria],
  });
  await scene.passMinutes(60);

  expect(scene.headlines(issue)).toEqual([
    "@pnair **I follow the issue of Maria Silva from now on. Ticked before I came: resources, assessment, workshop, shadow and lead.**",
  ]);
  expect(mentioned(scene, issue)).toEqual(["pnair"]);
  await scene.say(issue, priya, "@onboarding-bot confirm review-resources assessment workshop shadow");
  expect(standings(scene, issue).slice(0, 4)).toEqual([
    "✅ Confirmed by Priya Nair, DATE",
    "✅ Confirmed by Priya Nair, DATE",
    "✅ Confirmed by Priya Nair, DATE",
    "✅ Confirmed by Priya Nair, DATE",
  ]);
});

test("a second issue of one person waits until a coordinator enrolls it", async () => {
  const scene = await openScene();
  const first = await scene.openIssue();
  const second = await scene.openIssue();
  await scene.settle();
  expect(scene.headlines(second)).toEqual([
    "@jweber **Maria Silva already has an open issue of this program, so I leave this one alone.**",
  ]);

  await scene.say(second, scene.priya, "@onboarding-bot enroll migration-onboarding");
  await scene.tick(second, scene.maria, TASKS.resources);

  expect(scene.labels(second)).toEqual([LABEL.inProgress]);
  expect(standings(scene, second)[0]).toBe("✅ Done by Maria Silva, DATE");
  expect(standings(scene, first)[0]).toBe("👉 **Maria Silva's turn**");
});
