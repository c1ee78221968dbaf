import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { openKeyRing } from "../../src/signing/key-ring.ts";

/** Where badges of the tests say they live. */
export const ISSUER_URL = "https://certify.example.com";

/** Settings of somebody who issues badges. */
export const ISSUER = { BADGE_ISSUER_NAME: "GitLab Professional Services", BADGE_URL: ISSUER_URL };

let keys: Promise<string> | null = null;

/** Making keys takes a while, so whoever does not care which ones they are shares them. Put where the bot looks for its own. */
export async function putKeys(dataDir: string): Promise<void> {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  writeFileSync(path.join(dataDir, "badge-keys.json"), await (keys ??= makeKeys()), { mode: 0o600 });
}

async function makeKeys(): Promise<string> {
  const folder = mkdtempSync(path.join(tmpdir(), "onboarding-bot-keys-"));
  try {
    const file = path.join(folder, "badge-keys.json");
    await openKeyRing({ file, known: [], now: () => new Date() });
    return readFileSync(file, "utf8");
  } finally {
    rmSync(folder, { recursive: true });
  }
}
