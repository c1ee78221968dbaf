import { createHash } from "node:crypto";

import type { ProofOutcome, ProofPort } from "../workflow/ports/proof-port.ts";

/** A hundred bytes each: as many as badges are looked at in the same days. */
const MOST_REMEMBERED = 1000;

/**
 * Check each proof of our own badges once. The same words, proof and key have the same answer for ever, and finding it
 * takes some milliseconds in which nobody else is answered: somebody who loads a page a hundred times a second, or the
 * many who see it when its link is shared, would hold up deliveries. All that changes is still asked every time.
 */
export function rememberProofs(proofs: ProofPort): ProofPort {
  const known = new Map<string, Promise<ProofOutcome>>();

  return {
    ...proofs,
    verifyDataIntegrity(credential, proof, key) {
      // Such a proof is right until then.
      if ("expires" in proof) return proofs.verifyDataIntegrity(credential, proof, key);
      const words = createHash("sha256")
        .update(JSON.stringify([credential, proof, key]))
        .digest("base64url");
      const outcome = known.get(words) ?? proofs.verifyDataIntegrity(credential, proof, key);
      // At the end again: what was asked for longest ago goes first.
      known.delete(words);
      known.set(words, outcome);
      const [oldest] = known.keys();
      if (known.size > MOST_REMEMBERED && oldest !== undefined) known.delete(oldest);
      outcome.catch(() => known.delete(words));
      return outcome;
    },
  };
}
