import { expect, test } from "vitest";

import { type CommandName, COMMANDS, offeredTo } from "../../../src/domain/commands/commands.ts";
import { runCommand } from "../../../src/domain/commands/run-command.ts";
import type { FactBody, PersonId } from "../../../src/domain/enrollment/fact.ts";
import { heldRoles, type KnownStanding } from "../../../src/domain/enrollment/standing.ts";
import {
  ALEX,
  bodiesOf,
  command,
  enrollmentWith,
  MARIA,
  openBench,
  PRIYA,
  SHIPPED,
  standing,
} from "../enrollment/support.ts";
import { READY, SHADOW } from "./engagements.ts";

const WRITERS = ["candidate", "coordinator", "engineer", "stranger"] as const;
type Writer = (typeof WRITERS)[number];

const SOMEBODY = 41;
const DATED = { ...SHADOW, helper: SOMEBODY };

const STATES = {
  begun: [],
  claimed: [{ kind: "task-claimed", task: "assessment", by: MARIA }],
  ready: READY,
  dated: [...READY, DATED],
  "led by somebody else": [...READY, SHADOW],
  paused: [{ kind: "paused", by: MARIA, until: null }],
  held: [{ kind: "held-back", person: MARIA }],
  closed: [{ kind: "closed-by-hand" }],
  certified: [{ kind: "certified" }],
} as const satisfies Record<string, readonly FactBody[]>;
type State = keyof typeof STATES;
const STATE_NAMES = Object.keys(STATES) as readonly State[];

const PROGRAM = { ...SHIPPED, version: SHIPPED.version + 1 };

function standings(writer: Writer): ReadonlyMap<PersonId, KnownStanding> {
  const isGranted = writer === "coordinator" || writer === "engineer";
  const grants = isGranted ? [{ role: writer, via: "users", addedBy: null } as const] : [];
  return new Map([
    [MARIA, standing()],
    [ALEX, standing()],
    [PRIYA, standing()],
    [SOMEBODY, standing({ grants })],
  ]);
}

function personOf(writer: Writer): PersonId {
  return writer === "candidate" ? MARIA : SOMEBODY;
}

function offered(writer: Writer, state: State): readonly CommandName[] {
  const enrollment = enrollmentWith(STATES[state]);
  const person = personOf(writer);
  const roles = heldRoles(enrollment, person, standings(writer).get(person) ?? "unknown");
  if (roles === "unknown") throw new TypeError("Cannot tell the roles");
  return offeredTo({ program: SHIPPED, enrollment, person, roles });
}

/** Every sensible line of a command; one of them works wherever the command does. */
function linesOf(name: CommandName): readonly string[] {
  const tasks = SHIPPED.tasks.map(({ id }) => id);
  const kinds = SHIPPED.engagements.map(({ id }) => id);
  const each = (words: readonly string[], more = ""): readonly string[] =>
    words.map((word) => `${name} ${word}${more}`);
  switch (name) {
    case "done":
    case "confirm":
      return each(tasks);
    case "decline":
    case "withdraw":
    case "waive":
      return each(tasks, " there is a reason");
    case "score":
      return each(tasks, " 85");
    case "feedback":
      return [...each(tasks, " import-export: 4"), ...each(tasks, " saw: a cut-over")];
    case "schedule":
      return each(kinds, " 2026-12-13 09:00 Europe/Berlin");
    case "reschedule":
      return each(kinds, " 2026-12-14 09:00 Europe/Berlin");
    case "cancel":
      return each(kinds, " it is off");
    case "request":
      return each(kinds, " 2026-12-12");
    case "assign":
      return ["assign engineer @alex"];
    case "badge":
      return ["badge show-name"];
    case "revoke":
      return ["revoke it was a mix-up"];
    case "pause":
    case "away":
      return [`${name} until 2027-01-04`];
    case "my":
    case "next":
    case "status":
    case "resume":
    case "back":
    case "enroll":
    case "upgrade":
    case "recheck":
    case "help":
    case "offer":
    case "accept":
      return [name];
  }
}

function works(line: string, writer: Writer, state: State): boolean {
  const { ledger, context } = openBench({
    enrollment: enrollmentWith(STATES[state]),
    standings: standings(writer),
    newest: PROGRAM,
    accounts: { alex: ALEX },
  });
  runCommand(context, command(line, { by: personOf(writer) }));
  return bodiesOf(ledger.facts()).every((fact) => fact.kind !== "command-heard" || fact.outcome !== "refused");
}

/**
 * What works and need not be told: candidates tick boxes, forms are asked for, a pause is ended first, one issue is
 * followed once, and a badge is of interest when there is one.
 */
const UNTOLD: Readonly<Partial<Record<CommandName, (writer: Writer, state: State) => boolean>>> = {
  confirm: (writer) => writer === "candidate",
  decline: (writer) => writer === "candidate",
  withdraw: (writer) => writer === "candidate",
  feedback: (writer) => writer === "candidate",
  pause: (_writer, state) => state === "paused",
  enroll: (_writer, state) => state !== "held",
  badge: (_writer, state) => state !== "certified",
};

const CASES = WRITERS.flatMap((writer) => STATE_NAMES.map((state) => [writer, state] as const));

test.for(CASES)("help shows the %s what works, and nothing else: %s", ([writer, state]) => {
  const shown = offered(writer, state);
  const working = COMMANDS.map(({ name }) => name).filter((name) =>
    linesOf(name).some((line) => works(line, writer, state)),
  );

  expect(shown.filter((name) => !working.includes(name))).toEqual([]);
  const untold = working.filter((name) => !shown.includes(name));
  expect(untold.filter((name) => UNTOLD[name]?.(writer, state) !== true)).toEqual([]);
});

test("help for each of them, besides what everybody may always write", () => {
  const always = offered("stranger", "begun");
  const told = CASES.map(([writer, state]) => {
    const more = offered(writer, state).filter((name) => !always.includes(name));
    return `${writer}, ${state}: ${more.join(" ")}`.trimEnd();
  });

  expect(always).toMatchInlineSnapshot(`
    [
      "next",
      "status",
      "my",
      "away",
      "back",
      "recheck",
      "help",
    ]
  `);
  expect(told).toMatchInlineSnapshot(`
    [
      "candidate, begun: done request pause",
      "candidate, claimed: done request pause",
      "candidate, ready: done request pause",
      "candidate, dated: done feedback request pause",
      "candidate, led by somebody else: done feedback request pause",
      "candidate, paused: done request resume",
      "candidate, held:",
      "candidate, closed:",
      "candidate, certified: badge",
      "coordinator, begun: done confirm decline waive score request assign pause upgrade",
      "coordinator, claimed: done confirm decline waive score request assign pause upgrade",
      "coordinator, ready: done confirm decline withdraw waive schedule request assign pause upgrade",
      "coordinator, dated: done confirm decline withdraw waive reschedule cancel request assign pause upgrade",
      "coordinator, led by somebody else: done confirm decline withdraw waive reschedule cancel request assign pause upgrade",
      "coordinator, paused: done confirm decline waive score request assign resume upgrade",
      "coordinator, held: enroll",
      "coordinator, closed:",
      "coordinator, certified:",
      "engineer, begun: done confirm decline score feedback",
      "engineer, claimed: done confirm decline score feedback",
      "engineer, ready: done confirm decline withdraw feedback",
      "engineer, dated: done confirm decline withdraw feedback reschedule cancel",
      "engineer, led by somebody else: done confirm decline withdraw feedback",
      "engineer, paused: done confirm decline score feedback",
      "engineer, held:",
      "engineer, closed:",
      "engineer, certified:",
      "stranger, begun:",
      "stranger, claimed:",
      "stranger, ready:",
      "stranger, dated:",
      "stranger, led by somebody else:",
      "stranger, paused:",
      "stranger, held:",
      "stranger, closed:",
      "stranger, certified:",
    ]
  `);
});
