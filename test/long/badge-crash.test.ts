import { expect, test } from "vitest";

import type { Issue, User } from "../../src/demo/gitlab/model.ts";
import { fillPeople } from "../../src/demo/sample.ts";
import { type BadgeRow, openProcessStage, type ProcessStage } from "../support/bot-process.ts";
import { chanceOf } from "../support/chance.ts";
import { cleanRun } from "../support/disorders.ts";
import { type Kill, liveWithKills } from "../support/kills.ts";
import { ending, outcome, TO_THE_BADGE } from "../support/life.ts";

const CERTIFICATION = TO_THE_BADGE.length;
/** The calls of the certification; the fifth asks for the address of the holder, the seventh tells of the badge. */
const CALLS = 12;

/** The others with `EVERY_CALL=1`: the first and the last, and those around the badge and its note. */
const USUAL: ReadonlySet<number> = new Set([1, 4, 5, 7, 8, 12]);

const KILLS = Array.from({ length: CALLS }, (_, index) => index + 1).flatMap((number) =>
  (["before", "after"] as const)
    .filter((when) => {
      const isTurn = number === 7 || (when === "before") === (number % 2 === 1);
      return process.env["EVERY_CALL"] || (USUAL.has(number) && isTurn);
    })
    .map((when) => [when, number] as const),
);

test.for(KILLS)(
  "kill -9 %s call %i of the certification leaves one badge, as it was served",
  async ([when, number]) => {
    const kill: Kill = { step: CERTIFICATION, when, at: (_call, count) => count === number };

    const { left, killed, badges } = await liveWithKills(TO_THE_BADGE, [kill]);

    expect(killed).toBe(1);
    expect(badges.left).toHaveLength(1);
    expectKept(badges.atKill, badges.left);
    expect(left).toEqual(await cleanRun(TO_THE_BADGE));
  },
);

const AT_ONCE = 20;
/** A fifth death of one and the same review would park its issue. */
const DEATHS = 4;

test.for(process.env["EVERY_CALL"] ? [1, 2, 3] : [1])(
  "kill -9 while 20 people are certified at once: 20 badges, each told once (%i)",
  async (seed) => {
    const stage = await openProcessStage();
    const issues = Array.from({ length: AT_ONCE }, (_, index) => openFor(stage, index));
    await stage.calm();
    for (const issue of issues) say(stage, issue, stage.priya, "confirm review-resources assessment workshop shadow");
    await stage.calm();
    const deaths = killAtRandom(stage, seed);

    for (const issue of issues) say(stage, issue, stage.tom, "confirm lead");
    await stage.calm();

    const left = stage.badges();
    expect(deaths).toHaveLength(DEATHS);
    for (const atKill of deaths) expectKept(atKill, left);
    expect(left).toHaveLength(AT_ONCE);
    for (const column of ["id", "enrollment_id", "subject_id", "status_index"] as const) {
      expect(new Set(left.map((row) => row[column])).size).toBe(AT_ONCE);
    }
    expect(left.filter(({ json, jwt }) => json === null || jwt === null)).toEqual([]);
    const told = issues.map((issue) => addressesIn(issue));
    expect(told.map((addresses) => addresses.length)).toEqual(issues.map(() => 1));
    expect(told.flat().toSorted()).toEqual(left.map(({ id }) => id).toSorted());
    const clean = ending(await cleanRun(TO_THE_BADGE)) as { readonly certified: readonly string[] };
    for (const issue of issues) {
      const { state, doubles, notes } = outcome(stage, issue);
      expect({ state, doubles }).toEqual({ state: "closed", doubles: [] });
      expect(notes.filter((note) => note.includes("you are certified"))).toHaveLength(clean.certified.length);
    }
  },
);

/** What was on disk was served, and stays as it was. */
function expectKept(before: readonly BadgeRow[], after: readonly BadgeRow[]): void {
  const known = new Map(after.map((row) => [row.id, row]));
  expect(before.map(({ id }) => known.get(id))).toEqual(
    before.map((row) => (row.json === null ? { ...known.get(row.id), ...placeOf(row) } : row)),
  );
}

function placeOf({ id, enrollment_id, subject_id, status_index }: BadgeRow): object {
  return { id, enrollment_id, subject_id, status_index };
}

/** A few calls after each start, or a moment later, when it may be at work on a signature. @returns The register at each death. */
function killAtRandom(stage: ProcessStage, seed: number): readonly (readonly BadgeRow[])[] {
  const chance = chanceOf(seed);
  const deaths: (readonly BadgeRow[])[] = [];
  let starts = stage.starts();
  let left = 20 + Math.floor(chance() * 60);
  let isDying = false;
  const die = (): void => {
    deaths.push(stage.badges());
    stage.kill();
  };
  stage.gitlab.disturb = () => {
    if (stage.starts() > starts) [starts, isDying, left] = [stage.starts(), false, 20 + Math.floor(chance() * 60)];
    left -= 1;
    if (isDying || left > 0 || deaths.length === DEATHS) return null;
    isDying = true;
    if (chance() < 0.5) die();
    else setTimeout(die, chance() * 30);
    return null;
  };
  return deaths;
}

function openFor({ gitlab, project, jonas, template }: ProcessStage, number: number): Issue {
  const holder = gitlab.state.createUser({ username: `holder${number}`, name: `Holder ${number}` });
  gitlab.state.addMember(project, holder, 10);
  return gitlab.state.createIssue(project, jonas, {
    title: `Certification ${number}`,
    description: fillPeople(template, [`@holder${number}`, "@jweber", "@pnair", "@tbecker"]),
    assignees: [holder],
  });
}

function say({ gitlab }: ProcessStage, issue: Issue, user: User, words: string): void {
  gitlab.state.comment(issue, user, `@onboarding-bot ${words}`);
}

/** Ids of badges the bot's notes lead to. */
function addressesIn(issue: Issue): readonly string[] {
  const found = issue.notes.flatMap(({ body }) => body.match(/(?<=\/badges\/)[\w-]{32}/g) ?? []);
  return [...new Set(found)];
}
