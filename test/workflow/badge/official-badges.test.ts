import { existsSync, readFileSync } from "node:fs";
import path from "node:path";

import { expect, test } from "vitest";

import { told, verify, type World } from "./support/other-issuer.ts";

/** The standard body's own badges, read where they are; they are not ours to copy. */
const VECTORS = path.resolve(import.meta.dirname, "../../../../shared/ob3/testvectors");
const LIST =
  "https://raw.githubusercontent.com/1EdTech/digital-credentials-public-validator/refs/heads/main/inspector-vc/src/test/resources/ob30/bit-string-list/testlist";

/** Their keys stand in an address nobody can ask, so a right signature proves no issuer. */
const UNPROVEN = "unproven, issuer unknown issuer-unproven";

test.skipIf(!existsSync(VECTORS)).for<[file: string, told: string]>([
  ["simple.json", UNPROVEN],
  ["simple-json.svg", UNPROVEN],
  ["simple-json.png", UNPROVEN],
  ["simple-jwt.svg", UNPROVEN],
  ["simple-jwt.png", UNPROVEN],
  ["simple-multiple-proofs.json", UNPROVEN],
  ["simple-did-key-method.json", UNPROVEN],
  ["simple-did-web-method.json", UNPROVEN],
  ["simple-err-proof-value.json", "invalid, proof fail signature-wrong"],
  ["simple-err-expired.json", "invalid, issuer unknown issuer-unproven, dates fail expired"],
  ["simple.jwt", "unproven, format warn older-version, proof unknown key-unnamed, issuer unknown issuer-unproven"],
  ["complete.json", "unproven, issuer unknown issuer-unproven, status unknown status-unreachable"],
  [
    "bitstring/credential-status-revoked.json",
    "unproven, issuer unknown issuer-unproven, status unknown status-unreachable",
  ],
])("verifyBadge() judges the official %s", async ([file, expected]) => {
  expect(told(await verify(readFileSync(path.join(VECTORS, file))))).toBe(expected);
});

test.skipIf(!existsSync(VECTORS))("verifyBadge() sees that the official revoked badge is revoked", async () => {
  const world: World = { [LIST]: readFileSync(path.join(VECTORS, "bitstring/testlist")) };
  const badge = readFileSync(path.join(VECTORS, "bitstring/credential-status-revoked.json"));

  expect(told(await verify(badge, { world }))).toBe("invalid, issuer unknown issuer-unproven, status fail revoked");
});

test.skipIf(!existsSync(VECTORS))(
  "verifyBadge() calls an official badge valid once its issuer names the key",
  async () => {
    const issuer = "https://example.com/issuers/876543";
    const key = { id: "#key", publicKeyMultibase: "z6MkjZRZv3aez3r18pB1RBFJR1kwUVJ5jHt92JmQwXbd5hwi" };
    const world: World = { [issuer]: { id: issuer, verificationMethod: [key] } };

    expect(told(await verify(readFileSync(path.join(VECTORS, "simple.json")), { world }))).toBe(
      "valid, issuer warn issued-elsewhere",
    );
  },
);
