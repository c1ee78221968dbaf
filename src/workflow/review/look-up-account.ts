import type { PersonId } from "../../domain/enrollment/fact.ts";
import { GitLabFailure } from "../ports/gitlab-port.ts";
import type { ReviewPorts } from "../ports/ports.ts";

/**
 * Whom a username means now, known by number from then on.
 *
 * @returns `null` when it is nobody's, `unknown` when GitLab did not say.
 */
export async function lookUpAccount(
  ports: Pick<ReviewPorts, "gitlab" | "people">,
  username: string,
): Promise<PersonId | "unknown" | null> {
  try {
    const account = await ports.gitlab.findAccount(username);
    if (account === null) return null;
    return (await ports.people.remember([account])).get(account.userId) ?? null;
  } catch (error) {
    if (error instanceof GitLabFailure) return "unknown";
    throw error;
  }
}
