import type { Json, JsonObject } from "../domain/badge/json.ts";
import { isKnownContext } from "./contexts.ts";

/** Beyond these a credential is no badge, and turning it into RDF could hold up the bot. */
const MOST_CHARACTERS = 262_144;
const DEEPEST = 32;
const MOST_OBJECTS = 1_000;

/** The only words of JSON-LD itself that a credential needs: the language of a text. */
const LANGUAGE_WORDS: ReadonlySet<string> = new Set(["@value", "@language", "@direction"]);

/**
 * Does a credential say what it says in the plain words of contexts this bot knows?
 *
 * A proof covers the RDF behind a credential, not its JSON, and JSON-LD has many ways to write the same RDF. Whoever may
 * choose among them can hide a signed field from a reader of the JSON: `validUntil` under its full address, the status
 * in `@included` or in a second object with the credential's own id, or names swapped by a context of one's own
 * (https://www.w3.org/TR/vc-data-integrity/#validating-contexts). The proof would still be right. So only the plain form
 * is checked at all.
 *
 * @returns What stands in the way; `null` for nothing.
 */
export function findObstacle(document: JsonObject): "unknown-context" | "terms-undefined" | null {
  const walk: Walk = { root: document, objects: 0, hasUnknownContext: false };
  if (!isPlain(document, 0, walk)) return "terms-undefined";
  if (walk.hasUnknownContext) return "unknown-context";
  return JSON.stringify(document).length > MOST_CHARACTERS ? "terms-undefined" : null;
}

interface Walk {
  readonly root: JsonObject;
  objects: number;
  hasUnknownContext: boolean;
}

function isPlain(value: Json, depth: number, walk: Walk): boolean {
  if (typeof value !== "object" || value === null) return true;
  if (depth > DEEPEST) return false;
  if (isList(value)) return value.every((item) => isPlain(item, depth + 1, walk));
  walk.objects += 1;
  if (walk.objects > MOST_OBJECTS || isTwin(value, walk.root)) return false;
  return Object.entries(value).every(([key, field]) => {
    if (key !== "@context") return isPlainWord(key) && isPlain(field, depth + 1, walk);
    const contexts = isList(field) ? field : [field];
    if (!contexts.every(isKnownContext)) walk.hasUnknownContext = true;
    return true;
  });
}

/** Terms of the contexts have no colon, addresses and their short forms have one. */
function isPlainWord(key: string): boolean {
  return key.startsWith("@") ? LANGUAGE_WORDS.has(key) : !key.includes(":");
}

/** Says another object something of the credential itself? A mere mention of its id does not. */
function isTwin(value: JsonObject, root: JsonObject): boolean {
  const { id } = root;
  return (
    value !== root &&
    id !== undefined &&
    value["id"] === id &&
    Object.keys(value).some((key) => key !== "id" && key !== "type")
  );
}

/** `Array.isArray` does not tell a readonly list from an object. */
function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}
