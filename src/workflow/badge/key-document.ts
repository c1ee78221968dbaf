import type { Json, JsonObject } from "../../domain/badge/json.ts";
import { readInstant } from "../../domain/badge/instant.ts";
import type { ProofPort, VerificationKey } from "../ports/proof-port.ts";
import { idOf, listOf, objectOf, stringOf } from "./read-fields.ts";

/** One key of a document. */
export interface ListedKey {
  /** Absolute; the document's own address where it names none. */
  readonly id: string;
  readonly controller: string | null;
  /** `null` for a kind this bot cannot use. */
  readonly key: VerificationKey | null;
  /** It was revoked or ran out (https://www.w3.org/TR/cid-1.0/#verification-methods). */
  readonly isEnded: boolean;
  /** May it sign credentials? Where a document tells nothing about purposes, yes. */
  readonly isForAssertions: boolean;
}

const MOST_KEYS = 100;

/** Read a DID document, a profile with keys, a Multikey, a JWK or a set of them. What is none of these has no keys. */
export function readKeyDocument(
  proofs: ProofPort,
  document: JsonObject,
  base: string,
  now: Date,
): readonly ListedKey[] {
  const purposes = document["assertionMethod"];
  const allowed = listOf(purposes).map((one) => absolute(idOf(one), base));
  const embedded = listOf(purposes).filter((one) => objectOf(one) !== null);
  const methods = [...listOf(document["verificationMethod"]), ...listOf(document["publicKey"]), ...embedded];
  const isDocument = methods.length > 0 || purposes !== undefined;
  const single = isDocument || document["keys"] !== undefined ? [] : [document];
  const candidates = [...methods, ...listOf(document["keys"]), ...single].slice(0, MOST_KEYS);
  return candidates.flatMap((candidate) => {
    const listed = readKey(proofs, candidate, base, now);
    if (listed === null) return [];
    return [
      {
        ...listed,
        isForAssertions: !isDocument || purposes === undefined ? !isDid(base) : allowed.includes(listed.id),
      },
    ];
  });
}

function readKey(proofs: ProofPort, value: Json, base: string, now: Date): ListedKey | null {
  const entry = objectOf(value);
  if (entry === null) return null;
  const jwk = entry["kty"] === undefined ? objectOf(entry["publicKeyJwk"]) : entry;
  const multibase = stringOf(entry["publicKeyMultibase"]);
  if (jwk === null && multibase === null) return null;
  const key = jwk === null ? proofs.keyOfMultibase(multibase ?? "") : proofs.keyOfJwk(jwk);
  return {
    id: absolute(stringOf(entry["id"]) ?? stringOf(entry["kid"]), base),
    controller: stringOf(entry["controller"]),
    key,
    isEnded: [entry["revoked"], entry["expires"]].some((at) => isPast(at, now)),
    isForAssertions: true,
  };
}

/** What cannot be read is taken for past: nobody writes it down for a key that is good. */
function isPast(value: Json | undefined, now: Date): boolean {
  if (value === undefined || value === null) return false;
  const at = readInstant(value);
  return at === null || at.getTime() <= now.getTime();
}

function absolute(id: string | null, base: string): string {
  if (id === null) return base;
  if (id.startsWith("#")) return `${base}${id}`;
  return id.includes(":") ? id : `${base}#${id}`;
}

function isDid(base: string): boolean {
  return base.startsWith("did:");
}
