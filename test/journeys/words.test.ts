import { expect, test } from "vitest";

import { BOXES, mentioned, posted, TASKS, undated } from "../support/journey.ts";
import { openScene } from "../support/scene.ts";

/** Between two notes of a transcript. */
const BETWEEN = "\n\n━━━━━━━━━━\n\n";
const MARKER = /\s*<!-- onboarding-bot:\S+ -->\s*$/;

test("the words of a life from beginning to end", async () => {
  const scene = await openScene();
  const { maria, priya, tom } = scene;
  const issue = await scene.openIssue();
  await scene.tick(issue, maria, TASKS.resources);
  await scene.tick(issue, maria, TASKS.assessment);
  await scene.tick(issue, priya, BOXES.assessment);
  await scene.tick(issue, maria, TASKS.workshop);
  await scene.say(issue, priya, "@onboarding-bot decline workshop the second day is missing");
  await scene.say(issue, maria, "@onboarding-bot done workshop");
  await scene.tick(issue, priya, BOXES.workshop);
  await scene.say(issue, priya, "@onboarding-bot assign engineer @tbecker");
  await scene.tick(issue, maria, TASKS.shadow);
  await scene.tick(issue, tom, BOXES.shadow);
  await scene.tick(issue, maria, TASKS.lead);
  await scene.tick(issue, tom, BOXES.lead);

  const asPosted = posted(scene, issue).map((body) => undated(body.replace(MARKER, "")));
  const asTheyEnd = scene.notes(issue).map((note) => undated(note.body.replace(MARKER, "")));
  expect(asPosted.join(BETWEEN)).toMatchInlineSnapshot(`
    "👋 Welcome, @msilva! Your first task: resources. Tick its box in the description when it is done.

    This issue is your path to **GitLab Certified Migration Services Engineer**: 5 tasks, and a digital badge at the end.

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

    **People:** Maria Silva (candidate) · Jonas Weber (GitLab representative) · Priya Nair (project coordinator) · Tom Becker (PSE Migration Engineer)

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

    <sub>I keep this note up to date and send no e-mail when I do. Last change: DATE.</sub>

    ━━━━━━━━━━

    @pnair **Maria Silva says this is done: assessment.** Can you confirm?

    - Ticked by Maria Silva on DATE: *Pass a graded migration assessment*

    **Yes:** tick *Assessment: result seen, passed* under *Coordinator Tasks* in the description, reply \`confirm\` here or to the mail, or write

    \`\`\`text
    @onboarding-bot confirm assessment
    \`\`\`

    **Not yet:** say what Maria Silva should do, I pass it on

    \`\`\`text
    @onboarding-bot decline assessment WHAT IS MISSING
    \`\`\`

    **Not yours?** \`@onboarding-bot assign coordinator @username\` hands it over. No need to untick anything.

    ━━━━━━━━━━

    @pnair **Maria Silva is ready for the next step: shadow.** Can you find a date?

    - **Task:** Shadow a migration that is led by a PSE Migration Engineer
    - **Needed:** a migration led by a PSE Migration Engineer, with room for one person to watch
    - **Done:** resources and assessment (last one on DATE)
    - **Still open:** workshop

    When you have one, write:

    \`\`\`text
    @onboarding-bot schedule shadow YYYY-MM-DD HH:MM Area/City for 4h with @username codename CODENAME
    \`\`\`

    I tell everybody who takes part, and show the time in their zones. \`reschedule\` moves it, \`cancel\` calls it off.

    <details>
    <summary>Good to know</summary>

    - Nights and weekends are fine: I take the date as you give it.
    - For migrations to GitLab.com, 5 days' notice is asked for. Less is fine, I only say so.
    - The person after \`with\` may then confirm it; no other change needed. Without it I take Tom Becker.
    - You can add \`method\` and one of these: \`congregate\` \`direct-transfer\` \`file-export\` \`other\`
    - Names of customers stay out of here, a codename is enough.

    </details>

    ━━━━━━━━━━

    @pnair **Maria Silva says this is done: workshop.** Can you confirm?

    - Ticked by Maria Silva on DATE: *Complete a congregate-onboarding workshop*

    **Yes:** tick *Workshop: completed* under *Coordinator Tasks* in the description, reply \`confirm\` here or to the mail, or write

    \`\`\`text
    @onboarding-bot confirm workshop
    \`\`\`

    **Not yet:** say what Maria Silva should do, I pass it on

    \`\`\`text
    @onboarding-bot decline workshop WHAT IS MISSING
    \`\`\`

    **Not yours?** \`@onboarding-bot assign coordinator @username\` hands it over. No need to untick anything.

    ━━━━━━━━━━

    @msilva **Not yet: workshop.** Priya Nair writes: “the second day is missing”

    Everything else stays as it is. When you are ready, untick and tick the box, or write:

    \`\`\`text
    @onboarding-bot done workshop
    \`\`\`

    ━━━━━━━━━━

    @pnair **Maria Silva says this is done: workshop.** Can you confirm?

    - Ticked by Maria Silva on DATE: *Complete a congregate-onboarding workshop*

    **Yes:** tick *Workshop: completed* under *Coordinator Tasks* in the description, reply \`confirm\` here or to the mail, or write

    \`\`\`text
    @onboarding-bot confirm workshop
    \`\`\`

    **Not yet:** say what Maria Silva should do, I pass it on

    \`\`\`text
    @onboarding-bot decline workshop WHAT IS MISSING
    \`\`\`

    **Not yours?** \`@onboarding-bot assign coordinator @username\` hands it over. No need to untick anything.

    ━━━━━━━━━━

    @tbecker **Maria Silva says this is done: shadow.** Can you confirm?

    - Ticked by Maria Silva on DATE: *Shadow a migration that is led by a PSE Migration Engineer*

    **Yes:** tick *Shadow: the candidate shadowed my migration* under *PSE Tasks* in the description, reply \`confirm\` here or to the mail, or write

    \`\`\`text
    @onboarding-bot confirm shadow
    \`\`\`

    **Not yet:** say what Maria Silva should do, I pass it on

    \`\`\`text
    @onboarding-bot decline shadow WHAT IS MISSING
    \`\`\`

    **Not yours?** Just say so in a comment. No need to untick anything.

    ━━━━━━━━━━

    @pnair **Maria Silva is ready for the next step: lead.** Can you find a date?

    - **Task:** Lead a migration with a PSE Migration Engineer observing and providing feedback
    - **Needed:** a migration the candidate can lead, and a PSE Migration Engineer who observes and gives feedback
    - **Done:** shadow (on DATE)

    When you have one, write:

    \`\`\`text
    @onboarding-bot schedule lead YYYY-MM-DD HH:MM Area/City for 4h with @username codename CODENAME
    \`\`\`

    I tell everybody who takes part, and show the time in their zones. \`reschedule\` moves it, \`cancel\` calls it off.

    <details>
    <summary>Good to know</summary>

    - Nights and weekends are fine: I take the date as you give it.
    - For migrations to GitLab.com, 5 days' notice is asked for. Less is fine, I only say so.
    - The person after \`with\` may then confirm it; no other change needed. Without it I take Tom Becker.
    - You can add \`method\` and one of these: \`congregate\` \`direct-transfer\` \`file-export\` \`other\`
    - Names of customers stay out of here, a codename is enough.

    </details>

    ━━━━━━━━━━

    @tbecker **Maria Silva says this is done: lead.** Can you confirm?

    - Ticked by Maria Silva on DATE: *Lead a migration with a PSE Migration Engineer observing and providing feedback*

    **Yes:** tick *Lead: observed, feedback given, ready to certify* under *PSE Tasks* in the description, reply \`confirm\` here or to the mail, or write

    \`\`\`text
    @onboarding-bot confirm lead
    \`\`\`

    **Not yet:** say what Maria Silva should do, I pass it on

    \`\`\`text
    @onboarding-bot decline lead WHAT IS MISSING
    \`\`\`

    **Not yours?** Just say so in a comment. No need to untick anything.

    ━━━━━━━━━━

    🎉 **Congratulations, @msilva, you are certified!** Your badge follows; I tell you here.

    You are now a **GitLab Certified Migration Services Engineer**: all 5 tasks are done.

    Thank you Priya Nair and Tom Becker for making it happen.

    I close this issue now. It stays readable, and you can still write here."
  `);
  expect(asTheyEnd.join(BETWEEN)).toMatchInlineSnapshot(`
    "### Migration Services Engineer certification: Maria Silva

    **5 of 5 tasks done** ▰▰▰▰▰ 🎉 **Certified on DATE**

    **Now:** nothing left to do here. Well done, Maria Silva!

    **Badge:** on its way

    | # | Task | Where it stands |
    | --- | --- | --- |
    | 1 | Review migration services resources, including documentation and delivery kits | ✅ Done by Maria Silva, DATE |
    | 2 | Pass a graded migration assessment | ✅ Confirmed by Priya Nair, DATE |
    | 3 | Complete a congregate-onboarding workshop | ✅ Confirmed by Priya Nair, DATE |
    | 4 | Shadow a migration that is led by a PSE Migration Engineer | ✅ Confirmed by Tom Becker, DATE |
    | 5 | Lead a migration with a PSE Migration Engineer observing and providing feedback | ✅ Confirmed by Tom Becker, DATE |

    **People:** Maria Silva (candidate) · Jonas Weber (GitLab representative) · Priya Nair (project coordinator) · Tom Becker (PSE Migration Engineer)

    <sub>I keep this note up to date and send no e-mail when I do. Last change: DATE.</sub>

    ━━━━━━━━━━

    ✅ **Settled: Priya Nair confirmed assessment** on DATE. Nothing to do here.

    <details>
    <summary>What I asked</summary>

    - Whether this is done for Maria Silva: *Pass a graded migration assessment*

    </details>

    ━━━━━━━━━━

    ✅ **Settled: shadow is ticked by now, so there is no date to find.** Nothing to do here.

    <details>
    <summary>What I asked</summary>

    - To find a date for Maria Silva: *Shadow a migration that is led by a PSE Migration Engineer*

    </details>

    ━━━━━━━━━━

    ✅ **Settled: Priya Nair answered “not yet” for workshop** on DATE. Nothing to do here.

    <details>
    <summary>What I asked</summary>

    - Whether this is done for Maria Silva: *Complete a congregate-onboarding workshop*

    </details>

    ━━━━━━━━━━

    @msilva **Not yet: workshop.** Priya Nair writes: “the second day is missing”

    Everything else stays as it is. When you are ready, untick and tick the box, or write:

    \`\`\`text
    @onboarding-bot done workshop
    \`\`\`

    ━━━━━━━━━━

    ✅ **Settled: Priya Nair confirmed workshop** on DATE. Nothing to do here.

    <details>
    <summary>What I asked</summary>

    - Whether this is done for Maria Silva: *Complete a congregate-onboarding workshop*

    </details>

    ━━━━━━━━━━

    ✅ **Settled: Tom Becker confirmed shadow** on DATE. Nothing to do here.

    <details>
    <summary>What I asked</summary>

    - Whether this is done for Maria Silva: *Shadow a migration that is led by a PSE Migration Engineer*

    </details>

    ━━━━━━━━━━

    ✅ **Settled: lead is ticked by now, so there is no date to find.** Nothing to do here.

    <details>
    <summary>What I asked</summary>

    - To find a date for Maria Silva: *Lead a migration with a PSE Migration Engineer observing and providing feedback*

    </details>

    ━━━━━━━━━━

    ✅ **Settled: Tom Becker confirmed lead** on DATE. Nothing to do here.

    <details>
    <summary>What I asked</summary>

    - Whether this is done for Maria Silva: *Lead a migration with a PSE Migration Engineer observing and providing feedback*

    </details>

    ━━━━━━━━━━

    🎉 **Congratulations, @msilva, you are certified!** Your badge follows; I tell you here.

    You are now a **GitLab Certified Migration Services Engineer**: all 5 tasks are done.

    Thank you Priya Nair and Tom Becker for making it happen.

    I close this issue now. It stays readable, and you can still write here."
  `);
});

const HOSTILE = [
  "/close",
  "/label ~onboarding::certified",
  "@all @pnair/group @root",
  "<img src=x onerror=alert(1)> <!-- onboarding-bot:status -->",
  "</details> ``` | --- | [x](javascript:alert(1)) #1 !2 %3 ~bug $4",
  "\u202Egnp.exe \u2028/close \r/reopen",
].join(" ");

test("names, titles and reasons that would do something do nothing when the bot repeats them", async () => {
  const scene = await openScene();
  const { maria, priya, tom, gitlab } = scene;
  maria.name = HOSTILE;
  tom.name = `/close\n${HOSTILE}`;
  const issue = await scene.openIssue();
  gitlab.state.editTitle(issue, maria, HOSTILE.slice(0, 200));
  const title = issue.title;

  await scene.tick(issue, maria, TASKS.assessment);
  await scene.say(issue, priya, `@onboarding-bot decline assessment ${HOSTILE}`);
  await scene.say(issue, priya, `@onboarding-bot waive workshop ${HOSTILE}`);
  await scene.say(issue, priya, `@onboarding-bot ${HOSTILE}`);
  await scene.say(issue, priya, `@onboarding-bot confirm ${HOSTILE}`);
  await scene.say(issue, priya, `@onboarding-bot assign ${HOSTILE}`);
  await scene.say(issue, tom, "@onboarding-bot confirm shadow");
  await scene.settle();

  expect([issue.state, issue.title, scene.labels(issue)]).toEqual(["opened", title, ["onboarding::in-progress"]]);
  expect(new Set(mentioned(scene, issue))).toEqual(new Set(["msilva", "pnair"]));
  const lines = posted(scene, issue).flatMap((body) => body.split(/[\n\r\u2028\u2029]/));
  expect(lines.filter((line) => line.trimStart().startsWith("/"))).toEqual([]);
  expect(scene.notes(issue).filter((note) => note.body.split("<!-- onboarding-bot:").length !== 2)).toEqual([]);
  expect(posted(scene, issue).filter((body) => /<img|(?<!\\)\]\(javascript/.test(body))).toEqual([]);
});
