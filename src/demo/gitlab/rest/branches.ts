import { ACCESS, type MergeRequest, type Project, type RepositoryFile } from "../model.ts";
import { demand, hasAccess } from "../permissions.ts";
import { notFound, Refusal } from "../refusal.ts";
import { userBasic } from "./entities.ts";
import { page } from "./pagination.ts";
import type { ApiAnswer, ApiRequest } from "./request.ts";
import type { Route } from "./router.ts";

export const branchRoutes: readonly Route[] = [
  { method: "GET", pattern: "/projects/:id/repository/branches/:branch", handler: showBranch },
  { method: "GET", pattern: "/projects/:id/merge_requests", handler: listMergeRequests },
  { method: "POST", pattern: "/projects/:id/merge_requests", handler: addMergeRequest },
];

/** Files of a branch; `undefined` when there is no such branch. `HEAD` is the default branch. */
export function filesOf(project: Project, branch: string): Map<string, RepositoryFile> | undefined {
  return branch === "main" || branch === "HEAD" ? project.files : project.branches.get(branch);
}

function showBranch(request: ApiRequest): ApiAnswer {
  const project = request.project();
  const name = request.segment("branch");
  if (!filesOf(project, name)) throw notFound("Branch");
  const isDefault = name === "main";
  const level = isDefault ? project.pushLevel : ACCESS.developer;
  return {
    status: 200,
    body: {
      name,
      merged: false,
      protected: isDefault,
      default: isDefault,
      developers_can_push: level <= ACCESS.developer,
      developers_can_merge: level <= ACCESS.developer,
      can_push: hasAccess(request.world, project, request.user, level),
    },
  };
}

function listMergeRequests(request: ApiRequest): ApiAnswer {
  const state = request.text("state") ?? "all";
  const source = request.text("source_branch");
  const rows = request
    .project()
    .mergeRequests.filter((one) => state === "all" || one.state === state)
    .filter((one) => source === undefined || one.sourceBranch === source);
  return page(request, rows, (one) => mergeRequestEntity(request, one));
}

function addMergeRequest(request: ApiRequest): ApiAnswer {
  const project = request.project();
  demand(hasAccess(request.world, project, request.user, ACCESS.developer));
  const sourceBranch = request.requiredText("source_branch");
  const targetBranch = request.requiredText("target_branch");
  if (!filesOf(project, sourceBranch) || !filesOf(project, targetBranch)) {
    throw new Refusal(400, { message: { validate_branches: ["Source or target branch does not exist"] } });
  }
  const twin = project.mergeRequests.find((one) => one.sourceBranch === sourceBranch && one.state === "opened");
  if (twin) {
    throw new Refusal(409, {
      message: [`Another open merge request already exists for this source branch: !${twin.iid}`],
    });
  }
  const made: MergeRequest = {
    id: request.world.nextId("row"),
    iid: project.mergeRequests.length + 1,
    author: request.user,
    title: request.requiredText("title"),
    description: request.text("description") ?? "",
    sourceBranch,
    targetBranch,
    state: "opened",
  };
  project.mergeRequests.push(made);
  return { status: 201, body: mergeRequestEntity(request, made) };
}

function mergeRequestEntity(request: ApiRequest, one: MergeRequest): object {
  const project = request.project();
  return {
    id: one.id,
    iid: one.iid,
    project_id: project.id,
    title: one.title,
    description: one.description,
    state: one.state,
    source_branch: one.sourceBranch,
    target_branch: one.targetBranch,
    author: userBasic(request.context.addresses, one.author),
    web_url: `${request.context.addresses.project(project)}/-/merge_requests/${one.iid}`,
  };
}
