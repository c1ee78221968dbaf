import { closestWord } from "../program/closest-word.ts";
import { COMMANDS, type CommandName, isCommandName, isPlaceholder } from "./command-table.ts";
import { readSpokenLines } from "./spoken-lines.ts";

/** A command as somebody wrote it. Words are raw: whether a task or role of that name exists is asked later. */
export type Command =
  | { readonly kind: "help" | "status" | "next" | "recheck" | "upgrade" }
  | { readonly kind: "enroll"; readonly program: string | null; readonly placeholder: boolean }
  | { readonly kind: "done" | "confirm"; readonly tasks: readonly string[]; readonly placeholder: boolean }
  | {
      readonly kind: "decline" | "withdraw" | "waive";
      readonly task: string | null;
      /** The rest of the line. */
      readonly reason: string | null;
      /** A word in capitals was sent unchanged; what it stood for is `null`. */
      readonly placeholder: boolean;
    }
  | {
      readonly kind: "assign";
      readonly role: string | null;
      /** Without the `@`. */
      readonly username: string | null;
      readonly placeholder: boolean;
    }
  | {
      readonly kind: "unknown";
      readonly word: string;
      /** The whole line with the word put right; `null` when no command is close. */
      readonly suggestion: string | null;
    };

export interface HeardCommand {
  /**
   * The line without the bot's name, in NFC, white space folded, the command's own word in small letters.
   * Two lines that mean the same for "run once" are equal here.
   */
  readonly text: string;
  readonly command: Command;
}

/** More commands in one note are not people's; the rest is left unheard. */
const MAX_COMMANDS = 20;
const MAX_LINE_LENGTH = 4000;
const MAX_REASON_LENGTH = 2000;
const MAX_WORD_LENGTH = 100;

/**
 * Hear the commands in a comment.
 *
 * A command begins a rendered line with `@<handle>`, in a paragraph or list item, never in code, quotes or HTML
 * comments. Any string is a comment: nothing throws. Only the first 100 KB are read, 20 commands at most.
 *
 * @param handle - The bot's own username, without `@`; compared without regard to case.
 */
export function parseCommands(body: string, handle: string): HeardCommand[] {
  // Most comments are not for the bot and need no Markdown parser.
  if (!body.toLowerCase().includes(`@${handle.toLowerCase()}`)) return [];
  const heard: HeardCommand[] = [];
  for (const line of readSpokenLines(body)) {
    const rest = restAfterHandle(line, handle);
    if (rest === null) continue;
    heard.push(parseCommandLine(rest));
    if (heard.length === MAX_COMMANDS) break;
  }
  return heard;
}

/** The line a command would be written as, without the bot's name. */
export function printCommand(command: Exclude<Command, { kind: "unknown" }>): string {
  return [command.kind, ...wordsOf(command)].filter((word) => word !== null && word !== "").join(" ");
}

function wordsOf(command: Exclude<Command, { kind: "unknown" }>): readonly (string | null)[] {
  switch (command.kind) {
    case "help":
    case "status":
    case "next":
    case "recheck":
    case "upgrade":
      return [];
    case "enroll":
      return [command.program];
    case "done":
    case "confirm":
      return command.tasks;
    case "decline":
    case "withdraw":
    case "waive":
      return [command.task, command.reason];
    case "assign":
      return [command.role, command.username === null ? null : `@${command.username}`];
  }
}

/** @returns What follows the bot's name, or `null` when the line is not for the bot. */
function restAfterHandle(line: string, handle: string): string | null {
  const name = `@${handle}`;
  if (line.slice(0, name.length).toLowerCase() !== name.toLowerCase()) return null;
  const rest = /^[:,]?(?:\s(.*))?$/su.exec(line.slice(name.length));
  return rest === null ? null : (rest[1] ?? "");
}

function parseCommandLine(rest: string): HeardCommand {
  const line = rest.slice(0, MAX_LINE_LENGTH).toWellFormed().normalize("NFC").replaceAll(/\s+/gu, " ").trim();
  // Only the name, and nothing else: whoever calls gets to hear what can be said.
  if (line === "") return { text: "help", command: { kind: "help" } };

  const [first = "", ...words] = line.split(" ");
  const word = bare(first).toLowerCase();
  const text = [isCommandName(word) ? word : first, ...words].join(" ");
  return { text, command: isCommandName(word) ? readCommand(word, words) : unknown(first, words) };
}

function readCommand(name: CommandName, words: readonly string[]): Command {
  switch (name) {
    case "help":
    case "status":
    case "next":
    case "recheck":
    case "upgrade":
      return { kind: name };
    case "enroll": {
      const program = argument(words[0]);
      return { kind: name, program: program.value, placeholder: program.placeholder };
    }
    case "done":
    case "confirm": {
      const tasks = words.flatMap((word) => word.split(",")).map((word) => argument(word));
      return {
        kind: name,
        tasks: [...new Set(tasks.flatMap((task) => task.value ?? []))],
        placeholder: tasks.some((task) => task.placeholder),
      };
    }
    case "decline":
    case "withdraw":
    case "waive": {
      const task = argument(words[0]);
      const reason = words.slice(1).join(" ").slice(0, MAX_REASON_LENGTH).toWellFormed().trim();
      const isCopied = isPlaceholder(reason);
      return {
        kind: name,
        task: task.value,
        reason: isCopied || reason === "" ? null : reason,
        placeholder: task.placeholder || isCopied,
      };
    }
    case "assign":
      return readAssign(words);
  }
}

/** `assign engineer @name`, or the two words the other way round. */
function readAssign(words: readonly string[]): Command {
  const [one, two] = words;
  const isTurned = one?.startsWith("@") === true && two !== undefined && !two.startsWith("@");
  const role = argument(isTurned ? two : one);
  const user = argument(isTurned ? one : two);
  return {
    kind: "assign",
    role: role.value,
    username: user.value?.replace(/^@+/u, "") || null,
    placeholder: role.placeholder || user.placeholder,
  };
}

function argument(word: string | undefined): { readonly value: string | null; readonly placeholder: boolean } {
  const value = bare(word ?? "");
  if (isPlaceholder(value)) return { value: null, placeholder: true };
  return { value: value === "" ? null : value, placeholder: false };
}

/** A word without the marks people put around words: `` `assessment` ``, "assessment", assessment. */
function bare(word: string): string {
  return word
    .slice(0, MAX_WORD_LENGTH)
    .toWellFormed()
    .replace(/^[`"'“”„*]+/u, "")
    .replace(/[`"'“”„*.,;:!?]+$/u, "");
}

function unknown(first: string, words: readonly string[]): Command {
  const word = bare(first) || first.slice(0, MAX_WORD_LENGTH).toWellFormed();
  const name = closestWord(
    word,
    COMMANDS.map((entry) => entry.name),
  );
  return {
    kind: "unknown",
    word,
    suggestion: name === null ? null : [name, ...words].join(" ").slice(0, 300).toWellFormed(),
  };
}
