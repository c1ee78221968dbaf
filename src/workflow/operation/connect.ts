import type { GitLabPort, Project } from "../ports/gitlab-port.ts";
import type { BotAccount, Log } from "../ports/ports.ts";
import type { OwnAccountsPort } from "../ports/store-port.ts";

/** Who the bot is and which projects it follows; nothing is processed before both are known. */
export interface Connection {
  readonly account: BotAccount;
  /** By numeric id. */
  readonly projects: ReadonlyMap<number, Project>;
  /** Entries of `GITLAB_PROJECTS` that GitLab does not show to this account. */
  readonly missing: readonly string[];
}

export interface ConnectPorts {
  readonly gitlab: Pick<GitLabPort, "currentUser" | "getProject" | "listGroupProjects">;
  readonly accounts: OwnAccountsPort;
  /** Paths, ids, `group/*` or `group/**`. */
  readonly wantedProjects: readonly string[];
  readonly log: Log;
}

/** The newest connection, and what became of the last try to renew it. */
export interface Connecting {
  /** `null` until GitLab answered for the first time. */
  current(): Connection | null;
  /** Why GitLab could not be reached last; `null` when it could. */
  fault(): string | null;
  /** @throws {GitLabFailure} when GitLab cannot be reached or does not take the token; an earlier connection stays. */
  renew(): Promise<Connection>;
  /** Something is wrong with this project: ask GitLab for it again at the next renewal. */
  doubt(projectId: number): void;
}

export function createConnecting(ports: ConnectPorts): Connecting {
  const { log } = ports;
  let connection: Connection | null = null;
  let fault: string | null = "not connected to GitLab yet";
  /** Projects named one by one stay what they are, and a renewal at each sweep costs no call for them. */
  const known = new Map<string, Project>();

  return {
    current: () => connection,
    fault: () => fault,
    doubt(projectId) {
      for (const [entry, project] of known) if (project.projectId === projectId) known.delete(entry);
    },
    async renew() {
      try {
        const renewed = await connect(ports, known);
        if (connection === null) {
          log.info("Know who this bot is", { handle: renewed.account.handle, projects: renewed.projects.size });
        }
        const { missing } = renewed;
        if (missing.length > 0) log.error("Cannot see some of GITLAB_PROJECTS with this token", { missing });
        connection = renewed;
        fault = null;
        return renewed;
      } catch (error) {
        fault = error instanceof Error ? error.message : "unknown";
        log.warn("Cannot reach GitLab as this bot: deliveries are stored and wait", { error });
        throw error;
      }
    },
  };
}

/**
 * Ask GitLab who the token belongs to, and resolve the configured projects to ids.
 *
 * @param known - Entries of one project that were resolved before; new ones are added.
 * @throws {GitLabFailure} when GitLab cannot be reached or does not take the token.
 */
async function connect(
  { gitlab, accounts, wantedProjects }: ConnectPorts,
  known: Map<string, Project>,
): Promise<Connection> {
  const me = await gitlab.currentUser();
  await accounts.add(me);
  const ownIds = await accounts.ids();
  const projects = new Map<number, Project>();
  const missing: string[] = [];
  for (const entry of wantedProjects) {
    const found = await resolve(gitlab, entry, known);
    if (found.length === 0) missing.push(entry);
    for (const project of found) projects.set(project.projectId, project);
  }
  return { account: { userId: me.userId, handle: me.username, ownIds }, projects, missing };
}

async function resolve(
  gitlab: Pick<GitLabPort, "getProject" | "listGroupProjects">,
  entry: string,
  known: Map<string, Project>,
): Promise<readonly Project[]> {
  const group = /^(?<path>.+?)\/(?<deep>\*\*?)$/.exec(entry)?.groups;
  try {
    if (group) return await gitlab.listGroupProjects(group["path"] ?? "", group["deep"] === "**");
    const project = known.get(entry) ?? (await gitlab.getProject(entry));
    known.set(entry, project);
    return [project];
  } catch (error) {
    // Not there, or not for this account: told as missing, so that one typing error does not stop the rest.
    if (error instanceof Error && "status" in error && (error.status === 404 || error.status === 403)) return [];
    throw error;
  }
}
