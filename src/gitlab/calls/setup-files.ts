import { z } from "zod";

import type { SetupPort } from "../../workflow/ports/setup-port.ts";
import { readAnswer } from "../answers.ts";
import { at, type Rest } from "../rest.ts";
import { branchAnswer, fileAnswer, mergeRequestAnswer } from "../setup-answers.ts";
import { nullWhenClosed } from "./missing.ts";

type FileCalls = Pick<SetupPort, "readFile" | "writeFile" | "branch" | "mergeRequest" | "createMergeRequest">;

export function fileCalls(rest: Rest): FileCalls {
  return {
    async readFile(projectId, path, branch) {
      const address = at`projects/${projectId}/repository/files/${path}`;
      const answer = await nullWhenClosed(rest.get(address, { ref: branch }));
      return answer === null ? null : readAnswer(fileAnswer, answer, "GET repository/files/:path");
    },
    async writeFile(projectId, { path, branch, startBranch, content, message, isNew }) {
      const address = at`projects/${projectId}/repository/files/${path}`;
      const start = startBranch === null ? {} : { start_branch: startBranch };
      const body = { branch, ...start, content, commit_message: message };
      await (isNew ? rest.post(address, body) : rest.put(address, body));
    },
    async branch(projectId, name) {
      const answer = await nullWhenClosed(rest.get(at`projects/${projectId}/repository/branches/${name}`));
      return answer === null ? null : readAnswer(branchAnswer, answer, "GET repository/branches/:branch");
    },
    async mergeRequest(projectId, sourceBranch) {
      const query = { state: "opened", source_branch: sourceBranch };
      const answer = await nullWhenClosed(rest.get(at`projects/${projectId}/merge_requests`, query));
      if (answer === null) return null;
      return readAnswer(z.array(mergeRequestAnswer), answer, "GET merge_requests")[0] ?? null;
    },
    async createMergeRequest(projectId, { sourceBranch, targetBranch, title, description }) {
      const branches = { source_branch: sourceBranch, target_branch: targetBranch, remove_source_branch: true };
      const answer = await rest.post(at`projects/${projectId}/merge_requests`, { ...branches, title, description });
      return readAnswer(mergeRequestAnswer, answer, "POST merge_requests", true);
    },
  };
}
