import type { CommandEvent } from "../enrollment/event.ts";
import type { Verdict } from "../enrollment/judge-turn.ts";
import { localDay } from "../people/working-time.ts";
import type { RoleId } from "../program/program.ts";
import { type CommandKind, namesNobody, type Offer } from "./command-kind.ts";
import type { CommandContext } from "./context.ts";
import { zoneOf } from "./own-settings.ts";
import { answerDays, readUntil } from "./read-until.ts";
import { allowed } from "./rights.ts";

export interface PauseCommand {
  readonly kind: "pause";
  /** The rest of the line. */
  readonly words: readonly string[];
}

/** Who sets the pace of an enrollment. */
const PACING: readonly RoleId[] = ["candidate", "coordinator", "owner"];

/** No reminders for a while. The day named is the first on which it goes on, where the candidate is. */
export const pause: CommandKind<PauseCommand> = {
  name: "pause",
  usage: "pause until YYYY-MM-DD",
  explained: "help.pause",
  changes: true,
  read: (words) => ({ kind: "pause", words }),
  print: ({ words }) => words,
  usernames: namesNobody,
  isOffered: (offer) => offer.enrollment.pause === null && setsPace(offer),
  judge: (context, event, { words }) => pacing(context, event, () => judgePause(context, event, words)),
};

/** Go on when the candidate writes, a coordinator or an owner; others are refused. */
export function pacing(context: CommandContext, event: CommandEvent, effect: () => Verdict): Verdict {
  return allowed(context, event, PACING, null, effect);
}

/** Shown to whoever may pause and resume. */
export function setsPace({ roles }: Offer): boolean {
  return PACING.some((role) => roles.has(role));
}

function judgePause(context: CommandContext, event: CommandEvent, words: readonly string[]): Verdict {
  const { ledger } = context;
  const until = words.length === 0 ? null : readUntil(words, today(context, event));
  if (until?.kind === "fault") return answerDays(context, event, "pause until", until.fault);
  ledger.add({ kind: "paused", by: event.by, until: until?.until ?? null }, `pause:${event.key}`, event.at);
  ledger.accept(event);
  return "judged";
}

/** Where the candidate is, for that is whose day it ends with. */
function today(context: CommandContext, event: CommandEvent): string {
  const { candidate } = context.ledger.enrollment();
  return localDay(event.at, zoneOf(context, candidate?.person ?? event.by));
}
