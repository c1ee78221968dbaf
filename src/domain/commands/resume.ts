import { type CommandKind, namesNobody } from "./command-kind.ts";
import { pacing, setsPace } from "./pause.ts";

export interface ResumeCommand {
  readonly kind: "resume";
}

/** Go on before the day named, or when none was. */
export const resume: CommandKind<ResumeCommand> = {
  name: "resume",
  usage: "resume",
  explained: "help.resume",
  changes: true,
  read: () => ({ kind: "resume" }),
  print: () => [],
  usernames: namesNobody,
  isOffered: (offer) => offer.enrollment.pause !== null && setsPace(offer),
  judge: (context, event) =>
    pacing(context, event, () => {
      const { ledger } = context;
      if (ledger.enrollment().pause === null) ledger.answer(event, { kind: "not-paused" }, "refused");
      else {
        ledger.add({ kind: "resumed", by: event.by }, `resume:${event.key}`, event.at);
        ledger.accept(event);
      }
      return "judged";
    }),
};
