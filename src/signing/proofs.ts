import type { ProofPort } from "../workflow/ports/proof-port.ts";
import { keyOfMultibase } from "./multikey.ts";
import { isHashOf } from "./recipient-hash.ts";
import { readStatusBit } from "./status-list.ts";
import { unpack } from "./unpack.ts";
import { keyOfJwk } from "./verification-key.ts";

/**
 * The libraries of JSON-LD and JOSE are loaded with the first badge: most hours of a bot have none, and they are 40 MiB.
 *
 * @param now - A proof may tell its own end.
 */
export function createProofs(now: () => Date = () => new Date()): ProofPort {
  return {
    unpack,
    async verifyDataIntegrity(credential, proof, key) {
      const { verifyDataIntegrity } = await import("./data-integrity.ts");
      return await verifyDataIntegrity(credential, proof, key, now());
    },
    async verifyJwt(token, key) {
      const { verifyJwt } = await import("./vc-jwt.ts");
      return await verifyJwt(token, key);
    },
    keyOfMultibase,
    keyOfJwk,
    readStatusBit,
    isHashOf,
  };
}
