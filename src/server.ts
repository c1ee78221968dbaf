import { registerBadgeSide } from "./badge-side.ts";
import type { Config } from "./config.ts";
import type { Program } from "./domain/program/program.ts";
import { createWebhookVerifier } from "./gitlab/verify-webhook.ts";
import type { Log } from "./log.ts";
import type { Stores } from "./store/stores.ts";
import { createApp } from "./web/app.ts";
import { registerCalendar } from "./web/calendar.ts";
import { registerHealth } from "./web/health.ts";
import type { Metrics, Snapshot } from "./web/metrics.ts";
import type { Refusals } from "./web/refusals.ts";
import { registerWebhook } from "./web/webhook.ts";
import type { Issuing } from "./workflow/badge/issuing.ts";
import { findCalendar } from "./workflow/operation/find-calendar.ts";
import type { Operation } from "./workflow/operation/operation.ts";
import type { Readiness } from "./workflow/operation/readiness.ts";

export interface ServerParts {
  readonly config: Config;
  readonly log: Log;
  readonly now: () => Date;
  readonly stores: Stores;
  readonly operation: Operation;
  readonly refusals: Refusals;
  readonly metrics: Metrics;
  readonly programFaults: readonly string[];
  readonly programs: readonly Program[];
  readonly issuing: Issuing | null;
}

/** The HTTP side: what GitLab, operators, holders and employers reach. */
export function createServer(parts: ServerParts): ReturnType<typeof createApp> {
  const { config, log, now, stores, operation, refusals, metrics, programs, programFaults } = parts;
  const nowMs = (): number => now().getTime();
  const app = createApp({ trustProxy: config.web.trustProxy, log });
  const verifier = createWebhookVerifier(config.webhook);
  registerWebhook(app, {
    checkHeaders: (headers) => verifier.checkHeaders(headers),
    checkBody: (headers, body, at) => verifier.checkBody(headers, body, at),
    async accept(delivery) {
      const outcome = await stores.inbox.accept(delivery);
      metrics.delivered(outcome);
      if (outcome === "new") operation.heard();
      return outcome;
    },
    refused: (reason, details) => refusals.note(reason, details),
    now: nowMs,
  });
  registerCalendar(app, {
    find: (id) => findCalendar({ ...stores, programs, publicUrl: config.web.publicUrl }, id),
  });
  const { operatorToken } = config.web;
  const readiness = (): Promise<Readiness> =>
    operation.readiness({
      programFaults,
      refusals: refusals.counts(),
      staleAt: refusals.last("stale")?.at ?? null,
    });
  registerHealth(app, {
    checkWritable: () => stores.database.checkWritable(),
    readiness,
    now: nowMs,
    operatorToken,
  });
  metrics.register(app, { snapshot: async () => snapshotOf(await readiness()), now: nowMs, operatorToken });
  registerBadgeSide(app, { ...parts, handle: () => operation.handle() });
  return app;
}

function snapshotOf({ degraded, details }: Readiness): Snapshot {
  const { inbox, parked, lastSweep } = details;
  const { oldestWaitingAt, ...waiting } = inbox;
  return {
    ...details,
    degraded,
    inbox: waiting,
    oldestWaitingAt,
    parkedIssues: parked.length,
    sweptAt: lastSweep?.at.getTime() ?? null,
  };
}
