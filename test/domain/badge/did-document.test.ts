import { expect, test } from "vitest";

import { buildDidDocument, buildJwks, type PublishedKey } from "../../../src/domain/badge/did-document.ts";

const ISSUER = { url: "https://certify.example.com" };
const KEYS: readonly PublishedKey[] = [
  { kind: "Ed25519", id: "ed-2026-11-22", multibase: "z6MkfExample" },
  { kind: "RS256", id: "rs-2026-11-22", jwk: { kty: "RSA", n: "AQAB-n", e: "AQAB", d: "the private half", p: "too" } },
];

test("buildDidDocument() names keys by whole addresses and lets them vouch by reference", () => {
  expect(buildDidDocument(ISSUER, KEYS)).toEqual({
    "@context": [
      "https://www.w3.org/ns/did/v1",
      "https://w3id.org/security/multikey/v1",
      "https://w3id.org/security/jwk/v1",
    ],
    id: "did:web:certify.example.com",
    alsoKnownAs: ["https://certify.example.com/issuer"],
    verificationMethod: [
      {
        id: "did:web:certify.example.com#ed-2026-11-22",
        controller: "did:web:certify.example.com",
        type: "Multikey",
        publicKeyMultibase: "z6MkfExample",
      },
      {
        id: "did:web:certify.example.com#rs-2026-11-22",
        controller: "did:web:certify.example.com",
        type: "JsonWebKey",
        publicKeyJwk: {
          kty: "RSA",
          n: "AQAB-n",
          e: "AQAB",
          kid: "did:web:certify.example.com#rs-2026-11-22",
          alg: "RS256",
        },
      },
    ],
    assertionMethod: ["did:web:certify.example.com#ed-2026-11-22", "did:web:certify.example.com#rs-2026-11-22"],
  });
});

test("buildJwks() has the keys of JWTs only, under the names badges call them by", () => {
  expect(buildJwks({ url: "https://certify.example.com:8443/badges-of-ours" }, KEYS)).toEqual({
    iss: "did:web:certify.example.com%3A8443:badges-of-ours",
    keys: [
      {
        kty: "RSA",
        n: "AQAB-n",
        e: "AQAB",
        kid: "did:web:certify.example.com%3A8443:badges-of-ours#rs-2026-11-22",
        alg: "RS256",
        use: "sig",
      },
    ],
  });
});

test("no private half is ever published, even if one is brought along", () => {
  expect(JSON.stringify([buildDidDocument(ISSUER, KEYS), buildJwks(ISSUER, KEYS)])).not.toContain("private");
});
