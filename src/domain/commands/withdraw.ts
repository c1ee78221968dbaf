import { progressOf } from "../enrollment/enrollment.ts";
import type { CommandEvent } from "../enrollment/event.ts";
import type { Verdict } from "../enrollment/judge-turn.ts";
import { type CommandKind, namesNobody, type Offer } from "./command-kind.ts";
import type { CommandContext } from "./context.ts";
import { confirmsFor, ifEntitled } from "./rights.ts";
import { printTaskAndReason, readTaskAndReason, type TaskAndReason, withTaskAndReason } from "./task-and-reason.ts";

export interface WithdrawCommand extends TaskAndReason {
  readonly kind: "withdraw";
}

/** An entitled person takes a confirmation or a waiver back. */
export const withdraw: CommandKind<WithdrawCommand> = {
  name: "withdraw",
  usage: "withdraw TASK WHY",
  explained: "help.withdraw",
  changes: true,
  read: (words) => ({ kind: "withdraw", ...readTaskAndReason(words) }),
  print: printTaskAndReason,
  usernames: namesNobody,
  isOffered,
  judge: judgeWithdraw,
};

/** Shown to whoever confirms a task that was confirmed. */
function isOffered(offer: Offer): boolean {
  return offer.program.tasks.some((task) => {
    const { confirmation, waiver } = progressOf(offer.enrollment, task.id);
    return confirmsFor(offer, task) && (confirmation !== null || waiver !== null);
  });
}

function judgeWithdraw(context: CommandContext, event: CommandEvent, command: WithdrawCommand): Verdict {
  return withTaskAndReason(context, event, command, (task, reason) =>
    ifEntitled(context, event, task, () => {
      const { ledger } = context;
      const { confirmation, waiver } = progressOf(ledger.enrollment(), task.id);
      if (!confirmation && !waiver) {
        ledger.answer(event, { kind: "nothing-to-withdraw", task: task.id }, "refused");
        return;
      }
      const body = { kind: "confirmation-withdrawn", task: task.id, by: event.by, reason } as const;
      ledger.add(body, `withdraw:${event.key}`, event.at);
      ledger.accept(event);
    }),
  );
}
