import { progressOf } from "../enrollment/enrollment.ts";
import type { CommandEvent } from "../enrollment/event.ts";
import { lacksPass } from "../enrollment/forms.ts";
import type { Verdict } from "../enrollment/judge-turn.ts";
import { lacksScore } from "../enrollment/scores.ts";
import { heldRoles, mayConfirm } from "../enrollment/standing.ts";
import { type CommandKind, namesNobody } from "./command-kind.ts";
import type { CommandContext } from "./context.ts";
import { toConfirmers } from "./rights.ts";
import { findTasks, readTasks } from "./words.ts";

export interface DoneCommand {
  readonly kind: "done";
  readonly tasks: readonly string[];
  readonly placeholder: boolean;
}

/** Counts as a tick of whoever belongs to the program: a claim, or a confirmation where a tick would be one. */
export const done: CommandKind<DoneCommand> = {
  name: "done",
  usage: "done TASK",
  explained: "help.done",
  changes: true,
  read: (words) => ({ kind: "done", ...readTasks(words) }),
  print: ({ tasks }) => tasks,
  usernames: namesNobody,
  isOffered: (offer) => offer.roles.has("candidate") || toConfirmers(offer),
  judge: judgeDone,
};

function judgeDone(context: CommandContext, event: CommandEvent, command: DoneCommand): Verdict {
  const { ledger } = context;
  const tasks = findTasks(ledger, event, command.tasks);
  if (tasks === null) return "judged";
  const roles = heldRoles(ledger.enrollment(), event.by, context.standing(event.by));
  if (roles === "unknown") return "deferred";
  if (roles.size === 0) {
    const ids = tasks.map((task) => task.id);
    ledger.answer(event, { kind: "not-entitled", command: "done", tasks: ids, role: null }, "refused");
    return "judged";
  }
  for (const task of tasks) {
    const { confirmation, waiver, claim } = progressOf(ledger.enrollment(), task.id);
    if (confirmation || waiver) continue;
    const isEntitled = mayConfirm(ledger.enrollment(), task, event.by, context.standing(event.by)) === "yes";
    const hasProof = !lacksScore(ledger.enrollment(), task) && !lacksPass(ledger.program(), ledger.enrollment(), task);
    const may = isEntitled && hasProof;
    const key = `done:${task.id}:${event.key}`;
    if (may) ledger.add({ kind: "task-confirmed", task: task.id, by: event.by, via: "command" }, key, event.at);
    else if (!claim) ledger.add({ kind: "task-claimed", task: task.id, by: event.by }, key, event.at);
  }
  ledger.accept(event);
  return "judged";
}
