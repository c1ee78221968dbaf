import type { ReviewPorts } from "../ports/ports.ts";

/** Who may read a confidential issue they neither wrote nor are assigned to: Planner and up. */
const READS_CONFIDENTIAL = 15;

/**
 * May this account read a desk of the project, so that a mention there reaches them?
 *
 * @throws {GitLabFailure} when GitLab does not say.
 */
export async function mayReadDesk(
  { gitlab }: Pick<ReviewPorts, "gitlab">,
  projectId: number,
  userId: number,
): Promise<boolean> {
  const membership = await gitlab.projectMembership(projectId, userId);
  return membership !== null && membership.accessLevel >= READS_CONFIDENTIAL;
}
