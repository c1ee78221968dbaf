import { gzipSync } from "node:zlib";

import { expect, test } from "vitest";

import type { Json, JsonObject } from "../../../src/domain/badge/json.ts";
import {
  badgeOf,
  didDocumentOf,
  LIST,
  listOf,
  makeKey,
  OTHER_DID,
  OTHER_KEYS,
  OTHER_METHOD,
  signed,
  statusOf,
  token,
  told,
  verify,
  type Asking,
  type World,
} from "./support/other-issuer.ts";

const KEY = makeKey();
const ROGUE = makeKey();
const HTTPS_ISSUER = "https://school.example.net/issuers/5";
const WORLD: World = { [OTHER_KEYS]: didDocumentOf(KEY) };

test("verifyBadge() calls a badge of another issuer valid, and says to look at the domain", async () => {
  const asked: string[] = [];
  const report = await verify(await signed(badgeOf(OTHER_DID), KEY, OTHER_METHOD), { world: WORLD, asked });

  expect(report).toEqual({
    verdict: "valid",
    checks: [
      { id: "format", outcome: "pass", reason: "well-formed", values: {} },
      { id: "proof", outcome: "pass", reason: "signature-right", values: {} },
      {
        id: "issuer",
        outcome: "warn",
        reason: "issued-elsewhere",
        values: { domain: "badges.example.org", id: OTHER_DID },
      },
      { id: "status", outcome: "skipped", reason: "no-status", values: {} },
      { id: "dates", outcome: "pass", reason: "in-force", values: { from: "2025-12-31T23:00:00.000Z" } },
      { id: "recipient", outcome: "skipped", reason: "recipient-not-asked", values: {} },
    ],
    claims: {
      name: "Swimmer",
      description: "Swims.",
      issuerName: "Example School",
      issuerId: OTHER_DID,
      issuerDomain: "badges.example.org",
      validFrom: new Date("2025-12-31T23:00:00Z"),
      validUntil: null,
      skills: ["Swimming"],
      page: null,
    },
  });
  expect(asked).toEqual([OTHER_KEYS]);
});

/** All changes come after signing. */
test.for<[what: string, change: (badge: JsonObject) => Json, told: string]>([
  ["its name", (badge) => ({ ...badge, name: "Diver" }), "invalid, proof fail signature-wrong"],
  ["its begin", (badge) => ({ ...badge, validFrom: "2020-01-01T00:00:00Z" }), "invalid, proof fail signature-wrong"],
  ["its end", (badge) => ({ ...badge, validUntil: "2099-01-01T00:00:00Z" }), "invalid, proof fail signature-wrong"],
  [
    "a word of its own",
    (badge) => ({ ...badge, grade: "A" }),
    "unproven, format unknown terms-undefined, issuer unknown issuer-unproven",
  ],
  [
    "a context of its own",
    (badge) => ({ ...badge, "@context": [...(badge["@context"] as Json[]), "https://evil.example/c"] }),
    "unproven, format unknown unknown-context, issuer unknown issuer-unproven",
  ],
  ["its proof", (badge) => without(badge, "proof"), "invalid, proof fail no-proof"],
  ["all proofs", (badge) => ({ ...badge, proof: [] }), "invalid, proof fail no-proof"],
  [
    "the kind of its proof",
    (badge) => ({ ...badge, proof: { type: "Ed25519Signature2020", proofValue: "z1" } }),
    "unproven, proof unknown proof-kind-unknown, issuer unknown issuer-unproven",
  ],
  ["its types", (badge) => ({ ...badge, type: ["VerifiableCredential"] }), "invalid, format fail not-a-badge"],
  ["its issuer, to nothing", (badge) => without(badge, "issuer"), "invalid, format fail not-a-badge"],
  [
    "its issuer, to several",
    (badge) => ({ ...badge, issuer: [OTHER_DID, "did:web:a.b"] }),
    "invalid, format fail not-a-badge",
  ],
])("verifyBadge() notices when somebody changes %s", async ([, change, expected]) => {
  const badge = await signed(badgeOf(OTHER_DID), KEY, OTHER_METHOD);

  expect(told(await verify(change(badge), { world: WORLD }))).toBe(expected);
});

test("verifyBadge() repeats no sign that turns the words around it", async () => {
  const turning = "\u202Eelpmaxe.doog yb deussi\u202C\u0007";
  const badge = {
    ...badgeOf(`urn:${turning}`, { name: turning }),
    proof: { type: turning, verificationMethod: "did:key:z" },
  };

  const report = await verify(badge);

  expect(report.verdict).toBe("unproven");
  expect(report.claims?.issuerId).toBe("urn:elpmaxe.doog yb deussi");
  expect(JSON.stringify(report)).not.toMatch(/[\u202A-\u202E]|\\u0007/);
});

test("verifyBadge() notices a proof taken from another badge", async () => {
  const [badge, other] = await Promise.all([
    signed(badgeOf(OTHER_DID), KEY, OTHER_METHOD),
    signed(badgeOf(OTHER_DID, { name: "Diver" }), KEY, OTHER_METHOD),
  ]);

  expect(told(await verify({ ...badge, proof: other["proof"] ?? null }, { world: WORLD }))).toBe(
    "invalid, proof fail signature-wrong",
  );
});

test.for<[what: string, document: Json, told: string]>([
  ["is not there", { kind: "fault", fault: "not-found" }, "unproven, proof unknown key-unreachable"],
  ["is no JSON", "<html>", "unproven, proof unknown key-unreachable"],
  ["is somebody else's", didDocumentOf(KEY, { id: "did:web:evil.example" }), "unproven, proof unknown key-unreachable"],
  ["has no keys", didDocumentOf(KEY, { verificationMethod: [] }), "invalid, proof fail key-unknown"],
  ["has another key by that name", didDocumentOf(ROGUE), "invalid, proof fail signature-wrong"],
  ["keeps the key for logging in", didDocumentOf(KEY, { assertionMethod: [] }), "invalid, proof fail key-not-for-this"],
  [
    "revoked the key",
    didDocumentOf(KEY, {
      verificationMethod: [
        { id: OTHER_METHOD, controller: OTHER_DID, publicKeyMultibase: KEY.multibase, revoked: "2026-11-02T00:00:00Z" },
      ],
    }),
    "invalid, proof fail key-revoked",
  ],
  [
    "lets the key run out",
    didDocumentOf(KEY, {
      verificationMethod: [{ id: OTHER_METHOD, publicKeyMultibase: KEY.multibase, expires: "2026-11-02T00:00:00Z" }],
    }),
    "invalid, proof fail key-revoked",
  ],
  [
    "has a key of a kind nobody knows",
    didDocumentOf({ multibase: "z6LSbysY2xFMRpGMhb7tFTLMpeuPRaqaWM1yECx2AtzE3KCc" }),
    "unproven, proof unknown key-unusable",
  ],
])("verifyBadge() tells when the issuer's document %s", async ([, document, expected]) => {
  const badge = await signed(badgeOf(OTHER_DID), KEY, OTHER_METHOD);
  const report = await verify(badge, { world: { [OTHER_KEYS]: document } });

  expect(told(report).replace(", issuer unknown issuer-unproven", "")).toBe(expected);
});

/** Everybody can make a key and write somebody else's name on a badge. */
test.for<[what: string, issuer: string, method: string, world: World, told: string]>([
  [
    "a did:key of its own",
    `did:key:${KEY.multibase}`,
    `did:key:${KEY.multibase}#${KEY.multibase}`,
    {},
    "valid, issuer warn issued-elsewhere",
  ],
  ["a did:key for another DID", OTHER_DID, `did:key:${KEY.multibase}#x`, {}, "invalid, issuer fail issuer-mismatch"],
  [
    "a did:key for an address",
    HTTPS_ISSUER,
    `did:key:${KEY.multibase}#x`,
    {},
    "unproven, issuer unknown issuer-unproven",
  ],
  ["another DID's key", "did:web:good.example", OTHER_METHOD, WORLD, "invalid, issuer fail issuer-mismatch"],
  [
    "a key in the address",
    HTTPS_ISSUER,
    `${HTTPS_ISSUER}#${KEY.multibase}`,
    {},
    "unproven, issuer unknown issuer-unproven",
  ],
  [
    "a key in the address that the issuer's profile names",
    HTTPS_ISSUER,
    `${HTTPS_ISSUER}#${KEY.multibase}`,
    { [HTTPS_ISSUER]: { id: HTTPS_ISSUER, verificationMethod: [{ publicKeyMultibase: KEY.multibase }] } },
    "valid, issuer warn issued-elsewhere",
  ],
  [
    "a key in the address that the issuer's profile does not name",
    HTTPS_ISSUER,
    `${HTTPS_ISSUER}#${KEY.multibase}`,
    { [HTTPS_ISSUER]: { id: HTTPS_ISSUER, verificationMethod: [{ publicKeyMultibase: ROGUE.multibase }] } },
    "unproven, issuer unknown issuer-unproven",
  ],
  [
    "a key in another address",
    HTTPS_ISSUER,
    `https://evil.example/#${KEY.multibase}`,
    {},
    "invalid, issuer fail issuer-mismatch",
  ],
  [
    "a key document elsewhere that says whose it is",
    HTTPS_ISSUER,
    "https://evil.example/key",
    { "https://evil.example/key": { controller: "https://evil.example", publicKeyMultibase: KEY.multibase } },
    "invalid, issuer fail issuer-mismatch",
  ],
  [
    "a key document elsewhere that lies about whose it is",
    HTTPS_ISSUER,
    "https://evil.example/key",
    { "https://evil.example/key": { controller: HTTPS_ISSUER, publicKeyMultibase: KEY.multibase } },
    "unproven, issuer unknown issuer-unproven",
  ],
  [
    "a key document elsewhere that claims a DID",
    OTHER_DID,
    "https://evil.example/key",
    { ...WORLD, "https://evil.example/key": { controller: OTHER_DID, publicKeyMultibase: KEY.multibase } },
    "invalid, issuer fail issuer-mismatch",
  ],
  [
    "a key document elsewhere that the issuer's profile names",
    HTTPS_ISSUER,
    "https://keys.example/key",
    {
      "https://keys.example/key": { controller: HTTPS_ISSUER, publicKeyMultibase: KEY.multibase },
      [HTTPS_ISSUER]: { id: HTTPS_ISSUER, publicKey: [{ publicKeyMultibase: KEY.multibase }] },
    },
    "valid, issuer warn issued-elsewhere",
  ],
  [
    "a neighbour at the same host",
    HTTPS_ISSUER,
    "https://school.example.net/issuers/6/key",
    { "https://school.example.net/issuers/6/key": { publicKeyMultibase: KEY.multibase } },
    "unproven, issuer unknown issuer-unproven",
  ],
  [
    "a key below the issuer's address",
    HTTPS_ISSUER,
    `${HTTPS_ISSUER}/keys/1`,
    { [`${HTTPS_ISSUER}/keys/1`]: { controller: HTTPS_ISSUER, publicKeyMultibase: KEY.multibase } },
    "valid, issuer warn issued-elsewhere",
  ],
  [
    "a key below the issuer's address by dots",
    HTTPS_ISSUER,
    `${HTTPS_ISSUER}/../6/key`,
    { [`${HTTPS_ISSUER}/../6/key`]: { publicKeyMultibase: KEY.multibase } },
    "unproven, issuer unknown issuer-unproven",
  ],
  [
    "a port",
    "did:web:badges.example.org%3A8443",
    "did:web:badges.example.org%3A8443#key-1",
    {},
    "unproven, proof unknown key-place-unknown, issuer unknown issuer-unproven",
  ],
  [
    "a method of its own",
    "did:ion:abc",
    "did:ion:abc#key-1",
    {},
    "unproven, proof unknown key-place-unknown, issuer unknown issuer-unproven",
  ],
  [
    "a key at http",
    "http://a.example",
    "http://a.example/key",
    {},
    "unproven, proof unknown key-place-unknown, issuer unknown issuer-unproven",
  ],
])("verifyBadge() judges whose key it is: %s", async ([, issuer, method, world, expected]) => {
  const badge = await signed(badgeOf(issuer), KEY, method);

  expect(told(await verify(badge, { world }))).toBe(expected);
});

test.for<[what: string, others: Json[], told: string]>([
  ["an unknown one before it", [{ type: "SomeProofType" }], "valid, issuer warn issued-elsewhere"],
  [
    "a broken one before it",
    [
      {
        type: "DataIntegrityProof",
        cryptosuite: "eddsa-rdfc-2022",
        verificationMethod: OTHER_METHOD,
        proofPurpose: "assertionMethod",
        proofValue: "z1",
      },
    ],
    "valid, issuer warn issued-elsewhere",
  ],
  [
    "many unknown ones before it",
    Array.from({ length: 50 }, () => ({ type: "SomeProofType" })),
    "valid, issuer warn issued-elsewhere",
  ],
  ["no object before it", ["proof"], "valid, issuer warn issued-elsewhere"],
])("verifyBadge() is content with one right proof: %s", async ([, others, expected]) => {
  const badge = await signed(badgeOf(OTHER_DID), KEY, OTHER_METHOD);
  const proofs = [...others, ...(badge["proof"] as Json[])];

  expect(told(await verify({ ...badge, proof: proofs }, { world: WORLD }))).toBe(expected);
});

test("verifyBadge() believes no second proof by somebody else", async () => {
  const badge = await signed(badgeOf(OTHER_DID), KEY, OTHER_METHOD);
  const forged = await signed(badgeOf(OTHER_DID, { name: "Diver" }), ROGUE, `did:key:${ROGUE.multibase}#x`);
  const proofs = [...(badge["proof"] as Json[]), ...(forged["proof"] as Json[])];

  expect(told(await verify({ ...forged, proof: proofs }, { world: WORLD }))).toBe(
    "invalid, issuer fail issuer-mismatch",
  );
});

test.for<[what: string, dates: JsonObject, told: string]>([
  ["ended", { validUntil: "2026-11-22T09:59:59Z" }, "invalid, dates fail expired"],
  ["ends at this instant", { validUntil: "2026-11-22T11:00:00+01:00" }, "invalid, dates fail expired"],
  ["ends in a second", { validUntil: "2026-11-22T10:00:01Z" }, "valid"],
  ["begins later", { validFrom: "2026-11-22T10:00:01Z" }, "invalid, dates fail not-yet"],
  ["begins now", { validFrom: "2026-11-22T10:00:00Z" }, "valid"],
  ["begins later in its own zone", { validFrom: "2026-11-22T05:30:00-05:00" }, "invalid, dates fail not-yet"],
  ["ends on a day no calendar has", { validUntil: "2027-02-30T00:00:00Z" }, "unproven, dates unknown dates-unreadable"],
  ["ends without a zone", { validUntil: "2027-02-20T00:00:00" }, "unproven, dates unknown dates-unreadable"],
  ["ends in words", { validUntil: "next year" }, "unproven, dates unknown dates-unreadable"],
  ["ends in a list", { validUntil: ["2020-01-01T00:00:00Z"] }, "unproven, dates unknown dates-unreadable"],
  [
    "ends in an object",
    { validUntil: { "@value": "2020-01-01T00:00:00Z" } },
    "unproven, dates unknown dates-unreadable",
  ],
])("verifyBadge() reads dates: a badge that %s", async ([, dates, expected]) => {
  const badge = await token(badgeOf(OTHER_DID, dates), KEY, { kid: OTHER_METHOD });

  expect(told(await verify(badge, { world: WORLD })).replace(", issuer warn issued-elsewhere", "")).toBe(expected);
});

const WITH_STATUS = badgeOf(OTHER_DID, statusOf());

test.for<[what: string, list: () => Promise<Json>, told: string]>([
  ["does not name it", async () => await signed(await listOf([4, 6]), KEY, OTHER_METHOD), "valid"],
  ["names it", async () => await signed(await listOf([5]), KEY, OTHER_METHOD), "invalid, status fail revoked"],
  ["is a token", async () => await token(await listOf([]), KEY, { kid: OTHER_METHOD }), "valid"],
  [
    "is a token and names it",
    async () => await token(await listOf([5]), KEY, { kid: OTHER_METHOD }),
    "invalid, status fail revoked",
  ],
  [
    "cannot be reached",
    async () => ({ kind: "fault", fault: "too-slow" }),
    "unproven, status unknown status-unreachable",
  ],
  ["is a page", async () => "<html></html>", "unproven, status unknown status-unreachable"],
  [
    "was changed",
    async () => ({ ...(await signed(await listOf([5]), KEY, OTHER_METHOD)), ...(await listOf([])) }),
    "invalid, status fail status-forged",
  ],
  ["is not signed", async () => await listOf([]), "invalid, status fail status-forged"],
  [
    "is another issuer's",
    async () =>
      await signed(await listOf([], { issuer: `did:key:${ROGUE.multibase}` }), ROGUE, `did:key:${ROGUE.multibase}#x`),
    "invalid, status fail status-forged",
  ],
  [
    "is signed by somebody else",
    async () => await signed(await listOf([]), ROGUE, `did:key:${ROGUE.multibase}#x`),
    "invalid, status fail status-forged",
  ],
  [
    "is signed with a key that is not there",
    async () => await signed(await listOf([]), ROGUE, `${OTHER_DID}#key-2`),
    "invalid, status fail status-forged",
  ],
  [
    "ended",
    async () => await signed(await listOf([], { validUntil: "2026-11-22T10:00:00Z" }), KEY, OTHER_METHOD),
    "unproven, status unknown status-stale",
  ],
  [
    "has not begun",
    async () => await signed(await listOf([], { validFrom: "2026-11-23T00:00:00Z" }), KEY, OTHER_METHOD),
    "unproven, status unknown status-stale",
  ],
  [
    "has no dates",
    async () => {
      const { validFrom: _, ...list } = await listOf([]);
      return await signed(list, KEY, OTHER_METHOD);
    },
    "valid",
  ],
  [
    "is about something else",
    async () => await signed(await listOf([], {}, { statusPurpose: "suspension" }), KEY, OTHER_METHOD),
    "unproven, status unknown status-other-purpose",
  ],
  [
    "is about several things",
    async () => await signed(await listOf([], {}, { statusPurpose: ["suspension", "revocation"] }), KEY, OTHER_METHOD),
    "valid",
  ],
  [
    "is too short",
    async () => await signed(await listOf([], {}, { encodedList: "uH4sIAAAAAAAAA2NgAAACAAEAAAA" }), KEY, OTHER_METHOD),
    "unproven, status unknown status-unreachable",
  ],
  [
    "is no list",
    async () => await signed(await listOf([], {}, { encodedList: "u" }), KEY, OTHER_METHOD),
    "unproven, status unknown status-unreachable",
  ],
])("verifyBadge() asks the status list: one that %s", async ([, list, expected]) => {
  const badge = await signed(WITH_STATUS, KEY, OTHER_METHOD);
  const report = await verify(badge, { world: { ...WORLD, [LIST]: await list() } });

  expect(told(report).replace(", issuer warn issued-elsewhere", "")).toBe(expected);
});

test.for<[what: string, status: Json, told: string]>([
  [
    "suspended",
    statusOf({ statusPurpose: "suspension" })["credentialStatus"] ?? null,
    "unproven, status unknown status-other-purpose",
  ],
  ["another kind of list", { id: LIST, type: "StatusList2021Entry" }, "unproven, status unknown status-kind-unknown"],
  ["an address alone", LIST, "unproven, status unknown status-kind-unknown"],
  [
    "a purpose nobody knows",
    statusOf({ statusPurpose: "mood" })["credentialStatus"] ?? null,
    "unproven, status unknown status-kind-unknown",
  ],
  [
    "several bits",
    statusOf({ statusSize: 2 })["credentialStatus"] ?? null,
    "unproven, status unknown status-kind-unknown",
  ],
  [
    "an index that is none",
    statusOf({ statusListIndex: "-1" })["credentialStatus"] ?? null,
    "unproven, status unknown status-kind-unknown",
  ],
  [
    "a place outside",
    statusOf({ statusListIndex: "999999999" })["credentialStatus"] ?? null,
    "unproven, status unknown status-unreachable",
  ],
  ["only a note to renew it", statusOf({ statusPurpose: "refresh" })["credentialStatus"] ?? null, "valid"],
  [
    "two, of which one cannot be read",
    [statusOf()["credentialStatus"] ?? null, { type: "Other" }],
    "unproven, status unknown status-kind-unknown",
  ],
  ["an index as a number", statusOf({ statusListIndex: 5 })["credentialStatus"] ?? null, "valid"],
])("verifyBadge() reads what a badge says about its status: %s", async ([, status, expected]) => {
  const badge = await token(badgeOf(OTHER_DID, { credentialStatus: status }), KEY, { kid: OTHER_METHOD });
  const list = await signed(await listOf([]), KEY, OTHER_METHOD);
  const report = await verify(badge, { world: { ...WORLD, [LIST]: list } });

  expect(told(report).replace(", issuer warn issued-elsewhere", "")).toBe(expected);
});

test.for<[what: string, list: Json, told: string]>([
  [
    "does not name it",
    { revokedCredential: [{ id: "urn:other", revoked: true }] },
    "valid, status warn status-unsigned",
  ],
  ["names it", { revokedCredential: [{ id: badgeOf("")["id"] ?? "", revoked: true }] }, "invalid, status fail revoked"],
  [
    "names it as good",
    { revokedCredential: [{ id: badgeOf("")["id"] ?? "", revoked: false }] },
    "valid, status warn status-unsigned",
  ],
  ["is not there", { kind: "fault", fault: "not-found" }, "unproven, status unknown status-unreachable"],
])("verifyBadge() only warns about a plain list that %s", async ([, list, expected]) => {
  const badge = await token(
    badgeOf(OTHER_DID, { credentialStatus: { id: LIST, type: "1EdTechRevocationList" } }),
    KEY,
    {
      kid: OTHER_METHOD,
    },
  );
  const report = await verify(badge, { world: { ...WORLD, [LIST]: list } });

  expect(told(report).replace(", issuer warn issued-elsewhere", "")).toBe(expected);
});

const SECONDS = Date.parse("2026-01-01T00:00:00+01:00") / 1000;

test.for<[what: string, payload: JsonObject, header: JsonObject, told: string]>([
  [
    "with all claims",
    {
      ...badgeOf(OTHER_DID),
      iss: OTHER_DID,
      jti: badgeOf("")["id"] ?? "",
      sub: "did:example:ada",
      nbf: SECONDS,
      iat: 1,
      aud: "x",
    },
    { kid: OTHER_METHOD },
    "valid",
  ],
  ["without claims", badgeOf(OTHER_DID), { kid: OTHER_METHOD }, "valid"],
  ["wrapped", { vc: badgeOf(OTHER_DID), iss: OTHER_DID }, { kid: OTHER_METHOD }, "valid"],
  [
    "with the issuer in the claims alone",
    { vc: without(badgeOf(OTHER_DID), "issuer"), iss: OTHER_DID },
    { kid: OTHER_METHOD },
    "valid",
  ],
  ["by a name of the issuer's own", badgeOf(OTHER_DID), { kid: "key-1" }, "valid"],
  [
    "another issuer in the claims",
    { ...badgeOf(OTHER_DID), iss: "did:web:evil.example" },
    { kid: OTHER_METHOD },
    "invalid, format fail claims-differ",
  ],
  [
    "another id in the claims",
    { ...badgeOf(OTHER_DID), jti: "urn:other" },
    { kid: OTHER_METHOD },
    "invalid, format fail claims-differ",
  ],
  [
    "another holder in the claims",
    { ...badgeOf(OTHER_DID), sub: "did:example:eve" },
    { kid: OTHER_METHOD },
    "invalid, format fail claims-differ",
  ],
  [
    "another begin in the claims",
    { ...badgeOf(OTHER_DID), nbf: SECONDS + 60 },
    { kid: OTHER_METHOD },
    "invalid, format fail claims-differ",
  ],
  [
    "a begin that is no number",
    { ...badgeOf(OTHER_DID), nbf: "now" },
    { kid: OTHER_METHOD },
    "invalid, format fail claims-differ, dates unknown dates-unreadable",
  ],
  [
    "another end in the claims",
    { ...badgeOf(OTHER_DID, { validUntil: "2030-01-01T00:00:00Z" }), exp: SECONDS },
    { kid: OTHER_METHOD },
    "invalid, format fail claims-differ, dates fail expired",
  ],
  [
    "an end in the claims alone",
    { ...badgeOf(OTHER_DID), exp: SECONDS },
    { kid: OTHER_METHOD },
    "invalid, dates fail expired",
  ],
  ["no key", badgeOf(OTHER_DID), {}, "unproven, proof unknown key-unnamed, issuer unknown issuer-unproven"],
  ["its own key", badgeOf(OTHER_DID), { jwk: KEY.jwk }, "valid"],
  [
    "an issuer in VC 1.1",
    {
      vc: badgeOf(OTHER_DID, {
        "@context": ["https://www.w3.org/2018/credentials/v1"],
        issuanceDate: "2026-01-01T00:00:00Z",
      }),
    },
    { kid: OTHER_METHOD },
    "valid, format warn older-version",
  ],
  [
    "no achievement",
    badgeOf(OTHER_DID, { credentialSubject: { id: "did:example:ada" } }),
    { kid: OTHER_METHOD },
    "valid, format warn incomplete",
  ],
])("verifyBadge() reads tokens: one with %s", async ([, payload, header, expected]) => {
  const report = await verify(await token(payload, KEY, header), { world: WORLD });

  expect(told(report).replace(", issuer warn issued-elsewhere", "")).toBe(expected);
});

test("verifyBadge() believes no key that a forger brings along", async () => {
  const forged = await token(badgeOf(OTHER_DID), ROGUE, { jwk: ROGUE.jwk });
  const borrowed = await token(badgeOf(OTHER_DID), ROGUE, { kid: OTHER_METHOD, jwk: ROGUE.jwk });
  const nowhere = await token(badgeOf(HTTPS_ISSUER), ROGUE, { jwk: ROGUE.jwk });

  expect(told(await verify(forged, { world: WORLD }))).toBe("invalid, issuer fail issuer-mismatch");
  expect(told(await verify(borrowed, { world: WORLD }))).toBe("invalid, proof fail signature-wrong");
  expect(told(await verify(nowhere, { world: WORLD }))).toBe("unproven, issuer unknown issuer-unproven");
});

test("verifyBadge() finds the key of a token in a set of keys", async () => {
  const jwks = `${HTTPS_ISSUER}/jwks.json`;
  const badge = await token(badgeOf(HTTPS_ISSUER), KEY, { kid: `${jwks}#two` });
  const world = {
    [jwks]: {
      keys: [
        { ...ROGUE.jwk, kid: "one" },
        { ...KEY.jwk, kid: "two" },
      ],
    },
  };

  expect(told(await verify(badge, { world }))).toBe("valid, issuer warn issued-elsewhere");
  expect(told(await verify(badge, { world: { [jwks]: { ...KEY.jwk } } }))).toBe("valid, issuer warn issued-elsewhere");
  expect(told(await verify(badge, { world: { [jwks]: { keys: [{ ...ROGUE.jwk, kid: "two" }] } } }))).toBe(
    "invalid, proof fail signature-wrong",
  );
});

test.for<[what: string, identifier: JsonObject, asking: string, told: string]>([
  [
    "the right address",
    { credentialSubject: subjectWith([plain("ada@example.com")]) },
    " ADA@example.com ",
    "valid, recipient pass recipient-right",
  ],
  [
    "another address",
    { credentialSubject: subjectWith([plain("ada@example.com")]) },
    "eve@example.com",
    "invalid, recipient fail recipient-wrong",
  ],
  [
    "a username with an at sign",
    { credentialSubject: subjectWith([plain("x"), plain("ada")]) },
    "@ada",
    "valid, recipient pass recipient-right",
  ],
  [
    "an address in the id",
    { credentialSubject: { ...subjectWith([]), id: "mailto:ada@example.com" } },
    "ada@example.com",
    "valid, recipient pass recipient-right",
  ],
  ["nobody named", {}, "ada@example.com", "valid, recipient unknown recipient-unnamed"],
])("verifyBadge() compares the recipient: %s", async ([, changes, recipient, expected]) => {
  const badge = await token(badgeOf(OTHER_DID, changes), KEY, { kid: OTHER_METHOD });
  const report = await verify(badge, { world: WORLD, recipient });

  expect(told(report).replace(", issuer warn issued-elsewhere", "")).toBe(expected);
});

test.for<[what: string, file: Json | Uint8Array, told: string]>([
  ["nothing", "", "invalid, format fail not-a-badge"],
  ["noise", Uint8Array.of(0, 255, 3), "invalid, format fail not-a-badge"],
  ["JSON of something else", { hello: 1 }, "invalid, format fail not-a-badge"],
  [
    "a badge of the years before",
    { "@context": "https://w3id.org/openbadges/v2", type: "Assertion", badge: "https://a.example" },
    "unproven, format unknown older-version",
  ],
  [
    "a picture without a badge",
    "<svg xmlns='http://www.w3.org/2000/svg'/>",
    "invalid, format fail no-credential-in-image",
  ],
  ["too much", new Uint8Array(2 * 1024 * 1024 + 1), "unproven, format unknown too-large"],
])("verifyBadge() is calm about %s", async ([, file, expected]) => {
  const report = await verify(file);

  expect([told(report), report.claims]).toEqual([expected, null]);
});

test("verifyBadge() takes time for a few proofs only, however many there are", async () => {
  const badge = await signed(WITH_STATUS, KEY, OTHER_METHOD);
  const [proof = null] = badge["proof"] as Json[];
  const wrong = { ...(proof as JsonObject), created: "2020-01-01T00:00:00Z" };
  const list = await signed(await listOf([]), KEY, OTHER_METHOD);
  const [listProof = null] = list["proof"] as Json[];
  const wrongOfList = { ...(listProof as JsonObject), created: "2020-01-01T00:00:00Z" };
  const ask = async (proofs: Json[], proofsOfList: Json[]) =>
    told(await verify({ ...badge, proof: proofs }, { world: { ...WORLD, [LIST]: { ...list, proof: proofsOfList } } }));

  expect(await ask([wrong, wrong, proof], [listProof])).toBe("valid, issuer warn issued-elsewhere");
  expect(await ask([wrong, wrong, wrong, proof], [listProof])).toBe("invalid, proof fail signature-wrong");
  expect(await ask([proof], [wrongOfList, wrongOfList, listProof])).toBe("valid, issuer warn issued-elsewhere");
  expect(await ask([wrong, wrong, proof], [wrongOfList, listProof])).not.toMatch(/^valid/);
});

const MEBIBYTE = 1_048_576;

test.for<[what: string, place: string, bytes: number, told: string]>([
  ["a status list of a mebibyte", LIST, MEBIBYTE, "valid, issuer warn issued-elsewhere"],
  ["a longer one", LIST, MEBIBYTE + 1, "unproven, issuer warn issued-elsewhere, status unknown status-unreachable"],
  ["keys of 256 KiB", OTHER_KEYS, MEBIBYTE / 4, "valid, issuer warn issued-elsewhere"],
  [
    "more of them",
    OTHER_KEYS,
    MEBIBYTE / 4 + 1,
    "unproven, proof unknown key-unreachable, issuer unknown issuer-unproven, status unknown status-unreachable",
  ],
])("verifyBadge() reads no more of others than it has to: %s", async ([, place, bytes, expected]) => {
  const list = await signed(await listOf([]), KEY, OTHER_METHOD);
  const badge = await signed(badgeOf(OTHER_DID, statusOf()), KEY, OTHER_METHOD);
  const world: World = { ...WORLD, [LIST]: list };

  const padded = Buffer.from(JSON.stringify(world[place]).padEnd(bytes));

  expect(told(await verify(badge, { world: { ...world, [place]: padded } }))).toBe(expected);
});

test.for<[mebibytes: number, told: string]>([
  [16, "valid, issuer warn issued-elsewhere"],
  [17, "unproven, issuer warn issued-elsewhere, status unknown status-unreachable"],
])("verifyBadge() unpacks a status list to 16 MiB at most: %s MiB", async ([mebibytes, expected]) => {
  const encodedList = `u${gzipSync(Buffer.alloc(mebibytes * MEBIBYTE)).toString("base64url")}`;
  const list = await signed(await listOf([], {}, { encodedList }), KEY, OTHER_METHOD);
  const badge = await signed(badgeOf(OTHER_DID, statusOf()), KEY, OTHER_METHOD);

  expect(told(await verify(badge, { world: { ...WORLD, [LIST]: list } }))).toBe(expected);
});

test("verifyBadge() fetches each document once", async () => {
  const asked: string[] = [];
  const list = await signed(await listOf([]), KEY, OTHER_METHOD);
  const badge = await signed(badgeOf(OTHER_DID, statusOf()), KEY, OTHER_METHOD);
  const asking: Asking = { world: { ...WORLD, [LIST]: list }, asked };

  expect(told(await verify(badge, asking))).toBe("valid, issuer warn issued-elsewhere");
  expect(asked).toEqual([OTHER_KEYS, LIST]);
});

function without(object: JsonObject, field: string): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([name]) => name !== field));
}

function plain(identityHash: string): JsonObject {
  return { type: "IdentityObject", hashed: false, identityHash, identityType: "emailAddress" };
}

function subjectWith(identifier: readonly JsonObject[]): JsonObject {
  return { ...(badgeOf("")["credentialSubject"] as JsonObject), identifier };
}
