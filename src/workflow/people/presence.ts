import type { PersonId } from "../../domain/enrollment/fact.ts";
import { isAway } from "../../domain/people/absence.ts";
import { startOfDay } from "../../domain/people/local-day.ts";
import { zoneFromLocalTime } from "../../domain/people/local-time.ts";
import { NOTHING_KNOWN, type PersonSettings } from "../../domain/people/person-settings.ts";
import { localDay } from "../../domain/people/working-time.ts";
import { GitLabFailure, type Presence } from "../ports/gitlab-port.ts";
import type { ReviewPorts } from "../ports/ports.ts";

export type PresencePorts = Pick<ReviewPorts, "people" | "gitlab" | "now" | "log">;

const DAY_MS = 86_400_000;

/**
 * Where somebody is and whether they are away, with what GitLab tells of it, asked at most once a day. Their own word
 * outweighs it, and what is known stays when GitLab does not answer.
 *
 * @param likelyZone - Zone of the program, for those of whom nothing else is known.
 */
export async function refreshPresence(
  ports: PresencePorts,
  person: PersonId,
  likelyZone: string,
): Promise<PersonSettings> {
  const known = (await ports.people.settings([person])).get(person) ?? NOTHING_KNOWN;
  const now = ports.now();
  const told = await ports.people.toldByGitLab(person);
  if (told !== null && now.getTime() - told.getTime() < DAY_MS) return known;
  const presence = await ask(ports, person);
  if (presence === null) return known;
  const zone = zoneFromLocalTime(presence.localTime, now, known.zone ?? likelyZone);
  await ports.people.saveSettings({
    person,
    at: now,
    away: awayOf(presence, now, zone ?? known.zone ?? likelyZone),
    ...(zone === null ? {} : { zone: { zone, from: "gitlab" } }),
  });
  return (await ports.people.settings([person])).get(person) ?? known;
}

async function ask({ people, gitlab, log }: PresencePorts, person: PersonId): Promise<Presence | null> {
  const user = (await people.find([person])).get(person);
  if (user === undefined) return null;
  try {
    return await gitlab.presence(user.userId);
  } catch (error) {
    if (!(error instanceof GitLabFailure)) throw error;
    log.info("Cannot tell whether somebody is there: GitLab does not say", { error });
    return null;
  }
}

/** Busy without an end is taken for today only: people forget to clear it. */
function awayOf({ busy, clearsAt }: Presence, now: Date, zone: string): PersonSettings["away"] {
  if (!busy || (clearsAt !== null && clearsAt <= now)) return null;
  const tomorrow = localDay(new Date(now.getTime() + DAY_MS), zone);
  return { from: now, until: clearsAt ?? startOfDay(tomorrow, zone), source: "gitlab" };
}

/** Is somebody away right now, as far as they or GitLab told? */
export async function isAwayNow(ports: PresencePorts, person: PersonId, likelyZone: string): Promise<boolean> {
  const { away } = await refreshPresence(ports, person, likelyZone);
  return away !== null && isAway(ports.now(), [away]);
}
