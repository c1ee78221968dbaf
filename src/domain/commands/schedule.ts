import type { CommandEvent } from "../enrollment/event.ts";
import type { Verdict } from "../enrollment/judge-turn.ts";
import type { Answer } from "../enrollment/action.ts";
import { findClash } from "./clash.ts";
import type { CommandKind } from "./command-kind.ts";
import type { CommandContext } from "./context.ts";
import { admit, type HelperReading, readHelper, usualHelper } from "./engagement-helper.ts";
import {
  answerOnly,
  methodFault,
  notNow,
  readDate,
  type Subject,
  unreadable,
  withSubject,
} from "./engagement-rules.ts";
import {
  type EngagementOptions,
  type EngagementWords,
  helpersIn,
  type OptionName,
  printEngagementWords,
  readEngagementWords,
  readOptions,
} from "./engagement-words.ts";
import { allowed, STEERING, toSteering } from "./rights.ts";

export interface ScheduleCommand extends EngagementWords {
  readonly kind: "schedule";
}

/** A coordinator or an owner sets the date of an engagement; whoever is named with it may confirm it afterwards. */
export const schedule: CommandKind<ScheduleCommand> = {
  name: "schedule",
  usage: "schedule ENGAGEMENT YYYY-MM-DD HH:MM Area/City for 4h with @username codename CODENAME",
  explained: "help.schedule",
  changes: true,
  read: (words) => ({ kind: "schedule", ...readEngagementWords(words) }),
  print: printEngagementWords,
  usernames: ({ words }) => helpersIn(words),
  isOffered: (offer) =>
    toSteering(offer) &&
    offer.program.tasks.some(
      (task) => task.engagement !== null && notNow(offer.program, offer.enrollment, task) === null,
    ),
  judge: judgeSchedule,
};

const TAKES: readonly OptionName[] = ["lengthMs", "helper", "method", "source", "codename"];

function judgeSchedule(context: CommandContext, event: CommandEvent, command: ScheduleCommand): Verdict {
  return withSubject(context, event, command, (subject) =>
    allowed(context, event, STEERING, null, () => setDate(context, event, command, subject)),
  );
}

function setDate(context: CommandContext, event: CommandEvent, command: ScheduleCommand, subject: Subject): Verdict {
  const { ledger } = context;
  const { kind, task } = subject;
  const refuse = (answer: Answer): Verdict => answerOnly(context, event, answer);
  const hindrance = notNow(ledger.program(), ledger.enrollment(), task);
  if (hindrance !== null) return refuse(hindrance);
  const date = readDate(context, event, `schedule ${kind.id}`, command.words);
  if (date.kind === "answer") return refuse(date.answer);
  const reading = readOptions(date.rest, TAKES);
  if (reading.kind !== "options") return refuse(unreadable(reading, "schedule"));
  const { options } = reading;
  const fault = methodFault(kind, options.method);
  if (fault !== null) return refuse(fault);
  const helper: HelperReading =
    options.helper === null
      ? { kind: "helper", person: usualHelper(ledger.enrollment(), kind), admit: null }
      : readHelper(context, event, kind, options.helper);
  if (helper.kind === "deferred") return "deferred";
  if (helper.kind === "answer") return refuse(helper.answer);

  const lengthMs = options.lengthMs ?? kind.lengthMs;
  const { at: start, zone } = date.moment;
  const end = new Date(start.getTime() + lengthMs);
  const isSeat = event.offer !== undefined;
  const clash = findClash(context, { start, end, helper: helper.person, except: null, isSeat });
  if (clash !== null) return refuse(clash);
  admit(context, event, kind, helper);
  ledger.add(
    {
      kind: "engagement-scheduled",
      number: ledger.enrollment().engagements.length + 1,
      engagement: kind.id,
      task: task.id,
      start: start.toISOString(),
      lengthMs,
      zone,
      method: options.method,
      helper: helper.person,
      by: event.by,
      offer: event.offer === undefined ? null : { desk: event.offer.desk, offer: event.offer.offer },
      details: detailsOf(options),
    },
    `schedule:${event.key}`,
    event.at,
  );
  ledger.accept(event);
  return "judged";
}

function detailsOf({ codename, source }: EngagementOptions): { codename: string | null; source: string | null } | null {
  return codename === null && source === null ? null : { codename, source };
}
