import { generateKeyPairSync, randomBytes, sign, type KeyObject } from "node:crypto";

export interface TestCertificate {
  readonly key: string;
  readonly cert: string;
}

const DAY_MS = 86_400_000;

/** A certificate signed by itself, for these names, made at run time: there is no private key to keep in a repository. */
export function makeCertificate(names: readonly string[], validFrom = new Date(Date.now() - DAY_MS)): TestCertificate {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const body = describeCertificate(names, validFrom, publicKey);
  const signature = sign("sha256", body, privateKey);
  const der = sequence(body, ECDSA_WITH_SHA256, element(0x03, Buffer.concat([Buffer.of(0), signature])));
  return { key: String(privateKey.export({ type: "pkcs8", format: "pem" })), cert: toPem(der) };
}

/** RFC 5280, section 4.1: version, serial, algorithm, issuer, validity, subject, key, extensions. */
function describeCertificate(names: readonly string[], validFrom: Date, publicKey: KeyObject): Buffer {
  const name = sequence(element(0x31, sequence(oid(2, 5, 4, 3), element(0x0c, Buffer.from("Test")))));
  const alternatives = sequence(...names.map((one) => element(0x82, Buffer.from(one))));
  const validity = sequence(time(validFrom), time(new Date(validFrom.getTime() + 30 * DAY_MS)));
  return sequence(
    element(0xa0, element(0x02, Buffer.of(2))),
    element(0x02, Buffer.concat([Buffer.of(1), randomBytes(8)])),
    ECDSA_WITH_SHA256,
    name,
    validity,
    name,
    publicKey.export({ type: "spki", format: "der" }),
    element(0xa3, sequence(sequence(oid(2, 5, 29, 17), element(0x04, alternatives)))),
  );
}

function element(tag: number, content: Buffer): Buffer {
  const { length } = content;
  const size = length < 128 ? Buffer.of(length) : Buffer.of(0x82, length >> 8, length & 255);
  return Buffer.concat([Buffer.of(tag), size, content]);
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return element(0x30, Buffer.concat(parts));
}

/** Identifiers whose parts are below 16,384. */
function oid(first: number, second: number, ...rest: readonly number[]): Buffer {
  const bytes = rest.flatMap((part) => (part < 128 ? [part] : [(part >> 7) | 128, part & 127]));
  return element(0x06, Buffer.from([first * 40 + second, ...bytes]));
}

function time(at: Date): Buffer {
  return element(0x18, Buffer.from(at.toISOString().replaceAll(/[-:T]|\.\d+/g, "")));
}

function toPem(der: Buffer): string {
  const lines = der.toString("base64").match(/.{1,64}/g) ?? [];
  return ["-----BEGIN CERTIFICATE-----", ...lines, "-----END CERTIFICATE-----", ""].join("\n");
}

/** 1.2.840.10045.4.3.2; 10045 is below 16,384 and 840, too. */
const ECDSA_WITH_SHA256 = sequence(oid(1, 2, 840, 10_045, 4, 3, 2));
