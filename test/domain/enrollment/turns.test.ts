import * as fc from "fast-check";
import { expect, test } from "vitest";

import { namedBoxes } from "../../../src/domain/enrollment/boxes.ts";
import type { AttributionEvent, TurnEvent, Unexplained } from "../../../src/domain/enrollment/event.ts";
import type { PersonId } from "../../../src/domain/enrollment/fact.ts";
import type { Save, Version } from "../../../src/domain/enrollment/saves.ts";
import type { RewriteNote, TickNote } from "../../../src/domain/enrollment/system-note.ts";
import { reconstructTurns, type TurnSources } from "../../../src/domain/enrollment/turns.ts";
import { ALEX, at, box, MARIA, page, pageWith, PRIYA, SHIPPED, textOf, TOM } from "./support.ts";

const CONFIRM = "assessment/confirm";
const CLAIM = "assessment/task";
const OTHER = "workshop/task";

interface Story {
  readonly before?: Version | null;
  readonly beforeAt?: Date;
  readonly after: Version;
  readonly afterAt?: Date;
  readonly saves?: readonly Save[];
  readonly notes?: readonly TickNote[];
  readonly rewrites?: readonly RewriteNote[];
  readonly known?: readonly number[];
  readonly unexplained?: readonly Unexplained[];
}

function sourcesOf(story: Story): TurnSources {
  const before = story.before === undefined ? page() : story.before;
  return {
    named: namedBoxes(SHIPPED),
    before,
    beforeAt: before === null ? null : (story.beforeAt ?? at("09:00:00.000")),
    after: story.after,
    afterAt: story.afterAt ?? at("09:10:00.000"),
    saves: story.saves ?? [],
    tickNotes: story.notes ?? [],
    rewriteNotes: story.rewrites ?? [],
    knownNotes: new Set(story.known),
    unexplained: story.unexplained ?? [],
  };
}

function save(time: string, by: PersonId | null, previous: Version, current: Version): Save {
  return { at: at(time), by, previous, current };
}

function note(noteId: number, time: string, by: PersonId, id: string, to: "open" | "done" = "done"): TickNote {
  return { noteId, at: at(time), by, text: textOf(id), to };
}

/** A turn that was seen at the last review and that no record explained. */
function unexplained(id: string, change: Partial<Unexplained> = {}): Unexplained {
  return {
    key: `turn:${id}:done:2026-12-01T09:00:00.000Z:nobody`,
    at: at("09:00:00.000"),
    box: box(id),
    to: "done",
    alone: true,
    stale: false,
    firstSight: false,
    hint: null,
    ...change,
  };
}

/** One line an event: `assessment/task done by 1, record, alone`. */
function tell(event: TurnEvent | AttributionEvent): string {
  if (event.kind === "attribution") {
    const { turn } = event;
    return `${turn.box.task}/${turn.box.which} was ${turn.to} by ${event.by}, ${event.proof}${turn.alone ? ", alone" : ""}`;
  }
  const marks = (["alone", "stale", "late", "firstSight"] as const).filter((mark) => event[mark]);
  return [`${event.box.task}/${event.box.which} ${event.to} by ${event.by ?? "nobody"}`, event.proof, ...marks].join(
    ", ",
  );
}

function happened(story: Story): readonly string[] {
  return reconstructTurns(sourcesOf(story)).map(tell);
}

const open = page();
const ticked = page({ [CONFIRM]: "x" });
const claimed = page({ [CLAIM]: "x" });
const both = page({ [CONFIRM]: "x", [CLAIM]: "x" });
const reworded = pageWith({ before: "Welcome, Maria!" });

test.for<[why: string, story: Story, events: readonly string[]]>([
  ["nothing happened", { after: open }, []],
  [
    "a delivery and its note tell of one tick",
    {
      after: ticked,
      saves: [save("09:10:00.000", PRIYA, open, ticked)],
      notes: [note(1, "09:10:00.030", PRIYA, CONFIRM)],
    },
    ["assessment/confirm done by 3, record, alone"],
  ],
  [
    "only a delivery tells: a hint",
    { after: ticked, saves: [save("09:10:00.000", PRIYA, open, ticked)] },
    ["assessment/confirm done by 3, hint, alone"],
  ],
  [
    "a delivery without a name tells nothing of who",
    { after: ticked, saves: [save("09:10:00.000", null, open, ticked)] },
    ["assessment/confirm done by nobody, none, alone"],
  ],
  [
    "the delivery was lost: the record stands alone, for the gap shows this one click",
    { after: ticked, notes: [note(1, "09:10:00.030", PRIYA, CONFIRM)] },
    ["assessment/confirm done by 3, record, alone"],
  ],
  ["neither tells: somebody turned it", { after: ticked }, ["assessment/confirm done by nobody, none, alone"]],
  [
    "two clicks half a second apart, deliveries lost, are two saves",
    { after: both, notes: [note(1, "09:10:00.000", PRIYA, CLAIM), note(2, "09:10:00.500", PRIYA, CONFIRM)] },
    ["assessment/task done by 3, record, alone", "assessment/confirm done by 3, record, alone"],
  ],
  [
    "two ticks of one person in one moment are one save",
    { after: both, notes: [note(1, "09:10:00.000", PRIYA, CLAIM), note(2, "09:10:00.499", PRIYA, CONFIRM)] },
    ["assessment/task done by 3, record", "assessment/confirm done by 3, record"],
  ],
  [
    "two people in one moment are two saves",
    { after: both, notes: [note(1, "09:10:00.000", MARIA, CLAIM), note(2, "09:10:00.010", PRIYA, CONFIRM)] },
    ["assessment/task done by 1, record, alone", "assessment/confirm done by 3, record, alone"],
  ],
  [
    "two clicks of one person with another's between them are no one save",
    {
      after: page({ [CONFIRM]: "x", [CLAIM]: "x", [OTHER]: "x" }),
      notes: [
        note(1, "09:10:00.000", PRIYA, CONFIRM),
        note(2, "09:10:00.010", MARIA, CLAIM),
        note(3, "09:10:00.020", PRIYA, OTHER),
      ],
    },
    [
      "assessment/confirm done by 3, record, alone",
      "assessment/task done by 1, record, alone",
      "workshop/task done by 3, record, alone",
    ],
  ],
  [
    "a box the program does not name was ticked by the same save",
    {
      before: pageWith({ before: "- [ ] bring cake" }),
      after: pageWith({ before: "- [x] bring cake", marks: { [CONFIRM]: "x" } }),
      notes: [
        note(1, "09:10:00.000", PRIYA, CONFIRM),
        { noteId: 2, at: at("09:10:00.003"), by: PRIYA, text: "bring cake", to: "done" },
      ],
    },
    ["assessment/confirm done by 3, record"],
  ],
  [
    "a box turned silently in the same gap: more than a click happened",
    { after: both, notes: [note(1, "09:10:00.000", PRIYA, CONFIRM)] },
    ["assessment/confirm done by 3, record", "assessment/task done by nobody, none"],
  ],
  [
    "the gap holds changed words beside the tick",
    {
      after: pageWith({ before: "Welcome, Maria!", marks: { [CONFIRM]: "x" } }),
      notes: [note(1, "09:10:00.000", PRIYA, CONFIRM)],
    },
    ["assessment/confirm done by 3, record"],
  ],
  [
    "words were changed and put back in the same gap: who knows what was saved with them",
    {
      after: ticked,
      rewrites: [{ at: at("09:05:00.003"), by: MARIA }],
      notes: [note(1, "09:10:00.000", PRIYA, CONFIRM)],
    },
    ["assessment/confirm done by 3, record"],
  ],
  [
    "words changed in another save, of which a delivery tells",
    {
      after: pageWith({ before: "Welcome, Maria!", marks: { [CONFIRM]: "x" } }),
      saves: [save("09:05:00.000", ALEX, open, reworded)],
      rewrites: [{ at: at("09:05:00.003"), by: ALEX }],
      notes: [note(1, "09:10:00.000", PRIYA, CONFIRM)],
    },
    ["assessment/confirm done by 3, record, alone"],
  ],
  [
    "a save turned two boxes",
    {
      after: both,
      saves: [save("09:10:00.000", PRIYA, open, both)],
      notes: [note(1, "09:10:00.010", PRIYA, CLAIM), note(2, "09:10:00.012", PRIYA, CONFIRM)],
    },
    ["assessment/task done by 3, record", "assessment/confirm done by 3, record"],
  ],
  [
    "one delivery names the coordinator, the record names the candidate",
    {
      after: ticked,
      saves: [save("09:10:00.000", PRIYA, open, ticked)],
      notes: [note(1, "09:10:00.030", MARIA, CONFIRM)],
    },
    ["assessment/confirm done by 1, record, alone"],
  ],
  [
    "a made-up delivery beside the true one changes nothing",
    {
      after: ticked,
      saves: [save("09:10:00.000", PRIYA, open, ticked), save("09:10:00.000", MARIA, open, ticked)],
      notes: [note(1, "09:10:00.030", MARIA, CONFIRM)],
    },
    ["assessment/confirm done by 1, record, alone"],
  ],
  [
    "nothing of a delivery is believed once the record unmasks a part of it",
    {
      after: both,
      saves: [save("09:10:00.000", PRIYA, open, both)],
      notes: [note(1, "09:10:00.030", MARIA, CLAIM)],
    },
    ["assessment/confirm done by nobody, none", "assessment/task done by 1, record"],
  ],
  [
    "a lone click made up for a moment before two were saved gets no note",
    {
      after: both,
      saves: [save("09:09:55.000", PRIYA, open, ticked), save("09:10:00.000", PRIYA, open, both)],
      notes: [note(1, "09:10:00.010", PRIYA, CLAIM), note(2, "09:10:00.012", PRIYA, CONFIRM)],
    },
    [
      "assessment/confirm done by 3, hint, alone",
      "assessment/task done by 3, record",
      "assessment/confirm done by 3, record",
    ],
  ],
  [
    "a lone click made up for the very moment in which two were saved",
    {
      after: both,
      saves: [save("09:10:00.000", PRIYA, open, ticked), save("09:10:00.000", PRIYA, open, both)],
      notes: [note(1, "09:10:00.010", PRIYA, CLAIM), note(2, "09:10:00.012", PRIYA, CONFIRM)],
    },
    ["assessment/confirm done by 3, record", "assessment/task done by 3, record", "assessment/confirm done by 3, hint"],
  ],
  [
    "a delivery made up for a save nobody made is put right by the description",
    { after: open, saves: [save("09:05:00.000", PRIYA, open, ticked)] },
    ["assessment/confirm done by 3, hint, alone", "assessment/confirm open by nobody, none"],
  ],
  [
    "a delivery from the future is not believed",
    { after: open, saves: [save("11:00:00.000", PRIYA, open, ticked)] },
    [],
  ],
  [
    "a delivery a moment younger than the issue, but of the description that was read",
    { after: ticked, saves: [save("09:10:00.400", PRIYA, open, ticked)] },
    ["assessment/confirm done by 3, hint, alone"],
  ],
  [
    "two hooks tell one event under two ids",
    {
      after: ticked,
      saves: [save("09:10:00.000", PRIYA, open, ticked), save("09:10:00.000", PRIYA, open, ticked)],
      notes: [note(1, "09:10:00.030", PRIYA, CONFIRM)],
    },
    ["assessment/confirm done by 3, record, alone"],
  ],
  [
    "deliveries come in reverse",
    {
      after: open,
      saves: [save("09:07:00.000", MARIA, claimed, open), save("09:05:00.000", MARIA, open, claimed)],
    },
    ["assessment/task done by 1, hint, alone", "assessment/task open by 1, hint, alone"],
  ],
  [
    "tick, un-tick, tick within one second that GitLab cut off: texts chain them",
    {
      after: page({ [CLAIM]: "x", [OTHER]: "x" }),
      saves: [
        save("09:05:00.000", MARIA, claimed, open),
        save("09:05:00.000", MARIA, page({ [OTHER]: "x" }), page({ [CLAIM]: "x", [OTHER]: "x" })),
        save("09:05:00.000", MARIA, open, page({ [OTHER]: "x" })),
        save("09:05:00.000", MARIA, open, claimed),
      ],
    },
    [
      "assessment/task done by 1, hint, alone",
      "assessment/task open by 1, hint, alone",
      "workshop/task done by 1, hint, alone",
      "assessment/task done by 1, hint, alone",
    ],
  ],
  [
    "whole seconds: a save in the second of the last review is not taken for an old one",
    {
      beforeAt: at("09:00:00.400"),
      after: ticked,
      saves: [save("09:00:00.000", PRIYA, open, ticked)],
      notes: [note(1, "09:00:00.800", PRIYA, CONFIRM)],
    },
    ["assessment/confirm done by 3, record, alone"],
  ],
  [
    "whole seconds: the untick after a tick whose note tells the full time stays behind it",
    {
      after: open,
      saves: [save("09:05:00.000", MARIA, open, claimed), save("09:05:00.000", MARIA, claimed, open)],
      notes: [note(1, "09:05:00.300", MARIA, CLAIM)],
    },
    ["assessment/task done by 1, record, alone", "assessment/task open by 1, hint, alone"],
  ],
  [
    "a delivery sent again hours later is late: no news",
    { before: ticked, after: ticked, saves: [save("08:10:00.000", PRIYA, open, ticked)] },
    ["assessment/confirm done by 3, hint, alone, late"],
  ],
  [
    "a late delivery still finds its note, which is in the journal already",
    {
      before: ticked,
      after: ticked,
      saves: [save("08:59:00.000", PRIYA, open, ticked)],
      notes: [note(1, "08:59:00.030", PRIYA, CONFIRM)],
      known: [1],
    },
    [],
  ],
  [
    "notes of the overlap are known",
    { before: ticked, after: ticked, notes: [note(1, "08:59:00.000", PRIYA, CONFIRM)], known: [1] },
    [],
  ],
  [
    "a stale page ticks one box and un-ticks another's",
    {
      before: claimed,
      after: ticked,
      saves: [save("09:10:00.000", PRIYA, claimed, ticked)],
      notes: [note(1, "09:10:00.010", PRIYA, CLAIM, "open"), note(2, "09:10:00.012", PRIYA, CONFIRM)],
    },
    ["assessment/task open by 3, record, stale", "assessment/confirm done by 3, record, stale"],
  ],
  [
    "the same with its delivery lost",
    {
      before: claimed,
      after: ticked,
      notes: [note(1, "09:10:00.010", PRIYA, CLAIM, "open"), note(2, "09:10:00.012", PRIYA, CONFIRM)],
    },
    ["assessment/task open by 3, record, stale", "assessment/confirm done by 3, record, stale"],
  ],
  [
    "and with its notes not there yet",
    { before: claimed, after: ticked },
    ["assessment/task open by nobody, none, stale", "assessment/confirm done by nobody, none, stale"],
  ],
  [
    "quick clicks on one box are clicks, however quick, and no stale page",
    {
      before: claimed,
      after: open,
      afterAt: at("09:10:00.014"),
      notes: [
        note(1, "09:10:00.010", MARIA, CLAIM, "open"),
        note(2, "09:10:00.012", MARIA, CLAIM),
        note(3, "09:10:00.014", MARIA, CLAIM, "open"),
      ],
    },
    [
      "assessment/task open by 1, record, alone",
      "assessment/task done by 1, record",
      "assessment/task open by 1, record, alone",
    ],
  ],
  [
    "a stale page un-ticks and brings old words back",
    {
      before: pageWith({ before: "Welcome, Maria!", marks: { [CLAIM]: "x" } }),
      after: open,
      saves: [save("09:10:00.000", PRIYA, pageWith({ before: "Welcome, Maria!", marks: { [CLAIM]: "x" } }), open)],
      notes: [note(1, "09:10:00.010", PRIYA, CLAIM, "open")],
    },
    ["assessment/task open by 3, record, stale"],
  ],
  [
    "the same with its delivery lost",
    {
      before: pageWith({ before: "Welcome, Maria!", marks: { [CLAIM]: "x" } }),
      after: open,
      notes: [note(1, "09:10:00.010", PRIYA, CLAIM, "open")],
    },
    ["assessment/task open by 3, record, stale"],
  ],
  [
    "two boxes un-ticked and nothing else is no stale page",
    { before: both, after: open, saves: [save("09:10:00.000", MARIA, both, open)] },
    ["assessment/task open by 1, hint", "assessment/confirm open by 1, hint"],
  ],
  ["lines dragged into another order", { after: pageWith({ reversed: true, marks: {} }) }, []],
  [
    "reordered, with one tick in the same save",
    {
      after: pageWith({ reversed: true, marks: { [CLAIM]: "x" } }),
      saves: [save("09:10:00.000", MARIA, open, pageWith({ reversed: true, marks: { [CLAIM]: "x" } }))],
    },
    ["assessment/task done by 1, hint"],
  ],
  ["a box of somebody's own was added above", { after: pageWith({ before: "- [x] bring cake" }) }, []],
  [
    "a task was reworded, ticked as it was: nobody ticked the new words",
    { before: claimed, after: page({ [CLAIM]: "Pass any assessment" }) },
    [],
  ],
  [
    "a deleted line comes back with its tick",
    {
      before: page({ [CLAIM]: "gone" }),
      after: claimed,
      saves: [save("09:10:00.000", MARIA, page({ [CLAIM]: "gone" }), claimed)],
    },
    ["assessment/task done by 1, hint"],
  ],
  ["a deleted line comes back open: people left it so", { before: page({ [CLAIM]: "gone" }), after: open }, []],
  ["a line is deleted", { before: claimed, after: page({ [CLAIM]: "gone" }) }, []],
  [
    "another browser writes other line ends",
    {
      after: pageWith({ lineEnd: "\r\n", marks: { [CONFIRM]: "x" } }),
      saves: [save("09:10:00.000", PRIYA, open, pageWith({ lineEnd: "\r\n", marks: { [CONFIRM]: "x" } }))],
      notes: [note(1, "09:10:00.030", PRIYA, CONFIRM)],
    },
    ["assessment/confirm done by 3, record, alone"],
  ],
  [
    "tick, un-tick, tick, all deliveries lost: no gap shows the last one",
    {
      after: ticked,
      notes: [
        note(1, "09:05:00.000", PRIYA, CONFIRM),
        note(2, "09:06:00.000", PRIYA, CONFIRM, "open"),
        note(3, "09:07:00.000", PRIYA, CONFIRM),
      ],
      afterAt: at("09:07:00.000"),
    },
    [
      "assessment/confirm done by 3, record, alone",
      "assessment/confirm open by 3, record",
      "assessment/confirm done by 3, record, alone",
    ],
  ],
  [
    "tick and un-tick, deliveries lost, leave the box open",
    { after: open, notes: [note(1, "09:05:00.000", MARIA, CLAIM), note(2, "09:06:00.000", MARIA, CLAIM, "open")] },
    ["assessment/task done by 1, record", "assessment/task open by 1, record"],
  ],
  [
    "a box marked as not applicable leaves no note",
    {
      before: claimed,
      after: page({ [CLAIM]: "~" }),
      saves: [save("09:10:00.000", MARIA, claimed, page({ [CLAIM]: "~" }))],
    },
    ["assessment/task inapplicable by 1, hint, alone"],
  ],
  [
    "a tick made after the description was read is left to the review that reads it",
    { after: open, notes: [note(1, "09:10:00.200", PRIYA, CONFIRM)] },
    [],
  ],
  [
    "un-tick and tick after the description was read, too",
    {
      before: ticked,
      after: ticked,
      afterAt: at("09:00:00.000"),
      notes: [note(2, "09:10:00.200", PRIYA, CONFIRM, "open"), note(3, "09:10:01.200", PRIYA, CONFIRM)],
    },
    [],
  ],
  [
    "the note of the very save that was read is a moment younger than it",
    { after: ticked, notes: [note(1, "09:10:00.090", PRIYA, CONFIRM)] },
    ["assessment/confirm done by 3, record, alone"],
  ],
  [
    "a line that is there twice: a note does not say which one",
    {
      before: page({ [CONFIRM]: "twice" }),
      after: page({ [CONFIRM]: "twice x" }),
      saves: [save("09:10:00.000", PRIYA, page({ [CONFIRM]: "twice" }), page({ [CONFIRM]: "twice x" }))],
      notes: [note(1, "09:10:00.030", PRIYA, CONFIRM)],
    },
    ["assessment/confirm done by 3, record"],
  ],
  [
    "un-ticking one of two lines says nothing",
    {
      before: page({ [CONFIRM]: "twice x" }),
      after: page({ [CONFIRM]: "twice" }),
      notes: [note(1, "09:10:00.030", PRIYA, CONFIRM, "open")],
    },
    [],
  ],
  [
    "the second of two lines goes, the ticked one stays",
    { before: page({ [CLAIM]: "twice x" }), after: claimed },
    ["assessment/task done by nobody, none"],
  ],
  [
    "a note comes late and explains a tick by nobody",
    {
      before: ticked,
      after: ticked,
      afterAt: at("09:00:00.000"),
      unexplained: [unexplained(CONFIRM)],
      notes: [note(1, "09:00:00.030", PRIYA, CONFIRM)],
    },
    ["assessment/confirm was done by 3, record, alone"],
  ],
  [
    "a delivery comes late and explains a tick by nobody",
    {
      before: ticked,
      after: ticked,
      unexplained: [unexplained(CONFIRM)],
      saves: [save("08:59:30.000", PRIYA, open, ticked)],
    },
    ["assessment/confirm was done by 3, hint, alone"],
  ],
  [
    "the same hint again explains nothing",
    {
      before: ticked,
      after: ticked,
      unexplained: [unexplained(CONFIRM, { hint: PRIYA })],
      saves: [save("09:00:00.000", PRIYA, open, ticked)],
    },
    [],
  ],
  [
    "the record names somebody else than the delivery did: what that said of the save is worth nothing",
    {
      before: ticked,
      after: ticked,
      unexplained: [unexplained(CONFIRM, { hint: MARIA })],
      notes: [note(1, "09:00:00.030", PRIYA, CONFIRM)],
    },
    ["assessment/confirm was done by 3, record"],
  ],
  [
    "a tick half a minute later is not the explanation of the first",
    {
      before: ticked,
      after: ticked,
      unexplained: [unexplained(CONFIRM)],
      notes: [note(1, "09:00:30.000", PRIYA, CONFIRM)],
    },
    ["assessment/confirm done by 3, record"],
  ],
  [
    "nor is a tick after the box was opened again, however soon",
    {
      before: ticked,
      after: ticked,
      unexplained: [unexplained(CONFIRM)],
      notes: [note(1, "09:00:02.000", MARIA, CONFIRM, "open"), note(2, "09:00:04.000", PRIYA, CONFIRM)],
    },
    ["assessment/confirm open by 1, record", "assessment/confirm done by 3, record"],
  ],
  [
    "an explained tick that was taken back in the meantime is both",
    {
      before: ticked,
      after: open,
      unexplained: [unexplained(CONFIRM)],
      notes: [note(1, "09:00:00.030", PRIYA, CONFIRM), note(2, "09:05:00.000", PRIYA, CONFIRM, "open")],
    },
    ["assessment/confirm was done by 3, record, alone", "assessment/confirm open by 3, record, alone"],
  ],
  [
    "first sight of boxes that came ticked",
    { before: null, after: both },
    ["assessment/task done by nobody, none, firstSight", "assessment/confirm done by nobody, none, firstSight"],
  ],
  [
    "first sight of a box that somebody ticked since the issue was opened",
    { before: null, after: both, notes: [note(1, "09:05:00.000", PRIYA, CONFIRM)] },
    ["assessment/confirm done by 3, record, firstSight", "assessment/task done by nobody, none, firstSight"],
  ],
  [
    "first sight after tick and un-tick",
    {
      before: null,
      after: open,
      notes: [note(1, "09:05:00.000", MARIA, CLAIM), note(2, "09:06:00.000", MARIA, CLAIM, "open")],
    },
    ["assessment/task done by 1, record, firstSight", "assessment/task open by 1, record, firstSight"],
  ],
  [
    "GitLab's escapes and the spelling of an older version are the same line",
    {
      before: page({ "shadow/task": "Shadow a migration that is *lead* by a PSE Migration Engineer" }),
      after: pageWith({
        marks: { "shadow/task": "gone" },
        before: "- [x] Shadow a migration that is *lead* by a PSE Migration Engineer",
      }),
      notes: [
        {
          noteId: 1,
          at: at("09:10:00.000"),
          by: TOM,
          text: String.raw`Shadow a migration that is \*lead\* by a PSE Migration Engineer`,
          to: "done",
        },
      ],
    },
    ["shadow/task done by 4, record"],
  ],
])("reconstructTurns() when %s", ([, story, events]) => {
  expect(happened(story)).toEqual(events);
});

test("reconstructTurns() tells a proven tick by its note, a hint by its save, the rest by the issue's time", () => {
  const after = page({ [CONFIRM]: "x", [CLAIM]: "x", [OTHER]: "x" });
  const story = {
    after,
    saves: [save("09:05:00.000", PRIYA, open, ticked), save("09:06:00.000", MARIA, ticked, both)],
    notes: [note(17, "09:05:00.030", PRIYA, CONFIRM)],
  };

  expect(reconstructTurns(sourcesOf(story)).map(({ key, at: moment }) => [key, moment.toISOString()])).toEqual([
    ["turn:note:17", "2026-12-01T09:05:00.030Z"],
    ["turn:assessment/task:done:2026-12-01T09:06:00.000Z:1", "2026-12-01T09:06:00.000Z"],
    ["turn:workshop/task:done:2026-12-01T09:10:00.000Z:nobody", "2026-12-01T09:10:00.000Z"],
  ]);
});

test("reconstructTurns() stays linear when five hundred deliveries of long descriptions tie", () => {
  const long = "A very long word of welcome. ".repeat(2000);
  const versions = Array.from({ length: 500 }, (_, index) => ({ text: `${long}${index}`, boxes: open.boxes }));
  const saves = versions.map((version, index) => save("09:05:00.000", MARIA, version, versions[index + 1] ?? version));

  const started = performance.now();
  expect(happened({ after: open, saves: saves.toReversed() })).toEqual([]);
  expect(performance.now() - started).toBeLessThan(2000);
});

/* What any order of deliveries and any of them twice leads to, and that the description has the last word. */

const ids = namedBoxes(SHIPPED).map(({ ref }) => `${ref.task}/${ref.which}`);
const marks = fc.dictionary(fc.constantFrom(...ids), fc.constantFrom("", "x", "~", "gone", "twice", "twice x"), {
  maxKeys: 4,
});
const version = fc.record({ marks, before: fc.constantFrom("Welcome!", "Hello!") }).map((options) => pageWith(options));
const moment = fc.integer({ min: -600_000, max: 660_000 }).map((ms) => new Date(at("09:00:00.000").getTime() + ms));
const person = fc.constantFrom(MARIA, PRIYA, ALEX);
const anySave = fc.record({ at: moment, by: fc.option(person), previous: version, current: version });
const anyNote = fc.record({
  noteId: fc.integer({ min: 1, max: 10_000 }),
  at: moment,
  by: person,
  text: fc.constantFrom(...ids.map((id) => textOf(id)), "bring cake"),
  to: fc.constantFrom("open" as const, "done" as const),
});
const anyStory = fc.record({
  before: fc.option(version),
  after: version,
  saves: fc.array(anySave, { maxLength: 6 }),
  notes: fc.uniqueArray(anyNote, { maxLength: 8, selector: ({ noteId }) => noteId }),
  known: fc.array(fc.integer({ min: 1, max: 10_000 }), { maxLength: 3 }),
});

test("reconstructTurns() tells the same whatever the order and number of deliveries and notes", () => {
  fc.assert(
    fc.property(anyStory, fc.infiniteStream(fc.nat()), (story, numbers) => {
      const shuffle = <T>(items: readonly T[]): readonly T[] =>
        items
          .map((item) => ({ item, rank: numbers.next().value }))
          .toSorted((a, b) => a.rank - b.rank)
          .map(({ item }) => item);
      const again = { ...story, saves: shuffle([...story.saves, ...story.saves]), notes: shuffle(story.notes) };

      expect(reconstructTurns(sourcesOf(again))).toEqual(reconstructTurns(sourcesOf(story)));
    }),
    { numRuns: 300 },
  );
});

test("reconstructTurns() ends in what the fresh description shows, whatever deliveries and notes say", () => {
  fc.assert(
    fc.property(anyStory, (story) => {
      const shown = new Map(sights(story.before));
      for (const event of reconstructTurns(sourcesOf(story))) {
        if (event.kind === "turn" && !event.late) shown.set(`${event.box.task}/${event.box.which}`, event.to);
      }

      for (const [id, sight] of sights(story.after)) {
        // A line that is gone or doubled shows nothing, and one that came back open says nothing.
        const before = sights(story.before).get(id);
        const isSilent = sight === undefined || (sight === "open" && before === undefined);
        expect([id, isSilent ? "silent" : shown.get(id)]).toEqual([id, isSilent ? "silent" : sight]);
      }
    }),
    { numRuns: 500 },
  );
});

function sights(version_: Version | null): ReadonlyMap<string, string | undefined> {
  return new Map(
    ids.map((id) => {
      const found = (version_?.boxes ?? []).filter((one) => one.text === textOf(id));
      return [id, found.length === 1 ? found[0]?.state : undefined] as const;
    }),
  );
}
