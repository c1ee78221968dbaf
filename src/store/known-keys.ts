import type { Kysely } from "kysely";

import type { Schema } from "./schema.ts";
import { slices } from "./slices.ts";

/** Which of these natural keys the journal of one enrollment holds already. */
export async function knownKeys(
  kysely: Kysely<Schema>,
  enrollmentId: string,
  keys: readonly string[],
): Promise<ReadonlySet<string>> {
  const known = new Set<string>();
  for (const slice of slices(keys)) {
    const rows = await kysely
      .selectFrom("facts")
      .select("key")
      .where("enrollment_id", "=", enrollmentId)
      .where("key", "in", slice)
      .execute();
    for (const { key } of rows) known.add(key);
  }
  return known;
}
