import type { ApiCall } from "../../src/demo/gitlab/rest/api.ts";
import type { Issue, Note } from "../../src/demo/gitlab/model.ts";
import { fillPeople, type Sample } from "../../src/demo/sample.ts";
import type { StandIn } from "../../src/demo/gitlab/stand-in.ts";
import { BOXES, LEAD_QUESTIONS, TASKS } from "./journey.ts";
import { PROGRAM } from "./scene.ts";

/** A stand-in with the sample's people in it; whoever runs the bot beside it. */
export interface Stage extends Pick<Sample, "project" | "maria" | "jonas" | "priya" | "tom"> {
  readonly gitlab: StandIn;
  readonly template: string;
}

/** One thing somebody does. */
export type Step = (stage: Stage, issue: Issue) => void;

/** What follows the opening of the issue, until the candidate is certified. */
export type Life = readonly Step[];

type Who = "maria" | "jonas" | "priya" | "tom";

const tick =
  (who: Who, text: string, checked = true): Step =>
  (stage, issue) => {
    stage.gitlab.state.tick(issue, stage[who], text, checked);
  };

const say =
  (who: Who, words: string): Step =>
  (stage, issue) => {
    stage.gitlab.state.comment(issue, stage[who], `@onboarding-bot ${words}`);
  };

/** Nobody writes a word. */
export const BY_TICKS: Life = [
  tick("maria", TASKS.resources),
  tick("maria", TASKS.assessment),
  tick("priya", BOXES.assessment),
  tick("maria", TASKS.workshop),
  tick("priya", BOXES.workshop),
  tick("maria", TASKS.shadow),
  tick("tom", BOXES.shadow),
  tick("maria", TASKS.lead),
  tick("tom", BOXES.lead),
];

/** People answer in comments, change their mind, and one tries what they may not do. */
export const BY_COMMANDS: Life = [
  say("maria", "done review-resources"),
  tick("maria", TASKS.assessment),
  say("maria", "confirm assessment"),
  say("priya", "decline assessment The result is not in yet"),
  tick("maria", TASKS.assessment, false),
  tick("maria", TASKS.assessment),
  say("priya", "confirm assessment"),
  tick("maria", TASKS.workshop),
  say("priya", "confirm workshop"),
  say("priya", "withdraw workshop That was somebody else's"),
  say("priya", "confirm workshop"),
  tick("maria", TASKS.shadow),
  say("tom", "confirm shadow"),
  say("jonas", "next"),
  tick("maria", TASKS.lead),
  say("tom", "confirm lead"),
];

const DESK = "Desk";

const openDesk: Step = ({ gitlab, project, priya }) => {
  const description = `<!-- onboarding-bot: desk ${PROGRAM} -->`;
  gitlab.state.createIssue(project, priya, { title: DESK, description, confidential: true });
};

const sayOnDesk =
  (who: Who, words: string): Step =>
  (stage) => {
    const desk = [...stage.project.issues.values()].find(({ title }) => title === DESK);
    if (desk === undefined) throw new Error("Cannot write on the desk before it is opened");
    stage.gitlab.state.comment(desk, stage[who], `@onboarding-bot ${words}`);
  };

/** Answer to the latest note of the bot that contains these words, as to a mail. */
const answer =
  (who: Who, to: string, body: string): Step =>
  (stage, issue) => {
    const note = issue.notes.findLast((one) => one.author.username === "onboarding-bot" && one.body.includes(to));
    if (note === undefined) throw new Error(`There is no note "${to}" to answer`);
    stage.gitlab.state.reply(issue, stage[who], note, body);
  };

/** Always to come, in winter. */
const dateIn = (day: number): string => `${new Date().getFullYear() + 1}-12-${day} 14:00 Europe/Berlin`;

/** Dates, the desk, replies and forms: nothing that waits for time to pass. */
export const BY_PEOPLE: Life = [
  openDesk,
  sayOnDesk("priya", "assign engineer @tbecker"),
  say("maria", "my zone Asia/Kolkata country IN\n@onboarding-bot done review-resources"),
  tick("maria", TASKS.assessment),
  answer("priya", "assessment", "Confirmed, thanks!"),
  sayOnDesk("priya", "confirm workshop @msilva @nobody"),
  say("maria", "request shadow weekends method direct-transfer"),
  sayOnDesk("tom", `offer shadow ${dateIn(11)} method direct-transfer seats 2`),
  say("maria", "request shadow"),
  sayOnDesk("priya", "accept 1 for @msilva"),
  say("tom", `reschedule shadow ${dateIn(12)}`),
  say("priya", "cancel shadow The customer is not ready"),
  sayOnDesk("tom", "cancel offer 1 too late"),
  say("priya", `schedule shadow ${dateIn(13)} with @tbecker codename blue-heron`),
  say("tom", "confirm shadow"),
  say("maria", "pause"),
  say("priya", `resume\n@onboarding-bot schedule lead ${dateIn(20)} for 2h with @tbecker`),
  say(
    "tom",
    `feedback lead\n${LEAD_QUESTIONS.slice(0, 3)
      .map((id) => `${id}: 2 so so`)
      .join("\n")}\nverdict: not yet`,
  ),
  answer(
    "tom",
    "nearly done",
    LEAD_QUESTIONS.slice(3)
      .map((id) => `${id}: 4`)
      .join("\n"),
  ),
  say("tom", `feedback lead\n${LEAD_QUESTIONS.map((id) => `${id}: 5`).join("\n")}\nverdict: pass`),
];

/** The shortest way to a date by the desk, and one command that goes to a candidate and to nobody. */
export const BY_DESK: Life = [
  openDesk,
  sayOnDesk("priya", "assign engineer @tbecker"),
  say("priya", "confirm review-resources assessment workshop"),
  sayOnDesk("tom", `offer shadow ${dateIn(11)}`),
  sayOnDesk("priya", "accept 1 for @msilva"),
  sayOnDesk("priya", "confirm shadow @msilva @nobody"),
];

/** The shortest way to the certification. */
export const TO_THE_BADGE: Life = [
  say("priya", "confirm review-resources assessment workshop shadow"),
  say("tom", "confirm lead"),
];

/** Nobody clicks twice in a moment: two changes within half a second look like one save to the bot. */
const BETWEEN_STEPS_MS = 2000;

interface Living {
  readonly passTime: (ms: number) => void;
  readonly beforeStep?: (step: number) => Promise<void>;
  /** After each step: wait for the bot, or not, or make trouble. */
  readonly afterStep: (step: number) => Promise<void>;
}

/** Open an issue and live its life; step 0 is the opening. The bot need not keep up. */
export async function liveFullLife(
  stage: Stage,
  life: Life,
  { passTime, beforeStep, afterStep }: Living,
): Promise<Issue> {
  await beforeStep?.(0);
  const issue = openFor(stage);
  await afterStep(0);
  for (const [index, step] of life.entries()) {
    passTime(BETWEEN_STEPS_MS);
    await beforeStep?.(index + 1);
    step(stage, issue);
    await afterStep(index + 1);
  }
  return issue;
}

/** As Jonas opens it for Maria, with everybody named. */
function openFor({ gitlab, project, jonas, maria, template }: Stage): Issue {
  return gitlab.state.createIssue(project, jonas, {
    title: "Certification",
    description: fillPeople(template, ["@msilva", "@jweber", "@pnair", "@tbecker"]),
    assignees: [maria],
  });
}

/** What is left on GitLab, without anything that depends on when it happened or how notes are numbered. */
export interface Outcome {
  readonly state: "opened" | "closed";
  readonly labels: readonly string[];
  readonly status: string;
  /** The bot's other notes, in alphabetical order: hidden key, and text as it stands. */
  readonly notes: readonly string[];
  /** The same of all other issues, such as the desk; their living notes too. */
  readonly elsewhere: readonly string[];
  /** How many different badges notes lead to. */
  readonly badges: number;
  /** Hidden keys that more than one note carries. */
  readonly doubles: readonly string[];
  /** Comments of people with the emoji the bot left on them. */
  readonly reactions: readonly string[];
  /** Boxes as people left them. */
  readonly boxes: readonly string[];
  /** Calls this bot has no business to make. */
  readonly trespasses: readonly string[];
}

const STATUS_KEY = "status";
/** An address nobody can guess is another one in each run. */
const BADGE = /\/badges\/[\w-]{32}/g;

export function outcome({ gitlab, project }: Pick<Stage, "gitlab" | "project">, issue: Issue): Outcome {
  const own = ownNotes(issue);
  const others = [...project.issues.values()].filter((one) => one !== issue);
  const keys = [own, ...others.map(ownNotes)].flatMap((notes, index) => notes.map((note) => `${index} ${keyOf(note)}`));
  return {
    state: issue.state,
    labels: issue.labels.map((label) => label.name).toSorted(),
    status: textOf(own.find((note) => keyOf(note) === STATUS_KEY)),
    notes: told(own.filter((note) => keyOf(note) !== STATUS_KEY)),
    elsewhere: others.flatMap((one) => told(ownNotes(one))),
    badges: new Set([issue, ...others].flatMap(ownNotes).flatMap(({ body }) => body.match(BADGE) ?? [])).size,
    doubles: keys.filter((key, index) => keys.indexOf(key) !== index),
    reactions: [issue, ...others]
      .flatMap((one) => one.notes)
      .filter((note) => note.awards.length > 0)
      .map((note) => `${note.body}: ${note.awards.map((award) => award.name).join(", ")}`),
    boxes: (issue.description ?? "").split("\n").filter((line) => line.includes("- [")),
    trespasses: gitlab.calls
      .filter((call) => !isAllowed(call, project.id))
      .map(({ method, path }) => `${method} ${path}`),
  };
}

function ownNotes(issue: Issue): readonly Note[] {
  return issue.notes.filter((note) => !note.system && note.author.username === "onboarding-bot");
}

function told(notes: readonly Note[]): readonly string[] {
  return notes.map((note) => `${keyOf(note).replaceAll(/\d+/g, "#")}: ${textOf(note)}`).toSorted();
}

/** What nobody may see, whatever went wrong on the way. */
export function ending({ notes, reactions, ...left }: Outcome): object {
  return {
    ...left,
    reactions: reactions.toSorted(),
    openAsks: notes.filter((note) => note.startsWith("e#-#-#-ask-") && !note.includes(": ✅ **Settled")),
    certified: notes.filter((note) => note.startsWith("e#-#-#-certified")),
  };
}

/** Notes of a kind that the clean run has fewer of. */
export function extraNotes(left: Outcome, than: Outcome): readonly string[] {
  const spare = than.notes.map((note) => note.split(":")[0]);
  return left.notes.filter((note) => {
    const index = spare.indexOf(note.split(":")[0]);
    if (index !== -1) spare.splice(index, 1);
    return index === -1;
  });
}

function keyOf(note: Note): string {
  return /<!-- onboarding-bot:(?<key>\S+) -->\s*$/.exec(note.body)?.groups?.["key"] ?? "no key";
}

function textOf(note: Note | undefined): string {
  return (note?.body ?? "missing")
    .replace(/<!-- onboarding-bot:\S+ -->\s*$/, "")
    .replaceAll(/(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),? \d{1,2} \w{3} \d{4}(?:, \d\d:\d\d UTC)?/g, "DATE")
    .replaceAll(BADGE, "/badges/ADDRESS")
    .trimEnd();
}

const LABELS_AND_STATE: ReadonlySet<string> = new Set(["add_labels", "remove_labels", "state_event"]);

/** The calls DESIGN section 11 lists: reading, its own notes, labels, closing, emoji. Never a description or a title. */
function isAllowed({ method, path, body }: ApiCall, projectId: number): boolean {
  if (method === "GET") return true;
  const issue = new RegExp(String.raw`^/projects/${projectId}/issues/\d+(?<rest>.*)$`).exec(path);
  const call = `${method} ${(issue?.groups?.["rest"] ?? path).replaceAll(/\d+/g, "#")}`;
  if (call === "PUT ") {
    return Object.keys(body).every((key) => LABELS_AND_STATE.has(key)) && body["state_event"] !== "reopen";
  }
  return ["POST /notes", "PUT /notes/#", "DELETE /notes/#", "POST /notes/#/award_emoji"].includes(call);
}
