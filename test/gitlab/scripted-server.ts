import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A request as the server saw it. */
export interface Seen {
  readonly method: string;
  /** Path and query, as sent. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export type Reply = (response: ServerResponse, request: Seen) => void;

export interface ScriptedServer extends AsyncDisposable {
  readonly url: string;
  readonly seen: readonly Seen[];
}

/** A server that gives its replies in order, and the last one for ever. */
export async function startServer(...replies: readonly [Reply, ...Reply[]]): Promise<ScriptedServer> {
  const seen: Seen[] = [];
  const server = createServer((incoming, response) => void answer(incoming, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    seen,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };

  async function answer(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readBody(incoming);
    const request = { method: incoming.method ?? "", url: incoming.url ?? "", headers: incoming.headers, body };
    seen.push(request);
    replies[Math.min(seen.length, replies.length) - 1]?.(response, request);
  }
}

async function readBody(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString("utf8");
}

export function json(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Reply {
  return (response) => {
    response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(body));
  };
}

export function plain(status: number, body: string, headers: Readonly<Record<string, string>> = {}): Reply {
  return (response) => void response.writeHead(status, { "content-type": "text/plain", ...headers }).end(body);
}

export function html(status: number, body: string): Reply {
  return (response) => void response.writeHead(status, { "content-type": "text/html; charset=utf-8" }).end(body);
}

export function empty(status: number, headers: Readonly<Record<string, string>> = {}): Reply {
  return (response) => void response.writeHead(status, headers).end();
}

/** The request was read, and then the line is dead. */
export const reset: Reply = (response) => void response.socket?.resetAndDestroy();

export const hang: Reply = () => undefined;

/** The head promises more than ever comes. */
export const half: Reply = (response) => {
  response.writeHead(200, { "content-type": "application/json", "content-length": "1000" });
  response.write('{"id": 1', () => response.socket?.destroy());
};
