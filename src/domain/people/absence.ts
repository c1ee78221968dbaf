import type { Span } from "./local-clock.ts";

/** Somebody does not work from `from`, or since ever when that is `null`, up to, not including, `until`. */
export interface TimeAway {
  readonly from: Date | null;
  readonly until: Date;
}

export function isAway(at: Date, away: readonly TimeAway[]): boolean {
  return away.map(spanOf).some(({ start, end }) => start <= at.getTime() && at.getTime() < end);
}

/** What the absences leave of the spans, in the same order. */
export function withoutAbsences(spans: readonly Span[], away: readonly TimeAway[]): readonly Span[] {
  return away.map(spanOf).reduce((left, absence) => left.flatMap((span) => cutOut(span, absence)), spans);
}

function cutOut(span: Span, absence: Span): Span[] {
  // One that ends before it begins is none.
  if (absence.start >= absence.end) return [span];
  return [
    { start: span.start, end: Math.min(span.end, absence.start) },
    { start: Math.max(span.start, absence.end), end: span.end },
  ].filter(({ start, end }) => start < end);
}

function spanOf({ from, until }: TimeAway): Span {
  return { start: from?.getTime() ?? Number.NEGATIVE_INFINITY, end: until.getTime() };
}
