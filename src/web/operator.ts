import { hash, timingSafeEqual } from "node:crypto";
import { BlockList, isIP } from "node:net";

import type { FastifyRequest } from "fastify";

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet("127.0.0.0", 8, "ipv4");
LOOPBACK.addAddress("::1", "ipv6");

/** What a proxy leaves behind. A request that passed one comes from somewhere else, whatever its address says. */
const TRACES_OF_PROXIES = ["forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-real-ip"];

/**
 * Whether the caller may see what only operators see: it sits on this machine, or brings
 * `Authorization: Bearer <OPERATOR_TOKEN>`.
 *
 * @param operatorToken - `null` when none is configured; then only this machine is left.
 */
export function isOperator(request: FastifyRequest, operatorToken: string | null): boolean {
  return isFromThisMachine(request) || (operatorToken !== null && hasToken(request, operatorToken));
}

/** Asks the connection itself: `X-Forwarded-For: 127.0.0.1` is easily written. */
function isFromThisMachine(request: FastifyRequest): boolean {
  const address = request.raw.socket.remoteAddress ?? "";
  const family = isIP(address);
  if (family === 0 || TRACES_OF_PROXIES.some((name) => request.headers[name] !== undefined)) return false;
  return LOOPBACK.check(address, family === 4 ? "ipv4" : "ipv6");
}

function hasToken(request: FastifyRequest, operatorToken: string): boolean {
  const given = /^Bearer +(.+)$/i.exec(request.headers.authorization ?? "")?.[1];
  if (given === undefined) return false;
  return timingSafeEqual(
    hash("sha256", Buffer.from(given, "latin1"), "buffer"),
    hash("sha256", Buffer.from(operatorToken, "utf8"), "buffer"),
  );
}
