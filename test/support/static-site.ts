import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";

import { createLocalJWKSet, type JSONWebKeySet, jwtVerify } from "jose";
import { onTestFinished } from "vitest";

import { OtherLibraries, partOfDid } from "./other-libraries.ts";

/** A web server that knows nothing but files, and a stranger who knows nothing but what it serves. */
export interface StaticSite {
  /** @returns The answer to a visitor; `null` for 404. */
  get(address: string): Promise<string | null>;
  /** Is the badge right for the libraries of Digital Bazaar, by the keys that are served? */
  accepts(json: string): Promise<boolean>;
  /** Does the served list say that it was revoked? `null` when it cannot be told. */
  isRevoked(json: string): Promise<boolean | null>;
  /** Is the JWT right for `jose`, by the keys that are served? */
  acceptsJwt(jwt: string): Promise<boolean>;
}

/** @param url - Where all of it would be found in the world; tests have no such place. */
export async function serveFolder(folder: string, url: string): Promise<StaticSite> {
  const prefix = new URL(url).pathname.replace(/\/$/, "");
  const server = createServer((request, response) => {
    const below = decodeURIComponent((request.url ?? "").slice(prefix.length));
    void readPage(path.join(folder, path.normalize(below))).then((content) =>
      response.writeHead(content === null ? 404 : 200).end(content ?? ""),
    );
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;

  async function get(address: string): Promise<string | null> {
    if (!address.startsWith(`${url}/`)) throw new TypeError(`Cannot load ${address}: it is elsewhere`);
    const response = await fetch(`http://127.0.0.1:${port}${new URL(address).pathname}`);
    const text = await response.text();
    return response.status === 200 ? text : null;
  }

  const libraries = new OtherLibraries(async (address) => {
    const [did = ""] = address.split("#");
    if (!did.startsWith("did:web:")) return parse(await get(address));
    return partOfDid(parse(await get(addressOfDid(did))), address);
  });
  return {
    get,
    accepts: (json) => libraries.accepts(json),
    isRevoked: (json) => libraries.isRevoked(json),
    async acceptsJwt(jwt) {
      const keys = parse(await get(`${url}/.well-known/jwks.json`)) as JSONWebKeySet;
      return await jwtVerify(jwt, createLocalJWKSet(keys)).then(
        () => true,
        () => false,
      );
    },
  };
}

async function readPage(file: string): Promise<Buffer | null> {
  return await readFile(file).catch(() => readFile(path.join(file, "index.html")).catch(() => null));
}

/** As did:web says: below `.well-known` for a bare host, in the folder itself for a path. */
function addressOfDid(did: string): string {
  const [host = "", ...parts] = did.slice("did:web:".length).split(":").map(decodeURIComponent);
  return `https://${[host, ...(parts.length === 0 ? [".well-known"] : parts), "did.json"].join("/")}`;
}

function parse(text: string | null): object {
  if (text === null) throw new TypeError("Cannot load a document: it is not served");
  return JSON.parse(text) as object;
}
