import { expect, test } from "vitest";

import { ACCESS, type Issue } from "../../src/demo/gitlab/model.ts";
import { ISSUER, ISSUER_URL } from "../support/issuer.ts";
import { liveFullLife, TO_THE_BADGE } from "../support/life.ts";
import { openScene, type Scene } from "../support/scene.ts";
import { Stranger } from "../support/stranger.ts";

const CERTIFIED = new Date("2026-12-01T09:00:00Z");
const HALF_A_YEAR_LATER = new Date("2027-06-01T00:00:00Z");
const DAY_MINUTES = 24 * 60;
/** Badges of this program hold for two years, and may be renewed in the last 90 days of them, or later. */
const PROGRAM = { "badge.valid_for": "P2Y", "badge.renewable": "P90D" };

interface Credential {
  readonly id: string;
  readonly awardedDate: string;
  readonly validFrom: string;
  readonly validUntil: string;
  readonly credentialSubject: { readonly id: string };
  readonly credentialStatus: object;
}

/** Maria is certified, by a clock that begins on 1 December 2026. */
async function certify(program: Readonly<Record<string, string>> = PROGRAM) {
  const scene = await openScene({ startsAt: CERTIFIED, env: ISSUER, program });
  const issue = await liveFullLife(scene, TO_THE_BADGE, {
    passTime: (ms) => scene.passTime(ms),
    afterStep: () => scene.settle(),
  });
  const address = /https:\/\/certify\.example\.com\/badges\/[\w-]{32}/.exec(scene.status(issue))?.[0] ?? "";
  const stranger = (): Stranger => new Stranger(ISSUER_URL, scene.bot.url);
  const read = async (ending: string): Promise<string> => (await stranger().get(address + ending)).text();
  return {
    scene,
    issue,
    stranger,
    json: () => read(".json"),
    jwt: () => read(".jwt"),
    page: async () => (await stranger().get(address, "text/html")).text(),
    now: () => scene.gitlab.state.now(),
  };
}

function days(scene: Scene, count: number): Promise<void> {
  return scene.passMinutes(count * DAY_MINUTES);
}

function fields(json: string): Credential {
  return JSON.parse(json) as Credential;
}

/** The bot's notes that came since there were so many. */
function since(scene: Scene, issue: Issue, count: number): readonly string[] {
  return scene.headlines(issue).slice(count);
}

test("after two years the page and the file say that the badge has expired, and nobody has to look at the bot for it", async () => {
  const { scene, stranger, json, jwt, page, now } = await certify();
  const [file, token] = [await json(), await jwt()];
  const whenNew = [await stranger().accepts(file, now()), await stranger().acceptsJwt(token, now())];
  expect(await page()).not.toMatch(/expired/i);

  await days(scene, 729);
  const dayBefore = [await stranger().accepts(file, now()), await stranger().acceptsJwt(token, now())];
  await days(scene, 3);

  expect(whenNew).toEqual([true, true]);
  expect(dayBefore).toEqual([true, true]);
  expect([await stranger().accepts(file, now()), await stranger().acceptsJwt(token, now())]).toEqual([false, false]);
  expect(await page()).toMatch(/This badge was earned, and expired on/);
  expect(await json()).toBe(file);
});

test("a coordinator renews it when it is time: one note, the same address, two more years", async () => {
  const { scene, issue, stranger, json, jwt, page, now } = await certify();
  const old = await json();
  const told = scene.headlines(issue).length;

  await days(scene, 600);
  await scene.say(issue, scene.priya, "@onboarding-bot badge renew");
  const early = since(scene, issue, told);
  expect(await json()).toBe(old);
  await days(scene, 100);
  await scene.say(issue, scene.priya, "@onboarding-bot badge renew");
  await scene.passMinutes(60);

  expect(early).toEqual([expect.stringContaining("can be renewed from Sat 2 Sep 2028 on")]);
  expect(since(scene, issue, told + 1)).toEqual([
    "🏅 @msilva **Your badge is renewed until Thu 31 Oct 2030.** Priya Nair asked for it. Its address stays the same; download the file once more.",
  ]);
  expect(scene.status(issue)).toContain("valid until Thu 31 Oct 2030");
  const [before, after] = [fields(old), fields(await json())];
  expect(after).toMatchObject({
    id: before.id,
    awardedDate: before.awardedDate,
    credentialSubject: { id: before.credentialSubject.id },
    credentialStatus: before.credentialStatus,
  });
  expect([before.validFrom, before.validUntil, after.validFrom, after.validUntil].map((at) => at.slice(0, 10))).toEqual(
    ["2026-12-01", "2028-12-01", "2028-10-31", "2030-10-31"],
  );
  expect([await stranger().accepts(old, now()), await stranger().accepts(await json(), now())]).toEqual([true, true]);

  await days(scene, 60);
  expect([await stranger().accepts(old, now()), await stranger().accepts(await json(), now())]).toEqual([false, true]);
  // What the holder kept is no forgery now, only old.
  expect(await stranger().accepts(old, HALF_A_YEAR_LATER)).toBe(true);
  expect(await stranger().acceptsJwt(await jwt(), now())).toBe(true);
  expect(await page()).toContain("Renewed");
  expect(await page()).not.toMatch(/expired/i);
});

test("it is renewed after its end, too, and not once more right after that", async () => {
  const { scene, issue, stranger, json, now } = await certify();
  const told = scene.headlines(issue).length;
  await days(scene, 1000);

  await scene.say(issue, scene.priya, "@onboarding-bot badge renew");
  await scene.say(issue, scene.priya, "@onboarding-bot badge renew");

  expect(since(scene, issue, told)).toEqual([
    expect.stringContaining("Your badge is renewed until"),
    expect.stringContaining("can be renewed from"),
  ]);
  expect(await stranger().accepts(await json(), now())).toBe(true);
});

test("its holder does not renew it, nor anybody once it was revoked", async () => {
  const { scene, issue, stranger, json, now } = await certify();
  const olga = scene.gitlab.state.createUser({ username: "olga", name: "Olga Owner" });
  scene.gitlab.state.addMember(scene.project, olga, ACCESS.owner);
  const old = await json();
  await days(scene, 700);

  await scene.say(issue, scene.maria, "@onboarding-bot badge renew");
  await scene.say(issue, scene.tom, "@onboarding-bot badge renew");
  await scene.say(issue, olga, "@onboarding-bot revoke It was somebody else");
  const told = scene.headlines(issue).length;
  await scene.say(issue, scene.priya, "@onboarding-bot badge renew");
  await scene.say(issue, olga, "@onboarding-bot badge renew");

  expect(scene.headlines(issue).filter((line) => line.includes("renewed until"))).toEqual([]);
  expect(since(scene, issue, told)).toEqual([
    expect.stringContaining("was revoked on"),
    expect.stringContaining("was revoked on"),
  ]);
  expect(fields(await json())).toEqual(fields(old));
  expect(await stranger().accepts(old, now())).toBe(true);
});

test("a badge that holds for ever has nothing to renew", async () => {
  const { scene, issue } = await certify({});
  await days(scene, 1000);

  await scene.say(issue, scene.priya, "@onboarding-bot badge renew");

  expect(scene.headlines(issue).at(-1)).toMatch(/does not run out, or is earned anew/);
});
