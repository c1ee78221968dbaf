import { normalizeTaskText } from "../checklist/task-text.ts";
import type { CommandEvent } from "../enrollment/event.ts";
import type { Ledger } from "../enrollment/ledger.ts";
import { closestWord } from "../program/closest-word.ts";
import { type Program, type RoleId, rolesOf, type Task } from "../program/program.ts";

const MAX_WORD_LENGTH = 100;
const MAX_SUGGESTION_LENGTH = 300;

/** Words in capitals that notes and the template offer to be replaced; sent unchanged they say nothing. */
const PLACEHOLDERS: ReadonlySet<string> = new Set([
  "Area/City",
  "CODENAME",
  "COUNTRY",
  "ENGAGEMENT",
  "HH:MM",
  "LANGUAGE",
  "METHOD",
  "POINTS",
  "PROGRAM",
  "REASON",
  "ROLE",
  "TASK",
  "WHAT IS MISSING",
  "WHAT TO DO DIFFERENTLY",
  "WHY",
  "@username",
  "username",
]);

/** Was this word or reason only copied from a usage line? Dates such as `YYYY-MM-DD` count too. */
export function isPlaceholder(text: string): boolean {
  return PLACEHOLDERS.has(text) || /^YYYY\b/u.test(text);
}

/** A text without the mentions of these usernames. */
export function withoutPeople(text: string, usernames: readonly string[]): string {
  const names = new Set(usernames.map((username) => username.toLowerCase()));
  return text
    .split(" ")
    .filter((word) => !names.has(bare(word.replace(/^@+/u, "")).toLowerCase()))
    .join(" ");
}

/** A word without the marks people put around words: `` `assessment` ``, "assessment", assessment. */
export function bare(word: string): string {
  return word
    .slice(0, MAX_WORD_LENGTH)
    .toWellFormed()
    .replace(/^[`"'“”„*]+/u, "")
    .replace(/[`"'“”„*.,;:!?]+$/u, "");
}

/** One word of a command; `null` when it is missing or only a word in capitals that was sent unchanged. */
export function argument(word: string | undefined): { readonly value: string | null; readonly placeholder: boolean } {
  const value = bare(word ?? "");
  if (isPlaceholder(value)) return { value: null, placeholder: true };
  return { value: value === "" ? null : value, placeholder: false };
}

/** Names of tasks, divided by spaces or commas, each once. */
export function readTasks(words: readonly string[]): {
  readonly tasks: readonly string[];
  readonly placeholder: boolean;
} {
  const tasks = words.flatMap((word) => word.split(",")).map((word) => argument(word));
  return {
    tasks: [...new Set(tasks.flatMap((task) => task.value ?? []))],
    placeholder: tasks.some((task) => task.placeholder),
  };
}

/** @returns `null` when a word names no task; that was answered. */
export function findTasks(ledger: Ledger, event: CommandEvent, words: readonly string[]): readonly Task[] | null {
  const { tasks } = ledger.program();
  const command = event.command.kind;
  if (words.length === 0) {
    const isCopied = "placeholder" in event.command && event.command.placeholder;
    const missing = isCopied ? "placeholder" : "task";
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

/** The line with its first word put right, for "did you mean"; `null` when none of these names is close. */
export function suggestLine(word: string, words: readonly string[], names: readonly string[]): string | null {
  const name = closestWord(word, names);
  return name === null ? null : [name, ...words].join(" ").slice(0, MAX_SUGGESTION_LENGTH).toWellFormed();
}

/** By id, by number as the status note counts, or by the line itself. */
export function findTaskByWord(tasks: readonly Task[], word: string): Task | undefined {
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
