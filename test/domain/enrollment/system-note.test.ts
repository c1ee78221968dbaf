import { expect, test } from "vitest";

import { readSystemNote, type SystemNote } from "../../../src/domain/enrollment/system-note.ts";

test.for<[body: string, note: SystemNote | null]>([
  ["marked the checklist item **Read it** as completed", { kind: "ticked", text: "Read it", to: "done" }],
  ["marked the checklist item **Read it** as incomplete", { kind: "ticked", text: "Read it", to: "open" }],
  ["marked the task **Read it** as completed", { kind: "ticked", text: "Read it", to: "done" }],
  [
    String.raw`marked the checklist item **Close \#4 as \*\*obsolete\*\*** as completed`,
    { kind: "ticked", text: String.raw`Close \#4 as \*\*obsolete\*\*`, to: "done" },
  ],
  ["marked the checklist item **one\ntwo** as completed\n", { kind: "ticked", text: "one\ntwo", to: "done" }],
  [
    "marked the checklist item **a** as incomplete and **b** as completed",
    { kind: "ticked", text: "a** as incomplete and **b", to: "done" },
  ],
  ["changed the description", { kind: "description-changed" }],
  ["changed the description several times", { kind: "description-changed" }],
  ["changed title from **{-a-}** to **{+b+}**", null],
  ["I marked the checklist item **Read it** as completed", null],
  ["marked the checklist item **Read it** as done", null],
  ["", null],
])("readSystemNote() of %s", ([body, note]) => {
  expect(readSystemNote(body)).toEqual(note);
});
