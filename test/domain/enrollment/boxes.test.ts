import { expect, test } from "vitest";

import { findNamedBox, listFaults, namedBoxes, sightings } from "../../../src/domain/enrollment/boxes.ts";
import type { ListFault } from "../../../src/domain/enrollment/task-list.ts";
import type { Program } from "../../../src/domain/program/program.ts";
import { box, GERMAN, type PageOptions, pageWith, SHIPPED } from "./support.ts";

function faults(
  marks: PageOptions["marks"],
  settled: readonly string[] = [],
  program: Program = SHIPPED,
): readonly ListFault[] {
  return listFaults(program, pageWith({ marks: marks ?? {}, program }).boxes, new Set(settled));
}

const OPTIONAL: Program = {
  ...SHIPPED,
  tasks: SHIPPED.tasks.map((task) => (task.id === "workshop" ? { ...task, required: false } : task)),
};
const EVERY_TASK = Object.fromEntries(SHIPPED.tasks.map((task) => [`${task.id}/task`, "gone"]));

test.for<[why: string, marks: Record<string, string>, found: readonly ListFault[]]>([
  ["everything is as the template has it", {}, []],
  ["boxes are ticked", { "assessment/task": "x", "assessment/confirm": "x" }, []],
  ["a task is missing", { "lead/task": "gone" }, [{ kind: "missing", task: "lead" }]],
  [
    "two are",
    { "lead/task": "gone", "workshop/task": "gone" },
    [
      { kind: "missing", task: "workshop" },
      { kind: "missing", task: "lead" },
    ],
  ],
  ["a task is there twice", { "lead/task": "twice" }, [{ kind: "doubled", task: "lead" }]],
  [
    "a task is reworded",
    { "assessment/task": "Pass a graded migration quiz" },
    [{ kind: "reworded", task: "assessment" }],
  ],
  ["other words stand in its place", { "assessment/task": "Bring cake" }, [{ kind: "missing", task: "assessment" }]],
  [
    "a gated task is marked as not applicable",
    { "assessment/task": "~" },
    [{ kind: "not-applicable", task: "assessment" }],
  ],
  ["a self-confirmed task is: it is open as before", { "review-resources/task": "~" }, []],
  ["a second box is missing: it only keeps somebody from ticking it", { "assessment/confirm": "gone" }, []],
  ["a second box is there twice", { "assessment/confirm": "twice" }, []],
  ["a second box is marked as not applicable", { "assessment/confirm": "~" }, []],
  ["the list is gone", EVERY_TASK, [{ kind: "all-gone" }]],
  [
    "one task of the list is left",
    { ...EVERY_TASK, "lead/task": "" },
    SHIPPED.tasks.slice(0, -1).map(({ id }) => ({ kind: "missing", task: id })),
  ],
])("listFaults() when %s", ([, marks, found]) => {
  expect(faults(marks)).toEqual(found);
});

test("listFaults() of a description nobody could read, and of an empty one", () => {
  expect(listFaults(SHIPPED, "unreadable", new Set())).toEqual([{ kind: "unreadable" }]);
  expect(listFaults(SHIPPED, [], new Set())).toEqual([{ kind: "all-gone" }]);
});

test.for([["gone"], ["twice"], ["~"], ["Complete a congregate-onboarding exam"]])(
  "listFaults() lets an optional task be %s",
  ([mark]) => {
    expect(faults({ "workshop/task": mark ?? "" }, [], OPTIONAL)).toEqual([]);
  },
);

test("listFaults() lets a waived task be as it likes, even all of them", () => {
  expect(faults({ "lead/task": "gone", "shadow/task": "~" }, ["lead", "shadow"])).toEqual([]);
  expect(
    faults(
      EVERY_TASK,
      SHIPPED.tasks.map(({ id }) => id),
    ),
  ).toEqual([]);
  expect(faults(EVERY_TASK, ["lead"])).toEqual([{ kind: "all-gone" }]);
});

test("listFaults() knows the older spelling, marks and spaces of a line", () => {
  expect(
    faults({
      "shadow/task": "Shadow a **migration** that is [lead](https://example.com) by a  PSE Migration Engineer",
    }),
  ).toEqual([]);
});

test("listFaults() compares no more boxes than somebody would write", () => {
  const boxes = pageWith({
    before: Array.from({ length: 5000 }, () => "- [ ] Pass a graded").join("\n"),
    marks: { "assessment/task": "gone" },
  }).boxes;

  expect(listFaults(SHIPPED, boxes, new Set())).toEqual([{ kind: "reworded", task: "assessment" }]);
});

test("namedBoxes() has the task's own box and the second one, in the program's order", () => {
  expect(namedBoxes(GERMAN).map(({ ref }) => ref)).toEqual([
    box("lesen/task"),
    box("haufen/task"),
    box("abnahme/task"),
    box("abnahme/confirm"),
  ]);
});

test("sightings() goes by text, wherever the line stands", () => {
  const marks = { "assessment/task": "x", "lead/task": "gone", "workshop/confirm": "twice", "shadow/task": "~" };
  const shown = sightings(namedBoxes(SHIPPED), pageWith({ marks, reversed: true }).boxes);

  expect(Object.fromEntries(shown)).toEqual({
    "review-resources/task": "open",
    "assessment/task": "done",
    "assessment/confirm": "open",
    "workshop/task": "open",
    "workshop/confirm": "doubled",
    "shadow/task": "inapplicable",
    "shadow/confirm": "open",
    "lead/task": "missing",
    "lead/confirm": "open",
  });
});

test.for([
  ["Pass a graded migration assessment", box("assessment/task")],
  [String.raw`Assessment: result seen, passed`, box("assessment/confirm")],
  [
    String.raw`Lead a migration with a PSE Migration Engineer observing and providing feedback \<!-- why --\>`,
    box("lead/task"),
  ],
  [String.raw`\*\*Pass\*\* a graded migration assessment`, box("assessment/task")],
  ["Bring cake", null],
] as const)("findNamedBox() of %s", ([text, found]) => {
  expect(findNamedBox(namedBoxes(SHIPPED), text)).toEqual(found);
});
