import type { UnsignedCredential } from "./credential.ts";
import { type BadgeIssuer, didOf } from "./issuer.ts";
import type { Json } from "./json.ts";

/** The address of a badge, and before it that of its issuer. */
const ADDRESS = /^(.+)\/badges\/[\w-]+$/;

/** What there is below the address of an issuer; anything else only happens to begin with it. */
const BELOW = /^\/(?:issuer$|(?:badges|achievements|status)\/)/;

/**
 * The same credential under another address of the same issuer: its own address, that of what it certifies, of its
 * status list, and the issuer's id. Everything else stays word for word. It tells itself where it was, so one that is
 * there already stays as it is.
 */
export function moveCredential(body: UnsignedCredential, to: Pick<BadgeIssuer, "url">): UnsignedCredential {
  const from = ADDRESS.exec(body.id)?.[1];
  if (from === undefined || from === to.url) return body;
  const move = (value: Json): Json => {
    if (typeof value === "string") return moveText(value, from, to.url);
    if (value === null || typeof value !== "object") return value;
    if (isList(value)) return value.map(move);
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, move(one)]));
  };
  // The shape stays, for only texts are exchanged.
  return move(body) as UnsignedCredential;
}

function moveText(text: string, from: string, to: string): string {
  if (text === didOf(from)) return didOf(to);
  const rest = text.startsWith(from) ? text.slice(from.length) : "";
  return BELOW.test(rest) ? to + rest : text;
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
