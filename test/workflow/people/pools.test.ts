import { expect, test } from "vitest";

import type { Issue, User } from "../../../src/demo/gitlab/model.ts";
import { fillPeople } from "../../../src/demo/sample.ts";
import { mentioned, posted, TASKS, turnLine, writeProgram } from "../../support/journey.ts";
import { openScene, type Scene } from "../../support/scene.ts";

const DAY_MS = 86_400_000;

interface Pool {
  readonly scene: Scene;
  readonly klee: User;
  /** An issue of Maria, with whom *People* names as coordinator. */
  readonly open: (coordinator?: string, author?: User) => Promise<Issue>;
  readonly busy: (user: User) => void;
}

/** Priya and Kim coordinate, in this order. */
async function openPool(): Promise<Pool> {
  const scene = await openScene({ startsBot: false });
  const { state } = scene.gitlab;
  const klee = state.createUser({ username: "klee", name: "Kim Lee" });
  state.addMember(scene.project, klee, 40);
  await writeProgram(scene, 3, {
    program: (program) => {
      program.setIn(["roles", "coordinator", "users"], program.createNode(["pnair", "klee"]));
    },
  });
  await scene.startBot();
  return {
    scene,
    klee,
    busy: (user) => state.setStatus(user, { busy: true, clearsAt: new Date(state.now().getTime() + 3 * DAY_MS) }),
    async open(coordinator = "", author = scene.jonas) {
      const issue = state.createIssue(scene.project, author, {
        title: "Certification",
        description: fillPeople(scene.template, ["@msilva", "", coordinator, ""]),
        assignees: [scene.maria],
      });
      await scene.calm();
      return issue;
    },
  };
}

test("the first in the program begins, and is named from the start", async () => {
  const { scene, open } = await openPool();

  const issue = await open();

  expect(scene.status(issue)).toContain("Priya Nair (project coordinator)");
  expect(scene.status(issue)).not.toContain("Kim Lee");
});

test("whom People names, and GitLab knows as a coordinator, looks after it", async () => {
  const { scene, open } = await openPool();
  const issue = await open("@klee");

  await scene.tick(issue, scene.maria, TASKS.assessment);

  expect(mentioned(scene, issue)).toEqual(["msilva", "klee"]);
});

test("whom the candidate names without a right changes nothing", async () => {
  const { scene, open } = await openPool();
  const issue = await open("@tbecker", scene.maria);

  await scene.tick(issue, scene.maria, TASKS.assessment);

  expect(mentioned(scene, issue)).toEqual(["msilva", "pnair"]);
});

test("while everybody is away the one who looks after it is asked", async () => {
  const { scene, open, busy, klee } = await openPool();
  busy(scene.priya);
  busy(klee);
  const issue = await open();

  await scene.tick(issue, scene.maria, TASKS.assessment);

  expect(mentioned(scene, issue)).toEqual(["msilva", "pnair"]);
  expect(posted(scene, issue).at(-1)).not.toContain("is away");
});

test("a date is looked for by whoever is there, too", async () => {
  const { scene, open, busy, klee } = await openPool();
  busy(scene.priya);
  const issue = await open();
  expect(scene.status(issue)).toContain("Kim Lee (project coordinator)");

  await scene.say(
    issue,
    klee,
    `@onboarding-bot away until ${new Date(scene.gitlab.state.now().getTime() + 5 * DAY_MS).toISOString().slice(0, 10)}`,
  );
  await scene.say(issue, scene.priya, "@onboarding-bot back");
  await scene.say(issue, scene.priya, "@onboarding-bot confirm assessment");

  expect(scene.headlines(issue)).toEqual([
    "@pnair **Maria Silva is ready for the next step: shadow.** Can you find a date?",
  ]);
  expect(posted(scene, issue).at(-1)).toContain(
    "\n\nKim Lee is away, so I ask you. Not away? Kim Lee writes `@onboarding-bot back`.\n\n",
  );
  expect(turnLine(scene, issue)).toContain("Priya Nair looks for a date");
});

test("somebody who is named takes the place of whoever was chosen", async () => {
  const { scene, open } = await openPool();
  const issue = await open();

  await scene.say(issue, scene.priya, "@onboarding-bot assign coordinator @klee");
  await scene.tick(issue, scene.maria, TASKS.assessment);

  expect(scene.headlines(issue)).toEqual([
    "@klee **You look after Maria Silva from now on**, in the place of Priya Nair.",
    "@klee **Maria Silva says this is done: assessment.** Can you confirm?",
  ]);
});
