import { describe, expect, test } from "vitest";

import type { Answer } from "../../../src/domain/enrollment/action.ts";
import { type Ask, renderSettled } from "../../../src/domain/talk/asks.ts";
import { type CommandName, COMMANDS } from "../../../src/domain/commands/commands.ts";
import { NOTHING_KNOWN } from "../../../src/domain/people/person-settings.ts";
import { type NoteView, renderNote } from "../../../src/domain/talk/notes.ts";
import type { Scene } from "../../../src/domain/talk/voice.ts";
import {
  ALEX, BEGINNING, CERTIFIED, claimed, confirmed, GHOST, type Happening, JONAS, MARIA, PRIYA, program, READY_FOR_SHADOW, sceneOf, TOM,
} from "./support/scene.ts"; // prettier-ignore

const TICKED: readonly Happening[] = [...BEGINNING, claimed("12-01 09:12", "assessment")];
const TICKED_TWO: readonly Happening[] = [...TICKED, claimed("12-01 09:13", "workshop")];
const ADOPTED: readonly Happening[] = [
  ...BEGINNING,
  claimed("11-23 13:04", "review-resources", null),
  claimed("11-23 13:04", "assessment", null),
  claimed("11-23 13:04", "lead", null),
];

function note(story: readonly Happening[], view: NoteView, more: Partial<Scene> = {}): string {
  return renderNote(sceneOf(story, more), "key-7f3a", view);
}

const askAssessment: Ask = {
  kind: "ask-confirm",
  tasks: ["assessment"],
  to: PRIYA,
  insteadTo: JONAS,
  handOver: "coordinator",
};

describe("renderNote() asks", () => {
  test("to confirm one task", () => {
    expect(note(TICKED, askAssessment)).toMatchInlineSnapshot(`
      "@pnair **Maria Silva says this is done: assessment.** Can you confirm?

      - Ticked by Maria Silva on Tue 1 Dec 2026, 09:12 UTC: *Pass a graded migration assessment*

      **Yes:** tick *Assessment: result seen, passed* under *Coordinator Tasks* in the description, reply \`confirm\` here or to the mail, or write

      \`\`\`text
      @onboarding-bot confirm assessment
      \`\`\`

      **Not yet:** say what Maria Silva should do, I pass it on

      \`\`\`text
      @onboarding-bot decline assessment WHAT IS MISSING
      \`\`\`

      **Not yours?** \`@onboarding-bot assign coordinator @username\` hands it over. No need to untick anything.

      <!-- onboarding-bot:key-7f3a -->"
    `);
  });

  test("to confirm two tasks in one note", () => {
    const view: Ask = { ...askAssessment, tasks: ["assessment", "workshop"], handOver: null };

    expect(note(TICKED_TWO, view)).toMatchInlineSnapshot(`
      "@pnair **Maria Silva says 2 tasks are done: assessment and workshop.** Can you confirm?

      - Ticked by Maria Silva on Tue 1 Dec 2026, 09:12 UTC: *Pass a graded migration assessment*
      - Ticked by Maria Silva on Tue 1 Dec 2026, 09:13 UTC: *Complete a congregate-onboarding workshop*

      **Yes:** tick *Assessment: result seen, passed* and *Workshop: completed* in the description, reply \`confirm\` here or to the mail, or write

      \`\`\`text
      @onboarding-bot confirm assessment workshop
      \`\`\`

      **Not yet, or only in part:** confirm what is done, and for the rest say what Maria Silva should do. I pass it on

      \`\`\`text
      @onboarding-bot decline TASK WHAT IS MISSING
      \`\`\`

      **Not yours?** Just say so in a comment. No need to untick anything.

      <!-- onboarding-bot:key-7f3a -->"
    `);
  });

  test("honestly when nobody can tell who ticked", () => {
    const story = [...BEGINNING, claimed("12-01 09:12", "assessment", null)];

    expect(note(story, askAssessment)).toMatchInlineSnapshot(`
      "@pnair **Ticked for Maria Silva: assessment.** Can you confirm?

      - Ticked on Tue 1 Dec 2026, 09:12 UTC, and nobody can tell by whom: *Pass a graded migration assessment*

      **Yes:** tick *Assessment: result seen, passed* under *Coordinator Tasks* in the description, reply \`confirm\` here or to the mail, or write

      \`\`\`text
      @onboarding-bot confirm assessment
      \`\`\`

      **Not yet:** say what Maria Silva should do, I pass it on

      \`\`\`text
      @onboarding-bot decline assessment WHAT IS MISSING
      \`\`\`

      **Not yours?** \`@onboarding-bot assign coordinator @username\` hands it over. No need to untick anything.

      <!-- onboarding-bot:key-7f3a -->"
    `);
  });

  test("the author for a name when there is nobody to ask", () => {
    expect(note(TICKED, { ...askAssessment, to: null })).toMatchInlineSnapshot(`
      "@jweber **Nobody is named who can confirm this for Maria Silva: assessment.**

      It needs the project coordinator or PSE Migration Engineer. Name somebody under *People* in the description, or the project coordinator or program owner writes:

      \`\`\`text
      @onboarding-bot assign coordinator @username
      \`\`\`

      <!-- onboarding-bot:key-7f3a -->"
    `);
  });

  test("for the command when a tick could not count by itself", () => {
    expect(note(TICKED, { kind: "ask-again", task: "assessment", to: PRIYA })).toMatchInlineSnapshot(`
      "@pnair **Your tick of assessment could not count by itself.** One line does it:

      \`\`\`text
      @onboarding-bot confirm assessment
      \`\`\`

      That save changed more than this one box, or somebody else had ticked it before, so I cannot be sure it was your word. Nothing is lost, and if it was a mistake there is nothing to do.

      <!-- onboarding-bot:key-7f3a -->"
    `);
  });

  test("for a date", () => {
    const view: Ask = { kind: "ask-schedule", task: "shadow", to: PRIYA, insteadTo: JONAS };

    expect(note(READY_FOR_SHADOW, view)).toMatchInlineSnapshot(`
      "@pnair **Maria Silva is ready for the next step: shadow.** Can you find a date?

      - **Task:** Shadow a migration that is led by a PSE Migration Engineer
      - **Needed:** a migration led by a PSE Migration Engineer, with room for one person to watch
      - **Done:** resources, assessment and workshop (last one on Fri 4 Dec 2026)
      - **Maria Silva's time zone:** \`America/Sao_Paulo\`

      When you have one, write:

      \`\`\`text
      @onboarding-bot schedule shadow YYYY-MM-DD HH:MM Area/City for 4h with @username codename CODENAME
      \`\`\`

      I tell everybody who takes part, and show the time in their zones. \`reschedule\` moves it, \`cancel\` calls it off.

      <details>
      <summary>Good to know</summary>

      - Nights and weekends are fine: I take the date as you give it.
      - For migrations to GitLab.com, 5 days' notice is asked for. Less is fine, I only say so.
      - The person after \`with\` may then confirm it; no other change needed.
      - You can add \`method\` and one of these: \`congregate\` \`direct-transfer\` \`file-export\` \`other\`
      - Names of customers stay out of here, a codename is enough.

      </details>

      <!-- onboarding-bot:key-7f3a -->"
    `);
  });

  test("for a date, with what puts a time zone right that only GitLab told", () => {
    const view: Ask = { kind: "ask-schedule", task: "shadow", to: PRIYA, insteadTo: JONAS };
    const settings = { ...NOTHING_KNOWN, zone: "UTC-03:00", zoneFrom: "gitlab" } as const;

    expect(note(READY_FOR_SHADOW, view, { settingsOf: () => settings })).toContain(
      "\n- **Maria Silva's time zone:** `UTC-03:00`, from the GitLab profile. Not so? Maria Silva writes `@onboarding-bot my zone Area/City`.\n",
    );
  });

  test("for somebody who finds a date", () => {
    const view: Ask = { kind: "ask-schedule", task: "shadow", to: null, insteadTo: JONAS };

    expect(note(READY_FOR_SHADOW, view)).toMatchInlineSnapshot(`
      "@jweber **Maria Silva is ready for the next step (shadow), and nobody is named who finds a date.**

      - **Task:** Shadow a migration that is led by a PSE Migration Engineer
      - **Needed:** a migration led by a PSE Migration Engineer, with room for one person to watch
      - **Done:** resources, assessment and workshop (last one on Fri 4 Dec 2026)
      - **Maria Silva's time zone:** \`America/Sao_Paulo\`

      Name the project coordinator under *People* in the description, or the project coordinator or program owner writes:

      \`\`\`text
      @onboarding-bot assign coordinator @username
      \`\`\`

      <!-- onboarding-bot:key-7f3a -->"
    `);
  });
});

describe("renderNote() tells", () => {
  test.for<[why: string, story: readonly Happening[], view: NoteView]>([
    [
      "declined",
      TICKED,
      { kind: "declined", task: "assessment", by: PRIYA, reason: "Please retake the part about permissions" },
    ],
  ])("the candidate that it is not yet: %s", ([, story, view]) => {
    expect(note(story, view)).toMatchInlineSnapshot(`
      "@msilva **Not yet: assessment.** Priya Nair writes: “Please retake the part about permissions”

      Everything else stays as it is. When you are ready, untick and tick the box, or write:

      \`\`\`text
      @onboarding-bot done assessment
      \`\`\`

      <!-- onboarding-bot:key-7f3a -->"
    `);
  });

  test("the candidate that it was taken back", () => {
    const view: NoteView = { kind: "confirmation-withdrawn", task: "workshop", by: PRIYA, reason: null };

    expect(note(READY_FOR_SHADOW, view)).toMatchInlineSnapshot(`
      "@msilva **Priya Nair took back: workshop.**

      Everything else stays as it is. When you are ready, untick and tick the box, or write:

      \`\`\`text
      @onboarding-bot done workshop
      \`\`\`

      <!-- onboarding-bot:key-7f3a -->"
    `);
  });

  test("the editor of a list that stays broken", () => {
    const story: Happening[] = [
      ...READY_FOR_SHADOW,
      ["12-05 10:00", { kind: "list-broken", by: MARIA, faults: [{ kind: "missing", task: "workshop" }] }],
    ];

    expect(note(story, { kind: "list-broken", to: MARIA, wasTicked: () => true })).toMatchInlineSnapshot(`
      "@msilva 🩹 **Missing from the description: task 3. Nothing is lost**; paste back what is missing.

      Noticed on Sat 5 Dec 2026.

      Select **Edit** on the description, paste this under *Candidate Tasks*, save:

      \`\`\`markdown
      - [x] Complete a congregate-onboarding workshop
      \`\`\`

      Everything that was confirmed stays confirmed; I cannot finish the certification until the list is whole. Left out on purpose? Then the project coordinator or program owner writes \`@onboarding-bot waive workshop WHY\`.

      <!-- onboarding-bot:key-7f3a -->"
    `);
  });

  test("the coordinator of an adopted issue what waits", () => {
    expect(note(ADOPTED, { kind: "adopted", to: PRIYA })).toMatchInlineSnapshot(`
      "@pnair **I follow the issue of Maria Silva from now on. Ticked before I came: resources, assessment and lead.**

      I was not here when these were ticked, so they do not count yet and I ask nobody else about them. What you know to be done you confirm in one line; leave out the rest:

      \`\`\`text
      @onboarding-bot confirm review-resources assessment lead
      \`\`\`

      <!-- onboarding-bot:key-7f3a -->"
    `);
  });

  test("nobody in particular when an adopted issue has no coordinator, or nothing waits", () => {
    expect(note(ADOPTED, { kind: "adopted", to: null }).split("\n")[0]).toMatchInlineSnapshot(
      `"**I follow the issue of Maria Silva from now on. Ticked before I came: resources, assessment and lead.**"`,
    );
    expect(note(BEGINNING, { kind: "adopted", to: PRIYA }).split("\n")[0]).toMatchInlineSnapshot(
      `"**I follow the issue of Maria Silva from now on.** Nothing waits for anybody."`,
    );
  });

  test("somebody with two issues", () => {
    expect(note(BEGINNING, { kind: "held-back", to: MARIA })).toMatchInlineSnapshot(`
      "@msilva **You already have an open issue of this program, so I leave this one alone.**

      Nothing is lost. Close the one that is not needed. Should this one go on, the project coordinator or program owner writes:

      \`\`\`text
      @onboarding-bot enroll
      \`\`\`

      <!-- onboarding-bot:key-7f3a -->"
    `);
  });

  test("a new candidate welcome", () => {
    const story: Happening[] = [
      ...READY_FOR_SHADOW,
      ["12-05 10:00", { kind: "candidate-set", person: ALEX, source: "people" }],
    ];

    expect(note(story, { kind: "welcome", canCandidateTick: true })).toMatchInlineSnapshot(`
      "👋 Welcome, @alex! What was ticked so far is noted; the status note says what is next.

      This issue is your path to **GitLab Certified Migration Services Engineer**: 5 tasks.

      - **Tick a box when you think it is done.** Where somebody else has to confirm, I ask the right person, so you do not have to chase anybody.
      - **Where am I, and who am I waiting for?** Always in my status note in this issue; I keep it up to date.
      - **Dates (shadow and lead):** talk to Priya Nair while you work through the tasks. The earlier it is known when you can, the better.
      - **Stuck, or missing access?** Ask Jonas Weber, your GitLab representative.

      Please keep names of customers, addresses and tokens out of this issue.

      I mention you only when it is your turn. You've got this!

      <!-- onboarding-bot:key-7f3a -->"
    `);
  });

  test("the candidate that they made it", () => {
    expect(note(CERTIFIED, { kind: "certified" })).toMatchInlineSnapshot(`
      "🎉 **Congratulations, @msilva, you are certified!**

      You are now a **GitLab Certified Migration Services Engineer**: all 5 tasks are done.

      Thank you Priya Nair and Tom Becker for making it happen.

      I close this issue now. It stays readable, and you can still write here.

      <!-- onboarding-bot:key-7f3a -->"
    `);
  });

  test("no thanks to the forgotten, no closing where the program keeps issues open", () => {
    const story: Happening[] = [...BEGINNING, confirmed("12-01 08:00", "assessment", GHOST)];
    const open = { ...program, completion: { close: false } };

    expect(note(story, { kind: "certified" }, { program: open })).toMatchInlineSnapshot(`
      "🎉 **Congratulations, @msilva, you are certified!**

      You are now a **GitLab Certified Migration Services Engineer**: all 5 tasks are done.

      <!-- onboarding-bot:key-7f3a -->"
    `);
  });
});

describe("renderSettled()", () => {
  const schedule: Ask = { kind: "ask-schedule", task: "shadow", to: PRIYA, insteadTo: JONAS };
  test.for<[why: string, story: readonly Happening[], ask: Ask, line: string]>([
    ["after a confirmation", READY_FOR_SHADOW, askAssessment, "✅ **Settled: Priya Nair confirmed assessment** on Tue 1 Dec 2026. Nothing to do here."],
    ["after a decline", [...TICKED, ["12-02 08:00", { kind: "task-declined", task: "assessment", by: TOM, reason: "no" }]], askAssessment, "✅ **Settled: Tom Becker answered “not yet” for assessment** on Wed 2 Dec 2026. Nothing to do here."],
    ["after a waiver", [...TICKED, ["12-02 08:00", { kind: "task-waived", task: "assessment", by: PRIYA, reason: "no" }]], askAssessment, "✅ **Settled: Priya Nair waived assessment** on Wed 2 Dec 2026. Nothing to do here."],
    ["after an un-tick", BEGINNING, askAssessment, "✅ **Settled: the tick of assessment was taken back.** Nothing to do here."],
    ["of a date", [...READY_FOR_SHADOW, claimed("12-14 08:00", "shadow")], schedule, "✅ **Settled: shadow is ticked by now, so there is no date to find.** Nothing to do here."],
  ])("first line %s", ([, story, ask, line]) => {
    expect(renderSettled(sceneOf(story), "key-7f3a", ask).split("\n")[0]).toBe(line);
  }); // prettier-ignore

  test("keeps what was asked, and the marker", () => {
    const ask: Ask = { ...askAssessment, tasks: ["assessment", "workshop"] };

    expect(renderSettled(sceneOf(READY_FOR_SHADOW), "key-7f3a", ask)).toMatchInlineSnapshot(`
      "✅ **Settled: assessment and workshop.** Nothing to do here.

      - assessment: confirmed by Priya Nair on Tue 1 Dec 2026
      - workshop: confirmed by Priya Nair on Fri 4 Dec 2026

      <details>
      <summary>What I asked</summary>

      - Whether this is done for Maria Silva: *Pass a graded migration assessment*
      - Whether this is done for Maria Silva: *Complete a congregate-onboarding workshop*

      </details>

      <!-- onboarding-bot:key-7f3a -->"
    `);
  });
});

const EVERYTHING: readonly CommandName[] = COMMANDS.map((entry) => entry.name);

function answer(given: Answer, story: readonly Happening[] = TICKED, to = PRIYA, allowed = EVERYTHING): string {
  const body = note(story, { kind: "answer", to, answer: given, allowed });
  return body.replace("\n\n<!-- onboarding-bot:key-7f3a -->", "");
}

describe("renderNote() answers", () => {
  test("help for a coordinator", () => {
    expect(answer({ kind: "help" })).toMatchInlineSnapshot(`
      "Here is what you can write here, Priya Nair: in a comment, at the start of a line.

      - \`@onboarding-bot next\`: what to do now, and who it waits for
      - \`@onboarding-bot status\`: where everything stands
      - \`@onboarding-bot done TASK\`: the same as ticking the box, also for several tasks at once
      - \`@onboarding-bot confirm TASK\`: yes, it is done; also for several tasks at once
      - \`@onboarding-bot decline TASK WHAT IS MISSING\`: not yet, and what is missing; I pass it on
      - \`@onboarding-bot withdraw TASK WHY\`: take a confirmation back, and say why
      - \`@onboarding-bot waive TASK WHY\`: the task is not needed here, and why
      - \`@onboarding-bot score TASK POINTS\`: record a result in points out of 100; \`again\` in their place allows another try
      - \`@onboarding-bot feedback TASK\`: how it went, on the lines of the form; I ask for it, and a reply to my question does the same
      - \`@onboarding-bot schedule ENGAGEMENT YYYY-MM-DD HH:MM Area/City for 4h with @username codename CODENAME\`: set the date of an engagement; I tell everybody who takes part
      - \`@onboarding-bot reschedule ENGAGEMENT YYYY-MM-DD HH:MM Area/City\`: move a date; what you leave out stays as it is
      - \`@onboarding-bot cancel ENGAGEMENT WHY\`: call a date off, and say why
      - \`@onboarding-bot request ENGAGEMENT YYYY-MM-DD..YYYY-MM-DD method METHOD language LANGUAGE\`: tell which days would suit you, how and in which language; any part may be left out
      - \`@onboarding-bot offer ENGAGEMENT YYYY-MM-DD HH:MM Area/City seats 1\`: offer an engagement; \`for 8h\`, \`method\`, \`language\` and \`codename\` may follow
      - \`@onboarding-bot accept NUMBER for @username\`: take a seat of an open engagement for a candidate
      - \`@onboarding-bot assign ROLE @username\`: name somebody for a role
      - \`@onboarding-bot pause until YYYY-MM-DD\`: no reminders for a while; without a day, until somebody resumes
      - \`@onboarding-bot resume\`: go on
      - \`@onboarding-bot my zone Area/City country COUNTRY\`: tell me your time zone and country, or see what I know of you; it counts everywhere
      - \`@onboarding-bot away until YYYY-MM-DD\`, \`@onboarding-bot away from YYYY-MM-DD until YYYY-MM-DD\`: tell me until when you are away; the day you name is the first on which you are back
      - \`@onboarding-bot back\`: tell me that you are here again
      - \`@onboarding-bot badge show-name\`, \`@onboarding-bot badge hide\`: show your name on your badge's page, or close the page
      - \`@onboarding-bot revoke WHY\`: take the certification back, for good, and why
      - \`@onboarding-bot enroll PROGRAM\`: follow this issue, also where the person has another one
      - \`@onboarding-bot upgrade\`: go on with the newest version of the program
      - \`@onboarding-bot recheck\`: look at the issue again
      - \`@onboarding-bot help\`: this list

      Tasks: \`review-resources\` \`assessment\` \`workshop\` \`shadow\` \`lead\`

      Engagements: \`shadow\` \`lead\`

      Roles: \`coordinator\` \`engineer\`

      Ticking a box in the description works as well."
    `);
  });

  test("help for somebody who may only ask", () => {
    expect(answer({ kind: "help" }, TICKED, ALEX, ["next", "status", "recheck", "help"])).toMatchInlineSnapshot(`
      "Here is what you can write here, Alex Doe: in a comment, at the start of a line.

      - \`@onboarding-bot next\`: what to do now, and who it waits for
      - \`@onboarding-bot status\`: where everything stands
      - \`@onboarding-bot recheck\`: look at the issue again
      - \`@onboarding-bot help\`: this list"
    `);
  });

  test("status", () => {
    expect(answer({ kind: "status" })).toMatchInlineSnapshot(`
      "**0 of 5 tasks done** ▱▱▱▱▱ The whole picture is in my status note in this issue.

      **Now:** Maria Silva works on task 1, *Review migration services resources, including documentation and delivery kits*, then ticks its box in the description. Priya Nair is asked to confirm task 2 (assessment)."
    `);
  });

  test("next for everybody", () => {
    const answers = [MARIA, PRIYA, ALEX].map((person) => answer({ kind: "next" }, TICKED, person));

    expect(answers.join("\n---\n")).toMatchInlineSnapshot(`
      "Maria Silva, it is your turn:

      - *Review migration services resources, including documentation and delivery kits*: tick its box in the description when it is done
      ---
      Priya Nair, it is your turn:

      - *Pass a graded migration assessment*: confirm it with \`@onboarding-bot confirm assessment\`
      ---
      Alex Doe, there is nothing for you to do right now.

      **Now:** Maria Silva works on task 1, *Review migration services resources, including documentation and delivery kits*, then ticks its box in the description. Priya Nair is asked to confirm task 2 (assessment)."
    `);
  });

  test("next for who finds a date, and for a candidate who was declined", () => {
    const declined: Happening[] = [
      ...TICKED,
      ["12-02 08:00", { kind: "task-declined", task: "assessment", by: PRIYA, reason: "no" }],
    ];

    expect(answer({ kind: "next" }, READY_FOR_SHADOW, PRIYA)).toMatchInlineSnapshot(`
      "Priya Nair, it is your turn:

      - *Shadow a migration that is led by a PSE Migration Engineer*: find a date and write \`@onboarding-bot schedule shadow YYYY-MM-DD HH:MM Area/City\`"
    `);
    expect(answer({ kind: "next" }, declined, MARIA)).toMatchInlineSnapshot(`
      "Maria Silva, it is your turn:

      - *Pass a graded migration assessment*: when you are ready again, untick and tick its box, or write \`@onboarding-bot done assessment\`
      - *Review migration services resources, including documentation and delivery kits*: tick its box in the description when it is done"
    `);
  });

  test("the candidate who confirms on their own issue", () => {
    const own: Answer = { kind: "own-issue", command: "confirm", tasks: ["assessment"] };

    expect(answer(own, TICKED, MARIA)).toMatchInlineSnapshot(`
      "Thanks, Maria Silva. This one I cannot take from you: on your own issue task 2 needs somebody else's yes, whatever your role in the project.

      Your tick is noted and Priya Nair is asked. There is nothing else for you to do."
    `);
    expect(answer(own, BEGINNING, MARIA)).toMatchInlineSnapshot(`
      "Thanks, Maria Silva. This one I cannot take from you: on your own issue task 2 needs somebody else's yes, whatever your role in the project.

      Done? Tick the box, or write this, and I ask the right person:

      \`\`\`text
      @onboarding-bot done assessment
      \`\`\`"
    `);
    expect(answer({ ...own, tasks: ["shadow"] }, [...BEGINNING, claimed("12-01 08:00", "shadow")], MARIA))
      .toMatchInlineSnapshot(`
      "Thanks, Maria Silva. This one I cannot take from you: on your own issue task 4 needs somebody else's yes, whatever your role in the project.

      Your tick is noted. There is nothing else for you to do right now."
    `);
    expect(answer({ ...own, command: "assign", tasks: [] }, TICKED, MARIA)).toMatchInlineSnapshot(
      `"Thanks, Maria Silva. This one I cannot take from you: on your own issue \`assign\` needs somebody else, whatever your role in the project."`,
    );
  });

  test("somebody who has no say", () => {
    const refused: Answer = { kind: "not-entitled", command: "confirm", tasks: ["shadow"], role: null };

    expect(answer(refused, TICKED, ALEX)).toMatchInlineSnapshot(`
      "Thanks, Alex Doe. I have changed nothing: *Shadow a migration that is led by a PSE Migration Engineer* is confirmed by the PSE Migration Engineer or project coordinator.

      Should you be one of them here? The project coordinator or program owner can add you:

      \`\`\`text
      @onboarding-bot assign engineer @alex
      \`\`\`"
    `);
    expect(answer({ ...refused, tasks: ["shadow", "lead"] }, TICKED, ALEX)).toMatchInlineSnapshot(`
      "Thanks, Alex Doe. I have changed nothing: tasks 4 and 5 are confirmed by the PSE Migration Engineer or project coordinator.

      Should you be one of them here? The project coordinator or program owner can add you:

      \`\`\`text
      @onboarding-bot assign engineer @alex
      \`\`\`"
    `);
    expect(answer({ ...refused, command: "assign", tasks: [], role: "engineer" }, TICKED, ALEX)).toMatchInlineSnapshot(
      `"Thanks, Alex Doe. I have changed nothing: \`assign\` is for the project coordinator or program owner."`,
    );
    expect(answer({ ...refused, command: "waive", tasks: [] }, TICKED, ALEX)).toMatchInlineSnapshot(
      `"Thanks, Alex Doe. I have changed nothing: \`waive\` is for the project coordinator or program owner."`,
    );
    expect(answer({ ...refused, command: "revoke", tasks: [] }, TICKED, ALEX)).toMatchInlineSnapshot(
      `"Thanks, Alex Doe. I have changed nothing: \`revoke\` is for the program owner."`,
    );
    expect(answer({ ...refused, command: "done", tasks: ["lead"] }, TICKED, ALEX)).toMatchInlineSnapshot(
      `"Thanks, Alex Doe. I have changed nothing: \`done\` is for the candidate."`,
    );
  });

  test.for<[Answer, string]>([
    [{ kind: "unknown-command", word: "confrim", suggestion: "confirm assessment" }, "I do not know *confrim*. Did you mean this?\n\n```text\n@onboarding-bot confirm assessment\n```"],
    [{ kind: "unknown-command", word: "/close", suggestion: null }, "I do not know *\\/close*. Everything you can write: `@onboarding-bot help`"],
    [{ kind: "malformed", command: "confirm", missing: "task" }, "Which task? I have changed nothing. Tasks: `review-resources` `assessment` `workshop` `shadow` `lead`\n\n```text\n@onboarding-bot confirm TASK\n```"],
    [{ kind: "malformed", command: "decline", missing: "reason" }, "Please add a reason, in the same line; I pass it on. I have changed nothing.\n\n```text\n@onboarding-bot decline TASK WHAT IS MISSING\n```"],
    [{ kind: "malformed", command: "decline", missing: "placeholder" }, "The words in capitals are for you to replace. I have changed nothing. It goes like this:\n\n```text\n@onboarding-bot decline TASK WHAT IS MISSING\n```"],
    [{ kind: "malformed", command: "assign", missing: "role" }, "Which role? I have changed nothing. Roles: `coordinator` `engineer`\n\n```text\n@onboarding-bot assign ROLE @username\n```"],
    [{ kind: "malformed", command: "assign", missing: "username" }, "Whom? I have changed nothing. It goes like this:\n\n```text\n@onboarding-bot assign ROLE @username\n```"],
    [{ kind: "malformed", command: "enroll", missing: "program" }, "Which program? I have changed nothing. It goes like this:\n\n```text\n@onboarding-bot enroll PROGRAM\n```"],
    [{ kind: "unknown-task", word: "workshops", suggestion: "workshop", command: "decline" }, "There is no task *workshops* here. Did you mean this?\n\n```text\n@onboarding-bot decline workshop WHAT IS MISSING\n```"],
    [{ kind: "unknown-task", word: "x", suggestion: null, command: "done" }, "There is no task *x* here. I have changed nothing. Tasks: `review-resources` `assessment` `workshop` `shadow` `lead`"],
    [{ kind: "unknown-role", word: "boss" }, "There is no role *boss* here. I have changed nothing. Roles: `coordinator` `engineer`"],
    [{ kind: "unknown-user", username: "nobody" }, "I find nobody here with the username *nobody*. I have changed nothing."],
    [{ kind: "unknown-program", word: "x", known: ["a", "b"] }, "I do not know the program *x*. I have changed nothing. Programs: `a` `b`"],
    [{ kind: "not-eligible", why: "bot" }, "I have changed nothing: a bot's account confirms nothing here, unless the program lists it."],
    [{ kind: "not-eligible", why: "inactive" }, "I have changed nothing: this account is not active on GitLab."],
    [{ kind: "not-for-role", role: "engineer", username: "msilva", why: "candidate" }, "I have changed nothing: msilva is or was the candidate here, and cannot be PSE Migration Engineer on the same issue."],
    [{ kind: "not-for-role", role: "engineer", username: "robot", why: "bot" }, "I have changed nothing: robot is a bot's account, and cannot be PSE Migration Engineer here."],
    [{ kind: "not-for-role", role: "engineer", username: "gone", why: "inactive" }, "I have changed nothing: the account of gone is not active on GitLab."],
    [{ kind: "nothing-to-withdraw", task: "workshop" }, "Nothing to take back: *Complete a congregate-onboarding workshop* is not confirmed. I have changed nothing."],
    [{ kind: "already-confirmed", task: "workshop" }, "*Complete a congregate-onboarding workshop* is confirmed already. I have changed nothing. To take the confirmation back, write:\n\n```text\n@onboarding-bot withdraw workshop WHY\n```"],
    [{ kind: "edited-comment", command: "confirm" }, "I cannot tell who wrote `confirm` in a comment that was edited. Please write it in a new comment; I have changed nothing."],
    [{ kind: "cannot-check", reference: "4F7K" }, "Thanks, Priya Nair. GitLab does not answer me at the moment, so I could not check your role. What you wrote is kept; I try again by myself and mark your comment when it counts. (Reference for the operator: 4F7K)"],
    [{ kind: "upgraded", from: 1, to: 2, changes: [] }, "This issue goes on with version 2 of the program (it was 1).\n\nNo task changes."],
    [{ kind: "upgraded", from: 1, to: 2, changes: [{ kind: "added", text: "A" }, { kind: "removed", text: "B" }, { kind: "reworded", text: "C" }, { kind: "rules-changed", text: "D" }] }, "This issue goes on with version 2 of the program (it was 1).\n\n- New: *A*\n- No longer needed: *B*\n- Worded anew: *C*\n- Other rules: *D*"],
    [{ kind: "already-newest", version: 2 }, "This issue is on the newest version of the program already (2)."],
    [{ kind: "already-over", status: "withdrawn" }, "The issue was closed before the end, so I have changed nothing. Reopen it to carry on; nothing is lost."],
    [{ kind: "already-over", status: "certified" }, "This certification is complete, so I have changed nothing."],
    [{ kind: "already-over", status: "moved" }, "The issue was moved, so I have changed nothing. Please write it in the new issue."],
    [{ kind: "already-over", status: "held" }, "This issue waits, because the candidate already has another open one. I have changed nothing. The project coordinator or program owner decides and writes:\n\n```text\n@onboarding-bot enroll\n```"],
  ])("%j", ([given, words]) => {
    expect(answer(given)).toBe(words);
  }); // prettier-ignore
});

test("renderNote() refuses to tell of a broken list that is whole", () => {
  expect(() => note(BEGINNING, { kind: "list-broken", to: MARIA, wasTicked: () => false })).toThrow(TypeError);
});
