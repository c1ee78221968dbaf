import { type CommandKind, namesNobody } from "./command-kind.ts";

export interface OfferCommand {
  readonly kind: "offer";
  readonly words: readonly string[];
}

/** An engineer has a date and looks for candidates. It belongs on the desk of a program, which reads it itself. */
export const offer: CommandKind<OfferCommand> = {
  name: "offer",
  usage: "offer ENGAGEMENT YYYY-MM-DD HH:MM Area/City seats 1",
  explained: "desk.help.offer",
  changes: false,
  read: (words) => ({ kind: "offer", words }),
  print: ({ words }) => words,
  usernames: namesNobody,
  isOffered: () => false,
  judge({ ledger }, event) {
    ledger.answer(event, { kind: "only-on-desk", command: "offer" }, "refused");
    return "judged";
  },
};
