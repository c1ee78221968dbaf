import * as fc from "fast-check";
import { expect, test } from "vitest";

import type { FactBody, PersonId } from "../../../src/domain/enrollment/fact.ts";
import { isWorkingMoment, localDay, type WorkingTime } from "../../../src/domain/people/working-time.ts";
import type { Addressee } from "../../../src/domain/program/program.ts";
import { type Cause, causeKey, causesOf } from "../../../src/domain/reminders/causes.ts";
import { type DueReminder, dueReminders } from "../../../src/domain/reminders/due-reminders.ts";
import { ALEX, enrollmentWith, JONAS, MARIA, OLGA, PRIYA, SHIPPED, TOM } from "../enrollment/support.ts";
import { away, EVERY_DAY, workingWeek } from "../people/support/working-week.ts";

const person = fc.constantFrom(MARIA, JONAS, PRIYA, TOM, ALEX, OLGA);
const task = fc.constantFrom("review-resources", "assessment", "workshop", "shadow", "lead");
const engagementTask = fc.constantFrom("shadow", "lead");
const number = fc.integer({ min: 1, max: 3 });
const start = fc.integer({ min: -5 * 24, max: 60 * 24 }).map((h) => new Date(Date.UTC(2026, 11, 1, h)).toISOString());
const lengthMs = fc.integer({ min: 1, max: 12 }).map((length) => length * 3_600_000);
const form = fc.constantFrom(
  { form: "shadow-log", task: "shadow" } as const,
  { form: "migration-lead", task: "lead" } as const,
);

/** Any fact that could begin or end something that waits, possible or not. */
const fact: fc.Arbitrary<FactBody> = fc.oneof(
  fc.record({ kind: fc.constant("task-claimed" as const), task, by: person }),
  fc.record({ kind: fc.constant("claim-withdrawn" as const), task, by: person }),
  fc.record({ kind: fc.constant("task-confirmed" as const), task, by: person, via: fc.constant("command" as const) }),
  fc.record({ kind: fc.constant("task-declined" as const), task, by: person, reason: fc.constant(null) }),
  fc.record({ kind: fc.constant("task-waived" as const), task, by: person, reason: fc.constant(null) }),
  fc.record({
    kind: fc.constant("score-recorded" as const),
    task: fc.constant("assessment"),
    by: person,
    score: fc.constant(50),
    passed: fc.boolean(),
  }),
  fc.record({ number, task: engagementTask, start, lengthMs, helper: fc.option(person) }).map((one) => ({
    ...one,
    kind: "engagement-scheduled" as const,
    engagement: one.task,
    zone: "Etc/UTC",
    method: null,
    by: PRIYA,
    offer: null,
    details: null,
  })),
  fc.record({
    kind: fc.constant("engagement-moved" as const),
    number,
    start,
    lengthMs,
    zone: fc.constant("Etc/UTC"),
    helper: fc.option(person),
    by: person,
  }),
  fc.record({
    kind: fc.constant("engagement-cancelled" as const),
    number,
    by: person,
    missed: fc.boolean(),
    reason: fc.constant(null),
  }),
  fc.record({ kind: fc.constant("engagement-held" as const), number }),
  fc
    .record({ about: form, engagement: number, person })
    .map(({ about, ...one }) => ({ ...one, ...about, kind: "form-asked" as const })),
  fc.record({ about: form, engagement: number, by: person, isComplete: fc.boolean() }).map(({ about, ...one }) => ({
    ...one,
    ...about,
    kind: "form-filled" as const,
    scores: {},
    verdict: null,
    answers: null,
  })),
  fc.constantFrom<FactBody>(
    { kind: "start-awaited" },
    { kind: "start-confirmed", by: JONAS },
    { kind: "paused", by: MARIA, until: null },
    { kind: "resumed", by: null },
    { kind: "closed-by-hand" },
    { kind: "reopened" },
  ),
);

const time: fc.Arbitrary<WorkingTime> = fc.record({
  zone: fc.constantFrom(
    "Etc/UTC",
    "Asia/Kolkata",
    "America/Sao_Paulo",
    "Pacific/Auckland",
    "Pacific/Kiritimati",
    "Europe/Berlin",
  ),
  days: fc.constantFrom([1, 2, 3, 4, 5], [7, 1, 2, 3, 4], [3], EVERY_DAY),
  from: fc.constantFrom(0, 9 * 60),
  to: fc.constantFrom(17 * 60, 24 * 60),
  isDayOff: fc.constantFrom(
    () => false,
    (day: string) => day.endsWith("4"),
  ),
  away: fc.constantFrom<WorkingTime["away"]>(
    [],
    away("2026-12-03T12:00Z/2026-12-09T12:00Z"),
    away("/2030-01-01T00:00Z"),
  ),
});

const addressee = fc.constantFrom<Addressee>(
  "candidate",
  "asked",
  "helper",
  "coordinator",
  "substitute",
  "sponsor",
  "owner",
);
const steps = fc.array(
  fc.record({
    afterWorkingDays: fc.integer({ min: 0, max: 6 }),
    to: fc.uniqueArray(addressee, { minLength: 1, maxLength: 3 }),
  }),
  { minLength: 1, maxLength: 4 },
);

/** Engagements are counted in the order they were scheduled. */
function counted(facts: readonly FactBody[]): readonly FactBody[] {
  let count = 0;
  return facts.map((one) => (one.kind === "engagement-scheduled" ? { ...one, number: (count += 1) } : one));
}

const situation = fc.record({
  facts: fc.array(fact, { maxLength: 12 }),
  steps,
  people: fc.dictionary(addressee, fc.uniqueArray(person, { maxLength: 2 })),
  times: fc.array(time, { minLength: 6, maxLength: 6 }),
  /** What goes out of what is due, and how long after its time. */
  rounds: fc.array(
    fc.record({
      picks: fc.array(fc.boolean(), { minLength: 1, maxLength: 4 }),
      lateHours: fc.integer({ min: 0, max: 80 }),
    }),
    { maxLength: 6 },
  ),
});

test("dueReminders() never says a thing twice, too early, out of hours or two steps at once", () => {
  let seen = 0;
  fc.assert(
    fc.property(situation, ({ facts, steps: all, people, times, rounds }) => {
      const enrollment = enrollmentWith(counted(facts));
      const reminders = SHIPPED.reminders.map(({ when }) => ({
        when,
        steps: when === "engagement-tomorrow" ? all.slice(0, 1) : all,
      }));
      const program = { ...SHIPPED, reminders: [...reminders, { when: "start-waits" as const, steps: all }] };
      const whom = (one: Addressee): readonly PersonId[] => people[one] ?? [];
      const timeOf = (one: PersonId): WorkingTime => times[one - 1] ?? workingWeek();
      const causes = new Map(causesOf(program, enrollment).map((cause) => [causeKey(cause), cause]));
      const sent = new Map<string, Date>();
      expect(causes.size).toBe(causesOf(program, enrollment).length);

      for (const { picks, lateHours } of [...rounds, { picks: [true], lateHours: 0 }]) {
        const due = dueReminders({ program, enrollment, sent, whom, time: timeOf });
        seen += due.length;
        check(due, causes, sent, timeOf);
        for (const [index, one] of due.entries()) {
          if (picks[index % picks.length]) sent.set(one.key, new Date(one.notBefore.getTime() + lateHours * 3_600_000));
        }
      }
    }),
    { numRuns: 300 },
  );
  expect(seen).toBeGreaterThan(300);
});

function check(
  due: readonly DueReminder[],
  causes: ReadonlyMap<string, Cause>,
  sent: ReadonlyMap<string, Date>,
  timeOf: (person: PersonId) => WorkingTime,
): void {
  const keys = due.map(({ key }) => key);
  expect(new Set(keys).size).toBe(keys.length);
  const stepOf = new Map<string, number>();
  for (const one of due) {
    const causeOf = one.key.split(":").slice(0, 2).join(":");
    const cause = causes.get(causeOf);
    if (cause === undefined) throw new TypeError(`${one.key} has no cause`);
    const heard = [...sent.keys()].filter((key) => key.startsWith(`${causeOf}:`));

    expect(one.key).toBe(`${causeOf}:${one.step}:${one.person}`);
    expect(isWorkingMoment(one.notBefore, timeOf(one.person))).toBe(true);
    expect(one.step).toBe(stepOf.get(causeOf) ?? one.step);
    expect(heard.filter((key) => key.endsWith(`:${one.person}`))).toEqual([]);
    expect(heard.filter((key) => Number(key.split(":")[2]) > one.step)).toEqual([]);
    expect(one.notBefore.getTime()).toBeGreaterThanOrEqual(cause.since.getTime());
    expect(one.notAfter).toEqual(cause.before);
    expect(cause.before === null || isAhead(one.notBefore, cause.before, timeOf(one.person))).toBe(true);
    stepOf.set(causeOf, one.step);
  }
}

/** On an earlier day of theirs. */
function isAhead(at: Date, before: Date, { zone }: WorkingTime): boolean {
  return localDay(at, zone) < localDay(before, zone);
}
