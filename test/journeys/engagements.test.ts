import { DateTime } from "luxon";
import { expect, test } from "vitest";

import type { Issue } from "../../src/demo/gitlab/model.ts";
import { denyNames } from "../../src/deny-list.ts";
import { type CalendarEntry, readEntry } from "../support/calendar-entry.ts";
import { BOT, BOXES, mentioned, posted, standings, TASKS, turnLine, writeProgram } from "../support/journey.ts";
import { openScene, type Scene } from "../support/scene.ts";

const PUBLIC_URL = "https://bot.example.com";
const ACCESS_GUEST = 10;
const DAY_MS = 86_400_000;

/** The night in which the clocks of Berlin go forward, far enough ahead for nobody to call it short notice. */
const SPRING = lastSundayOfMarch(DateTime.utc().year + 1);
const SATURDAY = SPRING.minus({ days: 1 });

test("a shadow is scheduled, moved over the night the clocks change, and called off", async () => {
  const scene = await openScene({ env: { PUBLIC_URL } });
  const { priya } = scene;
  const issue = await readyForShadow(scene);
  const before = posted(scene, issue).length;

  await scene.say(
    issue,
    priya,
    `${BOT} schedule shadow ${SATURDAY.toISODate()} 09:00 Europe/Berlin for 8h with @tbecker codename blue-heron`,
  );
  expect(scene.labels(issue)).toEqual(["onboarding::shadow-scheduled"]);
  expect(standings(scene, issue)[3]).toMatch(/^📅 DATE, 09:00 Berlin, led by Tom Becker · \[calendar file\]\(http/);
  const first = await calendarOf(scene, issue);
  expect(first).toMatchObject({ sequence: 0, status: "CONFIRMED", start: utc(SATURDAY, 8), hours: 8 });

  await scene.say(issue, priya, `${BOT} reschedule shadow ${SPRING.toISODate()} 09:00 Europe/Berlin`);
  const second = await calendarOf(scene, issue);
  expect(second).toEqual({ ...first, sequence: 1, start: utc(SPRING, 7) });

  await scene.say(issue, priya, `${BOT} cancel shadow the customer puts it off`);
  expect(await calendarOf(scene, issue)).toEqual({ ...second, sequence: 2, status: "CANCELLED" });
  expect(scene.labels(issue)).toEqual(["onboarding::schedule-shadow"]);

  const told = posted(scene, issue).slice(before);
  expect(told.map((body) => body.split("\n")[0])).toEqual([
    `@msilva @tbecker 📅 **Shadow on ${said(SATURDAY)}, 09:00 Berlin, 8 hours.**`,
    `@msilva @tbecker 📅 **Shadow moved to ${said(SPRING)}, 09:00 Berlin, 8 hours.**`,
    `@msilva @tbecker 🗓️ **Shadow on ${said(SPRING)}, 09:00 Berlin is off.**`,
    "@pnair **Maria Silva is ready for the next step: shadow.** Can you find a date?",
  ]);
  expect(told[1]).toContain(`- **Before:** ${said(SATURDAY)}, 09:00 Berlin`);
  expect(told[2]).toContain("Priya Nair writes: “the customer puts it off”");
});

test("a date is told in the zones that people's profiles show, without a word of theirs", async () => {
  const scene = await openScene();
  const { maria, priya, tom, gitlab } = scene;
  gitlab.state.setZone(maria, "Asia/Kolkata");
  gitlab.state.setZone(tom, "Europe/Berlin");
  const issue = await readyForShadow(scene);

  await scene.say(issue, priya, `${BOT} schedule shadow ${SPRING.toISODate()} 09:00 Europe/Berlin with @tbecker`);

  expect(posted(scene, issue).at(-1)).toContain("09:00 Berlin (12:30 UTC+05:30), 4 hours");
});

test("no line of the log tells the address of a calendar", async () => {
  const scene = await openScene({ env: { PUBLIC_URL } });
  const issue = await readyForShadow(scene);
  await scene.say(issue, scene.priya, `${BOT} schedule shadow ${SPRING.toISODate()} 09:00 Europe/Berlin with @tbecker`);
  await calendarOf(scene, issue);

  const id = addressOf(scene, issue).slice(`${PUBLIC_URL}/calendar/`.length, -".ics".length);
  expect(id).toMatch(/^[\w-]{32}$/);
  expect(scene.logLines.filter((line) => line.includes("/calendar/"))).not.toEqual([]);
  expect(scene.logLines.filter((line) => line.includes(id))).toEqual([]);
  expect((await fetch(`${scene.bot.url}/calendar/${"x".repeat(32)}.ics`)).status).toBe(404);
});

test("a name on the operator's list gets into no date, and a list that grows counts at once", async () => {
  const scene = await openScene();
  const { priya } = scene;
  const issue = await readyForShadow(scene);
  const line = `${BOT} schedule shadow ${SPRING.toISODate()} 09:00 Europe/Berlin with @tbecker`;
  await denyNames(scene.dataDir, ["Acme Corp."]);

  await scene.say(issue, priya, `${line} codename ACME-corp in spring`);
  expect(posted(scene, issue).at(-1)).toMatch(/^There is a name in `schedule` that must not be written here/);
  expect(scene.labels(issue)).toEqual(["onboarding::schedule-shadow"]);

  await scene.say(issue, priya, `${line} codename blue-heron`);
  expect(scene.labels(issue)).toEqual(["onboarding::shadow-scheduled"]);
  expect(posted(scene, issue).filter((body) => /acme/i.test(body))).toEqual([]);
});

test("whoever is named with a date says afterwards how it went, and it counts", async () => {
  const scene = await openScene();
  const { maria, priya, tom } = scene;
  const issue = await readyForShadow(scene, { engineer: "" });
  await scene.say(issue, priya, `${BOT} confirm workshop`);
  const soon = DateTime.utc().plus({ days: 8 });
  await scene.say(issue, priya, `${BOT} schedule shadow ${soon.toISODate()} 09:00 UTC with @tbecker`);
  expect(turnLine(scene, issue)).toMatch(/Maria Silva shadows on .+, led by Tom Becker\.$/);

  scene.passTime(9 * DAY_MS);
  await scene.say(issue, maria, "It went well, I think.");
  await scene.say(issue, maria, `${BOT} recheck`);
  expect(turnLine(scene, issue)).toContain("Tom Becker says how task 4 (shadow) went on");

  await scene.tick(issue, tom, BOXES.shadow);
  expect(standings(scene, issue)[3]).toBe("✅ Confirmed by Tom Becker, DATE");
  expect(scene.labels(issue)).toEqual(["onboarding::schedule-lead"]);
});

test("an engineer who cannot make it moves the date, and the coordinator hears of it", async () => {
  const scene = await openScene();
  const { priya, tom } = scene;
  const issue = await readyForShadow(scene);
  await scene.say(issue, priya, `${BOT} schedule shadow ${SATURDAY.toISODate()} 22:00 Europe/Berlin with @tbecker`);
  const before = mentioned(scene, issue).length;

  await scene.say(issue, tom, `${BOT} reschedule shadow ${SPRING.toISODate()} 22:00 Europe/Berlin`);
  expect(mentioned(scene, issue).slice(before)).toEqual(["msilva", "pnair"]);
});

test("two issues do not book one engineer for the same time, and neither tells of the other", async () => {
  const scene = await openScene();
  const { priya } = scene;
  const alex = scene.gitlab.state.createUser({ username: "alex", name: "Alex Doe" });
  scene.gitlab.state.addMember(scene.project, alex, ACCESS_GUEST);
  const one = await readyForShadow(scene);
  const other = await readyForShadow(scene, { candidate: "@alex" });
  const line = `${BOT} schedule shadow ${SPRING.toISODate()} 09:00 Europe/Berlin with @tbecker`;

  await scene.say(one, priya, line);
  await scene.say(other, priya, line);
  expect(posted(scene, other).at(-1)).toMatch(
    /^Tom Becker has something else from .+ to .+\. I have changed nothing\./,
  );
  expect(scene.labels(other)).toEqual(["onboarding::schedule-shadow"]);
});

test("an issue is due on the day of its date, where the program wants that and nobody chose another day", async () => {
  const scene = await openScene({ startsBot: false });
  const { priya } = scene;
  await writeProgram(scene, 3, { program: (document) => document.setIn(["engagements", "shadow", "due_date"], true) });
  await scene.startBot();
  const issue = await readyForShadow(scene);
  const [saturday, sunday] = [SATURDAY, SPRING].map((day) => day.toISODate() ?? "");

  // In Berlin it is Sunday already.
  await scene.say(issue, priya, `${BOT} schedule shadow ${sunday} 00:30 Europe/Berlin`);
  expect(issue.dueDate).toBe(sunday);
  await scene.say(issue, priya, `${BOT} reschedule shadow ${saturday} 23:30 Europe/Berlin`);
  expect(issue.dueDate).toBe(saturday);
  await scene.say(issue, priya, `${BOT} cancel shadow the customer puts it off`);
  expect(issue.dueDate).toBeNull();

  issue.dueDate = "2030-01-01";
  await scene.say(issue, priya, `${BOT} schedule shadow ${sunday} 09:00 Europe/Berlin`);
  expect(issue.dueDate).toBe("2030-01-01");
});

/** Everything before the shadow is done that has to be before a date is looked for. */
async function readyForShadow(scene: Scene, names: Parameters<Scene["openIssue"]>[0] = {}): Promise<Issue> {
  const issue = await scene.openIssue(names);
  await scene.tick(issue, scene.maria, TASKS.resources);
  await scene.say(issue, scene.priya, `${BOT} confirm review-resources assessment`);
  return issue;
}

/** What a calendar shows that opens the file of the status note. */
async function calendarOf(scene: Scene, issue: Issue): Promise<CalendarEntry> {
  const address = addressOf(scene, issue).replace(PUBLIC_URL, scene.bot.url);
  const response = await fetch(address);
  expect(response.headers.get("content-type")).toBe("text/calendar; charset=utf-8");
  const file = await response.text();
  expect(file).not.toMatch(/@(?!bot\.example\.com)|blue-heron/);
  return readEntry(file);
}

/** As it was told in the first note about the date. */
function addressOf(scene: Scene, issue: Issue): string {
  const told = posted(scene, issue).flatMap((body) => /\]\((https:\S+\.ics)\)/.exec(body)?.[1] ?? []);
  return told[0] ?? "";
}

function lastSundayOfMarch(year: number): DateTime {
  const end = DateTime.utc(year, 3, 31);
  return end.minus({ days: end.weekday % 7 });
}

function utc(day: DateTime, hour: number): string {
  return day.set({ hour }).toJSDate().toISOString();
}

/** "Sat 27 Mar 2027" */
function said(day: DateTime): string {
  return day.toFormat("ccc d LLL yyyy");
}
