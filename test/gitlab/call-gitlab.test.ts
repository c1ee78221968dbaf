import { expect, test } from "vitest";

import type { GitLabClient } from "../../src/gitlab/client.ts";
import { failureOf, setUp, TOKEN } from "./client-setup.ts";
import { issueJson, noteJson } from "./rest-samples.ts";
import { empty, half, hang, html, json, plain, reset, startServer, type Reply } from "./scripted-server.ts";

const issue = { projectId: 7, issueIid: 12 };
const fast = { tuning: { timeoutMs: 60 } };

const trouble: readonly (readonly [name: string, reply: Reply])[] = [
  ["429", json(429, { message: { error: "This endpoint has been requested too many times." } })],
  ["500", json(500, { message: "500 Internal Server Error" })],
  ["502 with a page", html(502, "<h1>GitLab is not responding</h1>")],
  ["503", empty(503)],
  ["408", empty(408)],
  ["a lock", json(409, { message: "409 Conflict: Resource lock" })],
  ["a reset", reset],
  ["silence", hang],
  ["half an answer", half],
  [
    "half an answer that looks whole",
    (response) => void response.setHeader("content-type", "application/json").end('{"id": 1'),
  ],
];

const repeatable: readonly (readonly [name: string, run: (client: GitLabClient) => Promise<unknown>, good: Reply])[] = [
  ["getIssue", (client) => client.getIssue(issue), json(200, issueJson)],
  ["updateIssue", (client) => client.updateIssue(issue, { close: true }), json(200, issueJson)],
  ["editNote", (client) => client.editNote(issue, 302, "x"), json(200, noteJson)],
  ["deleteNote", (client) => client.deleteNote(issue, 302), empty(204)],
  ["awardEmoji", (client) => client.awardEmoji(issue, 302, "eyes"), json(201, { id: 1 })],
];

test.for(
  repeatable.flatMap(([name, run, good]) => trouble.map(([what, bad]) => [name, what, run, good, bad] as const)),
)("%s() is tried again after %s", async ([, , run, good, bad]) => {
  await using server = await startServer(bad, good);
  const { client, clock, attempts } = setUp(server.url, fast);

  await run(client);

  expect(clock.sleeps).toEqual([250]);
  expect(attempts.map((report) => report.attempt)).toEqual([1, 2]);
  expect(server.seen[0]).toEqual({ ...server.seen[1], headers: server.seen[0]?.headers });
});

test.for(trouble.filter(([what]) => what !== "429"))(
  "createNote() is never repeated after %s, and says that the note may be there",
  async ([, bad]) => {
    await using server = await startServer(bad, json(201, noteJson));

    const failure = await failureOf(setUp(server.url, fast).client.createNote(issue, "x"));

    expect(failure).toMatchObject({ code: "GITLAB_UNAVAILABLE", ambiguous: true });
    expect(server.seen).toHaveLength(1);
  },
);

test("createNote() is tried again after 429, which GitLab gives before it acts", async () => {
  await using server = await startServer(plain(429, "Retry later", { "retry-after": "3" }), json(201, noteJson));
  const { client, clock, budgetLog } = setUp(server.url);

  await client.createNote(issue, "x");

  expect(clock.sleeps).toEqual([3000]);
  expect(budgetLog).toEqual(["people note", "hold call 3000", "people note"]);
});

test("createNote() lets only notes wait after a 429 without headers", async () => {
  await using server = await startServer(json(429, { message: { error: "too many" } }), json(201, noteJson));
  const { client, budgetLog } = setUp(server.url);

  await client.createNote(issue, "x");

  expect(budgetLog).toEqual(["people note", "hold note 250", "people note"]);
});

test("createNote() is tried again when there was no connection, and surely did nothing", async () => {
  const { client, attempts } = setUp(await unusedAddress());

  const failure = await failureOf(client.createNote(issue, "x"));

  expect(failure).toEqual({
    code: "GITLAB_UNAVAILABLE",
    status: null,
    ambiguous: false,
    retryAfterMs: null,
    message: "Cannot POST /projects/:id/issues/:iid/notes: no answer (ECONNREFUSED)",
  });
  expect(attempts.map((report) => report.status)).toEqual([null, null, null, null]);
});

test("createNote() surely did nothing when the name of GitLab cannot be found", async () => {
  const failure = await failureOf(setUp("http://gitlab.invalid").client.createNote(issue, "x"));

  expect(failure).toMatchObject({ code: "GITLAB_UNAVAILABLE", status: null, ambiguous: false });
});

test("createNote() surely did nothing when the TLS handshake fails", async () => {
  // A server that speaks no TLS: the handshake ends before a byte of the request is sent.
  await using server = await startServer(json(201, noteJson));

  const failure = await failureOf(setUp(server.url.replace("http:", "https:")).client.createNote(issue, "x"));

  expect(failure).toMatchObject({ code: "GITLAB_UNAVAILABLE", status: null, ambiguous: false });
  expect(server.seen).toEqual([]);
});

test("a write stays ambiguous when a later attempt fails more plainly", async () => {
  await using server = await startServer(reset, json(429, {}));

  const failure = await failureOf(setUp(server.url).client.editNote(issue, 302, "x"));

  expect(failure).toMatchObject({ code: "GITLAB_UNAVAILABLE", status: 429, ambiguous: true });
});

test("a read is never ambiguous", async () => {
  await using server = await startServer(reset);

  const failure = await failureOf(setUp(server.url).client.getIssue(issue));

  expect(failure).toMatchObject({ code: "GITLAB_UNAVAILABLE", status: null, ambiguous: false });
});

test("deleteNote() is content when the note is gone after an attempt that nobody answered", async () => {
  await using server = await startServer(reset, json(404, { message: "404 Note Not Found" }));

  await expect(setUp(server.url).client.deleteNote(issue, 302)).resolves.toBeUndefined();
});

test("a call gives up after four attempts, with pauses that double", async () => {
  await using server = await startServer(json(500, { message: "500 Internal Server Error" }));
  const { client, clock } = setUp(server.url);

  const failure = await failureOf(client.getIssue(issue));

  expect(failure).toEqual({
    code: "GITLAB_UNAVAILABLE",
    status: 500,
    ambiguous: false,
    retryAfterMs: null,
    message: "Cannot GET /projects/:id/issues/:iid: GitLab answered 500, 500 Internal Server Error",
  });
  expect(clock.sleeps).toEqual([250, 500, 1000]);
  expect(server.seen).toHaveLength(4);
});

test("a call gives up at once when GitLab asks for more time than it has", async () => {
  await using server = await startServer(plain(429, "Retry later\n", { "retry-after": "45" }));
  const { client, clock, budgetLog } = setUp(server.url);

  const failure = await failureOf(client.getIssue(issue));

  expect(failure).toEqual({
    code: "GITLAB_UNAVAILABLE",
    status: 429,
    ambiguous: false,
    retryAfterMs: 45_000,
    message: "Cannot GET /projects/:id/issues/:iid: GitLab answered 429, Retry later",
  });
  expect(clock.sleeps).toEqual([]);
  expect(budgetLog).toEqual(["people call", "hold call 45000"]);
});

test("a call keeps within its total time", async () => {
  await using server = await startServer(json(503, {}, { "retry-after": "12" }));
  const { client, clock } = setUp(server.url);

  const failure = await failureOf(client.getIssue(issue));

  expect(failure).toMatchObject({ code: "GITLAB_UNAVAILABLE", status: 503, retryAfterMs: 12_000 });
  expect(clock.sleeps).toEqual([12_000, 12_000]);
});

test("an answer that leaves no calls over holds the next ones until GitLab's reset", async () => {
  const headers = {
    date: "Sun, 22 Nov 2026 12:00:00 GMT",
    "ratelimit-remaining": "0",
    "ratelimit-reset": String(Date.parse("2026-11-22T12:00:20Z") / 1000),
  };
  await using server = await startServer(json(200, issueJson, headers));
  const { client, budgetLog } = setUp(server.url);

  await client.getIssue(issue);

  expect(budgetLog).toEqual(["people call", "hold call 20000"]);
});

test("a call the budget cannot admit fails without being sent, and says when to come back", async () => {
  await using server = await startServer(json(200, issueJson));
  const budget = { take: () => Promise.resolve({ kind: "later", retryAfterMs: 7000 } as const), hold: () => undefined };

  const failure = await failureOf(setUp(server.url, { budget }).client.getIssue(issue));

  expect(failure).toEqual({
    code: "GITLAB_UNAVAILABLE",
    status: null,
    ambiguous: false,
    retryAfterMs: 7000,
    message: "Cannot GET /projects/:id/issues/:iid: the budget of calls is used up, it has room again in 7000 ms",
  });
  expect(server.seen).toEqual([]);
});

test.for<[status: number, code: string]>([
  [400, "GITLAB_REFUSED"],
  [401, "GITLAB_UNAVAILABLE"],
  [403, "GITLAB_REFUSED"],
  [404, "GITLAB_NOT_FOUND"],
  [409, "GITLAB_REFUSED"],
  [412, "GITLAB_REFUSED"],
  [422, "GITLAB_REFUSED"],
])("a %i is not asked again: %s", async ([status, code]) => {
  await using server = await startServer(json(status, { message: `${status} because` }));

  const failure = await failureOf(setUp(server.url).client.createNote(issue, "x"));

  expect(failure).toEqual({
    code,
    status,
    ambiguous: false,
    retryAfterMs: null,
    message: `Cannot POST /projects/:id/issues/:iid/notes: GitLab answered ${status}, ${status} because`,
  });
  expect(server.seen).toHaveLength(1);
});

test.for<[why: string, body: unknown, words: string]>([
  ["a field's complaints", { message: { body: ["is too long", "is odd"], x: "y" } }, ", body is too long, is odd; x y"],
  ["an OAuth error", { error: "insufficient_scope", scope: "api" }, ", insufficient_scope"],
  ["control characters", { message: "a\u0000b\r\nc\u001b[31m\u2028d" }, ", a b c [31m d"],
  ["a long text", { message: "x".repeat(5000) }, `, ${"x".repeat(200)}…`],
  ["the token", { message: `bad ${TOKEN}!` }, ", bad [token]!"],
  ["a deep object", { message: { a: { b: { c: "d" } } } }, ", a"],
  ["no words", {}, ""],
  ["a list", [], ""],
])("a failure repeats %s in one short line", async ([, body, words]) => {
  await using server = await startServer(json(403, body));

  const failure = await failureOf(setUp(server.url).client.currentUser());

  expect(failure.message).toBe(`Cannot GET /user: GitLab answered 403${words}`);
});

test("a failure whose body is 100,000 levels deep is a failure like any other", async () => {
  const deep = `{"message":${"[".repeat(100_000)}${"]".repeat(100_000)}}`;
  await using server = await startServer((response) => void response.writeHead(400).end(deep));

  const failure = await failureOf(setUp(server.url).client.currentUser());

  expect(failure).toMatchObject({ code: "GITLAB_REFUSED", status: 400 });
});

test("a failure shows neither token nor query nor the path of a project", async () => {
  await using server = await startServer(json(403, { message: "403 Forbidden" }));

  const failure = await failureOf(setUp(server.url).client.groupMembership("secret/group", 51));

  expect(failure.message).toBe("Cannot GET /groups/:id/members/all/:id: GitLab answered 403, 403 Forbidden");
});

test("a read follows a redirect of a moved project on the same host, token included", async () => {
  await using server = await startServer(
    (response, request) => {
      response.writeHead(301, { location: `http://${request.headers.host}/api/v4/projects/81/issues/12` }).end("moved");
    },
    json(200, issueJson),
  );

  await setUp(server.url).client.getIssue(issue);

  expect(server.seen.map((request) => [request.url, request.headers["private-token"]])).toEqual([
    ["/api/v4/projects/7/issues/12", TOKEN],
    ["/api/v4/projects/81/issues/12", TOKEN],
  ]);
});

test.for([301, 302, 303, 307, 308])("a read never follows a %i to another host", async (status) => {
  await using stranger = await startServer(json(200, issueJson));
  await using server = await startServer(empty(status, { location: `${stranger.url}/api/v4/projects/7/issues/12` }));

  const failure = await failureOf(setUp(server.url).client.getIssue(issue));

  expect(failure).toEqual({
    code: "GITLAB_REFUSED",
    status,
    ambiguous: false,
    retryAfterMs: null,
    message: `Cannot GET /projects/:id/issues/:iid: GitLab answered ${status}, a redirect to ${stranger.url}, which is not followed`,
  });
  expect(stranger.seen).toEqual([]);
});

test("a read gives up on redirects that lead in a circle", async () => {
  await using server = await startServer(empty(302, { location: "/api/v4/user" }));

  const failure = await failureOf(setUp(server.url).client.currentUser());

  expect(failure).toMatchObject({ code: "GITLAB_REFUSED", status: 302 });
  expect(server.seen).toHaveLength(4);
});

test.for(repeatable.slice(1))("%s() never follows a redirect", async ([, run]) => {
  await using server = await startServer(empty(308, { location: "/api/v4/elsewhere" }));

  const failure = await failureOf(run(setUp(server.url).client));

  expect(failure).toMatchObject({ code: "GITLAB_REFUSED", status: 308, ambiguous: false });
  expect(server.seen).toHaveLength(1);
});

test.for<[why: string, location: Record<string, string>]>([
  ["names no place", {}],
  ["names nonsense", { location: "http://" }],
  ["names another scheme", { location: "file:///etc/passwd" }],
])("a redirect that %s is refused", async ([, location]) => {
  await using server = await startServer(empty(301, location));

  const failure = await failureOf(setUp(server.url).client.getIssue(issue));

  expect(failure).toMatchObject({ code: "GITLAB_REFUSED", status: 301 });
});

test("an answer longer than allowed is not read to its end", async () => {
  const endless: Reply = (response) => {
    response.writeHead(200, { "content-type": "application/json" });
    const chunk = "[".repeat(64 * 1024);
    response.on("error", () => undefined);
    const more = (): void => {
      if (!response.destroyed) response.write(chunk, more);
    };
    more();
  };
  await using server = await startServer(endless);

  const failure = await failureOf(
    setUp(server.url, { tuning: { maxAnswerBytes: 1024 * 1024 } }).client.getIssue(issue),
  );

  expect(failure).toMatchObject({ code: "GITLAB_REFUSED", status: 200, ambiguous: false });
  expect(failure.message).toContain("longer than 1048576 bytes");
});

test("onAttempt hears of every attempt", async () => {
  await using server = await startServer(reset, json(500, {}), json(200, issueJson));
  const { client, attempts } = setUp(server.url);

  await client.getIssue(issue);

  const common = { method: "GET", endpoint: "/projects/:id/issues/:iid", durationMs: 0 };
  expect(attempts).toEqual([
    { ...common, status: null, attempt: 1 },
    { ...common, status: 500, attempt: 2 },
    { ...common, status: 200, attempt: 3 },
  ]);
});

/** An address nobody listens at (any more). */
async function unusedAddress(): Promise<string> {
  await using server = await startServer(empty(200));
  return server.url;
}
