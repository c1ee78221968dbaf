import { readInstant, readSeconds } from "../../domain/badge/instant.ts";
import type { Json, JsonObject } from "../../domain/badge/json.ts";
import type { Unpacked } from "../ports/proof-port.ts";
import { idOf, listOf, objectOf, stringOf } from "./read-fields.ts";

/** Something signed, before anything about it is believed: a badge or a status list. */
export interface Signed {
  /** Without its proofs. */
  readonly credential: JsonObject;
  readonly issuerId: string;
  readonly seal:
    | { readonly kind: "proofs"; readonly proofs: readonly JsonObject[] }
    | { readonly kind: "token"; readonly token: string; readonly header: JsonObject };
  /** From the latest of these on it holds; `null` for one that cannot be read. */
  readonly starts: readonly (Date | null)[];
  /** Until the earliest of these. */
  readonly ends: readonly (Date | null)[];
  /** Do the claims of a token say the same as the credential in it? */
  readonly isConsistent: boolean;
}

/** Claims of a token (RFC 7519) that are no part of the credential. */
const CLAIMS: ReadonlySet<string> = new Set(["iss", "jti", "sub", "nbf", "exp", "iat", "aud", "vc", "cnf", "nonce"]);

/** The Open Badges certificate of conformance lets times of a token be rounded. */
const ROUNDING_MS = 1000;

/** @returns `null` when it names no issuer. */
export function readSigned(unpacked: Exclude<Unpacked, { kind: "fault" }>): Signed | null {
  if (unpacked.kind === "json") {
    const { proof, ...credential } = unpacked.credential;
    const proofs = listOf(proof).flatMap((one) => {
      const object = objectOf(one);
      return object === null ? [] : [object];
    });
    return describe(credential, { kind: "proofs", proofs }, {});
  }
  const { token, header, payload } = unpacked;
  return describe(credentialOf(payload), { kind: "token", token, header }, payload);
}

/** The credential is the payload, or wrapped in `vc` as VC 1.1 had it; claims then stand in for what it leaves out. */
function credentialOf(payload: JsonObject): JsonObject {
  const wrapped = objectOf(payload["vc"]);
  const { iss, jti } = payload;
  const credential = wrapped ?? Object.fromEntries(Object.entries(payload).filter(([name]) => !CLAIMS.has(name)));
  const { proof: _, ...rest } = credential;
  return {
    ...(iss === undefined ? {} : { issuer: iss }),
    ...(jti === undefined ? {} : { id: jti }),
    ...rest,
  };
}

function describe(credential: JsonObject, seal: Signed["seal"], claims: JsonObject): Signed | null {
  const issuerId = idOf(credential["issuer"]);
  if (issuerId === null) return null;
  const { nbf, exp } = claims;
  const [starts, ends] = [
    timesOf(credential, ["validFrom", "issuanceDate"]),
    timesOf(credential, ["validUntil", "expirationDate"]),
  ];
  return {
    credential,
    issuerId,
    seal,
    starts: nbf === undefined ? starts : [...starts, readSeconds(nbf)],
    ends: exp === undefined ? ends : [...ends, readSeconds(exp)],
    isConsistent:
      isSameText(claims["iss"], issuerId) &&
      isSameText(claims["jti"], credential["id"]) &&
      isSameText(claims["sub"], objectOf(credential["credentialSubject"])?.["id"]) &&
      isSameTime(nbf, starts) &&
      isSameTime(exp, ends),
  };
}

/** Whatever is there counts, also what cannot be read: a date that is no text must not be one that is not there. */
function timesOf(credential: JsonObject, names: readonly string[]): readonly (Date | null)[] {
  return names.flatMap((name) => (credential[name] === undefined ? [] : [readInstant(credential[name])]));
}

function isSameText(claim: Json | undefined, field: Json | undefined): boolean {
  if (claim === undefined || field === undefined) return true;
  return (stringOf(claim) ?? idOf(claim)) === field;
}

function isSameTime(claim: Json | undefined, times: readonly (Date | null)[]): boolean {
  if (claim === undefined || times.length === 0) return true;
  const at = readSeconds(claim);
  return at !== null && times.some((time) => time !== null && Math.abs(time.getTime() - at.getTime()) < ROUNDING_MS);
}
