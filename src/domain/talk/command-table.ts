/** One thing people can ask of the bot. The parser, `help` and "did you mean" all follow from this table. */
export interface CommandEntry {
  readonly name: CommandName;
  /** What to write after the bot's name; words in capitals are to be replaced. */
  readonly usage: string;
  readonly audience: "everyone" | "candidate" | "confirmers" | "coordinators";
  /** Id of the sentence that explains it in `help`. */
  readonly explained: string;
}

export type CommandName =
  | "help"
  | "status"
  | "next"
  | "recheck"
  | "done"
  | "confirm"
  | "decline"
  | "withdraw"
  | "waive"
  | "assign"
  | "enroll"
  | "upgrade";

/** In the order in which `help` shows them. */
export const COMMANDS: readonly CommandEntry[] = [
  { name: "next", usage: "next", audience: "everyone", explained: "help.next" },
  { name: "status", usage: "status", audience: "everyone", explained: "help.status" },
  { name: "done", usage: "done TASK", audience: "candidate", explained: "help.done" },
  { name: "confirm", usage: "confirm TASK", audience: "confirmers", explained: "help.confirm" },
  { name: "decline", usage: "decline TASK WHAT IS MISSING", audience: "confirmers", explained: "help.decline" },
  { name: "withdraw", usage: "withdraw TASK WHY", audience: "confirmers", explained: "help.withdraw" },
  { name: "waive", usage: "waive TASK WHY", audience: "coordinators", explained: "help.waive" },
  { name: "assign", usage: "assign ROLE @username", audience: "coordinators", explained: "help.assign" },
  { name: "enroll", usage: "enroll PROGRAM", audience: "coordinators", explained: "help.enroll" },
  { name: "upgrade", usage: "upgrade", audience: "coordinators", explained: "help.upgrade" },
  { name: "recheck", usage: "recheck", audience: "everyone", explained: "help.recheck" },
  { name: "help", usage: "help", audience: "everyone", explained: "help.help" },
];

/** Words in capitals that notes and the template offer to be replaced; sent unchanged they say nothing. */
const PLACEHOLDERS: ReadonlySet<string> = new Set([
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

export function isCommandName(word: string): word is CommandName {
  return COMMANDS.some((entry) => entry.name === word);
}

/** The line to write, such as `@onboarding-bot confirm TASK`. */
export function usageOf(name: CommandName, handle: string): string {
  const entry = COMMANDS.find((one) => one.name === name);
  return `@${handle} ${entry === undefined ? name : entry.usage}`;
}
