import { parentPort } from "node:worker_threads";

import { parseCalls, type ParseRequest, type ThreadMessage } from "./parse-calls.ts";

/** The thread in which large descriptions are read. Started by `parse-thread.ts`, and killed by it. */
parentPort?.on("message", ({ call, args }: ParseRequest) => {
  const run: (...given: never[]) => unknown = parseCalls[call];
  send({ kind: "answer", answer: run(...(args as never[])) });
});
send({ kind: "ready" });

function send(message: ThreadMessage): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- threads have no origins, windows have
  parentPort?.postMessage(message);
}
