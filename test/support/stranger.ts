import { createLocalJWKSet, type JSONWebKeySet, jwtVerify } from "jose";

import { OtherLibraries, partOfDid } from "./other-libraries.ts";

/**
 * An employer with the libraries of others, who knows nothing but what a server answers under the issuer's address.
 */
export class Stranger extends OtherLibraries {
  readonly #url: string;
  readonly #server: string;

  /**
   * @param url - Where badges say they live.
   * @param server - What answers there in the test.
   */
  constructor(url: string, server: string) {
    super((address) => this.#load(address));
    this.#url = url;
    this.#server = server;
  }

  /** Ask for an address below the issuer's. */
  async get(address: string, accept = "*/*"): Promise<Response> {
    if (!address.startsWith(`${this.#url}/`)) throw new TypeError(`Cannot ask for ${address}: that is somebody else's`);
    return fetch(this.#server + address.slice(this.#url.length), { headers: { accept } });
  }

  async acceptsJwt(token: string, now = new Date()): Promise<boolean> {
    const keys = (await (await this.get(`${this.#url}/.well-known/jwks.json`)).json()) as JSONWebKeySet;
    return await jwtVerify(token, createLocalJWKSet(keys), { algorithms: ["RS256"], currentDate: now }).then(
      () => true,
      () => false,
    );
  }

  async #load(address: string): Promise<object> {
    if (!address.startsWith("did:web:")) return (await (await this.get(address)).json()) as object;
    return partOfDid((await (await this.get(`${this.#url}/.well-known/did.json`)).json()) as object, address);
  }
}
