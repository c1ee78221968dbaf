import { describe, expect, test } from "vitest";

import { parseCommands } from "../../../src/domain/commands/parse-comment.ts";
import { printCommand } from "../../../src/domain/commands/commands.ts";
import type { FactBody } from "../../../src/domain/enrollment/fact.ts";
import { ALEX, type BenchOptions, holding, JONAS, MARIA, OLGA, PRIYA, TOM } from "../enrollment/support.ts";
import { READY, refusedWith, runOn, SHADOW } from "./engagements.ts";

const HOUR_MS = 3_600_000;
const LINE = "schedule shadow 2026-12-12 09:00 Europe/Berlin";

test("schedule sets a date with everything that is told, and tells everybody", () => {
  const options = "for 8h with @tbecker method direct transfer source Bitbucket Server codename blue heron";
  const { facts, news, marks, answers } = runOn(READY, `${LINE} ${options}`);

  expect(facts).toEqual([
    {
      ...SHADOW,
      lengthMs: 8 * HOUR_MS,
      method: "direct-transfer",
      details: { codename: "blue heron", source: "Bitbucket Server" },
    },
  ]);
  expect(news).toEqual([
    {
      kind: "engagement",
      number: 1,
      news: "scheduled",
      by: PRIYA,
      movedFrom: null,
      helperBefore: null,
      reason: null,
    },
  ]);
  expect({ marks, answers }).toEqual({ marks: ["white_check_mark"], answers: [] });
});

test.for([
  ["the pieces of the date in another order", "schedule Shadow Europe/Berlin 12 Dec 2026 9am, with tbecker"],
  ["a username alone", `schedule shadow: 2026-12-12 09:00 Europe/Berlin @tbecker`],
  ["nobody named where only one can be meant", "schedule `shadow` 2026-12-12 09:00 Europe/Berlin"],
  ["fillers", "schedule shadow on 2026-12-12 at 09:00 Europe/Berlin, please, and with @tbecker for 4 hours"],
  ["options in another order", `${LINE} with @tbecker for 4h`],
])("schedule is forgiving: %s", ([, line]) => {
  const { facts, answers } = runOn(READY, line ?? "");

  expect({ facts, answers }).toEqual({ facts: [SHADOW], answers: [] });
});

test("whoever is named with a date becomes the engineer, by the word of a coordinator", () => {
  expect(runOn(READY, `${LINE} with @alex`).facts).toEqual([
    { kind: "role-assigned", role: "engineer", person: ALEX, by: PRIYA, member: true },
    { ...SHADOW, helper: ALEX },
  ]);
  expect(runOn(READY, `${LINE} with @alex`, { by: OLGA }).facts).toHaveLength(2);
});

test("a date has nobody who leads where nobody, or one of several, can be meant", () => {
  const another: FactBody = { kind: "role-assigned", role: "engineer", person: ALEX, by: PRIYA, member: true };

  expect(runOn([...READY, another], LINE).facts).toEqual([{ ...SHADOW, helper: null }]);
});

test("a date keeps the seat of the desk it was taken from", () => {
  const offer = { desk: "d1", offer: 4 };

  expect(runOn(READY, LINE, { offer: { ...offer, namedBy: [] } }).facts).toEqual([{ ...SHADOW, offer }]);
});

test("a seat makes an engineer only of whom somebody named for the desk who coordinates this candidate too", () => {
  const seat = (namedBy: readonly number[]) =>
    runOn(READY, `${LINE} with @alex`, { offer: { desk: "d1", offer: 4, namedBy } });

  expect(seat([]).answers).toMatchObject([{ kind: "not-for-role", username: "alex" }]);
  expect(seat([TOM, MARIA]).facts).toEqual([]);
  expect(seat([TOM, OLGA]).facts.map(({ kind }) => kind)).toEqual(["role-assigned", "engagement-scheduled"]);
});

test("a command waits while GitLab cannot say who somebody is", () => {
  const { verdict, facts, answers } = runOn(READY, `${LINE} with @slow`);

  expect({ verdict, facts, answers }).toEqual({ verdict: "deferred", facts: [], answers: [] });
});

test("any hour is fine, and half-hour zones, leap days and clocks that change are right", () => {
  const start = (when: string): unknown =>
    runOn(READY, `schedule shadow ${when}`).facts.map((fact) => "start" in fact && fact.start);

  expect(start("2026-12-26 03:30 Asia/Kolkata")).toEqual(["2026-12-25T22:00:00.000Z"]);
  expect(start("2028-02-29 23:45 Asia/Kathmandu")).toEqual(["2028-02-29T18:00:00.000Z"]);
  expect(start("2027-03-28 03:00 Europe/Berlin")).toEqual(["2027-03-28T01:00:00.000Z"]);
  expect(start("2026-12-12 09:00+01:00")).toEqual(["2026-12-12T08:00:00.000Z"]);
});

describe("schedule is refused with one answer and changes nothing", () => {
  const LATER: BenchOptions = { now: new Date("2026-12-20T00:00:00Z") };
  const BUSY_TOM = [
    { enrollmentId: "e9", number: 1, person: TOM, start: day("12T11:00"), end: day("12T13:00") },
    { enrollmentId: "e9", number: 2, person: ALEX, start: day("12T08:00"), end: day("12T09:00") },
  ];

  test.for<[why: string, line: string, answer: object, facts?: readonly FactBody[], options?: BenchOptions]>([
    ["no engagement", "schedule", { kind: "malformed", missing: "engagement" }],
    [
      "another engagement",
      "schedule shadows 2026-12-12 09:00 UTC",
      { kind: "unknown-engagement", suggestion: "shadow" },
    ],
    ["words in capitals", "schedule shadow YYYY-MM-DD HH:MM Area/City", { kind: "malformed", missing: "placeholder" }],
    ["a codename in capitals", `${LINE} codename CODENAME`, { kind: "malformed", missing: "placeholder" }],
    ["nobody's name", `${LINE} with @username`, { kind: "malformed", missing: "placeholder" }],
    ["no date", "schedule shadow", { kind: "malformed", missing: "date" }],
    ["no date, but options", "schedule shadow with @tbecker", { kind: "malformed", missing: "date" }],
    ["no time", "schedule shadow 2026-12-12 Europe/Berlin", { kind: "bad-date", fault: like({ kind: "no-time" }) }],
    [
      "no zone, with one to suggest",
      "schedule shadow 2026-12-12 09:00 for 8h",
      {
        command: "schedule shadow",
        fault: like({ kind: "no-zone", suggestion: "2026-12-12 09:00 Asia/Kolkata" }),
        rest: "for 8h",
      },
      READY,
      { settings: { [PRIYA]: { zone: "Asia/Kolkata" } } },
    ],
    ["no zone", "schedule shadow 2026-12-12 09:00", { fault: like({ kind: "no-zone", suggestion: null }) }],
    ["letters for a zone", "schedule shadow 2026-12-12 09:00 CET", { fault: like({ kind: "ambiguous" }) }],
    ["no year", "schedule shadow 12 Dec 09:00 Europe/Berlin", { fault: like({ kind: "ambiguous" }) }],
    ["a time the clocks jump over", "schedule shadow 2027-03-28 02:30 Europe/Berlin", { fault: like({ kind: "gap" }) }],
    ["a time that comes twice", "schedule shadow 2027-10-31 02:30 Europe/Berlin", { fault: like({ kind: "overlap" }) }],
    ["no such day", "schedule shadow 2027-02-29 09:00 Europe/Berlin", { fault: like({ kind: "no-such-day" }) }],
    ["the past", "schedule shadow 2026-11-12 09:00 Europe/Berlin", { fault: like({ kind: "past" }) }],
    ["past by now", LINE, { fault: like({ kind: "past" }) }, READY, LATER],
    ["a length that is none", `${LINE} for ages`, { kind: "bad-length", words: "ages" }],
    ["a length beyond all", `${LINE} for 40 days`, { kind: "bad-length" }],
    ["words that say nothing here", `${LINE} in the big room`, { kind: "unknown-words", words: "big room" }],
    ["an option of another command", `${LINE} language en`, { kind: "unknown-words", words: "language en" }],
    ["an option twice", `${LINE} for 4h for 5h`, { kind: "unknown-words", words: "for 5h" }],
    ["an option without its value", `${LINE} codename`, { kind: "unknown-words", words: "codename" }],
    ["another method", `${LINE} method by-hand`, { kind: "unknown-method", word: "by-hand", engagement: "shadow" }],
    ["nobody", `${LINE} with @nobody`, { kind: "unknown-user", username: "nobody" }],
    ["the candidate", `${LINE} with @msilva`, { kind: "not-for-role", role: "engineer", why: "candidate" }],
    ["a bot", `${LINE} with @robot`, { kind: "not-for-role", role: "engineer", why: "bot" }],
    ["a denied codename", `${LINE} codename Acme Corp`, { kind: "denied-name" }, READY, { denied: ["acme"] }],
    ["a denied source", `${LINE} source acme-gitlab`, { kind: "denied-name" }, READY, { denied: ["acme"] }],
    [
      "a denied name beside a date that is none",
      "schedule shadow 2026-12-12 09:00 codename acme",
      { kind: "denied-name" },
      READY,
      { denied: ["acme"] },
    ],
    ["too early", LINE, { kind: "engagement-too-early", task: "shadow", after: ["assessment"] }, []],
    ["a lead before the shadow", LINE.replace("shadow", "lead"), { kind: "engagement-too-early", after: ["shadow"] }],
    ["a date already", LINE, { kind: "already-scheduled", number: 1 }, [...READY, SHADOW]],
    [
      "a task that is done",
      LINE,
      { kind: "engagement-done", task: "shadow" },
      [...READY, { kind: "task-confirmed", task: "shadow", by: TOM, via: "command" }],
    ],
    [
      "somebody busy elsewhere",
      LINE,
      {
        kind: "busy",
        person: TOM,
        start: "2026-12-12T11:00:00.000Z",
        end: "2026-12-12T13:00:00.000Z",
        isHere: false,
      },
      READY,
      { bookings: BUSY_TOM },
    ],
  ])("%s", ([, line, answer, facts = READY, options = {}]) => {
    expect(runOn(facts, line, {}, options)).toMatchObject(refusedWith(answer));
  });

  test.for([
    ["the candidate, whatever rights they have", MARIA, "own-issue"],
    ["an engineer", TOM, "not-entitled"],
    ["somebody without a role", JONAS, "not-entitled"],
  ] as const)("by %s", ([, by, kind]) => {
    expect(runOn(READY, LINE, { by })).toMatchObject(refusedWith({ kind }));
  });
});

test("a denied name is not even kept as it was heard", () => {
  const { ledger } = runOn(READY, `${LINE} codename Acme Corp`, {}, { denied: ["acme"] });

  expect(ledger.facts()).toEqual([expect.objectContaining({ kind: "command-heard", command: "schedule" })]);
});

test("who is free again right when the date begins is not busy", () => {
  const bookings = [{ enrollmentId: "e9", number: 1, person: TOM, start: day("12T06:00"), end: day("12T08:00") }];

  expect(runOn(READY, LINE, {}, { bookings }).facts).toEqual([SHADOW]);
});

test("two dates of one candidate do not overlap either", () => {
  const done: readonly FactBody[] = [
    { kind: "task-confirmed", task: "workshop", by: PRIYA, via: "command" },
    SHADOW,
    { kind: "task-confirmed", task: "shadow", by: TOM, via: "command" },
  ];

  expect(runOn([...READY, ...done], "schedule lead 2026-12-12 12:30 Europe/Berlin").answers).toEqual([
    { kind: "busy", person: MARIA, start: SHADOW.start, end: "2026-12-12T12:00:00.000Z", isHere: true },
  ]);
});

test("what is printed reads back to the same command", () => {
  const line = `${LINE} for 8h with @tbecker codename blue-heron`;
  const [heard] = parseCommands(`@bot ${line}`, "bot");

  expect(heard?.command).toEqual({
    kind: "schedule",
    engagement: "shadow",
    words: line.split(" ").slice(2),
    placeholder: false,
  });
  expect(heard?.command.kind === "schedule" && printCommand(heard.command)).toBe(line);
});

test("an engineer admitted by the program itself needs no further word", () => {
  const standings = new Map([
    [PRIYA, holding("coordinator")],
    [ALEX, holding("engineer")],
    [MARIA, holding()],
  ]);

  expect(runOn(READY, `${LINE} with @alex`, {}, { standings }).facts).toEqual([{ ...SHADOW, helper: ALEX }]);
});

function day(moment: string): Date {
  return new Date(`2026-12-${moment}:00Z`);
}

/** A fault of this kind, whatever else it tells. */
function like(fault: object): unknown {
  return expect.objectContaining(fault);
}
