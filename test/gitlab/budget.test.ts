import * as fc from "fast-check";
import { expect, test } from "vitest";

import { createLocalLedger, type BudgetLedger, type CallKind } from "../../src/gitlab/budget-ledger.ts";
import { createBudget, type Admission, type Budget, type Lane } from "../../src/gitlab/budget.ts";
import { ManualClock } from "./virtual-clock.ts";

interface Entry {
  readonly lane: Lane;
  readonly kind: CallKind;
  readonly askedAt: number;
  admission: Admission | null;
  at: number | null;
}

function setUp(notesPerMinute: number, callsPerMinute: number) {
  const clock = new ManualClock();
  const budget = createBudget(createLocalLedger({ notesPerMinute, callsPerMinute }, clock), clock);
  return { clock, budget, ask: recorder(budget, clock) };
}

/** Ask for a place and remember what came of it when; `order` is the order of admission. */
function recorder(budget: Budget, clock: ManualClock) {
  const order: Entry[] = [];
  function ask(kind: CallKind, lane: Lane, maxWaitMs = 600_000): Entry {
    const entry: Entry = { lane, kind, askedAt: clock.monotonicMs(), admission: null, at: null };
    void follow(entry, budget.take(kind, lane, maxWaitMs));
    return entry;
  }
  async function follow(entry: Entry, admission: Promise<Admission>): Promise<void> {
    entry.admission = await admission;
    entry.at = clock.monotonicMs();
    if (entry.admission.kind === "go") order.push(entry);
  }
  return Object.assign(ask, { order });
}

const arrivals = fc.array(
  fc.record({
    afterMs: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 20_000 })),
    kind: fc.constantFrom<CallKind>("note", "call"),
    lane: fc.constantFrom<Lane>("people", "sweep"),
  }),
  { minLength: 1, maxLength: 120 },
);

test("createBudget() lets no minute have more than its limit, serves everyone, and people before sweeps", async () => {
  const limits = fc.record({
    notesPerMinute: fc.integer({ min: 1, max: 20 }),
    callsPerMinute: fc.integer({ min: 1, max: 60 }),
  });
  const property = fc.asyncProperty(arrivals, limits, async (plan, { notesPerMinute, callsPerMinute }) => {
    const { clock, ask } = setUp(notesPerMinute, callsPerMinute);
    const entries: Entry[] = [];
    for (const { afterMs, kind, lane } of plan) {
      await clock.advance(afterMs);
      entries.push(ask(kind, lane, Number.MAX_SAFE_INTEGER));
    }
    await clock.advance(plan.length * 60_000 + 60_000);

    expect(entries.map((entry) => entry.admission)).toEqual(entries.map(() => ({ kind: "go" })));
    const times = (kinds: readonly CallKind[]) =>
      entries.filter((entry) => kinds.includes(entry.kind)).map((entry) => entry.at ?? Number.NaN);
    expect(busiestMinute(times(["note"]))).toBeLessThanOrEqual(notesPerMinute);
    expect(busiestMinute(times(["note", "call"]))).toBeLessThanOrEqual(callsPerMinute);
    expect(ask.order.filter((entry) => wasOvertaken(entry, ask.order))).toEqual([]);
  });

  await fc.assert(property, { numRuns: 60 });
});

/** Places given in the busiest half-open minute. */
function busiestMinute(times: readonly number[]): number {
  return Math.max(0, ...times.map((start) => times.filter((time) => time >= start && time < start + 59_999).length));
}

/** Somebody of the same kind who came later, or is a sweep, went before this one although it was waiting. */
function wasOvertaken(entry: Entry, order: readonly Entry[]): boolean {
  const mine = order.indexOf(entry);
  return order.slice(0, mine).some((other) => {
    if (other.kind !== entry.kind || entry.askedAt >= (other.at ?? 0)) return false;
    if (other.lane === entry.lane) return other.askedAt > entry.askedAt;
    return entry.lane === "people";
  });
}

test("createBudget() lets a quarter go at once and the rest at the steady pace", async () => {
  const { clock, ask } = setUp(8, 1500);
  const entries = Array.from({ length: 4 }, () => ask("note", "people"));

  await clock.advance(20_000);

  expect(entries.map((entry) => entry.at)).toEqual([0, 0, 8572, 17_143]);
});

test("createBudget() lets calls pass a note that may not leave", async () => {
  const { clock, ask } = setUp(1, 600);
  ask("note", "people");
  const note = ask("note", "people");
  const call = ask("call", "sweep");

  await clock.advance(10);

  expect({ note: note.admission, call: call.admission }).toEqual({ note: null, call: { kind: "go" } });
});

test("createBudget() answers a hopeless wait at once, and others when their time is over", async () => {
  const { clock, budget, ask } = setUp(60, 60);
  budget.hold("call", 40_000);

  const hopeless = ask("call", "people", 30_000);
  const hopeful = ask("note", "people", 50_000);
  await clock.advance(0);
  expect(hopeless.admission).toEqual({ kind: "later", retryAfterMs: 40_000 });
  expect(hopeful.admission).toBeNull();

  await clock.advance(40_000);
  expect(hopeful.admission).toEqual({ kind: "go" });
});

test("createBudget() refuses those already waiting when GitLab asks for a longer pause", async () => {
  const { clock, budget, ask } = setUp(1, 1);
  ask("call", "people");
  const waiting = ask("call", "sweep", 61_000);
  await clock.advance(1000);

  budget.hold("call", 90_000);
  await clock.advance(0);

  expect(waiting.admission).toEqual({ kind: "later", retryAfterMs: 90_000 });
});

test("createBudget() lets somebody whose time is over go empty-handed when people keep coming", async () => {
  const { clock, ask } = setUp(1, 1);
  ask("call", "people");
  const sweep = ask("call", "sweep", 70_000);
  await clock.advance(30_000);
  ask("call", "people");
  await clock.advance(29_000);
  ask("call", "people");
  await clock.advance(30_000);

  expect(sweep.admission).toMatchObject({ kind: "later" });
});

test("createBudget() holds only notes when only notes are too many", async () => {
  const { clock, budget, ask } = setUp(60, 60);
  budget.hold("note", 5000);
  const note = ask("note", "people");
  const call = ask("call", "people");

  await clock.advance(4999);
  expect([note.admission, call.admission]).toEqual([null, { kind: "go" }]);

  await clock.advance(2);
  expect(note.admission).toEqual({ kind: "go" });
});

test("createBudget() lets everything go when the limits are lifted", async () => {
  const { clock, ask } = setUp(Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY);
  const entries = Array.from({ length: 5000 }, (_, index) => ask(index % 2 === 0 ? "note" : "call", "people"));

  await clock.advance(0);

  expect(entries.filter((entry) => entry.admission?.kind === "go")).toHaveLength(5000);
});

test("createBudget() passes a broken ledger on as a wait with its cause", async () => {
  const clock = new ManualClock();
  const cause = new Error("store is away");
  const ledger: BudgetLedger = { take: () => Promise.reject(cause), hold: () => Promise.reject(cause) };
  const budget = createBudget(ledger, clock);

  budget.hold("note", 0);

  await expect(budget.take("call", "people", 1000)).resolves.toEqual({ kind: "later", retryAfterMs: 1000, cause });
  await expect(budget.take("call", "people", 1000)).resolves.toEqual({ kind: "later", retryAfterMs: 1000, cause });
});

test("createBudget() works with a ledger that answers late", async () => {
  const clock = new ManualClock();
  const local = createLocalLedger({ notesPerMinute: 600, callsPerMinute: 600 }, clock);
  const ledger: BudgetLedger = {
    take: async (kind) => {
      await clock.sleep(5);
      return local.take(kind);
    },
    hold: (kind, forMs) => local.hold(kind, forMs),
  };
  const ask = recorder(createBudget(ledger, clock), clock);
  const sweep = ask("call", "sweep");
  const people = ask("call", "people");

  await clock.advance(20);

  expect([sweep.at, people.at]).toEqual([5, 10]);
});
