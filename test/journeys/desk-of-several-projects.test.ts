import { expect, test } from "vitest";

import type { Issue, Project, User } from "../../src/demo/gitlab/model.ts";
import { fillPeople } from "../../src/demo/sample.ts";
import { BOT, forge, makeMaintainer, posted, standings, writeProgram } from "../support/journey.ts";
import { deskRows, openWaiting } from "../support/desk-scene.ts";
import { openScene, PROGRAM, type Scene, SECRET } from "../support/scene.ts";

const ACME = "partners/acme/certification";
const BETA = "partners/beta/certification";

/** A second partner: Lea is a Maintainer there and coordinates by that, Noor is a candidate. */
interface Beta {
  readonly beta: Project;
  readonly lea: User;
  readonly noor: User;
}

interface Options {
  /** What the bot follows. */
  readonly projects?: string;
  /** Usernames the program names as coordinators. */
  readonly coordinators?: readonly string[];
}

async function openTwoProjects(options: Options = {}): Promise<Scene & Beta> {
  const { projects = `${ACME},${BETA}`, coordinators = [] } = options;
  const scene = await openScene({ startsBot: false, projects });
  const { state } = scene.gitlab;
  if (coordinators.length > 0) {
    const users = ["roles", "coordinator", "users"];
    await writeProgram(scene, 3, { program: (document) => document.setIn(users, coordinators) });
  }
  const beta = state.createProject(BETA, { visibility: "private", premium: true });
  const lea = state.createUser({ username: "lea", name: "Lea Vogt" });
  const noor = state.createUser({ username: "noor", name: "Noor Haddad" });
  state.addMember(beta, lea, 40);
  state.addMember(beta, noor, 10);
  const bot = state.findUser("onboarding-bot");
  if (bot) state.addMember(beta, bot, 20);
  return Object.assign(scene, { beta, lea, noor });
}

async function start(scene: Scene & Beta, env: Readonly<Record<string, string>> = {}): Promise<void> {
  await scene.startBot(env);
  const url = `${scene.bot.url}/webhooks/gitlab`;
  if (scene.beta.hooks.size === 0) scene.gitlab.state.addHook(scene.beta, { url, token: SECRET });
  for (const hook of scene.beta.hooks.values()) hook.url = url;
}

async function openDeskIn(scene: Scene, project: Project, by: User): Promise<Issue> {
  const description = `The desk.\n\n<!-- onboarding-bot: desk ${PROGRAM} -->`;
  const desk = scene.gitlab.state.createIssue(project, by, { title: "Desk", description, confidential: true });
  await scene.calm();
  return desk;
}

/** Noor waits for a shadow in the other project. */
async function openNoors(scene: Scene & Beta): Promise<Issue> {
  const { beta, lea, noor } = scene;
  const description = fillPeople(scene.template, ["@noor", "", "@lea", ""]);
  const issue = scene.gitlab.state.createIssue(beta, lea, { title: "Noor", description, assignees: [noor] });
  await scene.calm();
  await scene.say(issue, lea, `${BOT} confirm review-resources assessment workshop`);
  return issue;
}

test("a right in one of several projects opens no desk: its holder would read who waits in the others", async () => {
  const scene = await openTwoProjects();
  await start(scene);
  await openWaiting(scene);

  const desk = await openDeskIn(scene, scene.beta, scene.lea);

  expect(posted(scene, desk)).toEqual([]);
});

test("whom the program names opens one for the candidates of all projects", async () => {
  const scene = await openTwoProjects({ coordinators: ["pnair"] });
  await start(scene);
  await openWaiting(scene);
  const issue = await openNoors(scene);

  const desk = await scene.openDesk();
  expect(deskRows(scene, desk)).toEqual([
    expect.stringContaining("| Maria Silva | shadow |"),
    expect.stringContaining("| Noor Haddad | shadow |"),
  ]);

  await scene.say(desk, scene.priya, `${BOT} confirm shadow @noor`);
  expect(standings(scene, issue)[3]).toContain("Confirmed by Priya Nair");
});

test("a desk that was opened by a right in the only project keeps to it when others are followed too", async () => {
  const scene = await openTwoProjects({ projects: ACME });
  await start(scene);
  await openWaiting(scene);
  const desk = await scene.openDesk();
  await scene.stopBot();
  await start(scene, { GITLAB_PROJECTS: `${ACME},${BETA}` });
  const issue = await openNoors(scene);
  // She holds the role in both.
  scene.gitlab.state.addMember(scene.beta, scene.priya, 40);

  await scene.say(desk, scene.priya, `${BOT} confirm shadow @msilva @noor`);

  expect(deskRows(scene, desk)).toEqual([expect.stringContaining("| Maria Silva | lead |")]);
  expect(posted(scene, desk).at(-1)).toContain("- Noor Haddad: there is no open issue of theirs in this program.");
  expect(posted(scene, desk).at(-1)).toContain("It worked for the others: 1.");
  expect(standings(scene, issue)[3]).toContain("Ready to schedule");
});

test("a candidate who may edit comments and webhooks where the desk is makes nobody say anything there", async () => {
  const scene = await openTwoProjects({ coordinators: ["pnair"] });
  await start(scene);
  const issue = await openNoors(scene);
  const desk = await scene.openDesk();
  const comment = await scene.say(desk, scene.priya, "Good morning!");

  // Noor is a Maintainer where the desk is, and nobody where her own issue is.
  scene.gitlab.state.addMember(scene.project, scene.noor, 40);
  scene.gitlab.webhookTap = () => "drop";
  scene.gitlab.state.editComment(comment, scene.noor, `${BOT} confirm shadow lead @noor`);
  const { priya } = scene;
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
    issue: { iid: desk.iid, type: "Issue" },
  };
  await forge(scene, edited, "Note Hook");
  await scene.settle();

  expect(standings(scene, issue)[3]).toContain("Ready to schedule");
  expect(posted(scene, desk).at(-1)).toMatch(/^I cannot tell who wrote `confirm` in a comment that was edited/);
});

test("a candidate who is a Maintainer opens a desk of her only project and is still nobody on her own issue", async () => {
  const scene = await openScene();
  makeMaintainer(scene, scene.maria);
  const issue = await openWaiting(scene);
  const desk = await scene.openDesk({ by: scene.maria });

  await scene.say(desk, scene.maria, `${BOT} confirm shadow lead @msilva`);

  expect(posted(scene, desk).at(-1)).toContain(
    "- Maria Silva: it is your own issue, which needs somebody else's word.",
  );
  expect(standings(scene, issue)[3]).toContain("Ready to schedule");
});
