import type { GitLabPort, Project } from "./gitlab-port.ts";
import type { BotAccount } from "./ports.ts";
import type { OwnAccountsPort } from "./store-port.ts";

/** Who the bot is and which projects it follows; nothing is processed before both are known. */
export interface Connection {
  readonly account: BotAccount;
  /** By numeric id. */
  readonly projects: ReadonlyMap<number, Project>;
  /** Entries of `GITLAB_PROJECTS` that GitLab does not show to this account. */
  readonly missing: readonly string[];
}

/**
 * Ask GitLab who the token belongs to, and resolve the configured projects to ids.
 *
 * @param wanted - Paths, ids, `group/*` or `group/**`.
 * @throws {GitLabFailure} when GitLab cannot be reached or does not take the token.
 */
export async function connect(
  gitlab: Pick<GitLabPort, "currentUser" | "getProject" | "listGroupProjects">,
  accounts: OwnAccountsPort,
  wanted: readonly string[],
): Promise<Connection> {
  const me = await gitlab.currentUser();
  await accounts.add(me);
  const ownIds = await accounts.ids();
  const projects = new Map<number, Project>();
  const missing: string[] = [];
  for (const entry of wanted) {
    const found = await resolve(gitlab, entry);
    if (found.length === 0) missing.push(entry);
    for (const project of found) projects.set(project.projectId, project);
  }
  return { account: { userId: me.userId, handle: me.username, ownIds }, projects, missing };
}

async function resolve(
  gitlab: Pick<GitLabPort, "getProject" | "listGroupProjects">,
  entry: string,
): Promise<readonly Project[]> {
  const group = /^(?<path>.+?)\/(?<deep>\*\*?)$/.exec(entry)?.groups;
  try {
    if (group) return await gitlab.listGroupProjects(group["path"] ?? "", group["deep"] === "**");
    return [await gitlab.getProject(entry)];
  } catch (error) {
    // Not there, or not for this account: told as missing, so that one typing error does not stop the rest.
    if (error instanceof Error && "status" in error && (error.status === 404 || error.status === 403)) return [];
    throw error;
  }
}
