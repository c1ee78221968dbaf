import { type CommandKind, namesNobody } from "./command-kind.ts";

export interface AcceptCommand {
  readonly kind: "accept";
  readonly words: readonly string[];
}

/** A coordinator takes a seat for a candidate. It belongs on the desk of a program, which reads it itself. */
export const accept: CommandKind<AcceptCommand> = {
  name: "accept",
  usage: "accept NUMBER for @username",
  explained: "desk.help.accept",
  changes: false,
  read: (words) => ({ kind: "accept", words }),
  print: ({ words }) => words,
  usernames: namesNobody,
  isOffered: () => false,
  judge({ ledger }, event) {
    ledger.answer(event, { kind: "only-on-desk", command: "accept" }, "refused");
    return "judged";
  },
};
