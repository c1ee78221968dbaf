import { type Offer, seatsLeft } from "../desk/desk.ts";
import type { DeskOutcomePlan, OutcomePart } from "../desk/desk-note-plan.ts";
import type { PersonId } from "../enrollment/fact.ts";
import type { OpenThings } from "../enrollment/hand-over.ts";
import type { Task } from "../program/program.ts";
import { type DeskScene, deskVoiceOf, sayDetails, sayKindName, saySeats, sayWhen, sayEngineer } from "./desk-scene.ts";
import { sayFailures, type Failure } from "./desk-failures.ts";
import { frameNote, stack } from "./note-frame.ts";
import { type Inert, inert, inertCode, join } from "./safe-markdown.ts";
import type { Voice } from "./voice.ts";

/** Every new note of a desk besides answers and the living note. */
export type DeskNoteView =
  | { readonly kind: "proposal"; readonly to: PersonId; readonly lines: readonly ProposalView[] }
  | OutcomeView
  | { readonly kind: "not-confidential"; readonly to: PersonId }
  /** @param first - Where the desk of the program is: `group/project#12`. */
  | { readonly kind: "second-desk"; readonly to: PersonId; readonly first: string };

export interface ProposalView {
  readonly candidate: PersonId;
  readonly engagement: string;
  readonly since: Date;
  /** What they would like; `null`: any. */
  readonly method: string | null;
  readonly language: string | null;
  /** Best first, none empty. */
  readonly offers: readonly Offer[];
}

/** What became of a command that ran on candidates' issues; there is something to tell. */
export interface OutcomeView {
  readonly kind: "outcome";
  readonly to: PersonId;
  readonly command: DeskOutcomePlan["command"];
  readonly handedTo: PersonId | null;
  readonly done: readonly DonePart[];
  readonly failed: readonly Failure[];
}

export interface DonePart extends Pick<OutcomePart, "username" | "candidate"> {
  /** What waits for whoever looks after the enrollment; `null` where nobody has to hear of it. */
  readonly open: Pick<OpenThings, "claims" | "dates" | "start"> | null;
}

/** @throws {TypeError} as `renderNote` does. */
export function renderDeskNote(scene: DeskScene, key: string, view: DeskNoteView): string {
  return frameNote(key, sayDeskNote(scene, deskVoiceOf(scene), view));
}

function sayDeskNote(scene: DeskScene, voice: Voice, view: DeskNoteView): readonly (Inert | null)[] {
  const { say } = voice;
  switch (view.kind) {
    case "proposal":
      return sayProposal(scene, voice, view.to, view.lines);
    case "outcome":
      return sayOutcome(scene, voice, view);
    case "not-confidential":
      return [say("desk.not-confidential", { ping: voice.ping(view.to) }), say("desk.not-confidential-why")];
    case "second-desk":
      return [
        say("desk.second", { ping: voice.ping(view.to), first: inertCode(view.first) }),
        say("desk.second-how", { command: voice.command("recheck") }),
      ];
  }
}

function sayProposal(
  scene: DeskScene,
  voice: Voice,
  to: PersonId,
  lines: readonly ProposalView[],
): readonly (Inert | null)[] {
  const { say } = voice;
  const kinds = [...new Set(lines.map(({ engagement }) => engagement))].map((one) => sayKindName(scene, one));
  const people = lines.length === 1 ? "desk.proposal.people.one" : "desk.proposal.people.many";
  const offers = new Set(lines.flatMap((line) => line.offers.map(({ number }) => number))).size;
  return [
    say("desk.proposal.first", {
      ping: voice.ping(to),
      people: say(people, { count: lines.length, engagements: voice.listed(kinds) }),
      offers: say(offers === 1 ? "desk.proposal.offers.one" : "desk.proposal.offers.many", { count: offers }),
    }),
    ...lines.flatMap((line) => [sayWhoWaits(scene, voice, line), sayFitting(scene, voice, line)]),
    say("desk.proposal.how"),
    voice.commandBlock(...lines.map((line) => acceptLine(scene, line))),
  ];
}

function sayWhoWaits(scene: DeskScene, voice: Voice, { candidate, engagement, since }: ProposalView): Inert {
  return voice.say("desk.proposal.candidate", {
    candidate: voice.person(candidate),
    engagement: sayKindName(scene, engagement),
    date: voice.date(since),
  });
}

function sayFitting(scene: DeskScene, voice: Voice, line: ProposalView): Inert | null {
  return stack(
    line.offers.map((offer, index) => {
      const details = sayDetails(offer);
      const values = {
        number: offer.number,
        when: sayWhen(scene, offer, [line.candidate]),
        engineer: sayEngineer(scene, voice, offer),
        seats: saySeats(voice, offer),
      };
      const told =
        details === ""
          ? voice.say("desk.proposal.offer", values)
          : voice.say("desk.proposal.offer-details", { ...values, details });
      const isFirst = index === 0 && line.offers.length > 1;
      return isFirst ? voice.say("desk.proposal.best", { offer: told, why: sayWhyFirst(voice, line, offer) }) : told;
    }),
  );
}

/** The first of the reasons by which offers are ranked that speaks for this one. */
function sayWhyFirst(voice: Voice, { method, language }: ProposalView, offer: Offer): Inert {
  if (method !== null && offer.method === method) return voice.say("desk.why-first.method");
  if (language !== null && offer.language === language) return voice.say("desk.why-first.language");
  return voice.say("desk.why-first.time");
}

function acceptLine({ nameOf }: DeskScene, { candidate, offers }: ProposalView): string {
  const best = offers.find((offer) => seatsLeft(offer) > 0) ?? offers[0];
  return `accept ${best?.number ?? "NUMBER"} for @${nameOf(candidate)?.username ?? "username"}`;
}

function sayOutcome(scene: DeskScene, voice: Voice, view: OutcomeView): readonly (Inert | null)[] {
  const { say } = voice;
  const { done, failed, handedTo } = view;
  const isHandedOver = handedTo !== null && done.length > 0;
  const values = { person: voice.person(view.to), count: failed.length };
  return [
    isHandedOver ? sayHandedOver(voice, view, handedTo) : null,
    isHandedOver ? stack(done.map((part) => sayOpen(voice, part))) : null,
    failed.length === 0 ? null : say(failed.length === 1 ? "desk.failed.one" : "desk.failed.many", values),
    sayFailures(scene, voice, failed),
    failed.length > 0 && view.command === "accept" ? say("desk.failed.accept") : null,
    failed.length > 0 && done.length > 0 ? say("desk.failed.rest", { count: done.length }) : null,
  ];
}

function sayHandedOver(voice: Voice, { to, done }: OutcomeView, handedTo: PersonId): Inert {
  const id = done.length === 1 ? "desk.handed-over.one" : "desk.handed-over.many";
  return voice.say(id, { ping: voice.ping(handedTo), person: voice.person(to), count: done.length });
}

/** "- Maria Silva: confirm assessment; find a date for shadow" */
function sayOpen(voice: Voice, { candidate, username, open }: DonePart): Inert {
  const { say } = voice;
  const name = candidate === null ? inert(username, 80) : voice.person(candidate);
  const names = (tasks: readonly Task[]): Inert => voice.listed(tasks.map((task) => inert(task.name)));
  const things = [
    open?.start === true ? say("desk.open.start") : null,
    open === null || open.claims.length === 0 ? null : say("desk.open.confirm", { tasks: names(open.claims) }),
    open === null || open.dates.length === 0 ? null : say("desk.open.schedule", { tasks: names(open.dates) }),
  ].filter((one) => one !== null);
  const all = things.length === 0 ? say("desk.open.nothing") : join(things, "; ");
  return say("desk.handed-over.candidate", { candidate: name, open: all });
}
