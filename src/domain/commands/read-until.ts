import { type DaysFault, readDay, readDays } from "../engagement/days.ts";
import type { CommandEvent } from "../enrollment/event.ts";
import type { Verdict } from "../enrollment/judge-turn.ts";
import type { OwnContext } from "./context.ts";

/** A day on which something goes on again, and the day it stops where that was said. */
export type UntilReading =
  | {
      readonly kind: "until";
      /** ISO date; `null` when no beginning was named. */
      readonly from: string | null;
      /** ISO date, the first day after it. */
      readonly until: string;
    }
  | { readonly kind: "fault"; readonly fault: DaysFault };

const UNTIL = /^(?:until|till|til|to)$/iu;

/**
 * Read `until 2027-01-04` or `from 2026-12-21 until 2027-01-04`; `until` may be left out.
 *
 * @param today - ISO date; what ends today or earlier is past.
 */
export function readUntil(words: readonly string[], today: string): UntilReading {
  const [first = "", ...rest] = words;
  if (first.toLowerCase() === "from") return readFromUntil(rest, today);
  const reading = readDay(UNTIL.test(first) ? rest : words, today);
  if (reading.kind === "fault") return reading;
  return endsAfter(today, { kind: "until", from: null, until: reading.day });
}

/**
 * Answer words that are no such day.
 *
 * @param before - What stands before the day in the line to write instead.
 * @param rest - What stands behind it.
 */
export function answerDays(
  { ledger }: OwnContext,
  event: CommandEvent,
  before: string,
  fault: DaysFault,
  rest = "",
): Verdict {
  const command = event.command.kind;
  if (fault.kind === "missing" || fault.kind === "placeholder") {
    const missing = fault.kind === "missing" ? "date" : "placeholder";
    ledger.answer(event, { kind: "malformed", command, missing }, "refused");
  } else ledger.answer(event, { kind: "bad-days", command: before, fault, rest }, "refused");
  return "judged";
}

function readFromUntil(words: readonly string[], today: string): UntilReading {
  const reading = readDays(words, today);
  if (reading.kind === "fault") return reading;
  const [range, other] = reading.ranges;
  if (range === undefined || other !== undefined || range.from === range.to) {
    return { kind: "fault", fault: { kind: "missing" } };
  }
  return endsAfter(today, { kind: "until", from: range.from, until: range.to });
}

function endsAfter(today: string, reading: Extract<UntilReading, { kind: "until" }>): UntilReading {
  if (reading.until > today) return reading;
  return {
    kind: "fault",
    fault: { kind: "past", moment: { at: new Date(`${reading.until}T00:00:00Z`), zone: "UTC" } },
  };
}
