import type { JsonObject } from "../../domain/badge/json.ts";
import type { Check } from "../../domain/badge/verdict.ts";
import type { ProofPort } from "../ports/proof-port.ts";
import { subjectOf } from "./check-format.ts";
import { listOf, objectOf, stringOf } from "./read-fields.ts";

/** Each costs a hash for every spelling. */
const MOST_IDENTITIES = 50;

/** Was it given to whom a visitor asks about? Nobody learns from the answer what they did not type in. */
export function checkRecipient(proofs: ProofPort, credential: JsonObject, recipient: string): Check {
  const check = (outcome: Check["outcome"], reason: Check["reason"]): Check => ({
    id: "recipient",
    outcome,
    reason,
    values: {},
  });
  const asked = recipient.trim();
  if (asked === "") return check("skipped", "recipient-not-asked");
  const subject = subjectOf(credential);
  const identities = listOf(subject?.["identifier"]).slice(0, MOST_IDENTITIES);
  const address = stringOf(subject?.["id"]) ?? "";
  const isMail = address.startsWith("mailto:");
  if (identities.length === 0 && !isMail) return check("unknown", "recipient-unnamed");

  const names = [asked, asked.replace(/^@/, "")];
  const isRight =
    (isMail && names.some((name) => isSame(address.slice("mailto:".length), name))) ||
    identities.some((one) => names.some((name) => isIdentity(proofs, objectOf(one), name)));
  return isRight ? check("pass", "recipient-right") : check("fail", "recipient-wrong");
}

function isIdentity(proofs: ProofPort, identity: JsonObject | null, name: string): boolean {
  const hash = stringOf(identity?.["identityHash"]);
  if (hash === null) return false;
  if (identity?.["hashed"] === true) return proofs.isHashOf(hash, stringOf(identity["salt"]) ?? "", name);
  return isSame(hash, name);
}

function isSame(left: string, right: string): boolean {
  return left.trim().toLowerCase() === right.trim().toLowerCase();
}
