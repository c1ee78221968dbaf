import { readFileSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import path from "node:path";
import { parseEnv } from "node:util";

import { expect, onTestFinished, test, vi } from "vitest";

import { type Bot, startBot } from "../../src/bot.ts";
import { setup } from "../../src/cli/setup.ts";
import { readConfig } from "../../src/config.ts";
import { ACCESS, type Hook } from "../../src/demo/gitlab/model.ts";
import { type StandIn, type StandInOptions, startStandIn } from "../../src/demo/gitlab/stand-in.ts";
import { createSample, fillPeople, type Sample } from "../../src/demo/sample.ts";
import { createLog } from "../../src/log.ts";
import { temporaryDirectory } from "../support/open-store.ts";
import { type Told, toldTo } from "./support/told.ts";

const TEMPLATE = ".gitlab/issue_templates/migration-onboarding.md";

interface Stage extends Omit<Sample, "bot"> {
  readonly gitlab: StandIn;
  readonly token: string;
  readonly handle: string;
  readonly publicUrl: string;
  readonly envFile: string;
  /** `npm run setup -- …words`, in a folder with nothing but `.env`, if that. */
  run(words?: readonly string[], env?: Readonly<Record<string, string>>, terminal?: Told): Promise<Run>;
  env(): Readonly<Record<string, string | undefined>>;
  hooks(): readonly Hook[];
  startBot(): Promise<Bot>;
}

interface Run {
  readonly status: number;
  readonly text: string;
  /** Calls that changed something in GitLab. */
  readonly writes: readonly string[];
}

async function openStage(options: StandInOptions & { readonly level?: number } = {}): Promise<Stage> {
  const gitlab = await startStandIn(options);
  onTestFinished(() => gitlab.close());
  const sample = createSample(gitlab);
  const { project } = sample;
  const token = gitlab.state.createAccessToken(project, { accessLevel: options.level ?? ACCESS.maintainer });
  const dir = temporaryDirectory();
  const envFile = path.join(dir, ".env");
  const port = await freePort();
  const publicUrl = `http://127.0.0.1:${port}`;
  const env = (): Readonly<Record<string, string | undefined>> => parseEnv(readFileSync(envFile, "utf8"));
  return {
    ...sample,
    gitlab,
    token: token.token,
    handle: token.user.username,
    publicUrl,
    envFile,
    env,
    hooks: () => [...project.hooks.values()],
    async run(words = ["--project", project.path, "--yes"], more = {}, terminal = toldTo()) {
      gitlab.forgetCalls();
      const settings = { GITLAB_URL: gitlab.url, GITLAB_TOKEN: token.token, PUBLIC_URL: publicUrl, ...more };
      const status = await setup([...words, "--env-file", envFile], settings, terminal);
      const writes = gitlab.calls.filter(({ method }) => method !== "GET").map((call) => `${call.method} ${call.path}`);
      return { status, text: terminal.text(), writes };
    },
    async startBot() {
      const config = readConfig({ ...env(), HOST: "127.0.0.1", PORT: String(port), DATA_DIR: path.join(dir, "data") });
      const log = createLog({ level: "silent", secrets: [] });
      const bot = await startBot(config, log, { issueGapMs: 0 });
      onTestFinished(() => bot.close());
      return bot;
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", () => resolve()));
  const address = server.address();
  await new Promise((resolve) => void server.close(resolve));
  return typeof address === "object" && address !== null ? address.port : 0;
}

test("from nothing to a working bot in one command, and the second time nothing changes", async () => {
  const stage = await openStage();
  const { project, gitlab } = stage;

  const first = await stage.run();
  const bot = await stage.startBot();
  const template = project.files.get(TEMPLATE)?.content ?? "";
  const issue = gitlab.state.createIssue(project, stage.jonas, {
    title: "Maria",
    description: fillPeople(template, ["@msilva", "@jweber", "@pnair", "@tbecker"]),
  });
  // The label is the last of what follows from a new issue.
  await vi.waitUntil(() => issue.labels.length > 0, { timeout: 20_000 });
  await gitlab.settled();
  await bot.idle();
  const before = readFileSync(stage.envFile, "utf8");
  const again = await stage.run();

  expect(first).toMatchObject({ status: 0 });
  expect(first.text).toContain(`No bot answers at ${stage.publicUrl} yet`);
  expect(template).toContain(`@${stage.handle} help`);
  expect(template).not.toContain("@onboarding-bot help");
  const notes = issue.notes.filter(({ system }) => !system);
  expect(notes.map(({ author }) => author.username)).toEqual([stage.handle]);
  expect(again.status).toBe(0);
  expect(again.text).toContain("Nothing to change: everything is as it should be.");
  expect(again.text).toContain(`${project.path}: a test delivery has arrived`);
  expect(again.writes).toEqual([expect.stringMatching(/^POST \/projects\/\d+\/hooks\/\d+\/test\/issues_events$/)]);
  expect(readFileSync(stage.envFile, "utf8")).toBe(before);
});

test("it makes labels with colours and words, one hook with a signing token, and a file for its owner alone", async () => {
  const stage = await openStage();

  const { text } = await stage.run();

  const labels = [...stage.project.labels.values()];
  expect(labels.map(({ name }) => name)).toContain("onboarding::certified");
  expect(labels.every(({ color, description }) => color.startsWith("#") && (description ?? "").length > 20)).toBe(true);
  expect(stage.hooks()).toMatchObject([
    {
      url: `${stage.publicUrl}/webhooks/gitlab`,
      name: "Onboarding bot",
      issuesEvents: true,
      confidentialIssuesEvents: true,
      noteEvents: true,
      confidentialNoteEvents: true,
      pushEvents: false,
      sslVerification: true,
      customWebhookTemplate: null,
      token: null,
    },
  ]);
  const secret = stage.env()["GITLAB_WEBHOOK_SIGNING_TOKEN"] ?? "";
  expect(stage.hooks()[0]?.signingToken).toBe(secret);
  expect(statSync(stage.envFile).mode & 0o777).toBe(0o600);
  expect(stage.env()).toMatchObject({ GITLAB_PROJECTS: stage.project.path, PUBLIC_URL: stage.publicUrl });
  for (const hidden of [secret, stage.token]) expect(text).not.toContain(hidden);
});

test("--dry-run says what would be done and does nothing; without --yes and a terminal nothing happens either", async () => {
  const stage = await openStage();

  const dry = await stage.run(["--project", stage.project.path, "--dry-run"]);
  const silent = await stage.run(["--project", stage.project.path]);
  const refused = await stage.run(["--project", stage.project.path], {}, toldTo({}, false));

  expect(dry).toMatchObject({ status: 0, writes: [] });
  expect(dry.text).toContain(`add a webhook to ${stage.publicUrl}/webhooks/gitlab`);
  expect(dry.text).toContain(`add ${TEMPLATE}, by a commit`);
  expect(silent).toMatchObject({ status: 1, writes: [] });
  expect(silent.text).toContain("Say --yes to do it");
  expect(refused).toMatchObject({ status: 1, writes: [] });
  expect(() => stage.env()).toThrow("ENOENT");
});

test("at a terminal it asks for what it does not know", async () => {
  const stage = await openStage();
  const terminal = toldTo({
    "Address of GitLab": stage.gitlab.url,
    Token: stage.token,
    "reach the bot": stage.publicUrl,
    "Which project": stage.project.path,
  });

  const empty = { GITLAB_URL: "", GITLAB_TOKEN: "", PUBLIC_URL: "" };
  const { status } = await stage.run([], empty, terminal);
  const alone = await stage.run([], { ...empty, GITLAB_URL: stage.gitlab.url });

  expect(status).toBe(0);
  expect(terminal.questions).toHaveLength(5);
  expect(stage.hooks()).toHaveLength(1);
  // What was asked once is in .env now.
  expect(alone.text).not.toContain("Cannot set up without");
});

test.for([
  ["no sense", ["--projcet", "a/b"], {}, 2, "Usage: npm run setup"],
  ["nothing to set up", ["--yes"], { GITLAB_URL: "" }, 2, "Cannot set up without GITLAB_URL, --project"],
  ["a project nobody sees", ["--project", "no/where", "--yes"], {}, 1, 'GitLab shows no project "no/where"'],
  ["a token nobody knows", ["--project", "a/b", "--yes"], { GITLAB_TOKEN: "glpat-none" }, 1, "GITLAB_TOKEN is refused"],
] as const)("a call with %s is told, and changes nothing", async ([, words, env, expected, what]) => {
  const stage = await openStage();

  const { status, text, writes } = await stage.run(words, env);

  expect([status, writes]).toEqual([expected, []]);
  expect(text).toContain(what);
});

test("the account of a person is refused, with what to take instead", async () => {
  const stage = await openStage();
  const words = ["--project", stage.project.path, "--yes"];

  const refused = await stage.run(words, { GITLAB_TOKEN: stage.priya.token });
  const ordinary = await stage.run([...words, "--i-know"], { GITLAB_TOKEN: stage.botToken });

  expect(refused).toMatchObject({ status: 1, writes: [] });
  expect(refused.text).toContain("@pnair is the account of a person");
  expect(refused.text).toContain("a service account, or a project or group access token");
  expect(ordinary.text).toContain("The bot is @onboarding-bot");
});

test("a token that only reads is refused, with the scope it lacks", async () => {
  const stage = await openStage();
  const { token } = stage.gitlab.state.createAccessToken(stage.project, { scopes: ["read_api"] });

  const { status, text, writes } = await stage.run(undefined, { GITLAB_TOKEN: token });

  expect([status, writes]).toEqual([1, []]);
  expect(text).toContain("only the scope read_api");
});

test("what breaks off is finished by the next run: one hook, and the token of .env", async () => {
  const stage = await openStage();
  stage.gitlab.disturb = ({ method, path: address }) =>
    method === "POST" && address.endsWith("/hooks") ? { kind: "reset", after: true } : null;

  const broken = await stage.run();
  stage.gitlab.disturb = null;
  const next = await stage.run();

  expect(broken.status).toBe(1);
  expect(broken.text).toContain("Not done: ");
  expect(next).toMatchObject({ status: 0, writes: [] });
  expect(stage.hooks().map(({ signingToken }) => signingToken)).toEqual([stage.env()["GITLAB_WEBHOOK_SIGNING_TOKEN"]]);
});

test("what a Reporter may not do is left to somebody who may, or done with a token for this once", async () => {
  const stage = await openStage({ level: ACCESS.reporter });

  const alone = await stage.run();
  const prepared = await stage.run(undefined, { GITLAB_SETUP_TOKEN: stage.priya.token });

  expect(alone.status).toBe(1);
  expect(alone.text).toContain("as Maintainer (here: Reporter), a webhook to");
  expect(alone.text).toContain(`Commit in ${stage.project.path}, as Developer or more, the file ${TEMPLATE}`);
  expect(stage.project.labels.size).toBeGreaterThan(5);
  expect(stage.env()["GITLAB_WEBHOOK_SIGNING_TOKEN"]).toMatch(/^whsec_/);
  expect(prepared.status).toBe(0);
  expect(stage.hooks()[0]?.signingToken).toBe(stage.env()["GITLAB_WEBHOOK_SIGNING_TOKEN"]);
  expect(readFileSync(stage.envFile, "utf8")).not.toContain(stage.priya.token);
});

test("a GitLab that knows no signing tokens gets a secret token, and the second run leaves it", async () => {
  const stage = await openStage({ version: "18.5.0-ee" });

  const first = await stage.run();
  const again = await stage.run();

  expect(first).toMatchObject({ status: 0 });
  expect(stage.hooks()).toMatchObject([{ signingToken: null, token: stage.env()["GITLAB_WEBHOOK_SECRET"] }]);
  expect(stage.env()["GITLAB_WEBHOOK_SECRET"]?.length).toBeGreaterThan(40);
  expect(again).toMatchObject({ status: 0, writes: [] });
});

test("where the default branch is protected it opens one merge request, and waits for it", async () => {
  const stage = await openStage({ level: ACCESS.developer });
  stage.project.pushLevel = ACCESS.maintainer;

  const first = await stage.run();
  const again = await stage.run();

  expect(first.text).toContain("by a merge request, the default branch is protected");
  expect(stage.project.mergeRequests).toMatchObject([{ state: "opened", targetBranch: "main" }]);
  expect(stage.project.files.has(TEMPLATE)).toBe(false);
  expect(again.writes).toEqual([]);
  expect(again.text).toContain("waits to be merged");
});

test("a hook that somebody changed is repaired, and found again after the bot has moved", async () => {
  const stage = await openStage();
  await stage.run();
  const [hook] = stage.hooks();
  if (hook === undefined) throw new Error("There is no hook");
  hook.confidentialNoteEvents = false;
  hook.customWebhookTemplate = '{"object_kind":"issue"}';
  hook.pushEvents = true;

  const repaired = await stage.run();
  const moved = await stage.run(undefined, { PUBLIC_URL: "https://bot.example.com" });

  expect(repaired.text).toContain("confidential comments are not sent");
  expect(repaired.text).toContain("a custom body template replaces what GitLab sends");
  expect(moved.text).toContain("its address is another one");
  expect(stage.hooks()).toMatchObject([
    {
      url: "https://bot.example.com/webhooks/gitlab",
      confidentialNoteEvents: true,
      customWebhookTemplate: null,
      pushEvents: false,
      signingToken: stage.env()["GITLAB_WEBHOOK_SIGNING_TOKEN"],
    },
  ]);
});

test("a hook with another token is found out by the test delivery, and gets that of .env", async () => {
  const stage = await openStage();
  await stage.run();
  const bot = await stage.startBot();
  for (const hook of stage.hooks()) hook.signingToken = `whsec_${Buffer.alloc(32, 7).toString("base64")}`;

  const { status, text } = await stage.run();
  await bot.idle();

  expect([status, text]).toEqual([0, expect.stringContaining("a test delivery has arrived")]);
  expect(stage.hooks()[0]?.signingToken).toBe(stage.env()["GITLAB_WEBHOOK_SIGNING_TOKEN"]);
});

test("an instance that forbids local addresses is told by name, and all else is done", async () => {
  const stage = await openStage({ allowsLocalHooks: false });

  const { status, text } = await stage.run();

  expect(status).toBe(1);
  expect(text).toContain("Admin > Settings > Network > Outbound requests");
  expect(stage.project.files.has(TEMPLATE)).toBe(true);
});

test("a group whose Owner it is gets one webhook for all its projects", async () => {
  const stage = await openStage();
  const second = stage.gitlab.state.createProject("partners/other/certification", { premium: true });
  const [group, user] = [stage.gitlab.state.findGroup("partners"), stage.gitlab.state.findUser(stage.handle)];
  if (group === null || user === null) throw new Error("There is no group, or no bot");
  stage.gitlab.state.addGroupMember(group, user, ACCESS.owner);
  const words = ["--group", "partners", "--yes"];

  const first = await stage.run(words);
  const again = await stage.run(words);

  expect([first.status, first.text]).toEqual([0, expect.stringContaining("partners: webhook added")]);
  expect([...group.hooks.values()].map(({ signingToken }) => signingToken)).toEqual([
    stage.env()["GITLAB_WEBHOOK_SIGNING_TOKEN"],
  ]);
  for (const { hooks, labels, files } of [stage.project, second]) {
    expect([hooks.size, labels.size, files.has(TEMPLATE)]).toEqual([0, 0, true]);
  }
  expect(again).toMatchObject({ status: 0, writes: [] });
  expect(stage.env()["GITLAB_PROJECTS"]).toBe("partners/**");
});

test("several projects and a group come into one .env, whose other lines stay", async () => {
  const stage = await openStage();
  const second = stage.gitlab.state.createProject("partners/other/certification");
  const user = stage.gitlab.state.findUser(stage.handle);
  if (user !== null) stage.gitlab.state.addMember(second, user, ACCESS.maintainer);
  writeFileSync(stage.envFile, "# mine\nLOG_LEVEL=debug\nGITLAB_PROJECTS=partners/acme/certification\nMY_OWN='a b'\n");

  const { status, text } = await stage.run(["--project", second.path, "--group", "partners", "--yes"]);

  expect([status, text]).toEqual([0, expect.any(String)]);
  expect(second.hooks.size).toBe(1);
  expect(stage.project.hooks.size).toBe(1);
  expect(stage.env()).toMatchObject({
    LOG_LEVEL: "debug",
    MY_OWN: "a b",
    GITLAB_PROJECTS: "partners/**",
  });
  expect(readFileSync(stage.envFile, "utf8")).toMatch(/^# mine\n/);
});
