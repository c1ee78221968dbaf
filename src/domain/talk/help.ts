import { ROLES } from "../program/program.ts";
import { COMMANDS, type CommandName } from "./command-table.ts";
import { stack } from "./note-frame.ts";
import { type Inert, inertCode, join } from "./safe-markdown.ts";
import type { Scene, Voice } from "./voice.ts";

/** What one person may write here and now, and nothing else. */
export function sayHelp(
  scene: Scene,
  voice: Voice,
  person: Inert,
  allowed: readonly CommandName[],
): readonly (Inert | null)[] {
  const shown = COMMANDS.filter((entry) => allowed.includes(entry.name));
  const uses = (word: string): boolean => shown.some((entry) => entry.usage.split(" ").includes(word));
  return [
    voice.say("help.intro", { person }),
    stack(
      shown.map((entry) =>
        voice.say("help.item", { usage: voice.command(entry.usage), explained: voice.say(entry.explained) }),
      ),
    ),
    uses("TASK") ? voice.say("help.tasks", { tasks: sayTaskIds(scene) }) : null,
    uses("ROLE") ? voice.say("help.roles", { roles: sayRoleIds(scene) }) : null,
    uses("TASK") ? voice.say("help.more") : null,
  ];
}

/** "`review-resources` `assessment`" */
export function sayTaskIds(scene: Scene): Inert {
  return join(
    scene.program.tasks.map((task) => inertCode(task.id)),
    " ",
  );
}

/** The roles somebody can be named for. */
export function sayRoleIds(scene: Scene): Inert {
  const roles = ROLES.filter((role) => role !== "candidate" && scene.program.roles[role].assignedBy.length > 0);
  return join(
    roles.map((role) => inertCode(role)),
    " ",
  );
}
