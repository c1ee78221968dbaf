/** The six questions asked of every badge, ours or another's, in the order they are shown. */
export const CHECKS = ["format", "proof", "issuer", "status", "dates", "recipient"] as const;
export type CheckId = (typeof CHECKS)[number];

/**
 * - `pass`: looked at, and right. `fail`: looked at, and wrong.
 * - `warn`: right, with something a reader should know.
 * - `unknown`: could not be looked at. `skipped`: nothing to look at, such as a badge without a status list.
 */
export type CheckOutcome = "pass" | "fail" | "warn" | "unknown" | "skipped";

export interface Check {
  readonly id: CheckId;
  readonly outcome: CheckOutcome;
  /** Stable code of why, such as `signature-wrong`; `verdict-words.ts` has a sentence for each. */
  readonly reason: ReasonCode;
  /** Fields of the sentence: names, dates, addresses. They come from the badge, so from anybody. */
  readonly values: Readonly<Record<string, string>>;
}

export const REASONS = [
  // format
  "well-formed",
  "not-a-badge",
  "too-large",
  "no-credential-in-image",
  "several-credentials-in-image",
  "unknown-context",
  "terms-undefined",
  "older-version",
  "incomplete",
  "claims-differ",
  "address-refused",
  "address-unreachable",
  // proof
  "signature-right",
  "signature-wrong",
  "no-proof",
  "proof-kind-unknown",
  "too-many-proofs",
  "too-hard",
  "key-unreachable",
  "key-unknown",
  "key-unusable",
  "key-not-for-this",
  "key-revoked",
  "key-unnamed",
  "key-place-unknown",
  // issuer
  "issued-here",
  "issued-elsewhere",
  "issuer-unproven",
  "issuer-mismatch",
  "issuer-demo",
  // status
  "not-revoked",
  "revoked",
  "suspended",
  "no-status",
  "status-unreachable",
  "status-forged",
  "status-stale",
  "status-other-purpose",
  "status-kind-unknown",
  "status-unsigned",
  // dates
  "in-force",
  "not-yet",
  "expired",
  "dates-unreadable",
  // recipient
  "recipient-not-asked",
  "recipient-right",
  "recipient-wrong",
  "recipient-unnamed",
  // any
  "not-reached",
] as const;
export type ReasonCode = (typeof REASONS)[number];

/**
 * - `valid`: everything that matters was looked at and is right.
 * - `invalid`: something is wrong.
 * - `unproven`: nothing is wrong, but something that matters could not be looked at. Never shown as valid.
 */
export type Verdict = "valid" | "invalid" | "unproven";

/** Without these a badge is never called valid. */
const NEEDED: ReadonlySet<CheckId> = new Set(["format", "proof", "issuer", "status", "dates"]);

export function verdictOf(checks: readonly Check[]): Verdict {
  if (checks.some(({ outcome }) => outcome === "fail")) return "invalid";
  const isOpen = (id: CheckId): boolean => {
    const check = checks.find((one) => one.id === id);
    return check === undefined || check.outcome === "unknown" || (check.outcome === "skipped" && id !== "status");
  };
  return [...NEEDED].some(isOpen) ? "unproven" : "valid";
}
