import * as fc from "fast-check";
import { expect, test } from "vitest";

import type { Enrollment } from "../../../src/domain/enrollment/enrollment.ts";
import { progressOf } from "../../../src/domain/enrollment/enrollment.ts";
import type { AttributionEvent, CommandEvent, Event, TurnEvent } from "../../../src/domain/enrollment/event.ts";
import type { FactBody, PersonId } from "../../../src/domain/enrollment/fact.ts";
import { judge, type Observation } from "../../../src/domain/enrollment/judge.ts";
import { isGated } from "../../../src/domain/enrollment/progress.ts";
import type { KnownStanding } from "../../../src/domain/enrollment/standing.ts";
import { ROLES, type RoleId } from "../../../src/domain/program/program.ts";
import {
  at,
  command,
  enrollmentWith,
  foldBodies,
  holding,
  issueWith,
  MARIA,
  minutesAfter,
  observation,
  openBench,
  page,
  PRIYA,
  SHIPPED,
  standing,
  TOM,
  turn,
} from "./support.ts";

/*
 * Promise 2: a candidate can never confirm a gated task on their own issue, whatever rights they hold or accounts they
 * make. Everything here is done by people who must not succeed, or in the name of people who did not do it.
 */

/** Named as the candidate for a while, with the rights of an Owner. */
const EVE = 21;
/** Made a Maintainer by Maria. */
const SOCK = 22;
/** Assigned by Maria before she became the candidate. */
const FRIEND = 23;
/** Assigned by that friend. */
const FRIEND_OF_FRIEND = 24;
const ROBOT = 25;
const BLOCKED = 26;
const STRANGER = 27;

const HOSTILE = [MARIA, EVE, SOCK, FRIEND, FRIEND_OF_FRIEND, ROBOT, BLOCKED, STRANGER] as const;
const HONEST = [PRIYA, TOM] as const;
const GATED = SHIPPED.tasks.filter(isGated).map(({ id }) => id);

const addedByMaria = (...roles: readonly RoleId[]): KnownStanding =>
  standing({ accessLevel: 50, grants: roles.map((role) => ({ role, via: "access", addedBy: MARIA })) });
const standings = new Map<PersonId, KnownStanding>([
  [MARIA, holding("coordinator", "owner")],
  [EVE, holding("coordinator", "owner")],
  [SOCK, addedByMaria("coordinator", "owner")],
  [FRIEND, standing()],
  [FRIEND_OF_FRIEND, standing()],
  [ROBOT, { ...holding("coordinator", "owner"), bot: true }],
  [BLOCKED, { ...holding("coordinator", "owner"), active: false }],
  [STRANGER, standing()],
  [PRIYA, holding("coordinator")],
  [TOM, standing()],
]);

/** Maria acted as a coordinator while Eve was named, then took Eve's place. */
const BEGINNING: readonly FactBody[] = [
  { kind: "candidate-set", person: EVE, source: "people" },
  { kind: "role-assigned", role: "engineer", person: FRIEND, by: MARIA, member: true },
  { kind: "role-assigned", role: "coordinator", person: FRIEND, by: MARIA, member: true },
  { kind: "role-assigned", role: "engineer", person: FRIEND_OF_FRIEND, by: FRIEND, member: true },
  { kind: "role-assigned", role: "engineer", person: MARIA, by: EVE, member: true },
  { kind: "candidate-set", person: MARIA, source: "people" },
  { kind: "role-assigned", role: "engineer", person: TOM, by: PRIYA, member: true },
];
const START = enrollmentWith(BEGINNING, { bare: true });

const boxIds = SHIPPED.tasks.flatMap(({ id, confirmBox }) => [
  `${id}/task`,
  ...(confirmBox === null ? [] : [`${id}/confirm`]),
]);
const hostile = fc.constantFrom(...HOSTILE);
const honest = fc.constantFrom(...HONEST);
const boxId = fc.constantFrom(...boxIds);
const to = fc.constantFrom("done" as const, "done" as const, "open" as const, "inapplicable" as const);
const circumstances = fc.record({
  alone: fc.boolean(),
  stale: fc.boolean(),
  late: fc.boolean(),
  firstSight: fc.boolean(),
});

/** What only a true click of theirs has: the record names them, and the save held nothing else. */
const UNCLEAN: readonly Partial<TurnEvent>[] = [
  { alone: false, proof: "record" },
  { stale: true, proof: "record" },
  { firstSight: true, proof: "record" },
  { late: true, proof: "record" },
  { alone: true, proof: "hint" },
];
const fakeTurn: fc.Arbitrary<TurnEvent> = fc.oneof(
  fc
    .record({
      id: boxId,
      to,
      by: hostile,
      proof: fc.constantFrom("record" as const, "hint" as const),
      rest: circumstances,
    })
    .map(({ id, to: state, by, proof, rest }) => turn(id, { to: state, by, proof, ...rest })),
  fc
    .record({ id: boxId, to, by: honest, rest: circumstances, flaw: fc.constantFrom(...UNCLEAN) })
    .map(({ id, to: state, by, rest, flaw }) => turn(id, { to: state, by, ...rest, ...flaw })),
  fc
    .record({ id: boxId, to, rest: circumstances })
    .map(({ id, to: state, rest }) => turn(id, { to: state, by: null, proof: "none", ...rest })),
);

const fakeEvidence: fc.Arbitrary<AttributionEvent> = fakeTurn
  .filter((event) => event.by !== null && !event.late)
  .map((event) => ({
    kind: "attribution",
    key: `attribution:${event.key}`,
    at: event.at,
    by: event.by ?? 0,
    proof: event.proof,
    turn: {
      key: event.key,
      at: event.at,
      box: event.box,
      to: event.to,
      alone: event.alone,
      stale: event.stale,
      firstSight: event.firstSight,
      hint: null,
    },
  }));

const tasks = fc.subarray(
  SHIPPED.tasks.map(({ id }) => id),
  { minLength: 1 },
);
const line = fc.oneof(
  fc
    .record({ verb: fc.constantFrom("confirm", "done"), ids: tasks })
    .map(({ verb, ids }) => `${verb} ${ids.join(" ")}`),
  fc
    .record({ verb: fc.constantFrom("decline", "withdraw", "waive"), ids: tasks })
    .map(({ verb, ids }) => `${verb} ${ids[0]} because I say so`),
  fc
    .record({
      role: fc.constantFrom(...ROLES),
      name: fc.constantFrom("maria", "eve", "sock", "friend", "robot", "stranger"),
    })
    .map(({ role, name }) => `assign ${role} @${name}`),
  fc.constantFrom("upgrade", "enroll", "recheck", "help"),
);
const accounts = { maria: MARIA, eve: EVE, sock: SOCK, friend: FRIEND, robot: ROBOT, stranger: STRANGER };
const fakeCommand: fc.Arbitrary<CommandEvent> = fc.oneof(
  fc
    .record({
      line,
      by: hostile,
      authority: fc.constantFrom("own" as const, "edited-by-author" as const, "doubtful" as const),
    })
    .map(({ line: text, by, authority }) => command(text, { by, authority })),
  // A comment of theirs that Maria edited, with or without a delivery made up for it.
  fc
    .record({ line, by: honest, authority: fc.constantFrom("edited-by-author" as const, "doubtful" as const) })
    .map(({ line: text, by, authority }) => command(text, { by, authority })),
);

const marks = fc.dictionary(boxId, fc.constantFrom("x", "~", "gone", "twice", "Bring cake"), { maxKeys: 5 });
const scene: fc.Arbitrary<Partial<Observation>> = fc
  .record({
    named: fc.option(hostile),
    assignee: fc.option(hostile),
    author: hostile,
    marks,
    state: fc.constantFrom("opened" as const, "opened" as const, "closed" as const),
    movedToId: fc.constantFrom(null, null, null, 77),
    proposed: fc.dictionary(fc.constantFrom(...ROLES), fc.array(hostile, { maxLength: 2 }), { maxKeys: 3 }),
    proposedBy: fc.option(hostile),
  })
  .map(({ named, assignee, author, marks: shown, state, movedToId, proposed, proposedBy }) => ({
    issue: issueWith({ state, movedToId }),
    boxes: page(shown).boxes,
    candidate: { people: named, assignee, author },
    proposed: new Map(Object.entries(proposed) as [RoleId, PersonId[]][]),
    proposedBy,
  }));

interface Round {
  readonly events: readonly Event[];
  readonly scene: Partial<Observation>;
}

function rounds(events: fc.Arbitrary<Event>): fc.Arbitrary<readonly Round[]> {
  return fc.array(fc.record({ events: fc.array(events, { maxLength: 8 }), scene }), { minLength: 1, maxLength: 5 });
}

const fake = fc.oneof(fakeTurn, fakeEvidence, fakeCommand);

/** Live through some reviews, each event under a key of its own. @returns The facts they led to and how it ended. */
function live(
  story: readonly Round[],
  start: Enrollment,
): { readonly facts: readonly FactBody[]; readonly end: Enrollment } {
  let enrollment = start;
  const facts: FactBody[] = [];
  for (const [number, { events, scene: seen }] of story.entries()) {
    const now = minutesAfter(at("10:00"), number * 10);
    const { ledger, context } = openBench({ enrollment, standings, accounts, now });
    const keyed = events.map((event, index) => ({ ...event, key: `${number}.${index}:${event.key}` }));
    judge(context, observation({ events: keyed, ...seen }));
    facts.push(...ledger.facts());
    enrollment = ledger.enrollment();
  }
  return { facts, end: enrollment };
}

function decidedGatedTasks(
  facts: readonly FactBody[],
): readonly (FactBody & { kind: "task-confirmed" | "task-waived" })[] {
  return facts.filter(
    (fact) =>
      (fact.kind === "task-confirmed" || fact.kind === "task-waived") &&
      (GATED.includes(fact.task) || fact.kind === "task-waived"),
  ) as (FactBody & { kind: "task-confirmed" | "task-waived" })[];
}

test("no candidate, no account of theirs and nothing done in others' names confirms or waives a gated task", () => {
  fc.assert(
    fc.property(rounds(fake), (story) => {
      const { facts, end } = live(story, START);

      expect(decidedGatedTasks(facts)).toEqual([]);
      expect(facts.filter(({ kind }) => kind === "certified" || kind === "role-assigned")).toEqual([]);
      for (const id of GATED) expect(progressOf(end, id)).toMatchObject({ confirmation: null, waiver: null });
    }),
    { numRuns: 400 },
  );
});

test("nothing they do takes back what an honest person confirmed", () => {
  const all = foldBodies(
    GATED.map((task) => ({ kind: "task-confirmed", task, by: TOM, via: "command" })),
    START,
  );
  fc.assert(
    fc.property(rounds(fake), (story) => {
      const { end } = live(story, all);

      for (const id of GATED) expect([id, progressOf(end, id).confirmation?.by]).toEqual([id, TOM]);
    }),
    { numRuns: 200 },
  );
});

/** An honest person's own act: a click the record proves, or a comment nobody edited. */
const ownAct = fc.oneof(
  fc.record({ id: boxId, by: honest }).map(({ id, by }): Event => turn(id, { by })),
  fc
    .record({ verb: fc.constantFrom("confirm", "done", "waive", "withdraw", "decline"), ids: tasks, by: honest })
    .map(({ verb, ids, by }): Event =>
      command(verb === "confirm" || verb === "done" ? `${verb} ${ids.join(" ")}` : `${verb} ${ids[0]} for a reason`, {
        by,
      }),
    ),
);

test("each confirmation of a gated task stands on one honest person's own act", () => {
  let confirmations = 0;
  fc.assert(
    fc.property(rounds(fc.oneof(fake, ownAct)), (story) => {
      const { facts } = live(story, START);

      for (const fact of decidedGatedTasks(facts)) {
        confirmations += 1;
        const acts = story.flatMap(({ events }) => events).filter((event) => isOwnActFor(event, fact));
        expect([fact, acts.length > 0]).toEqual([fact, true]);
      }
    }),
    { numRuns: 300 },
  );

  expect(confirmations).toBeGreaterThan(50);
});

function isOwnActFor(event: Event, fact: FactBody & { kind: "task-confirmed" | "task-waived" }): boolean {
  if (!HONEST.includes(event.by as (typeof HONEST)[number]) || event.by !== fact.by) return false;
  switch (event.kind) {
    case "attribution":
      return false;
    case "turn":
      return (
        fact.kind === "task-confirmed" &&
        fact.via === "tick" &&
        event.box.task === fact.task &&
        event.proof === "record" &&
        event.alone &&
        !event.stale &&
        !event.late &&
        !event.firstSight
      );
    case "command":
      return (
        event.authority === "own" &&
        event.text.includes(fact.task) &&
        (fact.kind === "task-waived" || fact.via === "command")
      );
  }
}

test.for(HONEST.map((person) => [person]))("the same acts by %i, who is honest, do confirm", ([person = 0]) => {
  const clean = live([{ events: [turn("assessment/confirm", { by: person })], scene: {} }], START);
  const spoken = live([{ events: [command("confirm workshop", { by: person })], scene: {} }], START);

  expect(decidedGatedTasks(clean.facts)).toHaveLength(1);
  expect(decidedGatedTasks(spoken.facts)).toHaveLength(1);
});

test("a tick of a box that a candidate ticked before never confirms, by whoever it is saved again", () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...boxIds.filter((id) => !id.startsWith("review"))),
      hostile,
      honest,
      (id, first, second) => {
        const { facts } = live(
          [
            { events: [turn(id, { by: first })], scene: {} },
            { events: [turn(id, { by: first, to: "open", at: at("09:31") })], scene: {} },
            { events: [turn(id, { by: second, at: at("09:32") })], scene: {} },
          ],
          START,
        );

        expect(decidedGatedTasks(facts)).toEqual([]);
      },
    ),
  );
});

test("what somebody said about a candidate before they became that candidate counts for nothing", () => {
  const before: readonly FactBody[] = [
    { kind: "candidate-set", person: TOM, source: "author" },
    { kind: "start-awaited" },
    { kind: "start-confirmed", by: MARIA },
    { kind: "score-recorded", task: "assessment", by: MARIA, score: 100, passed: true },
    { kind: "score-recorded", task: "assessment", by: PRIYA, score: 90, passed: true },
    {
      kind: "form-filled",
      form: "lead-feedback",
      task: "lead",
      engagement: null,
      by: MARIA,
      scores: {},
      verdict: "pass",
      isComplete: true,
      answers: null,
    },
  ];
  const told = (enrollment: Enrollment): object => ({
    forms: enrollment.forms.length,
    scores: enrollment.scores.get("assessment")?.map(({ by }) => by),
    isStarted: enrollment.start?.confirmed != null,
  });

  expect(told(enrollmentWith(before))).toEqual({ forms: 1, scores: [MARIA, PRIYA], isStarted: true });
  const after = enrollmentWith([...before, { kind: "candidate-set", person: MARIA, source: "assignee" }]);
  expect(told(after)).toEqual({ forms: 0, scores: [PRIYA], isStarted: false });
});
