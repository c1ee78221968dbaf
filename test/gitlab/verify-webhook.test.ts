import { createHmac, randomBytes } from "node:crypto";

import * as fc from "fast-check";
import { expect, test } from "vitest";

import { createWebhookVerifier, type BodyVerdict, type WebhookHeaders } from "../../src/gitlab/verify-webhook.ts";

const SECRET = "a secret of 22 letters";
const TOKEN = "whsec_dGVzdHRlc3R0ZXN0dGVzdHRlc3R0ZXN0dGVzdHRlc3Q=";
const OTHER_TOKEN = `whsec_${Buffer.alloc(32, 7).toString("base64")}`;
const NOW = 1_744_578_123_000;

/** Computed once from the rule, not by this program. */
const vector = {
  headers: {
    "webhook-id": "f5e5f430-f57b-4e6e-9fac-d9128cd7232f",
    "webhook-timestamp": "1744578123",
    "webhook-signature": "v1,XMpKvcWc+Uhdv64QjSgj+Oy3BBANaboRhyr6oVjcC0Q=",
  },
  body: Buffer.from('{"object_kind":"issue"}'),
};

const byToken = createWebhookVerifier({ secrets: ["an older secret 16", SECRET], signingTokens: [] });
const bySignature = createWebhookVerifier({ secrets: [], signingTokens: [OTHER_TOKEN, TOKEN] });
const byBoth = createWebhookVerifier({ secrets: [SECRET], signingTokens: [TOKEN] });

function judge(verifier: typeof byBoth, headers: WebhookHeaders, body = vector.body, now = NOW): BodyVerdict {
  const verdict = verifier.checkHeaders(headers);
  return verdict.kind === "signed" ? verifier.checkBody(headers, body, now) : verdict;
}

const AUTHENTIC = { kind: "authentic" };
const WRONG_TOKEN = { kind: "refused", reason: "token" };
const WRONG_SIGNATURE = { kind: "refused", reason: "signature" };

test.for<[what: string, token: string | string[] | undefined, expected: object]>([
  ["the token", SECRET, AUTHENTIC],
  ["the older token of a rotation", "an older secret 16", AUTHENTIC],
  ["no token", undefined, WRONG_TOKEN],
  ["an empty token", "", WRONG_TOKEN],
  ["a wrong token of the same length", SECRET.toUpperCase(), WRONG_TOKEN],
  ["the beginning of the token", SECRET.slice(0, -1), WRONG_TOKEN],
  ["the token and more", `${SECRET} `, WRONG_TOKEN],
  ["both tokens of a rotation at once", `an older secret 16,${SECRET}`, WRONG_TOKEN],
  ["the token twice", `${SECRET}, ${SECRET}`, WRONG_TOKEN],
  ["a list", [SECRET], WRONG_TOKEN],
  ["a megabyte", "x".repeat(1 << 20), WRONG_TOKEN],
])("checkHeaders() judges %s", ([, token, expected]) => {
  expect(byToken.checkHeaders({ "x-gitlab-token": token })).toEqual(expected);
});

test("checkHeaders() knows a token with letters outside ASCII as the bytes that travel", () => {
  const verifier = createWebhookVerifier({ secrets: ["schlüssel mit ümlaut"], signingTokens: [] });
  const travelled = Buffer.from("schlüssel mit ümlaut", "utf8").toString("latin1");

  expect(verifier.checkHeaders({ "x-gitlab-token": travelled })).toEqual(AUTHENTIC);
});

test("checkBody() accepts what the other side computed", () => {
  expect(judge(bySignature, vector.headers)).toEqual(AUTHENTIC);
});

test.for<[what: string, change: WebhookHeaders]>([
  ["another id", { "webhook-id": "f5e5f430-f57b-4e6e-9fac-d9128cd72320" }],
  ["another time", { "webhook-timestamp": "1744578124" }],
  ["a time that is no number", { "webhook-timestamp": "1744578123.0" }],
  ["a time beyond all numbers", { "webhook-timestamp": "9".repeat(400) }],
  ["no time", { "webhook-timestamp": undefined }],
  ["no id", { "webhook-id": undefined }],
  ["an empty id", { "webhook-id": "" }],
  ["the id twice", { "webhook-id": `${vector.headers["webhook-id"]}, ${vector.headers["webhook-id"]}` }],
  ["an empty signature", { "webhook-signature": "" }],
  ["a signature of another scheme", { "webhook-signature": "v2,XMpKvcWc+Uhdv64QjSgj+Oy3BBANaboRhyr6oVjcC0Q=" }],
  ["a signature without scheme", { "webhook-signature": "XMpKvcWc+Uhdv64QjSgj+Oy3BBANaboRhyr6oVjcC0Q=" }],
  ["half a signature", { "webhook-signature": "v1,XMpKvcWc+Uhdv64QjSgj" }],
  [
    "the signature after sixteen others",
    { "webhook-signature": `${"v1,x ".repeat(16)}${vector.headers["webhook-signature"]}` },
  ],
  ["a list", { "webhook-signature": [vector.headers["webhook-signature"]] }],
])("checkHeaders() or checkBody() refuses %s", ([, change]) => {
  expect(judge(bySignature, { ...vector.headers, ...change })).toEqual(WRONG_SIGNATURE);
});

test("checkBody() accepts if any of several signatures is right", () => {
  const wrong = `v1,${Buffer.alloc(32).toString("base64")}`;
  const list = `${wrong} v2,later v1a,other ${vector.headers["webhook-signature"]}`;

  expect(judge(bySignature, { ...vector.headers, "webhook-signature": list })).toEqual(AUTHENTIC);
});

test("checkBody() refuses every altered byte", () => {
  fc.assert(
    fc.property(fc.nat(vector.body.length - 1), fc.integer({ min: 1, max: 255 }), (at, flip) => {
      const altered = Buffer.from(vector.body);
      altered[at] = (altered[at] ?? 0) ^ flip;

      expect(judge(bySignature, vector.headers, altered)).toEqual(WRONG_SIGNATURE);
    }),
  );
});

test("checkBody() signs bytes, whatever they mean", () => {
  fc.assert(
    fc.property(fc.uint8Array(), fc.uuid(), (bytes, id) => {
      const key = randomBytes(32);
      const verifier = createWebhookVerifier({ secrets: [], signingTokens: [`whsec_${key.toString("base64")}`] });
      const signature = createHmac("sha256", key).update(`${id}.1744578123.`).update(bytes).digest("base64");
      const headers = {
        "webhook-id": id,
        "webhook-timestamp": "1744578123",
        "webhook-signature": `v1,${signature}`,
      };

      expect(judge(verifier, headers, Buffer.from(bytes))).toEqual(AUTHENTIC);
    }),
  );
});

test.for<[what: string, nowMs: number, expected: object]>([
  ["five minutes old", NOW + 300_000, AUTHENTIC],
  ["five minutes ahead", NOW - 300_000, AUTHENTIC],
  ["older", NOW + 300_001, { kind: "refused", reason: "stale", skewMs: -300_001 }],
  ["further ahead", NOW - 300_001, { kind: "refused", reason: "stale", skewMs: 300_001 }],
])("checkBody() judges a signature that is %s", ([, now, expected]) => {
  expect(judge(bySignature, vector.headers, vector.body, now)).toEqual(expected);
});

test("checkBody() calls a wrong signature wrong, however old it claims to be", () => {
  const headers = { ...vector.headers, "webhook-timestamp": "1000000000" };

  expect(judge(bySignature, headers)).toEqual(WRONG_SIGNATURE);
});

test.for<[what: string, headers: WebhookHeaders, expected: object]>([
  ["a right signature and a right token", { ...vector.headers, "x-gitlab-token": SECRET }, AUTHENTIC],
  ["a right signature and a wrong token", { ...vector.headers, "x-gitlab-token": "wrong" }, AUTHENTIC],
  [
    "a wrong signature and a right token",
    { ...vector.headers, "webhook-id": "other", "x-gitlab-token": SECRET },
    WRONG_SIGNATURE,
  ],
  ["an empty signature and a right token", { "webhook-signature": "", "x-gitlab-token": SECRET }, WRONG_SIGNATURE],
  ["no signature and a right token", { "x-gitlab-token": SECRET }, AUTHENTIC],
  ["no signature and a wrong token", { "x-gitlab-token": "wrong" }, WRONG_TOKEN],
  ["nothing", {}, WRONG_TOKEN],
])("with both kinds configured, %s", ([, headers, expected]) => {
  expect(judge(byBoth, headers)).toEqual(expected);
});

test("without signing tokens a signature means nothing and the token decides", () => {
  expect(judge(byToken, { ...vector.headers, "x-gitlab-token": SECRET })).toEqual(AUTHENTIC);
  expect(judge(byToken, vector.headers)).toEqual(WRONG_TOKEN);
});

test("without secrets no token opens the door", () => {
  expect(judge(bySignature, { "x-gitlab-token": "" })).toEqual(WRONG_TOKEN);
});
