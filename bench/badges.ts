import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { buildCredential, type UnsignedCredential } from "../src/domain/badge/credential.ts";
import type { BadgeDesign } from "../src/domain/badge/design.ts";
import type { BadgeIssuer } from "../src/domain/badge/issuer.ts";
import type { JsonObject } from "../src/domain/badge/json.ts";
import { type KeyRing, openKeyRing } from "../src/signing/key-ring.ts";
import { createProofs } from "../src/signing/proofs.ts";
import { createSigning } from "../src/signing/signing.ts";
import type { SigningPort } from "../src/workflow/ports/badge-port.ts";
import type { VerificationKey } from "../src/workflow/ports/proof-port.ts";
import { type BenchOptions, median, spread, type Table, verdict } from "./figures.ts";

/** What the issue of badges asks for, in milliseconds. */
const MOST_TO_ISSUE = 10;
const MOST_TO_VERIFY = 20;

const ISSUER: BadgeIssuer = {
  name: "Example Services",
  website: null,
  url: "https://certify.example.com",
  isDemo: false,
};

const DESIGN: BadgeDesign = {
  name: "Certified Migration Services Engineer",
  description: "Plans and leads migrations with a customer, from the first meeting to the last repository.",
  criteria: "Passed an assessment, took part in a workshop, shadowed a migration and led one.",
  skills: Array.from({ length: 6 }, (_, index) => ({
    name: `Skill ${index}`,
    description: "Knows what belongs to it, and what does not.",
    url: `https://example.com/skills/${index}`,
  })),
  validFor: { years: 2, months: 0, days: 0 },
  renewableMs: null,
  resultOf: null,
  linkedInId: null,
  credlyTemplate: null,
  art: {
    shape: "shield",
    lines: ["CERTIFIED"],
    over: "",
    under: "",
    colors: { background: "#000000", accent: "#ffffff", text: "#ffffff" },
  },
};

/**
 * Measure issuing (both forms of a badge) and verifying (finding it in a file, its proof, its place in a status list),
 * one after the other.
 */
export async function benchBadges({ quick }: BenchOptions): Promise<Table> {
  const folder = mkdtempSync(path.join(tmpdir(), "onboarding-bot-bench-"));
  try {
    const now = () => new Date();
    const ring = await openKeyRing({ file: path.join(folder, "badge-keys.json"), known: [], now });
    return await measure(ring, createSigning({ ring, issuerUrl: ISSUER.url, now }), quick ? 40 : 300);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function measure(ring: KeyRing, signing: SigningPort, rounds: number): Promise<Table> {
  const proofs = createProofs();
  const [edKey, rsaKey] = ring.keys().map(({ jwk }) => proofs.keyOfJwk(jwk));
  if (!edKey || !rsaKey) throw new TypeError("Cannot measure: a new ring has a key of each kind");
  const list = await signing.encodeStatusList([1, 2, 3]);
  const issueMs: number[] = [];
  const jsonMs: number[] = [];
  const jwtMs: number[] = [];
  for (let round = -10; round < rounds; round += 1) {
    const body = credential(signing, round);
    const [issued, badge] = await timed(() => signing.signBadge(body));
    const [json, isJsonRight] = await timed(() => verifyJson(badge.json, list, edKey));
    const [jwt, isJwtRight] = await timed(() => verifyToken(badge.jwt, list, rsaKey));
    if (!isJsonRight || !isJwtRight) throw new TypeError("Cannot measure: a badge does not verify");
    // The first rounds are the compiler's.
    if (round < 0) continue;
    issueMs.push(issued);
    jsonMs.push(json);
    jwtMs.push(jwt);
  }
  return {
    name: "badges, one after the other",
    rows: [
      row("issue, as JSON and as JWT", issueMs, MOST_TO_ISSUE),
      row("verify the JSON", jsonMs, MOST_TO_VERIFY),
      row("verify the JWT", jwtMs, MOST_TO_VERIFY),
    ],
  };

  async function verifyJson(text: string, encodedList: string, key: VerificationKey): Promise<boolean> {
    const found = proofs.unpack(Buffer.from(text));
    if (found.kind !== "json") return false;
    const { proof, ...rest } = found.credential;
    const [first = {}] = proof as readonly JsonObject[];
    const outcome = await proofs.verifyDataIntegrity(rest, first, key);
    return outcome === "right" && (await proofs.readStatusBit(encodedList, 5)) === false;
  }

  async function verifyToken(text: string, encodedList: string, key: VerificationKey): Promise<boolean> {
    const found = proofs.unpack(Buffer.from(text));
    if (found.kind !== "jwt" || (await proofs.verifyJwt(found.token, key)) !== "right") return false;
    return (await proofs.readStatusBit(encodedList, 5)) === false;
  }
}

function row(name: string, ms: readonly number[], most: number) {
  return { step: name, "ms, median": spread(ms), "asked for": `≤ ${most}`, reached: verdict(median(ms) <= most) };
}

async function timed<Result>(work: () => Promise<Result>): Promise<[ms: number, result: Result]> {
  const began = performance.now();
  const result = await work();
  return [performance.now() - began, result];
}

function credential(signing: SigningPort, index: number): UnsignedCredential {
  const from = new Date("2026-11-22T10:00:00Z");
  return buildCredential(ISSUER, DESIGN, {
    id: `badge-${index}`,
    programId: "migration",
    programVersion: 1,
    language: "en",
    subjectId: signing.newSubjectId(),
    recipients: [signing.hashRecipient("emailAddress", "ada@example.com"), signing.hashRecipient("userName", "ada")],
    statusList: 1,
    statusIndex: index + 10,
    awardedAt: from,
    validFrom: from,
    validUntil: new Date("2028-11-22T10:00:00Z"),
    evidence: { tasks: 5, engagements: 2, journalHash: "ab".repeat(32) },
    result: null,
  });
}
