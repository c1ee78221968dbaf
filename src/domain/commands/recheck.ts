import { type CommandKind, namesNobody } from "./command-kind.ts";
import { toEverybody } from "./rights.ts";

export interface RecheckCommand {
  readonly kind: "recheck";
}

/** Look at the issue again: hearing this at all is what asks for the review. */
export const recheck: CommandKind<RecheckCommand> = {
  name: "recheck",
  usage: "recheck",
  explained: "help.recheck",
  changes: false,
  read: () => ({ kind: "recheck" }),
  print: () => [],
  usernames: namesNobody,
  isOffered: toEverybody,
  judge({ ledger }, event) {
    ledger.accept(event);
    return "judged";
  },
};
