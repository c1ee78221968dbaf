import { createPrivateKey, createPublicKey, generateKeyPair, type KeyObject } from "node:crypto";
import { promisify } from "node:util";

import type { JsonObject } from "../domain/badge/json.ts";
import type { PublicKey } from "../workflow/ports/badge-port.ts";

/** A key, and its private half as long as it signs. Node shows nothing of a `KeyObject`, wherever it is printed. */
export interface KeyPair extends PublicKey {
  readonly secret: KeyObject | null;
}

const PREFIXES = { Ed25519: "ed", RS256: "rs" } as const;

export const KINDS = ["Ed25519", "RS256"] as const satisfies readonly PublicKey["kind"][];

/** Bits. What every reader takes; badges last some years. */
const RSA_BITS = 2048;

/** @param taken - Ids that were ever used: somebody may still know another key by them. */
export async function makeKeyPair(
  kind: PublicKey["kind"],
  taken: ReadonlySet<string>,
  createdAt: Date,
): Promise<KeyPair> {
  const { privateKey } =
    kind === "Ed25519"
      ? await promisify(generateKeyPair)("ed25519")
      : await promisify(generateKeyPair)("rsa", { modulusLength: RSA_BITS });
  const id = freeId(`${PREFIXES[kind]}-${createdAt.toISOString().slice(0, 10)}`, taken);
  return { id, kind, jwk: publicJwkOf(privateKey), createdAt, state: "current", secret: privateKey };
}

/** The public half of a private key, as it is published. */
export function publicJwkOf(secret: KeyObject): JsonObject {
  const { kty, crv, x, n, e } = createPublicKey(secret).export({ format: "jwk" });
  const members = Object.entries({ kty, crv, x, n, e });
  return Object.fromEntries(members.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
}

export function exportSecret(secret: KeyObject): string {
  return secret.export({ type: "pkcs8", format: "pem" }).toString();
}

/** @returns `null` when it is no private key. Why is not told: what it says could quote the key. */
export function importSecret(pem: string): KeyObject | null {
  try {
    return createPrivateKey(pem);
  } catch {
    return null;
  }
}

function freeId(name: string, taken: ReadonlySet<string>): string {
  let id = name;
  for (let count = 2; taken.has(id); count += 1) id = `${name}-${count}`;
  return id;
}
