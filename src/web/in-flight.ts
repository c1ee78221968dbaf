import type { Readable } from "node:stream";

/** Bytes of bodies that are in memory now, over all requests. */
export interface InFlight {
  /** @returns `false`, and counts nothing, when they would be too many. */
  add(bytes: number): boolean;
  remove(bytes: number): void;
  /** Whether so many more would fit now. */
  fits(bytes: number): boolean;
}

export function createInFlight(mostBytes: number): InFlight {
  let total = 0;
  const fits = (bytes: number) => total + bytes <= mostBytes;
  return {
    fits,
    add(bytes) {
      if (!fits(bytes)) return false;
      total += bytes;
      return true;
    },
    remove(bytes) {
      total -= bytes;
    },
  };
}

/** Bytes of a `read` body stay counted until its reader removes them. */
export type ReadBody =
  | { readonly kind: "read"; readonly bytes: Buffer }
  | { readonly kind: "too-large" }
  | { readonly kind: "busy" }
  | { readonly kind: "cut" };

/**
 * Read a body as it comes. What is counted are bytes that arrived, not what a header promises: a promise costs a
 * stranger nothing.
 *
 * After a refusal the rest is read and dropped, so that the sender gets to see the answer.
 *
 * @returns `cut` when the sender went away or was too slow; nobody is there to hear an answer.
 */
export function readBody(
  stream: Readable,
  { mostBytes, inFlight }: { readonly mostBytes: number; readonly inFlight: InFlight },
): Promise<ReadBody> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let length = 0;

    stream.on("data", onData);
    stream.on("end", onEnd);
    stream.on("error", onCut);
    stream.on("close", onCut);

    function onData(chunk: Buffer): void {
      if (length + chunk.length > mostBytes) return drop("too-large");
      if (!inFlight.add(chunk.length)) return drop("busy");
      length += chunk.length;
      chunks.push(chunk);
    }

    function onEnd(): void {
      stop();
      const [only] = chunks;
      resolve({ kind: "read", bytes: only && chunks.length === 1 ? only : Buffer.concat(chunks, length) });
    }

    function onCut(): void {
      drop("cut");
    }

    function drop(kind: "too-large" | "busy" | "cut"): void {
      stop();
      inFlight.remove(length);
      chunks.length = 0;
      // What still comes is nobody's business any more, and neither is how it ends.
      stream.on("error", () => {});
      stream.resume();
      resolve({ kind });
    }

    function stop(): void {
      stream.off("data", onData);
      stream.off("end", onEnd);
      stream.off("error", onCut);
      stream.off("close", onCut);
    }
  });
}
