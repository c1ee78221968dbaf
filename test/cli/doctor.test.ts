import { chmodSync, cpSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { parseEnv } from "node:util";

import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from "vitest";

import { type Bot, startBot } from "../../src/bot.ts";
import { doctor } from "../../src/cli/doctor.ts";
import { setup } from "../../src/cli/setup.ts";
import { readConfig } from "../../src/config.ts";
import { ACCESS, type AccessToken, type Hook, type Issue } from "../../src/demo/gitlab/model.ts";
import { type StandIn, startStandIn } from "../../src/demo/gitlab/stand-in.ts";
import { createSample, openIssue, type Sample } from "../../src/demo/sample.ts";
import { createLog } from "../../src/log.ts";
import { putKeys } from "../support/issuer.ts";
import { toldTo } from "./support/told.ts";

const TEMPLATE = ".gitlab/issue_templates/migration-onboarding.md";

/** An installation in which all is well: set up by its own command, running, with a first issue. */
interface Stage {
  readonly gitlab: StandIn;
  readonly sample: Sample;
  readonly token: AccessToken;
  readonly hook: Hook;
  readonly issue: Issue;
  readonly bot: Bot;
  readonly dir: string;
  readonly env: Readonly<Record<string, string>>;
  /** How far GitLab's clock is ahead; milliseconds. */
  skewMs: number;
}

let stage: Stage;
const ends: (() => unknown)[] = [];

beforeAll(async () => {
  const clock = { skewMs: 0 };
  const gitlab = await startStandIn({ now: () => new Date(Date.now() + clock.skewMs), autoDisable: false });
  ends.push(() => gitlab.close());
  const sample = createSample(gitlab);
  const { project } = sample;
  const token = gitlab.state.createAccessToken(project, { accessLevel: ACCESS.maintainer });
  const dir = mkdtempSync(path.join(tmpdir(), "onboarding-bot-"));
  ends.push(() => rmSync(dir, { recursive: true, force: true }));
  const envFile = path.join(dir, ".env");
  const port = await freePort();
  const given = { GITLAB_URL: gitlab.url, GITLAB_TOKEN: token.token, PUBLIC_URL: `http://127.0.0.1:${port}` };
  const words = ["--project", project.path, "--yes", "--env-file", envFile];
  await setup(words, given, toldTo());
  const env = {
    HOST: "127.0.0.1",
    PORT: String(port),
    DATA_DIR: path.join(dir, "data"),
    BADGE_ISSUER_NAME: "Example Services",
    TEMPLATES_DIR: "./templates",
  };
  await putKeys(env.DATA_DIR);
  const config = readConfig({ ...parseEnv(readFileSync(envFile, "utf8")), ...env });
  const bot = await startBot(config, createLog({ level: "silent", secrets: [] }), { issueGapMs: 0 });
  ends.push(() => bot.close());
  const issue = openIssue(gitlab, sample, project.files.get(TEMPLATE)?.content ?? "");
  await vi.waitUntil(() => issue.labels.length > 0, { timeout: 20_000 });
  await gitlab.settled();
  await bot.idle();
  const [hook] = project.hooks.values();
  if (hook === undefined) throw new Error("There is no hook");
  stage = {
    gitlab,
    sample,
    token,
    hook,
    issue,
    bot,
    dir,
    env,
    get skewMs() {
      return clock.skewMs;
    },
    set skewMs(ms) {
      clock.skewMs = ms;
    },
  };
}, 60_000);

afterAll(async () => {
  for (const end of ends.toReversed()) await end();
});

interface Answer {
  readonly status: number;
  readonly codes: readonly string[];
  readonly text: string;
}

/** `npm run doctor`, with other settings than those of the installation. */
async function ask(env: Readonly<Record<string, string>> = {}): Promise<Answer> {
  const settings = { ...stage.env, ...env };
  const [json, told] = [toldTo(), toldTo()];
  const words = ["--env-file", path.join(stage.dir, ".env")];
  const status = await doctor([...words, "--json"], settings, json);
  await doctor(words, settings, told);
  const findings = JSON.parse(json.text()) as readonly { code: string; weight: string }[];
  const codes = findings.map(({ code, weight }) => (weight === "fault" ? code : `(${code})`));
  return { status, codes: codes.toSorted(), text: told.text() };
}

/** Settings to run with, or a change that the answered function takes back. */
type Plant = (stage: Stage) => Readonly<Record<string, string>> | (() => unknown) | Promise<() => unknown>;

/** Change a value for the time of a test. */
function swap<Thing extends object, Key extends keyof Thing>(thing: Thing, key: Key, value: Thing[Key]): () => void {
  const before = thing[key];
  thing[key] = value;
  return () => void (thing[key] = before);
}

function withMode(file: string, mode: number, usual: number): () => void {
  chmodSync(file, mode);
  return () => chmodSync(file, usual);
}

const PLANTS: readonly (readonly [what: string, plant: Plant, found: readonly string[]])[] = [
  ["settings that are missing or wrong", () => ({ GITLAB_TOKEN: " ", PORT: "a lot" }), ["config"]],
  ["an issuer without an address", () => ({ PUBLIC_URL: "" }), ["(public-url-missing)", "config"]],
  ["GitLab away", () => ({ GITLAB_URL: "http://127.0.0.1:1" }), ["gitlab-unreachable"]],
  ["the address of something else", ({ bot }) => ({ GITLAB_URL: bot.url }), ["gitlab-url"]],
  ["a token nobody knows", () => ({ GITLAB_TOKEN: "glpat-none" }), ["token-refused"]],
  ["a token that expired", ({ token }) => swap(token, "expiresAt", "2020-01-01"), ["token-expired"]],
  ["a token that expires soon", ({ token }) => swap(token, "expiresAt", inDays(3)), ["token-expires"]],
  ["a token that only reads", ({ token }) => swap(writable(token), "scopes", ["read_api"]), ["token-scope"]],
  ["a token that may nothing", ({ token }) => swap(writable(token), "scopes", ["read_user"]), ["token-scope"]],
  [
    "the account of a person",
    ({ sample }) => ({ GITLAB_TOKEN: sample.priya.token }),
    ["(template-differs)", "account-person"],
  ],
  ["a bot that is a Guest", ({ sample, token }) => demoted(sample, token), ["(hook-unseen)", "access-too-little"]],
  [
    "a project nobody sees",
    ({ sample }) => ({ GITLAB_PROJECTS: `${sample.project.path},no/where` }),
    ["project-missing"],
  ],
  [
    "a project named twice",
    ({ sample }) => ({ GITLAB_PROJECTS: `${sample.project.path},partners/**` }),
    ["(project-twice)"],
  ],
  ["no webhook", ({ sample, hook }) => without(sample.project.hooks, hook.id), ["hook-missing"]],
  ["a webhook that is off", ({ hook }) => swap(hook, "disabledForGood", true), ["hook-disabled"]],
  ["a webhook that pauses", ({ hook }) => swap(hook, "disabledUntil", new Date(inDays(1))), ["hook-disabled"]],
  ["a webhook to an old address", ({ hook }) => swap(hook, "url", "http://127.0.0.1:1/webhooks/gitlab"), ["hook-url"]],
  ["a webhook without comments", ({ hook }) => swap(hook, "noteEvents", false), ["hook-events"]],
  ["a webhook that says what it likes", ({ hook }) => swap(hook, "customWebhookTemplate", "{}"), ["hook-template"]],
  ["a webhook without a token", ({ hook }) => swap(hook, "signingToken", null), ["hook-token"]],
  ["a webhook with another token", (one) => refused(one), ["hook-refused"]],
  ["a label that is gone", ({ sample }) => without(sample.project.labels, "onboarding::paused"), ["(labels-missing)"]],
  ["a template that is gone", ({ sample }) => without(sample.project.files, TEMPLATE), ["template-missing"]],
  ["a template somebody changed", ({ sample }) => changed(sample), ["(template-differs)"]],
  ["a program with faults", ({ dir }) => ({ TEMPLATES_DIR: brokenTemplates(dir) }), ["program"]],
  [
    "a public address that leads nowhere",
    () => ({ PUBLIC_URL: "http://127.0.0.1:1" }),
    ["hook-url", "public-url-unreachable"],
  ],
  ["a port that is taken", ({ gitlab }) => ({ PORT: new URL(gitlab.url).port }), ["port-taken"]],
  ["a data directory that is none", ({ dir }) => ({ DATA_DIR: path.join(dir, ".env") }), ["data-dir-unwritable"]],
  ["a data directory all may read", ({ env }) => withMode(env["DATA_DIR"] ?? "", 0o755, 0o700), ["data-dir-open"]],
  ["an .env all may read", ({ dir }) => withMode(path.join(dir, ".env"), 0o644, 0o600), ["env-file-open"]],
  ["clocks that differ", (one) => swap(one, "skewMs", 10 * 60_000), ["clock"]],
  ["badges under another address", (one) => frozen(one, "https://old.example.com"), ["badge-url-differs"]],
  [
    "badges, and nobody who issues",
    (one) => ({ ...keep(frozen(one, one.bot.url)), BADGE_ISSUER_NAME: "" }),
    ["badge-issuer-missing"],
  ],
  ["keys others may read", ({ env }) => withMode(keysOf(env), 0o644, 0o600), ["badge-keys-unusable"]],
  ["keys that are gone", ({ env }) => moved(keysOf(env)), ["badge-keys-missing"]],
];

describe("npm run doctor", () => {
  test("finds nothing where all is well, and asks GitLab for nothing but answers", async () => {
    stage.gitlab.forgetCalls();

    const answer = await ask();

    expect(answer).toEqual({ status: 0, codes: [], text: "No fault." });
    expect(stage.gitlab.calls.filter(({ method }) => method !== "GET")).toEqual([]);
  });

  test.for(PLANTS)("finds what is planted and nothing else: %s", async ([, plant, found]) => {
    const planted = await plant(stage);
    if (typeof planted === "function") onTestFinished(async () => void (await planted()));

    const { status, codes, text } = await ask(typeof planted === "function" ? {} : planted);

    // Several of one kind are one kind: a broken file has many faults.
    expect([...new Set(codes)]).toEqual(found.toSorted());
    expect(status).toBe(found.every((code) => code.startsWith("(")) ? 0 : 1);
    for (const secret of [stage.token.token, stage.hook.signingToken ?? "none"]) expect(text).not.toContain(secret);
  });

  test("finds many at once", async () => {
    const plants: readonly Plant[] = [
      ({ token }) => swap(token, "expiresAt", inDays(3)),
      ({ hook }) => swap(hook, "confidentialIssuesEvents", false),
      ({ hook }) => swap(hook, "disabledForGood", true),
      ({ sample }) => without(sample.project.files, TEMPLATE),
      ({ env }) => withMode(env["DATA_DIR"] ?? "", 0o755, 0o700),
      ({ dir }) => withMode(path.join(dir, ".env"), 0o644, 0o600),
      (one) => swap(one, "skewMs", -10 * 60_000),
      (one) => frozen(one, "https://old.example.com"),
      ({ env }) => withMode(keysOf(env), 0o644, 0o600),
    ];
    for (const plant of plants) {
      const planted = await plant(stage);
      if (typeof planted === "function") onTestFinished(async () => void (await planted()));
    }

    const { codes, text } = await ask({ GITLAB_PROJECTS: `${stage.sample.project.path},no/where`, LOG_LEVEL: "loud" });

    expect(codes).toEqual([
      "badge-keys-unusable",
      "badge-url-differs",
      "clock",
      "config",
      "data-dir-open",
      "env-file-open",
      "hook-disabled",
      "hook-events",
      "project-missing",
      "template-missing",
      "token-expires",
    ]);
    expect(text).toContain("11 faults.");
  });

  test("sees the webhooks of a bot that is a Reporter with a Maintainer's token", async () => {
    const { sample, token } = stage;
    stage.gitlab.state.addMember(sample.project, token.user, ACCESS.reporter);
    onTestFinished(() => void stage.gitlab.state.addMember(sample.project, token.user, ACCESS.maintainer));

    expect((await ask()).codes).toEqual(["(hook-unseen)"]);
    expect((await ask({ GITLAB_SETUP_TOKEN: sample.priya.token })).codes).toEqual([]);
    expect((await ask({ GITLAB_SETUP_TOKEN: "glpat-none" })).codes).toEqual(["(hook-unseen)"]);
  });

  test("a call that makes no sense is told", async () => {
    const told = toldTo();

    expect(await doctor(["--heal"], {}, told)).toBe(2);
    expect(told.text()).toContain("Usage: npm run doctor");
  });
});

function inDays(days: number): string {
  return new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
}

/** What only these tests change. */
function writable(token: AccessToken): { scopes: readonly string[] } {
  return token;
}

function demoted({ project }: Sample, { user }: AccessToken): () => void {
  stage.gitlab.state.addMember(project, user, ACCESS.guest);
  return () => void stage.gitlab.state.addMember(project, user, ACCESS.maintainer);
}

function without<Key, Value>(map: Map<Key, Value>, key: Key): () => void {
  const value = map.get(key);
  map.delete(key);
  return () => void (value !== undefined && map.set(key, value));
}

function changed({ project }: Sample): () => void {
  const file = project.files.get(TEMPLATE);
  if (file === undefined) throw new Error("There is no template");
  return swap(file, "content", `${file.content}\n- [ ] one more\n`);
}

/** A delivery that the bot refuses, and afterwards one that it takes. */
async function refused({ gitlab, hook, issue, sample }: Stage): Promise<() => Promise<void>> {
  const undo = swap(hook, "signingToken", `whsec_${Buffer.alloc(32, 7).toString("base64")}`);
  gitlab.state.comment(issue, sample.priya, "one");
  await gitlab.settled();
  return async () => {
    undo();
    gitlab.state.comment(issue, sample.priya, "two");
    await gitlab.settled();
  };
}

function brokenTemplates(dir: string): string {
  const to = path.join(dir, "broken");
  cpSync("templates", to, { recursive: true });
  writeFileSync(path.join(to, "second.yaml"), "id: second\n");
  return to;
}

/** As the first badge does it. */
function frozen({ env }: Stage, url: string): () => void {
  const change = (sql: string, ...values: string[]): void => {
    const db = new DatabaseSync(path.join(env["DATA_DIR"] ?? "", "bot.sqlite"), { timeout: 1000 });
    db.prepare(sql).run(...values);
    db.close();
  };
  change("insert into badge_issuer (id, url) values (1, ?)", url);
  return () => change("delete from badge_issuer");
}

/** Taken back at the end of the test, beside settings. */
function keep(undo: () => void): object {
  onTestFinished(undo);
  return {};
}

function keysOf(env: Stage["env"]): string {
  return path.join(env["DATA_DIR"] ?? "", "badge-keys.json");
}

function moved(file: string): () => void {
  renameSync(file, `${file}.away`);
  return () => renameSync(`${file}.away`, file);
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", () => resolve()));
  const address = server.address();
  await new Promise((resolve) => void server.close(resolve));
  return typeof address === "object" && address !== null ? address.port : 0;
}
