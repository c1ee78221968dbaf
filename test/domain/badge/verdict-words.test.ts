import { expect, test } from "vitest";

import { type Check, CHECKS, REASONS, type ReasonCode, verdictOf } from "../../../src/domain/badge/verdict.ts";
import { headlineOf, questionOf, sentenceOf } from "../../../src/domain/badge/verdict-words.ts";

const VALUES = {
  domain: "badges.example.org",
  place: "badges.example.org",
  id: "did:web:badges.example.org:school",
  from: "2026-11-22T23:30:00.000Z",
  until: "2028-02-29T00:00:00.000Z",
  kind: "SomeProof",
  version: "Open Badges 2",
  missing: "id",
};

function checkOf(reason: ReasonCode, values: Check["values"] = VALUES): Check {
  return { id: "format", outcome: "pass", reason, values };
}

test("sentenceOf() has one plain sentence for each reason", () => {
  const sentences = REASONS.map((reason) => sentenceOf(checkOf(reason)));

  expect(new Set(sentences).size).toBe(REASONS.length);
  for (const sentence of sentences) {
    expect(sentence).toMatch(/^[A-Z][^{}<>]*\.$/);
    expect(sentence).not.toMatch(/undefined|null|NaN| {2}|credentialStatus|JSON-LD/);
  }
});

test("sentenceOf() fills in dates, in UTC, and whose badge it is", () => {
  expect(sentenceOf(checkOf("in-force"))).toBe("Yes, since 22 November 2026, until 29 February 2028.");
  expect(sentenceOf(checkOf("in-force", { from: VALUES.from }))).toBe("Yes, since 22 November 2026.");
  expect(sentenceOf(checkOf("expired"))).toBe("No, it ended on 29 February 2028.");
  expect(sentenceOf(checkOf("issued-elsewhere"))).toBe(
    "It was issued by badges.example.org (did:web:badges.example.org:school). Look whether you know and trust that address.",
  );
});

test.for<[what: string, kind: string, sentence: string]>([
  ["nothing", "", "It is signed in a way we cannot check."],
  ["a pattern", "$&$1{kind}", "It is signed in a way we cannot check ($&$1{kind})."],
  ["very much", "a".repeat(300), `It is signed in a way we cannot check (${"a".repeat(200)}…).`],
])("sentenceOf() says what a badge says as it is: %s", ([, kind, sentence]) => {
  expect(sentenceOf(checkOf("proof-kind-unknown", { kind }))).toBe(sentence);
});

test("questionOf() asks something in each of its questions", () => {
  expect(CHECKS.map(questionOf)).toEqual([
    "Is it written as a badge?",
    "Is its signature right?",
    "Who issued it?",
    "Does its issuer still stand by it?",
    "Is today within its dates?",
    "Whom was it given to?",
  ]);
});

test.for<[failed: ReasonCode[], headline: string]>([
  [[], "This badge is valid"],
  [["signature-wrong"], "This badge is not valid"],
  [["recipient-wrong"], "This badge was given to somebody else"],
  [["recipient-wrong", "expired"], "This badge is not valid"],
  [["revoked"], "This badge was revoked"],
  [["expired"], "This badge has expired"],
  [["not-a-badge"], "This is not a badge"],
  [["no-credential-in-image"], "There is no badge in this picture"],
])("headlineOf() tells what is wrong when it is one thing: %s", ([failed, headline]) => {
  const checks = CHECKS.map((id, index): Check => {
    const reason = failed[index];
    return { id, outcome: reason === undefined ? "pass" : "fail", reason: reason ?? "well-formed", values: {} };
  });

  expect(headlineOf({ verdict: verdictOf(checks), checks })).toBe(headline);
});

test("headlineOf() never calls valid what could not be looked at", () => {
  const checks = CHECKS.map((id): Check => ({ id, outcome: "unknown", reason: "not-reached", values: {} }));

  expect(headlineOf({ verdict: verdictOf(checks), checks })).toBe("We could not check this badge completely");
});

test.for<ReasonCode>(["address-refused", "address-unreachable"])(
  "headlineOf() says at once when there was nothing to look at: %s",
  (reason) => {
    const checks = CHECKS.map((id): Check => {
      const isReached = id === "format";
      return { id, outcome: isReached ? "unknown" : "skipped", reason: isReached ? reason : "not-reached", values: {} };
    });

    expect(headlineOf({ verdict: verdictOf(checks), checks })).toBe("We could not fetch this badge");
  },
);

/** A badge without a status list may be valid; one of whose questions nobody knows the answer is not. */
test.for<[what: string, change: Partial<Check> & Pick<Check, "id">, verdict: string]>([
  ["all is right", { id: "format" }, "valid"],
  ["there is no status list", { id: "status", outcome: "skipped" }, "valid"],
  ["nobody asked for the recipient", { id: "recipient", outcome: "skipped" }, "valid"],
  ["nobody is named", { id: "recipient", outcome: "unknown" }, "valid"],
  ["something is to be known", { id: "issuer", outcome: "warn" }, "valid"],
  ["the form is unknown", { id: "format", outcome: "unknown" }, "unproven"],
  ["the proof is unknown", { id: "proof", outcome: "unknown" }, "unproven"],
  ["the proof was not reached", { id: "proof", outcome: "skipped" }, "unproven"],
  ["the issuer is unknown", { id: "issuer", outcome: "unknown" }, "unproven"],
  ["the status is unknown", { id: "status", outcome: "unknown" }, "unproven"],
  ["the dates are unknown", { id: "dates", outcome: "unknown" }, "unproven"],
  ["the recipient is another", { id: "recipient", outcome: "fail" }, "invalid"],
  ["it was revoked", { id: "status", outcome: "fail" }, "invalid"],
])("verdictOf() weighs the checks: %s", ([, change, verdict]) => {
  const checks = CHECKS.map((id): Check => {
    const check: Check = { id, outcome: "pass", reason: "well-formed", values: {} };
    return id === change.id ? { ...check, ...change } : check;
  });

  expect(verdictOf(checks)).toBe(verdict);
});
