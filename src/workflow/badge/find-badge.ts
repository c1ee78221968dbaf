import { achievementIdOf, addressOf, buildAchievement, nameOf } from "../../domain/badge/credential.ts";
import type { BadgeDesign } from "../../domain/badge/design.ts";
import { type Check, verdictOf } from "../../domain/badge/verdict.ts";
import { plainLine } from "../../domain/badge/svg-text.ts";
import { findTask, type Program } from "../../domain/program/program.ts";
import { findVersion } from "../../domain/program/program-set.ts";
import type { BadgesPort, StoredBadge } from "../ports/badge-port.ts";
import type { PeoplePort } from "../ports/store-port.ts";
import type { AchievementPage, BadgePage, RegisterEntry } from "./badge-page.ts";
import type { Issuing } from "./issuing.ts";

export interface FindBadgePorts {
  readonly badges: Pick<BadgesPort, "find" | "published">;
  readonly people: Pick<PeoplePort, "find">;
  /** Every known version of every program. */
  readonly programs: readonly Program[];
  readonly issuing: Issuing;
  /** Look at the badge as any stranger would, without asking the network. */
  readonly check: (json: string) => Promise<readonly Check[]>;
}

const REGISTER_AT_MOST = 500;

/**
 * A badge for its page.
 *
 * @returns `null` for what is unknown, not signed yet, closed by its holder or forgotten: a stranger cannot tell which.
 */
export async function findBadgePage(ports: FindBadgePorts, id: string): Promise<BadgePage | null> {
  const badge = await ports.badges.find(id);
  if (badge?.signed == null || badge.visibility === "hidden") return null;
  const { signed, visibility } = badge;
  const program = findVersion(ports.programs, badge.programId, badge.programVersion);
  if (program?.badge == null) return null;
  const { issuer } = ports.issuing;
  const checks = await ports.check(signed.json);
  const holder = (await holdersOf(ports, [badge]))(badge);
  return {
    id,
    address: addressOf(issuer, id),
    ...textsOf(ports, program, program.badge),
    issuerWebsite: issuer.website,
    holder,
    awardedAt: badge.awardedAt,
    validUntil: signed.validUntil,
    renewedAt: badge.renewedAt,
    revokedAt: badge.revokedAt,
    visibility,
    verdict: verdictOf(checks),
    checks,
    recipients: badge.recipients,
    linkedInId: program.badge.linkedInId,
    json: signed.json,
    jwt: signed.jwt,
  };
}

/**
 * What a program certifies, in its newest version that gives a badge.
 *
 * @returns `null` when there is no such program, or it gives none.
 */
export async function findAchievementPage(ports: FindBadgePorts, programId: string): Promise<AchievementPage | null> {
  const program = ports.programs
    .filter(({ id, badge }) => id === programId && badge !== null)
    .toSorted((one, other) => other.version - one.version)[0];
  if (program?.badge == null) return null;
  const { issuer } = ports.issuing;
  const { badge } = program;
  const task = badge.resultOf === null ? undefined : findTask(program, badge.resultOf);
  const result = task === undefined ? null : { name: task.text, points: 0 };
  const achievement = buildAchievement(issuer, badge, {
    programId,
    programVersion: program.version,
    language: program.language,
    result,
  });
  const published = await ports.badges.published(programId, REGISTER_AT_MOST);
  const holderOf = await holdersOf(ports, published);
  return {
    programId,
    ...textsOf(ports, program, badge),
    json: JSON.stringify({ "@context": [OB_CONTEXT], ...achievement, id: achievementIdOf(issuer, programId) }),
    register: published.map((one): RegisterEntry => {
      return { address: addressOf(issuer, one.id), holder: holderOf(one), awardedAt: one.awardedAt };
    }),
  };
}

const OB_CONTEXT = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json";

function textsOf({ issuing }: FindBadgePorts, program: Program, design: BadgeDesign) {
  const { issuer } = issuing;
  return {
    language: program.language,
    name: nameOf(issuer, design),
    description: design.description,
    criteria: design.criteria,
    skills: design.skills,
    art: design.art,
    issuerName: issuer.name,
    issuerDomain: issuer.url.replace(/^https?:\/\//, ""),
    isDemo: issuer.isDemo,
  };
}

/**
 * As GitLab calls them now, and only with their consent. All are looked up at once: a public register may be long, and
 * everybody may load it.
 */
async function holdersOf(
  { people }: FindBadgePorts,
  badges: readonly StoredBadge[],
): Promise<(badge: StoredBadge) => string | null> {
  const known = await people.find(badges.filter(({ showsName }) => showsName).map(({ person }) => person));
  return ({ showsName, person }) => {
    const name = showsName ? (known.get(person)?.name ?? "") : "";
    // Marks that turn the direction of text would let a name change how the issuer's reads.
    return plainLine(name) || null;
  };
}
