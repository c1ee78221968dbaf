import { expect, test } from "vitest";

import type { Issue } from "../../src/demo/gitlab/model.ts";
import { openReceiver, openScene } from "./support/open-stand-in.ts";

const ISSUE = "/projects/partners%2Femea%2Fonboarding/issues/1";

function systemNotes(issue: Issue): string[] {
  return issue.notes.filter((note) => note.system).map((note) => note.body);
}

test("a due date is written, read and taken away over the API", async () => {
  const { gitlab, project, maria, call } = await openScene();
  const issue = gitlab.state.createIssue(project, maria, { title: "Due" });

  const set = await call("PUT", ISSUE, { due_date: "2026-12-12" });
  const read = await call("GET", ISSUE);
  const gone = await call("PUT", ISSUE, { due_date: "" });

  expect([set.body.due_date, read.body.due_date, gone.body.due_date]).toEqual(["2026-12-12", "2026-12-12", null]);
  expect(systemNotes(issue)).toEqual(["changed due date to December 12, 2026", "removed due date"]);
});

test.for(["12.12.2026", "2026-13-01", "2026-02-30", "tomorrow"])("the API refuses '%s' as a due date", async (text) => {
  const { gitlab, project, maria, call } = await openScene();
  const issue = gitlab.state.createIssue(project, maria, { title: "Due", dueDate: "2026-12-12" });

  const answer = await call("PUT", ISSUE, { due_date: text });

  expect([answer.status, answer.body]).toEqual([400, { error: "due_date is invalid" }]);
  expect(issue.dueDate).toBe("2026-12-12");
});

test("a Guest's due date is left out without a word", async () => {
  const { gitlab, project, maria, call } = await openScene();
  const issue = gitlab.state.createIssue(project, maria, { title: "Due" });

  const answer = await call("PUT", ISSUE, { due_date: "2026-12-12" }, maria.token);

  expect([answer.status, answer.body.due_date]).toEqual([200, null]);
  expect(systemNotes(issue)).toEqual([]);
});

test("quick actions set a due date and take it away", async () => {
  const { gitlab, project, maria, carla } = await openScene();
  const issue = gitlab.state.createIssue(project, maria, { title: "Due" });

  gitlab.state.post(issue, carla, { body: "/due 2026-12-12" });
  const set = issue.dueDate;
  gitlab.state.comment(issue, carla, "Not so fast\n/remove_due_date");

  expect([set, issue.dueDate]).toEqual(["2026-12-12", null]);
  expect(systemNotes(issue)).toEqual(["changed due date to December 12, 2026", "removed due date"]);
});

test("webhooks tell a due date among the changes", async () => {
  const { gitlab, project, maria, carla } = await openScene();
  const receiver = await openReceiver();
  const issue = gitlab.state.createIssue(project, maria, { title: "Due" });
  gitlab.state.addHook(project, { url: receiver.url });

  gitlab.state.setDueDate(issue, carla, "2026-12-12");
  await gitlab.settled();
  gitlab.state.setDueDate(issue, carla, null);
  await gitlab.settled();

  expect(receiver.deliveries.map(({ payload }) => payload)).toMatchObject([
    {
      object_attributes: { action: "update", due_date: "2026-12-12" },
      changes: { due_date: { previous: null, current: "2026-12-12" } },
    },
    {
      object_attributes: { action: "update", due_date: null },
      changes: { due_date: { previous: "2026-12-12", current: null } },
    },
  ]);
});
