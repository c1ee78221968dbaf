import type { Issue, IssueChange, Label, Project, User } from "./model.ts";
import {
  accessLevel,
  canDeleteIssue,
  canReadIssue,
  canReadProject,
  canSetMetadata,
  canSetMetadataOnCreate,
  canUpdateIssue,
  demand,
} from "./permissions.ts";
import { extractCommands, interpretCommands } from "./quick-actions.ts";
import { badRequest, Refusal } from "./refusal.ts";
import { snapshot, type State } from "./state.ts";
import { addSystemNote, noteChanges } from "./system-notes.ts";

export interface NewIssue extends Omit<IssueChange, "stateEvent" | "addLabels" | "removeLabels"> {
  readonly title: string;
  readonly type?: Issue["type"];
  /** Kept by a move and for owners; else the time of creation. */
  readonly createdAt?: Date;
}

/** Longest description in characters. */
const DESCRIPTION_LIMIT = 1_048_576;

/** Create an issue; quick actions of its description run with the author's rights and are cut. */
export function createIssue(state: State, project: Project, author: User, fields: NewIssue): Issue {
  demand(canReadProject(state, project, author));
  checkFields(fields);
  const metadata = canSetMetadataOnCreate(state, project, author);
  const { text, commands } = extractCommands(fields.description ?? "");
  const issue = blankIssue(state, project, author, fields, fields.description == null ? null : text);
  project.issues.set(issue.iid, issue);
  state.issues.set(issue.id, issue);

  const wanted = interpretCommands(state, issue, author, commands, metadata).change;
  if (metadata) setMetadata(state, issue, author, { ...fields, ...wanted });
  else if (fields.confidential === true) issue.confidential = true;
  if (wanted.title !== undefined) issue.title = wanted.title;
  state.tell({ kind: "issue", action: "open", issue, user: author, before: null });
  if (wanted.stateEvent) changeState(state, issue, author, wanted.stateEvent);
  return issue;
}

/**
 * One `PUT` of an issue: first the state with a webhook of its own, then everything else.
 *
 * Metadata the user may not set is left out without a word; so is a close GitLab refuses.
 */
export function updateIssue(state: State, issue: Issue, user: User, asked: IssueChange): void {
  demand(canUpdateIssue(state, issue, user));
  checkFields(asked);
  const change = withCommands(state, issue, user, asked);
  const { stateEvent, ...rest } = canSetMetadata(state, issue.project, user) ? change : withoutMetadata(change);
  if (stateEvent) changeState(state, issue, user, stateEvent);
  if (Object.keys(rest).length > 0) save(state, issue, user, rest);
}

/**
 * Close or reopen.
 *
 * @param via - `work-item` sends the webhook as `action: "update"`, as the buttons of the present page do.
 */
export function changeState(
  state: State,
  issue: Issue,
  user: User,
  event: "close" | "reopen",
  via: "service" | "work-item" = "service",
): void {
  const target = event === "close" ? "closed" : "opened";
  if (issue.state === target || !canUpdateIssue(state, issue, user)) return;
  if (event === "close" && issue.project.closeRefusedTo.has(user.id)) return;
  const before = snapshot(issue);
  touch(state, issue, user);
  issue.state = target;
  issue.closedAt = event === "close" ? issue.updatedAt : null;
  issue.closedBy = event === "close" ? user : null;
  issue.stateEvents.push({
    id: state.nextId("row"),
    user,
    createdAt: issue.updatedAt,
    state: event === "close" ? "closed" : "reopened",
  });
  state.tell({ kind: "issue", action: via === "service" ? event : "update", issue, user, before });
}

/** Close here, continue there: the new issue is a copy with the notes and their times; `moved_to_id` names it. */
export function moveIssue(state: State, issue: Issue, target: Project, user: User): Issue {
  if (issue.project === target) throw badRequest("Cannot move issue to project it originates from!");
  if (!canSetMetadata(state, issue.project, user) || !canSetMetadata(state, target, user) || issue.movedToId !== null) {
    throw badRequest("Cannot move issue due to insufficient permissions!");
  }
  const { title, description, confidential, createdAt, type } = issue;
  const labels = issue.labels.map((label) => label.name);
  const assignees = issue.assignees.filter((assignee) => canReadProject(state, target, assignee));
  const moved = blankIssue(state, target, issue.author, { title, createdAt, type }, description);
  Object.assign(moved, { confidential, assignees, labels: labels.map((name) => labelOf(state, target, name)) });
  target.issues.set(moved.iid, moved);
  state.issues.set(moved.id, moved);
  for (const note of issue.notes) {
    moved.notes.push({ ...note, id: state.nextNoteId(), issue: moved, awards: [...note.awards] });
  }
  state.tell({ kind: "issue", action: "open", issue: moved, user, before: null });
  changeState(state, issue, user, "close");
  issue.movedToId = moved.id;
  addSystemNote(state, moved, user, `moved from ${issue.project.path}#${issue.iid}`);
  addSystemNote(state, issue, user, `moved to ${target.path}#${moved.iid}`);
  return moved;
}

export function deleteIssue(state: State, issue: Issue, user: User): void {
  demand(canDeleteIssue(state, issue, user));
  issue.project.issues.delete(issue.iid);
  state.issues.delete(issue.id);
}

/** The label of that name, the project's or of a group above; made in the project when it is missing. */
export function labelOf(state: State, project: Project, name: string, color = "#6699cc"): Label {
  const known = state.labelsFor(project).get(name);
  if (known) return known;
  const now = state.now();
  const label = { id: state.nextId("label"), project, name, color, description: null, createdAt: now, updatedAt: now };
  project.labels.set(name, label);
  return label;
}

function save(state: State, issue: Issue, user: User, change: IssueChange): void {
  const before = snapshot(issue);
  if (change.title !== undefined) issue.title = change.title;
  if (change.description !== undefined) issue.description = change.description;
  setMetadata(state, issue, user, change);
  if (differs(issue, before)) touch(state, issue, user);
  if (issue.title !== before.title || issue.description !== before.description) {
    issue.lastEditedAt = issue.updatedAt;
    issue.lastEditedBy = user;
  }
  noteChanges(state, issue, before, user);
  state.tell({ kind: "issue", action: "update", issue, user, before });
}

function setMetadata(state: State, issue: Issue, user: User, change: IssueChange): void {
  if (change.assignees) {
    const able = change.assignees.filter((assignee) => canReadProject(state, issue.project, assignee));
    issue.assignees = issue.project.premium ? [...new Set(able)] : able.slice(0, 1);
  }
  if (change.confidential !== undefined) issue.confidential = change.confidential;
  if (change.discussionLocked !== undefined) issue.discussionLocked = change.discussionLocked;
  if (change.dueDate !== undefined) issue.dueDate = change.dueDate;
  if (change.labels ?? change.addLabels ?? change.removeLabels) setLabels(state, issue, user, change);
}

function setLabels(state: State, issue: Issue, user: User, change: IssueChange): void {
  const before = issue.labels;
  const removed = new Set(change.removeLabels);
  let labels = (change.labels?.map((name) => labelOf(state, issue.project, name)) ?? before).filter(
    (label) => !removed.has(label.name),
  );
  for (const name of [...(change.labels ?? []), ...(change.addLabels ?? [])]) {
    const label = labelOf(state, issue.project, name);
    if (issue.project.premium)
      labels = labels.filter((other) => scopeOf(other) !== scopeOf(label) || scopeOf(label) === null);
    if (!labels.includes(label)) labels = [...labels, label];
  }
  issue.labels = labels;
  const createdAt = state.now();
  for (const label of labels.filter((one) => !before.includes(one))) {
    issue.labelEvents.push({ id: state.nextId("row"), user, createdAt, label, action: "add" });
  }
  for (const label of before.filter((one) => !labels.includes(one))) {
    issue.labelEvents.push({ id: state.nextId("row"), user, createdAt, label, action: "remove" });
  }
}

/** Everything before the last `::`; labels without it have no scope. */
function scopeOf(label: Label): string | null {
  const end = label.name.lastIndexOf("::");
  return end === -1 ? null : label.name.slice(0, end);
}

/** Only quick actions that the former description did not hold run on an edit. */
function withCommands(state: State, issue: Issue, user: User, change: IssueChange): IssueChange {
  if (change.description == null) return change;
  const { text, commands } = extractCommands(change.description);
  if (commands.length === 0) return change;
  const old = extractCommands(issue.description ?? "").commands;
  const fresh = commands.filter(
    (one) => !old.some((other) => other.name === one.name && other.argument === one.argument),
  );
  return { ...change, ...interpretCommands(state, issue, user, fresh).change, description: text };
}

function withoutMetadata({ title, description, stateEvent }: IssueChange): IssueChange {
  return {
    ...(title === undefined ? {} : { title }),
    ...(description === undefined ? {} : { description }),
    ...(stateEvent === undefined ? {} : { stateEvent }),
  };
}

function touch(state: State, issue: Issue, user: User): void {
  issue.updatedAt = state.after(issue.updatedAt);
  issue.updatedBy = user;
}

function differs(issue: Issue, before: ReturnType<typeof snapshot>): boolean {
  return (
    issue.title !== before.title ||
    issue.description !== before.description ||
    issue.confidential !== before.confidential ||
    issue.discussionLocked !== before.discussionLocked ||
    issue.dueDate !== before.dueDate ||
    !sameMembers(issue.assignees, before.assignees) ||
    !sameMembers(issue.labels, before.labels)
  );
}

function sameMembers(left: readonly object[], right: readonly object[]): boolean {
  return left.length === right.length && left.every((one) => right.includes(one));
}

function checkFields(change: IssueChange): void {
  if (change.title !== undefined && change.title.trim() === "") {
    throw new Refusal(400, { message: { title: ["can't be blank"] } });
  }
  if ((change.title?.length ?? 0) > 255) {
    throw new Refusal(400, { message: { title: ["is too long (maximum is 255 characters)"] } });
  }
  if ((change.description?.length ?? 0) > DESCRIPTION_LIMIT) {
    throw new Refusal(400, { message: { description: [`is too long (maximum is ${DESCRIPTION_LIMIT} characters)`] } });
  }
}

function blankIssue(state: State, project: Project, author: User, fields: NewIssue, description: string | null): Issue {
  const createdAt = fields.createdAt ?? state.now();
  const iid = project.nextIid;
  project.nextIid += 1;
  return {
    id: state.nextId("issue"),
    iid,
    project,
    type: fields.type ?? "Issue",
    author,
    createdAt,
    title: fields.title,
    description,
    assignees: [],
    labels: [],
    confidential: false,
    discussionLocked: null,
    state: "opened",
    dueDate: null,
    updatedAt: fields.createdAt ? state.after(createdAt) : createdAt,
    updatedBy: null,
    closedAt: null,
    closedBy: null,
    lastEditedAt: null,
    lastEditedBy: null,
    movedToId: null,
    notes: [],
    awards: [],
    stateEvents: [],
    labelEvents: [],
  };
}

/** Who sees the issue at all; used where a list is filtered instead of refused. */
export function visibleIssues(state: State, project: Project, user: User): Issue[] {
  const all = [...project.issues.values()];
  if (user.admin || accessLevel(state, project, user) >= 15) return all;
  return all.filter((issue) => canReadIssue(state, issue, user));
}
