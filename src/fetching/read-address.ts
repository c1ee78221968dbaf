import { isIP } from "node:net";

import { isPublicAddress } from "./public-address.ts";

/** Where to go: checked as far as its text allows. */
export interface Destination {
  /** For the certificate and the `Host` header; an IP address without brackets. */
  readonly host: string;
  readonly isAddress: boolean;
  /** Path and query; what follows `#` stays here. */
  readonly path: string;
}

const MOST_CHARACTERS = 2048;

/** Names that a router or a resolver may answer by itself. */
const PRIVATE_NAMES =
  /(?:^|\.)(?:localhost|local|internal|intranet|lan|home|corp|private|home\.arpa|onion|test|invalid)$/;

/**
 * Read a web address. The parser of the platform turns every spelling of an IPv4 address (decimal, octal, hexadecimal,
 * full-width digits) into the usual one first, so none gets around the check.
 */
export function readAddress(text: string): Destination | "not-https" | "not-public" {
  const url = text.length > MOST_CHARACTERS ? null : URL.parse(text);
  if (url === null || url.protocol !== "https:" || url.port !== "") return "not-https";
  if (url.username !== "" || url.password !== "") return "not-https";

  const host = url.hostname.replace(/^\[|\]$/g, "");
  const isAddress = isIP(host) !== 0;
  const isPublic = isAddress ? isPublicAddress(host) : isPublicName(host);
  return isPublic ? { host, isAddress, path: `${url.pathname}${url.search}` } : "not-public";
}

/** A name without a dot, or with one at its end, is looked up differently from machine to machine. */
function isPublicName(host: string): boolean {
  return host.includes(".") && !host.endsWith(".") && !PRIVATE_NAMES.test(host);
}
