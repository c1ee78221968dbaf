import { hash } from "node:crypto";

import type { Kysely } from "kysely";

import type { Action } from "../domain/enrollment/action.ts";
import type { PersonId } from "../domain/enrollment/fact.ts";
import type { Database } from "./database.ts";
import { withoutWords } from "./pruned-action.ts";
import type { Schema } from "./schema.ts";
import { decodeDeferred, encodeDeferred } from "./watch-codec.ts";

/** A shorter name may be a common word, or the `x` of a ticked box. */
const SHORTEST_BARE_NAME = 3;

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
    if (who?.gitlab_user_id) await forgetListing(transaction, who.gitlab_user_id);
    if (who?.username) await blankOut(transaction, who.username, who.name ?? "");
  });
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
    const plan = JSON.parse(action) as Action;
    if (candidate !== person && !isWrittenBy(plan, person)) continue;
    await transaction
      .updateTable("actions")
      .set({ action: JSON.stringify(withoutWords(plan)) })
      .where("seq", "=", seq)
      .execute();
  }
}

function isWrittenBy(action: Action, person: PersonId): boolean {
  if (action.kind !== "note") return false;
  const { note } = action;
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

/** Descriptions as last seen name people; the boxes in them are left alone, so that no tick looks new. */
async function blankOut(transaction: Kysely<Schema>, username: string, name: string): Promise<void> {
  const words = [username, name].filter((word) => word.length >= SHORTEST_BARE_NAME);
  const bare = words.map(escape).join("|") || "(?!)";
  const pattern = new RegExp(`(?<![\\w.-])(?:[@/]${escape(username)}|${bare})(?![\\w-])`, "giu");
  const rows = await transaction
    .selectFrom("enrollments")
    .select(["id", "description"])
    .where((row) =>
      row.or(
        [username, ...words].map((word) =>
          row(row.fn<string>("lower", ["description"]), "like", `%${inJson(word).toLowerCase()}%`),
        ),
      ),
    )
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

function inJson(word: string): string {
  return JSON.stringify(word).slice(1, -1);
}
