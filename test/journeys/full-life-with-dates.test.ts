import { DateTime } from "luxon";
import { expect, test } from "vitest";

import type { Issue, User } from "../../src/demo/gitlab/model.ts";
import { type CalendarEntry, readEntry } from "../support/calendar-entry.ts";
import { BOT, BOXES, findNote, posted, standings, TASKS } from "../support/journey.ts";
import { openScene, type Scene } from "../support/scene.ts";

const PUBLIC_URL = "https://bot.example.com";
const BERLIN = "Europe/Berlin";
const KOLKATA = "Asia/Kolkata";
const SAO_PAULO = "America/Sao_Paulo";

/** A Monday. The clocks of Berlin go forward in the night to Sunday, 26 March. */
const BEGIN = new Date("2028-03-06T12:30:00Z");
/** Whatever is due is looked after as often. */
const HOUR_MS = 3_600_000;

/** Between two notes of a transcript. */
const BETWEEN = "\n\n━━━━━━━━━━\n\n";
const MARKER = /\s*<!-- onboarding-bot:\S+ -->\s*$/;
const NAMES = new Map([
  ["msilva", "Maria Silva"],
  ["pnair", "Priya Nair"],
  ["tbecker", "Tom Becker"],
]);

const NOT_YET = `import-export: 4
troubleshooting: 2 took one log for the other
statement-of-work: 4
discovery: 4
automation: 3
asking: 4
verdict: not yet
comment: Nearly there. Once more, with a little less haste.`;

const PASS = `import-export: 5
troubleshooting: 4 found it in minutes
statement-of-work: 4
discovery: 4
automation: 5
asking: 5
verdict: pass`;

test("a whole life with two dates, one moved over the night the clocks change, a first lead that fails, and a second", async () => {
  const scene = await openScene({ startsAt: BEGIN, settle: "PT2M", env: { PUBLIC_URL } });
  const { maria, priya, tom } = scene;
  const issue = await scene.openIssue();
  await scene.say(issue, maria, `${BOT} my zone ${SAO_PAULO} country BR`);
  await scene.say(issue, priya, `${BOT} my zone ${KOLKATA} country IN`);
  await scene.say(issue, tom, `${BOT} my zone ${BERLIN} country DE`);
  expect(scene.labels(issue)).toEqual(["onboarding::in-progress"]);

  await passUntil(scene, "2028-03-08T10:00", SAO_PAULO);
  await scene.tick(issue, maria, TASKS.resources);
  await passUntil(scene, "2028-03-13T15:00", SAO_PAULO);
  await scene.tick(issue, maria, TASKS.assessment);
  await scene.tick(issue, maria, TASKS.workshop);
  await passUntil(scene, "2028-03-14T10:00", KOLKATA);
  await reply(scene, issue, priya, "@pnair **Maria Silva says 2 tasks are done", "confirm");
  expect(scene.labels(issue)).toEqual(["onboarding::schedule-shadow"]);

  await passUntil(scene, "2028-03-14T10:00", SAO_PAULO);
  await scene.say(issue, maria, `${BOT} request shadow 2028-03-24..2028-03-27 method direct-transfer`);
  expect(scene.status(issue)).toContain(
    "**Maria Silva's wishes (shadow):** days Fri 24 Mar 2028 to Mon 27 Mar 2028, method direct-transfer",
  );
  await passUntil(scene, "2028-03-15T10:00", KOLKATA);
  const shadow = `${BOT} schedule shadow 2028-03-25 22:00 ${BERLIN} for 6h with @tbecker`;
  await scene.say(issue, priya, `${shadow} method direct-transfer codename blue-heron`);
  expect(scene.labels(issue)).toEqual(["onboarding::shadow-scheduled"]);
  const first = await calendarOf(scene, issue, "Shadow on");
  expect(first).toMatchObject({ sequence: 0, status: "CONFIRMED", start: "2028-03-25T21:00:00.000Z", hours: 6 });

  await passUntil(scene, "2028-03-22T10:00", KOLKATA);
  await scene.say(issue, priya, `${BOT} reschedule shadow 2028-03-26 22:00 ${BERLIN}`);
  expect(await calendarOf(scene, issue, "Shadow moved")).toEqual({
    ...first,
    sequence: 1,
    start: "2028-03-26T20:00:00.000Z",
  });
  expect(scene.labels(issue)).toEqual(["onboarding::shadow-scheduled"]);

  await passUntil(scene, "2028-03-27T10:00", SAO_PAULO);
  const log = "saw: A cut-over at night.\nlearned: Check the users first.\nopen: Rolling back.";
  await reply(scene, issue, maria, "@msilva **What did you see?", log);
  await scene.tick(issue, tom, BOXES.shadow);
  expect(scene.labels(issue)).toEqual(["onboarding::schedule-lead"]);

  await passUntil(scene, "2028-04-03T10:00", KOLKATA);
  await scene.say(issue, priya, `${BOT} schedule lead 2028-04-08 09:00 ${BERLIN} with @tbecker codename grey-owl`);
  expect(scene.labels(issue)).toEqual(["onboarding::lead-scheduled"]);
  await passUntil(scene, "2028-04-10T08:59", BERLIN);
  const beforeMonday = posted(scene, issue).length;
  await passUntil(scene, "2028-04-10T09:30", BERLIN);
  expect(posted(scene, issue)).toHaveLength(beforeMonday + 1);
  await reply(scene, issue, tom, "@tbecker **How did Maria Silva do?", NOT_YET);
  expect(scene.labels(issue)).toEqual(["onboarding::schedule-lead"]);
  expect(standings(scene, issue)[4]).toBe("↩️ Not yet, Tom Becker, DATE");

  await passUntil(scene, "2028-04-12T10:00", KOLKATA);
  await scene.say(issue, priya, `${BOT} schedule lead 2028-04-16 20:00 ${BERLIN} with @tbecker codename red-kite`);
  expect(scene.labels(issue)).toEqual(["onboarding::lead-scheduled"]);
  // Easter Monday is a holiday where Tom is.
  await passUntil(scene, "2028-04-18T09:30", BERLIN);
  await reply(scene, issue, tom, "@tbecker **How did Maria Silva do?", PASS);
  expect([issue.state, scene.labels(issue)]).toEqual(["closed", ["onboarding::certified"]]);
  await passUntil(scene, "2028-05-31T12:00", BERLIN);

  const notes = posted(scene, issue).map(withoutSecrets);
  expect(notes).toHaveLength(13);
  expect(notes.filter((note) => /reminder|wait for you/i.test(note))).toEqual([]);
  expect(notes.flatMap((note) => peopleIn(note).map((person) => whyMentioned(note, person)))).not.toContain(null);
  expect(notes.map((note) => note.split("\n")[0])).toMatchInlineSnapshot(`
    [
      "👋 Welcome, @msilva! Your first task: resources. Tick its box in the description when it is done.",
      "@pnair **Maria Silva says 2 tasks are done: assessment and workshop.** Can you confirm?",
      "@pnair **Maria Silva is ready for the next step: shadow.** Can you find a date?",
      "@msilva @tbecker 📅 **Shadow on Sat 25 Mar 2028, 22:00 Berlin (18:00 Sao Paulo), 6 hours.**",
      "@msilva @tbecker 📅 **Shadow moved to Sun 26 Mar 2028, 22:00 Berlin (17:00 Sao Paulo), 6 hours.**",
      "@msilva **What did you see? 3 short lines for your shadow log.**",
      "@pnair **Maria Silva is ready for the next step: lead.** Can you find a date?",
      "@msilva @tbecker 📅 **Lead on Sat 8 Apr 2028, 09:00 Berlin (04:00 Sao Paulo), 4 hours.**",
      "@tbecker **How did Maria Silva do? One reply with 7 short lines.**",
      "@msilva **Not yet: lead.** The feedback of Tom Becker:",
      "@msilva @tbecker 📅 **Lead on Sun 16 Apr 2028, 20:00 Berlin (15:00 Sao Paulo), 4 hours.**",
      "@tbecker **How did Maria Silva do? One reply with 7 short lines.**",
      "🎉 **Congratulations, @msilva, you are certified!** Your badge follows; I tell you here.",
    ]
  `);
  expect(WHOLE.map((words) => notes.find((note) => note.split("\n")[0]?.includes(words))).join(BETWEEN))
    .toMatchInlineSnapshot(`
    "@msilva @tbecker 📅 **Shadow on Sat 25 Mar 2028, 22:00 Berlin (18:00 Sao Paulo), 6 hours.**

    - **Who:** Tom Becker leads, Maria Silva shadows
    - **Codename:** blue-heron
    - **Method:** direct-transfer
    - **Calendar:** [add it](https://bot.example.com/calendar/SECRET.ics) (a later change replaces the entry)
    - **Cannot make it?** Write it here as early as you can; Priya Nair finds another date. A date that is moved costs Maria Silva nothing.

    Tom Becker, when it is done: tick *Shadow: the candidate shadowed my migration* under *PSE Tasks* in the description, or write \`@onboarding-bot confirm shadow\`.

    ━━━━━━━━━━

    @msilva @tbecker 📅 **Shadow moved to Sun 26 Mar 2028, 22:00 Berlin (17:00 Sao Paulo), 6 hours.**

    - **Before:** Sat 25 Mar 2028, 22:00 Berlin (18:00 Sao Paulo)
    - **Who:** Tom Becker leads, Maria Silva shadows
    - **Codename:** blue-heron
    - **Method:** direct-transfer
    - **Calendar:** [update it](https://bot.example.com/calendar/SECRET.ics) (it replaces the entry you have)
    - **Short notice:** for migrations to GitLab.com, 5 days are asked for, and this is in 4 days.
    - **Cannot make it?** Write it here as early as you can; Priya Nair finds another date. A date that is moved costs Maria Silva nothing.

    Tom Becker, when it is done: tick *Shadow: the candidate shadowed my migration* under *PSE Tasks* in the description, or write \`@onboarding-bot confirm shadow\`.

    ━━━━━━━━━━

    @tbecker **How did Maria Silva do? One reply with 7 short lines.**

    - **About:** *Lead a migration with a PSE Migration Engineer observing and providing feedback*, Sat 8 Apr 2028, 09:00 Berlin (04:00 Sao Paulo)
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

    **Pass** confirms the lead at once, nothing else to write. **Not yet** gives the task back to Maria Silva with everything you wrote, and a new date is looked for. Only \`comment\` may stay empty. Please keep names of customers out of it.

    ━━━━━━━━━━

    @msilva **Not yet: lead.** The feedback of Tom Becker:

    - **4 of 5** · Moves projects between GitLab, GitHub and Bitbucket, in the UI and through the API
    - **2 of 5** · Finds out what went wrong, and tells Git data from project data: “took one log for the other”
    - **4 of 5** · Reads the statement of work, and says what is in scope and what is not
    - **4 of 5** · Checks and refines the scope in a meeting with the customer
    - **3 of 5** · Carries out an automated migration with Congregate, from the first check to the last
    - **4 of 5** · Asks the migration team for help or a review in time, and in the right way

    **In general:** “Nearly there. Once more, with a little less haste.”

    **Average 3.5 of 5.** Tom Becker says: not yet.

    @pnair **A new date is needed: lead.** Can you find one? Everything else of Maria Silva stays as it is.

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

    </details>"
  `);
}, 60_000);

test("a date that is called off is taken out of the calendar, and costs the candidate nothing", async () => {
  const scene = await openScene({ startsAt: BEGIN, env: { PUBLIC_URL } });
  const { maria, priya } = scene;
  const issue = await scene.openIssue();
  await scene.say(issue, maria, `${BOT} my zone ${SAO_PAULO}`);
  await scene.say(issue, priya, `${BOT} confirm review-resources assessment`);
  await scene.say(issue, priya, `${BOT} schedule shadow 2028-03-25 22:00 ${BERLIN} with @tbecker`);
  const set = await calendarOf(scene, issue, "Shadow on");

  await scene.say(issue, priya, `${BOT} cancel shadow the customer puts it off`);

  expect(await calendarOf(scene, issue, "is off.")).toEqual({ ...set, sequence: 1, status: "CANCELLED" });
  expect(withoutSecrets(findNote(scene, issue, "is off.").body)).toMatchInlineSnapshot(`
    "@msilva @tbecker 🗓️ **Shadow on Sat 25 Mar 2028, 22:00 Berlin (18:00 Sao Paulo) is off.**

    Priya Nair writes: “the customer puts it off”

    This costs Maria Silva nothing: everything that is done stays done. Priya Nair looks for another date.

    - **Calendar:** [take it out](https://bot.example.com/calendar/SECRET.ics)"
  `);
});

/** The notes that are new to this life are read in full. */
const WHOLE = ["Shadow on", "Shadow moved", "How did Maria Silva do?", "Not yet: lead"];

function withoutSecrets(note: string): string {
  return note.replace(MARKER, "").replace(/(?<=calendar\/)[\w-]+/, "SECRET");
}

/** Who gets a mail because a note mentions them. */
function peopleIn(note: string): readonly string[] {
  return [...withoutCode(note).matchAll(/(?<![\w\\])@(\w+)/g)].map((match) => match[1] ?? "");
}

/** What makes a note somebody's business; `null` when it is not. */
function whyMentioned(note: string, username: string): string | null {
  const line = note.split("\n").find((one) => withoutCode(one).includes(`@${username}`)) ?? "";
  if (/Your first task: |\?\*\*|\? |\?$/.test(line)) return "something to do";
  if (/📅/.test(line)) return new RegExp(`\\*\\*Who:\\*\\* .*${NAMES.get(username)}`).test(note) ? "takes part" : null;
  return /^@msilva \*\*Not yet: |^🎉 \*\*Congratulations, @msilva/.test(line) ? "how it went" : null;
}

function withoutCode(text: string): string {
  return text.replaceAll(/```[^]*?```|`[^`\n]*`/g, "");
}

/** Let time pass until a moment, with a bot that looks after what is due every hour. @param local - Without its zone. */
async function passUntil(scene: Scene, local: string, zone: string): Promise<void> {
  const moment = DateTime.fromISO(local, { zone }).toMillis();
  for (;;) {
    const leftMs = moment - scene.gitlab.state.now().getTime();
    if (leftMs <= 0) return;
    scene.passTime(Math.min(leftMs, HOUR_MS));
    await scene.bot.tidyUp();
    await scene.calm();
  }
}

/** Answer in the thread of the latest note with these words. */
async function reply(scene: Scene, issue: Issue, user: User, words: string, body: string): Promise<void> {
  await scene.reply(issue, user, findNote(scene, issue, words), body);
}

/** What a calendar shows that opens the file linked in a note about a date. */
async function calendarOf(scene: Scene, issue: Issue, words: string): Promise<CalendarEntry> {
  const address = /\]\((https:\S+\.ics)\)/.exec(findNote(scene, issue, words).body)?.[1] ?? "";
  return readEntry(await (await fetch(address.replace(PUBLIC_URL, scene.bot.url))).text());
}
