import type { Clock } from "../../src/gitlab/clock.ts";

/** A clock whose sleepers wake at once, having "slept": time passes only by sleeping. */
export class SleepyClock implements Clock {
  readonly sleeps: number[] = [];
  readonly #startMs: number;
  #nowMs = 0;

  constructor(start = "2026-11-22T12:00:00Z") {
    this.#startMs = Date.parse(start);
  }

  wallMs(): number {
    return this.#startMs + this.#nowMs;
  }

  monotonicMs(): number {
    return this.#nowMs;
  }

  sleep(ms: number): Promise<void> {
    this.sleeps.push(ms);
    this.#nowMs += ms;
    return Promise.resolve();
  }
}

/** A clock that stands still until it is moved; sleepers wake in order on the way. */
export class ManualClock implements Clock {
  #nowMs = 0;
  #sleepers: { readonly at: number; readonly wake: () => void }[] = [];

  wallMs(): number {
    return this.#nowMs;
  }

  monotonicMs(): number {
    return this.#nowMs;
  }

  sleep(ms: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#sleepers.push({ at: this.#nowMs + ms, wake: resolve });
    return promise;
  }

  async advance(ms: number): Promise<void> {
    const end = this.#nowMs + ms;
    await settle();
    for (let next = this.#next(end); next; next = this.#next(end)) {
      this.#sleepers = this.#sleepers.filter((sleeper) => sleeper !== next);
      this.#nowMs = Math.max(this.#nowMs, next.at);
      next.wake();
      await settle();
    }
    this.#nowMs = end;
  }

  #next(end: number): { readonly at: number; readonly wake: () => void } | undefined {
    return this.#sleepers.filter(({ at }) => at <= end).toSorted((a, b) => a.at - b.at)[0];
  }
}

/** Let every promise that can go on, go on. */
async function settle(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}
