import { existsSync, readdirSync, readFileSync } from "node:fs";

import { describe, expect, test } from "vitest";
import type { z } from "zod";

import {
  accountAnswer,
  accountsAnswer,
  emailAnswer,
  issueAnswer,
  issuesAnswer,
  membershipAnswer,
  noteAnswer,
  notesAnswer,
  profileAnswer,
  projectAnswer,
  readAnswer,
  statusAnswer,
  threadAnswer,
} from "../../src/gitlab/answers.ts";
import { failureOf } from "./client-setup.ts";
import { ada, issueJson, noteJson } from "./rest-samples.ts";

const SHARED = new URL("../../../shared/fixtures/rest/", import.meta.url);

const adaRef = { userId: 51, username: "ada", name: "Ada Lovelace" };
const free = { busy: false, clearsAt: null };

test("issueAnswer reads the least an issue may be", () => {
  const { id, iid, project_id, state, author, created_at, updated_at } = issueJson;

  const issue = issueAnswer.parse({ id, iid, project_id, state, author, created_at, updated_at });

  expect(issue).toEqual({
    projectId: 7,
    issueIid: 12,
    issueId: 9001,
    title: "",
    description: "",
    state: "opened",
    issueType: "issue",
    confidential: false,
    labels: [],
    author: adaRef,
    assignees: [],
    movedToId: null,
    createdAt: new Date("2026-11-20T08:00:00Z"),
    updatedAt: new Date("2026-11-21T09:30:00.250Z"),
    userNotesCount: 0,
    dueDate: null,
    taskCompletion: null,
  });
});

test.for<[why: string, change: Record<string, unknown>, expected: Record<string, unknown>]>([
  ["a null description", { description: null }, { description: "" }],
  [
    "null counts",
    { task_completion_status: null, user_notes_count: null },
    { taskCompletion: null, userNotesCount: 0 },
  ],
  ["one assignee of an old GitLab", { assignees: undefined }, { assignees: [adaRef] }],
  ["nobody assigned", { assignees: [], assignee: null }, { assignees: [] }],
  ["a type in capitals only", { issue_type: undefined, type: "TASK" }, { issueType: "task" }],
  ["the target of a move", { moved_to_id: 9400, state: "closed" }, { movedToId: 9400, state: "closed" }],
  ["webhook-style dates", { updated_at: "2026-11-21 09:30:00 UTC" }, { updatedAt: new Date("2026-11-21T09:30:00Z") }],
  ["dates without fraction", { updated_at: "2026-11-21T09:30:00Z" }, { updatedAt: new Date("2026-11-21T09:30:00Z") }],
  ["microseconds", { updated_at: "2026-11-21T09:30:00.123456Z" }, { updatedAt: new Date("2026-11-21T09:30:00.123Z") }],
  ["an offset", { updated_at: "2026-11-21T10:30:00.000+01:00" }, { updatedAt: new Date("2026-11-21T09:30:00Z") }],
  ["a person without a name", { author: { id: 51, username: "ada" } }, { author: { ...adaRef, name: "ada" } }],
  ["a due date", { due_date: "2026-12-12" }, { dueDate: "2026-12-12" }],
  ["no due date", { due_date: null }, { dueDate: null }],
  ["the answer of a GitLab that knows no due dates", { due_date: undefined }, { dueDate: null }],
  ["a due date nobody can reach", { due_date: "12026-12-12" }, { dueDate: null }],
  ["a due date that is no day", { due_date: "2026-02-30" }, { dueDate: null }],
  ["a due date that is no text", { due_date: 20_261_212 }, { dueDate: null }],
  ["half a surrogate pair", { title: "a\uD800" }, { title: "a\uFFFD" }],
])("issueAnswer reads %s", ([, change, expected]) => {
  expect(issueAnswer.parse({ ...issueJson, ...change })).toMatchObject(expected);
});

test.for([
  "2026-11-21",
  "2026-13-40T00:00:00Z",
  "2026-11-21T09:30:00",
  "21 Nov 2026 09:30:00 UTC",
  "",
  "2026-11-21T09:30:00.Z",
  `${"2".repeat(100_000)}Z`,
])("issueAnswer takes '%.30s' for no date", (updated_at) => {
  expect(issueAnswer.safeParse({ ...issueJson, updated_at }).success).toBe(false);
});

test.for<[why: string, change: Record<string, unknown>, internal: boolean]>([
  ["internal", { internal: true, confidential: true }, true],
  ["internal, as said before 15.0", { internal: undefined, confidential: true }, true],
  ["neither", { internal: undefined, confidential: undefined, system: undefined }, false],
])("noteAnswer reads a note that is %s", ([, change, internal]) => {
  expect(noteAnswer.parse({ ...noteJson, ...change })).toMatchObject({ internal, system: false });
});

test.for<[why: string, user: Record<string, unknown>, expected: Record<string, unknown>]>([
  ["all there", { ...ada, bot: true }, { ...adaRef, state: "active", bot: true }],
  ["no bot field", ada, { ...adaRef, state: "active", bot: false }],
  [
    "no state, which is not active",
    { id: 51, username: "ada", name: null },
    { ...adaRef, name: "ada", state: "unknown", bot: false },
  ],
])("accountAnswer reads an account with %s", ([, user, expected]) => {
  expect(accountAnswer.parse(user)).toEqual(expected);
});

test.for<[why: string, user: Record<string, unknown>, localTime: string | null]>([
  ["a zone", { local_time: "3:38 PM" }, "3:38 PM"],
  ["spaces around the time", { local_time: " 12:07 AM\n" }, "12:07 AM"],
  ["no zone", { local_time: null }, null],
  ["no field, as an old GitLab answers", {}, null],
  ["an empty time", { local_time: "" }, null],
  ["a time that is no text", { local_time: { hour: 3 } }, null],
])("profileAnswer reads a profile with %s", ([, user, localTime]) => {
  expect(profileAnswer.parse({ ...ada, ...user })).toEqual({ localTime });
});

test.for<[why: string, status: Record<string, unknown>, expected: { busy: boolean; clearsAt: Date | null }]>([
  ["nothing set", { emoji: null, availability: null, message: null, clear_status_at: null }, free],
  ["a message only", { availability: "not_set", message: "at lunch" }, free],
  ["no field at all", {}, free],
  ["busy for good", { availability: "busy" }, { busy: true, clearsAt: null }],
  [
    "busy until a time",
    { availability: "busy", clear_status_at: "2026-11-23T08:00:00.000Z" },
    { busy: true, clearsAt: new Date("2026-11-23T08:00:00Z") },
  ],
  ["an availability of tomorrow", { availability: "out_of_office" }, free],
  ["an availability that is no text", { availability: 1 }, free],
  ["a time that is none", { availability: "busy", clear_status_at: "in a week" }, { busy: true, clearsAt: null }],
])("statusAnswer reads a status with %s", ([, status, expected]) => {
  expect(statusAnswer.parse(status)).toEqual(expected);
});

test.for<[why: string, thread: unknown, noteIds: number[]]>([
  ["a comment alone", { id: "a1", individual_note: true, notes: [noteJson] }, [302]],
  ["answers", { id: "a1", individual_note: false, notes: [noteJson, { ...noteJson, id: 309 }] }, [302, 309]],
  ["nothing but an id of each note", { notes: [{ id: 302 }] }, [302]],
  ["no notes", { id: "a1", notes: [] }, []],
  ["notes that are null", { id: "a1", notes: null }, []],
])("threadAnswer reads a thread with %s", ([, thread, noteIds]) => {
  expect(threadAnswer.parse(thread)).toEqual({ noteIds });
});

test("readAnswer() names the call and the field, and keeps the content to itself", async () => {
  const answer = { ...issueJson, author: { id: "secret" } };

  const failure = await failureOf((async () => readAnswer(issueAnswer, answer, "GET /projects/:id/issues/:iid"))());

  expect(failure).toEqual({
    code: "GITLAB_REFUSED",
    status: null,
    ambiguous: false,
    retryAfterMs: null,
    message:
      "Cannot read GitLab's answer to GET /projects/:id/issues/:iid: field author.id is not what GitLab's API promises (invalid_type)",
  });
});

describe.skipIf(!existsSync(SHARED))("recorded answers", () => {
  const readable: Readonly<Record<string, z.ZodType>> = {
    "create_service_account_user.go-gitlab.json": accountAnswer,
    "get_user.go-gitlab.json": accountAnswer,
    "issue.go-scm.json": issueAnswer,
    "issue_note.go-scm.json": noteAnswer,
    "issue_notes.go-scm.json": notesAnswer,
    "issue_notes_doc_example_19.gitlab.json": notesAnswer,
    "issues.go-scm.json": issuesAnswer,
    "member_all_doc_example.gitlab.json": membershipAnswer,
    "project_issue_doc_example_19.gitlab.json": issueAnswer,
    "user_by_username.narkoz.json": accountsAnswer,
  };
  const schemas = Object.entries({ accountAnswer, issueAnswer, noteAnswer, membershipAnswer, projectAnswer });

  test.for(Object.entries(readable))("%s is read", ([file, schema]) => {
    const result = schema.safeParse(recorded(file));

    expect(result.error).toBeUndefined();
  });

  test.for(existsSync(SHARED) ? readdirSync(SHARED) : [])("%s is an answer or refused, never a crash", (file) => {
    const answer = recorded(file);

    const successes = schemas.map(([, schema]) => typeof schema.safeParse(answer).success);

    expect(successes).toEqual(schemas.map(() => "boolean"));
  });

  test("the newest issue is read whole", () => {
    expect(issueAnswer.parse(recorded("project_issue_doc_example_19.gitlab.json"))).toMatchObject({
      projectId: 4,
      issueIid: 1,
      issueId: 41,
      state: "closed",
      labels: ["foo", "bar"],
      author: { userId: 1, username: "root", name: "Administrator" },
      assignees: [{ userId: 9, username: "lennie", name: "Dr. Luella Kovacek" }],
      userNotesCount: 1,
    });
  });

  test("a member is read with who added them", () => {
    expect(membershipAnswer.parse(recorded("member_all_doc_example.gitlab.json"))).toEqual({
      accessLevel: 30,
      addedBy: 2,
    });
  });
});

function recorded(file: string): unknown {
  return JSON.parse(readFileSync(new URL(file, SHARED), "utf8"));
}

test.for<[what: string, user: object, email: string | null]>([
  ["the public one", { public_email: "ada@example.com", email: "private@example.com" }, "ada@example.com"],
  ["an administrator is shown the other", { public_email: "", email: "private@example.com" }, "private@example.com"],
  ["none", { public_email: null }, null],
  ["an empty one", { public_email: " " }, null],
  ["older GitLabs tell nothing", {}, null],
  ["something that is no text", { public_email: 7 }, null],
])("emailAnswer takes %s", ([, user, email]) => {
  expect(emailAnswer.parse(user)).toBe(email);
});

test.for<[visibility: unknown, isPublic: boolean]>([
  ["public", true],
  ["internal", false],
  ["private", false],
  [undefined, false],
  [7, false],
])("projectAnswer takes visibility %j", ([visibility, isPublic]) => {
  expect(projectAnswer.parse({ id: 7, path_with_namespace: "a/b", visibility }).isPublic).toBe(isPublic);
});
