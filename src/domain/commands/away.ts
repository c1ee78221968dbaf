import type { CommandEvent } from "../enrollment/event.ts";
import type { Verdict } from "../enrollment/judge-turn.ts";
import { startOfDay } from "../people/local-day.ts";
import { localDay } from "../people/working-time.ts";
import { type CommandKind, namesNobody } from "./command-kind.ts";
import type { OwnContext } from "./context.ts";
import { AT_ANY_TIME } from "./my.ts";
import { settingsOf, zoneOf } from "./own-settings.ts";
import { answerDays, readUntil } from "./read-until.ts";
import { toEverybody } from "./rights.ts";

export interface AwayCommand {
  readonly kind: "away";
  /** The rest of the line. */
  readonly words: readonly string[];
}

export interface BackCommand {
  readonly kind: "back";
}

/** Anybody tells until when they are away. The day named is the first on which they are back, where they are. */
export const away: CommandKind<AwayCommand, OwnContext> = {
  name: "away",
  usage: "away until YYYY-MM-DD\naway from YYYY-MM-DD until YYYY-MM-DD",
  explained: "help.away",
  changes: true,
  alsoWhen: AT_ANY_TIME,
  read: (words) => ({ kind: "away", words }),
  print: ({ words }) => words,
  usernames: namesNobody,
  isOffered: toEverybody,
  judge: judgeAway,
};

/** Anybody tells that they are there again, whatever they or their status on GitLab said before. */
export const back: CommandKind<BackCommand, OwnContext> = {
  name: "back",
  usage: "back",
  explained: "help.back",
  changes: true,
  alsoWhen: AT_ANY_TIME,
  read: () => ({ kind: "back" }),
  print: () => [],
  usernames: namesNobody,
  isOffered: toEverybody,
  judge: comeBack,
};

function judgeAway(context: OwnContext, event: CommandEvent, { words }: AwayCommand): Verdict {
  const known = settingsOf(context, event.by).away;
  const isAway = known !== null && known.until > event.at;
  // Alone it can only mean the end of an absence; without one somebody forgot to say until when.
  if ((words.length === 0 && isAway) || words[0]?.toLowerCase() === "back") return comeBack(context, event);
  const zone = zoneOf(context, event.by);
  const reading = readUntil(words, localDay(event.at, zone));
  if (reading.kind === "fault") return answerDays(context, event, "away until", reading.fault);
  const from = reading.from === null ? event.at : startOfDay(reading.from, zone);
  context.ledger.tell({
    person: event.by,
    at: event.at,
    away: { from, until: startOfDay(reading.until, zone), source: "own-word" },
  });
  context.ledger.accept(event);
  return "judged";
}

function comeBack({ ledger }: OwnContext, event: CommandEvent): Verdict {
  ledger.tell({ person: event.by, at: event.at, away: null });
  ledger.accept(event);
  return "judged";
}
