import { expect, test } from "vitest";

import { ACCESS } from "../../src/demo/gitlab/model.ts";
import { extractCommands } from "../../src/demo/gitlab/quick-actions.ts";
import { openScene } from "./support/open-stand-in.ts";

const NOTES = "/projects/partners%2Femea%2Fonboarding/issues/1/notes";

test.for<[why: string, source: string, text: string, commands: string[]]>([
  ["it begins a line", "Hello\n/close", "Hello", ["close"]],
  ["it has an argument", '/label ~"a b" ~c\nrest', "rest", ["label"]],
  ["the name is unknown", "/etc/passwd\n/nonsense", "/etc/passwd\n/nonsense", []],
  ["it stands behind a word", "please /close", "please /close", []],
  ["it is quoted", "> /close", "> /close", []],
  ["it stands in a code block", "```\n/close\n```", "```\n/close\n```", []],
  ["it stands in a block quote of several lines", ">>>\n/close\n>>>", ">>>\n/close\n>>>", []],
  ["it stands in an HTML comment", "<!--\n/close\n-->", "<!--\n/close\n-->", []],
  ["it follows a code block", "```\nx\n```\n/close", "```\nx\n```", ["close"]],
])("extractCommands() takes a slash for a quick action or not when %s", ([, source, text, commands]) => {
  const extracted = extractCommands(source);

  expect([extracted.text, extracted.commands.map((command) => command.name)]).toEqual([text, commands]);
});

test("a note runs its quick actions with the writer's rights and loses their lines", async () => {
  const { gitlab, project, maria, call } = await openScene();
  gitlab.state.createLabel(project, "known");
  const issue = gitlab.state.createIssue(project, maria, { title: "Quick" });

  const answer = await call("POST", NOTES, { body: "Quoting:\n/close\n/label ~known ~unknown\ndone" });

  expect([answer.status, answer.body.body]).toEqual([201, "Quoting:\ndone"]);
  expect([issue.state, issue.labels.map((label) => label.name)]).toEqual(["closed", ["known"]]);
});

test("a note of quick actions alone is no note: 202", async () => {
  const { gitlab, project, maria, call } = await openScene();
  const issue = gitlab.state.createIssue(project, maria, { title: "Quick" });

  const answer = await call("POST", NOTES, { body: "/close" });

  expect([answer.status, answer.body]).toEqual([
    202,
    { commands_changes: { state_event: "close" }, summary: ["Closed this issue."] },
  ]);
  expect([issue.state, issue.notes]).toEqual(["closed", []]);
});

test("quick actions a Guest may not run do nothing", async () => {
  const { gitlab, project, maria, carla, call } = await openScene();
  const issue = gitlab.state.createIssue(project, carla, { title: "Not Maria's" });

  const only = await call("POST", NOTES, { body: "/close" }, maria.token);
  const mixed = await call("POST", NOTES, { body: "/close\nhello" }, maria.token);

  expect([only.status, mixed.status, mixed.body.body, issue.state]).toEqual([400, 201, "hello", "opened"]);
});

test("quick actions of a description run once, when they are new", async () => {
  const { gitlab, project, maria, carla } = await openScene();
  gitlab.state.createLabel(project, "wip");
  const issue = gitlab.state.createIssue(project, maria, {
    title: "T",
    description: "Text\n\n/label ~wip\n/assign me",
  });

  expect([issue.description, issue.labels.map((label) => label.name), issue.assignees]).toEqual([
    "Text",
    ["wip"],
    [maria],
  ]);

  gitlab.state.saveDescription(issue, carla, "Text\n/close");
  expect([issue.description, issue.state]).toEqual(["Text", "closed"]);
});

test("a note may be edited by its author and by Maintainers, and its author stays", async () => {
  const { gitlab, project, maria, carla, bot, call } = await openScene();
  const issue = gitlab.state.createIssue(project, maria, { title: "Edit" });
  const note = gitlab.state.comment(issue, maria, "mine");
  const system = (() => {
    gitlab.state.saveDescription(issue, maria, "new");
    return issue.notes.at(-1)!;
  })();

  const asReporter = await call("PUT", `${NOTES}/${note.id}`, { body: "bot was here" });
  const asMaintainer = await call("PUT", `${NOTES}/${note.id}`, { body: "carla was here" }, carla.token);
  const ofSystem = await call("PUT", `${NOTES}/${system.id}`, { body: "x" }, carla.token);

  expect(bot.username).toMatch(/^project_\d+_bot_/);
  expect([asReporter.status, asMaintainer.status, ofSystem.status]).toEqual([403, 200, 403]);
  expect(asMaintainer.body).toMatchObject({ body: "carla was here", author: { username: "maria" } });
  expect(asMaintainer.body.updated_at > asMaintainer.body.created_at).toBe(true);
  expect(Object.keys(asMaintainer.body)).not.toContain("updated_by");
});

test("internal notes are seen by Reporters and up", async () => {
  const { gitlab, project, maria, call } = await openScene();
  gitlab.state.createIssue(project, maria, { title: "Internal" });

  const written = await call("POST", NOTES, { body: "psst", internal: true });
  const asGuest = await call("GET", NOTES, undefined, maria.token);
  const asReporter = await call("GET", NOTES);
  const byGuest = await call("POST", NOTES, { body: "psst", internal: true }, maria.token);

  expect([written.body.internal, asGuest.body, asReporter.body.length, byGuest.status]).toEqual([true, [], 1, 403]);
});

test("notes are listed by time of change, comments and activity apart", async () => {
  const { gitlab, project, maria, call } = await openScene();
  const issue = gitlab.state.createIssue(project, maria, { title: "List", description: "a" });
  const first = gitlab.state.comment(issue, maria, "first");
  gitlab.state.saveDescription(issue, maria, "b");
  gitlab.state.comment(issue, maria, "second");
  gitlab.state.editComment(first, maria, "first, edited");

  const bodies = async (query: string): Promise<string[]> =>
    (await call("GET", `${NOTES}?${query}`)).body.map((note: { body: string }) => note.body);

  expect(await bodies("sort=asc")).toEqual(["first, edited", "changed the description", "second"]);
  expect(await bodies("order_by=updated_at&sort=desc")).toEqual(["first, edited", "second", "changed the description"]);
  expect(await bodies("sort=asc&activity_filter=only_comments")).toEqual(["first, edited", "second"]);
  expect(await bodies("activity_filter=only_activity")).toEqual(["changed the description"]);
});

test("an emoji is given once and moves the note's updated_at", async () => {
  const { gitlab, project, maria, call } = await openScene();
  const issue = gitlab.state.createIssue(project, maria, { title: "Emoji" });
  const note = gitlab.state.comment(issue, maria, "well done");
  const issueUpdatedAt = issue.updatedAt;

  const first = await call("POST", `${NOTES}/${note.id}/award_emoji`, { name: "white_check_mark" });
  const again = await call("POST", `${NOTES}/${note.id}/award_emoji`, { name: "white_check_mark" });

  expect([first.status, first.body.awardable_type]).toEqual([201, "Note"]);
  expect([again.status, again.body.message]).toEqual([404, "404 Award Emoji Name has already been taken Not Found"]);
  expect(note.updatedAt > note.createdAt).toBe(true);
  expect(issue.updatedAt).toEqual(issueUpdatedAt);
});

test("a reply joins its thread", async () => {
  const { gitlab, project, maria, call } = await openScene();
  gitlab.state.createIssue(project, maria, { title: "Threads" });
  const discussions = NOTES.replace(/notes$/, "discussions");

  const opened = await call("POST", discussions, { body: "question" });
  await call("POST", `${discussions}/${opened.body.id}/notes`, { body: "answer" }, maria.token);
  const thread = await call("GET", `${discussions}/${opened.body.id}`);

  expect(thread.body.individual_note).toBe(false);
  expect(thread.body.notes.map((note: { body: string }) => note.body)).toEqual(["question", "answer"]);
});

test("only members comment on a locked issue", async () => {
  const { gitlab, carla, call } = await openScene();
  const open = gitlab.state.createProject("public/project", { visibility: "public" });
  gitlab.state.addMember(open, carla, ACCESS.maintainer);
  const stranger = gitlab.state.createUser({ username: "stranger" });
  gitlab.state.createIssue(open, carla, { title: "Locked", discussionLocked: true });
  const path = "/projects/public%2Fproject/issues/1/notes";

  const answers = [
    await call("POST", path, { body: "hi" }, stranger.token),
    await call("POST", path, { body: "hi" }, carla.token),
  ];

  expect(answers.map((answer) => answer.status)).toEqual([403, 201]);
});
