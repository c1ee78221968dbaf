import type { Addresses } from "../addresses.ts";
import type { Award, Issue, IssueSnapshot, Label, Note, Project, User, WorldEvent } from "../model.ts";

/** How times are written: GitLab changed from `2025-04-06 03:05:26 UTC` to ISO with milliseconds. */
export type TimeFormat = "iso" | "utc";

export interface PayloadStyle {
  readonly addresses: Addresses;
  readonly times: TimeFormat;
}

/** The body of one webhook, before any custom template. */
export function buildPayload(style: PayloadStyle, event: WorldEvent): object {
  if (event.kind === "note") return notePayload(style, event.note, event.action);
  if (event.kind === "emoji") return emojiPayload(style, event);
  return issuePayload(style, event.issue, event.user, event.action, changesOf(style, event.issue, event.before));
}

/** What the test button sends: the newest real issue, "open", and nothing that says it is a test. */
export function issuePayload(
  style: PayloadStyle,
  issue: Issue,
  user: User,
  action: string | null,
  changes: object,
): object {
  const kind = issue.type === "Issue" ? "issue" : "work_item";
  const assignees = issue.assignees.map((assignee) => userOf(style, assignee));
  return {
    object_kind: kind,
    event_type: issue.confidential ? `confidential_${kind}` : kind,
    user: userOf(style, user),
    project: projectOf(style, issue.project),
    object_attributes: { ...issueAttributes(style, issue), ...(action === null ? {} : { action }) },
    labels: issue.labels.map((label) => labelOf(style, label)),
    changes,
    repository: repositoryOf(style, issue.project),
    ...(assignees.length > 0 ? { assignees } : {}),
  };
}

/** `user` is whoever wrote the note, also when somebody else has edited it. */
export function notePayload(style: PayloadStyle, note: Note, action: string): object {
  const { project } = note.issue;
  return {
    object_kind: "note",
    event_type: note.internal || note.issue.confidential ? "confidential_note" : "note",
    user: userOf(style, note.author),
    project_id: project.id,
    project: projectOf(style, project),
    object_attributes: { ...noteAttributes(style, note), action },
    repository: repositoryOf(style, project),
    issue: issueAttributes(style, note.issue),
  };
}

function emojiPayload(style: PayloadStyle, event: Extract<WorldEvent, { kind: "emoji" }>): object {
  const { issue, note, award } = event;
  return {
    object_kind: "emoji",
    event_type: event.action,
    user: userOf(style, award.user),
    project_id: issue.project.id,
    project: projectOf(style, issue.project),
    object_attributes: awardAttributes(style, issue, note, award),
    ...(note ? { note: noteAttributes(style, note) } : {}),
    // A delivery of 2025 names a plain issue by this key.
    work_item: issueAttributes(style, issue),
  };
}

/** Each safe attribute that a save has changed; on `open` all that have a value, with nothing before them. */
function changesOf(style: PayloadStyle, issue: Issue, before: IssueSnapshot | null): object {
  const current = attributes(style, issue);
  const previous = before ? attributes(style, before) : {};
  const changes: Record<string, { previous: unknown; current: unknown }> = {};
  for (const [name, value] of Object.entries(current)) {
    const old = previous[name] ?? null;
    if (old !== value && (before !== null || OPENING.has(name))) changes[name] = { previous: old, current: value };
  }
  if (!before) return changes;
  if (!sameMembers(before.labels, issue.labels)) {
    changes["labels"] = {
      previous: before.labels.map((label) => labelOf(style, label)),
      current: issue.labels.map((label) => labelOf(style, label)),
    };
  }
  if (!sameMembers(before.assignees, issue.assignees)) {
    changes["assignees"] = {
      previous: before.assignees.map((user) => userOf(style, user)),
      current: issue.assignees.map((user) => userOf(style, user)),
    };
  }
  return changes;
}

/** The attributes a delivery of a new issue lists. */
const OPENING = new Set(["author_id", "created_at", "description", "id", "iid", "project_id", "title", "updated_at"]);

function attributes(style: PayloadStyle, issue: IssueSnapshot): Readonly<Record<string, unknown>> {
  return {
    author_id: issue.author.id,
    closed_at: time(style, issue.closedAt),
    confidential: issue.confidential,
    created_at: time(style, issue.createdAt),
    description: issue.description,
    discussion_locked: issue.discussionLocked,
    due_date: issue.dueDate,
    id: issue.id,
    iid: issue.iid,
    last_edited_at: time(style, issue.lastEditedAt),
    last_edited_by_id: issue.lastEditedBy?.id ?? null,
    milestone_id: null,
    moved_to_id: issue.movedToId,
    duplicated_to_id: null,
    project_id: issue.project.id,
    relative_position: null,
    state_id: issue.state === "opened" ? 1 : 2,
    time_estimate: 0,
    title: issue.title,
    updated_at: time(style, issue.updatedAt),
    updated_by_id: issue.updatedBy?.id ?? null,
  };
}

function issueAttributes(style: PayloadStyle, issue: Issue): object {
  return {
    ...attributes(style, issue),
    description: absoluteImages(style, issue.project, issue.description),
    weight: null,
    health_status: null,
    type: issue.type,
    url: style.addresses.issue(issue),
    total_time_spent: 0,
    time_change: 0,
    human_total_time_spent: null,
    human_time_change: null,
    human_time_estimate: null,
    assignee_ids: issue.assignees.map((user) => user.id),
    assignee_id: issue.assignees[0]?.id ?? null,
    labels: issue.labels.map((label) => labelOf(style, label)),
    state: issue.state,
    severity: "unknown",
    customer_relations_contacts: [],
  };
}

function noteAttributes(style: PayloadStyle, note: Note): object {
  return {
    attachment: null,
    author_id: note.author.id,
    change_position: null,
    commit_id: null,
    created_at: time(style, note.createdAt),
    discussion_id: note.discussionId,
    id: note.id,
    internal: note.internal,
    line_code: null,
    note: note.body,
    noteable_id: note.issue.id,
    noteable_type: "Issue",
    original_position: null,
    position: null,
    project_id: note.issue.project.id,
    resolved_at: null,
    resolved_by_id: null,
    resolved_by_push: null,
    st_diff: null,
    system: note.system,
    type: note.threaded ? "DiscussionNote" : null,
    updated_at: time(style, note.updatedAt),
    updated_by_id: note.updatedBy?.id ?? null,
    description: absoluteImages(style, note.issue.project, note.body),
    url: `${style.addresses.issue(note.issue)}#note_${note.id}`,
  };
}

function awardAttributes(style: PayloadStyle, issue: Issue, note: Note | null, award: Award): object {
  return {
    user_id: award.user.id,
    created_at: time(style, award.createdAt),
    id: award.id,
    name: award.name,
    awardable_type: note ? "Note" : "Issue",
    awardable_id: note?.id ?? issue.id,
    updated_at: time(style, award.createdAt),
    awarded_on_url: note ? `${style.addresses.issue(issue)}#note_${note.id}` : style.addresses.issue(issue),
  };
}

function userOf(style: PayloadStyle, user: User): object {
  return {
    id: user.id,
    name: user.name,
    username: user.username,
    avatar_url: style.addresses.avatar(user),
    email: "[REDACTED]",
  };
}

function projectOf(style: PayloadStyle, project: Project): object {
  const address = style.addresses.project(project);
  const ssh = `git@${new URL(style.addresses.base).hostname}:${project.path}.git`;
  return {
    id: project.id,
    name: project.name,
    description: "",
    web_url: address,
    avatar_url: null,
    git_ssh_url: ssh,
    git_http_url: `${address}.git`,
    namespace: project.path.split("/").at(-2) ?? "",
    visibility_level: { private: 0, internal: 10, public: 20 }[project.visibility],
    path_with_namespace: project.path,
    default_branch: "main",
    ci_config_path: "",
    homepage: address,
    url: ssh,
    ssh_url: ssh,
    http_url: `${address}.git`,
  };
}

function repositoryOf(style: PayloadStyle, project: Project): object {
  const ssh = `git@${new URL(style.addresses.base).hostname}:${project.path}.git`;
  return { name: project.name, url: ssh, description: "", homepage: style.addresses.project(project) };
}

/** Here the name is called `title`; REST answers list names only. */
function labelOf(style: PayloadStyle, label: Label): object {
  return {
    id: label.id,
    title: label.name,
    color: label.color,
    project_id: label.project.id,
    created_at: time(style, label.createdAt),
    updated_at: time(style, label.updatedAt),
    template: false,
    description: label.description,
    type: "ProjectLabel",
    group_id: null,
  };
}

/** Uploaded pictures get a full address here and in no other place. */
function absoluteImages(style: PayloadStyle, project: Project, text: string | null): string | null {
  if (text === null || !text.includes("](/uploads/")) return text;
  const prefix = `${style.addresses.base}/-/project/${project.id}`;
  return text.replace(/!\[([^\]]*)\]\((\/uploads\/[^)]+)\)/g, `![$1](${prefix}$2)`);
}

function time(style: PayloadStyle, date: Date | null): string | null {
  if (!date) return null;
  return style.times === "iso"
    ? date.toISOString()
    : date
        .toISOString()
        .replace("T", " ")
        .replace(/\.\d+Z$/, " UTC");
}

function sameMembers(left: readonly object[], right: readonly object[]): boolean {
  return left.length === right.length && left.every((one) => right.includes(one));
}
