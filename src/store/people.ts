import type { Kysely } from "kysely";

import type { PersonId } from "../domain/enrollment/fact.ts";
import type { UserRef } from "../domain/issue.ts";
import type { PeoplePort } from "../workflow/ports/store-port.ts";
import type { Database } from "./database.ts";
import { digestOfName, forgetPerson } from "./forget-person.ts";
import { readSettings, savePersonChange, toldByGitLab } from "./person-settings.ts";
import type { Schema } from "./schema.ts";
import { slices } from "./slices.ts";

export interface People extends PeoplePort {
  /**
   * Delete who somebody is, and what they wrote, wherever the workflow keeps it. Their number stays in the journal,
   * whose chains still hold; met again, the same account is somebody new. Nobody finds their badges any more, which
   * revokes none of them. GitLab itself keeps what it has, and bodies of deliveries live until they are 14 days old.
   */
  forgetPerson(person: PersonId): Promise<void>;
}

/** @param now - Milliseconds since 1970; tests bring their own clock. */
export function createPeople(database: Database, now: () => number = Date.now): People {
  const { kysely } = database;
  return {
    remember: (users) => remember(kysely, users, now()),
    find: (people) => find(kysely, [...new Set(people)]),
    async known(userId) {
      const row = await kysely
        .selectFrom("people")
        .select("person_id")
        .where("gitlab_user_id", "=", userId)
        .executeTakeFirst();
      return row?.person_id ?? null;
    },
    listedUser: (programKey, username) => listedUser(kysely, programKey, username),
    async rememberListedUser(programKey, username, userId) {
      if ((await listedUser(kysely, programKey, username)) !== undefined) return;
      await kysely
        .insertInto("listed_users")
        .values({ program_key: programKey, username: username.toLowerCase(), user_id: userId })
        .onConflict((conflict) => conflict.columns(["program_key", "username"]).doNothing())
        .execute();
    },
    settings: (people) => readSettings(kysely, [...new Set(people)]),
    toldByGitLab: (person) => toldByGitLab(kysely, person),
    saveSettings: (change) => savePersonChange(kysely, change, "gitlab"),
    forgetPerson: (person) => forgetPerson(database, person, now()),
  };
}

/** Most reviews meet nobody new under no new name, and then nothing is written. */
async function remember(
  kysely: Kysely<Schema>,
  users: readonly UserRef[],
  now: number,
): Promise<ReadonlyMap<number, PersonId>> {
  const wanted = new Map(users.map((user) => [user.userId, user]));
  const people = new Map<number, PersonId>();
  for (const ids of slices([...wanted.keys()])) {
    const rows = await kysely
      .selectFrom("people")
      .select(["person_id", "gitlab_user_id", "username", "name"])
      .where("gitlab_user_id", "in", ids)
      .execute();
    for (const { person_id, gitlab_user_id, username, name } of rows) {
      const user = wanted.get(Number(gitlab_user_id));
      if (!user) continue;
      people.set(user.userId, person_id);
      if (user.username === username && user.name === name) wanted.delete(user.userId);
    }
  }
  for (const slice of slices([...wanted.values()])) {
    const rows = await kysely
      .insertInto("people")
      .values(slice.map(({ userId, username, name }) => ({ gitlab_user_id: userId, username, name, updated_at: now })))
      .onConflict((conflict) =>
        conflict.column("gitlab_user_id").doUpdateSet((row) => ({
          username: row.ref("excluded.username"),
          name: row.ref("excluded.name"),
          updated_at: row.ref("excluded.updated_at"),
        })),
      )
      .returning(["person_id", "gitlab_user_id"])
      .execute();
    for (const { person_id, gitlab_user_id } of rows) people.set(Number(gitlab_user_id), person_id);
  }
  return people;
}

async function find(kysely: Kysely<Schema>, people: readonly PersonId[]): Promise<ReadonlyMap<PersonId, UserRef>> {
  const found = new Map<PersonId, UserRef>();
  for (const slice of slices(people)) {
    const rows = await kysely
      .selectFrom("people")
      .select(["person_id", "gitlab_user_id", "username", "name"])
      .where("person_id", "in", slice)
      .execute();
    for (const { person_id, gitlab_user_id, username, name } of rows) {
      if (gitlab_user_id === null || username === null || name === null) continue;
      found.set(person_id, { userId: gitlab_user_id, username, name });
    }
  }
  return found;
}

/** `null`: the name's first holder was forgotten, and nobody who has it later is them. */
async function listedUser(
  kysely: Kysely<Schema>,
  programKey: string,
  username: string,
): Promise<number | null | undefined> {
  const name = username.toLowerCase();
  const row = await kysely
    .selectFrom("listed_users")
    .select("user_id")
    .where("program_key", "=", programKey)
    .where("username", "in", [name, digestOfName(programKey, name)])
    .executeTakeFirst();
  return row?.user_id;
}
