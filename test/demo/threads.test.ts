import { expect, test } from "vitest";

import { type Delivery, openReceiver, openScene } from "./support/open-stand-in.ts";

const DISCUSSIONS = "/projects/partners%2Femea%2Fonboarding/issues/1/discussions";

function attributes({ payload }: Delivery): Record<string, unknown> {
  return payload["object_attributes"] as Record<string, unknown>;
}

test("reply() makes a thread of a comment, and every note belongs to one", async () => {
  const { gitlab, project, maria, carla, call } = await openScene();
  const issue = gitlab.state.createIssue(project, maria, { title: "Threads" });
  const question = gitlab.state.comment(issue, maria, "question");
  const alone = gitlab.state.comment(issue, maria, "alone");
  gitlab.state.editTitle(issue, maria, "Talk");

  const answer = gitlab.state.reply(issue, carla, question, "answer");
  const thanks = gitlab.state.reply(issue, maria, answer, "thanks");
  const { body } = await call("GET", DISCUSSIONS);

  expect(
    body.map((thread: { individual_note: boolean; notes: { id: number; type: string | null }[] }) => ({
      individual: thread.individual_note,
      notes: thread.notes.map(({ id, type }) => [id, type]),
    })),
  ).toEqual([
    {
      individual: false,
      notes: [
        [question.id, "DiscussionNote"],
        [answer.id, "DiscussionNote"],
        [thanks.id, "DiscussionNote"],
      ],
    },
    { individual: true, notes: [[alone.id, null]] },
    { individual: true, notes: [[issue.notes[2]?.id, null]] },
  ]);
});

test("discussions come in pages of threads", async () => {
  const { gitlab, project, maria, call } = await openScene();
  const issue = gitlab.state.createIssue(project, maria, { title: "Threads" });
  const notes = ["one", "two", "three"].map((body) => gitlab.state.comment(issue, maria, body));
  gitlab.state.reply(issue, maria, notes[0]!, "to one");

  const first = await call("GET", `${DISCUSSIONS}?per_page=2&page=1`);
  const second = await call("GET", `${DISCUSSIONS}?per_page=2&page=2`);

  const bodies = (answer: typeof first): string[][] =>
    answer.body.map((thread: { notes: { body: string }[] }) => thread.notes.map((note) => note.body));
  expect([bodies(first), first.headers.get("x-next-page"), first.headers.get("x-total")]).toEqual([
    [["one", "to one"], ["two"]],
    "2",
    "3",
  ]);
  expect([bodies(second), second.headers.get("x-next-page")]).toEqual([[["three"]], ""]);
});

test("note webhooks name the thread: a new comment its own, a reply the one it answers", async () => {
  const { gitlab, project, maria, carla } = await openScene();
  const receiver = await openReceiver();
  const issue = gitlab.state.createIssue(project, maria, { title: "Threads" });
  gitlab.state.addHook(project, { url: receiver.url });

  const question = gitlab.state.comment(issue, maria, "question");
  await gitlab.settled();
  gitlab.state.reply(issue, carla, question, "answer");
  await gitlab.settled();
  gitlab.state.comment(issue, carla, "something else");
  await gitlab.settled();

  const told = receiver.deliveries.map(attributes);
  expect(told.map(({ note, type, action }) => [note, type, action])).toEqual([
    ["question", null, "create"],
    ["answer", "DiscussionNote", "create"],
    ["something else", null, "create"],
  ]);
  expect(told[0]?.["discussion_id"]).toBe(question.discussionId);
  expect(told[1]?.["discussion_id"]).toBe(question.discussionId);
  expect(told[2]?.["discussion_id"]).not.toBe(question.discussionId);
});

test("the first answer moves the comment's updated_at, as GitLab saves it as a thread; later ones do not", async () => {
  const { gitlab, project, maria, carla, call } = await openScene();
  const issue = gitlab.state.createIssue(project, maria, { title: "Threads" });
  const question = gitlab.state.comment(issue, maria, "question");

  const answer = gitlab.state.reply(issue, carla, question, "answer");
  const { body } = await call("GET", `${DISCUSSIONS.replace("discussions", "notes")}/${question.id}`);
  const moved = question.updatedAt;
  gitlab.state.reply(issue, carla, question, "and another");

  expect(body.updated_at > body.created_at).toBe(true);
  expect(moved > answer.createdAt).toBe(true);
  expect([question.updatedAt, question.updatedBy]).toEqual([moved, null]);
});

test("replyTouchesNote false leaves the comment's updated_at", async () => {
  const { gitlab, project, maria, carla } = await openScene({ replyTouchesNote: false });
  const issue = gitlab.state.createIssue(project, maria, { title: "Threads" });
  const question = gitlab.state.comment(issue, maria, "question");

  gitlab.state.reply(issue, carla, question, "answer");

  expect([question.threaded, question.updatedAt]).toEqual([true, question.createdAt]);
});

test("a reply of quick actions alone makes no thread", async () => {
  const { gitlab, project, maria } = await openScene();
  const issue = gitlab.state.createIssue(project, maria, { title: "Threads" });
  const question = gitlab.state.comment(issue, maria, "question");

  const posted = gitlab.state.post(issue, maria, { body: "/close", thread: question.discussionId });

  expect([posted.kind, issue.state, question.threaded]).toEqual(["commands", "closed", false]);
});

test("answers to an internal note are internal, and nobody answers what they may not read", async () => {
  const { gitlab, project, maria, carla, call } = await openScene();
  const issue = gitlab.state.createIssue(project, maria, { title: "Threads" });
  const secret = gitlab.state.comment(issue, carla, "psst", { internal: true });

  const answer = gitlab.state.reply(issue, carla, secret, "psst yourself");
  const refused = await call("POST", `${DISCUSSIONS}/${secret.discussionId}/notes`, { body: "me too" }, maria.token);
  const seen = await call("GET", DISCUSSIONS, undefined, maria.token);

  expect(answer.internal).toBe(true);
  expect([refused.status, refused.body]).toEqual([404, { message: "404 Discussion Not Found" }]);
  expect(seen.body).toEqual([]);
});

test("a confidential issue is confidential in every webhook from its opening on", async () => {
  const { gitlab, project, maria, carla } = await openScene();
  const receiver = await openReceiver();
  gitlab.state.addHook(project, { url: receiver.url });

  const issue = gitlab.state.createIssue(project, carla, { title: "Desk", confidential: true, assignees: [maria] });
  await gitlab.settled();
  const question = gitlab.state.comment(issue, carla, "question");
  await gitlab.settled();
  gitlab.state.reply(issue, maria, question, "answer of the assignee, a Guest");
  await gitlab.settled();

  expect(receiver.deliveries.map(({ headers, payload }) => [headers["x-gitlab-event"], payload["event_type"]])).toEqual(
    [
      ["Confidential Issue Hook", "confidential_issue"],
      ["Confidential Note Hook", "confidential_note"],
      ["Confidential Note Hook", "confidential_note"],
    ],
  );
});
