import { progressOf } from "../enrollment/enrollment.ts";
import type { CommandEvent } from "../enrollment/event.ts";
import type { Verdict } from "../enrollment/judge-turn.ts";
import type { Ledger } from "../enrollment/ledger.ts";
import { isSelfConfirmed, type Program, type Task } from "../program/program.ts";
import { describeUpgrade } from "../program/upgrade.ts";
import { type CommandKind, namesNobody } from "./command-kind.ts";
import type { CommandContext } from "./context.ts";
import { steering, toSteering } from "./rights.ts";

export interface UpgradeCommand {
  readonly kind: "upgrade";
}

/** A coordinator or an owner goes on with the newest version of the program; the answer shows what changes. */
export const upgrade: CommandKind<UpgradeCommand> = {
  name: "upgrade",
  usage: "upgrade",
  explained: "help.upgrade",
  changes: true,
  read: () => ({ kind: "upgrade" }),
  print: () => [],
  usernames: namesNobody,
  isOffered: toSteering,
  judge: judgeUpgrade,
};

function judgeUpgrade(context: CommandContext, event: CommandEvent): Verdict {
  return steering(context, event, () => {
    const { ledger, newestProgram } = context;
    const from = ledger.program();
    if (newestProgram.version <= from.version) {
      ledger.answer(event, { kind: "already-newest", version: from.version });
      return;
    }
    ledger.adoptProgram(newestProgram);
    ledger.add(
      { kind: "program-upgraded", version: newestProgram.version, by: event.by },
      `upgrade:${event.key}`,
      event.at,
    );
    for (const task of newestProgram.tasks) askForWord(ledger, event, task, from);
    const changes = describeUpgrade(from, newestProgram);
    ledger.answer(event, { kind: "upgraded", from: from.version, to: newestProgram.version, changes }, "done");
  });
}

/** What was the candidate's own word and needs somebody else's from now on is a claim again. */
function askForWord(ledger: Ledger, event: CommandEvent, task: Task, from: Program): void {
  const before = from.tasks.find(({ id }) => id === task.id);
  const { confirmation } = progressOf(ledger.enrollment(), task.id);
  if (before === undefined || !isSelfConfirmed(before) || isSelfConfirmed(task) || confirmation === null) return;
  ledger.add({ kind: "task-reopened", task: task.id, by: event.by }, `reopen:${task.id}:${event.key}`, event.at);
  const body = { kind: "task-claimed", task: task.id, by: confirmation.by } as const;
  ledger.add(body, `claim:${task.id}:${event.key}`, event.at);
}
