import type { Json, JsonObject } from "../../domain/badge/json.ts";
import type { Check } from "../../domain/badge/verdict.ts";
import { isInForce } from "./check-dates.ts";
import { proveSigned, type ProofFinding } from "./check-proof.ts";
import { isSameKey } from "./find-key.ts";
import { domainOf } from "./issuer-address.ts";
import { readSigned, type Signed } from "./read-badge.ts";
import { hasType, listOf, objectOf, parseObject, stringOf, textOf } from "./read-fields.ts";
import type { Verification } from "./verify-ports.ts";

/** A list of 131,072 badges has 16 KiB before it is packed. */
const LIST_BYTES = 1024 * 1024;
const LIST_TYPES = "application/vc, application/vc+jwt;q=0.9, application/json;q=0.8, */*;q=0.1";

/** Entries that say something else than whether a badge holds (VC Bitstring Status List, section 2.2). */
const OTHER_PURPOSES: ReadonlySet<Json | undefined> = new Set(["refresh", "message"]);

const MOST_ENTRIES = 4;

/** Of several entries the worst counts. */
const WORST_FIRST: readonly Check["outcome"][] = ["fail", "unknown", "warn", "pass"];

/** Was it revoked? A list that is not to be had, not signed by the issuer or out of date answers nothing. */
export async function checkStatus(verification: Verification, badge: Signed, proof: ProofFinding): Promise<Check> {
  const entries = listOf(badge.credential["credentialStatus"]);
  const checks: Check[] = [];
  for (const entry of entries.slice(0, MOST_ENTRIES)) {
    checks.push(await checkEntry(verification, badge, proof, objectOf(entry) ?? {}));
  }
  if (entries.length > MOST_ENTRIES) checks.push(check("unknown", "status-kind-unknown", { kind: "" }));
  const asked = checks.filter(({ outcome }) => outcome !== "skipped");
  return (
    asked.toSorted((left, right) => WORST_FIRST.indexOf(left.outcome) - WORST_FIRST.indexOf(right.outcome))[0] ??
    check("skipped", "no-status")
  );
}

async function checkEntry(
  verification: Verification,
  badge: Signed,
  proof: ProofFinding,
  entry: JsonObject,
): Promise<Check> {
  if (hasType(entry, "1EdTechRevocationList")) return await checkPlainList(verification, badge, entry);
  const purpose = entry["statusPurpose"];
  if (!hasType(entry, "BitstringStatusListEntry")) return unknownKind(textOf(entry["type"]));
  if (OTHER_PURPOSES.has(purpose)) return check("skipped", "no-status");
  const index = readIndex(entry["statusListIndex"]);
  const address = stringOf(entry["statusListCredential"]);
  const isOneBit = entry["statusSize"] === undefined || entry["statusSize"] === 1;
  if ((purpose !== "revocation" && purpose !== "suspension") || index === null || address === null || !isOneBit) {
    return unknownKind(textOf(purpose));
  }
  const own = proof.tie === "own" ? await readOwnStatus(verification, address, index) : null;
  return own === null ? await checkBitstring(verification, badge, proof, { purpose, index, address }) : own;
}

/** @returns `null` when it is no list of ours. */
async function readOwnStatus({ ports }: Verification, address: string, index: number): Promise<Check | null> {
  const { own } = ports;
  const number = own !== null && address.startsWith(`${own.url}/status/`) ? address.slice(own.url.length + 8) : "";
  if (own === null || !/^[1-9]\d{0,8}$/.test(number)) return null;
  const isSet = await own.readStatus(Number(number), index);
  return isSet === null ? unreachable(address) : check(isSet ? "fail" : "pass", isSet ? "revoked" : "not-revoked");
}

interface Place {
  readonly purpose: "revocation" | "suspension";
  readonly index: number;
  readonly address: string;
}

async function checkBitstring(
  verification: Verification,
  badge: Signed,
  proof: ProofFinding,
  { purpose, index, address }: Place,
): Promise<Check> {
  const document = await verification.fetch(address, LIST_TYPES, LIST_BYTES);
  const unpacked = document.kind === "fault" ? null : verification.ports.proofs.unpack(document.body);
  if (unpacked === null || unpacked.kind === "fault") return unreachable(address);
  const list = readSigned(unpacked);
  const values = { domain: domainOf(address) };
  if (list === null || list.issuerId !== badge.issuerId) return check("fail", "status-forged", values);
  const listProof = await proveSigned(verification, list);
  if (listProof.outcome === "unknown") return unreachable(address);
  if (!list.isConsistent || !isByIssuer(listProof, proof)) return check("fail", "status-forged", values);

  const subject = objectOf(list.credential["credentialSubject"]);
  const encoded = stringOf(subject?.["encodedList"]);
  if (!hasType(subject, "BitstringStatusList") || encoded === null) return unknownKind(textOf(subject?.["type"]));
  if (!listOf(subject?.["statusPurpose"]).includes(purpose)) return check("unknown", "status-other-purpose", values);
  if (!isInForce(list, verification.now)) return check("unknown", "status-stale", values);
  const isSet = await verification.ports.proofs.readStatusBit(encoded, index);
  if (isSet === null) return unreachable(address);
  if (!isSet) return check("pass", "not-revoked");
  return check("fail", purpose === "revocation" ? "revoked" : "suspended");
}

/** Where nothing ties a key to the issuer, list and badge have at least to be of the same hand. */
function isByIssuer(list: ProofFinding, badge: ProofFinding): boolean {
  if (list.outcome !== "pass" || list.key === null) return false;
  if (list.tie === "own" || list.tie === "proven") return true;
  return list.tie === "unproven" && badge.key !== null && isSameKey(list.key, badge.key);
}

/** 1EdTechRevocationList (Open Badges 3.0, section B.7): plain JSON that nobody signed, so it can only warn. */
async function checkPlainList(verification: Verification, badge: Signed, entry: JsonObject): Promise<Check> {
  const address = stringOf(entry["id"]) ?? "";
  const document = await verification.fetch(address, "application/json", LIST_BYTES);
  const list = document.kind === "fault" ? null : parseObject(document.body);
  if (list === null) return unreachable(address);
  const revoked = listOf(list["revokedCredential"] ?? list["revokedCredentials"]).some((one) => {
    const line = objectOf(one);
    return (line === null ? one : line["id"]) === badge.credential["id"] && line?.["revoked"] !== false;
  });
  return revoked ? check("fail", "revoked") : check("warn", "status-unsigned", { domain: domainOf(address) });
}

/** A number, also as text. */
function readIndex(value: Json | undefined): number | null {
  const digits = typeof value === "number" ? String(value) : (stringOf(value) ?? "");
  return /^\d{1,9}$/.test(digits) ? Number(digits) : null;
}

function unreachable(address: string): Check {
  return check("unknown", "status-unreachable", { domain: domainOf(address) });
}

function unknownKind(kind: string): Check {
  return check("unknown", "status-kind-unknown", { kind: kind.slice(0, 100) });
}

function check(outcome: Check["outcome"], reason: Check["reason"], values: Check["values"] = {}): Check {
  return { id: "status", outcome, reason, values };
}
