import type { Unpacked } from "../workflow/ports/proof-port.ts";
import { credentialsInPng } from "./bake-png.ts";
import { credentialsInSvg } from "./bake-svg.ts";
import { decode, readToken } from "./compact-jws.ts";
import { isPng } from "./png-chunks.ts";
import { readJsonObject } from "./read-json.ts";

/** A badge is some kilobytes, a picture some hundred. */
const MOST_BYTES = 2 * 1024 * 1024;

const NOT_A_BADGE: Unpacked = { kind: "fault", fault: "not-a-badge" };

/** Find the credential in a file: JSON, a compact JWS, an SVG or PNG with one of them inside. Never throws. */
export function unpack(file: Uint8Array): Unpacked {
  if (file.length > MOST_BYTES) return NOT_A_BADGE;
  if (isPng(file)) return only(credentialsInPng(file), "png");
  const text = decode(file)?.trim() ?? "";
  if (text.startsWith("<")) return only(credentialsInSvg(text), "svg");
  return read(text, null);
}

/** Two would let each reader choose another one. */
function only(found: readonly (string | null)[] | null, from: "svg" | "png"): Unpacked {
  if (found === null) return NOT_A_BADGE;
  const [credential, ...more] = found;
  if (credential === undefined) return { kind: "fault", fault: "no-credential-in-image" };
  if (more.length > 0) return { kind: "fault", fault: "several-credentials-in-image" };
  return credential === null ? NOT_A_BADGE : read(credential.trim(), from);
}

function read(text: string, image: "svg" | "png" | null): Unpacked {
  const credential = text.startsWith("{") ? readJsonObject(text) : null;
  if (credential !== null) return { kind: "json", credential, from: image ?? "json" };
  const token = readToken(text);
  return token === null ? NOT_A_BADGE : { kind: "jwt", token: text, ...token, from: image ?? "jwt" };
}
