import { validUntil } from "../domain/badge/credential.ts";
import type { Program } from "../domain/program/program.ts";
import type { BadgeScene } from "../domain/talk/badge-notes.ts";
import { MARIA, type Moment, PRIYA, type Teller } from "./preview-teller.ts";

/** The certification, with the badge or without. */
export function tellEnd(teller: Teller): Moment {
  const { program, scene, happen, note, status } = teller;
  happen({ kind: "certified" });
  if (program.badge === null) {
    return {
      title: "All is done",
      notes: [note("Certified", { kind: "certified" }), status("Status note, the last one")],
    };
  }
  const badge = readyBadge(program, teller.now());
  return {
    title: "All is done",
    notes: [
      note("Certified", { kind: "certified" }, { badge }),
      note("In a public project", { kind: "certified" }, { badge: { ...badge, isOpenlyTold: false } }),
      note("Certified, while nobody is named who issues badges", { kind: "certified" }),
      note("The badge, once somebody is", { kind: "badge-ready" }, { badge }),
      status("Status note, the last one", { scene: scene({ badge }) }),
    ],
  };
}

/** What becomes of a badge later. */
export function tellBadge(teller: Teller): Moment {
  const { program, happen, note, status, scene } = teller;
  const title = "Later, with the badge";
  if (program.badge === null) return { title, notes: [] };
  const badge = readyBadge(program, teller.now());
  const asked = note(
    "Where is it?",
    { kind: "answer", to: MARIA, answer: { kind: "badge-address" }, allowed: [] },
    { badge },
  );
  const renewed =
    program.badge.renewableMs === null ? [] : [note("It is renewed", { kind: "badge-renewed", by: PRIYA }, { badge })];
  const reason = "The assessment was somebody else's";
  happen({ kind: "badge-revoked", by: PRIYA, reason });
  return {
    title,
    notes: [
      asked,
      ...renewed,
      note("It is revoked", { kind: "badge-revoked", by: PRIYA, reason }, { badge }),
      status("Status note, when it was revoked", { scene: scene({ badge }) }),
    ],
  };
}

function readyBadge({ badge }: Program, from: Date): BadgeScene {
  return {
    address: "https://onboarding.example.com/badges/SAMPLE-OF-AN-ADDRESS-NOBODY-GUESS",
    isOpenlyTold: true,
    validUntil: badge === null ? null : validUntil(badge, from),
    isMirrored: false,
  };
}
