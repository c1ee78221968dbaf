import { sql, type Kysely } from "kysely";

import type { EnrollmentAt } from "../domain/desk/desk-ledger.ts";
import type { PersonId } from "../domain/enrollment/fact.ts";
import type { Schema } from "./schema.ts";
import { slices } from "./slices.ts";

/** How many open enrollments each of these coordinators looks after; everybody asked for is in the answer. */
export async function countLookedAfter(
  kysely: Kysely<Schema>,
  programId: string,
  coordinators: readonly PersonId[],
): Promise<ReadonlyMap<PersonId, number>> {
  const load = new Map(coordinators.map((person) => [person, 0]));
  for (const slice of slices(coordinators)) {
    const rows = await openEnrollments(kysely, programId)
      .select((row) => ["coordinator", row.fn.countAll().as("open")])
      .where("coordinator", "in", slice)
      .groupBy("coordinator")
      .execute();
    for (const { coordinator, open } of rows) if (coordinator !== null) load.set(coordinator, Number(open));
  }
  return load;
}

/** Those that one person looks after, or that are one candidate's; oldest first. */
export async function findOpen(
  kysely: Kysely<Schema>,
  programId: string,
  part: "coordinator" | "candidate",
  person: PersonId,
): Promise<readonly EnrollmentAt[]> {
  const rows = await openEnrollments(kysely, programId)
    .select(["id", "project_id", "issue_iid", "candidate"])
    .where(part, "=", person)
    .orderBy("number")
    .execute();
  return rows.map(({ id, project_id, issue_iid, candidate }) => ({
    id,
    issue: { projectId: project_id, issueIid: issue_iid },
    candidate,
  }));
}

/** Spelled into the statement: only so can a partial index answer for certain. */
function openEnrollments(kysely: Kysely<Schema>, programId: string) {
  return kysely
    .selectFrom("enrollments")
    .where("program_id", "=", programId)
    .where("is_open", "=", sql.lit<1>(1))
    .where("kind", "=", "enrollment");
}
