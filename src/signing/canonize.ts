import jsonld from "jsonld";

import type { JsonObject } from "../domain/badge/json.ts";
import { loadContext } from "./contexts.ts";

/** Blank nodes that look alike may be compared so often for each of them: graphs made to be hard give up soon. */
const WORK_FACTOR = 1;
/** Longest time for the blank nodes of one document, in milliseconds. */
const DEADLINE_MS = 2_000;

/**
 * The one RDF text behind every way to write a document (https://www.w3.org/TR/rdf-canon/, RDFC-1.0). In safe mode: a
 * term that no context defines would otherwise be dropped, and nothing would prove it.
 *
 * @throws Whatever `jsonld` throws for what it cannot read; {@link UnknownContextError} comes as its cause.
 */
export function canonize(document: JsonObject): Promise<string> {
  const options = {
    base: null,
    safe: true,
    // The direction of a text has to survive; proofs of others are made the same way.
    rdfDirection: "i18n-datatype",
    documentLoader: loadContext,
    canonizeOptions: {
      algorithm: "RDFC-1.0",
      maxWorkFactor: WORK_FACTOR,
      signal: AbortSignal.timeout(DEADLINE_MS),
    },
  };
  // Its types know neither these options nor that the last overload of `canonize` is the one with a promise.
  const canonizeDocument = jsonld.canonize as unknown as (
    document: JsonObject,
    options: Readonly<Record<string, unknown>>,
  ) => Promise<string>;
  return canonizeDocument(document, options);
}
