import type { Check, Verdict } from "../../domain/badge/verdict.ts";

/** What was found out about one badge. Every text in it comes from the badge, so from anybody. */
export interface VerificationReport {
  readonly verdict: Verdict;
  /** One for each question, in their order. */
  readonly checks: readonly Check[];
  /** What the badge says of itself; `null` when it could not be read. */
  readonly claims: BadgeClaims | null;
}

export interface BadgeClaims {
  readonly name: string;
  readonly description: string;
  readonly issuerName: string;
  /** Its id: a DID or an address. */
  readonly issuerId: string;
  /** Who stands behind that id for a reader: the domain; the id itself where there is none. */
  readonly issuerDomain: string;
  readonly validFrom: Date | null;
  readonly validUntil: Date | null;
  readonly skills: readonly string[];
  /** Where its page is, when it is one of ours that may be seen. */
  readonly page: string | null;
}

export interface VerificationRequest {
  readonly source:
    | { readonly kind: "file"; readonly bytes: Uint8Array }
    /** A web address to fetch the badge from. */
    | { readonly kind: "address"; readonly url: string };
  /** E-mail address or username to compare; empty for none. */
  readonly recipient: string;
}
