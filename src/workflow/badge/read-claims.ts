import type { OwnIssuer } from "./verify-ports.ts";
import { earliest, latest } from "./check-dates.ts";
import { achievementOf } from "./check-format.ts";
import { domainOf } from "./issuer-address.ts";
import type { Signed } from "./read-badge.ts";
import { listOf, objectOf, stringOf, textOf } from "./read-fields.ts";
import type { BadgeClaims } from "./report.ts";

const MOST_SKILLS = 50;

/** What a badge says of itself, true or not, in lines short enough to show. */
export async function readClaims(signed: Signed, own: OwnIssuer | null): Promise<BadgeClaims> {
  const { credential, issuerId } = signed;
  const achievement = achievementOf(credential);
  const tags = listOf(achievement?.["tag"]).slice(0, MOST_SKILLS).map(textOf);
  const targets = listOf(achievement?.["alignment"])
    .slice(0, MOST_SKILLS)
    .map((one) => textOf(objectOf(one)?.["targetName"]));
  return {
    name: cut(textOf(credential["name"]) || textOf(achievement?.["name"])),
    description: textOf(achievement?.["description"]) || textOf(credential["description"]),
    issuerName: cut(textOf(objectOf(credential["issuer"])?.["name"])),
    issuerId: cut(textOf(issuerId)),
    issuerDomain: domainOf(issuerId),
    validFrom: latest(signed.starts),
    validUntil: earliest(signed.ends),
    skills: [...new Set([...tags, ...targets].map(cut))].filter((name) => name !== "").slice(0, MOST_SKILLS),
    page: await findPage(stringOf(credential["id"]), own),
  };
}

/** The id of a badge behind one of our addresses, with or without the suffix of one of its forms. */
export function ownBadgeId(address: string, own: OwnIssuer | null): string | null {
  const prefix = `${own?.url}/badges/`;
  if (own === null || !address.startsWith(prefix)) return null;
  return /^([\w-]{22,})(?:\.\w+)?(?:[?#].*)?$/.exec(address.slice(prefix.length))?.[1] ?? null;
}

async function findPage(address: string | null, own: OwnIssuer | null): Promise<string | null> {
  const id = address === null ? null : ownBadgeId(address, own);
  if (id === null || own === null || (await own.readBadge(id)) === null) return null;
  return `${own.url}/badges/${id}`;
}

function cut(text: string): string {
  return text.length > 200 ? `${text.slice(0, 199).toWellFormed()}…` : text;
}
