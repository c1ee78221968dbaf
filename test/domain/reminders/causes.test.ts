import { describe, expect, test } from "vitest";

import type { FactBody } from "../../../src/domain/enrollment/fact.ts";
import { type Cause, causeKey, causesOf } from "../../../src/domain/reminders/causes.ts";
import { ALEX, enrollmentWith, JONAS, MARIA, PRIYA, SHIPPED, TOM } from "../enrollment/support.ts";

/*
 * The enrollment begins at 08:00 on 1 December 2026, and each fact of a story is a minute later than the one before:
 * the first at 08:03.
 */

function claimed(task: string): FactBody {
  return { kind: "task-claimed", task, by: MARIA };
}

function confirmed(task: string, by = PRIYA): FactBody {
  return { kind: "task-confirmed", task, by, via: "command" };
}

function declined(task: string, reason: string | null = "not yet"): FactBody {
  return { kind: "task-declined", task, by: TOM, reason };
}

function scheduled(
  engagement: "shadow" | "lead",
  start = "2026-12-01T20:00:00Z",
): FactBody & { readonly kind: "engagement-scheduled" } {
  return {
    kind: "engagement-scheduled",
    number: 1,
    engagement,
    task: engagement,
    start,
    lengthMs: 4 * 3_600_000,
    zone: "Europe/Berlin",
    method: null,
    helper: TOM,
    by: PRIYA,
    offer: null,
    details: null,
  };
}

function moved(start: string, helper: number | null = TOM): FactBody {
  return { kind: "engagement-moved", number: 1, start, lengthMs: 3_600_000, zone: "Etc/UTC", helper, by: PRIYA };
}

function asked(form: "shadow-log" | "migration-lead", person: number, again = false): FactBody {
  const task = form === "shadow-log" ? "shadow" : "lead";
  return { kind: again ? "form-asked-again" : "form-asked", form, task, engagement: 1, person };
}

function filled(form: "shadow-log" | "migration-lead", by: number, isComplete: boolean): FactBody {
  const task = form === "shadow-log" ? "shadow" : "lead";
  const rest = { scores: {}, verdict: null, answers: null };
  return { kind: "form-filled", form, task, engagement: 1, by, isComplete, ...rest };
}

function scored(passed: boolean): FactBody {
  return { kind: "score-recorded", task: "assessment", by: PRIYA, score: passed ? 90 : 40, passed };
}

const CANCELLED = { kind: "engagement-cancelled", number: 1, by: PRIYA, missed: false, reason: null } as const;
const MISSED = { ...CANCELLED, missed: true } as const;
const HELD = { kind: "engagement-held", number: 1 } as const;
const PAUSED = { kind: "paused", by: MARIA, until: "2027-01-10" } as const;
const RESUMED = { kind: "resumed", by: MARIA } as const;

/** All but the two engagements. */
const READY = [confirmed("review-resources", MARIA), confirmed("assessment"), confirmed("workshop")];
/** All but the lead. */
const SHADOWED = [...READY, confirmed("shadow", TOM)];

/** `confirmation-waits assessment since 08:03`; `for` somebody, and with the number of the engagement. */
function told({ trigger, task, engagement, since, before, person }: Cause): string {
  const time =
    since.toISOString().slice(0, 10) === "2026-12-01" ? since.toISOString().slice(11, 16) : since.toISOString();
  const words = [
    trigger,
    task,
    engagement === null ? null : `#${engagement}`,
    person === null ? null : `for ${person}`,
  ];
  const end = before === null ? null : `before ${before.toISOString().slice(11, 16)}`;
  return [...words, `since ${time}`, end].filter((word) => word !== null).join(" ");
}

function waitingFor(facts: readonly FactBody[]): readonly string[] {
  return causesOf(SHIPPED, enrollmentWith(facts)).map(told);
}

function keysFor(facts: readonly FactBody[]): readonly string[] {
  return causesOf(SHIPPED, enrollmentWith(facts)).map(causeKey);
}

describe("causesOf() tells what waits, and since when", () => {
  test.for<[story: string, facts: readonly FactBody[], expected: readonly string[]]>([
    ["nothing happened yet", [], ["candidate-quiet review-resources since 08:02"]],
    ["the candidate did a task", [confirmed("review-resources", MARIA)], ["candidate-quiet assessment since 08:03"]],
    [
      "a claim, beside which there is something to do",
      [claimed("assessment")],
      ["confirmation-waits assessment since 08:03"],
    ],
    [
      "two claims",
      [claimed("assessment"), claimed("workshop")],
      ["confirmation-waits assessment since 08:03", "confirmation-waits workshop since 08:04"],
    ],
    [
      "a claim that came too early, and its time has come",
      [claimed("shadow"), ...READY],
      ["confirmation-waits shadow since 08:06"],
    ],
    [
      "a claim that came too early, and nobody else's turn",
      [claimed("shadow")],
      ["candidate-quiet review-resources since 08:03"],
    ],
    [
      "a date is looked for, and the candidate is free to work on",
      [confirmed("review-resources", MARIA), confirmed("assessment")],
      ["date-waits shadow since 08:04"],
    ],
    ["nothing is left but the date", READY, ["date-waits shadow since 08:04"]],
    ["the lead is next", SHADOWED, ["date-waits lead since 08:06"]],
    [
      "there is a date",
      [...READY, scheduled("shadow")],
      [
        "engagement-tomorrow shadow #1 since 08:06 before 20:00",
        "engagement-passed shadow #1 since 2026-12-02T00:00:00.000Z",
      ],
    ],
    [
      "the candidate ticked what has a date: whoever is asked to confirm it need not be asked how it went",
      [...READY, scheduled("shadow"), claimed("shadow")],
      ["engagement-tomorrow shadow #1 since 08:06 before 20:00", "confirmation-waits shadow since 08:07"],
    ],
    [
      "both were asked for their form: the form is what the helper is reminded of",
      [...SHADOWED, scheduled("lead", "2026-12-01T02:00:00Z"), asked("migration-lead", TOM)],
      ["engagement-tomorrow lead #1 since 08:07 before 02:00", "form-waits lead #1 for 4 since 08:08"],
    ],
    [
      "the candidate's log waits, and nobody said how it went",
      [...READY, scheduled("shadow", "2026-12-01T02:00:00Z"), asked("shadow-log", MARIA)],
      [
        "engagement-tomorrow shadow #1 since 08:06 before 02:00",
        "engagement-passed shadow #1 since 06:00",
        "form-waits shadow #1 for 1 since 08:07",
      ],
    ],
    [
      "a form was filled in by half: it waits since then, although it was asked for again",
      [
        ...SHADOWED,
        scheduled("lead", "2026-12-01T02:00:00Z"),
        HELD,
        asked("migration-lead", TOM),
        filled("migration-lead", TOM, false),
        asked("migration-lead", TOM, true),
      ],
      ["date-waits lead since 08:08", "form-waits lead #1 for 4 since 08:10"],
    ],
    [
      "a whole form, and nobody said how it went: asked about since the form, not since the engagement",
      [
        ...SHADOWED,
        scheduled("lead", "2026-12-01T02:00:00Z"),
        asked("migration-lead", TOM),
        filled("migration-lead", TOM, true),
      ],
      ["engagement-tomorrow lead #1 since 08:07 before 02:00", "engagement-passed lead #1 since 08:09"],
    ],
    [
      "the test was failed: the next try is open a week later, and only then is the candidate late",
      [confirmed("review-resources", MARIA), scored(false), declined("assessment")],
      [
        "cool-down-over assessment since 2026-12-08T08:04:00.000Z",
        "candidate-quiet assessment since 2026-12-08T08:04:00.000Z",
      ],
    ],
    [
      "the tries are used up: it is the coordinator's turn",
      [confirmed("review-resources", MARIA), scored(false), scored(false), scored(false), declined("assessment")],
      [],
    ],
    [
      "another try was allowed",
      [
        confirmed("review-resources", MARIA),
        scored(false),
        scored(false),
        scored(false),
        { kind: "try-allowed", task: "assessment", by: PRIYA },
      ],
      [
        "cool-down-over assessment since 2026-12-08T08:06:00.000Z",
        "candidate-quiet assessment since 2026-12-08T08:06:00.000Z",
      ],
    ],
    ["the sponsor has to say that it may start", [{ kind: "start-awaited" }], ["start-waits since 08:03"]],
    [
      "the sponsor said yes",
      [{ kind: "start-awaited" }, claimed("assessment"), { kind: "start-confirmed", by: JONAS }],
      ["confirmation-waits assessment since 08:05"],
    ],
  ])("%s", ([, facts, expected]) => {
    expect(waitingFor(facts).toSorted()).toEqual(expected.toSorted());
  });
});

describe("causesOf() stops when anybody acts", () => {
  const date = [...READY, scheduled("shadow", "2026-12-01T02:00:00Z")];
  const lead = [...SHADOWED, scheduled("lead", "2026-12-01T02:00:00Z"), asked("migration-lead", TOM)];

  test.for<[trigger: Cause["trigger"], act: string, before: readonly FactBody[], fact: FactBody]>([
    ["confirmation-waits", "confirmed", [claimed("assessment")], confirmed("assessment")],
    ["confirmation-waits", "declined", [claimed("assessment")], declined("assessment")],
    [
      "confirmation-waits",
      "taken back",
      [claimed("assessment")],
      { kind: "claim-withdrawn", task: "assessment", by: MARIA },
    ],
    [
      "confirmation-waits",
      "waived",
      [claimed("assessment")],
      { kind: "task-waived", task: "assessment", by: PRIYA, reason: null },
    ],
    [
      "confirmation-waits",
      "too early again",
      [...READY, claimed("shadow")],
      { kind: "confirmation-withdrawn", task: "workshop", by: PRIYA, reason: null },
    ],
    ["date-waits", "given a date", READY, scheduled("shadow")],
    ["date-waits", "ticked as done", READY, claimed("shadow")],
    ["engagement-tomorrow", "called off", date, CANCELLED],
    ["engagement-tomorrow", "held", date, HELD],
    ["engagement-passed", "called off", date, CANCELLED],
    ["engagement-passed", "missed", date, MISSED],
    ["engagement-passed", "held", date, HELD],
    ["form-waits", "filled in", lead, filled("migration-lead", TOM, true)],
    ["form-waits", "filled in by somebody else", lead, filled("migration-lead", PRIYA, true)],
    ["form-waits", "of no use: called off", lead, CANCELLED],
    ["form-waits", "of no use: missed", lead, MISSED],
    ["form-waits", "no longer this helper's", lead, moved("2026-12-01T02:00:00Z", ALEX)],
    ["cool-down-over", "tried again", [scored(false)], claimed("assessment")],
    ["cool-down-over", "passed", [scored(false)], scored(true)],
    ["candidate-quiet", "somebody else's turn", [], claimed("assessment")],
    ["start-waits", "confirmed", [{ kind: "start-awaited" }], { kind: "start-confirmed", by: JONAS }],
    ["start-waits", "taken for a yes", [{ kind: "start-awaited" }], { kind: "start-confirmed", by: null }],
  ])("%s, once it is %s", ([trigger, , before, fact]) => {
    const triggers = (facts: readonly FactBody[]): readonly string[] =>
      causesOf(SHIPPED, enrollmentWith(facts)).map((cause) => cause.trigger);

    expect(triggers(before)).toContain(trigger);
    expect(triggers([...before, fact])).not.toContain(trigger);
  });

  test.for<[why: string, facts: readonly FactBody[]]>([
    ["paused", [PAUSED]],
    ["withdrawn", [{ kind: "closed-by-hand" }]],
    ["moved away", [{ kind: "moved-away", toIssueId: 99 }]],
    ["held back", [{ kind: "held-back", person: MARIA }]],
    ["certified", [{ kind: "certified" }]],
  ])("nothing waits while an enrollment is %s", ([, facts]) => {
    for (const before of [[], [claimed("assessment")], READY, date, lead, [{ kind: "start-awaited" } as const]]) {
      expect(waitingFor(before)).not.toEqual([]);
      expect(waitingFor([...before, ...facts])).toEqual([]);
    }
  });

  test("nothing waits while nobody is the candidate", () => {
    expect(causesOf(SHIPPED, enrollmentWith([claimed("assessment")], { bare: true }))).toEqual([]);
  });

  test("all of it waits again when it goes on, from then on", () => {
    expect(waitingFor([claimed("assessment"), PAUSED, RESUMED])).toEqual(["confirmation-waits assessment since 08:05"]);
    expect(waitingFor([claimed("assessment"), { kind: "closed-by-hand" }, { kind: "reopened" }])).toEqual([
      "confirmation-waits assessment since 08:05",
    ]);
  });
});

describe("a chain of reminders", () => {
  const date = [...READY, scheduled("shadow", "2026-12-01T02:00:00Z")];
  const lead = [...SHADOWED, scheduled("lead", "2026-12-01T02:00:00Z"), asked("migration-lead", TOM)];

  test.for<[trigger: Cause["trigger"], what: string, before: readonly FactBody[], act: readonly FactBody[]]>([
    [
      "confirmation-waits",
      "a claim declined and made again",
      [claimed("assessment")],
      [declined("assessment"), claimed("assessment")],
    ],
    [
      "confirmation-waits",
      "a claim taken back and made again",
      [claimed("assessment")],
      [{ kind: "claim-withdrawn", task: "assessment", by: MARIA }, claimed("assessment")],
    ],
    ["engagement-passed", "an engagement that was moved", date, [moved("2026-12-09T02:00:00Z")]],
    [
      "engagement-tomorrow",
      "another engagement after one that was called off",
      date,
      [CANCELLED, { ...scheduled("shadow"), number: 2 }],
    ],
    ["form-waits", "a form that was begun", lead, [filled("migration-lead", TOM, false)]],
    ["form-waits", "a form of an engagement that was moved", lead, [moved("2026-12-09T02:00:00Z")]],
    ["date-waits", "a date looked for again", READY, [scheduled("shadow"), CANCELLED]],
    ["cool-down-over", "another failed try", [scored(false)], [scored(false)]],
    ["candidate-quiet", "a candidate who did something", [], [confirmed("review-resources", MARIA)]],
    [
      "candidate-quiet",
      "a candidate who asked something",
      [],
      [{ kind: "command-heard", noteId: 5, by: MARIA, command: "next", outcome: "answered" }],
    ],
    ["candidate-quiet", "a candidate who is back", [], [PAUSED, RESUMED]],
    [
      "start-waits",
      "a sponsor who said not yet",
      [{ kind: "start-awaited" }],
      [{ kind: "start-declined", by: JONAS, reason: "in January" }],
    ],
  ])("of %s begins anew with %s", ([trigger, , before, act]) => {
    const after = keysFor([...before, ...act]);
    const keys = keysFor(before).filter((key) => key.startsWith(`${trigger}:`));

    expect(keys).toHaveLength(1);
    expect(keys.filter((key) => after.includes(key))).toEqual([]);
  });

  test.for<[what: string, before: readonly FactBody[], fact: FactBody]>([
    [
      "somebody else is named for a role",
      [claimed("assessment")],
      { kind: "role-assigned", role: "engineer", person: ALEX, by: PRIYA, member: true },
    ],
    ["another task is ticked", [claimed("assessment")], claimed("workshop")],
    [
      "the coordinator only asks for help",
      [],
      { kind: "command-heard", noteId: 5, by: PRIYA, command: "help", outcome: "answered" },
    ],
    [
      "the candidate wishes for days",
      READY,
      { kind: "engagement-requested", engagement: "shadow", by: MARIA, days: [], method: null, language: null },
    ],
    ["what is missing in the form is asked for", lead, asked("migration-lead", TOM, true)],
  ])("goes on when %s", ([, before, fact]) => {
    const after = keysFor([...before, fact]);

    expect(keysFor(before).filter((key) => !after.includes(key))).toEqual([]);
  });
});

test("a form asked of a helper and then of another waits for the one who takes part now", () => {
  const facts = [
    ...SHADOWED,
    scheduled("lead", "2026-12-01T02:00:00Z"),
    asked("migration-lead", TOM),
    moved("2026-12-01T03:00:00Z", ALEX),
    asked("migration-lead", ALEX),
  ];

  expect(waitingFor(facts)).toEqual([
    "engagement-tomorrow lead #1 since 08:09 before 03:00",
    "form-waits lead #1 for 5 since 08:10",
  ]);
});

test("a program without scores, forms and engagements waits for its confirmations all the same", () => {
  const plain = {
    ...SHIPPED,
    engagements: [],
    forms: [],
    tasks: SHIPPED.tasks.map((task) => ({ ...task, score: null, feedback: null, engagement: null })),
  };

  expect(causesOf(plain, enrollmentWith([claimed("workshop")])).map(told)).toEqual([
    "confirmation-waits workshop since 08:03",
  ]);
});
