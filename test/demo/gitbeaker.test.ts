// oxlint-disable-next-line import/extensions -- a package; the rule takes every scoped name for a file
import { Gitlab, GitbeakerRequestError } from "@gitbeaker/rest";
import { expect, test } from "vitest";

import { openReceiver, openScene } from "./support/open-stand-in.ts";

const PATH = "partners/emea/onboarding";

test("gitbeaker takes the stand-in for GitLab: issues, notes, emoji, labels, people, files", async () => {
  const { gitlab, project, maria, bot, token } = await openScene();
  const api = new Gitlab({ host: gitlab.url, token });
  const issue = gitlab.state.createIssue(project, maria, { title: "Maria", description: "- [x] a\n- [ ] b" });
  gitlab.state.setStatus(maria, { busy: true });

  const me = await api.Users.showCurrentUser();
  const read = await api.Issues.show(issue.iid, { projectId: PATH });
  const edited = await api.Issues.edit(PATH, issue.iid, { addLabels: "onboarding::in-progress", stateEvent: "close" });
  const note = await api.IssueNotes.create(PATH, issue.iid, "Hello @maria");
  await api.IssueNotes.edit(PATH, issue.iid, note.id, { body: "Hello again" });
  const emoji = await api.IssueNoteAwardEmojis.award(PATH, issue.iid, note.id, "tada");
  const notes = await api.IssueNotes.all(PATH, issue.iid, { sort: "asc", orderBy: "created_at" });
  const member = await api.ProjectMembers.show(PATH, maria.id, { includeInherited: true });
  const found = await api.Users.all({ username: "maria" });
  const status = await api.Users.showStatus({ iDOrUsername: maria.id });
  const labels = await api.ProjectLabels.all(PATH);
  const projects = await api.Groups.allProjects("partners", { includeSubgroups: true });
  await api.IssueNotes.remove(PATH, issue.iid, note.id);

  expect([me.id, me.bot]).toEqual([bot.id, true]);
  expect(read.task_completion_status).toEqual({ count: 2, completed_count: 1 });
  expect([edited.state, edited.labels]).toEqual(["closed", ["onboarding::in-progress"]]);
  expect(notes.map((one) => one.body)).toEqual(["Hello again"]);
  expect([emoji.name, member.access_level, found[0]?.id, status.availability]).toEqual(["tada", 10, maria.id, "busy"]);
  expect([labels[0]?.name, projects[0]?.path_with_namespace]).toEqual(["onboarding::in-progress", PATH]);
  expect(issue.notes).toEqual([]);
});

test("gitbeaker's owner makes hooks and template files", async () => {
  const { gitlab, project, carla } = await openScene();
  const receiver = await openReceiver();
  const api = new Gitlab({ host: gitlab.url, token: carla.token });
  const template = ".gitlab/issue_templates/migration-onboarding.md";

  const hook = await api.ProjectHooks.add(PATH, receiver.url, { issuesEvents: true, pushEvents: false });
  await api.RepositoryFiles.create(PATH, template, "main", "- [ ] a", "Add the template");
  await api.RepositoryFiles.edit(PATH, template, "main", "- [ ] b", "Reword it");
  const file = await api.RepositoryFiles.show(PATH, template, "main");

  expect(hook).toMatchObject({ issues_events: true, note_events: false, push_events: false });
  expect(Buffer.from(file.content, "base64").toString()).toBe("- [ ] b");
  expect(project.files.get(template)?.content).toBe("- [ ] b");
});

test("gitbeaker pages through everything and tells refusals", async () => {
  const { gitlab, project, maria, token } = await openScene();
  const api = new Gitlab({ host: gitlab.url, token });
  for (let count = 0; count < 45; count++) gitlab.state.createIssue(project, maria, { title: `Issue ${count}` });

  const all = await api.Issues.all({ projectId: PATH, perPage: 20 });
  const missing = await api.Issues.show(999, { projectId: PATH }).catch((error: unknown) => error);

  expect(all).toHaveLength(45);
  expect(missing).toBeInstanceOf(GitbeakerRequestError);
  expect((missing as GitbeakerRequestError).cause?.description).toBe("404 Not found");
});
