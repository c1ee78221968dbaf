import { expect, test } from "vitest";

import { ACCESS } from "../../src/demo/gitlab/model.ts";
import { openScene } from "./support/open-stand-in.ts";

const FILE = ".gitlab/issue_templates/some.md";

test("a protected default branch takes no commit, a new branch and a merge request do", async () => {
  const { project, call, gitlab } = await openScene();
  const { token } = gitlab.state.createAccessToken(project, { accessLevel: ACCESS.developer });
  project.pushLevel = ACCESS.maintainer;
  const base = `/projects/${project.id}`;
  const file = `${base}/repository/files/${encodeURIComponent(FILE)}`;
  const commit = { content: "text", commit_message: "add", branch: "main" };

  const branch = await call("GET", `${base}/repository/branches/main`, undefined, token);
  const refused = await call("POST", file, commit, token);
  const made = await call("POST", file, { ...commit, branch: "topic", start_branch: "main" }, token);
  const request = { source_branch: "topic", target_branch: "main", title: "Add" };
  const opened = await call("POST", `${base}/merge_requests`, request, token);
  const twice = await call("POST", `${base}/merge_requests`, request, token);
  const listed = await call("GET", `${base}/merge_requests?state=opened&source_branch=topic`, undefined, token);
  const onBranch = await call("GET", `${file}?ref=topic`, undefined, token);
  const onMain = await call("GET", `${file}?ref=main`, undefined, token);

  expect(branch.body).toMatchObject({ protected: true, can_push: false });
  expect([refused.status, refused.body.message]).toEqual([400, "You are not allowed to push into this branch"]);
  expect([made.status, opened.status, twice.status, onBranch.status, onMain.status]).toEqual([201, 201, 409, 200, 404]);
  expect(listed.body).toMatchObject([{ iid: opened.body.iid, state: "opened" }]);
});

test("an instance may forbid webhooks into its own network, in the words of an address that is none", async () => {
  const { project, carla, call } = await openScene({ allowsLocalHooks: false });
  const hooks = `/projects/${project.id}/hooks`;

  const local = await call("POST", hooks, { url: "http://127.0.0.1:8080/webhooks/gitlab" }, carla.token);
  const outside = await call("POST", hooks, { url: "https://bot.example.com/webhooks/gitlab" }, carla.token);

  expect([local.status, local.body, outside.status]).toEqual([422, { error: "Invalid url given" }, 201]);
});
