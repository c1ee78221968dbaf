/** GitLab's things in this project's own words. Built by `gitlab/` from REST answers, read by everyone else. */

/** Where an issue is. The URL is never a key: GitLab 18.10 changed its form. */
export interface IssueRef {
  readonly projectId: number;
  readonly issueIid: number;
}

/** Somebody as GitLab names them inside another answer. `userId` is the only key: usernames are recycled. */
export interface UserRef {
  readonly userId: number;
  readonly username: string;
  readonly name: string;
}

export interface Issue extends IssueRef {
  /** Global id, the one `moved_to_id` speaks of. */
  readonly issueId: number;
  readonly title: string;
  /** Empty when GitLab sends `null`. May hold CRLF line ends. */
  readonly description: string;
  readonly state: "opened" | "closed";
  /** `issue`, `task`, `incident`, …; only `issue` is followed. */
  readonly issueType: string;
  readonly confidential: boolean;
  readonly labels: readonly string[];
  readonly author: UserRef;
  readonly assignees: readonly UserRef[];
  /** Global id of the issue this one was moved to, else `null`. */
  readonly movedToId: number | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  /** Comments people can see, system notes not counted. */
  readonly userNotesCount: number;
  /** ISO date; `null` when none is set. */
  readonly dueDate: string | null;
  /** GitLab's own count of boxes; `null` where the instance does not tell. */
  readonly taskCompletion: { readonly count: number; readonly completedCount: number } | null;
}

export interface Note {
  readonly noteId: number;
  readonly body: string;
  readonly author: UserRef;
  /** Written by GitLab itself ("marked the checklist item …"); nobody can edit those. */
  readonly system: boolean;
  readonly internal: boolean;
  readonly createdAt: Date;
  /** Later than `createdAt` once anybody has edited the note; GitLab does not say who. */
  readonly updatedAt: Date;
}

/** A user as `GET /users/:id` tells. */
export interface Account extends UserRef {
  /** `active`, `blocked`, `deactivated`, … */
  readonly state: string;
  /** Project, group and service accounts; `false` where GitLab leaves the field out. */
  readonly bot: boolean;
}

/** A user's place in a project or group, inherited ones included. */
export interface Membership {
  /** 5 minimal, 10 guest, 15 planner, 20 reporter, 30 developer, 40 maintainer, 50 owner. */
  readonly accessLevel: number;
  /** Who added them, where GitLab tells; else `null`. */
  readonly addedBy: number | null;
}
