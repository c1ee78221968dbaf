import { expect, onTestFinished, test } from "vitest";

import { forget } from "../../src/cli/forget.ts";
import { startStandIn } from "../../src/demo/gitlab/stand-in.ts";
import { createSample } from "../../src/demo/sample.ts";
import { type Answer, captured, type Installation, openInstallation } from "../support/badge-installation.ts";

const NOBODY = "this bot knows nothing of this account";

function run(installation: Installation, ...words: string[]): Promise<Answer> {
  return captured((print) => forget(words, installation.env, print));
}

async function isKnown(installation: Installation, userId: number): Promise<boolean> {
  return await installation.withStores(async ({ people }) => (await people.known(userId)) !== null);
}

test("somebody GitLab knows is forgotten by their username, and nobody else is", async () => {
  const gitlab = await startStandIn();
  onTestFinished(() => gitlab.close());
  const { maria, jonas, botToken } = createSample(gitlab);
  const installation = openInstallation({ GITLAB_URL: gitlab.url, GITLAB_TOKEN: botToken });
  await installation.withStores(({ people }) =>
    people.remember([maria, jonas].map(({ id, username, name }) => ({ userId: id, username, name }))),
  );

  const answer = await run(installation, `@${maria.username}`);

  expect(answer).toMatchObject({ status: 0, complained: "" });
  expect(answer.printed).toContain("They had no badge.");
  expect(await isKnown(installation, maria.id)).toBe(false);
  expect(await isKnown(installation, jonas.id)).toBe(true);
  expect(await run(installation, maria.username)).toMatchObject({
    status: 1,
    complained: expect.stringContaining(NOBODY) as string,
  });
  expect(await run(installation, "who-ever")).toMatchObject({
    status: 1,
    complained: expect.stringContaining("GitLab knows nobody of this name") as string,
  });
});

test("of a forgotten holder only places in status lists remain, and nothing is revoked", async () => {
  const installation = openInstallation();
  const id = await installation.issue("ada");
  const other = await installation.issue("bob");

  const answer = await run(installation, "--id", "501");

  expect(answer).toMatchObject({ status: 0, complained: "" });
  expect(answer.printed).toContain("Erased: their badge, its page and its downloads.");
  expect(answer.printed).toContain("the place in the status list, not revoked");
  expect(answer.printed).toContain("Nothing was revoked");
  await installation.withStores(async ({ badges, database }) => {
    expect(await badges.find(id)).toBeNull();
    expect(await badges.find(other)).not.toBeNull();
    expect(await badges.revokedIn(1)).toEqual([]);
    expect(await badges.counts()).toEqual({ issued: 2, waiting: 0, revoked: 0 });
    const rows = JSON.stringify(await database.kysely.selectFrom("people").selectAll().execute());
    expect([rows.includes("ada"), rows.includes("bob")]).toEqual([false, true]);
  });
});

test("a revocation survives its holder's name", async () => {
  const installation = openInstallation();
  await installation.issue("ada", { revoked: { at: new Date(), by: 9, reason: "it was somebody else" } });

  const answer = await run(installation, "--id", "501");

  expect(answer.printed).toContain("the place in the status list, still revoked");
  expect(await installation.withStores(({ badges }) => badges.revokedIn(1))).toHaveLength(1);
});

test("an account this bot never met is told so", async () => {
  const installation = openInstallation();
  await installation.issue("ada");

  expect(await run(installation, "--id", "777")).toMatchObject({
    status: 1,
    complained: expect.stringContaining(NOBODY) as string,
  });
  expect(await isKnown(installation, 501)).toBe(true);
});

test.for([
  [[]],
  [[""]],
  [["@"]],
  [["ada", "bob"]],
  [["--id"]],
  [["--id", "ada"]],
  [["--id", "0"]],
  [["--all"]],
  [["--id", "501", "502"]],
] as const)("the call %s makes no sense", async ([words]) => {
  const answer = await run(openInstallation(), ...words);

  expect(answer).toMatchObject({ status: 2, complained: expect.stringContaining("Usage: npm run forget") as string });
});
