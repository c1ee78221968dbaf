import type { Json, JsonObject } from "../../domain/badge/json.ts";
import { plainLine } from "../../domain/badge/svg-text.ts";

/** Longer texts are cut where they are shown. */
const MOST_CHARACTERS = 2000;

export function objectOf(value: Json | undefined): JsonObject | null {
  return typeof value === "object" && value !== null && !isList(value) ? value : null;
}

/** What may be one or several, as a list; nothing is an empty one. */
export function listOf(value: Json | undefined): readonly Json[] {
  if (value === undefined || value === null) return [];
  return isList(value) ? value : [value];
}

export function stringOf(value: Json | undefined): string | null {
  return typeof value === "string" ? value : null;
}

/** An id, or the id of an object. */
export function idOf(value: Json | undefined): string | null {
  return stringOf(value) ?? stringOf(objectOf(value)?.["id"]);
}

/** For people: one line, whatever language it is in; empty for none. */
export function textOf(value: Json | undefined): string {
  const [first] = listOf(value);
  const object = objectOf(first);
  const text = stringOf(first) ?? stringOf(object?.["@value"]) ?? Object.values(object ?? {}).find(isString) ?? "";
  return plainLine(text.slice(0, MOST_CHARACTERS));
}

/** Is this among the types of an object? */
export function hasType(object: JsonObject | null, type: string): boolean {
  return listOf(object?.["type"]).includes(type);
}

/** @returns `null` for what is no object of JSON in UTF-8. */
export function parseObject(bytes: Uint8Array): JsonObject | null {
  try {
    return objectOf(JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes)) as Json);
  } catch {
    return null;
  }
}

function isString(value: Json): value is string {
  return typeof value === "string";
}

/** `Array.isArray` does not tell a readonly list from an object. */
function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
