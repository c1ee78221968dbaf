import type { Emoji } from "./action.ts";
import type { CommandEvent } from "./event.ts";
import type { CommandOutcome, PersonId } from "./fact.ts";

/** What somebody was answered or refused. */
interface HeardCommand {
  readonly at: Date;
  readonly command: string;
  readonly outcome: CommandOutcome;
}

/** What each person was answered or refused lately, newest first: nobody is told the same thing over and over. */
export type HeardCommands = ReadonlyMap<PersonId, readonly HeardCommand[]>;

/** Of each person; more than the answers of an hour. */
const HEARD_KEPT = 10;
/** Answers one person gets in an hour on one issue; more are only marked as seen. */
const ANSWERS_PER_HOUR = 6;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Remember one more command. Many that were done must not hide how many answers somebody got. */
export function heardAfter(before: HeardCommands, fact: HeardCommand & { readonly by: PersonId }): HeardCommands {
  const { by, at, command, outcome } = fact;
  if (outcome === "done") return before;
  const recent = [{ at, command, outcome }, ...(before.get(by) ?? [])].slice(0, HEARD_KEPT);
  return new Map(before).set(by, recent);
}

/**
 * How a comment is answered: by a note, or by an emoji alone where its author got the same refusal on that day, or
 * enough notes in that hour.
 *
 * @param heard - What the author was answered lately.
 */
export function howToAnswer(
  heard: readonly HeardCommand[],
  event: CommandEvent,
  outcome: CommandOutcome,
  now: Date,
): "note" | Emoji {
  // Comments that were found late were written, and would be answered, all at once.
  const within = (ms: number) => (one: HeardCommand) =>
    Math.min(now.getTime(), event.at.getTime()) - one.at.getTime() < ms;
  const lastHour = heard.filter(within(HOUR_MS));
  const repeated = heard
    .filter(within(DAY_MS))
    .some((one) => one.outcome === "refused" && outcome === "refused" && one.command === event.text);
  if (!repeated && lastHour.length < ANSWERS_PER_HOUR) return "note";
  return outcome === "refused" ? "no_entry_sign" : "eyes";
}
