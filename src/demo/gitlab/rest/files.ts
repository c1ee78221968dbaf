import { createHash } from "node:crypto";

import { ACCESS, type RepositoryFile } from "../model.ts";
import { demand, hasAccess } from "../permissions.ts";
import { notFound, Refusal } from "../refusal.ts";
import { commitId } from "../state.ts";
import { filesOf } from "./branches.ts";
import type { ApiAnswer, ApiRequest } from "./request.ts";
import type { Route } from "./router.ts";

const FILE = "/projects/:id/repository/files/:path";

export const fileRoutes: readonly Route[] = [
  { method: "GET", pattern: FILE, handler: showFile },
  { method: "HEAD", pattern: FILE, handler: headFile },
  { method: "GET", pattern: `${FILE}/raw`, handler: showRaw },
  { method: "POST", pattern: FILE, handler: createFile },
  { method: "PUT", pattern: FILE, handler: updateFile },
  { method: "DELETE", pattern: FILE, handler: removeFile },
];

function showFile(request: ApiRequest): ApiAnswer {
  const { file } = wanted(request);
  const path = request.segment("path");
  const content = Buffer.from(file.content).toString("base64");
  const facts = { file_name: path.split("/").at(-1), file_path: path, encoding: "base64", content };
  const size = Buffer.byteLength(file.content);
  const ref = request.text("ref") ?? "main";
  const body = { ...facts, size, content_sha256: sha256(file), ref, blob_id: sha256(file).slice(0, 40) };
  return { status: 200, body: { ...body, commit_id: file.lastCommitId, last_commit_id: file.lastCommitId } };
}

function headFile(request: ApiRequest): ApiAnswer {
  const { file } = wanted(request);
  const path = request.segment("path");
  return {
    status: 200,
    headers: {
      "x-gitlab-file-name": encodeURIComponent(path.split("/").at(-1) ?? ""),
      "x-gitlab-file-path": encodeURIComponent(path),
      "x-gitlab-size": String(Buffer.byteLength(file.content)),
      "x-gitlab-content-sha256": sha256(file),
      "x-gitlab-ref": "main",
      "x-gitlab-last-commit-id": file.lastCommitId,
    },
  };
}

function showRaw(request: ApiRequest): ApiAnswer {
  return { status: 200, body: wanted(request).file.content, headers: { "content-type": "text/plain; charset=utf-8" } };
}

function createFile(request: ApiRequest): ApiAnswer {
  const files = writable(request);
  if (files.has(request.segment("path"))) {
    throw new Refusal(400, { message: "A file with this name already exists" });
  }
  return { ...write(request, files), status: 201 };
}

function updateFile(request: ApiRequest): ApiAnswer {
  const files = writable(request);
  const file = files.get(request.segment("path"));
  if (!file) throw new Refusal(400, { message: "A file with this name doesn't exist" });
  const seen = request.text("last_commit_id");
  if (seen !== undefined && seen !== file.lastCommitId) {
    const message = "You are attempting to update a file that has changed since you started editing it.";
    throw new Refusal(400, { message });
  }
  return write(request, files);
}

function removeFile(request: ApiRequest): ApiAnswer {
  const files = writable(request);
  request.requiredText("commit_message");
  if (!files.delete(request.segment("path"))) {
    throw new Refusal(400, { message: "A file with this name doesn't exist" });
  }
  return { status: 204 };
}

function write(request: ApiRequest, files: Map<string, RepositoryFile>): ApiAnswer {
  request.requiredText("commit_message");
  const raw = request.requiredText("content");
  const content = request.text("encoding") === "base64" ? Buffer.from(raw, "base64").toString() : raw;
  const path = request.segment("path");
  files.set(path, { content, lastCommitId: commitId(content, request.world.now()) });
  return { status: 200, body: { file_path: path, branch: request.requiredText("branch") } };
}

/** The files of the branch a call names, which `start_branch` makes first. */
function writable(request: ApiRequest): Map<string, RepositoryFile> {
  const project = request.project();
  demand(hasAccess(request.world, project, request.user, ACCESS.developer));
  const branch = request.requiredText("branch");
  const start = request.text("start_branch");
  if (start !== undefined && start !== branch) {
    const from = filesOf(project, start);
    if (!from) throw new Refusal(400, { message: "Invalid reference name" });
    if (filesOf(project, branch)) {
      throw new Refusal(400, {
        message: `A branch called '${branch}' already exists. Switch to that branch in order to make changes`,
      });
    }
    project.branches.set(branch, new Map(from));
  }
  const files = filesOf(project, branch);
  const mayPush = branch !== "main" || hasAccess(request.world, project, request.user, project.pushLevel);
  if (!files || !mayPush) {
    throw new Refusal(400, { message: "You are not allowed to push into this branch" });
  }
  return files;
}

function wanted(request: ApiRequest): { readonly file: RepositoryFile } {
  const project = request.project();
  const files = filesOf(project, request.text("ref") ?? "main");
  if (!files) throw notFound("Commit");
  const file = files.get(request.segment("path"));
  if (!file) throw notFound("File");
  return { file };
}

function sha256(file: RepositoryFile): string {
  return createHash("sha256").update(file.content).digest("hex");
}
