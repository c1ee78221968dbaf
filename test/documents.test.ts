import { spawnSync } from "node:child_process";
import { accessSync, constants, existsSync, globSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";

import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { z } from "zod";

import { VARIABLE_NAMES } from "../src/config.ts";
import { COMMANDS } from "../src/domain/commands/commands.ts";
import { readReadiness } from "../src/workflow/operation/readiness.ts";

const DOCUMENTS = globSync(["*.md", "docs/**/*.md"]);
const { scripts } = z
  .object({ scripts: z.record(z.string(), z.string()) })
  .parse(JSON.parse(readFileSync("package.json", "utf8")));

describe("every document", () => {
  test("is among these, and more", () => {
    expect(DOCUMENTS.toSorted()).toEqual(
      expect.arrayContaining([
        "ARCHITECTURE.md",
        "CHANGELOG.md",
        "CONTRIBUTING.md",
        "README.md",
        "SECURITY.md",
        "docs/operations.md",
        "docs/program-authoring.md",
      ]),
    );
  });

  test.for(DOCUMENTS)("%s names only npm scripts that are there", (document) => {
    const named = [...read(document).matchAll(/\bnpm run ([\w:-]+)|\bnpm (start|test)\b/g)].map(
      (match) => match[1] ?? match[2] ?? "",
    );

    expect(named.filter((name) => !(name in scripts))).toEqual([]);
  });

  test.for(DOCUMENTS)("%s links only to what is there", (document) => {
    const broken = [...read(document).matchAll(/\]\(([^)\s]+)\)/g)]
      .map((match) => match[1] ?? "")
      .filter((target) => !/^[a-z]+:/.test(target))
      .filter((target) => !leadsSomewhere(document, target));

    expect(broken).toEqual([]);
  });

  test.for(DOCUMENTS)("%s names only files of this project that are there", (document) => {
    const missing = [...read(document).matchAll(/`((?:src|test|docs|bench|templates|\.ci)(?:\/[\w./-]+)?)\/?`/g)]
      .map((match) => match[1] ?? "")
      .filter((file) => !existsSync(file));

    expect(missing).toEqual([]);
  });

  test.for(DOCUMENTS)("%s shows only commands of the bot that work", (document) => {
    const known = new Set<string>(COMMANDS.map(({ name }) => name));
    const shown = [...read(document).matchAll(/@onboarding-bot ([a-z-]+)/g)].map((match) => match[1] ?? "");

    expect(shown.filter((name) => !known.has(name))).toEqual([]);
  });
});

test("the checks of documents find what is not there", () => {
  expect(leadsSomewhere("README.md", "docs/nothing.md")).toBe(false);
  expect(leadsSomewhere("README.md", "ARCHITECTURE.md#no-such-heading")).toBe(false);
  expect(leadsSomewhere("docs/operations.md", "../README.md#try-it")).toBe(true);
});

test("every script is told to those who work on the bot or run it", () => {
  const told = DOCUMENTS.map(read).join("\n");
  const inner = (name: string): boolean => name.startsWith("check:") && name !== "check:templates";
  const untold = Object.keys(scripts).filter(
    (name) => !inner(name) && !new RegExp(`npm (?:run )?${name}\\b`).test(told),
  );

  expect(untold).toEqual([]);
});

test("every script of the bot runs a command that is there", () => {
  const main = read("src/main.ts");
  const commands = Object.values(scripts).flatMap((script) => /src\/main\.ts ([\w-]+)/.exec(script)?.[1] ?? []);

  expect(commands.length).toBeGreaterThan(4);
  expect(commands.filter((name) => !new RegExp(`^ {2}"?${name}"?: async`, "m").test(main))).toEqual([]);
});

describe("docs/operations.md", () => {
  const document = read("docs/operations.md");

  test("tells every setting, and its default as .env.example has it", () => {
    const example = new Map(
      [...read(".env.example").matchAll(/^([A-Z_]+)=(.*)$/gm)].map((match) => [match[1] ?? "", match[2] ?? ""]),
    );
    const rows = tableOf(document, "variable");
    const wrong = rows.filter(([name, value = ""]) => defaultIn(value) !== example.get(inside(name)));

    expect(namesOf(document, "variable")).toEqual(VARIABLE_NAMES.toSorted());
    expect(wrong).toEqual([]);
  });

  test("tells which settings are required", () => {
    const required = tableOf(document, "variable").filter(([, value]) => value === "required");

    expect(required.map(([name]) => inside(name))).toEqual(["GITLAB_URL", "GITLAB_TOKEN", "GITLAB_PROJECTS"]);
  });

  test("tells every error code", () => {
    const union = /type ErrorCode =([^;]+);/.exec(read("src/domain/error.ts"))?.[1] ?? "";
    const codes = [...union.matchAll(/"([A-Z_]+)"/g)].map((match) => match[1] ?? "");

    expect(codes).toContain("CONFIG_INVALID");
    expect(namesOf(document, "code")).toEqual(codes.toSorted());
  });

  test("tells every answer of the webhook", () => {
    const answers = [...read("src/web/webhook.ts").matchAll(/^ {2}"?[\w-]+"?: \[(\d{3}), "([\w-]+)"\],$/gm)].map(
      (match) => `${match[1]} ${match[2]}`,
    );
    const told = tableOf(document, "status").map(([status, outcome]) => `${status} ${inside(outcome)}`);

    expect(told.toSorted()).toEqual([...new Set([...answers, "200 new", "200 repeated"])].toSorted());
  });

  test("tells every word of /readyz", async () => {
    const inbox = { new: 1, routed: 0, parked: 1, oldestWaitingAt: 0 };
    const { degraded } = await readReadiness(
      {
        inbox: { stats: async () => inbox },
        actions: { badgesWaiting: () => Promise.resolve(1) },
        badges: { counts: () => Promise.resolve({ issued: 0, waiting: 0, revoked: 0 }) },
        guard: { parked: async () => [] },
        now: () => new Date("2026-11-22T10:00:00Z"),
      },
      {
        connection: {
          account: { userId: 1, handle: "bot", ownIds: new Set([1]) },
          projects: new Map(),
          missing: ["partners/acme"],
        },
        lastFault: "no answer",
        lastSweep: null,
        queue: { running: 0, waiting: 0 },
        clockSkewMs: null,
        staleAt: Date.parse("2026-11-22T09:59:00Z"),
        counts: new Map(),
        programFaults: ["a fault"],
        refusals: { stale: 1 },
      },
    );

    expect(namesOf(document, "word")).toEqual([...degraded, "store"].toSorted());
  });
});

describe("ARCHITECTURE.md", () => {
  test("tells every room, and only those", () => {
    const rooms = [
      ...readdirSync("src", { withFileTypes: true })
        .filter((entry) => entry.isDirectory() && !["domain", "workflow"].includes(entry.name))
        .map((entry) => `src/${entry.name}`),
      ...["src/domain", "src/workflow"].flatMap((layer) =>
        readdirSync(layer, { withFileTypes: true })
          .filter((entry) => entry.isDirectory())
          .map((entry) => `${layer}/${entry.name}`),
      ),
      "bench",
      "templates",
      "test",
    ];

    expect(namesOf(read("ARCHITECTURE.md"), "folder")).toEqual(rooms.toSorted());
  });

  test("tells the purpose of every command of src/main.ts", () => {
    const row = tableOf(read("ARCHITECTURE.md"), "folder").find(([name]) => name === "`src/cli`");
    const commands = [...read("src/main.ts").matchAll(/^ {2}"?([\w-]+)"?: async/gm)].map((match) => match[1] ?? "");

    expect(commands.length).toBeGreaterThan(4);
    expect(commands.filter((name) => !row?.[2]?.includes(name))).toEqual([]);
  });
});

test("CHANGELOG.md tells every command people can write", () => {
  const line = /^- Commands, .*$/m.exec(read("CHANGELOG.md"))?.[0] ?? "";
  const told = [...line.matchAll(/`([a-z]+)`/g)].map((match) => match[1] ?? "");

  expect(told.toSorted()).toEqual(COMMANDS.map(({ name }) => name).toSorted());
});

test("npm run ok is what .ci/run runs, which can be run", () => {
  const steps = [...read(".ci/run").matchAll(/^(?:timeout [^\n]*? )?(npm .*)$/gm)].map((match) => match[1] ?? "");

  expect(scripts["ok"]).toBe("npm run check && npm test");
  expect(steps.map((step) => step.replace(/ --.*/, ""))).toEqual([
    "npm ci",
    "npm run check",
    "npm test",
    "npm run test:long",
  ]);
  expect(spawnSync("bash", ["-n", ".ci/run"]).status).toBe(0);
  accessSync(".ci/run", constants.X_OK);
});

test("docker-compose.yml runs one bot that can write nothing but its data", () => {
  const compose: unknown = parse(read("docker-compose.yml"));

  expect(compose).toMatchObject({
    services: {
      bot: {
        build: ".",
        env_file: ".env",
        environment: { HOST: "0.0.0.0", PORT: "8080", DATA_DIR: "/data", TEMPLATES_DIR: "/app/templates" },
        ports: ["8080:8080"],
        volumes: ["data:/data"],
        read_only: true,
        tmpfs: ["/tmp"],
        cap_drop: ["ALL"],
        security_opt: ["no-new-privileges:true"],
        healthcheck: { test: ["CMD", "node", "-e", expect.stringContaining("http://127.0.0.1:8080/healthz")] },
      },
    },
    volumes: { data: null },
  });
});

describe("the image", () => {
  const dockerfile = read("Dockerfile");

  test("runs Node 24 as somebody without rights, without the tools", () => {
    expect([...dockerfile.matchAll(/^FROM (\S+)/gm)].map((match) => match[1])).toEqual([
      "node:24-slim",
      "node:24-slim",
    ]);
    expect(dockerfile).toMatch(/^RUN npm ci --omit=dev /m);
    expect(dockerfile.indexOf("\nUSER node\n")).toBeGreaterThan(dockerfile.lastIndexOf("\nRUN "));
    expect(dockerfile).toMatch(/^CMD \["node", "src\/main\.ts", "serve"\]$/m);
  });

  test("holds what it copies, and nothing that .dockerignore keeps out", () => {
    const copied = [...dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(
      (match) => match[1]?.split(" ") ?? [],
    );
    const letIn = [...read(".dockerignore").matchAll(/^!(\S+)$/gm)].map((match) => match[1] ?? "");

    expect([...new Set(copied)].toSorted()).toEqual(letIn.toSorted());
    expect(copied.filter((file) => !existsSync(file))).toEqual([]);
  });
});

/** What the health check of the image and of docker-compose.yml does, against a server that is up and one that is not. */
test.for<[why: string, code: string]>([
  ["Dockerfile", /"-e", "(.+)"\]$/m.exec(read("Dockerfile"))?.[1] ?? ""],
  [
    "docker-compose.yml",
    z
      .object({ services: z.object({ bot: z.object({ healthcheck: z.object({ test: z.array(z.string()) }) }) }) })
      .parse(parse(read("docker-compose.yml")))
      .services.bot.healthcheck.test.at(-1) ?? "",
  ],
])("the health check of %s fails when nobody answers", ([, code]) => {
  // Port 1 is nobody's.
  const check = spawnSync(process.execPath, ["-e", code.replace(":8080", ":1")], { env: { PORT: "1" } });

  expect(check.stderr.toString()).toBe("");
  expect(check.status).toBe(1);
});

function read(file: string): string {
  return readFileSync(file, "utf8");
}

/** A value is code, anything else a remark. */
function defaultIn(cell: string): string {
  return /^`(.*)`$/.exec(cell)?.[1] ?? "";
}

/** Is there a file, and the heading behind `#`? */
function leadsSomewhere(document: string, target: string): boolean {
  const [file = "", heading] = target.split("#");
  const found = file === "" ? document : path.join(path.dirname(document), file);
  if (!existsSync(found)) return false;
  if (heading === undefined) return true;
  const slugs = [...read(found).matchAll(/^#+ (.+)$/gm)].map((match) =>
    (match[1] ?? "")
      .toLowerCase()
      .replace(/[^\w\s-]/g, "")
      .replace(/\s/g, "-"),
  );
  return slugs.includes(heading);
}

/** Rows of the table whose first column is called so, without head and rule. */
function tableOf(document: string, firstColumn: string): string[][] {
  const lines = document.split("\n");
  const head = lines.findIndex((line) => line.startsWith(`| ${firstColumn} |`));
  const end = lines.findIndex((line, index) => index > head && !line.startsWith("|"));
  return lines.slice(head + 2, end === -1 ? undefined : end).map((line) =>
    line
      .slice(1, -1)
      .split("|")
      .map((cell) => cell.trim()),
  );
}

function namesOf(document: string, firstColumn: string): string[] {
  return tableOf(document, firstColumn)
    .map(([name = ""]) => inside(name))
    .toSorted();
}

function inside(cell = ""): string {
  return cell.replaceAll("`", "");
}
