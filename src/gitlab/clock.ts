import { setTimeout as sleep } from "node:timers/promises";

/** The two clocks and the alarm this adapter lives by; a test brings its own. */
export interface Clock {
  /** Milliseconds since 1970, comparable with the dates GitLab sends. */
  wallMs(): number;
  /** Milliseconds since some moment; never goes back, so that a corrected system clock cannot stop the budget. */
  monotonicMs(): number;
  sleep(ms: number): Promise<void>;
}

export const systemClock: Clock = {
  wallMs: () => Date.now(),
  monotonicMs: () => performance.now(),
  sleep: (ms) => sleep(ms),
};
