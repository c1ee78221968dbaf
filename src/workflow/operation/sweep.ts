import type { Issue, IssueRef } from "../../domain/issue.ts";
import type { GitLabPort, Project } from "../ports/gitlab-port.ts";
import type { Log } from "../ports/ports.ts";
import type { ReadDescription } from "../ports/read-description.ts";
import { byGitLabsClock } from "../review/start-enrollment.ts";
import type { IssueGuardPort, JournalPort, ProjectsPort, Snapshot } from "../ports/store-port.ts";

export interface SweepPorts {
  readonly gitlab: Pick<GitLabPort, "listIssuesUpdatedSince" | "clockSkewMs">;
  readonly journal: Pick<JournalPort, "snapshots">;
  readonly projects: ProjectsPort;
  readonly read: Pick<ReadDescription, "readMarker">;
  readonly guard: Pick<IssueGuardPort, "remember">;
  readonly now: () => Date;
  /** When this process began to listen, by our clock. */
  readonly startedAt: Date;
  readonly wake: (issue: IssueRef) => void;
  readonly log: Log;
}

export interface SweepResult {
  readonly calls: number;
  /** Issues that had changed without this bot being told. */
  readonly woken: number;
}

/** GitLab shows a change when its transaction ends, which may be after a younger one was listed. */
const OVERLAP_MS = 5 * 60_000;
const PAGE = 100;

/**
 * Find what no delivery told: lost ticks and comments, downtime, edits without hooks. GitLab never resends.
 *
 * Costs one call for a project in which nothing happened: the list itself is compared with what was seen last, and
 * only a difference wakes an issue. The watermark is GitLab's own time and moves when the wake-ups are given, so a
 * crash repeats work and loses none.
 */
export async function sweepProject(ports: SweepPorts, project: Project): Promise<SweepResult> {
  const { projectId } = project;
  const firstStart = await ports.projects.firstStart(projectId, project.path, byGitLabsClock(ports, ports.startedAt));
  const watermark = await ports.projects.watermark(projectId);
  const seen = new Set<number>();
  let from = watermark === null ? null : new Date(watermark.getTime() - OVERLAP_MS);
  let latest = watermark;
  let calls = 0;
  const news: IssueRef[] = [];
  for (;;) {
    const issues = await ports.gitlab.listIssuesUpdatedSince(projectId, from);
    calls += 1;
    const fresh = issues.filter((issue) => !seen.has(issue.issueIid));
    const snapshots = await ports.journal.snapshots(
      projectId,
      fresh.map((issue) => issue.issueIid),
    );
    for (const issue of fresh) {
      seen.add(issue.issueIid);
      if (await isNews(ports, issue, snapshots.get(issue.issueIid))) news.push({ projectId, issueIid: issue.issueIid });
    }
    const last = issues.at(-1);
    if (last !== undefined && (latest === null || last.updatedAt > latest)) latest = last.updatedAt;
    // Always page 1 again from the last row: rows move to the end while we read, and none may fall between two pages.
    if (last === undefined || issues.length < PAGE || fresh.length === 0) break;
    from = last.updatedAt;
  }
  // Written down before the watermark moves: what was only woken would be lost with the process.
  await ports.guard.remember(news, ports.now());
  await ports.projects.saveWatermark(projectId, notAhead(latest ?? firstStart, byGitLabsClock(ports, ports.now())));
  for (const issue of news) ports.wake(issue);
  if (news.length > 0) ports.log.info("Find changes no delivery told", { projectId, issues: news.length });
  return { calls, woken: news.length };
}

/** An owner may date an issue into the future; the sweep would then be deaf until that day. */
function notAhead(watermark: Date, now: Date): Date {
  return watermark > now ? now : watermark;
}

/** Does the list say something the last review did not see? An issue that is no enrollment needs a look for its marker. */
async function isNews(ports: SweepPorts, issue: Issue, known: Snapshot | undefined): Promise<boolean> {
  if (issue.issueType !== "issue") return false;
  if (known === undefined) return issue.state === "opened" && (await ports.read.readMarker(issue.description)) !== null;
  return (
    issue.description !== known.description ||
    issue.state !== known.state ||
    issue.userNotesCount !== known.userNotesCount ||
    issue.labels.length !== known.labels.length ||
    issue.labels.some((label) => !known.labels.includes(label))
  );
}
