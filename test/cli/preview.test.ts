import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

import { expect, onTestFinished, test } from "vitest";

import { preview } from "../../src/cli/preview.ts";

async function run(
  argv: readonly string[],
  dir = "templates",
): Promise<{ readonly status: number; readonly text: string }> {
  const printed: string[] = [];
  const status = await preview(argv, { TEMPLATES_DIR: dir }, (text) => void printed.push(text));
  return { status, text: printed.join("\n") };
}

async function newDir(): Promise<string> {
  const dir = await mkdtemp(path.join(tmpdir(), "preview-"));
  onTestFinished(() => rm(dir, { recursive: true, force: true }));
  return dir;
}

/** A program whose words try to be markup. */
async function hostileTemplates(): Promise<string> {
  const dir = await newDir();
  const yaml = await readFile("templates/migration-onboarding.yaml", "utf8");
  const template = await readFile("templates/migration-onboarding.md", "utf8");
  await writeFile(
    path.join(dir, "migration-onboarding.yaml"),
    yaml.replace(/^title: .*$/m, 'title: "<img src=x onerror=alert(1)> @all </title>"'),
  );
  await writeFile(path.join(dir, "migration-onboarding.md"), template);
  return dir;
}

test("preview() shows every kind of note of the shipped program, with the sample people", async () => {
  const { status, text } = await run([]);

  expect(status).toBe(0);
  expect(text.match(/^## .*$/gm)).toEqual([
    "## The issue is opened",
    "## resources: ticked by the candidate",
    "## assessment: ticked by the candidate, confirmed by somebody else",
    "## workshop: ticked by the candidate, confirmed by somebody else",
    "## shadow: ticked by the candidate, confirmed by somebody else",
    "## lead: ticked by the candidate, confirmed by somebody else",
    "## All is done",
    "## What may happen on the way",
    "## Answers to comments",
  ]);
  for (const words of [
    "Welcome, @msilva!",
    "@pnair **Maria Silva says this is done: assessment.** Can you confirm?",
    "@tbecker **Maria Silva says this is done: lead.** Can you confirm?",
    "Settled",
    "Congratulations, @msilva, you are certified!",
    "**5 of 5 tasks done**",
    "`@onboarding-bot assign coordinator @username` hands it over",
  ]) {
    expect(text).toContain(words);
  }
});

test("preview() shows a program with other labels, roles and language from its data alone", async () => {
  const { status, text } = await run(["kompostmeister"], "test/fixtures/programs");

  expect(status).toBe(0);
  expect(text).toContain("Willkommen, @msilva! Die erste Aufgabe: lesen.");
  expect(text).not.toContain("Ready to schedule");
});

test("preview() writes one page in which nothing of a program runs", async () => {
  const file = path.join(await newDir(), "preview.html");

  const { status, text } = await run(["--html", file], await hostileTemplates());
  const page = await readFile(file, "utf8");

  expect([status, text]).toEqual([0, `Open ${file} in a browser`]);
  expect(page).toContain("&lt;img src=x onerror=alert(1)&gt;");
  expect(page).not.toMatch(/<img|<script|<\/title>(?!\s*<style>)|<a [^>]*href="(?!#|https:)/);
  expect(page).toContain("<details>");
  expect(page).not.toContain("onboarding-bot:preview");
});

test("preview() says what it cannot find", async () => {
  expect(await run(["nowhere"])).toEqual({
    status: 1,
    text: 'Cannot find the program "nowhere" in templates: there is migration-onboarding',
  });
});

test("preview() names the faults of a program it cannot show", async () => {
  const dir = await newDir();
  await writeFile(path.join(dir, "broken.yaml"), "id: broken\nversion: nought\n");

  const { status, text } = await run([], dir);

  expect(status).toBe(1);
  expect(text).toContain("broken.yaml:2:");
});

test.for([[["--html"]], [["one", "two"]], [["--htm"]]])("preview() refuses the call %j", async ([argv]) => {
  expect(await run(argv ?? [])).toEqual({
    status: 2,
    text: "Cannot preview: write `npm run preview -- [PROGRAM] [--html FILE]`",
  });
});
