import type { Desk, Offer } from "../desk/desk.ts";
import { seatsLeft } from "../desk/desk.ts";
import type { Waiting } from "../desk/match.ts";
import { hasBegun } from "../desk/take-seat.ts";
import { apply } from "../enrollment/enrollment.ts";
import type { PersonId } from "../enrollment/fact.ts";
import { findEngagementKind } from "../program/program.ts";
import { sayLength, sayMomentIn } from "./dates.ts";
import { type Inert, inert, inertCode, join } from "./safe-markdown.ts";
import { type Scene, type Voice, voiceOf } from "./voice.ts";

/** What the notes of a desk are told from. */
export interface DeskScene extends Pick<
  Scene,
  "wording" | "program" | "botHandle" | "nameOf" | "zoneOf" | "settingsOf" | "now"
> {
  readonly desk: Desk;
  /** Longest waiting first. */
  readonly waiting: readonly Waiting[];
}

/** What sentences that both a desk and an enrollment have are told from: here there is no candidate. */
export function sharedScene(scene: DeskScene): Scene {
  const { wording, program, botHandle, nameOf, zoneOf, settingsOf, now } = scene;
  const enrollment = apply(null, {
    kind: "enrolled",
    programId: program.id,
    version: program.version,
    issue: { projectId: 0, issueIid: 0 },
    issueId: 0,
    author: 0,
    audience: null,
    adopted: false,
    key: "enrolled",
    at: now,
  });
  return {
    wording,
    program,
    botHandle,
    nameOf,
    zoneOf,
    settingsOf,
    now,
    enrollment,
    confirmers: new Map(),
    scheduler: null,
    calendarOf: () => null,
    badge: null,
  };
}

export function deskVoiceOf(scene: DeskScene): Voice {
  return voiceOf(sharedScene(scene));
}

/** Engagements somebody can still get a seat of, or has one, earliest first. */
export function offersToCome({ desk, now }: DeskScene): readonly Offer[] {
  return [...desk.offers.values()]
    .filter((offer) => !hasBegun(offer, now) && (!offer.isWithdrawn || offer.takers.size > 0))
    .toSorted((a, b) => a.start.getTime() - b.start.getTime() || a.number - b.number);
}

/** "shadow" */
export function sayKindName({ program }: DeskScene, engagement: string): Inert {
  return inert(findEngagementKind(program, engagement)?.name ?? engagement);
}

/** "Thu 3 Dec 2026, 14:00 Berlin (10:00 Sao Paulo), 8 hours": as it was written, then where others are. */
export function sayWhen(scene: DeskScene, offer: Offer, others: readonly (PersonId | null)[]): Inert {
  const elsewhere = [offer.engineer, ...others].flatMap((person) =>
    person === null ? [] : (scene.zoneOf(person) ?? []),
  );
  const { language } = scene.program;
  const zones = [...new Set([offer.zone, ...elsewhere])];
  return join([sayMomentIn(offer.start, zones, language), sayLength(offer.lengthMs, language)], ", ");
}

/** "`direct-transfer`, `de`, `blue-heron`": what was said of it; empty when nothing was. */
export function sayDetails({ method, language, codename }: Offer): Inert {
  const details = [method, language, codename].filter((one) => one !== null);
  return join(
    details.map((one) => inert(one, 80)),
    ", ",
  );
}

/** "Tom Becker (`tbecker`)": anybody may call themself Tom Becker, and one account alone is his. */
export function sayEngineer(scene: DeskScene, voice: Voice, { engineer }: Offer): Inert {
  const username = scene.nameOf(engineer)?.username;
  const name = voice.person(engineer);
  return username === undefined ? name : voice.say("desk.engineer", { name, username: inertCode(username) });
}

/** "1 of 2" */
export function saySeats(voice: Voice, offer: Offer): Inert {
  return voice.say("desk.seats", { left: seatsLeft(offer), seats: offer.seats });
}
