import type { AddressInfo } from "node:net";

import type { FastifyInstance } from "fastify";
import { onTestFinished } from "vitest";

import { createWebhookVerifier, type WebhookCredentials } from "../../src/gitlab/verify-webhook.ts";
import type { Database, DatabaseOptions } from "../../src/store/database.ts";
import { createInbox, type Inbox } from "../../src/store/inbox.ts";
import { createApp } from "../../src/web/app.ts";
import { createRefusals, type Refusals } from "../../src/web/refusals.ts";
import { registerWebhook, type WebhookPorts } from "../../src/web/webhook.ts";
import { openStore } from "./open-store.ts";

export const SECRET = "a secret of 22 letters";

export interface Intake {
  readonly app: FastifyInstance;
  readonly database: Database;
  readonly inbox: Inbox;
  readonly refusals: Refusals;
  /** Lines of the log, as `message reason`. */
  readonly lines: readonly string[];
  /** What is in the inbox, oldest first. */
  stored(): Promise<readonly { readonly id: string; readonly event: string; readonly body: string }[]>;
  /** Listen on a port of this machine. @returns The address of the hook. */
  listen(): Promise<string>;
}

/** The real route on a real store, closed when the test is over. */
export async function openIntake(
  options: {
    readonly credentials?: WebhookCredentials;
    readonly store?: Partial<DatabaseOptions>;
    readonly ports?: Partial<WebhookPorts>;
    readonly requestTimeoutMs?: number;
    /** Milliseconds since 1970; stands still. */
    readonly now?: number;
  } = {},
): Promise<Intake> {
  const database = await openStore(options.store);
  const inbox = createInbox(database);
  const lines: string[] = [];
  const note = (message: string, fields: Readonly<Record<string, unknown>>) =>
    void lines.push(`${message} ${JSON.stringify(fields["reason"] ?? "")}`);
  const log = { debugs: true, debug: () => {}, warn: note, error: note };
  const now = () => options.now ?? 1_744_578_123_000;
  const refusals = createRefusals(log, now);
  const verifier = createWebhookVerifier(options.credentials ?? { secrets: [SECRET], signingTokens: [] });

  const app = createApp({
    trustProxy: false,
    log,
    ...(options.requestTimeoutMs !== undefined && { requestTimeoutMs: options.requestTimeoutMs }),
  });
  registerWebhook(app, {
    checkHeaders: (headers) => verifier.checkHeaders(headers),
    checkBody: (headers, body, moment) => verifier.checkBody(headers, body, moment),
    accept: (delivery) => inbox.accept(delivery),
    refused: (reason, details) => refusals.note(reason, details),
    now,
    ...options.ports,
  });
  onTestFinished(() => app.close());

  return {
    app,
    database,
    inbox,
    refusals,
    lines,
    async stored() {
      const rows = await database.kysely.selectFrom("inbox").select(["id", "event", "body"]).orderBy("seq").execute();
      return rows.map(({ id, event, body }) => ({ id, event, body: Buffer.from(body ?? []).toString("latin1") }));
    },
    async listen() {
      await app.listen({ host: "127.0.0.1", port: 0 });
      const { port } = app.server.address() as AddressInfo;
      return `http://127.0.0.1:${port}/webhooks/gitlab`;
    },
  };
}
