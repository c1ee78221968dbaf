import { Resolver } from "node:dns/promises";
import { request as startRequest, type IncomingMessage } from "node:http";
import { isIPv4 } from "node:net";
import type { Duplex } from "node:stream";
import { connect } from "node:tls";

import type { DocumentBudget, DocumentFetcher, FetchedDocument } from "../workflow/ports/proof-port.ts";
import { isPublicAddress } from "./public-address.ts";
import { readAddress, type Destination } from "./read-address.ts";

/** What only a test replaces; nothing that is configured reaches it. */
export interface FetcherOptions {
  /** All addresses of a name. */
  readonly resolve?: Resolve;
  /** An encrypted connection to this very address, after the certificate was found to be that of `host`. */
  readonly open?: Open;
  /** For all documents of one budget together; milliseconds. */
  readonly budgetMs?: number;
}

export type Resolve = (host: string) => Promise<readonly string[]>;
export type Open = (address: string, host: string, port: number, signal: AbortSignal) => Promise<Duplex>;

type Fault = Extract<FetchedDocument, { kind: "fault" }>["fault"];

const MOST_DOCUMENTS = 4;
const BUDGET_MS = 5000;
const PORT = 443;

/**
 * Fetches documents that strangers name. The name is looked up once, every address it has must be a public one, and
 * the connection goes to the address that was checked: a name that changes its mind in between changes nothing.
 */
export function createDocumentFetcher(options: FetcherOptions = {}): DocumentFetcher {
  const { resolve = resolveName, open = openConnection, budgetMs = BUDGET_MS } = options;
  return { begin: () => openBudget(resolve, open, budgetMs) };
}

function openBudget(resolve: Resolve, open: Open, budgetMs: number): DocumentBudget {
  let leftDocuments = MOST_DOCUMENTS;
  let endsAt: number | null = null;

  return {
    async fetch(url, accept, limitBytes) {
      const destination = readAddress(url);
      if (typeof destination === "string") return fault(destination);
      if (leftDocuments === 0) return fault("too-many");
      leftDocuments -= 1;
      endsAt ??= performance.now() + budgetMs;

      const signal = AbortSignal.timeout(Math.max(0, Math.ceil(endsAt - performance.now())));
      try {
        return await until(signal, fetchDocument({ destination, accept, limitBytes, resolve, open, signal }));
      } catch (error) {
        if (error instanceof Fetching) return fault(error.fault);
        return fault(signal.aborted ? "too-slow" : "unreachable");
      }
    },
  };
}

interface Errand {
  readonly destination: Destination;
  readonly accept: string;
  readonly limitBytes: number;
  readonly resolve: Resolve;
  readonly open: Open;
  readonly signal: AbortSignal;
}

async function fetchDocument(errand: Errand): Promise<FetchedDocument> {
  const { destination, resolve } = errand;
  const addresses = destination.isAddress ? [destination.host] : await resolve(destination.host);
  if (!addresses.every(isPublicAddress)) throw new Fetching("not-public");
  errand.signal.throwIfAborted();
  const socket = await openFirst(errand, addresses);
  try {
    const response = await ask(errand, socket);
    const status = response.statusCode ?? 0;
    if (status >= 300 && status < 400) throw new Fetching("redirected");
    if (status === 404 || status === 410) throw new Fetching("not-found");
    if (status !== 200) throw new Fetching("unreachable");
    const body = await readBody(response, errand.limitBytes);
    return { kind: "document", body, contentType: response.headers["content-type"] ?? "" };
  } finally {
    socket.destroy();
  }
}

/** Not every machine reaches both families: the first of each is tried. */
async function openFirst({ destination, open, signal }: Errand, addresses: readonly string[]): Promise<Duplex> {
  const families = [addresses.find(isIPv4), addresses.find((address) => !isIPv4(address))];
  let cause: unknown = new Fetching("unreachable");
  for (const address of families.filter((one) => one !== undefined)) {
    try {
      return await open(address, destination.host, PORT, signal);
    } catch (error) {
      cause = error;
    }
  }
  throw cause;
}

/** With a connection of its own there is no agent, and so no pool, no keep-alive and no proxy of the environment. */
async function ask({ destination, accept, signal }: Errand, socket: Duplex): Promise<IncomingMessage> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const request = startRequest({
    createConnection: () => socket,
    signal,
    method: "GET",
    path: destination.path,
    headers: {
      host: destination.host.includes(":") ? `[${destination.host}]` : destination.host,
      accept,
      "accept-encoding": "identity",
      "user-agent": "onboarding-bot-verify",
      connection: "close",
    },
  });
  request.once("response", resolve);
  // Stays: what breaks after the answer began is told by the answer, too.
  request.on("error", reject);
  request.end();
  return await promise;
}

async function readBody(response: IncomingMessage, limitBytes: number): Promise<Uint8Array> {
  if ((response.headers["content-encoding"] ?? "identity") !== "identity") throw new Fetching("unreachable");
  if (Number(response.headers["content-length"] ?? 0) > limitBytes) throw new Fetching("too-large");
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of response as AsyncIterable<Buffer>) {
    bytes += part.length;
    if (bytes > limitBytes) throw new Fetching("too-large");
    parts.push(part);
  }
  return Buffer.concat(parts);
}

/** Looking up a name cannot be broken off; its answer comes too late then and is not used. */
async function until<Result>(signal: AbortSignal, work: Promise<Result>): Promise<Result> {
  const { promise, reject } = Promise.withResolvers<never>();
  const stop = (): void => reject(new Fetching("too-slow"));
  signal.addEventListener("abort", stop, { once: true });
  try {
    return await Promise.race([work, promise]);
  } finally {
    signal.removeEventListener("abort", stop);
    // Whatever it still runs into has been answered already.
    work.catch(() => null);
  }
}

/** Asks the name servers, not `/etc/hosts`, and needs no thread of the pool that a slow server could fill. */
async function resolveName(host: string): Promise<readonly string[]> {
  const resolver = new Resolver({ timeout: 2000, tries: 2 });
  const answers = await Promise.allSettled([resolver.resolve4(host), resolver.resolve6(host)]);
  return answers.flatMap((answer) => (answer.status === "fulfilled" ? answer.value : []));
}

/** The encrypted connection that is used outside of tests. Throws when the certificate is not that of `host`. */
export async function openConnection(
  address: string,
  host: string,
  port: number,
  signal: AbortSignal,
): Promise<Duplex> {
  const { promise, resolve, reject } = Promise.withResolvers<Duplex>();
  const socket = connect({
    host: address,
    port,
    // A certificate for an address is compared with `host` (RFC 6066 has no names for addresses).
    ...(host === address ? {} : { servername: host }),
    ALPNProtocols: ["http/1.1"],
    // Said aloud, because an environment variable can change the default.
    rejectUnauthorized: true,
  });
  const stop = (): void => void socket.destroy(new Fetching("too-slow"));
  signal.addEventListener("abort", stop, { once: true });
  socket.once("close", () => signal.removeEventListener("abort", stop));
  socket.once("secureConnect", () => resolve(socket));
  socket.on("error", reject);
  return await promise;
}

function fault(kind: Fault): FetchedDocument {
  return { kind: "fault", fault: kind };
}

/** Leaves the middle of a fetch; never leaves this file. */
class Fetching extends Error {
  readonly fault: Fault;

  constructor(kind: Fault) {
    super(kind);
    this.fault = kind;
  }
}
