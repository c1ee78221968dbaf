import { namesNobody } from "../../commands/command-kind.ts";
import type { DeskCommandKind } from "./desk-context.ts";

/** Look at the desk again: hearing this at all is what asks for the review. */
export const recheck: DeskCommandKind = {
  name: "recheck",
  usage: "recheck",
  explained: "help.recheck",
  changes: false,
  roles: null,
  usernames: namesNobody,
  judge({ ledger }, event) {
    ledger.accept(event);
    return "judged";
  },
};
