import { DateTime } from "luxon";

import type { BadgeDesign } from "./design.ts";
import { type BadgeIssuer, didOf } from "./issuer.ts";
import type { Json, JsonObject } from "./json.ts";

/** Order matters: the first has to be that of the W3C (VC Data Model 2.0, section 4.3). */
export const CONTEXTS = [
  "https://www.w3.org/ns/credentials/v2",
  "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
] as const;

/** An Open Badges 3.0 credential without its proof. */
export type UnsignedCredential = JsonObject & {
  readonly "@context": readonly string[];
  readonly id: string;
  readonly issuer: JsonObject & { readonly id: string };
  readonly validFrom: string;
  readonly validUntil?: string;
  readonly credentialSubject: JsonObject & { readonly id: string };
};

/** All that a credential says, beside what its program says of every badge. */
export interface CredentialFacts {
  /** Of the badge: the last part of its address. */
  readonly id: string;
  readonly programId: string;
  readonly programVersion: number;
  /** BCP 47 tag of the program's texts. */
  readonly language: string;
  readonly subjectId: string;
  readonly recipients: readonly { readonly type: string; readonly hash: string; readonly salt: string }[];
  readonly statusList: number;
  readonly statusIndex: number;
  readonly awardedAt: Date;
  /** From then on this edition holds: the certification, or the last renewal. */
  readonly validFrom: Date;
  readonly validUntil: Date | null;
  readonly evidence: Evidence;
  /** Points out of 100; `null` where the program tells none. */
  readonly result: { readonly name: string; readonly points: number } | null;
}

/** What stands behind a badge, in numbers: never who, where or what for. */
export interface Evidence {
  readonly tasks: number;
  readonly engagements: number;
  /** Hash of the journal up to the certification, hexadecimal: proves later that nothing in it was changed. */
  readonly journalHash: string;
}

/**
 * Write an Open Badges 3.0 credential (https://www.imsglobal.org/spec/ob/v3p0, VC Data Model 2.0). What may be one or
 * several is always a list, and nothing is empty: some readers take no other form.
 */
export function buildCredential(issuer: BadgeIssuer, design: BadgeDesign, facts: CredentialFacts): UnsignedCredential {
  const address = addressOf(issuer, facts.id);
  return {
    "@context": [...CONTEXTS],
    id: address,
    type: ["VerifiableCredential", "OpenBadgeCredential"],
    issuer: { id: didOf(issuer.url), ...profileFields(issuer) },
    validFrom: instant(facts.validFrom),
    ...(facts.validUntil === null ? {} : { validUntil: instant(facts.validUntil) }),
    awardedDate: instant(facts.awardedAt),
    name: nameOf(issuer, design),
    credentialSubject: {
      id: facts.subjectId,
      type: ["AchievementSubject"],
      ...(facts.recipients.length === 0 ? {} : { identifier: facts.recipients.map(identity) }),
      achievement: buildAchievement(issuer, design, facts),
      ...(facts.result === null ? {} : { result: [result(issuer, facts, facts.result.points)] }),
    },
    evidence: [evidence(facts.evidence)],
    credentialStatus: {
      id: `${issuer.url}/status/${facts.statusList}#${facts.statusIndex}`,
      type: "BitstringStatusListEntry",
      statusPurpose: "revocation",
      statusListIndex: String(facts.statusIndex),
      statusListCredential: `${issuer.url}/status/${facts.statusList}`,
    },
  };
}

/** What is certified; the same for everybody who earned it. Also served by itself. */
export function buildAchievement(
  issuer: BadgeIssuer,
  design: BadgeDesign,
  program: Pick<CredentialFacts, "programId" | "programVersion" | "language" | "result">,
): JsonObject {
  const id = achievementIdOf(issuer, program.programId);
  return {
    id,
    type: ["Achievement"],
    achievementType: "Certification",
    name: nameOf(issuer, design),
    description: design.description,
    criteria: { id, narrative: design.criteria },
    image: { id: `${id}.png`, type: "Image", caption: nameOf(issuer, design) },
    inLanguage: program.language,
    version: String(program.programVersion),
    ...(design.skills.length === 0 ? {} : { tag: design.skills.map(({ name }) => name) }),
    ...alignments(design),
    ...(program.result === null
      ? {}
      : { resultDescription: [resultDescription(issuer, program, program.result.name)] }),
  };
}

/** Until when a badge that holds from `from` on holds; `null` for ever. In UTC, so that it is the same everywhere. */
export function validUntil(design: BadgeDesign, from: Date): Date | null {
  return design.validFor === null ? null : DateTime.fromJSDate(from, { zone: "utc" }).plus(design.validFor).toJSDate();
}

/** From when on a badge that holds from `from` on may be renewed; `null` where it never is. */
export function renewableFrom(design: BadgeDesign, from: Date): Date | null {
  const end = validUntil(design, from);
  return end === null || design.renewableMs === null ? null : new Date(end.getTime() - design.renewableMs);
}

export function nameOf(issuer: Pick<BadgeIssuer, "isDemo">, design: Pick<BadgeDesign, "name">): string {
  return issuer.isDemo ? `DEMO: ${design.name}` : design.name;
}

/** Where everybody sees a badge who knows its id. */
export function addressOf(issuer: Pick<BadgeIssuer, "url">, id: string): string {
  return `${issuer.url}/badges/${id}`;
}

export function achievementIdOf(issuer: Pick<BadgeIssuer, "url">, programId: string): string {
  return `${issuer.url}/achievements/${programId}`;
}

/** The issuer as a Profile; its id is that of the credential's issuer. */
export function profileFields(issuer: BadgeIssuer): JsonObject {
  return {
    type: ["Profile"],
    name: issuer.isDemo && !/\bdemo\b/i.test(issuer.name) ? `DEMO: ${issuer.name}` : issuer.name,
    url: issuer.website ?? `${issuer.url}/issuer`,
  };
}

function alignments({ skills }: BadgeDesign): JsonObject {
  const known = skills.flatMap(({ name, url, description }): JsonObject[] =>
    url === null
      ? []
      : [
          {
            type: ["Alignment"],
            targetName: name,
            targetUrl: url,
            ...(description === "" ? {} : { targetDescription: description }),
          },
        ],
  );
  return known.length === 0 ? {} : { alignment: known };
}

function identity({ type, hash, salt }: CredentialFacts["recipients"][number]): JsonObject {
  return { type: "IdentityObject", hashed: true, identityHash: hash, identityType: type, salt };
}

function evidence({ tasks, engagements, journalHash }: Evidence): JsonObject {
  return {
    type: ["Evidence"],
    name: "Record of the certification",
    narrative: `Tasks confirmed: ${tasks}. Engagements held: ${engagements}. SHA-256 of the record: ${journalHash}`,
  };
}

function resultDescription(
  issuer: BadgeIssuer,
  { programId }: Pick<CredentialFacts, "programId">,
  name: string,
): JsonObject {
  return {
    id: `${achievementIdOf(issuer, programId)}#result`,
    type: ["ResultDescription"],
    name,
    resultType: "Percent",
    valueMin: "0",
    valueMax: "100",
  };
}

function result(issuer: BadgeIssuer, { programId }: CredentialFacts, points: number): JsonObject {
  const resultDescriptionId: Json = `${achievementIdOf(issuer, programId)}#result`;
  return { type: ["Result"], resultDescription: resultDescriptionId, value: String(points) };
}

/** Whole seconds: some readers take no fractions. */
function instant(at: Date): string {
  return at.toISOString().replace(/\.\d{3}Z$/, "Z");
}
