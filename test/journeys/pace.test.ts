import type { Document } from "yaml";

import { expect, test } from "vitest";

import type { Issue, User } from "../../src/demo/gitlab/model.ts";
import { fillPeople } from "../../src/demo/sample.ts";
import {
  BOXES,
  LABEL,
  mentioned,
  posted,
  standings,
  TASKS,
  turnLine,
  undated,
  writeProgram,
} from "../support/journey.ts";
import { openScene, type Scene } from "../support/scene.ts";

const DAY_MINUTES = 24 * 60;
const DAY_MS = DAY_MINUTES * 60_000;

/** A bot whose program was changed by its owner before it began. */
async function openWith(change: (program: Document) => void): Promise<Scene> {
  const scene = await openScene({ startsBot: false });
  await writeProgram(scene, 3, { program: change });
  await scene.startBot();
  return scene;
}

/** ISO date so many days from now, by the clock of the scene. */
function dayIn(scene: Scene, days: number): string {
  return new Date(scene.gitlab.state.now().getTime() + days * DAY_MS).toISOString().slice(0, 10);
}

function maintainer(scene: Scene, username: string, name: string): User {
  const user = scene.gitlab.state.createUser({ username, name });
  scene.gitlab.state.addMember(scene.project, user, 40);
  return user;
}

async function openFor(scene: Scene, candidate: User, coordinator = ""): Promise<Issue> {
  const description = fillPeople(scene.template, [`@${candidate.username}`, "", coordinator, ""]);
  const title = `Certification of ${candidate.name}`;
  const issue = scene.gitlab.state.createIssue(scene.project, scene.jonas, {
    title,
    description,
    assignees: [candidate],
  });
  await scene.calm();
  return issue;
}

test("a pause keeps the bot quiet, and ends by itself on its day", async () => {
  const scene = await openScene();
  const { maria, priya } = scene;
  const issue = await scene.openIssue();
  const until = dayIn(scene, 3);

  await scene.say(issue, maria, `@onboarding-bot pause until ${until}`);
  expect(undated(scene.status(issue))).toContain("**Paused until DATE** by Maria Silva. No reminders until then.");
  expect(scene.labels(issue)).toEqual(["onboarding::paused"]);

  await scene.say(issue, priya, "@onboarding-bot confirm assessment");
  expect(scene.headlines(issue)).toEqual([]);
  await scene.passMinutes(2 * DAY_MINUTES);
  expect(scene.labels(issue)).toEqual(["onboarding::paused"]);
  await scene.passMinutes(DAY_MINUTES);

  expect(scene.status(issue)).not.toContain("**Paused");
  expect(scene.labels(issue)).toEqual([LABEL.scheduleShadow]);
  expect(scene.headlines(issue)).toEqual([
    "@pnair **Maria Silva is ready for the next step: shadow.** Can you find a date?",
  ]);
});

test("somebody pauses until further notice, and somebody else resumes", async () => {
  const scene = await openScene();
  const { maria, priya } = scene;
  const issue = await scene.openIssue();

  await scene.say(issue, priya, "@onboarding-bot pause");
  expect(scene.status(issue)).toContain(
    "**Paused** by Priya Nair. No reminders until somebody writes `@onboarding-bot resume`.",
  );
  await scene.say(issue, maria, "@onboarding-bot resume");
  expect(scene.labels(issue)).toEqual([LABEL.inProgress]);
  await scene.say(issue, maria, "@onboarding-bot resume");
  expect(scene.headlines(issue)).toEqual([
    "Nothing is paused here, so there is nothing to resume. I have changed nothing.",
  ]);
});

function withSponsor(silence: object | null): (program: Document) => void {
  return (program) => {
    program.setIn(
      ["roles", "sponsor"],
      program.createNode({ label: "Manager or GitLab representative", users: ["jweber"] }),
    );
    program.set("sponsor_step", program.createNode(silence === null ? {} : { silence }));
  };
}

test("the sponsor says that the candidate may start, and the candidate hears of it", async () => {
  const scene = await openWith(withSponsor(null));
  const { maria, jonas } = scene;
  const issue = await openFor(scene, maria, "@pnair");

  expect(turnLine(scene, issue)).toBe(
    "**Now:** waiting for the GitLab representative to say that Maria Silva may start. Maria Silva has nothing to do right now.",
  );
  expect(posted(scene, issue)[0]).toContain("👋 Welcome, @msilva! Somebody has to say that you may start");
  expect(scene.headlines(issue)).toEqual(["@jweber **May Maria Silva start?** The program asks for your word first."]);

  await scene.tick(issue, maria, TASKS.assessment);
  await scene.say(issue, maria, "@onboarding-bot confirm start");
  await scene.say(issue, jonas, "@onboarding-bot decline start After the audit");
  expect(scene.headlines(issue).slice(2)).toEqual(["@msilva **Not yet.** Jonas Weber writes: “After the audit”"]);
  expect(undated(scene.headlines(issue)[0] ?? "")).toBe(
    "✅ **Settled: Jonas Weber answered “not yet”** on DATE. When Maria Silva may start after all, write:",
  );

  await scene.say(issue, jonas, "@onboarding-bot confirm start");
  expect(scene.headlines(issue).slice(3)).toEqual([
    "@pnair **Maria Silva says this is done: assessment.** Can you confirm?",
    "@msilva **You may start**, says Jonas Weber.",
  ]);
  expect(turnLine(scene, issue)).toContain("Maria Silva works on task 1");
});

test("a silence of some working days lets the candidate start", async () => {
  // oxlint-disable-next-line unicorn/no-thenable -- a word, and nothing that could be called
  const scene = await openWith(withSponsor({ after: 2, then: "start" }));
  const issue = await openFor(scene, scene.maria);

  // Two working days are over within six of the calendar, whatever the day is.
  for (let day = 0; day < 6; day += 1) await scene.passMinutes(DAY_MINUTES);

  expect(undated(scene.headlines(issue)[0] ?? "")).toBe(
    "✅ **Settled: nobody objected, so Maria Silva started** on DATE. Nothing to do here.",
  );
  expect(scene.headlines(issue).at(-1)).toBe("@msilva **You may start:** nobody has objected.");
});

test("a silence leads to the coordinator, once", async () => {
  const scene = await openWith((program) => {
    // oxlint-disable-next-line unicorn/no-thenable -- a word, and nothing that could be called
    withSponsor({ after: 2, then: "ask-coordinator" })(program);
    program.set("reminders", program.createNode([]));
  });
  const issue = await openFor(scene, scene.maria, "@pnair");

  for (let day = 0; day < 8; day += 1) await scene.passMinutes(DAY_MINUTES);
  expect(scene.headlines(issue)).toEqual([
    "@jweber **May Maria Silva start?** The program asks for your word first.",
    "@pnair **May Maria Silva start?** Nobody has answered so far, so I ask you.",
  ]);

  await scene.say(issue, scene.priya, "@onboarding-bot confirm start");
  const settled = "✅ **Settled: Priya Nair said that Maria Silva may start** on DATE. Nothing to do here.";
  expect(scene.headlines(issue).map(undated)).toEqual([
    settled,
    settled,
    "@msilva **You may start**, says Priya Nair.",
  ]);
});

test("several coordinators take turns, without whoever is away", async () => {
  const scene = await openWith((program) => {
    program.setIn(["roles", "coordinator", "users"], program.createNode(["pnair", "klee", "omar"]));
  });
  const klee = maintainer(scene, "klee", "Kim Lee");
  const omar = maintainer(scene, "omar", "Omar Haddad");
  const candidates = ["ada", "ben", "cleo", "dan"].map((name) =>
    scene.gitlab.state.createUser({ username: name, name: `${name} of Acme` }),
  );
  for (const candidate of candidates) scene.gitlab.state.addMember(scene.project, candidate, 10);
  scene.gitlab.state.setStatus(klee, {
    busy: true,
    clearsAt: new Date(scene.gitlab.state.now().getTime() + DAY_MS / 2),
  });

  const issues: Issue[] = [];
  for (const candidate of candidates) issues.push(await openFor(scene, candidate));
  const dates = issues.map((issue) => /\*\*Dates .*talk to (.+?) while/.exec(posted(scene, issue)[0] ?? "")?.[1]);
  expect(dates).toEqual(["Priya Nair", "Omar Haddad", "Priya Nair", "Omar Haddad"]);

  // Omar goes on leave: the next in line who is there answers for him, and hears why.
  await scene.say(issues[0] as Issue, omar, `@onboarding-bot away until ${dayIn(scene, 9)}`);
  await scene.tick(issues[1] as Issue, candidates[1] as User, TASKS.assessment);
  expect(mentioned(scene, issues[1] as Issue)).toEqual(["ben", "pnair"]);
  expect(posted(scene, issues[1] as Issue).at(-1)).toContain(
    "\n\nOmar Haddad is away, so I ask you. Not away? Omar Haddad writes `@onboarding-bot back`.\n\n",
  );
  expect(standings(scene, issues[1] as Issue)[1]).toBe("🕓 Ticked on DATE, waiting for Priya Nair");

  await scene.say(issues[0] as Issue, omar, "@onboarding-bot back");
  await scene.tick(issues[3] as Issue, candidates[3] as User, TASKS.assessment);
  expect(mentioned(scene, issues[3] as Issue)).toEqual(["dan", "omar"]);
});

test("whoever takes over hears of everything in one note, and what was asked before is settled", async () => {
  const scene = await openScene();
  const { maria, priya, jonas } = scene;
  const issue = await scene.openIssue();
  await scene.say(issue, priya, "@onboarding-bot assign coordinator @pnair");
  await scene.say(issue, priya, "@onboarding-bot confirm assessment");
  await scene.tick(issue, maria, TASKS.workshop);
  expect(scene.headlines(issue)).toHaveLength(2);

  await scene.say(issue, priya, "@onboarding-bot assign coordinator @jweber");

  const settled = "✅ **Settled: Jonas Weber looks after this now.** Nothing to do here.";
  expect(scene.headlines(issue)).toEqual([
    settled,
    settled,
    "@jweber **You look after Maria Silva from now on**, in the place of Priya Nair.",
  ]);
  expect(scene.notes(issue).at(-1)?.body.split("\n\n").slice(1, 3)).toEqual([
    "This is open:",
    [
      "- *Complete a congregate-onboarding workshop*: ticked, and waits for a word: `@onboarding-bot confirm workshop`",
      "- *Shadow a migration that is led by a PSE Migration Engineer*: ready, and a date is looked for: `@onboarding-bot schedule shadow YYYY-MM-DD HH:MM Area/City`",
    ].join("\n"),
  ]);
  expect(turnLine(scene, issue)).toContain("Jonas Weber is asked to confirm task 3");

  await scene.say(issue, jonas, "@onboarding-bot assign coordinator @jweber");
  await scene.say(issue, jonas, "@onboarding-bot confirm workshop");
  expect(scene.headlines(issue)).toHaveLength(3);
  await scene.say(issue, jonas, "@onboarding-bot waive shadow done elsewhere");
  expect(scene.headlines(issue)[2]).toBe("✅ **Settled: nothing of what was open is left.** Nothing to do here.");
  // The lead is next, and that is news.
  expect(scene.headlines(issue).slice(3)).toEqual([
    "@jweber **Maria Silva is ready for the next step: lead.** Can you find a date?",
  ]);
  expect(mentioned(scene, issue)).toEqual(["msilva", "pnair", "pnair", "jweber", "jweber"]);
});

test("a try that failed is told with its points, the next one waits, and then it passes", async () => {
  const scene = await openScene();
  const { maria, priya } = scene;
  const issue = await scene.openIssue();
  await scene.tick(issue, maria, TASKS.assessment);

  await scene.say(issue, priya, "@onboarding-bot score 60");
  expect(undated(scene.headlines(issue).at(-1) ?? "")).toBe(
    "@msilva **Not yet: assessment.** Priya Nair has recorded 60 of 80 needed; next try from DATE, 2 of 3 tries left.",
  );
  await scene.say(issue, priya, "@onboarding-bot score 90");
  expect(undated(scene.headlines(issue).at(-1) ?? "")).toBe(
    "The next try of the assessment is possible from DATE on, so I have not recorded this result.",
  );
  expect(standings(scene, issue)[1]).toBe("↩️ Not yet, Priya Nair, DATE");

  await scene.passMinutes(7 * DAY_MINUTES);
  await scene.say(issue, priya, "@onboarding-bot score 90");
  expect(standings(scene, issue)[1]).toBe("✅ Confirmed by Priya Nair, DATE");
});

test("where a passing score is needed, a tick of the coordinator is only a question", async () => {
  const scene = await openWith((program) => program.setIn(["tasks", 1, "score", "required"], true));
  const { priya } = scene;
  const issue = await scene.openIssue();

  await scene.tick(issue, priya, BOXES.assessment);
  expect(posted(scene, issue).at(-1)).toContain("```text\n@onboarding-bot score assessment POINTS\n```");
  await scene.say(issue, priya, "@onboarding-bot confirm assessment");
  expect(scene.headlines(issue).at(-1)).toBe(
    "*assessment* needs a passing result, and none is recorded yet. I have changed nothing. To record it, write:",
  );
  await scene.say(issue, priya, "@onboarding-bot score 80");
  expect(standings(scene, issue)[1]).toBe("✅ Confirmed by Priya Nair, DATE");
});

test("everybody can see what the bot knows of them, and where it comes from", async () => {
  const scene = await openScene();
  const { priya } = scene;
  const issue = await scene.openIssue();

  await scene.say(issue, priya, "@onboarding-bot my zone Asia/Kolkata country IN");
  await scene.say(issue, priya, "@onboarding-bot my");
  expect(scene.notes(issue).at(-1)?.body.split("\n\n").slice(0, 2)).toEqual([
    "**What I know of you, Priya Nair:**",
    [
      "- Time zone: `Asia/Kolkata`, as you told me",
      "- Public holidays: those of `IN`, as you told me",
      "- Not away",
    ].join("\n"),
  ]);
});
