import { ACCESS, type Group, type Project, type User } from "../model.ts";
import { accessLevel, hasAccess } from "../permissions.ts";
import { forbidden, notFound } from "../refusal.ts";
import { currentUser, statusEntity, userBasic, userFull } from "./entities.ts";
import { page } from "./pagination.ts";
import type { ApiAnswer, ApiRequest } from "./request.ts";
import type { Route } from "./router.ts";

export const peopleRoutes: readonly Route[] = [
  { method: "GET", pattern: "/user", handler: showMyself },
  { method: "GET", pattern: "/users", handler: listUsers },
  { method: "GET", pattern: "/users/:user_id", handler: showUser },
  { method: "GET", pattern: "/users/:user_id/status", handler: showStatus },
  { method: "GET", pattern: "/projects/:id/members", handler: (request) => list(request, projectOf(request), false) },
  {
    method: "GET",
    pattern: "/projects/:id/members/all",
    handler: (request) => list(request, projectOf(request), true),
  },
  {
    method: "GET",
    pattern: "/projects/:id/members/all/:user_id",
    handler: (request) => show(request, projectOf(request), true),
  },
  {
    method: "GET",
    pattern: "/projects/:id/members/:user_id",
    handler: (request) => show(request, projectOf(request), false),
  },
  { method: "GET", pattern: "/groups/:id/members", handler: (request) => list(request, groupOf(request), false) },
  { method: "GET", pattern: "/groups/:id/members/all", handler: (request) => list(request, groupOf(request), true) },
  {
    method: "GET",
    pattern: "/groups/:id/members/all/:user_id",
    handler: (request) => show(request, groupOf(request), true),
  },
  {
    method: "GET",
    pattern: "/groups/:id/members/:user_id",
    handler: (request) => show(request, groupOf(request), false),
  },
  { method: "GET", pattern: "/personal_access_tokens/self", handler: showToken },
  { method: "POST", pattern: "/projects/:id/access_tokens", handler: createToken },
];

function showMyself(request: ApiRequest): ApiAnswer {
  return { status: 200, body: currentUser(request.context.addresses, request.user, request.world.now()) };
}

/** `username=` finds one exact name; `search=` looks into names. */
function listUsers(request: ApiRequest): ApiAnswer {
  const username = request.text("username");
  const search = request.text("search")?.toLowerCase();
  const exact = username === undefined ? null : request.world.findUser(username);
  const all = username === undefined ? [...request.world.users.values()] : exact === null ? [] : [exact];
  const rows = all.filter(
    (user) => search === undefined || `${user.username}\n${user.name}`.toLowerCase().includes(search),
  );
  return page(request, rows, (user) => userBasic(request.context.addresses, user));
}

function showUser(request: ApiRequest): ApiAnswer {
  return { status: 200, body: userFull(request.context.addresses, wanted(request), request.world.now()) };
}

/** A name works here as well as an id. */
function showStatus(request: ApiRequest): ApiAnswer {
  const user = request.world.findUser(request.segment("user_id")) ?? wanted(request);
  return { status: 200, body: statusEntity(user, request.world.now()) };
}

function list(request: ApiRequest, place: Project | Group, inherited: boolean): ApiAnswer {
  const query = request.text("query")?.toLowerCase();
  const rows = [...request.world.users.values()].filter(
    (user) =>
      (inherited ? accessLevel(request.world, place, user) > 0 : place.members.has(user.id)) &&
      (query === undefined || `${user.username}\n${user.name}`.toLowerCase().includes(query)),
  );
  return page(request, rows, (user) => memberEntity(request, place, user, inherited));
}

function show(request: ApiRequest, place: Project | Group, inherited: boolean): ApiAnswer {
  const user = request.world.users.get(Number(request.segment("user_id")));
  const member = user ? memberEntity(request, place, user, inherited) : null;
  if (!member) throw notFound();
  return { status: 200, body: member };
}

function memberEntity(request: ApiRequest, place: Project | Group, user: User, inherited: boolean): object | null {
  const own = place.members.get(user.id);
  const reaching = inherited ? request.world.memberships(place, user.id) : own ? [own] : [];
  const best = reaching.toSorted((left, right) => right.accessLevel - left.accessLevel)[0];
  if (!best) return null;
  return {
    ...userBasic(request.context.addresses, user),
    access_level: best.accessLevel,
    created_at: best.createdAt,
    ...(best.createdBy ? { created_by: userBasic(request.context.addresses, best.createdBy) } : {}),
    expires_at: null,
    membership_state: "active",
    ...(user.bot ? { is_using_seat: false } : {}),
  };
}

function showToken(request: ApiRequest): ApiAnswer {
  return { status: 200, body: tokenEntity(request) };
}

function createToken(request: ApiRequest): ApiAnswer {
  const project = request.maintainedProject();
  const level = Number(request.text("access_level") ?? ACCESS.maintainer);
  if (!hasAccess(request.world, project, request.user, level)) throw forbidden();
  const made = request.world.createAccessToken(project, {
    name: request.requiredText("name"),
    accessLevel: level,
    scopes: request.list("scopes") ?? ["api"],
  });
  made.expiresAt = request.text("expires_at") ?? null;
  const body = { ...tokenEntity(request, made), access_level: level, token: made.token };
  return { status: 201, body };
}

function tokenEntity(request: ApiRequest, token = request.token): object {
  return {
    id: token.id,
    name: token.name,
    revoked: token.revoked,
    created_at: token.createdAt,
    description: null,
    scopes: token.scopes,
    user_id: token.user.id,
    last_used_at: request.world.now(),
    active: !token.revoked,
    expires_at: token.expiresAt,
  };
}

function wanted(request: ApiRequest): User {
  const user = request.world.users.get(Number(request.segment("user_id")));
  if (!user) throw notFound("User");
  return user;
}

function projectOf(request: ApiRequest): Project {
  return request.project();
}

function groupOf(request: ApiRequest): Group {
  const group = request.world.findGroup(request.segment("id"));
  if (!group || !hasAccess(request.world, group, request.user, ACCESS.guest)) throw notFound("Group");
  return group;
}
