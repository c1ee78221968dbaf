import type { Kysely } from "kysely";

import { decodeFact } from "./journal-codec.ts";
import type { Schema } from "./schema.ts";
import { slices } from "./slices.ts";

/** Which version of its program each of these enrollments follows, as its journal tells. */
export async function readVersions(
  kysely: Kysely<Schema>,
  enrollmentIds: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const versions = new Map<string, number>();
  for (const slice of slices(enrollmentIds)) {
    const rows = await kysely
      .selectFrom("facts")
      .select(["enrollment_id", "kind", "body"])
      .where("enrollment_id", "in", slice)
      .where("kind", "in", ["enrolled", "program-upgraded"])
      .orderBy("enrollment_id")
      .orderBy("seq")
      .execute();
    for (const { enrollment_id, kind, body } of rows) {
      const fact = decodeFact(kind, body, () => null);
      if (fact.kind === "enrolled" || fact.kind === "program-upgraded") versions.set(enrollment_id, fact.version);
    }
  }
  return versions;
}
