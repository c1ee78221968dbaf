import { connect } from "node:net";
import { setImmediate } from "node:timers/promises";

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

test.for(["/badges/Ab-_9fGh1JkLmN0pQrStUv", "/badges/Ab-_9fGh1JkLmN0pQrStUv.json?v=1", "/calendar/Ab-_9fGh"])(
  "createApp() never logs an address that is a secret: %s",
  async (url) => {
    const { app, lines } = setup(true);
    app.get("/badges/:id", async () => {
      throw new Error("disk full");
    });

    const response = await app.inject(url);

    expect(response.body).not.toContain("Ab-_9fGh");
    expect(new Set(lines.map(({ fields }) => fields["path"]))).toEqual(
      new Set([url.startsWith("/badges") ? "/badges/[hidden]" : "/calendar/[hidden]"]),
    );
  },
);

test.for<[what: string, url: string]>([
  ["wrongly encoded", "/badges/Ab-_9fGh%zz"],
  ["too long", `/badges/${"Ab-_9fGh".repeat(50)}`],
])("createApp() does not know an address that is %s, and does not repeat it", async ([, url]) => {
  const { app, lines } = setup(true);
  app.get("/badges/:id", async () => "a badge");

  const response = await app.inject(url);

  expect([response.statusCode, response.body]).toEqual([404, '{"code":"NOT_FOUND"}']);
  expect(JSON.stringify(lines)).not.toContain("Ab-_9fGh");
});

test("createApp() closes at once although a connection that is kept alive was just being answered", async () => {
  const { app } = setup();
  const { promise: isAnswering, resolve: answering } = Promise.withResolvers<() => void>();
  app.get("/slow", (_request, reply) => {
    reply.hijack();
    reply.raw.writeHead(200, { "content-length": 2 });
    reply.raw.write("o");
    answering(() => void reply.raw.end("k"));
  });
  const address = new URL(await app.listen({ host: "127.0.0.1", port: 0 }));
  const socket = connect(Number(address.port), address.hostname);
  socket.resume();
  socket.write("GET /slow HTTP/1.1\r\nhost: a\r\n\r\n");
  const finish = await isAnswering;

  const startedAt = performance.now();
  const closed = app.close();
  while (app.server.listening) await setImmediate();
  finish();
  await closed;

  expect(performance.now() - startedAt).toBeLessThan(5000);
});
