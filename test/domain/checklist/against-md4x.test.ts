import * as fc from "fast-check";
import { renderToHtml } from "md4x";
import { expect, test } from "vitest";

import { parseChecklist } from "../../../src/domain/checklist/checklist.ts";

/*
 * md4x is md4c, a CommonMark parser in C that shares nothing with ours. It says which list items there are; which of
 * them begin with a box is read off its HTML. The common ground ends before `[~]`, Unicode spaces and tables.
 */

const OPENINGS = ["[ ] WORD", "[x] WORD", "[X] WORD", "[ ]\tWORD", "[ ]WORD", "[] WORD", "[xx] WORD", "WORD"];

const text = fc.constantFrom(...OPENINGS);
const marker = fc.constantFrom("- ", "* ", "+ ", "1. ", "1) ", "1.  ", "-   ", "-\t");

type Lines = readonly string[];

/** Documents as people write them: blocks inside blocks, each indented as far as it must be. */
const { blocks } = fc.letrec<{ blocks: Lines; block: Lines; list: Lines; quote: Lines }>((tie) => ({
  blocks: fc
    .array(fc.tuple(tie("block"), fc.boolean()), { minLength: 1, maxLength: 4, depthIdentifier: "nest" })
    .map((parts) => parts.flatMap(([lines, blankAfter]) => (blankAfter ? [...lines, ""] : lines))),
  block: fc.oneof(
    { depthIdentifier: "nest", maxDepth: 4 },
    text.map((line) => [line]),
    fc.constant(["## WORD", ""]),
    fenced("```", "```"),
    fenced("~~~~", "~~~~"),
    fenced("<!--", "-->"),
    fenced("<pre>", "</pre>"),
    fenced("<details>\n<summary>WORD</summary>\n", "</details>\n"),
    fenced("<div>", "</div>\n"),
    text.map((line) => ["", `    ${line}`, ""]),
    tie("list"),
    tie("quote"),
  ),
  list: fc
    .array(
      fc.tuple(
        marker,
        fc.oneof(
          text.map((line): Lines => [line]),
          tie("blocks"),
        ),
      ),
      { minLength: 1, maxLength: 3 },
    )
    .map((items) => items.flatMap(([mark, lines]) => hang(mark, lines))),
  quote: tie("blocks").map((lines) => [...lines.map((line) => (line === "" ? ">" : `> ${line}`)), ""]),
}));

/** Lines as nobody writes them: marks in any order, nothing closed, continuations without marks. */
const scrap = fc
  .tuple(
    fc.array(fc.constantFrom("", " ", "  ", "   ", "> ", ">", "- ", "* ", "1. ", "1) "), { maxLength: 4 }),
    fc.constantFrom(...OPENINGS, "", "# WORD", "***", "`WORD"),
  )
  .map(([prefixes, content]) => prefixes.join("") + content)
  // Indentation past three columns is where both parsers leave CommonMark, each in its own way.
  .filter((line) => !/ {4}/.test(line))
  // md4c lets an empty item end a paragraph.
  .filter((line) => !/(?:^|[ >])(?:[-*]|\d[.)]) *$/.test(line));

const description = fc
  .oneof(blocks, fc.array(scrap, { minLength: 1, maxLength: 12 }))
  // md4c ends some items at a second blank line, as CommonMark did ten years ago.
  .map((lines) => lines.filter((line, index) => line !== "" || lines[index - 1] !== ""))
  .map((lines) => nameWords(lines).join("\n"));

test("parseChecklist() finds the boxes that stand in md4c's HTML", () => {
  fc.assert(
    fc.property(description, (markdown) => {
      const ours = parseChecklist(markdown).map((box) => [box.state === "done", box.text.split(" ")[0]]);
      expect(ours).toEqual(boxesInHtml(renderToHtml(markdown)));
    }),
    { numRuns: 3000 },
  );
});

function fenced(open: string, close: string): fc.Arbitrary<Lines> {
  return fc
    .array(
      fc.oneof(
        text,
        text.map((line) => `- ${line}`),
      ),
      { minLength: 1, maxLength: 3 },
    )
    .map((lines) => [...open.split("\n"), ...lines, ...close.split("\n")]);
}

function hang(mark: string, lines: Lines): Lines {
  const [first = "", ...rest] = lines.slice(lines.findIndex((line) => line !== ""));
  const indent = " ".repeat(mark.endsWith("\t") ? 4 : mark.length);
  return [mark + first, ...rest.map((line) => (line === "" ? "" : indent + line))];
}

/** Every place gets a word of its own, by which the two readings are compared. */
function nameWords(lines: Lines): Lines {
  let count = 0;
  return lines.map((line) => line.replace("WORD", () => `w${(count += 1)}w`));
}

function boxesInHtml(html: string): [done: boolean, word: string | undefined][] {
  const item = /<li[^>]*>\s*(?:<p>)?(?:<input[^>]*?( checked)?>|\[([ xX])\]\s)\s*(?:<p>)?(w\d+w)/g;
  return [...html.matchAll(item)].map(([, checked, mark = " ", word]) => [checked !== undefined || mark !== " ", word]);
}
