import { expect, test } from "vitest";

import type { Account, IssueRef } from "../../src/domain/issue.ts";
import { type Cohort, describe, openCohort } from "../support/cohort.ts";

const CERTIFIED = new Date("2026-12-01T12:00:00Z");
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** Somebody on the way, beside an issuer whose keys can be taken away. */
async function setup() {
  const keys = { areThere: true };
  const cohort = await openCohort({
    from: CERTIFIED,
    coordinators: ["cora"],
    owners: ["olga"],
    chance: () => 1,
    deaths: 0,
    program: { "badge.valid_for": "P2Y", "badge.renewable": "P90D" },
    issuing: (real) => ({
      ...real,
      signing: {
        ...real.signing,
        async signBadge(body) {
          if (!keys.areThere) throw new TypeError("Cannot sign: the disk with the keys is gone");
          return await real.signing.signBadge(body);
        },
      },
    }),
  });
  const { gitlab } = cohort;
  const cora = gitlab.addUser({ username: "cora", name: "Cora", accessLevel: 40 });
  const enzo = gitlab.addUser({ username: "enzo", name: "Enzo", accessLevel: 30 });
  const maria = gitlab.addUser({ username: "maria", name: "Maria", accessLevel: 10 });
  const issue = gitlab.openIssue(maria, "Certification", describe(cohort.template, maria));
  cohort.heard(issue);
  await cohort.passTo(CERTIFIED);
  const later = (ms: number): Promise<void> => cohort.passTo(new Date(cohort.now().getTime() + ms));
  const say = async (by: Account, words: string): Promise<void> => {
    gitlab.comment(issue, by, `@onboarding-bot ${words}`);
    cohort.heard(issue);
    await later(MINUTE);
  };
  await say(cora, "assign engineer @enzo");
  await say(cora, "confirm review-resources assessment workshop shadow");
  return {
    cohort,
    keys,
    issue,
    later,
    certify: () => say(enzo, "confirm lead"),
    renew: () => say(cora, "badge renew"),
  };
}

/** First lines of what the bot said about the badge, in order. */
function told({ gitlab }: Cohort, issue: IssueRef): readonly string[] {
  return gitlab.posted
    .filter((note) => note.issue.issueIid === issue.issueIid)
    .map(({ firstBody }) => firstBody.split("\n")[0] ?? "")
    .filter((line) => /[Bb]adge is|badge follows/.test(line));
}

test("without keys that sign people are certified all the same, and hear of the badge once it is there", async () => {
  const { cohort, keys, issue, later, certify } = await setup();
  keys.areThere = false;
  await certify();
  await later(DAY);
  const meanwhile = told(cohort, issue);
  const isOpen = cohort.gitlab.isOpen(issue);

  keys.areThere = true;
  await later(60 * MINUTE);
  await later(DAY);

  expect(isOpen).toBe(false);
  expect(meanwhile).toEqual([expect.stringContaining("Your badge follows")]);
  expect(told(cohort, issue)).toEqual([...meanwhile, expect.stringContaining("your badge is ready")]);
});

test("a renewal is told when it is signed, with its own date, not before", async () => {
  const { cohort, keys, issue, later, certify, renew } = await setup();
  await certify();
  await later(700 * DAY);
  keys.areThere = false;
  await renew();
  await later(DAY);
  const meanwhile = told(cohort, issue);

  keys.areThere = true;
  await later(60 * MINUTE);

  expect(meanwhile).toEqual([expect.stringContaining("Your badge is ready")]);
  expect(told(cohort, issue)).toEqual([
    ...meanwhile,
    expect.stringContaining("Your badge is renewed until Thu 31 Oct 2030"),
  ]);
});
