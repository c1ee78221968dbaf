import { changedBoxes } from "./boxes.ts";
import type { Issue, IssueSnapshot, Note, User } from "./model.ts";
import { newDiscussionId, type State } from "./state.ts";

/**
 * Write what GitLab itself notes about a change.
 *
 * Labels and state leave resource events instead. When a save changed the state of any box, only the boxes are
 * told and not that the description changed. System notes never reach a webhook and do not move `updated_at`.
 */
export function noteChanges(state: State, issue: Issue, before: IssueSnapshot, user: User): void {
  if (issue.title !== before.title) {
    addSystemNote(state, issue, user, `changed title from **{-${before.title}-}** to **{+${issue.title}+}**`);
  }
  if (issue.description !== before.description) noteDescription(state, issue, before, user);
  noteAssignees(state, issue, before, user);
  if (issue.confidential !== before.confidential) {
    const body = issue.confidential ? "made the issue confidential" : "made the issue visible to everyone";
    addSystemNote(state, issue, user, body);
  }
  if (issue.discussionLocked !== before.discussionLocked) {
    addSystemNote(state, issue, user, issue.discussionLocked === true ? "locked this issue" : "unlocked this issue");
  }
  if (issue.dueDate !== before.dueDate) {
    const body = issue.dueDate === null ? "removed due date" : `changed due date to ${longDate(issue.dueDate)}`;
    addSystemNote(state, issue, user, body);
  }
}

export function addSystemNote(state: State, issue: Issue, user: User, body: string): Note {
  // After the save it tells about, whose time may run a little ahead of the clock.
  const now = new Date(Math.max(state.now().getTime(), issue.updatedAt.getTime()));
  const note: Note = {
    id: state.nextNoteId(),
    issue,
    author: user,
    body,
    system: true,
    internal: false,
    createdAt: now,
    updatedAt: now,
    updatedBy: null,
    discussionId: newDiscussionId(),
    threaded: false,
    awards: [],
  };
  issue.notes.push(note);
  return note;
}

/** The text of a task as it stands in "marked the checklist item **…**": Markdown's own characters are escaped. */
function escapeTaskText(source: string): string {
  return source.replace(/[\\`*_{}[\]()#+\-.!=|<>~$^]/g, String.raw`\$&`);
}

function noteDescription(state: State, issue: Issue, before: IssueSnapshot, user: User): void {
  const changed = changedBoxes(before.description ?? "", issue.description ?? "");
  if (changed.length === 0) addSystemNote(state, issue, user, "changed the description");
  for (const box of changed) {
    const result = box.done ? "completed" : "incomplete";
    addSystemNote(state, issue, user, `marked the checklist item **${escapeTaskText(box.source)}** as ${result}`);
  }
}

function noteAssignees(state: State, issue: Issue, before: IssueSnapshot, user: User): void {
  const added = issue.assignees.filter((assignee) => !before.assignees.includes(assignee));
  const removed = before.assignees.filter((assignee) => !issue.assignees.includes(assignee));
  const parts = [
    ...(added.length > 0 ? [`assigned to ${sentence(added)}`] : []),
    ...(removed.length > 0 ? [`unassigned ${sentence(removed)}`] : []),
  ];
  if (parts.length > 0) addSystemNote(state, issue, user, parts.join(" and "));
}

function sentence(users: readonly User[]): string {
  const names = users.map((user) => `@${user.username}`);
  return new Intl.ListFormat("en", { type: "conjunction" }).format(names);
}

function longDate(date: string): string {
  return new Intl.DateTimeFormat("en-US", { dateStyle: "long", timeZone: "UTC" }).format(new Date(`${date}T00:00:00Z`));
}
