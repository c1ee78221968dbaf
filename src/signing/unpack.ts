import type { Unpacked } from "../workflow/ports/proof-port.ts";
import { credentialInPng, type Inside } from "./bake-png.ts";
import { credentialInSvg } from "./bake-svg.ts";
import { decode, readToken } from "./compact-jws.ts";
import { isPng } from "./png-chunks.ts";
import { readJsonObject } from "./read-json.ts";

/** A badge is some kilobytes, a picture some hundred. */
const MOST_BYTES = 2 * 1024 * 1024;

const NOT_A_BADGE: Unpacked = { kind: "fault", fault: "not-a-badge" };

/** Find the credential in a file: JSON, a compact JWS, an SVG or PNG with one of them inside. Never throws. */
export function unpack(file: Uint8Array): Unpacked {
  if (file.length > MOST_BYTES) return NOT_A_BADGE;
  if (isPng(file)) return only(credentialInPng(file), "png");
  const text = decode(file)?.trim() ?? "";
  if (text.startsWith("<")) return only(credentialInSvg(text), "svg");
  return read(text, null);
}

/** Two would let each reader choose another one. */
function only(inside: Inside | null, from: "svg" | "png"): Unpacked {
  if (inside === null) return NOT_A_BADGE;
  if (inside.count === "none") return { kind: "fault", fault: "no-credential-in-image" };
  if (inside.count === "several") return { kind: "fault", fault: "several-credentials-in-image" };
  return inside.text === null ? NOT_A_BADGE : read(inside.text.trim(), from);
}

function read(text: string, image: "svg" | "png" | null): Unpacked {
  const credential = text.startsWith("{") ? readJsonObject(text) : null;
  if (credential !== null) return { kind: "json", credential, from: image ?? "json" };
  const token = readToken(text);
  return token === null ? NOT_A_BADGE : { kind: "jwt", token: text, ...token, from: image ?? "jwt" };
}
