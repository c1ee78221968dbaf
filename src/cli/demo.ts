import { once } from "node:events";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";

import { parseDocument } from "yaml";

import { startBot } from "../bot.ts";
import { type Config, readConfig, secretsOf } from "../config.ts";
import { startStandIn } from "../demo/gitlab/stand-in.ts";
import { createSample, guideAt, openDesk, openIssue, type Sample, setZones } from "../demo/sample.ts";
import { BotError } from "../domain/error.ts";
import { createLog } from "../log.ts";
import { untilStopped } from "./until-stopped.ts";

const PROGRAM = "migration-onboarding";
/** Two minutes are right for people and too long for somebody who tries the bot out. */
const ASK_AFTER = "PT3S";
/** Between two servers on this machine, known to everybody who reads this. */
const SECRET = "a-demo-secret-of-no-worth";

/**
 * `npm run demo`: the bot beside a small GitLab of its own, both on this machine, nothing to install or to clean up.
 *
 * `DEMO_PORT` and `PORT` choose the ports; by default 8929 and 8080, or free ones where those are taken.
 */
export async function demo(_argv: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  const stopped = untilStopped();
  await using things = new AsyncDisposableStack();
  const dir = await mkdtemp(path.join(tmpdir(), "onboarding-bot-demo-"));
  things.defer(() => rm(dir, { recursive: true, force: true }));
  const guide = guideAt(new Date());
  const standIn = await listenOn("DEMO_PORT", env, 8929, (port) => startStandIn({ port, guide }));
  things.defer(() => standIn.close());
  const sample = createSample(standIn);
  setZones(standIn, sample);
  const template = await copyTemplates(dir, env["TEMPLATES_DIR"] || "./templates");
  const bot = await listenOn("PORT", env, 8080, async (wanted) => {
    const port = wanted === 0 ? await findFreePort() : wanted;
    const settings = settingsFor(port, dir, standIn.url, sample, env["LOG_LEVEL"] || "warn");
    return startBot(settings, createLog({ level: settings.logLevel, secrets: secretsOf(settings) }));
  });
  things.defer(() => bot.close());
  standIn.state.addHook(sample.project, { url: `${bot.url}/webhooks/gitlab`, token: SECRET });
  standIn.state.writeFile(sample.project, `.gitlab/issue_templates/${PROGRAM}.md`, template);
  await bot.sweep();
  const issue = openIssue(standIn, sample, template);
  openDesk(standIn, sample, PROGRAM);
  const issueUrl = `${standIn.url}/${sample.project.path}/-/issues/${issue.iid}`;
  process.stdout.write(introduce(issueUrl, `${bot.url}/readyz`, guide.steps));

  await stopped;
  process.stdout.write("\nStopped. Nothing is left behind.\n");
  return 0;
}

function settingsFor(port: number, dir: string, gitlabUrl: string, sample: Sample, logLevel: string): Config {
  const config = readConfig({
    GITLAB_URL: gitlabUrl,
    GITLAB_TOKEN: sample.botToken,
    GITLAB_PROJECTS: sample.project.path,
    GITLAB_WEBHOOK_SECRET: SECRET,
    GITLAB_NOTES_PER_MINUTE: "6000",
    GITLAB_CALLS_PER_MINUTE: "60000",
    HOST: "127.0.0.1",
    PORT: String(port),
    PUBLIC_URL: `http://127.0.0.1:${port}`,
    BADGE_ISSUER_NAME: "Demo of the onboarding bot",
    DATA_DIR: path.join(dir, "data"),
    TEMPLATES_DIR: path.join(dir, "templates"),
    LOG_LEVEL: logLevel,
  });
  return { ...config, badge: { ...config.badge, isDemo: true } };
}

function introduce(issueUrl: string, readyUrl: string, steps: readonly string[]): string {
  return `
Onboarding bot runs, beside a small stand-in for GitLab.
Both are on this machine only, and what they know is gone when you stop them.

  Open the first issue:  ${issueUrl}
  Is the bot well?       ${readyUrl}

Try this, it takes five minutes (the page says it too):
${steps.map((step, index) => `  ${index + 1}. ${asPlainText(step)}`).join("\n")}

Ctrl+C stops both.
`;
}

function asPlainText(markdown: string): string {
  return markdown.replaceAll(/\[([^\]]+)\]\([^)]*\)/g, "$1").replaceAll(/[*`]/g, "");
}

/** The shipped program, with a shorter wait before anybody is asked. @returns The text of its issue template. */
async function copyTemplates(dir: string, from: string): Promise<string> {
  const to = path.join(dir, "templates");
  await mkdir(to, { recursive: true });
  const document = parseDocument(await readFile(path.join(from, `${PROGRAM}.yaml`), "utf8"));
  document.setIn(["asks", "settle"], ASK_AFTER);
  const template = await readFile(path.join(from, `${PROGRAM}.md`), "utf8");
  await writeFile(path.join(to, `${PROGRAM}.yaml`), document.toString());
  await writeFile(path.join(to, `${PROGRAM}.md`), template);
  return template;
}

/** The bot has to know its own address, which notes link to, before it listens there. */
async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  return typeof address === "object" && address !== null ? address.port : 0;
}

/**
 * Take the port somebody asked for, else the usual one, else any free one.
 *
 * @throws {BotError} when that port cannot be had.
 */
async function listenOn<T>(
  variable: "DEMO_PORT" | "PORT",
  env: NodeJS.ProcessEnv,
  usual: number,
  start: (port: number) => Promise<T>,
): Promise<T> {
  const wanted = env[variable];
  try {
    return await start(Number(wanted || usual));
  } catch (error) {
    if (!(error instanceof Error && "code" in error) || error instanceof BotError) throw error;
    if (!wanted && error.code === "EADDRINUSE") return await start(0);
    const message = `Cannot listen on the port in ${variable}: ${String(error.code)}`;
    throw new BotError("CONFIG_INVALID", "operator", message, { cause: error });
  }
}
