import { describe, expect, test, vi } from "vitest";

import { sweep } from "../../src/cli/sweep.ts";
import type { Issue } from "../../src/demo/gitlab/model.ts";
import { crashAt } from "../support/crash-image.ts";
import { BOXES, LABEL, mentioned, standings, TASKS } from "../support/journey.ts";
import { openScene, type Scene, SECRET } from "../support/scene.ts";

const MINUTE_MS = 60_000;
const LIST = /^\/projects\/\d+\/issues$/;

function loseEverything(scene: Scene): void {
  scene.gitlab.webhookTap = () => "drop";
}

/** Calls since the last `forgetCalls`, as method and path. */
function calls(scene: Scene): readonly string[] {
  return scene.gitlab.calls.map(({ method, path }) => `${method} ${path}`);
}

async function sweepAndSettle(scene: Scene): Promise<void> {
  await scene.bot.sweep();
  await scene.settle();
}

test("a sweep over a project in which nothing happened is one call, and one for the account", async () => {
  const scene = await openScene();
  const issue = await scene.openIssue();
  await scene.tick(issue, scene.maria, TASKS.assessment);
  await scene.say(issue, scene.priya, "@onboarding-bot confirm assessment");
  await scene.settle();

  for (let minute = 0; minute < 60; minute += 20) {
    scene.passTime(20 * MINUTE_MS);
    scene.gitlab.forgetCalls();
    await scene.bot.sweep();
    await scene.calm();

    expect(calls(scene)).toEqual(["GET /user", `GET /projects/${scene.project.id}/issues`]);
  }
});

test("the bot's own notes, labels and closing are no news to the sweep", async () => {
  const scene = await openScene();
  const issue = await scene.openIssue();
  scene.gitlab.state.close(issue, scene.jonas);
  await scene.settle();

  scene.gitlab.forgetCalls();
  await scene.bot.sweep();
  await scene.calm();

  expect(scene.labels(issue)).toEqual([LABEL.withdrawn]);
  expect(calls(scene)).toEqual(["GET /user", `GET /projects/${scene.project.id}/issues`]);
});

test.for([
  ["a tick", (scene: Scene, issue: Issue) => scene.gitlab.state.tick(issue, scene.maria, TASKS.resources)],
  [
    "a comment",
    (scene: Scene, issue: Issue) => scene.gitlab.state.comment(issue, scene.maria, "@onboarding-bot done 1"),
  ],
] as const)("%s nobody told of is found", async ([, act]) => {
  const scene = await openScene();
  const issue = await scene.openIssue();
  loseEverything(scene);

  act(scene, issue);
  await scene.settle();
  const before = standings(scene, issue)[0];
  await sweepAndSettle(scene);

  expect([before, standings(scene, issue)[0]]).toEqual(["👉 **Maria Silva's turn**", "✅ Done by Maria Silva, DATE"]);
});

test("closing, reopening and labels nobody told of are found", async () => {
  const scene = await openScene();
  const issue = await scene.openIssue();
  loseEverything(scene);

  scene.gitlab.state.close(issue, scene.jonas);
  await sweepAndSettle(scene);
  const closed = scene.labels(issue);
  scene.gitlab.state.reopen(issue, scene.jonas);
  await sweepAndSettle(scene);
  const reopened = scene.labels(issue);
  scene.gitlab.state.removeLabels(issue, scene.jonas, LABEL.inProgress);
  await sweepAndSettle(scene);

  expect([closed, reopened, scene.labels(issue)]).toEqual([[LABEL.withdrawn], [LABEL.inProgress], [LABEL.inProgress]]);
});

describe("downtime", () => {
  test("an issue opened and worked on while the bot was down is followed from its opening", async () => {
    const scene = await openScene();
    await scene.stopBot();

    const issue = await scene.openIssue();
    for (const act of [
      () => scene.gitlab.state.tick(issue, scene.maria, TASKS.resources),
      () => scene.gitlab.state.tick(issue, scene.maria, TASKS.assessment),
      () => scene.gitlab.state.tick(issue, scene.priya, BOXES.assessment),
      () => scene.gitlab.state.tick(issue, scene.maria, TASKS.workshop),
      () => scene.gitlab.state.comment(issue, scene.priya, "@onboarding-bot confirm workshop"),
    ]) {
      scene.passTime(5 * MINUTE_MS);
      act();
    }
    await scene.startBot();
    await scene.settle();

    // Ticks from before the first look claim, whoever made them; a comment speaks for its author.
    expect(standings(scene, issue).slice(0, 3)).toEqual([
      "✅ Done by Maria Silva, DATE",
      "🕓 Ticked on DATE, waiting for Priya Nair",
      "✅ Confirmed by Priya Nair, DATE",
    ]);
    expect(scene.headlines(issue)).toEqual([expect.stringContaining("Can you confirm?")]);
  });

  test("what many people did on many issues while the bot was down is all found", async () => {
    const scene = await openScene();
    const issues = [await scene.openIssue(), await scene.openIssue({ candidate: "@tbecker" })];
    await scene.stopBot();

    for (const issue of issues) {
      scene.passTime(MINUTE_MS);
      scene.gitlab.state.tick(issue, scene.jonas, TASKS.resources);
      scene.passTime(MINUTE_MS);
      scene.gitlab.state.comment(issue, scene.priya, "@onboarding-bot confirm assessment");
    }
    scene.passTime(8 * 60 * MINUTE_MS);
    await scene.startBot();
    await scene.settle();

    expect(issues.map((issue) => standings(scene, issue).slice(0, 2))).toEqual(
      issues.map(() => ["✅ Confirmed by Jonas Weber, DATE", "✅ Confirmed by Priya Nair, DATE"]),
    );
  });
});

describe("paging", () => {
  const COUNT = 260;
  /** At the edges of pages, and in the middle of those that changed at the same moment. */
  const MARKED: ReadonlySet<number> = new Set([1, 99, 100, 101, 150, 200, 201, 259, 260]);

  function openMany(scene: Scene, template: string): readonly Issue[] {
    const followed: Issue[] = [];
    for (let number = 1; number <= COUNT; number += 1) {
      const description = MARKED.has(number) ? template : "An ordinary issue";
      const author = number % 2 === 0 ? scene.jonas : scene.priya;
      const issue = scene.gitlab.state.createIssue(scene.project, author, { title: `Issue ${number}`, description });
      if (MARKED.has(number)) followed.push(issue);
    }
    return followed;
  }

  /** A bulk edit: from the 31st to the 230th all at one moment. */
  function editInBulk(scene: Scene): void {
    const issues = [...scene.project.issues.values()];
    const at = new Date(Math.max(...issues.map((issue) => issue.updatedAt.getTime())) + 1000);
    for (const [index, issue] of issues.entries()) {
      const shift = index < 30 ? index - 30 : index < 230 ? 0 : index - 229;
      issue.updatedAt = new Date(at.getTime() + shift);
    }
  }

  test("every issue is found among hundreds, two hundred of which changed at the same moment", async () => {
    const scene = await openScene();
    loseEverything(scene);
    const followed = openMany(scene, scene.template);
    editInBulk(scene);

    scene.gitlab.forgetCalls();
    await sweepAndSettle(scene);

    expect(followed.filter((issue) => scene.status(issue) === "")).toEqual([]);
    expect(calls(scene).filter((call) => LIST.test(call.replace("GET ", ""))).length).toBeLessThanOrEqual(10);
  });

  test("an issue that changes while the pages are read pushes no other one out of sight", async () => {
    const scene = await openScene();
    loseEverything(scene);
    const followed = openMany(scene, scene.template);
    let lists = 0;
    scene.gitlab.disturb = ({ path }) => {
      // Rows of the first page move to the end just before the next page is asked for.
      if (LIST.test(path) && (lists += 1) === 2) {
        for (const issue of [...scene.project.issues.values()].slice(0, 40)) {
          scene.gitlab.state.editTitle(issue, scene.priya, `${issue.title}, renamed`);
        }
      }
      return null;
    };

    await sweepAndSettle(scene);

    expect(followed.filter((issue) => scene.status(issue) === "")).toEqual([]);
  });
});

test("a crash between the sweep and the review of what it found loses nothing", async () => {
  const scene = await openScene();
  const early = await scene.openIssue();
  const late = await scene.openIssue({ candidate: "@tbecker" });
  loseEverything(scene);
  scene.gitlab.state.tick(early, scene.maria, TASKS.resources);
  // By then the watermark is past the first change, and its overlap too.
  scene.passTime(30 * MINUTE_MS);
  scene.gitlab.state.tick(late, scene.tom, TASKS.resources);

  const restart = crashAt(scene, ({ method, path }) => method === "GET" && /\/issues\/\d+$/.test(path));
  await scene.bot.sweep();
  scene.passTime(30 * MINUTE_MS);
  await restart();

  expect([early, late].map((issue) => standings(scene, issue)[0])).toEqual([
    "✅ Done by Maria Silva, DATE",
    "✅ Done by Tom Becker, DATE",
  ]);
});

describe("an issue older than the bot's first start", () => {
  test("it is followed quietly: a status note, nobody mentioned, one summary of what waits", async () => {
    const scene = await openScene({ startsBot: false });
    const issue = await scene.openIssue();
    scene.gitlab.state.tick(issue, scene.maria, TASKS.resources);
    scene.gitlab.state.tick(issue, scene.maria, TASKS.assessment);
    scene.gitlab.state.comment(issue, scene.priya, "@onboarding-bot confirm assessment");
    scene.passTime(24 * 60 * MINUTE_MS);

    await scene.startBot();
    await scene.settle();
    const mentions = mentioned(scene, issue);
    const summary = scene.headlines(issue);
    await scene.say(issue, scene.priya, "@onboarding-bot confirm review-resources assessment");
    await scene.settle();

    expect(scene.labels(issue)).toEqual([LABEL.scheduleShadow]);
    expect(mentions).toEqual(["pnair"]);
    expect(summary).toEqual([expect.stringContaining("assessment")]);
    expect(standings(scene, issue)[1]).toBe("✅ Confirmed by Priya Nair, DATE");
  });

  test("with nothing done it gets its status note and not a word more", async () => {
    const scene = await openScene({ startsBot: false });
    const issue = await scene.openIssue();
    scene.passTime(24 * 60 * MINUTE_MS);

    await scene.startBot();
    await scene.settle();

    expect(scene.labels(issue)).toEqual([LABEL.inProgress]);
    expect(mentioned(scene, issue)).toEqual([]);
    expect(scene.headlines(issue)).toEqual([]);
    expect(scene.status(issue)).toContain("**0 of 5 tasks done**");
  });

  test.for([
    ["told by a delivery", "send"],
    ["found by a sweep", "drop"],
  ] as const)("its marker that comes later, %s, is treated the same", async ([, tap]) => {
    const scene = await openScene({ startsBot: false });
    const issue = scene.gitlab.state.createIssue(scene.project, scene.jonas, {
      title: "An old issue",
      description: "Nothing in it yet",
    });
    scene.gitlab.state.comment(issue, scene.priya, "@onboarding-bot confirm assessment");
    scene.passTime(24 * 60 * MINUTE_MS);
    await scene.startBot();
    await scene.settle();
    const before = scene.notes(issue);

    scene.gitlab.webhookTap = () => tap;
    scene.gitlab.state.saveDescription(issue, scene.jonas, scene.template);
    await sweepAndSettle(scene);

    expect(before).toEqual([]);
    expect(mentioned(scene, issue)).toEqual([]);
    expect(standings(scene, issue)).toEqual([
      expect.stringContaining("turn"),
      "⚪ Open",
      "⚪ Open",
      expect.anything(),
      expect.anything(),
    ]);
  });
});

test("sweeps from a schedule are a bot of their own: they ask when a tick has stood", { timeout: 40_000 }, async () => {
  const scene = await openScene({ startsBot: false, settle: "PT4S" });
  const environment = {
    GITLAB_URL: scene.gitlab.url,
    GITLAB_TOKEN: scene.botToken,
    GITLAB_PROJECTS: scene.project.path,
    GITLAB_WEBHOOK_SECRET: SECRET,
    DATA_DIR: scene.dataDir,
    TEMPLATES_DIR: scene.templatesDir,
    LOG_LEVEL: "error",
  } as const;
  await sweep([], environment);
  const issue = await scene.openIssue();
  await sweep([], environment);
  scene.gitlab.state.tick(issue, scene.maria, TASKS.assessment);
  await sweep([], environment);
  const atOnce = scene.headlines(issue);

  await vi.waitFor(async () => {
    await sweep([], environment);
    expect(scene.headlines(issue)).toEqual([expect.stringContaining("Can you confirm?")]);
  }, 20_000);
  expect(atOnce).toEqual([]);
});

test("an issue that an owner dated into the future does not make the sweep deaf", async () => {
  const scene = await openScene();
  const dated = await scene.openIssue();
  dated.updatedAt = new Date("2099-01-01T00:00:00Z");
  await sweepAndSettle(scene);
  loseEverything(scene);

  const lost = await scene.openIssue({ candidate: "@tbecker", engineer: "" });
  await sweepAndSettle(scene);

  expect(scene.labels(lost)).toEqual([LABEL.inProgress]);
});
