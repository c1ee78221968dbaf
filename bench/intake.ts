import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { cpus, tmpdir } from "node:os";
import path from "node:path";

import { SECRET, SIGNING_TOKEN, type Kind } from "./intake/payload.ts";

interface Variant {
  readonly name: string;
  readonly server: string;
  readonly kind: Kind;
  readonly env: Readonly<Record<string, string>>;
}

interface Result {
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
  readonly refused: number;
}

const INTAKE = "../test/support/intake-process.ts";
const BASELINE: Variant = {
  name: "bare fastify, JSON parsed, token checked, nothing stored",
  server: "intake/bare-fastify.ts",
  kind: "gitlab-token",
  env: { GITLAB_WEBHOOK_SECRET: SECRET },
};
const PROBOT: Variant = {
  name: "probot's own server, nothing stored",
  server: "intake/probot.ts",
  kind: "github-signed",
  env: { GITLAB_WEBHOOK_SECRET: SECRET },
};
const OURS: readonly Variant[] = [
  {
    name: "intake by token, on disk before the 200",
    server: INTAKE,
    kind: "gitlab-token",
    env: { GITLAB_WEBHOOK_SECRET: SECRET },
  },
  {
    name: "intake by signing token, on disk before the 200",
    server: INTAKE,
    kind: "gitlab-signed",
    env: { GITLAB_WEBHOOK_SIGNING_TOKEN: SIGNING_TOKEN },
  },
];
const VARIANTS: readonly Variant[] = [BASELINE, ...OURS, PROBOT];

/**
 * Durable intake against bare fastify and probot: 50 connections, an issue hook of 6,281 bytes with an id of its own
 * each, medians of several rounds in alternating order, a fresh process and an empty store each time. First with one
 * core for the server and one for the sender, then as the machine likes.
 */
export async function benchIntake(options: {
  quick: boolean;
}): Promise<{ name: string; rows: readonly Record<string, string | number>[] }> {
  const rounds = options.quick ? 2 : 5;
  const seconds = options.quick ? 1 : 3;
  const modes = !canPin() ? [false] : options.quick ? [true] : [true, false];
  const rows: Record<string, string | number>[] = [];
  for (const isPinned of modes) {
    const results = new Map<Variant, Result[]>(VARIANTS.map((variant) => [variant, []]));
    for (let round = 0; round < rounds; round += 1) {
      const order = round % 2 === 0 ? VARIANTS : VARIANTS.toReversed();
      for (const variant of order) results.get(variant)?.push(await measure(variant, seconds, isPinned));
    }
    rows.push(...describe(results, isPinned));
  }
  return { name: "durable intake, SQLite, 50 connections, 6,281 bytes", rows };
}

function describe(results: ReadonlyMap<Variant, readonly Result[]>, isPinned: boolean) {
  const speedOf = (variant: Variant) => median((results.get(variant) ?? []).map(({ perSecond }) => perSecond));
  return [...results].map(([variant, of]) => {
    const speeds = of.map(({ perSecond }) => perSecond);
    return {
      server: variant.name,
      cores: isPinned ? "one each" : "shared",
      "req/s": Math.round(median(speeds)),
      "min–max": `${Math.round(Math.min(...speeds))}–${Math.round(Math.max(...speeds))}`,
      "% of fastify": Math.round((median(speeds) / speedOf(BASELINE)) * 100),
      "× probot": Number((median(speeds) / speedOf(PROBOT)).toFixed(2)),
      "p50 ms": Number(median(of.map(({ p50 }) => p50)).toFixed(1)),
      "p99 ms": Number(median(of.map(({ p99 }) => p99)).toFixed(1)),
      refused: of.reduce((sum, { refused }) => sum + refused, 0),
    };
  });
}

async function measure(variant: Variant, seconds: number, isPinned: boolean): Promise<Result> {
  const dataDir = mkdtempSync(path.join(tmpdir(), "onboarding-bot-bench-"));
  const server = start(variant.server, [], isPinned ? 0 : null, {
    ...variant.env,
    DATA_DIR: dataDir,
    PORT: String(await freePort()),
  });
  try {
    const address = await lineAfter(server, "listening on ");
    const load = start("intake/load.ts", [address, variant.kind, String(seconds)], isPinned ? 1 : null, {});
    return JSON.parse(await lineAfter(load, "result ")) as Result;
  } finally {
    server.kill("SIGKILL");
    await once(server, "exit");
    rmSync(dataDir, { recursive: true, force: true });
  }
}

function start(
  file: string,
  args: readonly string[],
  core: number | null,
  env: Readonly<Record<string, string>>,
): ChildProcess {
  const command = [process.execPath, path.join(import.meta.dirname, file), ...args];
  const [program = "", ...rest] = core === null ? command : ["taskset", "-c", String(core), ...command];
  // The whole environment stays behind: a NODE_ENV or LOG_LEVEL from outside would change what is measured.
  return spawn(program, rest, { env: { PATH: process.env["PATH"], ...env }, stdio: ["ignore", "pipe", "inherit"] });
}

/** What follows these words on the first line that begins with them. */
function lineAfter(child: ChildProcess, words: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = "";
    child.stdout?.on("data", (chunk: Buffer) => {
      text += chunk.toString();
      const line = text
        .split("\n")
        .slice(0, -1)
        .find((candidate) => candidate.startsWith(words));
      if (line !== undefined) resolve(line.slice(words.length));
    });
    child.once("exit", () =>
      reject(new Error(`Cannot measure: a process ended early and said ${JSON.stringify(text)}`)),
    );
  });
}

/** probot does not tell which port it was given. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

function canPin(): boolean {
  return cpus().length >= 2 && spawnSync("taskset", ["--version"]).status === 0;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
