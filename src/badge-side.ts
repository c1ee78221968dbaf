import type { FastifyInstance } from "fastify";

import { certifyingPrograms, createBadgePages, createPictures } from "./badge-pages.ts";
import type { Program } from "./domain/program/program.ts";
import { createDocumentFetcher } from "./fetching/document-fetcher.ts";
import type { Log } from "./log.ts";
import { createThreadedProofs } from "./signing/check-thread.ts";
import type { Stores } from "./store/stores.ts";
import { registerBadges } from "./web/badges.ts";
import { registerIssuer } from "./web/issuer.ts";
import { readSite, registerAssets } from "./web/pages/site.ts";
import { drawAhead } from "./web/program-picture.ts";
import { registerVerify } from "./web/verify.ts";
import type { Issuing } from "./workflow/badge/issuing.ts";
import { createStatusLists } from "./workflow/badge/status-lists.ts";
import { verifyBadge } from "./workflow/badge/verify-badge.ts";

export interface BadgeSideParts {
  readonly issuing: Issuing | null;
  readonly stores: Pick<Stores, "badges" | "people">;
  readonly programs: readonly Program[];
  /** Of the bot; `null` as long as GitLab did not tell. */
  readonly handle: () => string | null;
  readonly now: () => Date;
  readonly log: Log;
}

/**
 * What employers and holders reach: badges, what they are checked against, and the page that checks anybody's. An
 * installation without an issuer has that page only.
 */
export function registerBadgeSide(app: FastifyInstance, parts: BadgeSideParts): void {
  const { issuing, stores, programs, handle, now, log } = parts;
  const site = readSite(issuing === null ? "" : basePathOf(issuing.issuer.url));
  registerAssets(app, site);
  const pages =
    issuing === null
      ? null
      : createBadgePages({
          stores,
          issuing,
          programs,
          statusLists: createStatusLists({ badges: stores.badges, issuing, now }),
          now,
        });
  const proofs = createThreadedProofs(now, {
    onGiveUp: (error) => log.warn("Give up checking the proof of a badge", { error }),
  });
  const ports = { proofs, fetcher: createDocumentFetcher(), own: pages?.own ?? null, now };
  registerVerify(app, { site, verify: (request) => verifyBadge(ports, request), issuer: issuing?.issuer ?? null });
  if (pages === null) return;
  const pictures = createPictures();
  registerBadges(app, { site, ...pages.badges, handle, pictures });
  registerIssuer(app, { site, ...pages.issuer, pictures });
  drawAhead(app, { programIds: certifyingPrograms(programs).map(({ id }) => id), ...pages.issuer, pictures });
}

function basePathOf(url: string): string {
  return new URL(url).pathname.replace(/\/+$/, "");
}
