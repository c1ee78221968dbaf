import { namesNobody } from "../../commands/command-kind.ts";
import type { DeskCommandKind } from "./desk-context.ts";

/** What this person may write on the desk. */
export const help: DeskCommandKind = {
  name: "help",
  usage: "help",
  explained: "help.help",
  changes: false,
  roles: null,
  usernames: namesNobody,
  judge({ ledger }, event) {
    ledger.answer(event, { kind: "help" });
    return "judged";
  },
};
