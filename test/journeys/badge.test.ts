import { existsSync, readFileSync } from "node:fs";
import path from "node:path";

import { DOMParser } from "@xmldom/xmldom";
import { Ajv2019 } from "ajv/dist/2019.js";
import addFormats from "ajv-formats";
import { describe, expect, test } from "vitest";

import { ACCESS, type Issue } from "../../src/demo/gitlab/model.ts";
import { readPng } from "../signing/support/read-png.ts";
import { BY_TICKS } from "../support/life.ts";
import { openScene, type Scene, type SceneOptions } from "../support/scene.ts";
import { Stranger } from "../support/stranger.ts";

const URL = "https://certify.example.com";
const ISSUER = { BADGE_ISSUER_NAME: "GitLab Professional Services", BADGE_URL: URL };
const SCHEMA = path.resolve(
  import.meta.dirname,
  "../../../shared/ob3/schemas/ob_v3p0_achievementcredential_schema.json-ld.json",
);

interface Certified {
  readonly scene: Scene;
  readonly issue: Issue;
  readonly stranger: Stranger;
}

async function certify(options: SceneOptions = {}): Promise<Certified> {
  const scene = await openScene({ ...options, env: { ...ISSUER, ...options.env } });
  const issue = await live(scene);
  return { scene, issue, stranger: new Stranger(URL, scene.bot.url) };
}

async function live(scene: Scene): Promise<Issue> {
  const issue = await scene.openIssue();
  for (const step of BY_TICKS) {
    step(scene, issue);
    await scene.calm();
  }
  await scene.settle();
  return issue;
}

function addressIn(scene: Scene, issue: Issue): string {
  return (
    /https:\/\/certify\.example\.com\/badges\/[\w-]{32}/.exec(
      scene
        .notes(issue)
        .map(({ body }) => body)
        .join("\n"),
    )?.[0] ?? ""
  );
}

async function read(stranger: Stranger, address: string, accept?: string): Promise<string> {
  return (await stranger.get(address, accept)).text();
}

describe("at the end of a life there is a badge", () => {
  test("which strangers check as JSON, JWT, SVG and PNG, with what the issuer serves and libraries of their own", async () => {
    const { scene, issue, stranger } = await certify();
    const address = addressIn(scene, issue);

    const json = await read(stranger, `${address}.json`);
    const jwt = await read(stranger, `${address}.jwt`);
    const svg = new DOMParser().parseFromString(await read(stranger, `${address}.svg`), "image/svg+xml");
    const png = readPng(new Uint8Array(await (await stranger.get(`${address}.png`)).arrayBuffer()));

    expect(await stranger.accepts(json)).toBe(true);
    expect(await stranger.isRevoked(json)).toBe(false);
    expect(await stranger.acceptsJwt(jwt)).toBe(true);
    expect(await stranger.accepts(svg.getElementsByTagName("openbadges:credential")[0]?.textContent ?? "")).toBe(true);
    expect(await stranger.accepts(png.texts.get("openbadgecredential") ?? "")).toBe(true);
    expect(await stranger.accepts(json.replace("Migration Services", "Everything"))).toBe(false);
    expect(JSON.parse(json)).toMatchObject({
      id: address,
      issuer: { id: "did:web:certify.example.com", name: "GitLab Professional Services" },
      credentialSubject: {
        id: expect.stringMatching(/^urn:uuid:/) as string,
        achievement: { id: `${URL}/achievements/migration-onboarding`, achievementType: "Certification" },
      },
    });
    // Nobody is named in what travels.
    expect(json).not.toMatch(/maria|silva|msilva|becker|partners\/|127\.0\.0\.1/i);
  });

  test.skipIf(!existsSync(SCHEMA))("which the official schema finds no fault in", async () => {
    const { scene, issue, stranger } = await certify();
    const ajv = new Ajv2019({ strict: false, allErrors: true });
    addFormats.default(ajv);
    const isValid = ajv.compile(JSON.parse(readFileSync(SCHEMA, "utf8")) as object);

    const badge = JSON.parse(await read(stranger, `${addressIn(scene, issue)}.json`)) as object;

    expect([isValid(badge), isValid.errors]).toEqual([true, null]);
  });

  test("once, however often its issue is looked at again and the bot starts anew", async () => {
    const { scene, issue, stranger } = await certify();
    const before = await read(stranger, `${addressIn(scene, issue)}.json`);

    await scene.say(issue, scene.maria, "@onboarding-bot recheck");
    await scene.passMinutes(60);
    await scene.bot.sweep();
    await scene.calm();

    const again = new Stranger(URL, scene.bot.url);
    expect(scene.headlines(issue).filter((line) => line.includes("badge"))).toHaveLength(1);
    expect(await read(again, `${addressIn(scene, issue)}.json`)).toBe(before);
  });
});

describe("without an issuer", () => {
  test("people are certified all the same, and the badge follows with one note once there is one", async () => {
    const scene = await openScene();
    const issue = await live(scene);
    const told = scene.headlines(issue).at(-1);
    const statusBefore = scene.status(issue);
    const readiness = async (): Promise<string> => (await fetch(`${scene.bot.url}/readyz`)).text();
    const readyBefore = await readiness();

    await scene.stopBot();
    await scene.startBot(ISSUER);
    await scene.settle();
    await scene.passMinutes(60 * 24 * 2);

    expect(told).toBe("🎉 **Congratulations, @msilva, you are certified!** Your badge follows; I tell you here.");
    expect(statusBefore).toContain("**Badge:** on its way");
    expect(JSON.parse(readyBefore)).toMatchObject({ degraded: ["badges"], details: { badges: { waiting: 1 } } });
    expect(JSON.parse(await readiness())).toMatchObject({
      degraded: [],
      details: { badges: { issued: 1, waiting: 0 } },
    });
    expect(scene.headlines(issue).filter((line) => line.includes("badge is ready"))).toEqual([
      "🏅 **@msilva, your badge is ready.**",
    ]);
    const stranger = new Stranger(URL, scene.bot.url);
    expect(await stranger.accepts(await read(stranger, `${addressIn(scene, issue)}.json`))).toBe(true);
    expect(scene.status(issue)).toContain(`**Badge:** [open the badge page](${addressIn(scene, issue)})`);
  });
});

describe("the page is the holder's", () => {
  test("it bears no name until they say so, and none again when they take it back", async () => {
    const { scene, issue, stranger } = await certify();
    const page = async (): Promise<string> => read(stranger, addressIn(scene, issue), "text/html");

    expect(await page()).not.toContain("Maria Silva");
    await scene.say(issue, scene.priya, "@onboarding-bot badge show-name");
    expect(await page()).not.toContain("Maria Silva");
    await scene.say(issue, scene.maria, "@onboarding-bot badge show-name");
    expect(await page()).toContain("Maria Silva");
    await scene.say(issue, scene.maria, "@onboarding-bot badge hide-name");
    expect(await page()).not.toContain("Maria Silva");
  });

  test("closed, it is like any address nobody was given; the badge in the holder's hands stays right", async () => {
    const { scene, issue, stranger } = await certify();
    const address = addressIn(scene, issue);
    const json = await read(stranger, `${address}.json`);
    const nowhere = await stranger.get(`${URL}/badges/${"A".repeat(32)}`, "text/html");

    await scene.say(issue, scene.maria, "@onboarding-bot badge hide");
    const closed = await stranger.get(address, "text/html");

    expect([closed.status, await closed.text()]).toEqual([404, await nowhere.text()]);
    expect((await stranger.get(`${address}.json`)).status).toBe(404);
    expect(await stranger.isRevoked(json)).toBe(false);
    await scene.say(issue, scene.maria, "@onboarding-bot badge show");
    expect((await stranger.get(address)).status).toBe(200);
  });

  test("on the program's register it stands only when they want", async () => {
    const { scene, issue, stranger } = await certify();
    const register = async (): Promise<string> =>
      read(stranger, `${URL}/achievements/migration-onboarding`, "text/html");

    const link = `href="${addressIn(scene, issue).slice(URL.length)}"`;
    expect(await register()).not.toContain(link);
    await scene.say(issue, scene.maria, "@onboarding-bot badge publish\n@onboarding-bot badge show-name");
    expect(await register()).toContain(link);
    expect(await register()).toContain("Maria Silva");
  });

  test("in a public project its address is told to whoever asks for their own", async () => {
    const scene = await openScene({ env: ISSUER });
    scene.project.visibility = "public";
    const issue = await live(scene);
    const before = addressIn(scene, issue);

    await scene.say(issue, scene.priya, "@onboarding-bot badge");
    const afterSomebodyElse = addressIn(scene, issue);
    await scene.say(issue, scene.maria, "@onboarding-bot badge");

    expect([before, afterSomebodyElse]).toEqual(["", ""]);
    expect(scene.headlines(issue).at(-1)).toBe(`Your badge: ${addressIn(scene, issue)}`);
    expect(addressIn(scene, issue)).not.toBe("");
  });
});

describe("an owner revokes it", () => {
  test("and everybody who checks it knows, the reason apart, which its holder alone is told", async () => {
    const { scene, issue, stranger } = await certify();
    const address = addressIn(scene, issue);
    const json = await read(stranger, `${address}.json`);
    const olga = scene.gitlab.state.createUser({ username: "olga", name: "Olga Owner" });
    scene.gitlab.state.addMember(scene.project, olga, ACCESS.owner);
    expect(await stranger.isRevoked(json)).toBe(false);

    await scene.say(issue, scene.maria, "@onboarding-bot revoke I want a new one");
    await scene.say(issue, scene.priya, "@onboarding-bot revoke I think so");
    expect(await stranger.isRevoked(json)).toBe(false);
    await scene.say(issue, olga, "@onboarding-bot revoke The exam was somebody else's");

    expect(await stranger.isRevoked(json)).toBe(true);
    expect(scene.headlines(issue).at(-1)).toBe(
      `@msilva **Olga Owner has revoked your certification.** “The exam was somebody else's”`,
    );
    expect(await read(stranger, address, "text/html")).toMatch(/revoked/i);
    expect(await read(stranger, address, "text/html")).not.toContain("somebody else");
    expect(scene.labels(issue)).toEqual(["onboarding::withdrawn"]);
    expect(scene.status(issue)).toContain("**Badge:** revoked on");
  });
});

test("no address of a badge gets into the log", async () => {
  const { scene, issue, stranger } = await certify();
  const address = addressIn(scene, issue);
  for (const ending of ["", ".json", ".jwt", ".svg", "/qr.svg", "/nothing", "?x=1"])
    await stranger.get(address + ending);

  const id = address.split("/").at(-1) ?? "";
  expect(id).toHaveLength(32);
  expect(scene.logLines.join("\n")).not.toContain(id);
});
