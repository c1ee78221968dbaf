import { hash } from "node:crypto";

import { type Kysely, sql } from "kysely";

import type { Action } from "../domain/enrollment/action.ts";
import type { PersonId } from "../domain/enrollment/fact.ts";
import { BotError } from "../domain/error.ts";
import { forgetBadges } from "./badges.ts";
import type { Database } from "./database.ts";
import { parseErrand } from "./errands.ts";
import { wordsIn } from "./journal-codec.ts";
import { forgetMirrors } from "./mirrors.ts";
import { parseAction } from "./parse-action.ts";
import { withoutWords } from "./pruned-action.ts";
import type { Schema } from "./schema.ts";
import { decodeDeferred, encodeDeferred } from "./watch-codec.ts";

/** A shorter name may be a common word, or the `x` of a ticked box. */
const SHORTEST_BARE_NAME = 3;
/** SQLite knows no small letters beyond ASCII, and JSON escapes some signs. */
const NOT_PLAIN = /[^\w .-]+/g;

/** See {@link import("./people.ts").People.forgetPerson}. */
export async function forgetPerson(database: Database, person: PersonId, now: number): Promise<void> {
  await database.transaction(async (transaction) => {
    const who = await transaction
      .selectFrom("people")
      .select(["gitlab_user_id", "username", "name"])
      .where("person_id", "=", person)
      .executeTakeFirst();
    await transaction
      .updateTable("people")
      .set({ gitlab_user_id: null, username: null, name: null, updated_at: now })
      .where("person_id", "=", person)
      .where("gitlab_user_id", "is not", null)
      .execute();
    await forgetWords(transaction, person);
    await forgetActions(transaction, person);
    await forgetDeferred(transaction, person);
    await forgetErrands(transaction, person);
    await forgetHabits(transaction, person);
    await forgetMirrors(transaction, person);
    await forgetBadges(transaction, person, now);
    if (who?.gitlab_user_id) await forgetListing(transaction, who.gitlab_user_id);
    if (who?.username) await blankOut(transaction, namesOf(who.username, who.name ?? ""));
  });
  await rewrite(database);
}

/** What was deleted stays in the file until something else is written there, and anybody who has the file can read it. */
async function rewrite({ kysely }: Database): Promise<void> {
  try {
    await sql`vacuum`.execute(kysely);
  } catch (error) {
    const message = "Cannot write the data anew without what was erased: see the cause; bytes of it stay in the file";
    throw new BotError("STORE_UNAVAILABLE", "operator", message, { cause: error });
  }
}

/** Stands for a username that must not be kept and yet must not be trusted again. */
export function digestOfName(programKey: string, username: string): string {
  return `sha256:${hash("sha256", JSON.stringify([programKey, username]))}`;
}

/** What they wrote, and what was written of them as a candidate. */
async function forgetWords(transaction: Kysely<Schema>, person: PersonId): Promise<void> {
  await transaction
    .deleteFrom("texts")
    .where((row) =>
      row.or([
        row("author", "=", person),
        row("enrollment_id", "in", row.selectFrom("enrollments").select("id").where("candidate", "=", person)),
      ]),
    )
    .execute();
}

/** Ended actions hold no words any more. */
async function forgetActions(transaction: Kysely<Schema>, person: PersonId): Promise<void> {
  const rows = await transaction
    .selectFrom("actions as a")
    .innerJoin("enrollments as e", "e.id", "a.enrollment_id")
    .select(["a.seq", "a.action", "e.candidate"])
    .where((row) =>
      row.or([
        row("a.state", "in", ["planned", "attempted"]),
        row.and([row("a.settles", "=", 1), row("a.settled_at", "is", null)]),
      ]),
    )
    .execute();
  for (const { seq, action, candidate } of rows) {
    const plan = parseAction(action);
    if (candidate !== person && !isWrittenBy(plan, person)) continue;
    await transaction
      .updateTable("actions")
      .set({ action: JSON.stringify(withoutWords(plan)) })
      .where("seq", "=", seq)
      .execute();
  }
}

function isWrittenBy(action: Action, person: PersonId): boolean {
  if (action.kind !== "note" && action.kind !== "desk-note") return false;
  const { note } = action;
  if (note.kind === "ask-form") return note.person === person;
  return ("by" in note && note.by === person) || ("to" in note && note.to === person);
}

/** Their commands that still wait for an answer of GitLab: GitLab has the comments. */
async function forgetDeferred(transaction: Kysely<Schema>, person: PersonId): Promise<void> {
  const rows = await transaction
    .selectFrom("enrollments")
    .select(["id", "deferred"])
    .where("deferred", "<>", encodeDeferred([]))
    .execute();
  for (const { id, deferred } of rows) {
    const others = decodeDeferred(deferred).filter(({ event }) => event.by !== person);
    await transaction
      .updateTable("enrollments")
      .set({ deferred: encodeDeferred(others) })
      .where("id", "=", id)
      .execute();
  }
}

/**
 * What they wrote on one issue to be done on another, and what others wrote so of them as a candidate. What still waits
 * is answered like words that are no command.
 */
async function forgetErrands(transaction: Kysely<Schema>, person: PersonId): Promise<void> {
  const rows = await transaction
    .selectFrom("errands as a")
    .leftJoin("enrollments as e", (join) =>
      join
        .on("e.candidate", "=", person)
        .on((row) =>
          row.or([
            row("e.id", "=", row.ref("a.from_id")),
            row.and([
              row("e.project_id", "=", row.ref("a.project_id")),
              row("e.issue_iid", "=", row.ref("a.issue_iid")),
            ]),
          ]),
        ),
    )
    .select(["a.seq", "a.errand", "e.candidate"])
    .execute();
  for (const { seq, errand, candidate } of rows) {
    const known = parseErrand(errand);
    if (known.kind !== "command" || (candidate !== person && known.event.by !== person)) continue;
    const command = { kind: "unknown", word: "", suggestion: null } as const;
    await transaction
      .updateTable("errands")
      .set({ errand: JSON.stringify({ ...known, event: { ...known.event, text: "", command } }) })
      .where("seq", "=", seq)
      .execute();
  }
}

/** Where they are, when they are away, and what they would be reminded of; their calendar's address leads nowhere. */
async function forgetHabits(transaction: Kysely<Schema>, person: PersonId): Promise<void> {
  await transaction.deleteFrom("person_settings").where("person", "=", person).execute();
  await transaction.deleteFrom("feeds").where("person", "=", person).execute();
  await transaction.deleteFrom("reminded_days").where("person", "=", person).execute();
  // Those that went out stay, so that nothing is said again.
  await transaction.deleteFrom("reminders").where("person", "=", person).where("sent_at", "is", null).execute();
}

async function forgetListing(transaction: Kysely<Schema>, userId: number): Promise<void> {
  const rows = await transaction
    .selectFrom("listed_users")
    .select(["program_key", "username"])
    .where("user_id", "=", userId)
    .execute();
  for (const { program_key, username } of rows) {
    await transaction
      .updateTable("listed_users")
      .set({ username: digestOfName(program_key, username), user_id: null })
      .where("program_key", "=", program_key)
      .where("username", "=", username)
      .execute();
  }
}

/** What somebody is called in the words of others. */
interface Names {
  /** Patterns of `like`: whatever is like none of these, in JSON and small letters, does not name them. */
  readonly hints: readonly string[];
  readonly pattern: RegExp;
}

function namesOf(username: string, name: string): Names {
  const words = [username, name].filter((word) => word.length >= SHORTEST_BARE_NAME);
  const bare = words.map(escape).join("|") || "(?!)";
  return {
    hints: [username, ...words].map((word) => `%${word.replaceAll(NOT_PLAIN, "%").toLowerCase()}%`),
    pattern: new RegExp(`(?<![\\w.-])(?:[@/]${escape(username)}|${bare})(?![\\w-])`, "giu"),
  };
}

/**
 * Where others name them. What was written down can only be deleted, for the journal has its hash; descriptions as last
 * seen keep their boxes as they are, so that no tick looks new.
 */
async function blankOut(transaction: Kysely<Schema>, { hints, pattern }: Names): Promise<void> {
  const texts = await transaction
    .selectFrom("texts")
    .select(["hash", "enrollment_id", "text"])
    .where((row) => row.or(hints.map((hint) => row(row.fn<string>("lower", ["text"]), "like", hint))))
    .execute();
  for (const { hash: known, enrollment_id } of texts.filter(({ text }) => isNamed(text, pattern))) {
    await transaction
      .deleteFrom("texts")
      .where("hash", "=", known)
      .where("enrollment_id", "=", enrollment_id)
      .execute();
  }
  const rows = await transaction
    .selectFrom("enrollments")
    .select(["id", "description"])
    .where((row) => row.or(hints.map((hint) => row(row.fn<string>("lower", ["description"]), "like", hint))))
    .execute();
  for (const { id, description } of rows) {
    const text = JSON.parse(description) as string;
    await transaction
      .updateTable("enrollments")
      .set({ description: JSON.stringify(outsideBoxes(text, (part) => part.replace(pattern, "…"))) })
      .where("id", "=", id)
      .execute();
  }
}

/** @param text - JSON string. */
function isNamed(text: string, pattern: RegExp): boolean {
  return wordsIn(JSON.parse(text) as string).some((words) => words.search(pattern) >= 0);
}

/** Somebody's name may look like a box. */
function outsideBoxes(text: string, change: (part: string) => string): string {
  return text
    .split(/(\[.\])/su)
    .map((part, index) => (index % 2 === 0 ? change(part) : part))
    .join("");
}

function escape(word: string): string {
  return word.replace(/[^\p{L}\p{N}]/gu, (sign) => `\\u{${sign.codePointAt(0)?.toString(16)}}`);
}
