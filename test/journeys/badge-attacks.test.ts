import { describe, expect, test } from "vitest";

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
