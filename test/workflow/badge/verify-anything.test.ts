import {
  asyncProperty,
  assert,
  constantFrom,
  dictionary,
  json,
  oneof,
  record,
  string,
  uint8Array,
  type Arbitrary,
} from "fast-check";
import { expect, test } from "vitest";

import { headlineOf, sentenceOf } from "../../../src/domain/badge/verdict-words.ts";
import { CHECKS } from "../../../src/domain/badge/verdict.ts";
import type { Json, JsonObject } from "../../../src/domain/badge/json.ts";
import type { VerificationReport } from "../../../src/workflow/badge/report.ts";
import { badgeOf, LIST, makeKey, OTHER_DID, OTHER_KEYS, OTHER_METHOD, token, verify } from "./support/other-issuer.ts";

const KEY = makeKey();

/** Values that are read somewhere, and values nobody thought of. */
const value: Arbitrary<Json> = oneof(
  json().map((text) => JSON.parse(text) as Json),
  string(),
  constantFrom<Json>(
    null,
    [],
    {},
    [[]],
    OTHER_DID,
    OTHER_METHOD,
    LIST,
    "did:web:%",
    "https://[",
    "#",
    "2026-01-01T00:00:00Z",
    "+275760-09-13T00:00:00Z",
    1e300,
    -1,
    { id: OTHER_DID },
    [{ type: "BitstringStatusListEntry", statusPurpose: "revocation", statusListIndex: 1, statusListCredential: LIST }],
    { id: LIST, type: "1EdTechRevocationList" },
    { type: "DataIntegrityProof", cryptosuite: "eddsa-rdfc-2022", verificationMethod: OTHER_METHOD },
    { publicKeyMultibase: KEY.multibase, id: OTHER_METHOD },
  ),
);

const FIELDS = [
  "@context",
  "id",
  "type",
  "issuer",
  "validFrom",
  "validUntil",
  "issuanceDate",
  "name",
  "credentialSubject",
  "credentialStatus",
  "proof",
  "iss",
  "jti",
  "sub",
  "nbf",
  "exp",
  "vc",
];
const KEY_FIELDS = ["id", "verificationMethod", "assertionMethod", "publicKey", "keys", "kty", "controller"];

test("verifyBadge() answers whatever it is given, six questions each, and in words", async () => {
  const changes = dictionary(constantFrom(...FIELDS), value, { maxKeys: 4 });
  const keys = dictionary(constantFrom(...KEY_FIELDS), value, { maxKeys: 4 });
  const world = record({ keys, list: value });

  const pasted = asyncProperty(changes, world, async (change, documents) => {
    const report = await verify({ ...badgeOf(OTHER_DID), ...change }, { world: worldOf(documents) });
    expect(report.verdict).not.toBe("valid");
    expectWords(report);
  });
  const signedTokens = asyncProperty(changes, world, async (change, documents) => {
    const badge = await token({ ...badgeOf(OTHER_DID), ...change }, KEY, { kid: OTHER_METHOD });
    expectWords(await verify(badge, { world: worldOf(documents) }));
  });
  const headers = asyncProperty(dictionary(constantFrom("kid", "jwk"), value), world, async (header, documents) => {
    const badge = await token(badgeOf(OTHER_DID), KEY, {});
    const [, payload, signature] = badge.split(".");
    const other = Buffer.from(JSON.stringify({ alg: "EdDSA", ...header })).toString("base64url");
    const report = await verify([other, payload, signature].join("."), { world: worldOf(documents) });
    expect(report.verdict).not.toBe("valid");
    expectWords(report);
  });
  const bytes = asyncProperty(uint8Array({ maxLength: 200 }), async (file) => {
    expectWords(await verify(file));
  });

  await assert(pasted, { numRuns: 200 });
  await assert(signedTokens, { numRuns: 200 });
  await assert(headers, { numRuns: 200 });
  await assert(bytes, { numRuns: 200 });
});

function worldOf({ keys, list }: { readonly keys: JsonObject; readonly list: Json }) {
  const method = { id: OTHER_METHOD, publicKeyMultibase: KEY.multibase };
  return {
    [OTHER_KEYS]: { id: OTHER_DID, verificationMethod: [method], assertionMethod: [OTHER_METHOD], ...keys },
    [LIST]: JSON.stringify(list),
  };
}

function expectWords(report: VerificationReport): void {
  expect(report.checks.map(({ id }) => id)).toEqual([...CHECKS]);
  expect(headlineOf(report)).toMatch(/^(?:This|We) .*[a-z]$/);
  for (const check of report.checks) expect(sentenceOf(check)).not.toMatch(/undefined|\[object|Invalid Date/);
}
