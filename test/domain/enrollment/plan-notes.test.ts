import { expect, test } from "vitest";

import type { FactBody } from "../../../src/domain/enrollment/fact.ts";
import type { Program } from "../../../src/domain/program/program.ts";
import {
  ALEX,
  at,
  enrollmentWith,
  GERMAN,
  MARIA,
  minutesAfter,
  openBench,
  planned,
  PRIYA,
  SHIPPED,
  TOM,
} from "./support.ts";

interface Given {
  readonly facts?: readonly FactBody[];
  readonly program?: Program;
  readonly adopted?: boolean;
  readonly quiet?: boolean;
}

/** Notes that follow from one fact written at 09:59, in a review at 10:00. */
function notesOf(body: FactBody, given: Given = {}, moment = at("09:59")): readonly string[] {
  const { facts = [], program = SHIPPED, adopted = false, quiet = false } = given;
  const { ledger } = openBench({ enrollment: enrollmentWith(facts, { program, adopted }), program, quiet });
  ledger.add(body, "fact", moment);
  return planned(ledger.actions());
}

function confirmed(...tasks: readonly string[]): readonly FactBody[] {
  return tasks.map((task) => ({ kind: "task-confirmed", task, by: PRIYA, via: "command" }));
}

function claimed(task: string, by: number | null = MARIA): FactBody {
  return { kind: "task-claimed", task, by };
}

const confirm = (task: string): FactBody => ({ kind: "task-confirmed", task, by: PRIYA, via: "command" });
const waive = (task: string): FactBody => ({ kind: "task-waived", task, by: PRIYA, reason: "done elsewhere" });
const withdraw = (task: string): FactBody => ({ kind: "confirmation-withdrawn", task, by: PRIYA, reason: "mixed up" });
const FIRST_THREE = ["review-resources", "assessment", "workshop"];

test.for<[why: string, body: FactBody, given: Given, notes: readonly string[]]>([
  ["a tick stands two minutes before anyone is asked", claimed("assessment"), {}, ["ask-confirm assessment at 10:01"]],
  ["a self-confirmed task asks nobody", claimed("review-resources", null), {}, []],
  ["a claim with open prerequisites asks nobody", claimed("shadow"), {}, []],
  [
    "with all of them done it asks",
    claimed("shadow"),
    { facts: confirmed(...FIRST_THREE) },
    ["ask-confirm shadow at 10:01"],
  ],
  ["a prerequisite confirmed early does not count yet", claimed("lead"), { facts: confirmed("shadow") }, []],
  [
    "the last prerequisite unlocks a claim, whose time has passed",
    confirm("workshop"),
    { facts: [claimed("shadow"), ...confirmed("review-resources", "assessment")] },
    ["ask-confirm shadow at 10:00"],
  ],
  [
    "and through an early confirmation the one after it",
    confirm("workshop"),
    { facts: [claimed("lead"), ...confirmed("shadow", "review-resources", "assessment")] },
    ["ask-confirm lead at 10:00"],
  ],
  [
    "waiving a prerequisite does the same",
    waive("workshop"),
    { facts: [claimed("shadow"), ...confirmed("review-resources", "assessment")] },
    ["ask-confirm shadow at 10:00"],
  ],
  ["a confirmation settles a claim and asks nothing", confirm("workshop"), { facts: [claimed("workshop")] }, []],
  ["the assessment makes the shadow ready to schedule", confirm("assessment"), {}, ["ask-schedule shadow at 10:00"]],
  ["not when the shadow is claimed already", confirm("assessment"), { facts: [claimed("shadow")] }, []],
  [
    "the shadow makes the lead ready",
    confirm("shadow"),
    { facts: confirmed(...FIRST_THREE) },
    ["ask-schedule lead at 10:00"],
  ],
  ["an early shadow does not", confirm("shadow"), { facts: confirmed("assessment") }, []],
  [
    "until it counts",
    confirm("workshop"),
    { facts: confirmed("shadow", "review-resources", "assessment") },
    ["ask-schedule lead at 10:00"],
  ],
  ["waiving the assessment makes the shadow ready", waive("assessment"), {}, ["ask-schedule shadow at 10:00"]],
  [
    "a decline is told",
    { kind: "task-declined", task: "assessment", by: PRIYA, reason: "retake it" },
    { facts: [claimed("assessment")] },
    ["declined assessment at 10:00"],
  ],
  [
    "a declined shadow needs another date",
    { kind: "task-declined", task: "shadow", by: TOM, reason: "you were not there" },
    { facts: [...confirmed(...FIRST_THREE), claimed("shadow")] },
    ["declined shadow at 10:00", "ask-schedule shadow at 10:00"],
  ],
  [
    "so does one that is taken back",
    withdraw("shadow"),
    { facts: confirmed(...FIRST_THREE, "shadow") },
    ["confirmation-withdrawn shadow at 10:00", "ask-schedule shadow at 10:00"],
  ],
  [
    "taking a confirmation back is told",
    withdraw("assessment"),
    { facts: confirmed("assessment") },
    ["confirmation-withdrawn assessment at 10:00"],
  ],
  [
    "an un-ticked shadow is asked for again, after people had time to click twice",
    { kind: "claim-withdrawn", task: "shadow", by: MARIA },
    { facts: [...confirmed(...FIRST_THREE), claimed("shadow")] },
    ["ask-schedule shadow at 10:01"],
  ],
  [
    "another un-ticked claim is not news",
    { kind: "claim-withdrawn", task: "workshop", by: MARIA },
    { facts: [claimed("workshop")] },
    [],
  ],
  [
    "a self-confirmed task that re-opens is not either",
    { kind: "task-reopened", task: "review-resources", by: MARIA },
    {},
    [],
  ],
  [
    "somebody new may be the one to ask",
    { kind: "role-assigned", role: "engineer", person: ALEX, by: PRIYA, member: true },
    { facts: [claimed("assessment"), claimed("lead")] },
    ["ask-confirm assessment at 10:00"],
  ],
  [
    "a new coordinator is asked for what is theirs",
    { kind: "role-proposed", role: "coordinator", people: [ALEX] },
    { facts: [...confirmed("assessment"), claimed("workshop")] },
    ["ask-confirm workshop at 10:00", "ask-schedule shadow at 10:00"],
  ],
  [
    "not on an issue that is closed",
    { kind: "role-proposed", role: "coordinator", people: [ALEX] },
    { facts: [...confirmed("assessment"), { kind: "closed-by-hand" }] },
    [],
  ],
  [
    "an issue opened again asks anew for what waits",
    { kind: "reopened" },
    { facts: [...confirmed("assessment"), claimed("workshop"), claimed("lead"), { kind: "closed-by-hand" }] },
    ["ask-confirm workshop at 10:00", "ask-schedule shadow at 10:00"],
  ],
  [
    "so does a lifted hold, with the welcome",
    { kind: "hold-lifted", by: PRIYA },
    { facts: [{ kind: "held-back", person: MARIA }, claimed("assessment"), claimed("review-resources")] },
    ["status at 10:00", "ask-confirm assessment at 10:00"],
  ],
  ["a second open issue asks whether to go on", { kind: "held-back", person: MARIA }, {}, ["held-back at 10:00"]],
  [
    "an upgrade asks for what waits by its rules",
    { kind: "program-upgraded", version: 2, by: PRIYA },
    { facts: [...confirmed("assessment"), claimed("workshop")] },
    ["ask-confirm workshop at 10:00", "ask-schedule shadow at 10:00"],
  ],
  [
    "a broken list is told when it is still broken after ten minutes",
    { kind: "list-broken", faults: [{ kind: "all-gone" }], by: ALEX },
    {},
    ["list-broken at 10:09"],
  ],
  [
    "and only once while it changes",
    { kind: "list-broken", faults: [{ kind: "missing", task: "lead" }], by: ALEX },
    { facts: [{ kind: "list-broken", faults: [{ kind: "all-gone" }], by: ALEX }] },
    [],
  ],
  ["a repaired list is not told", { kind: "list-repaired" }, {}, []],
  [
    "certified: the badge, one note, a second one only where the badge has to wait, and the issue is closed",
    { kind: "certified" },
    {},
    ["issue-badge at 10:00", "certified at 10:00", "badge-ready at 10:00", "close at 10:00"],
  ],
  [
    "a renewed badge is signed again, and told",
    { kind: "badge-renewed", by: PRIYA },
    { facts: [{ kind: "certified" }] },
    ["issue-badge at 10:00", "badge-renewed at 10:00"],
  ],
  [
    "a revoked badge is told with its reason",
    { kind: "badge-revoked", by: PRIYA, reason: "a mix-up" },
    { facts: [{ kind: "certified" }] },
    ["badge-revoked at 10:00"],
  ],
  [
    "and only once",
    { kind: "badge-revoked", by: PRIYA, reason: "a mix-up" },
    { facts: [{ kind: "certified" }, { kind: "badge-revoked", by: PRIYA, reason: "before" }] },
    [],
  ],
  [
    "what the holder wants of the page needs no note",
    { kind: "badge-page-set", by: MARIA, change: "show-name" },
    { facts: [{ kind: "certified" }] },
    [],
  ],
  ["another program leaves its issues open", { kind: "certified" }, { program: GERMAN }, ["certified at 10:00"]],
  [
    "another program asks at once",
    claimed("abnahme"),
    { program: GERMAN, facts: confirmed("lesen", "haufen") },
    ["ask-confirm abnahme at 09:59"],
  ],
  [
    "the first candidate is greeted by the status note",
    { kind: "candidate-set", person: ALEX, source: "people" },
    {},
    ["welcome at 10:00"],
  ],
  [
    "the same candidate by another way is not greeted again",
    { kind: "candidate-set", person: MARIA, source: "assignee" },
    {},
    [],
  ],
  ["closing by hand is not answered", { kind: "closed-by-hand" }, {}, []],
  ["nor is a move", { kind: "moved-away", toIssueId: 77 }, {}, []],
  [
    "a turned box says nothing by itself",
    {
      kind: "box-turned",
      box: { task: "lead", which: "task" },
      to: "done",
      by: MARIA,
      proof: "record",
      entitled: false,
    },
    {},
    [],
  ],
])("planNotes(): %s", ([, body, given, notes]) => {
  expect(notesOf(body, given)).toEqual(notes);
});

test("planNotes() lets a tick nobody is known to have made stand a minute, however soon the program asks", () => {
  const facts = confirmed("lesen", "haufen");

  expect(notesOf(claimed("abnahme", null), { program: GERMAN, facts })).toEqual(["ask-confirm abnahme at 10:00"]);
  expect(notesOf(claimed("assessment", null))).toEqual(["ask-confirm assessment at 10:01"]);
});

test("planNotes() greets the first candidate in the status note, which is not its matter", () => {
  const { ledger } = openBench({ enrollment: enrollmentWith([], { bare: true }) });

  ledger.add({ kind: "candidate-set", person: MARIA, source: "people" }, "fact", at("09:59"));

  expect(ledger.actions()).toEqual([]);
});

/* An older issue is adopted quietly. */

test.for<[body: FactBody, facts: readonly FactBody[], notes: readonly string[]]>([
  [claimed("assessment"), [], []],
  [{ kind: "list-broken", faults: [{ kind: "all-gone" }], by: null }, [], []],
  [{ kind: "candidate-set", person: ALEX, source: "people" }, [], []],
  [{ kind: "role-proposed", role: "coordinator", people: [PRIYA] }, [claimed("assessment")], []],
  [{ kind: "task-confirmed", task: "assessment", by: PRIYA, via: "tick" }, [], []],
  // What people say now is news.
  [confirm("assessment"), [], ["ask-schedule shadow at 10:00"]],
  [{ kind: "task-declined", task: "lead", by: TOM, reason: "not yet" }, [], ["declined lead at 10:00"]],
  [withdraw("workshop"), confirmed("workshop"), ["confirmation-withdrawn workshop at 10:00"]],
  [{ kind: "certified" }, [], ["issue-badge at 10:00", "certified at 10:00", "badge-ready at 10:00", "close at 10:00"]],
])("planNotes() of an older issue seen for the first time: %o", ([body, facts, notes]) => {
  expect(notesOf(body, { facts, adopted: true, quiet: true })).toEqual(notes);
});

/* Promise 5. */

test("an uneventful life of the shipped program plans at most eight notes", () => {
  const story: readonly FactBody[] = [
    { kind: "task-confirmed", task: "review-resources", by: MARIA, via: "tick" },
    ...["assessment", "workshop", "shadow", "lead"].flatMap((task): readonly FactBody[] => [
      claimed(task),
      { kind: "task-confirmed", task, by: TOM, via: "tick" },
    ]),
    { kind: "certified" },
  ];
  let enrollment = enrollmentWith([]);
  const notes = story.flatMap((body, index) => {
    const { ledger } = openBench({ enrollment, now: minutesAfter(at("10:00"), 10 * index) });
    ledger.add(body, `k${index}`, minutesAfter(at("10:00"), 10 * index));
    enrollment = ledger.enrollment();
    return planned(ledger.actions());
  });

  expect(["status", ...notes.map((note) => note.replace(/ at .*/, ""))]).toEqual([
    "status",
    "ask-confirm assessment",
    "ask-schedule shadow",
    "ask-confirm workshop",
    "ask-confirm shadow",
    "ask-schedule lead",
    "ask-confirm lead",
    "issue-badge",
    "certified",
    // One note with the one before, where the badge does not have to wait.
    "badge-ready",
    "close",
  ]);
});

test("every planned action has a key of its own, made from its enrollment and its fact", () => {
  const { ledger } = openBench({ enrollment: enrollmentWith([...confirmed("assessment"), claimed("workshop")]) });

  ledger.add({ kind: "role-proposed", role: "coordinator", people: [ALEX] }, "fact", at("09:59"));
  ledger.add({ kind: "reopened" }, "fact-2", at("09:59"));

  expect(ledger.actions().map(({ key }) => key)).toEqual([
    "e7-12-6-ask-confirm-workshop",
    "e7-12-6-ask-schedule-shadow",
    "e7-12-7-ask-confirm-workshop",
    "e7-12-7-ask-schedule-shadow",
  ]);
});
