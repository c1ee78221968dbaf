import { isScheduled } from "../engagement/engagement.ts";
import type { Answer } from "../enrollment/action.ts";
import type { PersonId } from "../enrollment/fact.ts";
import type { CommandContext } from "./context.ts";

/** A stretch of time somebody is to take part in something. */
interface Span {
  readonly start: Date;
  readonly end: Date;
}

/** What is about to get a date. */
interface Plan extends Span {
  readonly helper: PersonId | null;
  /** Number of the engagement here that is being moved; `null` for a new one. */
  readonly except: number | null;
  /** It is a seat of the desk: whoever leads may have others at the very same time. */
  readonly isSeat: boolean;
}

/** Who is busy then; `null` when everybody is free. */
export function findClash({ ledger, bookings }: CommandContext, plan: Plan): Answer | null {
  const { helper, except, isSeat } = plan;
  const { candidate, engagements } = ledger.enrollment();
  const here = engagements.find((one) => isScheduled(one) && one.number !== except && overlaps(one, plan));
  if (here !== undefined) {
    const person = candidate?.person ?? here.by;
    return { kind: "busy", person, start: iso(here.start), end: iso(here.end), isHere: true };
  }
  const other = bookings.find(
    (one) =>
      one.enrollmentId !== ledger.id &&
      overlaps(one, plan) &&
      (one.person === candidate?.person || (one.person === helper && !(isSeat && isSame(one, plan)))),
  );
  if (other === undefined) return null;
  return { kind: "busy", person: other.person, start: iso(other.start), end: iso(other.end), isHere: false };
}

function isSame(one: Span, other: Span): boolean {
  return one.start.getTime() === other.start.getTime() && one.end.getTime() === other.end.getTime();
}

function overlaps(one: Span, other: Span): boolean {
  return one.start < other.end && other.start < one.end;
}

function iso(at: Date): string {
  return at.toISOString();
}
