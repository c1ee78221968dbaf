import { setBox } from "../boxes.ts";
import type { Issue, User } from "../model.ts";
import type { NewNote } from "../notes.ts";
import { canReadIssue, readableProject } from "../permissions.ts";
import { notFound, Refusal } from "../refusal.ts";
import type { World } from "../world.ts";

/** Where the browser goes after a form, and what GitLab had against it. */
export interface ActionResult {
  readonly location: string;
  readonly refused: Refusal | null;
}

/**
 * What the forms of the issue page do, as the person chosen at the top.
 *
 * @param path - Below `/-/demo/`: `issues/5001/comment`, `projects/101/issues`.
 * @returns `null` for a path that is no form's.
 */
export function runAction(world: World, person: User, path: string, form: URLSearchParams): ActionResult | null {
  const [kind, id, name] = path.split("/");
  if (kind === "issues") {
    const issue = world.issues.get(Number(id));
    if (!issue || !canReadIssue(world, issue, person)) throw notFound("Issue");
    const back = `/${issue.project.path}/-/issues/${issue.iid}`;
    const action = ISSUE_ACTIONS.get(name ?? "");
    return action ? attempt(back, () => action(world, issue, person, form)) : null;
  }
  if (kind !== "projects" || name !== "issues") return null;
  const project = readableProject(world, id ?? "", person);
  return attempt(`/${project.path}/-/issues/new`, () => {
    const issue = world.createIssue(project, person, {
      title: form.get("title") ?? "",
      description: form.get("description") ?? "",
      ...(form.get("assign") === "me" ? { assignees: [person] } : {}),
    });
    return `/${project.path}/-/issues/${issue.iid}`;
  });
}

/** Does the work; returns where to go, or nothing for the page it came from. */
type IssueAction = (world: World, issue: Issue, person: User, form: URLSearchParams) => string | undefined;

const ISSUE_ACTIONS: ReadonlyMap<string, IssueAction> = new Map<string, IssueAction>([
  ["tick", tick],
  ["comment", comment],
  ["reply", reply],
  ["edit", edit],
  ["state", changeState],
]);

function tick(world: World, issue: Issue, person: User, form: URLSearchParams): string {
  const [line = "", checked] = (form.get("box") ?? "").split(":");
  world.saveDescription(issue, person, setBox(issue.description ?? "", Number(line), checked === "1"));
  return `/${issue.project.path}/-/issues/${issue.iid}#box-${Number(line)}`;
}

function comment(world: World, issue: Issue, person: User, form: URLSearchParams): string {
  return say(world, issue, person, { body: unixLines(form.get("body") ?? "") });
}

function reply(world: World, issue: Issue, person: User, form: URLSearchParams): string {
  const answered = issue.notes.find((note) => String(note.id) === form.get("note"));
  if (!answered) throw notFound("Discussion");
  return say(world, issue, person, { body: unixLines(form.get("body") ?? ""), thread: answered.discussionId });
}

function say(world: World, issue: Issue, person: User, fields: NewNote): string {
  const posted = world.post(issue, person, fields);
  const page = `/${issue.project.path}/-/issues/${issue.iid}`;
  return posted.kind === "note" ? `${page}#note_${posted.note.id}` : page;
}

function edit(world: World, issue: Issue, person: User, form: URLSearchParams): undefined {
  const title = form.get("title") ?? issue.title;
  const description = unixLines(form.get("description") ?? "");
  if (title !== issue.title) world.editTitle(issue, person, title);
  if (description !== issue.description) world.saveDescription(issue, person, description);
}

function changeState(world: World, issue: Issue, person: User, form: URLSearchParams): undefined {
  if (form.get("event") === "close") world.close(issue, person);
  else world.reopen(issue, person);
}

function attempt(back: string, work: () => string | undefined): ActionResult {
  try {
    return { location: work() ?? back, refused: null };
  } catch (error) {
    if (error instanceof Refusal) return { location: back, refused: error };
    throw error;
  }
}

/** Browsers send forms with CRLF; GitLab's page does not go through a form. */
function unixLines(text: string): string {
  return text.replace(/\r\n?/g, "\n");
}
