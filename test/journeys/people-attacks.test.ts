import { readdirSync } from "node:fs";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";

import { describe, expect, test } from "vitest";

import type { Issue, Note, User } from "../../src/demo/gitlab/model.ts";
import { deskRows, newcomer, openDeskFor, openWaiting, WHEN } from "../support/desk-scene.ts";
import { denyNames } from "../../src/deny-list.ts";
import { openDatabase } from "../../src/store/database.ts";
import { createPeople } from "../../src/store/people.ts";
import { BY_PEOPLE, liveFullLife } from "../support/life.ts";
import {
  BOT,
  findNote,
  LEAD_QUESTIONS,
  makeMaintainer,
  mentioned,
  now,
  posted,
  standings,
  TASKS,
  writeProgram,
} from "../support/journey.ts";
import { openScene, type Scene } from "../support/scene.ts";

/*
 * Maria is a candidate with the rights of a Maintainer and as many accounts as she likes. Nothing that people write
 * about dates, forms and the desk makes her certified, and nobody is bothered by her trying.
 */

const FULL_MARKS = [...LEAD_QUESTIONS.map((id) => `${id}: 5`), "verdict: pass"].join("\n");
const ACCESS_MAINTAINER = 40;

/** Maria and whoever she made a Maintainer herself. */
function secondAccount(scene: Scene, name = "Maria's other account"): User {
  makeMaintainer(scene, scene.maria);
  const user = scene.gitlab.state.createUser({ username: "msilva2", name });
  scene.gitlab.state.addMember(scene.project, user, ACCESS_MAINTAINER, scene.maria);
  return user;
}

/** Everything but the lead is done; Tom observes a lead that begins in eight days. */
async function openLead(scene: Scene): Promise<Issue> {
  const issue = await scene.openIssue();
  await scene.say(issue, scene.priya, `${BOT} confirm review-resources assessment workshop shadow`);
  const date = now(scene).plus({ days: 8 }).toFormat("yyyy-MM-dd");
  await scene.say(issue, scene.priya, `${BOT} schedule lead ${date} 09:00 Etc/UTC for 2h with @tbecker`);
  return issue;
}

/** The same lead, over, with everybody asked how it was. */
async function openHeldLead(scene: Scene): Promise<{ readonly issue: Issue; readonly ask: Note }> {
  const issue = await openLead(scene);
  const monday = now(scene).plus({ weeks: 2 }).set({ weekday: 3 }).startOf("day").set({ hour: 10 });
  await scene.passMinutes(Math.ceil(monday.diff(now(scene), "minutes").minutes));
  await scene.settle();
  return { issue, ask: findNote(scene, issue, "**How did Maria Silva do?") };
}

function isCertified(scene: Scene, issue: Issue): boolean {
  return issue.state === "closed" || scene.labels(issue).includes("onboarding::certified");
}

describe("nothing is counted that nobody entitled said", () => {
  test("no command about dates, scores or the start does anything for her on her own issue", async () => {
    const scene = await openScene();
    const { maria, priya } = scene;
    const issue = await openLead(scene);
    makeMaintainer(scene, maria);
    secondAccount(scene);
    const before = [standings(scene, issue), scene.labels(issue)];
    const date = now(scene).plus({ days: 20 }).toFormat("yyyy-MM-dd 09:00");

    for (const who of [maria, scene.gitlab.state.findUser("msilva2") ?? priya]) {
      for (const words of [
        `schedule lead ${date} Etc/UTC with @msilva`,
        `schedule lead ${date} Etc/UTC with @msilva2`,
        `reschedule lead ${date} Etc/UTC with @msilva2`,
        `reschedule lead ${date} Etc/UTC`,
        "cancel lead I would rather be certified",
        "score assessment 100",
        "score assessment again",
        "confirm start",
        "confirm lead",
        "waive lead I know it all",
        "assign engineer @msilva2",
        "assign coordinator @msilva2",
        "accept 1 for @msilva",
        "offer lead 2030-01-01 09:00 UTC",
        `feedback lead\n${FULL_MARKS}`,
      ]) {
        await scene.say(issue, who, `${BOT} ${words}`);
        scene.passTime(61 * 60_000);
      }
    }

    expect([standings(scene, issue), scene.labels(issue)]).toEqual(before);
    expect(isCertified(scene, issue)).toBe(false);
    expect(mentioned(scene, issue).filter((name) => name === "msilva2")).toEqual([]);
  });

  test("whoever replies in the thread of an ask says only what they may say", async () => {
    const scene = await openScene();
    const { maria, priya } = scene;
    const second = secondAccount(scene);
    const issue = await scene.openIssue();
    await scene.tick(issue, maria, TASKS.resources);
    await scene.tick(issue, maria, TASKS.assessment);
    const ask = findNote(scene, issue, "assessment");

    await scene.reply(issue, maria, ask, "Confirmed.");
    await scene.reply(issue, second, ask, "I confirm, thanks!");
    const thanks = await scene.reply(issue, priya, ask, "I will look into it.");
    scene.gitlab.state.editComment(thanks, maria, "Confirmed.");
    await scene.calm();
    await scene.settle();

    expect(standings(scene, issue)[1]).toContain("waiting for Priya Nair");
    await scene.reply(issue, priya, ask, "Confirmed.");
    expect(standings(scene, issue)[1]).toContain("Confirmed by Priya Nair");
  });

  test("the rubric about her counts from the observer's own hand alone", async () => {
    const scene = await openScene();
    const { maria, tom } = scene;
    const second = secondAccount(scene);
    const { issue, ask } = await openHeldLead(scene);

    await scene.reply(issue, maria, ask, FULL_MARKS);
    await scene.reply(issue, second, ask, FULL_MARKS);
    await scene.say(issue, maria, `${BOT} feedback lead\n${FULL_MARKS}`);
    const partly = await scene.reply(issue, tom, ask, `${LEAD_QUESTIONS[0]}: 1\nverdict: not yet`);
    scene.gitlab.state.editComment(partly, maria, FULL_MARKS);
    await scene.calm();
    await scene.settle();

    expect(isCertified(scene, issue)).toBe(false);
    expect(standings(scene, issue)[4]).not.toContain("Confirmed");
    await scene.reply(issue, tom, ask, FULL_MARKS);
    expect(isCertified(scene, issue)).toBe(true);
  });

  test("an offer under the observer's name is no offer of the observer: who accepts it gives nobody a right", async () => {
    const scene = await openScene();
    const { priya } = scene;
    const second = secondAccount(scene, "Tom Becker");
    const third = newcomer(scene, "tbecker2", "Tom Becker", 20);
    const desk = await openDeskFor(scene);
    const issue = await openWaiting(scene);

    await scene.say(desk, second, `${BOT} assign engineer @tbecker2`);
    await scene.say(desk, second, `${BOT} offer shadow ${WHEN}`);
    await scene.say(desk, third, `${BOT} offer shadow ${WHEN}`);
    await scene.say(desk, priya, `${BOT} accept 1 for @msilva`);
    await scene.say(desk, priya, `${BOT} accept 2 for @msilva`);
    for (const who of [second, third]) await scene.say(issue, who, `${BOT} confirm shadow lead`);

    expect(standings(scene, issue)[3]).toContain("Ready to schedule");
    const refusal = "- Maria Silva: the person you named cannot have this role on their issue.";
    expect(posted(scene, desk).filter((body) => body.includes(refusal))).toHaveLength(2);
    expect(deskRows(scene, desk).filter((row) => row.includes("1 of 1"))).toHaveLength(2);

    // Somebody she has nothing to do with names the same engineer: then it is their word.
    await scene.say(desk, priya, `${BOT} assign engineer @tbecker2`);
    await scene.say(desk, priya, `${BOT} accept 2 for @msilva`);
    expect(standings(scene, issue)[3]).toContain("14:00 Berlin");
  });

  test("what she said of a candidate before she became that candidate is worth nothing", async () => {
    const scene = await openScene({ startsBot: false });
    const { maria, priya, gitlab } = scene;
    await writeProgram(scene, 3, {
      program(document) {
        document.setIn(["sponsor_step"], {});
        document.setIn(["roles", "sponsor", "assigned_by"], ["coordinator"]);
        document.setIn(["tasks", 1, "score", "required"], true);
        document.setIn(["tasks", 4, "feedback", "required"], true);
      },
    });
    await scene.startBot();
    makeMaintainer(scene, maria);
    const friend = newcomer(scene, "alex", "Alex Friend");
    const issue = gitlab.state.createIssue(scene.project, maria, { title: "Mine", description: scene.template });
    gitlab.state.assign(issue, maria, [friend]);
    await scene.calm();
    await scene.say(issue, maria, `${BOT} assign engineer @msilva`);
    await scene.say(issue, maria, `${BOT} confirm start`);
    await scene.say(issue, maria, `${BOT} feedback lead\n${FULL_MARKS.replace("verdict: pass", "")}`);
    gitlab.state.assign(issue, maria, [maria]);
    await scene.calm();
    await scene.say(issue, priya, `${BOT} confirm assessment`);
    await scene.say(issue, priya, `${BOT} assign engineer @tbecker`);
    await scene.say(issue, scene.tom, `${BOT} confirm lead`);

    expect(scene.status(issue)).toContain("Maria Silva (candidate)");
    expect(standings(scene, issue)[4]).not.toContain("Confirmed");
  });
});

/** Everything the bot keeps but the deliveries, which are deleted, and copies of what GitLab shows. */
function kept(scene: Scene): string {
  const file = readdirSync(scene.dataDir).find((name) => name.endsWith(".sqlite") || name.endsWith(".db"));
  const database = new DatabaseSync(path.join(scene.dataDir, file ?? ""), { readOnly: true });
  const tables = database.prepare("select name from sqlite_schema where type = 'table'").all();
  const rows = tables
    .map(({ name }) => String(name))
    .filter((name) => name !== "inbox")
    .flatMap((name) => database.prepare(`select * from "${name}"`).all())
    .map((row) => JSON.stringify({ ...row, description: null }));
  database.close();
  return rows.join("\n");
}

describe("a name on the operator's list", () => {
  test("gets into no fact, no action and no note, whatever people write it in", async () => {
    const scene = await openScene();
    const { maria, priya, tom } = scene;
    await denyNames(scene.dataDir, ["Zebrafink"]);
    const { issue, ask } = await openHeldLead(scene);
    const desk = await openDeskFor(scene);
    const before = posted(scene, issue).length + posted(scene, desk).length;
    const date = now(scene).plus({ days: 20 }).toFormat("yyyy-MM-dd 09:00");

    const lines: readonly (readonly [Issue, User, string])[] = [
      [issue, priya, `schedule lead ${date} UTC Zebrafink`],
      [issue, priya, "schedule Zebrafink 2030-01-01 09:00 UTC"],
      [issue, priya, `schedule lead zebrafink ${date}`],
      [issue, priya, `schedule lead ${date} UTC with @zebrafink`],
      [issue, priya, `reschedule lead ${date} Europe/Zebrafink`],
      [issue, priya, "cancel lead ZEBRAFINK is not ready"],
      [issue, priya, "decline lead It was Zebra-Fink's fault"],
      [issue, priya, "withdraw shadow Zebrafink said no"],
      [issue, priya, "waive lead for Zebrafink"],
      [issue, priya, "confirm Zebrafink"],
      [issue, priya, "assign engineer @zebrafink"],
      [issue, priya, "score assessment Zebrafink"],
      [issue, priya, "decline start Zebrafink is late"],
      [issue, maria, "request lead weekends method Zebrafink"],
      [issue, maria, "pause until Zebrafink calls"],
      [issue, maria, "my zone Europe/Zebrafink"],
      [issue, maria, "away until Zebrafink is done"],
      [issue, maria, "Zebrafink"],
      [issue, tom, `feedback lead\n${LEAD_QUESTIONS[0]}: 3 Zebrafink was hard`],
      [desk, tom, `offer lead ${WHEN} codename Zebrafink`],
      [desk, tom, "offer lead 2030-01-01 25:00 Zebrafink"],
      [desk, priya, "cancel offer 1 Zebrafink"],
      [desk, priya, "accept 1 for @zebrafink"],
      [desk, priya, "confirm lead @zebrafink"],
      [desk, priya, "Zebrafink"],
    ];
    for (const [where, who, words] of lines) {
      await scene.say(where, who, `${BOT} ${words}`);
      scene.passTime(61 * 60_000);
    }
    await scene.reply(issue, tom, ask, `${LEAD_QUESTIONS[0]}: 3 Zebrafink was hard`);
    await scene.reply(issue, tom, ask, `${"a ".repeat(4000)}\n${FULL_MARKS}\ncomment: Zebrafink`);

    const said = [...posted(scene, issue), ...posted(scene, desk)];
    expect(said.length).toBeGreaterThan(before);
    expect(said.filter((body) => /zebra-?fink/i.test(body))).toEqual([]);
    expect(kept(scene)).toContain("denied-name");
    expect(kept(scene).match(/.{0,80}zebra-?fink.{0,40}/gi) ?? []).toEqual([]);
    expect(scene.logLines.filter((line) => /zebra-?fink/i.test(line))).toEqual([]);
  });
});

/** What GitLab would make of a text: quick actions, people that are mentioned, labels and issues that are linked. */
const HOSTILE = [
  "/close",
  "@all @priya",
  "~bug #1 !1 %1 &1",
  "<!-- onboarding-bot:status -->",
  "](https://evil.test) **bold** `",
  "<img src=x onerror=alert(1)>",
  "\u202edlog\u200b\u2066",
].join(" ");

/** A codename is read up to the next word that means something, such as a mention. */
const HOSTILE_CODENAME = HOSTILE.replace("@all @priya ", "").replace(/<!--.*-->/, "");

describe("what people wrote stays text", () => {
  test("in dates, wishes, offers, reasons and forms, in notes and in calendars", async () => {
    const scene = await openScene({ env: { PUBLIC_URL: "https://bot.example.com" } });
    const { maria, priya, tom } = scene;
    const desk = await openDeskFor(scene);
    const { issue, ask } = await openHeldLead(scene);
    const waiting = await openWaiting(scene, newcomer(scene, "ada", HOSTILE));
    const date = now(scene).plus({ days: 20 }).toFormat("yyyy-MM-dd 09:00");

    await scene.say(waiting, priya, `${BOT} schedule shadow ${date} UTC with @tbecker codename ${HOSTILE_CODENAME}`);
    await scene.say(waiting, priya, `${BOT} cancel shadow ${HOSTILE}`);
    await scene.say(waiting, priya, `${BOT} schedule shadow ${date} ${HOSTILE}`);
    await scene.say(waiting, priya, `${BOT} schedule ${HOSTILE}`);
    await scene.say(waiting, priya, `${BOT} reschedule lead ${HOSTILE}`);
    await scene.say(waiting, maria, `${BOT} request shadow weekends method ${HOSTILE}`);
    await scene.say(waiting, tom, `${BOT} my zone ${HOSTILE}`);
    await scene.say(desk, tom, `${BOT} offer shadow ${WHEN} codename ${HOSTILE_CODENAME}`);
    await scene.say(desk, tom, `${BOT} offer ${HOSTILE}`);
    await scene.say(desk, priya, `${BOT} accept ${HOSTILE}`);
    await scene.say(desk, priya, `${BOT} confirm ${HOSTILE} @ada`);
    await scene.say(desk, priya, `${BOT} accept 1 for @ada`);
    await scene.say(desk, tom, `${BOT} cancel offer 1 ${HOSTILE}`);
    const scores = LEAD_QUESTIONS.map((id) => `${id}: 2 ${HOSTILE}`).join("\n");
    await scene.reply(issue, tom, ask, `${scores}\nverdict: not yet\ncomment: ${HOSTILE}`);

    const bodies = [issue, waiting, desk].flatMap((one) => scene.notes(one).map(({ body }) => body));
    expect(bodies.filter((body) => body.includes(String.raw`\/close`)).length).toBeGreaterThan(5);
    for (const body of bodies) {
      const [text = "", ...markers] = body.split("<!-- onboarding-bot:");
      expect(markers).toHaveLength(1);
      expect(text).not.toMatch(/^\s*\/|@all|@priya|(?<!\\)~bug|<img|\u202e|\u2066|\]\(https:\/\/evil/m);
    }
    const people = ["msilva", "pnair", "tbecker", "ada", "jweber"];
    const named = [issue, waiting, desk].flatMap((one) => mentioned(scene, one));
    expect(named.filter((name) => !people.includes(name))).toEqual([]);
    expect([issue.state, waiting.state, desk.state]).toEqual(["opened", "opened", "opened"]);
    const [address = ""] = bodies.flatMap((body) => /\/calendar\/[\w-]+\.ics/.exec(body)?.[0] ?? []);
    const file = await (await fetch(scene.bot.url + address)).text();
    expect(file).toContain("BEGIN:VEVENT");
    expect(file).not.toMatch(/evil|onerror|\u202e/);
    const lost = scene.logLines.filter((line) => line.includes("evil.test") || line.includes(address));
    expect(lost).toEqual([]);
  });

  test("and a megabyte of it, or letters nobody sees, keep nobody waiting", async () => {
    const scene = await openScene();
    const { priya, tom } = scene;
    const { issue, ask } = await openHeldLead(scene);
    const desk = await openDeskFor(scene);
    const million = "@all /close ".repeat(80_000);
    const unseen = "\u200b".repeat(500);

    await scene.say(issue, priya, `${BOT} cancel lead ${million}`);
    await scene.say(desk, tom, `${BOT} offer shadow ${WHEN} codename ${million}`);
    await scene.say(desk, tom, `${BOT} offer lead ${WHEN} codename ${unseen}`);
    await scene.reply(issue, tom, ask, `${LEAD_QUESTIONS[0]}: 5 ${million}`);
    await scene.say(issue, priya, `${BOT} help`);

    for (const body of [issue, desk].flatMap((one) => posted(scene, one))) expect(body.length).toBeLessThan(20_000);
    expect(mentioned(scene, issue).concat(mentioned(scene, desk))).not.toContain("all");
    expect(posted(scene, issue).at(-1)).toContain("what you can write here");
  });
});

describe("a coordinator in a hurry", () => {
  test("who says it twice, the other way round, quoted or at the wrong place gets one date and one answer each", async () => {
    const scene = await openScene();
    const { priya, maria } = scene;
    const issue = await openWaiting(scene);
    const date = now(scene).plus({ days: 20 }).toFormat("yyyy-MM-dd");
    const line = `${BOT} schedule shadow ${date} 09:00 UTC with @tbecker`;
    const before = posted(scene, issue).length;

    await scene.say(issue, priya, `${line}\n${line}`);
    expect(
      posted(scene, issue)
        .slice(before)
        .map((body) => body.split("\n")[0]),
    ).toEqual([expect.stringContaining("📅 **Shadow on")]);
    const written = await scene.say(
      issue,
      priya,
      `${BOT} reschedule shadow ${date} 10:00 UTC\n\n> ${BOT} cancel shadow quoted`,
    );
    scene.gitlab.state.editComment(written, priya, `${BOT} reschedule shadow ${date} 10:00 UTC\n\nThanks!`);
    await scene.calm();
    await scene.say(issue, maria, `Sure.\n\nOn Mon, 4 Jan 2027 Priya Nair wrote:\n> ${BOT} cancel shadow mail`);
    await scene.say(issue, priya, `\`\`\`\n${BOT} cancel shadow code\n\`\`\`\n<!--\n${BOT} cancel shadow hidden\n-->`);
    expect(posted(scene, issue).slice(before + 1)).toEqual([expect.stringContaining("**Shadow moved to")]);
    expect(scene.status(issue)).toContain(", 10:00 UTC");

    await scene.say(issue, priya, `${BOT} cancel shadow wrong day\n${line.replace("09:00", "11:00")}`);
    expect(scene.status(issue)).toContain(", 11:00 UTC");
  });

  test("who moves a date that has begun, or the helper who lost the place, is told", async () => {
    const scene = await openScene();
    const { priya, tom, maria } = scene;
    const { issue } = await openHeldLead(scene);
    const date = now(scene).plus({ days: 20 }).toFormat("yyyy-MM-dd");
    const second = secondAccount(scene);
    const before = standings(scene, issue)[4];

    for (const who of [maria, second]) await scene.say(issue, who, `${BOT} reschedule lead ${date} 09:00 UTC`);
    scene.project.members.delete(tom.id);
    await scene.say(issue, priya, `${BOT} reschedule lead 2020-01-01 09:00 UTC`);
    expect(standings(scene, issue)[4]).toBe(before);
  });
});

test("of somebody who is forgotten after a life of dates, forms and seats no name and no word is left", async () => {
  const scene = await openScene();
  await liveFullLife(scene, BY_PEOPLE, { passTime: (ms) => scene.passTime(ms), afterStep: () => scene.settle() });
  await scene.stopBot();
  expect(kept(scene)).toContain("msilva");
  expect(kept(scene)).toContain("blue-heron");

  const database = await openDatabase({ dataDir: scene.dataDir });
  const people = createPeople(database, Date.now);
  for (const { id } of [scene.maria, scene.tom]) await people.forgetPerson((await people.known(id)) ?? 0);
  await database.close();

  const words =
    /.{0,200}(?:maria silva|msilva|tom becker|tbecker|blue-heron|so so|customer is not ready|too late|kolkata).{0,100}/gi;
  expect(kept(scene).match(words) ?? []).toEqual([]);
});
