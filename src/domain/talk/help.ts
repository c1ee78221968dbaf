import { COMMANDS, type CommandName } from "../commands/commands.ts";
import type { Missing } from "../enrollment/action.ts";
import { ROLES } from "../program/program.ts";
import { sayEngagementIds } from "./engagement-words.ts";
import { stack } from "./note-frame.ts";
import { type Inert, inertCodes, join } from "./safe-markdown.ts";
import type { Scene, Voice } from "./voice.ts";

/** What one person may write here and now, and nothing else. */
export function sayHelp(
  scene: Scene,
  voice: Voice,
  person: Inert,
  allowed: readonly CommandName[],
): readonly (Inert | null)[] {
  const shown = COMMANDS.filter((entry) => allowed.includes(entry.name));
  const uses = (word: string): boolean => shown.some((entry) => entry.usage.split(/\s/u).includes(word));
  return [
    voice.say("help.intro", { person }),
    stack(
      shown.map((entry) =>
        voice.say("help.item", { usage: sayUsage(voice, entry.usage), explained: voice.say(entry.explained) }),
      ),
    ),
    uses("TASK") ? voice.say("help.tasks", { tasks: sayTaskIds(scene) }) : null,
    uses("ENGAGEMENT") ? voice.say("help.engagements", { engagements: sayEngagementIds(scene) }) : null,
    uses("ROLE") ? voice.say("help.roles", { roles: sayRoleIds(scene) }) : null,
    uses("TASK") ? voice.say("help.more") : null,
  ];
}

/** "`@onboarding-bot confirm TASK`"; every way to use it. */
function sayUsage(voice: Voice, usage: string): Inert {
  return join(
    usage.split("\n").map((line) => voice.command(line)),
    ", ",
  );
}

/** "`review-resources` `assessment`" */
export function sayTaskIds({ program }: Pick<Scene, "program">): Inert {
  return inertCodes(program.tasks.map((task) => task.id));
}

/** The roles somebody can be named for. */
export function sayRoleIds({ program }: Pick<Scene, "program">): Inert {
  return inertCodes(ROLES.filter((role) => role !== "candidate" && program.roles[role].assignedBy.length > 0));
}

const MISSING: Readonly<Record<Missing, string>> = {
  task: "answer.missing-task",
  reason: "answer.missing-reason",
  role: "answer.missing-role",
  username: "answer.missing-username",
  program: "answer.missing-program",
  placeholder: "answer.missing-placeholder",
  engagement: "answer.missing-engagement",
  date: "answer.missing-date",
  zone: "answer.missing-zone",
  score: "answer.missing-score",
  offer: "desk.answer.missing-offer",
  candidate: "desk.answer.missing-candidate",
};

/** What a command lacks, with the words to choose from; how it is used belongs below. */
export function sayMissing(scene: Pick<Scene, "program">, { say }: Voice, missing: Missing): Inert {
  const words = { tasks: sayTaskIds(scene), roles: sayRoleIds(scene), engagements: sayEngagementIds(scene) };
  return say(MISSING[missing], words);
}
