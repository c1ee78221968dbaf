import { createHmac, createSecretKey, hash, timingSafeEqual, type KeyObject } from "node:crypto";

/** What may open the door. Several of a kind are a rotation: each of them does. At least one must be there. */
export interface WebhookCredentials {
  /** Values of the header `X-Gitlab-Token`. */
  readonly secrets: readonly string[];
  /** `whsec_` and the base64 of 32 bytes. */
  readonly signingTokens: readonly string[];
}

/** Names in lower case, as Node gives them; a header sent twice is one string with a comma, or a list. */
export type WebhookHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;

/** `skewMs`: how far GitLab's clock is ahead of ours. */
export type Refusal =
  | { readonly kind: "refused"; readonly reason: "token" | "signature" }
  | { readonly kind: "refused"; readonly reason: "stale"; readonly skewMs: number };

export type BodyVerdict = { readonly kind: "authentic" } | Refusal;

/** `signed`: only the bytes of the body can tell. */
export type HeaderVerdict = BodyVerdict | { readonly kind: "signed" };

export interface WebhookVerifier {
  /** What the headers alone tell, before a byte of the body is read. */
  checkHeaders(headers: WebhookHeaders): HeaderVerdict;
  /**
   * For `signed` requests.
   *
   * @param body - The raw bytes as they came.
   * @param now - Milliseconds since 1970.
   */
  checkBody(headers: WebhookHeaders, body: Uint8Array, now: number): BodyVerdict;
}

/** GitLab names no tolerance; this is the one of the Standard Webhooks libraries, whose scheme it took over. */
const TOLERANCE_MS = 5 * 60 * 1000;

/** GitLab sends one signature and says there may be more; comparing thousands would be work for strangers. */
const MOST_SIGNATURES = 16;

const AUTHENTIC: BodyVerdict = { kind: "authentic" };
const SIGNED: HeaderVerdict = { kind: "signed" };
const WRONG_TOKEN: Refusal = { kind: "refused", reason: "token" };
const WRONG_SIGNATURE: Refusal = { kind: "refused", reason: "signature" };

/**
 * Tell GitLab's requests from everybody else's, in constant time.
 *
 * Where signing tokens are configured and a request is signed, the signature alone decides: a right token never
 * rescues a wrong signature. A request without signature is judged by its token, as GitLab's guide for moving from
 * one to the other has it.
 *
 * @see https://docs.gitlab.com/user/project/integrations/webhooks/#validate-requests-by-using-a-secret-token
 * @see https://docs.gitlab.com/user/project/integrations/webhooks/ — signing tokens, GitLab 19.0 and newer
 */
export function createWebhookVerifier(credentials: WebhookCredentials): WebhookVerifier {
  const digests = credentials.secrets.map((secret) => sha256(Buffer.from(secret, "utf8")));
  const keys = credentials.signingTokens.map(readKey);

  return {
    checkHeaders(headers) {
      if (keys.length > 0 && headers["webhook-signature"] !== undefined) {
        return readSignature(headers) === null ? WRONG_SIGNATURE : SIGNED;
      }
      return hasToken(headers["x-gitlab-token"], digests) ? AUTHENTIC : WRONG_TOKEN;
    },
    checkBody(headers, body, now) {
      const signature = readSignature(headers);
      if (signature === null || !isSigned(signature, body, keys)) return WRONG_SIGNATURE;
      // Judged last: only GitLab's own clock is worth an alarm, not a number a stranger wrote.
      const skewMs = Number(signature.timestamp) * 1000 - now;
      return Math.abs(skewMs) <= TOLERANCE_MS ? AUTHENTIC : { kind: "refused", reason: "stale", skewMs };
    },
  };
}

function hasToken(token: unknown, digests: readonly Buffer[]): boolean {
  if (typeof token !== "string") return false;
  // Node reads header bytes as latin1, so this gives back the bytes that were sent. Digests are equally long, as
  // `timingSafeEqual` demands, and hide the length of the secret.
  const received = sha256(Buffer.from(token, "latin1"));
  let isFound = false;
  for (const digest of digests) isFound = timingSafeEqual(digest, received) || isFound;
  return isFound;
}

interface Signature {
  readonly id: string;
  /** Seconds since 1970, as written. */
  readonly timestamp: string;
  /** 32 bytes each. */
  readonly candidates: readonly Buffer[];
}

/** @returns `null` when one of the three headers is missing or cannot be what GitLab sends. */
function readSignature(headers: WebhookHeaders): Signature | null {
  const id = headers["webhook-id"];
  const timestamp = headers["webhook-timestamp"];
  const list = headers["webhook-signature"];
  if (typeof id !== "string" || typeof timestamp !== "string" || typeof list !== "string") return null;
  if (id === "" || !/^\d{1,12}$/.test(timestamp)) return null;

  const candidates = list
    .split(" ", MOST_SIGNATURES)
    .filter((entry) => /^v1,[A-Za-z0-9+/]{43}=$/.test(entry))
    .map((entry) => Buffer.from(entry.slice(3), "base64"));
  return candidates.length === 0 ? null : { id, timestamp, candidates };
}

function isSigned(signature: Signature, body: Uint8Array, keys: readonly KeyObject[]): boolean {
  const start = Buffer.from(`${signature.id}.${signature.timestamp}.`, "latin1");
  let isFound = false;
  for (const key of keys) {
    const expected = createHmac("sha256", key).update(start).update(body).digest();
    for (const candidate of signature.candidates) isFound = timingSafeEqual(expected, candidate) || isFound;
  }
  return isFound;
}

function readKey(signingToken: string): KeyObject {
  return createSecretKey(Buffer.from(signingToken.replace(/^whsec_/, ""), "base64"));
}

function sha256(bytes: Buffer): Buffer {
  return hash("sha256", bytes, "buffer");
}
