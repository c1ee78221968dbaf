import { type CommandKind, namesNobody } from "./command-kind.ts";
import { toEverybody } from "./rights.ts";

export interface StatusCommand {
  readonly kind: "status";
}

/** Where everything stands. */
export const status: CommandKind<StatusCommand> = {
  name: "status",
  usage: "status",
  explained: "help.status",
  changes: false,
  read: () => ({ kind: "status" }),
  print: () => [],
  usernames: namesNobody,
  isOffered: toEverybody,
  judge({ ledger }, event) {
    ledger.answer(event, { kind: "status" });
    return "judged";
  },
};
