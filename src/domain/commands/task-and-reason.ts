import type { CommandEvent } from "../enrollment/event.ts";
import type { Verdict } from "../enrollment/judge-turn.ts";
import type { Task } from "../program/program.ts";
import type { CommandContext } from "./context.ts";
import { argument, findTasks, isPlaceholder } from "./words.ts";

const MAX_REASON_LENGTH = 2000;

/** What `decline`, `withdraw` and `waive` are given. */
export interface TaskAndReason {
  readonly task: string | null;
  /** The rest of the line. */
  readonly reason: string | null;
  /** A word in capitals was sent unchanged; what it stood for is `null`. */
  readonly placeholder: boolean;
}

export function readTaskAndReason(words: readonly string[]): TaskAndReason {
  const task = argument(words[0]);
  const { reason, placeholder } = readReason(words.slice(1));
  return { task: task.value, reason, placeholder: task.placeholder || placeholder };
}

export function readReason(words: readonly string[]): Pick<TaskAndReason, "reason" | "placeholder"> {
  const reason = words.join(" ").slice(0, MAX_REASON_LENGTH).toWellFormed().trim();
  const placeholder = isPlaceholder(reason);
  return { reason: placeholder || reason === "" ? null : reason, placeholder };
}

export function printTaskAndReason({ task, reason }: TaskAndReason): readonly (string | null)[] {
  return [task, reason];
}

/** Go on with the task and the reason, or answer which of the two is missing. */
export function withTaskAndReason(
  { ledger }: CommandContext,
  event: CommandEvent,
  command: TaskAndReason,
  effect: (task: Task, reason: string) => Verdict,
): Verdict {
  const tasks = findTasks(ledger, event, command.task === null ? [] : [command.task]);
  const task = tasks?.[0];
  if (task === undefined) return "judged";
  if (command.reason === null) {
    const missing = command.placeholder ? "placeholder" : "reason";
    ledger.answer(event, { kind: "malformed", command: event.command.kind, missing }, "refused");
    return "judged";
  }
  return effect(task, command.reason);
}
