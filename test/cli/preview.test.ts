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

/** The shipped program, with its sponsor's step switched on. */
async function templatesWithSponsor(): Promise<string> {
  const dir = await newDir();
  const yaml = await readFile("templates/migration-onboarding.yaml", "utf8");
  const sponsor = yaml
    .replace("    label: Manager or GitLab representative\n", "$&    assigned_by: [coordinator]\n")
    .replace("  - { when: cool-down-over, to: candidate }\n", "$&  - { when: start-waits, after: 3, to: sponsor }\n")
    .replace("repair_after:", "sponsor_step: { silence: { after: 5, then: start } }\nrepair_after:");
  await writeFile(path.join(dir, "migration-onboarding.yaml"), sponsor);
  await writeFile(
    path.join(dir, "migration-onboarding.md"),
    await readFile("templates/migration-onboarding.md", "utf8"),
  );
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
    "## Later, with the badge",
    "## What may happen on the way",
    "## Reminders, when nothing happens",
    "## Answers to comments",
    "## Answers about dates",
    "## Answers about forms and points",
    "## The desk, for coordinators and engineers",
    "## Answers on the desk",
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

test.for<[what: string, words: string]>([
  ["the command that sets a date", "@onboarding-bot schedule shadow YYYY-MM-DD HH:MM Area/City for 4h with @username"],
  [
    "a date, in both zones",
    "@msilva @tbecker 📅 **Shadow on Sat 31 Jan 2026, 09:00 Berlin (05:00 Sao Paulo), 4 hours.**",
  ],
  ["a date that is moved", "📅 **Shadow moved to Sat 7 Feb 2026, 09:00 Berlin (05:00 Sao Paulo), 4 hours.**"],
  ["a date that is called off", "🗓️ **Shadow on Sat 7 Feb 2026, 09:00 Berlin (05:00 Sao Paulo) is off.**"],
  ["the calendar file", "[add it](https://onboarding.example.com/calendar/"],
  ["short notice", "- **Short notice:** for migrations to GitLab.com, 5 days are asked for"],
  ["a form that is asked for", "@onboarding-bot feedback lead\nimport-export: _\n"],
  ["a log that is asked for", "@onboarding-bot feedback shadow\nsaw: _\n"],
  ["what is missing in a form", "@tbecker **Thank you, nearly done: one line is still missing.**"],
  ["a “not yet” with the feedback", "@msilva **Not yet: lead.** The feedback of Tom Becker:"],
  ["a result that is not enough", "Priya Nair has recorded 79 of 80 needed"],
  ["a handover", "@acosta **You look after Maria Silva from now on**, in the place of Priya Nair."],
  ["a pause", "**Paused until Mon 2 Feb 2026** by Maria Silva."],
  ["one reminder", "@msilva **A reminder:** your lead is on Sat 31 Jan 2026"],
  ["several reminders", "@pnair **2 things wait for you here.**"],
  ["a date that can mean several things", "*3 Dec 2pm CET* can mean more than one thing"],
  ["a time the clocks jump over", "the clocks jump from 02:00 to 03:00"],
  ["the living note of the desk", "### Desk: Migration Services Engineer certification"],
  ["a proposal", "@onboarding-bot accept 1 for @msilva"],
  ["what became of a command on the desk", "nobody.here: GitLab knows nobody with this username."],
  ["where the badge is", "### [Open your badge](https://onboarding.example.com/badges/"],
  ["a badge that follows", "Your badge follows; I tell you here."],
  ["a badge whose address has to be asked for", "This project is public, so I write the address"],
  ["a badge that was revoked", "@msilva **Priya Nair has revoked your certification.** “The assessment was"],
  ["reminders on the desk", "@onboarding-bot confirm assessment @msilva"],
])("preview() shows %s", async ([, words]) => {
  const { text } = await run([]);

  expect(text).toContain(words);
});

test("preview() shows who is asked for the start, where the program wants somebody's word", async () => {
  const { status, text } = await run([], await templatesWithSponsor());

  expect([status, text.match(/^## .*$/gm)?.[1]]).toEqual([0, "## Before the candidate starts"]);
  for (const words of [
    "@jweber **May Maria Silva start?**",
    "@msilva **Not yet.** Jonas Weber writes: “The contract is not signed yet”",
    "@msilva **You may start**, says Jonas Weber.",
    "@msilva **You may start:** nobody has objected.",
    "@jweber **A reminder:** Maria Silva waits for your word that they may start.",
  ]) {
    expect(text).toContain(words);
  }
});

test("preview() leaves out what a program does not use", async () => {
  const { text } = await run(["kompostmeister"], "test/fixtures/programs");

  expect(text).not.toMatch(/^## (?:Before the candidate|Answers about|The desk|Answers on the desk)/m);
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
  expect(page).not.toMatch(
    /<img(?!\s+src="data:image\/png;base64,)|<script|<\/title>(?!\s*<style>)|<a [^>]*href="(?!#|https:)/,
  );
  expect(page.match(/<img\s/g)).toHaveLength(2);
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
