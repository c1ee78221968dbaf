import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";

import { onTestFinished, vi } from "vitest";

import { startStandIn } from "../../src/demo/gitlab/stand-in.ts";
import { createSample } from "../../src/demo/sample.ts";
import { ISSUER, putKeys } from "./issuer.ts";
import type { Stage } from "./life.ts";
import { copyTemplates, SECRET } from "./scene.ts";

/** The bot as `npm start` runs it, in a process of its own, beside a stand-in in this one. */
export interface ProcessStage extends Stage {
  /** The process dies now, in the middle of whatever it does. */
  kill(): void;
  /** Resolves when nothing is left to do; a dead process is started again first. */
  calm(): Promise<void>;
  /** How often the process was started. */
  readonly starts: () => number;
  /** What `/readyz` says. */
  readiness(): Promise<Readiness>;
  /** The register of badges as it is on disk at this moment; none before the first start. */
  badges(): readonly BadgeRow[];
}

export interface BadgeRow {
  readonly id: string;
  readonly enrollment_id: string;
  readonly subject_id: string;
  readonly status_index: number;
  /** Served from the moment it is there. */
  readonly json: string | null;
  readonly jwt: string | null;
}

interface Readiness {
  readonly degraded: readonly string[];
  readonly details: { readonly lastSweep: unknown; readonly parked: unknown };
}

const MAIN = path.join(import.meta.dirname, "../../src/main.ts");
/** Longer than any wait of the bot that these lives lead to. */
const CALM_WITHIN_MS = 60_000;
/** Calls that come by themselves after a wake-up follow each other quicker than this. */
const QUIET_LOOKS = 3;

export async function openProcessStage(): Promise<ProcessStage> {
  const dir = await mkdtemp(path.join(tmpdir(), "onboarding-bot-"));
  const templatesDir = path.join(dir, "templates");
  const dataDir = path.join(dir, "data");
  const template = await copyTemplates(templatesDir, {});
  await putKeys(dataDir);
  // A hook that is switched off for a minute would make these lives wait for a sweep.
  const gitlab = await startStandIn({ autoDisable: false });
  const sample = createSample(gitlab);
  const port = await freePort();
  gitlab.state.addHook(sample.project, { url: `http://127.0.0.1:${port}/webhooks/gitlab`, token: SECRET });
  const environment = {
    PATH: process.env["PATH"],
    GITLAB_URL: gitlab.url,
    GITLAB_TOKEN: sample.botToken,
    GITLAB_PROJECTS: sample.project.path,
    GITLAB_WEBHOOK_SECRET: SECRET,
    GITLAB_NOTES_PER_MINUTE: "60000",
    GITLAB_CALLS_PER_MINUTE: "600000",
    HOST: "127.0.0.1",
    PORT: String(port),
    DATA_DIR: dataDir,
    TEMPLATES_DIR: templatesDir,
    ...ISSUER,
  };
  let bot: ChildProcess | null = null;
  let starts = 0;

  function start(): void {
    starts += 1;
    bot = spawn(process.execPath, [MAIN, "serve"], { env: environment, stdio: ["ignore", "ignore", "inherit"] });
  }

  function isDead(): boolean {
    return bot === null || bot.killed || bot.exitCode !== null || bot.signalCode !== null;
  }

  async function end(): Promise<void> {
    if (bot === null || bot.exitCode !== null || bot.signalCode !== null) return;
    const ended = once(bot, "exit");
    bot.kill("SIGKILL");
    await ended;
  }

  async function calm(): Promise<void> {
    let quiet = 0;
    let before = -1;
    await vi.waitFor(
      async () => {
        if (isDead()) {
          await end();
          start();
        }
        await gitlab.settled();
        const left = (await starting(port)) ?? unfinished(dataDir);
        quiet = left === null && gitlab.calls.length === before ? quiet + 1 : 0;
        before = gitlab.calls.length;
        if (quiet < QUIET_LOOKS) throw new Error(`The bot is not done: ${left ?? "it has just called GitLab"}`);
      },
      { timeout: CALM_WITHIN_MS, interval: 10 },
    );
  }

  onTestFinished(async () => {
    await end();
    await gitlab.close();
    await rm(dir, { recursive: true, force: true });
  });
  return {
    ...sample,
    gitlab,
    template,
    kill: () => void bot?.kill("SIGKILL"),
    calm,
    starts: () => starts,
    badges: () => readBadges(dataDir),
    async readiness() {
      const readiness = await readReadiness(port);
      if (readiness === null) throw new Error("Cannot read /readyz: the bot does not listen");
      return readiness;
    },
  };
}

/** What a start still has to come to; `null` once its first sweep is over. */
async function starting(port: number): Promise<string | null> {
  const readiness = await readReadiness(port);
  if (readiness === null) return "it does not listen";
  return readiness.details.lastSweep === null ? "it has not swept" : null;
}

async function readReadiness(port: number): Promise<Readiness | null> {
  const response = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => null);
  return response === null ? null : ((await response.json()) as Readiness);
}

/** What the store says is still to be done; `null` when nothing is. */
function unfinished(dataDir: string): string | null {
  const db = new DatabaseSync(path.join(dataDir, "bot.sqlite"), { readOnly: true });
  try {
    const row = db
      .prepare(
        `with parked as (select project_id, issue_iid from guarded_issues where parked_at is not null)
         select (select count(*) from inbox where state in ('new', 'routed')
                   and (project_id, issue_iid) not in parked) as deliveries,
                (select count(*) from actions where state in ('planned', 'attempted')) as actions,
                (select count(*) from errands where done_at is null) as errands,
                (select count(*) from guarded_issues where parked_at is null) as reviews`,
      )
      .get();
    const left = Object.entries(row ?? {}).filter(([, count]) => Number(count) > 0);
    return left.length === 0 ? null : left.map(([what, count]) => `${String(count)} ${what}`).join(", ");
  } finally {
    db.close();
  }
}

function readBadges(dataDir: string): readonly BadgeRow[] {
  const db = new DatabaseSync(path.join(dataDir, "bot.sqlite"), { readOnly: true });
  try {
    const columns = "id, enrollment_id, subject_id, status_index, json, jwt";
    return db.prepare(`select ${columns} from badges order by number`).all() as unknown as BadgeRow[];
  } finally {
    db.close();
  }
}

/** Below the range from which the system gives out ports: nobody takes it while the bot is dead. */
async function freePort(): Promise<number> {
  for (;;) {
    const port = 15_000 + Math.floor(Math.random() * 15_000);
    const server = createServer();
    const isFree = await new Promise<boolean>((resolve) => {
      server.once("error", () => resolve(false));
      server.listen(port, "127.0.0.1", () => resolve(true));
    });
    if (!isFree) continue;
    server.close();
    await once(server, "close");
    return port;
  }
}
