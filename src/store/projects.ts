import type { ProjectsPort } from "../workflow/ports/store-port.ts";
import type { Database } from "./database.ts";

export function createProjects(database: Database): ProjectsPort {
  const { kysely } = database;
  return {
    async firstStart(projectId, path, now) {
      const known = await read(projectId);
      if (known?.first_start != null) return new Date(known.first_start);
      await kysely
        .insertInto("projects")
        .values({ project_id: projectId, path, first_start: now.getTime() })
        .onConflict((conflict) =>
          conflict
            .column("project_id")
            .doUpdateSet({ path, first_start: now.getTime() })
            .where("projects.first_start", "is", null),
        )
        .execute();
      // Another process may have been quicker.
      return new Date((await read(projectId))?.first_start ?? now);
    },
    async watermark(projectId) {
      const known = await read(projectId);
      return known?.watermark == null ? null : new Date(known.watermark);
    },
    async saveWatermark(projectId, watermark) {
      await kysely
        .insertInto("projects")
        .values({ project_id: projectId, watermark: watermark.getTime() })
        .onConflict((conflict) => conflict.column("project_id").doUpdateSet({ watermark: watermark.getTime() }))
        .execute();
    },
  };

  function read(projectId: number) {
    return kysely.selectFrom("projects").selectAll().where("project_id", "=", projectId).executeTakeFirst();
  }
}
