import type { z } from "zod";

import { closestWord } from "./closest-word.ts";
import type { Position } from "./fault.ts";
import { ProgramDocument, programJsonSchema } from "./program-schema.ts";
import { UNREADABLE } from "./yaml-text.ts";
import type { YamlFault, YamlPath, YamlText } from "./yaml-text.ts";

/** A value of which any part may be missing. Lists keep their length, so an index still tells the place. */
type Sound<T> = T extends readonly (infer Item)[]
  ? readonly (Sound<Item> | undefined)[]
  : T extends object
    ? { readonly [Key in keyof T]?: Sound<T[Key]> | undefined }
    : T;

export type SoundDocument = Sound<z.input<typeof ProgramDocument>>;

interface Shape {
  readonly faults: readonly YamlFault[];
  /** The whole document with its defaults; `null` when any part has a fault. */
  readonly document: ProgramDocument | null;
  /** What is left when every faulty part is taken out, for the rules that look at several values. */
  readonly sound: SoundDocument;
}

/** Hold a document against the schema: every key and every value on its own. */
export function checkShape(yaml: YamlText): Shape {
  const result = ProgramDocument.safeParse(yaml.value);
  if (result.success) return { faults: [], document: result.data, sound: result.data };

  const issues = result.error.issues.flatMap(meant);
  const faults = issues.flatMap((issue) => explain(issue, yaml)).filter((fault) => isTrustworthy(fault, yaml));
  const bad = new Set(issues.flatMap(pathsOf).map((path) => JSON.stringify(path)));
  return { faults, document: null, sound: takeOut(yaml.value, [], bad) ?? {} };
}

interface ShapeFault extends YamlFault {
  readonly isMissing?: boolean;
}

/** Where a value may be of several kinds: what is wrong with it as the kind it looks like. */
function meant(issue: z.core.$ZodIssue): z.core.$ZodIssue[] {
  if (issue.code !== "invalid_union") return [issue];
  const isAlike = (inside: readonly z.core.$ZodIssue[]): boolean => inside.every(({ path }) => path.length > 0);
  const closest = issue.errors.find(isAlike) ?? issue.errors[0] ?? [];
  return closest.map((inside) => ({ ...inside, path: [...issue.path, ...inside.path] }));
}

function isTrustworthy(fault: ShapeFault, { brokenFrom }: YamlText): boolean {
  if (brokenFrom === null) return true;
  return fault.isMissing !== true && isBefore(fault, brokenFrom);
}

function isBefore(a: Position, b: Position): boolean {
  return a.line < b.line || (a.line === b.line && a.column < b.column);
}

function explain(issue: z.core.$ZodIssue, yaml: YamlText): ShapeFault[] {
  const path = yamlPathOf(issue);
  const value = valueAt(yaml.value, path);
  if (value === UNREADABLE) return [];
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => ({
      ...yaml.locateKey([...path, key]),
      message: explainUnknownKey(key, keysAt(path)),
    }));
  }
  if (issue.code === "invalid_key") {
    return [
      { ...yaml.locateKey(path), message: `Key "${path.at(-1)}" ${issue.issues[0]?.message ?? "is not allowed"}` },
    ];
  }
  if (value === undefined)
    return [{ ...yaml.locateValue(path), message: `${subject(path)} is missing`, isMissing: true }];
  if (value === null) return [{ ...yaml.locateKey(path), message: `${subject(path)} is empty` }];
  return [{ ...yaml.locateValue(path), message: `${subject(path)} ${explainValue(issue, value)}` }];
}

function explainUnknownKey(key: string, known: readonly string[]): string {
  const closest = closestWord(key, known);
  const suggestion = closest === null ? "" : `, did you mean "${closest}"?`;
  return `Unknown key "${key}"${suggestion}; there are: ${known.join(", ")}`;
}

function explainValue(issue: z.core.$ZodIssue, value: unknown): string {
  if (issue.code === "invalid_type")
    return `must be ${KIND_NAMES[issue.expected] ?? issue.expected}, not ${kindOf(value)}`;
  if (issue.code === "invalid_value") {
    const allowed = issue.values.map(String);
    const closest = typeof value === "string" ? closestWord(value, allowed) : null;
    const suggestion = closest === null ? "" : `, did you mean "${closest}"?`;
    return `must be one of ${allowed.join(", ")}, not ${kindOf(value)}${suggestion}`;
  }
  if (issue.code === "too_small") return explainSize(issue.origin, `at least ${issue.minimum}`);
  if (issue.code === "too_big") return explainSize(issue.origin, `at most ${issue.maximum}`);
  return issue.message;
}

function explainSize(origin: string, limit: string): string {
  if (origin === "array") return `must have ${limit} ${limit.endsWith(" 1") ? "entry" : "entries"}`;
  return origin === "string" ? `must have ${limit} characters` : `must be ${limit}`;
}

const KIND_NAMES: Readonly<Record<string, string>> = {
  string: "text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "a map of keys and values",
  record: "a map of keys and values",
};

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "a map";
  if (typeof value === "string") return `"${value.length > 40 ? `${value.slice(0, 40)}…` : value}"`;
  return typeof value === "number" || typeof value === "boolean" ? String(value) : "this";
}

function subject(path: YamlPath): string {
  const key = path.findLast((step) => typeof step === "string");
  if (key === undefined) return "A program";
  return typeof path.at(-1) === "number" ? `An entry of ${key}` : key;
}

function pathsOf(issue: z.core.$ZodIssue): YamlPath[] {
  const path = yamlPathOf(issue);
  return issue.code === "unrecognized_keys" ? issue.keys.map((key) => [...path, key]) : [path];
}

function yamlPathOf(issue: z.core.$ZodIssue): YamlPath {
  return issue.path.map((step) => (typeof step === "number" ? step : String(step)));
}

function valueAt(value: unknown, path: YamlPath): unknown {
  return path.reduce<unknown>((inner, step) => {
    if (typeof inner !== "object" || inner === null || !Object.hasOwn(inner, step)) return undefined;
    return (inner as Readonly<Record<string | number, unknown>>)[step];
  }, value);
}

function takeOut(value: unknown, path: YamlPath, bad: ReadonlySet<string>): unknown {
  if (bad.has(JSON.stringify(path))) return undefined;
  if (Array.isArray(value)) return value.map((item, index) => takeOut(item, [...path, index], bad));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, takeOut(item, [...path, key], bad)]));
}

/** Keys the schema knows at a place. The JSON form of the schema is plain data, so walking it needs no zod insides. */
function keysAt(path: YamlPath): string[] {
  let node: unknown = programJsonSchema();
  for (const step of path) {
    const property = typeof step === "number" ? valueAt(node, ["items"]) : valueAt(node, ["properties", step]);
    node = property ?? valueAt(node, ["additionalProperties"]);
  }
  return Object.keys(valueAt(node, ["properties"]) ?? {});
}
