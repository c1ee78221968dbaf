import type { Json, JsonObject } from "../domain/badge/json.ts";
import { isKnownContext } from "./contexts.ts";

/**
 * Beyond these a credential is no badge, and turning it into RDF would hold up the bot: it costs some tenths of a
 * millisecond an object, and the square of the values in a list and of the contexts.
 */
const MOST_CHARACTERS = 262_144;
const LONGEST_LIST = 1_048_576;
const DEEPEST = 32;
const MOST_OBJECTS = 250;
const MOST_VALUES = 1_500;
const MOST_CONTEXTS = 32;

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
  const walk: Walk = { root: document, objects: 0, values: 0, contexts: 0, hasUnknownContext: false };
  if (!isPlain(document, 0, walk)) return "terms-undefined";
  if (walk.hasUnknownContext) return "unknown-context";
  return JSON.stringify(document).length - lengthOfList(document) > MOST_CHARACTERS ? "terms-undefined" : null;
}

/** A status list is one long text, which costs no more than reading it. */
function lengthOfList({ credentialSubject }: JsonObject): number {
  if (typeof credentialSubject !== "object" || credentialSubject === null || isList(credentialSubject)) return 0;
  const { encodedList } = credentialSubject;
  return typeof encodedList === "string" ? Math.min(encodedList.length, LONGEST_LIST) : 0;
}

interface Walk {
  readonly root: JsonObject;
  objects: number;
  values: number;
  contexts: number;
  hasUnknownContext: boolean;
}

function isPlain(value: Json, depth: number, walk: Walk): boolean {
  walk.values += 1;
  if (walk.values > MOST_VALUES) return false;
  if (typeof value !== "object" || value === null) return true;
  if (depth > DEEPEST) return false;
  if (isList(value)) return value.every((item) => isPlain(item, depth + 1, walk));
  walk.objects += 1;
  if (walk.objects > MOST_OBJECTS || isTwin(value, walk.root)) return false;
  return Object.entries(value).every(([key, field]) => {
    if (key !== "@context") return isPlainWord(key) && isPlain(field, depth + 1, walk);
    const contexts = isList(field) ? field : [field];
    walk.contexts += contexts.length;
    if (!contexts.every(isKnownContext)) walk.hasUnknownContext = true;
    return walk.contexts <= MOST_CONTEXTS;
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
