import { once } from "node:events";
import { request, type ClientRequest, type IncomingMessage } from "node:http";
import { connect } from "node:net";

import { expect, onTestFinished, test } from "vitest";

import { openIntake, SECRET } from "../support/open-intake.ts";

const MIB = 1024 * 1024;
const trusted = { "x-gitlab-token": SECRET, "x-gitlab-event": "Issue Hook" };

/** A request whose body is still being sent. */
function start(url: string, headers: Record<string, string | number> = {}): ClientRequest {
  const sending = request(url, { method: "POST", headers: { ...trusted, ...headers } });
  sending.flushHeaders();
  return sending;
}

async function answerOf(sending: ClientRequest): Promise<number | undefined> {
  const [response] = (await once(sending, "response")) as [IncomingMessage];
  response.resume();
  await once(response, "end");
  return response.statusCode;
}

test("a delivery of 25 MiB is stored, one byte more is 413 by its length alone", async () => {
  const intake = await openIntake();
  const url = await intake.listen();

  const full = await fetch(url, { method: "POST", headers: trusted, body: Buffer.alloc(25 * MIB, 32) });
  const promised = start(url, { "content-length": 25 * MIB + 1 });
  const status = await answerOf(promised);
  promised.destroy();

  expect([full.status, status]).toEqual([200, 413]);
  expect((await intake.stored()).map(({ body }) => body.length)).toEqual([25 * MIB]);
});

test("a chunked delivery is 413 as soon as it is too long", async () => {
  const intake = await openIntake();
  const sending = start(await intake.listen(), { "transfer-encoding": "chunked" });
  const answer = answerOf(sending);

  for (let sent = 0; sent <= 25; sent += 1) sending.write(Buffer.alloc(MIB, 32));
  sending.end();

  expect(await answer).toBe(413);
  expect(await intake.stored()).toEqual([]);
});

test("a stranger is refused before their body is read", async () => {
  const intake = await openIntake();
  const sending = start(await intake.listen(), { "x-gitlab-token": "wrong", "content-length": 1000 });

  expect(await answerOf(sending)).toBe(401);
  sending.destroy();
});

test("a header of one megabyte is refused, and the refusal arrives", async () => {
  const intake = await openIntake();
  const url = await intake.listen();

  const response = await fetch(url, {
    method: "POST",
    headers: { ...trusted, "x-gitlab-token": "x".repeat(MIB) },
    body: "{}",
  });

  expect([response.status, await response.text()]).toEqual([401, '{"code":"HEADERS_TOO_LARGE"}']);
  expect(await intake.stored()).toEqual([]);
});

test("the token twice is refused", async () => {
  const intake = await openIntake();
  const sending = request(await intake.listen(), { method: "POST" });
  sending.setHeader("x-gitlab-token", [SECRET, SECRET]);
  sending.end("{}");

  expect(await answerOf(sending)).toBe(401);
});

test(
  "with 64 MiB in flight the next delivery is 503, and again 200 when they are through",
  { timeout: 60_000 },
  async () => {
    // However busy the machine is, none of these is cut off for its slowness.
    const intake = await openIntake({ requestTimeoutMs: 60_000 });
    const url = await intake.listen();
    const held = await Promise.all([21, 21, 21].map((mebibytes) => sendAllButOneByte(url, mebibytes * MIB)));

    // Sent is not yet read, so the answer is asked for until it comes.
    const probe = (bytes: number) =>
      fetch(url, { method: "POST", headers: trusted, body: Buffer.alloc(bytes) }).then(({ status }) => status);
    await expect.poll(() => probe(2 * MIB), { timeout: 40_000 }).toBe(503);
    const small = await probe(10);
    const answers = await Promise.all(
      held.map((sending) => {
        sending.end(Buffer.alloc(1));
        return answerOf(sending);
      }),
    );

    expect([small, answers, await probe(2 * MIB)]).toEqual([200, [200, 200, 200], 200]);
  },
);

async function sendAllButOneByte(url: string, bytes: number): Promise<ClientRequest> {
  const sending = start(url, { "content-length": bytes });
  onTestFinished(() => void sending.destroy());
  await new Promise((resolve) => void sending.write(Buffer.alloc(bytes - 1), resolve));
  return sending;
}

test("a body that comes too slowly is cut off, and its bytes are given back", async () => {
  const intake = await openIntake({ requestTimeoutMs: 200 });
  const url = await intake.listen();
  const sending = start(url, { "content-length": 10 });
  sending.write("[");

  expect(await answerOf(sending)).toBe(408);
  expect(await intake.stored()).toEqual([]);
  const next = await fetch(url, { method: "POST", headers: trusted, body: "{}" });
  expect(next.status).toBe(200);
});

test("headers that come too slowly are cut off", async () => {
  const intake = await openIntake({ requestTimeoutMs: 200 });
  const { port } = new URL(await intake.listen());
  const socket = connect(Number(port), "127.0.0.1");
  socket.write("POST /webhooks/gitlab HTTP/1.1\r\nhost: x\r\n");

  const [answer] = (await once(socket, "data")) as [Buffer];

  expect(answer.toString()).toMatch(/^HTTP\/1\.1 408 /);
  socket.destroy();
});

test("what is no HTTP at all is told so", async () => {
  const intake = await openIntake();
  const { port } = new URL(await intake.listen());
  const socket = connect(Number(port), "127.0.0.1");
  socket.write("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n");

  const [answer] = (await once(socket, "data")) as [Buffer];

  expect(answer.toString()).toMatch(/^HTTP\/1\.1 400 /);
  socket.destroy();
});

test("a sender that goes away in the middle leaves nothing behind", async () => {
  const intake = await openIntake();
  const url = await intake.listen();
  const sending = start(url, { "content-length": 1000 });
  sending.on("error", () => {});
  await new Promise((resolve) => void sending.write("half", resolve));
  sending.destroy();

  await expect.poll(() => intake.refusals.counts().cut).toBe(1);
  expect(await intake.stored()).toEqual([]);
});
