import type { CommandEvent } from "../enrollment/event.ts";
import { awaitStart } from "../enrollment/judge-time.ts";
import type { Verdict } from "../enrollment/judge-turn.ts";
import { type CommandKind, namesNobody } from "./command-kind.ts";
import type { CommandContext } from "./context.ts";
import { steering, toSteering } from "./rights.ts";
import { argument } from "./words.ts";

export interface EnrollCommand {
  readonly kind: "enroll";
  readonly program: string | null;
  readonly placeholder: boolean;
}

/**
 * Follow this issue. Here it is followed already, so this only goes on with one that waits: one issue follows one
 * program, and `enroll` names this one or none. Of an issue nobody follows yet, the workflow takes the command.
 */
export const enroll: CommandKind<EnrollCommand> = {
  name: "enroll",
  usage: "enroll PROGRAM",
  explained: "help.enroll",
  changes: true,
  alsoWhen: ["held"],
  read(words) {
    const { value, placeholder } = argument(words[0]);
    return { kind: "enroll", program: value, placeholder };
  },
  print: ({ program }) => [program],
  usernames: namesNobody,
  isOffered: (offer) => offer.enrollment.status === "held" && toSteering(offer),
  judge: judgeEnroll,
};

function judgeEnroll(context: CommandContext, event: CommandEvent, command: EnrollCommand): Verdict {
  const { ledger, programIds } = context;
  const { program: word, placeholder } = command;
  if (placeholder) {
    ledger.answer(event, { kind: "malformed", command: "enroll", missing: "placeholder" }, "refused");
    return "judged";
  }
  const own = ledger.program().id;
  if (word !== null && word !== own) {
    const known = programIds.includes(word) ? [own] : programIds;
    ledger.answer(event, { kind: "unknown-program", word, known }, "refused");
    return "judged";
  }
  return steering(context, event, () => {
    if (ledger.enrollment().status === "held") {
      ledger.add({ kind: "hold-lifted", by: event.by }, `lift:${event.key}`, event.at);
      awaitStart(ledger, event.at);
    }
    ledger.accept(event);
  });
}
