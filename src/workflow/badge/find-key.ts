import type { JsonObject } from "../../domain/badge/json.ts";
import type { ReasonCode } from "../../domain/badge/verdict.ts";
import type { VerificationKey } from "../ports/proof-port.ts";
import { addressOfDidWeb, domainOf } from "./issuer-address.ts";
import { readKeyDocument, type ListedKey } from "./key-document.ts";
import { objectOf, stringOf } from "./read-fields.ts";
import { fetchKeys, type OwnIssuer, type Verification } from "./verify-ports.ts";

/**
 * Whose key is it?
 * - `own`: ours. `proven`: the issuer's own document names it.
 * - `unproven`: nothing ties it to the issuer, so anybody could have made it.
 * - `mismatch`: it belongs to somebody else.
 */
export type Tie = "own" | "proven" | "unproven" | "mismatch";

export interface KeySearch {
  readonly tie: Tie;
  readonly found:
    | { readonly kind: "key"; readonly key: VerificationKey }
    | {
        readonly kind: "none";
        readonly outcome: "fail" | "unknown";
        readonly reason: ReasonCode;
        readonly values: Readonly<Record<string, string>>;
      };
}

/**
 * Find the key that a signature names, and whether it speaks for the issuer of what was signed.
 *
 * @param method - Of a proof, or the `kid` of a token.
 */
export async function findKey(verification: Verification, method: string, issuerId: string): Promise<KeySearch> {
  const { own, proofs } = verification.ports;
  const [base = "", fragment = ""] = method.split("#", 2);
  if (own !== null && issuerId === own.did && base === own.did) return await findOwnKey(verification, own, fragment);
  if (base.startsWith("did:key:")) {
    const key = proofs.keyOfMultibase(base.slice("did:key:".length));
    return key === null ? none("unproven", "unknown", "key-unusable", base) : found(key, tieOfId(base, issuerId));
  }
  if (base.startsWith("did:web:")) return await findInDidDocument(verification, base, method, issuerId);
  if (!base.startsWith("https://")) return none(tieOfId(base, issuerId), "unknown", "key-place-unknown", base);

  const inAddress = proofs.keyOfMultibase(fragment);
  if (inAddress === null) return await findInDocument(verification, base, method, issuerId);
  return found(inAddress, base === issuerId ? await tieByDocument(verification, inAddress, issuerId) : "mismatch");
}

/** A key that a token brings along speaks for the issuer only if the issuer names the same one. */
export async function judgeBroughtKey(
  verification: Verification,
  jwk: JsonObject,
  issuerId: string,
): Promise<KeySearch> {
  const key = verification.ports.proofs.keyOfJwk(jwk);
  if (key === null) return none("unproven", "unknown", "key-unusable", "");
  return found(key, await tieByDocument(verification, key, issuerId));
}

export function isSameKey(left: VerificationKey, right: VerificationKey): boolean {
  const members = (key: VerificationKey): string =>
    JSON.stringify(Object.entries(key.jwk).toSorted(([one], [other]) => (one < other ? -1 : 1)));
  return left.kind === right.kind && members(left) === members(right);
}

async function findOwnKey({ ports }: Verification, own: OwnIssuer, id: string): Promise<KeySearch> {
  const published = (await own.keys()).find((key) => key.id === id && key.state !== "removed");
  const key = published === undefined ? null : ports.proofs.keyOfJwk(published.jwk);
  return key === null ? none("own", "fail", "key-unknown", own.did) : found(key, "own");
}

async function findInDidDocument(
  verification: Verification,
  did: string,
  method: string,
  issuerId: string,
): Promise<KeySearch> {
  const tie = tieOfId(did, issuerId);
  const address = addressOfDidWeb(did);
  if (address === null) return none(tie, "unknown", "key-place-unknown", did);
  const document = await fetchKeys(verification, address);
  if (document === null || document["id"] !== did) return none(tie, "unknown", "key-unreachable", did);
  const listed = keysIn(verification, document, did).find(({ id }) => id === method);
  return listed === undefined ? none(tie, "fail", "key-unknown", did) : judgeListed(listed, tie, did);
}

/** One key, several, or a whole profile at an https address. */
async function findInDocument(
  verification: Verification,
  base: string,
  method: string,
  issuerId: string,
): Promise<KeySearch> {
  const document = await fetchKeys(verification, base);
  const tie = tieOfPlace(base, issuerId);
  if (document === null) return none(tie, "unknown", "key-unreachable", base);
  const keys = keysIn(verification, document, base);
  const named = keys.filter(({ id }) => id === method || id === base);
  const [listed] = named.length > 0 ? named : keys.length === 1 ? keys : [];
  if (listed === undefined) return none(tie, "fail", "key-unknown", base);
  if (listed.controller !== null && listed.controller !== issuerId) return judgeListed(listed, "mismatch", base);
  if (tie === "proven" || tie === "mismatch" || listed.key === null) return judgeListed(listed, tie, base);
  return judgeListed(listed, await tieByDocument(verification, listed.key, issuerId), base);
}

function judgeListed(listed: ListedKey, tie: Tie, place: string): KeySearch {
  const { key, isEnded, isForAssertions } = listed;
  if (isEnded) return none(tie, "fail", "key-revoked", place);
  if (!isForAssertions) return none(tie, "fail", "key-not-for-this", place);
  return key === null ? none(tie, "unknown", "key-unusable", place) : found(key, tie);
}

/** A DID is all there is to know about whose key it is; an issuer that is none may still be anybody. */
function tieOfId(did: string, issuerId: string): Tie {
  if (did === issuerId) return "proven";
  return issuerId.startsWith("did:") ? "mismatch" : "unproven";
}

/** Only the issuer can publish under its own address; next to it may be others. */
function tieOfPlace(base: string, issuerId: string): Tie {
  if (issuerId.startsWith("did:")) return "mismatch";
  const issuer = issuerId.startsWith("https://") ? URL.parse(issuerId) : null;
  if (issuer === null) return "unproven";
  const folder = `${issuer.origin}${issuer.pathname.replace(/\/$/, "")}/`;
  const place = URL.parse(base);
  if (place === null || place.origin !== issuer.origin) return "unproven";
  const isIssuers = base === issuerId || place.pathname === "/.well-known/jwks.json" || place.href.startsWith(folder);
  return isIssuers ? "proven" : "unproven";
}

/** Does the issuer's own document name this very key? */
async function tieByDocument(verification: Verification, key: VerificationKey, issuerId: string): Promise<Tie> {
  const { own, proofs } = verification.ports;
  if (own !== null && issuerId === own.did) {
    const keys = (await own.keys()).flatMap(({ jwk, state }) => (state === "removed" ? [] : [proofs.keyOfJwk(jwk)]));
    return keys.some((one) => one !== null && isSameKey(one, key)) ? "own" : "mismatch";
  }
  if (issuerId.startsWith("did:key:")) {
    const issuerKey = proofs.keyOfMultibase(issuerId.slice("did:key:".length));
    return issuerKey !== null && isSameKey(issuerKey, key) ? "proven" : "mismatch";
  }
  const address = issuerId.startsWith("https://") ? issuerId : addressOfDidWeb(issuerId);
  const document = address === null ? null : await fetchKeys(verification, address);
  if (document === null || stringOf(document["id"]) !== issuerId) return "unproven";
  const isListed = keysIn(verification, document, issuerId).some(
    (one) => one.key !== null && !one.isEnded && one.isForAssertions && isSameKey(one.key, key),
  );
  if (isListed) return "proven";
  return issuerId.startsWith("did:") ? "mismatch" : "unproven";
}

function keysIn({ ports, now }: Verification, document: JsonObject, base: string): readonly ListedKey[] {
  return readKeyDocument(ports.proofs, objectOf(document) ?? {}, base, now);
}

function found(key: VerificationKey, tie: Tie): KeySearch {
  return { tie, found: { kind: "key", key } };
}

function none(tie: Tie, outcome: "fail" | "unknown", reason: ReasonCode, place: string): KeySearch {
  return { tie, found: { kind: "none", outcome, reason, values: { place: domainOf(place) } } };
}
