import { expect, test } from "vitest";

import { failureOf, setUp } from "./client-setup.ts";
import { noteJson } from "./rest-samples.ts";
import { html, json, startServer, type Reply } from "./scripted-server.ts";

const issue = { projectId: 7, issueIid: 12 };

function thread(...noteIds: readonly number[]): object {
  const notes = noteIds.map((id) => ({ ...noteJson, id, type: noteIds.length > 1 ? "DiscussionNote" : null }));
  return { id: `5ac5b1${noteIds[0]}`, individual_note: noteIds.length === 1, notes };
}

test("listThreads() tells which notes answer which, the first one first", async () => {
  await using server = await startServer(json(200, [thread(302), thread(303, 309, 305)]));

  const threads = await setUp(server.url).client.listThreads(issue);

  expect(threads).toEqual([{ noteIds: [302] }, { noteIds: [303, 309, 305] }]);
  expect(server.seen.map((request) => `${request.method} ${request.url}`)).toEqual([
    "GET /api/v4/projects/7/issues/12/discussions?per_page=100&page=1",
  ]);
});

test("listThreads() reads all pages by number and stops at the last", async () => {
  const page = (id: number, next: string): Reply => json(200, [thread(id)], { "x-next-page": next });
  await using server = await startServer(page(1, "2"), page(2, "3"), page(3, ""));

  const threads = await setUp(server.url).client.listThreads(issue);

  expect(threads).toEqual([{ noteIds: [1] }, { noteIds: [2] }, { noteIds: [3] }]);
  expect(server.seen.map((request) => new URL(request.url, server.url).searchParams.get("page"))).toEqual([
    "1",
    "2",
    "3",
  ]);
});

test("listThreads() ends after 60 pages with a server that always names another one", async () => {
  const page = (id: number): Reply => json(200, [thread(id)], { "x-next-page": String(id + 1) });
  const others = Array.from({ length: 69 }, (_, index) => page(index + 2));
  await using server = await startServer(page(1), ...others);

  const threads = await setUp(server.url).client.listThreads(issue);

  expect(threads).toHaveLength(60);
  expect(server.seen).toHaveLength(60);
});

test("listThreads() leaves out threads without a note to see", async () => {
  await using server = await startServer(json(200, [{ id: "a1" }, { id: "a2", notes: [] }, thread(302)]));

  const threads = await setUp(server.url).client.listThreads(issue);

  expect(threads).toEqual([{ noteIds: [302] }]);
});

test.for<[why: string, reply: Reply, code: string]>([
  ["an object for the list", json(200, { message: "what-a-person-wrote" }), "GITLAB_REFUSED"],
  ["a page", html(200, "<p>what-a-person-wrote</p>"), "GITLAB_REFUSED"],
  ["an id that is text", json(200, [{ notes: [{ id: "what-a-person-wrote" }] }]), "GITLAB_REFUSED"],
  ["no such issue", json(404, { message: "404 Issue Not Found" }), "GITLAB_NOT_FOUND"],
])("listThreads() fails and shows no content when GitLab answers with %s", async ([, reply, code]) => {
  await using server = await startServer(reply);

  const failure = await failureOf(setUp(server.url).client.listThreads(issue));

  expect(failure).toMatchObject({ code, ambiguous: false });
  expect(failure.message).toContain("/projects/:id/issues/:iid/discussions");
  expect(failure.message).not.toContain("what-a-person-wrote");
});
