import type { ProofPort } from "../workflow/ports/proof-port.ts";
import { verifyDataIntegrity } from "./data-integrity.ts";
import { keyOfMultibase } from "./multikey.ts";
import { isHashOf } from "./recipient-hash.ts";
import { readStatusBit } from "./status-list.ts";
import { unpack } from "./unpack.ts";
import { verifyJwt } from "./vc-jwt.ts";
import { keyOfJwk } from "./verification-key.ts";

/** @param now - A proof may tell its own end. */
export function createProofs(now: () => Date = () => new Date()): ProofPort {
  return {
    unpack,
    verifyDataIntegrity: (credential, proof, key) => verifyDataIntegrity(credential, proof, key, now()),
    verifyJwt,
    keyOfMultibase,
    keyOfJwk,
    readStatusBit,
    isHashOf,
  };
}
