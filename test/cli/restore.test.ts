import { chmodSync, copyFileSync, cpSync, mkdirSync, rmSync } from "node:fs";
import path from "node:path";

import { expect, test } from "vitest";

import { startBot } from "../../src/bot.ts";
import { readConfig } from "../../src/config.ts";
import { createLog } from "../../src/log.ts";
import { type Installation, keysFileIn, openInstallation, URL_OF_BADGES } from "../support/badge-installation.ts";
import { temporaryDirectory } from "../support/open-store.ts";
import { serveFolder } from "../support/static-site.ts";

/** The same settings on a new machine, with what the backup of the old one holds. */
function restore(from: Installation, env: Readonly<Record<string, string>> = {}): Installation {
  const dataDir = path.join(temporaryDirectory(), "restored");
  cpSync(from.dataDir, dataDir, { recursive: true });
  return openInstallation(env, { dataDir });
}

async function start({ env }: Installation): Promise<void> {
  const log = createLog({ level: "silent", secrets: [] });
  const bot = await startBot(readConfig({ ...env, HOST: "127.0.0.1", PORT: "0" }), log, { listens: false });
  await bot.close();
}

async function keyIdsOf(installation: Installation, id: string): Promise<readonly string[] | undefined> {
  return await installation.withStores(async ({ badges }) => (await badges.find(id))?.signed?.keyIds);
}

test("restored on a new machine, old badges are shown and verify, and new ones are signed with the same keys", async () => {
  const lost = openInstallation();
  const old = await lost.issue("ada", { visibility: "public", showsName: true });
  const revoked = await lost.issue("bob", { revoked: { at: new Date(), by: 9, reason: null } });
  const kept = await lost.download(old);
  const keptRevoked = await lost.download(revoked);

  const restored = restore(lost);
  rmSync(lost.dataDir, { recursive: true });
  await start(restored);
  const young = await restored.issue("eve");

  expect(await keyIdsOf(restored, young)).toEqual(await keyIdsOf(restored, old));
  expect(await restored.download(old)).toEqual(kept);
  const dir = path.join(temporaryDirectory(), "site");
  await restored.badge("export", dir, "--all");
  const site = await serveFolder(dir, URL_OF_BADGES);
  for (const { json, jwt } of [kept, await restored.download(young)]) {
    expect(await site.accepts(json)).toBe(true);
    expect(await site.acceptsJwt(jwt)).toBe(true);
    expect(await site.isRevoked(json)).toBe(false);
  }
  expect(await site.isRevoked(keptRevoked.json)).toBe(true);
  expect(await site.get(`${URL_OF_BADGES}/badges/${old}`)).toContain("Holder ada");
});

test.for([
  ["without its keys", "BADGE_KEYS_MISSING", (dataDir: string) => rmSync(keysFileIn(dataDir))],
  [
    "with another installation's keys",
    "BADGE_KEYS_DIFFER",
    async (dataDir: string) => {
      const other = openInstallation({}, { ownKeys: true });
      await other.issue("somebody");
      copyFileSync(keysFileIn(other.dataDir), keysFileIn(dataDir));
    },
  ],
  ["with keys that others may read", "BADGE_KEYS_UNUSABLE", (dataDir: string) => chmodSync(keysFileIn(dataDir), 0o644)],
] as const)("a bot does not start %s, and does once they are back", async ([, code, harm]) => {
  const installation = openInstallation();
  await installation.issue("ada");
  const backup = path.join(temporaryDirectory(), "badge-keys.json");
  copyFileSync(keysFileIn(installation.dataDir), backup);
  await harm(installation.dataDir);

  await expect(start(installation)).rejects.toMatchObject({ code });
  await expect(installation.badge("reissue")).rejects.toMatchObject({ code });
  // Where they should be can still be asked.
  expect(await installation.badge()).toMatchObject({ status: 0 });

  rmSync(keysFileIn(installation.dataDir), { force: true });
  copyFileSync(backup, keysFileIn(installation.dataDir));
  chmodSync(keysFileIn(installation.dataDir), 0o600);
  await expect(start(installation)).resolves.toBeUndefined();
});

test("keys from before a rotation are refused: they would sign with a key that is no longer the current one", async () => {
  const installation = openInstallation();
  await installation.issue("ada");
  const backup = path.join(temporaryDirectory(), "badge-keys.json");
  copyFileSync(keysFileIn(installation.dataDir), backup);
  await installation.badge("rotate");
  copyFileSync(backup, keysFileIn(installation.dataDir));

  await expect(start(installation)).rejects.toMatchObject({ code: "BADGE_KEYS_DIFFER" });
});

test("keys in a file of their own are found there, by every machine that has it", async () => {
  const secrets = path.join(temporaryDirectory(), "secrets");
  mkdirSync(secrets);
  const env = { BADGE_KEYS_FILE: path.join(secrets, "keys.json") };
  const first = openInstallation(env, { ownKeys: true });
  const id = await first.issue("ada");

  const restored = restore(first, env);
  await start(restored);

  expect(await keyIdsOf(restored, await restored.issue("bob"))).toEqual(await keyIdsOf(restored, id));
});

test("a bot does not start under another address, until badges are moved there", async () => {
  const installation = openInstallation();
  const id = await installation.issue("ada");
  const to = "https://badges.example.org";
  const elsewhere = restore(installation, { BADGE_URL: to });
  await expect(start(elsewhere)).rejects.toMatchObject({
    code: "BADGE_URL_DIFFERS",
    message: expect.stringContaining(`npm run badge -- move ${to}`) as string,
  });

  expect(await elsewhere.badge("move", to)).toMatchObject({ status: 0 });

  await start(elsewhere);
  expect(JSON.parse((await elsewhere.download(id)).json)).toMatchObject({ id: `${to}/badges/${id}` });
});
