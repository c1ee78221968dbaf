import { describe, expect, test } from "vitest";

import type { Issue } from "../../src/demo/gitlab/model.ts";
import { BOXES, LABEL, standings, TASKS } from "../support/journey.ts";
import { outcome } from "../support/life.ts";
import { openScene, type Scene } from "../support/scene.ts";

/** Do something at the very moment the bot asks GitLab for this, once: before GitLab looks at the question. */
function atCall(scene: Scene, method: string, path: RegExp, act: () => void): void {
  scene.gitlab.disturb = (call) => {
    if (call.method !== method || !path.test(call.path)) return null;
    scene.gitlab.disturb = null;
    // Two changes within half a second could be one save.
    scene.passTime(2000);
    act();
    return null;
  };
}

const ISSUE = /\/issues\/\d+$/;
const NOTES = /\/notes$/;

async function openClaimed(scene: Scene): Promise<Issue> {
  const issue = await scene.openIssue();
  scene.passTime(60_000);
  await scene.tick(issue, scene.maria, TASKS.assessment);
  scene.passTime(60_000);
  return issue;
}

describe("somebody acts while the bot looks", () => {
  test.for([
    ["before it reads the issue", "GET", ISSUE],
    ["between the issue and its notes", "GET", NOTES],
    ["before it writes", "PUT", /\/notes\/\d+$/],
  ] as const)("a coordinator's tick counts %s", async ([, method, path]) => {
    const scene = await openScene();
    const issue = await openClaimed(scene);

    atCall(scene, method, path, () => scene.gitlab.state.tick(issue, scene.priya, BOXES.assessment));
    await scene.tick(issue, scene.maria, TASKS.resources);
    await scene.settle();

    expect(standings(scene, issue).slice(0, 2)).toEqual([
      "✅ Done by Maria Silva, DATE",
      "✅ Confirmed by Priya Nair, DATE",
    ]);
    expect(scene.headlines(issue)).toEqual([
      expect.stringContaining("Settled: Priya Nair confirmed assessment"),
      expect.stringContaining("Can you find a date?"),
    ]);
  });
});

describe("two people act at the same moment", () => {
  test("each is named for what they did", async () => {
    const scene = await openScene();
    const issue = await openClaimed(scene);

    scene.gitlab.state.tick(issue, scene.maria, TASKS.resources);
    scene.gitlab.state.tick(issue, scene.priya, BOXES.assessment);
    await scene.settle();

    expect(standings(scene, issue).slice(0, 2)).toEqual([
      "✅ Done by Maria Silva, DATE",
      "✅ Confirmed by Priya Nair, DATE",
    ]);
  });

  test("a box and a comment that say the same are one confirmation", async () => {
    const scene = await openScene();
    const issue = await openClaimed(scene);

    scene.gitlab.state.tick(issue, scene.priya, BOXES.assessment);
    scene.gitlab.state.comment(issue, scene.priya, "@onboarding-bot confirm assessment");
    await scene.settle();

    expect(standings(scene, issue)[1]).toBe("✅ Confirmed by Priya Nair, DATE");
    expect(scene.headlines(issue)).toEqual([
      expect.stringContaining("Settled: Priya Nair confirmed assessment"),
      expect.stringContaining("Can you find a date?"),
    ]);
  });

  test("of two who confirm the first is named, and the second is not told off", async () => {
    const scene = await openScene();
    const issue = await openClaimed(scene);

    const first = scene.gitlab.state.comment(issue, scene.jonas, "@onboarding-bot confirm assessment");
    const second = scene.gitlab.state.comment(issue, scene.priya, "@onboarding-bot confirm assessment");
    await scene.settle();

    expect(standings(scene, issue)[1]).toBe("✅ Confirmed by Jonas Weber, DATE");
    expect([first, second].map((note) => note.awards.map(({ name }) => name))).toEqual([
      ["white_check_mark"],
      ["white_check_mark"],
    ]);
    expect(scene.headlines(issue)).toHaveLength(2);
  });

  test("a sweep beside the deliveries of a busy moment says nothing twice", async () => {
    const scene = await openScene();
    const issue = await scene.openIssue();

    const sweeps: Promise<void>[] = [];
    for (const task of [TASKS.resources, TASKS.assessment, TASKS.workshop]) {
      scene.passTime(2000);
      scene.gitlab.state.tick(issue, scene.maria, task);
      sweeps.push(scene.bot.sweep());
    }
    await Promise.all(sweeps);
    await scene.settle();

    const { notes, doubles } = outcome(scene, issue);
    const asked = notes.flatMap((note) => [...note.matchAll(/^- Ticked by Maria Silva on DATE: \*(.*)\*$/gm)]);
    expect(doubles).toEqual([]);
    expect(new Set(asked.map(([, task]) => task))).toEqual(new Set([TASKS.workshop, TASKS.assessment]));
    expect(asked).toHaveLength(2);
  });
});

describe("somebody saves a page that is no longer true", () => {
  /** What a page shows that was opened now. */
  const pageOf = (issue: Issue): string => issue.description ?? "";
  const ticked = (page: string, text: string): string => page.replace(`- [ ] ${text}`, `- [x] ${text}`);

  test("it takes nothing away from whoever ticked meanwhile, and counts for nobody", async () => {
    const scene = await openScene();
    const issue = await openClaimed(scene);
    const stale = pageOf(issue);
    await scene.tick(issue, scene.maria, TASKS.resources);
    scene.passTime(2000);

    const saved = ticked(stale, BOXES.assessment);
    scene.gitlab.state.saveDescription(issue, scene.priya, saved);
    await scene.settle();

    // What people saved last stands as they saved it; what they had done stands in the status note.
    expect(pageOf(issue)).toBe(saved);
    expect(standings(scene, issue).slice(0, 2)).toEqual([
      "✅ Done by Maria Silva, DATE",
      "🕓 Ticked on DATE, waiting for Priya Nair",
    ]);
    expect(outcome(scene, issue).trespasses).toEqual([]);
  });

  test("a tick of the candidate that it saves again is no word of the coordinator", async () => {
    const scene = await openScene();
    const issue = await openClaimed(scene);
    const stale = pageOf(issue);
    await scene.tick(issue, scene.maria, TASKS.assessment, false);
    scene.passTime(2000);

    scene.gitlab.state.saveDescription(issue, scene.priya, ticked(stale, BOXES.workshop));
    await scene.settle();

    expect(standings(scene, issue).slice(1, 3)).toEqual([
      "🕓 Ticked on DATE, waiting for Priya Nair",
      "🕓 Ticked on DATE, waiting for Priya Nair",
    ]);
    expect(scene.labels(issue)).toEqual([LABEL.inProgress]);
  });

  test("its one other click counts when nothing else changed meanwhile", async () => {
    const scene = await openScene();
    const issue = await openClaimed(scene);
    const page = pageOf(issue);
    await scene.say(issue, scene.maria, "I am done, I think");

    scene.gitlab.state.saveDescription(issue, scene.priya, ticked(page, BOXES.assessment));
    await scene.settle();

    expect(standings(scene, issue)[1]).toBe("✅ Confirmed by Priya Nair, DATE");
  });

  test("words written meanwhile are lost by the page, never by the bot", async () => {
    const scene = await openScene();
    const issue = await openClaimed(scene);
    const texts: string[] = [];

    for (let round = 0; round < 20; round += 1) {
      const text = `${pageOf(issue)}\n\nLine ${round} by ${round % 2 === 0 ? "Jonas" : "Maria"}`;
      scene.gitlab.state.saveDescription(issue, round % 2 === 0 ? scene.jonas : scene.maria, text);
      texts.push(text);
    }
    await scene.settle();

    expect(pageOf(issue)).toBe(texts.at(-1));
    expect(outcome(scene, issue)).toMatchObject({ trespasses: [], doubles: [] });
  });
});

describe("GitLab does not say for a while who somebody is", () => {
  test.for([
    ["tick", (scene: Scene, issue: Issue) => scene.gitlab.state.tick(issue, scene.tom, BOXES.workshop)],
    [
      "comment",
      (scene: Scene, issue: Issue) => scene.gitlab.state.comment(issue, scene.tom, "@onboarding-bot confirm 3"),
    ],
  ] as const)("their %s is kept, and counts when it does", async ([, act]) => {
    const scene = await openScene();
    const issue = await openClaimed(scene);
    const path = `/users/${scene.tom.id}`;
    scene.gitlab.disturb = (call) => (call.path === path ? { kind: "answer", status: 500 } : null);

    act(scene, issue);
    await scene.calm();
    const meanwhile = standings(scene, issue)[2];
    scene.gitlab.disturb = null;
    scene.passTime(60_000);
    await scene.bot.tidyUp();
    await scene.settle();

    expect([meanwhile, standings(scene, issue)[2]]).toEqual(["⚪ Open", "✅ Confirmed by Tom Becker, DATE"]);
  });
});

test("big deliveries that waited for GitLab are taken in one after the other, without a pause", async () => {
  const scene = await openScene();
  const issue = await scene.openIssue();
  scene.gitlab.webhookTap = () => "hold";
  const words = "A long story. ".repeat(30_000);
  for (let edit = 0; edit < 40; edit += 1) {
    scene.gitlab.state.saveDescription(issue, scene.maria, `${scene.template}\n${words}\n${edit}`);
  }
  scene.passTime(2000);
  scene.gitlab.state.tick(issue, scene.maria, TASKS.resources);

  scene.gitlab.disturb = () => ({ kind: "reset", after: false });
  await scene.gitlab.releaseHeld();
  await scene.calm();
  scene.gitlab.disturb = null;
  scene.passTime(60_000);
  await scene.bot.tidyUp();
  await scene.calm();

  const response = await fetch(`${scene.bot.url}/readyz`);
  expect(await response.json()).toMatchObject({ details: { inbox: { new: 0, routed: 0 } } });
  expect(standings(scene, issue)[0]).toBe("✅ Done by Maria Silva, DATE");
});
