import { expect, test } from "vitest";

import { ACCESS, type Hook, type Project } from "../../src/demo/gitlab/model.ts";
import { alertStatus } from "../../src/demo/gitlab/webhooks/auto-disable.ts";
import { isSigningToken, sign } from "../../src/demo/gitlab/webhooks/request.ts";
import { type Delivery, openReceiver, openScene, type Scene } from "./support/open-stand-in.ts";

const SIGNING_TOKEN = "whsec_dGVzdHRlc3R0ZXN0dGVzdHRlc3R0ZXN0dGVzdHRlc3Q=";
const UUID = /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/;

function hooksPath(project: Project): string {
  return `/projects/${project.id}/hooks`;
}

function kinds(deliveries: readonly Delivery[]): string[] {
  return deliveries.map(({ headers, payload }) => {
    const attributes = payload["object_attributes"] as { action?: string };
    return `${String(headers["x-gitlab-event"])}: ${attributes.action ?? "-"}`;
  });
}

test("sign() makes the signature GitLab 19 sends", () => {
  const id = "f5e5f430-f57b-4e6e-9fac-d9128cd7232f";

  expect(sign(SIGNING_TOKEN, id, 1_744_578_123, '{"object_kind":"issue"}')).toBe(
    "v1,XMpKvcWc+Uhdv64QjSgj+Oy3BBANaboRhyr6oVjcC0Q=",
  );
});

test.for<[token: string, fits: boolean]>([
  [SIGNING_TOKEN, true],
  ["whsec_c2hvcnQ=", false],
  ["dGVzdHRlc3R0ZXN0dGVzdHRlc3R0ZXN0dGVzdHRlc3Q=", false],
])("isSigningToken() takes 32 bytes in base64 and nothing else: %s", ([token, fits]) => {
  expect(isSigningToken(token)).toBe(fits);
});

test("a delivery carries GitLab's headers and the signature of its body", async () => {
  const now = new Date("2026-11-22T10:00:00Z");
  const { gitlab, project, maria } = await openScene({ now: () => now });
  const receiver = await openReceiver();
  gitlab.state.addHook(project, { url: receiver.url, token: "secret-of-16-byte", signingToken: SIGNING_TOKEN });

  gitlab.state.createIssue(project, maria, { title: "T" });
  await gitlab.settled();

  const { headers, body } = receiver.deliveries[0]!;
  expect(headers).toMatchObject({
    "content-type": "application/json",
    "user-agent": "GitLab/19.1.0-ee",
    "x-gitlab-event": "Issue Hook",
    "x-gitlab-token": "secret-of-16-byte",
    "x-gitlab-instance": gitlab.url,
    "x-gitlab-webhook-uuid": expect.stringMatching(UUID),
    "x-gitlab-event-uuid": expect.stringMatching(UUID),
    "idempotency-key": expect.stringMatching(UUID),
    "webhook-timestamp": String(now.getTime() / 1000),
  });
  const id = String(headers["webhook-id"]);
  expect(id).toBe(headers["idempotency-key"]);
  expect(headers["webhook-signature"]).toBe(sign(SIGNING_TOKEN, id, now.getTime() / 1000, body));
});

test("each kind of event has its header, action and hook", async () => {
  const { gitlab, project, maria, carla } = await openScene();
  const receiver = await openReceiver();
  gitlab.state.addHook(project, { url: receiver.url, emojiEvents: true });
  const world = gitlab.state;

  const issue = world.createIssue(project, maria, { title: "T", description: "- [ ] a" });
  world.tick(issue, maria, "a");
  const note = world.comment(issue, maria, "hi");
  world.editComment(note, carla, "hi, edited");
  world.award(note, carla, "thumbsup");
  world.close(issue, maria);
  world.reopen(issue, maria, "service");
  world.close(issue, maria, "service");
  world.setConfidential(issue, carla, true);
  world.comment(issue, maria, "secret");
  await gitlab.settled();

  expect(kinds(receiver.deliveries).toSorted()).toEqual(
    [
      "Issue Hook: open",
      "Issue Hook: update",
      "Note Hook: create",
      "Note Hook: update",
      "Emoji Hook: -",
      "Issue Hook: update",
      "Issue Hook: reopen",
      "Issue Hook: close",
      "Confidential Issue Hook: update",
      "Confidential Note Hook: create",
    ].toSorted(),
  );
});

test("a hook without the confidential flags hears nothing confidential", async () => {
  const { gitlab, project, maria, bot } = await openScene();
  const receiver = await openReceiver();
  const flags = { confidentialIssuesEvents: false, confidentialNoteEvents: false };
  gitlab.state.addHook(project, { url: receiver.url, ...flags });

  const secret = gitlab.state.createIssue(project, maria, { title: "S", confidential: true });
  gitlab.state.comment(secret, maria, "hidden");
  const open = gitlab.state.createIssue(project, maria, { title: "O" });
  gitlab.state.comment(open, bot, "internal", { internal: true });
  await gitlab.settled();

  expect(kinds(receiver.deliveries)).toEqual(["Issue Hook: open"]);
});

test("a tick changes the description and who edited last, and nothing about labels", async () => {
  const { gitlab, project, maria } = await openScene();
  const receiver = await openReceiver();
  const issue = gitlab.state.createIssue(project, maria, { title: "T", description: "- [ ] a", labels: ["x"] });
  gitlab.state.addHook(project, { url: receiver.url });

  gitlab.state.tick(issue, maria, "a");
  await gitlab.settled();

  const { payload } = receiver.deliveries[0]!;
  const updatedAt = issue.updatedAt.toISOString();
  expect(payload["user"]).toMatchObject({ id: maria.id, username: "maria", email: "[REDACTED]" });
  expect(payload["changes"]).toEqual({
    description: { previous: "- [ ] a", current: "- [x] a" },
    last_edited_at: { previous: null, current: updatedAt },
    last_edited_by_id: { previous: null, current: maria.id },
    updated_at: { previous: issue.createdAt.toISOString(), current: updatedAt },
    updated_by_id: { previous: null, current: maria.id },
  });
});

test("PUT of a state and a label is two webhooks, the bot's own as anybody's", async () => {
  const { gitlab, project, maria, bot, call } = await openScene();
  const receiver = await openReceiver();
  const issue = gitlab.state.createIssue(project, maria, { title: "T" });
  gitlab.state.addHook(project, { url: receiver.url });

  await call("PUT", `/projects/${project.id}/issues/${issue.iid}`, { state_event: "close", add_labels: "done" });
  await gitlab.settled();

  const byAction = Map.groupBy(
    receiver.deliveries,
    (one) => (one.payload["object_attributes"] as { action: string }).action,
  );
  expect([...byAction.keys()].toSorted()).toEqual(["close", "update"]);
  expect(byAction.get("close")?.[0]?.payload["changes"]).toMatchObject({ state_id: { previous: 1, current: 2 } });
  expect(byAction.get("update")?.[0]?.payload["changes"]).toMatchObject({
    labels: { previous: [], current: [{ title: "done", type: "ProjectLabel" }] },
  });
  expect(receiver.deliveries.map((one) => (one.payload["user"] as { id: number }).id)).toEqual([bot.id, bot.id]);
});

test("system notes fire no note hook, nor do comments of quick actions alone", async () => {
  const { gitlab, project, maria } = await openScene();
  const receiver = await openReceiver();
  const issue = gitlab.state.createIssue(project, maria, { title: "T", description: "- [ ] a" });
  gitlab.state.addHook(project, { url: receiver.url, issuesEvents: false });

  gitlab.state.tick(issue, maria, "a");
  gitlab.state.post(issue, maria, { body: "/close" });
  await gitlab.settled();

  expect(issue.state).toBe("closed");
  expect(receiver.deliveries).toEqual([]);
});

test("a Maintainer's edit of a note still names the author as user", async () => {
  const { gitlab, project, maria, carla } = await openScene();
  const receiver = await openReceiver();
  const issue = gitlab.state.createIssue(project, maria, { title: "T" });
  const note = gitlab.state.comment(issue, carla, "@bot help");
  gitlab.state.addHook(project, { url: receiver.url });
  gitlab.state.addMember(project, maria, ACCESS.maintainer);

  gitlab.state.editComment(note, maria, "@bot confirm all");
  await gitlab.settled();

  const { payload } = receiver.deliveries[0]!;
  expect(payload["user"]).toMatchObject({ username: "carla" });
  expect(payload["object_attributes"]).toMatchObject({
    action: "update",
    author_id: carla.id,
    updated_by_id: maria.id,
  });
  expect(payload["issue"]).toMatchObject({ iid: issue.iid, id: issue.id });
});

test("failures in a row switch a hook off for a while, a good test delivery switches it on", async () => {
  let now = new Date("2026-11-22T10:00:00Z");
  const scene = await openScene({ now: () => now });
  const { gitlab, project, carla, call } = scene;
  const receiver = await openReceiver();
  const hook = gitlab.state.addHook(project, { url: receiver.url });
  receiver.status = 500;

  await failTimes(scene, 3);
  expect(hook).toMatchObject({ recentFailures: 3, disabledUntil: null });
  await failTimes(scene, 1);
  expect(hook.disabledUntil).toEqual(new Date("2026-11-22T10:01:00Z"));

  await failTimes(scene, 1);
  expect([receiver.deliveries.length, hook.log.length, alertStatus(hook, now)]).toEqual([4, 4, "temporarily_disabled"]);

  now = new Date("2026-11-22T10:01:01Z");
  await failTimes(scene, 1);
  expect(hook.disabledUntil).toEqual(new Date("2026-11-22T10:03:01Z"));

  receiver.status = 200;
  const tested = await call("POST", `${hooksPath(project)}/${hook.id}/test/issues_events`, {}, carla.token);
  expect([tested.status, tested.body]).toEqual([201, { message: "201 Created" }]);
  expect(hook).toMatchObject({ recentFailures: 0, disabledUntil: null });
});

async function failTimes({ gitlab, project, maria }: Scene, times: number): Promise<void> {
  for (let count = 0; count < times; count++) {
    gitlab.state.createIssue(project, maria, { title: "T" });
    await gitlab.settled();
  }
}

test("recordOutcome() ends a hook for good at the fortieth failure", async () => {
  let now = new Date("2026-11-22T10:00:00Z");
  const scene = await openScene({ now: () => now });
  const hook = scene.gitlab.state.addHook(scene.project, { url: "http://127.0.0.1:1/closed" });

  for (let day = 0; day < 40; day++) {
    now = new Date(now.getTime() + 25 * 3_600_000);
    await failTimes(scene, 1);
  }

  expect([hook.recentFailures, alertStatus(hook, now), hook.log.at(-1)?.responseStatus]).toEqual([
    40,
    "disabled",
    "internal error",
  ]);
});

test("the test button sends the newest issue as opened, and nothing says that it is a test", async () => {
  const { gitlab, project, maria, carla, call } = await openScene();
  const receiver = await openReceiver();
  gitlab.state.createIssue(project, maria, { title: "Old" });
  const newest = gitlab.state.createIssue(project, maria, { title: "New", description: "- [ ] a" });
  const hook = gitlab.state.addHook(project, { url: receiver.url });

  await call("POST", `${hooksPath(project)}/${hook.id}/test/issues_events`, {}, carla.token);

  const { payload, headers } = receiver.deliveries[0]!;
  expect(headers["x-gitlab-event"]).toBe("Issue Hook");
  expect(payload["user"]).toMatchObject({ username: "carla" });
  expect(payload["object_attributes"]).toMatchObject({ id: newest.id, action: "open" });
  expect(payload["changes"]).toEqual({});
});

test("the log keeps failed deliveries, and a resend keeps body and key", async () => {
  const { gitlab, project, maria, carla, call } = await openScene();
  const receiver = await openReceiver();
  const hook = gitlab.state.addHook(project, { url: receiver.url, token: "secret-of-16-byte" });
  receiver.status = 503;
  gitlab.state.createIssue(project, maria, { title: "T" });
  await gitlab.settled();
  receiver.status = 200;

  const events = `${hooksPath(project)}/${hook.id}/events`;
  const log = await call("GET", `${events}?status=server_failure`, undefined, carla.token);
  const again = await call("POST", `${events}/${log.body[0].id}/resend`, {}, carla.token);
  const [first, second] = receiver.deliveries;

  expect(log.body).toMatchObject([{ trigger: "issue_hooks", response_status: "503" }]);
  expect(log.body[0].request_headers["x-gitlab-token"]).toBe("[REDACTED]");
  expect(again.body).toEqual({ response_status: 200 });
  expect(second?.body).toBe(first?.body);
  expect(second?.headers["idempotency-key"]).toBe(first?.headers["idempotency-key"]);
  expect(second?.headers["x-gitlab-webhook-uuid"]).not.toBe(first?.headers["x-gitlab-webhook-uuid"]);
});

test("a template replaces the body, and the delivery is signed all the same", async () => {
  const { gitlab, project, maria } = await openScene();
  const receiver = await openReceiver();
  const template =
    '{"object_kind":"{{object_kind}}","user":{"id":{{user.id}},"name":"{{user.name}}"},"said":"anything"}';
  gitlab.state.addHook(project, { url: receiver.url, signingToken: SIGNING_TOKEN, customWebhookTemplate: template });

  gitlab.state.createIssue(project, maria, { title: "T" });
  await gitlab.settled();

  const { payload, headers, body } = receiver.deliveries[0]!;
  expect(payload).toEqual({ object_kind: "issue", user: { id: maria.id, name: "Maria Silva" }, said: "anything" });
  const timestamp = Number(headers["webhook-timestamp"]);
  expect(headers["webhook-signature"]).toBe(sign(SIGNING_TOKEN, String(headers["webhook-id"]), timestamp, body));
});

test("the tap drops, doubles and holds back, and what is held comes in any order", async () => {
  const { gitlab, project, maria } = await openScene();
  const receiver = await openReceiver();
  gitlab.state.addHook(project, { url: receiver.url });
  const answers = (["drop", "double", "hold", "hold", "send"] as const).values();
  gitlab.webhookTap = () => answers.next().value ?? "send";

  for (const title of ["dropped", "doubled", "held 1", "held 2", "sent"]) {
    gitlab.state.createIssue(project, maria, { title });
    await gitlab.settled();
  }
  expect(gitlab.heldCount).toBe(2);
  await gitlab.releaseHeld("reversed");

  const titles = receiver.deliveries.map((one) => (one.payload["object_attributes"] as { title: string }).title);
  expect(titles).toEqual(["doubled", "doubled", "sent", "held 2", "held 1"]);
  expect(receiver.deliveries[0]?.headers["idempotency-key"]).toBe(receiver.deliveries[1]?.headers["idempotency-key"]);
});

test("hooks are made, shown without their secrets, changed and deleted over the API", async () => {
  const { project, carla, call } = await openScene();
  const as = carla.token;
  const settings = {
    issues_events: true,
    token: "secret-of-16-byte",
    signing_token: SIGNING_TOKEN,
    push_events: false,
  };

  const made = await call("POST", hooksPath(project), { url: "http://127.0.0.1:9/x", ...settings }, as);
  const path = `${hooksPath(project)}/${made.body.id}`;
  const moved = await call("PUT", path, { url: "http://127.0.0.1:9/y" }, as);
  const wrong = await call("POST", hooksPath(project), { url: "not a url" }, as);
  const short = await call("POST", hooksPath(project), { url: "http://127.0.0.1:9", signing_token: "whsec_x" }, as);
  const gone = await call("DELETE", path, undefined, as);

  expect(made.body).toMatchObject({ token_present: true, signing_token_present: true, alert_status: "executable" });
  expect(JSON.stringify(made.body)).not.toContain("secret-of-16-byte");
  expect([moved.body.token_present, moved.body.signing_token_present]).toEqual([false, true]);
  expect([wrong.status, wrong.body.error, short.status, gone.status]).toEqual([422, "Invalid url given", 422, 204]);
  expect(project.hooks.size).toBe(0);
});

test("a GitLab before 19 passes over signing_token in silence", async () => {
  const { project, carla, call } = await openScene({ version: "18.11.0" });

  const body = { url: "http://127.0.0.1:9/x", signing_token: SIGNING_TOKEN };
  const made = await call("POST", hooksPath(project), body, carla.token);
  const hook: Hook | undefined = project.hooks.get(made.body.id);

  expect([made.status, made.body.signing_token_present, hook?.signingToken]).toEqual([201, false, null]);
});
