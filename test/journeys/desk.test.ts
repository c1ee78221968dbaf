import { expect, test } from "vitest";

import type { Issue } from "../../src/demo/gitlab/model.ts";
import { deskRows, newcomer, openDeskFor, openWaiting, WHEN } from "../support/desk-scene.ts";
import { awards, mentioned, posted, standings, undated, writeProgram } from "../support/journey.ts";
import { openScene, type Scene } from "../support/scene.ts";

/** Notes as they were posted, without dates and markers. */
function texts(scene: Scene, issue: Issue): readonly string[] {
  return posted(scene, issue).map((body) => undated(body).replace(/\n\n<!-- .* -->$/, ""));
}

test("an engineer offers, the coordinator is asked once, one comment accepts, and the candidate has a date", async () => {
  const scene = await openScene();
  const { priya, tom } = scene;
  const desk = await openDeskFor(scene);
  const issue = await openWaiting(scene);

  const line = `offer shadow ${WHEN} for 8h method direct-transfer seats 2 language de codename blue-heron`;
  const offered = await scene.say(desk, tom, `@onboarding-bot ${line}`);
  expect(awards(offered)).toEqual(["white_check_mark"]);
  expect(texts(scene, desk).slice(1)).toEqual([
    `@pnair 1 candidate waits for a shadow, and 1 open engagement fits.

**Maria Silva** has been waiting for a shadow since DATE:

- **1:** DATE, 14:00 Berlin, 8 hours, with Tom Becker (\`tbecker\`) (direct-transfer, de, blue-heron), seats left: 2 of 2

Accept with a line of its own in a comment; any number above works in place of these:

\`\`\`text
@onboarding-bot accept 1 for @msilva
\`\`\``,
  ]);

  const accepted = await scene.say(desk, priya, "@onboarding-bot accept 1 for @msilva");
  expect(awards(accepted)).toEqual(["white_check_mark"]);
  expect(posted(scene, desk)).toHaveLength(2);
  expect(standings(scene, issue)[3]).toContain("DATE, 14:00 Berlin");
  expect(scene.status(issue)).toContain("Tom Becker");
  expect(deskRows(scene, desk)).toEqual([
    "| 1 | shadow | DATE, 14:00 Berlin, 8 hours | Tom Becker (`tbecker`) | direct-transfer, de, blue-heron | 1 of 2 | Maria Silva |",
  ]);
  expect(mentioned(scene, desk)).toEqual(["pnair"]);
});

test("of two who accept the last seat one gets it, the other is told, and what is freed is proposed again", async () => {
  const scene = await openScene();
  const { priya, tom } = scene;
  const ada = newcomer(scene, "ada", "Ada Ito");
  const desk = await openDeskFor(scene);
  const first = await openWaiting(scene);
  const second = await openWaiting(scene, ada);
  await scene.say(desk, tom, `@onboarding-bot offer shadow ${WHEN}`);

  // Both are written before the bot reads either.
  scene.gitlab.state.comment(desk, priya, "@onboarding-bot accept 1 for @ada");
  scene.gitlab.state.comment(desk, scene.jonas, "@onboarding-bot accept 1 for @msilva");
  await scene.calm();

  expect(scene.headlines(desk).at(-1)).toBe(
    "Sorry, Jonas Weber: the last seat of engagement 1 was taken a moment before. I have changed nothing for Maria Silva.",
  );
  expect(standings(scene, second)[3]).toContain("14:00 Berlin");
  expect(standings(scene, first)[3]).toContain("Ready to schedule");

  await scene.say(second, priya, "@onboarding-bot cancel shadow Ada is ill");
  expect(deskRows(scene, desk)).toEqual([
    "| 1 | shadow | DATE, 14:00 Berlin, 4 hours | Tom Becker (`tbecker`) |  | 1 of 1 |  |",
    "| Maria Silva | shadow | DATE | Priya Nair |",
    "| Ada Ito | shadow | DATE | Priya Nair |",
  ]);
  expect(mentioned(scene, desk)).toEqual(["pnair"]);
  await scene.passMinutes(26 * 60);
  expect(scene.headlines(desk).at(-1)).toBe("@pnair 1 candidate waits for a shadow, and 1 open engagement fits.");
  expect(mentioned(scene, desk)).toEqual(["pnair", "pnair"]);
});

test("a seat whose date cannot be set is free again, and whoever accepted hears why", async () => {
  const scene = await openScene();
  const { tom, priya, maria } = scene;
  const desk = await openDeskFor(scene);
  const issue = await openWaiting(scene);
  await scene.say(desk, tom, `@onboarding-bot offer shadow ${WHEN}`);

  // Alex is a coordinator by the project, but added by the candidate: on her issue that counts for nothing.
  const alex = scene.gitlab.state.createUser({ username: "alex", name: "Alex Reyes" });
  scene.gitlab.state.addMember(scene.project, maria, 50);
  scene.gitlab.state.addMember(scene.project, alex, 40, maria);
  const refused = await scene.say(desk, alex, "@onboarding-bot accept 1 for @msilva");

  expect(awards(refused)).toEqual([]);
  expect(texts(scene, desk).at(-1)).toBe(
    `Thanks, Alex Reyes. It did not work for 1 candidate:

- Maria Silva: your role does not reach that far on their issue.

The seat is free again.`,
  );
  expect(deskRows(scene, desk)[0]).toContain("1 of 1");
  expect(standings(scene, issue)[3]).toContain("Ready to schedule");
  await scene.say(desk, priya, "@onboarding-bot accept 1 for @msilva");
  expect(standings(scene, issue)[3]).toContain("14:00 Berlin");
});

test("one comment confirms the workshop of twenty people, journaled per person", async () => {
  const scene = await openScene();
  const { priya } = scene;
  const desk = await scene.openDesk();
  const people = Array.from({ length: 20 }, (_, index) => newcomer(scene, `guest-${index}`, `Guest ${index}`));
  const issues: Issue[] = [];
  for (const { username } of people) issues.push(await scene.openIssue({ candidate: `@${username}` }));

  const names = people.map(({ username }) => `@${username}`).join(" ");
  const said = await scene.say(desk, priya, `@onboarding-bot confirm workshop ${names}`);

  expect(awards(said)).toEqual(["white_check_mark"]);
  expect(new Set(issues.map((issue) => standings(scene, issue)[2]))).toEqual(
    new Set(["✅ Confirmed by Priya Nair, DATE"]),
  );
  expect(posted(scene, desk)).toHaveLength(1);
  const others = await scene.say(desk, priya, "@onboarding-bot confirm assessment @guest-1 @nobody @pnair");
  expect(awards(others)).toEqual([]);
  expect(posted(scene, desk).at(-1)).toMatch(
    /^Thanks, Priya Nair\. It did not work for 2 candidates:\n\n- nobody: GitLab knows nobody.*\n- Priya Nair: there is no open issue/,
  );
  expect(standings(scene, issues[1] as Issue)[1]).toBe("✅ Confirmed by Priya Nair, DATE");
});

test("a coordinator hands over everything, and the next one reads what is open", async () => {
  const scene = await openScene();
  const { priya, tom } = scene;
  const desk = await openDeskFor(scene);
  const ada = newcomer(scene, "ada", "Ada Ito");
  const issues = [await openWaiting(scene), await openWaiting(scene, ada)];
  const vogt = newcomer(scene, "lea", "Lea Vogt");
  const lea = await scene.openIssue({ candidate: "@lea" });
  await scene.say(lea, priya, "@onboarding-bot assign coordinator @pnair");
  await scene.say(lea, vogt, "@onboarding-bot done assessment");
  const before = mentioned(scene, lea).length;

  const said = await scene.say(desk, priya, "@onboarding-bot assign coordinator @jweber");

  expect(awards(said)).toEqual(["white_check_mark"]);
  expect(undated(posted(scene, desk).at(-1) ?? "")).toContain(
    `@jweber Priya Nair hands 3 candidates over to you:

- Maria Silva: find a date for shadow
- Ada Ito: find a date for shadow
- Lea Vogt: confirm assessment`,
  );
  expect(mentioned(scene, desk)).toEqual(["jweber"]);
  expect(mentioned(scene, lea).slice(before)).toEqual([]);
  for (const issue of issues) expect(scene.status(issue)).toContain("Jonas Weber (project coordinator)");
  await scene.say(desk, tom, `@onboarding-bot offer shadow ${WHEN} seats 2`);
  expect(scene.headlines(desk).at(-1)).toBe("@jweber 2 candidates wait for a shadow, and 1 open engagement fits.");
});

test("of candidates whose coordinator cannot read the desk, whoever opened it hears, once", async () => {
  const scene = await openScene();
  const { priya, tom } = scene;
  newcomer(scene, "gwen", "Gwen Abara");
  const desk = await openDeskFor(scene);
  const issue = await openWaiting(scene);
  await scene.say(issue, priya, "@onboarding-bot assign coordinator @gwen");
  await scene.say(desk, tom, `@onboarding-bot offer shadow ${WHEN}`);
  await scene.say(desk, priya, "@onboarding-bot recheck");

  expect(deskRows(scene, desk).at(-1)).toBe("| Maria Silva | shadow | DATE | Gwen Abara |");
  expect(mentioned(scene, desk)).toEqual(["pnair"]);
});

test("a zone told on the desk is the one proposed in, and an absent coordinator's question goes to the next", async () => {
  const scene = await openScene({ startsBot: false });
  await writeProgram(scene, 3, {
    program: (program) => program.setIn(["roles", "coordinator", "users"], program.createNode(["pnair", "jweber"])),
  });
  await scene.startBot();
  const { priya, tom } = scene;
  const ada = newcomer(scene, "ada", "Ada Ito");
  const desk = await openDeskFor(scene);
  await openWaiting(scene);

  const told = await scene.say(desk, tom, "@onboarding-bot my zone Asia/Kolkata country IN");
  await scene.say(desk, tom, `@onboarding-bot offer shadow ${WHEN}`);
  expect(awards(told)).toEqual(["white_check_mark"]);
  expect(texts(scene, desk).at(-1)).toContain("- **1:** DATE, 14:00 Berlin (18:30 Kolkata), 4 hours, with Tom Becker");
  await scene.say(desk, tom, "@onboarding-bot my");
  expect(scene.headlines(desk).at(-1)).toBe("**What I know of you, Tom Becker:**");
  expect(posted(scene, desk).at(-1)).toContain("- Public holidays: those of `IN`, as you told me");

  const issue = await scene.openIssue({ candidate: "@ada", coordinator: "@pnair", engineer: "" });
  const year = scene.gitlab.state.now().getFullYear();
  await scene.say(desk, priya, `@onboarding-bot away until ${year - 1}-01-04`);
  expect(undated(scene.headlines(desk).at(-1) ?? "")).toBe(
    "DATE has passed. I have changed nothing. Which day did you mean?",
  );
  await scene.say(desk, priya, `@onboarding-bot away until ${year + 1}-01-04`);
  await scene.say(issue, ada, "@onboarding-bot done assessment");
  expect(mentioned(scene, issue).at(-1)).toBe("jweber");
  expect(posted(scene, issue).at(-1)).toContain("Priya Nair is away, so I ask you.");

  await scene.say(desk, priya, "@onboarding-bot back");
  await scene.say(issue, ada, "@onboarding-bot done workshop");
  expect(mentioned(scene, issue).at(-1)).toBe("pnair");
});

test("a desk everybody can read says one word and does nothing until it is confidential", async () => {
  const scene = await openScene();
  const { priya, tom, gitlab } = scene;
  const desk = await scene.openDesk({ confidential: false });
  await scene.say(desk, priya, "@onboarding-bot assign engineer @tbecker");
  await scene.say(desk, tom, `@onboarding-bot offer shadow ${WHEN}`);
  expect(scene.headlines(desk)).toEqual([
    "@pnair **Please make this issue confidential; I start then.** Nothing else happens here before.",
  ]);
  expect(scene.status(desk)).toBe("");

  gitlab.state.setConfidential(desk, priya, true);
  await scene.calm();
  expect(scene.status(desk)).toContain("**Open engagements:** 0");
  await scene.say(desk, priya, "@onboarding-bot assign engineer @tbecker");
  await scene.say(desk, tom, `@onboarding-bot offer shadow ${WHEN}`);
  expect(deskRows(scene, desk)).toHaveLength(1);

  gitlab.state.setConfidential(desk, priya, false);
  await scene.calm();
  await scene.say(desk, tom, "@onboarding-bot cancel offer 1");
  gitlab.state.setConfidential(desk, priya, true);
  await scene.calm();
  expect(deskRows(scene, desk)).toHaveLength(1);
  expect(posted(scene, desk)).toHaveLength(2);
});

test("a program has one desk; another one may take its place when it is closed", async () => {
  const scene = await openScene();
  const { priya, gitlab } = scene;
  const first = await scene.openDesk();
  const second = await scene.openDesk();

  expect(scene.headlines(second)).toEqual([
    "@pnair **This program has a desk already:** `partners/acme/certification#1`. I leave this one alone.",
  ]);
  gitlab.state.close(first, priya);
  await scene.calm();
  await scene.say(second, priya, "@onboarding-bot recheck");
  expect(scene.status(second)).toContain("### Desk: Migration Services Engineer certification");
});

test("a desk that was closed goes on when it is reopened, and has the seats again that were given back meanwhile", async () => {
  const scene = await openScene();
  const { priya, tom, gitlab } = scene;
  const desk = await openDeskFor(scene);
  const issue = await openWaiting(scene);
  await scene.say(desk, tom, `@onboarding-bot offer shadow ${WHEN} seats 2`);
  await scene.say(desk, priya, "@onboarding-bot accept 1 for @msilva");

  gitlab.state.close(desk, priya);
  await scene.calm();
  await scene.say(desk, tom, "@onboarding-bot cancel offer 1");
  await scene.say(issue, priya, "@onboarding-bot cancel shadow The customer is not ready");
  expect(deskRows(scene, desk)[0]).toContain("1 of 2 | Maria Silva");
  gitlab.state.reopen(desk, priya);
  await scene.calm();

  expect(deskRows(scene, desk)[0]).toContain("| 2 of 2 |");
});

test("while GitLab does not say who somebody is, a desk and its commands wait", async () => {
  const scene = await openScene();
  const { priya, gitlab } = scene;
  const isAboutMembers = (path: string): boolean => path.includes("/members/");
  gitlab.disturb = ({ path }) => (isAboutMembers(path) ? { kind: "answer", status: 500 } : null);
  const desk = await scene.openDesk();
  expect(scene.notes(desk)).toEqual([]);
  gitlab.disturb = null;
  await scene.passMinutes(2);
  expect(scene.status(desk)).toContain("**Open engagements:** 0");

  gitlab.disturb = ({ path }) => (isAboutMembers(path) ? { kind: "answer", status: 500 } : null);
  const said = await scene.say(desk, priya, `@onboarding-bot offer shadow ${WHEN}`);
  await scene.passMinutes(16);
  expect(scene.headlines(desk)).toEqual([
    expect.stringMatching(/^Thanks, Priya Nair\. GitLab does not answer me at the moment/),
  ]);
  gitlab.disturb = null;
  await scene.passMinutes(2);
  expect(deskRows(scene, desk)).toHaveLength(1);
  expect(awards(said)).toEqual(["white_check_mark"]);
});

test.for([
  ["GitLab wrote it and the answer got lost", { kind: "reset", after: true }],
  ["the connection broke before GitLab heard of it", { kind: "reset", after: false }],
] as const)("every note of a desk is there once: %s", async ([, trouble]) => {
  const scene = await openScene();
  const { tom, gitlab } = scene;
  let isNext = true;
  gitlab.disturb = ({ method, path }) => {
    if (method !== "POST" || !path.endsWith("/notes")) return null;
    isNext = !isNext;
    return isNext ? null : trouble;
  };
  const desk = await openDeskFor(scene);
  await scene.settle();
  await openWaiting(scene);
  await scene.settle();
  await scene.say(desk, tom, `@onboarding-bot offer shadow ${WHEN}`);
  await scene.settle();
  gitlab.disturb = null;
  await scene.settle();

  expect(scene.headlines(desk)).toEqual(["@pnair 1 candidate waits for a shadow, and 1 open engagement fits."]);
  expect(scene.notes(desk)).toHaveLength(2);
  expect(deskRows(scene, desk)).toHaveLength(2);
});

test("who is neither coordinator nor owner opens no desk, and a stranger's offer is none", async () => {
  const scene = await openScene();
  const { tom, maria } = scene;
  const own = await scene.openDesk({ by: maria });
  expect(scene.notes(own)).toEqual([]);

  const desk = await scene.openDesk();
  await scene.say(desk, tom, `@onboarding-bot offer shadow ${WHEN}`);
  expect(deskRows(scene, desk)).toEqual([]);
  expect(scene.headlines(desk)).toEqual([
    expect.stringContaining("Thanks, Tom Becker. I have changed nothing: `offer` is for the"),
  ]);
});

test("help shows what this person may write here, and commands of candidates' issues are told apart", async () => {
  const scene = await openScene();
  const { priya, tom } = scene;
  const desk = await openDeskFor(scene);
  const issue = await scene.openIssue();

  await scene.say(desk, tom, "@onboarding-bot help");
  expect(posted(scene, desk).at(-1)).toMatch(/^Tom Becker, this is what you can write on this desk/);
  expect(posted(scene, desk).at(-1)).toContain("offer ENGAGEMENT");
  expect(posted(scene, desk).at(-1)).toContain("`@onboarding-bot away until YYYY-MM-DD`");
  expect(posted(scene, desk).at(-1)).not.toContain("accept NUMBER");
  await scene.say(desk, priya, "@onboarding-bot waive shadow why not");
  expect(scene.headlines(desk).at(-1)).toBe(
    "`waive` is for a candidate's own issue. I have changed nothing. What you can write here: `@onboarding-bot help`",
  );
  await scene.say(issue, priya, "@onboarding-bot accept 1 for @msilva");
  expect(scene.headlines(issue).at(-1)).toContain("works in the program's desk issue only");
});

test("no candidate's issue names or links another candidate's, or the desk", async () => {
  const scene = await openScene();
  const { priya, tom } = scene;
  const ada = newcomer(scene, "ada", "Ada Ito");
  const desk = await openDeskFor(scene);
  const first = await openWaiting(scene);
  const second = await openWaiting(scene, ada);
  await scene.say(desk, tom, `@onboarding-bot offer shadow ${WHEN} seats 2`);
  await scene.say(desk, priya, "@onboarding-bot accept 1 for @msilva\n@onboarding-bot accept 1 for @ada");

  for (const [issue, other] of [
    [first, ada],
    [second, scene.maria],
  ] as const) {
    const all = scene
      .notes(issue)
      .map(({ body }) => body)
      .join("\n");
    expect(all).toContain("14:00 Berlin");
    expect(all).not.toContain(other.name);
    expect(all).not.toContain(other.username);
    expect(all).not.toMatch(/#\d|\/issues\/|desk/i);
  }
});

test("a process that dies between the desk and the candidate's issue loses nothing and does nothing twice", async () => {
  const scene = await openScene();
  const { priya, tom, gitlab } = scene;
  const desk = await openDeskFor(scene);
  const issue = await openWaiting(scene);
  await scene.say(desk, tom, `@onboarding-bot offer shadow ${WHEN}`);
  const address = `/projects/${issue.project.id}/issues/${issue.iid}`;
  const before = posted(scene, desk).length;

  // The seat is written down; GitLab gives no answer about the candidate's issue until the process is gone.
  gitlab.disturb = (call) => (call.path === address ? { kind: "answer", status: 500 } : null);
  const accepted = await scene.say(desk, priya, "@onboarding-bot accept 1 for @msilva");
  expect(deskRows(scene, desk)[0]).toContain("0 of 1 | Maria Silva");
  expect(standings(scene, issue)[3]).toContain("Ready to schedule");
  await scene.stopBot();
  gitlab.disturb = null;
  await scene.startBot();
  await scene.settle();

  expect(standings(scene, issue)[3]).toContain("14:00 Berlin");
  expect(awards(accepted)).toEqual(["white_check_mark"]);
  expect(posted(scene, desk)).toHaveLength(before);
  expect(posted(scene, issue).filter((body) => body.includes("14:00 Berlin"))).toHaveLength(1);
});
