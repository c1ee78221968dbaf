import * as fc from "fast-check";
import MarkdownIt from "markdown-it";
import { describe, expect, test } from "vitest";

import { parseCommands } from "../../../src/domain/commands/parse-comment.ts";

import type { FactBody } from "../../../src/domain/enrollment/fact.ts";
import type { FormAnswer } from "../../../src/domain/enrollment/action.ts";
import { readForm } from "../../../src/domain/feedback/read-form.ts";
import { findForm, type Program } from "../../../src/domain/program/program.ts";
import { renderSettled } from "../../../src/domain/talk/asks.ts";
import { type FormAskView, sayFeedbackPart } from "../../../src/domain/talk/form-notes.ts";
import { renderNote } from "../../../src/domain/talk/notes.ts";
import { voiceOf } from "../../../src/domain/talk/voice.ts";
import { hostileText } from "./support/hostile.ts";
import { SHIPPED } from "../enrollment/support.ts";
import { confirmed, type Happening, MARIA, PRIYA, READY_FOR_SHADOW, sceneOf, TOM } from "./support/scene.ts";

const IDS = ["import-export", "troubleshooting", "statement-of-work", "discovery", "automation", "asking"] as const;

const LEAD: Happening = [
  "12-10 09:00",
  {
    kind: "engagement-scheduled",
    number: 1,
    engagement: "lead",
    task: "lead",
    start: "2026-12-12T13:00:00.000Z",
    lengthMs: 4 * 3_600_000,
    zone: "Europe/Berlin",
    method: null,
    helper: TOM,
    by: PRIYA,
    offer: null,
    details: null,
  },
];
const SHADOW: Happening = ["12-10 09:00", { ...LEAD[1], engagement: "shadow", task: "shadow" } as FactBody];

const askLead: FormAskView = {
  kind: "ask-form",
  form: "migration-lead",
  task: "lead",
  engagement: 1,
  person: TOM,
  missing: null,
};
const askShadow: FormAskView = { ...askLead, form: "shadow-log", task: "shadow", person: MARIA };

function filled(moment: string, change: Partial<FactBody & { readonly kind: "form-filled" }> = {}): Happening {
  return [
    moment,
    {
      kind: "form-filled",
      form: "migration-lead",
      task: "lead",
      engagement: 1,
      by: TOM,
      scores: Object.fromEntries(IDS.map((id) => [id, 4])),
      verdict: "not-yet",
      isComplete: true,
      answers: { texts: {}, comment: "" },
      ...change,
    },
  ];
}

function sceneWith(story: readonly Happening[], program: Program = SHIPPED) {
  return sceneOf([...READY_FOR_SHADOW, ...story], { program });
}

function note(story: readonly Happening[], view: Parameters<typeof renderNote>[2], program = SHIPPED): string {
  return renderNote(sceneWith(story, program), "key-1", view).replace(/\n\n<!--.*-->$/u, "");
}

function answer(story: readonly Happening[], said: FormAnswer): string {
  return note(story, { kind: "answer", to: TOM, answer: said, allowed: [] });
}

/** The form of a note as people copy it. */
function blockOf(text: string): string {
  return /^```text\n(.*?)\n```$/msu.exec(text)?.[1] ?? "no block";
}

describe("an ask for a form", () => {
  test("of an observer", () => {
    expect(note([LEAD], askLead)).toMatchInlineSnapshot(`
      "@tbecker **How did Maria Silva do? One reply with 7 short lines.**

      - **About:** *Lead a migration with a PSE Migration Engineer observing and providing feedback*, Sat 12 Dec 2026, 14:00 Berlin (10:00 Sao Paulo)
      - \`import-export\`: Moves projects between GitLab, GitHub and Bitbucket, in the UI and through the API
      - \`troubleshooting\`: Finds out what went wrong, and tells Git data from project data
      - \`statement-of-work\`: Reads the statement of work, and says what is in scope and what is not
      - \`discovery\`: Checks and refines the scope in a meeting with the customer
      - \`automation\`: Carries out an automated migration with Congregate, from the first check to the last
      - \`asking\`: Asks the migration team for help or a review in time, and in the right way

      Points are whole numbers from 1 to 5, and a few words behind them help Maria Silva most. A pass needs an average of 4 and no answer below 3.

      **Reply to this note, here or by e-mail:** copy these lines, fill them in, send them. As text or as a code block, both are fine.

      \`\`\`text
      @onboarding-bot feedback lead
      import-export: _
      troubleshooting: _
      statement-of-work: _
      discovery: _
      automation: _
      asking: _
      verdict: pass or not yet
      comment: _
      \`\`\`

      **Pass** confirms the lead at once, nothing else to write. **Not yet** gives the task back to Maria Silva with everything you wrote, and a new date is looked for. Only \`comment\` may stay empty. Please keep names of customers out of it."
    `);
  });

  test("of a candidate", () => {
    expect(note([SHADOW], askShadow)).toMatchInlineSnapshot(`
      "@msilva **What did you see? 3 short lines for your shadow log.**

      - **About:** *Shadow a migration that is led by a PSE Migration Engineer*, Sat 12 Dec 2026, 14:00 Berlin (10:00 Sao Paulo)
      - \`saw\`: What did you see, in two or three sentences?
      - \`learned\`: What would you do the same way, and what differently?
      - \`open\`: What do you still want to know or try before you lead?

      **Reply to this note, here or by e-mail:** copy these lines, fill them in, send them. As text or as a code block, both are fine.

      \`\`\`text
      @onboarding-bot feedback shadow
      saw: _
      learned: _
      open: _
      \`\`\`

      Nobody gives points for it; it is yours to look back on. Please keep names of customers out of it."
    `);
  });

  test("for what is missing", () => {
    const missing = [{ kind: "no-score", question: "asking" }, { kind: "no-verdict" }] as const;
    expect(note([LEAD], { ...askLead, missing })).toMatchInlineSnapshot(`
      "@tbecker **Thank you, nearly done: 2 lines are still missing.**

      - \`asking\`: Asks the migration team for help or a review in time, and in the right way

      Everything else is noted. Reply to this note, here or by e-mail, with these lines filled in:

      \`\`\`text
      @onboarding-bot feedback lead
      asking: _
      verdict: pass or not yet
      \`\`\`"
    `);
  });

  test("without an engagement tells of the task alone", () => {
    expect(note([], { ...askLead, engagement: null })).toContain(
      "- **About:** *Lead a migration with a PSE Migration Engineer observing and providing feedback*\n",
    );
  });

  test.for<[string, { average: number; least: number }, string]>([
    ["an average alone", { average: 3.5, least: 0 }, "most. A pass needs an average of 3.5."],
    ["a least score alone", { average: 0, least: 2 }, "most. A pass needs no answer below 2."],
    ["no threshold", { average: 0, least: 0 }, "most.\n"],
  ])("names %s", ([, threshold, words]) => {
    const forms = SHIPPED.forms.map((form) => ({ ...form, ...threshold }));
    expect(note([LEAD], askLead, { ...SHIPPED, forms })).toContain(words);
  });

  test.for([askLead, askShadow])("is no answer when it comes back as it is: $form", (ask) => {
    const rubric = findForm(SHIPPED, ask.form);
    const { form } = readForm(rubric as NonNullable<typeof rubric>, blockOf(note([LEAD], ask)));

    expect(form).toEqual({ answers: new Map(), verdict: null, comment: "" });
  });

  test("has a first line that is short enough for a to-do list", () => {
    const lines = [askLead, askShadow].map((ask) => note([LEAD], ask).split("\n")[0] ?? "");
    expect(lines.filter((line) => line.length > 100)).toEqual([]);
  });
});

describe("an ask that is settled", () => {
  test.for<[string, readonly Happening[], string]>([
    [
      "by whoever filled it in",
      [LEAD, filled("12-14 09:00")],
      "✅ **Settled: Tom Becker filled in the lines about the lead** on Mon 14 Dec 2026. Nothing to do here.",
    ],
    [
      "because it was called off",
      [LEAD],
      "✅ **Settled: the lines about the lead are no longer needed.** Nothing to do here.",
    ],
  ])("says so: %s", ([, story, line]) => {
    const settled = renderSettled(sceneWith(story), "key-1", askLead);

    expect(settled.split("\n")[0]).toBe(line);
    expect(settled).not.toContain("@");
  });
});

describe("a not yet with feedback", () => {
  const declined: Happening = ["12-14 09:00", { kind: "task-declined", task: "lead", by: TOM, reason: null }];
  const view = {
    kind: "declined",
    task: "lead",
    by: TOM,
    reason: null,
    form: { form: "migration-lead", task: "lead", engagement: 1 },
  } as const;

  test.for<[string, Partial<FactBody & { readonly kind: "form-filled" }>, string]>([
    ["the observer says so", {}, "**Average 4 of 5.** Tom Becker says: not yet."],
    [
      "the average is too low",
      { verdict: "pass", scores: Object.fromEntries(IDS.map((id) => [id, 3])) },
      "**Average 3 of 5.** A pass needs 4.",
    ],
    [
      "one score is too low",
      { verdict: "pass", scores: { ...Object.fromEntries(IDS.map((id) => [id, 5])), asking: 2 } },
      "**Average 4.5 of 5.** A pass needs at least 3 everywhere.",
    ],
  ])("tells why: %s", ([, change, line]) => {
    expect(note([LEAD, filled("12-14 09:00", change), declined], view).split("\n")).toContain(line);
  });

  test("shows what was added later, too", () => {
    const later = filled("12-14 09:05", {
      scores: {},
      verdict: null,
      answers: { texts: { asking: "Asked in time." }, comment: "See you soon." },
    });
    const text = note([LEAD, filled("12-14 09:00"), declined, later], view);

    expect(text).toContain("in the right way: “Asked in time.”");
    expect(text).toContain("**In general:** “See you soon.”");
  });

  test("asks for a new date in the same note, and says when that is settled", () => {
    const story = [LEAD, filled("12-14 09:00"), declined];
    const asks = note(story, { ...view, newDate: { to: PRIYA, isSettled: false } });
    const settled = note(story, { ...view, newDate: { to: PRIYA, isSettled: true } });

    expect(asks).toContain("@pnair **A new date is needed: lead.** Can you find one?");
    expect(settled).toContain("✅ **Settled:** the question for a new date. Nothing to do here.");
    expect(settled).not.toContain("@pnair");
  });
});

describe("the answer to a form", () => {
  test.for<[FormAnswer, string]>([
    [{ kind: "no-form-here", tasks: ["shadow", "lead"] }, "Tasks with a form: `shadow` `lead`"],
    [{ kind: "no-form-here", tasks: [] }, "There is nothing to fill in here."],
    [{ kind: "not-your-form", task: "shadow" }, "are for Maria Silva alone to fill in"],
    [{ kind: "form-empty", task: "lead", form: "migration-lead" }, "@onboarding-bot feedback lead\nimport-export: _"],
    [{ kind: "form-needed", task: "lead" }, "@onboarding-bot feedback lead\nimport-export: _"],
    [{ kind: "form-disagrees", task: "lead", average: 3.8, why: "average" }, "its average is 3.8 and 4 is needed"],
    [{ kind: "form-disagrees", task: "lead", average: 4.5, why: "least" }, "an answer is below 3"],
    [{ kind: "form-disagrees", task: "lead", average: 4.5, why: "observer" }, "Your feedback on the lead is noted."],
  ])("%o", ([said, words]) => {
    expect(answer([LEAD], said)).toContain(words);
  });

  test("that came after the confirmation names the way back", () => {
    const story = [LEAD, confirmed("12-14 09:00", "lead", TOM)];
    const said = answer(story, { kind: "form-disagrees", task: "lead", average: 3, why: "observer" });

    expect(said).toContain("lead is confirmed, and that stays");
    expect(said).toContain("@onboarding-bot withdraw lead WHY");
  });
});

test("the status note has one line for each feedback, the latest word of each", () => {
  const second: Happening = ["12-15 09:00", { ...LEAD[1], number: 2 } as FactBody];
  const scene = sceneWith([
    LEAD,
    filled("12-14 09:00"),
    second,
    filled("12-16 09:00", { engagement: 2, verdict: "pass" }),
    filled("12-16 09:01", { form: "shadow-log", task: "shadow", scores: {}, verdict: null }),
  ]);

  expect(sayFeedbackPart(scene, voiceOf(scene))).toMatchInlineSnapshot(`
    "<details>
    <summary>Feedback</summary>

    - lead: not yet, average 4 of 5, Tom Becker, Mon 14 Dec 2026
    - lead: pass, average 4 of 5, Tom Becker, Wed 16 Dec 2026

    </details>"
  `);
  expect(sayFeedbackPart(sceneWith([LEAD]), voiceOf(scene))).toBeNull();
});

test("what people wrote into a form stays text, whatever it is", () => {
  const markdown = new MarkdownIt({ html: true });
  fc.assert(
    fc.property(hostileText, (text) => {
      const answers = { texts: Object.fromEntries(IDS.map((id) => [id, text])), comment: text };
      const story = [LEAD, filled("12-14 09:00", { answers })];
      const form = { form: "migration-lead", task: "lead", engagement: 1 };
      const html = markdown.render(note(story, { kind: "declined", task: "lead", by: TOM, reason: null, form }));
      const shown = html.replaceAll(/<pre>[^]*?<\/pre>|<code>[^<]*<\/code>/gu, "");

      expect(shown.match(/@[\w-]+/gu)).toEqual(["@msilva"]);
      expect(shown.match(/<(?!\/?(?:p|strong|em|ul|li)>)/gu)).toBeNull();
      expect(parseCommands(note(story, { ...askLead, missing: null }), "onboarding-bot")).toEqual([]);
    }),
  );
});
