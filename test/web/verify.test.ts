import { PassThrough } from "node:stream";

import { expect, onTestFinished, test } from "vitest";

import type { Check } from "../../src/domain/badge/verdict.ts";
import { createLog } from "../../src/log.ts";
import { createApp } from "../../src/web/app.ts";
import { readSite, registerAssets } from "../../src/web/pages/site.ts";
import { registerVerify, type VerifyPagePorts } from "../../src/web/verify.ts";
import type { BadgeClaims, VerificationReport, VerificationRequest } from "../../src/workflow/badge/report.ts";
import { BADGE_ID, PASSED } from "../support/badge-page.ts";

const CLAIMS: BadgeClaims = {
  name: "Swimmer",
  description: "Swims.",
  issuerName: "Example School",
  issuerId: "did:web:badges.example.org",
  issuerDomain: "badges.example.org",
  validFrom: new Date("2026-01-01T00:00:00Z"),
  validUntil: null,
  skills: ["Swimming", "Diving"],
  page: null,
};

const VALID: VerificationReport = { verdict: "valid", checks: PASSED, claims: CLAIMS };

const HOSTILE = `</textarea><script>alert(1)</script><img src=x onerror="alert(2)">'"&\u202E`;

interface Part {
  readonly name: string;
  readonly value: string | Buffer;
  readonly fileName?: string;
}

function setup(report: VerificationReport | (() => Promise<VerificationReport>) = VALID) {
  const asked: VerificationRequest[] = [];
  const lines: string[] = [];
  const log = createLog({
    level: "debug",
    secrets: [],
    destination: { write: (line: string) => void lines.push(line) },
  });
  const app = createApp({ trustProxy: ["127.0.0.1"], log });
  onTestFinished(() => app.close());
  const site = readSite("");
  registerAssets(app, site);
  const ports: VerifyPagePorts = {
    site,
    issuer: { name: "Example Services", url: "https://certify.example.com", isDemo: false },
    async verify(request) {
      asked.push(request);
      return typeof report === "function" ? await report() : report;
    },
  };
  registerVerify(app, ports);
  app.post("/other", async () => ({ fine: true }));

  const send = (parts: readonly Part[], { accept = "text/html", from = "203.0.113.7" } = {}) =>
    app.inject({
      method: "POST",
      url: "/verify",
      headers: { accept, "content-type": "multipart/form-data; boundary=seam", "x-forwarded-for": from },
      payload: encode(parts),
    });
  return { app, asked, lines, send };
}

function encode(parts: readonly Part[]): Buffer {
  const pieces = parts.flatMap(({ name, value, fileName }) => [
    `--seam\r\ncontent-disposition: form-data; name="${name}"`,
    fileName === undefined ? "" : `; filename="${fileName}"\r\ncontent-type: application/octet-stream`,
    "\r\n\r\n",
    value,
    "\r\n",
  ]);
  return Buffer.concat([...pieces, "--seam--\r\n"].map((piece) => Buffer.from(piece)));
}

test("GET /verify gives a form that works without scripts, and asks nobody", async () => {
  const { app, asked } = setup();
  const { statusCode, headers, body } = await app.inject("/verify");

  expect([statusCode, asked]).toEqual([200, []]);
  expect(headers).toMatchObject({
    "content-type": "text/html; charset=utf-8",
    "cache-control": "no-store",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "content-security-policy":
      "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self' data:; script-src 'self'; " +
      "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  });
  expect(body).toContain(`<form method="post" action="/verify" enctype="multipart/form-data">`);
  for (const name of ["file", "text", "recipient"]) expect(body).toMatch(new RegExp(`<label for="${name}">`));
  expect(body).not.toMatch(/<script(?! src="\/assets)|<style|style="|onclick/);
});

test("GET /verify and what it needs come without anything inline or from elsewhere", async () => {
  const { app } = setup();
  const { body } = await app.inject("/verify");
  const assets = [...body.matchAll(/(?:href|src)="(\/assets\/[^"]+)"/g)].map(([, path]) => path ?? "");

  expect(assets.length).toBe(4);
  for (const path of assets) expect((await app.inject(path)).statusCode).toBe(200);
});

test.for<[query: string, text: string]>([
  [`?badge=${BADGE_ID}`, `https://certify.example.com/badges/${BADGE_ID}`],
  ["?badge=short", ""],
  [`?badge=${encodeURIComponent(HOSTILE)}`, ""],
  [`?badge=${BADGE_ID}&badge=${BADGE_ID}`, ""],
  ["?recipient=ada@example.com&text=x", ""],
])("GET /verify%s fills in nothing but an address of ours", async ([query, text]) => {
  const { app, asked } = setup();
  const { statusCode, body } = await app.inject(`/verify${query}`);

  expect(statusCode).toBe(200);
  expect(/<textarea[^>]*>\s*([^<]*)<\/textarea/.exec(body)?.[1]?.trim()).toBe(text);
  expect(body).not.toContain("ada@example.com");
  expect(asked).toEqual([]);
});

test.for<[what: string, parts: Part[], request: VerificationRequest]>([
  [
    "a file",
    [
      { name: "file", fileName: "badge.png", value: Buffer.from([137, 80, 0, 255]) },
      { name: "text", value: "" },
    ],
    { source: { kind: "file", bytes: Buffer.from([137, 80, 0, 255]) }, recipient: "" },
  ],
  [
    "text",
    [
      { name: "file", fileName: "", value: "" },
      { name: "text", value: '  {"a":1}\r\n' },
    ],
    { source: { kind: "file", bytes: Buffer.from('{"a":1}') }, recipient: "" },
  ],
  [
    "an address",
    [
      { name: "text", value: " https://badges.example.org/1\n" },
      { name: "recipient", value: "ada@example.com" },
    ],
    { source: { kind: "address", url: "https://badges.example.org/1" }, recipient: "ada@example.com" },
  ],
  [
    "an address without encryption, to be told that it is refused",
    [{ name: "text", value: "http://badges.example.org/1" }],
    { source: { kind: "address", url: "http://badges.example.org/1" }, recipient: "" },
  ],
  [
    "a file beside text",
    [
      { name: "text", value: "https://badges.example.org/1" },
      { name: "file", fileName: "a", value: "x" },
    ],
    { source: { kind: "file", bytes: Buffer.from("x") }, recipient: "" },
  ],
  [
    "a file whose name is an attack",
    [{ name: "file", fileName: "../../../etc/passwd<script>alert(1)</script>", value: "x" }],
    { source: { kind: "file", bytes: Buffer.from("x") }, recipient: "" },
  ],
  [
    "a very long name to compare",
    [
      { name: "text", value: "x" },
      { name: "recipient", value: "a".repeat(1000) },
    ],
    { source: { kind: "file", bytes: Buffer.from("x") }, recipient: "a".repeat(320) },
  ],
])("POST /verify takes %s", async ([, parts, request]) => {
  const { asked, send } = setup();
  const { statusCode, headers, body } = await send(parts);

  expect([statusCode, asked]).toEqual([200, [request]]);
  expect(headers).toMatchObject({
    "cache-control": "no-store",
    "referrer-policy": "no-referrer",
    "x-robots-tag": "noindex",
  });
  expect(body).not.toContain("passwd");
});

test("POST /verify tells its verdict in words, question by question", async () => {
  const { send } = setup();
  const { body } = await send([
    { name: "text", value: "x" },
    { name: "recipient", value: "ada@example.com" },
  ]);
  const words = textOf(body);

  expect(body).toMatch(/<h1 class="verdict valid">/);
  expect(words).toContain("This badge is valid");
  expect(words).toContain("Is its signature right? Yes, nothing in it was changed since it was signed.");
  expect(words).toContain("Is today within its dates? Yes, since 22 November 2026, until 22 November 2028.");
  expect(words).toContain("Badge Swimmer");
  expect(words).toContain("Example School, at badges.example.org");
  expect(words).toContain("Swimming Diving");
  // The form comes again, but without the badge.
  expect(body).toMatch(/value="ada@example.com"/);
});

test("POST /verify warns of the words of a badge that is not valid", async () => {
  const failed: Check = { id: "proof", outcome: "fail", reason: "signature-wrong", values: {} };
  const checks = PASSED.map((check) => (check.id === "proof" ? failed : check));
  const { send } = setup({ verdict: "invalid", checks, claims: CLAIMS });
  const words = textOf((await send([{ name: "text", value: "x" }])).body);

  expect(words).toContain("This badge is not valid");
  expect(words).toContain("Is its signature right? No, it was changed after it was signed");
  expect(words).toContain("These are the words of the badge. Do not rely on them.");
});

test("POST /verify shows what a badge says as text, whatever it is", async () => {
  const checks = PASSED.map((check): Check => ({
    ...check,
    reason: "proof-kind-unknown",
    values: { kind: HOSTILE, domain: HOSTILE },
  }));
  const claims: BadgeClaims = {
    ...CLAIMS,
    name: HOSTILE,
    description: HOSTILE,
    issuerName: HOSTILE,
    issuerId: HOSTILE,
    issuerDomain: "x",
    skills: [HOSTILE],
  };
  const { send } = setup({ verdict: "unproven", checks, claims });
  const { body } = await send([
    { name: "text", value: HOSTILE },
    { name: "recipient", value: HOSTILE },
  ]);

  expect(body).not.toMatch(/<script>|<img|onerror="|<\/textarea><script/);
  expect(body).toContain("&lt;script&gt;");
});

test("POST /verify answers programs in JSON", async () => {
  const { send } = setup();
  const response = await send([{ name: "text", value: "x" }], { accept: "application/json" });

  expect(response.headers).toMatchObject({
    "content-type": "application/json; charset=utf-8",
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
  });
  expect(response.json()).toMatchObject({
    verdict: "valid",
    headline: "This badge is valid",
    claims: { name: "Swimmer", validFrom: "2026-01-01T00:00:00.000Z", validUntil: null },
  });
  expect(response.json().checks[1]).toEqual({
    id: "proof",
    outcome: "pass",
    reason: "signature-right",
    values: {},
    question: "Is its signature right?",
    sentence: "Yes, nothing in it was changed since it was signed.",
  });
});

const LARGE = 2 * 1024 * 1024;

test.for<[what: string, parts: Part[], status: number, code: string]>([
  ["nothing", [], 400, "NOTHING_TO_CHECK"],
  [
    "an empty form",
    [
      { name: "file", fileName: "", value: "" },
      { name: "text", value: " \n" },
    ],
    400,
    "NOTHING_TO_CHECK",
  ],
  ["a field that is none of ours", [{ name: "other", value: "x" }], 400, "NOTHING_TO_CHECK"],
  ["a file that is none of ours", [{ name: "other", fileName: "a", value: "x" }], 400, "NOTHING_TO_CHECK"],
  ["too large a file", [{ name: "file", fileName: "a", value: Buffer.alloc(LARGE + 1) }], 413, "TOO_LARGE"],
  ["too long a text", [{ name: "text", value: "a".repeat(512 * 1024 + 1) }], 413, "TOO_LARGE"],
  [
    "several files",
    [
      { name: "file", fileName: "a", value: "x" },
      { name: "file", fileName: "b", value: "y" },
    ],
    400,
    "FORM_BROKEN",
  ],
  ["many fields", Array.from({ length: 4 }, () => ({ name: "text", value: "x" })), 400, "FORM_BROKEN"],
  ["a field named to do harm", [{ name: "__proto__", value: "x" }], 400, "FORM_BROKEN"],
])("POST /verify is friendly about %s", async ([, parts, status, code]) => {
  const { asked, send } = setup();
  const page = await send(parts);
  const json = await send(parts, { accept: "application/json" });

  expect([page.statusCode, json.statusCode, json.json().code]).toEqual([status, status, code]);
  expect(page.body).toContain('role="alert"');
  expect(page.body).toContain("<form");
  expect(asked).toEqual([]);
});

test("POST /verify takes a file of exactly the limit", async () => {
  const { asked, send } = setup();

  expect((await send([{ name: "file", fileName: "a", value: Buffer.alloc(LARGE) }])).statusCode).toBe(200);
  expect(asked.length).toBe(1);
});

test.for<[what: string, type: string | undefined, payload: string, status: number]>([
  ["JSON", "application/json", "{}", 415],
  ["no type", undefined, "", 415],
  ["another type", "application/vc", "{}", 415],
  ["a form of another kind", "application/x-www-form-urlencoded", "text=x", 415],
  ["no boundary", "multipart/form-data", "x", 400],
  ["another boundary", "multipart/form-data; boundary=other", encode([{ name: "text", value: "x" }]).toString(), 400],
  ["half a form", "multipart/form-data; boundary=seam", "--seam\r\ncontent-disposition: form-data", 400],
])("POST /verify is friendly about what is no form: %s", async ([, type, payload, status]) => {
  const { app, asked } = setup();
  const headers = type === undefined ? {} : { "content-type": type };
  const response = await app.inject({ method: "POST", url: "/verify", headers, payload });

  expect([response.statusCode, asked]).toEqual([status, []]);
  expect(response.body).toContain("<form");
});

test("POST /verify lets one client check twenty badges a minute, and others go on", async () => {
  const { app, asked, send } = setup();
  const parts = [{ name: "text", value: "x" }];
  for (let count = 0; count < 20; count += 1) expect((await send(parts)).statusCode).toBe(200);

  const refused = await send(parts);
  expect([refused.statusCode, asked.length]).toEqual([429, 20]);
  expect(Number(refused.headers["retry-after"])).toBeGreaterThan(0);
  expect(textOf(refused.body)).toContain("You checked many badges in a short while.");
  expect((await send(parts, { accept: "application/json" })).json().code).toBe("TOO_OFTEN");

  expect((await send(parts, { from: "203.0.113.8" })).statusCode).toBe(200);
  expect((await app.inject({ url: "/verify", headers: { "x-forwarded-for": "203.0.113.7" } })).statusCode).toBe(200);
  const other = { method: "POST", url: "/other", headers: { "x-forwarded-for": "203.0.113.7" } } as const;
  expect((await app.inject(other)).statusCode).toBe(200);
});

test("POST /verify checks eight badges at once, and the ninth later", async () => {
  const gate = Promise.withResolvers<VerificationReport>();
  const { asked, send } = setup(() => gate.promise);
  const parts = [{ name: "text", value: "x" }];
  const waiting = Array.from({ length: 8 }, () => send(parts));
  await expect.poll(() => asked.length).toBe(8);

  const ninth = await send(parts);
  expect([ninth.statusCode, ninth.headers["retry-after"]]).toEqual([503, "5"]);
  gate.resolve(VALID);
  expect((await Promise.all(waiting)).map(({ statusCode }) => statusCode)).toEqual(
    Array.from({ length: 8 }, () => 200),
  );
  expect((await send(parts)).statusCode).toBe(200);
});

test("POST /verify keeps nobody waiting for those who send slowly, and reads only so many at once", async () => {
  const { app, send } = setup();
  const parts = [{ name: "text", value: "x" }];
  const form = encode(parts);
  const begin = (index: number) => {
    const payload = new PassThrough();
    payload.write(form.subarray(0, 60));
    const headers = {
      "content-type": "multipart/form-data; boundary=seam",
      "x-forwarded-for": `198.51.100.${index}`,
    };
    // It is sent as soon as somebody waits for its answer.
    return { payload, answer: Promise.resolve(app.inject({ method: "POST", url: "/verify", payload, headers })) };
  };

  const slow = Array.from({ length: 31 }, (_, index) => begin(index));
  expect((await send(parts)).statusCode).toBe(200);
  slow.push(begin(31));
  const refused = await send(parts);
  for (const { payload } of slow) payload.end(form.subarray(60));

  expect([refused.statusCode, refused.headers["retry-after"]]).toEqual([503, "5"]);
  const answers = await Promise.all(slow.map(({ answer }) => answer));
  expect(answers.map(({ statusCode }) => statusCode)).toContain(200);
  expect((await send(parts)).statusCode).toBe(200);
});

test("POST /verify says nothing of why it broke, and goes on", async () => {
  const { lines, send } = setup(() => Promise.reject(new Error("Cannot read register: disk I/O error")));
  const response = await send([{ name: "text", value: "x" }]);

  expect([response.statusCode, response.body]).toEqual([500, '{"code":"INTERNAL"}']);
  expect(lines.join("")).toContain("disk I/O error");
  expect((await send([{ name: "text", value: "x" }])).statusCode).toBe(500);
});

test("nothing of a badge gets into the log", async () => {
  const { app, lines, send } = setup();
  await send([
    { name: "text", value: "https://badges.example.org/secret" },
    { name: "recipient", value: "ada@example.com" },
  ]);
  await app.inject(`/verify?badge=${BADGE_ID}`);

  expect(lines.join("")).toContain("/verify");
  expect(lines.join("")).not.toMatch(/secret|ada@example|8Jm2qVx0bT4Ab/);
});

/** What people read. */
function textOf(body: string): string {
  return body
    .replaceAll(/<[^>]*>/g, " ")
    .replaceAll(/\s+/g, " ")
    .replaceAll(/ ([.,:])/g, "$1");
}
