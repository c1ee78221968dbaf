import { existsSync, readFileSync } from "node:fs";

import * as fc from "fast-check";
import { expect, test } from "vitest";

import { type Box, parseChecklist } from "../../../src/domain/checklist/checklist.ts";
import { diffChecklists } from "../../../src/domain/checklist/diff.ts";

const NBSP = "\u00a0";

/** `[ ]`, `[x]` and `[~]` before each text say what is found. */
test.for<[what: string, markdown: string, found: readonly string[]]>([
  ["a dash", "- [ ] a", ["[ ] a"]],
  ["a star and x", "* [x] a", ["[x] a"]],
  ["a plus and X", "+ [X] a", ["[x] a"]],
  ["a number and a point", "1. [ ] a", ["[ ] a"]],
  ["a number and a bracket", "2) [x] a", ["[x] a"]],
  ["a number that begins late", "7. [ ] a\n8. [x] b", ["[ ] a", "[x] b"]],
  ["an inapplicable box", "- [~] a\n  - [ ] b", ["[~] a", "[ ] b"]],
  ["nested boxes, each for itself", "- [x] a\n  - [ ] b\n    1. [x] c", ["[x] a", "[ ] b", "[x] c"]],
  ["a list in a list on one line", "- - [ ] a", ["[ ] a"]],
  ["a box in an item without one", "- a\n  - [ ] b", ["[ ] b"]],
  ["a no-break space", `- [${NBSP}] a`, ["[ ] a"]],
  ["a figure space", "- [\u2007] a", ["[ ] a"]],
  ["a narrow no-break space", "- [\u202f] a", ["[ ] a"]],
  ["a thin space", "- [\u2009] a", ["[ ] a"]],
  ["a tab between the brackets", "- [\t] a", ["[ ] a"]],
  ["a tab after the brackets", "- [x]\ta", ["[x] a"]],
  ["a tab after the mark", "-\t[ ] a", ["[ ] a"]],
  ["text on the next line", "- [ ]\n  a", ["[ ] a"]],
  ["an item that begins with an empty line", "-\n  [x] a", ["[x] a"]],
  ["text over two lines", "- [ ] a\n  b", ["[ ] a b"]],
  ["a lazy second line", "- [ ] a\nb", ["[ ] a b"]],
  ["a loose list", "- [ ] a\n\n- [x] b", ["[ ] a", "[x] b"]],
  ["CRLF", "# h\r\n\r\n- [ ] a\r\n- [x] b\r\n", ["[ ] a", "[x] b"]],
  ["lone CR", "- [ ] a\r- [x] b", ["[ ] a", "[x] b"]],
  ["a quote", "> - [ ] a", ["[ ] a"]],
  ["a quote in a quote", "> > 1. [x] a", ["[x] a"]],
  ["a list after a line of text", "text\n- [ ] a", ["[ ] a"]],
  ["details", "<details>\n<summary>s</summary>\n\n- [ ] a\n\n</details>", ["[ ] a"]],
  ["a list in an HTML cell", "<table><tr><td>\n\n- [x] a\n\n</td></tr></table>", ["[x] a"]],
  ["a list after a definition in its item", "- [r]: /u\n  [ ] a", ["[ ] a"]],
  ["a table", "| | T |\n|--|--|\n| [ ] | a |\n| [x] | b |", ["[ ] a", "[x] b"]],
  ["a table box that does not come first", "| T | |\n|--|--|\n| a | [~] |", ["[~] a"]],
  ["a table box with a Unicode space", `| | T |\n|--|--|\n| [${NBSP}] | a |`, ["[ ] a"]],
  ["a box in a table's head", "| [x] | a |\n|--|--|\n| b | c |", ["[x] a"]],
  ["two boxes in one row", "| | T | |\n|--|--|--|\n| [ ] | a | [x] |", ["[ ] a", "[x] a"]],
  ["other cells, marks read, empty ones left out", "||||\n|-|-|-|\n|[ ]||**a**|\n", ["[ ] a"]],
  ["several other cells", "||A|B|\n|-|-|-|\n|[ ]|a|[b](u)|\n", ["[ ] a | b"]],
  ["a table in a quote", "> | | T |\n> |--|--|\n> | [x] | a |", ["[x] a"]],
  ["a box before hidden text", "- [ ] <!-- later -->", ["[ ] "]],

  ["no text", "- [ ]\n- [x] ", []],
  ["no item", "[ ] a", []],
  ["no space after the brackets", "- [ ]a\n- [x](u)\n- [x][r] a", []],
  ["nothing between the brackets", "- [] a", []],
  ["two characters between the brackets", "- [xx] a\n- [  ] a", []],
  ["an escaped bracket", String.raw`- \[ ] a`, []],
  ["marks before the brackets", "- **[ ] a**\n- `[ ] a`", []],
  ["the second paragraph of an item", "- a\n\n  [ ] b", []],
  ["a paragraph in a quote in an item", "- > [ ] a", []],
  ["a heading in an item", "- # [ ] a", []],
  ["an empty item and then text", "- \n[ ] a", []],
  ["a number other than one in a paragraph", "text\n2. [ ] a", []],
  ["a backtick fence", "```\n- [ ] a\n```", []],
  ["a tilde fence", "~~~md\n- [ ] a\n~~~", []],
  ["an unclosed fence", "```\n- [ ] a\n\n- [x] b", []],
  ["a fence in an item", "- a\n\n  ```\n  - [ ] b\n  ```", []],
  ["a fence in a quote", "> ```\n> - [ ] a\n> ```", []],
  ["code by indentation", "a\n\n    - [ ] b", []],
  ["code by a tab", "\t- [ ] a", []],
  ["code in an item", "-     [ ] a", []],
  ["code over several lines", "`a\n[ ] b`", []],
  ["a comment", "<!--\n- [ ] a\n-->", []],
  ["a comment on one line", "<!-- - [ ] a -->", []],
  ["an unclosed comment", "<!-- \n\n- [ ] a", []],
  ["a comment in an item", "- <!--\n  - [ ] a\n  -->", []],
  ["pre", "<pre>\n\n- [ ] a\n\n</pre>", []],
  ["HTML without an empty line", "<div>\n- [ ] a\n</div>", []],
  ["an HTML list", "<ul><li> [ ] a</li></ul>", []],
  ["a table cell with more than a box", "| | T |\n|--|--|\n| [ ] do | a |", []],
  ["a table without its second line", "| [ ] | a |", []],
  ["an HTML checkbox of no task", '<input type="checkbox">', []],
  ["nothing", "", []],
])("parseChecklist() reads %s", ([, markdown, found]) => {
  expect(parseChecklist(markdown).map(({ state, text }) => `[${MARKS[state]}] ${text}`)).toEqual(found);
});

const MARKS = { open: " ", done: "x", inapplicable: "~" } as const;

test("parseChecklist() tells text, state, line and section of each box", () => {
  const markdown = [
    "- [ ] before any heading",
    "",
    "# The `plan`",
    "",
    "- [x] **Pass** a [graded](https://example.com) assessment",
    "  and more",
    "> ## Quoted",
    "> - [~] in a quote",
    "",
    "- [ ] after the quote",
    "",
    "Under *lines*",
    "=====",
    "| | What |",
    "| --- | --- |",
    "| [x] | Do nothing |",
    "",
    "#",
    "-",
    "  [ ] last",
  ].join("\n");

  expect(parseChecklist(markdown)).toEqual<Box[]>([
    { text: "before any heading", state: "open", line: 1, section: null },
    { text: "Pass a graded assessment and more", state: "done", line: 5, section: "The plan" },
    { text: "in a quote", state: "inapplicable", line: 8, section: "Quoted" },
    { text: "after the quote", state: "open", line: 10, section: "The plan" },
    { text: "Do nothing", state: "done", line: 16, section: "Under lines" },
    { text: "last", state: "open", line: 20, section: "" },
  ]);
});

test("parseChecklist() reads a link by its words when its address stands elsewhere", () => {
  expect(parseChecklist("- [ ] Read [the guide][g] and [g]\n\n[g]: https://example.com")).toMatchObject([
    { text: "Read the guide and g" },
  ]);
});

test("parseChecklist() tells where raw boxes stand, and passes over those in comments", () => {
  const cell = (input: string): string => `<td class="task-table-item">\n${input}\n</td>`;
  const input = '<input type="checkbox" class="task-list-item-checkbox"';
  const html = ["<table>", cell(`${input} checked>`), `<!-- ${cell(`${input}>`)} -->`, cell(`${input}>`), "</table>"];

  expect(parseChecklist(`text\n\n${html.join("\n")}\n${input}>`)).toEqual<Box[]>([
    { text: "", state: "done", line: 5, section: null },
    { text: "", state: "open", line: 11, section: null },
  ]);
});

test.for([1, 10, 30, 49])("parseChecklist() finds a box %i lists deep", (depth) => {
  const lines = Array.from({ length: depth }, (_, level) => `${"  ".repeat(level)}- [ ] level ${level + 1}`);

  expect(parseChecklist(lines.join("\n")).map(({ text, line }) => [text, line])).toEqual(
    lines.map((_, level) => [`level ${level + 1}`, level + 1]),
  );
});

test.for([1, 10, 30, 90])("parseChecklist() finds a box %i quotes deep, and what stands after it", (depth) => {
  const markdown = `${"> ".repeat(depth)}- [x] deep\n\n- [ ] after`;

  expect(parseChecklist(markdown).map((box) => box.text)).toEqual(["deep", "after"]);
});

test("parseChecklist() reads the same with every kind of line end", () => {
  const markdown = "# h\n- [ ] a\n\n  b\n> - [x] c\n> d\n\n| | T |\n|-|-|\n| [ ] | e |\n";

  expect(parseChecklist(markdown.replaceAll("\n", "\r\n"))).toEqual(parseChecklist(markdown));
  expect(parseChecklist(markdown.replaceAll("\n", "\r"))).toEqual(parseChecklist(markdown));
});

const words = fc
  .string({ unit: "grapheme", minLength: 1, maxLength: 20 })
  .map(foldToText)
  .filter((text) => text !== "");
const state = fc.constantFrom("open", "done", "inapplicable");

test("parseChecklist() reads back every list of boxes that was written", () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ text: words, state, quoted: fc.boolean(), mark: fc.constantFrom("-", "*", "1.", "9)") })),
      (boxes) => {
        const written = boxes.map(
          ({ text, state: s, quoted, mark }) => `${quoted ? "> " : ""}${mark} [${MARKS[s]}] ${escapeMarks(text)}\n`,
        );
        const read = parseChecklist(written.join("\n"));
        expect(read.map((box) => ({ text: box.text, state: box.state }))).toEqual(
          boxes.map((box) => ({ text: box.text, state: box.state })),
        );
      },
    ),
  );
});

test("parseChecklist() never throws, and its lines and texts are sound", () => {
  const scrap = fc.constantFrom(
    ..."[]()<>-*+_~`#|!&;:\\/\"'=.)0123 x\t\n\r\0\u00a0\ud800".split(""),
    "- [ ] ",
    "<!--",
    "-->",
    "\n\n",
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(scrap, fc.string()), { maxLength: 60 }), (parts) => {
      const markdown = parts.join("");
      const lines = markdown.split(/\r\n?|\n/).length;
      for (const box of parseChecklist(markdown)) {
        expect(box.line).toBeGreaterThanOrEqual(1);
        expect(box.line).toBeLessThanOrEqual(lines);
        expect(box.text).toBe(foldToText(box.text));
      }
    }),
    { numRuns: 2000 },
  );
});

interface TaskableCases {
  readonly get_tasks: readonly {
    readonly name: string;
    readonly input: string;
    readonly expected: { readonly html: readonly [done: boolean, text: string][] };
  }[];
  readonly get_updated_tasks: readonly {
    readonly old: string;
    readonly new: string;
    readonly expected_changed: readonly [done: boolean, text: string][];
  }[];
}

const CASES_FILE = "../shared/fixtures/tasklists/taskable_cases.json";
const hasCases = existsSync(CASES_FILE);
const cases: TaskableCases = hasCases
  ? JSON.parse(readFileSync(CASES_FILE, "utf8"))
  : { get_tasks: [], get_updated_tasks: [] };

test.skipIf(!hasCases)("parseChecklist() finds the tasks GitLab finds in its own cases", () => {
  const found = cases.get_tasks.map(({ name, input }) => ({
    name,
    // GitLab counts no inapplicable tasks.
    tasks: parseChecklist(input)
      .filter((box) => box.state !== "inapplicable")
      .map((box) => [box.state === "done", box.text]),
  }));

  expect(found).not.toEqual([]);
  expect(found).toEqual(cases.get_tasks.map(({ name, expected }) => ({ name, tasks: expected.html })));
});

test.skipIf(!hasCases)("diffChecklists() tells as changed what GitLab tells in its own cases", () => {
  const told = cases.get_updated_tasks.map(({ old, new: current }) =>
    diffChecklists(parseChecklist(old), parseChecklist(current)).flatMap((change) =>
      change.kind === "changed" ? [[change.to === "done", change.text]] : [],
    ),
  );

  expect(told).not.toEqual([]);
  expect(told).toEqual(cases.get_updated_tasks.map(({ expected_changed }) => expected_changed));
});

function escapeMarks(text: string): string {
  return text.replace(/[!-/:-@[-`{-~]/g, String.raw`\$&`);
}

function foldToText(text: string): string {
  return text
    .replace(/[\u00ad\u200b\u2060\ufeff]/g, "")
    .replaceAll("\0", "\ufffd")
    .replace(/\s+/g, " ")
    .trim()
    .normalize("NFC");
}
