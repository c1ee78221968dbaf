import { expect, onTestFinished, test } from "vitest";

import { createApp } from "../../src/web/app.ts";
import { createMetrics, type Metrics, type Snapshot } from "../../src/web/metrics.ts";

const NOW = Date.parse("2026-11-22T10:00:00Z");

const WELL: Snapshot = {
  degraded: [],
  inbox: { new: 0, routed: 0, parked: 0 },
  oldestWaitingAt: null,
  queue: { running: 0, waiting: 0 },
  parkedIssues: 0,
  badges: { issued: 0, waiting: 0, revoked: 0 },
  sweptAt: null,
  clockSkewMs: null,
  counts: {},
  refusals: {},
};

async function open(
  snapshot: () => Snapshot,
): Promise<{ readonly metrics: Metrics; readonly scrape: () => Promise<Map<string, number>> }> {
  const app = createApp({ trustProxy: false, log: { debugs: false, debug: () => {}, error: () => {} } });
  const metrics = createMetrics();
  metrics.register(app, { snapshot: async () => snapshot(), now: () => NOW, operatorToken: null });
  onTestFinished(() => app.close());
  return {
    metrics,
    async scrape() {
      const { body, headers, statusCode } = await app.inject({ url: "/metrics", remoteAddress: "127.0.0.1" });
      expect([statusCode, headers["content-type"]]).toEqual([200, expect.stringContaining("text/plain")]);
      const lines = body.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
      return new Map(lines.map((line) => [line.slice(0, line.lastIndexOf(" ")), Number(line.split(" ").at(-1))]));
    },
  };
}

test("/metrics shows how the bot is, as it is when somebody asks", async () => {
  let now: Snapshot = {
    ...WELL,
    degraded: ["gitlab", "badges"],
    inbox: { new: 3, routed: 1, parked: 2 },
    oldestWaitingAt: NOW - 90_000,
    queue: { running: 4, waiting: 5 },
    parkedIssues: 1,
    badges: { issued: 7, waiting: 2, revoked: 1 },
    sweptAt: NOW - 60_000,
    clockSkewMs: -1500,
    counts: { review: 12, note: 8 },
    refusals: { token: 3, signature: 0 },
  };
  const { scrape } = await open(() => now);

  const shown = await scrape();
  now = WELL;
  const later = await scrape();

  expect(Object.fromEntries([...shown].filter(([name]) => /^onboarding_bot_(?!gitlab_call|deliv)/.test(name)))).toEqual(
    {
      'onboarding_bot_degraded{what="gitlab"}': 1,
      'onboarding_bot_degraded{what="badges"}': 1,
      'onboarding_bot_inbox_deliveries{state="new"}': 3,
      'onboarding_bot_inbox_deliveries{state="routed"}': 1,
      'onboarding_bot_inbox_deliveries{state="parked"}': 2,
      onboarding_bot_inbox_oldest_seconds: 90,
      'onboarding_bot_reviews_queued{state="running"}': 4,
      'onboarding_bot_reviews_queued{state="waiting"}': 5,
      onboarding_bot_parked_issues: 1,
      'onboarding_bot_badges{state="issued"}': 7,
      'onboarding_bot_badges{state="waiting"}': 2,
      'onboarding_bot_badges{state="revoked"}': 1,
      onboarding_bot_last_sweep_timestamp_seconds: (NOW - 60_000) / 1000,
      onboarding_bot_gitlab_clock_skew_seconds: -1.5,
      'onboarding_bot_events{what="review"}': 12,
      'onboarding_bot_events{what="note"}': 8,
      'onboarding_bot_refused_deliveries{reason="token"}': 3,
      'onboarding_bot_refused_deliveries{reason="signature"}': 0,
    },
  );
  expect([...later.keys()].filter((name) => name.includes("degraded"))).toEqual([]);
  expect(later.get("onboarding_bot_inbox_oldest_seconds")).toBe(0);
});

test("/metrics counts deliveries and calls where they happen", async () => {
  const { metrics, scrape } = await open(() => WELL);
  const call = { method: "GET", endpoint: "/projects/:id/issues/:iid" };

  metrics.delivered("new");
  metrics.delivered("new");
  metrics.delivered("repeated");
  metrics.called({ ...call, status: 200, durationMs: 30 });
  metrics.called({ ...call, status: null, durationMs: 20_000 });

  const shown = await scrape();
  const labels = 'method="GET",endpoint="/projects/:id/issues/:iid"';
  expect(shown.get('onboarding_bot_deliveries_total{outcome="new"}')).toBe(2);
  expect(shown.get('onboarding_bot_deliveries_total{outcome="repeated"}')).toBe(1);
  expect(shown.get(`onboarding_bot_gitlab_call_seconds_count{${labels},status="200"}`)).toBe(1);
  expect(shown.get(`onboarding_bot_gitlab_call_seconds_sum{${labels},status="0"}`)).toBe(20);
  expect(shown.has("process_resident_memory_bytes")).toBe(true);
});

test("/metrics is an unknown address to everybody but operators", async () => {
  const app = createApp({ trustProxy: false, log: { debugs: false, debug: () => {}, error: () => {} } });
  createMetrics().register(app, { snapshot: async () => WELL, now: () => NOW, operatorToken: "operator 0123456" });
  onTestFinished(() => app.close());
  const ask = (headers: Record<string, string>) => app.inject({ url: "/metrics", remoteAddress: "192.0.2.1", headers });

  const stranger = await ask({});

  expect([stranger.statusCode, stranger.json()]).toEqual([404, { code: "NOT_FOUND" }]);
  expect((await ask({ authorization: "Bearer operator 0123457" })).statusCode).toBe(404);
  expect((await ask({ authorization: "Bearer operator 0123456" })).statusCode).toBe(200);
});
