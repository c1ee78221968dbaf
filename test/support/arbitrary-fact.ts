import * as fc from "fast-check";

import { BADGE_PAGE_CHANGES } from "../../src/domain/badge/badge.ts";
import type { DeskFactBody, NewDeskFact } from "../../src/domain/desk/desk.ts";
import type { Event, Unexplained } from "../../src/domain/enrollment/event.ts";
import type { FactBody, NewFact } from "../../src/domain/enrollment/fact.ts";
import type { ListFault } from "../../src/domain/enrollment/task-list.ts";
import { ROLES } from "../../src/domain/program/program.ts";
import type { Command } from "../../src/domain/commands/commands.ts";
import type { DeferredEvent, Watch } from "../../src/workflow/ports/store-port.ts";

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
const method = fc.option(fc.constantFrom("congregate", "direct-transfer"));
const language = fc.option(fc.constantFrom("de", "pt-BR"));
const zone = fc.constantFrom("Europe/Berlin", "UTC+05:30");
const day = moment.map((date) => date.toISOString().slice(0, 10));
const start = moment.map((date) => date.toISOString());
const lengthMs = fc.integer({ min: 1 });
const offer = fc.record({ desk: text, offer: id });
const takenOffer = fc.record({ desk: text, offer: id, namedBy: fc.array(id, { maxLength: 2 }) });
const words = fc.dictionary(fc.constantFrom("clarity", "calm", "tools"), text);
/** JSON knows no negative zero. */
const score = fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => number + 0);
const scores = fc.dictionary(fc.constantFrom("clarity", "calm", "tools"), score);
const fault: fc.Arbitrary<ListFault> = fc.oneof(
  fc.record({ kind: fc.constantFrom("all-gone" as const, "unreadable" as const) }),
  fc.record({ kind: fc.constantFrom("missing", "reworded", "doubled", "not-applicable"), task }),
);

type Bodies<Body extends { readonly kind: string }> = {
  readonly [K in Body["kind"]]: fc.Arbitrary<Omit<Extract<Body, { kind: K }>, "kind">>;
};

const commandHeard = fc.record({
  noteId: id,
  by: person,
  command: text,
  outcome: fc.constantFrom("done" as const, "answered" as const, "refused" as const),
});

/** One of each kind of fact; a new kind breaks the build here. */
export const arbitraryBodies: Bodies<FactBody> = {
  enrolled: fc.record({
    programId: text,
    version: id,
    issue,
    issueId: id,
    author: person,
    audience: fc.option(text),
    adopted: fc.boolean(),
  }),
  "badge-page-set": fc.record({ by: person, change: fc.constantFrom(...BADGE_PAGE_CHANGES) }),
  "badge-renewed": fc.record({ by: person }),
  "badge-revoked": fc.record({ by: person, reason }),
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
  "coordinator-chosen": fc.record({ person, why: fc.constantFrom("least-load", "handed-over", "others-away") }),
  "start-awaited": fc.record({}),
  "start-confirmed": fc.record({ by: somebody }),
  "start-declined": fc.record({ by: person, reason }),
  paused: fc.record({ by: person, until: fc.option(day) }),
  resumed: fc.record({ by: somebody }),
  "engagement-requested": fc.record({
    engagement: text,
    by: person,
    days: fc.array(fc.record({ from: day, to: day }), { maxLength: 3 }),
    method,
    language,
  }),
  "engagement-proposed": fc.record({ engagement: text, to: person }),
  "engagement-scheduled": fc.record({
    number: id,
    engagement: text,
    task,
    start,
    lengthMs,
    zone,
    method,
    helper: somebody,
    by: person,
    offer: fc.option(offer),
    details: fc.option(fc.record({ codename: reason, source: reason })),
  }),
  "engagement-moved": fc.record({ number: id, start, lengthMs, zone, helper: somebody, by: person }),
  "engagement-cancelled": fc.record({ number: id, by: person, missed: fc.boolean(), reason }),
  "engagement-held": fc.record({ number: id }),
  "score-recorded": fc.record({ task, by: person, score, passed: fc.boolean() }),
  "try-allowed": fc.record({ task, by: person }),
  "form-asked": fc.record({ form: text, task, engagement: id, person }),
  "form-asked-again": fc.record({ form: text, task, engagement: fc.option(id), person }),
  "form-filled": fc.record({
    form: text,
    task,
    engagement: fc.option(id),
    by: person,
    scores,
    verdict: fc.option(fc.constantFrom("pass" as const, "not-yet" as const)),
    isComplete: fc.boolean(),
    answers: fc.option(fc.record({ texts: words, comment: text })),
  }),
  "command-heard": commandHeard,
};

/** The same for the journal of a desk. */
export const arbitraryDeskBodies: Bodies<DeskFactBody> = {
  "desk-opened": fc.record({ programId: text, by: person, isLocal: fc.boolean() }),
  "engineer-admitted": fc.record({ person, by: person }),
  "offer-made": fc.record({
    offer: id,
    by: person,
    engagement: text,
    start,
    lengthMs,
    zone,
    method,
    language,
    codename: reason,
    seats: id,
  }),
  "offer-withdrawn": fc.record({ offer: id, by: person, reason }),
  "seat-taken": fc.record({ offer: id, enrollmentId: text, candidate: person, by: person }),
  "seat-freed": fc.record({
    offer: id,
    enrollmentId: text,
    why: fc.constantFrom("refused", "cancelled", "moved"),
  }),
  proposed: fc.record({ to: person, enrollmentId: text, engagement: text, offers: fc.array(id, { maxLength: 3 }) }),
  "command-heard": commandHeard,
};

/** Facts of every kind, in any order, with distinct keys. */
export const arbitraryFacts = factsOf<NewFact>(arbitraryBodies);

export const arbitraryDeskFacts = factsOf<NewDeskFact>(arbitraryDeskBodies);

function factsOf<NewOne>(bodies: Readonly<Record<string, fc.Arbitrary<object>>>): fc.Arbitrary<NewOne[]> {
  const kinds = Object.entries(bodies).map(([kind, fields]) =>
    fc.tuple(moment, fields).map(([at, rest]) => ({ kind, at, ...rest })),
  );
  return fc
    .array(fc.oneof(...kinds), { minLength: 1, maxLength: 12 })
    .map((facts) => facts.map((fact, index) => ({ ...fact, key: `fact:${index}` }) as NewOne));
}

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
  turn: fc
    .tuple(
      fc.record({ aloneOnRecord: fc.boolean() }, { requiredKeys: [] }),
      fc.record({
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
    )
    .map(([more, turn]) => ({ ...turn, ...more })),
  attribution: fc.record({
    kind: fc.constant("attribution"),
    key: text,
    at: moment,
    turn: unexplained,
    by: person,
    proof,
  }),
  command: fc
    .tuple(
      fc.record({ errand: text, offer: takenOffer }, { requiredKeys: [] }),
      fc.record({
        kind: fc.constant("command"),
        key: text,
        at: moment,
        noteId: id,
        by: person,
        authority: fc.constantFrom("own", "edited-by-author", "doubtful"),
        command,
        text,
      }),
    )
    .map(([more, heard]) => ({ ...heard, ...more })),
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
