import { DateTime } from "luxon";

import { type DaysFault, readDays } from "../engagement/days.ts";
import type { Answer } from "../enrollment/action.ts";
import type { CommandEvent } from "../enrollment/event.ts";
import type { DayRange } from "../enrollment/fact.ts";
import type { Verdict } from "../enrollment/judge-turn.ts";
import type { CommandKind, Offer } from "./command-kind.ts";
import { namesNobody } from "./command-kind.ts";
import type { CommandContext } from "./context.ts";
import { answerOnly, methodFault, notNow, type Subject, unreadable, withSubject } from "./engagement-rules.ts";
import {
  type EngagementWords,
  optionWords,
  printEngagementWords,
  readEngagementWords,
  readOptions,
} from "./engagement-words.ts";
import { zoneOf } from "./own-settings.ts";
import { answerDays } from "./read-until.ts";
import { allowed } from "./rights.ts";

export interface RequestCommand extends EngagementWords {
  readonly kind: "request";
}

/** How far ahead "weekends" reaches: a quarter of a year. */
const WEEKENDS_AHEAD = 13;

/** The candidate, or a coordinator for them, tells when, how and in which language an engagement would suit. */
export const request: CommandKind<RequestCommand> = {
  name: "request",
  usage: "request ENGAGEMENT YYYY-MM-DD..YYYY-MM-DD method METHOD language LANGUAGE",
  explained: "help.request",
  changes: true,
  read: (words) => ({ kind: "request", ...readEngagementWords(words) }),
  print: printEngagementWords,
  usernames: namesNobody,
  isOffered,
  judge: (context, event, command) =>
    withSubject(context, event, command, (subject) =>
      allowed(context, event, ["candidate", "coordinator", "owner"], null, () =>
        take(context, event, command, subject),
      ),
    ),
};

function isOffered({ program, enrollment, roles }: Offer): boolean {
  const isTheirs = (["candidate", "coordinator", "owner"] as const).some((role) => roles.has(role));
  return (
    isTheirs && program.tasks.some((task) => task.engagement !== null && mayAsk(notNow(program, enrollment, task)))
  );
}

/** Wishes may come early, and also beside a date: it may have to be moved. */
function mayAsk(hindrance: Answer | null): boolean {
  return hindrance?.kind !== "engagement-done";
}

function take(context: CommandContext, event: CommandEvent, command: RequestCommand, subject: Subject): Verdict {
  const { ledger } = context;
  const { kind, task } = subject;
  const refuse = (answer: Answer): Verdict => answerOnly(context, event, answer);
  const hindrance = notNow(ledger.program(), ledger.enrollment(), task);
  if (hindrance !== null && !mayAsk(hindrance)) return refuse(hindrance);
  const days = daysOf(command.words, event.at, zoneOf(context, event.by));
  if (days.kind === "fault") {
    const rest = optionWords(command.words).join(" ");
    return answerDays(context, event, `request ${kind.id}`, days.fault, rest);
  }
  const reading = readOptions(days.rest, ["method", "language"]);
  if (reading.kind !== "options") return refuse(unreadable(reading, "request"));
  const { method, language } = reading.options;
  const fault = methodFault(kind, method);
  if (fault !== null) return refuse(fault);
  const body = { kind: "engagement-requested", engagement: kind.id, by: event.by, method, language } as const;
  ledger.add({ ...body, days: days.ranges }, `request:${event.key}`, event.at);
  ledger.accept(event);
  return "judged";
}

type Days =
  | { readonly kind: "days"; readonly ranges: readonly DayRange[]; readonly rest: readonly string[] }
  | { readonly kind: "fault"; readonly fault: DaysFault };

/** No day at all means any day. */
function daysOf(words: readonly string[], now: Date, zone: string): Days {
  const today = DateTime.fromJSDate(now, { zone });
  const reading = readDays(words, today.toFormat("yyyy-MM-dd"));
  if (reading.kind === "fault") {
    return reading.fault.kind === "missing" ? { kind: "days", ranges: [], rest: words } : reading;
  }
  const ranges = [...reading.ranges, ...(reading.weekends ? weekendsAfter(today) : [])];
  return { kind: "days", ranges, rest: reading.rest };
}

function weekendsAfter(today: DateTime): readonly DayRange[] {
  const saturday = today.startOf("week").plus({ days: 5 });
  return Array.from({ length: WEEKENDS_AHEAD }, (_, week) => {
    const from = saturday.plus({ weeks: week });
    return { from: from.toFormat("yyyy-MM-dd"), to: from.plus({ days: 1 }).toFormat("yyyy-MM-dd") };
  });
}
