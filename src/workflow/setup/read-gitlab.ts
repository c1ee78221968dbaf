import type { Account } from "../../domain/issue.ts";
import type { DeliveryResult, Hook, Place, SetupPort, SetupProject, TokenFacts } from "../ports/setup-port.ts";
import { LEVEL } from "./access.ts";
import { findHook, type Wanted } from "./wanted.ts";

/** What GitLab says about an account. */
export interface AccountFacts {
  readonly account: Account;
  /** `null` where GitLab does not tell. */
  readonly token: TokenFacts | null;
}

/** What is in GitLab for the bot at one project or group. */
export interface PlaceFacts {
  readonly place: Place;
  /** Level of the bot's own account. */
  readonly botLevel: number;
  /** Level of the account that looks and prepares; the bot's own unless another token was given. */
  readonly level: number;
  readonly labels: readonly string[];
  /** `null`: not for this account. */
  readonly hooks: readonly Hook[] | null;
  /** How the newest delivery of the bot's hook was answered; `null` when unknown. */
  readonly lastDelivery: DeliveryResult | null;
  /** Only projects have files; `null` too where this account may not read them, which GitLab tells like a missing file. */
  readonly repository: RepositoryFacts | null;
}

export interface RepositoryFacts {
  readonly project: SetupProject;
  /** May the account that prepares commit to the default branch? */
  readonly canPush: boolean;
  /** Text by path; `null` when the file is not there. */
  readonly files: ReadonlyMap<string, string | null>;
}

/** What an entry of `GITLAB_PROJECTS` leads to; `null` when GitLab shows nothing there. */
export interface EntryFacts {
  readonly entry: string;
  readonly projects: readonly SetupProject[] | null;
}

export async function readAccount(port: SetupPort): Promise<AccountFacts> {
  // First what a token without any scope may ask, so that the lack of one is told by name.
  const token = await port.ownToken();
  return { account: await port.ownAccount(), token };
}

/** @param entry - `group/project`, a number, `group/*` or `group/**`. */
export async function readEntry(port: SetupPort, entry: string): Promise<EntryFacts> {
  const group = /^(?<path>.+?)\/(?<deep>\*\*?)$/.exec(entry)?.groups;
  if (group) return { entry, projects: await port.projectsOf(group["path"] ?? "", group["deep"] === "**") };
  const project = await port.project(entry);
  return { entry, projects: project === null ? null : [project] };
}

export interface Accounts {
  /** User ids. */
  readonly bot: number;
  readonly preparer: number;
}

/** @param port - Of the account that looks and prepares. */
export async function readPlace(
  port: SetupPort,
  place: Place | SetupProject,
  accounts: Accounts,
  wanted: Wanted,
): Promise<PlaceFacts> {
  const level = await port.accessLevel(place, accounts.preparer);
  const botLevel = accounts.bot === accounts.preparer ? level : await port.accessLevel(place, accounts.bot);
  const hooks = await port.hooks(place);
  const hook = hooks === null || wanted.hook === null ? null : findHook(hooks, wanted.hook);
  return {
    place,
    level,
    botLevel,
    labels: await port.labels(place),
    hooks,
    lastDelivery: hook === null ? null : await port.lastDelivery(place, hook),
    repository: "defaultBranch" in place && level >= LEVEL.reporter ? await readRepository(port, place, wanted) : null,
  };
}

async function readRepository(port: SetupPort, project: SetupProject, wanted: Wanted): Promise<RepositoryFacts> {
  const { id, defaultBranch } = project;
  const files = new Map<string, string | null>();
  for (const { path } of wanted.templates) {
    files.set(path, defaultBranch === null ? null : await port.readFile(id, path, defaultBranch));
  }
  const branch = defaultBranch === null ? null : await port.branch(id, defaultBranch);
  // An empty repository has no branch yet; the first commit makes it, where GitLab lets it.
  return { project, canPush: branch?.canPush ?? true, files };
}
