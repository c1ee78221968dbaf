import { globSync, readFileSync } from "node:fs";
import path from "node:path";

import { expect, test } from "vitest";

/** What a room may import besides itself. Read top to bottom, this table is the architecture. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  domain: [],
  workflow: ["domain"],
  gitlab: ["domain", "workflow"],
  store: ["domain", "workflow"],
  queue: ["domain", "workflow"],
  parser: ["domain", "workflow"],
  holidays: ["domain", "workflow"],
  signing: ["domain", "workflow"],
  credly: ["domain", "workflow"],
  fetching: ["domain", "workflow"],
  pictures: ["domain", "workflow"],
  web: ["domain", "workflow"],
  demo: ["domain"],
  shell: [
    "domain",
    "workflow",
    "gitlab",
    "store",
    "queue",
    "parser",
    "holidays",
    "signing",
    "credly",
    "fetching",
    "pictures",
    "web",
    "demo",
  ],
};

/** What puts the parts together: the files right under `src` and the commands. Nobody else imports them. */
const SHELL = "shell";

/** Packages that only compute. Any other could reach the outside. */
const PURE_PACKAGES: ReadonlySet<string> = new Set(["luxon", "markdown-it", "yaml", "zod"]);

const IMPORT =
  /^(?:import|export)\s[^;"']*?\bfrom\s+["']([^"']+)|^import\s+["']([^"']+)|\bimport\(\s*["']([^"']+)|\bnew URL\(\s*["'](\.[^"']+\.ts)["']/gm;

/** What neither `tsc -p src/domain` nor the imports show. */
const IMPURE_CALL = /\bnew Date\(\s*\)|\bDate\.now\(|\bMath\.random\(|\bDateTime\.(?:now|local|utc)\(\s*\)/;

/** The home of somebody, or a folder only one machine has. */
const PLACE_ON_A_MACHINE = /(?<![\w.:/-])\/(?:home|root|Users|work|mnt|tmp\/[\w-]+)(?=\/)/;

const MOST_LINES = 350;

test("imports point one way: domain ← workflow ← adapters ← shell", () => {
  const files = globSync("src/**/*.ts");

  expect(files.length).toBeGreaterThan(50);
  expect(files.flatMap(findForbiddenImports)).toEqual([]);
});

test("every room of the table is there", () => {
  const rooms = new Set(globSync("src/**/*.ts").map(roomOf));

  expect([...rooms].toSorted()).toEqual(Object.keys(MAY_IMPORT).toSorted());
});

test("every relative import names a file that is there: Node runs the sources as they are", () => {
  // This file's own table is full of imports that must not be there.
  const files = globSync(["src/**/*.ts", "test/*/**/*.ts", "bench/**/*.ts", "*.ts"]);
  const faults = files.flatMap((file) =>
    readImports(file)
      .filter((specifier) => specifier.startsWith("."))
      .filter((specifier) => globSync(path.join(path.dirname(file), specifier)).length === 0)
      .map((specifier) => `${file}: ${specifier}`),
  );

  expect(faults).toEqual([]);
});

test("the domain reads no clock and rolls no dice", () => {
  const impure = globSync("src/domain/**/*.ts").filter((file) => IMPURE_CALL.test(readFileSync(file, "utf8")));

  expect(impure).toEqual([]);
});

test(`no file of src has more than ${MOST_LINES} lines`, () => {
  const long = globSync("src/**/*.ts").filter((file) => countLines(file) > MOST_LINES);

  expect(long).toEqual([]);
});

test("nothing names a place on somebody's machine", () => {
  const files = globSync([
    "{src,bench,templates,docs,.ci}/**/*",
    "*.{md,json,ts,yml}",
    ".env.example",
    ".dockerignore",
    "Dockerfile",
  ]).filter((file) => /\.(?:[cm]?[jt]s|md|ya?ml|json|css|sh|example|dockerignore)$|Dockerfile$|\.ci\/run$/.test(file));
  const faults = files.flatMap((file) =>
    readFileSync(file, "utf8")
      .split("\n")
      .flatMap((line, index) => (PLACE_ON_A_MACHINE.test(line) ? [`${file}:${index + 1}: ${line.trim()}`] : [])),
  );

  expect(files).toEqual(expect.arrayContaining(["README.md", "Dockerfile", ".ci/run", "src/main.ts"]));
  expect(faults).toEqual([]);
});

/** The checks above are only worth something if they can fail. */
test.for<[why: string, file: string, source: string, fault: string]>([
  ["a neighbour", "src/web/a.ts", `import { b } from "../store/b.ts";`, "web must not import store"],
  ["upwards", "src/domain/a.ts", `import type { B } from "../workflow/b.ts";`, "domain must not import workflow"],
  ["the shell", "src/queue/a.ts", `import type { Log } from "../log.ts";`, "queue must not import shell"],
  ["a re-export", "src/workflow/a.ts", `export { b } from "../web/b.ts";`, "workflow must not import web"],
  ["several lines", "src/demo/a.ts", `import {\n  b,\n} from "../gitlab/b.ts";`, "demo must not import gitlab"],
  ["at run time", "src/store/a.ts", `await import("../gitlab/b.ts")`, "store must not import gitlab"],
  ["a thread", "src/parser/a.ts", `new URL("../store/b.ts", import.meta.url)`, "parser must not import store"],
  ["a package", "src/domain/a.ts", `import { fastify } from "fastify";`, "domain must not import fastify"],
  ["a subpath", "src/domain/a.ts", `import { readFile } from "node:fs/promises";`, "domain must not import node:fs"],
  ["a new room", "src/new/a.ts", `export {};`, 'add the room "new" to MAY_IMPORT'],
])("a forbidden import is found: %s", ([, file, source, fault]) => {
  expect(judgeImports(file, source).map((found) => found.slice(`${file}: `.length))).toEqual([
    expect.stringContaining(fault),
  ]);
});

function findForbiddenImports(file: string): string[] {
  return judgeImports(file, readFileSync(file, "utf8"));
}

function judgeImports(file: string, source: string): string[] {
  const room = roomOf(file);
  const allowed = MAY_IMPORT[room];
  if (!allowed) return [`${file}: add the room "${room}" to MAY_IMPORT`];

  return importsOf(source).flatMap((specifier) => {
    if (specifier.startsWith(".")) {
      const target = roomOf(path.join(path.dirname(file), specifier));
      return target === room || allowed.includes(target) ? [] : [`${file}: ${room} must not import ${target}`];
    }
    return room === "domain" && !PURE_PACKAGES.has(specifier) ? [`${file}: domain must not import ${specifier}`] : [];
  });
}

function readImports(file: string): string[] {
  return importsOf(readFileSync(file, "utf8"));
}

function importsOf(source: string): string[] {
  return [...source.matchAll(IMPORT)].map((match) => String(match[1] ?? match[2] ?? match[3] ?? match[4]));
}

function roomOf(file: string): string {
  const [first = "", ...rest] = path.relative("src", file).split(path.sep);
  return rest.length === 0 || first === "cli" ? SHELL : first;
}

function countLines(file: string): number {
  return readFileSync(file, "utf8").trimEnd().split("\n").length;
}
