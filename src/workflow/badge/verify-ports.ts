import type { JsonObject } from "../../domain/badge/json.ts";
import type { PublicKey } from "../ports/badge-port.ts";
import type { DocumentBudget, DocumentFetcher, FetchedDocument, ProofPort } from "../ports/proof-port.ts";
import { parseObject } from "./read-fields.ts";

export interface VerifyPorts {
  readonly proofs: ProofPort;
  readonly fetcher: DocumentFetcher;
  /** What this installation knows about its own badges without asking anybody; `null` when it issues none. */
  readonly own: OwnIssuer | null;
  now(): Date;
}

export interface OwnIssuer {
  readonly did: string;
  /** As in `BadgeIssuer`. */
  readonly url: string;
  readonly isDemo: boolean;
  /** Keys that are published; one that was removed speaks for nobody. */
  keys(): readonly PublicKey[] | Promise<readonly PublicKey[]>;
  /** Was the badge at this place of one of our lists revoked? `null` when there is no such place. */
  readStatus(list: number, index: number): Promise<boolean | null>;
  /** The credential of a badge that may be seen, as JSON; `null` for any other id. */
  readBadge(id: string): Promise<string | null>;
}

/** One verification: its ports, its hour, and what it fetched so far. */
export interface Verification {
  readonly ports: VerifyPorts;
  readonly now: Date;
  /** The same address is fetched once. */
  fetch(url: string, accept: string, limitBytes: number): Promise<FetchedDocument>;
  /** Take one of the few proofs there is time for; `false` when there is none left. */
  takeProof(): boolean;
}

/** Of badge and status lists together. Each may take some tenths of a second when somebody makes it as hard as can be. */
const MOST_PROOFS = 4;

const KEY_TYPES = "application/did+json, application/jwk-set+json, application/json;q=0.9, */*;q=0.1";
const KEY_BYTES = 256 * 1024;

export function beginVerification(ports: VerifyPorts): Verification {
  const budget: DocumentBudget = ports.fetcher.begin();
  const fetched = new Map<string, Promise<FetchedDocument>>();
  let proofsLeft = MOST_PROOFS;
  return {
    ports,
    now: ports.now(),
    takeProof() {
      proofsLeft -= 1;
      return proofsLeft >= 0;
    },
    fetch(url, accept, limitBytes) {
      const known = fetched.get(url);
      if (known !== undefined) return known;
      const document = budget.fetch(url, accept, limitBytes);
      fetched.set(url, document);
      return document;
    },
  };
}

/** A document about keys; `null` when it is not to be had or is no JSON. */
export async function fetchKeys(verification: Verification, url: string): Promise<JsonObject | null> {
  const document = await verification.fetch(url, KEY_TYPES, KEY_BYTES);
  return document.kind === "fault" ? null : parseObject(document.body);
}
