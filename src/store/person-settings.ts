import type { Kysely } from "kysely";
import { z } from "zod";

import type { PersonId } from "../domain/enrollment/fact.ts";
import { BotError } from "../domain/error.ts";
import {
  type Absence,
  NOTHING_KNOWN,
  type PersonChange,
  type PersonSettings,
  type SettingSource,
} from "../domain/people/person-settings.ts";
import type { PersonSettingsTable } from "./people-tables.ts";
import type { Schema } from "./schema.ts";
import { slices } from "./slices.ts";

const moment = z.iso.datetime().transform((text) => new Date(text));
const zone = z.string();
const country = z.string().nullable();
const away = z
  .object({ from: moment.nullable(), until: moment, source: z.enum(["own-word", "gitlab"]) })
  .nullable() satisfies z.ZodType<Absence | null>;

/**
 * Take in what was told of somebody. For each setting by itself: what they wrote themselves outweighs what GitLab
 * tells, and of two from one source the one told later counts, though it may come first.
 *
 * GitLab is heard again once an own word is spent: an absence when it is over, "I am back" when GitLab says so too.
 *
 * @param told - Who told what does not say it itself.
 */
export async function savePersonChange(
  kysely: Kysely<Schema>,
  change: PersonChange,
  told: SettingSource,
): Promise<void> {
  const rows = rowsOf(change, told);
  if (rows.length === 0) return;
  await kysely
    .insertInto("person_settings")
    .values(rows)
    .onConflict((conflict) =>
      conflict
        .columns(["person", "setting"])
        .doUpdateSet((row) => ({
          value: row.ref("excluded.value"),
          source: row.ref("excluded.source"),
          at: row.ref("excluded.at"),
          until: row.ref("excluded.until"),
        }))
        .where((row) =>
          row.or([
            row.and([
              row("excluded.source", "=", "own-word"),
              row("person_settings.source", "=", "gitlab"),
              row.or([row("excluded.until", "is", null), row("excluded.until", ">", row.ref("person_settings.at"))]),
            ]),
            row.and([
              row("excluded.at", ">=", row.ref("person_settings.at")),
              row.or([
                row("excluded.source", "=", row.ref("person_settings.source")),
                row("person_settings.until", "<=", row.ref("excluded.at")),
                row.and([
                  row("excluded.setting", "=", "away"),
                  row("excluded.value", "=", row.ref("person_settings.value")),
                ]),
              ]),
            ]),
          ]),
        ),
    )
    .execute();
}

/** What is known of each of these people. */
export async function readSettings(
  kysely: Kysely<Schema>,
  people: readonly PersonId[],
): Promise<ReadonlyMap<PersonId, PersonSettings>> {
  const settings = new Map(people.map((person): [PersonId, PersonSettings] => [person, NOTHING_KNOWN]));
  for (const slice of slices(people)) {
    const rows = await kysely.selectFrom("person_settings").selectAll().where("person", "in", slice).execute();
    for (const row of rows) {
      settings.set(row.person, { ...(settings.get(row.person) ?? NOTHING_KNOWN), ...decode(row) });
    }
  }
  return settings;
}

/** When GitLab told something of somebody that still counts; `null` when it did not, or an own word stands over it. */
export async function toldByGitLab(kysely: Kysely<Schema>, person: PersonId): Promise<Date | null> {
  const row = await kysely
    .selectFrom("person_settings")
    .select((select) => select.fn.max("at").as("at"))
    .where("person", "=", person)
    .where("source", "=", "gitlab")
    .executeTakeFirst();
  return row?.at == null ? null : new Date(row.at);
}

function rowsOf(change: PersonChange, told: SettingSource): readonly PersonSettingsTable[] {
  const head = { person: change.person, at: change.at.getTime(), until: null };
  const rows: PersonSettingsTable[] = [];
  if (change.zone) {
    rows.push({ ...head, setting: "zone", value: JSON.stringify(change.zone.zone), source: change.zone.from });
  }
  if (change.country !== undefined) {
    rows.push({ ...head, setting: "country", value: JSON.stringify(change.country), source: told });
  }
  if (change.away !== undefined) {
    const source = change.away?.source ?? told;
    const until = change.away?.until.getTime() ?? null;
    rows.push({ ...head, setting: "away", value: JSON.stringify(change.away), source, until });
  }
  return rows;
}

function decode(row: Pick<PersonSettingsTable, "setting" | "value" | "source">): Partial<PersonSettings> {
  switch (row.setting) {
    case "zone":
      return { zone: read(zone, row.value), zoneFrom: row.source };
    case "country":
      return { country: read(country, row.value) };
    case "away":
      return { away: read(away, row.value) };
  }
}

function read<Value>(schema: z.ZodType<Value>, text: string): Value {
  try {
    return schema.parse(JSON.parse(text));
  } catch (error) {
    throw new BotError("STORE_UNAVAILABLE", "operator", "Cannot read what is known of a person: see the cause", {
      cause: error,
    });
  }
}
