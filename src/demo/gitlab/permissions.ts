import { ACCESS, type Group, type Issue, type Note, type Project, type User } from "./model.ts";
import { forbidden, notFound, type Refusal } from "./refusal.ts";
import type { State } from "./state.ts";

/** The highest level that reaches the user there; 0 for strangers. Admins are told apart by `user.admin`. */
export function accessLevel(state: State, place: Project | Group, user: User): number {
  let level = 0;
  for (const membership of state.memberships(place, user.id)) level = Math.max(level, membership.accessLevel);
  return level;
}

/** At least this level, or admin. */
export function hasAccess(state: State, place: Project | Group, user: User, level: number): boolean {
  return user.admin || accessLevel(state, place, user) >= level;
}

export function canReadProject(state: State, project: Project, user: User): boolean {
  return project.visibility !== "private" || hasAccess(state, project, user, ACCESS.guest);
}

/** A confidential issue is seen by Planners and up, its author and its assignees. */
export function canReadIssue(state: State, issue: Issue, user: User): boolean {
  if (!canReadProject(state, issue.project, user)) return false;
  return !issue.confidential || isPartOf(issue, user) || hasAccess(state, issue.project, user, ACCESS.planner);
}

/** Title, description, state: Planners and up, and whoever wrote the issue or is assigned to it. */
export function canUpdateIssue(state: State, issue: Issue, user: User): boolean {
  if (!canReadIssue(state, issue, user)) return false;
  return isPartOf(issue, user) || hasAccess(state, issue.project, user, ACCESS.planner);
}

/** Labels, assignees, due date, confidentiality. GitLab leaves such parameters out without a word for others. */
export function canSetMetadata(state: State, project: Project, user: User): boolean {
  return hasAccess(state, project, user, ACCESS.planner);
}

/** Members of every level may set metadata on the issue they are just creating. */
export function canSetMetadataOnCreate(state: State, project: Project, user: User): boolean {
  return hasAccess(state, project, user, ACCESS.guest);
}

/** Planners were given this right; Reporters, Developers and Maintainers were not. */
export function canDeleteIssue(state: State, issue: Issue, user: User): boolean {
  const level = accessLevel(state, issue.project, user);
  return user.admin || level === ACCESS.planner || level >= ACCESS.owner;
}

export function canComment(state: State, issue: Issue, user: User): boolean {
  if (!canReadIssue(state, issue, user)) return false;
  return issue.discussionLocked !== true || hasAccess(state, issue.project, user, ACCESS.guest);
}

/** Own notes, and everybody's for Maintainers; nobody edits what GitLab itself wrote. */
export function canEditNote(state: State, note: Note, user: User): boolean {
  if (note.system || !canComment(state, note.issue, user)) return false;
  return note.author.id === user.id || hasAccess(state, note.issue.project, user, ACCESS.maintainer);
}

export function canReadNote(state: State, note: Note, user: User): boolean {
  return !note.internal || hasAccess(state, note.issue.project, user, ACCESS.reporter);
}

/** The project, or GitLab's answer to somebody who may not know that it exists. */
export function readableProject(state: State, pathOrId: string, user: User): Project {
  const project = state.findProject(pathOrId);
  if (!project || !canReadProject(state, project, user)) throw notFound("Project");
  return project;
}

/** The issue, or 404 in the words the asking endpoint uses. */
export function readableIssue(state: State, project: Project, iid: number, user: User, refusal: Refusal): Issue {
  const issue = project.issues.get(iid);
  if (!issue || !canReadIssue(state, issue, user)) throw refusal;
  return issue;
}

export function demand(allowed: boolean): void {
  if (!allowed) throw forbidden();
}

function isPartOf(issue: Issue, user: User): boolean {
  return issue.author.id === user.id || issue.assignees.some((assignee) => assignee.id === user.id);
}
