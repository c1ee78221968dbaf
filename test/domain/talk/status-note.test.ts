import { describe, expect, test } from "vitest";

import type { Task } from "../../../src/domain/program/program.ts";
import { renderStatusNote, type StatusView } from "../../../src/domain/talk/status-note.ts";
import {
  at, BEGINNING, CERTIFIED, claimed, confirmed, GHOST, type Happening, JONAS, MARIA, PRIYA, program, READY_FOR_SHADOW, sceneOf, TOM,
} from "./support/scene.ts"; // prettier-ignore

function note(story: readonly Happening[], more: Partial<StatusView> = {}): string {
  return renderStatusNote({
    scene: sceneOf(story),
    isFirstEdition: false,
    canCandidateTick: true,
    wasTicked: () => false,
    cannotSee: [],
    deaf: null,
    ...more,
  });
}

/** The paragraphs between the progress and the table. */
function upperPart(body: string): string {
  return body.slice(body.indexOf("\n\n", body.indexOf("tasks done**")) + 2, body.indexOf("\n\n| #"));
}

describe("renderStatusNote() as people read it", () => {
  test("first edition: the welcome", () => {
    expect(note(BEGINNING, { isFirstEdition: true })).toMatchInlineSnapshot(`
      "👋 Welcome, @msilva! Your first task: resources. Tick its box in the description when it is done.

      This issue is your path to **GitLab Certified Migration Services Engineer**: 5 tasks.

      - **Tick a box when you think it is done.** Where somebody else has to confirm, I ask the right person, so you do not have to chase anybody.
      - **Where am I, and who am I waiting for?** Always in this note; I keep it up to date.
      - **Dates (shadow and lead):** talk to Priya Nair while you work through the tasks. The earlier it is known when you can, the better.
      - **Stuck, or missing access?** Ask Jonas Weber, your GitLab representative.

      Please keep names of customers, addresses and tokens out of this issue.

      I mention you only when it is your turn. You've got this!

      ### Migration Services Engineer certification: Maria Silva

      **0 of 5 tasks done** ▱▱▱▱▱

      **Now:** Maria Silva works on task 1, *Review migration services resources, including documentation and delivery kits*, then ticks its box in the description.

      | # | Task | Where it stands |
      | --- | --- | --- |
      | 1 | Review migration services resources, including documentation and delivery kits | 👉 **Maria Silva's turn** |
      | 2 | Pass a graded migration assessment | ⚪ Open |
      | 3 | Complete a congregate-onboarding workshop | ⚪ Open |
      | 4 | Shadow a migration that is led by a PSE Migration Engineer | 🔒 After tasks 1 to 3 |
      | 5 | Lead a migration with a PSE Migration Engineer observing and providing feedback | 🔒 After task 4 |

      **People:** Maria Silva (candidate) · Jonas Weber (GitLab representative) · Priya Nair (project coordinator) · PSE Migration Engineer: not named yet

      **After this:** task 2, *Pass a graded migration assessment*

      <details>
      <summary>Who confirms what</summary>

      The candidate ticks a box when a task is done. I then ask the right person to confirm, once:

      | Task | Confirmed by |
      | --- | --- |
      | 2 and 3 | project coordinator or PSE Migration Engineer |
      | 4 | PSE Migration Engineer or project coordinator |
      | 5 | PSE Migration Engineer |

      Nobody confirms these on their own issue. A box that was unticked by accident takes nothing away that was confirmed.

      </details>

      <details>
      <summary>Questions and commands</summary>

      Questions about the program: Jonas Weber, your GitLab representative. Dates: Priya Nair.

      Write in a comment, at the start of a line:

      \`\`\`text
      @onboarding-bot next
      \`\`\`

      \`next\` says what to do now, \`help\` lists everything you can do here, \`recheck\` makes me look again.

      </details>

      <sub>I keep this note up to date and send no e-mail when I do. Last change: Mon 23 Nov 2026, 13:04 UTC.</sub>

      <!-- onboarding-bot:status -->"
    `);
  });

  test("first edition for somebody who cannot tick: the author is asked to assign", () => {
    const body = note(BEGINNING, { isFirstEdition: true, canCandidateTick: false });

    expect(body.slice(0, body.indexOf("### "))).toMatchInlineSnapshot(`
      "👋 Welcome, @msilva! @jweber, one click from you first: please assign this issue to Maria Silva.

      GitLab lets people tick boxes only in issues they opened or are assigned to. Until that is done, Maria Silva, a comment counts just the same:

      \`\`\`text
      @onboarding-bot done review-resources
      \`\`\`

      This issue is your path to **GitLab Certified Migration Services Engineer**: 5 tasks.

      - **Tick a box when you think it is done.** Where somebody else has to confirm, I ask the right person, so you do not have to chase anybody.
      - **Where am I, and who am I waiting for?** Always in this note; I keep it up to date.
      - **Dates (shadow and lead):** talk to Priya Nair while you work through the tasks. The earlier it is known when you can, the better.
      - **Stuck, or missing access?** Ask Jonas Weber, your GitLab representative.

      Please keep names of customers, addresses and tokens out of this issue.

      I mention you only when it is your turn. You've got this!

      "
    `);
  });

  test("first edition when nobody knows who the candidate is", () => {
    expect(note(BEGINNING.slice(0, 1), { isFirstEdition: true })).toMatchInlineSnapshot(`
      "@jweber **Who is the candidate here?** Name them under *People* in the description, or assign the issue to them; I start as soon as I know.

      ### Migration Services Engineer certification

      **0 of 5 tasks done** ▱▱▱▱▱

      **Now:** somebody names the candidate under *People* in the description, or assigns the issue to them.

      | # | Task | Where it stands |
      | --- | --- | --- |
      | 1 | Review migration services resources, including documentation and delivery kits | ⚪ Open |
      | 2 | Pass a graded migration assessment | ⚪ Open |
      | 3 | Complete a congregate-onboarding workshop | ⚪ Open |
      | 4 | Shadow a migration that is led by a PSE Migration Engineer | 🔒 After tasks 1 to 3 |
      | 5 | Lead a migration with a PSE Migration Engineer observing and providing feedback | 🔒 After task 4 |

      **People:** Project coordinator: not named yet · PSE Migration Engineer: not named yet

      <details>
      <summary>Who confirms what</summary>

      The candidate ticks a box when a task is done. I then ask the right person to confirm, once:

      | Task | Confirmed by |
      | --- | --- |
      | 2 and 3 | project coordinator or PSE Migration Engineer |
      | 4 | PSE Migration Engineer or project coordinator |
      | 5 | PSE Migration Engineer |

      Nobody confirms these on their own issue. A box that was unticked by accident takes nothing away that was confirmed.

      </details>

      <details>
      <summary>Questions and commands</summary>

      Questions about the program: your GitLab representative. Dates: Priya Nair.

      Write in a comment, at the start of a line:

      \`\`\`text
      @onboarding-bot next
      \`\`\`

      \`next\` says what to do now, \`help\` lists everything you can do here, \`recheck\` makes me look again.

      </details>

      <sub>I keep this note up to date and send no e-mail when I do. Last change: Mon 23 Nov 2026, 13:04 UTC.</sub>

      <!-- onboarding-bot:status -->"
    `);
  });

  test("later edition: the shadow is ready to schedule", () => {
    expect(note(READY_FOR_SHADOW)).toMatchInlineSnapshot(`
      "### Migration Services Engineer certification: Maria Silva

      **3 of 5 tasks done** ▰▰▰▱▱

      **Now:** Priya Nair looks for a date for task 4 (shadow). Maria Silva has nothing to do right now.

      | # | Task | Where it stands |
      | --- | --- | --- |
      | 1 | Review migration services resources, including documentation and delivery kits | ✅ Done by Maria Silva, Wed 25 Nov 2026 |
      | 2 | Pass a graded migration assessment | ✅ Confirmed by Priya Nair, Tue 1 Dec 2026 |
      | 3 | Complete a congregate-onboarding workshop | ✅ Confirmed by Priya Nair, Fri 4 Dec 2026 |
      | 4 | Shadow a migration that is led by a PSE Migration Engineer | 👉 **Ready to schedule**, Priya Nair's turn |
      | 5 | Lead a migration with a PSE Migration Engineer observing and providing feedback | 🔒 After task 4 |

      **People:** Maria Silva (candidate) · Jonas Weber (GitLab representative) · Priya Nair (project coordinator) · PSE Migration Engineer: not named yet

      **After this:** task 5, *Lead a migration with a PSE Migration Engineer observing and providing feedback*

      <details>
      <summary>Who confirms what</summary>

      The candidate ticks a box when a task is done. I then ask the right person to confirm, once:

      | Task | Confirmed by |
      | --- | --- |
      | 4 | PSE Migration Engineer or project coordinator |
      | 5 | PSE Migration Engineer |

      Nobody confirms these on their own issue. A box that was unticked by accident takes nothing away that was confirmed.

      </details>

      <details>
      <summary>Questions and commands</summary>

      Questions about the program: Jonas Weber, your GitLab representative. Dates: Priya Nair.

      Write in a comment, at the start of a line:

      \`\`\`text
      @onboarding-bot next
      \`\`\`

      \`next\` says what to do now, \`help\` lists everything you can do here, \`recheck\` makes me look again.

      </details>

      <sub>I keep this note up to date and send no e-mail when I do. Last change: Fri 4 Dec 2026, 12:20 UTC.</sub>

      <!-- onboarding-bot:status -->"
    `);
  });

  test("last edition: certified", () => {
    expect(note(CERTIFIED)).toMatchInlineSnapshot(`
      "### Migration Services Engineer certification: Maria Silva

      **5 of 5 tasks done** ▰▰▰▰▰ 🎉 **Certified on Fri 18 Dec 2026**

      **Now:** nothing left to do here. Well done, Maria Silva!

      | # | Task | Where it stands |
      | --- | --- | --- |
      | 1 | Review migration services resources, including documentation and delivery kits | ✅ Done by Maria Silva, Wed 25 Nov 2026 |
      | 2 | Pass a graded migration assessment | ✅ Confirmed by Priya Nair, Tue 1 Dec 2026 |
      | 3 | Complete a congregate-onboarding workshop | ✅ Confirmed by Priya Nair, Fri 4 Dec 2026 |
      | 4 | Shadow a migration that is led by a PSE Migration Engineer | ✅ Confirmed by Tom Becker, Mon 14 Dec 2026 |
      | 5 | Lead a migration with a PSE Migration Engineer observing and providing feedback | ✅ Confirmed by Tom Becker, Fri 18 Dec 2026 |

      **People:** Maria Silva (candidate) · Jonas Weber (GitLab representative) · Priya Nair (project coordinator) · Tom Becker (PSE Migration Engineer)

      <sub>I keep this note up to date and send no e-mail when I do. Last change: Fri 18 Dec 2026, 09:41 UTC.</sub>

      <!-- onboarding-bot:status -->"
    `);
  });
});

describe("renderStatusNote() says above the table", () => {
  test("that the candidate was guessed", () => {
    const story: Happening[] = [
      ...BEGINNING.slice(0, 1),
      ["11-23 13:04", { kind: "candidate-set", person: JONAS, source: "author" }],
    ];

    expect(upperPart(note(story))).toMatchInlineSnapshot(`
      "**Is Jonas Weber the candidate?** Nobody is named under *People* or assigned, so I took the person who opened the issue. Name or assign the right person and I start over with them.

      **Now:** Jonas Weber works on task 1, *Review migration services resources, including documentation and delivery kits*, then ticks its box in the description."
    `);
  });

  test("that the candidate cannot tick, in every later edition", () => {
    expect(upperPart(note(BEGINNING, { canCandidateTick: false }))).toMatchInlineSnapshot(`
      "**Maria Silva cannot tick boxes here yet.** Assign the issue to Maria Silva; until then a comment counts just the same: \`@onboarding-bot done TASK\`.

      **Now:** Maria Silva works on task 1, *Review migration services resources, including documentation and delivery kits*, then ticks its box in the description."
    `);
  });

  test("that nobody can confirm or find dates", () => {
    const body = note(BEGINNING, { scene: sceneOf(BEGINNING, { confirmers: new Map(), scheduler: null }) });

    expect(upperPart(body)).toMatchInlineSnapshot(`
      "**Missing: project coordinator or PSE Migration Engineer.** Without one, tasks 2 and 3 cannot move. Name somebody under *People* in the description, or the project coordinator or program owner writes \`@onboarding-bot assign coordinator @username\`.

      **Now:** Maria Silva works on task 1, *Review migration services resources, including documentation and delivery kits*, then ticks its box in the description."
    `);
  });

  test("that nobody finds a date", () => {
    const body = note(READY_FOR_SHADOW, { scene: sceneOf(READY_FOR_SHADOW, { scheduler: null }) });

    expect(upperPart(body)).toMatchInlineSnapshot(`
      "**Missing: project coordinator.** Without one, task 4 cannot move. Name somebody under *People* in the description, or the project coordinator or program owner writes \`@onboarding-bot assign coordinator @username\`.

      **Now:** task 4 (shadow): ready, and nobody is named who finds a date. Maria Silva has nothing to do right now."
    `);
  });

  test("who cannot see the issue", () => {
    expect(upperPart(note(BEGINNING, { cannotSee: [TOM, GHOST] }))).toMatchInlineSnapshot(`
      "**Tom Becker cannot see this issue**, so my messages do not arrive. They need to be a member of this project.

      **Now:** Maria Silva works on task 1, *Review migration services resources, including documentation and delivery kits*, then ticks its box in the description."
    `);
  });

  test("that it was closed by hand, moved, held back or cut off", () => {
    const closed = note([...BEGINNING, ["12-07 10:00", { kind: "closed-by-hand" }]]);
    const moved = note([...BEGINNING, ["12-07 10:00", { kind: "moved-away", toIssueId: 5 }]]);
    const held = note([...BEGINNING, ["12-07 10:00", { kind: "held-back", person: MARIA }]]);
    const deaf = note(BEGINNING, { deaf: { from: at("11-30 14:02"), to: at("11-30 14:31") } });

    expect([closed, moved, held, deaf].map(upperPart).join("\n---\n")).toMatchInlineSnapshot(`
      "**Closed on Mon 7 Dec 2026 before the end.** Nothing is lost: reopen the issue to carry on.

      **Now:** nothing, the issue is closed. Reopen it to carry on.
      ---
      **This issue was moved.** Nothing is lost: I go on where GitLab moved it to, as soon as I can see it.

      **Now:** this goes on in the issue GitLab moved it to.
      ---
      **Now:** Maria Silva already has an open issue of this program, so this one waits. The project coordinator or program owner decides and writes \`@onboarding-bot enroll\`.
      ---
      **I did not hear from GitLab from Mon 30 Nov 2026, 14:02 UTC to 14:31 UTC.** I have looked again: everything here is right.

      **Now:** Maria Silva works on task 1, *Review migration services resources, including documentation and delivery kits*, then ticks its box in the description."
    `);
  });

  test("what is missing from the list, with the ticks as they were", () => {
    const story: Happening[] = [
      ...READY_FOR_SHADOW,
      [
        "12-05 10:00",
        {
          kind: "list-broken",
          by: MARIA,
          faults: [
            { kind: "missing", task: "workshop" },
            { kind: "missing", task: "lead" },
          ],
        },
      ],
    ];

    expect(upperPart(note(story, { wasTicked: (task) => task === "workshop" }))).toMatchInlineSnapshot(`
      "🩹 **Missing from the description: tasks 3 and 5. Nothing is lost**; paste back what is missing.

      Noticed on Sat 5 Dec 2026.

      Select **Edit** on the description, paste this under *Candidate Tasks*, save:

      \`\`\`markdown
      - [x] Complete a congregate-onboarding workshop
      - [ ] Lead a migration with a PSE Migration Engineer observing and providing feedback
      \`\`\`

      Everything that was confirmed stays confirmed; I cannot finish the certification until the list is whole. Left out on purpose? Then the project coordinator or program owner writes \`@onboarding-bot waive workshop WHY\`.

      **Now:** Priya Nair looks for a date for task 4 (shadow). Maria Silva has nothing to do right now."
    `);
  });

  test("every other fault of the list", () => {
    const story: Happening[] = [
      ...BEGINNING,
      [
        "12-05 10:00",
        {
          kind: "list-broken",
          by: null,
          faults: [
            { kind: "doubled", task: "assessment" },
            { kind: "reworded", task: "shadow" },
            { kind: "not-applicable", task: "lead" },
          ],
        },
      ],
    ];

    expect(upperPart(note(story))).toMatchInlineSnapshot(`
      "🩹 **Reworded, so I no longer know it: task 4. Nothing is lost.**

      🩹 **Marked as not applicable: task 5. That needs somebody else's word.**

      🩹 **Twice in the description: task 2.** I count the first one; please delete the other.

      Noticed on Sat 5 Dec 2026.

      Select **Edit** on the description, put this in place of the line that is there now, save:

      \`\`\`markdown
      - [ ] Shadow a migration that is led by a PSE Migration Engineer
      - [ ] Lead a migration with a PSE Migration Engineer observing and providing feedback
      \`\`\`

      Everything that was confirmed stays confirmed; I cannot finish the certification until the list is whole. Left out on purpose? Then the project coordinator or program owner writes \`@onboarding-bot waive shadow WHY\`.

      **Now:** Maria Silva works on task 1, *Review migration services resources, including documentation and delivery kits*, then ticks its box in the description."
    `);
  });

  test("that the list is gone or unreadable", () => {
    const gone = note([
      ...BEGINNING,
      ["12-05 10:00", { kind: "list-broken", by: null, faults: [{ kind: "all-gone" }] }],
    ]);
    const unreadable = note([
      ...BEGINNING,
      ["12-05 10:00", { kind: "list-broken", by: null, faults: [{ kind: "unreadable" }] }],
    ]);

    expect([gone, unreadable].map(upperPart).join("\n---\n")).toMatchInlineSnapshot(`
      "🩹 **The task list is gone from the description. Nothing is lost**; paste back its lines.

      Noticed on Sat 5 Dec 2026.

      Select **Edit** on the description, paste this under *Candidate Tasks*, save:

      \`\`\`markdown
      - [ ] Review migration services resources, including documentation and delivery kits
      - [ ] Pass a graded migration assessment
      - [ ] Complete a congregate-onboarding workshop
      - [ ] Shadow a migration that is led by a PSE Migration Engineer
      - [ ] Lead a migration with a PSE Migration Engineer observing and providing feedback
      \`\`\`

      Everything that was confirmed stays confirmed; I cannot finish the certification until the list is whole. Left out on purpose? Then the project coordinator or program owner writes \`@onboarding-bot waive review-resources WHY\`.

      **Now:** Maria Silva works on task 1, *Review migration services resources, including documentation and delivery kits*, then ticks its box in the description.
      ---
      🩹 **I cannot read the task list in the description. Nothing is lost.**

      Noticed on Sat 5 Dec 2026.

      It is too large or too deeply nested to be read in time. Please put back the list of this program; everything that was confirmed stays.

      Everything that was confirmed stays confirmed; I cannot finish the certification until the list is whole. Left out on purpose? Then the project coordinator or program owner writes \`@onboarding-bot waive review-resources WHY\`.

      **Now:** Maria Silva works on task 1, *Review migration services resources, including documentation and delivery kits*, then ticks its box in the description."
    `);
  });
});

test("renderStatusNote() stays the same when nothing a reader would call a change happened", () => {
  const story: Happening[] = [...BEGINNING, claimed("12-01 09:12", "assessment")];
  const quiet: Happening[] = [
    ...story,
    ["12-02 10:00", { kind: "command-heard", noteId: 4, by: PRIYA, command: "status", outcome: "answered" }],
  ];

  expect(note(quiet)).toBe(note(story));
});

test("renderStatusNote() mentions nobody after its first edition", () => {
  expect(note(READY_FOR_SHADOW).replaceAll(/```[\s\S]*?```|`[^`]*`/gu, "")).not.toContain("@");
});

test("renderStatusNote() calls a forgotten person somebody", () => {
  const body = note([...BEGINNING, confirmed("12-01 09:12", "assessment", GHOST)]);

  expect(body).toContain("✅ Confirmed by somebody, Tue 1 Dec 2026");
});

test("renderStatusNote() writes dates in the program's language and zone, and sentences as the program words them", () => {
  const german = {
    ...program,
    language: "de",
    timeZone: "Europe/Berlin",
    wording: {
      "status.done": "**{done} von {total} Aufgaben erledigt** {bar}",
      "cell.confirmed": "✅ Bestätigt von {person}, {date}",
      "list.and": "{items} und {last}",
      "status.foot": "<sub>Stand: {moment}.</sub>",
      "no.such.message": "bleibt ungehört",
      "status.now": "{nobody} knows this placeholder",
    },
  };
  const body = note(READY_FOR_SHADOW, { scene: sceneOf(READY_FOR_SHADOW, { program: german }) });

  expect(body).toContain("**3 von 5 Aufgaben erledigt** ▰▰▰▱▱");
  expect(body).toContain("✅ Bestätigt von Priya Nair, Di 1 Dez 2026");
  expect(body).toContain("<sub>Stand: Fr 4 Dez 2026, 13:20 Berlin.</sub>");
  expect(body).toContain("**Now:** ");
});

test("renderStatusNote() knows no program: one with a single optional task and no engagements reads well", () => {
  const [only] = program.tasks as [Task];
  const tiny = {
    ...program,
    shortTitle: "Kitchen duty",
    audiences: [],
    roles: {
      ...program.roles,
      sponsor: { ...program.roles.sponsor, label: "" },
      engineer: { ...program.roles.engineer, label: "" },
    },
    tasks: [only, { ...only, id: "wash", text: "Wash up", name: "dishes", required: false }],
  };

  expect(note(BEGINNING, { scene: sceneOf(BEGINNING, { program: tiny }), isFirstEdition: true }))
    .toMatchInlineSnapshot(`
      "👋 Welcome, @msilva! Your first task: resources. Tick its box in the description when it is done.

      This issue is your path to **GitLab Certified Migration Services Engineer**: one task.

      - **Tick a box when you think it is done.** Where somebody else has to confirm, I ask the right person, so you do not have to chase anybody.
      - **Where am I, and who am I waiting for?** Always in this note; I keep it up to date.

      Please keep names of customers, addresses and tokens out of this issue.

      I mention you only when it is your turn. You've got this!

      ### Kitchen duty: Maria Silva

      **0 of 1 tasks done** ▱

      **Now:** Maria Silva works on task 1, *Review migration services resources, including documentation and delivery kits*, then ticks its box in the description.

      | # | Task | Where it stands |
      | --- | --- | --- |
      | 1 | Review migration services resources, including documentation and delivery kits | 👉 **Maria Silva's turn** |
      | 2 | Wash up (optional) | ⚪ Open |

      **People:** Maria Silva (candidate) · Priya Nair (project coordinator)

      <details>
      <summary>Questions and commands</summary>

      Write in a comment, at the start of a line:

      \`\`\`text
      @onboarding-bot next
      \`\`\`

      \`next\` says what to do now, \`help\` lists everything you can do here, \`recheck\` makes me look again.

      </details>

      <sub>I keep this note up to date and send no e-mail when I do. Last change: Mon 23 Nov 2026, 13:04 UTC.</sub>

      <!-- onboarding-bot:status -->"
    `);
});
