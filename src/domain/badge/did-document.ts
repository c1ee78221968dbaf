import { type BadgeIssuer, didOf } from "./issuer.ts";
import type { JsonObject } from "./json.ts";

/** A key others check badges with; only its public half. */
export type PublishedKey =
  /** `multibase`: the key as a Multikey tells it, `z6Mk…`. */
  | { readonly kind: "Ed25519"; readonly id: string; readonly multibase: string }
  | { readonly kind: "RS256"; readonly id: string; readonly jwk: JsonObject };

const CONTEXTS = [
  "https://www.w3.org/ns/did/v1",
  "https://w3id.org/security/multikey/v1",
  "https://w3id.org/security/jwk/v1",
];

/**
 * Who the issuer is and which keys speak for it (https://www.w3.org/TR/did-core/, found by did:web). Every id is
 * written out and `assertionMethod` names keys instead of containing them: some verifiers understand nothing else.
 *
 * @param keys - A key that is missing here makes everything it ever signed worthless.
 */
export function buildDidDocument(issuer: Pick<BadgeIssuer, "url">, keys: readonly PublishedKey[]): JsonObject {
  const did = didOf(issuer.url);
  return {
    "@context": CONTEXTS,
    id: did,
    alsoKnownAs: [`${issuer.url}/issuer`],
    verificationMethod: keys.map((key) => verificationMethod(did, key)),
    assertionMethod: keys.map(({ id }) => `${did}#${id}`),
  };
}

/**
 * The keys of JWTs for those who know no DIDs (RFC 7517). `kid` is the same as in the header of a badge.
 */
export function buildJwks(issuer: Pick<BadgeIssuer, "url">, keys: readonly PublishedKey[]): JsonObject {
  const did = didOf(issuer.url);
  return {
    iss: did,
    keys: keys.flatMap((key) =>
      key.kind === "RS256" ? [{ ...publicJwk(key.jwk), kid: `${did}#${key.id}`, alg: "RS256", use: "sig" }] : [],
    ),
  };
}

function verificationMethod(did: string, key: PublishedKey): JsonObject {
  const common = { id: `${did}#${key.id}`, controller: did };
  switch (key.kind) {
    case "Ed25519":
      return { ...common, type: "Multikey", publicKeyMultibase: key.multibase };
    case "RS256":
      return { ...common, type: "JsonWebKey", publicKeyJwk: { ...publicJwk(key.jwk), kid: common.id, alg: "RS256" } };
  }
}

/** Only what an RSA key shows to everybody, whatever else was brought along. */
function publicJwk({ kty, n, e }: JsonObject): JsonObject {
  return {
    ...(kty === undefined ? {} : { kty }),
    ...(n === undefined ? {} : { n }),
    ...(e === undefined ? {} : { e }),
  };
}
