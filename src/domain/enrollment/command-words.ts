import { normalizeTaskText } from "../checklist/task-text.ts";
import { closestWord } from "../program/closest-word.ts";
import { type Program, type RoleId, rolesOf, type Task } from "../program/program.ts";
import type { CommandEvent } from "./event.ts";
import type { Ledger } from "./ledger.ts";

/** @returns `null` when a word names no task; that was answered. */
export function findTasks(ledger: Ledger, event: CommandEvent, words: readonly string[]): readonly Task[] | null {
  const { tasks } = ledger.program();
  const command = event.command.kind;
  if (words.length === 0) {
    const isPlaceholder = "placeholder" in event.command && event.command.placeholder;
    const missing = isPlaceholder ? "placeholder" : "task";
    ledger.answer(event, { kind: "malformed", command, missing }, "refused");
    return null;
  }
  const found: Task[] = [];
  for (const word of words) {
    const task = findTaskByWord(tasks, word);
    if (task === undefined) {
      const suggestion = closestWord(
        word,
        tasks.map((one) => one.id),
      );
      ledger.answer(event, { kind: "unknown-task", word, suggestion, command }, "refused");
      return null;
    }
    found.push(task);
  }
  return [...new Set(found)];
}

/** By id, by number as the status note counts, or by the line itself. */
function findTaskByWord(tasks: readonly Task[], word: string): Task | undefined {
  const wanted = normalizeTaskText(word).toLowerCase();
  const number = /^\d{1,3}$/.test(wanted) ? Number(wanted) : null;
  return tasks.find(
    (task, index) =>
      task.id.toLowerCase() === wanted ||
      number === index + 1 ||
      normalizeTaskText(task.text).toLowerCase() === wanted ||
      normalizeTaskText(task.name).toLowerCase() === wanted,
  );
}

/** By id or by what the program calls it. @returns `null` for a role the program has no use for. */
export function findRole(program: Program, word: string): RoleId | null {
  const wanted = normalizeTaskText(word).toLowerCase();
  const role = rolesOf(program).find(
    ({ id, label }) => id === wanted || normalizeTaskText(label).toLowerCase() === wanted,
  );
  return role?.id ?? null;
}
