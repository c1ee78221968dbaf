import { parseArgs } from "node:util";

import { type Config, readConfig } from "../config.ts";
import { BotError } from "../domain/error.ts";
import type { Account } from "../domain/issue.ts";
import { createSetupClient } from "../gitlab/setup-client.ts";
import { GitLabFailure } from "../workflow/ports/gitlab-port.ts";
import type { Place, SetupPort } from "../workflow/ports/setup-port.ts";
import { diagnose } from "../workflow/setup/diagnose.ts";
import type { Facts, GitLabFacts } from "../workflow/setup/facts.ts";
import type { Finding } from "../workflow/setup/finding.ts";
import { type PlaceFacts, readAccount, readEntry, readPlace } from "../workflow/setup/read-gitlab.ts";
import { wantedOf } from "../workflow/setup/wanted.ts";
import { lookAtData, lookAtFile, lookAtWeb } from "./doctor-machine.ts";
import { openEnvFile } from "./env-file.ts";
import { type GoodPrograms, readGoodPrograms } from "./read-good-programs.ts";
import { openTerminal, type Terminal } from "./terminal.ts";

const USAGE = `Usage: npm run doctor [-- --json]
Settings come from .env and the environment. A Maintainer's token in GITLAB_SETUP_TOKEN sees webhooks, too.`;

/**
 * `npm run doctor`: tell every fault of this installation with its cure. It changes nothing, here or in GitLab, and may
 * run beside the bot.
 *
 * @returns Exit status: 0 when there is no fault (there may be advice), 1 when there are some, 2 when the call makes no sense.
 */
export async function doctor(
  argv: readonly string[],
  env: NodeJS.ProcessEnv,
  terminal: Terminal = openTerminal(),
): Promise<number> {
  const call = readCall(argv);
  if (call === null) {
    terminal.complain(USAGE);
    return 2;
  }
  const { values } = await openEnvFile(call.envFile);
  // As `npm start` has it: what is set in the environment wins, be it empty.
  const settings = { ...values, ...env };
  const facts = await terminal.during("Look at everything", () => gather(settings, call.envFile));
  const findings = diagnose(facts);
  if (call.isJson) terminal.print(JSON.stringify(findings, null, 2));
  else for (const line of tell(findings)) terminal.print(line);
  return findings.some(({ weight }) => weight === "fault") ? 1 : 0;
}

function readCall(argv: readonly string[]): { readonly isJson: boolean; readonly envFile: string } | null {
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: { json: { type: "boolean", default: false }, "env-file": { type: "string", default: ".env" } },
    });
    return { isJson: values.json, envFile: values["env-file"] };
  } catch {
    return null;
  }
}

type Environment = Readonly<Record<string, string | undefined>>;

async function gather(settings: Environment, envFile: string): Promise<Facts> {
  const { config, problems, lacking } = readAsMuchAsPossible(settings);
  const good = await readGoodPrograms(config.templatesDir);
  const canAsk = !lacking.has("GITLAB_URL") && !lacking.has("GITLAB_TOKEN");
  const [gitlab, web, machine, file] = await Promise.all([
    canAsk
      ? lookAtGitLab(config, { setupToken: settings["GITLAB_SETUP_TOKEN"]?.trim() || undefined, lacking }, good)
      : NOT_ASKED,
    // Where the port is wrong, nobody knows where the bot would listen.
    lookAtWeb(lacking.has("PORT") ? { ...config.web, port: 0 } : config.web),
    lookAtData(config),
    lookAtFile(envFile),
  ]);
  return {
    at: new Date(),
    nodeVersion: process.versions.node,
    configProblems: problems,
    programs: good.programs,
    programFaults: good.faults,
    gitlab,
    web,
    ...machine,
    envFile: file,
  };
}

const WEBHOOK_TOKENS = ["GITLAB_WEBHOOK_SECRET", "GITLAB_WEBHOOK_SIGNING_TOKEN"];

const NOT_ASKED: GitLabFacts = { kind: "not-asked" };

/** Stand-ins for what is missing or wrong, so that the rest can be looked at; nothing is asked by means of them. */
const STAND_INS: Environment = {
  GITLAB_URL: "https://gitlab.invalid",
  GITLAB_TOKEN: "none",
  GITLAB_PROJECTS: "none",
  GITLAB_WEBHOOK_SECRET: "x".repeat(16),
};

/** Settings that are wrong together, or make no sense without each other. */
const PARTNERS: Readonly<Record<string, readonly string[]>> = {
  BADGE_URL: ["BADGE_ISSUER_NAME"],
  CREDLY_TOKEN: ["CREDLY_ORGANIZATION_ID"],
  CREDLY_ORGANIZATION_ID: ["CREDLY_TOKEN"],
};

interface Settled {
  readonly config: Config;
  readonly problems: readonly string[];
  /** Variables that were left aside. */
  readonly lacking: ReadonlySet<string>;
}

function readAsMuchAsPossible(settings: Environment): Settled {
  const problems: string[] = [];
  const lacking = new Set<string>();
  let tried: Environment = settings;
  for (;;) {
    try {
      return { config: readConfig(tried), problems, lacking };
    } catch (error) {
      const told = error instanceof BotError ? error.details["problems"] : null;
      const fresh = (Array.isArray(told) ? told.map(String) : []).filter((one) => !lacking.has(nameIn(one)));
      if (fresh.length === 0) throw error;
      // Only the first look tells: what a stand-in brings about is nobody's fault.
      if (problems.length === 0) problems.push(...fresh);
      for (const problem of fresh) {
        for (const name of [nameIn(problem), ...(PARTNERS[nameIn(problem)] ?? [])]) lacking.add(name);
      }
      const kept = Object.entries(tried).filter(([name]) => !lacking.has(name));
      const filled = Object.entries(STAND_INS).filter(([name]) => lacking.has(name));
      tried = Object.fromEntries([...kept, ...filled]);
    }
  }
}

function nameIn(problem: string): string {
  return problem.split(" ", 1)[0] ?? "";
}

async function lookAtGitLab(
  config: Config,
  { setupToken, lacking }: { readonly setupToken: string | undefined; readonly lacking: ReadonlySet<string> },
  { programs, templates }: GoodPrograms,
): Promise<GitLabFacts> {
  const { gitlab, web } = config;
  const bot = createSetupClient(gitlab);
  try {
    const account = await readAccount(bot);
    const lent =
      setupToken === undefined ? null : await tryAccount(createSetupClient({ ...gitlab, token: setupToken }));
    const looker = lent?.port ?? bot;
    const preparer = lent?.account ?? account.account;
    const wanted = wantedOf(programs, templates, account.account.username, web.publicUrl);
    const ids = { bot: account.account.userId, preparer: preparer.userId };
    const entries = [];
    for (const entry of lacking.has("GITLAB_PROJECTS") ? [] : gitlab.projects)
      entries.push(await readEntry(bot, entry));
    const places = new Map<string, PlaceFacts>();
    for (const place of await placesOf(looker, entries)) {
      const key = `${place.kind} ${place.id}`;
      if (!places.has(key)) places.set(key, await readPlace(looker, place, ids, wanted));
    }
    return {
      kind: "answered",
      account,
      entries,
      places: [...places.values()],
      wanted,
      credentials: WEBHOOK_TOKENS.some((name) => lacking.has(name)) ? null : config.webhook,
      clockSkewMs: bot.clockSkewMs(),
    };
  } catch (error) {
    if (!(error instanceof GitLabFailure)) throw error;
    const { reason } = error.details;
    return {
      kind: "failed",
      url: gitlab.url,
      status: error.status,
      reason: typeof reason === "string" ? reason : error.message,
    };
  }
}

/** @returns `null` when GitLab does not take the token that was lent: then the bot's own has to do. */
async function tryAccount(port: SetupPort): Promise<{ readonly port: SetupPort; readonly account: Account } | null> {
  try {
    return { port, account: await port.ownAccount() };
  } catch (error) {
    if (!(error instanceof GitLabFailure)) throw error;
    return null;
  }
}

/** The projects, and before them the groups that may hold a webhook for all of theirs. */
async function placesOf(
  port: SetupPort,
  entries: readonly Awaited<ReturnType<typeof readEntry>>[],
): Promise<readonly Place[]> {
  const places: Place[] = [];
  for (const { entry } of entries) {
    const path = /^(.+?)\/\*\*?$/.exec(entry)?.[1];
    const group = path === undefined ? null : await port.group(path);
    if (group !== null) places.push(group);
  }
  return [...places, ...entries.flatMap(({ projects }) => projects ?? [])];
}

function tell(findings: readonly Finding[]): readonly string[] {
  const faults = findings.filter(({ weight }) => weight === "fault").length;
  const lines = findings.flatMap(({ code, weight, what, cure }) => [
    `${weight === "fault" ? "Fault" : "Advice"} [${code}]: ${what}.`,
    `  ${cure}.`,
    "",
  ]);
  const more = findings.length - faults;
  const advice = more === 0 ? "" : `, ${more} ${more === 1 ? "piece" : "pieces"} of advice`;
  return [...lines, `${faults === 0 ? "No fault" : faults === 1 ? "1 fault" : `${faults} faults`}${advice}.`];
}
