// oxlint-disable-next-line import/extensions -- a package; the rule takes every scoped name for a file
import type { IssueDiscussions } from "@gitbeaker/rest";

import type { GitLabPort, Thread } from "../../workflow/ports/gitlab-port.ts";
import { readAnswer, threadsAnswer } from "../answers.ts";
import { nextPageOf, PAGE_SIZE, rowsOf } from "./paging.ts";

/** An issue takes 5,000 comments; what GitLab notes itself comes on top. */
const MAX_THREAD_PAGES = 60;

export function threadCalls(discussions: IssueDiscussions): Pick<GitLabPort, "listThreads"> {
  return {
    async listThreads({ projectId, issueIid }) {
      const found: Thread[] = [];
      let page: number | null = 1;
      while (page !== null && page <= MAX_THREAD_PAGES) {
        const answer: unknown = await discussions.all(projectId, issueIid, {
          perPage: PAGE_SIZE,
          page,
          showExpanded: true,
        });
        const threads = readAnswer(threadsAnswer, rowsOf(answer), "GET /projects/:id/issues/:iid/discussions");
        // All notes of a thread may be internal, and so not ours to see.
        found.push(...threads.filter((thread) => thread.noteIds.length > 0));
        page = nextPageOf(answer, page);
      }
      return found;
    },
  };
}
