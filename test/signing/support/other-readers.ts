import { multibaseOf } from "../../../src/signing/multikey.ts";
import type { PublicKey } from "../../../src/workflow/ports/badge-port.ts";
import { OtherLibraries } from "../../support/other-libraries.ts";
import { DID, ISSUER } from "./issuer.ts";

/** The libraries of others, told what an issuer with these keys has published. */
export class OtherReader extends OtherLibraries {
  readonly #documents: Map<string, object>;
  readonly #now: Date;

  constructor(keys: readonly PublicKey[], now: Date) {
    super(async (address) => {
      const document = this.#documents.get(address);
      if (document === undefined) throw new TypeError(`Cannot load ${address}: it was not published`);
      return document;
    });
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
    this.#documents = new Map<string, object>([[DID, did], ...methods.map((one) => [one.id, one] as const)]);
  }

  /** Serve a status list under its address. */
  publish(listJson: string): void {
    this.#documents.set(`${ISSUER.url}/status/1`, JSON.parse(listJson) as object);
  }

  override accepts(json: string, now = this.#now): Promise<boolean> {
    return super.accepts(json, now);
  }
}
