import { expect, test } from "vitest";

import type { Enrollment } from "../../../src/domain/enrollment/enrollment.ts";
import type { Event } from "../../../src/domain/enrollment/event.ts";
import type { FactBody, PersonId } from "../../../src/domain/enrollment/fact.ts";
import { hasClaims, judge, type Observation } from "../../../src/domain/enrollment/judge.ts";
import type { KnownStanding } from "../../../src/domain/enrollment/standing.ts";
import type { Program, RoleId } from "../../../src/domain/program/program.ts";
import {
  ALEX,
  at,
  type BenchOptions,
  bodiesOf,
  command,
  enrollmentWith,
  GERMAN,
  holding,
  issueWith,
  JONAS,
  kindsOf,
  MARIA,
  observation,
  OLGA,
  openBench,
  pageWith,
  type PageOptions,
  planned,
  PRIYA,
  review,
  SHIPPED,
  standing,
  STANDINGS,
  TOM,
  turn,
} from "./support.ts";

function confirmed(...tasks: readonly string[]): readonly FactBody[] {
  return tasks.map((task) => ({ kind: "task-confirmed", task, by: TOM, via: "command" }));
}

function boxes(marks: PageOptions["marks"] = {}, program: Program = SHIPPED): Observation["boxes"] {
  return pageWith({ marks, program }).boxes;
}

const ALL = SHIPPED.tasks.map(({ id }) => id);
const COMPLETE = enrollmentWith(confirmed(...ALL));

/* Who the candidate is. */

interface Found {
  readonly people?: PersonId;
  readonly assignee?: PersonId;
}

function candidateAfter(facts: readonly FactBody[], found: Found, program: Program = SHIPPED): readonly FactBody[] {
  const candidate = { people: found.people ?? null, assignee: found.assignee ?? null, author: JONAS };
  const enrollment = enrollmentWith(facts, { bare: true, program });
  const judged = review({ candidate, boxes: boxes({}, program) }, { enrollment, program });
  return judged.facts.filter(({ kind }) => kind === "candidate-set");
}

function set(person: PersonId, source: "people" | "assignee" | "author"): FactBody {
  return { kind: "candidate-set", person, source };
}

test.for<[why: string, found: Found, fact: FactBody]>([
  ["People names them", { people: MARIA, assignee: ALEX }, set(MARIA, "people")],
  ["else the issue is assigned to them", { assignee: ALEX }, set(ALEX, "assignee")],
  ["else they opened it", {}, set(JONAS, "author")],
])("judge() takes somebody for the candidate because %s", ([, found, fact]) => {
  expect(candidateAfter([], found)).toEqual([fact]);
});

test("judge() looks for the candidate where the program says", () => {
  expect(candidateAfter([], { assignee: ALEX }, GERMAN)).toEqual([set(JONAS, "author")]);
});

const progress: FactBody = { kind: "task-claimed", task: "assessment", by: MARIA };

test.for<[why: string, facts: readonly FactBody[], found: Found, now: readonly FactBody[]]>([
  ["the same is found again", [set(JONAS, "author")], {}, []],
  ["a provisional one is named", [set(JONAS, "author")], { people: JONAS }, [set(JONAS, "people")]],
  ["somebody else is assigned", [set(JONAS, "author")], { assignee: ALEX }, [set(ALEX, "assignee")]],
  ["somebody else is named", [set(JONAS, "author")], { people: MARIA }, [set(MARIA, "people")]],
  ["the assigned one is unassigned", [set(ALEX, "assignee")], {}, [set(JONAS, "author")]],
  ["another one is named before any progress", [set(ALEX, "people")], { people: MARIA }, [set(MARIA, "people")]],
  ["the name is taken away", [set(MARIA, "people")], { assignee: ALEX }, []],
  ["somebody is assigned after the first progress", [set(JONAS, "author"), progress], { assignee: ALEX }, []],
  ["somebody is named after the first progress", [set(JONAS, "author"), progress], { people: MARIA }, []],
  ["another one is named after the first progress", [set(MARIA, "people"), progress], { people: ALEX }, []],
])("judge() keeps or replaces the candidate when %s", ([, facts, found, now]) => {
  expect(candidateAfter(facts, found)).toEqual(now);
});

test("judge() judges a tick by whom the issue names now, even when it was made before", () => {
  const enrollment = enrollmentWith([set(JONAS, "author")], { bare: true });
  const { facts } = review(
    {
      candidate: { people: PRIYA, assignee: null, author: JONAS },
      events: [turn("assessment/confirm", { by: PRIYA }), command("confirm assessment", { by: PRIYA })],
    },
    { enrollment },
  );

  expect(kindsOf(facts)).toEqual(["candidate-set", "box-turned", "command-heard"]);
});

/* People. */

function assignmentsBy(
  proposedBy: PersonId | null,
  proposed: readonly (readonly [RoleId, readonly PersonId[]])[],
  given: {
    readonly facts?: readonly FactBody[];
    readonly standings?: readonly (readonly [PersonId, KnownStanding])[];
  } = {},
): readonly FactBody[] {
  const { facts } = review(
    { proposed: new Map(proposed), proposedBy },
    {
      enrollment: enrollmentWith([set(MARIA, "people"), ...(given.facts ?? [])], { bare: true }),
      standings: new Map([...STANDINGS, ...(given.standings ?? [])]),
    },
  );
  return facts;
}

function proposedFor(role: RoleId, ...people: readonly PersonId[]): FactBody {
  return { kind: "role-proposed", role, people };
}

function assigned(role: RoleId, person: PersonId, by: PersonId): FactBody {
  return { kind: "role-assigned", role, person, by, member: true };
}

test.for<[why: string, by: PersonId | null, facts: readonly FactBody[]]>([
  ["the candidate wrote it", MARIA, [proposedFor("engineer", ALEX)]],
  ["whoever opened the issue did, without a role", JONAS, [proposedFor("engineer", ALEX)]],
  ["an engineer did, who may not assign", TOM, [proposedFor("engineer", ALEX)]],
  ["nothing proves who did", null, [proposedFor("engineer", ALEX)]],
  ["a coordinator did", PRIYA, [proposedFor("engineer", ALEX), assigned("engineer", ALEX, PRIYA)]],
  ["the owner did", OLGA, [proposedFor("engineer", ALEX), assigned("engineer", ALEX, OLGA)]],
])("judge() takes a name under People for what it is worth when %s", ([, by, facts]) => {
  expect(assignmentsBy(by, [["engineer", [ALEX]]])).toEqual(facts);
});

test.for<[why: string, person: PersonId, known: KnownStanding]>([
  ["the candidate", MARIA, holding("coordinator")],
  ["a bot", ALEX, standing({ bot: true })],
  ["blocked", ALEX, standing({ active: false })],
  ["somebody GitLab does not tell of", ALEX, "unknown"],
])("judge() assigns nobody who is %s, whoever names them", ([, person, known]) => {
  expect(assignmentsBy(PRIYA, [["engineer", [person]]], { standings: [[person, known]] })).toEqual([
    proposedFor("engineer", person),
  ]);
});

test("judge() assigns nobody as the candidate", () => {
  expect(assignmentsBy(PRIYA, [["candidate", [MARIA]]])).toEqual([proposedFor("candidate", MARIA)]);
});

test("judge() says nothing of names that are the same as before, and assigns once", () => {
  const facts = [proposedFor("engineer", TOM, ALEX), assigned("engineer", TOM, PRIYA)];

  expect(assignmentsBy(PRIYA, [["engineer", [TOM, ALEX]]], { facts })).toEqual([assigned("engineer", ALEX, PRIYA)]);
  expect(assignmentsBy(null, [["engineer", [TOM, ALEX]]], { facts })).toEqual([]);
});

test("judge() takes names back when they are deleted", () => {
  expect(assignmentsBy(null, [["engineer", []]], { facts: [proposedFor("engineer", TOM)] })).toEqual([
    proposedFor("engineer"),
  ]);
});

test("judge() assigns anew whom only a later candidate had assigned", () => {
  const facts = [proposedFor("engineer", ALEX), assigned("engineer", ALEX, MARIA)];

  expect(assignmentsBy(PRIYA, [["engineer", [ALEX]]], { facts })).toEqual([assigned("engineer", ALEX, PRIYA)]);
});

/* The list. */

test.for<[why: string, marks: Record<string, string>, fact: FactBody]>([
  ["missing", { "lead/task": "gone" }, { kind: "list-broken", faults: [{ kind: "missing", task: "lead" }], by: ALEX }],
  [
    "there twice",
    { "lead/task": "twice" },
    { kind: "list-broken", faults: [{ kind: "doubled", task: "lead" }], by: ALEX },
  ],
  [
    "reworded",
    { "lead/task": "Lead a migration with a PSE Migration Engineer" },
    { kind: "list-broken", faults: [{ kind: "reworded", task: "lead" }], by: ALEX },
  ],
  [
    "not applicable",
    { "lead/task": "~" },
    { kind: "list-broken", faults: [{ kind: "not-applicable", task: "lead" }], by: ALEX },
  ],
])("judge() certifies nobody while a task is %s", ([, marks, fact]) => {
  const broken = review({ boxes: boxes(marks), lastEditor: ALEX }, { enrollment: COMPLETE });

  expect(broken.facts).toEqual([fact]);
  const still = review({ boxes: boxes(marks), lastEditor: PRIYA }, { enrollment: broken.ledger.enrollment() });
  expect(still.facts).toEqual([]);
  const repaired = review({}, { enrollment: broken.ledger.enrollment() });
  expect(kindsOf(repaired.facts)).toEqual(["list-repaired", "certified"]);
});

test.for<[why: string, seen: Observation["boxes"], kind: string]>([
  ["is empty", [], "all-gone"],
  ["cannot be read", "unreadable", "unreadable"],
])("judge() certifies nobody while the description %s", ([, seen, kind]) => {
  const { facts } = review({ boxes: seen }, { enrollment: COMPLETE });

  expect(facts).toEqual([{ kind: "list-broken", faults: [{ kind }], by: null }]);
});

test("judge() tells a change of what is broken without beginning anew", () => {
  const first = review({ boxes: boxes({ "lead/task": "gone" }) }).ledger.enrollment();
  const { ledger, facts } = review({ boxes: [] }, { enrollment: first });

  expect(kindsOf(facts)).toEqual(["list-broken"]);
  expect(ledger.enrollment().listFault?.since).toEqual(first.listFault?.since);
  expect(ledger.actions()).toEqual([]);
});

test("judge() leaves the list of an issue alone that is not followed now", () => {
  for (const status of [[{ kind: "held-back", person: MARIA }], [{ kind: "moved-away", toIssueId: 7 }]] as const) {
    expect(review({ boxes: [] }, { enrollment: enrollmentWith(status) }).facts).toEqual([]);
  }
});

/* Certified. */

const OPTIONAL: Program = {
  ...SHIPPED,
  tasks: SHIPPED.tasks.map((task) => (task.id === "lead" ? { ...task, required: false } : task)),
};
const NOTHING_REQUIRED: Program = { ...SHIPPED, tasks: SHIPPED.tasks.map((task) => ({ ...task, required: false })) };
const NO_TASKS: Program = { ...SHIPPED, tasks: [] };

test.for<[why: string, facts: readonly FactBody[], program: Program, isCertified: boolean]>([
  ["nothing is done", [], SHIPPED, false],
  ["everything is confirmed", confirmed(...ALL), SHIPPED, true],
  ["in any order: early confirmations count once their time has come", confirmed(...ALL.toReversed()), SHIPPED, true],
  [
    "one is only claimed",
    [...confirmed(...ALL.slice(0, -1)), { kind: "task-claimed", task: "lead", by: MARIA }],
    SHIPPED,
    false,
  ],
  [
    "one is waived",
    [...confirmed(...ALL.slice(0, -1)), { kind: "task-waived", task: "lead", by: PRIYA, reason: null }],
    SHIPPED,
    true,
  ],
  ["a prerequisite is missing", confirmed("review-resources", "workshop", "shadow", "lead"), SHIPPED, false],
  [
    "a prerequisite was taken back",
    [...confirmed(...ALL), { kind: "confirmation-withdrawn", task: "assessment", by: PRIYA, reason: "mixed up" }],
    SHIPPED,
    false,
  ],
  ["an optional one is open", confirmed(...ALL.slice(0, -1)), OPTIONAL, true],
  ["nothing is required", confirmed(...ALL), NOTHING_REQUIRED, false],
  ["there is nothing to do", [], NO_TASKS, false],
])("judge() certifies or not when %s", ([, facts, program, isCertified]) => {
  const judged = review({}, { enrollment: enrollmentWith(facts, { program }), program });

  expect(kindsOf(judged.facts)).toEqual(isCertified ? ["certified"] : []);
});

test("judge() certifies in the review that saw the last word, and plans the note and the closing once", () => {
  const enrollment = enrollmentWith(confirmed(...ALL.slice(0, -1)));
  const { facts, ledger } = review({ events: [command("confirm lead", { by: TOM })] }, { enrollment });

  expect(kindsOf(facts)).toEqual(["task-confirmed", "command-heard", "certified"]);
  expect(planned(ledger.actions())).toEqual([
    "react white_check_mark at 10:00",
    "issue-badge at 10:00",
    "certified at 10:00",
    "badge-ready at 10:00",
    "close at 10:00",
  ]);
  expect(review({}, { enrollment: ledger.enrollment() }).facts).toEqual([]);
});

test("judge() never re-opens what is certified", () => {
  const enrollment = review({}, { enrollment: COMPLETE }).ledger.enrollment();
  const events: readonly Event[] = [
    turn("review-resources/task", { to: "open" }),
    turn("assessment/task", { to: "open" }),
    command("withdraw assessment it was a mistake", { by: PRIYA }),
  ];

  const { facts, ledger } = review({ events, boxes: [], issue: issueWith({ state: "closed" }) }, { enrollment });
  expect(kindsOf(facts)).toEqual(["box-turned", "box-turned", "command-heard"]);
  expect(ledger.enrollment().status).toBe("certified");
  expect(review({ issue: issueWith({ movedToId: 77 }) }, { enrollment }).facts).toEqual([]);
});

/* Closed, re-opened, moved. */

test("judge() takes an issue closed by hand for withdrawn, and goes on when it is opened again", () => {
  const closed = review({ issue: issueWith({ state: "closed" }) });
  expect(closed.facts).toEqual([{ kind: "closed-by-hand" }]);

  const enrollment = closed.ledger.enrollment();
  expect(review({ issue: issueWith({ state: "closed" }) }, { enrollment }).facts).toEqual([]);
  expect(review({}, { enrollment }).facts).toEqual([{ kind: "reopened" }]);
});

test("judge() keeps ticks on a closed issue for the day it goes on, and certifies then", () => {
  const almost = enrollmentWith([...confirmed(...ALL.slice(0, -1)), { kind: "closed-by-hand" }]);
  const closed = review(
    { issue: issueWith({ state: "closed" }), events: [turn("lead/confirm", { by: TOM })] },
    { enrollment: almost },
  );
  expect(kindsOf(closed.facts)).toEqual(["box-turned", "task-confirmed"]);

  expect(kindsOf(review({}, { enrollment: closed.ledger.enrollment() }).facts)).toEqual(["reopened", "certified"]);
});

test("judge() certifies an issue that was closed in the moment its last task was confirmed", () => {
  const enrollment = enrollmentWith(confirmed(...ALL.slice(0, -1)));
  const { facts } = review(
    { issue: issueWith({ state: "closed" }), events: [turn("lead/confirm", { by: TOM })] },
    { enrollment },
  );

  expect(kindsOf(facts)).toEqual(["box-turned", "task-confirmed", "certified"]);
});

test.for<[why: string, facts: readonly FactBody[]]>([
  ["in the middle", []],
  ["after it was closed by hand", [{ kind: "closed-by-hand" }]],
])("judge() follows an issue that GitLab moved %s", ([, facts]) => {
  const issue = issueWith({ state: "closed", movedToId: 77 });
  const moved = review({ issue }, { enrollment: enrollmentWith(facts) });

  expect(moved.facts).toEqual([{ kind: "moved-away", toIssueId: 77 }]);
  expect(review({ issue }, { enrollment: moved.ledger.enrollment() }).facts).toEqual([]);
  const hopeful = review({ issue: { ...issue, state: "opened" } }, { enrollment: moved.ledger.enrollment() });
  expect(hopeful.facts).toEqual([]);
});

test("judge() keeps what is ticked while an issue waits for a word, and asks for it afterwards", () => {
  const held = enrollmentWith([{ kind: "held-back", person: MARIA }]);
  const waiting = review({ events: [turn("assessment/task")] }, { enrollment: held });
  expect(kindsOf(waiting.facts)).toEqual(["box-turned", "task-claimed"]);

  const { ledger } = review(
    { events: [command("enroll", { by: PRIYA })] },
    { enrollment: waiting.ledger.enrollment() },
  );
  expect(planned(ledger.actions())).toEqual([
    "status at 10:00",
    "ask-confirm assessment at 10:00",
    "react white_check_mark at 10:00",
  ]);
});

/* Order, and what has to wait. */

const unknownTom = new Map<PersonId, KnownStanding>([...STANDINGS, [TOM, "unknown"]]);

test("judge() hands back what GitLab could not be asked about, with all that happened to the same box later", () => {
  const ticked = turn("assessment/confirm", { by: TOM });
  const opened = turn("assessment/confirm", { by: TOM, to: "open", at: at("09:31") });
  const other = turn("assessment/task", { at: at("09:32") });
  const spoken = command("confirm shadow", { by: TOM });
  const bench = openBench({ standings: unknownTom });

  const deferred = judge(bench.context, observation({ events: [ticked, opened, other, spoken] }));

  expect(deferred).toEqual([ticked, opened, spoken]);
  expect(kindsOf(bench.ledger.facts())).toEqual(["box-turned", "task-claimed"]);
});

test("judge() ends in what the box shows once GitLab answers again", () => {
  const ticked = turn("assessment/task", { by: TOM, alone: false });
  const opened = turn("assessment/task", { by: TOM, to: "open", at: at("09:31") });
  const bench = openBench({ standings: unknownTom });
  const deferred = judge(bench.context, observation({ events: [ticked, opened] }));

  const { facts } = review({ events: deferred });

  expect(kindsOf(facts)).toEqual(["box-turned", "task-claimed", "box-turned", "claim-withdrawn"]);
});

test("judge() hands back late evidence, too", () => {
  const late: Event = {
    kind: "attribution",
    key: "attribution:turn:note:9",
    at: at("09:30"),
    by: TOM,
    proof: "record",
    turn: {
      key: "first",
      at: at("09:30"),
      box: { task: "lead", which: "confirm" },
      to: "done",
      alone: true,
      stale: false,
      firstSight: false,
      hint: null,
    },
  };
  const bench = openBench({ standings: unknownTom });

  expect(judge(bench.context, observation({ events: [late] }))).toEqual([late]);
});

/* First sight. */

test("judge() takes what was ticked on an older issue for claims, whoever did it, and asks nobody", () => {
  const enrollment = enrollmentWith([], { adopted: true });
  const events = [
    turn("review-resources/task", { firstSight: true, alone: false }),
    turn("assessment/task", { firstSight: true, alone: false, by: null, proof: "none" }),
    turn("workshop/confirm", { firstSight: true, alone: false, by: PRIYA }),
  ];

  const { facts, ledger } = review({ events }, { enrollment, quiet: true });

  expect(facts.filter(({ kind }) => kind !== "box-turned")).toEqual([
    { kind: "task-claimed", task: "review-resources", by: MARIA },
    { kind: "task-claimed", task: "assessment", by: null },
    { kind: "task-claimed", task: "workshop", by: PRIYA },
  ]);
  expect(ledger.actions()).toEqual([]);
  expect(hasClaims(ledger)).toBe(true);
});

test("judge() does what somebody writes in the moment an older issue is adopted, and tells of it", () => {
  const enrollment = enrollmentWith(confirmed(...ALL.slice(0, -1)), { adopted: true });
  const events = [command("decline assessment not yet", { by: PRIYA }), command("confirm lead", { by: TOM })];

  const { ledger } = review({ events }, { enrollment, quiet: true });

  expect(planned(ledger.actions())).toEqual([
    "answer already-confirmed at 10:00",
    "react white_check_mark at 10:00",
    "issue-badge at 10:00",
    "certified at 10:00",
    "badge-ready at 10:00",
    "close at 10:00",
  ]);
});

test("hasClaims() is false when nothing waits", () => {
  expect(hasClaims(openBench().ledger)).toBe(false);
});

/* An upgrade in the middle. */

const NEWER: Program = {
  ...SHIPPED,
  version: SHIPPED.version + 1,
  tasks: [
    ...SHIPPED.tasks,
    { ...(SHIPPED.tasks[1] ?? SHIPPED.tasks[0]), id: "cake", text: "Bring cake", also: [], confirmBox: null } as never,
  ],
};

function upgraded(before: string, options: BenchOptions = {}): readonly FactBody[] {
  const { context, ledger } = openBench({ newest: NEWER, ...options });
  judge(context, observation({ boxes: pageWith({ before }).boxes, events: [command("upgrade", { by: PRIYA })] }));
  return bodiesOf(ledger.facts()).filter(({ kind }) => kind !== "command-heard");
}

test("judge() holds the list against the program an issue was just moved to", () => {
  const moved: FactBody = { kind: "program-upgraded", version: NEWER.version, by: PRIYA };

  expect(upgraded("Welcome!")).toEqual([
    moved,
    { kind: "list-broken", faults: [{ kind: "missing", task: "cake" }], by: null },
  ]);
  expect(upgraded("- [ ] Bring cake")).toEqual([moved]);
  expect(upgraded("Welcome!", { enrollment: COMPLETE })).toHaveLength(2);
});

test("judge() takes a box that comes ticked with an upgrade for a claim", () => {
  expect(upgraded("- [x] Bring cake")).toEqual([
    { kind: "program-upgraded", version: NEWER.version, by: PRIYA },
    {
      kind: "box-turned",
      box: { task: "cake", which: "task" },
      to: "done",
      by: null,
      proof: "none",
      entitled: false,
    } satisfies FactBody,
    { kind: "task-claimed", task: "cake", by: null },
  ]);
});

test("judge() is indifferent to a review that sees nothing new", () => {
  const enrollments: readonly Enrollment[] = [enrollmentWith([]), enrollmentWith(confirmed("assessment"))];
  for (const enrollment of enrollments) {
    const { ledger } = review({}, { enrollment });
    expect([ledger.facts(), ledger.actions()]).toEqual([[], []]);
  }
});
