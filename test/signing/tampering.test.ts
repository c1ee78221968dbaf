import { generateKeyPairSync } from "node:crypto";

import { base64url, CompactSign, exportJWK } from "jose";
import { beforeAll, describe, expect, test } from "vitest";

import type { JsonObject } from "../../src/domain/badge/json.ts";
import { canonize } from "../../src/signing/canonize.ts";
import { publicJwkOf } from "../../src/signing/key-pair.ts";
import { createProofs } from "../../src/signing/proofs.ts";
import type { VerificationKey } from "../../src/workflow/ports/proof-port.ts";
import { credentialOf, EMAIL, keyOf, NOW, openIssuer, split } from "./support/issuer.ts";

type Fields = Record<string, unknown>;

const STRANGER = generateKeyPairSync("rsa", { modulusLength: 2048 });
const CREDENTIALS_V2 = "https://www.w3.org/ns/credentials/v2";

const proofs = createProofs(() => NOW);
let credential: JsonObject;
let proof: JsonObject;
let otherProof: JsonObject;
let jwt: string;
let edKey: VerificationKey;
let rsaKey: VerificationKey;

beforeAll(async () => {
  const { signing, keys } = await openIssuer();
  const badge = await signing.signBadge(credentialOf(signing));
  ({ credential, proof } = split(badge.json));
  otherProof = split((await signing.signBadge(credentialOf(signing, { id: "another" }))).json).proof;
  jwt = badge.jwt;
  [edKey, rsaKey] = [keyOf(keys, "Ed25519"), keyOf(keys, "RS256")];
});

test("an untouched badge is right, in both forms", async () => {
  expect(await proofs.verifyDataIntegrity(credential, proof, edKey)).toBe("right");
  expect(await proofs.verifyJwt(jwt, rsaKey)).toBe("right");
});

test("the order of fields and one instead of a list of one change nothing", async () => {
  const reordered = Object.fromEntries(Object.entries(credential).toReversed());
  const single = { ...reordered, evidence: (credential["evidence"] as readonly JsonObject[])[0] ?? null };

  expect(await proofs.verifyDataIntegrity(single, proof, edKey)).toBe("right");
});

describe("a badge in which something is another", () => {
  test.for<[what: string, change: (badge: Fields, subject: Fields) => void, outcome: string]>([
    ["its name", (badge) => (badge["name"] = "Certified Obermeister"), "wrong"],
    ["its end", (badge) => (badge["validUntil"] = "2038-11-21T09:00:00Z"), "wrong"],
    ["no end", (badge) => delete badge["validUntil"], "wrong"],
    ["its start", (badge) => (badge["validFrom"] = "2020-11-21T09:00:00Z"), "wrong"],
    ["its issuer", (badge) => ((badge["issuer"] as Fields)["id"] = "did:web:other.example"), "wrong"],
    ["its id", (badge) => (badge["id"] = "https://certify.example.com/badges/other"), "wrong"],
    ["its subject", (_, subject) => (subject["id"] = "urn:uuid:00000000-0000-4000-8000-000000000000"), "wrong"],
    [
      "whom it is for",
      (_, subject) => ((subject["identifier"] as Fields[])[0]!["identityHash"] = "sha256$00"),
      "wrong",
    ],
    ["its result", (_, subject) => ((subject["result"] as Fields[])[0]!["value"] = "100"), "wrong"],
    ["its place in the list", (badge) => ((badge["credentialStatus"] as Fields)["statusListIndex"] = "5"), "wrong"],
    ["no status", (badge) => delete badge["credentialStatus"], "wrong"],
    ["a field more", (badge) => (badge["description"] = "Much more than it says"), "wrong"],
    ["a field nobody defines", (badge) => (badge["grade"] = "A"), "terms-undefined"],
    ["a type nobody defines", (badge) => (badge["type"] = ["VerifiableCredential", "Grade"]), "terms-undefined"],
    ["no context", (badge) => delete badge["@context"], "terms-undefined"],
    ["empty", (badge) => Object.keys(badge).forEach((key) => delete badge[key]), "terms-undefined"],
    [
      "another's context",
      (badge) => (badge["@context"] = [CREDENTIALS_V2, "https://other.example/v1"]),
      "unknown-context",
    ],
    [
      "a context of its own",
      (badge) => (badge["@context"] = [CREDENTIALS_V2, { "@vocab": "urn:" }]),
      "unknown-context",
    ],
    ["a context inside", (_, subject) => (subject["@context"] = "https://other.example/v1"), "unknown-context"],
  ])("%s: not right", async ([, change, outcome]) => {
    const changed = structuredClone(credential) as Fields;
    change(changed, changed["credentialSubject"] as Fields);

    expect(await proofs.verifyDataIntegrity(changed as JsonObject, proof, edKey)).toBe(outcome);
  });
});

describe("a proof in which something is another", () => {
  test.for<[what: string, change: () => JsonObject, outcome: string]>([
    ["that of another badge", () => otherProof, "wrong"],
    ["its purpose", () => ({ ...proof, proofPurpose: "authentication" }), "wrong"],
    ["when it was made", () => ({ ...proof, created: "2026-11-22T10:00:01Z" }), "wrong"],
    ["nobody knows when it was made", () => ({ ...proof, created: "yesterday" }), "wrong"],
    ["the name of the key", () => ({ ...proof, verificationMethod: "did:web:other.example#key" }), "wrong"],
    ["a digit", () => ({ ...proof, proofValue: swapLastDigit(textOf(proof, "proofValue")) }), "wrong"],
    ["it is over", () => ({ ...proof, expires: "2026-11-22T09:59:59Z" }), "wrong"],
    ["an end that nobody signed", () => ({ ...proof, expires: "2036-11-22T09:59:59Z" }), "wrong"],
    ["no signature", () => ({ ...proof, proofValue: "" }), "wrong"],
    ["a short signature", () => ({ ...proof, proofValue: "z3yQ" }), "wrong"],
    ["a signature without end", () => ({ ...proof, proofValue: `z${"2".repeat(1_000_000)}` }), "wrong"],
    ["a signature in other digits", () => ({ ...proof, proofValue: `u${"A".repeat(86)}` }), "wrong"],
    ["another suite", () => ({ ...proof, cryptosuite: "ecdsa-rdfc-2019" }), "kind-unknown"],
    ["another type", () => ({ ...proof, type: "Ed25519Signature2020" }), "kind-unknown"],
    ["one of a chain", () => ({ ...proof, previousProof: "urn:uuid:1" }), "kind-unknown"],
    ["its own context", () => ({ ...proof, "@context": ["https://other.example/v1"] }), "unknown-context"],
    ["a word nobody defines", () => ({ ...proof, mood: "good" }), "terms-undefined"],
  ])("%s: not right", async ([, change, outcome]) => {
    expect(await proofs.verifyDataIntegrity(credential, change(), edKey)).toBe(outcome);
  });

  test("a context of the proof counts where it is a known one", async () => {
    expect(await proofs.verifyDataIntegrity(credential, { ...proof, "@context": CREDENTIALS_V2 }, edKey)).toBe("right");
  });

  test("by another key, or one of another kind, nothing is right", async () => {
    const another = proofs.keyOfJwk(publicJwkOf(generateKeyPairSync("ed25519").privateKey)) ?? rsaKey;

    expect(another.kind).toBe("Ed25519");
    expect(await proofs.verifyDataIntegrity(credential, proof, another)).toBe("wrong");
    expect(await proofs.verifyDataIntegrity(credential, proof, rsaKey)).toBe("wrong");
    expect(await proofs.verifyDataIntegrity(credential, proof, { kind: "Ed25519", jwk: {} })).toBe("wrong");
  });
});

/** The RDF stays what was signed, but whoever reads the JSON no longer finds the field: none of these may be right. */
test.for<[what: string, change: (badge: Fields, subject: Fields) => void]>([
  [
    "the end under its full address",
    (badge) => {
      badge["https://www.w3.org/2018/credentials#validUntil"] = {
        "@type": "http://www.w3.org/2001/XMLSchema#dateTime",
        "@value": badge["validUntil"],
      };
      delete badge["validUntil"];
    },
  ],
  [
    "the status under its full address",
    (badge) => {
      const status = badge["credentialStatus"] as Fields;
      badge["https://www.w3.org/2018/credentials#credentialStatus"] = status;
      delete badge["credentialStatus"];
    },
  ],
  [
    "the end beside the badge",
    (badge) => {
      const { "@context": context, validUntil, ...rest } = badge;
      for (const key of Object.keys(badge)) delete badge[key];
      Object.assign(badge, {
        "@context": context,
        ...rest,
        "@included": [{ id: rest["id"], type: ["VerifiableCredential"], validUntil }],
      });
    },
  ],
  [
    "everything in a graph",
    (badge) => {
      const { "@context": context, ...rest } = badge;
      for (const key of Object.keys(badge)) delete badge[key];
      Object.assign(badge, { "@context": context, "@graph": [rest] });
    },
  ],
])("a badge that hides %s is not right, though its proof would be", async ([, change]) => {
  const hidden = structuredClone(credential) as Fields;
  change(hidden, hidden["credentialSubject"] as Fields);

  expect(await canonize(hidden as JsonObject)).toBe(await canonize(credential));
  expect(await proofs.verifyDataIntegrity(hidden as JsonObject, proof, edKey)).toBe("terms-undefined");
});

test("a badge that moves its end to a second object with its id is not right, though its proof would be", async () => {
  const { signing, keys } = await openIssuer();
  const refresh = { id: "https://certify.example.com/badges/x", type: ["1EdTechCredentialRefresh"] };
  const body = credentialOf(signing, { id: "x" });
  const contexts = [...body["@context"], "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"];
  const signed = await signing.signCredential({ ...body, "@context": contexts, refreshService: [refresh] });
  const { credential: whole, proof: right } = split(signed);
  const { validUntil = null, ...rest } = whole;
  const moved = {
    ...rest,
    refreshService: [{ ...refresh, type: [...refresh.type, "VerifiableCredential"], validUntil }],
  };

  expect(await proofs.verifyDataIntegrity(whole, right, keyOf(keys, "Ed25519"))).toBe("right");
  expect(await canonize(moved)).toBe(await canonize(whole));
  expect(await proofs.verifyDataIntegrity(moved, right, keyOf(keys, "Ed25519"))).toBe("terms-undefined");
});

describe("a token in which something is another", () => {
  test.for<[what: string, change: () => string | Promise<string>]>([
    ["its payload", () => rewrite(1, (payload) => ({ ...payload, name: "Certified Obermeister" }))],
    ["its end", () => rewrite(1, (payload) => ({ ...payload, exp: 4_000_000_000 }))],
    ["its header", () => rewrite(0, (header) => ({ ...header, kid: "did:web:other.example#key" }))],
    ["a bit of its signature", () => jwt.slice(0, -8) + (jwt.at(-8) === "A" ? "B" : "A") + jwt.slice(-7)],
    ["no signature", () => `${jwt.split(".", 2).join(".")}.`],
    ["alg none", () => rewrite(0, () => ({ alg: "none" })).replace(/[^.]*$/, "")],
    ["alg HS256", () => rewrite(0, (header) => ({ ...header, alg: "HS256" }))],
    ["a key it brings along", () => signByStranger({ alg: "RS256", jwk: publicJwkOf(STRANGER.privateKey) })],
    ["our name of the key", () => signByStranger({ alg: "RS256", kid: partOf(jwt, 0)["kid"] })],
    ["another algorithm of RSA", () => signByStranger({ alg: "PS256" })],
    ["a payload that is read otherwise", () => rewrite(0, (old) => ({ ...old, b64: false, crit: ["b64"] }))],
    ["something critical", () => rewrite(0, (old) => ({ ...old, crit: ["exp"] }))],
    ["no token at all", () => "a.b.c"],
    ["nothing", () => ""],
  ])("%s: wrong", async ([, change]) => {
    expect(await proofs.verifyJwt(await change(), rsaKey)).toBe("wrong");
  });

  test("the stranger's key accepts only what the stranger signed", async () => {
    const key = proofs.keyOfJwk(await exportJWK(STRANGER.publicKey)) ?? edKey;

    expect(await proofs.verifyJwt(await signByStranger({ alg: "RS256" }), key)).toBe("right");
    expect(await proofs.verifyJwt(await signByStranger({ alg: "PS256" }), key)).toBe("wrong");
    expect(await proofs.verifyJwt(jwt, key)).toBe("wrong");
    expect(await proofs.verifyJwt(jwt, edKey)).toBe("wrong");
  });

  test.for<[alg: string, curve: "P-256" | "Ed25519"]>([
    ["ES256", "P-256"],
    ["EdDSA", "Ed25519"],
  ])("%s is read too, for others use it", async ([alg, curve]) => {
    const { privateKey, publicKey } =
      curve === "P-256" ? generateKeyPairSync("ec", { namedCurve: curve }) : generateKeyPairSync("ed25519");
    const token = await new CompactSign(new TextEncoder().encode("{}")).setProtectedHeader({ alg }).sign(privateKey);
    const key = proofs.keyOfJwk(await exportJWK(publicKey)) ?? rsaKey;

    expect(key.kind).toBe(curve);
    expect(await proofs.verifyJwt(token, key)).toBe("right");
    expect(await proofs.verifyJwt(token, rsaKey)).toBe("wrong");
  });

  function rewrite(part: number, change: (fields: JsonObject) => object): string {
    const parts = jwt.split(".");
    parts[part] = base64url.encode(JSON.stringify(change(partOf(jwt, part))));
    return parts.join(".");
  }

  function signByStranger(fields: object): Promise<string> {
    return new CompactSign(new TextEncoder().encode(JSON.stringify(partOf(jwt, 1))))
      .setProtectedHeader(fields as { readonly alg: string })
      .sign(STRANGER.privateKey);
  }
});

test("a hash is that of one name only, whatever its capitals", async () => {
  const { identifier } = credential["credentialSubject"] as JsonObject;
  const [email = {}] = identifier as readonly JsonObject[];
  const isHashOf = (name: string): boolean =>
    proofs.isHashOf(textOf(email, "identityHash"), textOf(email, "salt"), name);

  expect([EMAIL, " Ada@Example.COM\n"].map(isHashOf)).toEqual([true, true]);
  expect(["", "ada", "bob@example.com", textOf(email, "identityHash")].map(isHashOf)).not.toContain(true);
  expect(proofs.isHashOf("md5$9e26471d35a78862c17e467d87cddedf", "", "Hello")).toBe(false);
});

function partOf(token: string, part: number): JsonObject {
  return JSON.parse(new TextDecoder().decode(base64url.decode(token.split(".")[part] ?? ""))) as JsonObject;
}

function textOf(fields: JsonObject, name: string): string {
  return fields[name] as string;
}

/** Still 64 bytes, but others. */
function swapLastDigit(multibase: string): string {
  return multibase.slice(0, -1) + (multibase.endsWith("2") ? "3" : "2");
}
