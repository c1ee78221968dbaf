import { once } from "node:events";
import { Worker } from "node:worker_threads";

import type { DrawAnswer, DrawRequest } from "./draw-worker.ts";

/** Draws an SVG as PNG, so many pixels wide. */
export type Rasterizer = (svg: string, width: number) => Promise<Uint8Array>;

/** Nobody needs a larger picture of a badge, and a square of this has 23 MB while it is drawn. */
const MOST_PIXELS = 2400;

/** A thread has some 100 MB; pictures are kept, so most are drawn when a program or a badge is new. */
const REST_MS = 60_000;

export interface RasterizerOptions {
  /** A thread that had nothing to draw for so long ends; milliseconds. */
  readonly restMs?: number;
  readonly startThread?: () => Worker;
}

/**
 * Draw pictures with resvg and Inter, in a thread that is started by a picture and ends when no other follows: one takes
 * some tenths of a second. The system's fonts are not asked, so a picture is the same on every machine. One is drawn at a time.
 *
 * The promise is rejected with a RangeError for a width or height outside 1 to 2400 pixels, and with an Error for what
 * is no SVG.
 */
export function createRasterizer(options: RasterizerOptions = {}): Rasterizer {
  const { restMs = REST_MS, startThread = startDrawing } = options;
  let last: Promise<unknown> = Promise.resolve();
  let thread: Worker | null = null;
  let rest: NodeJS.Timeout | undefined;

  function endThread(): void {
    void thread?.terminate();
    thread = null;
  }

  async function ask(request: DrawRequest): Promise<DrawAnswer> {
    clearTimeout(rest);
    const worker = (thread ??= startThread());
    const settled = new AbortController();
    // A thread that waits for work does not keep the process alive, one that works does.
    worker.ref();
    try {
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- threads have no origins, windows have
      worker.postMessage(request);
      const [answer] = await Promise.race([once(worker, "message", settled), endOf(worker, settled.signal)]);
      return answer;
    } catch (error) {
      thread = null;
      throw error;
    } finally {
      settled.abort();
      worker.unref();
      rest = setTimeout(endThread, restMs).unref();
    }
  }

  return (svg, width) => {
    const drawn = last.then(() => draw(svg, width, ask));
    // One that failed does not hold up the next.
    last = drawn.catch(() => null);
    return drawn;
  };
}

async function draw(
  svg: string,
  width: number,
  ask: (request: DrawRequest) => Promise<DrawAnswer>,
): Promise<Uint8Array> {
  if (!Number.isInteger(width) || width < 1 || width > MOST_PIXELS) throw refusal("width", width);
  const answer = await ask({ svg, width, highest: MOST_PIXELS });
  switch (answer.kind) {
    case "drawn":
      return answer.png;
    case "too-high":
      throw refusal("height", answer.pixels);
    case "failed":
      throw new Error(`Cannot draw a picture: ${answer.message}`);
  }
}

function refusal(side: "width" | "height", pixels: number): RangeError {
  return new RangeError(`Cannot draw a picture: its ${side} is ${pixels} pixels, must be from 1 to ${MOST_PIXELS}`);
}

function startDrawing(): Worker {
  // What is drawn was written by people: neither flags nor secrets of the process are its business.
  return new Worker(new URL("./draw-worker.ts", import.meta.url), { name: "draw-pictures", execArgv: [], env: {} });
}

async function endOf(worker: Worker, signal: AbortSignal): Promise<never> {
  await once(worker, "exit", { signal });
  throw new Error("Cannot draw a picture: the thread that draws has ended");
}
