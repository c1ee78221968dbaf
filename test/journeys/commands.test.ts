import { expect, test } from "vitest";

import type { Issue } from "../../src/demo/gitlab/model.ts";
import { BOT, LABEL, posted, standings, TASKS, turnLine, undated, writeProgram } from "../support/journey.ts";
import { openScene, type Scene } from "../support/scene.ts";

/** The bot's answers to one comment, whole, without their markers. */
async function answersTo(scene: Scene, issue: Issue, say: () => Promise<unknown>): Promise<readonly string[]> {
  const count = posted(scene, issue).length;
  await say();
  return posted(scene, issue)
    .slice(count)
    .map((body) => undated(body.replace(/\s*<!-- onboarding-bot:\S+ -->\s*$/, "")));
}

test("what people ask about themselves is answered to them", async () => {
  const scene = await openScene();
  const { maria, priya, tom } = scene;
  const issue = await scene.openIssue();
  await scene.tick(issue, maria, TASKS.assessment);

  const answers: Record<string, readonly string[]> = {};
  for (const [name, person] of [["Maria", maria] as const, ["Priya", priya] as const, ["Tom", tom] as const]) {
    answers[name] = await answersTo(scene, issue, () => scene.say(issue, person, `${BOT} next`));
  }
  answers["status"] = await answersTo(scene, issue, () => scene.say(issue, maria, `${BOT} status`));
  expect(answers).toMatchInlineSnapshot(`
    {
      "Maria": [
        "Maria Silva, it is your turn:

    - *Review migration services resources, including documentation and delivery kits*: tick its box in the description when it is done",
      ],
      "Priya": [
        "Priya Nair, it is your turn:

    - *Pass a graded migration assessment*: confirm it with \`@onboarding-bot confirm assessment\`",
      ],
      "Tom": [
        "Tom Becker, there is nothing for you to do right now.

    **Now:** Maria Silva works on task 1, *Review migration services resources, including documentation and delivery kits*, then ticks its box in the description. Priya Nair is asked to confirm task 2 (assessment).",
      ],
      "status": [
        "**0 of 5 tasks done** ▱▱▱▱▱ The whole picture is in my status note in this issue.

    **Now:** Maria Silva works on task 1, *Review migration services resources, including documentation and delivery kits*, then ticks its box in the description. Priya Nair is asked to confirm task 2 (assessment).",
      ],
    }
  `);
});

test("help shows each person what they may do here", async () => {
  const scene = await openScene();
  const issue = await scene.openIssue();

  const maria = await answersTo(scene, issue, () => scene.say(issue, scene.maria, `${BOT} help`));
  const priya = await answersTo(scene, issue, () => scene.say(issue, scene.priya, BOT));
  expect(maria).toMatchInlineSnapshot(`
    [
      "Here is what you can write here, Maria Silva: in a comment, at the start of a line.

    - \`@onboarding-bot next\`: what to do now, and who it waits for
    - \`@onboarding-bot status\`: where everything stands
    - \`@onboarding-bot done TASK\`: the same as ticking the box, also for several tasks at once
    - \`@onboarding-bot request ENGAGEMENT YYYY-MM-DD..YYYY-MM-DD method METHOD language LANGUAGE\`: tell which days would suit you, how and in which language; any part may be left out
    - \`@onboarding-bot pause until YYYY-MM-DD\`: no reminders for a while; without a day, until somebody resumes
    - \`@onboarding-bot my zone Area/City country COUNTRY\`: tell me your time zone and country, or see what I know of you; it counts everywhere
    - \`@onboarding-bot away until YYYY-MM-DD\`, \`@onboarding-bot away from YYYY-MM-DD until YYYY-MM-DD\`: tell me until when you are away; the day you name is the first on which you are back
    - \`@onboarding-bot back\`: tell me that you are here again
    - \`@onboarding-bot recheck\`: look at the issue again
    - \`@onboarding-bot help\`: this list

    Tasks: \`review-resources\` \`assessment\` \`workshop\` \`shadow\` \`lead\`

    Engagements: \`shadow\` \`lead\`

    Ticking a box in the description works as well.",
    ]
  `);
  expect(priya).toMatchInlineSnapshot(`
    [
      "Here is what you can write here, Priya Nair: in a comment, at the start of a line.

    - \`@onboarding-bot next\`: what to do now, and who it waits for
    - \`@onboarding-bot status\`: where everything stands
    - \`@onboarding-bot done TASK\`: the same as ticking the box, also for several tasks at once
    - \`@onboarding-bot confirm TASK\`: yes, it is done; also for several tasks at once
    - \`@onboarding-bot decline TASK WHAT IS MISSING\`: not yet, and what is missing; I pass it on
    - \`@onboarding-bot waive TASK WHY\`: the task is not needed here, and why
    - \`@onboarding-bot score TASK POINTS\`: record a result in points out of 100; \`again\` in their place allows another try
    - \`@onboarding-bot request ENGAGEMENT YYYY-MM-DD..YYYY-MM-DD method METHOD language LANGUAGE\`: tell which days would suit you, how and in which language; any part may be left out
    - \`@onboarding-bot assign ROLE @username\`: name somebody for a role
    - \`@onboarding-bot pause until YYYY-MM-DD\`: no reminders for a while; without a day, until somebody resumes
    - \`@onboarding-bot my zone Area/City country COUNTRY\`: tell me your time zone and country, or see what I know of you; it counts everywhere
    - \`@onboarding-bot away until YYYY-MM-DD\`, \`@onboarding-bot away from YYYY-MM-DD until YYYY-MM-DD\`: tell me until when you are away; the day you name is the first on which you are back
    - \`@onboarding-bot back\`: tell me that you are here again
    - \`@onboarding-bot upgrade\`: go on with the newest version of the program
    - \`@onboarding-bot recheck\`: look at the issue again
    - \`@onboarding-bot help\`: this list

    Tasks: \`review-resources\` \`assessment\` \`workshop\` \`shadow\` \`lead\`

    Engagements: \`shadow\` \`lead\`

    Roles: \`coordinator\` \`engineer\`

    Ticking a box in the description works as well.",
    ]
  `);
});

test("recheck, done, confirm of several, decline, withdraw and waive are marked and answered by deeds alone", async () => {
  const scene = await openScene();
  const { maria, priya, tom } = scene;
  const issue = await scene.openIssue();
  const say = async (person: typeof maria, line: string): Promise<readonly [string, readonly string[]]> => {
    const note = await scene.say(issue, person, `${BOT} ${line}`);
    return [line, note.awards.map((award) => award.name)];
  };
  const marks = [
    await say(maria, "recheck"),
    await say(maria, "done review-resources, assessment workshop"),
    await say(priya, "confirm assessment workshop"),
    await say(priya, "withdraw workshop it was last year's"),
    await say(maria, "done workshop"),
    await say(tom, "decline workshop the second day is missing"),
    await say(priya, "waive workshop she taught it"),
    await say(priya, "waive 4 done at her last employer"),
  ];

  expect(marks).toEqual(marks.map(([line]) => [line, ["white_check_mark"]]));
  expect(standings(scene, issue)).toEqual([
    "✅ Done by Maria Silva, DATE",
    "✅ Confirmed by Priya Nair, DATE",
    "➖ Waived by Priya Nair, DATE: “she taught it”",
    "➖ Waived by Priya Nair, DATE: “done at her last employer”",
    "👉 **Ready to schedule**, Priya Nair's turn",
  ]);
  expect(scene.headlines(issue).map(undated)).toMatchInlineSnapshot(`
    [
      "✅ **Settled: assessment and workshop.** Nothing to do here.",
      "✅ **Settled: Priya Nair waived shadow** on DATE. Nothing to do here.",
      "@msilva **Taken back: workshop.** Priya Nair writes: “it was last year's”",
      "✅ **Settled: Tom Becker answered “not yet” for workshop** on DATE. Nothing to do here.",
      "@msilva **Not yet: workshop.** Tom Becker writes: “the second day is missing”",
      "@pnair **Maria Silva is ready for the next step: lead.** Can you find a date?",
    ]
  `);
});

test.for([
  ["a typing error", "confrim assessment", ["I do not know *confrim*. Did you mean this?", "confirm assessment"]],
  ["no command", "make me a sandwich", ["I do not know *make*. Everything you can write: `@onboarding-bot help`"]],
  ["a task", "confirm workshops", ["There is no task *workshops* here. Did you mean this?", "confirm workshop"]],
  [
    "a task like no other",
    "confirm everything",
    [
      "There is no task *everything* here. I have changed nothing. Tasks: `review-resources` `assessment` `workshop` `shadow` `lead`",
    ],
  ],
  [
    "no task",
    "confirm",
    [
      "Which task? I have changed nothing. Tasks: `review-resources` `assessment` `workshop` `shadow` `lead`",
      "confirm TASK",
    ],
  ],
  [
    "no reason",
    "decline assessment",
    ["Please add a reason, in the same line; I pass it on. I have changed nothing.", "decline TASK WHAT IS MISSING"],
  ],
  [
    "a placeholder",
    "decline assessment WHAT IS MISSING",
    [
      "The words in capitals are for you to replace. I have changed nothing. It goes like this:",
      "decline TASK WHAT IS MISSING",
    ],
  ],
  [
    "all placeholders",
    "waive TASK WHY",
    ["The words in capitals are for you to replace. I have changed nothing. It goes like this:", "waive TASK WHY"],
  ],
  [
    "a role",
    "assign chief @tbecker",
    ["There is no role *chief* here. I have changed nothing. Roles: `coordinator` `engineer`"],
  ],
  [
    "a person",
    "assign engineer @nobody.at.all",
    ["I find nobody here with the username *nobody.at.all*. I have changed nothing."],
  ],
  ["nobody", "assign engineer", ["Whom? I have changed nothing. It goes like this:", "assign ROLE @username"]],
  [
    "the candidate",
    "assign engineer @msilva",
    [
      "I have changed nothing: msilva is or was the candidate here, and cannot be PSE Migration Engineer on the same issue.",
    ],
  ],
  [
    "a program",
    "enroll migration-offboarding",
    ["I do not know the program *migration-offboarding*. I have changed nothing. Programs: `migration-onboarding`"],
  ],
  [
    "a task that is not confirmed",
    "withdraw shadow no idea",
    [
      "Nothing to take back: *Shadow a migration that is led by a PSE Migration Engineer* is not confirmed. I have changed nothing.",
    ],
  ],
  ["the newest version", "upgrade", ["This issue is on the newest version of the program already (2)."]],
] as const)("%s that will not do gets one answer that says what would", async ([, line, [words, usage]]) => {
  const scene = await openScene();
  const issue = await scene.openIssue();

  const answers = await answersTo(scene, issue, () => scene.say(issue, scene.priya, `${BOT} ${line}`));
  const again = await answersTo(scene, issue, () => scene.say(issue, scene.priya, `${BOT} ${line}`));

  const block = usage === undefined ? "" : `\n\n\`\`\`text\n${BOT} ${usage}\n\`\`\``;
  expect(answers).toEqual([`${words}${block}`]);
  expect(again.length).toBeLessThanOrEqual(1);
});

test.for([
  ["code", "```\n@onboarding-bot confirm assessment\n```"],
  ["code in the line", "`@onboarding-bot confirm assessment`"],
  ["a quote", "> @onboarding-bot confirm assessment"],
  ["a comment", "<!--\n@onboarding-bot confirm assessment\n-->"],
  ["the middle of a line", "please, @onboarding-bot confirm assessment"],
  ["another bot's name", "@onboarding-bot2 confirm assessment"],
] as const)("a command in %s is no command", async ([, body]) => {
  const scene = await openScene();
  const issue = await scene.openIssue();

  const answers = await answersTo(scene, issue, () => scene.say(issue, scene.priya, body));

  expect(answers).toEqual([]);
  expect(standings(scene, issue)[1]).toBe("⚪ Open");
});

test("a comment edited by its author runs only what is new in it", async () => {
  const scene = await openScene();
  const { priya, maria, gitlab } = scene;
  const issue = await scene.openIssue();
  const note = await scene.say(issue, priya, `${BOT} confirm assessment`);
  await scene.say(issue, priya, `${BOT} withdraw assessment wrong person`);

  gitlab.state.editComment(note, priya, `${BOT} confirm assessment\n\n${BOT} confirm workshop`);
  await scene.calm();
  await scene.passMinutes(2);

  expect(standings(scene, issue).slice(1, 3)).toEqual([
    "↩️ Not yet, Priya Nair, DATE: “wrong person”",
    "✅ Confirmed by Priya Nair, DATE",
  ]);
  expect(maria.state).toBe("active");
});

test("a comment that was answered before it was read counts as it was written", async () => {
  const scene = await openScene();
  const { priya, jonas, gitlab } = scene;
  const issue = await scene.openIssue();

  const note = gitlab.state.comment(issue, priya, `${BOT} confirm workshop`);
  scene.passTime(2000);
  gitlab.state.reply(issue, jonas, note, "Well done, Maria!");
  expect(note.updatedAt > note.createdAt).toBe(true);
  await scene.calm();

  expect(standings(scene, issue)[2]).toBe("✅ Confirmed by Priya Nair, DATE");
  expect(scene.headlines(issue)).toEqual([]);
});

test("of an edited comment only the new line runs: a date is set once, and a pause follows", async () => {
  const scene = await openScene();
  const { priya, gitlab } = scene;
  const issue = await scene.openIssue();
  const year = gitlab.state.now().getUTCFullYear() + 1;
  await scene.say(issue, priya, `${BOT} confirm assessment`);
  const line = `${BOT} schedule shadow ${year}-06-12 22:00 Europe/Berlin`;
  const note = await scene.say(issue, priya, line);
  expect(scene.labels(issue)).toEqual(["onboarding::shadow-scheduled"]);

  const answers = await answersTo(scene, issue, async () => {
    gitlab.state.editComment(note, priya, `Found one!\n\n${line}\n\n${BOT} pause`);
    await scene.calm();
    await scene.passMinutes(2);
  });

  expect(answers).toEqual([]);
  expect(scene.labels(issue)).toEqual(["onboarding::paused"]);
});

test("the bot's own words, copied whole into somebody's comment, are no commands", async () => {
  const scene = await openScene();
  const { maria, priya, tom, gitlab } = scene;
  const issue = await scene.openIssue();
  const year = gitlab.state.now().getUTCFullYear() + 1;
  await scene.tick(issue, maria, TASKS.assessment);
  await scene.say(issue, priya, `${BOT} help`);
  await scene.say(issue, priya, `${BOT} score 40`);
  await scene.say(issue, priya, `${BOT} waive assessment she teaches it`);
  await scene.say(issue, priya, `${BOT} schedule shadow ${year}-06-12 22:00 Europe/Berlin with @tbecker`);
  await scene.say(issue, tom, `${BOT} schedule shadow 3 Dec 2pm CET`);
  await scene.say(issue, priya, `${BOT} reschedule shadow 3 Dec 2pm CET`);
  const [stood, written] = [standings(scene, issue), posted(scene, issue)];

  for (const words of written) await scene.say(issue, priya, words);

  expect(written.filter((words) => words.includes(`${BOT} `)).length).toBeGreaterThan(5);
  expect(posted(scene, issue)).toEqual(written);
  expect(standings(scene, issue)).toEqual(stood);
});

test("what the bot itself writes is never heard, nor what was said before the enrollment", async () => {
  const scene = await openScene();
  const { priya, jonas, gitlab, project } = scene;
  const bot = gitlab.state.findUser("onboarding-bot") ?? priya;
  const issue = gitlab.state.createIssue(project, jonas, { title: "Later", description: "Not yet from the template" });
  await scene.say(issue, priya, `${BOT} confirm assessment`);
  await scene.passMinutes(1);
  gitlab.state.saveDescription(issue, jonas, scene.template);
  await scene.calm();
  expect(standings(scene, issue)[1]).toBe("⚪ Open");

  await scene.say(issue, bot, `${BOT} confirm assessment`);
  await scene.say(issue, bot, `${BOT} help`);
  expect(standings(scene, issue)[1]).toBe("⚪ Open");
  expect(scene.headlines(issue)).toEqual([`${BOT} confirm assessment`, `${BOT} help`]);
});

test("a coordinator enrolls an issue without marker; from anybody else it is no word", async () => {
  const scene = await openScene();
  const { maria, priya, gitlab, project } = scene;
  const description = scene.template.replace(/<!-- onboarding-bot: .* -->/, "");
  const issue = gitlab.state.createIssue(project, maria, { title: "No marker", description });
  await scene.calm();

  await scene.say(issue, maria, `${BOT} enroll migration-onboarding`);
  expect(scene.notes(issue)).toEqual([]);
  await scene.say(issue, priya, `${BOT} enroll migration-onboarding`);

  expect(scene.labels(issue)).toEqual([LABEL.inProgress]);
  expect(posted(scene, issue)).toHaveLength(1);
  await scene.say(issue, priya, `${BOT} confirm workshop`);
  expect(standings(scene, issue)[2]).toBe("✅ Confirmed by Priya Nair, DATE");
});

test("commands on a closed issue change nothing and say why", async () => {
  const scene = await openScene();
  const { priya, jonas, gitlab } = scene;
  const issue = await scene.openIssue();
  gitlab.state.close(issue, jonas);
  await scene.calm();

  expect(await answersTo(scene, issue, () => scene.say(issue, priya, `${BOT} confirm assessment`))).toEqual([
    "The issue was closed before the end, so I have changed nothing. Reopen it to carry on; nothing is lost.",
  ]);
  gitlab.state.reopen(issue, jonas);
  await scene.calm();
  expect(standings(scene, issue)[1]).toBe("⚪ Open");
});

test("somebody who writes a command a minute gets six answers in an hour, and then a mark", async () => {
  const scene = await openScene();
  const issue = await scene.openIssue();

  const answers = await answersTo(scene, issue, async () => {
    for (let count = 0; count < 9; count += 1) await scene.say(issue, scene.maria, `${BOT} next`);
  });
  const last = issue.notes.findLast((note) => note.author === scene.maria);

  expect(answers).toHaveLength(6);
  expect(last?.awards.map((award) => award.name)).toEqual(["eyes"]);
});

test("a whole list of commands in one comment is one note of answers", async () => {
  const scene = await openScene();
  const issue = await scene.openIssue();
  const lines = Array.from({ length: 30 }, (_, index) => `${BOT} confirm nonsense${index}`);

  const answers = await answersTo(scene, issue, () => scene.say(issue, scene.priya, lines.join("\n")));

  expect(answers).toHaveLength(1);
});

test("upgrade goes on with the newest version and says what is different", async () => {
  const scene = await openScene();
  const { maria, priya } = scene;
  const issue = await scene.openIssue();
  await scene.tick(issue, maria, TASKS.resources);
  await scene.stopBot();
  await writeProgram(scene, 3, {
    program(program) {
      program.setIn(["tasks", 2, "text"], "Complete the congregate workshop, both days");
      program.addIn(["tasks"], { id: "retro", text: "Hold a retrospective", confirmed_by: ["candidate"] });
    },
    template: (text) =>
      text.replace(
        "Complete a congregate-onboarding workshop\n",
        "Complete the congregate workshop, both days\n- [ ] Hold a retrospective\n",
      ),
  });
  await scene.startBot();

  const answers = await answersTo(scene, issue, () => scene.say(issue, priya, `${BOT} upgrade`));

  expect(answers).toMatchInlineSnapshot(`
    [
      "This issue goes on with version 3 of the program (it was 2).

    - Worded anew: *Complete the congregate workshop, both days*
    - New: *Hold a retrospective*",
    ]
  `);
  expect(standings(scene, issue)[0]).toBe("✅ Done by Maria Silva, DATE");
  expect(turnLine(scene, issue)).toContain("Maria Silva works on task 2");
  expect(scene.status(issue)).toContain("🩹 **Missing from the description: tasks 3 and 6.");
});

test("an older version goes on for new issues only while the program accepts it", async () => {
  const scene = await openScene();
  await scene.stopBot();
  await writeProgram(scene, 3, { program: (program) => program.set("accepts", [2]) });
  await scene.startBot();
  const issue = await scene.openIssue();

  expect(await answersTo(scene, issue, () => scene.say(issue, scene.priya, `${BOT} upgrade`))).toEqual([
    "This issue goes on with version 3 of the program (it was 2).\n\nNo task changes.",
  ]);
});
