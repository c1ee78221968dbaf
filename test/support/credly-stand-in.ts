import { createServer, type IncomingMessage, type ServerResponse } from "node:http";

import { onTestFinished } from "vitest";

export const CREDLY_TOKEN = "credly-token-0123456789/+";
export const ORGANIZATION = "0f0f-organization";

export interface CredlyBadge {
  readonly id: string;
  state: "pending" | "accepted" | "revoked";
  readonly issuer_earner_id: string;
  readonly recipient_email: string;
  readonly badge_template: { readonly id: string };
  readonly sent: Readonly<Record<string, unknown>>;
}

/**
 * What goes wrong with one request:
 * - `lost`: done, but the connection is cut before the answer. `slow`: done, but never answered
 * - `down`: 500, nothing done. `busy`: 429, nothing done; a number of seconds in `Retry-After`
 * - `refused`: 422, nothing done
 * - `moved`: a redirect to another address. `odd`: 201 without a badge, done. `blind`: the filter is not applied
 */
export type Trouble = "lost" | "slow" | "down" | "busy" | "moved" | "odd" | "blind" | "refused";

const REQUIRED = ["recipient_email", "issued_to_first_name", "issued_to_last_name", "badge_template_id", "issued_at"];

/** A small Credly with one organization. What its documentation leaves open stands in docs/credly.md. */
export async function startCredly() {
  const badges: CredlyBadge[] = [];
  const archived = new Set<string>();
  const requests: string[] = [];
  const troubles: (Trouble | null)[] = [];
  const state = { elsewhere: "http://127.0.0.1:9/", retryAfter: "30" as string | null, mayRepeat: false };

  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => response.destroy(error instanceof Error ? error : undefined));
  });
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new TypeError("Cannot listen: there is no port");
  async function stop(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    // Closing twice is fine.
    server.close(() => resolve());
    server.closeAllConnections();
    return promise;
  }
  onTestFinished(stop);

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const text = Buffer.concat(await request.toArray()).toString("utf8");
    requests.push(`${request.method} ${request.url}`);
    const trouble = troubles.shift() ?? null;
    const reply = (status: number, body: unknown, headers: Record<string, string> = {}): void => {
      if (trouble === "lost") return void response.destroy();
      if (trouble === "slow") return;
      response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(body));
    };
    if (request.headers.authorization !== `Basic ${Buffer.from(`${CREDLY_TOKEN}:`).toString("base64")}`) {
      return reply(401, { data: { message: `Unauthorized: ${request.headers.authorization}` } });
    }
    if (trouble === "down") return reply(500, { data: { message: "Something went wrong" } });
    if (trouble === "refused") return reply(422, { data: { message: "Badge was replaced" } });
    if (trouble === "moved") return reply(307, {}, { location: state.elsewhere });
    if (trouble === "busy") {
      return reply(429, {}, state.retryAfter === null ? {} : { "retry-after": state.retryAfter });
    }
    const url = new URL(request.url ?? "/", "http://credly");
    const path = url.pathname.split("/").slice(1);
    if (path.slice(0, 4).join("/") !== `v1/organizations/${ORGANIZATION}/badges`) return reply(404, { data: {} });
    if (request.method === "GET" && path.length === 4) return list(url, trouble === "blind", reply);
    if (request.method === "POST" && path.length === 4) {
      const [status, body] = issue(JSON.parse(text) as Record<string, unknown>);
      return reply(status, trouble === "odd" ? {} : body);
    }
    if (request.method === "PUT" && path[5] === "revoke") return revoke(path[4] ?? "", reply);
    return reply(404, { data: {} });
  }

  function list(url: URL, isBlind: boolean, reply: (status: number, body: unknown) => void): void {
    const filters = new Map(
      (url.searchParams.get("filter") ?? "").split("|").map((filter): [string, string] => {
        const [key = "", value = ""] = filter.split("::");
        return [key, value];
      }),
    );
    const earner = filters.get("issuer_earner_id");
    const data = badges.filter((badge) => isBlind || earner === undefined || badge.issuer_earner_id === earner);
    reply(200, { data, metadata: { count: data.length, total_pages: 1, current_page: 1 } });
  }

  function issue(sent: Record<string, unknown>): [status: number, body: unknown] {
    const complaint = complaintAbout(sent);
    if (complaint !== null) {
      return [422, { data: { message: "Validation failed", errors: [{ messages: [complaint] }] } }];
    }
    const badge: CredlyBadge = {
      id: `credly-${badges.length + 1}`,
      state: "pending",
      issuer_earner_id: String(sent["issuer_earner_id"]),
      recipient_email: String(sent["recipient_email"]),
      badge_template: { id: String(sent["badge_template_id"]) },
      sent,
    };
    badges.push(badge);
    return [201, { data: badge }];
  }

  function complaintAbout(sent: Record<string, unknown>): string | null {
    const missing = REQUIRED.filter((name) => typeof sent[name] !== "string" || sent[name] === "");
    if (missing.length > 0) return `${missing.join(", ")} can't be blank`;
    if (archived.has(String(sent["badge_template_id"]))) return "Badge template is archived";
    const isRepeated = badges.some(
      (badge) =>
        badge.badge_template.id === sent["badge_template_id"] &&
        (badge.recipient_email === sent["recipient_email"] || badge.issuer_earner_id === sent["issuer_earner_id"]),
    );
    if (!isRepeated || state.mayRepeat) return null;
    return `${String(sent["issued_to_first_name"])} <${String(sent["recipient_email"])}> already has this badge`;
  }

  function revoke(id: string, reply: (status: number, body: unknown) => void): void {
    const badge = badges.find((each) => each.id === id);
    if (badge === undefined) return reply(404, { data: { message: "Not found" } });
    if (badge.state === "revoked") return reply(422, { data: { message: "Badge is revoked" } });
    badge.state = "revoked";
    reply(200, { data: badge });
  }

  return {
    url: `http://127.0.0.1:${address.port}`,
    badges,
    archived,
    /** `GET /v1/…`, in the order they came. */
    requests,
    state,
    stop,
    /** What goes wrong with the next requests, one each; `null` for nothing. */
    trouble(...next: readonly (Trouble | null)[]) {
      troubles.push(...next);
    },
    /** From now on nothing goes wrong. */
    calm() {
      troubles.length = 0;
    },
  };
}
