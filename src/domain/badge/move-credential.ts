import type { UnsignedCredential } from "./credential.ts";
import { type BadgeIssuer, didOf } from "./issuer.ts";
import type { Json } from "./json.ts";

/**
 * The same credential under another address of the same issuer: its own address, that of what it certifies, of its
 * status list, and the issuer's id. Everything else stays word for word.
 *
 * @param from - The address it was issued under, without a slash at the end.
 */
export function moveCredential(
  body: UnsignedCredential,
  from: string,
  to: Pick<BadgeIssuer, "url">,
): UnsignedCredential {
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
  return text.startsWith(`${from}/`) ? to + text.slice(from.length) : text;
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
