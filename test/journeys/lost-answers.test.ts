import { describe, expect, test } from "vitest";

import type { Disturbance } from "../../src/demo/gitlab/rest/api.ts";
import { crashAt } from "../support/crash-image.ts";
import { BOXES, posted, standings, TASKS } from "../support/journey.ts";
import { outcome } from "../support/life.ts";
import { openScene, type Scene } from "../support/scene.ts";

/** The next note the bot posts meets this; later ones do not. */
function atNextNote(scene: Scene, trouble: Disturbance): void {
  scene.gitlab.disturb = ({ method, path }) => {
    if (method !== "POST" || !path.endsWith("/notes")) return null;
    scene.gitlab.disturb = null;
    return trouble;
  };
}

const TROUBLES = [
  ["the connection breaks before GitLab hears of it", { kind: "reset", after: false }],
  ["the connection breaks after GitLab wrote it", { kind: "reset", after: true }],
  ["GitLab writes it and answers 502", { kind: "answer", status: 502, after: true }],
  ["GitLab answers 500 and did not write it", { kind: "answer", status: 500 }],
  ["GitLab wants it slower", { kind: "answer", status: 429, headers: { "retry-after": "30" } }],
] as const satisfies readonly (readonly [string, Disturbance])[];

describe.for(TROUBLES)("%s", ([, trouble]) => {
  test("the welcome is there once, stays until there is news, and lives on", async () => {
    const scene = await openScene();
    atNextNote(scene, trouble);

    const issue = await scene.openIssue();
    await scene.settle();
    const welcome = scene.status(issue);
    await scene.tick(issue, scene.maria, TASKS.resources);
    await scene.settle();

    expect(welcome).toMatch(/^👋 Welcome, @msilva!/);
    expect(standings(scene, issue)[0]).toBe("✅ Done by Maria Silva, DATE");
    expect(scene.notes(issue)).toHaveLength(1);
    expect(outcome(scene, issue).doubles).toEqual([]);
  });

  test("one question about two tasks is asked once, of one person, and settled by both answers", async () => {
    const scene = await openScene({ settle: "PT2M" });
    const issue = await scene.openIssue();
    await scene.tick(issue, scene.maria, TASKS.assessment);
    scene.passTime(10_000);
    await scene.tick(issue, scene.maria, TASKS.workshop);
    atNextNote(scene, trouble);
    scene.passTime(5 * 60_000);
    await scene.bot.tidyUp();
    await scene.settle();
    // Whoever becomes responsible is asked, unless they were: the bot has to remember whom a lost question reached.
    await scene.say(issue, scene.jonas, "@onboarding-bot assign coordinator @pnair");
    await scene.settle();
    const asked = scene.headlines(issue);

    scene.passTime(60_000);
    await scene.tick(issue, scene.priya, BOXES.assessment);
    await scene.settle();
    const halfAnswered = scene.headlines(issue)[0];
    scene.passTime(60_000);
    await scene.tick(issue, scene.priya, BOXES.workshop);
    await scene.settle();

    expect(asked).toEqual(["@pnair **Maria Silva says 2 tasks are done: assessment and workshop.** Can you confirm?"]);
    expect(halfAnswered).toBe(asked[0]);
    expect(scene.headlines(issue)[0]).toContain("Settled");
    expect(outcome(scene, issue).doubles).toEqual([]);
  });

  test("a status note somebody deleted comes back once and lives on", async () => {
    const scene = await openScene();
    const issue = await scene.openIssue();
    for (const note of scene.notes(issue)) scene.gitlab.state.deleteComment(note, scene.priya);
    atNextNote(scene, trouble);

    for (const task of [TASKS.resources, TASKS.assessment, TASKS.workshop]) {
      scene.passTime(60_000);
      await scene.tick(issue, scene.maria, task);
      await scene.settle();
    }

    expect(outcome(scene, issue).doubles).toEqual([]);
    expect(standings(scene, issue).slice(0, 3)).toEqual([
      "✅ Done by Maria Silva, DATE",
      "🕓 Ticked on DATE, waiting for Priya Nair",
      "🕓 Ticked on DATE, waiting for Priya Nair",
    ]);
  });
});

test("a crash right after the welcome does not orphan it", async () => {
  const scene = await openScene();
  const restart = crashAt(scene, ({ method, path }) => method === "PUT" && /\/issues\/\d+$/.test(path));

  const issue = await scene.openIssue();
  await restart();
  const welcome = scene.status(issue);
  await scene.tick(issue, scene.maria, TASKS.resources);
  await scene.settle();

  expect(welcome).toMatch(/^👋 Welcome, @msilva!/);
  expect(standings(scene, issue)[0]).toBe("✅ Done by Maria Silva, DATE");
  expect(scene.notes(issue)).toHaveLength(1);
});

test("a new account takes over with one status note of its own", async () => {
  const scene = await openScene();
  const issue = await scene.openIssue();
  const { user, token } = scene.gitlab.state.createAccessToken(scene.project, { accessLevel: 20 });
  await scene.stopBot();
  await scene.startBot({ GITLAB_TOKEN: token });

  for (const task of [TASKS.resources, TASKS.assessment, TASKS.workshop]) {
    scene.passTime(60_000);
    await scene.tick(issue, scene.maria, task);
    await scene.settle();
  }

  const own = issue.notes.filter((note) => note.author.id === user.id && note.body.includes("onboarding-bot:status"));
  expect(own.map((note) => note.body.includes("**1 of 5 tasks done**"))).toEqual([true]);
  expect(posted(scene, issue).filter((body) => body.includes("onboarding-bot:status"))).toHaveLength(2);
});

test("a question that waits for a second one to go with costs no calls meanwhile", async () => {
  const scene = await openScene({ settle: "PT2M" });
  const issue = await scene.openIssue();
  await scene.tick(issue, scene.maria, TASKS.assessment);
  scene.passTime(60_000);
  await scene.tick(issue, scene.maria, TASKS.workshop);
  scene.passTime(90_000);
  scene.gitlab.forgetCalls();

  for (let look = 0; look < 20; look += 1) {
    await scene.bot.tidyUp();
    await scene.calm();
  }

  expect(scene.headlines(issue)).toEqual([]);
  expect(scene.gitlab.calls.map(({ method, path }) => `${method} ${path}`)).toEqual([
    `GET /projects/${scene.project.id}/issues/${issue.iid}`,
    `GET /projects/${scene.project.id}/issues/${issue.iid}/notes`,
  ]);
});
