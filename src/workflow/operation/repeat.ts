import type { Log } from "../ports/ports.ts";

/** A job done over and over until it is stopped. */
export interface Repetition {
  stop(): void;
  /** Resolves when it does not run right now. */
  idle(): Promise<void>;
}

/** Do a job now and then again each time after a pause; one that fails is logged and tried again after the pause. */
export function repeat(name: string, pauseMs: number, log: Log, job: () => Promise<void>): Repetition {
  let timer: NodeJS.Timeout | null = null;
  let stopped = false;
  let running: Promise<void> = Promise.resolve();

  async function once(): Promise<void> {
    try {
      await job();
    } catch (error) {
      log.warn(`Cannot ${name}: try again after a pause`, { pauseMs, error });
    }
    if (stopped) return;
    timer = setTimeout(start, pauseMs);
    timer.unref();
  }

  function start(): void {
    running = once();
  }

  start();
  return {
    stop() {
      stopped = true;
      if (timer) clearTimeout(timer);
    },
    idle: () => running,
  };
}

/** Run a job when asked, one at a time; asking while it runs has it run once more. */
export function onDemand(job: () => Promise<void>, log: Log): { run(): void; idle(): Promise<void> } {
  let running: Promise<void> | null = null;
  let again = false;

  async function loop(): Promise<void> {
    do {
      again = false;
      try {
        await job();
      } catch (error) {
        log.error("Cannot look into new deliveries: they are tried again", { error });
      }
    } while (again);
    running = null;
  }

  return {
    run() {
      if (running) again = true;
      else running = loop();
    },
    async idle() {
      for (let current = running; current !== null; current = running) await current;
    },
  };
}
