import { progressOf } from "../enrollment/enrollment.ts";
import type { CommandEvent } from "../enrollment/event.ts";
import type { Verdict } from "../enrollment/judge-turn.ts";
import { type CommandKind, namesNobody } from "./command-kind.ts";
import type { CommandContext } from "./context.ts";
import { steering, toSteering } from "./rights.ts";
import { printTaskAndReason, readTaskAndReason, type TaskAndReason, withTaskAndReason } from "./task-and-reason.ts";

export interface WaiveCommand extends TaskAndReason {
  readonly kind: "waive";
}

/** A coordinator or an owner says that a task is not needed here. */
export const waive: CommandKind<WaiveCommand> = {
  name: "waive",
  usage: "waive TASK WHY",
  explained: "help.waive",
  changes: true,
  read: (words) => ({ kind: "waive", ...readTaskAndReason(words) }),
  print: printTaskAndReason,
  usernames: namesNobody,
  isOffered: toSteering,
  judge: judgeWaive,
};

function judgeWaive(context: CommandContext, event: CommandEvent, command: WaiveCommand): Verdict {
  return withTaskAndReason(context, event, command, (task, reason) =>
    steering(context, event, () => {
      const { ledger } = context;
      if (!progressOf(ledger.enrollment(), task.id).waiver) {
        ledger.add({ kind: "task-waived", task: task.id, by: event.by, reason }, `waive:${event.key}`, event.at);
      }
      ledger.accept(event);
    }),
  );
}
