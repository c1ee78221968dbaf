import { hash } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";

import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";

import { createInFlight, readBody, type InFlight } from "./in-flight.ts";
import type { RefusalDetails, RefusalReason } from "./refusals.ts";

/** A request that proved to come from GitLab, its bytes unread. */
export interface ReceivedDelivery {
  /** Equal for every repeat of one delivery. Printable ASCII, at most 200 characters. */
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly receivedAt: number;
  /** Header `X-Gitlab-Event`, for instance `Issue Hook`. */
  readonly event: string;
  /** JSON of the few other headers worth keeping. */
  readonly headers: string;
  readonly body: Buffer;
}

type Refused =
  | { readonly kind: "refused"; readonly reason: "token" | "signature" }
  | { readonly kind: "refused"; readonly reason: "stale"; readonly skewMs: number };
type Verdict = { readonly kind: "authentic" } | Refused;

export interface WebhookPorts {
  /** `signed`: ask again with the body. */
  checkHeaders(headers: IncomingHttpHeaders): Verdict | { readonly kind: "signed" };
  checkBody(headers: IncomingHttpHeaders, body: Buffer, now: number): Verdict;
  /** On disk once it resolves; throws when it could not be kept. */
  accept(delivery: ReceivedDelivery): Promise<"new" | "repeated">;
  refused(reason: RefusalReason, details?: RefusalDetails): void;
  /** Milliseconds since 1970. */
  now(): number;
}

/** The most GitLab sends: `REQUEST_BODY_SIZE_LIMIT` of its WebHookService. */
const MOST_BODY_BYTES = 25 * 1024 * 1024;

const MOST_BYTES_IN_FLIGHT = 64 * 1024 * 1024;

/** Seconds; GitLab does not look at it, a proxy or a person may. */
const RETRY_AFTER = "5";

/**
 * `POST /webhooks/gitlab`: prove, store, answer. GitLab never sends a delivery again and counts every 4xx and 5xx
 * towards switching the hook off, so an authentic one is answered 200 whatever is in it, and nothing is parsed before.
 */
export function registerWebhook(app: FastifyInstance, ports: WebhookPorts): void {
  const inFlight = createInFlight(MOST_BYTES_IN_FLIGHT);

  // A plugin of its own keeps this away from the other routes.
  void app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    // The body stays unread until the headers have been judged.
    scope.addContentTypeParser("*", (_request, _stream, done) => done(null));
    scope.addHook("onRequest", forgetContentType);
    scope.post("/webhooks/gitlab", (request, reply) => receive(ports, inFlight, request, reply));
  });
}

/** Bytes are bytes here: what they claim to be is no reason to refuse them. */
function forgetContentType(request: FastifyRequest, _reply: FastifyReply, done: () => void): void {
  delete request.raw.headers["content-type"];
  done();
}

async function receive(
  ports: WebhookPorts,
  inFlight: InFlight,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { headers } = request.raw;
  const promisedBytes = Number(headers["content-length"] ?? 0);
  if (promisedBytes > MOST_BODY_BYTES) return refuse(ports, reply, "too-large");
  const verdict = ports.checkHeaders(headers);
  if (verdict.kind === "refused") return refuse(ports, reply, verdict.reason);
  if (!inFlight.fits(promisedBytes)) return refuse(ports, reply, "busy");

  const body = await readBody(request.raw, { mostBytes: MOST_BODY_BYTES, inFlight });
  if (body.kind !== "read") return refuse(ports, reply, body.kind);
  try {
    const now = ports.now();
    const proof = verdict.kind === "signed" ? ports.checkBody(headers, body.bytes, now) : verdict;
    if (proof.kind === "refused") return refuse(ports, reply, proof.reason, detailsOf(proof));
    return answer(reply, 200, await ports.accept(describeDelivery(headers, body.bytes, now)));
  } catch (error) {
    return refuse(ports, reply, "store", { error });
  } finally {
    inFlight.remove(body.bytes.length);
  }
}

const ANSWERS = {
  token: [401, "not-authentic"],
  signature: [401, "not-authentic"],
  stale: [401, "outside-time-window"],
  "too-large": [413, "too-large"],
  busy: [503, "busy"],
  cut: [408, "cut"],
  store: [503, "not-stored"],
} as const satisfies Record<RefusalReason, readonly [number, string]>;

function refuse(ports: WebhookPorts, reply: FastifyReply, reason: RefusalReason, details: RefusalDetails = {}) {
  ports.refused(reason, details);
  const [status, outcome] = ANSWERS[reason];
  if (status === 503) reply.header("retry-after", RETRY_AFTER);
  return answer(reply, status, outcome);
}

function detailsOf(refused: Refused): RefusalDetails {
  return refused.reason === "stale" ? { skewMs: refused.skewMs } : {};
}

/** GitLab keeps the answer in the hook's log, where a maintainer reads it. */
function answer(reply: FastifyReply, status: number, outcome: string): FastifyReply {
  return reply.code(status).header("content-type", "application/json").send(`{"outcome":"${outcome}"}`);
}

function describeDelivery(headers: IncomingHttpHeaders, body: Buffer, now: number): ReceivedDelivery {
  const event = text(headers["x-gitlab-event"]) ?? "";
  return {
    id: readId(headers) ?? hashed(Buffer.concat([Buffer.from(`${event}\n`), body])),
    receivedAt: now,
    event,
    headers: JSON.stringify({
      eventUuid: text(headers["x-gitlab-event-uuid"]),
      instance: text(headers["x-gitlab-instance"]),
      signedAt: text(headers["webhook-timestamp"]),
    }),
    body,
  };
}

/**
 * The key that stays the same when GitLab repeats a delivery. `X-Gitlab-Webhook-UUID` is none: GitLab makes it anew
 * for each request.
 */
function readId(headers: IncomingHttpHeaders): string | null {
  const id = headers["webhook-id"] ?? headers["idempotency-key"];
  if (typeof id !== "string" || id === "") return null;
  return /^[\x21-\x7e]{1,200}$/.test(id) ? id : hashed(Buffer.from(id, "latin1"));
}

function hashed(bytes: Buffer): string {
  return `sha256:${hash("sha256", bytes, "hex")}`;
}

/** @returns At most 200 characters of a header that came once. */
function text(value: string | readonly string[] | undefined): string | undefined {
  return typeof value === "string" ? value.slice(0, 200) : undefined;
}
