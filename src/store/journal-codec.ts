import { hash, randomBytes } from "node:crypto";

import { z } from "zod";

import type { FactBody, NewFact, PersonId } from "../domain/enrollment/fact.ts";
import { BotError } from "../domain/error.ts";
import { ROLES } from "../domain/program/program.ts";

/** A fact as it lies in the journal, and the text that lies beside it. */
export interface EncodedFact {
  readonly kind: FactBody["kind"];
  /** JSON. */
  readonly body: string;
  readonly text: EncodedText | null;
}

interface EncodedText {
  /** What the body names the text by. */
  readonly hash: string;
  readonly salt: string;
  readonly text: string;
  readonly author: PersonId;
}

type Kind = FactBody["kind"];

/** Stands in a body where people's words would: SHA-256 of salt and text. */
const textRef = z.object({ hash: z.string() });
type TextRef = z.infer<typeof textRef>;

/** The one free text of each kind that has any. A command line may quote a reason and name people. */
type FreeText<K> = K extends "task-declined" | "confirmation-withdrawn" | "task-waived"
  ? "reason"
  : K extends "command-heard"
    ? "command"
    : never;

interface TextFields {
  readonly reason?: TextRef | null;
  readonly command?: TextRef;
}

/** The fields of one kind of fact, its free text replaced. */
type StoredFields<K extends Kind> = {
  [F in Exclude<keyof Extract<FactBody, { kind: K }>, "kind">]: F extends FreeText<K>
    ? TextRef | Extract<Extract<FactBody, { kind: K }>[F], null>
    : Extract<FactBody, { kind: K }>[F];
};

const person = z.int().positive();
const somebody = person.nullable();
const id = z.int().positive();
const task = z.string();
const role = z.enum(ROLES);
const issue = z.object({ projectId: id, issueIid: id });
const box = z.object({ task, which: z.enum(["task", "confirm"]) });
const proof = z.enum(["record", "hint", "none"]);
const reason = textRef.nullable();
const fault = z.discriminatedUnion("kind", [
  z.object({ kind: z.enum(["all-gone", "unreadable"]) }),
  z.object({ kind: z.enum(["missing", "reworded", "doubled", "not-applicable"]), task }),
]);

const FIELDS = {
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
  "task-declined": z.object({ task, by: person, reason }),
  "confirmation-withdrawn": z.object({ task, by: person, reason }),
  "task-waived": z.object({ task, by: person, reason }),
  "list-broken": z.object({ faults: z.array(fault), by: somebody }),
  "list-repaired": z.object({}),
  "closed-by-hand": z.object({}),
  reopened: z.object({}),
  "moved-away": z.object({ toIssueId: id }),
  "moved-here": z.object({ issue, issueId: id }),
  "program-upgraded": z.object({ version: z.int(), by: person }),
  certified: z.object({}),
  "command-heard": z.object({
    noteId: id,
    by: person,
    command: textRef,
    outcome: z.enum(["done", "answered", "refused"]),
  }),
} satisfies { readonly [K in Kind]: z.ZodType<StoredFields<K>> };

/**
 * Make a fact ready to be stored. What its kind does not name is left out, so nothing slips into the journal with it.
 *
 * @throws {BotError} `JOURNAL_BROKEN` for a fact that could not be read back.
 */
export function encodeFact(fact: NewFact): EncodedFact {
  const { fields, text } = takeText(fact);
  const result = FIELDS[fact.kind].safeParse(fields);
  if (!result.success) throw broken(`Cannot write the fact "${fact.kind}"`, result.error);
  return { kind: fact.kind, body: JSON.stringify(result.data), text };
}

/**
 * @param textOf - The text with a hash; `null` once it was deleted. A missing reason is `null`, a missing command
 *   line is empty.
 * @throws {BotError} `JOURNAL_BROKEN` for anything {@link encodeFact} does not write.
 */
export function decodeFact(kind: string, body: string, textOf: (hash: string) => string | null): FactBody {
  if (!isKind(kind)) throw broken(`Cannot read the journal: "${kind}" is no kind of fact`);
  const result = FIELDS[kind].safeParse(parseJson(body));
  if (!result.success)
    throw broken(`Cannot read the journal: the body of a fact "${kind}" is not what it should be`, result.error);
  const { reason: why, command } = result.data as TextFields;
  // The table above holds for every kind that its fields, texts put back, are the fact's.
  return {
    kind,
    ...result.data,
    ...(why !== undefined && { reason: why && textOf(why.hash) }),
    ...(command !== undefined && { command: textOf(command.hash) ?? "" }),
  } as FactBody;
}

/** The text a body names; `null` when it names none. */
export function textHashOf(kind: string, body: string): string | null {
  if (!isKind(kind)) return null;
  const { reason: why, command } = (FIELDS[kind].safeParse(parseJson(body)).data ?? {}) as TextFields;
  return (why ?? command)?.hash ?? null;
}

/** By its salt nobody can tell from the hash alone whether a text that was deleted is one they guess. */
export function hashText(salt: string, text: string): string {
  return hash("sha256", salt + text);
}

function takeText(fact: NewFact): { readonly fields: object; readonly text: EncodedText | null } {
  if ("reason" in fact && fact.reason !== null) {
    const text = encodeText(fact.reason, fact.by);
    return { fields: { ...fact, reason: { hash: text.hash } }, text };
  }
  if ("command" in fact) {
    const text = encodeText(fact.command, fact.by);
    return { fields: { ...fact, command: { hash: text.hash } }, text };
  }
  return { fields: fact, text: null };
}

function encodeText(text: string, author: PersonId): EncodedText {
  const salt = randomBytes(16).toString("base64");
  return { hash: hashText(salt, text), salt, text, author };
}

function isKind(kind: string): kind is Kind {
  return Object.hasOwn(FIELDS, kind);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw broken("Cannot read the journal: the body of a fact is no JSON", error);
  }
}

function broken(message: string, cause?: unknown): BotError {
  return new BotError("JOURNAL_BROKEN", "operator", message, { cause });
}
