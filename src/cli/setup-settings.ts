import type { EnvFile } from "./env-file.ts";
import type { Target } from "./setup-places.ts";
import type { Terminal } from "./terminal.ts";

/** What `setup` works with. */
export interface Settings {
  readonly targets: readonly Target[];
  /** For `GITLAB_PROJECTS`. */
  readonly entries: readonly string[];
  /** A token for this run alone. */
  readonly setupToken: string | null;
  readonly hasCredentials: boolean;
  /** What belongs into `.env`, by name. */
  readonly kept: Readonly<Record<string, string>>;
  /** What `readConfig` checks: with a stand-in for a webhook token where there is none yet. */
  readonly forConfig: Readonly<Record<string, string | undefined>>;
}

/** Only there so that the other settings can be checked; never stored, and no door opens to it. */
const NO_SECRET_YET = "x".repeat(16);

interface Asked {
  readonly envFile: EnvFile;
  readonly env: NodeJS.ProcessEnv;
  readonly targets: readonly Target[];
  readonly asksNothing: boolean;
}

const REQUIRED = [
  { name: "GITLAB_URL", text: "Address of GitLab?", example: "https://gitlab.com" },
  { name: "GITLAB_TOKEN", text: "Token of the bot's own account, scope api?", isSecret: true },
  { name: "PUBLIC_URL", text: "How does GitLab reach the bot?", example: "https://onboarding.example.com" },
] as const;

/** @returns `null` when something is missing and nobody could, or wanted to, say it; that is told. */
export async function fillIn(
  terminal: Terminal,
  { envFile, env, targets, asksNothing }: Asked,
): Promise<Settings | null> {
  const set: Record<string, string> = {};
  for (const source of [envFile.values, env]) {
    for (const [name, value] of Object.entries(source)) if (value?.trim()) set[name] = value.trim();
  }
  const mayAsk = terminal.isInteractive && !asksNothing;
  const missing: string[] = [];
  for (const question of REQUIRED) {
    if (set[question.name] !== undefined) continue;
    const answer = mayAsk ? await terminal.ask(question) : null;
    if (answer === null) missing.push(question.name);
    else set[question.name] = answer;
    if (answer === null && mayAsk) return null;
  }
  let wanted = targets.length > 0 ? targets : (set["GITLAB_PROJECTS"] ?? "").split(",").flatMap(toTarget);
  if (wanted.length === 0 && mayAsk) {
    const path = await terminal.ask({ text: "Which project shall it follow?", example: "group/project" });
    wanted = path === null ? [] : [{ kind: "project", path, deep: false }];
  }
  if (wanted.length === 0) missing.push("--project");
  if (missing.length > 0) {
    terminal.complain(
      `Cannot set up without ${missing.join(", ")}: set variables in ${envFile.path} or the environment`,
    );
    return null;
  }
  return toSettings(set, wanted);
}

function toSettings(set: Readonly<Record<string, string>>, targets: readonly Target[]): Settings {
  const entries = targets.map(({ kind, path, deep }) => (kind === "group" ? `${path}/${deep ? "**" : "*"}` : path));
  const signing = set["GITLAB_WEBHOOK_SIGNING_TOKEN"];
  const secret = set["GITLAB_WEBHOOK_SECRET"];
  const hasCredentials = signing !== undefined || secret !== undefined;
  return {
    targets,
    entries,
    setupToken: set["GITLAB_SETUP_TOKEN"] ?? null,
    hasCredentials,
    kept: {
      GITLAB_URL: set["GITLAB_URL"] ?? "",
      GITLAB_TOKEN: set["GITLAB_TOKEN"] ?? "",
      PUBLIC_URL: set["PUBLIC_URL"] ?? "",
      GITLAB_WEBHOOK_SIGNING_TOKEN: signing ?? "",
      GITLAB_WEBHOOK_SECRET: secret ?? "",
    },
    forConfig: {
      ...set,
      GITLAB_PROJECTS: entries.join(","),
      ...(hasCredentials ? {} : { GITLAB_WEBHOOK_SECRET: NO_SECRET_YET }),
    },
  };
}

function toTarget(entry: string): readonly Target[] {
  const path = entry.trim();
  if (path === "") return [];
  const group = /^(?<path>.+?)\/(?<stars>\*\*?)$/.exec(path)?.groups;
  if (group === undefined) return [{ kind: "project", path, deep: false }];
  return [{ kind: "group", path: group["path"] ?? "", deep: group["stars"] === "**" }];
}
