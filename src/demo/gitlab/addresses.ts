import type { Issue, Project, User } from "./model.ts";

/** How the stand-in's own addresses look; `base` is its origin, known once it listens. */
export interface Addresses {
  readonly base: string;
  user(user: User): string;
  avatar(user: User): string;
  project(project: Project): string;
  issue(issue: Issue): string;
}

/** @param base - `http://127.0.0.1:PORT`, no slash at the end. */
export function addressesAt(base: string): Addresses {
  return {
    base,
    user: (user) => `${base}/${user.username}`,
    avatar: (user) => `${base}/uploads/-/system/user/avatar/${user.id}/avatar.png`,
    project: (project) => `${base}/${project.path}`,
    // GitLab 18.10 changed `issues` to `work_items` here; the old form still answers.
    issue: (issue) => `${base}/${issue.project.path}/-/work_items/${issue.iid}`,
  };
}
