import jsonld from "jsonld";

import type { JsonObject } from "../domain/badge/json.ts";
import { loadContext } from "./contexts.ts";

/**
 * How often blank nodes that look alike are compared, for each of them: graphs made to be hard give up soon. It bounds
 * the work and not the time, so that a busy machine finds out the same.
 */
const WORK_FACTOR = 1;

/**
 * The one RDF text behind every way to write a document (https://www.w3.org/TR/rdf-canon/, RDFC-1.0). In safe mode: a
 * term that no context defines would otherwise be dropped, and nothing would prove it.
 *
 * @throws Whatever `jsonld` throws for what it cannot read.
 */
export function canonize(document: JsonObject): Promise<string> {
  const options = {
    base: null,
    safe: true,
    // The direction of a text has to survive; proofs of others are made the same way.
    rdfDirection: "i18n-datatype",
    documentLoader: loadContext,
    canonizeOptions: { algorithm: "RDFC-1.0", maxWorkFactor: WORK_FACTOR },
  };
  // Its types know neither these options nor that the last overload of `canonize` is the one with a promise.
  const canonizeDocument = jsonld.canonize as unknown as (
    document: JsonObject,
    options: Readonly<Record<string, unknown>>,
  ) => Promise<string>;
  return canonizeDocument(document, options);
}
