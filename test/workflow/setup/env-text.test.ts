import { parseEnv } from "node:util";

import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import { addEntries, changeEnvText } from "../../../src/workflow/setup/env-text.ts";

describe("changeEnvText()", () => {
  test.for<[why: string, before: string, change: Record<string, string>, after: string]>([
    ["sets a line where it stands", "# a\nA=1\nB=2\n", { A: "3" }, "# a\nA=3\nB=2\n"],
    ["adds what is not there", "A=1\n", { B: "2" }, "A=1\nB=2\n"],
    ["fills an empty file", "", { A: "1" }, "A=1\n"],
    ["ends the last line first", "A=1", { B: "2" }, "A=1\nB=2\n"],
    ["empties a line", "A=1\nB=2\n", { A: "" }, "A=\nB=2\n"],
    ["adds no empty line", "A=1\n", { B: "" }, "A=1\n"],
    ["changes the one that counts", "A=1\nA=2\n", { A: "3" }, "A=1\nA=3\n"],
    ["leaves names that only begin alike", "AB=1\n# A=1\n", { A: "3" }, "AB=1\n# A=1\nA=3\n"],
    ["keeps line ends", "A=1\r\nB=2\r\n", { A: "3" }, "A=3\r\nB=2\r\n"],
    ["puts a comment sign in quotes", "", { A: "x#y z" }, "A='x#y z'\n"],
  ])("%s", ([, before, change, after]) => {
    expect(changeEnvText(before, change)).toBe(after);
  });

  test("what was set is read again by Node, and all else as before", () => {
    const name = fc.stringMatching(/^[A-Z][A-Z_]{0,6}$/);
    const value = fc.stringMatching(/^[\x21-\x26\x28-\x5b\x5d-\x5f\x61-\x7e]{1,20}$/);
    const file = fc.dictionary(name, fc.stringMatching(/^[a-z0-9./:,=+-]{0,9}$/));
    fc.assert(
      fc.property(file, fc.dictionary(name, value), (before, change) => {
        const text = Object.entries(before)
          .map(([key, one]) => `# about ${key}\n${key}=${one}\n`)
          .join("\n");

        expect({ ...parseEnv(changeEnvText(text, change)) }).toEqual({ ...before, ...change });
      }),
    );
  });
});

test.for<[before: string[], added: string[], after: string[]]>([
  [[], ["a/b"], ["a/b"]],
  [["a/b"], ["A/B", "a/c"], ["a/b", "a/c"]],
  [["a/**"], ["a/b/c", "a/*", "a/b/**"], ["a/**"]],
  [["a/*"], ["a/b", "a/b/c"], ["a/*", "a/b/c"]],
  [["a/b", "x", "a/b/c"], ["a/**"], ["x", "a/**"]],
  [["a/b", "a/b/c"], ["a/*"], ["a/b/c", "a/*"]],
  [["a/*"], ["a/**"], ["a/**"]],
])("addEntries() adds to %j what %j names, once: %j", ([before, added, after]) => {
  expect(addEntries(before, added)).toEqual(after);
});
