import { hash, randomBytes } from "node:crypto";

import type { z } from "zod";

import type { DeskFactBody, NewDeskFact } from "../domain/desk/desk.ts";
import type { FactBody, NewFact, PersonId } from "../domain/enrollment/fact.ts";
import { BotError } from "../domain/error.ts";
import { DESK_FIELDS, ENROLLMENT_FIELDS, engagementDetails, formAnswers, type TextFields } from "./fact-fields.ts";

/** A fact as it lies in the journal, and the text that lies beside it. */
export interface EncodedFact {
  readonly kind: string;
  /** JSON. */
  readonly body: string;
  readonly text: EncodedText | null;
}

interface EncodedText {
  /** What the body names the text by. */
  readonly hash: string;
  readonly salt: string;
  /** What people wrote, or JSON where it is more than one text. */
  readonly text: string;
  readonly author: PersonId;
}

/** Gives the text with a hash; `null` once it was deleted. */
export type TextOf = (hash: string) => string | null;

/** The one kind both have means the same to both. */
const FIELDS = { ...ENROLLMENT_FIELDS, ...DESK_FIELDS };

/**
 * Make a fact ready to be stored. What its kind does not name is left out, so nothing slips into the journal with it.
 *
 * @throws {BotError} `JOURNAL_BROKEN` for a fact that could not be read back.
 */
export function encodeFact(fact: NewFact | NewDeskFact): EncodedFact {
  const { fields, text } = takeText(fact);
  const result = FIELDS[fact.kind].safeParse(fields);
  if (!result.success) throw broken(`Cannot write the fact "${fact.kind}"`, result.error);
  return { kind: fact.kind, body: JSON.stringify(result.data), text };
}

/**
 * A deleted command line is empty, any other text `null`.
 *
 * @throws {BotError} `JOURNAL_BROKEN` for anything {@link encodeFact} does not write for an enrollment.
 */
export function decodeFact(kind: string, body: string, textOf: TextOf): FactBody {
  // The table holds for every kind that its fields, texts put back, are the fact's.
  return decode(ENROLLMENT_FIELDS, kind, body, textOf) as FactBody;
}

/** The same for a desk. */
export function decodeDeskFact(kind: string, body: string, textOf: TextOf): DeskFactBody {
  return decode(DESK_FIELDS, kind, body, textOf) as DeskFactBody;
}

/** The text a body names; `null` when it names none. */
export function textHashOf(kind: string, body: string): string | null {
  if (!isKind(FIELDS, kind)) return null;
  const fields = (FIELDS[kind].safeParse(parseJson(body)).data ?? {}) as TextFields;
  const { reason, command, codename, details, answers } = fields;
  return (reason ?? command ?? codename ?? details ?? answers)?.hash ?? null;
}

/** What people wrote into a text that lies beside the journal, each piece for itself where it is JSON. */
export function wordsIn(text: string): readonly string[] {
  const words = [text];
  try {
    JSON.parse(text, (_key, value: unknown) => {
      if (typeof value === "string") words.push(value);
    });
  } catch {
    // Most texts are just what somebody wrote.
  }
  return words;
}

/** By its salt nobody can tell from the hash alone whether a text that was deleted is one they guess. */
export function hashText(salt: string, text: string): string {
  return hash("sha256", salt + text);
}

function decode(fieldsOf: Readonly<Record<string, z.ZodType>>, kind: string, body: string, textOf: TextOf): object {
  const schema = isKind(fieldsOf, kind) ? fieldsOf[kind] : undefined;
  if (!schema) throw broken(`Cannot read the journal: "${kind}" is no kind of fact`);
  const result = schema.safeParse(parseJson(body));
  if (!result.success)
    throw broken(`Cannot read the journal: the body of a fact "${kind}" is not what it should be`, result.error);
  const fields = result.data as TextFields;
  return { kind, ...fields, ...putBack(fields, textOf) };
}

function putBack({ reason, command, codename, details, answers }: TextFields, textOf: TextOf): object {
  return {
    ...(reason !== undefined && { reason: reason && textOf(reason.hash) }),
    ...(command !== undefined && { command: textOf(command.hash) ?? "" }),
    ...(codename !== undefined && { codename: codename && textOf(codename.hash) }),
    ...(details !== undefined && { details: details && readTexts(engagementDetails, textOf(details.hash)) }),
    ...(answers !== undefined && { answers: answers && readTexts(formAnswers, textOf(answers.hash)) }),
  };
}

function readTexts<Texts>(schema: z.ZodType<Texts>, text: string | null): Texts | null {
  if (text === null) return null;
  const result = schema.safeParse(parseJson(text));
  if (!result.success) throw broken("Cannot read the journal: a text is not what it should be", result.error);
  return result.data;
}

function takeText(fact: NewFact | NewDeskFact): { readonly fields: object; readonly text: EncodedText | null } {
  const found = findText(fact);
  if (found === null) return { fields: fact, text: null };
  const { field, text, author } = found;
  const salt = randomBytes(16).toString("base64");
  const digest = hashText(salt, text);
  return { fields: { ...fact, [field]: { hash: digest } }, text: { hash: digest, salt, text, author } };
}

interface WrittenText {
  readonly field: keyof TextFields;
  readonly text: string;
  readonly author: PersonId;
}

/** @returns `null` when nothing was written, or it was forgotten. */
function findText(fact: NewFact | NewDeskFact): WrittenText | null {
  if ("reason" in fact) return written("reason", fact.reason, fact.by);
  if ("command" in fact) return written("command", fact.command, fact.by);
  if ("codename" in fact) return written("codename", fact.codename, fact.by);
  if ("details" in fact) return written("details", fact.details && JSON.stringify(fact.details), fact.by);
  if ("answers" in fact) return written("answers", fact.answers && JSON.stringify(fact.answers), fact.by);
  return null;
}

function written(field: keyof TextFields, text: string | null, author: PersonId): WrittenText | null {
  return text === null ? null : { field, text, author };
}

function isKind<Table extends object>(table: Table, kind: PropertyKey): kind is keyof Table {
  return Object.hasOwn(table, kind);
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
