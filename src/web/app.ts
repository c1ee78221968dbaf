import type { Server } from "node:http";
import type { Socket } from "node:net";

import { fastify, type FastifyError, type FastifyInstance, type FastifyReply } from "fastify";

import { hideSecretPath } from "./secret-addresses.ts";

export interface AppOptions {
  /** As `TRUST_PROXY` says: whose word about the caller's address is believed. */
  readonly trustProxy: boolean | readonly string[];
  readonly log: AppLog;
  /** The whole request, headers and body, has to be there by then; milliseconds. */
  readonly requestTimeoutMs?: number;
}

export interface AppLog {
  readonly debugs: boolean;
  debug(message: string, fields: Readonly<Record<string, unknown>>): void;
  error(message: string, fields: Readonly<Record<string, unknown>>): void;
}

/** GitLab.com gives up after 10 s itself (https://docs.gitlab.com/user/gitlab_com/, webhooks). */
const REQUEST_TIMEOUT_MS = 10_000;

/** Longer than the usual 60 s of a proxy, which would otherwise reuse a connection just as it is closed here. */
const KEEP_ALIVE_MS = 65_000;

/** Nothing but the webhook takes more, and that reads its bodies itself. */
const BODY_LIMIT_BYTES = 64 * 1024;

const HEADER_LIMIT_BYTES = 16 * 1024;

const CLOSE_IDLE_EVERY_MS = 50;

/** How long a refused connection is drained, so that the refusal arrives instead of a reset. */
const LINGER_MS = 2000;

/** The HTTP server of this process, without routes and not listening yet. Its answers never say what went wrong inside. */
export function createApp(options: AppOptions): FastifyInstance {
  const { log, trustProxy, requestTimeoutMs = REQUEST_TIMEOUT_MS } = options;
  const app = fastify({
    logger: false,
    trustProxy: typeof trustProxy === "object" ? [...trustProxy] : trustProxy,
    bodyLimit: BODY_LIMIT_BYTES,
    requestTimeout: requestTimeoutMs,
    keepAliveTimeout: KEEP_ALIVE_MS,
    forceCloseConnections: "idle",
    clientErrorHandler: answerBrokenRequest,
    // For addresses too odd to be looked up; by itself fastify would repeat them in its answer.
    frameworkErrors: (_error, _request, reply) => answerNotFound(reply),
    http: {
      maxHeaderSize: HEADER_LIMIT_BYTES,
      headersTimeout: requestTimeoutMs,
      // Node looks for late requests only this often, by default every 30 s.
      connectionsCheckingInterval: Math.min(1000, requestTimeoutMs),
    },
  });

  app.setNotFoundHandler((_request, reply) => answerNotFound(reply));
  app.setErrorHandler<FastifyError>((error, request, reply) => {
    const status = error.statusCode ?? 500;
    if (status < 500) return reply.code(status).send({ code: error.code });
    log.error("Cannot answer request", { method: request.method, path: pathOf(request.url), error });
    return reply.code(500).send({ code: "INTERNAL" });
  });
  app.addHook("preClose", (done) => {
    if (app.server.listening) closeWhatBecomesIdle(app.server);
    done();
  });
  if (log.debugs) {
    app.addHook("onResponse", (request, reply, done) => {
      const { method, url } = request;
      log.debug("Answer request", { method, path: pathOf(url), status: reply.statusCode, tookMs: reply.elapsedTime });
      done();
    });
  }
  return app;
}

function answerNotFound(reply: FastifyReply): FastifyReply {
  return reply.code(404).send({ code: "NOT_FOUND" });
}

/** Node closes idle connections once, and one that was answering just then would hold the server up until its keep-alive ends. */
function closeWhatBecomesIdle(server: Server): void {
  const again = setInterval(() => server.closeIdleConnections(), CLOSE_IDLE_EVERY_MS);
  server.once("close", () => clearInterval(again));
}

/** Addresses may carry tokens in their query, and some are secrets themselves. */
function pathOf(url: string): string {
  return hideSecretPath(url.split("?", 1)[0] ?? "");
}

/**
 * For what never became a request. Too many header bytes are refused like any token that is not ours: 401.
 * Called again for every further packet of the same connection.
 */
function answerBrokenRequest(error: Error & { readonly code?: string }, socket: Socket): void {
  if (error.code === "ECONNRESET" || socket.destroyed || !socket.writable) return;
  const [status, code] = BROKEN_REQUESTS[error.code ?? ""] ?? ["400 Bad Request", "NOT_HTTP"];
  const body = JSON.stringify({ code });
  socket.end(
    `HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
  );
  setTimeout(() => socket.destroy(), LINGER_MS).unref();
}

const BROKEN_REQUESTS: Readonly<Record<string, readonly [status: string, code: string]>> = {
  ERR_HTTP_REQUEST_TIMEOUT: ["408 Request Timeout", "TOO_SLOW"],
  HPE_HEADER_OVERFLOW: ["401 Unauthorized", "HEADERS_TOO_LARGE"],
};
