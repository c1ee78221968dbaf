import { expect, test } from "vitest";

import type { Presence } from "../../src/workflow/ports/gitlab-port.ts";
import { failureOf, setUp } from "./client-setup.ts";
import { userJson } from "./rest-samples.ts";
import { empty, html, json, startServer, type Reply } from "./scripted-server.ts";

const profile = json(200, { ...userJson, local_time: "3:38 PM" });
const status = {
  emoji: "palm_tree",
  message: "away",
  availability: "busy",
  message_html: "away",
  clear_status_at: "2026-11-23T08:00:00.000Z",
};

test.for<[why: string, profile: Reply, status: Reply, gives: Presence]>([
  [
    "all is told",
    profile,
    json(200, status),
    { localTime: "3:38 PM", busy: true, clearsAt: new Date("2026-11-23T08:00:00Z") },
  ],
  [
    "nothing was ever set",
    json(200, { ...userJson, local_time: null }),
    json(200, { emoji: null, message: null, availability: null, message_html: null, clear_status_at: null }),
    { localTime: null, busy: false, clearsAt: null },
  ],
  [
    "an old GitLab knows neither field",
    json(200, userJson),
    json(200, { emoji: "palm_tree", message: "away", message_html: "away" }),
    { localTime: null, busy: false, clearsAt: null },
  ],
  [
    "there is no status to be found",
    profile,
    json(404, { message: "404 User Not Found" }),
    { localTime: "3:38 PM", busy: false, clearsAt: null },
  ],
])("presence() asks for profile and status and reads them when %s", async ([, first, second, gives]) => {
  await using server = await startServer(first, second);

  const result = await setUp(server.url).client.presence(51);

  expect(result).toEqual(gives);
  expect(server.seen.map((request) => `${request.method} ${request.url}`)).toEqual([
    "GET /api/v4/users/51",
    "GET /api/v4/users/51/status",
  ]);
});

test("presence() is null for nobody, without asking for a status", async () => {
  await using server = await startServer(json(404, { message: "404 User Not Found" }));

  const result = await setUp(server.url).client.presence(52);

  expect(result).toBeNull();
  expect(server.seen).toHaveLength(1);
});

test.for<[why: string, replies: [Reply, ...Reply[]], code: string]>([
  ["the profile is a page", [html(200, "<p>hello</p>")], "GITLAB_REFUSED"],
  ["the profile is empty", [empty(200)], "GITLAB_REFUSED"],
  ["the status is a list", [profile, json(200, [status])], "GITLAB_REFUSED"],
  ["the status is forbidden", [profile, json(403, { message: "403 Forbidden" })], "GITLAB_REFUSED"],
])("presence() fails, and guesses nothing, when %s", async ([, replies, code]) => {
  await using server = await startServer(...replies);

  const failure = await failureOf(setUp(server.url).client.presence(51));

  expect(failure).toMatchObject({ code, ambiguous: false });
  expect(server.seen).toHaveLength(replies.length);
});
