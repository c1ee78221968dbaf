import { plainLine } from "../../domain/badge/svg-text.ts";

/**
 * Where the document of a `did:web` is (https://w3c-ccg.github.io/did-method-web/#read-resolve).
 *
 * @returns `null` when it is none, or names another port than that of https: nothing else is fetched.
 */
export function addressOfDidWeb(did: string): string | null {
  const [scheme, method, host = "", ...parts] = did.split(":");
  const name = decodePart(host)?.replace(/:443$/, "");
  const path = parts.map(decodePart);
  if (scheme !== "did" || method !== "web" || name === undefined || !/^[a-z\d.-]+$/i.test(name)) return null;
  if (path.some((part) => part === undefined || !/^[\w.~!$&'()*+,;=@-]+$/.test(part) || /^\.+$/.test(part)))
    return null;
  return path.length === 0 ? `https://${name}/.well-known/did.json` : `https://${name}/${path.join("/")}/did.json`;
}

/** What a reader has to look at: the domain behind an id; the id itself where there is none. */
export function domainOf(id: string): string {
  const address = id.startsWith("did:web:") ? hostOfDidWeb(id) : URL.parse(id)?.host;
  return address === undefined || address === "" ? plainLine(id.slice(0, 200)) : address;
}

function hostOfDidWeb(did: string): string | undefined {
  const host = decodePart(did.split(":")[2] ?? "");
  // `evil.example/good.example` must not pass for a domain.
  return host !== undefined && /^[a-z\d.-]+(?::\d+)?$/i.test(host) ? host : undefined;
}

function decodePart(part: string): string | undefined {
  try {
    return decodeURIComponent(part);
  } catch {
    return undefined;
  }
}
