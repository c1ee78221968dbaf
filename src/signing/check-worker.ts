import { parentPort } from "node:worker_threads";

import type { JsonObject } from "../domain/badge/json.ts";
import type { ProofOutcome, VerificationKey } from "../workflow/ports/proof-port.ts";
import { verifyDataIntegrity } from "./data-integrity.ts";

/** One proof to check; the next one comes after its answer. */
export interface CheckRequest {
  readonly credential: JsonObject;
  readonly proof: JsonObject;
  readonly key: VerificationKey;
  readonly now: Date;
}

/** `ready` comes first, once. */
export type CheckMessage = "ready" | ProofOutcome;

/** The thread in which proofs of strangers are checked. It is started by `check-thread.ts`, and killed by it. */
parentPort?.on("message", async ({ credential, proof, key, now }: CheckRequest) => {
  tell(await verifyDataIntegrity(credential, proof, key, now));
});
tell("ready");

function tell(message: CheckMessage): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- threads have no origins, windows have
  parentPort?.postMessage(message);
}
