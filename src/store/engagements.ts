import { randomBytes } from "node:crypto";

import type { Kysely, Selectable } from "kysely";

import type { Booking } from "../domain/commands/context.ts";
import type { Engagement } from "../domain/engagement/engagement.ts";
import type { PersonId } from "../domain/enrollment/fact.ts";
import { BotError } from "../domain/error.ts";
import type { CalendarEntries, EngagementsPort } from "../workflow/ports/engagements-port.ts";
import type { ReviewRecord } from "../workflow/ports/store-port.ts";
import type { Database } from "./database.ts";
import type { EngagementsTable } from "./people-tables.ts";
import { readVersions } from "./program-versions.ts";
import type { Schema } from "./schema.ts";
import { slices } from "./slices.ts";

/** 192 bits: nobody finds a calendar by trying. */
const ID_BYTES = 24;

export function createEngagements(database: Database): EngagementsPort {
  const { kysely } = database;
  return {
    overlapping: (people, from, to) => overlapping(kysely, [...new Set(people)], from, to),
    calendarOf: (enrollmentId, number) => calendarOf(kysely, enrollmentId, number),
    feedOf: (person) => feedOf(kysely, person),
    findCalendar: (id) => findCalendar(kysely, id),
  };
}

/**
 * Part of the transaction that writes the facts they follow from. Their calendars keep their ids.
 *
 * @throws {BotError} `STORE_UNAVAILABLE` when somebody else set a date for the same helper at the same time; reading
 *   again and reviewing again tells so.
 */
export async function saveEngagements(
  transaction: Kysely<Schema>,
  { enrollmentId, candidate, engagements }: Pick<ReviewRecord, "enrollmentId" | "candidate" | "engagements">,
): Promise<void> {
  await refuseClash(transaction, enrollmentId, engagements);
  const rows = engagements.map((one) => toRow(enrollmentId, candidate, one));
  for (const slice of slices(rows)) {
    await transaction
      .insertInto("engagements")
      .values(slice)
      .onConflict((conflict) =>
        conflict.columns(["enrollment_id", "number"]).doUpdateSet((row) => ({
          kind: row.ref("excluded.kind"),
          task: row.ref("excluded.task"),
          state: row.ref("excluded.state"),
          start_at: row.ref("excluded.start_at"),
          end_at: row.ref("excluded.end_at"),
          zone: row.ref("excluded.zone"),
          method: row.ref("excluded.method"),
          candidate: row.ref("excluded.candidate"),
          helper: row.ref("excluded.helper"),
          set_by: row.ref("excluded.set_by"),
          offer_desk: row.ref("excluded.offer_desk"),
          offer_number: row.ref("excluded.offer_number"),
          changes: row.ref("excluded.changes"),
          changed_at: row.ref("excluded.changed_at"),
          scheduled_at: row.ref("excluded.scheduled_at"),
        })),
      )
      .execute();
  }
}

/** Two reviews look up who is busy before either has written; here one of them comes first. */
async function refuseClash(
  transaction: Kysely<Schema>,
  enrollmentId: string,
  engagements: readonly Engagement[],
): Promise<void> {
  const dated = engagements.filter((one) => one.state === "scheduled" && one.helper !== null);
  if (dated.length === 0) return;
  const known = await transaction
    .selectFrom("engagements")
    .select(["number", "changes"])
    .where("enrollment_id", "=", enrollmentId)
    .execute();
  for (const { number, changes, helper, start, end, offer } of dated) {
    if (known.some((row) => row.number === number && row.changes === changes)) continue;
    const clashes = await transaction
      .selectFrom("engagements as g")
      .innerJoin("enrollments as e", "e.id", "g.enrollment_id")
      .select(["g.offer_desk", "g.offer_number"])
      .where("g.helper", "=", helper)
      .where("g.end_at", ">", start.getTime())
      .where("g.start_at", "<", end.getTime())
      .where("g.state", "=", "scheduled")
      .where("g.enrollment_id", "<>", enrollmentId)
      .where("e.is_open", "=", 1)
      .execute();
    // Several candidates may have a seat of one engagement.
    const others = clashes.filter((row) => row.offer_desk !== offer?.desk || row.offer_number !== offer.offer);
    if (others.length > 0) throw clash(enrollmentId, number);
  }
}

function clash(enrollmentId: string, number: number): BotError {
  const message = "Cannot write the review: the helper of a date was booked for the same time since it was read";
  return new BotError("STORE_UNAVAILABLE", "remote", message, { details: { enrollmentId, number } });
}

async function overlapping(
  kysely: Kysely<Schema>,
  people: readonly PersonId[],
  from: Date,
  to: Date,
): Promise<readonly Booking[]> {
  const bookings: Booking[] = [];
  for (const slice of slices(people)) {
    for (const part of ["candidate", "helper"] as const) {
      const rows = await kysely
        .selectFrom("engagements as g")
        // A date of an issue that was closed by hand keeps nobody busy.
        .innerJoin("enrollments as e", "e.id", "g.enrollment_id")
        .select(["g.enrollment_id", "g.number", "g.start_at", "g.end_at", `g.${part} as person`])
        .where(`g.${part}`, "in", slice)
        .where("g.end_at", ">", from.getTime())
        .where("g.start_at", "<", to.getTime())
        .where("g.state", "=", "scheduled")
        .where("e.is_open", "=", 1)
        .execute();
      for (const { enrollment_id, number, start_at, end_at, person } of rows) {
        if (person === null) continue;
        const span = { start: new Date(start_at), end: new Date(end_at) };
        bookings.push({ enrollmentId: enrollment_id, number, person, ...span });
      }
    }
  }
  return bookings.toSorted((one, other) => one.start.getTime() - other.start.getTime());
}

/** Of two who ask at once for the first time, both get the same. */
async function calendarOf(kysely: Kysely<Schema>, enrollmentId: string, number: number): Promise<string> {
  const ask = kysely
    .selectFrom("engagements")
    .select("calendar_id")
    .where("enrollment_id", "=", enrollmentId)
    .where("number", "=", number);
  const known = await ask.executeTakeFirstOrThrow();
  if (known.calendar_id !== null) return known.calendar_id;
  await kysely
    .updateTable("engagements")
    .set({ calendar_id: newId() })
    .where("enrollment_id", "=", enrollmentId)
    .where("number", "=", number)
    .where("calendar_id", "is", null)
    .execute();
  return (await ask.$narrowType<{ calendar_id: string }>().executeTakeFirstOrThrow()).calendar_id;
}

async function feedOf(kysely: Kysely<Schema>, person: PersonId): Promise<string> {
  const ask = kysely.selectFrom("feeds").select("id").where("person", "=", person);
  const known = await ask.executeTakeFirst();
  if (known) return known.id;
  await kysely
    .insertInto("feeds")
    .values({ person, id: newId() })
    .onConflict((conflict) => conflict.column("person").doNothing())
    .execute();
  return (await ask.executeTakeFirstOrThrow()).id;
}

async function findCalendar(kysely: Kysely<Schema>, id: string): Promise<CalendarEntries | null> {
  const feed = await kysely.selectFrom("feeds").select("person").where("id", "=", id).executeTakeFirst();
  const rows = await kysely
    .selectFrom("engagements as g")
    .innerJoin("enrollments as e", "e.id", "g.enrollment_id")
    .selectAll("g")
    .select(["e.program_id", "e.project_id", "e.issue_iid"])
    .where((row) =>
      feed
        ? row.or([row("g.candidate", "=", feed.person), row("g.helper", "=", feed.person)])
        : row("g.calendar_id", "=", id),
    )
    .orderBy("g.start_at")
    .orderBy("g.enrollment_id")
    .orderBy("g.number")
    .execute();
  if (!feed && rows.length === 0) return null;
  const versions = await readVersions(kysely, [...new Set(rows.map((row) => row.enrollment_id))]);
  const entries = rows.flatMap((row) => {
    const version = versions.get(row.enrollment_id);
    if (version === undefined) return [];
    const issue = { projectId: row.project_id, issueIid: row.issue_iid };
    const { enrollment_id: enrollmentId, program_id: programId, candidate } = row;
    return [{ enrollmentId, programId, version, issue, candidate, engagement: toEngagement(row) }];
  });
  return { kind: feed ? "feed" : "engagement", person: feed?.person ?? null, entries };
}

function newId(): string {
  return randomBytes(ID_BYTES).toString("base64url");
}

function toRow(
  enrollmentId: string,
  candidate: PersonId | null,
  one: Engagement,
): Omit<EngagementsTable, "calendar_id"> {
  return {
    enrollment_id: enrollmentId,
    number: one.number,
    kind: one.kind,
    task: one.task,
    state: one.state,
    start_at: one.start.getTime(),
    end_at: one.end.getTime(),
    zone: one.zone,
    method: one.method,
    candidate,
    helper: one.helper,
    set_by: one.by,
    offer_desk: one.offer?.desk ?? null,
    offer_number: one.offer?.offer ?? null,
    changes: one.changes,
    changed_at: one.changedAt.getTime(),
    scheduled_at: one.scheduledAt.getTime(),
  };
}

/** Without what people wrote about it, which lies beside the journal only. */
function toEngagement(row: Selectable<EngagementsTable>): Engagement {
  const { offer_desk: desk, offer_number: offer } = row;
  return {
    number: row.number,
    kind: row.kind,
    task: row.task,
    state: row.state,
    start: new Date(row.start_at),
    end: new Date(row.end_at),
    zone: row.zone,
    method: row.method,
    details: null,
    helper: row.helper,
    by: row.set_by,
    offer: desk === null || offer === null ? null : { desk, offer },
    changes: row.changes,
    changedAt: new Date(row.changed_at),
    scheduledAt: new Date(row.scheduled_at),
  };
}
