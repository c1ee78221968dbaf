import { Duration } from "luxon";

import type { BadgeDesign } from "../badge/design.ts";
import type { ProgramDocument } from "./program-schema.ts";
import { millisecondsOf } from "./value-schema.ts";

/** `null` where the program gives no badge. */
export function buildBadge({ badge, title }: ProgramDocument): BadgeDesign | null {
  if (!badge) return null;
  const { art } = badge;
  return {
    name: badge.name ?? title,
    description: badge.description,
    criteria: badge.criteria,
    skills: badge.skills.map(({ name, description, url }) => ({
      name,
      description: description ?? "",
      url: url ?? null,
    })),
    validFor: badge.valid_for === undefined ? null : calendarTimeOf(badge.valid_for),
    renewableMs: badge.renewable === undefined ? null : millisecondsOf(badge.renewable),
    resultOf: badge.result_of ?? null,
    linkedInId: badge.linkedin_organization === undefined ? null : String(badge.linkedin_organization),
    credlyTemplate: badge.credly_template ?? null,
    art: { ...art, over: art.over ?? "", under: art.under ?? "" },
  };
}

function calendarTimeOf(text: string): BadgeDesign["validFor"] {
  const { years, months, days } = Duration.fromISO(text);
  return { years, months, days };
}
