import { createHash, randomBytes } from "node:crypto";
import { parseArgs } from "node:util";

import { type Config, readConfig } from "../config.ts";
import { createSetupClient } from "../gitlab/setup-client.ts";
import { GitLabFailure } from "../workflow/ports/gitlab-port.ts";
import type { SetupPort } from "../workflow/ports/setup-port.ts";
import { LEVEL } from "../workflow/setup/access.ts";
import { carryOut, type CarryOutPorts, leaveOutProposed } from "../workflow/setup/carry-out.ts";
import { addEntries } from "../workflow/setup/env-text.ts";
import { judgeAccount, judgeLevel } from "../workflow/setup/judge-account.ts";
import { describeStep, type Plan, planSetup, type Step } from "../workflow/setup/plan-setup.ts";
import { type AccountFacts, type PlaceFacts, readAccount } from "../workflow/setup/read-gitlab.ts";
import { wantedOf } from "../workflow/setup/wanted.ts";
import { type EnvFile, openEnvFile } from "./env-file.ts";
import { type GoodPrograms, readGoodPrograms } from "./read-good-programs.ts";
import { findPlaces, type Target } from "./setup-places.ts";
import { fillIn, type Settings } from "./setup-settings.ts";
import { sendTests } from "./setup-tests.ts";
import { openTerminal, type Terminal } from "./terminal.ts";

const USAGE = `Usage: npm run setup -- --project GROUP/NAME [--project …] [--group GROUP] [--dry-run] [--yes]
  --project   a project the bot shall follow; several are fine. Without any: those of GITLAB_PROJECTS
  --group     a group whose projects it shall follow, subgroups too; with one webhook for all where GitLab has that
  --dry-run   say what would be done, and do nothing
  --yes       ask nothing
  --env-file  another file than .env
  --i-know    the account of GITLAB_TOKEN is an ordinary one, and nobody works with it
Settings come from .env and the environment. A Maintainer's token in GITLAB_SETUP_TOKEN prepares GitLab in place of the
bot's own, is used for that alone and stored nowhere.`;

interface Call {
  readonly targets: readonly Target[];
  readonly isDryRun: boolean;
  readonly asksNothing: boolean;
  readonly knows: boolean;
  readonly envFile: string;
}

/**
 * `npm run setup`: make GitLab ready for the bot, and `.env` for `npm start`. It says what it will do, does it, and has
 * GitLab send a test delivery. A second run changes nothing.
 *
 * @returns Exit status: 0 when all is there, 1 when something is left to do, which it tells, 2 when the call makes no sense.
 * @throws {BotError} `CONFIG_INVALID` naming all wrong settings at once.
 */
export async function setup(
  argv: readonly string[],
  env: NodeJS.ProcessEnv,
  terminal: Terminal = openTerminal(),
): Promise<number> {
  const call = readCall(argv);
  if (call === null) return fail(terminal, 2, USAGE);
  const envFile = await openEnvFile(call.envFile);
  const settings = await fillIn(terminal, { envFile, env, targets: call.targets, asksNothing: call.asksNothing });
  if (settings === null) return 2;
  try {
    return await prepare(call, settings, envFile, terminal);
  } catch (error) {
    if (!(error instanceof GitLabFailure)) throw error;
    const name = settings.setupToken === null ? "GITLAB_TOKEN is" : "GITLAB_TOKEN or GITLAB_SETUP_TOKEN is";
    const why = error.status === 401 ? `. ${name} refused: is it whole, and has it not expired?` : "";
    return fail(terminal, 1, `${error.message}${why}`);
  }
}

function readCall(argv: readonly string[]): Call | null {
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: {
        project: { type: "string", multiple: true, default: [] },
        group: { type: "string", multiple: true, default: [] },
        "dry-run": { type: "boolean", default: false },
        yes: { type: "boolean", default: false },
        "i-know": { type: "boolean", default: false },
        "env-file": { type: "string", default: ".env" },
      },
    });
    return {
      targets: [
        ...values.project.map((path) => ({ kind: "project" as const, path: trimPath(path), deep: false })),
        ...values.group.map((path) => ({ kind: "group" as const, path: trimPath(path), deep: true })),
      ],
      isDryRun: values["dry-run"],
      asksNothing: values.yes,
      knows: values["i-know"],
      envFile: values["env-file"],
    };
  } catch {
    return null;
  }
}

function trimPath(path: string): string {
  return path.trim().replaceAll(/^\/+|\/+$/g, "");
}

async function prepare(call: Call, settings: Settings, envFile: EnvFile, terminal: Terminal): Promise<number> {
  const config = readConfig(settings.forConfig);
  const good = await readGoodPrograms(config.templatesDir);
  if (good.faults.length > 0)
    return fail(terminal, 1, `Cannot set up programs with faults:\n${good.faults.join("\n")}`);
  const bot = createSetupClient(config.gitlab);
  const preparer =
    settings.setupToken === null ? bot : createSetupClient({ ...config.gitlab, token: settings.setupToken });

  const scene = await terminal.during("Look at GitLab", () => look(call, settings, config, { bot, preparer }, good));
  if (scene.refusals.length > 0) return fail(terminal, 1, scene.refusals.join("\n"));
  const credentials = config.webhook;
  // `forConfig` holds a stand-in where nothing was set yet.
  const known = settings.hasCredentials ? credentials : { signingTokens: [], secrets: [] };
  const planned = planSetup(scene.places, scene.wanted, known);
  const ports: CarryOutPorts = {
    gitlab: preparer,
    makeSigningToken: () => `whsec_${randomBytes(32).toString("base64")}`,
    makeSecret: () => randomBytes(32).toString("base64url"),
    saveEnv: (change) => envFile.save(change),
    say: (line) => terminal.print(`  ${line}`),
    shortHash: (text) => createHash("sha256").update(text).digest("hex").slice(0, 8),
  };
  const { steps, waiting } = await leaveOutProposed(ports, planned.steps);
  const envLines = changedSettings(settings, envFile);
  const needsToken = !settings.hasCredentials && !steps.some(({ kind }) => kind.endsWith("-hook"));
  tellPlan(terminal, { plan: { ...planned, steps }, waiting, scene, envLines, needsToken, envFile });
  const isNothing = steps.length === 0 && Object.keys(envLines).length === 0 && !needsToken;
  if (call.isDryRun) return 0;
  if (!isNothing && !(await isAgreed(call, terminal))) return 1;

  await envFile.save(envLines);
  if (needsToken) await envFile.save(await firstCredential(ports));
  const failures = await carryOut(ports, steps, known);
  for (const failure of failures) terminal.complain(`Not done: ${failure}`);
  const sent = await sendTests({ terminal, ports, scene, publicUrl: config.web.publicUrl ?? "", envFile });
  const left = failures.length + planned.byHand.length + scene.byHand.length;
  return left === 0 && sent ? 0 : 1;
}

/** What `setup` found in GitLab. */
export interface SetupScene {
  readonly account: AccountFacts["account"];
  readonly wanted: ReturnType<typeof wantedOf>;
  readonly places: readonly PlaceFacts[];
  /** Why nothing can be done. */
  readonly refusals: readonly string[];
  /** For somebody with more rights. */
  readonly byHand: readonly string[];
  readonly hints: readonly string[];
}

async function look(
  call: Call,
  settings: Settings,
  config: Config,
  ports: { readonly bot: SetupPort; readonly preparer: SetupPort },
  { programs, templates }: GoodPrograms,
): Promise<SetupScene> {
  const facts = await readAccount(ports.bot);
  const { account } = facts;
  const wanted = wantedOf(programs, templates, account.username, config.web.publicUrl);
  const preparer = ports.bot === ports.preparer ? account : (await readAccount(ports.preparer)).account;
  const ids = { bot: account.userId, preparer: preparer.userId };
  const found = await findPlaces(ports.preparer, settings.targets, ids, wanted);
  const levels = found.places.map(({ botLevel }) => botLevel);
  const findings = judgeAccount(facts, { programs, levels, at: new Date() });
  const isPerson = !account.bot && !call.knows;
  const refusals = findings
    .filter(({ code, weight }) => weight === "fault" && code !== "token-expires" && code !== "account-person")
    .map(({ what, cure }) => `${what}. ${cure}`);
  if (isPerson) {
    refusals.push(
      `@${account.username} is the account of a person, who could hold a role in a program: the bot would not hear them. ` +
        "Take a service account, or a project or group access token (Settings > Access tokens, role Reporter, scope api). " +
        "If it is an ordinary account that nobody works with, say --i-know",
    );
  }
  const projects = found.places.filter(({ place }) => place.kind === "project");
  const byHand = projects.flatMap(({ place, botLevel }) =>
    judgeLevel(place.path, account.username, botLevel).map(({ what, cure }) => `${what}. ${cure}`),
  );
  const hints = findings.filter(({ code }) => code === "token-expires").map(({ what, cure }) => `${what}. ${cure}`);
  if (settings.setupToken === null && projects.some(({ botLevel }) => botLevel > LEVEL.reporter)) {
    hints.push(
      `@${account.username} may do more than it needs. Reporter is enough once all this is done; ` +
        "a Maintainer's token in GITLAB_SETUP_TOKEN prepares everything in its place",
    );
  }
  if (config.web.publicUrl?.startsWith("http:") === true) {
    hints.push("PUBLIC_URL is not https: tokens and issues are readable on the way. Fine on one machine only");
  }
  return { account, wanted, places: found.places, refusals: [...refusals, ...found.missing], byHand, hints };
}

interface Told {
  readonly plan: Plan;
  readonly waiting: readonly string[];
  readonly scene: SetupScene;
  readonly envLines: Readonly<Record<string, string>>;
  readonly needsToken: boolean;
  readonly envFile: EnvFile;
}

function tellPlan(terminal: Terminal, { plan, waiting, scene, envLines, needsToken, envFile }: Told): void {
  terminal.print(`The bot is @${scene.account.username} (${scene.account.name}).`);
  const names = [...Object.keys(envLines), ...(tokenIsNew(plan.steps, needsToken) ? ["a token for the webhook"] : [])];
  const lines = [
    ...(names.length === 0 ? [] : [`${envFile.path}: set ${names.join(", ")}`]),
    ...plan.steps.map(describeStep),
  ];
  if (lines.length === 0) terminal.print("Nothing to change: everything is as it should be.");
  else terminal.print("This is to be done:");
  for (const line of lines) terminal.print(`  - ${line}`);
  for (const line of waiting) terminal.print(`  (${line})`);
  const byHand = [...scene.byHand, ...plan.byHand];
  if (byHand.length > 0) terminal.print("This account may not do the following; please ask somebody who may:");
  for (const line of byHand) terminal.print(`  * ${line}`);
  for (const hint of scene.hints) terminal.print(`Note: ${hint}.`);
}

function tokenIsNew(steps: readonly Step[], needsToken: boolean): boolean {
  return (
    needsToken || steps.some((step) => step.kind === "create-hook" || (step.kind === "repair-hook" && step.setsToken))
  );
}

async function isAgreed(call: Call, terminal: Terminal): Promise<boolean> {
  if (call.asksNothing) return true;
  if (terminal.isInteractive) return terminal.confirm("Shall this be done?");
  terminal.complain("Nothing was done: nobody can be asked here. Say --yes to do it");
  return false;
}

/** Lines of `.env` that are not there yet, or are others. */
function changedSettings(settings: Settings, { values }: EnvFile): Readonly<Record<string, string>> {
  const before = (values["GITLAB_PROJECTS"] ?? "").split(",").map((entry) => entry.trim());
  const entries = addEntries(before.filter(Boolean), settings.entries);
  const wanted = { ...settings.kept, GITLAB_PROJECTS: entries.join(",") };
  return Object.fromEntries(Object.entries(wanted).filter(([name, value]) => value !== "" && values[name] !== value));
}

/** Where somebody else adds the webhook, they need a token to enter there. */
async function firstCredential({
  gitlab,
  makeSecret,
  makeSigningToken,
}: CarryOutPorts): Promise<Record<string, string>> {
  const major = Number.parseInt((await gitlab.version()) ?? "", 10);
  if (major >= 19) return { GITLAB_WEBHOOK_SIGNING_TOKEN: makeSigningToken() };
  return { GITLAB_WEBHOOK_SECRET: makeSecret() };
}

function fail(terminal: Terminal, status: number, message: string): number {
  terminal.complain(message);
  return status;
}
