import { describe, expect, test } from "vitest";

import { type CommandName, COMMANDS } from "../../../src/domain/commands/commands.ts";
import { runCommand } from "../../../src/domain/commands/run-command.ts";
import type { FactBody, PersonId } from "../../../src/domain/enrollment/fact.ts";
import type { KnownStanding } from "../../../src/domain/enrollment/standing.ts";
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
import { answersOf } from "./answers.ts";
import { READY, SHADOW } from "./engagements.ts";

/** Whoever writes holds exactly this one role. */
const WRITERS = ["candidate", "sponsor", "coordinator", "engineer", "owner", "nobody"] as const;
type Writer = (typeof WRITERS)[number];

const SOMEBODY = 41;

const STATUSES = {
  active: [],
  held: [{ kind: "held-back", person: MARIA }],
  withdrawn: [{ kind: "closed-by-hand" }],
  moved: [{ kind: "moved-away", toIssueId: 77 }],
  certified: [{ kind: "certified" }],
} as const satisfies Record<string, readonly FactBody[]>;
type Status = keyof typeof STATUSES;

const EVERYBODY = WRITERS;
const STEERING = ["coordinator", "owner"] as const;
const ALWAYS = Object.keys(STATUSES) as readonly Status[];

interface Row {
  /** Valid words, in an enrollment where `assessment` is claimed and `workshop` confirmed. */
  readonly line: string;
  /** What else happened before. */
  readonly given?: readonly FactBody[];
  readonly may: readonly Writer[];
  readonly when: readonly Status[];
  /**
   * `changes`: facts, and a mark or an answer; `answers`: one answer; `marks`: only the mark.
   * Whoever may not, and whatever may not be now, is refused with exactly one answer.
   */
  readonly follows: "changes" | "answers" | "marks";
}

/** With a date whoever writes takes part in. */
const DATED: readonly FactBody[] = [...READY, { ...SHADOW, helper: SOMEBODY }];

/** Who may what, and when. A command without a row here fails. */
const WHO_MAY: Readonly<Record<CommandName, readonly Row[]>> = {
  next: [{ line: "next", may: EVERYBODY, when: ALWAYS, follows: "answers" }],
  status: [{ line: "status", may: EVERYBODY, when: ALWAYS, follows: "answers" }],
  help: [{ line: "help", may: EVERYBODY, when: ALWAYS, follows: "answers" }],
  recheck: [{ line: "recheck", may: EVERYBODY, when: ALWAYS, follows: "marks" }],
  done: [
    {
      line: "done review-resources",
      may: ["candidate", "sponsor", "coordinator", "engineer", "owner"],
      when: ["active"],
      follows: "changes",
    },
    {
      line: "done shadow",
      may: ["candidate", "sponsor", "coordinator", "engineer", "owner"],
      when: ["active"],
      follows: "changes",
    },
  ],
  confirm: [
    { line: "confirm review-resources", may: ["candidate", ...STEERING], when: ["active"], follows: "changes" },
    { line: "confirm assessment", may: ["coordinator", "engineer"], when: ["active"], follows: "changes" },
    { line: "confirm lead", may: ["engineer"], when: ["active"], follows: "changes" },
    {
      line: "confirm start",
      given: [{ kind: "start-awaited" }],
      may: ["sponsor", ...STEERING],
      when: ["active"],
      follows: "changes",
    },
  ],
  decline: [
    { line: "decline assessment not yet", may: ["coordinator", "engineer"], when: ["active"], follows: "changes" },
    { line: "decline lead not yet", may: ["engineer"], when: ["active"], follows: "changes" },
    {
      line: "decline start not this quarter",
      given: [{ kind: "start-awaited" }],
      may: ["sponsor", ...STEERING],
      when: ["active"],
      follows: "changes",
    },
  ],
  withdraw: [
    { line: "withdraw workshop a mistake", may: ["coordinator", "engineer"], when: ["active"], follows: "changes" },
  ],
  waive: [{ line: "waive lead led one before", may: STEERING, when: ["active"], follows: "changes" }],
  assign: [{ line: "assign engineer @alex", may: STEERING, when: ["active"], follows: "changes" }],
  feedback: [
    { line: "feedback lead import-export: 4", may: ["engineer"], when: ["active"], follows: "changes" },
    { line: "feedback shadow saw: a cut-over at night", may: ["candidate"], when: ["active"], follows: "changes" },
  ],
  enroll: [
    { line: "enroll", may: STEERING, when: ["held"], follows: "changes" },
    { line: "enroll", may: STEERING, when: ["active"], follows: "marks" },
  ],
  offer: [{ line: "offer shadow 2026-12-12 09:00 Europe/Berlin seats 2", may: [], when: ALWAYS, follows: "answers" }],
  accept: [{ line: "accept 1 for @msilva", may: [], when: ALWAYS, follows: "answers" }],
  schedule: [
    {
      line: "schedule shadow 2026-12-12 09:00 Europe/Berlin",
      given: READY,
      may: STEERING,
      when: ["active"],
      follows: "changes",
    },
  ],
  reschedule: [
    {
      line: "reschedule shadow 2026-12-13 09:00 Europe/Berlin",
      given: DATED,
      may: [...STEERING, "engineer"],
      when: ["active"],
      follows: "changes",
    },
  ],
  cancel: [
    {
      line: "cancel shadow it is off",
      given: DATED,
      may: [...STEERING, "engineer"],
      when: ["active"],
      follows: "changes",
    },
  ],
  request: [
    { line: "request shadow 2026-12-12", may: ["candidate", ...STEERING], when: ["active"], follows: "changes" },
  ],
  score: [
    { line: "score assessment 85", may: ["coordinator", "engineer"], when: ["active"], follows: "changes" },
    { line: "score 40%", may: ["coordinator", "engineer"], when: ["active"], follows: "changes" },
    { line: "score assessment again", may: STEERING, when: ["active"], follows: "changes" },
  ],
  pause: [
    { line: "pause until 2027-01-11", may: ["candidate", ...STEERING], when: ["active"], follows: "changes" },
    { line: "pause", may: ["candidate", ...STEERING], when: ["active"], follows: "changes" },
  ],
  resume: [
    {
      line: "resume",
      given: [{ kind: "paused", by: MARIA, until: null }],
      may: ["candidate", ...STEERING],
      when: ["active"],
      follows: "changes",
    },
  ],
  my: [
    { line: "my zone Europe/Berlin country DE", may: EVERYBODY, when: ALWAYS, follows: "changes" },
    { line: "my", may: EVERYBODY, when: ALWAYS, follows: "answers" },
  ],
  away: [{ line: "away until 2027-01-04", may: EVERYBODY, when: ALWAYS, follows: "changes" }],
  back: [{ line: "back", may: EVERYBODY, when: ALWAYS, follows: "changes" }],
  badge: [
    { line: "badge show-name", may: ["candidate"], when: ["active", "certified"], follows: "changes" },
    { line: "badge hide", may: ["candidate"], when: ["active", "certified"], follows: "changes" },
    { line: "badge", may: ["candidate"], when: ["active", "certified"], follows: "changes" },
    // What holds for ever is never renewed.
    { line: "badge renew", may: [], when: ALWAYS, follows: "changes" },
  ],
  revoke: [{ line: "revoke it was a mix-up", may: ["owner"], when: ["certified"], follows: "changes" }],
  upgrade: [{ line: "upgrade", may: STEERING, when: ["active"], follows: "changes" }],
};

function run({ line, given = [] }: Pick<Row, "line" | "given">, writer: Writer, status: Status): string {
  const by: PersonId = writer === "candidate" ? MARIA : SOMEBODY;
  const grants = writer === "nobody" ? [] : [{ role: writer, via: "users", addedBy: null } as const];
  const standings = new Map<PersonId, KnownStanding>([
    [MARIA, standing()],
    [ALEX, standing()],
    [SOMEBODY, standing({ grants })],
  ]);
  const enrollment = enrollmentWith([
    { kind: "task-claimed", task: "assessment", by: MARIA },
    { kind: "task-confirmed", task: "workshop", by: PRIYA, via: "command" },
    ...given,
    ...STATUSES[status],
  ]);
  const newest = { ...SHIPPED, version: SHIPPED.version + 1 };
  const { ledger, context } = openBench({ enrollment, standings, newest, accounts: { alex: ALEX } });

  expect(runCommand(context, command(line, { by }))).toBe("judged");
  const facts = bodiesOf(ledger.facts());
  const heard = facts.flatMap((fact) => (fact.kind === "command-heard" ? [fact.outcome] : []));
  const isChanged = facts.length > heard.length || ledger.people().length > 0;
  const answers = answersOf(ledger);
  const marks = ledger.actions().filter(({ action }) => action.kind === "react");
  // Every command is heard once and followed by one mark or one answer.
  expect([heard.length, answers.length + marks.length]).toEqual([1, 1]);
  if (heard[0] === "refused")
    return isChanged || marks.length > 0 ? "refused, but not with an answer alone" : "refused";
  if (isChanged) return "changes";
  return answers.length === 1 ? "answers" : "marks";
}

test("every command has its row", () => {
  expect(Object.keys(WHO_MAY).toSorted()).toEqual(COMMANDS.map(({ name }) => name).toSorted());
});

describe.for(COMMANDS.map(({ name }) => name))("%s", (name) => {
  const rows = WHO_MAY[name] ?? [];

  test.for([...new Set(rows.map(({ line }) => line))])("%j: who may, and when", (line) => {
    const own = rows.filter((row) => row.line === line);
    const cases = WRITERS.flatMap((writer) => ALWAYS.map((status) => ({ writer, status })));
    const expected = cases.map(({ writer, status }) => {
      const row = own.find(({ may, when }) => may.includes(writer) && when.includes(status));
      return `${writer}, ${status}: ${row?.follows ?? "refused"}`;
    });

    expect(line.split(" ")[0]).toBe(name);
    const given = own[0]?.given ?? [];
    const told = cases.map(({ writer, status }) => `${writer}, ${status}: ${run({ line, given }, writer, status)}`);
    expect(told).toEqual(expected);
  });
});

test("what changes something is in the table as such, and nothing else is", () => {
  const changing = COMMANDS.filter(({ name }) => WHO_MAY[name].some((row) => row.follows === "changes"));

  expect(COMMANDS.filter((kind) => kind.changes).map(({ name }) => name)).toEqual(changing.map(({ name }) => name));
});
