import { createHash, createPublicKey, type KeyObject, sign, verify } from "node:crypto";

import { base58 } from "@scure/base";

import type { JsonObject } from "../domain/badge/json.ts";
import type { ProofOutcome, VerificationKey } from "../workflow/ports/proof-port.ts";
import { canonize } from "./canonize.ts";
import { findObstacle } from "./plain-form.ts";

const TYPE = "DataIntegrityProof";
const SUITE = "eddsa-rdfc-2022";
const PURPOSE = "assertionMethod";

/** 64 bytes in base58 are 87 or 88 digits; decoding costs the square of their number. */
const MOST_DIGITS = 90;

/** XML Schema's dateTimeStamp: with a zone. */
const TIMESTAMP = /^-?\d{4,}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/;

/**
 * Prove a credential by `eddsa-rdfc-2022` (https://www.w3.org/TR/vc-di-eddsa/, section 3.2).
 *
 * @param key - The private half, Ed25519.
 * @param verificationMethod - Where the public half is found: a DID URL.
 * @returns The credential with its proof, in a list: some readers take no other form.
 */
export async function signDataIntegrity<Credential extends JsonObject>(
  credential: Credential,
  key: KeyObject,
  verificationMethod: string,
  created: Date,
): Promise<Credential & { readonly proof: readonly JsonObject[] }> {
  const options = {
    type: TYPE,
    cryptosuite: SUITE,
    created: created.toISOString().replace(/\.\d{3}Z$/, "Z"),
    verificationMethod,
    proofPurpose: PURPOSE,
  };
  const signature = sign(null, await hashOf(credential, options), key);
  return { ...credential, proof: [{ ...options, proofValue: `z${base58.encode(signature)}` }] };
}

/**
 * Check one proof of a credential. Whether the key belongs to the issuer is not asked here.
 *
 * @param credential - Without any proof.
 */
export async function verifyDataIntegrity(
  credential: JsonObject,
  proof: JsonObject,
  key: VerificationKey,
  now: Date,
): Promise<ProofOutcome> {
  // A chain of proofs (`previousProof`) covers other proofs too, which this bot does not look at.
  if (proof["type"] !== TYPE || proof["cryptosuite"] !== SUITE || "previousProof" in proof) return "kind-unknown";
  const signature = readSignature(proof["proofValue"]);
  if (signature === null || key.kind !== "Ed25519") return "wrong";
  if (proof["proofPurpose"] !== PURPOSE || !isInTime(proof, now)) return "wrong";
  const { proofValue: _, ...options } = proof;
  const obstacle = findObstacle(credential) ?? findObstacle(options);
  if (obstacle !== null) return obstacle;
  const hash = await hashOf(credential, options).catch(() => null);
  // Its contexts are known, so what could not be read are its terms or their order.
  if (hash === null) return "terms-undefined";
  return isSignedBy(hash, key, signature) ? "right" : "wrong";
}

/** Both hashes as the suite wants them: that of the proof's options before that of the credential. */
async function hashOf(credential: JsonObject, options: JsonObject): Promise<Buffer> {
  // A proof may bring a context of its own, which then counts.
  const contextual: JsonObject = { "@context": credential["@context"] ?? [], ...options };
  const texts = await Promise.all([canonize(contextual), canonize(credential)]);
  // A document without any statement would prove nothing at all.
  if (texts.includes("")) throw new TypeError("Cannot hash a document that says nothing");
  return Buffer.concat(texts.map((text) => createHash("sha256").update(text).digest()));
}

function isSignedBy(hash: Buffer, key: VerificationKey, signature: Uint8Array): boolean {
  try {
    return verify(null, hash, createPublicKey({ key: { ...key.jwk }, format: "jwk" }), signature);
  } catch {
    // A key that is none proves nothing.
    return false;
  }
}

/** @returns 64 bytes, or `null` when it is no multibase text of so many. */
function readSignature(value: unknown): Uint8Array | null {
  if (typeof value !== "string" || !/^z[1-9A-HJ-NP-Za-km-z]+$/.test(value) || value.length > MOST_DIGITS) return null;
  const bytes = base58.decode(value.slice(1));
  return bytes.length === 64 ? bytes : null;
}

/** Times have to be readable where there are any, and a proof may tell its own end. */
function isInTime({ created, expires }: JsonObject, now: Date): boolean {
  return readTimestamp(created) !== null && (readTimestamp(expires) ?? Number.NEGATIVE_INFINITY) > now.getTime();
}

/** @returns Milliseconds since 1970; endless when there is none, `null` when nobody can read it. */
function readTimestamp(value: unknown): number | null {
  if (value === undefined) return Number.POSITIVE_INFINITY;
  const time = typeof value === "string" && TIMESTAMP.test(value) ? Date.parse(value) : Number.NaN;
  return Number.isNaN(time) ? null : time;
}
