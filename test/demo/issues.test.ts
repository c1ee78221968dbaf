import { expect, test } from "vitest";

import { ACCESS, type Note } from "../../src/demo/gitlab/model.ts";
import { openScene } from "./support/open-stand-in.ts";

const LIST = "# Tasks\n\n- [ ] Read (all), please\n- [ ] Pass\n- [ ] Lead\n\n<!-- onboarding-bot: x v1 -->\n";
const ISSUES = "/projects/partners%2Femea%2Fonboarding/issues";

function systemNotes(notes: readonly Note[]): string[] {
  return notes.filter((note) => note.system).map((note) => `${note.author.username}: ${note.body}`);
}

test.for<[why: string, next: string, notes: string[]]>([
  [
    "one box is ticked",
    LIST.replace("[ ] Pass", "[x] Pass"),
    ["maria: marked the checklist item **Pass** as completed"],
  ],
  [
    "the text holds Markdown's own characters",
    LIST.replace("[ ] Read", "[x] Read"),
    [String.raw`maria: marked the checklist item **Read \(all\), please** as completed`],
  ],
  ["only prose changes", LIST.replace("# Tasks", "# My tasks"), ["maria: changed the description"]],
  [
    "prose and a box change: the box is told, the description is not",
    LIST.replace("# Tasks", "# My tasks").replace("[ ] Lead", "[x] Lead"),
    ["maria: marked the checklist item **Lead** as completed"],
  ],
  [
    "a line is inserted above: pairs by position hide the tick",
    LIST.replace("- [ ] Read", "- [ ] New\n- [ ] Read").replace("[ ] Pass", "[x] Pass"),
    ["maria: changed the description"],
  ],
  ["a box is reworded while it is ticked", LIST.replace("[ ] Pass", "[x] Pass it"), ["maria: changed the description"]],
])("saveDescription() notes what GitLab notes when %s", async ([, next, notes]) => {
  const { gitlab, project, maria } = await openScene();
  const issue = gitlab.state.createIssue(project, maria, { title: "Maria", description: LIST });

  gitlab.state.saveDescription(issue, maria, next);

  expect(systemNotes(issue.notes)).toEqual(notes);
});

test("tick() changes one box and leaves every other byte", async () => {
  const { gitlab, project, maria } = await openScene();
  const issue = gitlab.state.createIssue(project, maria, {
    title: "Maria",
    description: LIST.replaceAll("\n", "\r\n"),
  });

  gitlab.state.tick(issue, maria, "Pass");
  gitlab.state.tick(issue, maria, "Pass", false);

  expect(issue.description).toBe(LIST.replaceAll("\n", "\r\n"));
  expect(systemNotes(issue.notes)).toEqual([
    "maria: marked the checklist item **Pass** as completed",
    "maria: marked the checklist item **Pass** as incomplete",
  ]);
});

test("a Guest may edit an issue they wrote or are assigned to, and no other", async () => {
  const { gitlab, project, maria, carla, call } = await openScene();
  const theirs = gitlab.state.createIssue(project, carla, { title: "Not Maria's", description: LIST });

  const refused = await call("PUT", `${ISSUES}/${theirs.iid}`, { description: "x" }, maria.token);
  gitlab.state.assign(theirs, carla, [maria]);
  const allowed = await call("PUT", `${ISSUES}/${theirs.iid}`, { description: "x" }, maria.token);

  expect([refused.status, refused.body]).toEqual([403, { message: "403 Forbidden" }]);
  expect([allowed.status, allowed.body.description]).toEqual([200, "x"]);
});

test("metadata a Guest may not set is left out without a word", async () => {
  const { gitlab, project, maria, call } = await openScene();
  const issue = gitlab.state.createIssue(project, maria, { title: "Mine" });

  const answer = await call("PUT", `${ISSUES}/${issue.iid}`, { add_labels: "a", title: "Still mine" }, maria.token);

  expect([answer.status, answer.body.title, answer.body.labels]).toEqual([200, "Still mine", []]);
});

test("a confidential issue is not there for a Guest who neither wrote nor has it", async () => {
  const { gitlab, project, maria, carla, call } = await openScene();
  const issue = gitlab.state.createIssue(project, carla, { title: "Secret", confidential: true });

  const asGuest = await call("GET", `${ISSUES}/${issue.iid}`, undefined, maria.token);
  const listed = await call("GET", ISSUES, undefined, maria.token);
  const asReporter = await call("GET", `${ISSUES}/${issue.iid}`);

  expect([asGuest.status, asGuest.body]).toEqual([404, { message: "404 Not found" }]);
  expect(listed.body).toEqual([]);
  expect(asReporter.status).toBe(200);
});

test("a refused close answers 200 and leaves the issue open", async () => {
  const { gitlab, project, maria, bot, call } = await openScene();
  const issue = gitlab.state.createIssue(project, maria, { title: "Open" });
  project.closeRefusedTo.add(bot.id);

  const answer = await call("PUT", `${ISSUES}/${issue.iid}`, { state_event: "close" });

  expect([answer.status, answer.body.state]).toEqual([200, "opened"]);
});

test.for<[tier: string, premium: boolean, labels: string[]]>([
  ["Free", false, ["other", "s::one", "s::two"]],
  ["Premium", true, ["other", "s::two"]],
])("add_labels on %s treats scopes as that tier does", async ([, premium, labels]) => {
  const { gitlab, project, maria, call } = await openScene({ premium });
  const issue = gitlab.state.createIssue(project, maria, { title: "Labels", labels: ["other", "s::one"] });

  const answer = await call("PUT", `${ISSUES}/${issue.iid}`, { add_labels: "s::two" });

  expect(answer.body.labels).toEqual(labels);
  expect([...project.labels.keys()].toSorted()).toEqual(["other", "s::one", "s::two"]);
});

test("state and label changes are resource events and no notes", async () => {
  const { gitlab, project, maria, call } = await openScene();
  const issue = gitlab.state.createIssue(project, maria, { title: "Events" });

  await call("PUT", `${ISSUES}/${issue.iid}`, { add_labels: ["a", "b"], state_event: "close" });
  const states = await call("GET", `${ISSUES}/${issue.iid}/resource_state_events`);
  const labels = await call("GET", `${ISSUES}/${issue.iid}/resource_label_events`);

  expect(issue.notes).toEqual([]);
  expect(states.body.map((event: { state: string }) => event.state)).toEqual(["closed"]);
  expect(
    labels.body.map((event: { action: string; label: { name: string } }) => [event.action, event.label.name]),
  ).toEqual([
    ["add", "a"],
    ["add", "b"],
  ]);
});

test("moveIssue() closes here, copies notes with their times, and names the new issue", async () => {
  const { gitlab, project, maria, carla, call } = await openScene();
  const target = gitlab.state.createProject("partners/apac/onboarding");
  gitlab.state.addMember(target, carla, ACCESS.maintainer);
  const issue = gitlab.state.createIssue(project, maria, { title: "Move me", description: LIST });
  const note = gitlab.state.comment(issue, maria, "Hello");

  const moved = gitlab.state.moveIssue(issue, target, carla);
  const old = await call("GET", `${ISSUES}/${issue.iid}`);

  expect([old.body.state, old.body.moved_to_id]).toEqual(["closed", moved.id]);
  expect(moved).toMatchObject({ title: "Move me", description: LIST, author: maria, createdAt: issue.createdAt });
  expect(moved.notes[0]).toMatchObject({ body: "Hello", author: maria, createdAt: note.createdAt, issue: moved });
  expect(moved.notes[0]?.id).not.toBe(note.id);
});

test("the list of issues pages with GitLab's headers and filters by change", async () => {
  const { gitlab, project, maria, call } = await openScene();
  const issues = Array.from({ length: 5 }, (_, index) =>
    gitlab.state.createIssue(project, maria, { title: `Issue ${index + 1}` }),
  );
  const since = issues[2]!.updatedAt;
  gitlab.state.comment(issues[0]!, maria, "later");

  const first = await call("GET", `${ISSUES}?per_page=2&page=1&order_by=updated_at&sort=asc`);
  const changed = await call("GET", `${ISSUES}?updated_after=${since.toISOString()}&order_by=updated_at&sort=asc`);

  expect(first.body.map((issue: { iid: number }) => issue.iid)).toHaveLength(2);
  expect(first.headers.get("x-next-page")).toBe("2");
  expect(first.headers.get("x-total")).toBe("5");
  expect(first.headers.get("link")).toMatch(/[?&]page=2&[^>]*>; rel="next"/);
  expect(changed.body.at(-1).iid).toBe(1);
});

test("keyset pages lead on by Link alone and end", async () => {
  const { gitlab, project, maria, token } = await openScene();
  for (const title of ["a", "b", "c"]) gitlab.state.createIssue(project, maria, { title });

  const seen: number[] = [];
  let next: string | undefined =
    `${gitlab.url}/api/v4${ISSUES}?pagination=keyset&order_by=updated_at&sort=asc&per_page=2`;
  while (next !== undefined) {
    const response: Response = await fetch(next, { headers: { authorization: `Bearer ${token}` } });
    const body = (await response.json()) as { iid: number }[];
    seen.push(...body.map((issue) => issue.iid));
    next = /<([^>]+)>; rel="next"/.exec(response.headers.get("link") ?? "")?.[1];
  }

  expect(seen).toEqual([1, 2, 3]);
});

test("updated_at moves with every save, also when the clock stands still", async () => {
  const { gitlab, project, maria } = await openScene({ now: () => new Date("2026-11-22T10:00:00.000Z") });
  const issue = gitlab.state.createIssue(project, maria, { title: "Clock", description: LIST });

  const times = [issue.updatedAt.getTime()];
  gitlab.state.tick(issue, maria, "Pass");
  times.push(issue.updatedAt.getTime());
  gitlab.state.comment(issue, maria, "hello");
  times.push(issue.updatedAt.getTime());

  expect(times.map((time) => time - times[0]!)).toEqual([0, 1, 2]);
});

test.for<[why: string, method: string, path: string, body: object | undefined, status: number, answer: unknown]>([
  ["the issue is unknown", "GET", `${ISSUES}/99`, undefined, 404, { message: "404 Not found" }],
  [
    "the project is unknown",
    "GET",
    "/projects/nobody%2Fnothing/issues",
    undefined,
    404,
    { message: "404 Project Not Found" },
  ],
  ["the path is unknown", "GET", "/nothing/here", undefined, 404, { error: "404 Not Found" }],
  ["the title is missing", "POST", ISSUES, {}, 400, { error: "title is missing" }],
  ["the title is empty", "POST", ISSUES, { title: "" }, 400, { message: { title: ["can't be blank"] } }],
  ["the user is unknown", "GET", "/users/12345", undefined, 404, { message: "404 User Not Found" }],
  [
    "the member is unknown",
    "GET",
    "/projects/partners%2Femea%2Fonboarding/members/all/12345",
    undefined,
    404,
    { message: "404 Not found" },
  ],
  [
    "hooks need a Maintainer",
    "GET",
    "/projects/partners%2Femea%2Fonboarding/hooks",
    undefined,
    403,
    { message: "403 Forbidden" },
  ],
])("the API refuses in GitLab's words when %s", async ([, method, path, body, status, answer]) => {
  const { call } = await openScene();

  const got = await call(method, path, body);

  expect([got.status, got.body]).toEqual([status, answer]);
});

test("the API refuses a token that is wrong, revoked, expired or too weak", async () => {
  const { gitlab, project, token, call } = await openScene();
  const reader = gitlab.state.createAccessToken(project, { scopes: ["read_api"], accessLevel: ACCESS.reporter });
  const revoked = gitlab.state.createAccessToken(project);
  revoked.revoked = true;
  const expired = gitlab.state.createAccessToken(project);
  expired.expiresAt = "2020-01-01";

  const answers = await Promise.all([
    call("GET", "/user", undefined, "wrong"),
    call("GET", "/user", undefined, revoked.token),
    call("GET", "/user", undefined, expired.token),
    call("POST", ISSUES, { title: "x" }, reader.token),
    call("GET", "/user", undefined, reader.token),
    call("GET", "/user", undefined, token),
  ]);

  expect(answers.map(({ status, body }) => [status, body.error ?? body.message ?? body.bot])).toEqual([
    [401, "401 Unauthorized"],
    [401, "invalid_token"],
    [401, "invalid_token"],
    [403, "insufficient_scope"],
    [200, true],
    [200, true],
  ]);
});

test("disturb answers, resets before the work and resets after it", async () => {
  const { gitlab, project, maria, call } = await openScene();
  const issue = gitlab.state.createIssue(project, maria, { title: "Disorder" });
  const path = `${ISSUES}/${issue.iid}/notes`;
  const before = gitlab.calls.length;

  gitlab.disturb = (one) =>
    one.method === "POST" ? { kind: "answer", status: 502, body: "Bad gateway", after: true } : null;
  const answered = await call("POST", path, { body: "one" });
  gitlab.disturb = () => ({ kind: "reset", after: false });
  await expect(call("POST", path, { body: "two" })).rejects.toThrow("fetch failed");
  gitlab.disturb = () => ({ kind: "reset", after: true });
  await expect(call("POST", path, { body: "three" })).rejects.toThrow("fetch failed");

  expect(answered.status).toBe(502);
  expect(issue.notes.map((note) => note.body)).toEqual(["one", "three"]);
  expect(gitlab.calls.slice(before).map((one) => one.status)).toEqual([502, 0, 0]);
});

test("the throttle says when to come back, the limit on notes does not", async () => {
  const now = (): Date => new Date("2026-11-22T10:00:15Z");
  const throttled = await openScene({ callsPerMinute: 1, now });
  const limited = await openScene({ notesPerMinute: 1, now });
  const issue = limited.gitlab.state.createIssue(limited.project, limited.maria, { title: "Notes" });

  await throttled.call("GET", "/user");
  const second = await throttled.call("GET", "/user");
  await limited.call("POST", `${ISSUES}/${issue.iid}/notes`, { body: "one" });
  const note = await limited.call("POST", `${ISSUES}/${issue.iid}/notes`, { body: "two" });

  expect([second.status, second.body, second.headers.get("retry-after")]).toEqual([429, "Retry later\n", "45"]);
  expect(second.headers.get("ratelimit-reset")).toBe("1795341660");
  expect([note.status, note.headers.get("retry-after"), note.body.message.error]).toEqual([
    429,
    null,
    "This endpoint has been requested too many times. Try again later.",
  ]);
});

test("recordCalls false keeps nothing", async () => {
  const { gitlab, call } = await openScene({ recordCalls: false });

  await call("GET", "/user");

  expect(gitlab.calls).toEqual([]);
});
