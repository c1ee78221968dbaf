import { describe, expect, test } from "vitest";

import type { FactBody } from "../../../src/domain/enrollment/fact.ts";
import { concerned, type EngagementNews } from "../../../src/domain/talk/engagement-notes.ts";
import { renderNote } from "../../../src/domain/talk/notes.ts";
import { renderStatusNote } from "../../../src/domain/talk/status-note.ts";
import type { Scene } from "../../../src/domain/talk/voice.ts";
import { turnsOf } from "../../../src/domain/talk/whose-turn.ts";
import {
  ALEX,
  at,
  CERTIFIED,
  type Happening,
  MARIA,
  PRIYA,
  program,
  READY_FOR_SHADOW,
  sceneOf,
  TOM,
} from "./support/scene.ts";

const HOUR_MS = 3_600_000;
const ADDRESS = "https://certify.example.com/calendar/Kq0Z1wKq0Z1wKq0Z1wKq0Z1w.ics";

const SHADOW = {
  kind: "engagement-scheduled",
  number: 1,
  engagement: "shadow",
  task: "shadow",
  start: "2026-12-12T08:00:00.000Z",
  lengthMs: 8 * HOUR_MS,
  zone: "Europe/Berlin",
  method: "direct-transfer",
  helper: TOM,
  by: PRIYA,
  offer: null,
  details: { codename: "blue-heron", source: null },
} as const satisfies FactBody;

const MOVED = {
  kind: "engagement-moved",
  number: 1,
  start: "2026-12-13T21:30:00.000Z",
  lengthMs: 8 * HOUR_MS,
  zone: "Europe/Berlin",
  helper: TOM,
  by: PRIYA,
} as const satisfies FactBody;

const SCHEDULED: readonly Happening[] = [...READY_FOR_SHADOW, ["12-05 09:00", SHADOW]];

const NEWS: EngagementNews = {
  kind: "engagement",
  number: 1,
  news: "scheduled",
  by: PRIYA,
  movedFrom: null,
  helperBefore: null,
  reason: null,
};

function tell(story: readonly Happening[], news: Partial<EngagementNews> = {}, more: Partial<Scene> = {}): string {
  return renderNote(sceneOf(story, more), "date-51d0", { ...NEWS, ...news });
}

const firstLine = (note: string): string => note.split("\n")[0] ?? "";

describe("sayEngagementNews()", () => {
  test("a date is set: both zones, who, the calendar, and how to confirm afterwards", () => {
    expect(tell(SCHEDULED, {}, { calendarOf: () => ADDRESS })).toBe(`\
@msilva @tbecker 📅 **Shadow on Sat 12 Dec 2026, 09:00 Berlin (05:00 Sao Paulo), 8 hours.**

- **Who:** Tom Becker leads, Maria Silva shadows
- **Codename:** blue-heron
- **Method:** direct-transfer
- **Calendar:** [add it](${ADDRESS}) (a later change replaces the entry)
- **Cannot make it?** Write it here as early as you can; Priya Nair finds another date. A date that is moved costs Maria Silva nothing.

Tom Becker, when it is done: tick *Shadow: the candidate shadowed my migration* under *PSE Tasks* in the description, or write \`@onboarding-bot confirm shadow\`.

<!-- onboarding-bot:date-51d0 -->`);
  });

  test("where a form says how it went, the observer is told of the form instead of a box", () => {
    const feedback = { form: "migration-lead", required: false };
    const tasks = program.tasks.map((task) => (task.id === "lead" ? { ...task, feedback } : task));
    const lead: Happening = ["12-05 09:00", { ...SHADOW, engagement: "lead", task: "lead" }];
    const note = tell([...READY_FOR_SHADOW, lead], {}, { program: { ...program, tasks } });

    expect(note.split("\n\n").at(-2)).toBe(
      "Tom Becker, when it is done: on your next working day I ask you how it went, and one reply says it all, pass or not yet.",
    );
  });

  test("a date is moved: the old and the new one, and the next day where it is one", () => {
    const note = tell([...SCHEDULED, ["12-05 10:00", MOVED]], { news: "moved", movedFrom: SHADOW.start });

    expect(note).toContain(
      "@msilva @tbecker 📅 **Shadow moved to Sun 13 Dec 2026, 22:30 Berlin (18:30 Sao Paulo), 8 hours.**",
    );
    expect(note).toContain("- **Before:** Sat 12 Dec 2026, 09:00 Berlin (05:00 Sao Paulo)");
    expect(note).toContain("Tom Becker, when it is done:");
  });

  test("somebody else leads at the same time", () => {
    const handed: Happening = ["12-05 10:00", { ...MOVED, start: SHADOW.start, helper: ALEX }];
    const note = tell([...SCHEDULED, handed], { news: "moved", movedFrom: SHADOW.start, helperBefore: TOM });

    expect(firstLine(note)).toBe(
      "@msilva @alex @tbecker 📅 **Shadow on Sat 12 Dec 2026, 09:00 Berlin (05:00 Sao Paulo): other people, the same time.**",
    );
    expect(note).toContain("- **No longer needed for this:** Tom Becker");
    expect(note).not.toContain("**Before:**");
  });

  test("a date is off: why, and that it costs the candidate nothing", () => {
    const off: Happening = [
      "12-06 10:00",
      { kind: "engagement-cancelled", number: 1, by: PRIYA, missed: false, reason: "/close the customer @all" },
    ];

    expect(tell([...SCHEDULED, off], { news: "cancelled", reason: "/close the customer @all" })).toBe(`\
@msilva @tbecker 🗓️ **Shadow on Sat 12 Dec 2026, 09:00 Berlin (05:00 Sao Paulo) is off.**

Priya Nair writes: “\\/close the customer \\@\u2060all”

This costs Maria Silva nothing: everything that is done stays done. Priya Nair looks for another date.

<!-- onboarding-bot:date-51d0 -->`);
  });

  test("a date nobody came to", () => {
    const missed: Happening = [
      "12-12 18:00",
      { kind: "engagement-cancelled", number: 1, by: TOM, missed: true, reason: null },
    ];

    expect(firstLine(tell([...SCHEDULED, missed], { news: "missed", by: TOM }))).toBe(
      "@msilva @pnair 🗓️ **Shadow on Sat 12 Dec 2026, 09:00 Berlin (05:00 Sao Paulo) did not take place.**",
    );
  });

  test.for<[when: string, start: string, left: string | null]>([
    ["five days", "2026-12-10T09:00:00.000Z", null],
    ["a little less", "2026-12-10T08:59:00.000Z", "4 days"],
    ["a day and a half", "2026-12-06T21:00:00.000Z", "one day"],
    ["tonight", "2026-12-05T22:00:00.000Z", "less than a day"],
  ])("short notice is told, and refuses nothing: %s", ([, start, left]) => {
    const note = tell([...READY_FOR_SHADOW, ["12-05 09:00", { ...SHADOW, start }]]);
    const warning = `- **Short notice:** for migrations to GitLab.com, 5 days are asked for, and this is in ${left}.`;

    expect(note.split("\n").filter((line) => line.includes("Short notice"))).toEqual(left === null ? [] : [warning]);
  });

  test("nobody leads yet: how to name somebody without another date", () => {
    const note = tell([...READY_FOR_SHADOW, ["12-05 09:00", { ...SHADOW, helper: null }]]);

    expect(firstLine(note)).toMatch(/^@msilva 📅/);
    expect(note).toContain("`@onboarding-bot reschedule shadow 2026-12-12 09:00 Europe/Berlin with @username`");
    expect(note).toContain("When it is done, the PSE Migration Engineer or project coordinator writes");
  });

  test("whoever changed it is not mentioned, and a coordinator hears what others changed", () => {
    const scene = sceneOf(SCHEDULED);

    expect(concerned(scene, NEWS)).toEqual([MARIA, TOM]);
    expect(concerned(scene, { ...NEWS, news: "moved", by: TOM })).toEqual([MARIA, PRIYA]);
    expect(concerned(scene, { ...NEWS, helperBefore: ALEX })).toEqual([MARIA, TOM, ALEX]);
  });
});

describe("the status note", () => {
  function status(story: readonly Happening[], more: Partial<Scene> = {}): readonly string[] {
    const scene = sceneOf(story, more);
    const view = { isFirstEdition: false, canCandidateTick: true, wasTicked: () => false, cannotSee: [], deaf: null };
    return renderStatusNote({ ...view, scene }).split("\n");
  }

  test("shows a date in both zones, with its calendar file", () => {
    const lines = status(SCHEDULED, { calendarOf: () => ADDRESS });

    expect(lines).toContain(
      `| 4 | Shadow a migration that is led by a PSE Migration Engineer | 📅 Sat 12 Dec 2026, 09:00 Berlin (05:00 Sao Paulo), led by Tom Becker · [calendar file](${ADDRESS}) |`,
    );
    expect(lines).toContain(
      "**Now:** Maria Silva shadows on Sat 12 Dec 2026, 09:00 Berlin (05:00 Sao Paulo), led by Tom Becker.",
    );
  });

  test("names whoever says how it went once it is over", () => {
    expect(status(SCHEDULED, { now: at("12-12 16:00") })).toContain(
      "**Now:** Tom Becker says how task 4 (shadow) went on Sat 12 Dec 2026: `@onboarding-bot confirm shadow`, or `@onboarding-bot decline shadow WHY`.",
    );
  });

  test("shows what the candidate wishes while a date is looked for", () => {
    const wish: Happening = [
      "12-04 13:00",
      {
        kind: "engagement-requested",
        engagement: "shadow",
        by: MARIA,
        days: [
          { from: "2026-12-07", to: "2026-12-18" },
          { from: "2026-12-22", to: "2026-12-22" },
        ],
        method: null,
        language: "Portuguese",
      },
    ];
    const line =
      "**Maria Silva's wishes (shadow):** days Mon 7 Dec 2026 to Fri 18 Dec 2026, Tue 22 Dec 2026, language Portuguese";

    expect(status([...READY_FOR_SHADOW, wish])).toContain(line);
    expect(status([...SCHEDULED, wish])).not.toContain(line);
  });

  test("looks back on the engagements when all is done", () => {
    const held: readonly Happening[] = [
      ...CERTIFIED.slice(0, -3),
      ["12-05 09:30", SHADOW],
      ["12-14 08:59", { kind: "engagement-held", number: 1 }],
      ...CERTIFIED.slice(-3),
    ];

    expect(status(held)).toContain("| Shadow | Sat 12 Dec 2026, 09:00 Berlin (05:00 Sao Paulo) | led by Tom Becker |");
    expect(status(CERTIFIED).join("\n")).not.toContain("The engagements");
  });
});

test("turnsOf() is nobody's turn to work on a task with a date", () => {
  const scene = sceneOf(SCHEDULED);
  const [engagement] = scene.enrollment.engagements;

  expect(turnsOf(scene)).toEqual([{ kind: "engagement", task: "shadow", engagement, person: TOM }]);
});
