import { describe, expect, test } from "vitest";

import type { FactBody } from "../../../src/domain/enrollment/fact.ts";
import type { PersonAnswer } from "../../../src/domain/enrollment/action.ts";
import type { PersonSettings } from "../../../src/domain/people/person-settings.ts";
import { renderNote } from "../../../src/domain/talk/notes.ts";
import { type PeopleNote, renderSettledPeople, type SettledPeopleNote } from "../../../src/domain/talk/people-notes.ts";
import type { Scene } from "../../../src/domain/talk/voice.ts";
import {
  ALEX,
  BEGINNING,
  claimed,
  confirmed,
  GHOST,
  type Happening,
  JONAS,
  MARIA,
  PRIYA,
  program,
  READY_FOR_SHADOW,
  sceneOf,
  TOM,
} from "./support/scene.ts";

const MARKER = "\n\n<!-- onboarding-bot:key-7f3a -->";

function note(story: readonly Happening[], view: PeopleNote, more: Partial<Scene> = {}): string {
  return renderNote(sceneOf(story, more), "key-7f3a", view).replace(MARKER, "");
}

function settled(story: readonly Happening[], view: SettledPeopleNote): string {
  return renderSettledPeople(sceneOf(story), "key-7f3a", view).replace(MARKER, "");
}

const AWAITED: readonly Happening[] = [...BEGINNING, ["11-23 13:04", { kind: "start-awaited" }]];

function later(fact: FactBody): readonly Happening[] {
  return [...AWAITED, ["11-25 10:00", fact]];
}

describe("the start", () => {
  const ask = { kind: "ask-start", role: "sponsor", to: JONAS, insteadTo: MARIA } as const;

  test("is asked of the sponsor", () => {
    expect(note(AWAITED, ask)).toMatchInlineSnapshot(`
      "@jweber **May Maria Silva start?** The program asks for your word first.

      **Yes:** write

      \`\`\`text
      @onboarding-bot confirm start
      \`\`\`

      **Not yet:** say why, I pass it on to Maria Silva

      \`\`\`text
      @onboarding-bot decline start WHAT IS MISSING
      \`\`\`"
    `);
  });

  test("is asked of the coordinator when nobody answered", () => {
    expect(note(AWAITED, { ...ask, role: "coordinator", to: PRIYA }).split("\n")[0]).toBe(
      "@pnair **May Maria Silva start?** Nobody has answered so far, so I ask you.",
    );
  });

  const assignable = { ...program.roles.sponsor, assignedBy: ["coordinator", "owner"] as const };

  test("tells whoever opened the issue how to name somebody, where that can be done", () => {
    const named = { ...program, roles: { ...program.roles, sponsor: assignable } };
    const nobody: PeopleNote = { ...ask, to: null, insteadTo: ALEX };

    expect(note(AWAITED, nobody, { program: named })).toMatchInlineSnapshot(`
      "@alex **Who says that Maria Silva may start? Nobody is named.**

      It needs the manager or GitLab representative. Name somebody under *People* in the description, or the project coordinator or program owner writes:

      \`\`\`text
      @onboarding-bot assign sponsor @username
      \`\`\`"
    `);
    expect(note(AWAITED, nobody).split("\n\n")).toEqual([
      "@alex **Who says that Maria Silva may start? Nobody is named.**",
      "It needs the manager or GitLab representative.",
    ]);
  });

  test.each<[view: PeopleNote, lines: readonly string[]]>([
    [
      { kind: "started", by: JONAS },
      [
        "@msilva **You may start**, says Jonas Weber.",
        "Your first task: resources. Tick its box in the description when it is done.",
      ],
    ],
    [
      { kind: "start-declined", by: JONAS, reason: "*after* the audit" },
      [
        "@msilva **Not yet.** Jonas Weber writes: “\\*\u2060after\\* the audit”",
        "Nothing is lost. As soon as Jonas Weber says that you may start, I tell you here.",
      ],
    ],
    [
      { kind: "start-declined", by: GHOST, reason: null },
      [
        "@msilva **Not yet**, says somebody.",
        "Nothing is lost. As soon as somebody says that you may start, I tell you here.",
      ],
    ],
  ])("is told to the candidate: %o", (view, lines) => {
    const story = view.kind === "started" ? later({ kind: "start-confirmed", by: JONAS }) : AWAITED;

    expect(note(story, view).split("\n\n")).toEqual(lines);
  });

  test.each<[fact: FactBody, line: string]>([
    [
      { kind: "start-confirmed", by: JONAS },
      "✅ **Settled: Jonas Weber said that Maria Silva may start** on Wed 25 Nov 2026. Nothing to do here.",
    ],
    [
      { kind: "start-confirmed", by: null },
      "✅ **Settled: nobody objected, so Maria Silva started** on Wed 25 Nov 2026. Nothing to do here.",
    ],
    [
      { kind: "start-declined", by: JONAS, reason: "after the audit" },
      "✅ **Settled: Jonas Weber answered “not yet”** on Wed 25 Nov 2026. When Maria Silva may start after all, write:",
    ],
    [{ kind: "closed-by-hand" }, "✅ **Settled: there is nothing to say any more.** Nothing to do here."],
  ])("settles after %o", (fact, line) => {
    const body = settled(later(fact), ask);

    expect(body.split("\n")[0]).toBe(line);
    expect(body.replaceAll(/```[^]*?```/g, "")).not.toMatch(/@(?!onboarding-bot)/);
  });
});

describe("a change of hands", () => {
  const view = { kind: "handed-over", to: ALEX, from: PRIYA } as const;
  const SHADOW: FactBody = {
    kind: "engagement-scheduled",
    number: 1,
    engagement: "shadow",
    task: "shadow",
    start: "2026-12-12T08:00:00Z",
    lengthMs: 4 * 3_600_000,
    zone: "Europe/Berlin",
    method: null,
    helper: TOM,
    by: PRIYA,
    offer: null,
    details: null,
  };

  test("lists what waits", () => {
    const story = [...BEGINNING, confirmed("12-01 15:00", "assessment", PRIYA), claimed("12-05 08:00", "workshop")];

    expect(note(story, view)).toMatchInlineSnapshot(`
      "@alex **You look after Maria Silva from now on**, in the place of Priya Nair.

      This is open:

      - *Complete a congregate-onboarding workshop*: ticked, and waits for a word: \`@onboarding-bot confirm workshop\`
      - *Shadow a migration that is led by a PSE Migration Engineer*: ready, and a date is looked for: \`@onboarding-bot schedule shadow YYYY-MM-DD HH:MM Area/City\`"
    `);
  });

  test("tells of dates and forms that need nothing of them", () => {
    const story: readonly Happening[] = [
      ...READY_FOR_SHADOW,
      ["12-05 08:00", SHADOW],
      ["12-12 13:00", { kind: "form-asked", form: "shadow-log", task: "shadow", engagement: 1, person: MARIA }],
    ];

    expect(note(story, view).split("\n\n").slice(1)).toMatchInlineSnapshot(`
      [
        "This is open:",
        "- Shadow on Sat 12 Dec 2026, 09:00 Berlin (05:00 Sao Paulo)
      - Lines about the shadow: Maria Silva still has to fill them in",
      ]
    `);
  });

  test("says so when nothing is open", () => {
    expect(note(BEGINNING, { ...view, from: null }).split("\n\n")).toEqual([
      "@alex **You look after Maria Silva from now on.**",
      "Nothing waits for you right now.",
    ]);
  });

  test.each<[view: SettledPeopleNote, line: string]>([
    [view, "✅ **Settled: nothing of what was open is left.** Nothing to do here."],
    [{ kind: "passed-on", to: ALEX }, "✅ **Settled: Alex Doe looks after this now.** Nothing to do here."],
  ])("%o settles", (one, line) => {
    expect(settled(BEGINNING, one)).toBe(line);
  });
});

describe("what is known of somebody", () => {
  function answer(given: PersonAnswer, settings?: PersonSettings): readonly string[] {
    const settingsOf = (): PersonSettings => settings ?? { zone: null, zoneFrom: null, country: null, away: null };
    const scene = sceneOf(BEGINNING, { settingsOf });
    return renderNote(scene, "key-7f3a", { kind: "answer", to: PRIYA, answer: given, allowed: [] })
      .replace(MARKER, "")
      .split("\n\n");
  }

  const until = new Date("2027-01-03T18:30:00Z");
  const away = { from: null, until, source: "gitlab" } as const;

  test.each<[what: string, absence: PersonSettings["away"], commands: readonly string[]]>([
    ["nobody is away", null, []],
    ["it ends", away, ["@onboarding-bot back"]],
    ["it is over", { ...away, until: new Date("2026-12-05T09:00:00Z") }, []],
  ])("can be put right: an absence, when %s", (_what, absence, commands) => {
    const settings = { zone: null, zoneFrom: null, country: null, away: absence };

    expect(answer({ kind: "my-settings" }, settings).at(-1)?.split("\n")).toEqual([
      "```text",
      "@onboarding-bot my zone Area/City country COUNTRY",
      "@onboarding-bot away until YYYY-MM-DD",
      ...commands,
      "```",
    ]);
  });

  test.each<[what: string, settings: PersonSettings, lines: readonly string[]]>([
    [
      "nothing",
      { zone: null, zoneFrom: null, country: null, away: null },
      [
        "- Time zone: not known, so I take the one of the program: `Etc/UTC`",
        "- Public holidays: country not known, so I keep none",
        "- Not away",
      ],
    ],
    [
      "their own word",
      {
        zone: "Asia/Kolkata",
        zoneFrom: "own-word",
        country: "IN",
        away: { from: null, until, source: "own-word" },
      },
      [
        "- Time zone: `Asia/Kolkata`, as you told me",
        "- Public holidays: those of `IN`, as you told me",
        "- Away until Mon 4 Jan 2027, 00:00 Kolkata, as you told me",
      ],
    ],
    [
      "GitLab",
      { zone: "UTC+05:30", zoneFrom: "gitlab", country: null, away },
      [
        "- Time zone: `UTC+05:30`, from your GitLab profile",
        "- Public holidays: country not known, so I keep none",
        "- Away until Mon 4 Jan 2027, 00:00 UTC+05:30, because your GitLab status says busy",
      ],
    ],
  ])("from %s", (_what, settings, lines) => {
    expect(answer({ kind: "my-settings" }, settings).slice(0, 2)).toEqual([
      "**What I know of you, Priya Nair:**",
      lines.join("\n"),
    ]);
  });

  test.each<[given: PersonAnswer, first: string]>([
    [
      { kind: "unknown-zone", word: "Kolkatta", suggestion: "Asia/Kolkata" },
      "I cannot tell which time zone *Kolkatta* is. I have changed nothing. Did you mean this?",
    ],
    [
      { kind: "unknown-zone", word: "*x", suggestion: null },
      "I cannot tell which time zone *\\*\u2060x* is. I have changed nothing. Please write it like `Asia/Kolkata`.",
    ],
    [
      { kind: "unknown-country", word: "XX", isZoneKept: false },
      "I know no public holidays of *XX*. I have changed nothing. A country is two letters, like `IN`, or `DE-BY` for a part of one.",
    ],
    [{ kind: "no-score-here", tasks: [] }, "No task here has a result in points. I have changed nothing."],
    [
      { kind: "no-score-here", tasks: ["assessment"] },
      "This task has no result in points. I have changed nothing. Tasks with one: `assessment`",
    ],
    [{ kind: "bad-score", word: "great" }, "*great* is no number of points from 0 to 100. I have changed nothing."],
    [
      { kind: "score-too-early", task: "assessment", from: "2026-12-07T09:00:00.000Z" },
      "The next try of the assessment is possible from Mon 7 Dec 2026, 09:00 UTC on, so I have not recorded this result.",
    ],
    [
      { kind: "no-tries-left", task: "assessment", attempts: 3 },
      "All 3 tries of the assessment are used up, so I have not recorded this result. The project coordinator or program owner can allow another one:",
    ],
    [
      { kind: "no-start-needed" },
      "Nobody has to say that Maria Silva may start, or it was said already. I have changed nothing.",
    ],
  ])("%o", (given, first) => {
    expect(answer(given)[0]).toBe(first);
  });
});
