import type { Offer } from "../desk/desk.ts";
import type { Waiting } from "../desk/match.ts";
import {
  type DeskScene,
  deskVoiceOf,
  offersToCome,
  sayDetails,
  sayKindName,
  saySeats,
  sayWhen,
  sayEngineer,
} from "./desk-scene.ts";
import { foldedPart, frameNote, table } from "./note-frame.ts";
import { type Inert, inert, join } from "./safe-markdown.ts";
import type { Voice } from "./voice.ts";

/** More rows are only counted. */
const MOST_OFFERS = 50;
const MOST_WAITING = 100;

/**
 * The living note of a desk: what is open, who waits, how it works. Mentions nobody.
 *
 * @throws {TypeError} as `renderNote` does.
 */
export function renderDeskStatus(scene: DeskScene): string {
  const voice = deskVoiceOf(scene);
  const { say } = voice;
  const offers = offersToCome(scene);
  return frameNote("status", [
    say("desk.heading", { title: inert(scene.program.shortTitle) }),
    say("desk.summary", { offers: offers.length, waiting: scene.waiting.length }),
    offers.length === 0 ? say("desk.no-offers") : sayOffers(scene, voice, offers.slice(0, MOST_OFFERS)),
    offers.length > MOST_OFFERS ? say("desk.more", { count: offers.length - MOST_OFFERS }) : null,
    scene.waiting.length === 0 ? null : sayWaiting(scene, voice, scene.waiting.slice(0, MOST_WAITING)),
    scene.waiting.length > MOST_WAITING ? say("desk.more", { count: scene.waiting.length - MOST_WAITING }) : null,
    sayHow(scene, voice),
    say("desk.foot"),
  ]);
}

function sayOffers(scene: DeskScene, voice: Voice, offers: readonly Offer[]): Inert {
  const { say } = voice;
  const head = [
    say("desk.table-number"),
    say("desk.table-engagement"),
    say("desk.table-when"),
    say("desk.table-engineer"),
    say("desk.table-details"),
    say("desk.table-seats"),
    say("desk.table-takers"),
  ];
  const rows = offers.map((offer) => [
    inert(`${offer.number}`),
    sayKindName(scene, offer.engagement),
    sayWhen(scene, offer, []),
    sayEngineer(scene, voice, offer),
    sayDetails(offer),
    offer.isWithdrawn ? say("desk.withdrawn") : saySeats(voice, offer),
    join(
      [...offer.takers.values()].map((person) => voice.person(person)),
      ", ",
    ),
  ]);
  return table(head, rows);
}

function sayWaiting(scene: DeskScene, voice: Voice, waiting: readonly Waiting[]): Inert {
  const { say } = voice;
  const head = [
    say("desk.table-candidate"),
    say("desk.table-waits-for"),
    say("desk.table-since"),
    say("desk.table-coordinator"),
  ];
  const rows = waiting.map(({ candidate, engagement, since, coordinator }) => [
    voice.person(candidate),
    sayKindName(scene, engagement),
    voice.date(since),
    coordinator === null ? say("desk.no-coordinator") : voice.person(coordinator),
  ]);
  return table(head, rows);
}

function sayHow({ program }: DeskScene, voice: Voice): Inert | null {
  const { say } = voice;
  const [kind] = program.engagements;
  const example = `offer ${kind?.id ?? "ENGAGEMENT"} YYYY-MM-DD HH:MM Area/City`;
  const method = kind?.methods[0];
  return foldedPart(say("desk.how"), [
    say("desk.how-offer"),
    voice.commandBlock(`${example} for 8h${method === undefined ? "" : ` method ${method}`} seats 2`),
    say("desk.how-accept"),
    voice.commandBlock("accept NUMBER for @username"),
    say("desk.how-more", { command: voice.command("help") }),
  ]);
}
