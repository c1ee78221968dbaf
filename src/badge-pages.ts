import { achievementIdOf, CONTEXTS, nameOf, profileFields } from "./domain/badge/credential.ts";
import { buildDidDocument, buildJwks, type PublishedKey } from "./domain/badge/did-document.ts";
import { didOf } from "./domain/badge/issuer.ts";
import type { Check } from "./domain/badge/verdict.ts";
import type { Program } from "./domain/program/program.ts";
import { newestVersion } from "./domain/program/program-set.ts";
import { createRasterizer } from "./pictures/rasterize.ts";
import { bakePng } from "./signing/bake-png.ts";
import { bakeSvg } from "./signing/bake-svg.ts";
import { multibaseOf } from "./signing/multikey.ts";
import { createProofs } from "./signing/proofs.ts";
import { rememberProofs } from "./signing/remembered-proofs.ts";
import type { Stores } from "./store/stores.ts";
import type { BadgesPorts } from "./web/badges.ts";
import type { IssuerPage, IssuerPorts } from "./web/issuer.ts";
import { createPictureCache } from "./web/picture-cache.ts";
import { findAchievementPage, findBadgePage } from "./workflow/badge/find-badge.ts";
import type { Issuing } from "./workflow/badge/issuing.ts";
import type { StatusLists } from "./workflow/badge/status-lists.ts";
import { verifyBadge } from "./workflow/badge/verify-badge.ts";
import type { OwnIssuer } from "./workflow/badge/verify-ports.ts";
import type { PicturePort } from "./workflow/ports/badge-port.ts";
import type { DocumentFetcher } from "./workflow/ports/proof-port.ts";

export interface BadgePagesOptions {
  readonly stores: Pick<Stores, "badges" | "people">;
  readonly issuing: Issuing;
  /** Every known version of every program. */
  readonly programs: readonly Program[];
  readonly statusLists: StatusLists;
  readonly now: () => Date;
}

/** What the addresses of badges show, for the server and for an export. */
export interface BadgePages {
  readonly badges: Pick<BadgesPorts, "find" | "isRecipient">;
  readonly issuer: Omit<IssuerPorts, "site" | "pictures">;
  readonly own: OwnIssuer;
}

export function createBadgePages({ stores, issuing, programs, statusLists, now }: BadgePagesOptions): BadgePages {
  const { issuer, signing } = issuing;
  const own = ownIssuer(stores, issuing);
  const proofs = rememberProofs(createProofs(now));
  const check = async (json: string): Promise<readonly Check[]> => {
    const source = { kind: "file", bytes: Buffer.from(json) } as const;
    return (await verifyBadge({ proofs, fetcher: NOTHING, own, now }, { source, recipient: "" })).checks;
  };
  const ports = { ...stores, programs, issuing, check };
  const publishedKeys = (): readonly PublishedKey[] =>
    signing
      .publishedKeys()
      .map(({ id, kind, jwk }) => (kind === "RS256" ? { kind, id, jwk } : { kind, id, multibase: multibaseOf(jwk) }));
  return {
    badges: {
      find: (id) => findBadgePage(ports, id),
      isRecipient: (recipient, name) => signing.isRecipient(recipient, name),
    },
    issuer: {
      didDocument: () => buildDidDocument(issuer, publishedKeys()),
      jwks: () => buildJwks(issuer, publishedKeys()),
      issuerPage: async () => issuerPage(issuing, programs),
      achievement: (programId) => findAchievementPage(ports, programId),
      statusList: (list) => statusLists.signed(list),
    },
    own,
  };
}

export function createPictures(): PicturePort {
  return { bakeSvg, bakePng, rasterize: createPictureCache({ rasterize: createRasterizer() }) };
}

/** Programs that give badges, each once. */
export function certifyingPrograms(programs: readonly Program[]): readonly Program[] {
  const ids = new Set(programs.filter(({ badge }) => badge !== null).map(({ id }) => id));
  return [...ids].toSorted().flatMap((id) => {
    const program = newestVersion(
      programs.filter(({ badge }) => badge !== null),
      id,
    );
    return program === null ? [] : [program];
  });
}

/** Our own badges are checked by what we know ourselves. */
const NOTHING: DocumentFetcher = {
  begin: () => ({ fetch: async () => ({ kind: "fault", fault: "unreachable" }) }),
};

function ownIssuer({ badges }: BadgePagesOptions["stores"], { issuer, signing }: Issuing): OwnIssuer {
  return {
    did: didOf(issuer.url),
    url: issuer.url,
    isDemo: issuer.isDemo,
    keys: () => signing.publishedKeys(),
    async readStatus(list, index) {
      const revoked = await badges.revokedIn(list);
      return revoked?.includes(index) ?? null;
    },
    async readBadge(id) {
      const badge = await badges.find(id);
      return badge === null || badge.visibility === "hidden" ? null : (badge.signed?.json ?? null);
    },
  };
}

function issuerPage({ issuer }: Issuing, programs: readonly Program[]): IssuerPage {
  const did = didOf(issuer.url);
  return {
    name: issuer.name,
    website: issuer.website,
    domain: issuer.url.replace(/^https?:\/\//, ""),
    did,
    isDemo: issuer.isDemo,
    achievements: certifyingPrograms(programs).flatMap(({ id, badge }) =>
      badge === null ? [] : [{ address: achievementIdOf(issuer, id), name: nameOf(issuer, badge) }],
    ),
    profile: { "@context": [...CONTEXTS], id: did, ...profileFields(issuer) },
  };
}
