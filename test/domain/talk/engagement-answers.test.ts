import { expect, test } from "vitest";

import type { EngagementAnswer } from "../../../src/domain/enrollment/action.ts";
import type { FactBody } from "../../../src/domain/enrollment/fact.ts";
import { renderNote } from "../../../src/domain/talk/notes.ts";
import { type Happening, PRIYA, READY_FOR_SHADOW, sceneOf, TOM } from "./support/scene.ts";

const SHADOW: FactBody = {
  kind: "engagement-scheduled",
  number: 1,
  engagement: "shadow",
  task: "shadow",
  start: "2026-12-12T08:00:00.000Z",
  lengthMs: 4 * 3_600_000,
  zone: "Europe/Berlin",
  method: null,
  helper: TOM,
  by: PRIYA,
  offer: null,
  details: null,
};
const SCHEDULED: readonly Happening[] = [...READY_FOR_SHADOW, ["12-05 09:00", SHADOW]];

/** Paragraphs of the answer, its code blocks without fences. */
function paragraphs(answer: EngagementAnswer): readonly string[] {
  const note = renderNote(sceneOf(SCHEDULED), "key", { kind: "answer", to: PRIYA, answer, allowed: [] });
  return note
    .split("\n\n")
    .slice(0, -1)
    .map((part) => part.replaceAll(/^```(?:text)?\n|\n```$/g, "$ "));
}

const DATE = { kind: "bad-date", command: "schedule shadow", rest: "for 8h with @tbecker" } as const;
const BUSY = {
  kind: "busy",
  person: TOM,
  start: "2026-12-12T08:00:00.000Z",
  end: "2026-12-12T12:00:00.000Z",
} as const;

test.for<[why: string, answer: EngagementAnswer, words: readonly string[]]>([
  [
    "what can mean several things",
    {
      ...DATE,
      fault: {
        kind: "ambiguous",
        words: "3 Dec 2pm CET",
        doubts: [
          { kind: "year", words: "3 Dec" },
          { kind: "zone", words: "CET" },
        ],
        suggestions: ["2026-12-03 14:00 Europe/Berlin", "2026-12-03 14:00 Europe/Paris"],
      },
    },
    [
      "*3 Dec 2pm CET* can mean more than one thing (which year, which time zone), so I ask and have changed nothing. Which of these is it?",
      "$ @onboarding-bot schedule shadow 2026-12-03 14:00 Europe/Berlin for 8h with @tbecker\n@onboarding-bot schedule shadow 2026-12-03 14:00 Europe/Paris for 8h with @tbecker$ ",
    ],
  ],
  [
    "a time the clocks jump over",
    {
      ...DATE,
      rest: "",
      fault: {
        kind: "gap",
        words: "2027-03-28 02:30 Europe/Berlin",
        moment: { day: "2027-03-28", time: "02:30", zone: "Europe/Berlin", from: "02:00", to: "03:00" },
        suggestions: ["2027-03-28 03:30 Europe/Berlin"],
      },
    },
    [
      "02:30 does not exist in Berlin on Sun 28 Mar 2027: the clocks jump from 02:00 to 03:00. I have changed nothing. Did you mean this?",
      "$ @onboarding-bot schedule shadow 2027-03-28 03:30 Europe/Berlin$ ",
    ],
  ],
  [
    "the past",
    { ...DATE, fault: { kind: "past", moment: { at: new Date("2026-12-01T08:00:00Z"), zone: "Europe/Berlin" } } },
    ["Tue 1 Dec 2026, 09:00 Berlin (05:00 Sao Paulo) has passed. I have changed nothing. Which day did you mean?"],
  ],
  [
    "no zone",
    { ...DATE, rest: "", fault: { kind: "no-zone", words: "2026-12-12 09:00", suggestion: null } },
    ["In which time zone is *2026-12-12 09:00*? I have changed nothing. Please add it, like `Europe/Berlin`."],
  ],
  [
    "a zone nobody knows",
    { ...DATE, fault: { kind: "unknown-zone", word: "Europe/Berln", suggestion: "Europe/Berlin" } },
    ["I cannot tell which time zone *Europe/Berln* is. I have changed nothing. Did you mean `Europe/Berlin`?"],
  ],
  [
    "somebody busy elsewhere: when, and nothing else",
    { ...BUSY, isHere: false },
    [
      "Tom Becker has something else from Sat 12 Dec 2026, 09:00 Berlin to 13:00 Berlin. I have changed nothing. Please choose another time.",
    ],
  ],
  [
    "somebody busy here",
    { ...BUSY, isHere: true },
    [
      "Tom Becker has the shadow of this issue from Sat 12 Dec 2026, 09:00 Berlin to 13:00 Berlin. I have changed nothing. Please choose another time.",
    ],
  ],
  [
    "a date already",
    { kind: "already-scheduled", number: 1 },
    [
      "There is a date for this already: Sat 12 Dec 2026, 09:00 Berlin (05:00 Sao Paulo). I have changed nothing. To move it, write:",
      "$ @onboarding-bot reschedule shadow YYYY-MM-DD HH:MM Area/City$ ",
    ],
  ],
  [
    "too early",
    { kind: "engagement-too-early", task: "lead", after: ["shadow"] },
    [
      "It is too early for a date: *Lead a migration with a PSE Migration Engineer observing and providing feedback* waits for task 4. I have changed nothing.",
    ],
  ],
  [
    "another method",
    { kind: "unknown-method", word: "by-hand", engagement: "shadow" },
    [
      "I do not know the method *by-hand*. I have changed nothing. Methods: `congregate` `direct-transfer` `file-export` `other`",
    ],
  ],
  [
    "words that say nothing",
    { kind: "unknown-words", words: "in the big room", command: "cancel" },
    [
      "I do not understand *in the big room*, so I have changed nothing. It goes like this:",
      "$ @onboarding-bot cancel ENGAGEMENT WHY$ ",
    ],
  ],
])("sayEngagementAnswer() of %s", ([, answer, words]) => {
  expect(paragraphs(answer)).toEqual(words);
});
