import { expect, test } from "vitest";

import type { FactBody } from "../../../src/domain/enrollment/fact.ts";
import { sendReminders } from "../../../src/workflow/reminders/send-reminders.ts";
import {
  ALEX,
  DATE_WAITS,
  keysOf,
  LIFE,
  MARIA,
  OLGA,
  openReminding,
  type Ports,
  PRIYA,
  review,
  TOM,
} from "../support/reminding.ts";

const TUESDAY = "2026-12-08T10:00:00Z";
/** Everything up to the coordinators. */
const BEGINNING = LIFE.slice(0, 2);
const DONE = LIFE.slice(4);

function coordinates(person: number, by: number = OLGA): (typeof LIFE)[number] {
  return ["2026-12-01T08:05:00Z", { kind: "role-assigned", role: "coordinator", person, by, member: true }];
}

function fact(body: FactBody): (typeof LIFE)[number] {
  return ["2026-12-01T11:00:00Z", body];
}

/** Keys of all that is planned, with the enrollment's id and the cause left out: "0:2", the step and the person. */
async function plannedFor(ports: Ports): Promise<readonly string[]> {
  const keys = await Promise.all([MARIA, PRIYA, TOM, OLGA, ALEX].map((person) => keysOf(ports, person)));
  return keys.flat().map((key) => key.split(":").slice(3).join(":"));
}

test.for<[who: string, facts: typeof LIFE, planned: readonly string[]]>([
  ["the coordinator who was named last", LIFE, [`0:${PRIYA}`]],
  [
    "whoever looks after it by rotation",
    [...BEGINNING, ...DONE, fact({ kind: "coordinator-chosen", person: ALEX, why: "least-load" })],
    [`0:${ALEX}`],
  ],
  ["nobody where nobody coordinates", [...BEGINNING, ...DONE], []],
  ["nobody whom the candidate brought in", [...BEGINNING, coordinates(ALEX, MARIA), ...DONE], []],
  [
    "an earlier one, where the candidate brought in the last",
    [...BEGINNING, coordinates(TOM), coordinates(ALEX, MARIA), ...DONE],
    [`0:${TOM}`],
  ],
  ["nobody who is the candidate", [...BEGINNING, coordinates(MARIA), ...DONE], []],
])("planReminders() turns to %s", async ([, facts, planned]) => {
  const { ports } = await openReminding(TUESDAY);

  await review(ports, 1, facts);

  expect(await plannedFor(ports)).toEqual(planned);
});

test("the substitute is the next coordinator who is there", async () => {
  const { ports, people, knobs } = await openReminding(TUESDAY);
  await review(ports, 1, [...BEGINNING, coordinates(ALEX), coordinates(TOM), coordinates(PRIYA), ...DONE]);
  await sendReminders(ports);
  const away = { from: null, until: new Date("2026-12-24T00:00:00Z"), source: "gitlab" } as const;
  await people.saveSettings({ person: TOM, at: knobs.now, away });

  await review(ports, 1, []);

  expect(await plannedFor(ports)).toEqual([`1:${ALEX}`]);
});

test.for<[who: string, asked: number, planned: readonly string[]]>([
  ["whoever was asked", ALEX, [`0:${ALEX}`]],
  ["whoever looks after it, where a candidate was told that nobody could be asked", MARIA, [`0:${PRIYA}`]],
])("planReminders() turns to %s about a claim", async ([, asked, planned]) => {
  const { ports } = await openReminding(TUESDAY);
  const claim = fact({ kind: "task-claimed", task: "workshop", by: MARIA });
  const ask = { kind: "note", note: { kind: "ask-confirm", task: "workshop" } } as const;
  const actions = [{ key: "ask", notBefore: ports.now(), action: ask }];
  await review(ports, 1, [...BEGINNING, coordinates(TOM), coordinates(PRIYA), claim], actions);
  await ports.actions.done("ask", { at: ports.now(), noteId: 5, settles: true, askedPerson: asked });

  await review(ports, 1, []);

  expect(await plannedFor(ports)).toEqual(planned);
});

test("somebody who was forgotten is reminded of nothing, and the chain goes on with who is there", async () => {
  const { ports, people } = await openReminding(TUESDAY);
  await review(ports, 1, LIFE);

  await people.forgetPerson(PRIYA);
  expect([await sendReminders(ports), await keysOf(ports)]).toEqual([0, []]);

  await review(ports, 1, []);
  expect([await keysOf(ports), await keysOf(ports, TOM)]).toEqual([[], [`${DATE_WAITS}:0:${TOM}`]]);
  expect(await sendReminders(ports)).toBe(1);
});
