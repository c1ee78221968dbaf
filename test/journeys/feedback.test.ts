import type { DateTime } from "luxon";
import { describe, expect, test } from "vitest";

import type { Issue } from "../../src/demo/gitlab/model.ts";
import type { Disturbance } from "../../src/demo/gitlab/rest/api.ts";
import { awards, BOT, findNote, LEAD_QUESTIONS, now, posted, standings, TASKS } from "../support/journey.ts";
import { openScene, type Scene } from "../support/scene.ts";

function scores(score: number, others: Readonly<Record<string, string>> = {}): string {
  return LEAD_QUESTIONS.map((id) => `${id}: ${others[id] ?? score}`).join("\n");
}

/** Let time pass until a moment, with a bot that starts again behind it. */
async function passUntil(scene: Scene, moment: DateTime): Promise<void> {
  await scene.passMinutes(Math.ceil(moment.diff(now(scene), "minutes").minutes));
  await scene.settle();
}

/** The Saturday after next, in the evening: nobody is to be asked before Monday morning. */
function saturdayEvening(scene: Scene): DateTime {
  return now(scene).plus({ weeks: 1 }).set({ weekday: 6 }).startOf("day").set({ hour: 20 });
}

function mondayAfter(moment: DateTime): DateTime {
  return moment.plus({ weeks: 1 }).set({ weekday: 1 }).startOf("day").set({ hour: 9 });
}

/** An issue on which everything but the lead is done, and the lead has a date. */
async function openLead(scene: Scene, start: DateTime): Promise<Issue> {
  const issue = await scene.openIssue();
  await scene.say(issue, scene.priya, `${BOT} confirm review-resources assessment workshop shadow`);
  await scheduleLead(scene, issue, start);
  return issue;
}

async function scheduleLead(scene: Scene, issue: Issue, start: DateTime): Promise<void> {
  const date = start.toFormat("yyyy-MM-dd HH:mm");
  await scene.say(issue, scene.priya, `${BOT} schedule lead ${date} Etc/UTC for 2h with @tbecker`);
}

describe("a lead that is over", () => {
  test("is asked about once, on the observer's next working morning, answered in parts by mail, and passed", async () => {
    const scene = await openScene();
    const start = saturdayEvening(scene);
    const issue = await openLead(scene, start);

    const asks = (): number => posted(scene, issue).filter((body) => body.includes("How did")).length;
    await passUntil(scene, start.plus({ hours: 3 }));
    expect(asks()).toBe(0);
    await passUntil(scene, mondayAfter(start).plus({ minutes: 1 }));
    expect(asks()).toBe(1);
    const ask = findNote(scene, issue, "@tbecker **How did Maria Silva do?");

    const [first, ...others] = LEAD_QUESTIONS;
    const part = [`${first}: 5`, "verdict: pass", "", "Best", "-- ", "Tom", ""].join("\n");
    const partly = await scene.reply(issue, scene.tom, ask, part);
    const rest = findNote(scene, issue, "@tbecker **Thank you, nearly done: 5 lines are still missing.**");
    expect(awards(partly)).toEqual(["eyes"]);
    const more = await scene.reply(issue, scene.tom, rest, `${others[0]}: 4 found it in minutes`);
    expect(awards(more)).toEqual(["eyes"]);
    expect(posted(scene, issue).filter((body) => body.includes("nearly done"))).toHaveLength(1);

    const lines = others.slice(1).map((id) => `${id}: 4`);
    const mail = [...lines, "", "On Mon, 4 Jan 2027 at 10:00, Onboarding bot <bot@gitlab.example> wrote:"];
    const last = await scene.reply(issue, scene.tom, ask, [...mail, "> verdict: pass or not yet"].join("\n"));

    expect(awards(last)).toEqual(["white_check_mark"]);
    expect(scene.labels(issue)).toEqual(["onboarding::certified"]);
    expect(scene.headlines(issue).filter((line) => line.includes("Settled: Tom Becker filled in"))).toHaveLength(2);
  });

  test("is told of by whoever asks for the form first, and a reply to it is enough", async () => {
    const scene = await openScene();
    const issue = await openLead(scene, saturdayEvening(scene));

    const wish = await scene.say(issue, scene.tom, `${BOT} feedback lead`);
    const form = findNote(scene, issue, "@tbecker **How did Maria Silva do?");
    await scene.reply(issue, scene.tom, form, `${scores(4)}\nverdict: pass`);

    expect(awards(wish)).toEqual(["eyes"]);
    expect(scene.labels(issue)).toEqual(["onboarding::certified"]);
    expect(findNote(scene, issue, "✅ **Settled: Tom Becker").id).toBe(form.id);
  });

  test("comes back with the feedback after a not yet, asks for a new date in the same note, and the retake passes", async () => {
    const scene = await openScene();
    const start = saturdayEvening(scene);
    const issue = await openLead(scene, start);
    await passUntil(scene, mondayAfter(start).plus({ minutes: 1 }));
    const ask = findNote(scene, issue, "@tbecker **How did Maria Silva do?");
    const before = posted(scene, issue).length;

    const text = scores(4, { automation: "2 stuck at @all, see <b>here</b>" });
    await scene.reply(issue, scene.tom, ask, `${text}\nverdict: not yet\ncomment: Nearly there.`);

    const said = posted(scene, issue).slice(before);
    expect(said).toHaveLength(1);
    expect(said[0]?.replace(/<!-- .* -->/, "")).toMatchInlineSnapshot(`
      "@msilva **Not yet: lead.** The feedback of Tom Becker:

      - **4 of 5** · Moves projects between GitLab, GitHub and Bitbucket, in the UI and through the API
      - **4 of 5** · Finds out what went wrong, and tells Git data from project data
      - **4 of 5** · Reads the statement of work, and says what is in scope and what is not
      - **4 of 5** · Checks and refines the scope in a meeting with the customer
      - **2 of 5** · Carries out an automated migration with Congregate, from the first check to the last: “stuck at \\@⁠all, see &lt;b⁠&gt;here&lt;/b⁠&gt;”
      - **4 of 5** · Asks the migration team for help or a review in time, and in the right way

      **In general:** “Nearly there.”

      **Average 3.7 of 5.** Tom Becker says: not yet.

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

      </details>

      "
    `);
    expect(standings(scene, issue)[4]).toBe("↩️ Not yet, Tom Becker, DATE");

    const retake = saturdayEvening(scene);
    await scheduleLead(scene, issue, retake);
    expect(findNote(scene, issue, "@msilva **Not yet: lead.**").body).toContain(
      "✅ **Settled:** the question for a new date.",
    );
    await passUntil(scene, mondayAfter(retake).plus({ minutes: 1 }));
    const second = findNote(scene, issue, "@tbecker **How did Maria Silva do?");
    await scene.reply(issue, scene.tom, second, `${scores(5)}\nverdict: pass`);

    expect(scene.labels(issue)).toEqual(["onboarding::certified"]);
    expect(findNote(scene, issue, "@msilva **Not yet: lead.**").body).toContain("**2 of 5**");
  });

  test.for<[string, Disturbance]>([
    ["after GitLab wrote it", { kind: "reset", after: true }],
    ["before GitLab heard of it", { kind: "reset", after: false }],
  ])(
    "comes back in one note although the connection broke %s, and that note keeps the feedback",
    async ([, trouble]) => {
      const scene = await openScene();
      const start = saturdayEvening(scene);
      const issue = await openLead(scene, start);
      await passUntil(scene, mondayAfter(start).plus({ minutes: 1 }));
      const ask = findNote(scene, issue, "@tbecker **How did Maria Silva do?");
      scene.gitlab.disturb = ({ method, path }) => {
        if (method !== "POST" || !path.endsWith("/notes")) return null;
        scene.gitlab.disturb = null;
        return trouble;
      };

      await scene.reply(issue, scene.tom, ask, `${scores(2)}\nverdict: not yet`);
      await scene.settle();
      await scheduleLead(scene, issue, saturdayEvening(scene));
      await scene.settle();

      const notes = scene.notes(issue).filter(({ body }) => body.startsWith("@msilva **Not yet: lead.**"));
      expect(notes).toHaveLength(1);
      expect(notes[0]?.body).toContain("**2 of 5**");
      expect(notes[0]?.body).toContain("✅ **Settled:** the question for a new date.");
      expect(scene.headlines(issue).filter((line) => line.includes("is ready for the next step: lead"))).toEqual([]);
    },
  );

  test("is judged by nobody else, and quoting the question does nothing", async () => {
    const scene = await openScene();
    const start = saturdayEvening(scene);
    const issue = await openLead(scene, start);
    await passUntil(scene, mondayAfter(start).plus({ minutes: 1 }));
    const ask = findNote(scene, issue, "@tbecker **How did Maria Silva do?");
    const form = `${scores(5)}\nverdict: pass`;
    const stood = standings(scene, issue);
    const count = (): number => posted(scene, issue).length;

    const before = count();
    await scene.reply(issue, scene.tom, ask, ask.body.replaceAll(/^/gm, "> "));
    await scene.reply(issue, scene.maria, ask, "Thank you Tom, that was fun!");
    await scene.say(issue, scene.tom, form);
    expect(count()).toBe(before);

    await scene.reply(issue, scene.maria, ask, form);
    await scene.reply(issue, scene.jonas, ask, form);
    expect(count()).toBe(before + 2);
    expect(standings(scene, issue)).toEqual(stood);
  });
});

test("a shadow that is over leaves a log, which the candidate fills in with the lines as they were copied", async () => {
  const scene = await openScene();
  const issue = await scene.openIssue();
  await scene.say(issue, scene.priya, `${BOT} confirm review-resources assessment workshop`);
  const start = saturdayEvening(scene);
  const date = start.toFormat("yyyy-MM-dd HH:mm");
  await scene.say(issue, scene.priya, `${BOT} schedule shadow ${date} Etc/UTC for 2h with @tbecker`);
  await passUntil(scene, mondayAfter(start).plus({ minutes: 1 }));
  const ask = findNote(scene, issue, "@msilva **What did you see?");

  const block = [
    "```text",
    `${BOT} feedback shadow`,
    "saw: A cut-over.",
    "learned: Check twice.",
    "open: Rollback.",
    "```",
  ];
  const log = await scene.reply(issue, scene.maria, ask, block.join("\n"));

  expect(awards(log)).toEqual(["white_check_mark"]);
  expect(scene.headlines(issue).filter((line) => line.startsWith("✅ **Settled: Maria Silva filled in"))).toHaveLength(
    1,
  );
});

describe("a reply in the thread of an ask to confirm", () => {
  test("is enough, and only there, and only from somebody who may", async () => {
    const scene = await openScene();
    const issue = await scene.openIssue();
    await scene.tick(issue, scene.maria, TASKS.assessment);
    const ask = findNote(scene, issue, "@pnair **Maria Silva says this is done: assessment.**");

    await scene.say(issue, scene.priya, "confirm");
    await scene.reply(issue, scene.maria, ask, "confirm");
    expect(standings(scene, issue)[1]).toContain("waiting for Priya Nair");

    const yes = await scene.reply(issue, scene.priya, ask, "Confirmed, thanks!\n\n-- \nPriya");
    expect(awards(yes)).toEqual(["white_check_mark"]);
    expect(standings(scene, issue)[1]).toContain("Confirmed by Priya Nair");
  });

  test("also says not yet, with what is missing", async () => {
    const scene = await openScene();
    const issue = await scene.openIssue();
    await scene.tick(issue, scene.maria, TASKS.assessment);
    const ask = findNote(scene, issue, "@pnair **Maria Silva says this is done: assessment.**");

    await scene.reply(issue, scene.priya, ask, "Not yet: the second part is missing.");

    expect(scene.headlines(issue)).toContain(
      "@msilva **Not yet: assessment.** Priya Nair writes: “the second part is missing.”",
    );
  });

  test("waits for GitLab to say what it answers", async () => {
    const scene = await openScene();
    const issue = await scene.openIssue();
    await scene.tick(issue, scene.maria, TASKS.assessment);
    const ask = findNote(scene, issue, "@pnair **Maria Silva says this is done: assessment.**");

    scene.gitlab.disturb = ({ path }) => (path.endsWith("/discussions") ? { kind: "answer", status: 502 } : null);
    await scene.reply(issue, scene.priya, ask, "confirm");
    expect(standings(scene, issue)[1]).toContain("waiting for Priya Nair");
    scene.gitlab.disturb = null;
    await scene.settle();

    expect(standings(scene, issue)[1]).toContain("Confirmed by Priya Nair");
  });
});
