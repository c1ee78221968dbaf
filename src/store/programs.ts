import { hash } from "node:crypto";

import type { ProgramsPort, StoredProgram } from "../workflow/ports/store-port.ts";
import type { Database } from "./database.ts";

export function createPrograms(database: Database): ProgramsPort {
  const { kysely } = database;
  return {
    async remember(version) {
      const digest = digestOf(version);
      await kysely
        .insertInto("program_versions")
        .values({
          id: version.id,
          version: version.version,
          hash: digest,
          yaml: JSON.stringify(version.yaml),
          template: JSON.stringify(version.template),
        })
        .onConflict((conflict) => conflict.columns(["id", "version"]).doNothing())
        .execute();
      const kept = await kysely
        .selectFrom("program_versions")
        .select("hash")
        .where("id", "=", version.id)
        .where("version", "=", version.version)
        .executeTakeFirstOrThrow();
      return kept.hash === digest;
    },
    async all() {
      const rows = await kysely
        .selectFrom("program_versions")
        .select(["id", "version", "yaml", "template"])
        .orderBy("id")
        .orderBy("version")
        .execute();
      return rows.map(({ id, version, yaml, template }) => ({
        id,
        version,
        yaml: JSON.parse(yaml) as string,
        template: JSON.parse(template) as string,
      }));
    },
  };
}

function digestOf({ yaml, template }: StoredProgram): string {
  return hash("sha256", JSON.stringify([yaml, template]));
}
