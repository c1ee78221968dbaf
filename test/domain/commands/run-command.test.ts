import { describe, expect, test } from "vitest";

import { runCommand } from "../../../src/domain/commands/run-command.ts";
import type { Answer } from "../../../src/domain/enrollment/action.ts";
import { fold } from "../../../src/domain/enrollment/enrollment.ts";
import type { CommandEvent } from "../../../src/domain/enrollment/event.ts";
import type { FactBody, PersonId } from "../../../src/domain/enrollment/fact.ts";
import type { KnownStanding } from "../../../src/domain/enrollment/standing.ts";
import type { Program, Task } from "../../../src/domain/program/program.ts";
import {
  ALEX,
  at,
  type BenchOptions,
  bodiesOf,
  command,
  enrollmentWith,
  GERMAN,
  holding,
  JONAS,
  MARIA,
  minutesAfter,
  OLGA,
  openBench,
  planned,
  PRIYA,
  SHIPPED,
  standing,
  STANDINGS,
  TOM,
} from "../enrollment/support.ts";
import { answersOf } from "./answers.ts";

const FORMER = 21;
const BLOCKED = 22;
const ROBOT = 23;
const SOCK = 25;
const NOT_ASKED = 26;

const everybody = new Map<PersonId, KnownStanding>([
  ...STANDINGS,
  [FORMER, holding("coordinator", "owner")],
  [BLOCKED, { ...holding("coordinator"), active: false }],
  [ROBOT, { ...holding("coordinator"), bot: true }],
  [SOCK, standing({ accessLevel: 40, grants: [{ role: "coordinator", via: "access", addedBy: MARIA }] })],
  [NOT_ASKED, "unknown"],
]);

type Held = "candidate" | "coordinator" | "engineer" | "owner";
const PEOPLE: readonly (readonly [who: string, person: PersonId, roles: readonly Held[] | "unknown"])[] = [
  ["the candidate, a Maintainer", MARIA, ["candidate"]],
  ["a former candidate, an Owner", FORMER, []],
  ["whoever opened the issue", JONAS, []],
  ["a member without a role", ALEX, []],
  ["a coordinator", PRIYA, ["coordinator"]],
  ["an engineer", TOM, ["engineer"]],
  ["the owner of the program", OLGA, ["coordinator", "owner"]],
  ["a blocked coordinator", BLOCKED, []],
  ["a bot with a Maintainer's rights", ROBOT, []],
  ["an account the candidate made a Maintainer", SOCK, []],
  ["somebody GitLab does not tell of", NOT_ASKED, "unknown"],
];

const STATES = {
  open: null,
  claimed: { kind: "task-claimed", by: MARIA },
  confirmed: { kind: "task-confirmed", by: PRIYA, via: "command" },
  waived: { kind: "task-waived", by: PRIYA, reason: "done elsewhere" },
  declined: { kind: "task-declined", by: PRIYA, reason: "not yet" },
} as const;
const STATUSES = {
  active: [],
  withdrawn: [{ kind: "closed-by-hand" }],
  held: [{ kind: "held-back", person: MARIA }],
  moved: [{ kind: "moved-away", toIssueId: 77 }],
  certified: [{ kind: "certified" }],
} as const satisfies Record<string, readonly FactBody[]>;
const AUTHORITIES = ["own", "edited-by-author", "doubtful"] as const;

interface Case {
  readonly verb: "done" | "confirm" | "decline" | "withdraw" | "waive";
  readonly task: Task;
  readonly by: PersonId;
  readonly roles: readonly Held[] | "unknown";
  readonly state: keyof typeof STATES;
  readonly status: keyof typeof STATUSES;
  readonly authority: CommandEvent["authority"];
}

/** In one line: facts without `command-heard`, then the mark or the answer. */
type Outcome = readonly string[] | "deferred";

/** What DESIGN's sections 7 and 8 say, and nothing of how it is computed. */
function expected(c: Case): Outcome {
  const isOwn = c.by === MARIA || c.by === FORMER;
  // Maintainers can edit anyone's comment.
  // Maria and the former candidate are both, so one of them could have edited any comment and made its delivery up.
  if (c.authority !== "own") return ["refused edited-comment"];
  if (c.status !== "active") return ["refused already-over"];
  if (c.roles === "unknown") return "deferred";

  const roles = new Set<string>(c.roles);
  const isSelf = c.task.confirmedBy.includes("candidate");
  const steers = roles.has("coordinator") || roles.has("owner");
  const confirms = c.task.confirmedBy.some((role) => roles.has(role)) || (isSelf && steers);
  const refusal = isOwn
    ? "refused own-issue"
    : c.by === BLOCKED || c.by === ROBOT
      ? "refused not-eligible"
      : "refused not-entitled";
  const settled = c.state === "confirmed" || c.state === "waived";
  switch (c.verb) {
    // Counts as a tick, of somebody who belongs to the program.
    case "done":
      if (roles.size === 0) return ["refused not-entitled"];
      if (settled) return ["✓"];
      if (confirms) return ["task-confirmed", "✓"];
      return c.state === "claimed" ? ["✓"] : ["task-claimed", "✓"];
    case "confirm":
      if (!confirms) return [refusal];
      return settled ? ["✓"] : ["task-confirmed", "✓"];
    case "decline":
      if (!confirms) return [refusal];
      return settled ? ["refused already-confirmed"] : ["task-declined", "✓"];
    case "withdraw":
      if (!confirms) return [refusal];
      return settled ? ["confirmation-withdrawn", "✓"] : ["refused nothing-to-withdraw"];
    case "waive":
      if (!steers) return [refusal];
      return c.state === "waived" ? ["✓"] : ["task-waived", "✓"];
  }
}

function actual(program: Program, c: Case): Outcome {
  const state = STATES[c.state];
  const enrollment = enrollmentWith(
    [
      { kind: "candidate-set", person: FORMER, source: "people" },
      { kind: "candidate-set", person: MARIA, source: "people" },
      ...(state === null ? [] : [{ ...state, task: c.task.id }]),
      ...STATUSES[c.status],
    ],
    { program },
  );
  const words = c.verb === "done" || c.verb === "confirm" ? "" : " because of the rules";
  return run(`${c.verb} ${c.task.id}${words}`, { by: c.by, authority: c.authority }, { enrollment, program });
}

function run(line: string, change: Partial<CommandEvent> = {}, options: BenchOptions = {}): Outcome {
  const { ledger, context } = openBench({ standings: everybody, ...options });
  const verdict = runCommand(context, command(line, change));
  if (verdict === "deferred" && ledger.facts().length + ledger.actions().length === 0) return "deferred";
  const bodies = bodiesOf(ledger.facts());
  const heard = bodies.filter((body) => body.kind === "command-heard").map((body) => body.outcome);
  const said = ledger.actions().flatMap(({ action }) => {
    if (action.kind === "react") return [action.emoji === "white_check_mark" ? "✓" : action.emoji];
    return action.kind === "note" && action.note.kind === "answer" ? [`${heard[0]} ${action.note.answer.kind}`] : [];
  });
  return [...bodies.map(({ kind }) => kind).filter((kind) => kind !== "command-heard"), ...said];
}

describe.for([
  ["the shipped program", SHIPPED],
  ["another program, without coordinators", GERMAN],
] as const)("runCommand() in %s", ([, program]) => {
  // Nobody is admitted to a role the program has no use for.
  const people = PEOPLE.filter(([, person]) => program === SHIPPED || (person !== TOM && person !== PRIYA));

  test.for(people)("follows DESIGN for every command, task, state and status when %s writes it", ([, by, held]) => {
    const roles = held === "unknown" ? held : held.filter((role) => program.roles[role].label !== "");
    const wrong: { c: unknown; expected: Outcome; actual: Outcome }[] = [];
    let count = 0;
    for (const verb of ["done", "confirm", "decline", "withdraw", "waive"] as const)
      for (const task of program.tasks)
        for (const state of Object.keys(STATES) as (keyof typeof STATES)[])
          for (const status of Object.keys(STATUSES) as (keyof typeof STATUSES)[])
            for (const authority of AUTHORITIES) {
              count += 1;
              const c: Case = { verb, task, by, roles, state, status, authority };
              const [is, ought] = [actual(program, c), expected(c)];
              if (JSON.stringify(is) !== JSON.stringify(ought))
                wrong.push({ c: { ...c, task: task.id }, expected: ought, actual: is });
            }

    expect(count).toBe(5 * program.tasks.length * 25 * 3);
    expect(wrong.slice(0, 3)).toEqual([]);
  });
});

/* Whose word an edited comment is. */

test.for<[why: string, candidate: KnownStanding, by: PersonId, outcome: Outcome]>([
  ["the candidate may not edit others' comments", standing({ accessLevel: 20 }), PRIYA, ["task-confirmed", "✓"]],
  ["the candidate could have edited it and made the delivery up", holding(), PRIYA, ["refused edited-comment"]],
  ["nobody knows what the candidate may", "unknown", PRIYA, ["refused edited-comment"]],
  ["it is the candidate's own", holding(), MARIA, ["refused own-issue"]],
])("runCommand() of a comment whose delivery says its author edited it, when %s", ([, candidate, by, outcome]) => {
  const standings = new Map([...everybody, [MARIA, candidate] as const]);

  expect(run("confirm assessment", { by, authority: "edited-by-author" }, { standings })).toEqual(outcome);
});

test("runCommand() answers what changes nothing even in a comment somebody else may have edited", () => {
  expect(run("status", { by: ALEX, authority: "doubtful" })).toEqual(["answered status"]);
});

/* Words. */

function answerTo(line: string, change: Partial<CommandEvent> = {}, options: BenchOptions = {}): Answer | null {
  const { ledger, context } = openBench({ standings: everybody, ...options });
  runCommand(context, command(line, { by: PRIYA, ...change }));
  return answersOf(ledger)[0] ?? null;
}

test.for<[line: string, answer: Answer]>([
  ["help", { kind: "help" }],
  ["status", { kind: "status" }],
  ["next", { kind: "next" }],
  ["confrim lead", { kind: "unknown-command", word: "confrim", suggestion: "confirm lead" }],
  ["dance", { kind: "unknown-command", word: "dance", suggestion: null }],
  ["confirm", { kind: "malformed", command: "confirm", missing: "task" }],
  ["confirm TASK", { kind: "malformed", command: "confirm", missing: "placeholder" }],
  ["confirm worksop", { kind: "unknown-task", word: "worksop", suggestion: "workshop", command: "confirm" }],
  ["confirm assessment cake", { kind: "unknown-task", word: "cake", suggestion: null, command: "confirm" }],
  ["confirm 9", { kind: "unknown-task", word: "9", suggestion: null, command: "confirm" }],
  ["done", { kind: "malformed", command: "done", missing: "task" }],
  ["decline assessment", { kind: "malformed", command: "decline", missing: "reason" }],
  ["decline assessment WHAT IS MISSING", { kind: "malformed", command: "decline", missing: "placeholder" }],
  ["decline TASK not yet", { kind: "malformed", command: "decline", missing: "placeholder" }],
  ["decline cake not yet", { kind: "unknown-task", word: "cake", suggestion: null, command: "decline" }],
  ["withdraw", { kind: "malformed", command: "withdraw", missing: "task" }],
  ["withdraw lead WHY", { kind: "malformed", command: "withdraw", missing: "placeholder" }],
  ["withdraw shadow too early", { kind: "nothing-to-withdraw", task: "shadow" }],
  ["waive lead", { kind: "malformed", command: "waive", missing: "reason" }],
  ["assign", { kind: "malformed", command: "assign", missing: "role" }],
  ["assign engineer", { kind: "malformed", command: "assign", missing: "username" }],
  ["assign ROLE @username", { kind: "malformed", command: "assign", missing: "placeholder" }],
  ["assign baker @tom", { kind: "unknown-role", word: "baker" }],
  ["assign candidate @tom", { kind: "unknown-role", word: "candidate" }],
  ["assign engineer @nobody", { kind: "unknown-user", username: "nobody" }],
  ["assign engineer @msilva", { kind: "not-for-role", role: "engineer", username: "msilva", why: "candidate" }],
  ["assign engineer @robot", { kind: "not-for-role", role: "engineer", username: "robot", why: "bot" }],
  ["assign engineer @gone", { kind: "not-for-role", role: "engineer", username: "gone", why: "inactive" }],
  ["assign owner @tom", { kind: "not-entitled", command: "assign", tasks: [], role: "owner" }],
  ["enroll PROGRAM", { kind: "malformed", command: "enroll", missing: "placeholder" }],
  ["enroll cakes", { kind: "unknown-program", word: "cakes", known: ["migration-onboarding", "another-program"] }],
  ["enroll another-program", { kind: "unknown-program", word: "another-program", known: ["migration-onboarding"] }],
  ["upgrade", { kind: "already-newest", version: SHIPPED.version }],
])("runCommand() answers %s", ([line, answer]) => {
  const accounts = { tom: TOM, msilva: MARIA, robot: ROBOT, gone: BLOCKED };

  expect(answerTo(line, {}, { accounts })).toEqual(answer);
});

test("runCommand() knows no role the program has no use for", () => {
  const options = { program: GERMAN, accounts: { tom: TOM } };

  expect(answerTo("assign engineer @tom", { by: OLGA }, options)).toEqual({ kind: "unknown-role", word: "engineer" });
});

test.for([
  ["its id", "assessment"],
  ["its id in capitals", "Assessment"],
  ["its number", "2"],
  ["its id in code", "`assessment`"],
])("runCommand() takes a task by %s", ([, word]) => {
  expect(run(`confirm ${word}`, { by: PRIYA })).toEqual(["task-confirmed", "✓"]);
});

test("runCommand() takes several tasks at once, each once", () => {
  const { ledger, context } = openBench();

  runCommand(context, command("confirm assessment, workshop 2 assessment", { by: PRIYA }));

  expect(bodiesOf(ledger.facts()).slice(0, -1)).toEqual([
    { kind: "task-confirmed", task: "assessment", by: PRIYA, via: "command" },
    { kind: "task-confirmed", task: "workshop", by: PRIYA, via: "command" },
  ]);
});

test("runCommand() does what it may of several tasks and refuses the rest in one answer", () => {
  expect(run("confirm assessment lead workshop", { by: PRIYA })).toEqual([
    "task-confirmed",
    "task-confirmed",
    "refused not-entitled",
  ]);
  expect(answerTo("confirm assessment lead workshop", { by: PRIYA })).toEqual({
    kind: "not-entitled",
    command: "confirm",
    tasks: ["lead"],
    role: null,
  });
});

test("runCommand() lets a coordinator confirm in bulk what an older issue came with", () => {
  const enrollment = enrollmentWith([{ kind: "task-claimed", task: "review-resources", by: null }], { adopted: true });

  expect(run("confirm review-resources assessment", { by: PRIYA }, { enrollment })).toEqual([
    "task-confirmed",
    "task-confirmed",
    "✓",
  ]);
});

/* Naming people. */

test("runCommand() lets a coordinator admit an engineer, who may confirm from then on", () => {
  const enrollment = enrollmentWith([]);
  const { ledger, context } = openBench({ enrollment, accounts: { alex: ALEX } });

  runCommand(context, command("confirm lead", { by: ALEX }));
  runCommand(context, command("assign engineer @Alex", { by: PRIYA }));
  runCommand(context, command("confirm lead", { by: ALEX }));

  expect(bodiesOf(ledger.facts()).filter(({ kind }) => kind !== "command-heard")).toEqual([
    { kind: "role-assigned", role: "engineer", person: ALEX, by: PRIYA, member: true },
    { kind: "task-confirmed", task: "lead", by: ALEX, via: "command" },
  ]);
});

test.for<[why: string, by: PersonId, outcome: Outcome]>([
  ["the candidate", MARIA, ["refused own-issue"]],
  ["an engineer", TOM, ["refused not-entitled"]],
  ["a member", ALEX, ["refused not-entitled"]],
  ["a bot", ROBOT, ["refused not-eligible"]],
  ["a coordinator", PRIYA, ["role-assigned", "✓"]],
  ["the owner", OLGA, ["role-assigned", "✓"]],
  ["an account the candidate made a Maintainer", SOCK, ["refused not-entitled"]],
  ["somebody GitLab does not tell of", NOT_ASKED, "deferred"],
])("runCommand() of assign engineer @jonas by %s", ([, by, outcome]) => {
  expect(run("assign engineer @jonas", { by }, { accounts: { jonas: JONAS } })).toEqual(outcome);
});

test.for<[what: string, accounts: Readonly<Record<string, PersonId | "unknown">>]>([
  ["whether the account exists", { jonas: "unknown" }],
  ["who the account is", { jonas: NOT_ASKED }],
])("runCommand() of assign waits while GitLab does not tell %s", ([, accounts]) => {
  expect(run("assign engineer @jonas", { by: PRIYA }, { accounts })).toBe("deferred");
});

test("runCommand() remembers whether somebody was a member when they were admitted", () => {
  const standings = new Map([...everybody, [ALEX, standing({ accessLevel: 0 })] as const]);
  const { ledger, context } = openBench({ standings, accounts: { alex: ALEX } });

  runCommand(context, command("assign engineer @alex", { by: PRIYA }));

  expect(bodiesOf(ledger.facts())[0]).toEqual({
    kind: "role-assigned",
    role: "engineer",
    person: ALEX,
    by: PRIYA,
    member: false,
  });
});

/* Enrolling and upgrading. */

test.for<[line: string, by: PersonId, status: keyof typeof STATUSES, outcome: Outcome]>([
  ["enroll", PRIYA, "held", ["hold-lifted", "✓"]],
  ["enroll migration-onboarding", OLGA, "held", ["hold-lifted", "✓"]],
  ["enroll", MARIA, "held", ["refused own-issue"]],
  ["enroll", ALEX, "held", ["refused not-entitled"]],
  ["enroll", NOT_ASKED, "held", "deferred"],
  ["enroll migration-onboarding", PRIYA, "active", ["✓"]],
  ["enroll", PRIYA, "certified", ["refused already-over"]],
  ["help", ALEX, "certified", ["answered help"]],
  ["recheck", ALEX, "withdrawn", ["✓"]],
  ["assign engineer @jonas", PRIYA, "certified", ["refused already-over"]],
  ["upgrade", PRIYA, "withdrawn", ["refused already-over"]],
])("runCommand() of %s by %i in an enrollment that is %s", ([line, by, status, outcome]) => {
  const enrollment = enrollmentWith(STATUSES[status]);

  expect(run(line, { by }, { enrollment })).toEqual(outcome);
});

const NEWER: Program = {
  ...SHIPPED,
  version: SHIPPED.version + 1,
  tasks: SHIPPED.tasks.map((task) =>
    task.id === "review-resources" ? { ...task, confirmedBy: ["coordinator"] } : task,
  ),
};

test("runCommand() of upgrade moves to the newest program and shows the difference", () => {
  const { ledger, context } = openBench({ newest: NEWER });

  runCommand(context, command("upgrade", { by: PRIYA }));

  expect(ledger.program().version).toBe(NEWER.version);
  expect(ledger.enrollment().version).toBe(NEWER.version);
  expect(answerTo("upgrade", {}, { newest: NEWER })).toEqual({
    kind: "upgraded",
    from: SHIPPED.version,
    to: NEWER.version,
    changes: [expect.objectContaining({ kind: "rules-changed", task: "review-resources" })],
  });
});

test("runCommand() of upgrade takes the candidate's own word for a claim where somebody else's is needed now", () => {
  const enrollment = enrollmentWith([
    { kind: "task-confirmed", task: "review-resources", by: MARIA, via: "tick" },
    { kind: "task-confirmed", task: "assessment", by: PRIYA, via: "command" },
  ]);
  const { ledger, context } = openBench({ enrollment, newest: NEWER });

  runCommand(context, command("upgrade", { by: PRIYA }));

  expect(bodiesOf(ledger.facts()).slice(0, -1)).toEqual([
    { kind: "program-upgraded", version: NEWER.version, by: PRIYA },
    { kind: "task-reopened", task: "review-resources", by: PRIYA },
    { kind: "task-claimed", task: "review-resources", by: MARIA },
  ]);
});

test.for<[who: string, by: PersonId, outcome: Outcome]>([
  ["the candidate", MARIA, ["refused own-issue"]],
  ["an engineer", TOM, ["refused not-entitled"]],
  ["somebody GitLab does not tell of", NOT_ASKED, "deferred"],
])("runCommand() of upgrade by %s", ([, by, outcome]) => {
  expect(run("upgrade", { by }, { newest: NEWER })).toEqual(outcome);
});

/* Nobody is told the same thing over and over. */

/** One person writes these lines, a few minutes apart. @returns What followed each: an answer, or only a mark. */
function saidTo(lines: readonly string[], minutesApart: number, now?: Date): readonly string[] {
  let enrollment = enrollmentWith([]);
  return lines.flatMap((line, index) => {
    const moment = minutesAfter(at("10:00"), index * minutesApart);
    const { ledger, context } = openBench({ enrollment, now: now ?? moment });
    runCommand(context, command(line, { by: ALEX, at: moment }));
    enrollment = ledger.enrollment();
    return planned(ledger.actions()).map((action) => action.replace(/ at .*/, ""));
  });
}

test("runCommand() answers one person six times an hour, then only marks their comments", () => {
  expect(saidTo(Array(8).fill("help"), 1)).toEqual([...Array(6).fill("answer help"), "react eyes", "react eyes"]);
  expect(saidTo(Array(8).fill("help"), 11)).toEqual(Array(8).fill("answer help"));
});

test("runCommand() counts comments found late by when they were written", () => {
  expect(saidTo(Array(8).fill("help"), 1, at("18:00"))).toEqual([
    ...Array(6).fill("answer help"),
    "react eyes",
    "react eyes",
  ]);
});

test("runCommand() does not forget its answers over many commands that were done", () => {
  const lines = [...Array(6).fill("help"), ...Array(12).fill("recheck"), "help"];

  expect(saidTo(lines, 1).at(-1)).toBe("react eyes");
});

test("runCommand() refuses the same line once a day", () => {
  expect(saidTo(["confirm lead", "confirm lead", "confirm lead assessment"], 30)).toEqual([
    "answer not-entitled",
    "react no_entry_sign",
    "answer not-entitled",
  ]);
  expect(saidTo(["confirm lead", "confirm lead"], 24 * 60)).toEqual(["answer not-entitled", "answer not-entitled"]);
});

test("runCommand() writes a command down under its own key, with its outcome", () => {
  const event = command("confirm lead", { by: ALEX, noteId: 31 });
  const { ledger, context } = openBench();

  runCommand(context, event);

  expect(ledger.facts()).toEqual([
    {
      kind: "command-heard",
      noteId: 31,
      by: ALEX,
      command: "confirm lead",
      outcome: "refused",
      key: event.key,
      at: event.at,
    },
  ]);
});

test("runCommand() of a command that is told twice in one review ends in the same facts", () => {
  const event = command("confirm assessment", { by: PRIYA });
  const { ledger, context } = openBench();

  runCommand(context, event);
  const once = ledger.facts().length;
  runCommand(context, event);

  expect(ledger.facts()).toHaveLength(once);
  expect(new Set(ledger.facts().map(({ key }) => key)).size).toBe(once);
  expect(ledger.enrollment().lastSeq).toBe(enrollmentWith([]).lastSeq + once);
});

test("runCommand() leads to a journal that folds to what it decided", () => {
  const { ledger, context } = openBench({ enrollment: enrollmentWith([], { bare: true }) });

  runCommand(context, command("waive lead done in an earlier life", { by: PRIYA }));

  const start = enrollmentWith([], { bare: true });
  const first = {
    ...({ kind: "enrolled", programId: "migration-onboarding", version: SHIPPED.version } as const),
    ...({ issue: start.issue, issueId: start.issueId, author: start.author, audience: null, adopted: false } as const),
  };
  const facts = [{ ...first, key: "k1", at: start.enrolledAt }, ...ledger.facts()];
  expect(fold(facts.map((fact, index) => ({ ...fact, seq: index + 1 })))).toEqual(ledger.enrollment());
});
