import type { JsonObject } from "../../domain/badge/json.ts";
import type { Check } from "../../domain/badge/verdict.ts";
import { hasType, listOf, objectOf, textOf } from "./read-fields.ts";
import type { Signed } from "./read-badge.ts";

const VC_1 = "https://www.w3.org/2018/credentials/v1";
const VC_2 = "https://www.w3.org/ns/credentials/v2";

/** Both names of the same type (Open Badges 3.0, section B.1.1). */
const BADGE_TYPES = ["OpenBadgeCredential", "AchievementCredential"] as const;

/** Is it written as a badge? Only what a reader has to rely on is asked for, not every rule of the schema. */
export function checkFormat(signed: Signed): Check {
  const { credential } = signed;
  const [context] = listOf(credential["@context"]);
  if (!BADGE_TYPES.some((type) => hasType(credential, type)) || subjectOf(credential) === null) {
    return check("fail", "not-a-badge");
  }
  if (!signed.isConsistent) return check("fail", "claims-differ");
  if (context === VC_1) return check("warn", "older-version", { version: "Verifiable Credentials 1.1" });
  if (context !== VC_2) return check("unknown", "unknown-context");
  const missing = missingIn(credential);
  return missing === null ? check("pass", "well-formed") : check("warn", "incomplete", { missing });
}

/** Badges of the years before 2024 are no credentials and cannot be checked by themselves. */
export function isOpenBadge2(document: JsonObject): boolean {
  return (
    listOf(document["@context"]).some(
      (one) => typeof one === "string" && one.startsWith("https://w3id.org/openbadges/"),
    ) && ["Assertion", "BadgeClass"].some((type) => hasType(document, type))
  );
}

/** Whom a badge is for; `null` when that cannot be read. */
export function subjectOf(credential: JsonObject): JsonObject | null {
  const subjects = listOf(credential["credentialSubject"]);
  return subjects.length === 1 ? objectOf(subjects[0]) : null;
}

export function achievementOf(credential: JsonObject): JsonObject | null {
  return objectOf(listOf(subjectOf(credential)?.["achievement"])[0]);
}

function missingIn(credential: JsonObject): string | null {
  const achievement = achievementOf(credential);
  if (typeof credential["id"] !== "string") return "id";
  if (achievement === null) return "achievement";
  const missing = ["name", "description"].find((name) => textOf(achievement[name]) === "");
  return missing === undefined ? null : `achievement.${missing}`;
}

function check(outcome: Check["outcome"], reason: Check["reason"], values: Check["values"] = {}): Check {
  return { id: "format", outcome, reason, values };
}
