import { DatabaseSync } from "node:sqlite";
import path from "node:path";

import { expect, test } from "vitest";

import type { Issue, User } from "../../src/demo/gitlab/model.ts";
import { denyNames } from "../../src/deny-list.ts";
import { BOT, posted, standings } from "../support/journey.ts";
import { openScene, type Scene } from "../support/scene.ts";

/*
 * Whatever somebody writes that will not do: one answer whose first line says why, and nothing else happens.
 */

/** A Monday. */
const BEGIN = new Date("2028-03-06T12:30:00Z");
const DATE = "2028-03-25 22:00 Europe/Berlin";
const ACCESS_GUEST = 10;
const ACCESS_REPORTER = 20;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** How far an enrollment is: ready for a shadow, the shadow has a date, or is confirmed; `elsewhere`: Tom is busy. */
type Stage = "open" | "ready" | "dated" | "elsewhere" | "held" | "certified" | "closed";
type Who = "maria" | "priya" | "tom" | "sam";
type Row = readonly [line: string, who: Who, answer: string];

const ROWS: Readonly<Record<Stage, readonly Row[]>> = {
  open: [
    // Not allowed
    [
      "score 90",
      "maria",
      "Thanks, Maria Silva. This one I cannot take from you: on your own issue task 2 needs somebody else's yes, whatever your role in the project.",
    ],
    [
      "pause until 2028-04-01",
      "sam",
      "Thanks, Sam Stone. I have changed nothing: `pause` is for the candidate, project coordinator or program owner.",
    ],
    [
      "assign coordinator @sam",
      "sam",
      "Thanks, Sam Stone. I have changed nothing: `assign` is for the project coordinator or program owner.",
    ],
    [
      "score 90",
      "sam",
      "Thanks, Sam Stone. I have changed nothing: *Pass a graded migration assessment* is confirmed by the project coordinator or PSE Migration Engineer.",
    ],
    // Ambiguous
    ["my zone CET", "maria", "I cannot tell which time zone *CET* is. I have changed nothing. Did you mean this?"],
    // Past
    ["away until 2028-02-01", "maria", "Tue 1 Feb 2028 has passed. I have changed nothing. Which day did you mean?"],
    ["pause until 2028-02-01", "priya", "Tue 1 Feb 2028 has passed. I have changed nothing. Which day did you mean?"],
    // Overlapping or double
    ["resume", "maria", "Nothing is paused here, so there is nothing to resume. I have changed nothing."],
    [
      "confirm start",
      "priya",
      "Nobody has to say that Maria Silva may start, or it was said already. I have changed nothing.",
    ],
    // Too early or too late
    [
      "schedule shadow 2028-03-25 22:00 Europe/Berlin",
      "priya",
      "It is too early for a date: *Shadow a migration that is led by a PSE Migration Engineer* waits for task 2. I have changed nothing.",
    ],
    // Malformed
    [
      "my zone Asia/Kolkatta",
      "maria",
      "I cannot tell which time zone *Asia/Kolkatta* is. I have changed nothing. Did you mean this?",
    ],
    [
      "my country ZZ",
      "maria",
      "I know no public holidays of *ZZ*. I have changed nothing. A country is two letters, like `IN`, or `DE-BY` for a part of one.",
    ],
    ["away", "maria", "Which date? I have changed nothing. It goes like this:"],
    ["score 300", "priya", "*300* is no number of points from 0 to 100. I have changed nothing."],
    [
      "score workshop 80",
      "priya",
      "This task has no result in points. I have changed nothing. Tasks with one: `assessment`",
    ],
    [
      "offer shadow 2028-03-25 22:00 Europe/Berlin",
      "priya",
      "`offer` works in the program's desk issue only. I have changed nothing.",
    ],
    ["accept 1 @msilva", "priya", "`accept` works in the program's desk issue only. I have changed nothing."],
  ],
  ready: [
    // Not allowed
    [
      "schedule shadow 2028-03-25 22:00 Europe/Berlin",
      "maria",
      "Thanks, Maria Silva. This one I cannot take from you: on your own issue `schedule` needs somebody else, whatever your role in the project.",
    ],
    [
      "schedule shadow 2028-03-25 22:00 Europe/Berlin",
      "tom",
      "Thanks, Tom Becker. I have changed nothing: `schedule` is for the project coordinator or program owner.",
    ],
    [
      "request shadow weekends",
      "tom",
      "Thanks, Tom Becker. I have changed nothing: `request` is for the candidate, project coordinator or program owner.",
    ],
    // Ambiguous
    [
      "schedule shadow 3 Dec 2pm CET",
      "priya",
      "*3 Dec 2pm CET* can mean more than one thing (which year, which time zone), so I ask and have changed nothing. Which of these is it?",
    ],
    [
      "schedule shadow 04/05/2028 14:00 Europe/Berlin",
      "priya",
      "*04/05/2028 14:00 Europe/Berlin* can mean more than one thing (day or month first), so I ask and have changed nothing. Which of these is it?",
    ],
    [
      "schedule shadow next Friday 14:00 Europe/Berlin",
      "priya",
      "*Friday 14:00 Europe/Berlin* can mean more than one thing (which day), so I ask and have changed nothing. Which of these is it?",
    ],
    [
      "schedule shadow 2028-03-25 14:00",
      "priya",
      "In which time zone is *2028-03-25 14:00*? I have changed nothing. Please add it, like `Europe/Berlin`.",
    ],
    [
      "schedule shadow 2028-03-26 02:30 Europe/Berlin",
      "priya",
      "02:30 does not exist in Berlin on Sun 26 Mar 2028: the clocks jump from 02:00 to 03:00. I have changed nothing. Did you mean this?",
    ],
    [
      "schedule shadow 2028-10-29 02:30 Europe/Berlin",
      "priya",
      "*2028-10-29 02:30 Europe/Berlin* comes twice, because the clocks go back that night. I have changed nothing. Which of the two?",
    ],
    // Past
    [
      "schedule shadow 2028-02-25 22:00 Europe/Berlin",
      "priya",
      "Fri 25 Feb 2028, 22:00 Berlin has passed. I have changed nothing. Which day did you mean?",
    ],
    [
      "request shadow 2028-02-01..2028-02-03",
      "maria",
      "Thu 3 Feb 2028 has passed. I have changed nothing. Which day did you mean?",
    ],
    // Overlapping or double
    [
      "reschedule shadow 2028-03-27 22:00 Europe/Berlin",
      "priya",
      "There is no date for shadow that could be changed. I have changed nothing. To set one, write:",
    ],
    [
      "cancel shadow the customer asks",
      "priya",
      "There is no date for shadow that could be changed. I have changed nothing. To set one, write:",
    ],
    // Too early or too late
    [
      "schedule lead 2028-03-25 22:00 Europe/Berlin",
      "priya",
      "It is too early for a date: *Lead a migration with a PSE Migration Engineer observing and providing feedback* waits for task 4. I have changed nothing.",
    ],
    // Malformed
    ["schedule", "priya", "Which engagement? I have changed nothing. Engagements: `shadow` `lead`"],
    ["schedule shadow", "priya", "Which date? I have changed nothing. It goes like this:"],
    [
      "schedule shadow YYYY-MM-DD HH:MM Area/City for 4h with @username codename CODENAME",
      "priya",
      "The words in capitals are for you to replace. I have changed nothing. It goes like this:",
    ],
    [
      "schedule workshop 2028-03-25 22:00 Europe/Berlin",
      "priya",
      "There is no engagement *workshop* here. I have changed nothing. Engagements: `shadow` `lead`",
    ],
    [
      "schedule shadow 2028-02-30 14:00 Europe/Berlin",
      "priya",
      "There is no day *2028-02-30*. I have changed nothing. Which day did you mean?",
    ],
    [
      "schedule shadow 2028-03-25 25:00 Europe/Berlin",
      "priya",
      "There is no time *25:00*. I have changed nothing. Please write it like `14:00`.",
    ],
    [
      "schedule shadow 2028-03-25 14:00 Europe/Berln",
      "priya",
      "I cannot tell which time zone *Europe/Berln* is. I have changed nothing. Did you mean `Europe/Berlin`?",
    ],
    [
      "schedule shadow 2028-03-25 22:00 Europe/Berlin for ever",
      "priya",
      "I do not understand how long *ever* is. I have changed nothing. Please write it like `for 4h` or `for 90m`, up to 14 days.",
    ],
    [
      "schedule shadow 2028-03-25 22:00 Europe/Berlin method teleport",
      "priya",
      "I do not know the method *teleport*. I have changed nothing. Methods: `congregate` `direct-transfer` `file-export` `other`",
    ],
    [
      "schedule shadow 2028-03-25 22:00 Europe/Berlin seats 3",
      "priya",
      "I do not understand *seats 3*, so I have changed nothing. It goes like this:",
    ],
    [
      "schedule shadow 2028-03-25 22:00 Europe/Berlin with @msilva",
      "priya",
      "I have changed nothing: msilva is or was the candidate here, and cannot be PSE Migration Engineer on the same issue.",
    ],
    [
      "schedule shadow 2028-03-25 22:00 Europe/Berlin with @nobody.at.all",
      "priya",
      "I find nobody here with the username *nobody.at.all*. I have changed nothing.",
    ],
    [
      "schedule shadow 2028-03-25 22:00 Europe/Berlin codename Acme Corp",
      "priya",
      "There is a name in `schedule` that must not be written here, so I have changed nothing. Please edit your comment, and use a codename.",
    ],
    [
      "request shadow sometime in spring",
      "maria",
      "I do not understand *sometime in spring*, so I have changed nothing. It goes like this:",
    ],
    [
      "request shadow 2028-04-03..2028-04-01",
      "maria",
      "*2028-04-03..2028-04-01* ends before it begins. I have changed nothing. Which days did you mean?",
    ],
  ],
  dated: [
    // Not allowed
    [
      "reschedule shadow 2028-03-27 22:00 Europe/Berlin",
      "maria",
      "Thanks, Maria Silva. This one I cannot take from you: on your own issue `reschedule` needs somebody else, whatever your role in the project.",
    ],
    [
      "cancel shadow I cannot make it",
      "maria",
      "Thanks, Maria Silva. This one I cannot take from you: on your own issue `cancel` needs somebody else, whatever your role in the project.",
    ],
    [
      "feedback lead\nimport-export: 5",
      "maria",
      "Thanks, Maria Silva. This one I cannot take from you: on your own issue task 5 needs somebody else's yes, whatever your role in the project.",
    ],
    [
      "feedback shadow\nsaw: everything",
      "tom",
      "The lines about the shadow are for Maria Silva alone to fill in. I have changed nothing.",
    ],
    [
      "cancel shadow I do not like it",
      "sam",
      "Thanks, Sam Stone. I have changed nothing: `cancel` is for the project coordinator or program owner.",
    ],
    // Past
    [
      "reschedule shadow 2028-02-25 22:00 Europe/Berlin",
      "priya",
      "Fri 25 Feb 2028, 22:00 Berlin has passed. I have changed nothing. Which day did you mean?",
    ],
    // Overlapping or double
    [
      "schedule shadow 2028-03-27 22:00 Europe/Berlin",
      "priya",
      "There is a date for this already: Sat 25 Mar 2028, 22:00 Berlin. I have changed nothing. To move it, write:",
    ],
    [
      "reschedule shadow 2028-03-25 22:00 Europe/Berlin",
      "priya",
      "That is the date it has already: Sat 25 Mar 2028, 22:00 Berlin. I have changed nothing.",
    ],
    // Malformed
    ["cancel shadow", "priya", "Please add a reason, in the same line; I pass it on. I have changed nothing."],
    [
      "feedback lead\nimport-export: 9",
      "tom",
      "Here are the lines to copy, fill in and send; I found no answer in this yet:",
    ],
  ],
  elsewhere: [
    // Overlapping or double
    [
      "schedule shadow 2028-03-25 23:00 Europe/Berlin with @tbecker",
      "priya",
      "Tom Becker has something else from Sat 25 Mar 2028, 22:00 Berlin to Sun 26 Mar 2028, 03:00 Berlin. I have changed nothing. Please choose another time.",
    ],
  ],
  held: [
    // Overlapping or double
    [
      "cancel shadow too late",
      "priya",
      "This was on Sat 25 Mar 2028 and is over: somebody has said how it went. I have changed nothing.",
    ],
    [
      "schedule shadow 2028-04-25 22:00 Europe/Berlin",
      "priya",
      "*Shadow a migration that is led by a PSE Migration Engineer* is done, so it needs no date. I have changed nothing.",
    ],
  ],
  certified: [
    // Too early or too late
    [
      "reschedule lead 2028-03-25 22:00 Europe/Berlin",
      "priya",
      "This certification is complete, so I have changed nothing.",
    ],
  ],
  closed: [
    // Too early or too late
    [
      "pause",
      "priya",
      "The issue was closed before the end, so I have changed nothing. Reopen it to carry on; nothing is lost.",
    ],
  ],
};

test.for<Stage>(["open", "ready", "dated", "elsewhere", "held", "certified", "closed"])(
  "what will not do gets one answer and changes nothing: %s",
  async (stage) => {
    const scene = await openScene({ startsAt: BEGIN });
    await denyNames(scene.dataDir, ["Acme Corp."]);
    const writers = people(scene);
    const issue = await openAt(scene, stage);
    const before = everything(scene, issue);

    for (const [line, who, answer] of ROWS[stage]) {
      // Nobody gets more than a few answers in an hour.
      scene.passTime(HOUR_MS);
      const count = posted(scene, issue).length;
      const comment = await scene.say(issue, writers[who], `${BOT} ${line}`);

      const answers = posted(scene, issue).slice(count);
      expect([line, ...answers.map((body) => body.split("\n")[0])]).toEqual([line, answer]);
      expect({ line, awards: comment.awards, now: everything(scene, issue) }).toEqual({
        line,
        awards: [],
        now: before,
      });
    }
  },
);

/** What must stay as it was: every fact but that a command was heard, where people are, labels, and the table. */
function everything(scene: Scene, issue: Issue): unknown {
  const db = new DatabaseSync(path.join(scene.dataDir, "bot.sqlite"), { readOnly: true });
  try {
    return {
      facts: db.prepare("select enrollment_id, seq, kind from facts where kind <> 'command-heard'").all(),
      settings: db.prepare("select * from person_settings").all(),
      labels: scene.labels(issue),
      standings: standings(scene, issue),
    };
  } finally {
    db.close();
  }
}

function people(scene: Scene): Readonly<Record<Who, User>> {
  const sam = scene.gitlab.state.createUser({ username: "sam", name: "Sam Stone" });
  scene.gitlab.state.addMember(scene.project, sam, ACCESS_REPORTER);
  return { maria: scene.maria, priya: scene.priya, tom: scene.tom, sam };
}

async function openAt(scene: Scene, stage: Stage): Promise<Issue> {
  const { priya, tom, jonas } = scene;
  const issue = await scene.openIssue();
  await scene.say(issue, tom, `${BOT} my zone Europe/Berlin`);
  if (stage === "closed") scene.gitlab.state.close(issue, jonas);
  await scene.calm();
  if (stage === "open" || stage === "closed") return issue;

  await scene.say(issue, priya, `${BOT} assign engineer @tbecker`);
  await scene.say(issue, priya, `${BOT} confirm review-resources assessment workshop`);
  if (stage === "elsewhere") await bookTomElsewhere(scene);
  if (stage === "dated" || stage === "held") await scene.say(issue, priya, `${BOT} schedule shadow ${DATE} for 6h`);
  if (stage === "held") scene.passTime(21 * DAY_MS);
  if (stage === "held" || stage === "certified") await scene.say(issue, tom, `${BOT} confirm shadow`);
  if (stage === "certified") await scene.say(issue, tom, `${BOT} confirm lead`);
  return issue;
}

async function bookTomElsewhere(scene: Scene): Promise<void> {
  const ada = scene.gitlab.state.createUser({ username: "ada", name: "Ada Ito" });
  scene.gitlab.state.addMember(scene.project, ada, ACCESS_GUEST);
  const issue = await scene.openIssue({ candidate: "@ada" });
  await scene.say(issue, scene.priya, `${BOT} confirm review-resources assessment`);
  await scene.say(issue, scene.priya, `${BOT} schedule shadow ${DATE} with @tbecker`);
}
