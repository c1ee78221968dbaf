import { generateKeyPairSync } from "node:crypto";

import { expect, test } from "vitest";

import type { JsonObject } from "../../src/domain/badge/json.ts";
import { canonize } from "../../src/signing/canonize.ts";
import { publicJwkOf } from "../../src/signing/key-pair.ts";
import { createProofs } from "../../src/signing/proofs.ts";

const CONTEXTS = [
  "https://www.w3.org/ns/credentials/v2",
  "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
] as const;

const PROOF = {
  type: "DataIntegrityProof",
  created: "2010-01-01T19:23:24Z",
  verificationMethod: "urn:key",
  cryptosuite: "eddsa-rdfc-2022",
  proofPurpose: "assertionMethod",
  proofValue: `z${"2".repeat(88)}`,
};

const proofs = createProofs();
const key = proofs.keyOfJwk(publicJwkOf(generateKeyPairSync("ed25519").privateKey));

test.for<[what: string, badge: () => JsonObject, outcome: string]>([
  ["a small badge", () => badge({}), "wrong"],
  ["a list of 100,000 words", () => badge({ tag: range(100_000, (index) => `tag ${index}`) }), "terms-undefined"],
  [
    "many pieces of evidence",
    () => badge({}, { evidence: range(2_000, () => ({ type: "Evidence" })) }),
    "terms-undefined",
  ],
  ["a very long text", () => badge({ description: "x".repeat(300_000) }), "terms-undefined"],
  ["a status list of a mebibyte", () => statusList(1_048_000), "wrong"],
  ["a longer one", () => statusList(1_400_000), "terms-undefined"],
  ["objects as deep as they get", () => badge({ creator: nested(2_000) }), "terms-undefined"],
  ["twice the same evidence", () => badge({}, { evidence: range(2, () => ({ type: "Evidence" })) }), "wrong"],
  ["blank nodes that all look alike", () => badge({ creator: clique(12) }), "terms-undefined"],
  ["as many of them as there may be", () => badge({ creator: clique(21) }), "terms-undefined"],
  ["a ring of them", () => badge({ creator: ring(160) }), "terms-undefined"],
  [
    "known contexts again and again",
    () => ({ ...badge({}), "@context": range(4_000, (index) => CONTEXTS[index % 2] ?? "") }),
    "terms-undefined",
  ],
  [
    "contexts in every object",
    () => badge({ related: range(400, () => ({ "@context": CONTEXTS, id: "urn:r" })) }),
    "terms-undefined",
  ],
  [
    "a context that writes itself into the next",
    () => ({ ...badge({}), "@context": [...CONTEXTS, { a: { "@context": { b: { "@context": {} } } } }] }),
    "unknown-context",
  ],
  ["a context on the machine", () => ({ ...badge({}), "@context": ["file:///etc/hosts"] }), "unknown-context"],
  ["a context of a neighbour", () => ({ ...badge({}), "@context": ["http://127.0.0.1:1/"] }), "unknown-context"],
  ["a context without a protocol", () => ({ ...badge({}), "@context": ["../v2"] }), "unknown-context"],
  ["a context under a name all objects have", () => ({ ...badge({}), "@context": ["constructor"] }), "unknown-context"],
])("verifyDataIntegrity() is soon through with %s", async ([, make, outcome]) => {
  const hostile = make();
  const began = performance.now();

  expect(await proofs.verifyDataIntegrity(hostile, PROOF, key!)).toBe(outcome);
  // Generous, for the machine may be busy; without bounds the worst of them takes minutes.
  expect(performance.now() - began).toBeLessThan(5_000);
});

test("a context that is not known is never asked for, wherever it stands", async () => {
  const inside = badge({ creator: { type: "Profile", "@context": "https://other.example/v1" } });

  await expect(canonize({ ...inside, "@context": "https://other.example/v1" })).rejects.toMatchObject({
    name: "jsonld.InvalidUrl",
    details: { cause: { name: "UnknownContextError" } },
  });
  expect(await proofs.verifyDataIntegrity(inside, PROOF, key!)).toBe("unknown-context");
});

function badge(achievement: JsonObject, more: JsonObject = {}): JsonObject {
  return {
    "@context": CONTEXTS,
    id: "urn:badge",
    type: ["VerifiableCredential", "OpenBadgeCredential"],
    issuer: { id: "urn:issuer", type: "Profile" },
    validFrom: "2010-01-01T00:00:00Z",
    credentialSubject: {
      type: "AchievementSubject",
      achievement: { id: "urn:achievement", type: "Achievement", name: "A badge", ...achievement },
    },
    ...more,
  };
}

function nested(depth: number): JsonObject {
  let profile: JsonObject = { type: "Profile" };
  for (let level = 1; level < depth; level += 1) profile = { type: "Profile", parentOrg: profile };
  return profile;
}

/** Each one names all others, and none has a name of its own: there are `size!` ways to put them in order. */
function clique(size: number): JsonObject[] {
  const profile = (index: number): JsonObject => ({ id: `_:n${index}`, type: "Profile" });
  return range(size, (one) => ({
    ...profile(one),
    parentOrg: range(size, profile).filter((_, other) => other !== one),
  }));
}

/** Each one names the next. */
function ring(size: number): JsonObject[] {
  return range(size, (one) => ({
    id: `_:n${one}`,
    type: "Profile",
    parentOrg: { id: `_:n${(one + 1) % size}`, type: "Profile" },
  }));
}

function range<Item>(length: number, make: (index: number) => Item): Item[] {
  return Array.from({ length }, (_, index) => make(index));
}

function statusList(length: number): JsonObject {
  return {
    "@context": [CONTEXTS[0]],
    id: "https://example.com/status/1",
    type: ["VerifiableCredential", "BitstringStatusListCredential"],
    issuer: "https://example.com",
    credentialSubject: { type: "BitstringStatusList", statusPurpose: "revocation", encodedList: "u".repeat(length) },
  };
}
