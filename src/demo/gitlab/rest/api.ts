import type { IncomingMessage, ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";

import { readBody, send } from "../http.ts";
import type { AccessToken } from "../model.ts";
import { Refusal } from "../refusal.ts";
import { branchRoutes } from "./branches.ts";
import { emojiRoutes } from "./emoji.ts";
import { fileRoutes } from "./files.ts";
import { hookRoutes } from "./hooks.ts";
import { issueRoutes } from "./issues.ts";
import { noteRoutes } from "./notes.ts";
import { peopleRoutes } from "./people.ts";
import { projectRoutes } from "./projects.ts";
import { ApiRequest, type ApiAnswer, type ApiContext } from "./request.ts";
import { createRouter } from "./router.ts";

/** One call as it came in, before GitLab has looked at it. */
export interface IncomingApiCall {
  readonly method: string;
  /** Without `/api/v4`, still encoded. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Parsed JSON or form, `{}` without a body. */
  readonly body: Readonly<Record<string, unknown>>;
  /** `null` for calls without a valid token. */
  readonly username: string | null;
  /** 1 for the first call of all. */
  readonly number: number;
}

/** One call and how it ended. `status` is 0 when the connection was reset. */
export interface ApiCall extends IncomingApiCall {
  readonly status: number;
}

/** What goes wrong with a call. `after` means that GitLab has done the work before it goes wrong. */
export type Disturbance =
  | {
      readonly kind: "answer";
      readonly status: number;
      readonly body?: unknown;
      readonly headers?: Headers;
      readonly after?: boolean;
    }
  | { readonly kind: "delay"; readonly ms: number }
  | { readonly kind: "reset"; readonly after: boolean };

type Headers = Readonly<Record<string, string>>;

export interface ApiListener {
  disturb(call: IncomingApiCall): Disturbance | null;
  record(call: ApiCall): void;
}

const route = createRouter([
  ...issueRoutes,
  ...noteRoutes,
  ...emojiRoutes,
  ...peopleRoutes,
  ...hookRoutes,
  ...fileRoutes,
  ...branchRoutes,
  ...projectRoutes,
]);

/** Serve `/api/v4`. */
export function createApi(
  context: ApiContext,
  listener: ApiListener,
): (request: IncomingMessage, response: ServerResponse, url: URL) => Promise<void> {
  let count = 0;
  return async (request, response, url) => {
    count += 1;
    const number = count;
    const raw = await readBody(request);
    const body = raw === null ? null : parseBody(raw, request.headers["content-type"] ?? "");
    const token = readToken(context, request, url);
    const path = url.pathname.slice("/api/v4".length);
    const method = request.method ?? "GET";
    const call = {
      method,
      path,
      query: url.searchParams,
      body: body ?? {},
      username: token?.user.username ?? null,
      number,
    };

    const trouble = listener.disturb(call);
    if (trouble?.kind === "delay") await sleep(trouble.ms);
    const early = trouble && trouble.kind !== "delay" && trouble.after !== true ? trouble : null;
    const outcome = early ? null : await answerCall(context, token, url, call, body);
    const late = trouble && trouble.kind !== "delay" ? trouble : null;
    if (late?.kind === "reset") {
      listener.record({ ...call, status: 0 });
      request.socket.destroy();
      return;
    }
    const answer: ApiAnswer = late ?? outcome ?? { status: 500 };
    listener.record({ ...call, status: answer.status });
    sendAnswer(response, method, answer, context.world.now());
  };
}

async function answerCall(
  context: ApiContext,
  token: AccessToken | null,
  url: URL,
  call: IncomingApiCall,
  body: Readonly<Record<string, unknown>> | null,
): Promise<ApiAnswer> {
  try {
    if (body === null) return { status: 400, body: { message: "400 Bad request" } };
    checkToken(context, token, call.method);
    const found = route(call.method, call.path);
    if (!("handler" in found)) return unknownPath(found);
    const request = new ApiRequest(context, token, url.pathname, url.searchParams, found.segments, body);
    return await found.handler(request);
  } catch (error) {
    if (error instanceof Refusal) return { status: error.status, body: error.body, headers: error.headers };
    throw error;
  }
}

function unknownPath(allowed: readonly string[]): ApiAnswer {
  if (allowed.length === 0) return { status: 404, body: { error: "404 Not Found" } };
  return { status: 405, body: { error: "405 Not Allowed" }, headers: { allow: allowed.join(", ") } };
}

function checkToken(context: ApiContext, token: AccessToken | null, method: string): asserts token is AccessToken {
  if (!token) throw new Refusal(401, { message: "401 Unauthorized" });
  if (token.revoked) throw invalidToken("Token was revoked. You have to re-authorize from the user.");
  if (token.expiresAt !== null && token.expiresAt < context.world.now().toISOString().slice(0, 10)) {
    throw invalidToken("Token is expired. You can either do re-authorization or token refresh.");
  }
  if (token.user.state === "blocked") {
    throw new Refusal(403, { message: "403 Forbidden - Your account has been blocked." });
  }
  const reads = method === "GET" || method === "HEAD";
  if (!token.scopes.includes("api") && !(reads && token.scopes.includes("read_api"))) {
    const facts = {
      error_description: "The request requires higher privileges than provided by the access token.",
      scope: "api",
    };
    throw new Refusal(403, { error: "insufficient_scope", ...facts });
  }
}

function invalidToken(error_description: string): Refusal {
  return new Refusal(401, { error: "invalid_token", error_description });
}

function readToken(context: ApiContext, request: IncomingMessage, url: URL): AccessToken | null {
  const own = request.headers["private-token"];
  const bearer = /^Bearer\s+(.+)$/i.exec(request.headers.authorization ?? "")?.[1];
  const text = (Array.isArray(own) ? own[0] : own) ?? bearer ?? url.searchParams.get("private_token");
  return text ? (context.world.tokens.get(text) ?? null) : null;
}

/** @returns `null` for what GitLab answers with 400: broken JSON, something else than an object, a null byte. */
function parseBody(raw: string, contentType: string): Readonly<Record<string, unknown>> | null {
  if (raw === "") return {};
  if (!contentType.includes("json")) return parseForm(raw);
  try {
    const value: unknown = JSON.parse(raw);
    if (typeof value !== "object" || value === null || Array.isArray(value)) return null;
    return raw.includes(String.raw`\u0000`) ? null : { ...value };
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

function parseForm(raw: string): Readonly<Record<string, unknown>> {
  const fields: Record<string, unknown> = {};
  for (const [key, value] of new URLSearchParams(raw)) {
    const array = /^(.+)\[\d*\]$/.exec(key)?.[1];
    if (array === undefined) fields[key] = value;
    else fields[array] = [...(Array.isArray(fields[array]) ? fields[array] : []), value];
  }
  return fields;
}

function sendAnswer(response: ServerResponse, method: string, answer: ApiAnswer, now: Date): void {
  const plain = answer.headers?.["content-type"]?.startsWith("text/") === true;
  const body =
    answer.body === undefined || method === "HEAD"
      ? undefined
      : plain
        ? textOf(answer.body)
        : JSON.stringify(answer.body);
  send(response, answer.status, body, {
    ...(body === undefined ? {} : { "content-type": "application/json" }),
    date: now.toUTCString(),
    vary: "Origin",
    "x-request-id": String(Math.trunc(performance.now() * 1000)),
    ...answer.headers,
  });
}

function textOf(body: unknown): string {
  return typeof body === "string" ? body : JSON.stringify(body);
}
