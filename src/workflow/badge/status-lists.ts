import { CONTEXTS } from "../../domain/badge/credential.ts";
import { didOf } from "../../domain/badge/issuer.ts";
import type { JsonObject } from "../../domain/badge/json.ts";
import type { BadgesPort } from "../ports/badge-port.ts";
import type { Issuing } from "./issuing.ts";

export interface StatusListPorts {
  readonly badges: Pick<BadgesPort, "revokedIn">;
  readonly issuing: Issuing;
  readonly now: () => Date;
  /** Until when one that is signed now may be believed; a day when nothing else is said. */
  readonly validUntil?: (at: Date) => Date;
}

/** Signed status lists, made when they are asked for. */
export interface StatusLists {
  /** @returns The list as signed JSON; `null` when there is none of this number. */
  signed(list: number): Promise<string | null>;
}

/** Whoever keeps a copy asks again within a day (VC Bitstring Status List 1.0, section 2.2, `ttl` and `validUntil`). */
const VALID_MS = 24 * 60 * 60_000;
/** A copy handed out is good for half a day at least. */
const SIGN_AGAIN_MS = 12 * 60 * 60_000;

interface Copy {
  readonly revoked: string;
  readonly at: number;
  readonly json: Promise<string>;
}

/**
 * Status lists of this issuer (https://www.w3.org/TR/vc-bitstring-status-list/). One is signed again when somebody's
 * badge was revoked, and before it runs out; many who ask at once get the same copy.
 */
export function createStatusLists({
  badges,
  issuing,
  now,
  validUntil = (at) => new Date(at.getTime() + VALID_MS),
}: StatusListPorts): StatusLists {
  const copies = new Map<number, Copy>();

  return {
    async signed(list) {
      const indexes = await badges.revokedIn(list);
      if (indexes === null) return null;
      const revoked = indexes.join(",");
      const at = now().getTime();
      const known = copies.get(list);
      if (known !== undefined && known.revoked === revoked && at - known.at < SIGN_AGAIN_MS) return await known.json;
      const json = sign(issuing, list, indexes, { from: new Date(at), until: validUntil(new Date(at)) });
      copies.set(list, { revoked, at, json });
      json.catch(() => copies.delete(list));
      return await json;
    },
  };
}

async function sign(
  { issuer, signing }: Issuing,
  list: number,
  revoked: readonly number[],
  { from, until }: { readonly from: Date; readonly until: Date },
): Promise<string> {
  const id = `${issuer.url}/status/${list}`;
  const body: JsonObject = {
    "@context": [CONTEXTS[0]],
    id,
    type: ["VerifiableCredential", "BitstringStatusListCredential"],
    issuer: didOf(issuer.url),
    validFrom: instant(from),
    validUntil: instant(until),
    credentialSubject: {
      id: `${id}#list`,
      type: "BitstringStatusList",
      statusPurpose: "revocation",
      encodedList: await signing.encodeStatusList(revoked),
      ttl: VALID_MS,
    },
  };
  return await signing.signCredential(body);
}

function instant(at: Date): string {
  return at.toISOString().replace(/\.\d{3}Z$/, "Z");
}
