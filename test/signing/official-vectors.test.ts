import { existsSync, readFileSync } from "node:fs";
import path from "node:path";

import { describe, expect, test } from "vitest";

import type { JsonObject } from "../../src/domain/badge/json.ts";
import { createProofs } from "../../src/signing/proofs.ts";
import type { VerificationKey } from "../../src/workflow/ports/proof-port.ts";

/** The standard body's own examples, read where they are: they are not ours to copy. */
const VECTORS = path.resolve(import.meta.dirname, "../../../shared/ob3/testvectors");

const proofs = createProofs();

describe.skipIf(!existsSync(VECTORS))("the official examples", () => {
  test.for<[file: string, from: string, outcomes: readonly string[]]>([
    ["simple.json", "json", ["right"]],
    ["simple-did-key-method.json", "json", ["right"]],
    ["simple-did-web-method.json", "json", ["right"]],
    ["simple-multiple-proofs.json", "json", ["kind-unknown", "right"]],
    ["simple-err-expired.json", "json", ["right"]],
    ["simple-err-proof-value.json", "json", ["wrong"]],
    ["complete.json", "json", ["right"]],
    ["bitstring/credential-status-revoked.json", "json", ["right"]],
    ["bitstring/testlist", "json", ["right"]],
    ["simple-json.svg", "svg", ["right"]],
    ["simple-json.png", "png", ["right"]],
  ])("%s comes out of %s, and its proofs are %j", async ([file, from, outcomes]) => {
    const found = proofs.unpack(read(file));
    if (found.kind !== "json") throw new TypeError(`Cannot check ${file}: it is ${JSON.stringify(found)}`);
    const { proof, ...credential } = found.credential;
    const given = [proof].flat() as JsonObject[];
    const verdicts = given.map((one) => proofs.verifyDataIntegrity(credential, one, keyNamedBy(one)));
    const byAnother = given.map((one) => proofs.verifyDataIntegrity(credential, one, ANOTHER));

    expect(found.from).toBe(from);
    expect(await Promise.all(verdicts)).toEqual(outcomes);
    expect(await Promise.all(byAnother)).toEqual(outcomes.map((one) => (one === "right" ? "wrong" : one)));
  });

  test.for<[file: string, from: string]>([
    ["simple-jwt.svg", "svg"],
    ["simple-jwt.png", "png"],
  ])("%s comes out of %s, and its signature is right by the key it brings along", async ([file, from]) => {
    const found = proofs.unpack(read(file));
    if (found.kind !== "jwt") throw new TypeError(`Cannot check ${file}: it is ${JSON.stringify(found)}`);
    const key = proofs.keyOfJwk(found.header["jwk"] as JsonObject);

    expect(found.from).toBe(from);
    expect(found.payload).toMatchObject({ name: "Teamwork Badge" });
    expect(await proofs.verifyJwt(found.token, key ?? ANOTHER)).toBe("right");
    expect(await proofs.verifyJwt(found.token, ANOTHER)).toBe("wrong");
  });

  test("simple.jwt names no key, so nothing proves it", async () => {
    const found = proofs.unpack(read("simple.jwt"));

    expect(found).toMatchObject({ kind: "jwt", from: "jwt", header: { alg: "RS256", typ: "JWT" } });
    expect(await proofs.verifyJwt(read("simple.jwt").toString(), ANOTHER)).toBe("wrong");
  });

  test("the bit of the revoked one is set, and those beside it are not", async () => {
    const found = proofs.unpack(read("bitstring/testlist"));
    const subject = found.kind === "json" ? (found.credential["credentialSubject"] as Record<string, string>) : {};
    const bits = [22, 23, 24].map((index) => proofs.readStatusBit(subject["encodedList"] ?? "", index));

    expect(await Promise.all(bits)).toEqual([false, true, false]);
  });
});

const ANOTHER: VerificationKey = {
  kind: "Ed25519",
  jwk: { kty: "OKP", crv: "Ed25519", x: "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo" },
};

/** Their keys stand in the address of the key itself. */
function keyNamedBy({ verificationMethod = "" }: JsonObject): VerificationKey {
  const multibase = (verificationMethod as string).split(/[#:]/).at(-1) ?? "";
  return proofs.keyOfMultibase(multibase) ?? ANOTHER;
}

function read(file: string): Buffer {
  return readFileSync(path.join(VECTORS, file));
}
