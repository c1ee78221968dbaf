import * as fc from "fast-check";
import { expect, test } from "vitest";

import { parseChecklist } from "../../../src/domain/checklist/checklist.ts";
import { normalizeTaskText, readText } from "../../../src/domain/checklist/task-text.ts";

test.for<[markdown: string, normalized: string]>([
  ["Pass a graded assessment", "Pass a graded assessment"],
  ["**Pass** a [graded](x) assessment", "Pass a graded assessment"],
  ["__Pass__ *a* _graded_ ***assessment***", "Pass a graded assessment"],
  ["Pass `a` ``gr`ad``", "Pass a gr`ad"],
  ["~~Pass~~ a", "Pass a"],
  ['[Pass](https://example.com "title") <https://example.com/a_b>', "Pass https://example.com/a_b"],
  ["[Pass](javascript:void)", "Pass"],
  ["[Pass][guide] and [take][]", "Pass and take"],
  ["![the *map*](map.png) and ![plan][p]", "the map and plan"],
  ['Pass <b>a</b> <span class="x">graded</span><br>assessment', "Pass a graded assessment"],
  ["Pass <!-- not yet --> a", "Pass a"],
  ["R&amp;D &lt; &#35;1 &nbsp; x", "R&D < #1 x"],
  [
    String.raw`Close \#4 as obsolete\: workline\:proposal\=4\/close\-obsolete`,
    "Close #4 as obsolete: workline:proposal=4/close-obsolete",
  ],
  [String.raw`\*\*Pass\*\* a \[graded\]\(x\) assessment`, "Pass a graded assessment"],
  ["\u00a0 Pass\u2009a\t graded\r\n  assessment\u202f", "Pass a graded assessment"],
  ["Pass\u200b a\u00ad \ufeffgraded", "Pass a graded"],
  ["cafe\u0301", "caf\u00e9"],
  ["Lead: observed, feedback given, ready to certify.", "Lead: observed, feedback given, ready to certify."],
  ["Is it 5 * 3 or 5 _ 3, a_b_c, x < y & z?", "Is it 5 * 3 or 5 _ 3, a_b_c, x < y & z?"],
  ["Read list[0][1] and [note]", "Read list[0][1] and [note]"],
  ["Unclosed **mark and `tick", "Unclosed **mark and `tick"],
  ["  ", ""],
  ["", ""],
])("normalizeTaskText() makes %j into %j", ([markdown, normalized]) => {
  expect(normalizeTaskText(markdown)).toBe(normalized);
});

/** What a box shows must not hide behind what is stripped: these texts are other tasks. */
test.for([
  "Pass a graded assessment <or say that you did>",
  String.raw`Pass a graded assessment \<not needed\>`,
  "Pass a graded assessment &lt;not needed&gt;",
  "Pass a graded assessment (not needed)",
  "Pass a graded assessment [not needed]",
  "Pass an ungraded assessment",
  "pass a graded assessment",
])("normalizeTaskText() keeps %j apart from the task it resembles", (markdown) => {
  const [box] = parseChecklist(`- [ ] ${markdown.replace("<or", String.raw`\<or`)}`);

  expect(normalizeTaskText(markdown)).not.toBe("Pass a graded assessment");
  expect(normalizeTaskText(box?.text ?? "Pass a graded assessment")).not.toBe("Pass a graded assessment");
});

const PIECES = [
  "Pass",
  "a_b",
  " ",
  " ",
  "**",
  "*",
  "_",
  "`",
  "~~",
  "[",
  "](u)",
  "](",
  "]",
  "\\",
  "&amp;",
  "&",
  "!",
  "#",
  "5",
  "-",
  ".",
  "<https://a.b>",
  "é",
];
const source = fc.array(fc.constantFrom(...PIECES), { maxLength: 14 }).map((pieces) => pieces.join(""));

test("normalizeTaskText() of what GitLab's note quotes equals that of the source", () => {
  fc.assert(
    fc.property(source, (markdown) => {
      expect(normalizeTaskText(escapeLikeNote(markdown))).toBe(normalizeTaskText(markdown));
    }),
    { numRuns: 2000 },
  );
});

test("normalizeTaskText() of what a box shows equals that of the source", () => {
  fc.assert(
    fc.property(source, (markdown) => {
      expect(normalizeTaskText(readText(markdown))).toBe(normalizeTaskText(markdown));
    }),
    { numRuns: 2000 },
  );
});

test("normalizeTaskText() of its own result is that result", () => {
  fc.assert(
    fc.property(fc.oneof(source, fc.string()), (markdown) => {
      const normalized = normalizeTaskText(markdown);
      expect(normalizeTaskText(normalized)).toBe(normalized);
    }),
    { numRuns: 2000 },
  );
});

test("normalizeTaskText() compares text too long for a task as it is written", () => {
  const long = `${"[".repeat(100_000)} **a**`;

  expect(normalizeTaskText(`${long}  `)).toBe(long);
});

/** GitLab puts a backslash before every character that could be a mark. */
function escapeLikeNote(markdown: string): string {
  return markdown.replace(/[!-/:-@[-`{-~]/g, String.raw`\$&`);
}
