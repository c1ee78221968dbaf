import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";

import { DateTime } from "luxon";
import { type Document, parseDocument } from "yaml";

import type { Issue, Note, User } from "../../src/demo/gitlab/model.ts";
import { fillPeople } from "../../src/demo/sample.ts";
import { PROGRAM, SECRET, type Scene } from "./scene.ts";

export const BOT = "@onboarding-bot";

/** Lines of the shipped template that candidates tick. */
export const TASKS = {
  resources: "Review migration services resources, including documentation and delivery kits",
  assessment: "Pass a graded migration assessment",
  workshop: "Complete a congregate-onboarding workshop",
  shadow: "Shadow a migration that is led by a PSE Migration Engineer",
  lead: "Lead a migration with a PSE Migration Engineer observing and providing feedback",
};

/** The second boxes, by which somebody entitled confirms. */
export const BOXES = {
  assessment: "Assessment: result seen, passed",
  workshop: "Workshop: completed",
  shadow: "Shadow: the candidate shadowed my migration",
  lead: "Lead: observed, feedback given, ready to certify",
};

/** What the shipped form for a lead asks. */
export const LEAD_QUESTIONS = [
  "import-export",
  "troubleshooting",
  "statement-of-work",
  "discovery",
  "automation",
  "asking",
] as const;

export const LABEL = {
  inProgress: "onboarding::in-progress",
  certified: "onboarding::certified",
  withdrawn: "onboarding::withdrawn",
  scheduleShadow: "onboarding::schedule-shadow",
  scheduleLead: "onboarding::schedule-lead",
};

const ACCESS_MAINTAINER = 40;

/** An issue from the template, opened by the candidate, who is the kind of person this page is about: a Maintainer. */
export async function openOwnIssue(
  scene: Scene,
  names: { coordinator?: string; engineer?: string; candidate?: string } = {},
  change: (description: string) => string = (description) => description,
): Promise<Issue> {
  const { candidate = "@msilva", coordinator = "@pnair", engineer = "@tbecker" } = names;
  makeMaintainer(scene, scene.maria);
  const issue = scene.gitlab.state.createIssue(scene.project, scene.maria, {
    title: "My certification",
    description: change(fillPeople(scene.template, [candidate, "", coordinator, engineer])),
  });
  await scene.calm();
  return issue;
}

export function makeMaintainer(scene: Scene, user: User): void {
  scene.gitlab.state.addMember(scene.project, user, ACCESS_MAINTAINER);
}

/** Every box of a description ticked. */
export function allTicked(description: string): string {
  return description.replaceAll("- [ ] ", "- [x] ");
}

export function descriptionOf(issue: Issue): string {
  return issue.description ?? "";
}

/** Save a whole new text, as an open editor does. */
export async function rewrite(
  scene: Scene,
  issue: Issue,
  user: User,
  change: (description: string) => string,
): Promise<void> {
  scene.gitlab.state.saveDescription(issue, user, change(descriptionOf(issue)));
  await scene.calm();
}

/** Notes of the bot as they were first posted to an issue, oldest first; later edits send no mail. */
export function posted(scene: Scene, issue: Issue): readonly string[] {
  const address = `/projects/${issue.project.id}/issues/${issue.iid}/notes`;
  return scene.gitlab.calls
    .filter((call) => call.method === "POST" && call.path === address && call.status === 201)
    .map((call) => String(call.body["body"]));
}

/** The latest note of the bot, as it stands now, with these words in its first line. */
export function findNote(scene: Scene, issue: Issue, words: string): Note {
  const note = scene.notes(issue).findLast(({ body }) => body.split("\n")[0]?.includes(words));
  if (note === undefined) throw new Error(`There is no note "${words}": ${scene.headlines(issue).join(" | ")}`);
  return note;
}

/** The emoji on a note. */
export function awards(note: Note): readonly string[] {
  return note.awards.map(({ name }) => name);
}

/** By the clock of the scene, in UTC. */
export function now(scene: Scene): DateTime {
  return DateTime.fromJSDate(scene.gitlab.state.now(), { zone: "utc" });
}

/** Whom the bot's notes mentioned when they were posted, mention by mention: each of these is a mail to somebody. */
export function mentioned(scene: Scene, issue: Issue): readonly string[] {
  return posted(scene, issue)
    .map((body) => body.replaceAll(/^ *```[^]*?^ *```$/gm, "").replaceAll(/`[^`\n]*`/g, ""))
    .flatMap((body) => [...body.matchAll(/(?<![\w\\])@([\w.-]*\w)/g)].map((match) => match[1] ?? ""));
}

/** Where each task stands by the table of the status note, without dates. */
export function standings(scene: Scene, issue: Issue): readonly string[] {
  return scene
    .status(issue)
    .split("\n")
    .filter((line) => /^\| \d+ \|.+ \| .+ \|$/.test(line))
    .map((line) => undated(line.split(" | ").at(-1)?.replace(/ \|$/, "") ?? ""));
}

/** Dates are those of the day the test runs. */
export function undated(text: string): string {
  return text
    .replaceAll(/(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),? \d{1,2} \w{3} \d{4}(?:, \d\d:\d\d UTC)?/g, "DATE")
    .replaceAll(/,? DATE/g, (match) => match);
}

/** The line of the status note that says whose turn it is. */
export function turnLine(scene: Scene, issue: Issue): string {
  return (
    scene
      .status(issue)
      .split("\n")
      .find((line) => line.startsWith("**Now:**")) ?? ""
  );
}

/** Post a body to the bot as an authentic delivery: whoever may edit the webhook knows its secret or templates it. */
export async function forge(scene: Scene, payload: object, event = "Issue Hook"): Promise<number> {
  const response = await fetch(`${scene.bot.url}/webhooks/gitlab`, {
    method: "POST",
    headers: { "content-type": "application/json", "x-gitlab-event": event, "x-gitlab-token": SECRET },
    body: JSON.stringify(payload),
  });
  await response.arrayBuffer();
  await scene.calm();
  return response.status;
}

/** What GitLab would send if this person had saved this text now. */
export function savedBy(issue: Issue, user: User, previous: string, current: string, at = issue.updatedAt): object {
  return {
    object_kind: "issue",
    event_type: "issue",
    user: { id: user.id, name: user.name, username: user.username },
    project: { id: issue.project.id },
    object_attributes: { id: issue.id, iid: issue.iid, action: "update", type: "Issue", updated_at: at.toISOString() },
    changes: { description: { previous, current } },
  };
}

/**
 * Put a version of the program on disk, made from the shipped one as its owner would; the bot reads it at its next start.
 *
 * @returns The template that goes with it.
 */
export async function writeProgram(
  scene: Scene,
  version: number,
  change: { readonly program?: (program: Document) => void; readonly template?: (text: string) => string } = {},
): Promise<string> {
  const yaml = path.join(scene.templatesDir, `${PROGRAM}.yaml`);
  const shipped = shippedPrograms.get(scene) ?? (await readFile(yaml, "utf8"));
  shippedPrograms.set(scene, shipped);
  const document = parseDocument(shipped);
  document.set("version", version);
  change.program?.(document);
  const marked = scene.template.replace(/(<!-- onboarding-bot: \S+ v)\d+/, `$1${version}`);
  const template = change.template?.(marked) ?? marked;
  await writeFile(yaml, document.toString());
  await writeFile(path.join(scene.templatesDir, `${PROGRAM}.md`), template);
  return template;
}

const shippedPrograms = new WeakMap<Scene, string>();
