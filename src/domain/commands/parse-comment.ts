import { readSpokenLines } from "../talk/spoken-lines.ts";
import { type Command, COMMANDS, isCommandName, readCommand, takesLines } from "./commands.ts";
import type { UnknownCommand } from "./unknown.ts";
import { bare, suggestLine } from "./words.ts";

export interface HeardCommand {
  /**
   * The line without the bot's name, in NFC, white space folded, the command's own word in small letters; of a form
   * the lines that belong to it as well, divided by `\n`. Two commands that mean the same for "run once" are equal here.
   */
  readonly text: string;
  readonly command: Command;
}

/** More commands in one note are not people's; the rest is left unheard. */
const MAX_COMMANDS = 20;
const MAX_LINE_LENGTH = 4000;
/** Of all lines of a form together; what is beyond belongs to nothing. */
const MAX_FORM_LENGTH = 16_000;

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
  const calls: { readonly rest: string; readonly below: string[] }[] = [];
  for (const line of readSpokenLines(body)) {
    const rest = restAfterHandle(line, handle);
    if (rest === null) calls.at(-1)?.below.push(line);
    else if (calls.length < MAX_COMMANDS) calls.push({ rest, below: [] });
    else break;
  }
  return calls.map(({ rest, below }) => parseCall(fold(rest), below));
}

/** @returns What follows the bot's name, or `null` when the line is not for the bot. */
function restAfterHandle(line: string, handle: string): string | null {
  const name = `@${handle}`;
  if (line.slice(0, name.length).toLowerCase() !== name.toLowerCase()) return null;
  const rest = /^[:,]?(?:\s(.*))?$/su.exec(line.slice(name.length));
  return rest === null ? null : (rest[1] ?? "");
}

function fold(line: string): string {
  return line.slice(0, MAX_LINE_LENGTH).toWellFormed().normalize("NFC").replaceAll(/\s+/gu, " ").trim();
}

function parseCall(line: string, below: readonly string[]): HeardCommand {
  // Only the name, and nothing else: whoever calls gets to hear what can be said.
  if (line === "") return { text: "help", command: { kind: "help" } };

  const [first = "", ...words] = line.split(" ");
  const name = bare(first).toLowerCase();
  if (!isCommandName(name)) return { text: line, command: unknown(first, words) };
  const lines = takesLines(name) ? formLines(below) : [];
  const text = [[name, ...words].join(" "), ...lines].join("\n");
  return { text, command: readCommand(name, words, lines) };
}

function formLines(below: readonly string[]): readonly string[] {
  const lines: string[] = [];
  let length = 0;
  for (const line of below.map(fold).filter((one) => one !== "")) {
    length += line.length;
    if (length > MAX_FORM_LENGTH) break;
    lines.push(line);
  }
  return lines;
}

function unknown(first: string, words: readonly string[]): UnknownCommand {
  const word = bare(first) || first.slice(0, 100).toWellFormed();
  const names = COMMANDS.map((kind) => kind.name);
  return { kind: "unknown", word, suggestion: suggestLine(word, words, names) };
}
