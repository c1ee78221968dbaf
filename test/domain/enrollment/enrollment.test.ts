import * as fc from "fast-check";
import { expect, test } from "vitest";

import { UNTOUCHED } from "../../../src/domain/badge/badge.ts";
import {
  apply,
  type Enrollment,
  fold,
  progressOf,
  type TaskProgress,
} from "../../../src/domain/enrollment/enrollment.ts";
import type { Fact, FactBody } from "../../../src/domain/enrollment/fact.ts";
import { arbitraryBodies } from "../../support/arbitrary-fact.ts";
import { ALEX, box, enrollmentWith, foldBodies, JONAS, MARIA, minutesAfter, PRIYA, SHIPPED, TOM } from "./support.ts";

const START = enrollmentWith([], { bare: true });

/** What one more fact changed, apart from its place and time. */
function changesOf(before: Enrollment, body: FactBody): Partial<Enrollment> {
  const after = foldBodies([body], before);
  const changed = Object.entries(after).filter(
    ([key, value]) => key !== "lastSeq" && key !== "lastChangeAt" && value !== before[key as keyof Enrollment],
  );
  return Object.fromEntries(changed);
}

function progressAfter(bodies: readonly FactBody[], task = "assessment"): TaskProgress {
  return progressOf(enrollmentWith(bodies), task);
}

test("fold() of an empty journal is no enrollment", () => {
  expect(fold([])).toBeNull();
});

test("fold() begins with the enrollment and nothing known", () => {
  expect(START).toEqual({
    programId: "migration-onboarding",
    version: SHIPPED.version,
    issue: { projectId: 7, issueIid: 12 },
    issueId: 1012,
    author: JONAS,
    audience: null,
    adopted: false,
    status: "active",
    candidate: null,
    everCandidates: new Set(),
    proposed: new Map(),
    assigned: new Map(),
    tasks: new Map(),
    listFault: null,
    movedToIssueId: null,
    coordinator: null,
    start: null,
    pause: null,
    requests: new Map(),
    proposals: new Map(),
    engagements: [],
    scores: new Map(),
    moreTries: new Map(),
    forms: [],
    formAsks: [],
    candidateActedAt: new Date("2026-12-01T08:00:00Z"),
    enrolledAt: new Date("2026-12-01T08:00:00Z"),
    activeSince: new Date("2026-12-01T08:00:00Z"),
    closedAt: null,
    certifiedAt: null,
    badge: {
      showsName: false,
      visibility: "unlisted",
      isAddressAsked: false,
      revoked: null,
      renewedAt: null,
    },
    heard: new Map(),
    lastChangeAt: new Date("2026-12-01T08:00:00Z"),
    lastSeq: 1,
  });
});

test("fold() refuses a journal that does not begin with the enrollment", () => {
  expect(() => apply(null, { kind: "certified", key: "certified", seq: 1, at: new Date(0) })).toThrow(
    new TypeError('Cannot fold a journal that begins with "certified"'),
  );
});

const LATER = new Date("2026-12-01T08:01:00Z");
const AFTER = new Date("2026-12-01T08:02:00Z");

test.for<[body: FactBody, changes: Partial<Enrollment>]>([
  [{ kind: "held-back", person: MARIA }, { status: "held" }],
  [
    { kind: "candidate-set", person: MARIA, source: "people" },
    { candidate: { person: MARIA, source: "people" }, everCandidates: new Set([MARIA]) },
  ],
  [{ kind: "candidate-set", person: MARIA, source: "assignee" }, { candidate: { person: MARIA, source: "assignee" } }],
  [
    { kind: "role-proposed", role: "coordinator", people: [PRIYA, ALEX] },
    { proposed: new Map([["coordinator", [PRIYA, ALEX]]]) },
  ],
  [
    { kind: "role-assigned", role: "engineer", person: TOM, by: PRIYA, member: true },
    { assigned: new Map([["engineer", [{ person: TOM, by: PRIYA, member: true }]]]) },
  ],
  [
    { kind: "list-broken", faults: [{ kind: "all-gone" }], by: MARIA },
    { listFault: { since: LATER, faults: [{ kind: "all-gone" }], by: MARIA } },
  ],
  [{ kind: "closed-by-hand" }, { status: "withdrawn", closedAt: LATER }],
  [
    { kind: "moved-away", toIssueId: 77 },
    { status: "moved", movedToIssueId: 77 },
  ],
  [{ kind: "program-upgraded", version: 3, by: PRIYA }, { version: 3 }],
  [{ kind: "certified" }, { status: "certified", certifiedAt: LATER }],
  [{ kind: "badge-page-set", by: MARIA, change: "show-name" }, { badge: { ...UNTOUCHED, showsName: true } }],
  [{ kind: "badge-page-set", by: MARIA, change: "hide" }, { badge: { ...UNTOUCHED, visibility: "hidden" } }],
  [{ kind: "badge-page-set", by: MARIA, change: "publish" }, { badge: { ...UNTOUCHED, visibility: "public" } }],
  [{ kind: "badge-page-set", by: MARIA, change: "tell-address" }, { badge: { ...UNTOUCHED, isAddressAsked: true } }],
  [{ kind: "badge-renewed", by: PRIYA }, { badge: { ...UNTOUCHED, renewedAt: LATER } }],
  [
    { kind: "badge-revoked", by: PRIYA, reason: "a mix-up" },
    { badge: { ...UNTOUCHED, revoked: { at: LATER, by: PRIYA, reason: "a mix-up" } } },
  ],
  [{ kind: "coordinator-chosen", person: PRIYA, why: "least-load" }, { coordinator: PRIYA }],
  [{ kind: "start-awaited" }, { start: { since: LATER, confirmed: null, declined: null, isEscalated: false } }],
  [
    { kind: "start-confirmed", by: JONAS },
    { start: { since: LATER, confirmed: { at: LATER, by: JONAS }, declined: null, isEscalated: false } },
  ],
  [{ kind: "paused", by: PRIYA, until: "2027-01-11" }, { pause: { since: LATER, until: "2027-01-11", by: PRIYA } }],
  [{ kind: "resumed", by: null }, { activeSince: LATER }],
  [
    { kind: "engagement-requested", engagement: "shadow", by: PRIYA, days: [], method: "congregate", language: "de" },
    { requests: new Map([["shadow", { at: LATER, by: PRIYA, days: [], method: "congregate", language: "de" }]]) },
  ],
  [
    { kind: "engagement-proposed", engagement: "shadow", to: PRIYA },
    { proposals: new Map([["shadow", { at: LATER, to: PRIYA }]]) },
  ],
  [
    { kind: "score-recorded", task: "assessment", by: PRIYA, score: 60, passed: false },
    { scores: new Map([["assessment", [{ at: LATER, by: PRIYA, score: 60, passed: false }]]]) },
  ],
  [{ kind: "try-allowed", task: "assessment", by: PRIYA }, { moreTries: new Map([["assessment", 1]]) }],
  [
    { kind: "command-heard", noteId: 5, by: ALEX, command: "help", outcome: "answered" },
    { heard: new Map([[ALEX, [{ at: LATER, command: "help", outcome: "answered" }]]]) },
  ],
  [{ kind: "command-heard", noteId: 5, by: ALEX, command: "recheck", outcome: "done" }, {}],
])("apply() of %o", ([body, changes]) => {
  expect(changesOf(START, body)).toEqual(changes);
});

test.for<[after: FactBody, body: FactBody, changes: Partial<Enrollment>]>([
  [
    { kind: "held-back", person: MARIA },
    { kind: "hold-lifted", by: PRIYA },
    { status: "active", activeSince: AFTER },
  ],
  [{ kind: "closed-by-hand" }, { kind: "reopened" }, { status: "active", closedAt: null, activeSince: AFTER }],
  [
    { kind: "moved-away", toIssueId: 77 },
    { kind: "moved-here", issue: { projectId: 8, issueIid: 3 }, issueId: 77 },
    { status: "active", movedToIssueId: null, issue: { projectId: 8, issueIid: 3 }, issueId: 77 },
  ],
  [
    { kind: "closed-by-hand" },
    { kind: "moved-here", issue: { projectId: 8, issueIid: 3 }, issueId: 77 },
    { status: "active", closedAt: null, issue: { projectId: 8, issueIid: 3 }, issueId: 77 },
  ],
  // Done stays done, and who waits for `enroll` goes on waiting.
  ...([{ kind: "certified" }, { kind: "held-back", person: MARIA }] as const).map(
    (before): [FactBody, FactBody, Partial<Enrollment>] => [
      before,
      { kind: "moved-here", issue: { projectId: 8, issueIid: 3 }, issueId: 77 },
      { issue: { projectId: 8, issueIid: 3 }, issueId: 77 },
    ],
  ),
  [
    { kind: "list-broken", faults: [{ kind: "all-gone" }], by: MARIA },
    { kind: "list-broken", faults: [{ kind: "missing", task: "lead" }], by: null },
    { listFault: { since: LATER, faults: [{ kind: "missing", task: "lead" }], by: null } },
  ],
  [{ kind: "list-broken", faults: [{ kind: "all-gone" }], by: MARIA }, { kind: "list-repaired" }, { listFault: null }],
  [
    { kind: "role-proposed", role: "engineer", people: [TOM] },
    { kind: "role-proposed", role: "engineer", people: [] },
    { proposed: new Map([["engineer", []]]) },
  ],
  [
    { kind: "role-assigned", role: "engineer", person: TOM, by: PRIYA, member: true },
    { kind: "role-assigned", role: "engineer", person: ALEX, by: TOM, member: false },
    {
      assigned: new Map([
        [
          "engineer",
          [
            { person: ALEX, by: TOM, member: false },
            { person: TOM, by: PRIYA, member: true },
          ],
        ],
      ]),
    },
  ],
])("apply() after %o of %o", ([after, body, changes]) => {
  expect(changesOf(foldBodies([after], START), body)).toEqual(changes);
});

const claim: FactBody = { kind: "task-claimed", task: "assessment", by: MARIA };
const confirm: FactBody = { kind: "task-confirmed", task: "assessment", by: PRIYA, via: "command" };
const declined: FactBody = { kind: "task-declined", task: "assessment", by: PRIYA, reason: "retake it" };
const withdrawn: FactBody = { kind: "confirmation-withdrawn", task: "assessment", by: PRIYA, reason: "too early" };
const waived: FactBody = { kind: "task-waived", task: "assessment", by: PRIYA, reason: "done elsewhere" };
const reopened: FactBody = { kind: "task-reopened", task: "assessment", by: MARIA };
const unclaimed: FactBody = { kind: "claim-withdrawn", task: "assessment", by: MARIA };

/** The one thing that stands after a story, in a word. */
function standsAs({ claim: claimed, confirmation, decline, waiver }: TaskProgress): string {
  return Object.entries({ claimed, confirmed: confirmation, declined: decline, waived: waiver })
    .filter(([, value]) => value !== null)
    .map(([word]) => word)
    .join(" ");
}

test.for<[story: readonly FactBody[], stands: string]>([
  [[claim], "claimed"],
  [[claim, unclaimed], ""],
  [[claim, confirm], "confirmed"],
  [[confirm, reopened], ""],
  [[claim, declined], "declined"],
  [[claim, declined, claim], "claimed"],
  [[claim, declined, confirm], "confirmed"],
  [[confirm, withdrawn], "declined"],
  [[waived, withdrawn], "declined"],
  [[claim, waived], "waived"],
  [[declined, waived], "waived"],
  [[confirm, waived], "confirmed waived"],
  [[confirm, withdrawn, claim, confirm], "confirmed"],
])("apply() lets the task stand as it should after %o", ([story, stands]) => {
  expect(standsAs(progressAfter(story))).toBe(stands);
});

test("apply() keeps who said what and when", () => {
  const start = enrollmentWith([]);
  expect(progressOf(foldBodies([claim, declined], start), "assessment").decline).toEqual({
    at: minutesAfter(start.lastChangeAt, 2),
    by: PRIYA,
    reason: "retake it",
  });
});

test("nobody consents for another candidate: what was said of the badge page goes with who said it", () => {
  const said = (["show-name", "publish", "tell-address"] as const).map((change): FactBody => {
    return { kind: "badge-page-set", by: ALEX, change };
  });
  const badgeAfter = (...bodies: FactBody[]): unknown =>
    foldBodies([{ kind: "candidate-set", person: ALEX, source: "author" }, ...said, ...bodies], enrollmentWith([]))
      .badge;

  expect(badgeAfter({ kind: "candidate-set", person: MARIA, source: "people" })).toEqual(UNTOUCHED);
  expect(badgeAfter({ kind: "candidate-set", person: ALEX, source: "people" })).toEqual({
    ...UNTOUCHED,
    showsName: true,
    visibility: "public",
    isAddressAsked: true,
  });
});

test("apply() takes a provisional candidate for good at the first progress, and only then", () => {
  const provisional: FactBody = { kind: "candidate-set", person: ALEX, source: "author" };
  const replaced: FactBody = { kind: "candidate-set", person: TOM, source: "assignee" };
  const ever = (bodies: readonly FactBody[]): readonly number[] => [...foldBodies(bodies, START).everCandidates];

  expect(ever([provisional])).toEqual([]);
  expect(ever([provisional, replaced])).toEqual([]);
  expect(ever([provisional, confirm])).toEqual([ALEX]);
  expect(ever([provisional, turned("done")])).toEqual([ALEX]);
  expect(ever([provisional, confirm, replaced, confirm])).toEqual([ALEX, TOM]);
  expect(ever([{ kind: "candidate-set", person: ALEX, source: "people" }, replaced])).toEqual([ALEX]);
});

function turned(
  to: "open" | "done" | "inapplicable",
  change: Partial<Extract<FactBody, { kind: "box-turned" }>> = {},
): FactBody {
  return {
    kind: "box-turned",
    box: box("assessment/task"),
    to,
    by: MARIA,
    proof: "record",
    entitled: false,
    ...change,
  };
}

test("apply() remembers every tick by somebody without the right, for ever and by box", () => {
  const spoilers = (bodies: readonly FactBody[]): readonly string[] => [...progressAfter(bodies).spoilers.values()];

  expect(spoilers([turned("done"), turned("open"), withdrawn])).toEqual(["task"]);
  expect(spoilers([turned("open"), turned("inapplicable")])).toEqual([]);
  expect(spoilers([turned("done", { entitled: true, by: PRIYA })])).toEqual([]);
  expect(spoilers([turned("done"), turned("done", { box: box("assessment/confirm") })])).toEqual(["task", "confirm"]);
});

test("apply() shows a task as not applicable while its own box says so", () => {
  expect(progressAfter([turned("inapplicable")]).notApplicable).toBe(true);
  expect(progressAfter([turned("inapplicable"), turned("open")]).notApplicable).toBe(false);
  expect(progressAfter([turned("inapplicable", { box: box("assessment/confirm") })]).notApplicable).toBe(false);
});

test("apply() of late evidence names who ticked, and frees the box when they had the right", () => {
  const seen = foldBodies(
    [turned("done", { by: null, proof: "none" }), { kind: "task-claimed", task: "assessment", by: null }],
    START,
  );
  const attributed = (entitled: boolean, turn = "k2"): FactBody => ({
    kind: "turn-attributed",
    box: box("assessment/task"),
    turn,
    by: ALEX,
    proof: "record",
    entitled,
  });
  const after = (body: FactBody): readonly unknown[] => {
    const { claim: made, spoilers } = progressOf(foldBodies([body], seen), "assessment");
    return [made?.by, spoilers.size];
  };

  expect(after(attributed(true))).toEqual([ALEX, 0]);
  expect(after(attributed(false))).toEqual([ALEX, 1]);
  expect(after(attributed(true, "another"))).toEqual([null, 1]);
});

test("apply() keeps the last ten answers somebody got", () => {
  const heard = Array.from({ length: 12 }, (_, index): FactBody => {
    return { kind: "command-heard", noteId: index + 1, by: ALEX, command: `help ${index}`, outcome: "answered" };
  });

  const [latest, ...rest] = foldBodies(heard, START).heard.get(ALEX) ?? [];
  expect(latest?.command).toBe("help 11");
  expect(rest).toHaveLength(9);
});

test.for<[body: FactBody, isChange: boolean]>([
  [claim, true],
  [turned("done"), false],
  [{ kind: "command-heard", noteId: 5, by: ALEX, command: "help", outcome: "answered" }, false],
  [
    { kind: "turn-attributed", box: box("assessment/task"), turn: "x", by: ALEX, proof: "hint", entitled: false },
    false,
  ],
  [{ kind: "list-repaired" }, true],
])("apply() dates the status note by what its readers would call a change: %o", ([body, isChange]) => {
  expect(foldBodies([body], START).lastChangeAt > START.lastChangeAt).toBe(isChange);
});

test("apply() never sets the date of the last change back", () => {
  const { lastChangeAt } = apply(START, { ...claim, key: "claim", at: new Date(0) });

  expect(lastChangeAt).toEqual(START.lastChangeAt);
});

const anyBody = fc.oneof(
  ...Object.entries(arbitraryBodies)
    .filter(([kind]) => kind !== "enrolled")
    .map(([kind, rest]) => (rest as fc.Arbitrary<object>).map((body) => ({ kind, ...body }) as FactBody)),
);

test("fold() is the same each time, counts its facts, and takes them one by one as well as at once", () => {
  fc.assert(
    fc.property(fc.array(anyBody, { maxLength: 20 }), fc.nat(), (bodies, cut) => {
      const enrolled: FactBody = {
        kind: "enrolled",
        programId: "p",
        version: 1,
        issue: { projectId: 7, issueIid: 12 },
        issueId: 1012,
        author: JONAS,
        audience: null,
        adopted: false,
      };
      const facts = [enrolled, ...bodies].map((body, index): Fact => {
        return { ...body, key: `k${index}`, seq: index + 1, at: new Date(index * 1000) };
      });
      const whole = fold(facts);
      const place = 1 + (cut % facts.length);
      const half = fold(facts.slice(0, place));
      const rest = facts.slice(place).reduce<Enrollment | null>((enrollment, fact) => apply(enrollment, fact), half);

      expect(fold(structuredClone(facts))).toEqual(whole);
      expect(rest).toEqual(whole);
      expect(whole?.lastSeq).toBe(facts.length);
      // Facts about to be written count the same without a number of their own.
      const unnumbered = facts.reduce<Enrollment | null>(
        (enrollment, { seq: _seq, ...fact }) => apply(enrollment, fact),
        null,
      );
      expect(unnumbered).toEqual(whole);
    }),
    { numRuns: 200 },
  );
});

test("fold() leaves earlier enrollments as they were", () => {
  const before = enrollmentWith([turned("done"), claim]);
  const copy = structuredClone(before);

  foldBodies([confirm, turned("done"), { kind: "candidate-set", person: TOM, source: "people" }, waived], before);

  expect(before).toEqual(copy);
});
