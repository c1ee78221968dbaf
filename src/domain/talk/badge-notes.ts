import type { NotePlan } from "../enrollment/action.ts";
import { sayDate } from "./dates.ts";
import { foldedPart, numbered, stack } from "./note-frame.ts";
import { type Inert, inert, linkTarget } from "./safe-markdown.ts";
import { sayThanks } from "./thanks.ts";
import type { Scene, Voice } from "./voice.ts";

/** How the badge of an enrollment stands; only programs that give one have it. */
export interface BadgeScene {
  /** Where it is; `null` as long as it is not issued. */
  readonly address: string | null;
  /** May notes tell the address unasked? Not in a public project, where everybody would read it. */
  readonly isOpenlyTold: boolean;
  /** `null` when it holds for ever, or is not issued. */
  readonly validUntil: Date | null;
  /** Another service sends a copy of it by mail. */
  readonly isMirrored: boolean;
}

export type BadgeNote =
  | { readonly kind: "certified" }
  | Extract<NotePlan, { readonly kind: "badge-ready" | "badge-renewed" | "badge-revoked" }>;

type Words = readonly (Inert | null)[];

/** Words of a note about the certification or the badge, without its marker. */
export function sayBadgeNote(scene: Scene, voice: Voice, note: BadgeNote): Words {
  switch (note.kind) {
    case "certified":
      return sayCertified(scene, voice);
    case "badge-ready":
      return [voice.say("badge.ready", { ping: pingCandidate(scene, voice) }), ...sayWhereAndHow(scene, voice)];
    case "badge-renewed": {
      const until = scene.badge?.validUntil ?? null;
      const values = { ping: pingCandidate(scene, voice), person: voice.person(note.by) };
      return until === null
        ? [voice.say("badge.renewed", values)]
        : [voice.say("badge.renewed-until", { ...values, date: inDays(scene, until) })];
    }
    case "badge-revoked": {
      const values = { ping: pingCandidate(scene, voice), person: voice.person(note.by) };
      return [
        note.reason === null
          ? voice.say("badge.revoked-bare", values)
          : voice.say("badge.revoked", { ...values, reason: inert(note.reason, 1000) }),
        voice.say("badge.revoked-then"),
      ];
    }
  }
}

/** The line of the status note; `null` where there is nothing to tell. */
export function sayBadgeLine(scene: Scene, voice: Voice): Inert | null {
  const { badge, enrollment } = scene;
  if (badge === null || enrollment.status !== "certified") return null;
  const { revoked, visibility, isAddressAsked } = enrollment.badge;
  if (revoked !== null) return voice.say("badge.line-revoked", { date: voice.date(revoked.at) });
  if (badge.address === null) return voice.say("badge.line-waits");
  if (visibility === "hidden") return voice.say("badge.line-hidden", { command: voice.command("badge show") });
  if (!badge.isOpenlyTold && !isAddressAsked) {
    return voice.say("badge.line-untold", { command: voice.command("badge") });
  }
  const address = linkTarget(badge.address);
  if (badge.validUntil === null) return voice.say("badge.line", { address });
  return voice.say("badge.line-until", { address, date: inDays(scene, badge.validUntil) });
}

/** Where the badge is, for whoever asked. */
export function sayBadgeAddress(scene: Scene, voice: Voice): Words {
  const { badge, enrollment } = scene;
  if (badge?.address == null || enrollment.badge.revoked !== null) {
    return [sayBadgeLine(scene, voice) ?? voice.say("answer.badge-not-yet")];
  }
  const { showsName, visibility } = enrollment.badge;
  const can = (id: string, text: string): Inert => voice.say(id, { command: voice.command(text) });
  return [
    voice.say("answer.badge-address", { address: linkTarget(badge.address) }),
    voice.say(visibility === "hidden" ? "answer.badge-closed" : "answer.badge-how"),
    stack([
      showsName ? can("answer.badge-hide-name", "badge hide-name") : can("answer.badge-show-name", "badge show-name"),
      visibility === "public"
        ? can("answer.badge-unpublish", "badge show")
        : can("answer.badge-publish", "badge publish"),
      visibility === "hidden" ? can("answer.badge-show", "badge show") : can("answer.badge-hide", "badge hide"),
    ]),
  ];
}

function sayCertified(scene: Scene, voice: Voice): Words {
  const { program } = scene;
  const { say } = voice;
  const title = inert(program.title);
  const count = program.tasks.filter((task) => task.required).length;
  return [
    say(firstLineOf(scene), { ping: pingCandidate(scene, voice) }),
    count === 1 ? say("certified.title.one", { title }) : say("certified.title.many", { title, count }),
    sayThanks(scene, voice),
    ...(scene.badge?.address == null ? [] : sayWhereAndHow(scene, voice)),
    program.completion.close ? say("certified.close") : null,
  ];
}

function firstLineOf({ badge }: Scene): string {
  if (badge === null) return "certified.first";
  return badge.address === null ? "certified.first-waits" : "certified.first-badge";
}

function sayWhereAndHow(scene: Scene, voice: Voice): Words {
  const { say } = voice;
  const { badge, enrollment, program } = scene;
  if (badge?.address == null) return [];
  const design = program.badge;
  const isTold = badge.isOpenlyTold || enrollment.badge.isAddressAsked;
  return [
    ...(isTold
      ? [say("badge.open", { address: linkTarget(badge.address) })]
      : [say("badge.ask-for-it"), voice.commandBlock("badge")]),
    numbered([
      ...(enrollment.badge.showsName ? [] : [[say("badge.show-name"), voice.commandBlock("badge show-name")]]),
      [say("badge.linked-in")],
      [say("badge.keep")],
    ]),
    badge.isMirrored ? say("badge.mirrored") : null,
    foldedPart(say("badge.says"), [
      saySkills(voice, design?.skills.length ?? 0),
      say(design?.resultOf == null ? "badge.says-not" : "badge.says-not-but-result"),
      say("badge.says-hide", { command: voice.command("badge hide") }),
    ]),
  ];
}

function saySkills({ say }: Voice, count: number): Inert {
  if (count === 0) return say("badge.says-this.none");
  return count === 1 ? say("badge.says-this.one") : say("badge.says-this.many", { count });
}

function pingCandidate({ enrollment }: Scene, voice: Voice): Inert {
  return enrollment.candidate === null ? voice.candidate : voice.ping(enrollment.candidate.person);
}

/** The end of a badge is the same moment for everybody: a date of the calendar of UTC. */
function inDays({ program }: Scene, at: Date): Inert {
  return sayDate(at, { language: program.language, timeZone: "UTC" });
}
