import { Worker } from "node:worker_threads";

import type { ParseCallName, ParseCalls, ParseRequest, ThreadMessage } from "./parse-calls.ts";

/** Why a description was given up. */
export type GiveUpReason = "too-long" | "deadline" | "crash" | "closed";

export interface ParseThreadOptions {
  /** Longest time for one description, in milliseconds, once the thread has loaded. */
  readonly deadlineMs: number;
  readonly onGiveUp: (reason: GiveUpReason, cause?: unknown) => void;
}

/** Only a machine that is busy beyond use needs longer than this to load the thread, in milliseconds. */
const START_LIMIT_MS = 15_000;
/** Room for a million hostile characters several times over; a bound, so that nobody gets the whole machine. */
const MEMORY_LIMIT_MB = 512;

interface Job {
  readonly request: ParseRequest;
  readonly settle: (answer: unknown) => void;
}

/**
 * One thread for reading large descriptions: started by the first, reused for all others, killed and replaced when a
 * description takes too long. While idle it keeps no process alive.
 */
export class ParseThread {
  readonly #options: ParseThreadOptions;
  readonly #waiting: Job[] = [];
  #current: Job | null = null;
  #worker: Worker | null = null;
  #isReady = false;
  #isClosed = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: ParseThreadOptions) {
    this.#options = options;
  }

  /** One question at a time, in the order they come. Never rejects. */
  ask<Name extends ParseCallName>(
    call: Name,
    ...args: Parameters<ParseCalls[Name]>
  ): Promise<ReturnType<ParseCalls[Name]> | "unreadable"> {
    return new Promise((resolve) => {
      // The thread answers with what this very call returns.
      const settle = resolve as (answer: unknown) => void;
      this.#waiting.push({ request: { call, args }, settle });
      if (this.#isClosed) this.#refuseAll();
      else this.#startNext();
    });
  }

  /** End the thread; everything still waiting becomes "unreadable". May be called again. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#refuseAll();
    await this.#dropWorker();
  }

  #refuseAll(): void {
    const jobs = [...(this.#current ? [this.#current] : []), ...this.#waiting.splice(0)];
    this.#current = null;
    for (const job of jobs) {
      this.#options.onGiveUp("closed");
      job.settle("unreadable");
    }
  }

  #startNext(): void {
    if (this.#current) return;
    this.#current = this.#waiting.shift() ?? null;
    if (!this.#current) return;
    this.#worker ??= this.#startWorker();
    this.#worker.ref();
    if (this.#isReady) this.#postCurrent();
    else this.#limit(START_LIMIT_MS);
  }

  #postCurrent(): void {
    if (!this.#current) return;
    this.#limit(this.#options.deadlineMs);
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- threads have no origins, windows have
    this.#worker?.postMessage(this.#current.request);
  }

  #limit(milliseconds: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#giveUp("deadline"), milliseconds);
  }

  #startWorker(): Worker {
    const worker = new Worker(new URL("./parse-worker.ts", import.meta.url), {
      name: "parse-checklist",
      // It reads what strangers wrote: neither flags nor secrets of the process are its business.
      execArgv: [],
      env: {},
      resourceLimits: { maxOldGenerationSizeMb: MEMORY_LIMIT_MB },
    });
    this.#isReady = false;
    // What a dropped worker still has to say is about a job that is settled already.
    const isDropped = (): boolean => this.#worker !== worker;
    worker.on("message", (message: ThreadMessage) => {
      if (isDropped()) return;
      if (message.kind === "answer") {
        this.#finish(message.answer);
        return;
      }
      this.#isReady = true;
      this.#postCurrent();
    });
    worker.on("error", (cause) => {
      if (!isDropped()) this.#giveUp("crash", cause);
    });
    worker.on("exit", (code) => {
      if (!isDropped()) this.#giveUp("crash", new Error(`The parsing thread ended with code ${code}`));
    });
    return worker;
  }

  #giveUp(reason: GiveUpReason, cause?: unknown): void {
    this.#options.onGiveUp(reason, cause);
    void this.#dropWorker();
    this.#finish("unreadable");
  }

  #finish(answer: unknown): void {
    clearTimeout(this.#timer);
    this.#worker?.unref();
    const job = this.#current;
    this.#current = null;
    job?.settle(answer);
    this.#startNext();
  }

  async #dropWorker(): Promise<void> {
    clearTimeout(this.#timer);
    const worker = this.#worker;
    this.#worker = null;
    await worker?.terminate();
  }
}
