import { expect, onTestFinished, test } from "vitest";

import { createApp } from "../../src/web/app.ts";
import { registerHealth, type HealthPorts } from "../../src/web/health.ts";

const OPERATOR_TOKEN = "operator 0123456";
const quiet = { debugs: false, debug: () => {}, error: () => {} };
const healthy: HealthPorts = {
  checkWritable: async () => {},
  readiness: () => ({ degraded: [], details: { parked: 0 } }),
  now: () => 0,
  operatorToken: OPERATOR_TOKEN,
};

function setup(ports: Partial<HealthPorts> = {}) {
  const app = createApp({ trustProxy: false, log: quiet });
  onTestFinished(() => app.close());
  registerHealth(app, { ...healthy, ...ports });
  return async (url: string, from = "203.0.113.9", headers: Record<string, string> = {}) => {
    const response = await app.inject({ url, remoteAddress: from, headers });
    return [response.statusCode, response.json<unknown>()];
  };
}

test("GET /healthz answers as long as the process does", async () => {
  const get = setup({ checkWritable: () => Promise.reject(new Error("disk full")) });

  expect(await get("/healthz")).toEqual([200, { status: "up" }]);
});

test("GET /readyz is ready when everything works", async () => {
  expect(await setup()("/readyz")).toEqual([200, { status: "ready", degraded: [] }]);
});

test("GET /readyz stays 200 and names what is degraded", async () => {
  const get = setup({ readiness: async () => ({ degraded: ["gitlab", "parked"], details: {} }) });

  expect(await get("/readyz")).toEqual([200, { status: "degraded", degraded: ["gitlab", "parked"] }]);
});

test("GET /readyz is 503 when nothing can be stored", async () => {
  const get = setup({
    checkWritable: () => Promise.reject(new Error("disk full")),
    readiness: () => ({ degraded: ["gitlab"], details: {} }),
  });

  expect(await get("/readyz")).toEqual([503, { status: "unready", degraded: ["store", "gitlab"] }]);
});

test("GET /readyz is 503 when the store does not answer", async () => {
  const get = setup({ checkWritable: () => new Promise(() => {}) });

  expect(await get("/readyz")).toEqual([503, { status: "unready", degraded: ["store"] }]);
});

test("GET /readyz asks the disk once a second, however often it is asked itself", async () => {
  let now = 0;
  let asked = 0;
  const get = setup({ now: () => now, checkWritable: async () => void (asked += 1) });

  await Promise.all([get("/readyz"), get("/readyz")]);
  now = 999;
  await get("/readyz");
  const early = asked;
  now = 1000;
  await get("/readyz");

  expect([early, asked]).toEqual([1, 2]);
});

test.for<[who: string, from: string, headers: Record<string, string>, isOperator: boolean]>([
  ["this machine", "127.0.0.1", {}, true],
  ["this machine by IPv6", "::1", {}, true],
  ["this machine by IPv4 in IPv6", "::ffff:127.0.0.1", {}, true],
  ["somebody else", "203.0.113.9", {}, false],
  ["somebody who claims to be here", "203.0.113.9", { "x-forwarded-for": "127.0.0.1" }, false],
  ["somebody behind a proxy on this machine", "127.0.0.1", { "x-forwarded-for": "203.0.113.9" }, false],
  ["somebody behind a proxy that hides it", "127.0.0.1", { via: "1.1 proxy" }, false],
  ["an operator", "203.0.113.9", { authorization: `Bearer ${OPERATOR_TOKEN}` }, true],
  ["an operator behind a proxy", "127.0.0.1", { authorization: `bearer ${OPERATOR_TOKEN}`, via: "1.1 proxy" }, true],
  ["a wrong token", "203.0.113.9", { authorization: "Bearer operator 0123457" }, false],
  ["an empty token", "203.0.113.9", { authorization: "Bearer " }, false],
  ["another scheme", "203.0.113.9", { authorization: `Basic ${OPERATOR_TOKEN}` }, false],
])("GET /readyz shows details to %s: %s %j → %j", async ([, from, headers, isOperator]) => {
  const [, body] = await setup()("/readyz", from, headers);

  expect(body).toEqual({ status: "ready", degraded: [], ...(isOperator && { details: { parked: 0 } }) });
});

test("GET /readyz takes no token when none is configured", async () => {
  const [, body] = await setup({ operatorToken: null })("/readyz", "203.0.113.9", { authorization: "Bearer null" });

  expect(body).toEqual({ status: "ready", degraded: [] });
});
