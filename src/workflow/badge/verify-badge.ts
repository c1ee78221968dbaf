import { type Check, CHECKS, type CheckId, type CheckOutcome, verdictOf } from "../../domain/badge/verdict.ts";
import type { FetchedDocument } from "../ports/proof-port.ts";
import { checkDates } from "./check-dates.ts";
import { checkFormat, isOpenBadge2 } from "./check-format.ts";
import { checkIssuer } from "./check-issuer.ts";
import { domainOf } from "./issuer-address.ts";
import { proveSigned, type ProofFinding } from "./check-proof.ts";
import { checkRecipient } from "./check-recipient.ts";
import { checkStatus } from "./check-status.ts";
import { readSigned, type Signed } from "./read-badge.ts";
import { ownBadgeId, readClaims } from "./read-claims.ts";
import type { BadgeClaims, VerificationReport, VerificationRequest } from "./report.ts";
import { beginVerification, type Verification, type VerifyPorts } from "./verify-ports.ts";

/** No badge is longer; most pictures of one are a tenth of it. */
const BADGE_BYTES = 2 * 1024 * 1024;
const BADGE_TYPES =
  "application/vc, application/vc+ld+json;q=0.9, application/ld+json;q=0.9, application/json;q=0.8, " +
  "application/vc+jwt;q=0.7, image/svg+xml;q=0.5, image/png;q=0.5, */*;q=0.1";

/**
 * Ask the six questions of a badge, ours or anybody's. Everything in it may be made up, so nothing counts before its
 * signature is right, and what could not be looked at never ends as valid. Keeps nothing.
 *
 * @returns One check for each question. Never throws for what is in the badge or behind its addresses.
 */
export async function verifyBadge(ports: VerifyPorts, request: VerificationRequest): Promise<VerificationReport> {
  const verification = beginVerification(ports);
  const file = await readFile(verification, request.source);
  if (!(file instanceof Uint8Array)) return stopAt(file);
  if (file.length > BADGE_BYTES) return stopAt(formatCheck("unknown", "too-large"));
  const unpacked = ports.proofs.unpack(file);
  if (unpacked.kind === "fault") return stopAt(formatCheck("fail", unpacked.fault));
  if (unpacked.kind === "json" && isOpenBadge2(unpacked.credential)) {
    return stopAt(formatCheck("unknown", "older-version", { version: "Open Badges 2" }));
  }
  const signed = readSigned(unpacked);
  if (signed === null) return stopAt(formatCheck("fail", "not-a-badge"));
  const format = checkFormat(signed);
  if (format.reason === "not-a-badge") return stopAt(format);
  const claims = await readClaims(signed, ports.own);
  return await judge(verification, { signed, format, claims, recipient: request.recipient });
}

interface Subject {
  readonly signed: Signed;
  readonly format: Check;
  readonly claims: BadgeClaims;
  readonly recipient: string;
}

async function judge(verification: Verification, subject: Subject): Promise<VerificationReport> {
  const { signed, claims } = subject;
  const proof = await proveSigned(verification, signed);
  const first = [judgeWords(subject.format, proof), proofCheck(proof)];
  if (proof.outcome === "fail") return report(first, claims);
  return report(
    [
      ...first,
      checkIssuer(verification, signed.issuerId, proof),
      await checkStatus(verification, signed, proof),
      checkDates(signed, verification.now),
      checkRecipient(verification.ports.proofs, signed.credential, subject.recipient),
    ],
    claims,
  );
}

/** @returns The bytes; a check that says why there are none. */
async function readFile(
  verification: Verification,
  source: VerificationRequest["source"],
): Promise<Uint8Array | Check> {
  if (source.kind === "file") return source.bytes;
  const { own } = verification.ports;
  const address = source.url.trim();
  const id = ownBadgeId(address, own);
  // Asking ourselves over the network would ask the same store, and may not work from in here.
  if (own !== null && id !== null) {
    const badge = await own.readBadge(id);
    return badge === null ? withoutFile(address, "not-found") : new TextEncoder().encode(badge);
  }
  const document = await verification.fetch(address, BADGE_TYPES, BADGE_BYTES);
  return document.kind === "document" ? document.body : withoutFile(address, document.fault);
}

function withoutFile(address: string, fault: Extract<FetchedDocument, { kind: "fault" }>["fault"]): Check {
  const values = { domain: domainOf(address) };
  switch (fault) {
    case "too-large":
      return formatCheck("unknown", "too-large");
    case "not-https":
    case "not-public":
      return formatCheck("unknown", "address-refused");
    case "not-found":
    case "redirected":
    case "too-slow":
    case "too-many":
    case "unreachable":
      return formatCheck("unknown", "address-unreachable", values);
  }
}

/** Only the search for a proof tells whether all words of a badge are known. */
function judgeWords(format: Check, { reason }: ProofFinding): Check {
  const isAboutWords = reason === "unknown-context" || reason === "terms-undefined";
  return isAboutWords && format.outcome !== "fail" ? formatCheck("unknown", reason) : format;
}

function proofCheck({ outcome, reason, values }: ProofFinding): Check {
  const isAboutWords = reason === "unknown-context" || reason === "terms-undefined";
  return { id: "proof", outcome, reason: isAboutWords ? "not-reached" : reason, values };
}

function stopAt(format: Check): VerificationReport {
  return report([format], null);
}

/** Questions that were not reached are said to be so. */
function report(asked: readonly Check[], claims: BadgeClaims | null): VerificationReport {
  const checks = CHECKS.map((id: CheckId): Check => {
    const notReached: CheckOutcome = "skipped";
    return asked.find((one) => one.id === id) ?? { id, outcome: notReached, reason: "not-reached", values: {} };
  });
  return { verdict: verdictOf(checks), checks, claims };
}

function formatCheck(outcome: CheckOutcome, reason: Check["reason"], values: Check["values"] = {}): Check {
  return { id: "format", outcome, reason, values };
}
