import { ACCESS, type Group, type Hook, type HookSettings, type Project } from "../model.ts";
import { demand, hasAccess } from "../permissions.ts";
import { invalidParameter, notFound, Refusal } from "../refusal.ts";
import { isSigningToken } from "../webhooks/request.ts";
import { hookEntity, hookEventEntity } from "./entities.ts";
import { page } from "./pagination.ts";
import type { ApiAnswer, ApiRequest } from "./request.ts";
import type { Route } from "./router.ts";

export const hookRoutes: readonly Route[] = ["/projects/:id/hooks", "/groups/:id/hooks"].flatMap((hooks) => [
  { method: "GET", pattern: hooks, handler: listHooks },
  { method: "POST", pattern: hooks, handler: addHook },
  { method: "GET", pattern: `${hooks}/:hook_id`, handler: showHook },
  { method: "PUT", pattern: `${hooks}/:hook_id`, handler: editHook },
  { method: "DELETE", pattern: `${hooks}/:hook_id`, handler: removeHook },
  { method: "GET", pattern: `${hooks}/:hook_id/events`, handler: listEvents },
  { method: "POST", pattern: `${hooks}/:hook_id/events/:event_id/resend`, handler: resend },
  { method: "POST", pattern: `${hooks}/:hook_id/test/:trigger`, handler: test },
]);

const TESTABLE = new Set([
  "issues_events",
  "confidential_issues_events",
  "note_events",
  "confidential_note_events",
  "push_events",
]);

function listHooks(request: ApiRequest): ApiAnswer {
  const now = request.world.now();
  return page(request, [...holder(request).hooks.values()], (hook) => hookEntity(hook, now));
}

function showHook(request: ApiRequest): ApiAnswer {
  return { status: 200, body: hookEntity(wanted(request), request.world.now()) };
}

function addHook(request: ApiRequest): ApiAnswer {
  const { project, group } = holder(request);
  const url = readUrl(request, request.requiredText("url"));
  const settings = {
    issuesEvents: false,
    confidentialIssuesEvents: false,
    noteEvents: false,
    confidentialNoteEvents: false,
    pushEvents: true,
    ...readSettings(request),
    url,
  };
  const hook = request.world.addHook(project, settings, group);
  return { status: 201, body: hookEntity(hook, request.world.now()) };
}

/** A new address sets the secret token back, unless the same call brings one. */
function editHook(request: ApiRequest): ApiAnswer {
  const hook = wanted(request);
  const url = request.text("url");
  if (url !== undefined && url !== hook.url) {
    hook.url = readUrl(request, url);
    hook.token = null;
  }
  Object.assign(hook, readSettings(request));
  return { status: 200, body: hookEntity(hook, request.world.now()) };
}

function removeHook(request: ApiRequest): ApiAnswer {
  holder(request).hooks.delete(wanted(request).id);
  return { status: 204 };
}

function listEvents(request: ApiRequest): ApiAnswer {
  const hook = wanted(request);
  const wantedStatuses = request.list("status");
  const weekAgo = new Date(request.world.now().getTime() - 7 * 24 * 3_600_000);
  const rows = hook.log
    .filter((entry) => entry.createdAt > weekAgo)
    .filter((entry) => !wantedStatuses || wantedStatuses.some((status) => fits(entry.responseStatus, status)))
    .toReversed();
  return page(request, rows, hookEventEntity);
}

async function resend(request: ApiRequest): Promise<ApiAnswer> {
  const hook = wanted(request);
  limitSending(request, hook);
  const eventId = request.numberSegment("event_id");
  const entry = hook.log.find((one) => one.id === eventId);
  if (!entry) throw notFound();
  if (entry.url !== hook.url) throw new Refusal(422, { message: "The hook URL has changed. Unable to resend" });
  const again = await request.context.courier.resend(hook, entry);
  const status = again.responseStatus;
  return { status: 201, body: { response_status: /^\d+$/.test(status) ? Number(status) : status } };
}

async function test(request: ApiRequest): Promise<ApiAnswer> {
  const hook = wanted(request);
  const trigger = request.segment("trigger");
  if (!TESTABLE.has(trigger)) throw invalidParameter("trigger does not have a valid value");
  limitSending(request, hook);
  const entry = await request.context.courier.test(hook, trigger, request.user);
  if (entry.responseStatus === "internal error") throw new Refusal(422, { message: entry.responseBody });
  if (!/^[23]/.test(entry.responseStatus)) throw new Refusal(422, { message: entry.responseBody });
  return { status: 201, body: { message: "201 Created" } };
}

interface Holder {
  readonly hooks: Map<number, Hook>;
  readonly project: Project;
  readonly group: Group | null;
}

/** Whose hooks a call is about: a project's Maintainers may see to them, a paying group's Owners. */
function holder(request: ApiRequest): Holder {
  if (!request.path.startsWith("/api/v4/groups/")) {
    const project = request.maintainedProject();
    return { hooks: project.hooks, project, group: null };
  }
  const { world } = request;
  const group = world.findGroup(request.segment("id"));
  const project = [...world.projects.values()].find(({ path }) => group !== null && path.startsWith(`${group.path}/`));
  if (!group || !project?.premium) throw notFound("Group");
  demand(hasAccess(world, group, request.user, ACCESS.owner));
  return { hooks: group.hooks, project, group };
}

function wanted(request: ApiRequest): Hook {
  const hook = holder(request).hooks.get(request.numberSegment("hook_id"));
  if (!hook) throw notFound();
  return hook;
}

/** The API does not tell an address of its own network from one that is none. */
function readUrl(request: ApiRequest, text: string): string {
  const url = URL.parse(text);
  const isLocal = url !== null && /^(?:localhost|127\.|10\.|192\.168\.|\[::1\])/.test(url.hostname);
  if (url === null || !/^https?:$/.test(url.protocol) || (isLocal && !request.context.allowsLocalHooks)) {
    throw new Refusal(422, { error: "Invalid url given" });
  }
  return text;
}

function readSettings(request: ApiRequest): Partial<HookSettings> {
  const settings: Partial<HookSettings> = {};
  for (const [field, name] of FLAGS) {
    const value = request.flag(name);
    if (value !== undefined) settings[field] = value;
  }
  for (const [field, name] of TEXTS) if (request.has(name)) settings[field] = request.text(name) || null;
  // Older GitLabs do not know this field and pass over it in silence.
  if (request.has("signing_token") && majorVersion(request) >= 19) {
    const token = request.text("signing_token") || null;
    if (token !== null && !isSigningToken(token)) {
      throw new Refusal(422, { message: ["Signing token must be whsec_ followed by 32 bytes in base64"] });
    }
    settings.signingToken = token;
  }
  return settings;
}

type FlagField = {
  [K in keyof HookSettings]: HookSettings[K] extends boolean ? K : never;
}[keyof HookSettings];
type TextField = "name" | "description" | "token" | "customWebhookTemplate";

const FLAGS: readonly (readonly [FlagField, string])[] = [
  ["issuesEvents", "issues_events"],
  ["confidentialIssuesEvents", "confidential_issues_events"],
  ["noteEvents", "note_events"],
  ["confidentialNoteEvents", "confidential_note_events"],
  ["emojiEvents", "emoji_events"],
  ["pushEvents", "push_events"],
  ["sslVerification", "enable_ssl_verification"],
];

const TEXTS: readonly (readonly [TextField, string])[] = [
  ["name", "name"],
  ["description", "description"],
  ["token", "token"],
  ["customWebhookTemplate", "custom_webhook_template"],
];

function majorVersion(request: ApiRequest): number {
  return Number.parseInt(request.context.version, 10);
}

function fits(responseStatus: string, wantedStatus: string): boolean {
  const code = Number(responseStatus);
  switch (wantedStatus) {
    case "successful":
      return code >= 200 && code < 300;
    case "client_failure":
      return code >= 400 && code < 500;
    case "server_failure":
      return responseStatus === "internal error" || code >= 500;
    default:
      return responseStatus === wantedStatus;
  }
}

/** Tests and resends: five a minute for each hook and user. */
const sentAt = new WeakMap<Hook, number[]>();

function limitSending(request: ApiRequest, hook: Hook): void {
  const now = request.world.now().getTime();
  const recent = (sentAt.get(hook) ?? []).filter((time) => time > now - 60_000);
  if (recent.length >= 5) {
    throw new Refusal(429, { message: { error: "This endpoint has been requested too many times. Try again later." } });
  }
  sentAt.set(hook, [...recent, now]);
}
