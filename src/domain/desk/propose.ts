import type { PersonId } from "../enrollment/fact.ts";
import { localDay } from "../people/working-time.ts";
import { type Desk, type WaitingKey, waitingKey } from "./desk.ts";
import { match, type Waiting } from "./match.ts";
import { hasSeat } from "./take-seat.ts";

/** What one coordinator is to be told in one note. */
export interface ProposalFor {
  readonly to: PersonId;
  readonly lines: readonly ProposedTo[];
}

export interface ProposedTo {
  readonly waiting: Waiting;
  /** Best first. */
  readonly offers: readonly number[];
  /** Something in it this coordinator was not told yet. */
  readonly isNew: boolean;
}

export interface Proposals {
  readonly due: readonly ProposalFor[];
  /** When more can be told by time alone; `null` when nothing waits. */
  readonly lookAgainAt: Date | null;
}

export interface ProposalRules {
  readonly now: Date;
  /** How long what is new stands before anybody is told, in milliseconds: engineers offer several in a row. */
  readonly settleMs: number;
  /** When working hours begin, in milliseconds after midnight. */
  readonly dayBeginsMs: number;
  /** Whom to tell of candidates nobody looks after. */
  readonly otherwise: PersonId;
  /** Where somebody is. */
  readonly zoneOf: (person: PersonId) => string;
}

/** More candidates are the next day's. */
const MOST_LINES = 25;
const HOUR_MS = 3_600_000;

/**
 * Whom to tell of which open engagements: everybody who waits for one coordinator in one note, at most one such note a
 * day of theirs, and only when it holds something new.
 *
 * @param waiting - Everybody who waits; who has a seat that is still to come is passed over.
 */
export function proposalsDue(desk: Desk, waiting: readonly Waiting[], rules: ProposalRules): Proposals {
  const { now, settleMs, dayBeginsMs, otherwise, zoneOf } = rules;
  const seeking = waiting.filter((one) => !hasSeat(desk, one, now));
  const best = match(seeking, [...desk.offers.values()], now);
  const byCoordinator = Map.groupBy(
    seeking.toSorted((a, b) => a.since.getTime() - b.since.getTime()),
    ({ coordinator }) => coordinator ?? otherwise,
  );
  const news = [...byCoordinator].flatMap(([to, people]): ProposalFor[] => {
    const lines = people.flatMap((one) => lineFor(desk, to, one, best)).slice(0, MOST_LINES);
    return lines.some(({ isNew }) => isNew) ? [{ to, lines }] : [];
  });
  if (news.length === 0) return { due: [], lookAgainAt: null };

  const settlesAt = new Date((desk.newsAt?.getTime() ?? 0) + settleMs);
  if (settlesAt > now) return { due: [], lookAgainAt: settlesAt };
  const isTold = ({ to }: ProposalFor): boolean => {
    const at = desk.toldAt.get(to);
    // The next day begins with work: what waited for it is not told at midnight.
    return at !== undefined && [0, dayBeginsMs].some((ms) => isOneDay(at, now, ms, zoneOf(to)));
  };
  // Whose day is over is looked up by the hour, which no zone and no clock change can make wrong.
  const lookAgainAt = news.some(isTold) ? new Date((Math.floor(now.getTime() / HOUR_MS) + 1) * HOUR_MS) : null;
  return { due: news.filter((one) => !isTold(one)), lookAgainAt };
}

function isOneDay(a: Date, b: Date, beginsMs: number, zone: string): boolean {
  const dayOf = (at: Date): string => localDay(new Date(at.getTime() - beginsMs), zone);
  return dayOf(a) === dayOf(b);
}

function lineFor(
  desk: Desk,
  to: PersonId,
  waiting: Waiting,
  best: ReadonlyMap<WaitingKey, readonly number[]>,
): readonly ProposedTo[] {
  const key = waitingKey(waiting.enrollmentId, waiting.engagement);
  const offers = best.get(key) ?? [];
  if (offers.length === 0) return [];
  const before = desk.proposed.get(key);
  const isNew = before?.to !== to || offers.some((number) => !before.offers.includes(number));
  return [{ waiting, offers, isNew }];
}
