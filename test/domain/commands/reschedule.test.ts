import { describe, expect, test } from "vitest";

import type { FactBody } from "../../../src/domain/enrollment/fact.ts";
import { ALEX, type BenchOptions, JONAS, MARIA, OLGA, PRIYA, TOM } from "../enrollment/support.ts";
import { READY, refusedWith, runOn, SHADOW } from "./engagements.ts";

const HOUR_MS = 3_600_000;
const DATED = [...READY, SHADOW];
const LINE = "reschedule shadow 2026-12-13 22:00 Europe/Berlin";

const MOVED = {
  kind: "engagement-moved",
  number: 1,
  start: "2026-12-13T21:00:00.000Z",
  lengthMs: 4 * HOUR_MS,
  zone: "Europe/Berlin",
  helper: TOM,
  by: PRIYA,
} as const satisfies FactBody;

test("reschedule moves a date, and what is not told again stays", () => {
  const { facts, news, marks } = runOn(DATED, LINE);

  expect(facts).toEqual([MOVED]);
  expect(news).toEqual([
    {
      kind: "engagement",
      number: 1,
      news: "moved",
      by: PRIYA,
      movedFrom: SHADOW.start,
      helperBefore: null,
      reason: null,
    },
  ]);
  expect(marks).toEqual(["white_check_mark"]);
});

test.for<[why: string, line: string, changes: object]>([
  ["the zone stays", "reschedule shadow 2026-12-13 22:00", {}],
  ["the zone stays, with a length", "reschedule shadow 2026-12-13 22:00 for 2h", { lengthMs: 2 * HOUR_MS }],
  ["the date stays, with another length", "reschedule shadow for 2h", { start: SHADOW.start, lengthMs: 2 * HOUR_MS }],
])("what is not told again stays: %s", ([, line, changes]) => {
  expect(runOn(DATED, line).facts).toEqual([{ ...MOVED, ...changes }]);
});

test("a date moves over the night the clocks change, and keeps its length", () => {
  const { facts } = runOn(DATED, "reschedule shadow 2027-03-28 01:00 Europe/Berlin for 2h");

  expect(facts).toEqual([{ ...MOVED, start: "2027-03-28T00:00:00.000Z", lengthMs: 2 * HOUR_MS }]);
});

test("a coordinator names somebody else for the same date, who is admitted with it", () => {
  const { facts, news } = runOn(DATED, "reschedule shadow 2026-12-12 09:00 Europe/Berlin with @alex");

  expect(facts).toEqual([
    { kind: "role-assigned", role: "engineer", person: ALEX, by: PRIYA, member: true },
    { ...MOVED, start: SHADOW.start, helper: ALEX },
  ]);
  expect(news).toEqual([expect.objectContaining({ movedFrom: SHADOW.start, helperBefore: TOM })]);
});

test("whoever leads may move their own date, and hand it to another engineer, but admits nobody", () => {
  const another: FactBody = { kind: "role-assigned", role: "engineer", person: ALEX, by: PRIYA, member: true };

  expect(runOn(DATED, LINE, { by: TOM }).facts).toEqual([{ ...MOVED, by: TOM }]);
  expect(runOn([...DATED, another], `${LINE} with @alex`, { by: TOM }).facts).toEqual([
    { ...MOVED, helper: ALEX, by: TOM },
  ]);
  const { facts, answers } = runOn(DATED, `${LINE} with @alex`, { by: TOM });
  expect({ facts, answers }).toEqual({
    facts: [],
    answers: [{ kind: "not-entitled", command: "reschedule … with", tasks: [], role: "engineer" }],
  });
});

test("a date from the desk leaves its seat once, with the first change", () => {
  const offer = { desk: "d1", offer: 4 };
  const taken = [...READY, { ...SHADOW, offer }];
  const errands = (facts: readonly FactBody[], line: string): readonly object[] => runOn(facts, line).ledger.errands();

  expect(errands(taken, LINE)).toEqual([{ key: expect.any(String), ...offer, why: "moved" }]);
  expect(errands([...taken, MOVED], "cancel shadow no more")).toEqual([]);
  expect(errands(DATED, LINE)).toEqual([]);
});

describe("reschedule is refused with one answer and changes nothing", () => {
  const SAME = "reschedule shadow 2026-12-12 09:00 Europe/Berlin";
  const bookings = [
    {
      enrollmentId: "e9",
      number: 1,
      person: MARIA,
      start: new Date("2026-12-13T20:00:00Z"),
      end: new Date("2026-12-13T22:00:00Z"),
    },
  ];

  test.for<[why: string, line: string, answer: object, facts?: readonly FactBody[], options?: BenchOptions]>([
    ["no engagement", "reschedule", { kind: "malformed", missing: "engagement" }],
    ["no date", "reschedule shadow", { kind: "malformed", missing: "date" }],
    ["words in capitals", "reschedule shadow YYYY-MM-DD HH:MM Area/City", { missing: "placeholder" }],
    ["nothing scheduled", LINE, { kind: "nothing-scheduled", engagement: "shadow" }, READY],
    ["a date of something else", LINE.replace("shadow", "lead"), { kind: "nothing-scheduled", engagement: "lead" }],
    ["a date that is over", LINE, { kind: "nothing-scheduled" }, [...DATED, { kind: "engagement-held", number: 1 }]],
    ["the same date", SAME, { kind: "same-date", number: 1 }],
    ["the same moment in another zone", "reschedule shadow 2026-12-12 08:00 UTC", { kind: "same-date", number: 1 }],
    ["the past", "reschedule shadow 2026-11-12 09:00 UTC", { kind: "bad-date" }],
    ["doubtful words", "reschedule shadow 13/12/26 09:00 UTC", { kind: "bad-date", command: "reschedule shadow" }],
    ["an option of another command", `${LINE} codename heron`, { kind: "unknown-words", words: "codename heron" }],
    ["a length that is none", `${LINE} for long`, { kind: "bad-length", words: "long" }],
    ["the candidate as helper", `${LINE} with @msilva`, { kind: "not-for-role", why: "candidate" }],
    ["a busy candidate", LINE, { kind: "busy", person: MARIA, isHere: false }, DATED, { bookings }],
  ])("%s", ([, line, answer, facts = DATED, options = {}]) => {
    expect(runOn(facts, line, {}, options)).toMatchObject(refusedWith(answer));
  });

  test.for([
    ["the candidate", MARIA, "own-issue"],
    ["somebody without a role", JONAS, "not-entitled"],
  ] as const)("by %s", ([, by, kind]) => {
    expect(runOn(DATED, LINE, { by })).toMatchObject(refusedWith({ kind }));
  });

  test("by an engineer who has another part", () => {
    const another: FactBody = { kind: "role-assigned", role: "engineer", person: ALEX, by: PRIYA, member: true };

    expect(runOn([...DATED, another], LINE, { by: ALEX }).answers).toEqual([
      expect.objectContaining({ kind: "not-entitled" }),
    ]);
  });
});

test("its own old date keeps nobody busy", () => {
  const bookings = [
    {
      enrollmentId: "e7-12",
      number: 1,
      person: TOM,
      start: new Date(SHADOW.start),
      end: new Date("2026-12-12T12:00:00Z"),
    },
  ];

  expect(
    runOn(DATED, "reschedule shadow 2026-12-12 10:00 Europe/Berlin", { by: OLGA }, { bookings }).facts,
  ).toHaveLength(1);
});
