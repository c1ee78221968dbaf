import { expect, test } from "vitest";

import type { PersonId } from "../../../src/domain/enrollment/fact.ts";
import { sayThanks } from "../../../src/domain/talk/thanks.ts";
import { voiceOf } from "../../../src/domain/talk/voice.ts";
import { ALEX, CERTIFIED, GHOST, type Happening, PRIYA, sceneOf, TOM } from "./support/scene.ts";

/** An engagement with a date, and perhaps somebody's word of how it went. */
function dated(number: number, kind: "shadow" | "lead", helper: PersonId, wasHeld = true): readonly Happening[] {
  const scheduled: Happening = [
    "12-06 09:00",
    {
      kind: "engagement-scheduled",
      number,
      engagement: kind,
      task: kind,
      start: "2026-12-12T08:00:00.000Z",
      lengthMs: 8 * 3_600_000,
      zone: "Europe/Berlin",
      method: null,
      details: null,
      helper,
      by: PRIYA,
      offer: null,
    },
  ];
  return wasHeld ? [scheduled, ["12-12 17:00", { kind: "engagement-held", number }]] : [scheduled];
}

test.for<[what: string, story: readonly Happening[], words: string | null]>([
  ["who confirmed", CERTIFIED, "Thank you Priya Nair and Tom Becker for making it happen."],
  [
    "who led and observed",
    [...CERTIFIED, ...dated(1, "shadow", TOM), ...dated(2, "lead", TOM)],
    "Thank you Tom Becker for leading and observing, and Priya Nair for making it happen.",
  ],
  [
    "who observed without a date, too",
    [...CERTIFIED, ...dated(1, "shadow", TOM)],
    "Thank you Tom Becker for leading and observing, and Priya Nair for making it happen.",
  ],
  [
    "who only led",
    [...CERTIFIED, ...dated(1, "shadow", ALEX)],
    "Thank you Alex Doe for leading, and Priya Nair and Tom Becker for making it happen.",
  ],
  [
    "several who helped",
    [...CERTIFIED, ...dated(1, "lead", TOM), ...dated(2, "lead", ALEX), ...dated(3, "lead", TOM)],
    "Thank you Tom Becker and Alex Doe for leading and observing, and Priya Nair for making it happen.",
  ],
  [
    "who did everything",
    [...CERTIFIED, ...dated(1, "shadow", TOM), ...dated(2, "lead", PRIYA)],
    "Thank you Tom Becker and Priya Nair for leading and observing.",
  ],
  [
    "nobody for a date that did not take place",
    [...CERTIFIED, ...dated(1, "shadow", ALEX, false)],
    "Thank you Priya Nair and Tom Becker for making it happen.",
  ],
  [
    "no one who was forgotten",
    [...CERTIFIED, ...dated(1, "shadow", GHOST)],
    "Thank you Priya Nair and Tom Becker for making it happen.",
  ],
])("sayThanks() thanks %s", ([, story, words]) => {
  const scene = sceneOf(story);

  expect(sayThanks(scene, voiceOf(scene))).toBe(words);
});
