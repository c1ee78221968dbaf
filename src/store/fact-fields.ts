import { z } from "zod";

import { BADGE_PAGE_CHANGES } from "../domain/badge/badge.ts";
import type { DeskFactBody } from "../domain/desk/desk.ts";
import type { FactBody } from "../domain/enrollment/fact.ts";
import { ROLES } from "../domain/program/program.ts";

/** Stands in a body where people's words would: SHA-256 of salt and text. */
const textRef = z.object({ hash: z.string() });
type TextRef = z.infer<typeof textRef>;

/** What people wrote: the one free text of a fact that has any. A command line may quote a reason and name people. */
type TextField = "reason" | "command" | "codename" | "details" | "answers";

/** The free text of any fact, as its body has it. */
export interface TextFields {
  readonly reason?: TextRef | null;
  readonly command?: TextRef;
  readonly codename?: TextRef | null;
  readonly details?: TextRef | null;
  readonly answers?: TextRef | null;
}

/** The fields of one kind of fact, its free text replaced. */
type StoredFields<Body> = {
  [F in Exclude<keyof Body, "kind">]: F extends TextField ? TextRef | Extract<Body[F], null> : Body[F];
};

type FieldsOf<Body extends { readonly kind: string }> = {
  readonly [K in Body["kind"]]: z.ZodType<StoredFields<Extract<Body, { kind: K }>>>;
};

const person = z.int().positive();
const somebody = person.nullable();
const id = z.int().positive();
const task = z.string();
const role = z.enum(ROLES);
const issue = z.object({ projectId: id, issueIid: id });
const box = z.object({ task, which: z.enum(["task", "confirm"]) });
const proof = z.enum(["record", "hint", "none"]);
const text = textRef.nullable();
const fault = z.discriminatedUnion("kind", [
  z.object({ kind: z.enum(["all-gone", "unreadable"]) }),
  z.object({ kind: z.enum(["missing", "reworded", "doubled", "not-applicable"]), task }),
]);
const days = z.array(z.object({ from: z.string(), to: z.string() }));
const date = { start: z.iso.datetime(), lengthMs: z.number().positive(), zone: z.string() };

const commandHeard = z.object({
  noteId: id,
  by: person,
  command: textRef,
  outcome: z.enum(["done", "answered", "refused"]),
});

/** What the journal of an enrollment keeps, by kind of fact. */
export const ENROLLMENT_FIELDS = {
  enrolled: z.object({
    programId: z.string(),
    version: z.int(),
    issue,
    issueId: id,
    author: person,
    audience: z.string().nullable(),
    adopted: z.boolean(),
  }),
  "held-back": z.object({ person }),
  "hold-lifted": z.object({ by: person }),
  "candidate-set": z.object({ person, source: z.enum(["people", "assignee", "author"]) }),
  "role-proposed": z.object({ role, people: z.array(person) }),
  "role-assigned": z.object({ role, person, by: person, member: z.boolean() }),
  "box-turned": z.object({
    box,
    to: z.enum(["open", "done", "inapplicable"]),
    by: somebody,
    proof,
    entitled: z.boolean(),
  }),
  "turn-attributed": z.object({ box, turn: z.string(), by: person, proof, entitled: z.boolean() }),
  "task-claimed": z.object({ task, by: somebody }),
  "claim-withdrawn": z.object({ task, by: somebody }),
  "task-confirmed": z.object({ task, by: somebody, via: z.enum(["tick", "command"]) }),
  "task-reopened": z.object({ task, by: somebody }),
  "task-declined": z.object({ task, by: person, reason: text }),
  "confirmation-withdrawn": z.object({ task, by: person, reason: text }),
  "task-waived": z.object({ task, by: person, reason: text }),
  "list-broken": z.object({ faults: z.array(fault), by: somebody }),
  "list-repaired": z.object({}),
  "closed-by-hand": z.object({}),
  reopened: z.object({}),
  "moved-away": z.object({ toIssueId: id }),
  "moved-here": z.object({ issue, issueId: id }),
  "program-upgraded": z.object({ version: z.int(), by: person }),
  certified: z.object({}),
  "coordinator-chosen": z.object({ person, why: z.enum(["least-load", "handed-over", "others-away"]) }),
  "start-awaited": z.object({}),
  "start-confirmed": z.object({ by: somebody }),
  "start-declined": z.object({ by: person, reason: text }),
  paused: z.object({ by: person, until: z.string().nullable() }),
  resumed: z.object({ by: somebody }),
  "engagement-requested": z.object({
    engagement: z.string(),
    by: person,
    days,
    method: z.string().nullable(),
    language: z.string().nullable(),
  }),
  "engagement-proposed": z.object({ engagement: z.string(), to: person }),
  "engagement-scheduled": z.object({
    number: id,
    engagement: z.string(),
    task,
    ...date,
    method: z.string().nullable(),
    helper: somebody,
    by: person,
    offer: z.object({ desk: z.string(), offer: id }).nullable(),
    details: text,
  }),
  "engagement-moved": z.object({ number: id, ...date, helper: somebody, by: person }),
  "engagement-cancelled": z.object({ number: id, by: person, missed: z.boolean(), reason: text }),
  "engagement-held": z.object({ number: id }),
  "score-recorded": z.object({ task, by: person, score: z.number(), passed: z.boolean() }),
  "try-allowed": z.object({ task, by: person }),
  "form-asked": z.object({ form: z.string(), task, engagement: id, person }),
  "form-asked-again": z.object({ form: z.string(), task, engagement: id.nullable(), person }),
  "form-filled": z.object({
    form: z.string(),
    task,
    engagement: id.nullable(),
    by: person,
    scores: z.record(z.string(), z.number()),
    verdict: z.enum(["pass", "not-yet"]).nullable(),
    isComplete: z.boolean(),
    answers: text,
  }),
  "badge-page-set": z.object({ by: person, change: z.enum(BADGE_PAGE_CHANGES) }),
  "badge-renewed": z.object({ by: person }),
  "badge-revoked": z.object({ by: person, reason: text }),
  "command-heard": commandHeard,
} satisfies FieldsOf<FactBody>;

/** What the journal of a desk keeps, by kind of fact. */
export const DESK_FIELDS = {
  "desk-opened": z.object({ programId: z.string(), by: person, isLocal: z.boolean() }),
  "engineer-admitted": z.object({ person, by: person }),
  "offer-made": z.object({
    offer: id,
    by: person,
    engagement: z.string(),
    ...date,
    method: z.string().nullable(),
    language: z.string().nullable(),
    codename: text,
    seats: z.int(),
  }),
  "offer-withdrawn": z.object({ offer: id, by: person, reason: text }),
  "seat-taken": z.object({ offer: id, enrollmentId: z.string(), candidate: person, by: person }),
  "seat-freed": z.object({ offer: id, enrollmentId: z.string(), why: z.enum(["refused", "cancelled", "moved"]) }),
  proposed: z.object({ to: person, enrollmentId: z.string(), engagement: z.string(), offers: z.array(id) }),
  "command-heard": commandHeard,
} satisfies FieldsOf<DeskFactBody>;

/** What people wrote about an engagement. */
export const engagementDetails = z.object({ codename: z.string().nullable(), source: z.string().nullable() });

/** What people wrote into a form. */
export const formAnswers = z.object({ texts: z.record(z.string(), z.string()), comment: z.string() });
