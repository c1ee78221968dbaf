import type { Check } from "../../domain/badge/verdict.ts";
import type { ProofFinding } from "./check-proof.ts";
import { domainOf } from "./issuer-address.ts";
import { textOf } from "./read-fields.ts";
import type { Verification } from "./verify-ports.ts";

/** Who issued it? That somebody else did is no fault, only worth knowing. */
export function checkIssuer({ ports }: Verification, issuerId: string, proof: ProofFinding): Check {
  const domain = domainOf(issuerId);
  // Below one domain may live many issuers, so its whole id is told as well.
  const values = { domain, id: issuerId === domain ? "" : textOf(issuerId) };
  const check = (outcome: Check["outcome"], reason: Check["reason"]): Check => ({
    id: "issuer",
    outcome,
    reason,
    values,
  });
  if (proof.tie === "mismatch") return check("fail", "issuer-mismatch");
  if (proof.outcome !== "pass" || proof.tie === "unproven") return check("unknown", "issuer-unproven");
  if (proof.tie === "proven") return check("warn", "issued-elsewhere");
  return ports.own?.isDemo === true ? check("warn", "issuer-demo") : check("pass", "issued-here");
}
