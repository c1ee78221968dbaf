import { DateTime } from "luxon";

import type { Engagement } from "../engagement/engagement.ts";
import type { EngagementRequest } from "../enrollment/enrollment-parts.ts";
import type { DayRange, PersonId } from "../enrollment/fact.ts";
import { type EngagementKind, findEngagementKind } from "../program/program.ts";
import { sayDate, sayMomentIn } from "./dates.ts";
import { type Inert, inert, inertCodes, join } from "./safe-markdown.ts";
import type { Scene, Voice } from "./voice.ts";

const MOST_RANGES = 4;

/** "Sat 12 Dec 2026, 09:00 Berlin (05:00 Sao Paulo)": as it was written first, then as those who take part have it. */
export function sayStart(scene: Scene, engagement: Pick<Engagement, "start" | "zone" | "helper">): Inert {
  return sayAt(scene, engagement.start, [engagement.zone, ...zonesOf(scene, engagement.helper)]);
}

/** The same for any moment, in these zones. */
export function sayAt(scene: Scene, at: Date, zones: readonly string[]): Inert {
  return sayMomentIn(at, [...new Set(zones)], scene.program.language);
}

/** Where the candidate and whoever leads or observes are, as far as it is known. */
export function zonesOf(scene: Scene, helper: PersonId | null): readonly string[] {
  const { candidate } = scene.enrollment;
  return [candidate?.person ?? null, helper].flatMap((person) => (person === null ? [] : (scene.zoneOf(person) ?? [])));
}

/** "Sat 12 Dec 2026", where the engagement was written for. */
export function sayDay(scene: Scene, { start, zone }: Pick<Engagement, "start" | "zone">): Inert {
  return sayDate(start, { language: scene.program.language, timeZone: zone });
}

/** "Shadow": what people call it, as the first word of a sentence. */
export function sayKind(scene: Scene, id: string): Inert {
  const name = findEngagementKind(scene.program, id)?.name ?? id;
  return inert(name.charAt(0).toUpperCase() + name.slice(1));
}

/** Does whoever helps lead, while the candidate watches? */
export function helperLeads(scene: Scene, { kind }: Pick<Engagement, "kind">): boolean {
  return findEngagementKind(scene.program, kind)?.helperLeads ?? false;
}

/** "`shadow` `lead`" */
export function sayEngagementIds({ program }: Pick<Scene, "program">): Inert {
  return inertCodes(program.engagements.map((kind) => kind.id));
}

/** "`congregate` `other`" */
export function sayMethods(kind: EngagementKind | undefined): Inert {
  return inertCodes(kind?.methods ?? []);
}

/** "days Mon 7 Dec 2026 to Fri 18 Dec 2026, method congregate"; `null` when they wish nothing in particular. */
export function sayWishes(scene: Scene, voice: Voice, request: EngagementRequest | undefined): Inert | null {
  if (request === undefined) return null;
  const { days, method, language } = request;
  const wishes = [
    days.length === 0 ? null : voice.say("wishes.days", { days: sayDays(scene, voice, days) }),
    method === null ? null : voice.say("wishes.method", { method: inert(method, 60) }),
    language === null ? null : voice.say("wishes.language", { language: inert(language, 60) }),
  ].filter((wish) => wish !== null);
  return wishes.length === 0 ? null : join(wishes, ", ");
}

function sayDays(scene: Scene, voice: Voice, days: readonly DayRange[]): Inert {
  const weekends = days.filter(isWeekend);
  const areRegular = weekends.length > 2;
  const told = areRegular ? days.filter((one) => !isWeekend(one)) : days;
  const parts = told.slice(0, MOST_RANGES).map((range) => sayRange(scene, voice, range));
  const last = weekends.at(-1);
  if (areRegular && last !== undefined) parts.push(voice.say("wishes.weekends", { to: sayIsoDay(scene, last.to) }));
  const all = join(parts, ", ");
  return told.length > MOST_RANGES ? voice.say("wishes.more", { days: all }) : all;
}

function sayRange(scene: Scene, voice: Voice, { from, to }: DayRange): Inert {
  if (from === to) return sayIsoDay(scene, from);
  return voice.say("wishes.range", { from: sayIsoDay(scene, from), to: sayIsoDay(scene, to) });
}

/** @param day - ISO date. */
export function sayIsoDay(scene: Scene, day: string): Inert {
  return sayDate(new Date(`${day}T12:00:00Z`), { language: scene.program.language, timeZone: "UTC" });
}

function isWeekend({ from, to }: DayRange): boolean {
  const [first, last] = [from, to].map((day) => DateTime.fromISO(day, { zone: "UTC" }));
  return first?.weekday === 6 && last?.diff(first, "days").days === 1;
}
