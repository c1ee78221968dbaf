import * as fc from "fast-check";
import MarkdownIt from "markdown-it";
import { describe, expect, test } from "vitest";

import { REMINDER_TRIGGERS, type ReminderTrigger, type Task } from "../../../src/domain/program/program.ts";
import { renderNote } from "../../../src/domain/talk/notes.ts";
import type { ReminderItem, ReminderNote } from "../../../src/domain/talk/reminder-notes.ts";
import { checkNote } from "../../../src/domain/talk/safe-markdown.ts";
import { yesTo } from "../../../src/domain/talk/word-of.ts";
import { hostileText } from "./support/hostile.ts";
import {
  at,
  claimed,
  confirmed,
  GHOST,
  type Happening,
  JONAS,
  MARIA,
  NAMES,
  PRIYA,
  program,
  READY_FOR_SHADOW,
  sceneOf,
  TOM,
} from "./support/scene.ts";

const markdown = new MarkdownIt({ html: true, linkify: true });

/** The assessment is ticked, the shadow is on a Saturday at nine in Berlin, five in São Paulo. */
const STORY: readonly Happening[] = [
  ...READY_FOR_SHADOW.slice(0, 4),
  confirmed("11-25 10:00", "review-resources", MARIA),
  claimed("12-01 09:12", "assessment"),
  [
    "12-02 10:00",
    {
      kind: "engagement-scheduled",
      number: 1,
      engagement: "shadow",
      task: "shadow",
      start: at("12-12 08:00").toISOString(),
      lengthMs: 4 * 3_600_000,
      zone: "Europe/Berlin",
      method: null,
      helper: TOM,
      by: PRIYA,
      offer: null,
      details: null,
    },
  ],
];

const SHADOW = { task: "shadow", engagement: 1 };

function about(trigger: ReminderTrigger, more: Partial<ReminderItem> = {}): ReminderItem {
  return { trigger, step: 0, task: null, engagement: null, ...more };
}

const REMINDED = { kind: "reminder", isFirst: false, zone: "Etc/UTC" } as const;

function noteTo(person: number, items: readonly ReminderItem[], more: Partial<ReminderNote> = {}): string {
  return renderNote(sceneOf(STORY), "reminder-1", { ...REMINDED, person, items, ...more });
}

type Row = readonly [item: ReminderItem, to: number, what: string, commands: readonly string[]];

test("one thing is the first line, and what answers it can be copied", () => {
  expect(noteTo(PRIYA, [about("confirmation-waits", { task: "assessment" })])).toBe(
    [
      "@pnair **A reminder:** Maria Silva waits for a word on the assessment, ticked on Tue 1 Dec 2026.",
      "",
      "```text",
      "@onboarding-bot confirm assessment",
      "@onboarding-bot decline assessment WHAT IS MISSING",
      "```",
      "",
      "<!-- onboarding-bot:reminder-1 -->",
    ].join("\n"),
  );
});

test("several things are a list, each command stands there once, and the first note says whose hours these are", () => {
  const items = [
    about("engagement-tomorrow", SHADOW),
    about("engagement-passed", SHADOW),
    about("confirmation-waits", { task: "shadow" }),
  ];

  expect(noteTo(TOM, items, { isFirst: true, zone: "Europe/Berlin" })).toBe(
    [
      "@tbecker **3 things wait for you here.**",
      "",
      "- the shadow with Maria Silva is on Sat 12 Dec 2026, 09:00 Berlin.",
      "- the shadow with Maria Silva of Sat 12 Dec 2026, 09:00 Berlin is over. How did it go?",
      "- Maria Silva waits for a word on the shadow.",
      "",
      "```text",
      "@onboarding-bot confirm shadow",
      "@onboarding-bot decline shadow WHAT IS MISSING",
      "```",
      "",
      "I write in working hours only, for you in the zone `Europe/Berlin`. Not yours? Write `@onboarding-bot my zone Area/City`.",
      "",
      "<!-- onboarding-bot:reminder-1 -->",
    ].join("\n"),
  );
});

describe("whose word is wanted", () => {
  const passed = about("engagement-passed", { task: "lead", engagement: 1, step: 1 });
  const steps = [
    { afterWorkingDays: 1, to: ["helper"] },
    { afterWorkingDays: 2, to: ["coordinator"] },
  ] as const;

  test("a coordinator who may not confirm a lead is offered what works instead", () => {
    const given = { program: { ...program, reminders: [{ when: "engagement-passed", steps }] } } as const;
    const note = renderNote(sceneOf(STORY, given), "reminder-1", { ...REMINDED, person: PRIYA, items: [passed] });

    expect(note.split("\n\n")[0]).toContain("is over, and nobody has said yet how it went.");
    expect(note).toContain("```text\n@onboarding-bot assign engineer @username\n```");
  });

  test("where feedback or points are needed, they stand in the place of a confirmation", () => {
    const wants: Readonly<Record<string, Partial<Task>>> = {
      lead: { feedback: { form: "lead", required: true } },
      shadow: { score: { pass: 80, required: true, attempts: 3, coolDownDays: 7 } },
    };
    const tasks = program.tasks.map((task): Task => ({ ...task, ...wants[task.id] }));
    const forms = [{ id: "lead", kind: "scored", scale: 5, average: 4, least: 3, questions: [] }] as const;
    const scene = sceneOf(STORY, { program: { ...program, tasks, forms } });

    expect(["lead", "shadow", "workshop"].map((id) => yesTo(scene, id))).toEqual([
      "feedback lead",
      "score shadow POINTS",
      "confirm workshop",
    ]);
    const ask = { kind: "ask-confirm", tasks: ["lead"], to: TOM, insteadTo: MARIA, handOver: null } as const;
    const note = renderNote(scene, "ask-1", ask);
    expect(note).toContain("your yes or not yet\n\n```text\n@onboarding-bot feedback lead\nverdict: pass or not yet\n");
    expect(note).not.toContain("onboarding-bot confirm");
  });
});

describe("the words of one reminder, and what answers it", () => {
  test.for<Row>([
    [
      about("engagement-tomorrow", SHADOW),
      MARIA,
      "your shadow is on Sat 12 Dec 2026, 09:00 Berlin (05:00 Sao Paulo).",
      [],
    ],
    [about("engagement-tomorrow", SHADOW), TOM, "the shadow with Maria Silva is on Sat 12 Dec 2026, 09:00 Berlin.", []],
    [
      about("engagement-passed", SHADOW),
      PRIYA,
      "the shadow with Maria Silva of Sat 12 Dec 2026, 09:00 Berlin is over. How did it go?",
      ["confirm shadow", "decline shadow WHAT IS MISSING"],
    ],
    [
      about("engagement-passed", SHADOW),
      TOM,
      "the shadow with Maria Silva of Sat 12 Dec 2026, 09:00 Berlin is over. How did it go?",
      ["confirm shadow", "decline shadow WHAT IS MISSING"],
    ],
    [
      about("form-waits", SHADOW),
      MARIA,
      "a few lines about the shadow are still missing. A reply to my question is enough.",
      [],
    ],
    [
      about("form-waits", SHADOW),
      TOM,
      "your feedback on the shadow of Maria Silva is still missing. A reply to my question is enough.",
      [],
    ],
    [
      about("confirmation-waits", { task: "lead" }),
      PRIYA,
      "Maria Silva waits for a word on the lead.",
      ["assign engineer @username"],
    ],
    [
      about("date-waits", { task: "lead" }),
      PRIYA,
      "Maria Silva waits for a date for the lead.",
      ["schedule lead YYYY-MM-DD HH:MM Area/City with @username"],
    ],
    [about("date-waits", { task: "workshop" }), PRIYA, "Maria Silva waits for a date for the workshop.", []],
    [
      about("candidate-quiet", { task: "workshop" }),
      MARIA,
      "your next task is: workshop. Busy with other things? Then pause, and I stay quiet until you are back.",
      ["next", "pause until YYYY-MM-DD"],
    ],
    [
      about("candidate-quiet", { task: "workshop" }),
      PRIYA,
      "Maria Silva has been quiet for a while. Next task: workshop.",
      ["status"],
    ],
    [about("cool-down-over", { task: "assessment" }), MARIA, "you can try the assessment again from now on.", []],
    [
      about("cool-down-over", { task: "assessment" }),
      PRIYA,
      "Maria Silva can try the assessment again from now on.",
      [],
    ],
    [about("start-waits"), JONAS, "Maria Silva waits for your word that they may start.", ["confirm start"]],
  ])("%o to person %i", ([item, to, what, commands]) => {
    const lines = noteTo(to, [item]).split("\n");

    expect(lines[0]).toBe(`@${NAMES.get(to)?.username} **A reminder:** ${what}`);
    expect(lines.filter((line) => line.startsWith("@onboarding-bot ")).map((line) => line.slice(16))).toEqual(commands);
  });
});

const items = fc.array(
  fc.record({
    trigger: fc.constantFrom(...REMINDER_TRIGGERS),
    step: fc.integer({ min: 0, max: 3 }),
    task: fc.constantFrom("review-resources", "assessment", "shadow", "gone", null),
    engagement: fc.constantFrom(1, 2, null),
  }),
  { minLength: 1, maxLength: 8 },
);

test("a reminder mentions whom it is for in its first line, nobody else, and does nothing", () => {
  const person = fc.constantFrom(MARIA, JONAS, PRIYA, TOM, GHOST);
  fc.assert(
    fc.property(items, person, fc.boolean(), hostileText, hostileText, (all, to, isFirst, name, words) => {
      const tasks = program.tasks.map((one) => ({ ...one, name: words }));
      const scene = {
        ...sceneOf(STORY, { program: { ...program, tasks } }),
        nameOf: (one: number) => (one === GHOST ? null : { name, username: NAMES.get(one)?.username ?? "ghost" }),
      };

      const body = renderNote(scene, "r", { kind: "reminder", person: to, items: all, isFirst, zone: "Asia/Kolkata" });

      const [firstLine = ""] = body.split("\n");
      const mention = to === GHOST ? [] : [`@${NAMES.get(to)?.username}`];
      expect(checkNote(body)).toBe(body);
      expect(mentionsIn(firstLine)).toEqual(mention);
      expect(mentionsIn(body)).toEqual(mention);
      expect(body.split("\n").filter((line) => /^\s*\//u.test(line))).toEqual([]);
    }),
    { numRuns: 300 },
  );
});

/** As GitLab finds them: nowhere in code. */
function mentionsIn(body: string): readonly string[] {
  const html = markdown
    .render(body)
    .replaceAll(/<pre><code[^>]*>[^<]*<\/code><\/pre>/gu, "")
    .replaceAll(/<code>[^<]*<\/code>/gu, "");
  return html.match(/@[\w-]+/gu) ?? [];
}
