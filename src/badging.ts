import path from "node:path";

import type { Config } from "./config.ts";
import { createCredly } from "./credly/credly.ts";
import { BotError } from "./domain/error.ts";
import type { Program } from "./domain/program/program.ts";
import { findVersion } from "./domain/program/program-set.ts";
import { type KeyRing, openKeyRing } from "./signing/key-ring.ts";
import { createSigning } from "./signing/signing.ts";
import type { Stores } from "./store/stores.ts";
import type { Issuing } from "./workflow/badge/issuing.ts";
import { createMirroring, type Mirroring } from "./workflow/badge/mirror-badges.ts";
import type { GitLabPort } from "./workflow/ports/gitlab-port.ts";
import type { Log } from "./workflow/ports/ports.ts";

/** Issuing, and the keys behind it for the commands that change them. */
export interface Badging extends Issuing {
  readonly ring: KeyRing;
}

export interface BadgingOptions {
  readonly config: Pick<Config, "badge" | "dataDir">;
  readonly stores: Pick<Stores, "badgeIssuer">;
  readonly now: () => Date;
  /** Take another address than the one badges were issued under; for the command that moves them all. */
  readonly mayMove?: boolean;
}

const KEYS_FILE = "badge-keys.json";

/**
 * Open what it takes to issue badges. The keys are made when there are none yet.
 *
 * @returns `null` when the operator named no issuer and no badge was ever issued.
 * @throws {BotError} `BADGE_ISSUER_MISSING` when badges are out and the issuer was unset, `BADGE_URL_DIFFERS` when they are
 *   under another address, `BADGE_KEYS_…` when the keys are not those that signed them.
 */
export async function openBadging({ config, stores, now, mayMove = false }: BadgingOptions): Promise<Badging | null> {
  const { issuerName, issuerUrl, url, isDemo } = config.badge;
  const frozen = await stores.badgeIssuer.frozenUrl();
  if (issuerName === null || url === null) {
    if (frozen === null) return null;
    const message = `Cannot start: badges were issued at ${frozen}, set BADGE_ISSUER_NAME so that they can still be checked`;
    throw new BotError("BADGE_ISSUER_MISSING", "operator", message);
  }
  if (frozen !== null && frozen !== url && !mayMove) throw differs(frozen, url);
  const file = keysFileOf(config);
  const ring = await openKeyRing({ file, known: await stores.badgeIssuer.keys(), now });
  await stores.badgeIssuer.saveKeys(ring.keys());
  let isFrozen = frozen === url;
  return {
    ring,
    issuer: { name: issuerName, website: issuerUrl, url, isDemo },
    signing: createSigning({ ring, issuerUrl: url, now }),
    async freeze() {
      if (isFrozen) return;
      await stores.badgeIssuer.freezeUrl(url);
      isFrozen = true;
    },
  };
}

/** Verifiers resolve a did:web by https alone; another address is good for a look on one machine. */
export function isForOthers(url: string): boolean {
  return url.startsWith("https:");
}

/** Where the private keys are. */
export function keysFileOf({ badge, dataDir }: BadgingOptions["config"]): string {
  return path.resolve(badge.keysFile ?? path.join(dataDir, KEYS_FILE));
}

function differs(frozen: string, url: string): BotError {
  const message =
    `Cannot start: badges were issued at ${frozen}, but BADGE_URL is ${url}; set it back, ` +
    `or run "npm run badge -- move ${url}" to issue all of them again under the new address`;
  return new BotError("BADGE_URL_DIFFERS", "operator", message);
}

/** Sends copies of badges to Credly; `null` where nobody asked for it. */
export function openMirroring(options: {
  readonly config: Pick<Config, "credly">;
  readonly stores: Pick<Stores, "badges" | "mirrors" | "people">;
  readonly gitlab: Pick<GitLabPort, "emailOf">;
  readonly programs: readonly Program[];
  readonly log: Log;
}): Mirroring | null {
  const { config, stores, gitlab, programs, log } = options;
  if (config.credly === null) return null;
  return createMirroring({
    ...stores,
    mirror: createCredly(config.credly),
    async recipientOf(person) {
      const user = (await stores.people.find([person])).get(person);
      const email = user === undefined ? null : await gitlab.emailOf(user.userId);
      return user === undefined || email === null ? null : { email, name: user.name };
    },
    templateOf: (programId, version) => findVersion(programs, programId, version)?.badge?.credlyTemplate ?? null,
    log,
  });
}
