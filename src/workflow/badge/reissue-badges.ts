import { moveCredential } from "../../domain/badge/move-credential.ts";
import type { BadgesPort } from "../ports/badge-port.ts";
import type { Issuing } from "./issuing.ts";

export interface ReissuePorts {
  readonly badges: Pick<BadgesPort, "list" | "sign">;
  readonly issuing: Pick<Issuing, "issuer" | "signing">;
  readonly now: () => Date;
}

const AT_ONCE = 100;

/**
 * Sign every badge of the register again, with the keys of today and under the address of today: after a key had to be
 * removed, which none of its badges outlives, or when the address moves. Pages and downloads are right from then on;
 * files people keep have to be downloaded again. Revoked badges stay revoked. Stopped halfway it can be run again.
 *
 * @returns How many were signed.
 */
export async function reissueBadges({ badges, issuing, now }: ReissuePorts): Promise<number> {
  const { issuer, signing } = issuing;
  let count = 0;
  for (let last = 0; ;) {
    const some = await badges.list(last, AT_ONCE);
    if (some.length === 0) return count;
    for (const { id, number, signed } of some) {
      last = number;
      if (signed === null) continue;
      const { validFrom, validUntil } = signed;
      const body = moveCredential(signed.body, issuer);
      await badges.sign(id, { body, ...(await signing.signBadge(body)), validFrom, validUntil }, now(), signed.at);
      count += 1;
    }
  }
}
