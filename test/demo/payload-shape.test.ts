import { existsSync, readFileSync } from "node:fs";

import { expect, test } from "vitest";

import { openReceiver, openScene, type Delivery } from "./support/open-stand-in.ts";

/** Payloads other projects have recorded or copied from GitLab's documentation; not part of this repository. */
const FOLDER = "../shared/fixtures/webhooks";

type Json = Record<string, unknown>;

function fixture(name: string): Json {
  return JSON.parse(readFileSync(`${FOLDER}/${name}`, "utf8")) as Json;
}

/** Keys the recorded payload has and ours lacks. */
function missing(recorded: unknown, ours: unknown): string[] {
  const known = new Set(Object.keys(ours as Json));
  return Object.keys(recorded as Json).filter((key) => !known.has(key));
}

async function deliveries(): Promise<{ issue: Delivery; update: Delivery; note: Delivery; emoji: Delivery }> {
  const { gitlab, project, maria } = await openScene();
  const receiver = await openReceiver();
  gitlab.state.addHook(project, { url: receiver.url, emojiEvents: true });
  const issue = gitlab.state.createIssue(project, maria, { title: "T", description: "- [ ] a", assignees: [maria] });
  await gitlab.settled();
  gitlab.state.tick(issue, maria, "a");
  await gitlab.settled();
  const note = gitlab.state.comment(issue, maria, "hi");
  await gitlab.settled();
  gitlab.state.award(note, maria, "thumbsup");
  await gitlab.settled();
  const [first, second, third, fourth] = receiver.deliveries;
  return { issue: first!, update: second!, note: third!, emoji: fourth! };
}

test.skipIf(!existsSync(FOLDER))("payloads have the keys of the recorded ones", async () => {
  const sent = await deliveries();
  const opened = fixture("work_item_task_open.zulip.json");
  const updated = fixture("issue_update_description.go-scm.json");
  const noted = fixture("confidential_note_issue.zulip.json");
  const awarded = fixture("emoji_award_issue_note_doc_example.gitlab.json");

  const issue = sent.issue.payload;
  const note = sent.note.payload;
  const emoji = sent.emoji.payload;
  expect({
    open: missing(opened, issue),
    openAttributes: missing(opened["object_attributes"], issue["object_attributes"]),
    openUser: missing(opened["user"], issue["user"]),
    openProject: missing(opened["project"], issue["project"]),
    openChanges: missing(opened["changes"], issue["changes"]),
    updateChanges: missing(updated["changes"], sent.update.payload["changes"]),
    note: missing(noted, note),
    noteAttributes: missing(noted["object_attributes"], note["object_attributes"]),
    noteIssue: missing(noted["issue"], note["issue"]),
    emoji: missing(awarded, emoji),
    emojiAttributes: missing(awarded["object_attributes"], emoji["object_attributes"]),
  }).toEqual({
    open: [],
    // The status of a work item is a licensed feature.
    openAttributes: ["status"],
    openUser: [],
    openProject: [],
    openChanges: [],
    updateChanges: [],
    note: [],
    noteAttributes: [],
    noteIssue: [],
    // A later GitLab calls the issue `work_item` here, and leaves the action to `event_type`.
    emoji: ["issue"],
    emojiAttributes: ["action"],
  });
});

test("an update without assignees has no `assignees`, and times follow the chosen form", async () => {
  const { gitlab, project, maria } = await openScene({ webhookTimes: "utc" });
  const receiver = await openReceiver();
  gitlab.state.addHook(project, { url: receiver.url });

  gitlab.state.createIssue(project, maria, { title: "T" });
  await gitlab.settled();

  const { payload } = receiver.deliveries[0]!;
  expect(Object.keys(payload)).not.toContain("assignees");
  expect(payload["labels"]).toEqual([]);
  expect(payload["object_attributes"]).toMatchObject({
    created_at: expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC$/),
    url: expect.stringContaining("/-/work_items/1"),
    type: "Issue",
  });
});
