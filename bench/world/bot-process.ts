import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";

import type { GitLabProcess } from "./gitlab-process.ts";

export const SECRET = "a secret only for measuring";

/** A bot under measurement: the real one by its own start command, or the plain one it is compared with. */
export interface BotProcess {
  readonly url: string;
  /** From starting the process to the first 200 of `/readyz`, milliseconds. */
  readonly readyAfterMs: number;
  usage(): Usage | null;
  /** As an operator stops it. @returns Its exit code. */
  stop(): Promise<number | null>;
}

export interface Usage {
  readonly residentMiB: number;
  readonly mostResidentMiB: number;
  /** Of all its threads so far. */
  readonly cpuMs: number;
}

export interface DataDir {
  readonly path: string;
  remove(): void;
}

export function newDataDir(): DataDir {
  const dir = mkdtempSync(path.join(tmpdir(), "onboarding-bot-bench-"));
  return { path: dir, remove: () => rmSync(dir, { recursive: true, force: true }) };
}

/** `npm start`, with the budget lifted, and webhooks of this GitLab pointed at it. */
export async function startBot(gitlab: GitLabProcess, dataDir: DataDir): Promise<BotProcess> {
  const began = performance.now();
  const port = await freePort();
  const child = spawnNode([...startFlags(), "src/main.ts", "serve"], {
    ...settings(gitlab, dataDir),
    HOST: "127.0.0.1",
    PORT: String(port),
  });
  const url = `http://127.0.0.1:${port}`;
  const startedAt = performance.now();
  while (!(await isReady(url))) {
    if (child.exitCode !== null) throw new Error(`The bot ended with ${child.exitCode} before it was ready`);
    if (performance.now() - began > 30_000) throw new Error("The bot was not ready within 30 s");
    await pause(5);
  }
  const readyAfterMs = performance.now() - startedAt;
  await gitlab.ask("hook", { url: `${url}/webhooks/gitlab`, secret: SECRET });
  return { url, readyAfterMs, usage: () => usageOf(child), stop: () => stop(child) };
}

/** `npm run sweep`, once, to its end. */
export async function runSweep(gitlab: GitLabProcess, dataDir: DataDir): Promise<void> {
  const child = spawnNode([...startFlags(), "src/main.ts", "sweep"], settings(gitlab, dataDir));
  const [code] = (await once(child, "exit")) as [number];
  if (code !== 0) throw new Error(`The sweep ended with ${code}`);
}

export async function startPlainBot(gitlab: GitLabProcess): Promise<BotProcess> {
  const startedAt = performance.now();
  const child = spawnNode([path.join(import.meta.dirname, "plain-bot.ts")], {
    GITLAB_URL: gitlab.url,
    GITLAB_TOKEN: gitlab.token,
  });
  const [line] = (await once(child.stdout ?? child, "data")) as [Buffer];
  const url = line.toString().replace("listening on ", "").trim();
  await gitlab.ask("hook", { url: `${url}/webhooks/gitlab`, secret: SECRET });
  return { url, readyAfterMs: performance.now() - startedAt, usage: () => usageOf(child), stop: () => stop(child) };
}

function settings(gitlab: GitLabProcess, dataDir: DataDir): Readonly<Record<string, string>> {
  return {
    GITLAB_URL: gitlab.url,
    GITLAB_TOKEN: gitlab.token,
    GITLAB_PROJECTS: gitlab.project,
    GITLAB_WEBHOOK_SECRET: SECRET,
    GITLAB_NOTES_PER_MINUTE: "100000",
    GITLAB_CALLS_PER_MINUTE: "1000000",
    DATA_DIR: dataDir.path,
    LOG_LEVEL: process.env["BENCH_LOG_LEVEL"] ?? "error",
  };
}

/** Flags of node that `npm start` gives: what is measured is what runs. */
function startFlags(): readonly string[] {
  const { scripts } = JSON.parse(readFileSync("package.json", "utf8")) as { scripts: Record<string, string> };
  const extra = process.env["BENCH_NODE_FLAGS"]?.split(" ") ?? [];
  return [
    ...(scripts["start"] ?? "").split(" ").filter((word) => word.startsWith("--") && !word.startsWith("--env-file")),
    ...extra,
  ];
}

function spawnNode(args: readonly string[], env: Readonly<Record<string, string>>): ChildProcess {
  // The whole environment stays behind: a NODE_ENV or LOG_LEVEL from outside would change what is measured.
  const child = spawn(process.execPath, args, {
    env: { PATH: process.env["PATH"], ...env },
    stdio: ["ignore", "pipe", "inherit"],
  });
  if (process.env["BENCH_LOG_LEVEL"] !== undefined) child.stdout.pipe(process.stderr);
  const kill = () => void child.kill("SIGKILL");
  process.once("exit", kill);
  child.once("exit", () => process.off("exit", kill));
  return child;
}

async function stop(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null) return child.exitCode;
  const ended = once(child, "exit");
  child.kill("SIGTERM");
  const [code] = (await ended) as [number | null];
  return code;
}

async function isReady(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/readyz`)).status === 200;
  } catch {
    // Nobody listens yet.
    return false;
  }
}

async function freePort(): Promise<number> {
  const { createServer } = await import("node:net");
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  return typeof address === "object" && address !== null ? address.port : 0;
}

/** Linux tells it about any process; elsewhere it is not measured. */
function usageOf({ pid }: ChildProcess): Usage | null {
  if (process.platform !== "linux" || pid === undefined) return null;
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  const mib = (name: string) => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1] ?? "0") / 1024;
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const ticks = Number(fields[11]) + Number(fields[12]);
  return { residentMiB: mib("VmRSS"), mostResidentMiB: mib("VmHWM"), cpuMs: ticks * 10 };
}
