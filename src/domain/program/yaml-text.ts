import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument, Scalar, visit } from "yaml";
import type { Alias, Document, Node, YAMLError } from "yaml";

import type { Position } from "./fault.ts";

/** Way from the top of a document to a value: `["tasks", 2, "requires", 0]`. */
export type YamlPath = readonly (string | number)[];

export interface YamlFault extends Position {
  readonly message: string;
}

/** A YAML document as plain data that still knows where each piece stands. */
export interface YamlText {
  /** Maps, lists, strings, numbers, booleans, `null`; {@link UNREADABLE} where a value could not be had. */
  readonly value: unknown;
  readonly faults: readonly YamlFault[];
  /** From here on the nesting is a guess, so what is missing or odd there need not be; `null` when all was read. */
  readonly brokenFrom: Position | null;
  /** Where the value of a path stands; for what is missing, where the nearest map or list around it begins. */
  locateValue(path: YamlPath): Position;
  /** Where the key of a path's last step stands, for a map; else as {@link YamlText.locateValue}. */
  locateKey(path: YamlPath): Position;
}

/** Stands in for a value that has a fault of its own already. */
export const UNREADABLE: unique symbol = Symbol("unreadable");

/** A program of fifty tasks has 15 KiB. */
const MAX_YAML_CHARACTERS = 262_144;
const MAX_ALIASES = 50;
/** Some messages of the library quote the text, however long it is. */
const MAX_MESSAGE_CHARACTERS = 300;

/** Faults after which the rest of the document is still nested as its author meant it. */
const HARMLESS: ReadonlySet<string> = new Set([
  "BAD_ALIAS",
  "BAD_DIRECTIVE",
  "BAD_DQ_ESCAPE",
  "BAD_SCALAR_START",
  "NON_STRING_KEY",
  "TAG_RESOLVE_FAILED",
]);

/**
 * Read YAML 1.2 with every fault at once.
 *
 * Keys are text and stand once in their map; tags of one's own are faults. An anchor may be used, but not inside
 * another anchor: that way lie documents that unfold to gigabytes.
 */
export function readYaml(text: string): YamlText {
  if (text.length > MAX_YAML_CHARACTERS) {
    return unreadable(`The file is too long: ${text.length} characters, at most ${MAX_YAML_CHARACTERS}`);
  }
  try {
    return readDocument(text);
  } catch (error) {
    // Parser and visitors recurse; ten thousand brackets exhaust the stack.
    if (error instanceof RangeError) return unreadable("The file is nested too deeply to be read");
    throw error;
  }
}

function unreadable(message: string): YamlText {
  const start: Position = { line: 1, column: 1 };
  return {
    value: UNREADABLE,
    faults: [{ ...start, message }],
    brokenFrom: start,
    locateValue: () => start,
    locateKey: () => start,
  };
}

function readDocument(text: string): YamlText {
  const lines = new LineCounter();
  const faults: YamlFault[] = [];
  const report = (offset: number, message: string): void => {
    faults.push({ ...positionOf(lines, offset), message: message.slice(0, MAX_MESSAGE_CHARACTERS) });
  };

  // The library compares every key with every other one, so `checkKeys` looks for doubles.
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    stringKeys: true,
    uniqueKeys: false,
    // The default writes warnings to the process; "silent" would also swallow an error.
    logLevel: "error",
  });

  const broken: number[] = [];
  for (const error of [...document.errors, ...document.warnings]) {
    const offset = offsetOf(error, document);
    report(offset, explain(error));
    if (!HARMLESS.has(error.code)) broken.push(offset);
  }
  checkKeys(document, report);
  const badAliases = findBadAliases(document, report);

  return {
    value: toPlain(document.contents, document, badAliases),
    faults,
    brokenFrom: broken.length === 0 ? null : positionOf(lines, Math.min(...broken)),
    locateValue: (path) => positionOf(lines, offsetOfPath(document, path, "value")),
    locateKey: (path) => positionOf(lines, offsetOfPath(document, path, "key")),
  };
}

function positionOf(lines: LineCounter, offset: number): Position {
  const { line, col } = lines.linePos(offset);
  // The counter answers 0 for a document without any line.
  return { line: Math.max(line, 1), column: Math.max(col, 1) };
}

/** The library puts a quote that is never closed at the end of the file; people look for its beginning. */
function offsetOf(error: YAMLError, document: Document.Parsed): number {
  const end = error.pos[0];
  if (error.code !== "MISSING_CHAR" || !error.message.includes("quote")) return end;
  let offset = end;
  visit(document, {
    Scalar(_key, scalar) {
      const isQuoted = scalar.type === Scalar.QUOTE_DOUBLE || scalar.type === Scalar.QUOTE_SINGLE;
      if (isQuoted && scalar.range && scalar.range[1] >= end) offset = scalar.range[0];
    },
  });
  return offset;
}

const EXPLANATIONS: Readonly<Partial<Record<YAMLError["code"], string>>> = {
  BLOCK_AS_IMPLICIT_KEY: "Text with a colon and a blank needs quotes around it",
  TAB_AS_INDENT: "Indent with spaces, not with tabs",
  MULTIPLE_DOCS: "A program is one document: leave out the line ---",
  RESOURCE_EXHAUSTION: "The file is nested too deeply to be read",
  NON_STRING_KEY: "A key must be text",
};

function explain(error: YAMLError): string {
  if (error.code === "BAD_SCALAR_START") return `${error.message}: put it in quotes`;
  return EXPLANATIONS[error.code] ?? error.message;
}

function checkKeys(document: Document.Parsed, report: (offset: number, message: string) => void): void {
  visit(document, {
    Map(_key, map) {
      const seen = new Set<string>();
      for (const pair of map.items) {
        if (!isScalar(pair.key)) continue;
        const name = keyText(pair.key);
        if (seen.has(name)) report(startOf(pair.key) ?? 0, `Key "${name}" stands here twice`);
        seen.add(name);
      }
    },
  });
}

function findBadAliases(document: Document.Parsed, report: (offset: number, message: string) => void): Set<Alias> {
  const bad = new Set<Alias>();
  let count = 0;
  visit(document, {
    Alias(_key, alias) {
      count += 1;
      const problem = count > MAX_ALIASES ? `More than ${MAX_ALIASES} aliases` : problemOf(alias, document);
      if (problem === null) return;
      report(startOf(alias) ?? 0, problem);
      bad.add(alias);
    },
  });
  return bad;
}

function problemOf(alias: Alias, document: Document.Parsed): string | null {
  const target = alias.resolve(document);
  if (!target) return `There is no anchor &${alias.source} above`;
  let isNested = false;
  visit(target, {
    Alias() {
      isNested = true;
      return visit.BREAK;
    },
  });
  return isNested ? `Anchor &${alias.source} holds an alias itself` : null;
}

/** The library's own way throws at keys that are no text, and those have been reported. */
function toPlain(node: unknown, document: Document.Parsed, badAliases: ReadonlySet<Alias>): unknown {
  if (isAlias(node)) {
    return badAliases.has(node) ? UNREADABLE : toPlain(node.resolve(document), document, badAliases);
  }
  if (isSeq(node)) return node.items.map((item) => toPlain(item, document, badAliases));
  if (isMap(node)) {
    const pairs = node.items.filter(({ key }) => isScalar(key));
    return Object.fromEntries(pairs.map(({ key, value }) => [keyText(key), toPlain(value, document, badAliases)]));
  }
  return isScalar(node) ? node.value : null;
}

function keyText(key: unknown): string {
  return isScalar(key) ? String(key.value) : "";
}

function offsetOfPath(document: Document.Parsed, path: YamlPath, want: "key" | "value"): number {
  let offset = startOf(document.contents) ?? 0;
  let node: unknown = document.contents;
  for (const [index, step] of path.entries()) {
    if (isAlias(node)) node = node.resolve(document);
    const found = stepInto(node, step);
    if (!found) return offset;
    const isLast = index === path.length - 1;
    const start = isLast && want === "key" ? (found.keyStart ?? startOf(found.node)) : startOf(found.node);
    // A key without a value has a node without a place of its own.
    offset = start ?? found.keyStart ?? offset;
    node = found.node;
  }
  return offset;
}

function stepInto(node: unknown, step: string | number): { node: unknown; keyStart: number | null } | null {
  if (isSeq(node) && typeof step === "number") {
    return step in node.items ? { node: node.items[step], keyStart: null } : null;
  }
  if (!isMap(node)) return null;
  const pair = node.items.findLast((item) => isScalar(item.key) && keyText(item.key) === String(step));
  return pair ? { node: pair.value, keyStart: startOf(pair.key) } : null;
}

function startOf(node: unknown): number | null {
  const range = (node as Node | null)?.range;
  return range ? range[0] : null;
}
