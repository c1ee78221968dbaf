import { createPublicKey } from "node:crypto";

import type { JsonObject } from "../domain/badge/json.ts";
import type { VerificationKey } from "../workflow/ports/proof-port.ts";

/** Which kind of key it is, its public members (RFC 7517, 7518, 8037), and how it may sign. */
const KINDS = [
  { kty: "OKP", crv: "Ed25519", kind: "Ed25519", members: ["kty", "crv", "x"], algorithms: ["EdDSA", "Ed25519"] },
  { kty: "EC", crv: "P-256", kind: "P-256", members: ["kty", "crv", "x", "y"], algorithms: ["ES256"] },
  { kty: "RSA", crv: null, kind: "RSA", members: ["kty", "n", "e"], algorithms: ["RS256"] },
] as const;

/** Bits. Less is no longer safe; more only costs time. */
const RSA_BITS = { least: 2048, most: 8192 };

/** In base64url; a modulus of 8192 bits has 1366. */
const MOST_CHARACTERS = 1400;

/**
 * A public key to check signatures with. Private members are left behind.
 *
 * @returns `null` when it is none this bot can use, or not meant for signatures.
 */
export function keyOfJwk(jwk: JsonObject): VerificationKey | null {
  const { kty, crv = null } = jwk;
  const entry = KINDS.find((one) => one.kty === kty && one.crv === crv);
  if (entry === undefined || !isForSignatures(jwk, entry.algorithms)) return null;
  const members: JsonObject = Object.fromEntries(
    entry.members.flatMap((member) => {
      const value = jwk[member];
      return typeof value === "string" && value.length <= MOST_CHARACTERS ? [[member, value]] : [];
    }),
  );
  const key: VerificationKey = { kind: entry.kind, jwk: members };
  return isSound(key) ? key : null;
}

/** Algorithms of a JWS that fit a kind of key. */
export function algorithmsFor(kind: VerificationKey["kind"]): string[] {
  return KINDS.flatMap((entry) => (entry.kind === kind ? entry.algorithms : []));
}

function isForSignatures(jwk: JsonObject, algorithms: readonly string[]): boolean {
  const { use, alg } = jwk;
  const operations = jwk["key_ops"];
  return (
    (use === undefined || use === "sig") &&
    (alg === undefined || algorithms.some((one) => one === alg)) &&
    (operations === undefined || (Array.isArray(operations) && operations.includes("verify")))
  );
}

function isSound({ kind, jwk }: VerificationKey): boolean {
  try {
    const { asymmetricKeyDetails } = createPublicKey({ key: { ...jwk }, format: "jwk" });
    if (kind !== "RSA") return true;
    const { modulusLength = 0, publicExponent = 0n } = asymmetricKeyDetails ?? {};
    return modulusLength >= RSA_BITS.least && modulusLength <= RSA_BITS.most && publicExponent < 2n ** 32n;
  } catch {
    return false;
  }
}
