import type { SetupPort } from "../workflow/ports/setup-port.ts";
import { type Accounts, type PlaceFacts, readPlace } from "../workflow/setup/read-gitlab.ts";
import type { Wanted } from "../workflow/setup/wanted.ts";

/** What the bot shall follow. */
export interface Target {
  readonly kind: "project" | "group";
  /** A path, or a number. */
  readonly path: string;
  /** Projects of subgroups too. */
  readonly deep: boolean;
}

/** Look at every project, and at groups for what they can hold for all of theirs. */
export async function findPlaces(
  port: SetupPort,
  targets: readonly Target[],
  accounts: Accounts,
  wanted: Wanted,
): Promise<{ readonly places: readonly PlaceFacts[]; readonly missing: readonly string[] }> {
  const places = new Map<string, PlaceFacts>();
  const missing: string[] = [];
  for (const target of targets) {
    const group = target.kind === "group" ? await port.group(target.path) : null;
    const single = target.kind === "project" ? await port.project(target.path) : null;
    const projects =
      group === null ? (single === null ? [] : [single]) : ((await port.projectsOf(target.path, target.deep)) ?? []);
    if (group === null && single === null) {
      const what = target.kind === "group" ? "group" : "project";
      missing.push(
        `GitLab shows no ${what} "${target.path}" to this account: is it spelled right, and is the bot a member (Reporter)?`,
      );
    }
    // The group first: what it holds for all need not be in each.
    for (const place of [...(group === null ? [] : [group]), ...projects]) {
      const key = `${place.kind} ${place.id}`;
      if (!places.has(key)) places.set(key, await readPlace(port, place, accounts, wanted));
    }
  }
  return { places: [...places.values()], missing };
}
