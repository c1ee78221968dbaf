// oxlint-disable-next-line import/extensions -- a package; the rule takes every scoped name for a file
import type { Issues } from "@gitbeaker/rest";

import type { Issue, IssueRef } from "../../domain/issue.ts";
import { GitLabFailure, type GitLabPort, type IssueChange } from "../../workflow/ports/gitlab-port.ts";
import { issueAnswer, issuesAnswer, readAnswer } from "../answers.ts";
import { MAX_PAGES, PAGE_SIZE, rowsOf } from "./paging.ts";

type IssueCalls = Pick<GitLabPort, "getIssue" | "updateIssue" | "listIssuesUpdatedSince">;

export function issueCalls(issues: Issues): IssueCalls {
  return { getIssue, updateIssue, listIssuesUpdatedSince };

  async function getIssue({ projectId, issueIid }: IssueRef): Promise<Issue> {
    const answer: unknown = await issues.show(issueIid, { projectId });
    return readAnswer(issueAnswer, answer, "GET /projects/:id/issues/:iid");
  }

  async function updateIssue(ref: IssueRef, change: IssueChange): Promise<Issue> {
    const edit = {
      ...joinLabels("addLabels", change.addLabels),
      ...joinLabels("removeLabels", change.removeLabels),
      ...(change.close ? { stateEvent: "close" } : {}),
      // GitLab takes an empty date for none.
      ...(change.dueDate === undefined ? {} : { dueDate: change.dueDate ?? "" }),
    };
    // GitLab answers 400 to an edit without a field.
    if (Object.keys(edit).length === 0) return getIssue(ref);
    const answer: unknown = await issues.edit(ref.projectId, ref.issueIid, edit);
    return readAnswer(issueAnswer, answer, "PUT /projects/:id/issues/:iid", true);
  }

  async function listIssuesUpdatedSince(projectId: number, since: Date | null): Promise<readonly Issue[]> {
    const found: Issue[] = [];
    for (let page = 1; page <= MAX_PAGES; page += 1) {
      const answer = await issues.all({
        projectId,
        scope: "all",
        issueType: "issue",
        orderBy: "updated_at",
        sort: "asc",
        ...(since ? { updatedAfter: since.toISOString() } : {}),
        perPage: PAGE_SIZE,
        page,
        showExpanded: true,
      });
      const rows = readAnswer(issuesAnswer, rowsOf(answer), "GET /projects/:id/issues");
      found.push(...rows);
      // A page of one and the same moment (a bulk edit) would be asked for again for ever: go on until time moves.
      if (rows.length < PAGE_SIZE || found.at(-1)?.updatedAt.getTime() !== since?.getTime()) break;
    }
    return found;
  }
}

/** GitLab takes names in one string, parted by commas, so a name with a comma would become two labels. */
function joinLabels(key: "addLabels" | "removeLabels", names: readonly string[] = []): Record<string, string> {
  if (names.length === 0) return {};
  if (names.some((name) => name.includes(","))) {
    throw new GitLabFailure(
      "GITLAB_REFUSED",
      "Cannot PUT /projects/:id/issues/:iid: the name of a label should hold no comma",
      { status: null, ambiguous: false, retryAfterMs: null },
    );
  }
  return { [key]: names.join(",") };
}
