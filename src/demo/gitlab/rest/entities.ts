import type { Addresses } from "../addresses.ts";
import { countBoxes } from "../boxes.ts";
import type {
  Award,
  Group,
  Hook,
  HookLogEntry,
  Issue,
  Label,
  LabelEvent,
  Note,
  Project,
  StateEvent,
  User,
} from "../model.ts";
import { localTimeOf, statusOf } from "../presence.ts";
import { userNotesCount } from "../state.ts";
import { alertStatus } from "../webhooks/auto-disable.ts";

/** What the API shows of each thing. Names are GitLab's own. */
export function userBasic(addresses: Addresses, user: User): object {
  return {
    id: user.id,
    username: user.username,
    public_email: user.publicEmail,
    name: user.name,
    state: user.state,
    locked: false,
    avatar_url: addresses.avatar(user),
    web_url: addresses.user(user),
  };
}

export function userFull(addresses: Addresses, user: User, now: Date): object {
  return {
    ...userBasic(addresses, user),
    created_at: user.createdAt,
    bio: "",
    location: "",
    linkedin: "",
    twitter: "",
    discord: "",
    website_url: "",
    github: "",
    job_title: "",
    pronouns: null,
    organization: "",
    bot: user.bot,
    work_information: null,
    local_time: localTimeOf(user, now),
  };
}

/** Who has set nothing has a status too, with nothing in it. */
export function statusEntity(user: User, now: Date): object {
  const status = statusOf(user, now);
  return {
    emoji: status === null ? null : "speech_balloon",
    message: status?.message ?? null,
    availability: status?.availability ?? null,
    message_html: status?.message ?? null,
    clear_status_at: status?.clearStatusAt ?? null,
  };
}

/** `GET /user`: oneself sees more. */
export function currentUser(addresses: Addresses, user: User, now: Date): object {
  return {
    ...userFull(addresses, user, now),
    email: `${user.username}@example.com`,
    confirmed_at: user.createdAt,
    last_sign_in_at: user.createdAt,
    current_sign_in_at: user.createdAt,
    theme_id: null,
    color_scheme_id: 1,
    projects_limit: 0,
    identities: [],
    can_create_group: false,
    can_create_project: false,
    two_factor_enabled: false,
    external: false,
    private_profile: false,
    commit_email: `${user.username}@example.com`,
    ...(user.admin ? { is_admin: true } : {}),
  };
}

export function projectEntity(addresses: Addresses, project: Project): object {
  const namespace = project.path.split("/").slice(0, -1).join("/");
  return {
    id: project.id,
    description: null,
    name: project.name,
    name_with_namespace: project.path.replaceAll("/", " / "),
    path: project.path.split("/").at(-1),
    path_with_namespace: project.path,
    created_at: project.createdAt,
    default_branch: "main",
    web_url: addresses.project(project),
    avatar_url: null,
    namespace: { kind: "group", full_path: namespace, path: namespace.split("/").at(-1), name: namespace },
    visibility: project.visibility,
    issues_enabled: true,
    issues_access_level: "enabled",
    open_issues_count: [...project.issues.values()].filter((issue) => issue.state === "opened").length,
    archived: false,
    empty_repo: project.files.size === 0,
    _links: { self: `${addresses.base}/api/v4/projects/${project.id}` },
  };
}

export function groupEntity(addresses: Addresses, group: Group): object {
  return {
    id: group.id,
    name: group.name,
    path: group.path.split("/").at(-1),
    full_path: group.path,
    full_name: group.path.replaceAll("/", " / "),
    visibility: "private",
    web_url: `${addresses.base}/groups/${group.path}`,
  };
}

export function issueEntity(addresses: Addresses, issue: Issue): object {
  const { project } = issue;
  const self = `${addresses.base}/api/v4/projects/${project.id}/issues/${issue.iid}`;
  const tasks = countBoxes(issue);
  return {
    id: issue.id,
    iid: issue.iid,
    project_id: project.id,
    title: issue.title,
    description: issue.description,
    state: issue.state,
    created_at: issue.createdAt,
    updated_at: issue.updatedAt,
    closed_at: issue.closedAt,
    closed_by: issue.closedBy ? userBasic(addresses, issue.closedBy) : null,
    labels: issue.labels.map((label) => label.name).toSorted(),
    milestone: null,
    assignees: issue.assignees.map((user) => userBasic(addresses, user)),
    author: userBasic(addresses, issue.author),
    type: issue.type.toUpperCase(),
    assignee: issue.assignees[0] ? userBasic(addresses, issue.assignees[0]) : null,
    user_notes_count: userNotesCount(issue.notes),
    merge_requests_count: 0,
    upvotes: issue.awards.filter((award) => award.name === "thumbsup").length,
    downvotes: issue.awards.filter((award) => award.name === "thumbsdown").length,
    due_date: issue.dueDate,
    confidential: issue.confidential,
    discussion_locked: issue.discussionLocked,
    issue_type: issue.type.toLowerCase(),
    web_url: addresses.issue(issue),
    time_stats: { time_estimate: 0, total_time_spent: 0, human_time_estimate: null, human_total_time_spent: null },
    task_completion_status: tasks,
    has_tasks: tasks.count > 0,
    ...(tasks.count > 0 ? { task_status: `${tasks.completed_count} of ${tasks.count} checklist items completed` } : {}),
    blocking_issues_count: 0,
    imported: false,
    imported_from: "none",
    references: { short: `#${issue.iid}`, relative: `#${issue.iid}`, full: `${project.path}#${issue.iid}` },
    severity: "UNKNOWN",
    moved_to_id: issue.movedToId,
    service_desk_reply_to: null,
    _links: {
      self,
      notes: `${self}/notes`,
      award_emoji: `${self}/award_emoji`,
      project: `${addresses.base}/api/v4/projects/${project.id}`,
      closed_as_duplicate_of: null,
    },
  };
}

export function noteEntity(addresses: Addresses, note: Note): object {
  return {
    id: note.id,
    type: note.threaded ? "DiscussionNote" : null,
    body: note.body,
    author: userBasic(addresses, note.author),
    created_at: note.createdAt,
    updated_at: note.updatedAt,
    system: note.system,
    noteable_id: note.issue.id,
    noteable_type: "Issue",
    project_id: note.issue.project.id,
    resolvable: note.threaded,
    ...(note.threaded ? { resolved: false, resolved_by: null, resolved_at: null } : {}),
    confidential: note.internal,
    internal: note.internal,
    imported: false,
    imported_from: "none",
    noteable_iid: note.issue.iid,
    commands_changes: {},
  };
}

export function awardEntity(addresses: Addresses, award: Award, issue: Issue, note: Note | null): object {
  return {
    id: award.id,
    name: award.name,
    user: userBasic(addresses, award.user),
    created_at: award.createdAt,
    updated_at: award.createdAt,
    awardable_id: note?.id ?? issue.id,
    awardable_type: note ? "Note" : "Issue",
    url: null,
  };
}

export function labelEntity(label: Label): object {
  return {
    id: label.id,
    name: label.name,
    description: label.description,
    description_html: label.description ?? "",
    text_color: "#FFFFFF",
    color: label.color,
    archived: false,
    subscribed: false,
    priority: null,
    is_project_label: true,
  };
}

export function stateEventEntity(addresses: Addresses, issue: Issue, event: StateEvent): object {
  return {
    id: event.id,
    user: userBasic(addresses, event.user),
    created_at: event.createdAt,
    resource_type: "Issue",
    resource_id: issue.id,
    source_commit: null,
    source_merge_request_id: null,
    state: event.state,
  };
}

export function labelEventEntity(addresses: Addresses, issue: Issue, event: LabelEvent): object {
  const { id, name, color, description } = event.label;
  return {
    id: event.id,
    user: userBasic(addresses, event.user),
    created_at: event.createdAt,
    resource_type: "Issue",
    resource_id: issue.id,
    label: { id, name, color, description },
    action: event.action,
  };
}

/** Secrets are never shown, only whether there are any. */
export function hookEntity(hook: Hook, now: Date): object {
  return {
    id: hook.id,
    url: hook.url,
    name: hook.name,
    description: hook.description,
    created_at: hook.createdAt,
    push_events: hook.pushEvents,
    tag_push_events: false,
    merge_requests_events: false,
    repository_update_events: false,
    enable_ssl_verification: hook.sslVerification,
    alert_status: alertStatus(hook, now),
    disabled_until: hook.disabledUntil,
    url_variables: [],
    push_events_branch_filter: null,
    branch_filter_strategy: "wildcard",
    custom_webhook_template: hook.customWebhookTemplate,
    custom_headers: hook.customHeaders.map(({ key }) => ({ key })),
    token_present: hook.token !== null,
    signing_token_present: hook.signingToken !== null,
    ...(hook.group === null ? { project_id: hook.project.id } : { group_id: hook.group.id }),
    issues_events: hook.issuesEvents,
    confidential_issues_events: hook.confidentialIssuesEvents,
    note_events: hook.noteEvents,
    confidential_note_events: hook.confidentialNoteEvents,
    pipeline_events: false,
    wiki_page_events: false,
    job_events: false,
    deployment_events: false,
    releases_events: false,
    milestone_events: false,
    feature_flag_events: false,
    emoji_events: hook.emojiEvents,
    resource_access_token_events: false,
  };
}

export function hookEventEntity(entry: HookLogEntry): object {
  const headers = Object.entries(entry.requestHeaders).map(([name, value]) => [
    name,
    name === "x-gitlab-token" ? "[REDACTED]" : value,
  ]);
  return {
    id: entry.id,
    url: entry.url,
    trigger: entry.trigger,
    request_headers: Object.fromEntries(headers),
    request_data: entry.payload,
    response_headers: {},
    response_body: entry.responseBody,
    execution_duration: entry.executionDuration,
    response_status: entry.responseStatus,
  };
}
