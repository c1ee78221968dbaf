import { createPublicKey, type KeyObject } from "node:crypto";

import { CompactSign, compactVerify, decodeProtectedHeader } from "jose";

import type { UnsignedCredential } from "../domain/badge/credential.ts";
import type { VerificationKey } from "../workflow/ports/proof-port.ts";
import { algorithmsFor } from "./verification-key.ts";

/**
 * A credential as VC-JWT in the way Open Badges 3.0 has it (section 8.2): the credential itself is the payload, beside
 * the claims of a JWT that say the same.
 *
 * @param key - The private half, RSA: the one kind every reader of badges has to take.
 * @param keyId - Where the public half is found: a DID URL.
 */
export function signJwt(credential: UnsignedCredential, key: KeyObject, keyId: string): Promise<string> {
  const payload = {
    ...credential,
    iss: credential.issuer.id,
    jti: credential.id,
    sub: credential.credentialSubject.id,
    nbf: seconds(credential.validFrom),
    ...(credential.validUntil === undefined ? {} : { exp: seconds(credential.validUntil) }),
  };
  return new CompactSign(new TextEncoder().encode(JSON.stringify(payload)))
    .setProtectedHeader({ alg: "RS256", typ: "JWT", kid: keyId })
    .sign(key);
}

/** Only the given key counts, whatever the token brings along, and only algorithms that fit it. Dates are not asked. */
export async function verifyJwt(token: string, key: VerificationKey): Promise<"right" | "wrong"> {
  try {
    // With `b64` the signature covers another text than the one that is read as the payload.
    const header = decodeProtectedHeader(token);
    if ("crit" in header || "b64" in header) return "wrong";
    const publicKey = createPublicKey({ key: { ...key.jwk }, format: "jwk" });
    await compactVerify(token, publicKey, { algorithms: algorithmsFor(key.kind) });
    return "right";
  } catch {
    // Whatever is not a right signature is a wrong one; why is of no use to anybody.
    return "wrong";
  }
}

function seconds(time: string): number {
  return Math.floor(Date.parse(time) / 1000);
}
