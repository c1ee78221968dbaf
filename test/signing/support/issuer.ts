import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import {
  buildCredential,
  type CredentialFacts,
  type UnsignedCredential,
} from "../../../src/domain/badge/credential.ts";
import type { BadgeDesign } from "../../../src/domain/badge/design.ts";
import { type BadgeIssuer, didOf } from "../../../src/domain/badge/issuer.ts";
import type { JsonObject } from "../../../src/domain/badge/json.ts";
import { type KeyRing, openKeyRing } from "../../../src/signing/key-ring.ts";
import { createProofs } from "../../../src/signing/proofs.ts";
import { createSigning } from "../../../src/signing/signing.ts";
import type { PublicKey, SigningPort } from "../../../src/workflow/ports/badge-port.ts";
import type { VerificationKey } from "../../../src/workflow/ports/proof-port.ts";

export const NOW = new Date("2026-11-22T10:00:00.000Z");

export const ISSUER: BadgeIssuer = {
  name: "Example Services",
  website: "https://example.com",
  url: "https://certify.example.com",
  isDemo: false,
};

export const DID = didOf(ISSUER.url);

const DESIGN: BadgeDesign = {
  name: "Certified Kompostmeister »Größe 3«",
  description: "Turns leaves into soil. 🌱",
  criteria: "Three heaps, and one that failed: a[b[0]]>1.",
  skills: [
    { name: "Layering", description: "Knows brown from green.", url: "https://example.com/skills/layering" },
    { name: "Patience", description: "", url: null },
  ],
  validFor: { years: 2, months: 0, days: 0 },
  renewableMs: null,
  resultOf: "exam",
  linkedInId: null,
  credlyTemplate: null,
  art: {
    shape: "shield",
    lines: ["KOMPOST"],
    over: "",
    under: "",
    colors: { background: "#000000", accent: "#ffffff", text: "#ffffff" },
  },
};

export const EMAIL = "ada@example.com";

/** Keys of one test file: making them takes a while. */
export async function openIssuer(): Promise<{
  readonly ring: KeyRing;
  readonly signing: SigningPort;
  readonly keys: readonly PublicKey[];
}> {
  const folder = mkdtempSync(path.join(tmpdir(), "onboarding-bot-keys-"));
  try {
    const ring = await openKeyRing({ file: path.join(folder, "badge-keys.json"), known: [], now: () => NOW });
    return { ring, signing: createSigning({ ring, issuerUrl: ISSUER.url, now: () => NOW }), keys: ring.keys() };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

export function credentialOf(
  signing: Pick<SigningPort, "hashRecipient">,
  facts: Partial<CredentialFacts> = {},
): UnsignedCredential {
  return buildCredential(ISSUER, DESIGN, {
    id: "rTq1lJ5nVbC7oYp2sXw9uZ0aKd3fGh6i",
    programId: "kompostmeister",
    programVersion: 3,
    language: "en",
    subjectId: "urn:uuid:6f6d2b9e-3c1d-4d57-9a0e-2f1f6a4b8c01",
    recipients: [signing.hashRecipient("emailAddress", EMAIL), signing.hashRecipient("userName", "ada")],
    statusList: 1,
    statusIndex: 77_777,
    awardedAt: new Date("2026-11-21T09:00:00Z"),
    validFrom: new Date("2026-11-21T09:00:00Z"),
    validUntil: new Date("2028-11-21T09:00:00Z"),
    evidence: { tasks: 5, engagements: 2, journalHash: "ab".repeat(32) },
    result: { name: "Exam", points: 93 },
    ...facts,
  });
}

/** A status list as the bot serves it, before it is signed. */
export async function statusListOf(signing: SigningPort, set: readonly number[]): Promise<JsonObject> {
  const id = `${ISSUER.url}/status/1`;
  return {
    "@context": ["https://www.w3.org/ns/credentials/v2"],
    id,
    type: ["VerifiableCredential", "BitstringStatusListCredential"],
    issuer: DID,
    // Some readers take the time of the machine for it.
    validFrom: "2026-01-01T00:00:00Z",
    credentialSubject: {
      id: `${id}#list`,
      type: "BitstringStatusList",
      statusPurpose: "revocation",
      encodedList: await signing.encodeStatusList(set),
    },
  };
}

/** Where a key of this issuer is found, and the key. */
export function keyOf(keys: readonly PublicKey[], kind: PublicKey["kind"]): VerificationKey {
  const key = keys.find((one) => one.kind === kind);
  const usable = key === undefined ? null : createProofs().keyOfJwk(key.jwk);
  if (usable === null) throw new TypeError(`Cannot use a key: there is none for ${kind}`);
  return usable;
}

/** The credential and its only proof apart, as the workflow takes them. */
export function split(json: string): { readonly credential: JsonObject; readonly proof: JsonObject } {
  const { proof, ...credential } = JSON.parse(json) as JsonObject & { readonly proof: readonly [JsonObject] };
  return { credential, proof: proof[0] };
}
