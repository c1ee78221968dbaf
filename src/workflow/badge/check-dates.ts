import type { Check } from "../../domain/badge/verdict.ts";
import type { Signed } from "./read-badge.ts";

/** Does it hold now? Of several dates the narrowest counts. The very instant of its end is past it. */
export function checkDates({ starts, ends }: Signed, now: Date): Check {
  const check = (outcome: Check["outcome"], reason: Check["reason"], values: Check["values"]): Check => ({
    id: "dates",
    outcome,
    reason,
    values,
  });
  const [from, until] = [latest(starts), earliest(ends)];
  if (until !== null && until.getTime() <= now.getTime()) {
    return check("fail", "expired", { until: until.toISOString() });
  }
  if (from !== null && from.getTime() > now.getTime()) return check("fail", "not-yet", { from: from.toISOString() });
  if (from === null || starts.includes(null) || ends.includes(null)) return check("unknown", "dates-unreadable", {});
  return check("pass", "in-force", {
    from: from.toISOString(),
    ...(until === null ? {} : { until: until.toISOString() }),
  });
}

/** Is a status list of today? */
export function isInForce(signed: Signed, now: Date): boolean {
  const { outcome } = checkDates({ ...signed, starts: [new Date(0), ...signed.starts] }, now);
  return outcome === "pass";
}

export function latest(dates: readonly (Date | null)[]): Date | null {
  return known(dates).at(-1) ?? null;
}

export function earliest(dates: readonly (Date | null)[]): Date | null {
  return known(dates)[0] ?? null;
}

function known(dates: readonly (Date | null)[]): readonly Date[] {
  return dates.filter((date) => date !== null).toSorted((left, right) => left.getTime() - right.getTime());
}
