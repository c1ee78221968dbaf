import { inflateSync } from "node:zlib";

import { bakedText } from "./baked-text.ts";
import { decode } from "./compact-jws.ts";
import { type PngChunk, readChunks, writePng } from "./png-chunks.ts";

/** The word under which a picture keeps its badge (Open Badges 3.0, section 5.3). */
const KEYWORD = "openbadgecredential";

/** Of a packed text, when it is unpacked. */
const MOST_BYTES = 2 * 1024 * 1024;

/**
 * Put a credential into a PNG as its only one; an earlier one is taken out.
 *
 * @param credential - JSON, or a compact JWS.
 * @throws {TypeError} When it is no PNG.
 */
export function bakePng(png: Uint8Array, credential: string): Uint8Array {
  const [header, ...rest] = readChunks(png) ?? [];
  if (header === undefined) throw new TypeError("Cannot bake a badge: this is no PNG");
  // Neither packed nor in any language: a zero byte each, and one behind each of the three texts before it.
  const data = Buffer.concat([Buffer.from(`${KEYWORD}\0\0\0\0\0`, "latin1"), Buffer.from(bakedText(credential))]);
  return writePng([header, { type: "iTXt", data }, ...rest.filter((chunk) => !holdsCredential(chunk))]);
}

/**
 * What a picture has inside. Only one that is alone is read: a small file may hold a thousand that unpack to gigabytes.
 *
 * - `text`: the one credential, `null` when it cannot be read
 */
export type Inside =
  | { readonly count: "none" }
  | { readonly count: "several" }
  | { readonly count: "one"; readonly text: string | null };

/** @returns `null` when it is no PNG. */
export function credentialInPng(png: Uint8Array): Inside | null {
  const chunks = readChunks(png)?.filter(holdsCredential) ?? null;
  if (chunks === null) return null;
  const [only, ...more] = chunks;
  if (only === undefined) return { count: "none" };
  return more.length > 0 ? { count: "several" } : { count: "one", text: readText(only) };
}

function holdsCredential({ type, data }: PngChunk): boolean {
  return type === "iTXt" && data.toString("latin1", 0, KEYWORD.length + 1) === `${KEYWORD}\0`;
}

/** Behind the keyword: is it packed, how, then language and translated keyword, each ended by a zero byte. */
function readText({ data }: PngChunk): string | null {
  const flags = KEYWORD.length + 1;
  const language = data.indexOf(0, flags + 2);
  const keyword = language === -1 ? -1 : data.indexOf(0, language + 1);
  if (keyword === -1) return null;
  const text = data.subarray(keyword + 1);
  try {
    const isPacked = data[flags] === 1;
    return decode(isPacked ? inflateSync(text, { maxOutputLength: MOST_BYTES }) : text);
  } catch {
    return null;
  }
}
