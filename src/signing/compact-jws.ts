import type { JsonObject } from "../domain/badge/json.ts";
import { readJsonObject } from "./read-json.ts";

/** Three parts in base64url (RFC 7515, section 7.1); the payload is never left out. */
const COMPACT_JWS = /^[\w-]+\.[\w-]+\.[\w-]*$/;

export function isCompactJws(text: string): boolean {
  return COMPACT_JWS.test(text);
}

/** @returns What a token says, which nobody has checked; `null` when it is no token, or does not say JSON objects. */
export function readToken(token: string): { readonly header: JsonObject; readonly payload: JsonObject } | null {
  if (!isCompactJws(token)) return null;
  const [header = null, payload = null] = token.split(".", 2).map((part) => {
    const text = decode(Buffer.from(part, "base64url"));
    return text === null ? null : readJsonObject(text);
  });
  return header === null || payload === null ? null : { header, payload };
}

/** @returns `null` when it is no UTF-8. */
export function decode(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}
