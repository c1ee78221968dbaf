import { DateTime } from "luxon";

import type { Account, IssueRef } from "../../src/domain/issue.ts";
import { type Chance, pick } from "./chance.ts";
import { type Cohort, describe } from "./cohort.ts";

export interface Colleague {
  readonly account: Account;
  readonly zone: string;
  readonly country: string;
}

export interface Learner extends Colleague {
  readonly issue: IssueRef;
  /** How likely they do something in an hour in which they could. */
  readonly zeal: number;
}

/** Where people sit: half-hour zones, clocks that change in opposite months, one far ahead, and their holidays. */
const PLACES = [
  { zone: "Asia/Kolkata", country: "IN" },
  { zone: "Europe/Berlin", country: "DE" },
  { zone: "America/Sao_Paulo", country: "BR" },
  { zone: "America/New_York", country: "US" },
  { zone: "Pacific/Auckland", country: "NZ" },
  { zone: "Australia/Adelaide", country: "AU" },
  { zone: "Asia/Kathmandu", country: "NP" },
] as const;

export const COORDINATORS = ["cora", "cato", "cleo", "cyra", "cole"];
export const OWNER = "olga";

/** The one who is never there when it matters: nothing is confirmed by them. */
const LAZY = "cole";

const BOXES = [
  ["Pass a graded migration assessment", "assessment"],
  ["Complete a congregate-onboarding workshop", "workshop"],
] as const;
const RESOURCES = "Review migration services resources, including documentation and delivery kits";

export interface CohortCast {
  readonly coordinators: readonly Colleague[];
  readonly owner: Colleague;
  readonly engineers: readonly Colleague[];
  readonly learners: readonly Learner[];
  readonly desk: IssueRef;
}

/** Everybody arrives, says where they are, and opens their issue. */
export function arrive(cohort: Cohort, chance: Chance, size: number): CohortCast {
  const { gitlab } = cohort;
  const colleague = (username: string, index: number, accessLevel: number): Colleague => {
    const place = PLACES[index % PLACES.length] ?? PLACES[0];
    return { ...place, account: gitlab.addUser({ username, name: username.toUpperCase(), accessLevel }) };
  };
  const coordinators = COORDINATORS.map((name, index) => colleague(name, index, 40));
  const owner = colleague(OWNER, 1, 50);
  const engineers = ["enzo", "edda", "esra", "egon"].map((name, index) => colleague(name, index + 2, 30));
  const desk = gitlab.openIssue(owner.account, "The desk", `<!-- onboarding-bot: desk ${cohort.program.id} -->\n`, {
    confidential: true,
  });
  cohort.heard(desk);
  const learners = Array.from({ length: size }, (_none, index): Learner => {
    const person = colleague(`learner${index}`, index, 10);
    const issue = gitlab.openIssue(person.account, person.account.name, describe(cohort.template, person.account));
    gitlab.comment(issue, person.account, `@onboarding-bot my zone ${person.zone} country ${person.country}`);
    cohort.heard(issue);
    return { ...person, issue, zeal: 0.002 + chance() * 0.03 };
  });
  // What somebody tells of themselves holds everywhere.
  for (const { account, zone, country } of [...coordinators, owner, ...engineers]) {
    for (const { issue } of learners.slice(0, 1)) {
      gitlab.comment(issue, account, `@onboarding-bot my zone ${zone} country ${country}`);
    }
  }
  return { coordinators, owner, engineers, learners, desk };
}

/** What one hour brings: somebody ticks, somebody confirms, somebody sets a date, most do nothing. */
export function liveOneHour(cohort: Cohort, cast: CohortCast, chance: Chance): void {
  for (const learner of cast.learners) {
    if (chance() > learner.zeal || !cohort.gitlab.isOpen(learner.issue)) continue;
    act(cohort, cast, learner, chance);
    cohort.heard(learner.issue);
  }
}

function act(cohort: Cohort, cast: CohortCast, learner: Learner, chance: Chance): void {
  const { gitlab } = cohort;
  const { issue, account } = learner;
  const say = (by: Account, words: string): void => gitlab.comment(issue, by, `@onboarding-bot ${words}`);
  const busy = cast.coordinators.filter((one) => one.account.username !== LAZY);
  const coordinator = pick(chance, busy).account;
  if (!gitlab.isTicked(issue, RESOURCES)) gitlab.tick(issue, account, RESOURCES);
  else if (chance() < 0.05) say(account, "pause until 2027-03-01");
  else if (chance() < 0.1) say(account, "resume");
  else {
    const open = BOXES.find(([text]) => !gitlab.isTicked(issue, text));
    if (open !== undefined && chance() < 0.5) {
      gitlab.tick(issue, account, open[0]);
      return;
    }
    const [, task] = pick(chance, BOXES);
    const start = DateTime.fromJSDate(cohort.now(), { zone: "Europe/Berlin" }).plus({
      days: 3 + Math.floor(chance() * 9),
    });
    const engineer = pick(chance, cast.engineers).account.username;
    const words = [
      `confirm ${task}`,
      `schedule shadow ${start.toFormat("yyyy-MM-dd HH:00")} Europe/Berlin for 2h with @${engineer}`,
      "confirm shadow",
      "confirm lead",
      `decline ${task} once more, please`,
    ];
    say(coordinator, pick(chance, words));
  }
}
