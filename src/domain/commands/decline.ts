import { progressOf } from "../enrollment/enrollment.ts";
import type { CommandEvent } from "../enrollment/event.ts";
import type { Verdict } from "../enrollment/judge-turn.ts";
import { type CommandKind, namesNobody } from "./command-kind.ts";
import type { CommandContext } from "./context.ts";
import { ifEntitled, toConfirmers } from "./rights.ts";
import { declineStart, meansStart, startsHere } from "./start.ts";
import { printTaskAndReason, readTaskAndReason, type TaskAndReason, withTaskAndReason } from "./task-and-reason.ts";

export interface DeclineCommand extends TaskAndReason {
  readonly kind: "decline";
}

/** An entitled person answers "not yet", with what is missing. */
export const decline: CommandKind<DeclineCommand> = {
  name: "decline",
  usage: "decline TASK WHAT IS MISSING",
  explained: "help.decline",
  changes: true,
  read: (words) => ({ kind: "decline", ...readTaskAndReason(words) }),
  print: printTaskAndReason,
  usernames: namesNobody,
  isOffered: (offer) => toConfirmers(offer) || startsHere(offer),
  judge: judgeDecline,
};

function judgeDecline(context: CommandContext, event: CommandEvent, command: DeclineCommand): Verdict {
  if (meansStart(context, [command.task])) return declineStart(context, event, command.reason);
  return withTaskAndReason(context, event, command, (task, reason) =>
    ifEntitled(context, event, task, () => {
      const { ledger } = context;
      const { confirmation, waiver } = progressOf(ledger.enrollment(), task.id);
      if (confirmation || waiver) {
        ledger.answer(event, { kind: "already-confirmed", task: task.id }, "refused");
        return;
      }
      ledger.add({ kind: "task-declined", task: task.id, by: event.by, reason }, `decline:${event.key}`, event.at);
      ledger.accept(event);
    }),
  );
}
