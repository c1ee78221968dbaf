import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setImmediate } from "node:timers/promises";

import { onTestFinished } from "vitest";
import { parseDocument } from "yaml";

import { type Bot, startBot } from "../../src/bot.ts";
import { readConfig, secretsOf } from "../../src/config.ts";
import type { Issue, Note, User } from "../../src/demo/gitlab/model.ts";
import { type StandIn, type StandInOptions, startStandIn } from "../../src/demo/gitlab/stand-in.ts";
import { createSample, openIssue, type Sample } from "../../src/demo/sample.ts";
import { createLog } from "../../src/log.ts";
import { putKeys } from "./issuer.ts";

export const SECRET = "a-secret-of-the-tests";
export const PROGRAM = "migration-onboarding";

export interface SceneOptions {
  readonly standIn?: StandInOptions;
  /** The time at which it begins; by default now. */
  readonly startsAt?: Date;
  /** How long a tick stands before anybody is asked; ISO 8601. */
  readonly settle?: string;
  readonly repairAfter?: string;
  readonly bundle?: boolean;
  /** Other lines of the program, by their place in it: `{ "badge.valid_for": "P2Y" }`. */
  readonly program?: Readonly<Record<string, string>>;
  /** Other settings of the bot. */
  readonly env?: Readonly<Record<string, string>>;
  /** Projects the bot follows; by default the sample's. */
  readonly projects?: string;
  readonly startsBot?: boolean;
  readonly issueGapMs?: number;
}

const MINUTE_MS = 60_000;
/** Longer and longer: after a failure, after a lost answer, until nobody waits for a record any more. */
const QUIET_MS = [4000, 6000, 61_000];

/** A whole bot beside a whole stand-in, both over HTTP, gone with the test. */
export interface Scene extends Omit<Sample, "bot"> {
  readonly gitlab: StandIn;
  readonly template: string;
  readonly dataDir: string;
  readonly templatesDir: string;
  readonly logLines: readonly string[];
  bot: Bot;
  /** @param env - Settings from now on, besides those of the scene. */
  startBot(env?: Readonly<Record<string, string>>): Promise<Bot>;
  stopBot(): Promise<void>;
  /** Let time pass for GitLab and the bot. A restart takes the place of the bot's timers, which wait in real time. */
  passMinutes(minutes: number): Promise<void>;
  /** Let time pass for GitLab and the bot, which goes on running. Waits of single calls pass by themselves. */
  passTime(ms: number): void;
  /** Let time pass until the bot has nothing left to do, whatever it had to wait for; at most a few minutes of its time. */
  settle(): Promise<void>;
  /** Resolves when webhooks have arrived, were reviewed, and what they caused has arrived and was reviewed. */
  calm(): Promise<void>;
  openIssue(names?: Parameters<typeof openIssue>[3]): Promise<Issue>;
  /** An issue with the marker of the program's desk; by Priya and confidential, where nothing else is said. */
  openDesk(options?: { readonly by?: User; readonly confidential?: boolean }): Promise<Issue>;
  tick(issue: Issue, user: User, text: string, checked?: boolean): Promise<void>;
  say(issue: Issue, user: User, body: string): Promise<Note>;
  /** Answer in the thread of a note, as to its mail. */
  reply(issue: Issue, user: User, to: Note, body: string): Promise<Note>;
  /** Notes of the bot as they stand now, oldest first. */
  notes(issue: Issue): readonly Note[];
  labels(issue: Issue): readonly string[];
  /** First lines of the bot's notes but the status note. */
  headlines(issue: Issue): readonly string[];
  status(issue: Issue): string;
}

export async function openScene(options: SceneOptions = {}): Promise<Scene> {
  const dir = await mkdtemp(path.join(tmpdir(), "onboarding-bot-"));
  const templatesDir = path.join(dir, "templates");
  const template = await copyTemplates(templatesDir, options);
  let passedMs = options.startsAt === undefined ? 0 : options.startsAt.getTime() - Date.now();
  const now = (): Date => new Date(Date.now() + passedMs);
  const gitlab = await startStandIn({ now, ...options.standIn });
  const sample = createSample(gitlab);
  const logLines: string[] = [];
  const dataDir = path.join(dir, "data");
  await putKeys(dataDir);
  let running: Bot | null = null;
  let hooked = false;

  let settings = options.env;

  async function start(env: SceneOptions["env"] = {}): Promise<Bot> {
    settings = { ...settings, ...env };
    const config = readConfig({
      GITLAB_URL: gitlab.url,
      GITLAB_TOKEN: sample.botToken,
      GITLAB_PROJECTS: options.projects ?? sample.project.path,
      GITLAB_WEBHOOK_SECRET: SECRET,
      GITLAB_NOTES_PER_MINUTE: "60000",
      GITLAB_CALLS_PER_MINUTE: "600000",
      HOST: "127.0.0.1",
      PORT: "0",
      DATA_DIR: dataDir,
      TEMPLATES_DIR: templatesDir,
      LOG_LEVEL: "debug",
      ...settings,
    });
    const log = createLog({
      level: config.logLevel,
      secrets: secretsOf(config),
      destination: { write: (line: string) => void logLines.push(line) },
    });
    running = await startBot(config, log, { issueGapMs: options.issueGapMs ?? 0, now, pauses });
    for (const hook of hooked ? sample.project.hooks.values() : []) hook.url = `${running.url}/webhooks/gitlab`;
    if (!hooked) gitlab.state.addHook(sample.project, { url: `${running.url}/webhooks/gitlab`, token: SECRET });
    hooked = true;
    await running.sweep();
    await running.idle();
    scene.bot = running;
    return running;
  }

  /** A GitLab that fails needs no real time to do so: a pause between two attempts lets the scene's time pass. */
  const pauses = {
    monotonicMs: (): number => performance.now() + passedMs,
    async sleep(ms: number): Promise<void> {
      passedMs += ms;
      await setImmediate();
    },
  };

  async function settle(): Promise<void> {
    await calm();
    for (let quiet = 0; quiet < QUIET_MS.length; quiet += 1) {
      const before = gitlab.calls.length;
      passedMs += QUIET_MS[quiet] ?? 0;
      await running?.tidyUp();
      await calm();
      if (gitlab.calls.length !== before) quiet = -1;
    }
  }

  async function stop(): Promise<void> {
    await running?.close();
    running = null;
  }

  async function calm(): Promise<void> {
    // What one round causes arrives in the next; the bot is quiet once a round caused nothing.
    for (let quiet = 0; quiet < 2; quiet += 1) {
      const before = gitlab.calls.length;
      await gitlab.settled();
      await running?.idle();
      await gitlab.settled();
      await running?.idle();
      if (gitlab.calls.length !== before) quiet = -1;
    }
  }

  const notes = (issue: Issue): readonly Note[] =>
    [...issue.notes].filter((note) => !note.system && note.author.id === sample.bot.id);
  const isStatus = (note: Note): boolean => note.body.trimEnd().endsWith("<!-- onboarding-bot:status -->");
  const scene: Scene = {
    ...sample,
    gitlab,
    template,
    dataDir,
    templatesDir,
    logLines,
    bot: undefined as never,
    startBot: start,
    stopBot: stop,
    async passMinutes(minutes) {
      await calm();
      await stop();
      passedMs += minutes * MINUTE_MS;
      const bot = await start();
      await bot.tidyUp();
      await calm();
    },
    passTime(ms) {
      passedMs += ms;
    },
    settle,
    calm,
    async openIssue(names) {
      const issue = openIssue(gitlab, sample, template, names);
      await calm();
      return issue;
    },
    async openDesk({ by = sample.priya, confidential = true } = {}) {
      const description = `Where engineers offer engagements.\n\n<!-- onboarding-bot: desk ${PROGRAM} -->`;
      const issue = gitlab.state.createIssue(sample.project, by, { title: "Desk", description, confidential });
      await calm();
      return issue;
    },
    async tick(issue, user, text, checked = true) {
      gitlab.state.tick(issue, user, text, checked);
      await calm();
    },
    async say(issue, user, body) {
      const note = gitlab.state.comment(issue, user, body);
      await calm();
      return note;
    },
    async reply(issue, user, to, body) {
      const note = gitlab.state.reply(issue, user, to, body);
      await calm();
      return note;
    },
    notes,
    labels: (issue) => [...issue.labels].map((label) => (typeof label === "string" ? label : label.name)).toSorted(),
    headlines: (issue) =>
      notes(issue)
        .filter((note) => !isStatus(note))
        .map((note) => note.body.split("\n")[0] ?? ""),
    status: (issue) => notes(issue).find(isStatus)?.body ?? "",
  };
  onTestFinished(async () => {
    await stop();
    await gitlab.close();
    await rm(dir, { recursive: true, force: true });
  });
  if (options.startsBot !== false) await start();
  return scene;
}

/** The shipped program with the times a test wants. @returns The text of its issue template. */
export async function copyTemplates(
  to: string,
  options: Pick<SceneOptions, "settle" | "bundle" | "repairAfter" | "program">,
): Promise<string> {
  await mkdir(to, { recursive: true });
  const from = new URL("../../templates/", import.meta.url);
  const document = parseDocument(await readFile(new URL(`${PROGRAM}.yaml`, from), "utf8"));
  document.setIn(["asks", "settle"], options.settle ?? "PT0S");
  if (options.bundle !== undefined) document.setIn(["asks", "bundle"], options.bundle);
  if (options.repairAfter !== undefined) document.set("repair_after", options.repairAfter);
  for (const [place, value] of Object.entries(options.program ?? {})) document.setIn(place.split("."), value);
  const template = await readFile(new URL(`${PROGRAM}.md`, from), "utf8");
  await writeFile(path.join(to, `${PROGRAM}.yaml`), document.toString());
  await writeFile(path.join(to, `${PROGRAM}.md`), template);
  return template;
}
