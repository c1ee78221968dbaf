import type { Clock } from "./clock.ts";

/** What GitLab counts: every request, and the writing of notes once more on its own. */
export type CallKind = "note" | "call";

/** Where places are counted: in this process by default, in a shared store for a fleet. */
export interface BudgetLedger {
  /** Take one place or none (a note needs two: its own and a call's). @returns 0 when taken, else how many ms to wait. */
  take(kind: CallKind): number | Promise<number>;
  hold(kind: CallKind, forMs: number): void | Promise<void>;
}

/**
 * The counting of one process.
 *
 * In any minute at most `notesPerMinute` notes and `callsPerMinute` requests leave, a burst of a quarter included.
 * `Number.POSITIVE_INFINITY` lifts a limit.
 */
export function createLocalLedger(
  limits: { readonly notesPerMinute: number; readonly callsPerMinute: number },
  clock: Clock,
): BudgetLedger {
  const calls = createBucket(limits.callsPerMinute, clock.monotonicMs());
  const notes = createBucket(limits.notesPerMinute, clock.monotonicMs());

  return {
    take(kind) {
      const now = clock.monotonicMs();
      const needed = kind === "note" ? [calls, notes] : [calls];
      const waitMs = Math.max(...needed.map((bucket) => msUntilFree(bucket, now)));
      if (waitMs > 0) return waitMs;
      for (const bucket of needed) bucket.places -= 1;
      return 0;
    },
    hold(kind, forMs) {
      const bucket = kind === "note" ? notes : calls;
      bucket.heldUntil = Math.max(bucket.heldUntil, clock.monotonicMs() + forMs);
    },
  };
}

interface Bucket {
  readonly burst: number;
  readonly perMs: number;
  places: number;
  filledAt: number;
  heldUntil: number;
}

function createBucket(perMinute: number, now: number): Bucket {
  const burst = Number.isFinite(perMinute) ? Math.max(1, Math.floor(perMinute / 4)) : perMinute;
  // What the burst may add to a minute is taken from its steady flow, so that the sum stays within the limit.
  const perMs = Number.isFinite(perMinute) ? (perMinute - burst + 1) / 60_000 : 0;
  return { burst, perMs, places: burst, filledAt: now, heldUntil: 0 };
}

function msUntilFree(bucket: Bucket, now: number): number {
  bucket.places = Math.min(bucket.burst, bucket.places + (now - bucket.filledAt) * bucket.perMs);
  bucket.filledAt = now;
  // A place that lacks a billionth is there: fractions of milliseconds do not add up exactly.
  const missing = bucket.places >= 1 - 1e-9 ? 0 : (1 - bucket.places) / bucket.perMs;
  return Math.max(missing, bucket.heldUntil - now);
}
