import { describe, expect, test } from "vitest";

import type { FactBody } from "../../../src/domain/enrollment/fact.ts";
import { awaitStart, judgeTime, nextTimeLook } from "../../../src/domain/enrollment/judge-time.ts";
import type { Program, SponsorStep } from "../../../src/domain/program/program.ts";
import {
  at,
  bodiesOf,
  type BenchOptions,
  enrollmentWith,
  JONAS,
  kindsOf,
  MARIA,
  openBench,
  planned,
  SHIPPED,
} from "./support.ts";

function after(facts: readonly FactBody[], now: string, options: Omit<BenchOptions, "enrollment" | "now"> = {}) {
  const { program = SHIPPED } = options;
  const enrollment = enrollmentWith(facts, { program });
  const { ledger, context } = openBench({ ...options, enrollment, now: new Date(now) });
  const next = nextTimeLook(program, enrollment, context)?.toISOString() ?? null;
  judgeTime(context);
  return { facts: bodiesOf(ledger.facts()), at: ledger.facts().map((fact) => fact.at.toISOString()), next, ledger };
}

describe("a pause", () => {
  const paused = [{ kind: "paused", by: MARIA, until: "2027-01-11" }] as const;
  const inKolkata = { settings: { [MARIA]: { zone: "Asia/Kolkata" } } };

  test.each([
    ["2027-01-10T23:59:59Z", "2027-01-11T00:00:00.000Z", {}, false],
    ["2027-01-11T00:00:00Z", "2027-01-11T00:00:00.000Z", {}, true],
    ["2027-01-10T18:29:59Z", "2027-01-10T18:30:00.000Z", inKolkata, false],
    ["2027-01-10T18:30:00Z", "2027-01-10T18:30:00.000Z", inKolkata, true],
    ["2027-03-01T09:00:00Z", "2027-01-10T18:30:00.000Z", inKolkata, true],
  ])("at %s, with its day beginning at %s", (now, ends, options, isOver) => {
    const outcome = after(paused, now, options);

    expect(outcome.next).toBe(ends);
    expect(outcome.facts).toEqual(isOver ? [{ kind: "resumed", by: null }] : []);
    expect(outcome.at).toEqual(isOver ? [ends] : []);
  });

  test("asks for what waits when it is over, once", () => {
    const ready = { kind: "task-confirmed", task: "assessment", by: JONAS, via: "command" } as const;
    const { ledger } = after([ready, ...paused], "2027-01-11T09:00:00Z");

    expect(planned(ledger.actions())).toEqual(["ask-schedule shadow at 09:00"]);
  });

  test("without a day goes on until somebody resumes", () => {
    const outcome = after([{ kind: "paused", by: MARIA, until: null }], "2030-01-01T00:00:00Z");

    expect([outcome.facts, outcome.next]).toEqual([[], null]);
  });

  test("waits while the issue is closed", () => {
    const outcome = after([...paused, { kind: "closed-by-hand" }], "2027-02-01T00:00:00Z");

    expect([outcome.facts, outcome.next]).toEqual([[], null]);
  });
});

function withStep(silence: SponsorStep["silence"]): Program {
  return { ...SHIPPED, sponsorStep: { silence } };
}

describe("a silence", () => {
  // A Tuesday, 08:03 by the fold of the tests; work begins at 09:00.
  const awaited = [{ kind: "start-awaited" }] as const;
  const starts = withStep({ afterWorkingDays: 3, effect: "start" });
  const asks = withStep({ afterWorkingDays: 3, effect: "ask-coordinator" });
  const END = "2026-12-04T09:00:00.000Z";

  test.each([
    ["2026-12-04T08:59:59Z", false],
    ["2026-12-04T09:00:00Z", true],
  ])("of three working days lets the candidate start: at %s %s", (now, isStarted) => {
    const outcome = after(awaited, now, { program: starts });

    expect(outcome.next).toBe(END);
    expect(outcome.facts).toEqual(isStarted ? [{ kind: "start-confirmed", by: null }] : []);
  });

  test("a holiday and a weekend are no working days", () => {
    const program = { ...starts, workingHours: { ...starts.workingHours, country: "DE" } };

    expect(after(awaited, "2026-12-02T00:00:00Z", { program, holidays: ["2026-12-03"] }).next).toBe(
      "2026-12-07T09:00:00.000Z",
    );
  });

  test("leads to the coordinator, once", () => {
    const outcome = after(awaited, "2026-12-04T09:00:00Z", { program: asks });
    const again = after([...awaited, { kind: "start-awaited" }], "2027-01-01T00:00:00Z", { program: asks });

    expect(outcome.facts).toEqual([{ kind: "start-awaited" }]);
    expect(planned(outcome.ledger.actions())).toEqual(["ask-start at 09:00"]);
    expect([again.facts, again.next]).toEqual([[], null]);
  });

  test.each<[why: string, program: Program, facts: readonly FactBody[]]>([
    ["somebody said not yet", starts, [...awaited, { kind: "start-declined", by: JONAS, reason: "after the audit" }]],
    ["somebody said yes", starts, [...awaited, { kind: "start-confirmed", by: JONAS }]],
    ["the program waits for ever", withStep(null), awaited],
  ])("says nothing when %s", (_why, program, facts) => {
    const outcome = after(facts, "2027-06-01T00:00:00Z", { program });

    expect([outcome.facts, outcome.next]).toEqual([[], null]);
  });

  test("a newer version without the step waits for nobody", () => {
    expect(after(awaited, "2026-12-01T10:00:00Z").facts).toEqual([{ kind: "start-confirmed", by: null }]);
  });
});

describe("awaitStart()", () => {
  const program = withStep(null);

  test.each<[what: string, options: BenchOptions, facts: readonly string[]]>([
    ["a new issue waits", { program }, ["start-awaited"]],
    ["no word is needed where the program has no such step", {}, []],
    ["an older issue has started", { program, enrollment: enrollmentWith([], { program, adopted: true }) }, []],
    [
      "one that is held back waits for something else first",
      { program, enrollment: enrollmentWith([{ kind: "held-back", person: MARIA }], { program }) },
      [],
    ],
  ])("%s", (_what, options, facts) => {
    const { ledger } = openBench(options);

    awaitStart(ledger, at("09:00"));

    expect(kindsOf(ledger.facts())).toEqual(facts);
  });
});
