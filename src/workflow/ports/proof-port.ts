import type { JsonObject } from "../../domain/badge/json.ts";

/** Reads and checks what others signed. Never asks the network: keys and lists are brought to it. */
export interface ProofPort {
  /**
   * Find the credential in a file: JSON, a compact JWS, an SVG or PNG with one of them inside. Never throws.
   */
  unpack(file: Uint8Array): Unpacked;
  /**
   * Check one Data Integrity proof (`eddsa-rdfc-2022`) of a credential. Contexts are those that come with this bot.
   *
   * @param credential - Without any proof.
   */
  verifyDataIntegrity(credential: JsonObject, proof: JsonObject, key: VerificationKey): Promise<ProofOutcome>;
  /** RS256, ES256 or EdDSA, as the header says and the key allows. */
  verifyJwt(token: string, key: VerificationKey): Promise<"right" | "wrong">;
  /** The key a `did:key` or the fragment of an address is; `null` when it is none this bot can use. */
  keyOfMultibase(multibase: string): VerificationKey | null;
  keyOfJwk(jwk: JsonObject): VerificationKey | null;
  /**
   * One bit of a status list, unpacked to at most 16 MiB.
   *
   * @returns `null` when it is no such list, or too short.
   */
  readStatusBit(encodedList: string, index: number): Promise<boolean | null>;
  /** Is this the name behind a hash? Both are compared in small letters, without white space around them. */
  isHashOf(hash: string, salt: string, name: string): boolean;
}

export type Unpacked =
  | { readonly kind: "json"; readonly credential: JsonObject; readonly from: "json" | "svg" | "png" }
  | {
      readonly kind: "jwt";
      readonly token: string;
      readonly header: JsonObject;
      readonly payload: JsonObject;
      readonly from: "jwt" | "svg" | "png";
    }
  | {
      readonly kind: "fault";
      readonly fault: "not-a-badge" | "no-credential-in-image" | "several-credentials-in-image";
    };

/**
 * What is neither right nor wrong could not be checked, which is no proof of a forgery. `gave-up`: it took too long, or
 * the check itself failed.
 */
export type ProofOutcome = "right" | "wrong" | "unknown-context" | "terms-undefined" | "kind-unknown" | "gave-up";

/** Opaque to the workflow. */
export interface VerificationKey {
  readonly kind: "Ed25519" | "RSA" | "P-256";
  readonly jwk: JsonObject;
}

/**
 * Fetches what a badge names, so that nobody can use this bot to reach what only it can reach: https on 443 only, the
 * name resolved once and every address checked, no redirects, cookies or proxies.
 */
export interface DocumentFetcher {
  /** A budget for one verification: at most four documents in five seconds. */
  begin(): DocumentBudget;
}

export interface DocumentBudget {
  /**
   * @param limitBytes - Of the body as it comes.
   * @returns The body; a fault when it is not to be had. Never throws.
   */
  fetch(url: string, accept: string, limitBytes: number): Promise<FetchedDocument>;
}

export type FetchedDocument =
  | { readonly kind: "document"; readonly body: Uint8Array; readonly contentType: string }
  | {
      readonly kind: "fault";
      readonly fault:
        | "not-https"
        | "not-public"
        | "not-found"
        | "redirected"
        | "too-large"
        | "too-slow"
        | "too-many"
        | "unreachable";
    };
