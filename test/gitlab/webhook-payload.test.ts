import { existsSync, readdirSync, readFileSync } from "node:fs";

import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import { readDelivery } from "../../src/gitlab/webhook-payload.ts";
import type { DeliveryHint } from "../../src/workflow/ports/delivery-hint.ts";

const OWN = new URL("../fixtures/webhooks/", import.meta.url);
const SHARED = new URL("../../../shared/fixtures/webhooks/", import.meta.url);

const ada = { userId: 51, username: "ada", name: "Ada Lovelace" };
const grace = { userId: 77, username: "grace", name: "Grace Hopper" };
const open = `<!-- onboarding-bot: migration-onboarding v1 -->

## Candidate Tasks

- [ ] Review migration services resources
- [ ] Pass a graded migration assessment
`;
const ticked = open.replace("[ ] Review", "[x] Review");

const issueHint = {
  kind: "issue",
  projectId: 7,
  issueIid: 12,
  issueId: 9001,
  at: new Date("2026-11-20T08:00:00Z"),
  user: ada,
  description: null,
  action: "open",
  currentDescription: open,
  movedToId: null,
} satisfies DeliveryHint;

const noteHint = {
  kind: "note",
  projectId: 7,
  issueIid: 12,
  noteId: 302,
  authorId: 77,
  user: grace,
  updatedById: null,
  createdAt: new Date("2026-11-21T10:00:00Z"),
  updatedAt: new Date("2026-11-21T10:00:00Z"),
  action: "create",
  body: "@onboarding confirm assessment",
} satisfies DeliveryHint;

const own: Readonly<Record<string, DeliveryHint>> = {
  "issue_open.json": { ...issueHint, description: { previous: null, current: open } },
  "issue_tick.json": {
    ...issueHint,
    at: new Date("2026-11-21T09:30:00.250Z"),
    description: { previous: open, current: ticked },
    action: "update",
    currentDescription: ticked,
  },
  "issue_close_by_update.json": { ...issueHint, at: new Date("2026-11-22T10:00:00Z"), user: grace, action: "update" },
  "issue_moved.json": {
    ...issueHint,
    at: new Date("2026-11-22T10:00:00Z"),
    user: grace,
    action: "close",
    movedToId: 9400,
  },
  "confidential_issue_open.json": { ...issueHint, currentDescription: null },
  "work_item_issue_update.json": { ...issueHint, at: new Date("2026-11-21T09:30:00.250Z"), action: "update" },
  "work_item_task_open.json": { kind: "other", reason: "a work item of type Task" },
  "note_create.json": noteHint,
  "note_edit_by_maintainer.json": {
    ...noteHint,
    updatedById: 51,
    updatedAt: new Date("2026-11-21T10:05:00.500Z"),
    action: "update",
  },
  "confidential_note_create.json": noteHint,
  "note_on_merge_request.json": { kind: "other", reason: "a note on a MergeRequest" },
  "emoji_award_on_note.json": {
    kind: "emoji",
    projectId: 7,
    issueIid: 12,
    noteId: 302,
    name: "thumbsup",
    revoked: false,
    user: grace,
    at: new Date("2026-11-21T11:00:00Z"),
  },
  "emoji_revoke_on_issue.json": {
    kind: "emoji",
    projectId: 7,
    issueIid: 12,
    noteId: null,
    name: "thumbsup",
    revoked: true,
    user: grace,
    at: new Date("2026-11-21T11:00:00Z"),
  },
  "push.json": { kind: "other", reason: "an event of kind push" },
};

test.for(readdirSync(OWN))("readDelivery() reads %s", (file) => {
  expect(readDelivery(null, readFileSync(new URL(file, OWN)))).toEqual(own[file]);
});

test("the fixtures and what is expected of them are complete", () => {
  expect(readdirSync(OWN).toSorted()).toEqual(Object.keys(own).toSorted());
});

describe.skipIf(!existsSync(SHARED))("recorded deliveries", () => {
  const recorded: Readonly<Record<string, Partial<DeliveryHint>>> = {
    "confidential_issue.go-playground.json": { kind: "issue", projectId: 14, issueIid: 23, user: null },
    "confidential_note.go-playground.json": { kind: "note", projectId: 5, issueIid: 17, noteId: 1241 },
    "confidential_note_issue.zulip.json": { kind: "note", projectId: 46186758, issueIid: 1, noteId: 1406130881 },
    "emoji_award_issue_note_doc_example.gitlab.json": { kind: "emoji", projectId: 6, issueIid: 42, noteId: 363 },
    "issue_close.go-scm.json": { kind: "issue", projectId: 4861503, issueIid: 1, action: "close" },
    "issue_doc_example.go-gitlab.json": { kind: "issue", projectId: 1, issueIid: 23, action: "open" },
    "issue_open.go-scm.json": { kind: "issue", at: new Date("2017-12-10T16:37:38Z"), description: null },
    "issue_reopen.go-scm.json": { kind: "issue", projectId: 4861503, issueIid: 1, action: "reopen" },
    "issue_update_description.go-scm.json": {
      kind: "issue",
      description: { previous: "everything is broken", current: "website is broken" },
    },
    "note_issue.go-scm.json": { kind: "note", issueIid: 1, noteId: 50771783, authorId: 51764, user: null },
    "note_issue_doc_example.go-gitlab.json": { kind: "note", projectId: 5, issueIid: 17, action: "create" },
    "resource_access_token_project.go-gitlab.json": { kind: "other", reason: "an event of kind access_token" },
    "work_item_task_open.zulip.json": { kind: "other", reason: "a work item of type Task" },
  };

  test.for(existsSync(SHARED) ? readdirSync(SHARED) : [])("readDelivery() reads %s", (file) => {
    const hint = readDelivery(null, readFileSync(new URL(file, SHARED)));

    expect(hint.kind).not.toBe("unreadable");
    expect(hint).toMatchObject(recorded[file] ?? {});
  });
});

function edited(file: string, edit: (payload: Record<string, any>) => void): string {
  const payload = JSON.parse(readFileSync(new URL(file, OWN), "utf8")) as Record<string, any>;
  edit(payload);
  return JSON.stringify(payload);
}

const badIds: readonly unknown[] = ["12", "../..", "", -1, 0, 1.5, 2 ** 60, Number.MAX_SAFE_INTEGER + 1, true, [], {}];

test.for(badIds)("readDelivery() cannot read an iid of %j", (bad) => {
  const issue = edited("issue_tick.json", (payload) => (payload["object_attributes"].iid = bad));
  const note = edited("note_create.json", (payload) => (payload["issue"].iid = bad));
  const emoji = edited("emoji_award_on_note.json", (payload) => (payload["issue"].iid = bad));

  expect([issue, note, emoji].map((body) => readDelivery(null, body))).toEqual([
    { kind: "unreadable", reason: "issue event: field object_attributes.iid is not what GitLab sends" },
    { kind: "unreadable", reason: "note event: field issue.iid is not what GitLab sends" },
    { kind: "unreadable", reason: "emoji event: field issue.iid is not what GitLab sends" },
  ]);
});

test.for(badIds)("readDelivery() cannot read a project id of %j", (bad) => {
  const issue = edited("issue_tick.json", (payload) => (payload["project"].id = bad));
  const note = edited("note_create.json", (payload) => (payload["project"].id = bad));
  const older = edited("issue_tick.json", (payload) => {
    payload["project"] = {};
    payload["object_attributes"].project_id = bad;
  });

  expect([issue, note, older].map((body) => readDelivery(null, body).kind)).toEqual([
    "unreadable",
    "unreadable",
    "unreadable",
  ]);
});

test.for<[why: string, body: string, hint: Partial<DeliveryHint>]>([
  [
    "no changes",
    edited("issue_tick.json", (payload) => delete payload["changes"]),
    { kind: "issue", description: null },
  ],
  ["changes of null", edited("issue_tick.json", (payload) => (payload["changes"] = null)), { description: null }],
  ["changes of text", edited("issue_tick.json", (payload) => (payload["changes"] = "x")), { description: null }],
  [
    "a change to no description",
    edited("issue_tick.json", (payload) => (payload["changes"].description.current = null)),
    { kind: "issue", description: { previous: open, current: null } },
  ],
  [
    "no assignees, labels or repository",
    edited("issue_tick.json", (payload) => {
      for (const key of ["assignees", "labels", "repository"]) delete payload[key];
    }),
    { kind: "issue", issueIid: 12 },
  ],
  ["no type", edited("issue_open.json", (payload) => delete payload["object_attributes"].type), { kind: "issue" }],
  ["no user", edited("issue_open.json", (payload) => delete payload["user"]), { kind: "issue", user: null }],
  [
    "a user without id",
    edited("issue_open.json", (payload) => delete payload["user"].id),
    { kind: "issue", user: null },
  ],
  ["no project id but its own", edited("issue_open.json", (payload) => (payload["project"] = null)), { projectId: 7 }],
  ["no date", edited("issue_open.json", (payload) => delete payload["object_attributes"].updated_at), { at: null }],
  [
    "an odd date",
    edited("issue_open.json", (payload) => (payload["object_attributes"].updated_at = "now")),
    { at: null },
  ],
  [
    "a date without fraction",
    edited("issue_open.json", (payload) => (payload["object_attributes"].updated_at = "2026-11-20T08:00:00Z")),
    { at: new Date("2026-11-20T08:00:00Z") },
  ],
  [
    "a date with an offset",
    edited("issue_open.json", (payload) => (payload["object_attributes"].updated_at = "2026-11-20T10:00:00.5+02:00")),
    { at: new Date("2026-11-20T08:00:00.500Z") },
  ],
  [
    "half a surrogate pair and a NUL",
    edited("issue_open.json", (payload) => (payload["object_attributes"].description = "a\uD800b\u0000c")),
    { kind: "issue", currentDescription: "a\uFFFDb\uFFFDc" },
  ],
  [
    "another instance's address",
    edited("issue_open.json", (payload) => (payload["project"].web_url = "http://169.254.169.254/")),
    { kind: "issue", projectId: 7 },
  ],
  [
    "an incident",
    edited("work_item_issue_update.json", (payload) => (payload["object_attributes"].type = "Incident")),
    { kind: "other" },
  ],
  ["a note on a task", edited("note_create.json", (payload) => (payload["issue"].type = "Task")), { kind: "other" }],
  [
    "a note on a snippet",
    edited("note_create.json", (payload) => (payload["object_attributes"].noteable_type = "Snippet")),
    { kind: "other" },
  ],
  [
    "a note without its issue",
    edited("note_create.json", (payload) => delete payload["issue"]),
    { kind: "unreadable", reason: "note event: no issue" },
  ],
  [
    "an emoji without its issue",
    edited("emoji_revoke_on_issue.json", (payload) => delete payload["work_item"]),
    { kind: "emoji", issueIid: null },
  ],
  [
    "an emoji on a note of a merge request",
    edited("emoji_award_on_note.json", (payload) => (payload["note"].noteable_type = "MergeRequest")),
    { kind: "other" },
  ],
  [
    "an emoji on a note of nothing",
    edited("emoji_award_on_note.json", (payload) => delete payload["note"]),
    { kind: "other" },
  ],
])("readDelivery() has an outcome for %s", ([, body, hint]) => {
  expect(readDelivery(null, body)).toMatchObject(hint);
});

test.for<[why: string, event: string | null, body: Uint8Array | string, hint: DeliveryHint]>([
  ["nothing", null, "", { kind: "unreadable", reason: "the body is not JSON" }],
  ["half a body", "Issue Hook", '{"object_kind":"issue"', { kind: "unreadable", reason: "the body is not JSON" }],
  ["a number", null, "1", { kind: "other", reason: "an event without kind" }],
  ["null", null, "null", { kind: "other", reason: "an event without kind" }],
  ["a list", "Push Hook", "[]", { kind: "other", reason: "a Push Hook without object_kind" }],
  ["a templated body", "Issue Hook", "{}", { kind: "unreadable", reason: "a body of Issue Hook without object_kind" }],
  [
    "a templated body",
    "Confidential Note Hook",
    "{}",
    { kind: "unreadable", reason: "a body of Confidential Note Hook without object_kind" },
  ],
  [
    "only a kind",
    null,
    '{"object_kind":"issue"}',
    { kind: "unreadable", reason: "issue event: field object_attributes is not what GitLab sends" },
  ],
  ["a kind that is a list", null, '{"object_kind":["issue"]}', { kind: "other", reason: "an event without kind" }],
  [
    "a long kind on two lines",
    "x",
    `{"object_kind":"a\\n${"b".repeat(99)}"}`,
    { kind: "other", reason: `an event of kind a ${"b".repeat(58)}…` },
  ],
  [
    "a kind in a prototype",
    null,
    '{"__proto__":{"object_kind":"issue"}}',
    { kind: "other", reason: "an event without kind" },
  ],
  ["depth", null, `${"[".repeat(100_000)}${"]".repeat(100_000)}`, { kind: "other", reason: "an event without kind" }],
  [
    "depth below a kind",
    null,
    `{"object_kind":"issue","x":${"[".repeat(100_000)}${"]".repeat(100_000)}}`,
    { kind: "unreadable", reason: "issue event: field object_attributes is not what GitLab sends" },
  ],
  [
    "bytes that are not UTF-8",
    null,
    Uint8Array.of(0xff, 0xfe, 0x7b),
    { kind: "unreadable", reason: "the body is not JSON" },
  ],
  [
    "a word that is not UTF-8",
    null,
    Uint8Array.of(...Buffer.from('{"object_kind":"'), 0xc3, 0x28, ...Buffer.from('"}')),
    { kind: "other", reason: "an event of kind \uFFFD(" },
  ],
  [
    "a byte order mark",
    null,
    Buffer.from('\uFEFF{"object_kind":"push"}'),
    { kind: "other", reason: "an event of kind push" },
  ],
])("readDelivery() has an outcome for %s (%s)", ([, event, body, hint]) => {
  expect(readDelivery(event, body)).toEqual(hint);
});

test("readDelivery() reads an issue whose unused part is 100,000 levels deep, and leaves Object.prototype alone", () => {
  const deep = `${'{"a":'.repeat(100_000)}1${"}".repeat(100_000)}`;
  const body = readFileSync(new URL("issue_tick.json", OWN), "utf8").replace(
    "{",
    `{"__proto__":{"iid":1,"polluted":true},"constructor":{"prototype":{"polluted":true}},"deep":${deep},`,
  );

  expect(readDelivery(null, body)).toEqual(own["issue_tick.json"]);
  expect(Object.hasOwn(Object.prototype, "polluted")).toBe(false);
});

test("readDelivery() never throws, whatever comes", () => {
  const body = fc.oneof(fc.uint8Array(), fc.string(), fc.json());
  const property = fc.property(fc.option(fc.string()), body, (event, bytes) => {
    expect(["other", "unreadable"]).toContain(readDelivery(event, bytes).kind);
  });

  fc.assert(property);
});

const paths: readonly (readonly string[])[] = [
  ["user"],
  ["project"],
  ["object_attributes"],
  ["object_attributes", "id"],
  ["object_attributes", "type"],
  ["object_attributes", "action"],
  ["object_attributes", "description"],
  ["object_attributes", "noteable_type"],
  ["object_attributes", "awardable_type"],
  ["object_attributes", "name"],
  ["changes"],
  ["changes", "description"],
  ["issue"],
  ["note"],
];

test("readDelivery() never throws and never invents a place when one field is replaced", () => {
  const files = fc.constantFrom("issue_tick.json", "note_create.json", "emoji_award_on_note.json");
  const property = fc.property(files, fc.constantFrom(...paths), fc.jsonValue(), (file, path, value) => {
    const body = edited(file, (payload) => {
      const [first = "", second] = path;
      if (second === undefined) payload[first] = value;
      else if (payload[first]) payload[first][second] = value;
    });

    const hint = readDelivery(null, body);

    expect([7, undefined]).toContain(Reflect.get(hint, "projectId"));
    expect([12, null, undefined]).toContain(Reflect.get(hint, "issueIid"));
  });

  fc.assert(property);
});
