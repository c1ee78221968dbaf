import type { IssueRef } from "../domain/issue.ts";

export interface WakeUps {
  /** Have an issue reviewed, at once or at a given moment. Many wake-ups of one issue become one review. */
  wake(issue: IssueRef, at?: Date): void;
  /** Resolves when nothing runs and nothing waits to run now; wake-ups for later may remain. */
  idle(): Promise<void>;
  /** Take no more and wait for what runs. What was only woken is found again by the janitor. */
  close(): Promise<void>;
  depth(): { readonly running: number; readonly waiting: number };
}

export interface WakeUpOptions {
  /** Never throws. */
  readonly run: (issue: IssueRef) => Promise<void>;
  /** Issues reviewed at once. */
  readonly concurrency: number;
  /** A busy issue is reviewed at most this often; a quiet one at once. */
  readonly minGapMs: number;
  readonly now: () => number;
}

interface Entry {
  readonly issue: IssueRef;
  /** Earliest moment asked for; `null` when nothing waits. */
  dueAt: number | null;
  running: boolean;
  lastStart: number;
  timer: NodeJS.Timeout | null;
}

/** Node's timers overflow beyond this; a longer wait is simply looked at again. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/**
 * Wake-ups inside the process: hints only, for everything they stand for is a row in the store. At most one review of
 * an issue runs and one waits.
 */
export function createInProcessWakeUps(options: WakeUpOptions): WakeUps {
  const entries = new Map<string, Entry>();
  const ready: Entry[] = [];
  const queued = new Set<Entry>();
  const idlers: (() => void)[] = [];
  let running = 0;
  let closed = false;

  function wake(issue: IssueRef, at?: Date): void {
    if (closed) return;
    const key = `${issue.projectId}/${issue.issueIid}`;
    const entry = entries.get(key) ?? { issue, dueAt: null, running: false, lastStart: 0, timer: null };
    entries.set(key, entry);
    entry.dueAt = Math.min(entry.dueAt ?? Number.POSITIVE_INFINITY, at?.getTime() ?? options.now());
    // Once more even when nothing changed: a timer of a machine that slept, or whose clock was set, comes too late.
    schedule(entry);
  }

  function schedule(entry: Entry): void {
    if (entry.running || entry.dueAt === null || closed) return;
    if (entry.timer) clearTimeout(entry.timer);
    const startAt = Math.max(entry.dueAt, entry.lastStart + options.minGapMs);
    const wait = startAt - options.now();
    if (wait > 0) {
      entry.timer = setTimeout(() => schedule(entry), Math.min(wait, LONGEST_TIMER_MS));
      // What is work of now keeps a command alive that waits for the end of it.
      if (!isDue(entry)) entry.timer.unref();
      return;
    }
    entry.timer = null;
    if (!queued.has(entry)) {
      queued.add(entry);
      ready.push(entry);
    }
    startNext();
  }

  function startNext(): void {
    for (const entry of closed ? [] : ready.splice(0, options.concurrency - running)) {
      queued.delete(entry);
      start(entry);
    }
    if (isIdle()) for (const settle of idlers.splice(0)) settle();
  }

  function start(entry: Entry): void {
    entry.running = true;
    entry.dueAt = null;
    entry.lastStart = options.now();
    running += 1;
    void options.run(entry.issue).finally(() => {
      running -= 1;
      entry.running = false;
      if (entry.dueAt === null) forgetLater(entry);
      else schedule(entry);
      startNext();
    });
  }

  /** What waits only for its gap to pass is work of now. */
  function isIdle(): boolean {
    return running === 0 && ready.length === 0 && (closed || ![...entries.values()].some(isDue));
  }

  function isDue({ dueAt }: Entry): boolean {
    return dueAt !== null && dueAt <= options.now();
  }

  /** An issue that was quiet for a while starts at once again, so nothing of it has to be remembered. */
  function forgetLater(entry: Entry): void {
    const key = `${entry.issue.projectId}/${entry.issue.issueIid}`;
    entry.timer = setTimeout(() => {
      entry.timer = null;
      if (!entry.running && entry.dueAt === null) entries.delete(key);
    }, options.minGapMs);
    entry.timer.unref();
  }

  return {
    wake,
    idle: () => (isIdle() ? Promise.resolve() : new Promise((settle) => void idlers.push(settle))),
    async close() {
      closed = true;
      for (const entry of entries.values()) if (entry.timer) clearTimeout(entry.timer);
      ready.length = 0;
      if (running > 0) await new Promise<void>((settle) => void idlers.push(settle));
      else startNext();
    },
    depth: () => ({ running, waiting: ready.length }),
  };
}
