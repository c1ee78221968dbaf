import { generateKeyPairSync, type KeyObject } from "node:crypto";

import { from, toJwk } from "@digitalbazaar/ed25519-multikey";
import { base58 } from "@scure/base";
import * as fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";

import type { JsonObject } from "../../src/domain/badge/json.ts";
import { publicJwkOf } from "../../src/signing/key-pair.ts";
import { keyOfMultibase, multibaseOf } from "../../src/signing/multikey.ts";
import { keyOfJwk } from "../../src/signing/verification-key.ts";

/** Of the W3C's examples: https://www.w3.org/TR/cid-1.0/#Multikey */
const ED25519 = "z6MkmM42vxfqZQsv4ehtTjFFxQ4sQKS2w6WR7emozFAn5cxu";
const P256 = "zDnaerx9CtbPJ1q36T5Ln5wYt3MQYeGRG5ehnPAmxcf5mDZpv";

let rsa: KeyObject;

beforeAll(() => {
  rsa = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;
});

describe("keyOfMultibase()", () => {
  test.for<[multibase: string, kind: string]>([
    [ED25519, "Ed25519"],
    [P256, "P-256"],
  ])("reads %s as a key of %s", ([multibase, kind]) => {
    expect(keyOfMultibase(multibase)?.kind).toBe(kind);
  });

  test.for<[what: string, multibase: string]>([
    ["nothing", ""],
    ["no multibase", ED25519.slice(1)],
    ["other letters", "z0OIl"],
    ["half of a key", ED25519.slice(0, 20)],
    ["a key and more", `${ED25519}22`],
    ["a private key", `z${base58.encode(Buffer.concat([Buffer.from([0x80, 0x26]), Buffer.alloc(32, 7)]))}`],
    ["a key of another curve", `z${base58.encode(Buffer.concat([Buffer.from([0xe7, 0x01]), Buffer.alloc(33, 2)]))}`],
    [
      "no point of the curve",
      `z${base58.encode(Buffer.concat([Buffer.from([0x80, 0x24, 2]), Buffer.alloc(32, 255)]))}`,
    ],
    ["very much", `z${"2".repeat(1_000_000)}`],
  ])("finds no key in %s", ([, multibase]) => {
    expect(keyOfMultibase(multibase)).toBeNull();
  });

  test("gives back every key of Ed25519 that multibaseOf() wrote", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (bytes) => {
        const jwk = { kty: "OKP", crv: "Ed25519", x: Buffer.from(bytes).toString("base64url") };
        expect(keyOfMultibase(multibaseOf(jwk))).toEqual({ kind: "Ed25519", jwk });
      }),
    );
    expect(() => multibaseOf(publicJwkOf(rsa))).toThrow("it is no Ed25519");
  });

  test("Digital Bazaar's reader finds the same key in what multibaseOf() wrote", async () => {
    const jwk = publicJwkOf(generateKeyPairSync("ed25519").privateKey);
    const controller = "did:web:certify.example.com";
    const publicKeyMultibase = multibaseOf(jwk);
    const keyPair = await from({ type: "Multikey", id: `${controller}#key`, controller, publicKeyMultibase });

    expect(await toJwk({ keyPair })).toEqual(jwk);
  });

  test("never throws", () => {
    const multibase = fc.uint8Array({ maxLength: 40 }).map((bytes) => `z${base58.encode(bytes)}`);
    fc.assert(
      fc.property(fc.oneof(fc.string(), multibase), (text) => {
        expect(["object"]).toContain(typeof keyOfMultibase(text));
      }),
    );
  });
});

describe("keyOfJwk()", () => {
  test("takes the public members alone", () => {
    const secret = rsa.export({ format: "jwk" }) as JsonObject;

    expect(keyOfJwk({ ...secret, alg: "RS256", use: "sig", kid: "one" })).toEqual({
      kind: "RSA",
      jwk: publicJwkOf(rsa),
    });
    expect(Object.keys(publicJwkOf(rsa))).toEqual(["kty", "n", "e"]);
  });

  test.for<[what: string, jwk: () => JsonObject]>([
    ["nothing", () => ({})],
    ["a secret", () => ({ kty: "oct", k: "AAAA" })],
    ["a key to hide with", () => ({ ...publicJwkOf(rsa), use: "enc" })],
    ["a key for something else", () => ({ ...publicJwkOf(rsa), key_ops: ["encrypt"] })],
    ["a key of another algorithm", () => ({ ...publicJwkOf(rsa), alg: "PS256" })],
    ["a small key", () => publicJwkOf(generateKeyPairSync("rsa", { modulusLength: 1024 }).privateKey)],
    ["a huge key", () => ({ ...publicJwkOf(rsa), n: Buffer.alloc(2048, 255).toString("base64url") })],
    ["a huge exponent", () => ({ ...publicJwkOf(rsa), e: Buffer.alloc(256, 255).toString("base64url") })],
    ["another curve", () => publicJwkOf(generateKeyPairSync("ed448").privateKey)],
    ["half of a key", () => ({ kty: "EC", crv: "P-256", x: "AAAA" })],
    ["no point of the curve", () => ({ kty: "EC", crv: "P-256", x: "A".repeat(43), y: "A".repeat(43) })],
    ["members that are no texts", () => ({ kty: "OKP", crv: "Ed25519", x: [1] })],
  ])("finds no key in %s", ([, jwk]) => {
    expect(keyOfJwk(jwk())).toBeNull();
  });
});
