import { createHash, createHmac } from "node:crypto";

import type { InjectOptions } from "fastify";
import { sql } from "kysely";
import { expect, test } from "vitest";

import { openIntake, SECRET, type Intake } from "../support/open-intake.ts";
import { temporaryDirectory } from "../support/open-store.ts";

const NOW = 1_744_578_123_000;
const KEY = Buffer.alloc(32, 7);
const SIGNING = { secrets: [], signingTokens: [`whsec_${KEY.toString("base64")}`] };
const BOTH = { secrets: [SECRET], signingTokens: SIGNING.signingTokens };

const trusted = { "x-gitlab-token": SECRET, "x-gitlab-event": "Issue Hook" };

function sign(body: string | Buffer, id = "d-1", timestamp = NOW / 1000): Record<string, string> {
  const signature = createHmac("sha256", KEY).update(`${id}.${timestamp}.`).update(body).digest("base64");
  return {
    "webhook-id": id,
    "webhook-timestamp": String(timestamp),
    "webhook-signature": `v1,${signature}`,
    "x-gitlab-event": "Issue Hook",
  };
}

async function post({ app }: Intake, headers: Record<string, string | string[]>, payload: string | Buffer = "{}") {
  const options: InjectOptions = { method: "POST", url: "/webhooks/gitlab", headers, payload };
  const response = await app.inject(options);
  return [response.statusCode, response.body];
}

const NEW = [200, '{"outcome":"new"}'];
const REPEATED = [200, '{"outcome":"repeated"}'];
const NOT_AUTHENTIC = [401, '{"outcome":"not-authentic"}'];

test("POST /webhooks/gitlab stores an authentic delivery as it came", async () => {
  const intake = await openIntake();

  const answer = await post(intake, { ...trusted, "idempotency-key": "d-1", "x-gitlab-event-uuid": "e-1" }, '{"a": 1}');

  expect(answer).toEqual(NEW);
  const rows = await intake.database.kysely.selectFrom("inbox").selectAll().execute();
  expect(rows).toEqual([
    {
      seq: 1,
      id: "d-1",
      received_at: NOW,
      event: "Issue Hook",
      headers: '{"eventUuid":"e-1"}',
      body: new Uint8Array(Buffer.from('{"a": 1}')),
      state: "new",
      reason: null,
      kind: null,
      project_id: null,
      issue_iid: null,
      attempts: 0,
      not_before: null,
      done_at: null,
    },
  ]);
});

test.for<[what: string, headers: Record<string, string | string[]>]>([
  ["no token", { "x-gitlab-event": "Issue Hook" }],
  ["an empty token", { "x-gitlab-token": "" }],
  ["a wrong token", { "x-gitlab-token": SECRET.toUpperCase() }],
  ["the token twice", { "x-gitlab-token": [SECRET, SECRET] }],
  ["a long token", { "x-gitlab-token": "x".repeat(1 << 20) }],
])("POST /webhooks/gitlab answers 401 to %s and stores nothing", async ([, headers]) => {
  const intake = await openIntake();

  expect(await post(intake, headers)).toEqual(NOT_AUTHENTIC);
  expect(await intake.stored()).toEqual([]);
  expect(intake.refusals.counts().token).toBe(1);
});

test.for<[what: string, headers: Record<string, string>, expected: unknown[]]>([
  ["a good signature", sign("{}"), NEW],
  ["a good signature with a wrong token", { ...sign("{}"), "x-gitlab-token": "wrong" }, NEW],
  ["a signature over other bytes", sign("{ }"), NOT_AUTHENTIC],
  ["a wrong signature beside a right token", { ...sign("{ }"), "x-gitlab-token": SECRET }, NOT_AUTHENTIC],
  ["a right token and no signature", trusted, NEW],
  ["neither", {}, NOT_AUTHENTIC],
])("POST /webhooks/gitlab, both configured, judges %s", async ([, headers, expected]) => {
  const intake = await openIntake({ credentials: BOTH });

  expect(await post(intake, headers)).toEqual(expected);
});

test("POST /webhooks/gitlab needs a signature where only signing tokens are configured", async () => {
  const intake = await openIntake({ credentials: SIGNING });

  expect(await post(intake, trusted)).toEqual(NOT_AUTHENTIC);
});

test.for<[what: string, ageSeconds: number, skewMs: number]>([
  ["ten minutes ago", 600, -600_000],
  ["ten minutes ahead", -600, 600_000],
])("POST /webhooks/gitlab answers 401 to what was signed %s, and tells the skew", async ([, age, skewMs]) => {
  const intake = await openIntake({ credentials: SIGNING });

  const answer = await post(intake, sign("{}", "d-1", NOW / 1000 - age));

  expect(answer).toEqual([401, '{"outcome":"outside-time-window"}']);
  expect(intake.refusals.last("stale")).toEqual({ at: NOW, skewMs });
  expect(await intake.stored()).toEqual([]);
});

test.for<[what: string, headers: Record<string, string>, id: string]>([
  ["webhook-id before all", { "webhook-id": "a", "idempotency-key": "b" }, "a"],
  ["Idempotency-Key", { "idempotency-key": "b", "x-gitlab-webhook-uuid": "c", "x-gitlab-event-uuid": "d" }, "b"],
  ["a digest of an id that is too long", { "idempotency-key": "x".repeat(201) }, `sha256:${sha256("x".repeat(201))}`],
  ["a digest of an id with odd letters", { "idempotency-key": "a b" }, `sha256:${sha256("a b")}`],
  [
    "a digest of event and body without any id",
    { "x-gitlab-webhook-uuid": "c", "x-gitlab-event-uuid": "d" },
    `sha256:${sha256("Issue Hook\n{}")}`,
  ],
])("POST /webhooks/gitlab calls a delivery by %s", async ([, headers, id]) => {
  const intake = await openIntake();

  await post(intake, { ...trusted, ...headers });

  expect((await intake.stored()).map((row) => row.id)).toEqual([id]);
});

test("POST /webhooks/gitlab keeps one id once and one event under two ids twice", async () => {
  const intake = await openIntake();

  const answers = [
    await post(intake, { ...trusted, "idempotency-key": "a" }),
    await post(intake, { ...trusted, "idempotency-key": "a" }),
    await post(intake, { ...trusted, "idempotency-key": "b" }),
  ];

  expect(answers).toEqual([NEW, REPEATED, NEW]);
  expect((await intake.stored()).map((row) => row.id)).toEqual(["a", "b"]);
});

test.for<[what: string, body: Buffer]>([
  ["JSON a hundred thousand deep", Buffer.from("[".repeat(100_000))],
  ["__proto__", Buffer.from('{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}')],
  ["invalid UTF-8", Buffer.from([0x7b, 0xff, 0xfe, 0xc0, 0x80, 0x7d])],
  ["lone surrogates", Buffer.from('{"a":"\\ud800","b":"\\udc00"}')],
  ["a null character, spelled and raw", Buffer.from('{"a":"\\u0000\0"}')],
  ["no JSON", Buffer.from("<xml/>")],
  ["nothing", Buffer.alloc(0)],
])("POST /webhooks/gitlab stores %s byte by byte", async ([, body]) => {
  const intake = await openIntake();

  expect(await post(intake, { ...trusted, "idempotency-key": "d-1" }, body)).toEqual(NEW);
  expect(await intake.stored()).toEqual([{ id: "d-1", event: "Issue Hook", body: body.toString("latin1") }]);
  expect({}).not.toHaveProperty("polluted");
});

test.for(["application/json", "text/plain", "application/x-www-form-urlencoded", "not a type at all;;", ""])(
  "POST /webhooks/gitlab does not care about the content type %j",
  async (type) => {
    const intake = await openIntake();

    expect(await post(intake, { ...trusted, "content-type": type }, "a=b")).toEqual(NEW);
    expect((await intake.stored()).map(({ body }) => body)).toEqual(["a=b"]);
  },
);

test("POST /webhooks/gitlab answers 503 on a full disk and takes deliveries again afterwards", async () => {
  const intake = await openIntake();
  const { rows } = await sql<{ page_count: number }>`pragma page_count`.execute(intake.database.kysely);
  await sql.raw(`pragma max_page_count = ${(rows[0]?.page_count ?? 0) + 1}`).execute(intake.database.kysely);

  const full = await intake.app.inject({
    method: "POST",
    url: "/webhooks/gitlab",
    headers: trusted,
    payload: "x".repeat(100_000),
  });
  await sql.raw("pragma max_page_count = 1000000").execute(intake.database.kysely);
  const after = await post(intake, trusted, "after");

  expect([full.statusCode, full.body, full.headers["retry-after"]]).toEqual([503, '{"outcome":"not-stored"}', "5"]);
  expect(after).toEqual(NEW);
  expect((await intake.stored()).map(({ body }) => body)).toEqual(["after"]);
  expect(intake.lines).toEqual(['Refuse delivery: it could not be stored "store"']);
});

test("POST /webhooks/gitlab answers 503 while another program holds the lock", async () => {
  const { DatabaseSync } = await import("node:sqlite");
  const dataDir = temporaryDirectory();
  const intake = await openIntake({ store: { dataDir, lockWaitMs: 20 } });
  const other = new DatabaseSync(`${dataDir}/bot.sqlite`);
  other.exec("begin immediate");

  const locked = await post(intake, { ...trusted, "idempotency-key": "a" });
  other.close();
  const free = await post(intake, { ...trusted, "idempotency-key": "a" });

  expect(locked).toEqual([503, '{"outcome":"not-stored"}']);
  expect(free).toEqual(NEW);
});

test("POST /webhooks/gitlab fails everybody in a batch with a row that throws, and nobody after", async () => {
  const intake = await openIntake();
  const poisoned = await openIntake({
    ports: {
      accept: (delivery) =>
        intake.inbox.accept({ ...delivery, event: delivery.id === "bad" ? ({} as string) : delivery.event }),
    },
  });

  const answers = await Promise.all(["a", "bad"].map((id) => post(poisoned, { ...trusted, "idempotency-key": id })));
  const next = await post(poisoned, { ...trusted, "idempotency-key": "a" });

  expect(answers.map(([status]) => status)).toEqual([503, 503]);
  expect(next).toEqual(NEW);
});

test("other methods and other paths are not found", async () => {
  const { app } = await openIntake();

  const answers = await Promise.all([
    app.inject({ method: "GET", url: "/webhooks/gitlab" }),
    app.inject({ method: "POST", url: "/webhooks/github", payload: {} }),
  ]);

  expect(answers.map(({ statusCode, body }) => [statusCode, body])).toEqual([
    [404, '{"code":"NOT_FOUND"}'],
    [404, '{"code":"NOT_FOUND"}'],
  ]);
});

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
