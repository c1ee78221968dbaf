import { type CommandRule, namesNobody } from "./command-kind.ts";

/** A line for the bot that begins with no command. */
export interface UnknownCommand {
  readonly kind: "unknown";
  readonly word: string;
  /** The whole line with the word put right; `null` when no command is close. */
  readonly suggestion: string | null;
}

export const unknown: CommandRule<UnknownCommand> = {
  changes: false,
  usernames: namesNobody,
  judge({ ledger }, event, { word, suggestion }) {
    ledger.answer(event, { kind: "unknown-command", word, suggestion }, "refused");
    return "judged";
  },
};
