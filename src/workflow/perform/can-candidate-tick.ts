import { GitLabFailure } from "../ports/gitlab-port.ts";
import type { ReviewPorts } from "../ports/ports.ts";
import type { Recorded } from "../review/record-review.ts";

/** Planner; before GitLab 17.7, which has no such role, the next one up is Reporter. */
const MAY_EDIT_ISSUES = 15;

/**
 * Will GitLab let the candidate tick? As a Guest only in issues they opened or are assigned to; it shows the boxes
 * greyed out and does not say why. What GitLab cannot tell is taken for yes.
 */
export async function canCandidateTick(
  ports: Pick<ReviewPorts, "gitlab" | "people">,
  { enrollment, sight: { issue } }: Pick<Recorded, "enrollment" | "sight">,
): Promise<boolean> {
  const person = enrollment.candidate?.person;
  if (person === undefined || enrollment.status !== "active") return true;
  const user = (await ports.people.find([person])).get(person);
  if (user === undefined || [issue.author, ...issue.assignees].some(({ userId }) => userId === user.userId))
    return true;
  try {
    const membership = await ports.gitlab.projectMembership(issue.projectId, user.userId);
    return (membership?.accessLevel ?? 0) >= MAY_EDIT_ISSUES;
  } catch (error) {
    if (error instanceof GitLabFailure) return true;
    throw error;
  }
}
