import { type CommandKind, namesNobody } from "./command-kind.ts";
import { toEverybody } from "./rights.ts";

export interface NextCommand {
  readonly kind: "next";
}

/** What the asker does now, or whose turn it is instead. */
export const next: CommandKind<NextCommand> = {
  name: "next",
  usage: "next",
  explained: "help.next",
  changes: false,
  read: () => ({ kind: "next" }),
  print: () => [],
  usernames: namesNobody,
  isOffered: toEverybody,
  judge({ ledger }, event) {
    ledger.answer(event, { kind: "next" });
    return "judged";
  },
};
