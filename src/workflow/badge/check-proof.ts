import type { JsonObject } from "../../domain/badge/json.ts";
import type { Check } from "../../domain/badge/verdict.ts";
import type { VerificationKey } from "../ports/proof-port.ts";
import { findKey, judgeBroughtKey, type KeySearch, type Tie } from "./find-key.ts";
import type { Signed } from "./read-badge.ts";
import { objectOf, stringOf, textOf } from "./read-fields.ts";
import type { Verification } from "./verify-ports.ts";

/** What became of the signature, and whose key it is. */
export interface ProofFinding {
  readonly outcome: "pass" | "fail" | "unknown";
  readonly reason: Check["reason"];
  readonly values: Check["values"];
  readonly tie: Tie;
  /** `null` unless the signature is right. */
  readonly key: VerificationKey | null;
}

/** The badges there are have one or two; some is left for their status lists. */
const MOST_PROOFS = 3;

const SUITE = "eddsa-rdfc-2022";

/**
 * Was this signed, and by a key of its issuer? Of several proofs any one that is right is enough; those of other kinds
 * are left aside, and so is what others may have added.
 */
export async function proveSigned(verification: Verification, signed: Signed): Promise<ProofFinding> {
  if (signed.seal.kind === "token") return await proveToken(verification, signed, signed.seal);
  const { proofs } = signed.seal;
  if (proofs.length === 0) return finding("fail", "no-proof");
  const readable = proofs.filter((proof) => proof["cryptosuite"] === SUITE).slice(0, MOST_PROOFS);
  if (readable.length === 0) return finding("unknown", "proof-kind-unknown", { kind: kindOf(proofs[0]) });

  const findings: ProofFinding[] = [];
  for (const proof of readable) {
    const one = await proveOnce(verification, signed, proof);
    if (rank(one) === 0) return one;
    findings.push(one);
  }
  return findings.toSorted((left, right) => rank(left) - rank(right))[0] ?? finding("fail", "no-proof");
}

/** Best first. */
function rank({ outcome, tie }: ProofFinding): number {
  const order: readonly Tie[] = ["own", "proven", "unproven", "mismatch"];
  if (outcome === "pass") return Math.max(0, order.indexOf(tie) - 1);
  return outcome === "fail" ? order.length : order.length + 1;
}

async function proveOnce(verification: Verification, signed: Signed, proof: JsonObject): Promise<ProofFinding> {
  const method = stringOf(proof["verificationMethod"]);
  if (method === null) return finding("unknown", "key-unnamed");
  const search = await findKey(verification, method, signed.issuerId);
  if (search.found.kind === "none") return withoutKey(search, search.found);
  if (!verification.takeProof()) return { ...finding("unknown", "too-many-proofs"), tie: search.tie };
  const { key } = search.found;
  const outcome = await verification.ports.proofs.verifyDataIntegrity(signed.credential, proof, key);
  switch (outcome) {
    case "right":
      return { outcome: "pass", reason: "signature-right", values: {}, tie: search.tie, key };
    case "wrong":
      return { ...finding("fail", "signature-wrong"), tie: search.tie };
    case "unknown-context":
    case "terms-undefined":
      return { ...finding("unknown", outcome), tie: search.tie };
    case "gave-up":
      return { ...finding("unknown", "too-hard"), tie: search.tie };
    case "kind-unknown":
      return { ...finding("unknown", "proof-kind-unknown", { kind: kindOf(proof) }), tie: search.tie };
  }
}

async function proveToken(
  verification: Verification,
  { issuerId }: Signed,
  { token, header }: { readonly token: string; readonly header: JsonObject },
): Promise<ProofFinding> {
  const search = await findTokenKey(verification, header, issuerId);
  if (search === null) return finding("unknown", "key-unnamed");
  if (search.found.kind === "none") return withoutKey(search, search.found);
  const { key } = search.found;
  const isRight = (await verification.ports.proofs.verifyJwt(token, key)) === "right";
  if (!isRight) return { ...finding("fail", "signature-wrong"), tie: search.tie };
  return { outcome: "pass", reason: "signature-right", values: {}, tie: search.tie, key };
}

/** A `kid` that is no address is one of the issuer's own names for its keys. */
async function findTokenKey(
  verification: Verification,
  header: JsonObject,
  issuerId: string,
): Promise<KeySearch | null> {
  const [kid, jwk] = [stringOf(header["kid"]), objectOf(header["jwk"])];
  if (kid !== null && kid.includes(":")) return await findKey(verification, kid, issuerId);
  if (jwk !== null) return await judgeBroughtKey(verification, jwk, issuerId);
  return kid === null ? null : await findKey(verification, `${issuerId}#${kid.replace(/^#/, "")}`, issuerId);
}

function withoutKey({ tie }: KeySearch, found: Extract<KeySearch["found"], { kind: "none" }>): ProofFinding {
  return { ...finding(found.outcome, found.reason, found.values), tie };
}

function finding(outcome: "fail" | "unknown", reason: Check["reason"], values: Check["values"] = {}): ProofFinding {
  return { outcome, reason, values, tie: "unproven", key: null };
}

function kindOf(proof: JsonObject | undefined): string {
  return textOf(proof?.["cryptosuite"] ?? proof?.["type"]).slice(0, 100);
}
