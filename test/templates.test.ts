import { cpSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { expect, onTestFinished, test } from "vitest";

import { checkTemplates, programSchemaText } from "../src/cli/check-templates.ts";
import { readTemplates } from "../src/cli/read-templates.ts";
import { parseChecklist } from "../src/domain/checklist/checklist.ts";
import { readPeople } from "../src/domain/checklist/people.ts";
import { formatFault } from "../src/domain/program/fault.ts";
import type { Program } from "../src/domain/program/program.ts";
import { rolesOf } from "../src/domain/program/program.ts";
import { readProgram } from "../src/domain/program/read-program.ts";

const SHIPPED = path.resolve("templates");
const SECOND = path.resolve("test/fixtures/programs");

async function readOnly(dir: string): Promise<{ program: Program; template: string }> {
  const { sources } = await readTemplates(dir);
  const [source] = sources;
  if (!source || sources.length > 1) throw new Error(`${sources.length} programs in ${dir}`);
  const result = readProgram(source);
  if (!result.ok) throw new Error(result.faults.map(formatFault).join("\n"));
  return { program: result.program, template: source.template ?? "" };
}

/** A copy of a folder that a test may spoil. */
function copyOf(dir: string): string {
  const copy = mkdtempSync(path.join(tmpdir(), "templates-"));
  onTestFinished(() => rmSync(copy, { recursive: true }));
  cpSync(dir, copy, { recursive: true });
  return copy;
}

async function runCheck(argv: readonly string[], dir: string): Promise<{ status: number; lines: string[] }> {
  const lines: string[] = [];
  const status = await checkTemplates(argv, { TEMPLATES_DIR: dir }, (line) => lines.push(line));
  return { status, lines };
}

test("the shipped program is the published one", async () => {
  const { program } = await readOnly(SHIPPED);

  expect(program).toMatchObject({
    id: "migration-onboarding",
    version: 2,
    accepts: [1],
    title: "GitLab Certified Migration Services Engineer",
    labels: { prefix: "onboarding::" },
    asks: { settleMs: 120_000, bundle: true },
    repairAfterMs: 600_000,
    completion: { close: true },
  });
  expect(program.tasks.map(({ id, text, confirmedBy, requires }) => ({ id, text, confirmedBy, requires }))).toEqual([
    {
      id: "review-resources",
      text: "Review migration services resources, including documentation and delivery kits",
      confirmedBy: ["candidate"],
      requires: [],
    },
    {
      id: "assessment",
      text: "Pass a graded migration assessment",
      confirmedBy: ["coordinator", "engineer"],
      requires: [],
    },
    {
      id: "workshop",
      text: "Complete a congregate-onboarding workshop",
      confirmedBy: ["coordinator", "engineer"],
      requires: [],
    },
    {
      id: "shadow",
      text: "Shadow a migration that is led by a PSE Migration Engineer",
      confirmedBy: ["engineer", "coordinator"],
      requires: ["review-resources", "assessment", "workshop"],
    },
    {
      id: "lead",
      text: "Lead a migration with a PSE Migration Engineer observing and providing feedback",
      confirmedBy: ["engineer"],
      requires: ["shadow"],
    },
  ]);
  expect(program.tasks.map(({ engagement, scheduleLabel }) => [engagement, scheduleLabel])).toEqual([
    [null, null],
    [null, null],
    [null, null],
    ["shadow", "schedule-shadow"],
    ["lead", "schedule-lead"],
  ]);
});

test("the shipped program schedules a shadow and a lead, and asks how they were", async () => {
  const { program } = await readOnly(SHIPPED);
  const methods = ["congregate", "direct-transfer", "file-export", "other"];
  const usual = {
    helper: "engineer",
    lengthMs: 14_400_000,
    methods,
    notice: { days: 5, for: "migrations to GitLab.com" },
    setsDueDate: false,
  };

  expect(program.engagements).toEqual([
    {
      ...usual,
      id: "shadow",
      name: "shadow",
      helperLeads: true,
      scheduledLabel: "shadow-scheduled",
      log: "shadow-log",
    },
    { ...usual, id: "lead", name: "lead", helperLeads: false, scheduledLabel: "lead-scheduled", log: null },
  ]);
  expect(program.forms.map(({ questions, ...form }) => ({ ...form, asks: questions.map(({ id }) => id) }))).toEqual([
    {
      id: "migration-lead",
      kind: "scored",
      scale: 5,
      average: 4,
      least: 3,
      asks: ["import-export", "troubleshooting", "statement-of-work", "discovery", "automation", "asking"],
    },
    { id: "shadow-log", kind: "log", scale: 5, average: 0, least: 0, asks: ["saw", "learned", "open"] },
  ]);
  expect(program.tasks.map(({ id, score, feedback }) => [id, score, feedback])).toEqual([
    ["review-resources", null, null],
    ["assessment", { pass: 80, required: false, attempts: 3, coolDownDays: 7 }, null],
    ["workshop", null, null],
    ["shadow", null, null],
    ["lead", null, { form: "migration-lead", required: false }],
  ]);
});

test("the shipped program reminds of all but a start nobody has to allow", async () => {
  const { program } = await readOnly(SHIPPED);

  expect(program.sponsorStep).toBeNull();
  expect(program.workingHours).toEqual({ days: [1, 2, 3, 4, 5], from: 540, to: 1020, country: null, daysOff: [] });
  expect(
    program.reminders.map(({ when, steps }) => [
      when,
      ...steps.map(({ afterWorkingDays, to }) => [afterWorkingDays, ...to].join(" ")),
    ]),
  ).toEqual([
    ["engagement-tomorrow", "0 candidate helper"],
    ["engagement-passed", "1 helper", "2 coordinator", "3 owner"],
    ["form-waits", "3 asked", "3 coordinator"],
    ["confirmation-waits", "3 asked", "2 substitute", "3 owner"],
    ["date-waits", "5 coordinator", "3 substitute", "5 owner"],
    ["candidate-quiet", "10 candidate", "10 coordinator"],
    ["cool-down-over", "0 candidate"],
  ]);
});

test("the shipped program gives a badge for its six skills that never expires", async () => {
  const { program } = await readOnly(SHIPPED);

  expect(program.badge).toMatchObject({
    name: "GitLab Certified Migration Services Engineer",
    validFor: null,
    renewableMs: null,
    resultOf: null,
    art: { shape: "shield", lines: ["Migration", "Services", "Engineer"], over: "GitLab Certified" },
  });
  expect(program.badge?.skills.map(({ name }) => name)).toEqual([
    "Import and export",
    "Troubleshooting migrations",
    "Statements of work",
    "Discovery with customers",
    "Automated migration with Congregate",
    "Asking for help and review",
  ]);
});

test("what the shipped program says in a comment can be taken in", async () => {
  const dir = copyOf(SHIPPED);
  const file = path.join(dir, "migration-onboarding.yaml");
  const yaml = readFileSync(file, "utf8")
    .replace("# sponsor_step:\n#   silence:", "sponsor_step:\n  silence:")
    .replace("GitLab representative\n", "GitLab representative\n    assigned_by: [coordinator, owner]\n")
    .replace(
      "  - { when: cool-down-over",
      "  - { when: start-waits, after: 3, to: sponsor }\n  - { when: cool-down-over",
    );
  writeFileSync(file, yaml);

  expect((await readOnly(dir)).program.sponsorStep).toMatchObject({ silence: { afterWorkingDays: 5 } });
});

test("the shipped template has five tasks, four confirmations and empty People", async () => {
  const { program, template } = await readOnly(SHIPPED);

  expect(parseChecklist(template).map(({ section, state }) => `${section}: ${state}`)).toEqual([
    ...Array<string>(5).fill("Candidate Tasks: open"),
    ...Array<string>(2).fill("Coordinator Tasks: open"),
    ...Array<string>(2).fill("PSE Tasks: open"),
  ]);
  const labels = rolesOf(program).map(({ label }) => label);
  expect([...readPeople(template, labels, program.peopleHeading)]).toEqual([
    ["Candidate", []],
    ["Manager or GitLab representative", []],
    ["Project coordinator", []],
    ["PSE Migration Engineer", []],
  ]);
});

test("no line of a template is a quick action", () => {
  const lines = globSync("{templates,test/fixtures/programs}/*.md").flatMap((file) =>
    readFileSync(file, "utf8").split("\n"),
  );

  expect(lines.length).toBeGreaterThan(100);
  expect(lines.filter((line) => line.trimStart().startsWith("/"))).toEqual([]);
});

test("a second program in another language needs no code", async () => {
  const { program } = await readOnly(SECOND);

  expect(program).toMatchObject({
    id: "kompostmeister",
    version: 3,
    language: "de",
    peopleHeading: "Menschen",
    labels: { prefix: "garten/", states: ["in-progress", "certified", "withdrawn"] },
    completion: { close: false },
    wording: { somebody: "jemand" },
  });
  expect(
    program.tasks.map(({ id, confirmedBy, section, confirmSection }) => [id, confirmedBy, section, confirmSection]),
  ).toEqual([
    ["lesen", ["candidate"], "Aufgaben", undefined],
    ["haufen", ["candidate"], "Aufgaben", undefined],
    ["abnahme", ["owner"], "Aufgaben", "Für die Gartenleitung"],
  ]);
  expect(rolesOf(program).map(({ id }) => id)).toEqual(["candidate", "owner"]);
});

test("no code knows a program: its words are in templates only", () => {
  const files = globSync("src/{domain,workflow}/**/*.ts");
  const ofTheFirst = /\b(?:migrat\w*|congregate|workshop|assessment|review-resources|shadow\w*|PSE|partners?)\b/i;

  const found = files.flatMap((file) =>
    withoutComments(readFileSync(file, "utf8"))
      .split("\n")
      .filter((line) => ofTheFirst.test(line))
      .map((line) => `${file}: ${line.trim()}`),
  );

  expect(files.length).toBeGreaterThan(10);
  expect(found).toEqual([]);
});

/** Comments of this code begin a line. */
function withoutComments(code: string): string {
  return code.replaceAll(/^\s*\/\*[^]*?\*\//gm, "").replaceAll(/^\s*\/\/.*$/gm, "");
}

test("checkTemplates() is content with what is shipped", async () => {
  expect(await runCheck([], SHIPPED)).toEqual({ status: 0, lines: [] });
  expect(await runCheck([], SECOND)).toEqual({ status: 0, lines: [] });
});

test("checkTemplates() names every fault of every program and answers 1", async () => {
  const dir = copyOf(SECOND);
  const yaml = readFileSync(path.join(dir, "kompostmeister.yaml"), "utf8");
  const template = readFileSync(path.join(dir, "kompostmeister.md"), "utf8");
  writeFileSync(path.join(dir, "kompostmeister.yaml"), yaml.replace("version: 3", "version: drei"));
  writeFileSync(path.join(dir, "kompostmeister.md"), template.replace("bot next", "bot dance"));
  writeFileSync(path.join(dir, "alone.yaml"), yaml.replace("id: kompostmeister", "id: alone"));

  expect(await runCheck([], dir)).toEqual({
    status: 1,
    lines: [
      `${dir}/alone.md:1:1 There is no template of this name`,
      `${dir}/kompostmeister.yaml:3:10 version must be a number, not "drei"`,
      `${dir}/kompostmeister.md:17:22 The bot knows no command "dance"`,
    ],
  });
});

test("checkTemplates() says that a folder holds no program", async () => {
  const dir = copyOf(SECOND);
  rmSync(path.join(dir, "kompostmeister.yaml"));

  expect(await runCheck([], dir)).toEqual({
    status: 1,
    lines: [`Cannot find a program: no file <id>.yaml in ${dir}`],
  });
});

test("checkTemplates() takes no other argument", async () => {
  expect(await runCheck(["--fix"], SHIPPED)).toEqual({
    status: 2,
    lines: ["Cannot check templates: unknown argument --fix; there is only --write-schema"],
  });
});

test("checkTemplates() with --write-schema writes what editors read", async () => {
  const dir = copyOf(SECOND);

  expect(await runCheck(["--write-schema"], dir)).toEqual({ status: 0, lines: [] });
  expect(readFileSync(path.join(dir, "program.schema.json"), "utf8")).toBe(programSchemaText());
});

test("program.schema.json is current; else run: node src/main.ts check-templates --write-schema", () => {
  expect(readFileSync("templates/program.schema.json", "utf8")).toBe(programSchemaText());
});

test("every key of the schema explains itself, and docs/program-authoring.md names it", () => {
  const guide = readFileSync("docs/program-authoring.md", "utf8");
  const keys = keysOf(JSON.parse(programSchemaText()));

  expect(keys.length).toBeGreaterThan(40);
  expect(keys.filter(({ key }) => !guide.includes(key))).toEqual([]);
  expect(keys.filter(({ isLeaf, description }) => isLeaf && description === undefined)).toEqual([]);
});

interface SchemaKey {
  readonly key: string;
  readonly isLeaf: boolean;
  readonly description: unknown;
}

function keysOf(schema: unknown): SchemaKey[] {
  if (typeof schema !== "object" || schema === null) return [];
  const { properties = {}, items, additionalProperties } = schema as Readonly<Record<string, unknown>>;
  const own = Object.entries(properties as Readonly<Record<string, Readonly<Record<string, unknown>>>>);
  return [
    ...own.flatMap(([key, value]) => [
      { key, isLeaf: !("properties" in value), description: value["description"] },
      ...keysOf(value),
    ]),
    ...keysOf(items),
    ...keysOf(additionalProperties),
  ];
}

test("shipped programs begin with the line that brings editors the schema", () => {
  const files = globSync("templates/*.yaml");

  expect(files.length).toBeGreaterThan(0);
  expect(files.map((file) => readFileSync(file, "utf8").split("\n")[0])).toEqual(
    files.map(() => "# yaml-language-server: $schema=./program.schema.json"),
  );
});
