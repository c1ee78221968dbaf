import { latestFor } from "../engagement/engagement.ts";
import type { CommandEvent } from "../enrollment/event.ts";
import type { Verdict } from "../enrollment/judge-turn.ts";
import { type CommandKind, namesNobody } from "./command-kind.ts";
import type { CommandContext } from "./context.ts";
import { isDated, type Subject, whoMayChange, withSubject } from "./engagement-rules.ts";
import { readTaskAndReason } from "./task-and-reason.ts";

export interface CancelCommand {
  readonly kind: "cancel";
  readonly engagement: string | null;
  /** The rest of the line. */
  readonly reason: string | null;
  readonly placeholder: boolean;
}

/** A coordinator, an owner, or whoever leads or observes calls a date off; one that had begun counts as missed. */
export const cancel: CommandKind<CancelCommand> = {
  name: "cancel",
  usage: "cancel ENGAGEMENT WHY",
  explained: "help.cancel",
  changes: true,
  read: readCancel,
  print: ({ engagement, reason }) => [engagement, reason],
  usernames: namesNobody,
  isOffered: isDated,
  judge: (context, event, command) =>
    withSubject(
      context,
      event,
      { ...command, placeholder: command.engagement === null && command.placeholder },
      (one) => callOff(context, event, command, one),
    ),
};

function readCancel(words: readonly string[]): CancelCommand {
  const { task, reason, placeholder } = readTaskAndReason(words);
  return { kind: "cancel", engagement: task, reason, placeholder };
}

function callOff(context: CommandContext, event: CommandEvent, command: CancelCommand, subject: Subject): Verdict {
  const { ledger } = context;
  const latest = latestFor(ledger.enrollment().engagements, subject.task.id);
  const engagement = latest?.state === "scheduled" ? latest : null;
  return whoMayChange(context, event, { kind: subject.kind, engagement }, () => {
    const { reason } = command;
    if (reason === null) {
      const missing = command.placeholder ? "placeholder" : "reason";
      ledger.answer(event, { kind: "malformed", command: "cancel", missing }, "refused");
    } else if (latest?.state === "held") {
      ledger.answer(event, { kind: "engagement-over", number: latest.number }, "refused");
    } else if (engagement === null) {
      ledger.answer(event, { kind: "nothing-scheduled", engagement: subject.kind.id }, "refused");
    } else {
      const missed = event.at >= engagement.start;
      const body = { kind: "engagement-cancelled", number: engagement.number, by: event.by, missed, reason } as const;
      ledger.add(body, `cancel:${event.key}`, event.at);
      ledger.accept(event);
    }
    return "judged";
  });
}
