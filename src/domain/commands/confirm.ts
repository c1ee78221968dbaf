import { type Enrollment, progressOf } from "../enrollment/enrollment.ts";
import type { CommandEvent } from "../enrollment/event.ts";
import { lacksPass } from "../enrollment/forms.ts";
import type { Verdict } from "../enrollment/judge-turn.ts";
import { lacksScore } from "../enrollment/scores.ts";
import { mayConfirm } from "../enrollment/standing.ts";
import type { Task } from "../program/program.ts";
import { type CommandKind, namesNobody } from "./command-kind.ts";
import type { CommandContext } from "./context.ts";
import { refuse, toConfirmers } from "./rights.ts";
import { confirmStart, meansStart, startsHere } from "./start.ts";
import { findTasks, readTasks } from "./words.ts";

export interface ConfirmCommand {
  readonly kind: "confirm";
  readonly tasks: readonly string[];
  readonly placeholder: boolean;
}

/** An entitled person says that tasks are done. Those they may not confirm are refused in one answer. */
export const confirm: CommandKind<ConfirmCommand> = {
  name: "confirm",
  usage: "confirm TASK",
  explained: "help.confirm",
  changes: true,
  read: (words) => ({ kind: "confirm", ...readTasks(words) }),
  print: ({ tasks }) => tasks,
  usernames: namesNobody,
  isOffered: (offer) => toConfirmers(offer) || startsHere(offer),
  judge: judgeConfirm,
};

function judgeConfirm(context: CommandContext, event: CommandEvent, command: ConfirmCommand): Verdict {
  const { ledger } = context;
  if (meansStart(context, command.tasks)) return confirmStart(context, event);
  const tasks = findTasks(ledger, event, command.tasks);
  if (tasks === null) return "judged";
  const standing = context.standing(event.by);
  const verdicts = tasks.map((task) => ({ task, may: mayConfirm(ledger.enrollment(), task, event.by, standing) }));
  if (verdicts.some(({ may }) => may === "unknown")) return "deferred";
  const refused = verdicts.filter(({ may }) => may === "no").map(({ task }) => task);
  const open = tasks.filter((task) => !refused.includes(task) && isOpen(ledger.enrollment(), task));
  const scoreless = open.find((task) => lacksScore(ledger.enrollment(), task));
  const formless = open.find((task) => lacksPass(ledger.program(), ledger.enrollment(), task));
  for (const task of open) {
    if (lacksScore(ledger.enrollment(), task) || lacksPass(ledger.program(), ledger.enrollment(), task)) continue;
    const key = `confirm:${task.id}:${event.key}`;
    ledger.add({ kind: "task-confirmed", task: task.id, by: event.by, via: "command" }, key, event.at);
  }
  if (refused.length > 0) refuse(context, event, refused, null);
  else if (scoreless !== undefined) ledger.answer(event, { kind: "score-needed", task: scoreless.id }, "refused");
  else if (formless !== undefined) ledger.answer(event, { kind: "form-needed", task: formless.id }, "refused");
  else ledger.accept(event);
  return "judged";
}

function isOpen(enrollment: Enrollment, task: Task): boolean {
  const { confirmation, waiver } = progressOf(enrollment, task.id);
  return confirmation === null && waiver === null;
}
