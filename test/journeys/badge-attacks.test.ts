import { createHmac } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";

import { describe, expect, test } from "vitest";

import { forget } from "../../src/cli/forget.ts";

import { ACCESS, type Issue, type User } from "../../src/demo/gitlab/model.ts";
import { ISSUER, ISSUER_URL } from "../support/issuer.ts";
import { BOT, forge, rewrite } from "../support/journey.ts";
import { TO_THE_BADGE } from "../support/life.ts";
import { openScene, type Scene, type SceneOptions } from "../support/scene.ts";
import { Stranger } from "../support/stranger.ts";

/*
 * Somebody wants a badge, a name or a page they should not have; strangers send what they like to what everybody may
 * reach. Every test ends with how things stand for those who did nothing.
 */

interface Stage {
  readonly scene: Scene;
  readonly issue: Issue;
  /** Of the badge, without a suffix. */
  readonly address: string;
  readonly stranger: Stranger;
}

async function certified(options: SceneOptions = {}, names: Parameters<Scene["openIssue"]>[0] = {}): Promise<Stage> {
  const scene = await openScene({ ...options, env: { ...ISSUER, ...options.env } });
  const issue = await scene.openIssue(names);
  await certify(scene, issue);
  return { scene, issue, address: addressIn(scene, issue), stranger: new Stranger(ISSUER_URL, scene.bot.url) };
}

async function certify(scene: Scene, issue: Issue): Promise<void> {
  for (const step of TO_THE_BADGE) {
    step(scene, issue);
    await scene.calm();
  }
  await scene.settle();
}

function addressIn(scene: Scene, issue: Issue): string {
  const words = scene.notes(issue).map(({ body }) => body);
  return /https:\/\/certify\.example\.com\/badges\/[\w-]{32}/.exec(words.join("\n"))?.[0] ?? "";
}

async function pageOf({ stranger, address }: Stage): Promise<string> {
  return await (await stranger.get(address, "text/html")).text();
}

async function registerOf({ stranger }: Stage): Promise<string> {
  return await (await stranger.get(`${ISSUER_URL}/achievements/migration-onboarding`, "text/html")).text();
}

/** Another person of the project, with so much access. */
function join(scene: Scene, username: string, name: string, access: number): User {
  const user = scene.gitlab.state.createUser({ username, name });
  scene.gitlab.state.addMember(scene.project, user, access);
  return user;
}

describe("the page is nobody's but the holder's", () => {
  test("whoever was the candidate before them consents to nothing", async () => {
    const scene = await openScene({ env: ISSUER });
    const ana = join(scene, "ana", "Ana Lima", ACCESS.guest);
    const issue = await scene.openIssue({ candidate: "" });
    await scene.say(issue, scene.maria, `${BOT} badge show-name\n${BOT} badge publish`);
    await rewrite(scene, issue, scene.jonas, (text) => text.replace("- Candidate:", "- Candidate: @ana"));
    await certify(scene, issue);
    const address = addressIn(scene, issue);
    const stage = { scene, issue, address, stranger: new Stranger(ISSUER_URL, scene.bot.url) };

    await scene.say(issue, scene.maria, `${BOT} badge show-name\n${BOT} badge publish\n${BOT} badge hide`);

    expect(scene.headlines(issue).join("\n")).toContain("@ana");
    expect(await pageOf(stage)).toContain("has not put a name on this page");
    expect(await registerOf(stage)).not.toContain(address.slice(ISSUER_URL.length));
    await scene.say(issue, ana, `${BOT} badge show-name`);
    expect(await pageOf(stage)).toContain("Ana Lima");
  });

  test("no Maintainer puts words into their mouth, edited, made up or written elsewhere", async () => {
    const stage = await certified();
    const { scene, issue, address } = stage;
    const { maria, priya, jonas } = scene;
    const thanks = await scene.say(issue, maria, "Thank you all!");
    const words = `${BOT} badge show-name\n${BOT} badge publish`;

    scene.gitlab.state.editComment(thanks, priya, words);
    await scene.calm();
    // Whoever may edit the webhook can let it say that Maria did.
    await forge(scene, noteDelivery(issue, thanks.id, maria, words), "Note Hook");
    await forge(scene, noteDelivery(issue, thanks.id + 5000, maria, words), "Note Hook");
    await scene.say(issue, priya, words);
    await scene.say(issue, jonas, `> ${words.replaceAll("\n", "\n> ")}\n\nas Maria said`);
    const other = await scene.openIssue({ candidate: "@jweber" });
    await scene.say(other, jonas, words);
    await scene.say(other, maria, words);
    await scene.settle();

    expect(await pageOf(stage)).not.toContain("Maria Silva");
    expect(await registerOf(stage)).not.toContain(address.slice(ISSUER_URL.length));
    await scene.say(issue, maria, words);
    expect(await pageOf(stage)).toContain("Maria Silva");
    expect(await registerOf(stage)).toContain(address.slice(ISSUER_URL.length));
  });

  test("whatever becomes of the issue afterwards, it stays theirs", async () => {
    const stage = await certified();
    const { scene, issue, stranger, address } = stage;
    const before = await (await stranger.get(`${address}.json`)).text();
    const ana = join(scene, "ana", "Ana Lima", ACCESS.maintainer);

    await rewrite(scene, issue, ana, (text) => text.replace("@msilva", "@ana"));
    scene.gitlab.state.reopen(issue, ana);
    await scene.calm();
    await scene.say(issue, ana, `${BOT} badge show-name\n${BOT} badge\n${BOT} enroll migration-onboarding`);
    await rewrite(scene, issue, ana, (text) => text.replaceAll("[x]", "[ ]"));
    scene.gitlab.state.close(issue, ana);
    await scene.settle();

    expect(await pageOf(stage)).not.toMatch(/Ana Lima|Maria Silva/);
    expect(await (await stranger.get(`${address}.json`)).text()).toBe(before);
    expect(await stranger.isRevoked(before)).toBe(false);
    await scene.say(issue, scene.maria, `${BOT} badge show-name`);
    expect(await pageOf(stage)).toContain("Maria Silva");
  });
});

test("a name turns no words around it, neither on the page nor in link previews", async () => {
  const stage = await certified();
  const { scene, issue } = stage;
  const evil = "Maria \u202E\u0007<b>Silva</b>\u2028, of\u2066 the issuer";
  scene.maria.name = evil;

  await scene.say(issue, scene.maria, `${BOT} badge show-name\n${BOT} badge publish`);
  const pages = (await pageOf(stage)) + (await registerOf(stage));

  expect(pages.split("Maria &lt;b&gt;Silva&lt;/b&gt; , of the issuer").length).toBeGreaterThan(4);
  expect(pages).not.toMatch(/[\u202A-\u202E\u2066-\u2069]|<b>Silva/);
  expect(pages).not.toContain("\u0007");
});

describe("nobody gives themselves a badge, or more of one", () => {
  test("a holder who became an owner neither renews nor revokes their own", async () => {
    const stage = await certified({ program: { "badge.valid_for": "P1Y", "badge.renewable": "P1Y" } });
    const { scene, issue, stranger, address } = stage;
    const { maria, gitlab, project } = scene;
    const before = await (await stranger.get(`${address}.json`)).text();

    gitlab.state.addMember(project, maria, ACCESS.owner);
    await scene.say(issue, maria, `${BOT} badge renew\n${BOT} revoke I changed my mind`);
    const second = gitlab.state.createUser({ username: "msilva2", name: "Maria's other account" });
    gitlab.state.addMember(project, second, ACCESS.owner, maria);
    await scene.say(issue, second, `${BOT} badge renew\n${BOT} revoke I changed my mind`);
    await scene.settle();

    expect(await (await stranger.get(`${address}.json`)).text()).toBe(before);
    expect(await stranger.isRevoked(before)).toBe(false);
    await scene.say(issue, scene.priya, `${BOT} badge renew`);
    expect(await (await stranger.get(`${address}.json`)).text()).not.toBe(before);
  });
});

describe("strangers", () => {
  test("change nothing by looking, whatever they look at", async () => {
    const stage = await certified();
    const { scene, address } = stage;
    const id = address.slice(address.lastIndexOf("/") + 1);
    const before = rowsOf(scene);

    for (const method of ["GET", "HEAD", "OPTIONS"]) {
      for (const place of placesOf(id)) await ask(scene, place, { method });
    }
    for (const place of [`/badges/${id}/check`, "/verify"]) {
      await ask(scene, place, { method: "POST", body: new URLSearchParams({ name: "msilva" }) });
    }
    await scene.calm();

    expect(before.length).toBeGreaterThan(1000);
    expect(rowsOf(scene)).toBe(before);
  });

  test("cannot tell a badge that is closed or forgotten from one that never was", async () => {
    const stage = await certified();
    const { scene, issue, address } = stage;
    const id = address.slice(address.lastIndexOf("/") + 1);
    const never = "A".repeat(32);
    const answersFor = async (which: string): Promise<readonly string[]> => {
      const answers: string[] = [];
      for (const place of [...placesOf(which).filter((one) => one.includes(which)), `/badges/${which}.gif`]) {
        for (const accept of ["text/html", "application/json", "image/png"]) {
          answers.push(await describeAnswer(scene, place, { headers: { accept } }, which));
        }
      }
      const body = new URLSearchParams({ name: "msilva" });
      answers.push(await describeAnswer(scene, `/badges/${which}/check`, { method: "POST", body }, which));
      answers.push(await describeAnswer(scene, "/verify", verifying(address.replace(id, which)), which));
      return answers;
    };
    const nothing = await answersFor(never);

    await scene.say(issue, scene.maria, `${BOT} badge hide`);
    const closed = await answersFor(id);
    await scene.stopBot();
    await forgetMaria(scene);
    await scene.startBot();
    const forgotten = await answersFor(id);

    expect(nothing).toHaveLength(32);
    expect(closed).toEqual(nothing);
    expect(forgotten).toEqual(nothing);
  });
});

test("neither log nor figures know a holder, and once forgotten not even what was deleted does", async () => {
  const scene = await openScene({ env: ISSUER });
  scene.maria.publicEmail = "maria.silva@partner.example";
  const issue = await scene.openIssue();
  await certify(scene, issue);
  const address = addressIn(scene, issue);
  const stranger = new Stranger(ISSUER_URL, scene.bot.url);
  const stage = { scene, issue, address, stranger };
  await scene.say(issue, scene.maria, `${BOT} badge show-name\n${BOT} my zone Asia/Kolkata`);
  expect(await pageOf(stage)).toContain("Maria Silva");
  const json = JSON.parse(await (await stranger.get(`${address}.json`)).text()) as {
    credentialSubject: { id: string };
  };
  const body = new URLSearchParams({ name: "maria.silva@partner.example" });
  const { text: answer } = await ask(scene, `${address.slice(ISSUER_URL.length)}/check`, { method: "POST", body });
  expect(answer).toContain("This badge was given to");
  await ask(scene, "/verify", verifying(address));
  const figures = await Promise.all(["/metrics", "/readyz"].map((place) => ask(scene, place, {})));
  const shown = [...scene.logLines, ...figures.map(({ text }) => text)].join("\n");
  expect(figures.map(({ status }) => status)).toEqual([200, 200]);
  expect(shown).not.toMatch(/maria|msilva/i);
  expect(shown).not.toContain(address.slice(-32));
  // Deliveries are kept for two weeks.
  await scene.passMinutes(60 * 24 * 20);
  await scene.settle();

  await scene.stopBot();
  await forgetMaria(scene);

  const files = readdirSync(scene.dataDir).map((file) => readFileSync(path.join(scene.dataDir, file), "latin1"));
  const left = files.join("\n");
  const { id: subject } = json.credentialSubject;
  const told = ["Maria Silva", "msilva", "maria.silva", subject, address].filter((words) => left.includes(words));
  expect(left).toContain("Priya Nair");
  expect(told).toEqual([]);
});

describe("whoever checks badges", () => {
  test("finds no badge in anything else this issuer signed, nor in its badges worn another way", async () => {
    const { scene, stranger, address } = await certified();
    const read = async (place: string): Promise<string> => (await stranger.get(`${ISSUER_URL}${place}`)).text();
    const id = address.slice(address.lastIndexOf("/"));
    const json = JSON.parse(await read(`/badges${id}.json`)) as Record<string, unknown>;
    const [, payload = "", signature = ""] = (await read(`/badges${id}.jwt`)).split(".");
    const rsa = (
      JSON.parse(await read("/.well-known/jwks.json")) as { keys: { kty: string; kid: string }[] }
    ).keys.find(({ kty }) => kty === "RSA");
    const list = JSON.parse(await read("/status/1")) as Record<string, unknown>;
    const worn = (header: object, mac = signature): string => [encode(header), payload, mac].join(".");
    const hmac = (header: object): string =>
      createHmac("sha256", JSON.stringify(rsa))
        .update(`${encode(header)}.${payload}`)
        .digest("base64url");
    const confused = { alg: "HS256", kid: rsa?.kid };

    const verdicts: Record<string, string> = {};
    for (const [what, text] of Object.entries({
      badge: JSON.stringify(json),
      "the status list": JSON.stringify(list),
      "the list, called a badge": JSON.stringify({
        ...list,
        type: json["type"],
        credentialSubject: json["credentialSubject"],
      }),
      "the list's proof under a badge": JSON.stringify({ ...json, proof: list["proof"] }),
      "a keyed hash by the public key": worn(confused, hmac(confused)),
      "no algorithm": worn({ alg: "none", kid: rsa?.kid }, ""),
      "a key from elsewhere": worn({ alg: "RS256", jku: "https://evil.example/keys", x5u: "https://evil.example/x" }),
      "a key brought along": worn({ alg: "RS256", jwk: rsa }),
    })) {
      const { text: answer } = await ask(scene, "/verify", verifying(text));
      verdicts[what] = (JSON.parse(answer) as { verdict: string }).verdict;
    }

    expect(verdicts).toEqual({
      badge: "valid",
      "the status list": "invalid",
      "the list, called a badge": "unproven",
      "the list's proof under a badge": "invalid",
      "a keyed hash by the public key": "invalid",
      "no algorithm": "invalid",
      "a key from elsewhere": "unproven",
      "a key brought along": "invalid",
    });
  });

  test("is one client, however many they say they are", async () => {
    const scene = await openScene({ env: ISSUER });
    const statuses: number[] = [];
    for (let index = 0; index < 22; index += 1) {
      const headers = { "x-forwarded-for": `203.0.113.${index}`, forwarded: `for=203.0.113.${index}` };
      statuses.push((await ask(scene, "/verify", { ...verifying("x"), headers })).status);
    }

    expect(statuses.filter((status) => status === 200)).toHaveLength(20);
    expect(statuses.slice(20)).toEqual([429, 429]);
  });
});

/** Everything that answers to GET. */
function placesOf(id: string): readonly string[] {
  const badge = ["", ".json", ".jwt", ".svg", ".png", "/preview.png", "/qr.svg", "/check"].map(
    (end) => `/badges/${id}${end}`,
  );
  const issuer = ["/issuer", "/did.json", "/.well-known/did.json", "/.well-known/jwks.json", "/status/1", "/status/2"];
  const program = ["", ".json", ".svg", ".png"].map((end) => `/achievements/migration-onboarding${end}`);
  return [...badge, ...issuer, ...program, "/verify", `/verify?badge=${id}`, "/healthz", "/readyz", "/calendar/x", "/"];
}

async function ask({ bot }: Scene, place: string, options: RequestInit): Promise<Answer> {
  const response = await fetch(`${bot.url}${place}`, { redirect: "manual", ...options });
  return { status: response.status, headers: [...response.headers], text: await response.text() };
}

interface Answer {
  readonly status: number;
  readonly headers: readonly (readonly [string, string])[];
  readonly text: string;
}

/** Status, headers and body, without the hour and the address itself. */
async function describeAnswer(scene: Scene, place: string, options: RequestInit, id: string): Promise<string> {
  const { status, headers, text } = await ask(scene, place, options);
  const told = headers.filter(([name]) => name !== "date");
  return JSON.stringify([status, told, text]).replaceAll(id, "ID");
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}

function verifying(text: string): RequestInit {
  const body = new FormData();
  body.set("text", text);
  return { method: "POST", body, headers: { accept: "application/json" } };
}

/** Every row of every table, but the one `/readyz` writes to see whether anything could be stored. */
function rowsOf({ dataDir }: Scene): string {
  const database = new DatabaseSync(path.join(dataDir, "bot.sqlite"), { readOnly: true });
  try {
    const tables = database.prepare("select name from sqlite_schema where type = 'table' and name <> 'storable'").all();
    return JSON.stringify(tables.map(({ name }) => [name, database.prepare(`select * from "${String(name)}"`).all()]));
  } finally {
    database.close();
  }
}

async function forgetMaria({ dataDir, gitlab, botToken }: Scene): Promise<void> {
  const env = {
    GITLAB_URL: gitlab.url,
    GITLAB_TOKEN: botToken,
    GITLAB_PROJECTS: "partners/acme/certification",
    GITLAB_WEBHOOK_SECRET: "a-secret-of-the-tests",
    DATA_DIR: dataDir,
  };
  expect(await forget(["msilva"], env, () => {})).toBe(0);
}

/** What GitLab would send if this person had written this comment, or edited it just now. */
function noteDelivery(issue: Issue, id: number, user: User, note: string): object {
  const at = new Date().toISOString();
  return {
    object_kind: "note",
    event_type: "note",
    user: { id: user.id, name: user.name, username: user.username },
    project: { id: issue.project.id },
    object_attributes: {
      id,
      note,
      noteable_type: "Issue",
      author_id: user.id,
      created_at: at,
      updated_at: at,
      system: false,
      action: "update",
    },
    issue: { id: issue.id, iid: issue.iid },
  };
}
