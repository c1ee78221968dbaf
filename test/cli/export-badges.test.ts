import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { openBadging } from "../../src/badging.ts";
import { exportBadges } from "../../src/cli/export-badges.ts";
import { readConfig } from "../../src/config.ts";
import { createProofs } from "../../src/signing/proofs.ts";
import { type Installation, keysFileIn, openInstallation, URL_OF_BADGES } from "../support/badge-installation.ts";
import { temporaryDirectory } from "../support/open-store.ts";
import { serveFolder, type StaticSite } from "../support/static-site.ts";

const PUBLIC = { visibility: "public", showsName: true } as const;

describe("an export", () => {
  const root = mkdtempSync(path.join(tmpdir(), "onboarding-bot-export-"));
  const dir = path.join(root, "site");
  const installation = openInstallation({}, { dataDir: mkdtempSync(path.join(root, "data-")) });
  const ids = { ada: "", revoked: "", unlisted: "", hidden: "", forgotten: "" };
  let printed = "";

  beforeAll(async () => {
    ids.ada = await installation.issue("ada", PUBLIC);
    ids.revoked = await installation.issue("bob", { ...PUBLIC, revoked: { at: new Date(), by: 9, reason: "oh" } });
    ids.unlisted = await installation.issue("eve");
    ids.hidden = await installation.issue("kim", { visibility: "hidden" });
    ids.forgotten = await installation.issue("max", PUBLIC);
    await forget(installation, 505);
    ({ printed } = await installation.badge("export", dir));
  });

  afterAll(() => rmSync(root, { recursive: true }));

  test("lets a holder's file verify by nothing but what any web server serves", async () => {
    const site = await serveFolder(dir, URL_OF_BADGES);
    const { json, jwt } = await installation.download(ids.ada);

    expect(await verdict(site, { json, jwt })).toEqual({ json: true, jwt: true, revoked: false });
    expect(await site.accepts(json.replace("Example Services", "Example Servants"))).toBe(false);
    expect(await site.isRevoked((await installation.download(ids.revoked)).json)).toBe(true);
    // Nobody sees its page there, and it can be checked all the same.
    const unlisted = await installation.download(ids.unlisted);
    expect(await verdict(site, unlisted)).toEqual({ json: true, jwt: true, revoked: false });
  });

  test("holds every form of a badge, and all of them are the badge", async () => {
    const { json, jwt } = await installation.download(ids.ada);
    const file = (rest: string): Buffer => readFileSync(path.join(dir, `badges/${ids.ada}${rest}`));

    expect(file(".json").toString()).toBe(json);
    expect(file(".jwt").toString()).toBe(jwt);
    for (const from of ["svg", "png"]) {
      const credential = JSON.parse(json) as object;
      expect(createProofs().unpack(file(`.${from}`))).toMatchObject({ kind: "json", from, credential });
    }
    expect(file("/qr.svg").toString()).toContain("<svg");
    expect(file("/preview.png").subarray(1, 4).toString()).toBe("PNG");
  });

  test("has pages that offer nothing only a running bot could do, and lead nowhere wrong", async () => {
    const site = await serveFolder(dir, URL_OF_BADGES);

    for (const page of ["/issuer", "/achievements/migration-onboarding", `/badges/${ids.ada}`, "/404.html"]) {
      const text = (await site.get(URL_OF_BADGES + page)) ?? "";
      const links = [...text.matchAll(/(?:href|src)="(\/[^"#]*)/g)].map((match) => match[1] ?? "");
      expect(links.length).toBeGreaterThan(1);
      expect(await gone(site, links)).toEqual([]);
      expect(text).not.toContain("<form");
      expect(text).not.toContain("badge show-name");
    }
    const page = (await site.get(`${URL_OF_BADGES}/badges/${ids.ada}`)) ?? "";
    expect(page).toContain("Holder ada");
    expect(page).toContain("This badge was valid on");
    expect(page).not.toContain("just now");
    expect(page).toContain("a fingerprint of its holder's e-mail address");
    expect(await gone(site, ["/verify", "/badges/nobody", "/issuer"])).toEqual(["/verify", "/badges/nobody"]);
  });

  test("names no badge but those on a public register", () => {
    const all = filesIn(dir).map((file) => file + readFileSync(path.join(dir, file), "latin1"));
    const named = Object.entries(ids).filter(([, id]) => all.some((text) => text.includes(id)));

    expect(named.map(([name]) => name)).toEqual(["ada", "revoked"]);
    expect(printed).toContain("Wrote 2 badges");
    expect(printed).toContain("only their holders show them around: 1.");
    // Some servers show what is in a folder that has no page.
    expect(readFileSync(path.join(dir, "badges/index.html"), "utf8")).toContain("There is nothing to see here");
  });

  test("holds no private key", () => {
    const { keys } = JSON.parse(readFileSync(keysFileIn(installation.dataDir), "utf8")) as {
      readonly keys: readonly { readonly private: string }[];
    };
    const secrets = keys
      .flatMap((key) => key.private.split("\n"))
      .filter((line) => line.length > 20 && !line.startsWith("---"));
    const leaks = filesIn(dir).filter((file) => {
      const text = readFileSync(path.join(dir, file), "latin1");
      return text.includes("PRIVATE") || secrets.some((secret) => text.includes(secret));
    });

    expect(secrets.length).toBeGreaterThan(2);
    expect(leaks).toEqual([]);
  });

  test("may be read by the web server's own user", () => {
    const closed = filesIn(dir).filter((file) => {
      const mode = 0o444 & ~process.umask();
      return (statSync(path.join(dir, file)).mode & mode) !== mode;
    });

    expect(closed).toEqual([]);
  });

  test("tells servers the media types, and people what to do", () => {
    const [readme, headers, apache] = ["README.txt", "_headers", ".htaccess"].map((file) =>
      readFileSync(path.join(dir, file), "utf8"),
    );

    for (const text of [readme, headers, apache]) {
      for (const type of ["application/vc", "application/did+ld+json", "application/jwk-set+json"]) {
        expect(text).toContain(type);
      }
      expect(text).toMatch(/Access-Control-Allow-Origin:? "?\*/);
    }
    expect(readme).toContain("location ^~ /status/ { types {} default_type application/vc; }");
    expect(readme).toContain(String.raw`location ~ ^/badges/[^/]+\.jwt$ {`);
    expect(readme).toMatch(/The status lists hold until \d+ \w+ \d{4}\./);
  });
});

test("--all takes unlisted badges along, and below a path everything is found", async () => {
  const url = "https://example.com/certify/of-ours";
  const installation = openInstallation({ BADGE_URL: url });
  const id = await installation.issue("ada");
  await installation.issue("kim", { visibility: "hidden" });
  const dir = path.join(temporaryDirectory(), "site");

  const answer = await installation.badge("export", dir, "--all", "--valid-for", "P10Y");

  expect(answer).toMatchObject({ status: 0, printed: expect.stringContaining("Wrote 1 badge into") as string });
  const site = await serveFolder(dir, url);
  expect(await verdict(site, await installation.download(id))).toEqual({ json: true, jwt: true, revoked: false });
  const page = (await site.get(`${url}/badges/${id}`)) ?? "";
  expect(page).toContain('<meta name="robots" content="noindex" />');
  const style = /<link rel="stylesheet" href="([^"]+)"/.exec(page)?.[1] ?? "";
  expect(await site.get(`https://example.com${style}`)).toContain("@font-face");
  const list = JSON.parse((await site.get(`${url}/status/1`)) ?? "") as { readonly validUntil: string };
  expect(new Date(list.validUntil).getUTCFullYear() - new Date().getUTCFullYear()).toBe(10);
});

test("keys that were rotated still count in the next export, which takes the place of the last; removed ones do not", async () => {
  const installation = openInstallation();
  const dir = path.join(temporaryDirectory(), "site");
  const ada = await installation.issue("ada", PUBLIC);
  const old = await installation.download(ada);
  await installation.badge("export", dir);
  writeFileSync(path.join(dir, "left-behind.html"), "of the first export");

  expect(await installation.badge("rotate")).toMatchObject({ status: 0 });
  const bob = await installation.issue("bob", PUBLIC);
  await installation.badge("export", dir);

  const young = await installation.download(bob);
  const rotated = await serveFolder(dir, URL_OF_BADGES);
  expect(keyOf(young.json)).not.toBe(keyOf(old.json));
  expect(await verdict(rotated, old)).toEqual({ json: true, jwt: true, revoked: false });
  expect(await verdict(rotated, young)).toEqual({ json: true, jwt: true, revoked: false });
  expect(existsSync(path.join(dir, "left-behind.html"))).toBe(false);
  expect(readdirSync(path.dirname(dir))).toEqual(["site"]);

  expect(await installation.badge("remove", keyOf(old.json))).toMatchObject({ status: 0 });
  await forget(installation, 502);
  await installation.badge("export", dir);

  const removed = await serveFolder(dir, URL_OF_BADGES);
  const again = (await removed.get(`${URL_OF_BADGES}/badges/${ada}.json`)) ?? "";
  expect(await removed.accepts(again)).toBe(true);
  expect(await removed.isRevoked(again)).toBe(false);
  expect(await removed.accepts(old.json)).toBe(false);
  expect(await removed.get(`${URL_OF_BADGES}/badges/${bob}.json`)).toBeNull();
});

test("an export that breaks off leaves the one before it, and nothing beside it", async () => {
  const installation = openInstallation();
  const id = await installation.issue("ada", PUBLIC);
  const dir = path.join(temporaryDirectory(), "site");

  await installation.withStores(async (stores) => {
    const now = (): Date => new Date();
    const issuing = await openBadging({ config: readConfig(installation.env), stores, now });
    if (issuing === null) throw new Error("there is no issuer");
    const options = { dir, all: false, statusUntil: now(), stores, issuing, programs: [], now };
    // Without its program a badge has no page.
    expect(await exportBadges(options)).toEqual({ kind: "exported", badges: 0, unlisted: 0, unreadable: 1 });
    const before = filesIn(dir);
    const revokedIn = (): Promise<never> => Promise.reject(new Error("disk full"));

    const broken = exportBadges({ ...options, stores: { ...stores, badges: { ...stores.badges, revokedIn } } });

    await expect(broken).rejects.toMatchObject({ message: "Cannot write status/1", cause: { message: "disk full" } });
    expect(filesIn(dir)).toEqual(before);
    expect(before.join("\n")).not.toContain(id);
    expect(readdirSync(path.dirname(dir))).toEqual(["site"]);
  });
});

test("a folder with something else in it is left alone", async () => {
  const installation = openInstallation();
  await installation.issue("ada", PUBLIC);
  const dir = temporaryDirectory();
  writeFileSync(path.join(dir, "thesis.txt"), "three years of work");

  const answer = await installation.badge("export", dir);

  expect(answer).toMatchObject({ status: 1, complained: expect.stringContaining("it holds something else") as string });
  expect(filesIn(dir)).toEqual(["thesis.txt"]);
});

test("a link to the folder goes on leading there", async () => {
  const installation = openInstallation();
  const id = await installation.issue("ada", PUBLIC);
  const root = temporaryDirectory();
  const [dir, link] = [path.join(root, "site"), path.join(root, "current")];
  mkdirSync(dir);
  symlinkSync(dir, link);

  expect(await installation.badge("export", link)).toMatchObject({ status: 0 });

  expect(existsSync(path.join(dir, `badges/${id}.json`))).toBe(true);
  expect(readdirSync(root).toSorted()).toEqual(["current", "site"]);
  expect(lstatSync(link).isSymbolicLink()).toBe(true);
});

test("a place that cannot be a folder is told, not thrown", async () => {
  const installation = openInstallation();
  await installation.issue("ada", PUBLIC);
  const file = path.join(temporaryDirectory(), "site");
  writeFileSync(file, "no folder");

  const answer = await installation.badge("export", file);

  expect(answer).toMatchObject({ status: 1, complained: expect.stringContaining("ENOTDIR") as string });
});

test.for([
  ["nothing was issued", {}, "none was issued yet"],
  ["there is no issuer", { BADGE_ISSUER_NAME: "" }, "BADGE_ISSUER_NAME is not set"],
] as const)("there is no export while %s", async ([, env, why]) => {
  const dir = path.join(temporaryDirectory(), "site");
  const answer = await openInstallation(env).badge("export", dir);

  expect(answer).toMatchObject({ status: 1, complained: expect.stringContaining(why) as string });
  expect(existsSync(dir)).toBe(false);
});

async function verdict(site: StaticSite, { json, jwt }: { readonly json: string; readonly jwt: string }) {
  return {
    json: await site.accepts(json),
    jwt: await site.acceptsJwt(jwt),
    revoked: await site.isRevoked(json),
  };
}

async function gone(site: StaticSite, links: readonly string[]): Promise<readonly string[]> {
  const missing: string[] = [];
  for (const link of new Set(links)) if ((await site.get(URL_OF_BADGES + link)) === null) missing.push(link);
  return missing;
}

function filesIn(dir: string): readonly string[] {
  return readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(dir, path.join(entry.parentPath, entry.name)))
    .toSorted();
}

async function forget(installation: Installation, userId: number): Promise<void> {
  await installation.withStores(async ({ people }) => people.forgetPerson((await people.known(userId)) ?? 0));
}

/** Id of the key that signed. */
function keyOf(json: string): string {
  const { proof } = JSON.parse(json) as { readonly proof: readonly [{ readonly verificationMethod: string }] };
  return proof[0].verificationMethod.split("#")[1] ?? "";
}
