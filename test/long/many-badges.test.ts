import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

import { expect, test } from "vitest";

import type { Account, IssueRef } from "../../src/domain/issue.ts";
import type { JsonObject } from "../../src/domain/badge/json.ts";
import { createProofs } from "../../src/signing/proofs.ts";
import type { PublicKey, StoredBadge } from "../../src/workflow/ports/badge-port.ts";
import { type Cohort, describe, openCohort } from "../support/cohort.ts";
import { ISSUER_URL } from "../support/issuer.ts";

const PEOPLE = 500;
/** Issues reviewed at once: as in `bot.ts`, and as if nothing held them back but the queue of signatures. */
const AT_ONCE = [64, PEOPLE];
/** It takes 5 as long as two are signed at a time, and 310 when all are. */
const MOST_GROWTH_MIB = 60;
const MIB = 2 ** 20;
const NOON = new Date("2026-11-23T12:00:00Z");

test.for(AT_ONCE)(
  `${PEOPLE} people certified in one moment, %i at once, get a badge each in little memory`,
  async (concurrency) => {
    let keys: readonly PublicKey[] = [];
    const cohort = await openCohort({
      from: NOON,
      coordinators: ["cora"],
      owners: ["olga"],
      chance: () => 1,
      deaths: 0,
      concurrency,
      issuing(real) {
        keys = real.signing.publishedKeys();
        return real;
      },
    });
    const { gitlab, stores } = cohort;
    const cora = gitlab.addUser({ username: "cora", name: "Cora", accessLevel: 40 });
    const enzo = gitlab.addUser({ username: "enzo", name: "Enzo", accessLevel: 30 });
    const issues = Array.from({ length: PEOPLE }, (_, index) => open(cohort, index));
    await cohort.passTo(NOON);
    await all(cohort, issues, cora, "assign engineer @enzo");
    await all(cohort, issues, cora, "confirm review-resources assessment workshop shadow");
    const before = await stores.badges.list(0, 1);

    const growth = await growthDuring(() => all(cohort, issues, enzo, "confirm lead"));

    const badges = await stores.badges.list(0, PEOPLE + 1);
    expect(before).toEqual([]);
    expect(badges).toHaveLength(PEOPLE);
    for (const field of ["id", "enrollmentId", "person", "subjectId", "number"] as const) {
      expect(new Set(badges.map((badge) => badge[field])).size).toBe(PEOPLE);
    }
    expect(new Set(badges.map(({ statusList, statusIndex }) => `${statusList}/${statusIndex}`)).size).toBe(PEOPLE);
    expect(await stores.badges.counts()).toEqual({ issued: PEOPLE, waiting: 0, revoked: 0 });
    expect(await wrong(badges, keys)).toEqual([]);
    // Everybody's own note leads to everybody's own badge, and to no other.
    const own = new Map(badges.map(({ enrollmentId, id }) => [enrollmentId, id]));
    for (const issue of issues) {
      const stored = await stores.journal.find(issue);
      expect(badgesIn(cohort, issue)).toEqual([own.get(stored?.id ?? "")]);
      expect(gitlab.isOpen(issue)).toBe(false);
    }
    expect(growth).toBeLessThan(MOST_GROWTH_MIB);
  },
);

function open(cohort: Cohort, index: number): IssueRef {
  const { gitlab, template } = cohort;
  const person = gitlab.addUser({ username: `learner${index}`, name: `Learner ${index}`, accessLevel: 10 });
  const issue = gitlab.openIssue(person, person.name, describe(template, person));
  cohort.heard(issue);
  return issue;
}

/** One person writes the same on every issue, and only then the bot looks. */
async function all(cohort: Cohort, issues: readonly IssueRef[], by: Account, words: string): Promise<void> {
  for (const issue of issues) {
    cohort.gitlab.comment(issue, by, `@onboarding-bot ${words}`);
    cohort.heard(issue);
  }
  await cohort.passTo(new Date(cohort.now().getTime() + 60_000));
}

/**
 * What nothing needs any more is thrown away all the time, for how long a heap keeps it depends on the machine.
 *
 * @returns By how many MiB the process was larger at most than when it began.
 */
async function growthDuring(work: () => Promise<void>): Promise<number> {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  const size = (): number => {
    collect();
    return process.memoryUsage.rss() / MIB;
  };
  const before = size();
  let most = before;
  const watch = setInterval(() => (most = Math.max(most, size())), 200);
  try {
    await work();
  } finally {
    clearInterval(watch);
  }
  return Math.max(most, size()) - before;
}

/** Badges of which one of the two forms does not verify with the published keys. */
async function wrong(badges: readonly StoredBadge[], keys: readonly PublicKey[]): Promise<readonly string[]> {
  const proofs = createProofs(() => NOON);
  const keyOf = (kind: PublicKey["kind"]) => proofs.keyOfJwk(keys.find((key) => key.kind === kind)?.jwk ?? {});
  const [ed25519, rsa] = [keyOf("Ed25519"), keyOf("RS256")];
  if (ed25519 === null || rsa === null) throw new Error("Cannot verify: a key is not published");
  const outcomes = [];
  for (const { id, signed } of badges) {
    const { proof, ...credential } = JSON.parse(signed?.json ?? "{}") as JsonObject;
    const [first] = proof as unknown as readonly JsonObject[];
    const outcome = [
      await proofs.verifyDataIntegrity(credential, first ?? {}, ed25519),
      await proofs.verifyJwt(signed?.jwt ?? "", rsa),
      credential["id"] === `${ISSUER_URL}/badges/${id}`,
    ];
    outcomes.push({ id, outcome: outcome.join(" ") });
  }
  return outcomes.filter(({ outcome }) => outcome !== "right right true").map(({ id, outcome }) => `${id}: ${outcome}`);
}

/** Ids of badges that notes on this issue led to when they were posted. */
function badgesIn({ gitlab }: Cohort, issue: IssueRef): readonly string[] {
  const notes = gitlab.posted.filter(({ issue: of }) => of.issueIid === issue.issueIid);
  return notes.flatMap(({ firstBody }) => firstBody.match(/(?<=\/badges\/)[\w-]{32}/g) ?? []);
}
