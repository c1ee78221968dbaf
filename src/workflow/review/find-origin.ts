import type { Issue, IssueRef } from "../../domain/issue.ts";
import { cannotTell, type GitLabFailure } from "../ports/gitlab-port.ts";
import type { ReviewPorts } from "../ports/ports.ts";
import type { Sight } from "./record-review.ts";
import type { StoredEnrollment } from "../ports/store-port.ts";

/** GitLab's own note on an issue that was moved: `moved from group/project#12`, shortened within one group. */
const MOVED_FROM = /^moved from (?<path>[\w.\-/]+)?#(?<iid>\d{1,9})\b/;
/** The new issue is told of before GitLab has copied its notes and named it in the old one. */
const MOVE_TAKES_MS = 15_000;

/**
 * Find the enrollment that goes on at this issue because GitLab moved it here. GitLab's record decides: the system
 * note names the old issue, and the old issue has to name this one.
 *
 * @returns `null` when this issue was not moved, or from nowhere this bot followed.
 * @throws {GitLabFailure} while the old issue does not name the new one yet: a moment later it does.
 */
export async function findOrigin(ports: ReviewPorts, sight: Sight): Promise<StoredEnrollment | null> {
  const { issue, notes } = sight;
  const moved = notes.findLast((note) => note.system && MOVED_FROM.test(note.body));
  const groups = moved === undefined ? undefined : MOVED_FROM.exec(moved.body)?.groups;
  if (groups === undefined) return null;
  for (const projectId of projectsCalled(ports, issue, groups["path"] ?? "")) {
    const origin: IssueRef = { projectId, issueIid: Number(groups["iid"]) };
    const stored = await ports.journal.find(origin);
    if (stored === null) continue;
    const { movedToId } = await ports.gitlab.getIssue(origin);
    if (movedToId === issue.issueId) return stored;
    if (movedToId === null && mayStillBeMoving(ports, sight)) throw notYet();
  }
  return null;
}

/** When GitLab moved the issue here; it copies the older notes first. `null` when no note tells. */
export function movedAt({ notes }: Sight): Date | null {
  return notes.findLast((note) => note.system && MOVED_FROM.test(note.body))?.createdAt ?? null;
}

/** Was this issue heard of only a moment ago? Its creation says nothing: GitLab keeps the time of the old one. */
export function mayStillBeMoving(ports: ReviewPorts, { rows }: Sight): boolean {
  const first = Math.min(...rows.map((row) => row.receivedAt));
  return Number.isFinite(first) && ports.now().getTime() - first < MOVE_TAKES_MS;
}

/** Followed projects a shortened reference can mean. */
function projectsCalled(ports: ReviewPorts, issue: Issue, path: string): readonly number[] {
  if (path === "") return [issue.projectId];
  return ports.followedProjects().filter((projectId) => {
    const full = ports.projectPath(projectId) ?? "";
    return full === path || full.endsWith(`/${path}`);
  });
}

export function notYet(): GitLabFailure {
  return cannotTell("Cannot follow a moved issue yet: its old one does not name it");
}
