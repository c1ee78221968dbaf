import { randomUUID } from "node:crypto";

import { didOf } from "../domain/badge/issuer.ts";
import type { PublicKey, SigningPort } from "../workflow/ports/badge-port.ts";
import type { KeyRing } from "./key-ring.ts";
import { hashRecipient, isHashOf } from "./recipient-hash.ts";
import { encodeStatusList } from "./status-list.ts";
import { takeTurns } from "./take-turns.ts";

/**
 * Credentials signed at the same time. Each one takes a megabyte while it is turned into RDF, so hundreds at once would
 * cost memory and win no time.
 */
const MOST_AT_ONCE = 2;

export interface SigningOptions {
  readonly ring: Pick<KeyRing, "keys" | "current">;
  /** Where badges live, see `BadgeIssuer.url`. */
  readonly issuerUrl: string;
  readonly now: () => Date;
}

/** As with checking, the libraries are loaded with the first badge. */
export function createSigning({ ring, issuerUrl, now }: SigningOptions): SigningPort {
  const did = didOf(issuerUrl);
  const inTurn = takeTurns(MOST_AT_ONCE);

  function keyFor(kind: PublicKey["kind"]) {
    const { id, secret } = ring.current(kind);
    return { id, secret, url: `${did}#${id}` };
  }

  return {
    signBadge: (body) =>
      inTurn(async () => {
        const { signDataIntegrity } = await import("./data-integrity.ts");
        const { signJwt } = await import("./vc-jwt.ts");
        const [proving, wrapping] = [keyFor("Ed25519"), keyFor("RS256")];
        const signed = await signDataIntegrity(body, proving.secret, proving.url, now());
        const jwt = await signJwt(body, wrapping.secret, wrapping.url);
        return { json: JSON.stringify(signed), jwt, keyIds: [proving.id, wrapping.id] };
      }),
    signCredential: (body) =>
      inTurn(async () => {
        const { signDataIntegrity } = await import("./data-integrity.ts");
        const { secret, url } = keyFor("Ed25519");
        return JSON.stringify(await signDataIntegrity(body, secret, url, now()));
      }),
    encodeStatusList,
    publishedKeys: () => ring.keys().filter(({ state }) => state !== "removed"),
    hashRecipient,
    isRecipient: ({ hash, salt }, name) => isHashOf(hash, salt, name),
    newSubjectId: () => `urn:uuid:${randomUUID()}`,
  };
}
