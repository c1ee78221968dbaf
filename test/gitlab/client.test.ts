import { expect, test } from "vitest";

import type { GitLabClient } from "../../src/gitlab/client.ts";
import { failureOf, setUp, TOKEN } from "./client-setup.ts";
import { ada, issueJson, noteJson, userJson } from "./rest-samples.ts";
import { empty, html, json, startServer, type Reply } from "./scripted-server.ts";

const issue = { projectId: 7, issueIid: 12 };
const adaRef = { userId: 51, username: "ada", name: "Ada Lovelace" };
const issueRead = {
  projectId: 7,
  issueIid: 12,
  issueId: 9001,
  title: "Onboarding of Ada",
  description: "- [x] Read\r\n- [ ] Pass",
  state: "opened",
  issueType: "issue",
  confidential: true,
  labels: ["onboarding::in-progress", "team"],
  author: adaRef,
  assignees: [adaRef],
  movedToId: null,
  createdAt: new Date("2026-11-20T08:00:00.000Z"),
  updatedAt: new Date("2026-11-21T09:30:00.250Z"),
  userNotesCount: 3,
  dueDate: "2026-12-12",
  taskCompletion: { count: 2, completedCount: 1 },
};
const noteRead = {
  noteId: 302,
  body: "@bot help",
  author: adaRef,
  system: false,
  internal: false,
  createdAt: new Date("2026-11-21T09:00:00.000Z"),
  updatedAt: new Date("2026-11-21T09:00:00.000Z"),
};
const account = { ...adaRef, state: "active", bot: false };
const project = { id: 7, path_with_namespace: "partners/acme.onboarding" };

interface CallCase {
  readonly call: (client: GitLabClient) => Promise<unknown>;
  readonly reply: Reply;
  readonly sends: string;
  readonly body?: unknown;
  readonly gives: unknown;
}

test.for<[name: string, facts: CallCase]>([
  [
    "currentUser",
    { call: (client) => client.currentUser(), reply: json(200, userJson), sends: "GET /api/v4/user", gives: account },
  ],
  [
    "getIssue",
    {
      call: (client) => client.getIssue(issue),
      reply: json(200, issueJson),
      sends: "GET /api/v4/projects/7/issues/12",
      gives: issueRead,
    },
  ],
  [
    "listNotes",
    {
      call: (client) => client.listNotes(issue, 2),
      reply: json(200, [noteJson], { "x-next-page": "3" }),
      sends: "GET /api/v4/projects/7/issues/12/notes?order_by=updated_at&sort=desc&per_page=100&page=2",
      gives: { notes: [noteRead], nextPage: 3 },
    },
  ],
  [
    "createNote",
    {
      call: (client) => client.createNote(issue, "Hello\n\n<!-- onboarding-bot:k -->"),
      reply: json(201, noteJson),
      sends: "POST /api/v4/projects/7/issues/12/notes",
      body: { body: "Hello\n\n<!-- onboarding-bot:k -->" },
      gives: noteRead,
    },
  ],
  [
    "createNote (only quick actions)",
    {
      call: (client) => client.createNote(issue, "/close"),
      reply: json(202, { commands_changes: { state_event: "close" }, summary: ["Closed this issue."] }),
      sends: "POST /api/v4/projects/7/issues/12/notes",
      body: { body: "/close" },
      gives: null,
    },
  ],
  [
    "editNote",
    {
      call: (client) => client.editNote(issue, 302, "Settled"),
      reply: json(200, noteJson),
      sends: "PUT /api/v4/projects/7/issues/12/notes/302",
      body: { body: "Settled" },
      gives: noteRead,
    },
  ],
  [
    "deleteNote",
    {
      call: (client) => client.deleteNote(issue, 302),
      reply: empty(204),
      sends: "DELETE /api/v4/projects/7/issues/12/notes/302",
      gives: undefined,
    },
  ],
  [
    "awardEmoji",
    {
      call: (client) => client.awardEmoji(issue, 302, "white_check_mark"),
      reply: json(201, { id: 1 }),
      sends: "POST /api/v4/projects/7/issues/12/notes/302/award_emoji",
      body: { name: "white_check_mark" },
      gives: undefined,
    },
  ],
  [
    "updateIssue",
    {
      call: (client) =>
        client.updateIssue(issue, { addLabels: ["onboarding::certified", "a b"], removeLabels: ["x"], close: true }),
      reply: json(200, issueJson),
      sends: "PUT /api/v4/projects/7/issues/12",
      body: { add_labels: "onboarding::certified,a b", remove_labels: "x", state_event: "close" },
      gives: issueRead,
    },
  ],
  [
    "updateIssue (a due date)",
    {
      call: (client) => client.updateIssue(issue, { dueDate: "2026-12-12" }),
      reply: json(200, issueJson),
      sends: "PUT /api/v4/projects/7/issues/12",
      body: { due_date: "2026-12-12" },
      gives: issueRead,
    },
  ],
  [
    "updateIssue (the due date away)",
    {
      call: (client) => client.updateIssue(issue, { addLabels: ["x"], dueDate: null }),
      reply: json(200, { ...issueJson, due_date: null }),
      sends: "PUT /api/v4/projects/7/issues/12",
      body: { add_labels: "x", due_date: "" },
      gives: { ...issueRead, dueDate: null },
    },
  ],
  [
    "updateIssue (without a change)",
    {
      call: (client) => client.updateIssue(issue, { addLabels: [], close: false }),
      reply: json(200, issueJson),
      sends: "GET /api/v4/projects/7/issues/12",
      gives: issueRead,
    },
  ],
  [
    "getAccount",
    {
      call: (client) => client.getAccount(51),
      reply: json(200, { ...userJson, bot: true, state: "blocked" }),
      sends: "GET /api/v4/users/51",
      gives: { ...account, bot: true, state: "blocked" },
    },
  ],
  [
    "getAccount (nobody)",
    {
      call: (client) => client.getAccount(52),
      reply: json(404, { message: "404 User Not Found" }),
      sends: "GET /api/v4/users/52",
      gives: null,
    },
  ],
  [
    "findAccount (nobody)",
    {
      call: (client) => client.findAccount("a&b"),
      reply: json(200, []),
      sends: "GET /api/v4/users?username=a%26b&per_page=100&page=1",
      gives: null,
    },
  ],
  [
    "projectMembership",
    {
      call: (client) => client.projectMembership(7, 51),
      reply: json(200, { ...ada, access_level: 30, created_by: { id: 2, username: "owner" } }),
      sends: "GET /api/v4/projects/7/members/all/51",
      gives: { accessLevel: 30, addedBy: 2 },
    },
  ],
  [
    "projectMembership (no member)",
    {
      call: (client) => client.projectMembership(7, 51),
      reply: json(404, { message: "404 Not found" }),
      sends: "GET /api/v4/projects/7/members/all/51",
      gives: null,
    },
  ],
  [
    "groupMembership",
    {
      call: (client) => client.groupMembership("partners/coordinators", 51),
      reply: json(200, { ...ada, access_level: 50 }),
      sends: "GET /api/v4/groups/partners%2Fcoordinators/members/all/51",
      gives: { accessLevel: 50, addedBy: null },
    },
  ],
  [
    "getProject",
    {
      call: (client) => client.getProject("partners/sub.group/acme.onboarding"),
      reply: json(200, project),
      sends: "GET /api/v4/projects/partners%2Fsub.group%2Facme.onboarding",
      gives: { projectId: 7, path: "partners/acme.onboarding", isPublic: false },
    },
  ],
  [
    "listIssuesUpdatedSince",
    {
      call: (client) => client.listIssuesUpdatedSince(7, new Date("2026-11-21T09:00:00.125Z")),
      reply: json(200, [issueJson]),
      sends:
        "GET /api/v4/projects/7/issues?scope=all&issue_type=issue&order_by=updated_at&sort=asc&updated_after=2026-11-21T09%3A00%3A00.125Z&per_page=100&page=1",
      gives: [issueRead],
    },
  ],
  [
    "listIssuesUpdatedSince (from the start)",
    {
      call: (client) => client.listIssuesUpdatedSince(7, null),
      reply: json(200, []),
      sends:
        "GET /api/v4/projects/7/issues?scope=all&issue_type=issue&order_by=updated_at&sort=asc&per_page=100&page=1",
      gives: [],
    },
  ],
  [
    "listGroupProjects",
    {
      call: (client) => client.listGroupProjects("partners", true),
      reply: json(200, [project]),
      sends:
        "GET /api/v4/groups/partners/projects?include_subgroups=true&with_shared=false&simple=true&order_by=id&sort=asc&per_page=100&page=1",
      gives: [{ projectId: 7, path: "partners/acme.onboarding", isPublic: false }],
    },
  ],
])("%s() makes one call and reads its answer", async ([, { call, reply, sends, body, gives }]) => {
  await using server = await startServer(reply);
  const { client } = setUp(server.url);

  const result = await call(client);

  expect(result).toEqual(gives);
  const sent = server.seen.map((request) => ({
    line: `${request.method} ${request.url}`,
    body: request.body === "" ? undefined : (JSON.parse(request.body) as unknown),
  }));
  expect(sent).toEqual([{ line: sends, body }]);
});

test("createGitLabClient() sends the token, its name, and nothing that ties a call to a delivery", async () => {
  await using server = await startServer(json(200, noteJson));
  const { client } = setUp(server.url);

  await client.editNote(issue, 302, "Grüße");

  expect(server.seen[0]?.headers).toEqual({
    accept: "application/json",
    "content-length": "18",
    "content-type": "application/json",
    connection: "keep-alive",
    host: server.url.slice("http://".length),
    "private-token": TOKEN,
    "user-agent": "onboarding-bot",
  });
});

test.for([
  ["", "/api/v4/user"],
  ["/", "/api/v4/user"],
  ["/gitlab", "/gitlab/api/v4/user"],
  ["/a/gitlab//?x=1#y", "/a/gitlab/api/v4/user"],
])("createGitLabClient() finds the API under GITLAB_URL ending in '%s'", async ([root, path]) => {
  await using server = await startServer(json(200, userJson));

  await setUp(`${server.url}${root}`).client.currentUser();

  expect(server.seen.map((request) => request.url)).toEqual([path]);
});

test.for(["..", "."])("getProject() refuses '%s', which would lead to another call", async (path) => {
  await using server = await startServer(json(200, project));

  const failure = await failureOf(setUp(server.url).client.getProject(path));

  expect(failure).toMatchObject({ code: "GITLAB_REFUSED", status: null, ambiguous: false });
  expect(server.seen).toEqual([]);
});

test.for<[name: string, call: (client: GitLabClient) => Promise<unknown>]>([
  ["getAccount", (client) => client.getAccount(51)],
  ["projectMembership", (client) => client.projectMembership(7, 51)],
])("%s() does not take an empty answer for nobody", async ([, call]) => {
  await using server = await startServer(empty(200));

  const failure = await failureOf(call(setUp(server.url).client));

  expect(failure).toMatchObject({ code: "GITLAB_REFUSED", ambiguous: false });
});

test("updateIssue() refuses a label with a comma, which would become two", async () => {
  await using server = await startServer(json(200, issueJson));

  const failure = await failureOf(setUp(server.url).client.updateIssue(issue, { addLabels: ["a,b"] }));

  expect(failure).toMatchObject({ code: "GITLAB_REFUSED", status: null, ambiguous: false });
  expect(server.seen).toEqual([]);
});

test.for<[why: string, headers: Record<string, string>, next: number | null]>([
  ["x-next-page is empty", { "x-next-page": "", "x-page": "1" }, null],
  ["there is no header about pages", {}, null],
  ["only a link names the next page", { link: '<https://evil.test/x?a=1&page=2&per_page=100>; rel="next"' }, 2],
  ["the link names only the first page", { link: '<https://gitlab.test/x?page=1>; rel="first"' }, null],
  ["the next page is not after this one", { "x-next-page": "1" }, null],
])("listNotes() tells the next page when %s", async ([, headers, next]) => {
  await using server = await startServer(json(200, [], headers));

  const result = await setUp(server.url).client.listNotes(issue, 1);

  expect(result).toEqual({ notes: [], nextPage: next });
});

test("listGroupProjects() reads all pages by number and stops at the last", async () => {
  const page = (id: number, next: string): Reply =>
    json(200, [{ id, path_with_namespace: `g/p${id}` }], { "x-next-page": next });
  await using server = await startServer(page(1, "2"), page(2, "3"), page(3, ""));

  const projects = await setUp(server.url).client.listGroupProjects("g", false);

  expect(projects).toEqual([1, 2, 3].map((id) => ({ projectId: id, path: `g/p${id}`, isPublic: false })));
  expect(server.seen.map((request) => new URL(request.url, server.url).searchParams.get("page"))).toEqual([
    "1",
    "2",
    "3",
  ]);
});

test("listIssuesUpdatedSince() goes on through a full page of one moment, so that a sweep always gets on", async () => {
  const moment = "2026-11-21T09:00:00.000Z";
  const rows = (count: number, at: string) => Array.from({ length: count }, () => ({ ...issueJson, updated_at: at }));
  await using server = await startServer(
    json(200, rows(100, moment)),
    json(200, rows(100, moment)),
    json(200, [...rows(99, moment), ...rows(1, "2026-11-21T09:00:00.001Z")]),
  );

  const found = await setUp(server.url).client.listIssuesUpdatedSince(7, new Date(moment));

  expect(found).toHaveLength(300);
  expect(server.seen).toHaveLength(3);
});

test("listIssuesUpdatedSince() makes one call for a full page that gets on", async () => {
  const rows = Array.from({ length: 100 }, () => issueJson);
  await using server = await startServer(json(200, rows));

  const found = await setUp(server.url).client.listIssuesUpdatedSince(7, new Date("2026-11-01T00:00:00Z"));

  expect(found).toHaveLength(100);
  expect(server.seen).toHaveLength(1);
});

test("findAccount() asks for the whole account, because the list does not tell bots", async () => {
  await using server = await startServer(
    json(200, [
      { ...ada, id: 50, username: "ada2" },
      { ...ada, username: "Ada" },
    ]),
    json(200, { ...userJson, username: "Ada", bot: true }),
  );

  const found = await setUp(server.url).client.findAccount("ada");

  expect(found).toEqual({ ...account, username: "Ada", bot: true });
  expect(server.seen.map((request) => request.url)).toEqual([
    "/api/v4/users?username=ada&per_page=100&page=1",
    "/api/v4/users/51",
  ]);
});

test.for<[name: string, call: (client: GitLabClient) => Promise<unknown>, message: string]>([
  ["projectMembership", (client) => client.projectMembership(7, 51), "404 Project Not Found"],
  ["groupMembership", (client) => client.groupMembership("g", 51), "404 Group Not Found"],
  ["deleteNote", (client) => client.deleteNote(issue, 1), "404 Project Not Found"],
  ["getIssue", (client) => client.getIssue(issue), "404 Not found"],
])("%s() does not take a missing container for an answer", async ([, call, message]) => {
  await using server = await startServer(json(404, { message }));

  const failure = await failureOf(call(setUp(server.url).client));

  expect(failure).toMatchObject({ code: "GITLAB_NOT_FOUND", status: 404, ambiguous: false });
});

test.for<[call: string, run: (client: GitLabClient) => Promise<unknown>, reply: Reply]>([
  [
    "awardEmoji",
    (client) => client.awardEmoji(issue, 302, "eyes"),
    json(404, { message: "404 Award Emoji Name has already been taken Not Found" }),
  ],
  [
    "awardEmoji",
    (client) => client.awardEmoji(issue, 302, "eyes"),
    json(409, { message: "Name has already been taken" }),
  ],
  ["deleteNote", (client) => client.deleteNote(issue, 302), json(404, { message: "404 Note Not Found" })],
])("%s() is content when it was done before", async ([, run, reply]) => {
  await using server = await startServer(reply);

  await expect(run(setUp(server.url).client)).resolves.toBeUndefined();
});

test("awardEmoji() fails when the note is not there", async () => {
  await using server = await startServer(json(404, { message: "404 Not Found" }));

  const failure = await failureOf(setUp(server.url).client.awardEmoji(issue, 302, "eyes"));

  expect(failure).toMatchObject({ code: "GITLAB_NOT_FOUND", status: 404 });
});

const secretText = "what-a-person-wrote";
test.for<[why: string, run: (client: GitLabClient) => Promise<unknown>, reply: Reply, ambiguous: boolean]>([
  ["an object for an issue", (client) => client.getIssue(issue), json(200, { title: secretText }), false],
  ["a list for an issue", (client) => client.getIssue(issue), json(200, [secretText]), false],
  ["null for an issue", (client) => client.getIssue(issue), json(200, null), false],
  ["nothing for an issue", (client) => client.getIssue(issue), empty(200), false],
  ["an object for a list", (client) => client.listNotes(issue, 1), json(200, { message: secretText }), false],
  ["one bad row in a list", (client) => client.listNotes(issue, 1), json(200, [noteJson, { body: secretText }]), false],
  ["an id that is text", (client) => client.getIssue(issue), json(200, { ...issueJson, iid: secretText }), false],
  ["an unknown state", (client) => client.getIssue(issue), json(200, { ...issueJson, state: secretText }), false],
  [
    "a date that is none",
    (client) => client.getIssue(issue),
    json(200, { ...issueJson, updated_at: secretText }),
    false,
  ],
  ["a page for an issue", (client) => client.getIssue(issue), html(200, `<p>${secretText}</p>`), false],
  ["an object for a new note", (client) => client.createNote(issue, "x"), json(201, { text: secretText }), true],
  ["a page for a new note", (client) => client.createNote(issue, "x"), html(200, `<p>${secretText}</p>`), true],
  ["an object for an edit", (client) => client.updateIssue(issue, { close: true }), json(200, { a: secretText }), true],
])("the client refuses %s, names the call and shows no content", async ([, run, reply, ambiguous]) => {
  await using server = await startServer(reply);

  const failure = await failureOf(run(setUp(server.url).client));

  expect(failure).toMatchObject({ code: "GITLAB_REFUSED", ambiguous });
  expect(failure.message).toMatch(/(?:GET|POST|PUT) \/projects\/:id\/issues/);
  expect(failure.message).not.toContain(secretText);
  expect(server.seen).toHaveLength(1);
});

test("forSweep() makes the same calls in the other lane", async () => {
  await using server = await startServer(json(200, issueJson));
  const { client, budgetLog } = setUp(server.url);

  await client.getIssue(issue);
  await client.forSweep().getIssue(issue);
  await client
    .forSweep()
    .createNote(issue, "x")
    .catch(() => null);

  expect(budgetLog).toEqual(["people call", "sweep call", "sweep note"]);
});

test("clockSkewMs() is GitLab's clock minus ours, unknown before the first answer", async () => {
  await using server = await startServer(
    json(200, userJson, { date: "Sun, 22 Nov 2026 12:07:00 GMT" }),
    json(500, {}, { date: "Sun, 22 Nov 2026 11:59:00 GMT" }),
    json(200, userJson, { date: "nonsense" }),
  );
  const { client } = setUp(server.url);
  const sweep = client.forSweep();

  expect(client.clockSkewMs()).toBeNull();
  await client.currentUser();
  expect(sweep.clockSkewMs()).toBe(7 * 60_000);
  await client.currentUser();
  expect(client.clockSkewMs()).toBe(-60_000);
});

test("the client makes 10,000 calls with 64 in flight", async () => {
  await using server = await startServer(json(200, issueJson));
  const { client } = setUp(server.url);
  let left = 10_000;
  let done = 0;

  await Promise.all(
    Array.from({ length: 64 }, async () => {
      while (left > 0) {
        left -= 1;
        const read = await client.getIssue(issue);
        done += read.issueIid === 12 ? 1 : 0;
      }
    }),
  );

  expect(done).toBe(10_000);
});
