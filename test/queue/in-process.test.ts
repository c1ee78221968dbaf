import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";

import { createInProcessWakeUps, type WakeUpOptions } from "../../src/queue/in-process.ts";

const ISSUE = { projectId: 7, issueIid: 12 };
const OTHER = { projectId: 7, issueIid: 13 };
const START = 1_000_000;

beforeEach(() => {
  vi.useFakeTimers({ now: START });
});
afterEach(() => {
  vi.useRealTimers();
});

/** A queue whose reviews end when the test says so. */
function openQueue(options: Partial<WakeUpOptions> = {}) {
  const started: string[] = [];
  const under: (() => void)[] = [];
  const wakeUps = createInProcessWakeUps({
    run: ({ issueIid }) => {
      started.push(`${issueIid} at ${Date.now() - START}`);
      return new Promise((resolve) => void under.push(resolve));
    },
    concurrency: 10,
    minGapMs: 0,
    now: Date.now,
    ...options,
  });
  /** The oldest review that runs comes to its end. */
  async function finish(): Promise<void> {
    under.shift()?.();
    await vi.advanceTimersByTimeAsync(0);
  }
  return { ...wakeUps, started, finish };
}

/** Has it come to its end? */
async function isOver(promise: Promise<void>): Promise<boolean> {
  let over = false;
  void promise.then(() => (over = true));
  await vi.advanceTimersByTimeAsync(0);
  return over;
}

const inMs = (ms: number): Date => new Date(START + ms);

describe("wake()", () => {
  test("wake() starts a quiet issue at once", () => {
    const queue = openQueue({ minGapMs: 1000 });

    queue.wake(ISSUE);

    expect(queue.started).toEqual(["12 at 0"]);
  });

  test("wake() has at most one review of an issue running and one waiting", async () => {
    const queue = openQueue();
    for (let count = 0; count < 1000; count += 1) queue.wake(ISSUE);
    const whileRunning = [...queue.started];

    await queue.finish();
    await queue.finish();

    expect(whileRunning).toEqual(["12 at 0"]);
    expect(queue.started).toEqual(["12 at 0", "12 at 0"]);
    expect(queue.depth()).toEqual({ running: 0, waiting: 0 });
  });

  test("wake() reviews different issues beside each other", () => {
    const queue = openQueue();

    for (const issue of [ISSUE, OTHER, { projectId: 8, issueIid: 12 }]) queue.wake(issue);

    expect(queue.depth()).toEqual({ running: 3, waiting: 0 });
  });

  test("wake() runs no more issues at once than allowed, first come, first served", async () => {
    const queue = openQueue({ concurrency: 2 });
    for (let issueIid = 1; issueIid <= 4; issueIid += 1) queue.wake({ projectId: 7, issueIid });
    const before = queue.depth();

    await queue.finish();

    expect(before).toEqual({ running: 2, waiting: 2 });
    expect(queue.started).toEqual(["1 at 0", "2 at 0", "3 at 0"]);
    expect(queue.depth()).toEqual({ running: 2, waiting: 1 });
  });

  test("wake() keeps a gap between the starts of two reviews of a busy issue", async () => {
    const queue = openQueue({ minGapMs: 1000, run: noteStarts });
    const starts: number[] = [];
    function noteStarts(): Promise<void> {
      starts.push(Date.now() - START);
      return Promise.resolve();
    }

    for (let edit = 0; edit < 100; edit += 1) {
      queue.wake(ISSUE);
      await vi.advanceTimersByTimeAsync(33);
    }
    await vi.advanceTimersByTimeAsync(5000);

    expect(starts).toEqual([0, 1000, 2000, 3000, 4000]);
  });

  test("wake() starts an issue at the moment asked for", async () => {
    const queue = openQueue();

    queue.wake(ISSUE, inMs(5000));
    await vi.advanceTimersByTimeAsync(4999);
    const early = [...queue.started];
    await vi.advanceTimersByTimeAsync(1);

    expect(early).toEqual([]);
    expect(queue.started).toEqual(["12 at 5000"]);
  });

  test("wake() takes the earliest of several moments, whatever their order", async () => {
    const queue = openQueue();

    queue.wake(ISSUE, inMs(5000));
    queue.wake(ISSUE, inMs(2000));
    queue.wake(ISSUE, inMs(9000));
    await vi.advanceTimersByTimeAsync(2000);

    expect(queue.started).toEqual(["12 at 2000"]);
  });

  test("wake() waits longer than a timer can", async () => {
    const queue = openQueue();
    const month = 31 * 86_400_000;

    queue.wake(ISSUE, inMs(month));
    await vi.advanceTimersByTimeAsync(month - 1);
    const early = [...queue.started];
    await vi.advanceTimersByTimeAsync(1);

    expect(early).toEqual([]);
    expect(queue.started).toEqual([`12 at ${month}`]);
  });

  test("wake() takes up an issue whose time has come although its timer did not: the machine slept", () => {
    const queue = openQueue();
    queue.wake(ISSUE, inMs(5000));

    vi.setSystemTime(START + 60_000);
    queue.wake(ISSUE);

    expect(queue.started).toEqual(["12 at 60000"]);
  });

  test("wake() while its issue is reviewed has it reviewed again, at the moment asked for", async () => {
    const queue = openQueue();
    queue.wake(ISSUE);
    queue.wake(ISSUE, inMs(3000));

    await queue.finish();
    await vi.advanceTimersByTimeAsync(3000);

    expect(queue.started).toEqual(["12 at 0", "12 at 3000"]);
  });
});

describe("idle()", () => {
  test("idle() resolves at once when nothing was ever asked for", async () => {
    expect(await isOver(openQueue().idle())).toBe(true);
  });

  test("idle() waits for what runs, and for what was asked for meanwhile", async () => {
    const queue = openQueue();
    queue.wake(ISSUE);
    queue.wake(ISSUE);
    const idle = queue.idle();

    const over = [await isOver(idle)];
    await queue.finish();
    over.push(await isOver(idle));
    await queue.finish();
    over.push(await isOver(idle));

    expect(over).toEqual([false, false, true]);
  });

  test("idle() waits for what only waits for its gap to pass", async () => {
    const queue = openQueue({ minGapMs: 1000 });
    queue.wake(ISSUE);
    queue.wake(ISSUE);
    await queue.finish();
    const idle = queue.idle();

    const over = [await isOver(idle)];
    await vi.advanceTimersByTimeAsync(1000);
    await queue.finish();
    over.push(await isOver(idle));

    expect(over).toEqual([false, true]);
  });

  test("idle() does not wait for a later moment", async () => {
    const queue = openQueue();

    queue.wake(ISSUE, inMs(1));

    expect(await isOver(queue.idle())).toBe(true);
  });
});

describe("close()", () => {
  test("close() waits for what runs and starts nothing more", async () => {
    const queue = openQueue({ concurrency: 1 });
    queue.wake(ISSUE);
    queue.wake(ISSUE);
    queue.wake(OTHER);
    const closing = queue.close();

    const early = await isOver(closing);
    await queue.finish();
    queue.wake(OTHER);
    await vi.advanceTimersByTimeAsync(60_000);

    expect(early).toBe(false);
    expect(await isOver(closing)).toBe(true);
    expect(queue.started).toEqual(["12 at 0"]);
  });

  test("close() forgets what was to come later, and whoever waits for the end has it", async () => {
    const queue = openQueue({ minGapMs: 1000 });
    queue.wake(ISSUE);
    await queue.finish();
    queue.wake(ISSUE);
    const idle = queue.idle();

    await queue.close();
    await vi.advanceTimersByTimeAsync(60_000);

    expect(await isOver(idle)).toBe(true);
    expect(queue.started).toEqual(["12 at 0"]);
    expect(vi.getTimerCount()).toBe(0);
  });
});

test("nothing of an issue is remembered once it was quiet for a while", async () => {
  const queue = openQueue({ minGapMs: 1000 });
  queue.wake(ISSUE);
  await queue.finish();

  await vi.advanceTimersByTimeAsync(1000);

  expect(vi.getTimerCount()).toBe(0);
});
