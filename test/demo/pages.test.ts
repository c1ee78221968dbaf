import { expect, test } from "vitest";

import { ACCESS } from "../../src/demo/gitlab/model.ts";
import { renderMarkdown } from "../../src/demo/gitlab/pages/markdown.ts";
import { openScene, type Scene } from "./support/open-stand-in.ts";

const LIST = "- [ ] Pass **it**\n  - [x] Nested\n- [~] Not this\n";

async function open(
  scene: Scene,
  path: string,
  person: string,
): Promise<{ status: number; text: string; csp: string }> {
  const response = await fetch(`${scene.gitlab.url}${path}`, { headers: { cookie: `demo_person=${person}` } });
  return {
    status: response.status,
    text: await response.text(),
    csp: response.headers.get("content-security-policy") ?? "",
  };
}

async function post(scene: Scene, path: string, person: string, form: Record<string, string>): Promise<Response> {
  return fetch(`${scene.gitlab.url}/-/demo/${path}`, {
    method: "POST",
    redirect: "manual",
    headers: { cookie: `demo_person=${person}` },
    body: new URLSearchParams(form),
  });
}

test.for<[why: string, source: string, html: string]>([
  ["it is a comment", "a\n\n<!-- hidden -->", "<p>a</p>\n"],
  ["it is a script", "<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"],
  ["a known tag has attributes", '<details onclick="x" open>\n', "<details>\n"],
  ["a comment hides a tag's name", "<scr<!-- x -->ipt>", "<p>&lt;scr<!-- x -->ipt&gt;</p>\n".replace("<!-- x -->", "")],
  ["a link runs a script", "[x](javascript:alert(1))", "<p>[x](javascript:alert(1))</p>\n"],
  ["somebody is mentioned", "hi @maria.s!", '<p>hi <span class="mention">@maria.s</span>!</p>\n'],
  ["an emoji is named", ":tada: :unknown:", "<p>🎉 :unknown:</p>\n"],
])("renderMarkdown() is safe and readable when %s", ([, source, html]) => {
  expect(renderMarkdown(source)).toBe(html);
});

test("renderMarkdown() makes boxes buttons that name their line", () => {
  const buttons = [...renderMarkdown(LIST, { boxForm: "tick" }).matchAll(/<button class="box"[^>]*>/g)].map(
    ([tag]) => tag,
  );

  expect(buttons).toEqual([
    '<button class="box" id="box-0" type="submit" form="tick" name="box" value="0:1" role="checkbox" aria-checked="false" aria-label="Pass it">',
    '<button class="box" id="box-1" type="submit" form="tick" name="box" value="1:0" role="checkbox" aria-checked="true" aria-label="Nested">',
  ]);
});

test("the issue page ticks, comments, edits and closes as the chosen person", async () => {
  const scene = await openScene();
  const { gitlab, project, maria } = scene;
  const issue = gitlab.state.createIssue(project, maria, { title: "Maria <b>", description: LIST, labels: ["s::a"] });
  const forms = `issues/${issue.id}`;

  const ticked = await post(scene, `${forms}/tick`, "maria", { box: "0:1" });
  await post(scene, `${forms}/comment`, "carla", { body: "well\r\ndone" });
  await post(scene, `${forms}/edit`, "maria", { title: "Renamed", description: issue.description ?? "" });
  await post(scene, `${forms}/state`, "maria", { event: "close" });
  const page = await open(scene, `/${project.path}/-/issues/${issue.iid}`, "carla");

  expect([ticked.status, ticked.headers.get("location")]).toEqual([303, `/${project.path}/-/issues/1#box-0`]);
  expect(issue.description).toBe(LIST.replace("[ ]", "[x]"));
  expect(issue.notes.map((note) => `${note.author.username}: ${note.body}`)).toEqual([
    "maria: marked the checklist item **Pass \\*\\*it\\*\\*** as completed",
    "carla: well\ndone",
    "maria: changed title from **{-Maria <b>-}** to **{+Renamed+}**",
  ]);
  expect(issue.state).toBe("closed");
  expect(page.status).toBe(200);
  expect(page.text).toContain("This is <strong>not GitLab</strong>");
  expect(page.text).not.toContain("Maria <b>-");
  expect(page.csp).toContain("script-src 'self'");
});

test("answers stand under what they answer, and the page takes new ones", async () => {
  const scene = await openScene();
  const { gitlab, project, maria, carla } = scene;
  const issue = gitlab.state.createIssue(project, maria, { title: "Threads" });
  const question = gitlab.state.comment(issue, maria, "first question");
  gitlab.state.comment(issue, maria, "something else");

  const answered = await post(scene, `issues/${issue.id}/reply`, "carla", {
    note: String(question.id),
    body: "an <answer>\r\nin two lines",
  });
  const nowhere = await post(scene, `issues/${issue.id}/reply`, "carla", { note: "1", body: "lost" });
  const page = await open(scene, `/${project.path}/-/issues/${issue.iid}`, "carla");

  const answer = issue.notes.at(-1)!;
  expect(answer).toMatchObject({
    author: carla,
    body: "an <answer>\nin two lines",
    discussionId: question.discussionId,
  });
  expect(answered.headers.get("location")).toBe(`/${project.path}/-/issues/1#note_${answer.id}`);
  expect(nowhere.headers.get("location")).toContain("was%20refused%20(404)");
  const order = [...page.text.matchAll(/first question|class="replies"|an &lt;answer&gt;|something else/g)];
  expect(order.map(([found]) => found)).toEqual([
    "first question",
    'class="replies"',
    "an &lt;answer&gt;",
    "something else",
  ]);
  expect(page.text.match(/<summary>Reply<\/summary>/g)).toHaveLength(2);
});

test("who may not comment is offered no reply", async () => {
  const scene = await openScene();
  const { gitlab, carla } = scene;
  const project = gitlab.state.createProject("public/project", { visibility: "public" });
  gitlab.state.addMember(project, carla, ACCESS.maintainer);
  const issue = gitlab.state.createIssue(project, carla, { title: "Locked", discussionLocked: true });
  gitlab.state.comment(issue, carla, "closed talk");

  const page = await open(scene, `/${project.path}/-/issues/${issue.iid}`, "maria");

  expect(page.text).toContain("closed talk");
  expect(page.text).not.toContain("Reply");
});

test("the list of people says how late it is for them and who is busy", async () => {
  const scene = await openScene({ now: () => new Date("2026-11-23T10:08:00Z") });
  scene.gitlab.state.setZone(scene.maria, "Asia/Kolkata");
  scene.gitlab.state.setStatus(scene.maria, { busy: true });

  const page = await open(scene, "/", "maria");

  const options = [...page.text.matchAll(/<option[^>]*>\s*(.+?)\s*<\/option>/g)].map(([, text]) => text);
  expect(options).toEqual(["Maria Silva, @maria, 3:38 PM, busy", "Carla Coordinator, @carla"]);
});

test("what GitLab refuses is said on the page", async () => {
  const scene = await openScene();
  const issue = scene.gitlab.state.createIssue(scene.project, scene.carla, { title: "Carla's", description: LIST });

  const refused = await post(scene, `issues/${issue.id}/tick`, "maria", { box: "0:1" });
  const page = await open(scene, refused.headers.get("location") ?? "", "maria");

  expect(issue.description).toBe(LIST);
  expect(page.text).toContain("@maria was refused (403)");
  expect(page.text).not.toContain('<button class="box"');
});

test("a new issue takes its text from a template of the project", async () => {
  const scene = await openScene();
  const { gitlab, project } = scene;
  gitlab.state.writeFile(project, ".gitlab/issue_templates/migration-onboarding.md", LIST);

  const form = await open(scene, `/${project.path}/-/issues/new?issuable_template=migration-onboarding`, "maria");
  const made = await post(scene, `projects/${project.id}/issues`, "maria", {
    title: "New",
    description: LIST,
    assign: "me",
  });

  expect(form.text).toContain("- [ ] Pass **it**");
  expect(made.headers.get("location")).toBe(`/${project.path}/-/issues/1`);
  expect(project.issues.get(1)).toMatchObject({ title: "New", author: scene.maria, assignees: [scene.maria] });
});

test("pages show nothing to people who may not see it", async () => {
  const scene = await openScene();
  const { gitlab, project, carla } = scene;
  const secret = gitlab.state.createIssue(project, carla, { title: "Secret", confidential: true });
  gitlab.state.createUser({ username: "stranger" });

  const pages = await Promise.all([
    open(scene, `/${project.path}/-/issues/${secret.iid}`, "maria"),
    open(scene, `/${project.path}`, "stranger"),
    open(scene, "/", "stranger"),
    open(scene, `/${project.path}/-/work_items/${secret.iid}`, "carla"),
  ]);

  expect(pages.map((page) => page.status)).toEqual([404, 404, 200, 200]);
  expect(pages.map((page) => page.text.includes("Secret"))).toEqual([false, false, false, true]);
});

test("forms of other sites are not taken, and the way back stays on this one", async () => {
  const scene = await openScene();
  const person = `${scene.gitlab.url}/-/demo/person`;
  const send = async (back: string, origin?: string): Promise<Response> =>
    fetch(person, {
      method: "POST",
      redirect: "manual",
      headers: origin === undefined ? {} : { origin },
      body: new URLSearchParams({ person: "carla", back }),
    });

  const foreign = await send("/", "https://elsewhere.example");
  const away = await send("//elsewhere.example");
  const home = await send("/x", scene.gitlab.url);

  expect([foreign.status, away.headers.get("location"), home.headers.get("location")]).toEqual([403, "/", "/x"]);
  expect(home.headers.get("set-cookie")).toContain("demo_person=carla");
});
