// oxlint-disable-next-line import/extensions -- a package; the rule takes every scoped name for a file
import type { Groups, Projects } from "@gitbeaker/rest";

import type { GitLabPort, Project } from "../../workflow/ports/gitlab-port.ts";
import { projectAnswer, projectsAnswer, readAnswer } from "../answers.ts";
import { MAX_PAGES, nextPageOf, PAGE_SIZE, rowsOf } from "./paging.ts";

type ProjectCalls = Pick<GitLabPort, "getProject" | "listGroupProjects">;

export function projectCalls(projects: Projects, groups: Groups): ProjectCalls {
  return {
    async getProject(pathOrId) {
      const answer: unknown = await projects.show(pathOrId);
      return readAnswer(projectAnswer, answer, "GET /projects/:id");
    },
    async listGroupProjects(group, deep) {
      const found: Project[] = [];
      let page: number | null = 1;
      while (page !== null && page <= MAX_PAGES) {
        const answer: unknown = await groups.allProjects(group, {
          includeSubgroups: deep,
          // A project shared with the group belongs to somebody else.
          withShared: false,
          simple: true,
          orderBy: "id",
          sort: "asc",
          perPage: PAGE_SIZE,
          page,
          showExpanded: true,
        });
        found.push(...readAnswer(projectsAnswer, rowsOf(answer), "GET /groups/:id/projects"));
        page = nextPageOf(answer, page);
      }
      return found;
    },
  };
}
