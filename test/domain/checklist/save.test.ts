import * as fc from "fast-check";
import { expect, test } from "vitest";

import { soleTurnedBox } from "../../../src/domain/checklist/save.ts";

const LIST = "# Tasks\n\n- [ ] a\n- [x] b\n  - [~] c\n\n| | T |\n|--|--|\n| [ ] | d |\n\nThe end";

test.for<[what: string, from: string, to: string, turned: ReturnType<typeof soleTurnedBox>]>([
  ["a tick", "[ ] a", "[x] a", { text: "a", from: "open", to: "done" }],
  ["a tick with a capital", "[ ] a", "[X] a", { text: "a", from: "open", to: "done" }],
  ["an un-tick", "[x] b", "[ ] b", { text: "b", from: "done", to: "open" }],
  ["a strike taken back", "[~] c", "[ ] c", { text: "c", from: "inapplicable", to: "open" }],
  ["a tick in a table", "[ ] | d", "[x] | d", { text: "d", from: "open", to: "done" }],
  ["nothing in no change", "a", "a", null],
  ["nothing in another x", "[x] b", "[X] b", null],
  ["nothing in another space", "[ ] a", "[\u00a0] a", null],
  ["nothing in two ticks", "[ ] a\n- [x] b", "[x] a\n- [ ] b", null],
  ["nothing in a tick and a word", "[ ] a", "[x] an", null],
  ["nothing in a tick and a word elsewhere", "[ ] a\n- [x] b", "[x] a\n- [x] c", null],
  ["nothing in a tick and a space more", "[ ] a", "[x]  a", null],
  ["nothing in a box made text", "[ ] a", "[a] a", null],
  ["nothing in a line dragged", "- [ ] a\n- [x] b", "- [x] b\n- [ ] a", null],
  ["nothing in a changed word", "The end", "The End", null],
  ["nothing in an empty line more", "\n\nThe", "\n\n\nThe", null],
])("soleTurnedBox() finds %s", ([, from, to, turned]) => {
  expect(soleTurnedBox(LIST, LIST.replace(from, to))).toEqual(turned);
});

test("soleTurnedBox() does not mind how lines end", () => {
  const ticked = LIST.replace("[ ] a", "[x] a");

  expect(soleTurnedBox(LIST, `${ticked.replaceAll("\n", "\r\n")}\r\n`)).toEqual({
    text: "a",
    from: "open",
    to: "done",
  });
  expect(soleTurnedBox(LIST, LIST.replaceAll("\n", "\r\n"))).toBeNull();
});

test("soleTurnedBox() finds no box in code or in text", () => {
  expect(soleTurnedBox("```\n- [ ] a\n```\n- [ ] b", "```\n- [x] a\n```\n- [ ] b")).toBeNull();
  expect(soleTurnedBox("- [ ] a [ ] b", "- [ ] a [x] b")).toBeNull();
});

test("soleTurnedBox() does not pair boxes after one that came or went", () => {
  expect(soleTurnedBox("- [ ] a\n- [x] b", "- [a] a\n- [x] b")).toBeNull();
});

const MARKS = [" ", "x", "~"] as const;
const STATES = { " ": "open", x: "done", "~": "inapplicable" } as const;
const list = fc.array(fc.tuple(fc.constantFrom(...MARKS), fc.constantFrom("", "  ", "> ")), {
  minLength: 1,
  maxLength: 8,
});

function write(marks: readonly (readonly [string, string])[]): string {
  return marks.map(([mark, prefix], index) => `${prefix}- [${mark}] task ${index}\n`).join("\n");
}

test("soleTurnedBox() finds exactly the box that was turned", () => {
  fc.assert(
    fc.property(list, fc.nat(), fc.constantFrom(...MARKS), (boxes, nth, mark) => {
      const place = nth % boxes.length;
      const turned = boxes.map(([old, prefix], index) => [index === place ? mark : old, prefix] as const);
      const from = STATES[boxes[place]?.[0] ?? " "];
      const to = STATES[mark];
      expect(soleTurnedBox(write(boxes), write(turned))).toEqual(
        from === to ? null : { text: `task ${place}`, from, to },
      );
    }),
  );
});

test("soleTurnedBox() finds none when anything else changed too", () => {
  const edits = fc.tuple(fc.nat(), fc.nat({ max: 2 }), fc.constantFrom("a", "-", "[", "]", "x", " ", "`", "é"));
  fc.assert(
    fc.property(list, fc.nat(), edits, (boxes, nth, [at, cut, put]) => {
      const before = write(boxes);
      const marks = [...before.matchAll(/\[[ x~]\]/g)].map(({ index }) => index + 1);
      const place = marks[nth % marks.length] ?? 0;
      const turned = `${before.slice(0, place)}${before[place] === "x" ? " " : "x"}${before.slice(place + 1)}`;
      // The edit keeps away from the turned mark, and from the line ends, which do not matter.
      const free = before
        .split("")
        .flatMap((character, index) => (index !== place && character !== "\n" ? [index] : []));
      const edit = free[at % free.length] ?? 0;
      const cutEnd = edit < place ? Math.min(edit + cut, place) : edit + cut;
      const edited = turned.slice(0, edit) + put + turned.slice(cutEnd);
      fc.pre(edited.replace(/\n+$/, "") !== turned.replace(/\n+$/, ""));
      expect(soleTurnedBox(before, edited)).toBeNull();
    }),
    { numRuns: 1000 },
  );
});
