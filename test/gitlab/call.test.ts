import { expect, test } from "vitest";

import { describeCall } from "../../src/gitlab/call.ts";

test.for<[method: string, path: string, template: string, isRepeatable: boolean, budgetKind: "note" | "call"]>([
  ["GET", "user", "/user", true, "call"],
  ["GET", "users/51", "/users/:id", true, "call"],
  ["GET", "projects/a%2Fb.c", "/projects/:id", true, "call"],
  ["GET", "projects/7/issues", "/projects/:id/issues", true, "call"],
  ["PUT", "projects/7/issues/12", "/projects/:id/issues/:iid", true, "call"],
  ["GET", "projects/7/issues/12/notes", "/projects/:id/issues/:iid/notes", true, "call"],
  ["POST", "projects/7/issues/12/notes", "/projects/:id/issues/:iid/notes", false, "note"],
  ["PUT", "projects/7/issues/12/notes/9", "/projects/:id/issues/:iid/notes/:id", true, "call"],
  ["DELETE", "projects/7/issues/12/notes/9", "/projects/:id/issues/:iid/notes/:id", true, "call"],
  ["POST", "projects/7/issues/12/notes/9/award_emoji", "/projects/:id/issues/:iid/notes/:id/award_emoji", true, "call"],
  ["GET", "groups/g%2Fs/members/all/51", "/groups/:id/members/all/:id", true, "call"],
  ["POST", "projects/7/hooks", "/projects/:id/hooks", false, "call"],
  ["PATCH", "projects/7", "/projects/:id", false, "call"],
])("describeCall() names %s %s without its ids", ([method, path, template, isRepeatable, budgetKind]) => {
  expect(describeCall(method, path)).toEqual({
    method,
    template,
    isWrite: method !== "GET",
    isRepeatable,
    budgetKind,
  });
});
