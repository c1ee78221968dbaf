import { namesNobody } from "../../commands/command-kind.ts";
import type { DeskCommandKind } from "./desk-context.ts";

/** How many engagements are open and how many people wait. */
export const status: DeskCommandKind = {
  name: "status",
  usage: "status",
  explained: "help.status",
  changes: false,
  roles: null,
  usernames: namesNobody,
  judge({ ledger }, event) {
    ledger.answer(event, { kind: "status" });
    return "judged";
  },
};
