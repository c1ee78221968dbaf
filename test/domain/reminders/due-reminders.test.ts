import { describe, expect, test } from "vitest";

import type { FactBody, PersonId } from "../../../src/domain/enrollment/fact.ts";
import type { WorkingTime } from "../../../src/domain/people/working-time.ts";
import type { Addressee, ReminderStep, ReminderTrigger } from "../../../src/domain/program/program.ts";
import { type DueReminder, dueReminders } from "../../../src/domain/reminders/due-reminders.ts";
import { ALEX, enrollmentWith, MARIA, OLGA, PRIYA, SHIPPED, TOM } from "../enrollment/support.ts";
import { away, workingWeek } from "../people/support/working-week.ts";

type People = Partial<Record<Addressee, PersonId | readonly PersonId[]>>;
type Times = Readonly<Record<PersonId, Partial<WorkingTime>>>;

interface Given {
  readonly facts?: readonly FactBody[];
  readonly steps: readonly ReminderStep[];
  readonly when?: ReminderTrigger;
  readonly people?: People;
  readonly times?: Times;
  readonly sent?: Readonly<Record<string, string>>;
}

/** Asked for: Priya; beside her Alex, and Olga owns the program. */
const PEOPLE: People = {
  candidate: MARIA,
  helper: TOM,
  asked: PRIYA,
  coordinator: PRIYA,
  substitute: ALEX,
  owner: OLGA,
};

/** Claimed on Tuesday, 1 December 2026, at 08:03. */
const CLAIMED: FactBody = { kind: "task-claimed", task: "assessment", by: MARIA };
const CLAIM = `confirmation-waits:assessment.${Date.parse("2026-12-01T08:03Z")}`;

function step(afterWorkingDays: number, ...to: readonly Addressee[]): ReminderStep {
  return { afterWorkingDays, to };
}

/** Set on Tuesday, 1 December 2026, at 08:04, for the candidate and Tom. */
function scheduled(start: string): readonly FactBody[] {
  const engagement = {
    engagement: "shadow",
    task: "shadow",
    zone: "Etc/UTC",
    method: null,
    offer: null,
    details: null,
  };
  return [
    { kind: "task-confirmed", task: "assessment", by: PRIYA, via: "command" },
    { kind: "engagement-scheduled", number: 1, ...engagement, start, lengthMs: 4 * 3_600_000, helper: TOM, by: PRIYA },
  ];
}

function dueFor({ facts = [CLAIMED], steps, when = "confirmation-waits", ...given }: Given): readonly DueReminder[] {
  const { people = PEOPLE, times = {}, sent = {} } = given;
  return dueReminders({
    program: { ...SHIPPED, reminders: [{ when, steps }] },
    enrollment: enrollmentWith(facts),
    sent: new Map(Object.entries(sent).map(([key, at]) => [key, new Date(at)])),
    whom: (addressee) => [people[addressee] ?? []].flat(),
    time: (person) => workingWeek(times[person]),
  });
}

const NAMES = new Map([
  [MARIA, "Maria"],
  [TOM, "Tom"],
  [PRIYA, "Priya"],
  [ALEX, "Alex"],
  [OLGA, "Olga"],
]);

/** "0 Priya Fri 2026-12-04T09:00Z": the step, to whom, from when on. */
function told({ step: index, person, notBefore }: DueReminder): string {
  const day = notBefore.toLocaleDateString("en-US", { weekday: "short", timeZone: "UTC" });
  return `${index} ${NAMES.get(person)} ${day} ${notBefore.toISOString().slice(0, 16)}Z`;
}

const ESCALATION = [step(3, "asked"), step(2, "substitute"), step(3, "owner")];

describe("dueReminders() gives the next step of a chain", () => {
  test.for<[why: string, given: Omit<Given, "steps"> & Partial<Given>, expected: readonly string[]]>([
    ["three working days after it began", {}, ["0 Priya Fri 2026-12-04T09:00Z"]],
    [
      "of hers: a Thursday off makes it Monday",
      { times: { [PRIYA]: { isDayOff: (day) => day === "2026-12-03" } } },
      ["0 Priya Mon 2026-12-07T09:00Z"],
    ],
    [
      "where Friday is free and Sunday is not",
      { times: { [PRIYA]: { days: [7, 1, 2, 3, 4] } } },
      ["0 Priya Sun 2026-12-06T09:00Z"],
    ],
    [
      "in her hours: 13:33 there is 08:03 in UTC",
      { times: { [PRIYA]: { zone: "Asia/Kolkata" } } },
      ["0 Priya Fri 2026-12-04T08:03Z"],
    ],
    [
      "once she is back",
      { times: { [PRIYA]: { away: away("2026-12-02T00:00Z/2026-12-14T00:00Z") } } },
      ["0 Priya Wed 2026-12-16T09:00Z"],
    ],
    [
      "counted from the moment the first one went out, not from the claim",
      { sent: { [`${CLAIM}:0:${PRIYA}`]: "2026-12-04T09:10Z" } },
      ["1 Alex Tue 2026-12-08T09:10Z"],
    ],
    [
      "and the third from the second",
      { sent: { [`${CLAIM}:0:${PRIYA}`]: "2026-12-04T09:10Z", [`${CLAIM}:1:${ALEX}`]: "2026-12-08T11:00Z" } },
      ["2 Olga Fri 2026-12-11T11:00Z"],
    ],
    [
      "none after the last",
      {
        sent: {
          [`${CLAIM}:0:${PRIYA}`]: "2026-12-04T09:10Z",
          [`${CLAIM}:1:${ALEX}`]: "2026-12-08T11:00Z",
          [`${CLAIM}:2:${OLGA}`]: "2026-12-11T11:00Z",
        },
      },
      [],
    ],
    [
      "to the next where nobody was asked, at the time it would have been",
      { people: { substitute: ALEX, owner: OLGA } },
      ["1 Alex Tue 2026-12-08T09:00Z"],
    ],
    [
      "to the owner where there is nobody else, at the time it would have been",
      { people: { owner: OLGA } },
      ["2 Olga Fri 2026-12-11T09:00Z"],
    ],
    ["to nobody where there is nobody", { people: {} }, []],
    [
      "to the next where somebody does not work within a year",
      { times: { [PRIYA]: { away: away("/2029-01-01T00:00Z") } } },
      ["1 Alex Tue 2026-12-08T09:00Z"],
    ],
    [
      "not to somebody who heard of it already, though they hold the next role as well",
      { people: { ...PEOPLE, substitute: PRIYA }, sent: { [`${CLAIM}:0:${PRIYA}`]: "2026-12-04T09:10Z" } },
      ["2 Olga Fri 2026-12-11T09:10Z"],
    ],
    [
      "no earlier one again, though there is somebody for it by now",
      { sent: { [`${CLAIM}:1:${ALEX}`]: "2026-12-08T09:00Z" } },
      ["2 Olga Fri 2026-12-11T09:00Z"],
    ],
    [
      "and nobody new in the place of who heard it",
      { people: { ...PEOPLE, asked: TOM }, sent: { [`${CLAIM}:0:${PRIYA}`]: "2026-12-04T09:10Z" } },
      ["1 Alex Tue 2026-12-08T09:10Z"],
    ],
    [
      "whatever went out for another claim",
      { sent: { [`confirmation-waits:assessment.1:0:${PRIYA}`]: "2026-11-24T09:10Z" } },
      ["0 Priya Fri 2026-12-04T09:00Z"],
    ],
  ])("%s", ([, given, expected]) => {
    expect(dueFor({ steps: ESCALATION, ...given }).map(told)).toEqual(expected);
  });

  test("everything about it comes along", () => {
    expect(dueFor({ steps: ESCALATION })).toEqual([
      {
        key: `${CLAIM}:0:${PRIYA}`,
        person: PRIYA,
        notBefore: new Date("2026-12-04T09:00Z"),
        notAfter: null,
        trigger: "confirmation-waits",
        step: 0,
        task: "assessment",
        engagement: null,
      },
    ]);
  });

  test("nothing for what the program reminds nobody of", () => {
    expect(dueFor({ steps: ESCALATION, when: "date-waits" })).toEqual([]);
  });

  test("one step only, whatever would have been due by now: an outage of weeks piles nothing up", () => {
    const late = { [`${CLAIM}:0:${PRIYA}`]: "2027-01-19T09:00Z" };

    expect(dueFor({ steps: ESCALATION }).map(told)).toEqual(["0 Priya Fri 2026-12-04T09:00Z"]);
    expect(dueFor({ steps: ESCALATION, sent: late }).map(told)).toEqual(["1 Alex Thu 2027-01-21T09:00Z"]);
  });
});

describe("dueReminders() gives a step for several people", () => {
  const steps = [step(3, "asked", "coordinator"), step(2, "owner")];
  const people = { ...PEOPLE, coordinator: ALEX };

  test.for<[why: string, sent: Readonly<Record<string, string>>, expected: readonly string[]]>([
    ["to each", {}, ["0 Priya Fri 2026-12-04T09:00Z", "0 Alex Fri 2026-12-04T09:00Z"]],
    [
      "to whoever did not hear it yet",
      { [`${CLAIM}:0:${ALEX}`]: "2026-12-04T09:10Z" },
      ["0 Priya Fri 2026-12-04T09:00Z"],
    ],
    [
      "and the next step once all of them did, counted from the last",
      { [`${CLAIM}:0:${ALEX}`]: "2026-12-04T09:10Z", [`${CLAIM}:0:${PRIYA}`]: "2026-12-07T10:00Z" },
      ["1 Olga Wed 2026-12-09T10:00Z"],
    ],
    [
      "and no earlier step for somebody who is new in it",
      { [`${CLAIM}:0:${ALEX}`]: "2026-12-04T09:10Z", [`${CLAIM}:1:${OLGA}`]: "2026-12-07T10:00Z" },
      [],
    ],
  ])("%s", ([, sent, expected]) => {
    expect(dueFor({ steps, people, sent }).map(told)).toEqual(expected);
  });

  test("once to somebody who is two of them", () => {
    expect(dueFor({ steps }).map(told)).toEqual(["0 Priya Fri 2026-12-04T09:00Z"]);
  });
});

describe("dueReminders() announces an engagement", () => {
  const steps = [step(0, "candidate", "helper")];
  const when = "engagement-tomorrow";

  test.for<[why: string, start: string, times: Times, expected: readonly string[]]>([
    [
      "on the working day before, in the morning",
      "2026-12-10T14:00Z",
      {},
      ["0 Maria Wed 2026-12-09T09:00Z", "0 Tom Wed 2026-12-09T09:00Z"],
    ],
    [
      "to each in their own zone: what is Thursday here is Friday there",
      "2026-12-10T16:00Z",
      { [MARIA]: { zone: "America/Sao_Paulo" }, [TOM]: { zone: "Pacific/Auckland" } },
      ["0 Maria Wed 2026-12-09T12:00Z", "0 Tom Wed 2026-12-09T20:00Z"],
    ],
    [
      "on a weekend: on Friday",
      "2026-12-12T06:00Z",
      {},
      ["0 Maria Fri 2026-12-11T09:00Z", "0 Tom Fri 2026-12-11T09:00Z"],
    ],
    [
      "on Monday: on Friday as well",
      "2026-12-14T06:00Z",
      {},
      ["0 Maria Fri 2026-12-11T09:00Z", "0 Tom Fri 2026-12-11T09:00Z"],
    ],
    [
      "before an absence or a holiday of theirs",
      "2026-12-12T06:00Z",
      {
        [MARIA]: { isDayOff: (day) => day === "2026-12-11" },
        [TOM]: { away: away("2026-12-09T00:00Z/2026-12-12T00:00Z") },
      },
      ["0 Maria Thu 2026-12-10T09:00Z", "0 Tom Tue 2026-12-08T09:00Z"],
    ],
    [
      "not to whoever was told of it less than five days before",
      "2026-12-07T06:00Z",
      { [TOM]: { days: [7, 1, 2, 3, 4] } },
      ["0 Tom Sun 2026-12-06T09:00Z"],
    ],
    ["not when it was set after that moment", "2026-12-02T02:00Z", {}, []],
    ["not when it was set for today", "2026-12-01T20:00Z", {}, []],
  ])("%s", ([, start, times, expected]) => {
    expect(dueFor({ facts: scheduled(start), steps, when, times }).map(told)).toEqual(expected);
  });

  test("to the other still when one of them heard it, and to nobody once it begins", () => {
    const sent = { [`engagement-tomorrow:1.0:0:${TOM}`]: "2026-12-09T09:00Z" };

    const [due, ...others] = dueFor({ facts: scheduled("2026-12-10T14:00Z"), steps, when, sent });

    expect(others).toEqual([]);
    expect(due).toMatchObject({
      person: MARIA,
      notAfter: new Date("2026-12-10T14:00Z"),
      engagement: 1,
      task: "shadow",
    });
  });

  test("and asks how it went on the next working day, though it was on a weekend", () => {
    const due = dueFor({
      facts: scheduled("2026-12-12T06:00Z"),
      steps: [step(1, "helper")],
      when: "engagement-passed",
    });

    expect(due.map(told)).toEqual(["0 Tom Mon 2026-12-14T10:00Z"]);
  });
});
