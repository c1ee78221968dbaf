import type { Kysely } from "kysely";

import type { DayRange } from "../domain/enrollment/fact.ts";
import type { ReviewRecord, WaitingFor } from "../workflow/ports/store-port.ts";
import type { Schema } from "./schema.ts";
import { slices } from "./slices.ts";

/** Replaces what an enrollment waited for before. */
export async function saveWaiting(
  transaction: Kysely<Schema>,
  { enrollmentId, programId, waiting }: Pick<ReviewRecord, "enrollmentId" | "programId" | "waiting">,
): Promise<void> {
  const rows = waiting.map(({ engagement, since, days, method, language }) => ({
    enrollment_id: enrollmentId,
    engagement,
    program_id: programId,
    since: since.getTime(),
    days: JSON.stringify(days),
    method,
    language,
  }));
  await transaction.deleteFrom("waiting").where("enrollment_id", "=", enrollmentId).execute();
  for (const slice of slices(rows)) await transaction.insertInto("waiting").values(slice).execute();
}

/** Who waits for an engagement of a program, longest first. */
export async function readWaiting(kysely: Kysely<Schema>, programId: string): Promise<readonly WaitingFor[]> {
  const rows = await kysely
    .selectFrom("waiting as w")
    .innerJoin("enrollments as e", "e.id", "w.enrollment_id")
    .select(["w.engagement", "w.since", "w.days", "w.method", "w.language"])
    .select(["e.id", "e.project_id", "e.issue_iid", "e.candidate", "e.coordinator"])
    .where("w.program_id", "=", programId)
    .orderBy("w.since")
    .orderBy("e.number")
    .orderBy("w.engagement")
    .execute();
  return rows.map((row) => ({
    enrollment: {
      id: row.id,
      issue: { projectId: row.project_id, issueIid: row.issue_iid },
      candidate: row.candidate,
    },
    engagement: row.engagement,
    coordinator: row.coordinator,
    since: new Date(row.since),
    // Plain JSON that this file wrote.
    days: JSON.parse(row.days) as DayRange[],
    method: row.method,
    language: row.language,
  }));
}
