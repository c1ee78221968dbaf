import { expect, onTestFinished, test } from "vitest";

import { createApp } from "../../src/web/app.ts";

function setup(debugs = false) {
  const lines: { message: string; fields: Readonly<Record<string, unknown>> }[] = [];
  const note = (message: string, fields: Readonly<Record<string, unknown>>) => void lines.push({ message, fields });
  const app = createApp({ trustProxy: false, log: { debugs, debug: note, error: note } });
  onTestFinished(() => app.close());
  app.get("/fails", async () => {
    throw new Error("the password is 1234");
  });
  app.post("/echo", (request, reply) => void reply.send(request.body));
  return { app, lines };
}

test("createApp() answers a fault with a code and logs it without the query", async () => {
  const { app, lines } = setup();

  const response = await app.inject("/fails?token=secret");

  expect([response.statusCode, response.body]).toEqual([500, '{"code":"INTERNAL"}']);
  expect(lines).toEqual([
    {
      message: "Cannot answer request",
      fields: { method: "GET", path: "/fails", error: expect.objectContaining({ message: "the password is 1234" }) },
    },
  ]);
});

test.for<[what: string, payload: string, status: number, code: string]>([
  ["no JSON", "{", 400, "FST_ERR_CTP_INVALID_JSON_BODY"],
  ["__proto__", '{"__proto__":{}}', 400, "FST_ERR_CTP_INVALID_JSON_BODY"],
  ["too much", `"${"x".repeat(65_536)}"`, 413, "FST_ERR_CTP_BODY_TOO_LARGE"],
])("createApp() refuses a body of %s by its code alone", async ([, payload, status, code]) => {
  const { app, lines } = setup();

  const response = await app.inject({
    method: "POST",
    url: "/echo",
    headers: { "content-type": "application/json" },
    payload,
  });

  expect([response.statusCode, response.json<unknown>()]).toEqual([status, { code }]);
  expect(lines).toEqual([]);
});

test("createApp() logs requests at debug only, by their path", async () => {
  const { app, lines } = setup(true);

  await app.inject("/nowhere?token=secret");

  expect(lines).toEqual([
    {
      message: "Answer request",
      fields: { method: "GET", path: "/nowhere", status: 404, tookMs: expect.any(Number) },
    },
  ]);
});
