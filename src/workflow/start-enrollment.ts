import { apply } from "../domain/enrollment/enrollment.ts";
import type { NewFact } from "../domain/enrollment/fact.ts";
import { heldRoles } from "../domain/enrollment/standing.ts";
import type { DeliveryHint } from "./delivery-hint.ts";
import { commentsFrom, enrolledFact, recognise } from "./enroll.ts";
import { GitLabFailure, type GitLabPort } from "./gitlab-port.ts";
import type { ReviewPorts } from "./ports.ts";
import type { Followed, Sight } from "./record-review.ts";
import { lookUpStanding } from "./standings.ts";

/**
 * Decide whether an issue the journal does not know is to be followed, and how.
 *
 * @returns `null` for an issue that is no enrollment.
 */
export async function startEnrollment(ports: ReviewPorts, sight: Sight): Promise<Followed | null> {
  const { issue, notes, hints } = sight;
  const candidacy = await recognise(ports.read, issue, notes, ports.programs(), ports.bot());
  const projectPath = ports.projectPath(issue.projectId);
  if (candidacy.kind === "no" || projectPath === null) {
    ports.log.debug("Leave an issue alone", {
      ...refOf(sight),
      reason: candidacy.kind === "no" ? candidacy.reason : "",
    });
    return null;
  }
  const { program } = candidacy;
  const now = byGitLabsClock(ports, ports.now());
  const firstStart = await ports.projects.firstStart(
    issue.projectId,
    projectPath,
    byGitLabsClock(ports, ports.startedAt),
  );
  const adopted = issue.createdAt < firstStart && candidacy.kind === "by-marker";
  const authors = await ports.people.remember([issue.author, ...notes.map((note) => note.author)]);
  const person = (user: { userId: number }): number => authors.get(user.userId) ?? 0;

  const heardAt = candidacy.kind === "by-command" ? candidacy.note.createdAt : firstHeardAt(ports, sight, now);
  const fact: NewFact = {
    ...enrolledFact(program, issue, projectPath, adopted, person),
    key: "enrolled",
    at: issue.createdAt > firstStart ? issue.createdAt : now,
  };
  const enrollment = apply(null, fact);
  if (candidacy.kind === "by-command") {
    const { author } = candidacy.note;
    const standing = await lookUpStanding(ports, program, issue.projectId, author);
    const roles = heldRoles(enrollment, person(author), standing);
    if (roles === "unknown") throw cannotTell();
    if (!roles.has("coordinator") && !roles.has("owner")) return null;
  }
  const byCommand = candidacy.kind === "by-command";
  const markedLate = await wasSeenWithoutMarker(ports, hints);
  return {
    id: `e${issue.projectId}-${issue.issueIid}`,
    enrollment,
    watch: null,
    firstFact: fact,
    commentsFrom: commentsFrom({ issue, notes, adopted, byCommand, markedLate, firstHeardAt: heardAt }),
    movedHere: false,
  };
}

/** Issues and comments carry GitLab's time. */
export function byGitLabsClock(ports: { readonly gitlab: Pick<GitLabPort, "clockSkewMs"> }, at: Date): Date {
  return new Date(at.getTime() + (ports.gitlab.clockSkewMs() ?? 0));
}

function firstHeardAt(ports: ReviewPorts, { rows }: Sight, now: Date): Date {
  const skew = ports.gitlab.clockSkewMs() ?? 0;
  const received = rows.map((row) => row.receivedAt + skew);
  return new Date(Math.min(now.getTime(), ...received));
}

async function wasSeenWithoutMarker(ports: ReviewPorts, hints: readonly DeliveryHint[]): Promise<boolean> {
  for (const hint of hints) {
    if (hint.kind !== "issue" || hint.currentDescription === null) continue;
    if ((await ports.read.readMarker(hint.currentDescription)) === null) return true;
  }
  return false;
}

function refOf({ issue }: Sight): { projectId: number; issueIid: number } {
  return { projectId: issue.projectId, issueIid: issue.issueIid };
}

/** Unknown is not no: the deliveries stay, and the review is tried again. */
function cannotTell(): GitLabFailure {
  const facts = { status: null, ambiguous: false, retryAfterMs: null };
  return new GitLabFailure("GITLAB_UNAVAILABLE", "Cannot enroll yet: GitLab does not say who asked for it", facts);
}
