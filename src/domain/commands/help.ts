import { type CommandKind, namesNobody } from "./command-kind.ts";
import { toEverybody } from "./rights.ts";

export interface HelpCommand {
  readonly kind: "help";
}

/** What this person may write here and now; the name of the bot alone asks for it too. */
export const help: CommandKind<HelpCommand> = {
  name: "help",
  usage: "help",
  explained: "help.help",
  changes: false,
  read: () => ({ kind: "help" }),
  print: () => [],
  usernames: namesNobody,
  isOffered: toEverybody,
  judge({ ledger }, event) {
    ledger.answer(event, { kind: "help" });
    return "judged";
  },
};
