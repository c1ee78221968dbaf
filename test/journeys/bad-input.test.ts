import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";

import { expect, onTestFinished, test } from "vitest";

import { sign } from "../../src/demo/gitlab/webhooks/request.ts";
import { BOXES, descriptionOf, forge, LABEL, posted, savedBy, standings, TASKS } from "../support/journey.ts";
import { openScene, SECRET, type Scene } from "../support/scene.ts";

/*
 * Whatever arrives at the one door: authentic things are kept and answered 200, the rest is refused, nothing crashes, and
 * what was accepted before is done.
 */

const SIGNING = "whsec_dGVzdHRlc3R0ZXN0dGVzdHRlc3R0ZXN0dGVzdHRlc3Q=";

interface Sent {
  readonly status: number;
  readonly body: string;
}

async function post(
  scene: Scene,
  body: string | Uint8Array<ArrayBuffer>,
  headers: Record<string, string> = {},
): Promise<Sent> {
  const response = await fetch(`${scene.bot.url}/webhooks/gitlab`, {
    method: "POST",
    headers: { "x-gitlab-event": "Issue Hook", "x-gitlab-token": SECRET, ...headers },
    body,
  });
  return { status: response.status, body: await response.text() };
}

/** A delivery with header lines `fetch` would tidy up. */
async function postRaw(scene: Scene, lines: readonly string[]): Promise<number> {
  const { port } = new URL(scene.bot.url);
  return await new Promise((resolve, reject) => {
    const call = request({ port, host: "127.0.0.1", method: "POST", path: "/webhooks/gitlab" }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    call.on("error", reject);
    for (const line of Map.groupBy(lines, (one) => one.split(": ")[0] ?? "")) {
      call.setHeader(
        line[0],
        line[1].map((one) => one.slice(line[0].length + 2)),
      );
    }
    call.end("{}");
  });
}

test.for([
  ["no token", []],
  ["an empty token", ["x-gitlab-token: "]],
  ["a wrong token", ["x-gitlab-token: a-secret-of-the-testz"]],
  ["the right token twice", [`x-gitlab-token: ${SECRET}`, `x-gitlab-token: ${SECRET}`]],
  [
    "a wrong signature beside the right token",
    [`x-gitlab-token: ${SECRET}`, "webhook-id: a", "webhook-timestamp: 1", "webhook-signature: v1,AAAA"],
  ],
] as const)("%s is refused, and nothing is kept", async ([, lines]) => {
  const scene = await openScene({ env: { GITLAB_WEBHOOK_SIGNING_TOKEN: SIGNING } });

  const status = await postRaw(scene, lines);
  const readiness = await (await fetch(`${scene.bot.url}/readyz`)).text();

  expect(status).toBe(401);
  expect(readiness).toMatch(/"inbox":\{"new":0,"routed":0,.*"(?:token|signature|stale)":1\b/);
});

test("a token of one megabyte is refused and the next delivery is heard", async () => {
  const scene = await openScene();
  const issue = await scene.openIssue();

  const big = await post(scene, "{}", { "x-gitlab-token": "x".repeat(1_000_000) }).catch(() => ({ status: 431 }));
  await scene.tick(issue, scene.maria, TASKS.resources);

  expect([401, 431]).toContain(big.status);
  expect(standings(scene, issue)[0]).toBe("✅ Done by Maria Silva, DATE");
});

test("signed deliveries are believed for five minutes, to the byte, and once", async () => {
  const scene = await openScene({ env: { GITLAB_WEBHOOK_SIGNING_TOKEN: SIGNING } });
  const { maria, gitlab } = scene;
  const issue = await scene.openIssue();
  gitlab.webhookTap = () => "drop";
  const before = descriptionOf(issue);
  gitlab.state.tick(issue, maria, TASKS.resources);
  const body = JSON.stringify(savedBy(issue, maria, before, descriptionOf(issue)));
  const send = async (secondsAgo: number, sent: string, id = "one"): Promise<number> => {
    const at = Math.floor(Date.now() / 1000) - secondsAgo;
    const headers = {
      "webhook-id": id,
      "webhook-timestamp": `${at}`,
      "webhook-signature": sign(SIGNING, id, at, body),
    };
    return (await post(scene, sent, { ...headers, "x-gitlab-token": "" })).status;
  };

  expect([await send(600, body), await send(-600, body), await send(0, `${body} `)]).toEqual([401, 401, 401]);
  expect(standings(scene, issue)[0]).toBe("👉 **Maria Silva's turn**");
  expect([await send(0, body), await send(10, body)]).toEqual([200, 200]);
  await scene.calm();

  expect(standings(scene, issue)[0]).toBe("✅ Done by Maria Silva, DATE");
  expect(posted(scene, issue)).toHaveLength(1);
});

test("more than 25 MiB is refused before it was read", async () => {
  const scene = await openScene();

  const large = await post(scene, "x".repeat(25 * 1024 * 1024 + 1)).catch(() => ({ status: 413 }));
  const just = await post(scene, new Uint8Array(1024 * 1024));

  expect([large.status, just.status]).toEqual([413, 200]);
});

const deep = `${'{"object_kind":"issue","a":'.concat("[".repeat(100_000))}${"]".repeat(100_000)}}`;

test.for([
  ["no bytes", ""],
  ["no JSON", "hello"],
  ["half of it", '{"object_kind":"issue","object_attributes":{"iid":1'],
  ["JSON 100,000 deep", deep],
  ["__proto__", '{"__proto__":{"object_kind":"issue"},"constructor":{"prototype":{"polluted":true}}}'],
  ["null", "null"],
  ["an array", "[[]]"],
  ["a number", "1e999"],
  ["keys twice", '{"object_kind":"note","object_kind":"issue","object_attributes":{"iid":1,"iid":2}}'],
  [
    "lone surrogates and NUL",
    String.raw`{"object_kind":"issue","object_attributes":{"iid":1,"description":"\ud800 \u0000 \udfff"},"project":{"id":PROJECT}}`,
  ],
  ["an iid that climbs", '{"object_kind":"issue","object_attributes":{"iid":"../../users"},"project":{"id":PROJECT}}'],
  ["a negative iid", '{"object_kind":"issue","object_attributes":{"iid":-1},"project":{"id":PROJECT}}'],
  [
    "an endless iid",
    '{"object_kind":"issue","object_attributes":{"iid":1152921504606846976},"project":{"id":PROJECT}}',
  ],
  ["an issue that is not there", '{"object_kind":"issue","object_attributes":{"iid":4711},"project":{"id":PROJECT}}'],
  [
    "nothing but nulls",
    '{"object_kind":"issue","object_attributes":{"iid":1,"description":null,"updated_at":null},"project":{"id":PROJECT},"user":null,"changes":null,"labels":null,"assignees":null}',
  ],
  ["no changes", '{"object_kind":"issue","object_attributes":{"iid":1},"project":{"id":PROJECT}}'],
  ["an epic", '{"object_kind":"work_item","object_attributes":{"iid":1,"type":"Epic"},"project":{"id":PROJECT}}'],
] as const)("%s is kept, answered 200, and moves nothing", async ([, text]) => {
  const scene = await openScene();
  const issue = await scene.openIssue();
  const before = scene.notes(issue).map((note) => note.body);

  const sent = await post(scene, text.replace("PROJECT", `${scene.project.id}`));
  await scene.settle();
  await scene.tick(issue, scene.maria, TASKS.assessment);

  expect(sent.status).toBe(200);
  expect(Object.keys(Object.prototype)).toEqual([]);
  expect(before).toHaveLength(1);
  expect(scene.labels(issue)).toEqual([LABEL.inProgress]);
  expect(standings(scene, issue)[1]).toBe("🕓 Ticked on DATE, waiting for Priya Nair");
  expect(scene.logLines.filter((line) => /"level":"(?:error|fatal)"/.test(line))).toEqual([]);
});

test("bytes that are no UTF-8 are kept and answered 200", async () => {
  const scene = await openScene();

  const bytes = new Uint8Array([0x7b, 0x22, 0xff, 0xfe, 0xc3, 0x28, 0x22, 0x3a, 0x31, 0x7d]);

  expect((await post(scene, bytes)).status).toBe(200);
});

test("a body that never ends is cut off while others are heard", async () => {
  const scene = await openScene();
  const issue = await scene.openIssue();
  const { port } = new URL(scene.bot.url);
  const slow = request({
    port,
    host: "127.0.0.1",
    method: "POST",
    path: "/webhooks/gitlab",
    headers: { "x-gitlab-token": SECRET, "content-length": "1000" },
  });
  slow.on("error", () => undefined);
  slow.write("{");
  onTestFinished(() => void slow.destroy());

  await scene.tick(issue, scene.maria, TASKS.resources);

  expect(standings(scene, issue)[0]).toBe("✅ Done by Maria Silva, DATE");
});

test("addresses in a payload are never called, and the token goes nowhere else", async () => {
  const visits: string[] = [];
  const trap = createServer((incoming, response) => {
    visits.push(incoming.url ?? "");
    response.end();
  });
  await new Promise<void>((resolve) => void trap.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void trap.close());
  const address = `http://127.0.0.1:${(trap.address() as AddressInfo).port}`;
  const scene = await openScene();
  const issue = await scene.openIssue();
  const payload = {
    ...savedBy(issue, scene.maria, "", descriptionOf(issue)),
    project: {
      id: scene.project.id,
      web_url: address,
      git_http_url: address,
      homepage: address,
      path_with_namespace: "../../x",
    },
    repository: { homepage: address, url: address },
    object_attributes: { iid: issue.iid, url: `${address}/issues/1`, description: `![](${address}/x.png)` },
  };

  await post(scene, JSON.stringify(payload), { "x-gitlab-instance": address });
  await forge(scene, payload);

  expect(visits).toEqual([]);
});

test("a project whose path has dots and a deep group is followed like any other", async () => {
  const scene = await openScene({ startsBot: false });
  const { gitlab, maria, priya } = scene;
  const project = gitlab.state.createProject("partners/a.b-c/d_e/f.g.h");
  const bot = gitlab.state.findUser("onboarding-bot") ?? priya;
  for (const [user, level] of [
    [maria, 10],
    [priya, 40],
    [bot, 20],
  ] as const)
    gitlab.state.addMember(project, user, level);
  await scene.startBot({ GITLAB_PROJECTS: project.path });
  const issue = gitlab.state.createIssue(project, maria, { title: "Dots", description: scene.template });
  await scene.bot.sweep();
  await scene.calm();

  expect(scene.labels(issue)).toEqual([LABEL.inProgress]);
});

test("deliveries that come while GitLab is away are kept and done when it is back", async () => {
  const scene = await openScene();
  const { gitlab, maria, priya } = scene;
  const issue = await scene.openIssue();

  gitlab.disturb = () => ({ kind: "answer", status: 502 });
  gitlab.state.tick(issue, maria, TASKS.assessment);
  gitlab.state.tick(issue, priya, BOXES.assessment);
  await scene.calm();
  gitlab.disturb = null;
  await scene.passMinutes(2);

  expect(standings(scene, issue)[1]).toBe("✅ Confirmed by Priya Nair, DATE");
});

test("no secret stands in any line of the log, whatever went wrong", async () => {
  const scene = await openScene({ env: { GITLAB_WEBHOOK_SIGNING_TOKEN: SIGNING } });
  const { gitlab, maria, botToken } = scene;
  const issue = await scene.openIssue();

  for (const status of [401, 403, 404, 429, 500]) {
    gitlab.disturb = () => ({ kind: "answer", status, body: { message: `your token ${botToken} and ${SECRET}` } });
    gitlab.state.tick(issue, maria, TASKS.assessment, status % 2 === 1);
    await scene.calm();
  }
  gitlab.disturb = () => ({ kind: "reset", after: true });
  await scene.say(issue, maria, `${botToken} ${SECRET} ${SIGNING}`);
  gitlab.disturb = null;
  await post(scene, `{"token":"${SECRET}"`, { "x-gitlab-token": `${SECRET}x`, authorization: `Bearer ${botToken}` });
  await post(scene, `{"token":"${SECRET}"`);
  await scene.passMinutes(6);

  const log = scene.logLines.join("");
  expect(scene.logLines.length).toBeGreaterThan(10);
  expect([botToken, SECRET, SIGNING, SIGNING.slice(6)].filter((secret) => log.includes(secret))).toEqual([]);
});
