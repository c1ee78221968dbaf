import type { SoundDocument } from "./check-shape.ts";
import { ROLES } from "./program.ts";
import type { RoleId } from "./program.ts";
import type { Report } from "./report.ts";
import type { YamlPath } from "./yaml-text.ts";

type SoundRoles = NonNullable<SoundDocument["roles"]>;

export function checkRoles({ roles = {} }: SoundDocument, report: Report): void {
  const labels = new Map<string, RoleId>();
  for (const id of ROLES) {
    const label = roles[id]?.label;
    if (label === undefined) continue;
    const other = labels.get(label.toLowerCase());
    if (other) report(["roles", id, "label"], `The role ${other} is called "${label}" already`);
    labels.set(label.toLowerCase(), id);
    if (id === "candidate") continue;
    for (const [index, by] of (roles[id]?.assigned_by ?? []).entries()) {
      if (by !== undefined && !(by in roles)) {
        report(["roles", id, "assigned_by", index], `There is no role ${by} under roles`);
      }
    }
  }
}

/** A role that has something to do: there must be one, and a way to get it. */
export function checkHolder(role: RoleId, path: YamlPath, roles: SoundRoles, report: Report): void {
  if (!(role in roles)) report(path, `There is no role ${role} under roles`);
  else if (!canBeHeld(role, roles)) {
    report(path, `Nobody can hold the role ${role}: give it users, group, min_access or an assigned_by that is held`);
  }
}

/** Follows `assigned_by` until somebody admits by themselves; an entry with a fault of its own may admit. */
function canBeHeld(role: RoleId, roles: SoundRoles, asked: readonly RoleId[] = []): boolean {
  if (role === "candidate" || asked.includes(role) || !(role in roles)) return false;
  const data = roles[role];
  if (data === undefined || (data.users ?? []).length > 0) return true;
  if ("group" in data || "min_access" in data) return true;
  return (data.assigned_by ?? []).some((by) => by === undefined || canBeHeld(by, roles, [...asked, role]));
}
