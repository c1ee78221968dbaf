import { once } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import { Worker } from "node:worker_threads";

import type { ProofOutcome, ProofPort } from "../workflow/ports/proof-port.ts";
import type { CheckMessage, CheckRequest } from "./check-worker.ts";
import { createProofs } from "./proofs.ts";
import { takeTurns } from "./take-turns.ts";

/** Badges there are take some milliseconds; the worst that are looked at at all take a tenth of this on a quiet machine. */
const DEADLINE_MS = 3000;

/** Its libraries take some tenths of a second to load; a busy machine takes longer. */
const START_LIMIT_MS = 20_000;

/** The libraries take 40. */
const MEMORY_LIMIT_MB = 192;

/** Without work it ends, and its memory with it. */
const REST_MS = 60_000;

export interface ProofThreadOptions {
  /** For one proof; milliseconds. */
  readonly deadlineMs?: number;
  readonly restMs?: number;
  /** A check came to no end; for the log. */
  readonly onGiveUp?: (error: unknown) => void;
  /** Of a test. */
  readonly startThread?: () => Worker;
}

/**
 * The same as `createProofs`, for what strangers send: a credential of a few kilobytes can be so written that comparing
 * its blank nodes or sorting its values takes a second. That second is spent in a thread, one credential at a time, and
 * nobody but others who check badges waits for it. What takes too long or too much memory cannot be checked.
 *
 * @param now - A proof may tell its own end.
 */
export function createThreadedProofs(now: () => Date, options: ProofThreadOptions = {}): ProofPort {
  const { deadlineMs = DEADLINE_MS, restMs = REST_MS, startThread = startChecking, onGiveUp = () => {} } = options;
  const inTurn = takeTurns(1);
  let thread: Worker | null = null;
  let rest: NodeJS.Timeout | undefined;

  function endThread(): void {
    void thread?.terminate();
    thread = null;
  }

  async function ask(request: CheckRequest): Promise<ProofOutcome> {
    clearTimeout(rest);
    try {
      if (thread === null) {
        const started = startThread();
        thread = started;
        started.once("exit", () => {
          if (thread === started) thread = null;
        });
        await answerOf(started, START_LIMIT_MS);
      }
      // A thread that waits for work does not keep the process alive, one that works does.
      thread.ref();
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- threads have no origins, windows have
      thread.postMessage(request);
      const answer = await answerOf(thread, deadlineMs);
      thread.unref();
      rest = setTimeout(endThread, restMs).unref();
      return answer === "ready" ? "gave-up" : answer;
    } catch (error) {
      // It may have been about this credential alone, and another thread knows nothing of it.
      endThread();
      onGiveUp(error);
      return "gave-up";
    }
  }

  return {
    ...createProofs(now),
    verifyDataIntegrity: (credential, proof, key) => inTurn(() => ask({ credential, proof, key, now: now() })),
  };
}

function startChecking(): Worker {
  // It reads what strangers wrote: neither flags nor secrets of the process are its business.
  const worker = new Worker(new URL("./check-worker.ts", import.meta.url), {
    name: "check-badges",
    execArgv: [],
    env: {},
    resourceLimits: { maxOldGenerationSizeMb: MEMORY_LIMIT_MB },
  });
  // While nobody waits for an answer, an error is told by the next who does.
  worker.on("error", () => {});
  return worker;
}

/** @throws When the thread ended, or takes too long. */
async function answerOf(worker: Worker, limitMs: number): Promise<CheckMessage> {
  const settled = new AbortController();
  const { signal } = settled;
  const end = async (why: Promise<unknown>, message: string): Promise<never> => {
    await why;
    throw new Error(message);
  };
  try {
    const [answer] = await Promise.race([
      once(worker, "message", { signal }),
      end(once(worker, "exit", { signal }), "Cannot check a proof: the thread has ended"),
      end(delay(limitMs, null, { signal }), "Cannot check a proof: it takes too long"),
    ]);
    return answer;
  } finally {
    settled.abort();
  }
}
