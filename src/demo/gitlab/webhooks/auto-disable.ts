import type { Hook } from "../model.ts";

/** The fourth failure in a row switches the hook off for a minute, each further one for twice as long. */
const FAILURES_BEFORE_PAUSE = 4;
/** The fortieth switches it off for good. */
const FAILURES_BEFORE_END = 40;
const MINUTE_MS = 60_000;
const LONGEST_PAUSE_MS = 24 * 60 * MINUTE_MS;

/** While a hook is off its events are dropped: neither queued nor counted nor logged. */
export function isDisabled(hook: Hook, now: Date): boolean {
  return hook.disabledForGood || (hook.disabledUntil !== null && hook.disabledUntil > now);
}

/** Any success forgives everything, that of a test delivery to a hook switched off for good as well. */
export function recordOutcome(hook: Hook, ok: boolean, now: Date): void {
  if (ok) {
    hook.recentFailures = 0;
    hook.disabledUntil = null;
    hook.disabledForGood = false;
    return;
  }
  if (isDisabled(hook, now)) return;
  hook.recentFailures += 1;
  if (hook.recentFailures < FAILURES_BEFORE_PAUSE) return;
  const pause = MINUTE_MS * 2 ** (hook.recentFailures - FAILURES_BEFORE_PAUSE);
  hook.disabledUntil = new Date(now.getTime() + Math.min(pause, LONGEST_PAUSE_MS));
  hook.disabledForGood = hook.recentFailures >= FAILURES_BEFORE_END;
}

/** `alert_status` of the API. */
export function alertStatus(hook: Hook, now: Date): "executable" | "temporarily_disabled" | "disabled" {
  if (hook.disabledForGood) return "disabled";
  return isDisabled(hook, now) ? "temporarily_disabled" : "executable";
}
