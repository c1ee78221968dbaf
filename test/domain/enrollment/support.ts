import { readFileSync } from "node:fs";

import { parseChecklist } from "../../../src/domain/checklist/checklist.ts";
import type { NewAction, NotePlan } from "../../../src/domain/enrollment/action.ts";
import { boxId, namedBoxes } from "../../../src/domain/enrollment/boxes.ts";
import { apply, type Enrollment } from "../../../src/domain/enrollment/enrollment.ts";
import type { CommandEvent, TurnEvent } from "../../../src/domain/enrollment/event.ts";
import type { BoxRef, FactBody, NewFact, PersonId } from "../../../src/domain/enrollment/fact.ts";
import { judge, type Observation } from "../../../src/domain/enrollment/judge.ts";
import { type Ledger, openLedger } from "../../../src/domain/enrollment/ledger.ts";
import type { Booking, CommandContext } from "../../../src/domain/commands/context.ts";
import type { Version } from "../../../src/domain/enrollment/saves.ts";
import type { KnownStanding, Standing } from "../../../src/domain/enrollment/standing.ts";
import { NOTHING_KNOWN, type PersonSettings } from "../../../src/domain/people/person-settings.ts";
import type { Issue } from "../../../src/domain/issue.ts";
import type { Program, RoleId } from "../../../src/domain/program/program.ts";
import { readProgram } from "../../../src/domain/program/read-program.ts";
import { parseCommands } from "../../../src/domain/commands/parse-comment.ts";

/** The candidate. */
export const MARIA = 1;
/** Opened the issue; holds no role. */
export const JONAS = 2;
/** Coordinator by the rights she has in the project. */
export const PRIYA = 3;
/** Engineer, because Priya assigned him. */
export const TOM = 4;
/** A member without any role. */
export const ALEX = 5;
/** Owner of the program. */
export const OLGA = 6;

export const SHIPPED = loadProgram("templates", "migration-onboarding");
/** Other labels, other language, no coordinator: proves that no rule knows the shipped program. */
export const GERMAN = loadProgram("test/fixtures/programs", "kompostmeister");

function loadProgram(folder: string, id: string): Program {
  const yamlFile = `${folder}/${id}.yaml`;
  const templateFile = `${folder}/${id}.md`;
  const yaml = readFileSync(yamlFile, "utf8");
  const template = readFileSync(templateFile, "utf8");
  const read = readProgram({ id, yaml, template, yamlFile, templateFile });
  if (!read.ok) throw new TypeError(`Cannot read ${yamlFile}: ${JSON.stringify(read.faults)}`);
  return read.program;
}

/** A moment of 1 December 2026, UTC: `at("09:12:05.250")`. */
export function at(time: string): Date {
  return new Date(`2026-12-01T${time.length === 5 ? `${time}:00` : time}Z`);
}

export function minutesAfter(moment: Date, minutes: number): Date {
  return new Date(moment.getTime() + minutes * 60_000);
}

/** `assessment/confirm` as a box. */
export function box(id: string): BoxRef {
  const [task = "", which] = id.split("/");
  return { task, which: which === "confirm" ? "confirm" : "task" };
}

/** What stands beside the boxes of a description, and how they stand. */
export interface PageOptions {
  /** By box id: `x`, `~`, or `gone`, `twice`, `twice x` (one of two ticked), or another text for the line. */
  readonly marks?: Readonly<Record<string, string>>;
  readonly before?: string;
  readonly lineEnd?: string;
  readonly reversed?: boolean;
  readonly program?: Program;
}

/** A description with all boxes of a program, as text. */
export function pageText({
  marks = {},
  before = "Welcome!",
  lineEnd = "\n",
  reversed = false,
  program,
}: PageOptions = {}): string {
  const lines = namedBoxes(program ?? SHIPPED).flatMap(({ ref, texts }) => {
    const [text = ""] = texts;
    return linesOf(text, marks[boxId(ref)] ?? "");
  });
  return [before, "", ...(reversed ? lines.toReversed() : lines)].join(lineEnd);
}

function linesOf(text: string, mark: string): readonly string[] {
  if (mark === "gone") return [];
  if (mark === "twice") return [`- [ ] ${text}`, `- [ ] ${text}`];
  if (mark === "twice x") return [`- [x] ${text}`, `- [ ] ${text}`];
  if (mark === "x" || mark === "~") return [`- [${mark}] ${text}`];
  return [`- [ ] ${mark === "" ? text : mark}`];
}

/** A description in which these boxes stand so. */
export function page(marks: Readonly<Record<string, string>> = {}): Version {
  return pageWith({ marks });
}

export function pageWith(options: PageOptions): Version {
  const text = pageText(options);
  return { text, boxes: parseChecklist(text) };
}

/** Text of a named box, as people read it. */
export function textOf(id: string, program: Program = SHIPPED): string {
  const found = namedBoxes(program).find(({ ref }) => boxId(ref) === id);
  const [text] = found?.texts ?? [];
  if (text === undefined) throw new TypeError(`Cannot find the box ${id}`);
  return text;
}

const MEMBER = { active: true, bot: false, accessLevel: 20, grants: [] } as const satisfies Standing;

export function standing(change: Partial<Standing> = {}): Standing {
  return { ...MEMBER, ...change };
}

/** Admitted by the program itself. */
export function holding(...roles: readonly RoleId[]): Standing {
  return standing({ accessLevel: 40, grants: roles.map((role) => ({ role, via: "access", addedBy: OLGA })) });
}

/** Maria has the rights of a Maintainer, which is what a candidate must not profit from. */
export const STANDINGS: ReadonlyMap<PersonId, KnownStanding> = new Map<PersonId, KnownStanding>([
  [MARIA, holding("coordinator")],
  [JONAS, standing()],
  [PRIYA, holding("coordinator")],
  [TOM, standing()],
  [ALEX, standing()],
  [OLGA, holding("coordinator", "owner")],
]);

export interface EnrollmentOptions {
  readonly program?: Program;
  readonly adopted?: boolean;
  /** The very first fact only. */
  readonly bare?: boolean;
}

const ENROLLED_AT = at("08:00");

/** Jonas opened the issue for Maria; Tom was assigned by Priya. Then `facts`, a minute after each other. */
export function enrollmentWith(facts: readonly FactBody[] = [], options: EnrollmentOptions = {}): Enrollment {
  const { program = SHIPPED, adopted = false, bare = false } = options;
  const enrolled: FactBody = {
    kind: "enrolled",
    programId: program.id,
    version: program.version,
    issue: { projectId: 7, issueIid: 12 },
    issueId: 1012,
    author: JONAS,
    audience: null,
    adopted,
  };
  const beginning: readonly FactBody[] = [
    { kind: "candidate-set", person: MARIA, source: "people" },
    { kind: "role-assigned", role: "engineer", person: TOM, by: PRIYA, member: true },
  ];
  return foldBodies([enrolled, ...(bare ? [] : beginning), ...facts]);
}

export function foldBodies(bodies: readonly FactBody[], start: Enrollment | null = null): Enrollment {
  let enrollment = start;
  for (const [index, body] of bodies.entries()) {
    const seq = (start?.lastSeq ?? 0) + index + 1;
    enrollment = apply(enrollment, { ...body, key: `k${seq}`, seq, at: minutesAfter(ENROLLED_AT, seq - 1) });
  }
  if (enrollment === null) throw new TypeError("Cannot fold no facts at all");
  return enrollment;
}

export interface Bench {
  readonly ledger: Ledger;
  readonly context: CommandContext;
}

export interface BenchOptions {
  readonly enrollment?: Enrollment;
  readonly program?: Program;
  readonly newest?: Program;
  readonly now?: Date;
  readonly quiet?: boolean;
  readonly standings?: ReadonlyMap<PersonId, KnownStanding>;
  readonly accounts?: Readonly<Record<string, PersonId | "unknown">>;
  readonly settings?: Readonly<Record<PersonId, Partial<PersonSettings>>>;
  readonly bookings?: readonly Booking[];
  /** ISO dates. */
  readonly holidays?: readonly string[];
  /** Small letters; whatever holds one of them is denied. */
  readonly denied?: readonly string[];
}

/** Everything a rule needs to be judged by, without any fake. */
export function openBench(options: BenchOptions = {}): Bench {
  const { program = SHIPPED, now = at("10:00"), quiet = false, standings = STANDINGS } = options;
  const { enrollment = enrollmentWith([], { program }), newest = program, accounts = {} } = options;
  const ledger = openLedger({ id: "e7-12", enrollment, program, now, quiet });
  const context: CommandContext = {
    ledger,
    standing: (person) => standings.get(person) ?? "unknown",
    account: (username) => accounts[username.toLowerCase()] ?? null,
    newestProgram: newest,
    programIds: [program.id, "another-program"],
    now,
    settings: (person) => ({ ...NOTHING_KNOWN, ...options.settings?.[person] }),
    bookings: options.bookings ?? [],
    isDeniedName: (text) => (options.denied ?? []).some((name) => text.toLowerCase().includes(name)),
    isHoliday: (_country, day) => (options.holidays ?? []).includes(day),
    knowsCountry: (country) => ["DE", "BR", "IN"].includes(country),
  };
  return { ledger, context };
}

export function turn(id: string, change: Partial<TurnEvent> = {}): TurnEvent {
  const moment = change.at ?? at("09:30");
  const to = change.to ?? "done";
  return {
    kind: "turn",
    key: `turn:${id}:${to}:${moment.toISOString()}:${change.by ?? "nobody"}`,
    at: moment,
    box: box(id),
    to,
    by: MARIA,
    proof: "record",
    alone: true,
    stale: false,
    late: false,
    firstSight: false,
    ...change,
  };
}

let lastNoteId = 100;

/** One command as somebody wrote it after the bot's name. */
export function command(line: string, change: Partial<CommandEvent> = {}): CommandEvent {
  const [heard] = parseCommands(`@bot ${line}`, "bot");
  if (heard === undefined) throw new TypeError(`Cannot hear "${line}"`);
  const noteId = change.noteId ?? (lastNoteId += 1);
  return {
    kind: "command",
    key: `command:${noteId}:${heard.text}`,
    at: at("09:30"),
    noteId,
    by: MARIA,
    authority: "own",
    command: heard.command,
    text: heard.text,
    ...change,
  };
}

const PEOPLE = { name: "", username: "" };

export function issueWith(change: Partial<Issue> = {}): Issue {
  return {
    projectId: 7,
    issueIid: 12,
    issueId: 1012,
    title: "Migration certification",
    description: pageText(),
    state: "opened",
    issueType: "issue",
    confidential: false,
    labels: [],
    author: { ...PEOPLE, userId: 1002 },
    assignees: [],
    movedToId: null,
    createdAt: ENROLLED_AT,
    updatedAt: at("09:30"),
    userNotesCount: 0,
    dueDate: null,
    taskCompletion: null,
    ...change,
  };
}

export function observation(change: Partial<Observation> = {}): Observation {
  return {
    issue: issueWith(),
    boxes: page().boxes,
    events: [],
    candidate: { people: MARIA, assignee: null, author: JONAS },
    proposed: new Map(),
    proposedBy: null,
    lastEditor: null,
    ...change,
  };
}

/** One review: what was seen is judged, and the facts it led to are handed back without key and time. */
export function review(
  change: Partial<Observation>,
  options: BenchOptions = {},
): Bench & { readonly facts: readonly FactBody[] } {
  const bench = openBench(options);
  judge(bench.context, observation(change));
  return { ...bench, facts: bodiesOf(bench.ledger.facts()) };
}

export function bodiesOf(facts: readonly NewFact[]): readonly FactBody[] {
  return facts.map(({ key: _key, at: _at, ...body }) => body as FactBody);
}

export function kindsOf(facts: readonly { readonly kind: string }[]): readonly string[] {
  return facts.map(({ kind }) => kind);
}

/** What the actions say, in short: `ask-confirm assessment at 10:02`. */
export function planned(actions: readonly NewAction[]): readonly string[] {
  return actions.map(({ action, notBefore }) => `${nameOf(action)} at ${notBefore.toISOString().slice(11, 16)}`);
}

function nameOf(action: NewAction["action"]): string {
  switch (action.kind) {
    case "close":
    case "issue-badge":
      return action.kind;
    case "react":
      return `react ${action.emoji}`;
    case "desk-note":
      return `desk ${action.note.kind}`;
    case "note":
      return noteName(action.note);
  }
}

function noteName(note: NotePlan): string {
  if (note.kind === "answer") return `answer ${note.answer.kind}`;
  return "task" in note ? `${note.kind} ${note.task}` : note.kind;
}
