import type { FastifyInstance } from "fastify";
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from "prom-client";

import { isOperator } from "./operator.ts";

/** How the bot is doing, as numbers. */
export interface Snapshot {
  /** What does not work as it should, one short word each. */
  readonly degraded: readonly string[];
  readonly inbox: Readonly<Record<"new" | "routed" | "parked", number>>;
  /** Since when the oldest delivery waits; milliseconds since 1970, `null` when none does. */
  readonly oldestWaitingAt: number | null;
  readonly queue: Readonly<Record<"running" | "waiting", number>>;
  readonly parkedIssues: number;
  readonly badges: Readonly<Record<"issued" | "waiting" | "revoked", number>>;
  /** Milliseconds since 1970; `null` before the first. */
  readonly sweptAt: number | null;
  readonly clockSkewMs: number | null;
  /** What happened since the start, by name: `review`, `note`, … */
  readonly counts: Readonly<Record<string, number>>;
  /** Refused deliveries since the start, by reason. */
  readonly refusals: Readonly<Record<string, number>>;
}

export interface MetricsPorts {
  snapshot(): Promise<Snapshot>;
  /** Milliseconds since 1970. */
  now(): number;
  readonly operatorToken: string | null;
}

/** What is counted where it happens. Labels hold no id, name or address, so their number is bounded. */
export interface Metrics {
  delivered(outcome: "new" | "repeated"): void;
  called(call: {
    readonly method: string;
    /** `/projects/:id/issues/:iid` */
    readonly endpoint: string;
    readonly status: number | null;
    readonly durationMs: number;
  }): void;
  /** `GET /metrics` in the text format of Prometheus, for operators. Everybody else gets the 404 of any unknown address. */
  register(app: FastifyInstance, ports: MetricsPorts): void;
}

const PREFIX = "onboarding_bot_";
/** GitLab answers most calls within a second, and is given up on after twenty. */
const CALL_SECONDS = [0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20];

export function createMetrics(): Metrics {
  const registers = [new Registry()] as const;
  const [registry] = registers;
  const deliveries = new Counter({
    name: `${PREFIX}deliveries_total`,
    help: "Authentic deliveries that are on disk, by outcome",
    labelNames: ["outcome"],
    registers: [...registers],
  });
  const calls = new Histogram({
    name: `${PREFIX}gitlab_call_seconds`,
    help: "Attempts of calls to GitLab; status 0 where no answer came",
    labelNames: ["method", "endpoint", "status"],
    buckets: CALL_SECONDS,
    registers: [...registers],
  });
  const gauges = createGauges(registry);

  return {
    delivered: (outcome) => deliveries.inc({ outcome }),
    called: ({ method, endpoint, status, durationMs }) =>
      calls.observe({ method, endpoint, status: status ?? 0 }, durationMs / 1000),
    register(app, ports) {
      // Once it is served: in tests many bots live in one process.
      collectDefaultMetrics({ register: registry });
      app.addHook("onClose", (_app, done) => {
        registry.clear();
        done();
      });
      app.get("/metrics", async (request, reply) => {
        if (!isOperator(request, ports.operatorToken)) return reply.callNotFound();
        gauges.show(await ports.snapshot(), ports.now());
        return reply
          .headers({ "content-type": registry.contentType, "cache-control": "no-store" })
          .send(await registry.metrics());
      });
    },
  };
}

/** Shown as they are when somebody asks, so nothing has to be kept up to date in between. */
function createGauges(registry: Registry): { show(snapshot: Snapshot, nowMs: number): void } {
  const gauge = (name: string, help: string, ...labelNames: string[]): Gauge =>
    new Gauge({ name: `${PREFIX}${name}`, help, labelNames, registers: [registry] });
  const degraded = gauge("degraded", "1 for each word of /readyz that is not as it should be", "what");
  const inbox = gauge("inbox_deliveries", "Deliveries on disk that were not taken in yet", "state");
  const oldest = gauge("inbox_oldest_seconds", "How long the oldest delivery waits");
  const queue = gauge("reviews_queued", "Reviews of issues, by state", "state");
  const parked = gauge("parked_issues", "Issues left alone after five failures");
  const badges = gauge("badges", "Badges, by state", "state");
  const swept = gauge("last_sweep_timestamp_seconds", "When the last sweep of all projects ended");
  const skew = gauge("gitlab_clock_skew_seconds", "How far GitLab's clock is ahead of ours");
  const events = gauge("events", "What happened since the start", "what");
  const refused = gauge("refused_deliveries", "Deliveries refused since the start, by reason", "reason");

  return {
    show(snapshot, nowMs) {
      degraded.reset();
      for (const what of snapshot.degraded) degraded.set({ what }, 1);
      setEach(inbox, "state", snapshot.inbox);
      oldest.set(snapshot.oldestWaitingAt === null ? 0 : Math.max(0, nowMs - snapshot.oldestWaitingAt) / 1000);
      setEach(queue, "state", snapshot.queue);
      parked.set(snapshot.parkedIssues);
      setEach(badges, "state", snapshot.badges);
      if (snapshot.sweptAt !== null) swept.set(snapshot.sweptAt / 1000);
      if (snapshot.clockSkewMs !== null) skew.set(snapshot.clockSkewMs / 1000);
      setEach(events, "what", snapshot.counts);
      setEach(refused, "reason", snapshot.refusals);
    },
  };
}

function setEach(gauge: Gauge, label: string, values: Readonly<Record<string, number>>): void {
  for (const [name, value] of Object.entries(values)) gauge.set({ [label]: name }, value);
}
