/**
 * Why a delivery was not taken. `token` and `signature`: not authentic. `stale`: authentic, but signed too long ago or
 * too far ahead. `too-large` and `busy`: by size. `cut`: its sender
 * went away or was too slow. `store`: it could not be written.
 */
export type RefusalReason = "token" | "signature" | "stale" | "too-large" | "busy" | "cut" | "store";

export interface RefusalDetails {
  /** For `stale`: how far the sender's clock is ahead of ours. */
  readonly skewMs?: number;
  /** For `store`. */
  readonly error?: unknown;
}

export interface Refusals {
  note(reason: RefusalReason, details?: RefusalDetails): void;
  counts(): Readonly<Record<RefusalReason, number>>;
  /** The last one of a kind; `null` when there was none. */
  last(reason: RefusalReason): (RefusalDetails & { readonly at: number }) | null;
}

export interface RefusalsLog {
  warn(message: string, fields: Readonly<Record<string, unknown>>): void;
  error(message: string, fields: Readonly<Record<string, unknown>>): void;
}

const SENTENCES: Readonly<Record<RefusalReason, string>> = {
  token: "Refuse delivery: its token is not the configured one",
  signature: "Refuse delivery: its signature is not of a configured signing token",
  stale: "Refuse delivery: it was signed outside the five-minute window, compare the clocks",
  "too-large": "Refuse delivery: it is larger than 25 MiB",
  busy: "Refuse delivery: 64 MiB of deliveries are being read already",
  cut: "Lose delivery: it broke off before its end or took more than ten seconds",
  store: "Refuse delivery: it could not be stored",
};

/** A stranger can send a thousand a second. */
const ONE_LINE_PER_MS = 60_000;

/** Count what was refused and tell it at most once a minute for each reason. */
export function createRefusals(log: RefusalsLog, now: () => number): Refusals {
  const counts = { token: 0, signature: 0, stale: 0, "too-large": 0, busy: 0, cut: 0, store: 0 };
  const last = new Map<RefusalReason, RefusalDetails & { readonly at: number }>();
  const told = new Map<RefusalReason, { readonly at: number; readonly count: number }>();

  return {
    note(reason, details = {}) {
      const at = now();
      counts[reason] += 1;
      last.set(reason, { ...details, at });

      const before = told.get(reason);
      if (before && at - before.at < ONE_LINE_PER_MS) return;
      told.set(reason, { at, count: counts[reason] });
      const fields = { reason, count: counts[reason] - (before?.count ?? 0), total: counts[reason], ...details };
      if (reason === "store") log.error(SENTENCES[reason], fields);
      else log.warn(SENTENCES[reason], fields);
    },
    counts: () => ({ ...counts }),
    last: (reason) => last.get(reason) ?? null,
  };
}
