import { createHmac, randomUUID } from "node:crypto";

import type { Hook } from "../model.ts";

export interface RequestFacts {
  /** `Issue Hook`, `Confidential Note Hook`, … */
  readonly event: string;
  readonly body: string;
  /** Stays the same when the delivery is sent again. */
  readonly idempotencyKey: string;
  readonly eventUuid: string;
  readonly instance: string;
  readonly version: string;
  readonly now: Date;
}

/** The headers GitLab sends; a hook's own headers lie under them and replace none. */
export function deliveryHeaders(hook: Hook, facts: RequestFacts): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const { key, value } of hook.customHeaders) headers[key.toLowerCase()] = value;
  Object.assign(headers, {
    "content-type": "application/json",
    "user-agent": `GitLab/${facts.version}`,
    "idempotency-key": facts.idempotencyKey,
    "x-gitlab-event": facts.event,
    // Made anew for every request: neither the hook's id nor a key against doubles.
    "x-gitlab-webhook-uuid": randomUUID(),
    "x-gitlab-instance": facts.instance,
    "x-gitlab-event-uuid": facts.eventUuid,
  });
  if (hook.token !== null) headers["x-gitlab-token"] = hook.token.replace(/[\r\n]/g, "");
  if (hook.signingToken !== null) {
    const timestamp = Math.floor(facts.now.getTime() / 1000);
    headers["webhook-id"] = facts.idempotencyKey;
    headers["webhook-timestamp"] = String(timestamp);
    headers["webhook-signature"] = sign(hook.signingToken, facts.idempotencyKey, timestamp, facts.body);
  }
  return headers;
}

/**
 * The signature of GitLab 19: HMAC-SHA256 over `id.timestamp.body`.
 *
 * @param signingToken - `whsec_` and the key's 32 bytes in base64.
 * @param timestamp - Unix seconds.
 */
export function sign(signingToken: string, id: string, timestamp: number, body: string): string {
  const key = Buffer.from(signingToken.slice("whsec_".length), "base64");
  return `v1,${createHmac("sha256", key).update(`${id}.${timestamp}.${body}`).digest("base64")}`;
}

/** Whether GitLab accepts it as a signing token: standard base64 of exactly 32 bytes. */
export function isSigningToken(text: string): boolean {
  return /^whsec_[A-Za-z0-9+/]{43}=$/.test(text);
}

/**
 * Fill a hook's own body template: `{{a.b}}` becomes the value at that path, arrays are out of reach.
 *
 * Whoever may edit a webhook may put anything here, and the delivery is authentic all the same.
 */
export function fillTemplate(template: string, payload: object): string {
  return template.replace(/\{\{\s*([\w.]+)\s*\}\}/g, (_whole, path: string) => {
    let value: unknown = payload;
    for (const name of path.split(".")) {
      value =
        typeof value === "object" && value !== null && !Array.isArray(value) ? Reflect.get(value, name) : undefined;
    }
    return value === undefined ? "" : JSON.stringify(value).replace(/^"|"$/g, "");
  });
}
