import { once } from "node:events";
import type { RequestListener } from "node:http";
import { createServer } from "node:https";
import { createServer as createPlainServer, type AddressInfo, type Socket } from "node:net";
import { connect } from "node:tls";

import { expect, onTestFinished, test } from "vitest";

import { createDocumentFetcher, openConnection, type Open, type Resolve } from "../../src/fetching/document-fetcher.ts";
import type { FetchedDocument } from "../../src/workflow/ports/proof-port.ts";
import { makeCertificate } from "../support/certificate.ts";

const CERTIFICATE = makeCertificate(["badges.example.com"]);
const PUBLIC_ADDRESS = "93.184.215.14";
const ADDRESS = "https://badges.example.com/keys";

interface Scene {
  readonly certificate?: { readonly key: string; readonly cert: string };
  readonly resolve?: Resolve;
  readonly budgetMs?: number;
}

/** A server on this machine that plays the one at `PUBLIC_ADDRESS`: only `open`, which no setting reaches, goes there. */
async function setup(answer: RequestListener, scene: Scene = {}) {
  const certificate = scene.certificate ?? CERTIFICATE;
  const requests: { method: string; path: string; headers: Record<string, unknown> }[] = [];
  const server = createServer(certificate, (request, response) => {
    requests.push({ method: request.method ?? "", path: request.url ?? "", headers: request.headers });
    answer(request, response);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });

  const names: string[] = [];
  const opened: string[] = [];
  const open: Open = async (address, host, port) => {
    opened.push(`${address} ${host} ${port}`);
    const { port: here } = server.address() as AddressInfo;
    const socket = connect({ host: "127.0.0.1", port: here, servername: host, ca: certificate.cert });
    await once(socket, "secureConnect");
    return socket;
  };
  const resolve: Resolve = async (host) => {
    names.push(host);
    return scene.resolve === undefined ? [PUBLIC_ADDRESS] : await scene.resolve(host);
  };
  const fetcher = createDocumentFetcher({
    resolve,
    open,
    ...(scene.budgetMs === undefined ? {} : { budgetMs: scene.budgetMs }),
  });
  return { budget: fetcher.begin(), fetcher, requests, names, opened };
}

test("fetch() brings a document from the address it checked", async () => {
  const { budget, requests, names, opened } = await setup((_, response) => {
    response.setHeader("content-type", "application/json").end('{"a":1}');
  });

  const document = await budget.fetch(`${ADDRESS}?v=1#part`, "application/json", 100);

  expect(textOf(document)).toBe('{"a":1}');
  expect(document).toMatchObject({ contentType: "application/json" });
  expect([names, opened]).toEqual([["badges.example.com"], [`${PUBLIC_ADDRESS} badges.example.com 443`]]);
  expect(requests).toEqual([
    {
      method: "GET",
      path: "/keys?v=1",
      headers: {
        host: "badges.example.com",
        accept: "application/json",
        "accept-encoding": "identity",
        "user-agent": "onboarding-bot-verify",
        connection: "close",
      },
    },
  ]);
});

test("fetch() looks a name up once: one that changes its mind reaches nothing", async () => {
  const answers = [[PUBLIC_ADDRESS], ["127.0.0.1"]];
  const { budget, names, opened } = await setup((_, response) => void response.end("{}"), {
    resolve: async () => answers.shift() ?? [],
  });

  expect(textOf(await budget.fetch(ADDRESS, "*/*", 100))).toBe("{}");
  expect(await budget.fetch(ADDRESS, "*/*", 100)).toEqual({ kind: "fault", fault: "not-public" });
  expect([names.length, opened.length]).toEqual([2, 1]);
});

test.for<[what: string, addresses: string[], fault: string]>([
  ["this machine", ["127.0.0.1"], "not-public"],
  ["a cloud's metadata", ["169.254.169.254"], "not-public"],
  ["a public address and a private one", [PUBLIC_ADDRESS, "10.0.0.1"], "not-public"],
  ["a private one in version 6 clothes", [PUBLIC_ADDRESS, "::ffff:10.0.0.1"], "not-public"],
  ["something that is no address", ["localhost"], "not-public"],
  ["nothing", [], "unreachable"],
])("fetch() opens no connection to a name that means %s", async ([, addresses, fault]) => {
  const { budget, opened } = await setup((_, response) => void response.end(), { resolve: async () => addresses });

  expect(await budget.fetch(ADDRESS, "*/*", 100)).toEqual({ kind: "fault", fault });
  expect(opened).toEqual([]);
});

test.for([
  ["http://badges.example.com/", "not-https"],
  ["https://badges.example.com:8443/", "not-https"],
  ["https://user@badges.example.com/", "not-https"],
  ["https://localhost/", "not-public"],
  ["https://0x7f000001/", "not-public"],
  ["https://[::1]/", "not-public"],
])("fetch() does not even look up the name of %s", async ([url = "", fault = ""]) => {
  const { budget, names, opened } = await setup((_, response) => void response.end());

  expect(await budget.fetch(url, "*/*", 100)).toEqual({ kind: "fault", fault });
  expect([names, opened]).toEqual([[], []]);
});

test.for([301, 302, 303, 307, 308])("fetch() follows no redirect: %i to a cloud's metadata", async (status) => {
  const { budget, opened } = await setup((_, response) => {
    response.writeHead(status, { location: "https://169.254.169.254/latest/meta-data/" }).end();
  });

  expect(await budget.fetch(ADDRESS, "*/*", 100)).toEqual({ kind: "fault", fault: "redirected" });
  expect(opened.length).toBe(1);
});

test.for<[what: string, answer: RequestListener, fault: string]>([
  ["is not there", (_, response) => void response.writeHead(404).end(), "not-found"],
  ["is gone", (_, response) => void response.writeHead(410).end(), "not-found"],
  ["is an error", (_, response) => void response.writeHead(500).end("{}"), "unreachable"],
  ["is empty by its status", (_, response) => void response.writeHead(204).end(), "unreachable"],
  ["is packed", (_, response) => void response.setHeader("content-encoding", "gzip").end("{}"), "unreachable"],
  ["says it is large", (_, response) => void response.setHeader("content-length", 5000).write("a"), "too-large"],
  ["is large without saying so", (_, response) => void response.end("a".repeat(101)), "too-large"],
  ["never ends", sendForEver, "too-large"],
  ["breaks off", (request, response) => void response.write("a", () => request.socket.destroy()), "unreachable"],
  ["is no HTTP", (request) => void request.socket.end("hello\r\n\r\n"), "unreachable"],
])("fetch() gives up on what %s", async ([, answer, fault]) => {
  const { budget } = await setup(answer);

  expect(await budget.fetch(ADDRESS, "*/*", 100)).toEqual({ kind: "fault", fault });
});

test("fetch() takes a document of exactly the limit", async () => {
  const { budget } = await setup((_, response) => void response.end("a".repeat(100)));

  expect(textOf(await budget.fetch(ADDRESS, "*/*", 100))).toBe("a".repeat(100));
});

test.for<[what: string, answer: RequestListener]>([
  ["before the first byte", () => {}],
  ["in the middle", (_, response) => void response.write("a")],
])("fetch() gives up on a server that is silent %s", async ([, answer]) => {
  const { budget } = await setup(answer, { budgetMs: 100 });

  expect(await budget.fetch(ADDRESS, "*/*", 100)).toEqual({ kind: "fault", fault: "too-slow" });
  // The time is for all documents together.
  expect(await budget.fetch(ADDRESS, "*/*", 100)).toEqual({ kind: "fault", fault: "too-slow" });
});

test("fetch() gives up on a name server that is silent", async () => {
  const { budget, opened } = await setup((_, response) => void response.end(), {
    resolve: () => Promise.withResolvers<never>().promise,
    budgetMs: 50,
  });

  expect(await budget.fetch(ADDRESS, "*/*", 100)).toEqual({ kind: "fault", fault: "too-slow" });
  expect(opened).toEqual([]);
});

test("fetch() trusts no certificate of another name", async () => {
  const { budget, requests } = await setup((_, response) => void response.end("{}"), {
    certificate: makeCertificate(["other.example.com"]),
  });

  expect(await budget.fetch(ADDRESS, "*/*", 100)).toEqual({ kind: "fault", fault: "unreachable" });
  expect(requests).toEqual([]);
});

test("fetch() trusts no certificate that ran out", async () => {
  const { budget, requests } = await setup((_, response) => void response.end("{}"), {
    certificate: makeCertificate(["badges.example.com"], new Date("2020-01-01T00:00:00Z")),
  });

  expect(await budget.fetch(ADDRESS, "*/*", 100)).toEqual({ kind: "fault", fault: "unreachable" });
  expect(requests).toEqual([]);
});

test("openConnection() takes no certificate that nobody vouches for, whatever the environment says", async () => {
  const server = createServer(CERTIFICATE).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const connected = openConnection("127.0.0.1", "badges.example.com", port, new AbortController().signal);

  await expect(connected).rejects.toThrow("self-signed certificate");
});

test("openConnection() stops when it is told to", async () => {
  const server = createPlainServer(() => {}).listen(0, "127.0.0.1");
  await once(server, "listening");
  const accepted = once(server, "connection");
  const { port } = server.address() as AddressInfo;
  const stop = new AbortController();
  const connected = openConnection("127.0.0.1", "badges.example.com", port, stop.signal);
  const [peer] = (await accepted) as [Socket];
  onTestFinished(() => void server.close());
  onTestFinished(() => void peer.destroy());
  stop.abort();

  await expect(connected).rejects.toThrow("too-slow");
});

test("a budget is four documents, and the next verification has its own", async () => {
  const { budget, fetcher, requests } = await setup((_, response) => void response.end("{}"));

  const kinds = [];
  for (let count = 0; count < 5; count += 1) kinds.push((await budget.fetch(ADDRESS, "*/*", 100)).kind);

  expect(kinds).toEqual(["document", "document", "document", "document", "fault"]);
  expect(await budget.fetch(ADDRESS, "*/*", 100)).toEqual({ kind: "fault", fault: "too-many" });
  expect(requests.length).toBe(4);
  expect(textOf(await fetcher.begin().fetch(ADDRESS, "*/*", 100))).toBe("{}");
});

test("createDocumentFetcher() without options never reaches this machine", async () => {
  const budget = createDocumentFetcher().begin();

  expect(await budget.fetch("https://127.0.0.1/", "*/*", 100)).toEqual({ kind: "fault", fault: "not-public" });
  expect(await budget.fetch("https://localhost/", "*/*", 100)).toEqual({ kind: "fault", fault: "not-public" });
});

/** As fast as it is read. */
function sendForEver(...[, response]: Parameters<RequestListener>): void {
  const more = (): void => {
    while (response.write("a".repeat(1000)) && !response.destroyed);
    response.once("drain", more);
  };
  more();
}

function textOf(document: FetchedDocument): string {
  return document.kind === "document" ? Buffer.from(document.body).toString() : document.fault;
}
