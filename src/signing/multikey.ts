import { ECDH } from "node:crypto";

import { base58 } from "@scure/base";

import type { JsonObject } from "../domain/badge/json.ts";
import type { VerificationKey } from "../workflow/ports/proof-port.ts";
import { keyOfJwk } from "./verification-key.ts";

/** Which kind of key follows (https://github.com/multiformats/multicodec): `ed25519-pub` and `p256-pub`. */
const ED25519 = [0xed, 0x01] as const;
const P256 = [0x80, 0x24] as const;

/** Decoding base58 costs the square of its digits; the longest key of interest has 50. */
const MOST_DIGITS = 64;

/** The key a Multikey, a `did:key` or the fragment of an address is; `null` when it is none this bot can use. */
export function keyOfMultibase(multibase: string): VerificationKey | null {
  if (multibase.length > MOST_DIGITS || !/^z[1-9A-HJ-NP-Za-km-z]+$/.test(multibase)) return null;
  const [first, second, ...key] = base58.decode(multibase.slice(1));
  if (first === ED25519[0] && second === ED25519[1] && key.length === 32) {
    return keyOfJwk({ kty: "OKP", crv: "Ed25519", x: Buffer.from(key).toString("base64url") });
  }
  if (first === P256[0] && second === P256[1] && key.length === 33) return keyOfPoint(Buffer.from(key));
  return null;
}

/** Multibase of an Ed25519 key, as a DID document names it. @throws {TypeError} When it is no such key. */
export function multibaseOf(jwk: JsonObject): string {
  const { crv, x } = jwk;
  if (crv !== "Ed25519" || typeof x !== "string")
    throw new TypeError("Cannot write a key as Multikey: it is no Ed25519");
  return `z${base58.encode(Buffer.concat([Buffer.from(ED25519), Buffer.from(x, "base64url")]))}`;
}

/** A compressed point of P-256. */
function keyOfPoint(point: Buffer): VerificationKey | null {
  try {
    const both = Buffer.from(ECDH.convertKey(point, "prime256v1", undefined, undefined, "uncompressed"));
    const [x, y] = [both.subarray(1, 33), both.subarray(33)].map((half) => half.toString("base64url"));
    return x === undefined || y === undefined ? null : keyOfJwk({ kty: "EC", crv: "P-256", x, y });
  } catch {
    return null;
  }
}
