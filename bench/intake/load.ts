/**
 * Closed loop of 50 connections against one server: `node load.ts <url> <kind> <seconds>`, prints one line of JSON.
 *
 * Made by hand because the sender must cost next to nothing: autocannon builds every request anew when each has its
 * own id, and then half of what is measured is autocannon. Here requests are built and signed before the clock runs.
 */
import { connect, type Socket } from "node:net";

import { createRequests, type Kind } from "./payload.ts";

const CONNECTIONS = 50;
const WARM_UP_MS = 500;
/** More than any server here answers, so that no id comes twice. */
const MOST_PER_SECOND = 40_000;

const [address = "", kind = "", seconds = "1"] = process.argv.slice(2);
const url = new URL(address);
const requests = createRequests(kind as Kind);
const bodyBytes = Buffer.from(requests.body);
const heads = Array.from({ length: Math.ceil((Number(seconds) + 1) * MOST_PER_SECOND) }, () =>
  head(requests.headers()),
);

const latenciesMs: number[] = [];
let refused = 0;
let next = 0;
let isMeasuring = false;
let isOver = false;

const sockets = await Promise.all(Array.from({ length: CONNECTIONS }, open));
for (const socket of sockets) drive(socket);
await pause(WARM_UP_MS);
isMeasuring = true;
const startedAt = performance.now();
await pause(Number(seconds) * 1000);
const tookMs = performance.now() - startedAt;
isOver = true;
for (const socket of sockets) socket.destroy();

const sorted = Float64Array.from(latenciesMs).toSorted();
const at = (share: number) => sorted[Math.floor(sorted.length * share)] ?? Number.NaN;
process.stdout.write(
  `result ${JSON.stringify({ perSecond: (sorted.length / tookMs) * 1000, p50: at(0.5), p99: at(0.99), refused })}\n`,
);

function head(fields: Record<string, string>): Buffer {
  const lines = Object.entries({ host: url.host, "content-length": String(bodyBytes.length), ...fields });
  return Buffer.from(
    `POST /webhooks/gitlab HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join("")}\r\n`,
  );
}

function open(): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port: Number(url.port), host: url.hostname, noDelay: true }, () => resolve(socket));
    socket.on("error", reject);
  });
}

/** One request after the other, each as soon as the last was answered. */
function drive(socket: Socket): void {
  let sentAt = 0;
  let answer = "";

  socket.on("data", (chunk: Buffer) => {
    answer += chunk.toString("latin1");
    if (!isWhole(answer)) return;
    if (!answer.startsWith("HTTP/1.1 2")) refused += 1;
    if (isMeasuring && !isOver) latenciesMs.push(performance.now() - sentAt);
    answer = "";
    if (!isOver) send();
  });
  send();

  function send(): void {
    const first = heads[next % heads.length];
    next += 1;
    sentAt = performance.now();
    socket.cork();
    if (first) socket.write(first);
    socket.write(bodyBytes);
    socket.uncork();
  }
}

function isWhole(answer: string): boolean {
  const end = answer.indexOf("\r\n\r\n");
  if (end < 0) return false;
  const length = /content-length: (\d+)/i.exec(answer)?.[1];
  return length === undefined ? answer.endsWith("0\r\n\r\n") : answer.length >= end + 4 + Number(length);
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve, ms));
}
