import type { JsonObject } from "../domain/badge/json.ts";
import { occursMoreThan } from "./occurs.ts";

/** Deeper than any badge, and far from where a program that walks it runs out of stack. */
const DEEPEST = 64;

/** Of fields, items, objects and lists. A badge has some hundred, and two million take half a second. */
const MOST_PARTS = 20_000;

/**
 * Read a JSON object somebody sent. A field named `__proto__` is left out: copied by a careless program it would become
 * the object's prototype.
 *
 * @returns `null` when it is no JSON object, or one too deep or of too many parts.
 */
export function readJsonObject(text: string): JsonObject | null {
  if (isTooLaborious(text)) return null;
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) && !Array.isArray(value) && cleanse(value) ? (value as JsonObject) : null;
  } catch {
    return null;
  }
}

/** Signs inside texts are counted as well, which costs nobody a badge. */
function isTooLaborious(text: string): boolean {
  return [",", "{", "["].some((sign) => occursMoreThan(text, sign, MOST_PARTS));
}

/** @returns Whether it is not too deep. */
function cleanse(root: object): boolean {
  let level: object[] = [root];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth === DEEPEST) return false;
    for (const value of level) if (Object.hasOwn(value, "__proto__")) Reflect.deleteProperty(value, "__proto__");
    level = level.flatMap((value) => Object.values(value).filter(isObject));
  }
  return true;
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}
