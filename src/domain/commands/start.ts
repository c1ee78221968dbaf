import type { CommandEvent } from "../enrollment/event.ts";
import type { Verdict } from "../enrollment/judge-turn.ts";
import { mayStart } from "../enrollment/progress.ts";
import { findTask, type RoleId } from "../program/program.ts";
import type { Offer } from "./command-kind.ts";
import type { CommandContext } from "./context.ts";
import { allowed } from "./rights.ts";

/** What stands in the place of a task: the word of the sponsor that the candidate may start. */
const START = "start";
/** Who may say so; never the candidate. */
const STARTING: readonly RoleId[] = ["sponsor", "coordinator", "owner"];

/** Do the words of `confirm` or `decline` mean the start? A task of that name comes first. */
export function meansStart({ ledger }: CommandContext, words: readonly (string | null)[]): boolean {
  const [only, ...others] = words;
  return others.length === 0 && only?.toLowerCase() === START && findTask(ledger.program(), START) === undefined;
}

/** Shown to whoever may say that the candidate starts, while that is waited for. */
export function startsHere({ enrollment, roles }: Offer): boolean {
  return !mayStart(enrollment) && STARTING.some((role) => roles.has(role));
}

export function confirmStart(context: CommandContext, event: CommandEvent): Verdict {
  return whileAwaited(context, event, () => {
    const { ledger } = context;
    if (!mayStart(ledger.enrollment())) {
      ledger.add({ kind: "start-confirmed", by: event.by }, `start:${event.key}`, event.at);
    }
    ledger.accept(event);
  });
}

/** @param reason - `null` when none was given. */
export function declineStart(context: CommandContext, event: CommandEvent, reason: string | null): Verdict {
  return whileAwaited(context, event, () => {
    const { ledger } = context;
    if (mayStart(ledger.enrollment())) ledger.answer(event, { kind: "no-start-needed" }, "refused");
    else if (reason === null) {
      ledger.answer(event, { kind: "malformed", command: "decline", missing: "reason" }, "refused");
    } else {
      ledger.add({ kind: "start-declined", by: event.by, reason }, `not-start:${event.key}`, event.at);
      ledger.accept(event);
    }
  });
}

function whileAwaited(context: CommandContext, event: CommandEvent, effect: () => void): Verdict {
  const { ledger } = context;
  if (ledger.enrollment().start === null) {
    ledger.answer(event, { kind: "no-start-needed" }, "refused");
    return "judged";
  }
  return allowed(context, event, STARTING, "sponsor", () => {
    effect();
    return "judged";
  });
}
