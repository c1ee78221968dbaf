import * as fc from "fast-check";
import { expect, test } from "vitest";

import { type Box, type BoxState, parseChecklist } from "../../../src/domain/checklist/checklist.ts";
import { type BoxChange, diffChecklists } from "../../../src/domain/checklist/diff.ts";

test.for<[what: string, before: string, after: string, changes: readonly BoxChange[]]>([
  ["nothing when nothing changed", "- [ ] a\n- [x] b", "- [ ] a\n- [x] b", []],
  ["nothing when prose changed", "one\n- [ ] a", "# two\n\nthree\n1. [ ] **a**", []],
  ["a tick", "- [ ] a", "- [x] a", [{ kind: "changed", text: "a", from: "open", to: "done" }]],
  ["an un-tick", "- [x] a", "- [ ] a", [{ kind: "changed", text: "a", from: "done", to: "open" }]],
  ["a strike", "- [ ] a", "- [~] a", [{ kind: "changed", text: "a", from: "open", to: "inapplicable" }]],
  ["nothing when lines are dragged", "- [ ] a\n- [x] b\n- [ ] c", "- [ ] c\n- [ ] a\n- [x] b", []],
  [
    "a tick beside an insertion above",
    "- [ ] a\n- [ ] b",
    "- [ ] new\n- [ ] a\n- [x] b",
    [
      { kind: "added", text: "new", state: "open" },
      { kind: "changed", text: "b", from: "open", to: "done" },
    ],
  ],
  [
    "a rewording as one removed and one added",
    "- [x] a\n- [ ] b",
    "- [x] a, please\n- [ ] b",
    [
      { kind: "removed", text: "a", state: "done" },
      { kind: "added", text: "a, please", state: "done" },
    ],
  ],
  [
    "the second of two equal boxes",
    "- [ ] a\n- [ ] a",
    "- [ ] a\n- [x] a",
    [{ kind: "changed", text: "a", from: "open", to: "done" }],
  ],
  ["one of two equal boxes removed", "- [x] a\n- [ ] a", "- [x] a", [{ kind: "removed", text: "a", state: "open" }]],
  ["one more equal box", "- [x] a", "- [x] a\n- [ ] a", [{ kind: "added", text: "a", state: "open" }]],
])("diffChecklists() tells %s", ([, before, after, changes]) => {
  expect(diffChecklists(parseChecklist(before), parseChecklist(after))).toEqual(changes);
});

const states: readonly BoxState[] = ["open", "done", "inapplicable"];
const boxes = fc.array(
  fc.record<Box>({
    text: fc.constantFrom("a", "b", "c", "d", "__proto__", "constructor"),
    state: fc.constantFrom(...states),
    line: fc.nat(),
    section: fc.constant(null),
  }),
);
const distinctBoxes = boxes.map((list) => [...new Map(list.map((box) => [box.text, box])).values()]);

test("diffChecklists() tells nothing between a list and itself", () => {
  fc.assert(
    fc.property(boxes, (list) => {
      expect(diffChecklists(list, list)).toEqual([]);
    }),
  );
});

test("diffChecklists() tells the same wherever the lines stand", () => {
  const shuffled = distinctBoxes.chain((list) =>
    fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })),
  );
  fc.assert(
    fc.property(shuffled, shuffled, ([before, beforeShuffled], [after, afterShuffled]) => {
      expect(new Set(diffChecklists(beforeShuffled, afterShuffled))).toEqual(new Set(diffChecklists(before, after)));
    }),
  );
});

test("diffChecklists() tells exactly what leads from one list to the other", () => {
  fc.assert(
    fc.property(boxes, boxes, (before, after) => {
      const key = (text: string, state: BoxState): string => `${state} ${text}`;
      const lost = before.map((box) => key(box.text, box.state));
      const gained = diffChecklists(before, after).flatMap((change) => {
        if (change.kind !== "added")
          take(lost, key(change.text, change.kind === "removed" ? change.state : change.from));
        if (change.kind === "removed") return [];
        return [key(change.text, change.kind === "added" ? change.state : change.to)];
      });
      expect([...lost, ...gained].toSorted()).toEqual(after.map((box) => key(box.text, box.state)).toSorted());
    }),
  );
});

function take(list: string[], value: string): void {
  const index = list.indexOf(value);
  expect(index).not.toBe(-1);
  list.splice(index, 1);
}
