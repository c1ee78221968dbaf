import { readFile } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";

import { html } from "hono/html";

import { readBody, send } from "../http.ts";
import type { User } from "../model.ts";
import { canReadIssue, canReadProject } from "../permissions.ts";
import { Refusal } from "../refusal.ts";
import type { World } from "../world.ts";
import { runAction } from "./actions.ts";
import type { Guide } from "./guide.ts";
import { renderIssue } from "./issue-page.ts";
import { renderPage, type Markup } from "./layout.ts";
import { renderHome, renderNewIssue, renderProjectPage } from "./list-pages.ts";

const ASSETS = new Map([
  ["/-/demo/style.css", { file: new URL("./assets/style.css", import.meta.url), type: "text/css; charset=utf-8" }],
  [
    "/-/demo/refresh.js",
    { file: new URL("./assets/refresh.js", import.meta.url), type: "text/javascript; charset=utf-8" },
  ],
]);

/** No inline scripts, no frames, nothing from elsewhere but pictures in Markdown; labels need inline colours. */
const SAFETY = {
  "content-security-policy":
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src * data:; connect-src 'self'; " +
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  "x-content-type-options": "nosniff",
  "referrer-policy": "same-origin",
  "cache-control": "no-store",
};

/** Serve everything that is not the API: lists, issues, the new-issue form, and what their forms do. */
export async function servePages(
  world: World,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
  guide: Guide | null,
): Promise<void> {
  const asset = ASSETS.get(url.pathname);
  if (asset) {
    const text = await readFile(asset.file, "utf8");
    send(response, 200, text, { "content-type": asset.type, "cache-control": "no-store" });
  } else if (request.method === "POST") await takeForm(world, request, response, url);
  else await showPage(world, request, response, url, guide);
}

async function showPage(
  world: World,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
  guide: Guide | null,
): Promise<void> {
  const active = [...world.users.values()].filter((user) => !user.bot && user.state === "active");
  const people = active.filter((user) => guide === null || guide.people.has(user.username));
  const person = personOf(world, request) ?? people[0] ?? null;
  const found = person === null ? null : findPage(world, person, url, guide);
  const page = found ?? { status: 404, title: "Not found", body: notFoundPage(person) };
  const parts = guide?.people ?? new Map<string, string>();
  const problem = url.searchParams.get("refused");
  const frame = { title: page.title, person, people, now: world.now(), parts, path: url.pathname, problem };
  const text = String(await renderPage({ ...frame, body: page.body }));
  send(response, page.status, text, { ...SAFETY, "content-type": "text/html; charset=utf-8" });
}

interface Page {
  readonly status: number;
  readonly title: string;
  readonly body: Markup;
}

function findPage(world: World, person: User, url: URL, guide: Guide | null): Page | null {
  if (url.pathname === "/") return { status: 200, title: "Projects", body: renderHome(world, person) };
  const [, path = "", rest = ""] = /^\/(.+?)(?:\/-\/(.+?))?\/?$/.exec(decodeURIComponent(url.pathname)) ?? [];
  const project = world.findProject(path);
  if (!project || !canReadProject(world, project, person)) return null;
  if (rest === "" || rest === "issues") {
    return { status: 200, title: project.path, body: renderProjectPage(world, project, person) };
  }
  if (rest === "issues/new") {
    const template = url.searchParams.get("issuable_template");
    return { status: 200, title: "New issue", body: renderNewIssue(project, person, template) };
  }
  const iid = /^(?:issues|work_items)\/(\d+)$/.exec(rest)?.[1];
  const issue = project.issues.get(Number(iid));
  if (!issue || !canReadIssue(world, issue, person)) return null;
  return { status: 200, title: `${issue.title} (#${issue.iid})`, body: renderIssue(world, issue, person, guide) };
}

function notFoundPage(person: User | null): Markup {
  const who = person === null ? "Nobody is here yet." : `Or ${person.name} may not see it; be somebody else above.`;
  return html`<h1>Page not found</h1>
    <p>${who} <a href="/">All projects</a></p>`;
}

async function takeForm(world: World, request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
  const origin = request.headers.origin;
  if (origin !== undefined && origin !== "null" && new URL(origin).host !== request.headers.host) {
    send(response, 403, "Forms of other sites are not taken\n", { "content-type": "text/plain" });
    return;
  }
  const form = new URLSearchParams((await readBody(request)) ?? "");
  if (url.pathname === "/-/demo/person") {
    const cookie = `demo_person=${encodeURIComponent(form.get("person") ?? "")}; Path=/; HttpOnly; SameSite=Lax`;
    redirect(response, localPath(form.get("back")), { "set-cookie": cookie });
    return;
  }
  const person = personOf(world, request) ?? [...world.users.values()].find((user) => !user.bot);
  const path = url.pathname.startsWith("/-/demo/") ? url.pathname.slice("/-/demo/".length) : "";
  const result = person ? tryAction(world, person, path, form) : null;
  if (!result) {
    send(response, 404, "No such form\n", { "content-type": "text/plain" });
    return;
  }
  redirect(
    response,
    result.refused ? `${result.location}?refused=${sentence(person, result.refused)}` : result.location,
  );
}

function tryAction(world: World, person: User, path: string, form: URLSearchParams): ReturnType<typeof runAction> {
  try {
    return runAction(world, person, path, form);
  } catch (error) {
    if (error instanceof Refusal) return null;
    throw error;
  }
}

function sentence(person: User | undefined, refusal: Refusal): string {
  return encodeURIComponent(`@${person?.username ?? "?"} was refused (${refusal.status}): ${refusal.message}`);
}

function redirect(response: ServerResponse, location: string, headers: Readonly<Record<string, string>> = {}): void {
  send(response, 303, "", { ...headers, location });
}

/** Only paths of this site; `//host` would be another one. */
function localPath(path: string | null): string {
  return path !== null && /^\/(?![/\\])/.test(path) ? path : "/";
}

function personOf(world: World, request: IncomingMessage): User | null {
  const name = /(?:^|;\s*)demo_person=([^;]*)/.exec(request.headers.cookie ?? "")?.[1];
  const user = name === undefined ? null : world.findUser(decodeURIComponent(name));
  return user?.bot === true ? null : user;
}
