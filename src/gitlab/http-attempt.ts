import http, { type ClientRequest, type IncomingHttpHeaders, type IncomingMessage } from "node:http";
import https from "node:https";

import { oneLine } from "./fields.ts";

/** One request, ready to be sent. */
export interface HttpRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
}

interface HttpLimits {
  /** From asking for a connection to the last byte read. */
  readonly timeoutMs: number;
  readonly maxAnswerBytes: number;
}

/** What came of one attempt. Nothing is thrown: the caller decides what each of these means for its call. */
export type Outcome =
  | {
      readonly kind: "answer";
      readonly status: number;
      readonly headers: IncomingHttpHeaders;
      /** `null` for an empty body. */
      readonly body: unknown;
    }
  /** A whole answer that is not GitLab's API: no JSON, or too long. */
  | {
      readonly kind: "strange";
      readonly status: number;
      readonly headers: IncomingHttpHeaders;
      readonly reason: string;
    }
  /** No whole answer. `reached` is `false` only when surely no byte of the request left. */
  | { readonly kind: "broken"; readonly reached: boolean; readonly reason: string; readonly cause: unknown };

export type Attempt = (request: HttpRequest, limits: HttpLimits) => Promise<Outcome>;

const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
const MAX_REDIRECTS = 3;
/** Shorter than servers keep an idle connection, so that no request is written to one that is just being closed. */
const IDLE_CONNECTION_MS = 4000;
const MAX_CONNECTIONS = 128;

/**
 * Open a pool of connections and return the function that sends one request over it and reads the whole answer.
 *
 * A redirect is followed for `GET` only, and only within the origin of the first address (a moved project answers 301),
 * so that the token in the headers never reaches another host.
 *
 * Built on `node:http`: the same 10,000 calls at 64 in flight cost `fetch` twice the time and 190 MB more memory.
 */
export function createAttempt(): Attempt {
  const pool = {
    keepAlive: true,
    timeout: IDLE_CONNECTION_MS,
    maxSockets: MAX_CONNECTIONS,
    scheduling: "lifo",
  } as const;
  const agents = { http: new http.Agent(pool), https: new https.Agent(pool) };

  return async (request, limits) => {
    let url = request.url;
    for (let hops = 0; ; hops += 1) {
      const outcome = await sendOnce({ ...request, url }, limits);
      const target = hops < MAX_REDIRECTS && request.method === "GET" ? redirectTarget(outcome, url) : null;
      if (target?.origin !== request.url.origin) return outcome;
      url = target;
    }
  };

  function sendOnce(request: HttpRequest, limits: HttpLimits): Promise<Outcome> {
    const { promise, resolve } = Promise.withResolvers<Outcome>();
    let reached = false;
    let outgoing: ClientRequest;
    try {
      outgoing = open(request);
    } catch (cause) {
      // A header with a forbidden character, an address without host: found before anything is sent.
      return Promise.resolve(broken(cause, false));
    }

    const timer = setTimeout(() => {
      resolve({ kind: "broken", reached, reason: `no answer within ${Math.round(limits.timeoutMs)} ms`, cause: null });
      outgoing.destroy();
    }, limits.timeoutMs);
    outgoing.once("socket", (socket) => {
      const ready = request.url.protocol === "https:" ? "secureConnect" : "connect";
      if (!socket.connecting) reached = true;
      else socket.once(ready, () => void (reached = true));
    });
    outgoing.once("response", (response) => {
      readBounded(response, limits.maxAnswerBytes).then(
        (bytes) => resolve(readOutcome(response, bytes, limits.maxAnswerBytes)),
        (cause: unknown) => resolve(broken(cause, true)),
      );
    });
    // Stays until the end: a connection can fail again after it was given up.
    outgoing.on("error", (cause) => resolve(broken(cause, reached)));
    outgoing.end(request.body ?? undefined);
    return promise.finally(() => clearTimeout(timer));
  }

  function open({ method, url, headers }: HttpRequest): ClientRequest {
    return url.protocol === "https:"
      ? https.request(url, { method, headers, agent: agents.https })
      : http.request(url, { method, headers, agent: agents.http });
  }
}

/** Where an answer sends its reader, or `null` when it does not. */
export function redirectTarget(outcome: Outcome, base: URL): URL | null {
  if (outcome.kind === "broken" || !REDIRECTS.has(outcome.status)) return null;
  const { location } = outcome.headers;
  return location === undefined ? null : URL.parse(location, base.href);
}

/** `null` when there is more than allowed. */
function readBounded(response: IncomingMessage, maxBytes: number): Promise<Buffer | null> {
  const { promise, resolve, reject } = Promise.withResolvers<Buffer | null>();
  const chunks: Buffer[] = [];
  let length = 0;
  response.on("data", (chunk: Buffer) => {
    length += chunk.byteLength;
    chunks.push(chunk);
    if (length <= maxBytes) return;
    resolve(null);
    response.destroy();
  });
  response.once("end", () => resolve(Buffer.concat(chunks, length)));
  // Stays until the end: destroying a stream makes it fail once more.
  response.on("error", reject);
  return promise;
}

function readOutcome(response: IncomingMessage, bytes: Buffer | null, maxBytes: number): Outcome {
  const { statusCode: status = 0, headers } = response;
  if (bytes === null) return { kind: "strange", status, headers, reason: `longer than ${maxBytes} bytes` };
  if (bytes.length === 0) return { kind: "answer", status, headers, body: null };

  const text = bytes.toString("utf8");
  try {
    return { kind: "answer", status, headers, body: JSON.parse(text) };
  } catch (cause) {
    const mediaType = headers["content-type"] ?? "no content type";
    // Proxies and rate limiters explain a failure in plain text or with a page.
    const isSuccess = status >= 200 && status < 300;
    if (!isSuccess) {
      return { kind: "answer", status, headers, body: mediaType.startsWith("text/plain") ? text : null };
    }
    if (mediaType.startsWith("application/json")) return { ...broken(cause, true), reason: "only half an answer" };
    return { kind: "strange", status, headers, reason: `not JSON (${oneLine(mediaType, 60)})` };
  }
}

function broken(cause: unknown, reached: boolean): Extract<Outcome, { kind: "broken" }> {
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : "unknown cause";
  return { kind: "broken", reached, reason: `no answer (${code})`, cause };
}
