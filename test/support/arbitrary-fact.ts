import * as fc from "fast-check";

import type { Event, Unexplained } from "../../src/domain/enrollment/event.ts";
import type { FactBody, NewFact } from "../../src/domain/enrollment/fact.ts";
import type { ListFault } from "../../src/domain/enrollment/task-list.ts";
import { ROLES } from "../../src/domain/program/program.ts";
import type { Command } from "../../src/domain/talk/command.ts";
import type { DeferredEvent, Watch } from "../../src/workflow/store-port.ts";

/** Any string people could send: quotes, NUL, lone halves of characters. */
const text = fc.string({ unit: "binary", maxLength: 40 });
const id = fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER });
const person = fc.integer({ min: 1, max: 1000 });
const somebody = fc.option(person);
const task = fc.constantFrom("review-resources", "assessment", "shadow", "<b>lead</b>");
const role = fc.constantFrom(...ROLES);
const issue = fc.record({ projectId: id, issueIid: id });
const box = fc.record({ task, which: fc.constantFrom("task" as const, "confirm" as const) });
const to = fc.constantFrom("open" as const, "done" as const, "inapplicable" as const);
const proof = fc.constantFrom("record" as const, "hint" as const, "none" as const);
const reason = fc.option(text);
const moment = fc.date({
  min: new Date("1970-01-01T00:00:00Z"),
  max: new Date("2999-12-31T23:59:59.999Z"),
  noInvalidDate: true,
});
const fault: fc.Arbitrary<ListFault> = fc.oneof(
  fc.record({ kind: fc.constantFrom("all-gone" as const, "unreadable" as const) }),
  fc.record({ kind: fc.constantFrom("missing", "reworded", "doubled", "not-applicable"), task }),
);

/** One of each kind of fact; a new kind breaks the build here. */
export const arbitraryBodies: {
  readonly [K in FactBody["kind"]]: fc.Arbitrary<Omit<Extract<FactBody, { kind: K }>, "kind">>;
} = {
  enrolled: fc.record({
    programId: text,
    version: id,
    issue,
    issueId: id,
    author: person,
    audience: fc.option(text),
    adopted: fc.boolean(),
  }),
  "held-back": fc.record({ person }),
  "hold-lifted": fc.record({ by: person }),
  "candidate-set": fc.record({ person, source: fc.constantFrom("people", "assignee", "author") }),
  "role-proposed": fc.record({ role, people: fc.array(person, { maxLength: 4 }) }),
  "role-assigned": fc.record({ role, person, by: person, member: fc.boolean() }),
  "box-turned": fc.record({ box, to, by: somebody, proof, entitled: fc.boolean() }),
  "turn-attributed": fc.record({ box, turn: text, by: person, proof, entitled: fc.boolean() }),
  "task-claimed": fc.record({ task, by: somebody }),
  "claim-withdrawn": fc.record({ task, by: somebody }),
  "task-confirmed": fc.record({ task, by: somebody, via: fc.constantFrom("tick", "command") }),
  "task-reopened": fc.record({ task, by: somebody }),
  "task-declined": fc.record({ task, by: person, reason }),
  "confirmation-withdrawn": fc.record({ task, by: person, reason }),
  "task-waived": fc.record({ task, by: person, reason }),
  "list-broken": fc.record({ faults: fc.array(fault, { maxLength: 4 }), by: somebody }),
  "list-repaired": fc.record({}),
  "closed-by-hand": fc.record({}),
  reopened: fc.record({}),
  "moved-away": fc.record({ toIssueId: id }),
  "moved-here": fc.record({ issue, issueId: id }),
  "program-upgraded": fc.record({ version: id, by: person }),
  certified: fc.record({}),
  "command-heard": fc.record({
    noteId: id,
    by: person,
    command: text,
    outcome: fc.constantFrom("done", "answered", "refused"),
  }),
};

/** Facts of every kind, in any order, with distinct keys. */
export const arbitraryFacts: fc.Arbitrary<NewFact[]> = fc
  .array(
    fc.oneof(
      ...Object.entries(arbitraryBodies).map(([kind, fields]) =>
        fc.tuple(moment, fields as fc.Arbitrary<object>).map(([at, rest]) => ({ kind, at, ...rest })),
      ),
    ),
    { minLength: 1, maxLength: 12 },
  )
  .map((facts) => facts.map((fact, index) => ({ ...fact, key: `fact:${index}` }) as NewFact));

const command: fc.Arbitrary<Command> = fc.oneof(
  fc.record({ kind: fc.constantFrom("help", "status", "next", "recheck", "upgrade") }),
  fc.record({ kind: fc.constantFrom("done", "confirm"), tasks: fc.array(text), placeholder: fc.boolean() }),
  fc.record({
    kind: fc.constantFrom("decline", "withdraw", "waive"),
    task: fc.option(text),
    reason,
    placeholder: fc.boolean(),
  }),
  fc.record({ kind: fc.constant("unknown"), word: text, suggestion: reason }),
);

const unexplained: fc.Arbitrary<Unexplained> = fc.record({
  key: text,
  at: moment,
  box,
  to,
  alone: fc.boolean(),
  stale: fc.boolean(),
  firstSight: fc.boolean(),
  hint: somebody,
});

/** One of each kind of event; a new kind breaks the build here. */
const events: { readonly [K in Event["kind"]]: fc.Arbitrary<Extract<Event, { kind: K }>> } = {
  turn: fc.record({
    kind: fc.constant("turn"),
    key: text,
    at: moment,
    box,
    to,
    by: somebody,
    proof,
    alone: fc.boolean(),
    stale: fc.boolean(),
    late: fc.boolean(),
    firstSight: fc.boolean(),
  }),
  attribution: fc.record({
    kind: fc.constant("attribution"),
    key: text,
    at: moment,
    turn: unexplained,
    by: person,
    proof,
  }),
  command: fc.record({
    kind: fc.constant("command"),
    key: text,
    at: moment,
    noteId: id,
    by: person,
    authority: fc.constantFrom("own", "edited-by-author", "doubtful"),
    command,
    text,
  }),
};

const deferred: fc.Arbitrary<DeferredEvent> = fc.record({
  event: fc.oneof(...Object.values(events)),
  since: moment,
});

export const arbitraryWatch: fc.Arbitrary<Watch> = fc.record({
  description: text,
  state: fc.constantFrom("opened", "closed"),
  labels: fc.array(text, { maxLength: 3 }),
  issueUpdatedAt: moment,
  userNotesCount: fc.nat(),
  notesReadTo: moment,
  notesCountFrom: moment,
  unexplained: fc.array(unexplained, { maxLength: 3 }),
  deferred: fc.array(deferred, { maxLength: 4 }),
  statusNote: fc.option(fc.record({ noteId: id, digest: text })),
  unreachableSince: fc.option(moment),
});
