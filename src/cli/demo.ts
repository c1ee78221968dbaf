import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

import { parseDocument } from "yaml";

import { startBot } from "../bot.ts";
import { readConfig, secretsOf } from "../config.ts";
import { startStandIn } from "../demo/gitlab/stand-in.ts";
import { createSample, openIssue } from "../demo/sample.ts";
import { createLog } from "../log.ts";
import { untilStopped } from "./until-stopped.ts";

const PROGRAM = "migration-onboarding";
/** Two minutes are right for people and too long for somebody who tries the bot out. */
const ASK_AFTER = "PT3S";

/**
 * `npm run demo`: the bot beside a small GitLab of its own, both on this machine, nothing to install or to clean up.
 *
 * `DEMO_PORT` and `PORT` choose the ports; by default 8929 and 8080, or free ones where those are taken.
 */
export async function demo(_argv: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  const dir = await mkdtemp(path.join(tmpdir(), "onboarding-bot-demo-"));
  const secret = "a-demo-secret-of-no-worth";
  const standIn = await listenOn(env["DEMO_PORT"], 8929, (port) => startStandIn({ port }));
  const sample = createSample(standIn);
  const template = await copyTemplates(dir, env["TEMPLATES_DIR"] || "./templates");
  const config = (port: number) =>
    readConfig({
      GITLAB_URL: standIn.url,
      GITLAB_TOKEN: sample.botToken,
      GITLAB_PROJECTS: sample.project.path,
      GITLAB_WEBHOOK_SECRET: secret,
      GITLAB_NOTES_PER_MINUTE: "6000",
      GITLAB_CALLS_PER_MINUTE: "60000",
      HOST: "127.0.0.1",
      PORT: String(port),
      DATA_DIR: path.join(dir, "data"),
      TEMPLATES_DIR: path.join(dir, "templates"),
      LOG_LEVEL: env["LOG_LEVEL"] || "warn",
    });
  const bot = await listenOn(env["PORT"], 8080, (port) => {
    const settings = config(port);
    return startBot(settings, createLog({ level: settings.logLevel, secrets: secretsOf(settings) }));
  });
  standIn.state.addHook(sample.project, { url: `${bot.url}/webhooks/gitlab`, token: secret });
  standIn.state.writeFile(sample.project, `.gitlab/issue_templates/${PROGRAM}.md`, template);
  await bot.sweep();
  const issue = openIssue(standIn, sample, template);
  process.stdout.write(
    `${introduce(`${standIn.url}/${sample.project.path}/-/issues/${issue.iid}`, `${bot.url}/readyz`)}\n`,
  );

  await untilStopped();
  await bot.close();
  await standIn.close();
  await rm(dir, { recursive: true, force: true });
  return 0;
}

function introduce(issueUrl: string, readyUrl: string): string {
  return [
    "",
    "Onboarding bot runs, beside a small stand-in for GitLab. Everything is on this machine and gone when you stop it.",
    "",
    `  The first issue:  ${issueUrl}`,
    `  Is the bot well?  ${readyUrl}`,
    "",
    "Try this, it takes two minutes:",
    "  1. Be Maria (top of the page) and tick the first three boxes. After three seconds Priya is asked.",
    "  2. Be Priya and tick the two boxes under Coordinator Tasks.",
    "  3. Be Maria and tick the shadow; be Tom and tick his first box. The same again for the lead.",
    "  4. Maria is certified and the issue is closed.",
    "",
    "Ctrl+C stops both.",
  ].join("\n");
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

/** Take the port somebody asked for, else the usual one, else any free one. */
async function listenOn<T>(wanted: string | undefined, usual: number, start: (port: number) => Promise<T>): Promise<T> {
  if (wanted) return await start(Number(wanted));
  try {
    return await start(usual);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EADDRINUSE")) throw error;
    return await start(0);
  }
}
