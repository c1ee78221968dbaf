import { isDay } from "../due-date.ts";
import { createIssue, deleteIssue, moveIssue, updateIssue, visibleIssues } from "../issues.ts";
import { ACCESS, type Issue, type IssueChange, type Project, type User } from "../model.ts";
import { hasAccess } from "../permissions.ts";
import { invalidParameter, notFound } from "../refusal.ts";
import { issueEntity, labelEventEntity, stateEventEntity } from "./entities.ts";
import { keysetPage, page } from "./pagination.ts";
import type { ApiAnswer, ApiRequest } from "./request.ts";
import type { Route } from "./router.ts";

const UPDATABLE = (
  "title description assignee_ids assignee_id labels add_labels remove_labels due_date confidential state_event " +
  "discussion_locked milestone_id updated_at"
).split(" ");

export const issueRoutes: readonly Route[] = [
  { method: "GET", pattern: "/projects/:id/issues", handler: listIssues },
  { method: "POST", pattern: "/projects/:id/issues", handler: addIssue },
  { method: "GET", pattern: "/projects/:id/issues/:iid", handler: showIssue },
  { method: "PUT", pattern: "/projects/:id/issues/:iid", handler: editIssue },
  { method: "DELETE", pattern: "/projects/:id/issues/:iid", handler: removeIssue },
  { method: "POST", pattern: "/projects/:id/issues/:iid/move", handler: move },
  { method: "GET", pattern: "/projects/:id/issues/:iid/resource_state_events", handler: listStateEvents },
  { method: "GET", pattern: "/projects/:id/issues/:iid/resource_label_events", handler: listLabelEvents },
  { method: "GET", pattern: "/issues/:issue_id", handler: showIssueById },
];

function listIssues(request: ApiRequest): ApiAnswer {
  const project = request.project();
  const field = request.choice("order_by", ["created_at", "updated_at"], "created_at");
  const sign = request.choice("sort", ["asc", "desc"], "desc") === "asc" ? 1 : -1;
  const timeOf = (issue: Issue): number => (field === "created_at" ? issue.createdAt : issue.updatedAt).getTime();
  const rows = visibleIssues(request.world, project, request.user)
    .filter(issueFilter(request))
    .toSorted((left, right) => sign * (timeOf(left) - timeOf(right) || left.id - right.id));
  const present = (issue: Issue): object => issueEntity(request.context.addresses, issue);
  if (request.text("pagination") === "keyset") {
    return keysetPage(request, rows, (issue) => `${timeOf(issue)}-${issue.id}`, present);
  }
  return page(request, rows, present);
}

function issueFilter(request: ApiRequest): (issue: Issue) => boolean {
  const labels = request.list("labels");
  const state = request.choice("state", ["opened", "closed", "all"], "all");
  const after = request.date("updated_after");
  const before = request.date("updated_before");
  const createdAfter = request.date("created_after");
  const type = request.text("issue_type");
  const iids = request.list("iids");
  const authorId = request.text("author_id");
  const assigneeId = request.text("assignee_id");
  const confidential = request.flag("confidential");
  const search = request.text("search")?.toLowerCase();
  return (issue) =>
    (state === "all" || issue.state === state) &&
    (labels === undefined || hasLabels(issue, labels)) &&
    (after === undefined || issue.updatedAt >= after) &&
    (before === undefined || issue.updatedAt <= before) &&
    (createdAfter === undefined || issue.createdAt >= createdAfter) &&
    (type === undefined || issue.type.toLowerCase() === type) &&
    (iids === undefined || iids.includes(String(issue.iid))) &&
    (authorId === undefined || String(issue.author.id) === authorId) &&
    (assigneeId === undefined || issue.assignees.some((user) => String(user.id) === assigneeId)) &&
    (confidential === undefined || issue.confidential === confidential) &&
    (search === undefined || `${issue.title}\n${issue.description ?? ""}`.toLowerCase().includes(search));
}

function hasLabels(issue: Issue, names: readonly string[]): boolean {
  if (names.length === 1 && names[0]?.toLowerCase() === "none") return issue.labels.length === 0;
  if (names.length === 1 && names[0]?.toLowerCase() === "any") return issue.labels.length > 0;
  return names.every((name) => issue.labels.some((label) => label.name === name));
}

function showIssue(request: ApiRequest): ApiAnswer {
  return answer(request, request.issue());
}

/** `GET /issues/:id` is for administrators. */
function showIssueById(request: ApiRequest): ApiAnswer {
  const issue = request.world.issues.get(request.numberSegment("issue_id"));
  if (!issue || !request.user.admin) throw notFound();
  return answer(request, issue);
}

function addIssue(request: ApiRequest): ApiAnswer {
  const project = request.project();
  const change = readChange(request, project);
  const createdAt = isOwner(request, project) ? request.date("created_at") : undefined;
  const issue = createIssue(request.world, project, request.user, {
    ...change,
    title: request.requiredText("title"),
    type: typeOf(request.choice("issue_type", ["issue", "incident", "task"], "issue")),
    ...(createdAt ? { createdAt } : {}),
  });
  return { ...answer(request, issue), status: 201 };
}

function editIssue(request: ApiRequest): ApiAnswer {
  const issue = request.issue();
  if (!UPDATABLE.some((name) => request.has(name))) {
    throw invalidParameter(`${UPDATABLE.join(", ")} are missing, at least one parameter must be provided`);
  }
  const stateEvent = request.text("state_event");
  if (stateEvent !== undefined && stateEvent !== "close" && stateEvent !== "reopen") {
    throw invalidParameter("state_event does not have a valid value");
  }
  updateIssue(request.world, issue, request.user, {
    ...readChange(request, issue.project),
    ...(stateEvent ? { stateEvent } : {}),
  });
  return answer(request, issue);
}

function removeIssue(request: ApiRequest): ApiAnswer {
  deleteIssue(request.world, request.issue(), request.user);
  return { status: 204 };
}

function move(request: ApiRequest): ApiAnswer {
  const issue = request.issue();
  const target = request.world.findProject(request.requiredText("to_project_id"));
  if (!target) throw notFound("Project");
  return { ...answer(request, moveIssue(request.world, issue, target, request.user)), status: 201 };
}

function listStateEvents(request: ApiRequest): ApiAnswer {
  const issue = request.issue();
  return page(request, issue.stateEvents, (event) => stateEventEntity(request.context.addresses, issue, event));
}

function listLabelEvents(request: ApiRequest): ApiAnswer {
  const issue = request.issue();
  return page(request, issue.labelEvents, (event) => labelEventEntity(request.context.addresses, issue, event));
}

function readChange(request: ApiRequest, project: Project): IssueChange {
  const title = request.text("title");
  const description = request.text("description");
  const labels = request.list("labels");
  const addLabels = request.list("add_labels");
  const removeLabels = request.list("remove_labels");
  const confidential = request.flag("confidential");
  const discussionLocked = request.flag("discussion_locked");
  const assignees = readAssignees(request);
  return {
    ...(title === undefined ? {} : { title }),
    ...(description === undefined ? {} : { description }),
    ...(labels ? { labels } : {}),
    ...(addLabels ? { addLabels } : {}),
    ...(removeLabels ? { removeLabels } : {}),
    ...(confidential === undefined ? {} : { confidential }),
    ...(discussionLocked === undefined ? {} : { discussionLocked }),
    ...(request.has("due_date") ? { dueDate: readDueDate(request) } : {}),
    ...(assignees ? { assignees: project.premium ? assignees : assignees.slice(0, 1) } : {}),
  };
}

/** `0`, an empty string and an empty list clear; ids that are nobody's are left out. */
function readAssignees(request: ApiRequest): readonly User[] | undefined {
  const ids = request.list("assignee_ids") ?? request.list("assignee_id");
  return ids?.map((id) => request.world.users.get(Number(id))).filter((user) => user !== undefined);
}

function readDueDate(request: ApiRequest): string | null {
  const text = request.text("due_date");
  if (text === undefined || text === "") return null;
  if (!isDay(text)) throw invalidParameter("due_date is invalid");
  return text;
}

function typeOf(name: "issue" | "incident" | "task"): Issue["type"] {
  const types = { issue: "Issue", incident: "Incident", task: "Task" } as const;
  return types[name];
}

function isOwner(request: ApiRequest, project: Project): boolean {
  return hasAccess(request.world, project, request.user, ACCESS.owner);
}

function answer(request: ApiRequest, issue: Issue): ApiAnswer {
  return { status: 200, body: issueEntity(request.context.addresses, issue) };
}
