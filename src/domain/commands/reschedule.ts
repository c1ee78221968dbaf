import { type Engagement, scheduledFor } from "../engagement/engagement.ts";
import type { Answer } from "../enrollment/action.ts";
import type { CommandEvent } from "../enrollment/event.ts";
import type { Verdict } from "../enrollment/judge-turn.ts";
import { findClash } from "./clash.ts";
import type { CommandKind } from "./command-kind.ts";
import type { CommandContext } from "./context.ts";
import { admit, type HelperReading, readHelper } from "./engagement-helper.ts";
import {
  answerOnly,
  isDated,
  readDate,
  type Subject,
  unreadable,
  whoMayChange,
  withSubject,
} from "./engagement-rules.ts";
import {
  type EngagementWords,
  helpersIn,
  type OptionName,
  printEngagementWords,
  readEngagementWords,
  readOptions,
} from "./engagement-words.ts";

export interface RescheduleCommand extends EngagementWords {
  readonly kind: "reschedule";
}

/** A coordinator, an owner, or whoever leads or observes moves a date; what is not told again stays. */
export const reschedule: CommandKind<RescheduleCommand> = {
  name: "reschedule",
  usage: "reschedule ENGAGEMENT YYYY-MM-DD HH:MM Area/City",
  explained: "help.reschedule",
  changes: true,
  read: (words) => ({ kind: "reschedule", ...readEngagementWords(words) }),
  print: printEngagementWords,
  usernames: ({ words }) => helpersIn(words),
  isOffered: isDated,
  judge: judgeReschedule,
};

const TAKES: readonly OptionName[] = ["lengthMs", "helper"];

function judgeReschedule(context: CommandContext, event: CommandEvent, command: RescheduleCommand): Verdict {
  return withSubject(context, event, command, (subject) => {
    const { ledger } = context;
    const engagement = scheduledFor(ledger.enrollment().engagements, subject.task.id);
    return whoMayChange(context, event, { kind: subject.kind, engagement }, () => {
      if (engagement !== null) return moveDate(context, event, command, subject, engagement);
      ledger.answer(event, { kind: "nothing-scheduled", engagement: subject.kind.id }, "refused");
      return "judged";
    });
  });
}

function moveDate(
  context: CommandContext,
  event: CommandEvent,
  command: RescheduleCommand,
  { kind }: Subject,
  engagement: Engagement,
): Verdict {
  const { ledger } = context;
  const { number } = engagement;
  const refuse = (answer: Answer): Verdict => answerOnly(context, event, answer);
  const date = readDate(context, event, `reschedule ${kind.id}`, command.words, engagement);
  if (date.kind === "answer") return refuse(date.answer);
  const reading = readOptions(date.rest, TAKES);
  if (reading.kind !== "options") return refuse(unreadable(reading, "reschedule"));
  const { options } = reading;
  const helper: HelperReading =
    options.helper === null
      ? { kind: "helper", person: engagement.helper, admit: null }
      : readHelper(context, event, kind, options.helper);
  if (helper.kind === "deferred") return "deferred";
  if (helper.kind === "answer") return refuse(helper.answer);

  const lengthMs = options.lengthMs ?? engagement.end.getTime() - engagement.start.getTime();
  const { at: start, zone } = date.moment;
  const end = new Date(start.getTime() + lengthMs);
  const isSame = +start === +engagement.start && +end === +engagement.end && helper.person === engagement.helper;
  if (isSame) return refuse({ kind: "same-date", number });
  const clash = findClash(context, { start, end, helper: helper.person, except: number, isSeat: false });
  if (clash !== null) return refuse(clash);
  admit(context, event, kind, helper);
  const moved = { start: start.toISOString(), lengthMs, zone, helper: helper.person, by: event.by };
  ledger.add({ kind: "engagement-moved", number, ...moved }, `reschedule:${event.key}`, event.at);
  ledger.accept(event);
  return "judged";
}
