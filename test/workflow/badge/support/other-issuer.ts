import { generateKeyPairSync, type KeyObject } from "node:crypto";

import { CompactSign } from "jose";

import type { Json, JsonObject } from "../../../../src/domain/badge/json.ts";
import { signDataIntegrity } from "../../../../src/signing/data-integrity.ts";
import { publicJwkOf } from "../../../../src/signing/key-pair.ts";
import { multibaseOf } from "../../../../src/signing/multikey.ts";
import { createProofs } from "../../../../src/signing/proofs.ts";
import { encodeStatusList } from "../../../../src/signing/status-list.ts";
import { verifyBadge } from "../../../../src/workflow/badge/verify-badge.ts";
import type { OwnIssuer } from "../../../../src/workflow/badge/verify-ports.ts";
import type { DocumentFetcher, FetchedDocument } from "../../../../src/workflow/ports/proof-port.ts";
import type { VerificationReport } from "../../../../src/workflow/badge/report.ts";
import { NOW } from "../../../signing/support/issuer.ts";

/** Somebody else who issues badges, with whatever key and documents a test wants. */
export interface OtherKey {
  readonly secret: KeyObject;
  readonly multibase: string;
  readonly jwk: JsonObject;
}

export const OTHER_DID = "did:web:badges.example.org:school";
export const OTHER_KEYS = "https://badges.example.org/school/did.json";
export const OTHER_METHOD = `${OTHER_DID}#key-1`;
export const LIST = "https://badges.example.org/school/status/7";

export function makeKey(): OtherKey {
  const { privateKey } = generateKeyPairSync("ed25519");
  const jwk = publicJwkOf(privateKey);
  return { secret: privateKey, multibase: multibaseOf(jwk), jwk };
}

export function badgeOf(issuerId: string, changes: JsonObject = {}): JsonObject {
  return {
    "@context": ["https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],
    id: "urn:uuid:0d5b9e0a-9b1c-4f4e-8a53-7f6f4f1d2c3b",
    type: ["VerifiableCredential", "OpenBadgeCredential"],
    issuer: { id: issuerId, type: ["Profile"], name: "Example School" },
    validFrom: "2026-01-01T00:00:00+01:00",
    name: "Swimmer",
    credentialSubject: {
      id: "did:example:ada",
      type: ["AchievementSubject"],
      achievement: {
        id: "https://badges.example.org/swimmer",
        type: ["Achievement"],
        name: "Swimmer",
        description: "Swims.",
        criteria: { narrative: "Swim." },
        tag: ["Swimming"],
      },
    },
    ...changes,
  };
}

export function didDocumentOf(key: Pick<OtherKey, "multibase">, changes: JsonObject = {}): JsonObject {
  return {
    id: OTHER_DID,
    verificationMethod: [
      { id: OTHER_METHOD, type: "Multikey", controller: OTHER_DID, publicKeyMultibase: key.multibase },
    ],
    assertionMethod: [OTHER_METHOD],
    ...changes,
  };
}

export function statusOf(changes: JsonObject = {}): JsonObject {
  return {
    credentialStatus: {
      id: `${LIST}#5`,
      type: "BitstringStatusListEntry",
      statusPurpose: "revocation",
      statusListIndex: "5",
      statusListCredential: LIST,
      ...changes,
    },
  };
}

export async function listOf(set: readonly number[], changes: JsonObject = {}, subject: JsonObject = {}) {
  return {
    "@context": ["https://www.w3.org/ns/credentials/v2"],
    id: LIST,
    type: ["VerifiableCredential", "BitstringStatusListCredential"],
    issuer: OTHER_DID,
    validFrom: "2026-11-22T00:00:00Z",
    credentialSubject: {
      id: `${LIST}#list`,
      type: "BitstringStatusList",
      statusPurpose: "revocation",
      encodedList: await encodeStatusList(set),
      ...subject,
    },
    ...changes,
  };
}

export async function signed(credential: JsonObject, key: OtherKey, method: string): Promise<JsonObject> {
  return await signDataIntegrity(credential, key.secret, method, new Date("2026-11-01T00:00:00Z"));
}

export function token(payload: JsonObject, key: OtherKey, header: JsonObject): Promise<string> {
  return new CompactSign(Buffer.from(JSON.stringify(payload)))
    .setProtectedHeader({ alg: "EdDSA", ...header })
    .sign(key.secret);
}

/** What the world has to offer, by address; whatever else is asked for is not there. */
export type World = Readonly<Record<string, Json | Uint8Array | FetchedDocument>>;

export function fetcherOf(world: World, asked: string[] = []): DocumentFetcher {
  return {
    begin: () => ({
      async fetch(url, _accept, limitBytes) {
        asked.push(url);
        const found = world[url];
        if (found === undefined) return { kind: "fault", fault: "unreachable" };
        if (isFetched(found)) return found;
        const body = found instanceof Uint8Array ? found : Buffer.from(toText(found));
        if (body.length > limitBytes) return { kind: "fault", fault: "too-large" };
        return { kind: "document", body, contentType: "application/json" };
      },
    }),
  };
}

export interface Asking {
  readonly world?: World;
  readonly own?: OwnIssuer | null;
  readonly now?: Date;
  readonly recipient?: string;
  readonly asked?: string[];
}

/** Verify something as a visitor would who pastes it. */
export function verify(badge: Json | Uint8Array, asking: Asking = {}): Promise<VerificationReport> {
  const now = asking.now ?? NOW;
  return verifyBadge(
    {
      proofs: createProofs(() => now),
      fetcher: fetcherOf(asking.world ?? {}, asking.asked),
      own: asking.own ?? null,
      now: () => now,
    },
    {
      source: { kind: "file", bytes: badge instanceof Uint8Array ? badge : Buffer.from(toText(badge)) },
      recipient: asking.recipient ?? "",
    },
  );
}

/** `verdict: format proof issuer status dates recipient`, each as outcome and reason, without what is fine. */
export function told(report: VerificationReport): string {
  const lines = report.checks
    .filter(({ reason }) => !QUIET.has(reason))
    .map(({ id, outcome, reason }) => `${id} ${outcome} ${reason}`);
  return [report.verdict, ...lines].join(", ");
}

const QUIET: ReadonlySet<string> = new Set([
  "well-formed",
  "signature-right",
  "issued-here",
  "not-revoked",
  "no-status",
  "in-force",
  "recipient-not-asked",
  "not-reached",
]);

function toText(value: Json): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

function isFetched(value: Json | Uint8Array | FetchedDocument): value is FetchedDocument {
  return typeof value === "object" && value !== null && "kind" in value && value["kind"] === "fault";
}
