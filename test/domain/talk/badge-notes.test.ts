import { describe, expect, test } from "vitest";

import type { BadgePageChange } from "../../../src/domain/badge/badge.ts";
import type { BadgeDesign } from "../../../src/domain/badge/design.ts";
import type { BadgeAnswer } from "../../../src/domain/enrollment/action.ts";
import type { BadgeNote, BadgeScene } from "../../../src/domain/talk/badge-notes.ts";
import { renderAnswers, renderNote } from "../../../src/domain/talk/notes.ts";
import { renderStatusNote } from "../../../src/domain/talk/status-note.ts";
import type { Scene } from "../../../src/domain/talk/voice.ts";
import { CERTIFIED, type Happening, MARIA, PRIYA, program, READY_FOR_SHADOW, sceneOf } from "./support/scene.ts";

const ADDRESS = "https://certify.example.com/badges/8Jm2qVx0bT48Jm2qVx0bT48Jm2qVx0bT";

const DESIGN: BadgeDesign = {
  name: "GitLab Certified Migration Services Engineer",
  description: "Migrates.",
  criteria: "Five tasks.",
  skills: ["one", "two", "three"].map((name) => ({ name, description: "", url: null })),
  validFor: null,
  renewableMs: null,
  resultOf: null,
  linkedInId: null,
  credlyTemplate: null,
  art: {
    shape: "shield",
    lines: ["Migration"],
    over: "",
    under: "",
    colors: { background: "#171321", accent: "#fc6d26", text: "#ffffff" },
  },
};

const WITH_BADGE = { ...program, badge: DESIGN };
const WAITS: BadgeScene = { address: null, isOpenlyTold: true, validUntil: null, isMirrored: false };
const READY: BadgeScene = { ...WAITS, address: ADDRESS };
const IN_PUBLIC: BadgeScene = { ...READY, isOpenlyTold: false };
const FOR_TWO_YEARS: BadgeScene = { ...READY, validUntil: new Date("2028-12-18T09:41:00Z") };

const page = (change: BadgePageChange): Happening => ["12-19 10:00", { kind: "badge-page-set", by: MARIA, change }];
const REVOKED: Happening = ["12-20 10:00", { kind: "badge-revoked", by: PRIYA, reason: "It was a /close mix-up" }];

function scene(badge: BadgeScene | null, more: readonly Happening[] = []): Scene {
  return sceneOf([...CERTIFIED, ...more], { program: badge === null ? program : WITH_BADGE, badge });
}

const note = (told: Scene, view: BadgeNote): string => renderNote(told, "key-7f3a", view);
const headline = (text: string): string => text.split("\n")[0] ?? "";
const commandsIn = (text: string): readonly string[] => text.match(/@onboarding-bot badge[ a-z-]*/g) ?? [];

describe("the certification", () => {
  test.for<[what: string, badge: BadgeScene | null, first: string]>([
    ["of a program without a badge", null, "🎉 **Congratulations, @msilva, you are certified!**"],
    ["with its badge", READY, "🎉 **Congratulations, @msilva, you are certified!** Your badge is ready."],
    [
      "whose badge waits for an issuer",
      WAITS,
      "🎉 **Congratulations, @msilva, you are certified!** Your badge follows; I tell you here.",
    ],
  ])("%s begins with what matters", ([, badge, first]) => {
    expect(headline(note(scene(badge), { kind: "certified" }))).toBe(first);
  });

  test("tells where the badge is, and what to do with it", () => {
    expect(note(scene(READY), { kind: "certified" })).toMatchInlineSnapshot(`
      "🎉 **Congratulations, @msilva, you are certified!** Your badge is ready.

      You are now a **GitLab Certified Migration Services Engineer**: all 5 tasks are done.

      Thank you Priya Nair and Tom Becker for making it happen.

      ### [Open your badge](https://certify.example.com/badges/8Jm2qVx0bT48Jm2qVx0bT48Jm2qVx0bT)

      1. **Show your name.** The page carries no name until you say so, and without a name nobody can tell that the badge is yours. Write here:

         \`\`\`text
         @onboarding-bot badge show-name
         \`\`\`

      2. **Add it to LinkedIn** with the button on the page. If LinkedIn leaves a field empty, copy it from there.

      3. **Keep the file.** Download it once: anyone can check it, even if this service should be gone one day.

      <details>
      <summary>What the badge says, and what it does not</summary>

      It says: the certification and its criteria, the 3 skills it validates, who issued it, the date, and whether it is still valid.

      It does not say: your score, your e-mail address, customers, or anything from this issue.

      You can close the page at any time with \`@onboarding-bot badge hide\`.

      </details>

      I close this issue now. It stays readable, and you can still write here.

      <!-- onboarding-bot:key-7f3a -->"
    `);
  });

  test.for<[what: string, badge: BadgeScene, more: readonly Happening[], isTold: boolean, commands: string[]]>([
    ["in a project of members", READY, [], true, ["@onboarding-bot badge show-name", "@onboarding-bot badge hide"]],
    [
      "in a public project, where it has to be asked for",
      IN_PUBLIC,
      [],
      false,
      ["@onboarding-bot badge", "@onboarding-bot badge show-name", "@onboarding-bot badge hide"],
    ],
    [
      "in a public project, once it was asked for",
      IN_PUBLIC,
      [page("tell-address")],
      true,
      ["@onboarding-bot badge show-name", "@onboarding-bot badge hide"],
    ],
    ["whose page bears a name already", READY, [page("show-name")], true, ["@onboarding-bot badge hide"]],
    ["as long as there is none", WAITS, [], false, []],
  ])("%s", ([, badge, more, isTold, commands]) => {
    const text = note(scene(badge, more), { kind: "certified" });

    expect([text.includes(ADDRESS), commandsIn(text)]).toEqual([isTold, commands]);
  });

  test.for<[count: number, words: string]>([
    [0, "It says: the certification and its criteria, who issued it"],
    [1, "It says: the certification and its criteria, the skill it validates, who issued it"],
    [6, "It says: the certification and its criteria, the 6 skills it validates, who issued it"],
  ])("tells of %i skills", ([count, words]) => {
    const skills = Array.from({ length: count }, () => ({ name: "One", description: "", url: null }));
    const told = { ...scene(READY), program: { ...WITH_BADGE, badge: { ...DESIGN, skills } } };

    expect(note(told, { kind: "certified" })).toContain(words);
  });

  test("numbers the steps that are left, each with what belongs to it", () => {
    const steps = (more: readonly Happening[]): readonly string[] =>
      note(scene(READY, more), { kind: "certified" }).match(/^(?:\d\. \*\*[^*]+|  .*)/gm) ?? [];

    expect([steps([]), steps([page("show-name")])]).toEqual([
      [
        "1. **Show your name.",
        "   ```text",
        "   @onboarding-bot badge show-name",
        "   ```",
        "2. **Add it to LinkedIn",
        "3. **Keep the file.",
      ],
      ["1. **Add it to LinkedIn", "2. **Keep the file."],
    ]);
  });

  test("a result in points that the badge tells is not denied", () => {
    const told = { ...scene(READY), program: { ...WITH_BADGE, badge: { ...DESIGN, resultOf: "assessment" } } };

    expect(note(told, { kind: "certified" })).toContain("It tells the points of your assessment.");
  });
});

test.for<[view: BadgeNote, badge: BadgeScene, first: string]>([
  [{ kind: "badge-ready" }, READY, "🏅 **@msilva, your badge is ready.**"],
  [
    { kind: "badge-renewed", by: PRIYA },
    FOR_TWO_YEARS,
    "🏅 @msilva **Your badge is renewed until Mon 18 Dec 2028.** Priya Nair asked for it. Its address stays the same; download the file once more.",
  ],
  [
    { kind: "badge-revoked", by: PRIYA, reason: "It was a /close mix-up" },
    READY,
    "@msilva **Priya Nair has revoked your certification.** “It was a /close mix-up”",
  ],
  [{ kind: "badge-revoked", by: PRIYA, reason: null }, READY, "@msilva **Priya Nair has revoked your certification.**"],
])("%o is told in its first line", ([view, badge, first]) => {
  expect(headline(note(scene(badge), view))).toBe(first);
});

test.for<[what: string, badge: BadgeScene | null, more: readonly Happening[], line: string | null]>([
  ["no badge in this program", null, [], null],
  ["it is on its way", WAITS, [], "**Badge:** on its way"],
  ["it is there", READY, [], `**Badge:** [open the badge page](${ADDRESS})`],
  [
    "it holds for a time",
    FOR_TWO_YEARS,
    [],
    `**Badge:** [open the badge page](${ADDRESS}), valid until Mon 18 Dec 2028`,
  ],
  [
    "nobody asked in public",
    IN_PUBLIC,
    [],
    "**Badge:** ready. Its address is told to its holder: `@onboarding-bot badge`",
  ],
  [
    "the holder closed it",
    READY,
    [page("hide")],
    "**Badge:** its page is closed. To open it: `@onboarding-bot badge show`",
  ],
  ["it was revoked", READY, [REVOKED], "**Badge:** revoked on Sun 20 Dec 2026"],
])("the status note when %s", ([, badge, more, line]) => {
  const told = scene(badge, more);
  const view = { scene: told, isFirstEdition: false, canCandidateTick: true, cannotSee: [], deaf: null };
  const text = renderStatusNote({ ...view, wasTicked: () => true });

  expect(text.split("\n").find((one) => one.startsWith("**Badge:**")) ?? null).toBe(line);
});

test.for<[what: string, changes: readonly BadgePageChange[], commands: string[]]>([
  ["untouched", [], ["badge show-name", "badge publish", "badge hide"]],
  ["with a name on the register", ["show-name", "publish"], ["badge hide-name", "badge show", "badge hide"]],
  ["closed", ["hide"], ["badge show-name", "badge publish", "badge show"]],
])("whoever asks for a page that is %s hears what can be done now, and what it does", ([, changes, commands]) => {
  const text = renderAnswers(scene(READY, changes.map(page)), "key-7f3a", [
    { kind: "answer", to: MARIA, answer: { kind: "badge-address" }, allowed: [] },
  ]);

  const lines = text.split("\n").filter((line) => line.startsWith("- "));
  expect(lines.map((line) => /^- `@onboarding-bot ([a-z -]+)` .{10,}/.exec(line)?.[1])).toEqual(commands);
});

test("the reason of a revocation is told in its own note only", () => {
  const view = { isFirstEdition: false, canCandidateTick: true, cannotSee: [], deaf: null, wasTicked: () => true };

  const text = renderStatusNote({ scene: scene(READY, [REVOKED]), ...view });

  expect(text).not.toContain("mix-up");
  expect(text).toContain("**Now:** nothing. The certification was revoked.");
  expect(text).toContain("▰ Certified on Fri 18 Dec 2026, and revoked since\n");
  expect(text).not.toContain("🎉");
});

test.for<[answer: BadgeAnswer, told: Scene, first: string]>([
  [{ kind: "badge-address" }, scene(IN_PUBLIC), `Your badge: ${ADDRESS}`],
  [{ kind: "badge-address" }, scene(WAITS), "**Badge:** on its way"],
  [
    { kind: "badge-address" },
    sceneOf(READY_FOR_SHADOW, { program: WITH_BADGE, badge: WAITS }),
    "There is no badge yet: it is issued when every task is done. I have changed nothing.",
  ],
  [{ kind: "no-badge-here" }, scene(null), "This program gives no badge, so I have changed nothing."],
  [
    { kind: "unknown-badge-word", word: "framed", suggestion: null },
    scene(READY),
    "I do not know *framed* for a badge. I have changed nothing. You can write:",
  ],
  [
    { kind: "not-your-badge" },
    scene(READY),
    "I have changed nothing: the page of this badge is Maria Silva's alone to open and close.",
  ],
  [
    { kind: "badge-revoked-before", at: "2026-12-20T10:00:00.000Z" },
    scene(READY, [REVOKED]),
    "This certification was revoked on Sun 20 Dec 2026. I have changed nothing.",
  ],
  [
    { kind: "not-renewable", from: "2028-09-18T10:00:00.000Z" },
    scene(FOR_TWO_YEARS),
    "This badge can be renewed from Mon 18 Sep 2028 on. I have changed nothing.",
  ],
  [{ kind: "not-certified" }, scene(READY), "Nobody is certified here yet. I have changed nothing."],
])("%o is answered in one sentence", ([answer, told, first]) => {
  const text = renderAnswers(told, "key-7f3a", [{ kind: "answer", to: MARIA, answer, allowed: [] }]);

  expect(headline(text)).toBe(first);
});
