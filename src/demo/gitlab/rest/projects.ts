import { ACCESS, type Label } from "../model.ts";
import { accessLevel, canReadProject, canSetMetadata, demand, hasAccess } from "../permissions.ts";
import { badRequest, invalidParameter, notFound, Refusal } from "../refusal.ts";
import { groupEntity, labelEntity, projectEntity } from "./entities.ts";
import { page } from "./pagination.ts";
import type { ApiAnswer, ApiRequest } from "./request.ts";
import type { Route } from "./router.ts";

export const projectRoutes: readonly Route[] = [
  { method: "GET", pattern: "/version", handler: showVersion },
  { method: "GET", pattern: "/metadata", handler: showVersion },
  { method: "GET", pattern: "/projects", handler: listProjects },
  { method: "GET", pattern: "/projects/:id", handler: showProject },
  { method: "GET", pattern: "/groups/:id", handler: showGroup },
  { method: "GET", pattern: "/groups/:id/projects", handler: listGroupProjects },
  { method: "GET", pattern: "/projects/:id/labels", handler: listLabels },
  { method: "POST", pattern: "/projects/:id/labels", handler: addLabel },
  { method: "GET", pattern: "/groups/:id/labels", handler: listGroupLabels },
  { method: "POST", pattern: "/groups/:id/labels", handler: addGroupLabel },
  { method: "GET", pattern: "/projects/:id/labels/:label", handler: showLabel },
  { method: "PUT", pattern: "/projects/:id/labels/:label", handler: editLabel },
  { method: "DELETE", pattern: "/projects/:id/labels/:label", handler: removeLabel },
];

function showVersion(request: ApiRequest): ApiAnswer {
  const { version } = request.context;
  const enterprise = version.endsWith("-ee");
  const kas = { enabled: false, externalUrl: null, externalK8sProxyUrl: null, version: null };
  return { status: 200, body: { version, revision: "0000000", kas, enterprise } };
}

function listProjects(request: ApiRequest): ApiAnswer {
  const { world, user } = request;
  const onlyMine = request.flag("membership") === true;
  const rows = [...world.projects.values()].filter(
    (project) => canReadProject(world, project, user) && (!onlyMine || accessLevel(world, project, user) > 0),
  );
  return page(request, rows, (project) => projectEntity(request.context.addresses, project));
}

function showProject(request: ApiRequest): ApiAnswer {
  const project = request.project();
  const own = project.members.get(request.user.id);
  const level = accessLevel(request.world, project, request.user);
  const permissions = {
    project_access: own ? { access_level: own.accessLevel, notification_level: 3 } : null,
    group_access: !own && level > 0 ? { access_level: level, notification_level: 3 } : null,
  };
  return { status: 200, body: { ...projectEntity(request.context.addresses, project), permissions } };
}

function showGroup(request: ApiRequest): ApiAnswer {
  return { status: 200, body: groupEntity(request.context.addresses, readableGroup(request)) };
}

function listGroupProjects(request: ApiRequest): ApiAnswer {
  const group = readableGroup(request);
  const deep = request.flag("include_subgroups") === true;
  const rows = [...request.world.projects.values()].filter((project) => {
    const rest = project.path.startsWith(`${group.path}/`) ? project.path.slice(group.path.length + 1) : null;
    if (rest === null || (!deep && rest.includes("/"))) return false;
    return canReadProject(request.world, project, request.user);
  });
  return page(request, rows, (project) => projectEntity(request.context.addresses, project));
}

function listLabels(request: ApiRequest): ApiAnswer {
  return listed(request, request.world.labelsFor(request.project()));
}

function listGroupLabels(request: ApiRequest): ApiAnswer {
  return listed(request, request.world.labelsFor(readableGroup(request)));
}

function listed(request: ApiRequest, labels: ReadonlyMap<string, Label>): ApiAnswer {
  const search = request.text("search")?.toLowerCase();
  const rows = [...labels.values()]
    .filter((label) => search === undefined || label.name.toLowerCase().includes(search))
    .toSorted((left, right) => left.name.localeCompare(right.name));
  return page(request, rows, labelEntity);
}

function addLabel(request: ApiRequest): ApiAnswer {
  const project = request.project();
  demand(canSetMetadata(request.world, project, request.user));
  const name = request.requiredText("name").trim();
  const color = readColor(request.requiredText("color"));
  if (project.labels.has(name)) throw new Refusal(409, { message: "Label already exists" });
  if (name === "" || /[,]/.test(name)) throw new Refusal(400, { message: { title: ["is invalid"] } });
  const label = request.world.createLabel(project, name, color);
  label.description = request.text("description") ?? null;
  return { status: 201, body: labelEntity(label) };
}

function addGroupLabel(request: ApiRequest): ApiAnswer {
  const { world } = request;
  const group = readableGroup(request);
  demand(hasAccess(world, group, request.user, ACCESS.planner));
  const project = [...world.projects.values()].find(({ path }) => path.startsWith(`${group.path}/`));
  const name = request.requiredText("name").trim();
  const color = readColor(request.requiredText("color"));
  if (world.labelsFor(group).has(name)) throw new Refusal(409, { message: "Label already exists" });
  if (!project) throw notFound("Project");
  const now = world.now();
  const description = request.text("description") ?? null;
  const label = { id: world.nextId("label"), project, name, color, description, createdAt: now, updatedAt: now };
  group.labels.set(name, label);
  return { status: 201, body: labelEntity(label) };
}

function showLabel(request: ApiRequest): ApiAnswer {
  return { status: 200, body: labelEntity(wanted(request)) };
}

function editLabel(request: ApiRequest): ApiAnswer {
  const label = wanted(request);
  demand(canSetMetadata(request.world, label.project, request.user));
  const newName = request.text("new_name");
  const color = request.text("color");
  const description = request.text("description");
  if (newName === undefined && color === undefined && description === undefined) {
    throw invalidParameter("new_name, color, description are missing, at least one parameter must be provided");
  }
  if (newName !== undefined) {
    label.project.labels.delete(label.name);
    label.name = newName;
    label.project.labels.set(newName, label);
  }
  if (color !== undefined) label.color = readColor(color);
  if (description !== undefined) label.description = description;
  label.updatedAt = request.world.now();
  return { status: 200, body: labelEntity(label) };
}

function removeLabel(request: ApiRequest): ApiAnswer {
  const label = wanted(request);
  demand(canSetMetadata(request.world, label.project, request.user));
  label.project.labels.delete(label.name);
  for (const issue of label.project.issues.values()) issue.labels = issue.labels.filter((one) => one !== label);
  return { status: 204 };
}

/** By id or by name. */
function wanted(request: ApiRequest): Label {
  const project = request.project();
  const key = request.segment("label");
  const label = project.labels.get(key) ?? [...project.labels.values()].find((one) => String(one.id) === key);
  if (!label) throw notFound("Label");
  return label;
}

function readColor(text: string): string {
  if (/^#[\da-f]{6}$/i.test(text)) return text;
  if (/^[a-z]+$/i.test(text)) return text.toLowerCase();
  throw badRequest("color is invalid");
}

function readableGroup(request: ApiRequest): ReturnType<ApiRequest["world"]["createGroup"]> {
  const { world, user } = request;
  const group = world.findGroup(request.segment("id"));
  if (!group) throw notFound("Group");
  const inside = [...world.projects.values()].some(
    (project) => project.path.startsWith(`${group.path}/`) && canReadProject(world, project, user),
  );
  if (!inside && !hasAccess(world, group, user, ACCESS.guest)) throw notFound("Group");
  return group;
}
