import { existsSync, mkdirSync, statSync } from "node:fs";
import path from "node:path";

import { expect, test } from "vitest";

import { openBadging } from "../../src/badging.ts";
import { readConfig } from "../../src/config.ts";
import { didOf } from "../../src/domain/badge/issuer.ts";
import { reissueBadges } from "../../src/workflow/badge/reissue-badges.ts";
import type { StoredBadge } from "../../src/workflow/ports/badge-port.ts";
import { type Installation, keysFileIn, openInstallation, URL_OF_BADGES } from "../support/badge-installation.ts";
import { temporaryDirectory } from "../support/open-store.ts";
import { reviewRecord } from "../support/review-record.ts";
import { serveFolder } from "../support/static-site.ts";

const AGAIN = { status: 0, complained: "" };

test("without a command it tells how many badges there are, their address and the keys, and changes nothing", async () => {
  const installation = openInstallation();
  const before = await installation.badge();
  expect(before).toMatchObject(AGAIN);
  expect(before.printed).toContain("Badges: 0 issued, 0 of them revoked; 0 waiting");
  expect(before.printed).toContain(`Address: ${URL_OF_BADGES} (free to change until the first badge)`);
  expect(before.printed).toContain("Keys: none yet");

  await installation.issue("ada");
  await installation.issue("bob", { revoked: { at: new Date(), by: 9, reason: null } });
  const after = await installation.badge("status");

  expect(after.printed).toContain("Badges: 2 issued, 1 of them revoked; 0 waiting");
  expect(after.printed).toContain(`Address: ${URL_OF_BADGES}\n`);
  expect(after.printed).toContain(`Key file: ${keysFileIn(installation.dataDir)}`);
  expect(after.printed).toMatch(/^ {2}ed-[\d-]+ +Ed25519 +current +made on \d{4}-\d\d-\d\d$/m);
  expect(after.printed).toMatch(/^ {2}rs-[\d-]+ +RS256 +current +made on/m);
});

test("it tells of badges that wait because nobody issues them", async () => {
  const installation = openInstallation({ BADGE_ISSUER_NAME: "" });
  const actions = [{ key: "a-1", notBefore: new Date(), action: { kind: "issue-badge" } }] as const;
  await installation.withStores(({ journal }) => journal.commit(reviewRecord({ actions })));

  const { status, printed } = await installation.badge();

  expect(status).toBe(0);
  expect(printed).toContain("Issuer: none, BADGE_ISSUER_NAME is not set");
  expect(printed).toContain("0 issued, 0 of them revoked; 1 waiting to be issued");
});

test.for<[address: string, warns: boolean]>([
  ["http://certify.example.com", true],
  ["https://certify.example.com", false],
])("it says before the first badge whether others can check badges at %s", async ([address, warns]) => {
  const { printed } = await openInstallation({ BADGE_URL: address }).badge();

  expect(printed.includes("which is not https, so nobody else can check badges there")).toBe(warns);
});

test("asking makes no keys", async () => {
  const dataDir = path.join(temporaryDirectory(), "data");
  mkdirSync(dataDir);

  await openInstallation({}, { dataDir, ownKeys: true }).badge();

  expect(existsSync(keysFileIn(dataDir))).toBe(false);
});

test("rotating makes new keys in a file only its owner reads, and says which machines need it", async () => {
  const installation = openInstallation();
  await installation.issue("ada");

  const answer = await installation.badge("rotate");

  const { printed } = await installation.badge();
  expect(answer.printed).toContain(`${keysFileIn(installation.dataDir)} has changed: take a backup`);
  expect(printed.match(/ retired /g)).toHaveLength(2);
  expect(printed.match(/ current /g)).toHaveLength(2);
  expect(statSync(keysFileIn(installation.dataDir)).mode & 0o777).toBe(0o600);
});

test("removing a key signs all badges again with another, and says what holders have to do", async () => {
  const installation = openInstallation();
  const ids = [await installation.issue("ada"), await installation.issue("bob", { visibility: "hidden" })];
  const before = await keysOf(installation, ids);
  const [key = ""] = before[0] ?? [];

  const answer = await installation.badge("remove", key);

  expect(answer.printed).toContain("Signed again: 2 badges.");
  expect(answer.printed).toContain("tell holders to download theirs again");
  const after = await keysOf(installation, ids);
  expect(after.flat()).not.toContain(key);
  expect(after.map(([, wrapping]) => wrapping)).toEqual(before.map(([, wrapping]) => wrapping));
  expect((await installation.badge()).printed).toMatch(new RegExp(`${key} +Ed25519 +removed`));
  // Whoever is not sure that it was done does it again.
  expect(await installation.badge("remove", key)).toMatchObject(AGAIN);
  expect(await installation.badge("remove", "ed-1999-01-01")).toMatchObject({
    status: 1,
    complained: expect.stringContaining("there is none called ed-1999-01-01") as string,
  });
});

test("signing again changes signatures and nothing they stand under; what was revoked stays revoked", async () => {
  const installation = openInstallation();
  const id = await installation.issue("ada", { revoked: { at: new Date(), by: 9, reason: null } });
  const before = await find(installation, id);
  await installation.badge("rotate");

  expect(await installation.badge("reissue")).toMatchObject(AGAIN);

  const after = await find(installation, id);
  expect(after?.signed?.body).toEqual(before?.signed?.body);
  expect(after?.signed?.keyIds).not.toEqual(before?.signed?.keyIds);
  expect(after?.revokedAt).toEqual(before?.revokedAt);
});

test("badges move to another address on purpose only, and are right there", async () => {
  const installation = openInstallation();
  const id = await installation.issue("ada");
  const to = "https://badges.example.org";
  const moved = openInstallation({ BADGE_URL: to }, { dataDir: installation.dataDir });

  await expect(moved.badge("reissue")).rejects.toMatchObject({ code: "BADGE_URL_DIFFERS" });
  expect((await moved.badge()).printed).toContain(`but BADGE_URL is ${to}: set it back, or move`);
  expect(await installation.badge("move", to)).toMatchObject({ status: 1 });
  expect(await moved.badge("move", `${to}/`)).toMatchObject(AGAIN);

  expect((await moved.badge()).printed).toContain(`Address: ${to}\n`);
  await expect(installation.badge("reissue")).rejects.toMatchObject({ code: "BADGE_URL_DIFFERS" });
  const dir = path.join(temporaryDirectory(), "site");
  await moved.badge("export", dir, "--all");
  const site = await serveFolder(dir, to);
  const { json, jwt } = await moved.download(id);
  expect([await site.accepts(json), await site.acceptsJwt(jwt), await site.isRevoked(json)]).toEqual([
    true,
    true,
    false,
  ]);
  expect(JSON.stringify(JSON.parse(json))).not.toContain("certify.example.com");
});

test.for([
  ["another host", "https://badges.example.org"],
  ["a path below the old one", `${URL_OF_BADGES}/badges`],
  ["another scheme", "http://certify.example.com"],
])("a move that broke off is finished by the same call, and moves nothing twice: to %s", async ([, to = ""]) => {
  const installation = openInstallation();
  const ids = [await installation.issue("ada"), await installation.issue("bob"), await installation.issue("eve")];
  const moved = openInstallation({ BADGE_URL: to }, { dataDir: installation.dataDir });
  await breakOffMove(moved, 2);
  await expect(moved.badge()).resolves.toMatchObject({ printed: expect.stringContaining(URL_OF_BADGES) as string });

  expect(await moved.badge("move", to)).toMatchObject(AGAIN);

  for (const id of ids) {
    const body = (await find(moved, id))?.signed?.body;
    expect(body).toMatchObject({
      id: `${to}/badges/${id}`,
      issuer: { id: didOf(to) },
      credentialStatus: { statusListCredential: `${to}/status/1` },
      credentialSubject: { achievement: { id: `${to}/achievements/migration-onboarding` } },
    });
  }
  expect((await moved.badge()).printed).toContain(`Address: ${to}\n`);
});

test("a move that broke off can be taken back, too", async () => {
  const installation = openInstallation();
  const ids = [await installation.issue("ada"), await installation.issue("bob")];
  const bodies = await bodiesOf(installation, ids);
  await breakOffMove(openInstallation({ BADGE_URL: "https://x.example.org" }, { dataDir: installation.dataDir }), 1);

  expect(await installation.badge("reissue")).toMatchObject(AGAIN);

  expect(await bodiesOf(installation, ids)).toEqual(bodies);
});

test("an address that only begins like that of the badges is not moved", async () => {
  const website = `${URL_OF_BADGES}/services`;
  const installation = openInstallation({ BADGE_ISSUER_URL: website });
  const id = await installation.issue("ada");
  const to = "https://badges.example.org";

  await openInstallation({ BADGE_URL: to }, { dataDir: installation.dataDir }).badge("move", to);

  expect((await find(installation, id))?.signed?.body.issuer["url"]).toBe(website);
});

test.for([
  [["rotate"], "rotate keys"],
  [["remove", "ed-1"], "remove a key"],
  [["reissue"], "sign badges again"],
] as const)("%s needs an issuer", async ([words, what]) => {
  const answer = await openInstallation({ BADGE_ISSUER_NAME: "" }).badge(...words);

  expect(answer).toMatchObject({ status: 1, complained: expect.stringContaining(`Cannot ${what}`) as string });
});

test("there is nothing to move before the first badge", async () => {
  const answer = await openInstallation().badge("move", URL_OF_BADGES);

  expect(answer).toMatchObject({ status: 1, complained: expect.stringContaining("may just be set") as string });
});

test.for([
  [["dance"]],
  [["constructor"]],
  [["status", "now"]],
  [["remove"]],
  [["remove", "one", "two"]],
  [["move"]],
  [["export"]],
  [["export", "one", "two"]],
  [["export", "site", "--valid-for", "ten years"]],
  [["export", "site", "--valid-for", "PT0S"]],
  [["export", "site", "--valid-for"]],
  [["export", "site", "--private"]],
] as const)("the call %s makes no sense, and is told how it is done", async ([words]) => {
  const dataDir = path.join(temporaryDirectory(), "data");
  mkdirSync(dataDir);

  const answer = await openInstallation({}, { dataDir, ownKeys: true }).badge(...words);

  expect(answer).toMatchObject({ status: 2, complained: expect.stringContaining("Usage: npm run badge") as string });
});

test("nothing is done to badges while a server runs on the same data", async () => {
  const installation = openInstallation();
  await installation.withStores(async () => {
    await expect(installation.badge("rotate")).rejects.toMatchObject({ code: "DATA_DIR_IN_USE" });
  });
});

/** As if the process had died after so many badges. */
async function breakOffMove(installation: Installation, after: number): Promise<void> {
  await installation.withStores(async (stores) => {
    const now = (): Date => new Date();
    const issuing = await openBadging({ config: readConfig(installation.env), stores, now, mayMove: true });
    if (issuing === null) throw new Error("there is no issuer");
    let left = after;
    const sign = async (...signed: Parameters<typeof stores.badges.sign>): Promise<void> => {
      if (left === 0) throw new Error("killed");
      left -= 1;
      await stores.badges.sign(...signed);
    };
    await expect(reissueBadges({ badges: { ...stores.badges, sign }, issuing, now })).rejects.toThrow("killed");
  });
}

async function find(installation: Installation, id: string): Promise<StoredBadge | null> {
  return await installation.withStores(({ badges }) => badges.find(id));
}

async function keysOf(installation: Installation, ids: readonly string[]): Promise<readonly (readonly string[])[]> {
  const found = [];
  for (const id of ids) found.push((await find(installation, id))?.signed?.keyIds ?? []);
  return found;
}

async function bodiesOf(installation: Installation, ids: readonly string[]): Promise<readonly unknown[]> {
  const found = [];
  for (const id of ids) found.push((await find(installation, id))?.signed?.body);
  return found;
}
